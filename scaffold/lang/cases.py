"""The case table as calls of a few words, in no language: what the test modules of every backend are made of.

The words (`answered`, `refused`, `without` ...) are functions of the generated tests; a language prints a `Call` in its
own spelling, and leaves out what is as in the one that an operation's cases vary.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from scaffold import cases, ir
from scaffold.cases import bodies
from scaffold.cases.bundle import Cases

RUN = 24
"""A character that stands more often than this in a row is written as a product."""
_RUN = re.compile(rf"(.)\1{{{RUN},}}", re.DOTALL)
_DEFAULT_MEDIA = {
    cases.Sent.JSON: "application/json",
    cases.Sent.FORM: "application/x-www-form-urlencoded",
    cases.Sent.MULTIPART: "multipart/form-data",
}
_SIMPLE = {
    cases.Kind.UNSUPPORTED: "unknown_media_type",
    cases.Kind.FORBIDDEN: "missing_scope",
}


class Headers(Struct, frozen=True):
    """Names and values of headers that are sent."""

    pairs: tuple[tuple[ir.Text, ir.Text], ...]


class Call(Struct, frozen=True):
    """`name(given, ..., key=value, ...)`; `name` and keys are words with underscores between."""

    name: str
    given: tuple[Argument, ...] = ()
    named: tuple[tuple[str, Argument], ...] = ()


Argument: TypeAlias = "ir.Text | ir.Value | Headers | Call | tuple[Call, ...] | str | int | None"
"""What a call is given: words and values of the description, our own words, or further calls."""


def suite(key: str, made: Cases) -> Iterator[Call]:
    """What an operation is sent, and its cases, each without what it has of that."""
    base = made.base(key)
    yield request(base)
    yield from (case(one, base) for one in made.of(key))
    yield from (Call("asked_for", (status,)) for status in made.others(key))
    if made.negotiates(key):
        yield Call("unacceptable")


def case(one: cases.Case, base: cases.Case) -> Call:
    """One case of an operation; what is as in `base` is left out."""
    match one.kind:
        case cases.Kind.ANSWERED:
            return _answered(one, base)
        case cases.Kind.MALFORMED:
            assert one.request.payload is not None
            media = one.request.payload.media_type
            return Call("torn_body", () if media.raw == "application/json" else (media,))
        case cases.Kind.UNAUTHENTICATED:
            return Call("no_credential" if one.credential == "none" else "wrong_credential")
        case cases.Kind.REFUSED:
            return _refused(one, base)
    return Call(_SIMPLE[one.kind])


def request(one: cases.Case) -> Call:
    """What an operation is sent, where its cases don't say otherwise."""
    named: list[tuple[str, Argument]] = []
    if one.request.payload is not None:
        named.append(("body", _body(one.request.payload)))
    if one.request.headers:
        named.append(("headers", Headers(one.request.headers)))
    if one.alternative:
        named.append(("alternative", one.alternative))
    return Call("request", (one.request.target,), tuple(named))


def _answered(one: cases.Case, base: cases.Case) -> Call:
    named = _target(one, base)
    mine, other = one.request.payload, base.request.payload
    if mine is not other:
        named.append(("body", None if mine is None else _body(mine)))
    named += _headers(one, base)
    if one.media_type is not None:
        named.append(("media_type", one.media_type))
    if one.alternative != base.alternative:
        named.append(("alternative", one.alternative))
    return Call("answered", (one.title,), tuple(named))


def _refused(one: cases.Case, base: cases.Case) -> Call:
    if one.where != "body":
        return Call("refused", (one.where, one.name, one.title), (*_target(one, base), *_headers(one, base)))
    payload = one.request.payload
    if payload is None:
        return Call("no_body")
    change = payload.change
    if change is None or payload.sent is not cases.Sent.JSON:
        return Call("wrong_body", (one.pointer, one.title, _body(payload)))
    at: tuple[Argument, ...] = () if change.at == change.pointer else (change.at,)
    if change.value is cases.MISSING:
        return Call("without", (change.pointer, *at))
    return Call("wrong", (change.pointer, _value(change.value), change.title, *at))


def _target(one: cases.Case, base: cases.Case) -> list[tuple[str, Argument]]:
    """The target of a case where it is not that of the base: only its query, where the path is the same."""
    mine, other = one.request.target.raw, base.request.target.raw
    if mine == other:
        return []
    path, mark, query = mine.partition("?")
    return [("target", ir.Text(f"?{query}" if mark and path == other.partition("?")[0] else mine))]


def _headers(one: cases.Case, base: cases.Case) -> list[tuple[str, Argument]]:
    mine = one.request.headers
    return [] if mine == base.request.headers else [("headers", Headers(mine))]


def _body(payload: cases.Payload) -> Call:
    given: Argument
    match payload.sent:
        case cases.Sent.JSON:
            name, given = "json_body", payload.value
        case cases.Sent.MULTIPART:
            name, given = "parts_body", tuple(map(_part, payload.parts))
        case _:
            name = "form_body" if payload.sent is cases.Sent.FORM else "text_body"
            given = payload.text or ""
    media = payload.media_type
    default = _DEFAULT_MEDIA.get(payload.sent, "text/plain")
    return Call(name, (given,), () if media.raw == default else (("media_type", media),))


def _part(part: cases.Part) -> Call:
    value: Any = part.value.json
    is_json = part.media_type is not None and bodies.is_json(part.media_type.raw)
    plain = isinstance(value, str) and not is_json
    content = ir.Text(value if plain else json.dumps(value, ensure_ascii=False))
    media: tuple[ir.Text, ...] = () if part.media_type is None else (part.media_type,)
    if part.headers and not media:
        media = (ir.Text("text/plain"),)
    named: tuple[tuple[str, Argument], ...] = (("headers", Headers(part.headers)),) if part.headers else ()
    if part.parts is not None:
        return Call("nested", (part.name, tuple(map(_part, part.parts))), (("media_type", media[0]), *named))
    return Call("part" if part.filename is None else "file", (part.name, content, *media), named)


def _value(value: Any) -> ir.Value:
    return value if isinstance(value, ir.Value) else ir.Value(value)


def runs(text: str) -> Iterator[tuple[str, int]]:
    """`text` in pieces: a character that stands very often in a row with its count, all else as it is, once."""
    at = 0
    for found in _RUN.finditer(text):
        if at < found.start():
            yield text[at : found.start()], 1
        at = found.end()
        yield found[1], at - found.start()
    if at < len(text) or not text:
        yield text[at:], 1
