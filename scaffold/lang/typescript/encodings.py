"""Prints how the members of forms and the parts of multipart bodies are sent, as data."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import ir
from scaffold.lang.parts import first_and_rest, nested_type
from scaffold.lang.typescript import data, literals
from scaffold.lang.xml import plan_key

_Member = tuple[str, data.Data]


def named(encoding: tuple[ir.Encoding, ...]) -> _Member:
    """How parts are sent that have names."""
    return "encoding", members(encoding)


def members(encoding: tuple[ir.Encoding, ...], written: bool = False) -> data.Object:
    """How each member is sent, by its name; what only a writer asks for is left out unless they are `written`."""
    return data.of(*((literals.index(one.property.raw), _part(one, written)) for one in encoding))


def placed(positions: ir.Positions) -> Iterator[_Member]:
    """How parts are sent that have no names: the first ones, as far as that is otherwise than all others, and those."""
    prefix, rest = first_and_rest(positions)
    if prefix:
        yield "prefix", data.listed(map(_part, prefix))
    if rest is not None:
        yield "rest", _part(rest)


def _part(encoding: ir.Encoding, written: bool = False) -> data.Data:
    media = ", ".join(media.raw for media in encoding.media)
    plan = None if encoding.xml is None else literals.quoted(plan_key(encoding))
    headers = ((literals.index(one.name.wire.raw), _part_header(one)) for one in encoding.headers)
    return data.of(
        ("media", literals.quoted(media)) if media else None,
        ("xml", plan) if plan is not None else None,
        ("style", literals.quoted(encoding.style.value)) if encoding.style is not None else None,
        ("explode", "false") if encoding.style is not None and not encoding.explode else None,
        ("reserved", "true") if written and encoding.allow_reserved else None,
        ("headers", data.of(*headers)) if encoding.headers else None,
        ("parts", _inner(encoding, encoding.parts)) if encoding.parts is not None else None,
    )


def _inner(encoding: ir.Encoding, parts: ir.Parts) -> data.Data:
    wire = nested_type(encoding)
    return data.of(("type", literals.literal(wire)) if wire.raw != "multipart/mixed" else None, *parts_of(parts))


def parts_of(parts: ir.Parts) -> list[_Member]:
    """How parts are sent: by their names, or by their places."""
    return [named(parts.encoding)] if parts.positions is None else [*placed(parts.positions)]


def _part_header(header: ir.Header) -> data.Data:
    return data.of(
        ("explode", "true") if header.explode and header.media is None else None,
        ("media", literals.literal(header.media)) if header.media is not None else None,
    )
