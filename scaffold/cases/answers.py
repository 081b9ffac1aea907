"""Replies: examples that the mock answers, and the contract that generated tests hold every reply against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from scaffold import ir
from scaffold.cases import bodies, jsonschema, parts, wire, xml
from scaffold.cases.check import Types
from scaffold.cases.examples import MISSING, Examples, is_file
from scaffold.cases.model import Sent
from scaffold.cases.operations import http, invalid_status, prefix, sent_method, served
from scaffold.ir.memo import remembered

Replies: TypeAlias = dict[str, list[dict[str, Any]]]

_NO_CONTENT = (204, 205, 304)
_MOST_NODES = 300


def mocks(api: ir.Api, types: Types | None = None, examples: Examples | None = None) -> Replies:
    """For each operation its replies, the one that a mock gives first: status, headers, and a body where there is one.

    A range answers its first code that isn't declared by itself, `default` answers 500. Interim replies (1XX) are left
    out, since no handler can end with one; so is a reply whose body or required header has no example, and where no
    success has one, all are.
    """
    made = examples or Examples(types or Types.of(api))
    body = remembered(partial(_body, examples=made))
    return {operation.key: _replies(operation, made, body) for operation in served(api)}


def _replies(operation: ir.Operation, examples: Examples, body_of: Callable[[ir.Media], Any]) -> list[dict[str, Any]]:
    declared = {result.status.code for result in _results(operation) if isinstance(result.status, ir.Exact)}
    found: list[dict[str, Any]] = []
    for number, result in enumerate(_results(operation)):
        success = number < len(operation.results)
        if not success and not found:
            return []
        reply: dict[str, Any] = {"status": code(result.status, declared, success=success)}
        if reply["status"] < 200:
            continue
        headers = _headers(result, examples)
        if headers is None:
            continue
        if headers:
            reply["headers"] = headers
        if not result.media or reply["status"] in _NO_CONTENT:
            found.append(reply)
            continue
        for media in result.media:
            body = body_of(media)
            if body is not MISSING:
                kind = wire.concrete(media.media_type.raw)
                if bodies.sent_as(media, examples) is Sent.MULTIPART:
                    kind += f"; boundary={wire.BOUNDARY}"
                body = _of_status(body, reply["status"], media, examples)
                found.append({**reply, "media_type": kind, "body": body})
    return found


def _of_status(body: Any, status: int, media: ir.Media, examples: Examples) -> Any:
    """A problem that was made up says the status that it comes with (RFC 9457, 3.1.2)."""
    if ir.essence(media.media_type.raw) != "application/problem+json" or not isinstance(body, dict):
        return body
    told = {**body, "status": status}
    own = any(each.json == body for each in media.examples)
    return body if own or "status" not in body or not examples.fits(media.type, told) else told


def _results(operation: ir.Operation) -> tuple[ir.Result, ...]:
    return (*operation.results, *operation.errors)


def code(status: ir.Status, declared: set[int], *, success: bool) -> int:
    """A code of a declared status: its own, or one of its range that isn't declared by itself."""
    match status:
        case ir.Exact(code=number):
            return number
        case ir.Range(hundreds=hundreds):
            first = hundreds * 100
        case _:
            first = 200 if success else 500
    return next(number for number in range(first, first + 100) if number not in declared)


def _headers(result: ir.Result, examples: Examples) -> dict[str, str] | None:
    """The headers of a reply as text; None where a required one has no example."""
    out: dict[str, str] = {}
    for header in result.headers:
        value = header.examples[0].json if header.examples else examples.of(header.type, 1)
        text = None if value is MISSING or value is None else wire.header(header, value)
        if text is not None and text.isascii() and text.isprintable() and text.strip() == text and text:
            out[header.name.wire.raw] = text
        elif header.required:
            return None
    return out


def _body(media: ir.Media, examples: Examples) -> Any:
    if bodies.sent_as(media, examples) is Sent.MULTIPART:
        return _multipart(media, examples)
    if media.item is not None:
        return _sequence(media, examples)
    if media.xml is not None:
        value = _value(media, examples)
        return value if value is MISSING else xml.document(value, media.xml.json)
    value = _value(media, examples)
    if bodies.sent_as(media, examples) is Sent.FORM and not isinstance(value, str):
        value = bodies.written(media, value, examples)
        written = None if value is MISSING else bodies.payload(media, value, examples).text
        return MISSING if written is None else written.raw
    if value is MISSING or bodies.is_json(media.media_type.raw):
        return value
    if any(each.json == value for each in media.examples):
        return value
    return wire.text(value)


def _value(media: ir.Media, examples: Examples) -> Any:
    """An example of the description, or a value that is made up; MISSING where there is none."""
    for own in media.examples:
        if within(own.json, _MOST_NODES) and examples.shows(media, own.json):
            return own.json
    value: Any = MISSING
    for depth in (2, 1, 0):
        value = examples.of(media.type, depth)
        if value is not MISSING and (depth == 0 or within(value, _MOST_NODES)):
            break
    return value


def _sequence(media: ir.Media, examples: Examples) -> Any:
    """The items of the description's example, or two that are made up, as text."""
    assert media.item is not None
    items = bodies.items(media, examples)
    return MISSING if items is MISSING else wire.sequence(ir.essence(media.media_type.raw), items)


def _multipart(media: ir.Media, examples: Examples) -> Any:
    """Parts, as text."""
    value = _value(media, examples) if media.item is None else bodies.items(media, examples)
    if value is MISSING:
        return MISSING
    return wire.multipart(parts.of(media.type, bodies.sent_parts(media), value, examples))


def within(value: Any, most: int) -> bool:
    """Whether there are at most so many values in a value, itself included."""
    count, rest = 1, [value]
    while rest and count <= most:
        held = rest.pop()
        if isinstance(held, dict | list):
            count += len(held)
            rest.extend(held.values() if isinstance(held, dict) else held)
    return count <= most


def contract(api: ir.Api, types: Types | None = None) -> dict[str, Any]:
    """What replies may be, in JSON: for each operation its statuses, their headers and media types with JSON Schemas.

    `{"operations": {key: {"answers": {"200" | "4XX" | "default": {"headers": {name: {"required", "schema", "explode"}},
    "content": {media type: schema | null}, "xml": {media type: pointer}}},
    "security": [[{"scheme", "kind", "in", "name", "scopes"}]]}}, "$defs": {type key: schema}}`. A null schema means any
    bytes; under `xml` are the places of the media types that are written by XML Objects.
    """
    known = types or Types.of(api)
    writer = jsonschema.Writer(known)
    schemes = {scheme.name.wire.raw: scheme for scheme in api.security}
    operations = {
        operation.key: {
            "method": sent_method(http(operation)),
            "path": prefix(api, operation) + http(operation).path.template.raw,
            "invalid": invalid_status(operation),
            "security": [[_need(need, schemes) for need in each] for each in operation.security],
            "answers": {
                _word(result.status): _answer(result, result in operation.results, writer, known)
                for result in _results(operation)
            },
        }
        for operation in served(api)
    }
    return {"operations": operations, "$defs": writer.definitions()}


def _word(status: ir.Status) -> str:
    match status:
        case ir.Exact(code=number):
            return str(number)
        case ir.Range(hundreds=hundreds):
            return f"{hundreds}XX"
        case _:
            return "default"


def _answer(result: ir.Result, success: bool, writer: jsonschema.Writer, types: Types) -> dict[str, Any]:
    answer: dict[str, Any] = {"success": success}
    headers = {
        header.name.wire.raw: {
            "required": header.required,
            "explode": header.explode,
            "json": header.media is not None,
            "schema": writer.schema(header.type),
        }
        for header in result.headers
    }
    if headers:
        answer["headers"] = headers
    content = {
        media.media_type.raw: writer.schema(media.type) if _is_judged(media, types) else None for media in result.media
    }
    if content:
        answer["content"] = content
    places = {media.media_type.raw: media.place for media in result.media if media.xml is not None}
    if places:
        answer["xml"] = places
    return answer


def _is_judged(media: ir.Media, types: Types) -> bool:
    """Whether a body can be held against its type: JSON, sequences of it, XML, and texts that are one scalar."""
    if media.positions is not None:
        return False
    if bodies.is_sequence(media.media_type.raw) or media.item is not None:
        return media.item is not None
    if is_file(types.bare(media.type)):
        return False
    if media.xml is not None:
        return xml.is_exact(media, types)
    structured = isinstance(types.bare(media.type), (ir.Record, ir.MapOf, ir.ListOf, ir.TupleOf, ir.Anything))
    return bodies.is_json(media.media_type.raw) or not structured


def _need(need: ir.Need, schemes: dict[str, ir.SecurityScheme]) -> dict[str, Any]:
    scheme = schemes.get(need.scheme.wire.raw)
    out: dict[str, Any] = {"scheme": need.scheme.wire.raw, "scopes": [scope.raw for scope in need.scopes]}
    if scheme is not None:
        out["kind"] = str(scheme.kind)
        if scheme.where is not None and scheme.parameter is not None:
            out["in"], out["name"] = str(scheme.where), scheme.parameter.raw
        if scheme.http is not None:
            out["http"] = scheme.http.raw
    return out
