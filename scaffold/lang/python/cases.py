"""Prints the case table as the calls that generated test modules are made of."""

from __future__ import annotations

import itertools
import json
from typing import Any

from scaffold import cases, ir
from scaffold.cases import bodies
from scaffold.cases.calls import Sample
from scaffold.lang.http import MediaKind
from scaffold.lang.python import literals
from scaffold.lang.python.client_views import MethodView
from scaffold.lang.python.writer import PythonWriter

_RUN = 24  # a character that stands more often than this in a row is written as a product
_DEFAULT_MEDIA = {
    cases.Sent.JSON: "application/json",
    cases.Sent.FORM: "application/x-www-form-urlencoded",
    cases.Sent.MULTIPART: "multipart/form-data",
}
_SIMPLE = {
    cases.Kind.UNSUPPORTED: "unknown_media_type",
    cases.Kind.FORBIDDEN: "missing_scope",
}


class CaseWriter(PythonWriter):
    """A writer with the filters of test templates. `words` is the module that the printed calls come from."""

    words = "tests.generated.cases"

    def case(self, case: cases.Case, base: cases.Case) -> str:
        """One case of an operation as a call; what is as in `base`, its first case, is left out."""
        match case.kind:
            case cases.Kind.ANSWERED:
                return self._answered(case, base)
            case cases.Kind.MALFORMED:
                assert case.request.payload is not None
                media = case.request.payload.media_type
                return self._call("torn_body", [] if media.raw == "application/json" else [literals.literal(media)])
            case cases.Kind.UNAUTHENTICATED:
                return self._call("no_credential" if case.credential == "none" else "wrong_credential", [])
            case cases.Kind.REFUSED:
                return self._refused(case, base)
        return self._call(_SIMPLE[case.kind], [])

    def base(self, case: cases.Case) -> str:
        """What an operation is sent, where its cases don't say otherwise."""
        given = [_text(case.request.target.raw)]
        if case.request.payload is not None:
            given.append(self._body(case.request.payload))
        if case.request.headers:
            given.append(f"headers={_headers(case.request.headers)}")
        if case.alternative:
            given.append(f"alternative={case.alternative}")
        return self._call("request", given)

    def json(self, value: Any) -> str:
        """A JSON document with a line for each member of its members."""
        return _document(value)

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
        return "{" + ", ".join(f'"{name}": {text}' for name, text in pairs) + "}"

    def _call(self, name: str, arguments: list[str]) -> str:
        return f"{self.use(name, self.words)}({', '.join(arguments)})"

    def _answered(self, case: cases.Case, base: cases.Case) -> str:
        given = [literals.literal(case.title), *_target(case, base)]
        mine, other = case.request.payload, base.request.payload
        if mine is not other:
            given.append("body=None" if mine is None else f"body={self._body(mine)}")
        given += _other_headers(case, base)
        if case.media_type is not None:
            given.append(f"media_type={literals.literal(case.media_type)}")
        if case.alternative != base.alternative:
            given.append(f"alternative={case.alternative}")
        return self._call("answered", given)

    def _refused(self, case: cases.Case, base: cases.Case) -> str:
        if case.where != "body":
            words = [literals.literal(word) for word in (case.where, case.name, case.title)]
            return self._call("refused", [*words, *_target(case, base), *_other_headers(case, base)])
        payload = case.request.payload
        if payload is None:
            return self._call("no_body", [])
        change = payload.change
        if change is None or payload.sent is not cases.Sent.JSON:
            return self._call(
                "wrong_body", [literals.literal(case.pointer), literals.literal(case.title), self._body(payload)]
            )
        at = [] if change.at == change.pointer else [literals.literal(change.at)]
        if change.value is cases.MISSING:
            return self._call("without", [literals.quoted(change.pointer), *at])
        value = _value(change.value)
        return self._call("wrong", [literals.quoted(change.pointer), value, literals.quoted(change.title), *at])

    def _body(self, payload: cases.Payload) -> str:
        match payload.sent:
            case cases.Sent.JSON:
                name, given = "json_body", [_value(payload.value)]
            case cases.Sent.MULTIPART:
                name, given = "parts_body", [self._form_part(part) for part in payload.parts]
            case _:
                text = payload.text.raw if payload.text is not None else ""
                name, given = "form_body" if payload.sent is cases.Sent.FORM else "text_body", [_text(text)]
        media = payload.media_type
        default = _DEFAULT_MEDIA.get(payload.sent, "text/plain")
        if media.raw != default:
            given.append(f"media_type={literals.literal(media)}")
        return self._call(name, given)

    def _form_part(self, part: cases.Part) -> str:
        value: Any = _json(part.value)
        is_json = part.media_type is not None and bodies.is_json(part.media_type.raw)
        plain = isinstance(value, str) and not is_json
        content = value if plain else json.dumps(value, ensure_ascii=False)
        given = [literals.literal(part.name), _text(content)]
        if part.media_type is not None:
            given.append(literals.literal(part.media_type))
        return self._call("part" if part.filename is None else "file", given)


def _json(value: ir.Value) -> Any:
    return value.json


def _target(case: cases.Case, base: cases.Case) -> list[str]:
    """The target of a case where it is not that of the base: only its query, where the path is the same."""
    mine, other = case.request.target.raw, base.request.target.raw
    if mine == other:
        return []
    path, mark, query = mine.partition("?")
    return [_text(f"?{query}" if mark and path == other.partition("?")[0] else mine)]


def _other_headers(case: cases.Case, base: cases.Case) -> list[str]:
    mine = case.request.headers
    return [] if mine == base.request.headers else [f"headers={_headers(mine)}"]


def _headers(headers: tuple[tuple[ir.Text, ir.Text], ...]) -> str:
    pairs = (f"{literals.literal(name)}: {_text(value.raw)}" for name, value in headers)
    return "{" + ", ".join(pairs) + "}"


def _value(value: Any) -> str:
    """A JSON value as an expression, long runs of one character as products."""
    match value:
        case ir.Value():
            return _value(_json(value))
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return "{" + ", ".join(f"{literals.quoted(key)}: {_value(item)}" for key, item in value.items()) + "}"
    return literals.literal(value)


def _text(text: str) -> str:
    if len(text) <= _RUN:
        return literals.quoted(text)
    pieces: list[str] = []
    plain = ""
    for char, run in itertools.groupby(text):
        count = len(list(run))
        if count <= _RUN:
            plain += char * count
            continue
        pieces += [literals.quoted(plain)] if plain else []
        pieces.append(f"{literals.quoted(char)} * {count}")
        plain = ""
    pieces += [literals.quoted(plain)] if plain else []
    return " + ".join(pieces)


def _document(value: Any) -> str:
    """JSON with the members of the first two levels on lines of their own, so that differences are small."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    out: list[str] = []
    for name, member in value.items():
        key = json.dumps(name, ensure_ascii=False)
        if isinstance(member, dict) and member:
            lines = (
                f"    {json.dumps(inner, ensure_ascii=False)}: {json.dumps(item, ensure_ascii=False)}"
                for inner, item in member.items()
            )
            out.append(f"  {key}: {{\n" + ",\n".join(lines) + "\n  }")
        elif isinstance(member, list) and member:
            lines = (f"    {json.dumps(item, ensure_ascii=False)}" for item in member)
            out.append(f"  {key}: [\n" + ",\n".join(lines) + "\n  ]")
        else:
            out.append(f"  {key}: {json.dumps(member, ensure_ascii=False)}")
    return "{\n" + ",\n".join(out) + "\n}"
