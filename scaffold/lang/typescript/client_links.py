"""Prints the links of TypeScript SDKs: functions from a reply to the input of the next call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scaffold import ir
from scaffold.lang.links import FromBody, FromHeader, FromRequest, Origin
from scaffold.lang.typescript import literals, names
from scaffold.lang.typescript.client_replies import ReplyWriter
from scaffold.lang.typescript.client_requests import indented, interface
from scaffold.lang.typescript.client_views import GROUPS, LinkView, OperationView
from scaffold.lang.typescript.layout import spread


class LinkWriter(ReplyWriter):
    """A writer of links."""

    def link(self, source: OperationView, view: LinkView, target: OperationView) -> str:
        """The function that follows a link, and the type of the input that it makes."""
        groups = list(_groups(view))
        members = [line for group, passed in groups for line in self._passed_members(group, [p for p, _ in passed])]
        reply = " | ".join(self._success(source, view.reply))
        given = [f"reply: Pick<{reply}, {' | '.join(read)}>"] if (read := list(_read(view))) else []
        given += [f"input: {source.input_type}"] if view.follow.needs else []
        values = [
            f"{group}: {{ {', '.join(self._passed(source, param, origin) for param, origin in passed)} }}"
            for group, passed in groups
        ]
        words = f"What `{target.function}` takes by the link `{view.follow.link.name.wire.raw}` of `{source.function}`."
        about = self.lead(view.follow.link.doc, 0, words)
        return "\n".join(
            [
                f"/** {words} */\n" + interface(view.type, members),
                "",
                about + spread(f"export function {view.name}(", given, f"): {view.type} {{"),
                f"  return {{ {', '.join(values)} }};",
                "}",
            ]
        )

    def _passed_members(self, group: str, params: list[ir.Param]) -> Iterator[str]:
        given = (replace(param, required=True) for param in params)
        inner = [f"readonly {names.key(param.name.wire.raw)}: {self._member_type(param)};" for param in given]
        yield f"readonly {group}: {{\n{indented(inner)}\n}};"

    def _passed(self, source: OperationView, param: ir.Param, origin: Origin) -> str:
        return f"{names.key(param.name.wire.raw)}: {self._value(source, origin)}"

    def _value(self, source: OperationView, origin: Origin) -> str:
        match origin:
            case FromBody(steps=steps):
                return "reply.body" + "".join(names.access(field.name.wire.raw) for _, field in steps)
            case FromHeader(header=header):
                return "reply.headers" + names.access(header.name.wire.raw)
            case FromRequest(param=param):
                return self._access(source, param)
            case ir.Value():
                return literals.literal(origin)


def _read(view: LinkView) -> Iterator[str]:
    """The members of the reply that are looked at."""
    if FromBody in view.follow.reads:
        yield '"body"'
    if FromHeader in view.follow.reads:
        yield '"headers"'


def _groups(view: LinkView) -> Iterator[tuple[str, list[tuple[ir.Param, Origin]]]]:
    """What is passed on, by the member of the input that holds it."""
    for where, group in GROUPS.items():
        if found := [(param, origin) for param, origin in view.follow.passed if param.where is where]:
            yield group, found
