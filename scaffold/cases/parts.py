"""Forms and multipart bodies: the parts that a value is written as, and values that are wrong in one."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from scaffold import ir
from scaffold.cases import wire, xml
from scaffold.cases.broken import Change, broken
from scaffold.cases.examples import MISSING, Examples, is_file
from scaffold.cases.model import Part
from scaffold.cases.params import is_scalar, readable, reading

Bare = ir.TypeRef | ir.Declaration
_USUAL = ir.Encoding(property=ir.Text(""))


def unescaped(token: str) -> str:
    """A token of a JSON pointer as the name that it stands for."""
    return token.replace("~1", "/").replace("~0", "~")


def _at(positions: ir.Positions, place: int) -> ir.Encoding:
    return positions.prefix[place] if place < len(positions.prefix) else positions.rest or _USUAL


def _item(kind: Bare, place: int) -> ir.TypeRef:
    """The type of an item of a list."""
    match kind:
        case ir.TupleOf(items=items, rest=rest):
            return items[place] if place < len(items) else rest
        case ir.ListOf(item=item):
            return item
    return ir.Anything()


def _member(kind: Bare, name: str) -> ir.TypeRef:
    """The type of a property of an object."""
    fields = kind.fields if isinstance(kind, ir.Record) else ()
    return next((field.type for field in fields if field.name.wire.raw == name), ir.Anything())


# What is sent


def of(kind: ir.TypeRef, parts: ir.Parts, value: ir.Json, examples: Examples) -> Iterator[Part]:
    """The parts of a body, or of a part that is multipart itself."""
    bare = examples.types.bare(kind)
    if parts.positions is not None:
        for place, item in enumerate(value if isinstance(value, list) else ()):
            yield _part(None, item, _item(bare, place), _at(parts.positions, place), examples)
        return
    known = {encoding.property.raw: encoding for encoding in parts.encoding}
    for name, member in value.items() if isinstance(value, dict) else ():
        held = _member(bare, name)
        listed = examples.types.bare(held)
        encoding = known.get(name, _USUAL)
        if encoding.style is not None and not encoding.explode:
            yield _value(ir.Text(name), wire.joined(member, encoding.style), "", False)
        elif isinstance(member, list) and isinstance(listed, ir.ListOf):
            for item in member:
                yield _part(ir.Text(name), item, listed.item, encoding, examples)
        else:
            yield _part(ir.Text(name), member, held, encoding, examples)


def _part(name: ir.Text | None, value: ir.Json, kind: ir.TypeRef, encoding: ir.Encoding, examples: Examples) -> Part:
    """One part, with a name or without one."""
    if encoding.headers and isinstance(value, dict):
        content = _member(examples.types.bare(kind), ir.CONTENT)
        made = _part(name, value[ir.CONTENT], content, replace(encoding, headers=()), examples)
        return replace(made, headers=tuple(_headers(encoding, value.get(ir.HEADERS, {}))))
    declared = _media_type(encoding)
    if encoding.parts is not None:
        inner = tuple(of(kind, encoding.parts, value, examples))
        return Part(name=name, media_type=ir.Text(declared), value=ir.Value(None), parts=inner)
    if is_xml(encoding):
        value = as_xml(encoding, value)
    return _value(name, value, declared, is_file(examples.types.bare(kind)))


def _headers(encoding: ir.Encoding, given: ir.Json) -> Iterator[tuple[ir.Text, ir.Text]]:
    """The headers of a part that is an object of its content and its headers."""
    for header in encoding.headers:
        if isinstance(given, dict) and (wire_name := header.name.wire).raw in given:
            yield wire_name, ir.Text(wire.header(header, given[wire_name.raw]))


def _value(name: ir.Text | None, value: ir.Json, media_type: str, file: bool) -> Part:
    if file:
        kind = ir.Text(media_type or "application/octet-stream")
        return Part(name=name, media_type=kind, filename="file", value=ir.Value(value))
    if isinstance(value, (dict, list)) and not media_type:
        media_type = "application/json"
    return Part(name=name, media_type=ir.Text(media_type) if media_type else None, value=ir.Value(value))


def is_xml(encoding: ir.Encoding) -> bool:
    """Whether a part is written as XML."""
    return encoding.xml is not None and ir.essence(_media_type(encoding)).endswith(("/xml", "+xml"))


def _media_type(encoding: ir.Encoding) -> str:
    """The media type that a part is written in: the first that is declared and is no range, empty where none is."""
    declared = [media.raw for media in encoding.media]
    exact = [one for one in declared if "*" not in one]
    return wire.concrete((exact or declared)[0]) if declared else ""


def as_xml(encoding: ir.Encoding, value: ir.Json) -> str:
    assert encoding.xml is not None
    return xml.document(value, encoding.xml.json)


def in_form(value: ir.Json, encodings: tuple[ir.Encoding, ...], kind: ir.TypeRef, examples: Examples) -> ir.Json:
    """A form whose members that are XML are texts."""
    known = {one.property.raw: one for one in encodings if is_xml(one)}
    if not known or not isinstance(value, dict):
        return value
    bare = examples.types.bare(kind)

    def text(name: str, member: ir.Json) -> ir.Json:
        if name not in known:
            return member
        if isinstance(member, list) and _is_list(_member(bare, name), examples):
            return [as_xml(known[name], item) for item in member]
        return as_xml(known[name], member)

    return {name: text(name, member) for name, member in value.items()}


def _is_list(kind: ir.TypeRef, examples: Examples) -> bool:
    return isinstance(examples.types.bare(kind), ir.ListOf | ir.TupleOf)


# What is wrong


def wrong(
    kind: ir.TypeRef, parts: ir.Parts, base: ir.Json, examples: Examples, *, flat: bool = False
) -> Iterator[Change]:
    """Changes of a valid body that survive being written as parts: `5` for a string is none, a missing member is one.

    In a `flat` form no member is JSON.
    """
    for change in broken(kind, base, examples):
        place = [unescaped(token) for token in change.pointer.split("/")[1:]]
        yield from _in_parts(change, place, examples.types.bare(kind), parts, examples, flat)


def _in_parts(
    change: Change, place: list[str], kind: Bare, parts: ir.Parts, examples: Examples, flat: bool = False
) -> Iterator[Change]:
    """A change at a place below a body, or below a part that is multipart itself."""
    if parts.positions is not None:
        if place:
            number = int(place[0])
            yield from _in_part(change, place[1:], _item(kind, number), _at(parts.positions, number), examples)
        elif isinstance(change.value, list):
            yield change
        return
    if not isinstance(kind, ir.Record) or not place or (len(place) == 1 and change.value is None):
        return
    name, *rest = place
    held = {each.name.wire.raw: each.type for each in kind.fields}.get(name)
    encoding = next((one for one in parts.encoding if one.property.raw == name), _USUAL)
    if not rest and (change.value is MISSING or held is None):
        yield change  # a member is missing, or too many
    elif held is None:
        return
    elif flat:
        yield from () if rest else _of_text(change, held, examples)
    elif isinstance(listed := examples.types.bare(held), ir.ListOf):
        if rest and (encoding.headers or encoding.parts):
            yield from _in_part(change, rest[1:], listed.item, encoding, examples)
        elif not rest and not encoding.headers and not encoding.parts:
            yield from _of_text(change, held, examples)
    else:
        yield from _in_part(change, rest, held, encoding, examples)


def _in_part(
    change: Change, place: list[str], kind: ir.TypeRef, encoding: ir.Encoding, examples: Examples
) -> Iterator[Change]:
    """A change at a place below one part."""
    bare = examples.types.bare(kind)
    if encoding.headers:
        yield from _in_headed(change, place, bare, replace(encoding, headers=()), examples)
    elif encoding.parts is not None:
        yield from _in_parts(change, place, bare, encoding.parts, examples)
    elif is_xml(encoding):
        if len(place) == 1 and change.value is MISSING and not _is_list(_member(bare, place[0]), examples):
            yield change
    elif isinstance(bare, ir.Record | ir.MapOf | ir.ListOf | ir.TupleOf):
        if place or isinstance(change.value, dict | list):
            yield change  # in JSON
    elif not place and change.value is not MISSING:
        yield from _of_text(change, kind, examples)


def _in_headed(
    change: Change, place: list[str], kind: Bare, encoding: ir.Encoding, examples: Examples
) -> Iterator[Change]:
    """A change inside a part that is an object of its content and its headers."""
    if not place:
        return
    inner = _member(kind, place[0])
    if place[0] == ir.CONTENT:
        yield from _in_part(change, place[1:], inner, encoding, examples)
    elif place[0] == ir.HEADERS and len(place) == 2:
        header = _member(examples.types.bare(inner), place[1])
        if change.value is MISSING:
            yield change
        elif isinstance(change.value, str) and not _is_header_text(change.value) or header == ir.Anything():
            return
        elif is_scalar(change.value):
            yield from _of_text(change, header, examples)


def _is_header_text(value: str) -> bool:
    """Whether a header carries a text as it is."""
    return value.isprintable() and value.isascii() and value == value.strip() != ""


def _of_text(change: Change, kind: ir.TypeRef, examples: Examples) -> Iterator[Change]:
    """A wrong value, where its text is wrong too."""
    if is_scalar(change.value):
        scalar = isinstance(examples.types.bare(kind), (ir.Scalar, ir.Enum, ir.Const))
        if scalar and not is_file(examples.types.bare(kind)) and not readable(kind, change.value, examples):
            yield change
    elif isinstance(change.value, list) and isinstance(listed := examples.types.bare(kind), ir.ListOf):
        yield from _listed(change, change.value, kind, listed, examples)


def _listed(
    change: Change, items: list[ir.Json], kind: ir.TypeRef, listed: ir.ListOf, examples: Examples
) -> Iterator[Change]:
    """A wrong list: of a wrong length, or with an item whose text can't be read."""
    if not items or is_file(examples.types.bare(listed.item)) or not all(is_scalar(item) for item in items):
        return
    read = [reading(listed.item, item, examples) for item in items]
    if not examples.fits(kind, read):
        yield change


def is_open(parts: ir.Parts) -> bool:
    """Whether a part is of a range of media types (image/*), of which a caller must say the one that it sends."""
    positions = parts.positions or ir.Positions()
    rest = () if positions.rest is None else (positions.rest,)
    return any(_is_open(one) for one in (*parts.encoding, *positions.prefix, *rest))


def _is_open(encoding: ir.Encoding) -> bool:
    if encoding.parts is not None and is_open(encoding.parts):
        return True
    kinds = [ir.essence(media.raw) for media in encoding.media]
    return bool(kinds) and all("*" in kind and kind != "*/*" for kind in kinds)
