"""Prints the case table as the calls that generated test files are made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import inf
from typing import Any

from scaffold import ir
from scaffold.cases import bodies
from scaffold.cases.bundle import Cases
from scaffold.cases.calls import Sample
from scaffold.documents import document_text
from scaffold.lang import cases as calls
from scaffold.lang.cases import Argument, Call
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.shapes import Shapes
from scaffold.lang.typescript import data, literals
from scaffold.lang.typescript.client_views import OperationView
from scaffold.lang.typescript.docs import INDENT, columns
from scaffold.lang.typescript.layout import WIDTH, spread
from scaffold.lang.typescript.writer import TypeScriptWriter

_RUNNER, _WORDS = "/tests/generated/harness.ts", "/tests/generated/cases.ts"
_GROUPS = {"path": "path", "query": "query", "header": "headers", "cookie": "cookies"}


class CaseWriter(TypeScriptWriter):
    """A writer with the filters of test templates."""

    FILTERS: tuple[str, ...] = ("tested", "json", "sample")

    def tested(self, key: str, cases: Cases) -> str:
        """The cases of an operation, the call by which they are tested."""
        room = WIDTH - INDENT - len(",")
        given = [self._test_call(call, room).replace("\n", "\n" + " " * INDENT) for call in calls.suite(key, cases)]
        return spread(f"{self.use('operation', _RUNNER)}(", [_text(key), *given], ");")

    def json(self, value: Any) -> str:
        """A JSON document with a line for each member of its members."""
        return document_text(value)

    def sample(self, view: OperationView, sample: Sample) -> str | data.Call:
        """A call of an SDK's function, which is imported; the content of a file is a Blob."""
        function = self.use(view.function, "/sdk/typescript/src/index.ts")
        groups: dict[str, list[tuple[str, data.Data]]] = {}
        given: list[tuple[str, data.Data]] = []
        for param, value in sample.values:
            printed = data.of_json(value.json, _value)
            if param.where is ir.Where.QUERYSTRING:
                given.append(("querystring", printed))
            else:
                groups.setdefault(_GROUPS[param.where], []).append((literals.key(param.name.wire.raw), printed))
        given += [(group, data.of(*members)) for group, members in groups.items()]
        if sample.body is not None and view.bodies:
            media, content = sample.body
            given.append(("body", self._test_content(media, content.json)))
            if view.payload and media.media_type not in view.bodies[0].media:
                given.append(("contentType", literals.literal(media.media_type)))
            elif type_ := bodies.chosen(media.media_type.raw):
                given.append(("contentType", literals.quoted(type_)))
        return data.Call(f"{function}(client, ", data.of(*given)) if given else f"{function}(client)"

    def _test_content(self, media: ir.Media, value: Any) -> data.Data:
        match media_kind(media):
            case MediaKind.BINARY:
                return _blob(value)
            case MediaKind.FORM | MediaKind.MULTIPART | MediaKind.MIXED:
                return self._form_content(media.type, value)
        return data.of_json(value, _value)

    def _form_content(self, kind: ir.TypeRef, value: Any) -> str:
        """A value of a form, in which the text of a file stands for its content."""
        shapes = Shapes({key: one.node for key, one in self._declarations.by_key.items()})
        match shapes.bare(kind), value:
            case ir.Record(fields=fields), dict():
                types = {one.name.wire.raw: one.type for one in fields}
                members = {
                    name: self._form_content(types[name], member) if name in types else _value(member)
                    for name, member in value.items()
                }
                return _object(members)
            case ir.ListOf(item=item), list():
                return f"[{', '.join(self._form_content(item, one) for one in value)}]"
            case ir.TupleOf(items=items, rest=rest), list():
                kinds = [*items, *[rest] * len(value)]
                return f"[{', '.join(map(self._form_content, kinds, value))}]"
            case ir.Scalar(kind=ir.Kind.BINARY), str():
                return _blob(value)
        return _value(value)

    def _test_call(self, call: Call, room: float = inf) -> str:
        """A call; what it names has lines of its own where it takes more than `room`."""
        given = [self._test_argument(one) for one in call.given]
        head = f"{self.use(_camel(call.name), _WORDS)}("
        if not call.named:
            return f"{head}{', '.join(given)})"
        head += ", ".join([*given, "{"])
        named = [(_camel(name), self._test_data(value)) for name, value in call.named]
        line = f"{head} {', '.join(f'{name}: {data.flat(value)}' for name, value in named)} }})"
        if columns(line) <= room and not any(data.opens(value) for _, value in named) or columns(head) > room:
            return line
        printed = (
            f"{name}: {data.printed(value, INDENT, INDENT + columns(name) + len(': '), width=room + len(','))}"
            for name, value in named
        )
        return "\n".join([head, *(f"{' ' * INDENT}{one}," for one in printed), "})"])

    def _test_data(self, value: Argument) -> data.Data:
        """An argument that is named, in which a body of JSON may take several lines."""
        match value:
            case Call(given=(ir.Value() as content,), named=()):
                return data.Call(f"{self.use(_camel(value.name), _WORDS)}(", data.of_json(content.json, _value))
        return self._test_argument(value)

    def _test_argument(self, value: Argument) -> str:
        match value:
            case Call():
                return self._test_call(value)
            case tuple():
                return f"[{', '.join(map(self._test_call, value))}]"
            case calls.Headers(pairs=pairs):
                return _object({name.raw: _text(text.raw) for name, text in pairs})
            case ir.Value():
                return _value(value.json)
            case ir.Text():
                return _text(value.raw)
        return _value(value)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _object(members: Mapping[str, str]) -> str:
    """An object literal of printed members."""
    printed = ", ".join(f"{literals.key(name)}: {value}" for name, value in members.items())
    return f"{{ {printed} }}" if printed else "{}"


def _blob(value: Any) -> str:
    return f"new Blob([{_text(str(value))}])"


def _value(value: Any) -> str:
    """A JSON value as an expression: long runs of one character as repetitions, large integers as bigint."""
    match value:
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return _object({name: _value(member) for name, member in value.items()})
    return literals.literal(value, exact=True)


@cache
def _text(text: str) -> str:
    pieces = calls.runs(text)
    return " + ".join(literals.quoted(piece) + (f".repeat({count})" if count > 1 else "") for piece, count in pieces)
