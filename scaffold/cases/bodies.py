"""Request bodies: how each media type is written, and bodies that are wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from scaffold import ir
from scaffold.cases import wire, xml
from scaffold.cases.broken import Change, breaks, broken
from scaffold.cases.examples import MISSING, Examples, Found, is_file
from scaffold.cases.model import Part, Payload, Sent
from scaffold.cases.params import is_scalar, readable, reading

FORM = "application/x-www-form-urlencoded"
_SEQUENCES = frozenset(
    "application/jsonl application/x-ndjson application/x-jsonlines application/json-seq text/event-stream".split()
)


def is_json(media_type: str) -> bool:
    """Whether a media type holds one JSON text (RFC 8259; RFC 6839 for `+json`)."""
    name = ir.essence(media_type)
    return name in ("application/json", "text/json") or name.endswith("+json")


def is_sequence(media_type: str) -> bool:
    """Whether a media type holds items one after the other (OpenAPI 3.2 section 4.14.3)."""
    name = ir.essence(media_type)
    return name in _SEQUENCES or name.endswith("+json-seq")


def concrete(media_type: str) -> str:
    """A media type that a range stands for; others as they are."""
    name = ir.essence(media_type)
    if "*" not in name:
        return media_type
    kind, _, sub = name.partition("/")
    if sub != "*":  # such as `application/*+json`
        return f"{kind}/{sub.replace('*', 'vnd.example')}"
    return {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}.get(
        kind, "application/octet-stream"
    )


def chosen(media_type: str) -> str:
    """What a client must be told to send as a range that says more than JSON, text or bytes do; empty for others."""
    return concrete(media_type) if "*" in media_type and ir.essence(media_type) not in ("*/*", "application/*") else ""


def sent_as(media: ir.Media, examples: Examples) -> Sent:
    """How a body of this media type is written."""
    name = ir.essence(media.media_type.raw)
    if media.item is not None:
        return Sent.ITEMS
    if media.xml is not None:
        return Sent.XML
    if is_json(name):
        return Sent.BYTES if is_file(examples.types.bare(media.type)) else Sent.JSON
    if name == FORM:
        return Sent.FORM
    if is_file(examples.types.bare(media.type)):
        return Sent.BYTES
    return Sent.MULTIPART if name.startswith("multipart/") else Sent.TEXT


def payload(media: ir.Media, value: ir.Json, examples: Examples, change: Change | None = None) -> Payload:
    """A value written as a media type."""
    sent = sent_as(media, examples)
    text: ir.Text | None = None
    parts: tuple[Part, ...] = ()
    match sent:
        case Sent.FORM:
            text = ir.Text(wire.form(value, media.encoding))
        case Sent.MULTIPART:
            parts = tuple(_parts(media, value, examples))
        case Sent.ITEMS:
            text = ir.Text(
                wire.sequence(ir.essence(media.media_type.raw), value if isinstance(value, list) else [value])
            )
        case Sent.XML:
            text = ir.Text(xml.document(value, media.xml.json if media.xml else None))
        case Sent.TEXT | Sent.BYTES:
            text = ir.Text(wire.text(value))
        case Sent.JSON:
            pass
    kind = ir.Text(concrete(media.media_type.raw))
    return Payload(media_type=kind, sent=sent, value=ir.Value(value), text=text, parts=parts, change=change)


def items(media: ir.Media, examples: Examples) -> Any:
    """The items of a sequence: those of an example of the description, or two that are made up; MISSING for none."""
    assert media.item is not None
    for own in media.examples:
        if isinstance(own.json, list) and all(examples.fits(media.item, item) for item in own.json):
            return own.json
    made = examples.of(media.item, 1)
    return made if made is MISSING else [made, made]


def _parts(media: ir.Media, value: ir.Json, examples: Examples) -> Iterator[Part]:
    bare = examples.types.bare(media.type)
    fields = {each.name.wire.raw: each.type for each in bare.fields} if isinstance(bare, ir.Record) else {}
    known = {encoding.property.raw: encoding for encoding in media.encoding}
    for name, member in value.items() if isinstance(value, dict) else ():
        kind = examples.types.bare(fields.get(name, ir.Anything()))
        encoding = known.get(name)
        declared = encoding.media[0].raw.split(",")[0].strip() if encoding is not None and encoding.media else ""
        if encoding is not None and encoding.style is not None and not encoding.explode:
            yield _part(name, wire.joined(member, encoding.style), "", False)
            continue
        items = member if isinstance(member, list) and isinstance(kind, ir.ListOf) else [member]
        item_kind = examples.types.bare(kind.item) if isinstance(kind, ir.ListOf) else kind
        media_type = concrete(declared) if declared else ""
        for item in items:
            if encoding is None or not encoding.headers:
                yield _part(name, item, media_type, is_file(item_kind))
                continue
            content = examples.types.bare(_member(item_kind, ir.CONTENT))
            made = _part(name, item[ir.CONTENT], media_type, is_file(content))
            yield replace(made, headers=tuple(_part_headers(encoding, item)))


def _member(kind: ir.TypeRef | ir.Declaration, name: str) -> ir.TypeRef:
    """The type of a property of an object."""
    fields = kind.fields if isinstance(kind, ir.Record) else ()
    return next((field.type for field in fields if field.name.wire.raw == name), ir.Anything())


def _part_headers(encoding: ir.Encoding, part: ir.Json) -> Iterator[tuple[ir.Text, ir.Text]]:
    """The headers of a part that is an object of its content and its headers."""
    given = part.get(ir.HEADERS, {}) if isinstance(part, dict) else {}
    for header in encoding.headers:
        if (wire_name := header.name.wire).raw in given:
            yield wire_name, ir.Text(wire.header(header, given[wire_name.raw]))


def _part(name: str, value: ir.Json, media_type: str, file: bool) -> Part:
    if file:
        return Part(
            name=ir.Text(name),
            media_type=ir.Text(media_type or "application/octet-stream"),
            filename="file",
            value=ir.Value(value),
        )
    if isinstance(value, (dict, list)) and not media_type:
        media_type = "application/json"
    return Part(name=ir.Text(name), media_type=ir.Text(media_type) if media_type else None, value=ir.Value(value))


def wrong(media: ir.Media, base: ir.Json, examples: Examples) -> Iterator[Change]:
    """Changes of a valid body that the operation must refuse, as far as the media type can say them."""
    match sent_as(media, examples):
        case Sent.JSON:
            yield from broken(media.type, base, examples)
        case Sent.FORM:
            yield from (change for change in _of_texts(media, base, examples) if _flat_value(change.value))
        case Sent.MULTIPART:
            yield from _of_texts(media, base, examples)
        case Sent.XML:
            for change in broken(media.type, base, examples):
                if change.value is MISSING and change.pointer.count("/") == 1 and not _is_listed(change, base):
                    yield change
        case Sent.TEXT:
            for title, value in breaks(media.type, examples):
                if isinstance(value, str) and value:
                    yield Change(title, "", value, "")
        case Sent.BYTES | Sent.ITEMS:  # items are read, and refused, while the handler runs
            return


def _unescaped(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")


def _is_listed(change: Change, base: ir.Json) -> bool:
    """Whether an array is missing, which XML says as it says one without items."""
    name = _unescaped(change.pointer[1:])
    return isinstance(base, dict) and isinstance(base.get(name), list)


def _flat_value(value: Found) -> bool:
    return value is MISSING or is_scalar(value) or (isinstance(value, list) and all(map(is_scalar, value)))


def _of_texts(media: ir.Media, base: ir.Json, examples: Examples) -> Iterator[Change]:
    """Changes that survive being written as texts: `5` for a string is none, a missing member is one."""
    bare = examples.types.bare(media.type)
    if not isinstance(bare, ir.Record) or not isinstance(base, dict):
        return
    fields = {each.name.wire.raw: each.type for each in bare.fields}
    headed = {encoding.property.raw for encoding in media.encoding if encoding.headers}
    for change in broken(media.type, base, examples):
        name, *rest = map(_unescaped, change.pointer.split("/")[1:] or [""])
        if not change.pointer or (not rest and change.value is None):
            continue
        kind = fields.get(name)
        if rest and name in headed and kind is not None:
            yield from _in_headed(change, examples.types.bare(kind), rest, examples)
        elif rest:
            yield from _in_part(change, kind, media, examples)
        elif change.value is MISSING:
            yield change
        elif kind is None:
            yield change  # a member too many
        elif name not in headed:
            yield from _of_text(change, kind, examples)


def _in_headed(
    change: Change, kind: ir.TypeRef | ir.Declaration, place: list[str], examples: Examples
) -> Iterator[Change]:
    """A change inside a part that is an object of its content and its headers."""
    if isinstance(kind, ir.ListOf):
        kind, place = examples.types.bare(kind.item), place[1:]
    if not place:
        return
    inner = _member(kind, place[0])
    if place == [ir.CONTENT] and change.value is not MISSING:
        yield from _of_text(change, inner, examples)
    elif place[0] == ir.CONTENT and len(place) > 1 and isinstance(examples.types.bare(inner), (ir.Record, ir.MapOf)):
        yield change
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


def _in_part(change: Change, kind: ir.TypeRef | None, media: ir.Media, examples: Examples) -> Iterator[Change]:
    """A change inside a part that is JSON."""
    if kind is not None and sent_as(media, examples) is Sent.MULTIPART:
        if isinstance(examples.types.bare(kind), (ir.Record, ir.MapOf)):
            yield change


def _listed(
    change: Change, items: list[ir.Json], kind: ir.TypeRef, listed: ir.ListOf, examples: Examples
) -> Iterator[Change]:
    """A wrong list: of a wrong length, or with an item whose text can't be read."""
    if not items or is_file(examples.types.bare(listed.item)) or not all(is_scalar(item) for item in items):
        return
    read = [reading(listed.item, item, examples) for item in items]
    if not examples.fits(kind, read):
        yield change


def written(media: ir.Media, value: Found, examples: Examples) -> Found:
    """A body as its media type can say it: a form has no way to write an empty array or object.

    MISSING where a member that must be there can't be written.
    """
    bare = examples.types.bare(media.type)
    if sent_as(media, examples) not in (Sent.FORM, Sent.MULTIPART) or not isinstance(value, dict):
        return value
    if isinstance(bare, ir.Union):
        found = chain([value], examples.several(media.type, 1))
        return next((one for one in found if _is_told_apart(bare, one, examples)), MISSING)
    if not isinstance(bare, ir.Record):
        return value
    styles = {each.property.raw: each for each in media.encoding}
    out = dict(value)
    for each in bare.fields:
        wire_name = each.name.wire.raw
        if wire_name not in out:
            continue
        said = _said(each, out.pop(wire_name), styles.get(wire_name), examples)
        if said is not MISSING:
            out[wire_name] = said
        elif each.required:
            return MISSING
    return out


def _is_told_apart(kind: ir.Union, value: ir.Json, examples: Examples) -> bool:
    """Whether a form's members, which are texts, still fit the alternatives as they should."""
    if kind.tag is not None:
        return True
    fitting = sum(examples.fits(variant.type, _read(variant.type, value, examples)) for variant in kind.variants)
    return fitting == 1 if kind.exclusive else fitting > 0


def _read(kind: ir.TypeRef, value: ir.Json, examples: Examples) -> ir.Json:
    """An object whose members were written as texts, read as a `kind`."""
    bare = examples.types.bare(kind)
    if not isinstance(bare, ir.Record) or not isinstance(value, dict):
        return value
    types = {field.name.wire.raw: field.type for field in bare.fields}

    def read(name: str, member: ir.Json) -> ir.Json:
        if not is_scalar(member):
            return member
        return reading(types[name], member, examples) if name in types else wire.text(member)

    return {name: read(name, member) for name, member in value.items()}


def _said(field: ir.Field, value: Found, encoding: ir.Encoding | None, examples: Examples) -> Found:
    """A member's value, or one that says more where a form can't write that; MISSING where none can be written."""
    style = encoding.style if encoding else None
    if style is ir.Style.FORM and encoding and encoding.explode:
        if isinstance(examples.types.bare(field.type), ir.MapOf):
            return MISSING  # spread, it would take the form's other members for its own
    candidates = [value, *(examples.of(field.type, depth) for depth in (1, 2, 3) if field.required)]
    for candidate in candidates:
        left = _full(candidate) if style is ir.Style.DEEP else candidate
        if left not in ([], {}, None, MISSING) and (left == candidate or examples.fits(field.type, left)):
            return left
    return MISSING


def _full(value: Found) -> Found:
    """A value without the empty arrays and objects in it."""
    if not isinstance(value, dict):
        return value
    left = {name: _full(member) for name, member in value.items()}
    return {name: member for name, member in left.items() if member not in ([], {})}
