"""Request bodies: how each media type is written, and bodies that are wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from scaffold import ir
from scaffold.cases import parts as made
from scaffold.cases import wire, xml
from scaffold.cases.broken import Change, breaks, broken
from scaffold.cases.examples import MISSING, Examples, Found, is_file
from scaffold.cases.model import Part, Payload, Sent
from scaffold.cases.params import is_scalar, reading
from scaffold.cases.parts import unescaped

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


def chosen(media_type: str) -> str:
    """What a client must be told to send as a range that says more than JSON, text or bytes do; empty for others."""
    return (
        wire.concrete(media_type)
        if "*" in media_type and ir.essence(media_type) not in ("*/*", "application/*")
        else ""
    )


def sent_as(media: ir.Media, examples: Examples) -> Sent:
    """How a body of this media type is written."""
    name = ir.essence(media.media_type.raw)
    if media.positions is not None:
        return Sent.MULTIPART
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
    return Sent.MULTIPART if ir.is_multipart(name) else Sent.TEXT


def payload(media: ir.Media, value: ir.Json, examples: Examples, change: Change | None = None) -> Payload:
    """A value written as a media type."""
    sent = sent_as(media, examples)
    text: ir.Text | None = None
    parts: tuple[Part, ...] = ()
    match sent:
        case Sent.FORM:
            text = ir.Text(wire.form(made.in_form(value, media.encoding, media.type, examples), media.encoding))
        case Sent.MULTIPART:
            parts = tuple(made.of(media.type, sent_parts(media), value, examples))
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
    kind = ir.Text(wire.concrete(media.media_type.raw))
    return Payload(media_type=kind, sent=sent, value=ir.Value(value), text=text, parts=parts, change=change)


def items(media: ir.Media, examples: Examples) -> Any:
    """The items of a sequence: those of an example of the description, or two that are made up; MISSING for none."""
    assert media.item is not None
    for own in media.examples:
        if isinstance(own.json, list) and all(examples.fits(media.item, item) for item in own.json):
            return own.json
    made = examples.of(media.item, 1)
    return made if made is MISSING else [made, made]


def sent_parts(media: ir.Media) -> ir.Parts:
    """How the parts of a multipart body are sent."""
    return ir.Parts(encoding=media.encoding, positions=media.positions)


def wrong(media: ir.Media, base: ir.Json, examples: Examples) -> Iterator[Change]:
    """Changes of a valid body that the operation must refuse, as far as the media type can say them."""
    match sent_as(media, examples):
        case Sent.JSON:
            yield from broken(media.type, base, examples)
        case Sent.FORM:
            changes = made.wrong(media.type, ir.Parts(encoding=media.encoding), base, examples, flat=True)
            yield from (change for change in changes if _flat_value(change.value))
        case Sent.MULTIPART if media.item is None:
            yield from made.wrong(media.type, sent_parts(media), base, examples)
        case Sent.XML:
            for change in broken(media.type, base, examples):
                if change.value is MISSING and change.pointer.count("/") == 1 and not _is_listed(change, base):
                    yield change
        case Sent.TEXT:
            for title, value in breaks(media.type, examples):
                if isinstance(value, str) and value:
                    yield Change(title, "", value, "")
        case _:  # items are read, and refused, while the handler runs
            return


def _is_listed(change: Change, base: ir.Json) -> bool:
    """Whether an array is missing, which XML says as it says one without items."""
    name = unescaped(change.pointer[1:])
    return isinstance(base, dict) and isinstance(base.get(name), list)


def _flat_value(value: Found) -> bool:
    return value is MISSING or is_scalar(value) or (isinstance(value, list) and all(map(is_scalar, value)))


def written(media: ir.Media, value: Found, examples: Examples) -> Found:
    """A body as its media type can say it: a form has no way to write an empty array or object.

    MISSING where a member that must be there can't be written.
    """
    bare = examples.types.bare(media.type)
    if media.positions is not None and value == []:
        return examples.of(media.type, 1) or MISSING
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
