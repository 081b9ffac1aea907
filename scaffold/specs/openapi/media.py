"""Media types: what the values of each are, and how the parts of a form are written (OpenAPI 3.2, 4.14 and 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi import encodings, xml
from scaffold.specs.openapi.examples import examples
from scaffold.specs.openapi.formats import (
    SEQUENCES,
    STRUCTURED,
    Format,
    Shape,
    format_of,
    may_be_array,
    may_be_object,
    shape_of,
)
from scaffold.specs.openapi.reading import Reading

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""What a word of HTTP is made of (RFC 9110, 5.6.2)."""
_MEDIA_TYPE = re.compile(rf"\s*{TOKEN}/{TOKEN}\s*(?:;.*)?", re.DOTALL)
_COMMON = ("application/json", "application/xml", "text/plain", "text/html", "text/csv", "multipart/form-data")


def representations(reading: Reading, node: Node) -> tuple[ir.Media, ...]:
    """The media types in the field `content`.

    One whose format can't hold values of its type (CSV, say, of an object) is left out with a warning; where nothing
    else is offered, the body is plain text or bytes.
    """
    found: dict[str, ir.Media] = {}
    unfit: dict[str, ir.Media] = {}
    for wire, target in _entries(reading, node):
        media, fits = _media(reading, wire, target)
        key = media.media_type.raw.lower()
        if not fits:
            unfit[key] = media
        else:
            found[key] = _joined(reading, found[key], media) if key in found else media
    for media in unfit.values():
        _tell_unfit(reading, media, bool(found))
    return tuple(found.values() or unfit.values())


def _joined(reading: Reading, first: ir.Media, second: ir.Media) -> ir.Media:
    """What is read of one media type that is named twice: by itself, and by a range of which it is the one to use."""
    named, ranged = (first, second) if second.range is not None else (second, first)
    if ranged.range is None:
        return named
    if named.type == ranged.type:
        return replace(named, range=ranged.range)
    message = f"{quote(ranged.range.raw)} beside {quote(named.media_type.raw)} is of another type and is left out"
    reading.report.add("media-type-unsupported", ranged.source, message, "name each media type", key=True)
    return named


def _entries(reading: Reading, node: Node) -> Iterator[tuple[str, Node]]:
    """The media types and what is said of each; malformed ones are left out with a warning."""
    for wire, entry in reading.members(node, "content"):
        if wire == "*":
            reading.report.add("field-mended", entry.source, "the media type '*' is read as '*/*'", key=True)
            wire = "*/*"
        if not _MEDIA_TYPE.fullmatch(wire):
            near = get_close_matches(wire, _COMMON, 1, 0.5)
            fix = f"did you mean {quote(near[0])}?" if near else None
            reading.report.add("media-type-invalid", entry.source, f"{quote(wire)} is no media type", fix, key=True)
            continue
        target = reading.follow(entry)
        if target is not None and target.value is None:
            target = Node({}, target.source)
        target = None if target is None else reading.as_object(target, f"the media type {quote(wire)}")
        if target is not None:
            yield wire.strip(), target


def _tell_unfit(reading: Reading, media: ir.Media, others: bool) -> None:
    """Warn, once for each media type in a document, that values of a type are not written in it."""
    wire = media.media_type.raw
    form = format_of(wire) is Format.FORM
    kept = "taken for an object of any fields" if form else "read and written as it is, text or bytes"
    outcome = "left out beside other media types" if others else kept
    what = "only objects are" if form else "structured values are not"
    message = f"{what} written as {quote(wire)}: it is {outcome}, here and elsewhere"
    reading.report.add("media-type-unsupported", media.source, message, key=True, once=f"{wire} {others}")


def _media(reading: Reading, wire: str, node: Node) -> tuple[ir.Media, bool]:
    """The media type, and whether its format can hold values of its type; if not, it is plain text or bytes."""
    reading.check_fields(node, "media type")
    schema = node.get("schema")
    if encodings.is_by_place(reading, wire, node, schema):
        return _by_place(reading, wire, node), True
    shape = shape_of(reading, schema)
    if shape is Shape.BINARY and ir.is_multipart(wire):
        encodings.unused(reading, node)
        return ir.Media(media_type=ir.Text(wire), type=_untyped(Format.BYTES), source=node.source), True
    declared, form = wire, format_of(wire)
    if form is Format.ANY:
        form, wire = _concrete(shape, wire)
    item = _item(reading, node, form, shape)
    media = ir.Media(
        media_type=ir.Text(wire),
        range=None if wire == declared else ir.Text(declared),
        type=_type(reading, form, shape, schema, item),
        item=item,
        xml=xml.plan(reading, schema) if form is Format.XML and schema and shape is Shape.STRUCTURED else None,
        encoding=encodings.by_name(reading, node, schema, ir.essence(wire)),
        examples=examples(reading, node, wire),
        place=reading.resolver.key(node).removeprefix("#"),
        source=node.source,
    )
    fits = shape is not Shape.STRUCTURED or form in STRUCTURED
    if form is Format.FORM and not may_be_object(reading, schema):
        fits = False
    return (media, True) if fits or item is not None else (replace(media, type=_untyped(form), examples=()), False)


def _by_place(reading: Reading, wire: str, node: Node) -> ir.Media:
    """A multipart body whose parts are told apart by their place: a list of them, or each as it comes."""
    schema, item = node.get("schema"), node.get("itemSchema")
    positions = encodings.by_place(reading, node, schema, ir.essence(wire))
    if item is not None and schema is not None:
        _tell_beside(reading, schema)
    of_item = None if item is None else reading.type(item, text=True)
    listed = may_be_array(reading, schema)
    kind = reading.type(schema, text=True) if listed else ir.ListOf(item=ir.Anything())
    return ir.Media(
        media_type=ir.Text(wire),
        type=kind if of_item is None else ir.ListOf(item=of_item),
        item=of_item,
        positions=positions,
        examples=examples(reading, node, wire),
        source=node.source,
    )


def _concrete(shape: Shape, wire: str) -> tuple[Format, str]:
    """What is used of all media types: JSON where there is a type to write, else text, or bytes of any kind."""
    if shape is Shape.STRUCTURED:
        return Format.JSON, "application/json"
    if shape is Shape.SCALAR:
        return Format.TEXT, "text/plain"
    return Format.BYTES, wire


def _item(reading: Reading, node: Node, form: Format, shape: Shape) -> ir.TypeRef | None:
    """The type of each element of a sequence: `itemSchema`, and before 3.2 what the schema of JSON lines says."""
    item, schema = node.get("itemSchema"), node.get("schema")
    if item is not None and form not in SEQUENCES:
        message = "'itemSchema' has a meaning for JSON lines, events and parts without names only; it is ignored"
        reading.report.add("field-ignored", item.source, message, key=True)
        return None
    if item is not None and form in SEQUENCES and shape_of(reading, item) is Shape.BINARY:
        message = "no item of this media type is a run of bytes; 'itemSchema' is ignored"
        reading.report.add("field-ignored", item.source, message, "describe items as text or JSON", key=True)
        return None
    if item is not None and schema is not None:
        _tell_beside(reading, schema)
    if item is None and schema is not None and form is Format.LINES and shape is Shape.STRUCTURED:
        target = reading.follow(schema)
        items = None if target is None else target.get("items")
        item = schema if items is None else items
    return None if item is None else reading.type(item)


def _tell_beside(reading: Reading, schema: Node) -> None:
    message = "'schema' beside 'itemSchema' is ignored: a sequence is checked item by item"
    reading.report.add("field-ignored", schema.source, message, key=True)


def _type(reading: Reading, form: Format, shape: Shape, schema: Node | None, item: ir.TypeRef | None) -> ir.TypeRef:
    if item is not None:
        return ir.ListOf(item=item)
    if schema is None:
        return _untyped(form)
    if shape is Shape.BINARY and form is not Format.FORM:
        return ir.Scalar(kind=ir.Kind.BINARY)
    if form is Format.JSON:
        return reading.type(schema)
    if form is not Format.FORM and (
        shape is Shape.UNKNOWN or shape is Shape.SCALAR and form in (Format.BYTES, Format.APPLICATION)
    ):
        return _untyped(form)
    return reading.type(schema, text=True)


def _untyped(form: Format) -> ir.TypeRef:
    """What the values of a media type without a schema are."""
    if form is Format.JSON:
        return ir.Anything()
    if form is Format.FORM:
        return ir.MapOf(value=ir.Anything())
    if form in (Format.TEXT, Format.XML, Format.EVENTS, Format.LINES):
        return ir.Scalar(kind=ir.Kind.STRING)
    return ir.Scalar(kind=ir.Kind.BINARY)
