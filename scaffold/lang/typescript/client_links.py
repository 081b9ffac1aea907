"""Prints the links of TypeScript SDKs: functions from a reply to the input of the next call."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from scaffold import ir
from scaffold.lang.links import FromBody, FromHeader, FromRequest, FromSent, Origin
from scaffold.lang.shapes import Steps
from scaffold.lang.typescript import literals, names
from scaffold.lang.typescript.client_replies import ReplyWriter
from scaffold.lang.typescript.client_requests import indented, interface
from scaffold.lang.typescript.client_views import GROUPS, LinkView, OperationView
from scaffold.lang.typescript.layout import spread


class LinkWriter(ReplyWriter):
    """A writer of links."""

    def link(self, source: OperationView, view: LinkView, target: OperationView) -> str:
        """The function that follows a link, and the types of what it takes and makes."""
        wire, server = view.follow.link.name.wire.raw, view.follow.server
        words = f"What `{target.function}` takes by the link `{wire}` of `{source.function}`."
        members, values = self._input_of(source, view)
        result, made = view.type, f"{{ {', '.join(values)} }}" if values else "{}"
        shape = interface(view.type, members)
        if not members:
            shape = f"export type {view.type} = {self.use_type('NoInput', './core/call.ts')};"
        parts = [f"/** {words} */\n{shape}"]
        reply = " | ".join(self._success(source, view.reply))
        given = [f"reply: Pick<{reply}, {' | '.join(read)}>"] if (read := list(_read(view))) else []
        given += [f"input: {source.input_type}"] if view.follow.needs or view.follow.sent else []
        if server is not None:
            result = f"readonly [{view.type}, {{ readonly baseUrl: string }}]"
            made = f"[{made}, {{ baseUrl: {address(server)} }}]"
        if server is not None and server.variables:
            about = f"/** What may be put into the address that the link `{wire}` of `{source.function}` leads to. */"
            parts.append(f"{about}\n{interface(view.variables, variable_members(server))}")
            given.append(f"variables: {view.variables} = {{}}")
        head = spread(f"export function {view.name}(", given, f"): {result} {{")
        parts.append(f"{self.lead(view.follow.link.doc, 0, words)}{head}\n  return {made};\n}}")
        return "\n\n".join(parts)

    def _input_of(self, source: OperationView, view: LinkView) -> tuple[list[str], list[str]]:
        """The members of the next call's input that a link gives: as those of a type, and with their values."""
        members, values = list[str](), list[str]()
        for group, passed in _groups(view):
            members += self._passed_members(group, [param for param, _ in passed])
            inner = ", ".join(self._passed(source, param, origin) for param, origin in passed)
            values.append(f"{group}: {{ {inner} }}")
        if view.follow.body is not None:
            media, origin = view.follow.body
            members.append(f"readonly body: {self.ty(media.type)};")
            values.append(f"body: {self._value(source, origin)}")
        return members, values

    def _passed_members(self, group: str, params: list[ir.Param]) -> Iterator[str]:
        given = (replace(param, required=True) for param in params)
        inner = [f"readonly {names.key(param.name.wire.raw)}: {self._member_type(param)};" for param in given]
        yield f"readonly {group}: {{\n{indented(inner)}\n}};"

    def _passed(self, source: OperationView, param: ir.Param, origin: Origin) -> str:
        return f"{names.key(param.name.wire.raw)}: {self._value(source, origin)}"

    def _value(self, source: OperationView, origin: Origin) -> str:
        match origin:
            case FromBody(steps=steps):
                return "reply.body" + _member(steps)
            case FromSent(steps=steps):
                return "input.body" + _member(steps)
            case FromHeader(header=header):
                return "reply.headers" + names.access(header.name.wire.raw)
            case FromRequest(param=param):
                return self._access(source, param)
        exact = literals.literal(origin, exact=True)
        return exact if exact == literals.literal(origin) else f"{exact} as never"  # a bigint is typed as a number


def address(server: ir.Server) -> str:
    """The address of a server, with the members of `variables` in it where it has any."""
    raw = server.url.raw.rstrip("/")
    if not server.variables:
        return literals.literal(ir.Text(raw))
    url = literals.template(raw)
    for variable in server.variables:
        value = f"variables{names.access(variable.name.raw)} ?? {literals.literal(variable.default)}"
        url = url.replace(literals.template("{" + variable.name.raw + "}"), "${" + value + "}")
    return f"`{url}`"


def variable_members(server: ir.Server) -> list[str]:
    """The members of what may be put into the address of a server."""
    choices = (" | ".join(map(literals.literal, one.values)) or "string" for one in server.variables)
    return [
        f"readonly {names.key(one.name.raw)}?: {each} | undefined;"
        for one, each in zip(server.variables, choices, strict=True)
    ]


def _member(steps: Steps) -> str:
    return "".join(names.access(field.name.wire.raw) for _, field in steps)


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
