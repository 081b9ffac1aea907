"""Prints the case table as the calls that generated test modules are made of."""

from __future__ import annotations

from functools import cache
from typing import Any

from scaffold import cases, ir
from scaffold.cases import bodies
from scaffold.cases.calls import Sample
from scaffold.documents import document_text
from scaffold.lang import cases as calls
from scaffold.lang.cases import Argument, Call
from scaffold.lang.http import MediaKind
from scaffold.lang.python import literals
from scaffold.lang.python.client_views import MethodView
from scaffold.lang.python.writer import PythonWriter

_BY_PLACE = {"answered": "target", "refused": "target", "request": "body"}  # given by place, though it may be left out


class CaseWriter(PythonWriter):
    """A writer with the filters of test templates. `words` is the module that the printed calls come from."""

    words = "tests.generated.cases"

    def case(self, case: cases.Case, base: cases.Case) -> str:
        """One case of an operation as a call; what is as in `base` is left out."""
        return self._call(calls.case(case, base))

    def base(self, case: cases.Case) -> str:
        """What an operation is sent, where its cases don't say otherwise."""
        return self._call(calls.request(case))

    def json(self, value: Any) -> str:
        """A JSON document with a line for each member of its members."""
        return document_text(value)

    def sample(self, method: MethodView, sample: Sample) -> str:
        """The arguments of an SDK's method, as JSON values by name; the content of a file is bytes."""
        names = {id(one.node): one.name for one in method.arguments if one.node is not None}
        pairs = [(names[id(param)], _value(value)) for param, value in sample.values if id(param) in names]
        if sample.body is not None:
            media, value = sample.body
            content = next((one for one in method.body if one.node is media), None)
            binary = content is not None and content.kind is MediaKind.BINARY
            pairs.append(("body", literals.bytes_of(str(value.json)) if binary else _value(value)))
            if any(one.choices and one.name == "content_type" for one in method.arguments):
                pairs.append(("content_type", literals.literal(media.media_type)))
            elif type_ := bodies.chosen(media.media_type.raw):
                pairs.append(("content_type", literals.quoted(type_)))
        return "{" + ", ".join(f'"{name}": {text}' for name, text in pairs) + "}"

    def _call(self, call: Call) -> str:
        given = [self._argument(one) for one in call.given if one != ()]
        for name, value in call.named:
            printed = self._argument(value)
            given.append(printed if _BY_PLACE.get(call.name) == name else f"{name}={printed}")
        return f"{self.use(call.name, self.words)}({', '.join(given)})"

    def _argument(self, value: Argument) -> str:
        match value:
            case Call():
                return self._call(value)
            case tuple():
                return ", ".join(map(self._call, value))
            case calls.Headers(pairs=pairs):
                return "{" + ", ".join(f"{literals.literal(name)}: {_text(text.raw)}" for name, text in pairs) + "}"
            case ir.Value():
                return _value(value)
            case ir.Text():
                return _text(value.raw)
        return literals.literal(value)


def _value(value: Any) -> str:
    """A JSON value as an expression, long runs of one character as products."""
    match value:
        case ir.Value():
            return _value(value.json)
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{" + ", ".join(f"{literals.quoted(key)}: {_value(item)}" for key, item in value.items()) + "}"
    return literals.literal(value)


@cache
def _text(text: str) -> str:
    pieces = calls.runs(text)
    return " + ".join(literals.quoted(piece) + (f" * {count}" if count > 1 else "") for piece, count in pieces)
