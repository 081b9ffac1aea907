"""Media types: what the values of each are, and how the parts of a form are written (OpenAPI 3.2, 4.14 and 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from enum import Enum

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi import parameters, xml
from scaffold.specs.openapi.examples import examples, is_json
from scaffold.specs.openapi.reading import Reading, plain

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"\s*{_TOKEN}/{_TOKEN}\s*(?:;.*)?", re.DOTALL)
_COMMON = ("application/json", "application/xml", "text/plain", "text/html", "text/csv", "multipart/form-data")
_LINES = frozenset("application/jsonl application/x-ndjson application/x-jsonlines application/json-seq".split())
_BINARY = frozenset("octet-stream pdf zip gzip x-gzip x-tar x-zip-compressed msword wasm".split())


class Format(Enum):
    """How the values of a media type are written, as far as it decides what types they may have."""

    JSON = "json"
    LINES = "lines"
    EVENTS = "events"
    FORM = "form"
    TEXT = "text"
    XML = "xml"
    ANY = "any"
    APPLICATION = "application"  # of an application's own; structured values are written as JSON
    BYTES = "bytes"


_SEQUENCES = (Format.LINES, Format.EVENTS)
_STRUCTURED = (Format.JSON, Format.XML, Format.LINES, Format.FORM, Format.APPLICATION, Format.ANY)


class Shape(Enum):
    """What a schema describes, as far as it decides in which formats its values can be written."""

    UNKNOWN = "unknown"
    BINARY = "binary"
    SCALAR = "scalar"
    STRUCTURED = "structured"


def format_of(media_type: str) -> Format:
    """The format of a media type or media range."""
    essence = ir.essence(media_type)
    if is_json(essence):
        return Format.JSON
    fixed = {
        "text/event-stream": Format.EVENTS,
        "application/xml": Format.XML,
        "text/xml": Format.XML,
        "application/x-www-form-urlencoded": Format.FORM,
        "*/*": Format.ANY,
        "application/*": Format.ANY,
    }
    if essence in fixed:
        return fixed[essence]
    kind, _, name = essence.partition("/")
    if essence in _LINES or name.endswith("+json-seq"):
        return Format.LINES
    if name.endswith("+xml"):
        return Format.XML
    if kind == "application" and name not in _BINARY and not name.startswith("vnd.openxmlformats"):
        return Format.APPLICATION
    return {"multipart": Format.FORM, "text": Format.TEXT}.get(kind, Format.BYTES)


def holds_structures(media_type: str) -> bool:
    """Whether objects and lists can be written in the format of a media type."""
    return format_of(media_type) in _STRUCTURED


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
    if _is_positional(reading, wire, node):
        _tell_positional(reading, node)
        return ir.Media(media_type=ir.Text(wire), type=ir.Scalar(kind=ir.Kind.BINARY), source=node.source), True
    for key in ("prefixEncoding", "itemEncoding"):
        if key in plain(node):
            message = f"{quote(key)} has a meaning for multipart bodies that are arrays only; it is ignored"
            reading.report.add("field-ignored", node.source.child(key), message, key=True)
    shape = shape_of(reading, schema)
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
        encoding=_encodings(reading, form, node, ir.essence(wire)),
        examples=examples(reading, node, wire),
        place=reading.resolver.key(node).removeprefix("#"),
        source=node.source,
    )
    fits = shape is not Shape.STRUCTURED or form in _STRUCTURED
    if form is Format.FORM and not _may_be_object(reading, schema):
        fits = False
    return (media, True) if fits or item is not None else (replace(media, type=_untyped(form), examples=()), False)


def _is_positional(reading: Reading, wire: str, node: Node) -> bool:
    """Whether the parts of a multipart body are told apart by their position: they have no names then."""
    essence = ir.essence(wire)
    if not essence.startswith("multipart/") or essence == "multipart/form-data":
        return False
    if any(key in plain(node) for key in ("prefixEncoding", "itemEncoding", "itemSchema")):
        return True
    return not _may_be_object(reading, node.get("schema"))


def _tell_positional(reading: Reading, node: Node) -> None:
    message = "parts by position are not read or written; the body is handed on as it is, in bytes"
    fix = "write and read the parts in the handler, or give them names in multipart/form-data"
    keys = [key for key in ("schema", "itemSchema", "prefixEncoding", "itemEncoding", "encoding") if key in plain(node)]
    for key in keys:
        reading.report.add("feature-unsupported", node.source.child(key), message, fix, key=True)


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
    if item is not None and form not in _SEQUENCES:
        message = "'itemSchema' has a meaning for JSON lines and events only; it is ignored"
        reading.report.add("field-ignored", item.source, message, key=True)
        return None
    if item is not None and form in _SEQUENCES and shape_of(reading, item) is Shape.BINARY:
        message = "no item of this media type is a run of bytes; 'itemSchema' is ignored"
        reading.report.add("field-ignored", item.source, message, "describe items as text or JSON", key=True)
        return None
    if item is not None and schema is not None:
        message = "'schema' beside 'itemSchema' is ignored: a sequence is checked item by item"
        reading.report.add("field-ignored", schema.source, message, key=True)
    if item is None and schema is not None and form is Format.LINES and shape is Shape.STRUCTURED:
        target = reading.follow(schema)
        items = None if target is None else target.get("items")
        item = schema if items is None else items
    return None if item is None else reading.type(item)


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


def shape_of(reading: Reading, schema: Node | None, depth: int = 0) -> Shape:
    """What a schema describes, references followed."""
    target = None if schema is None else reading.follow(schema)
    said = {} if target is None else plain(target)
    stated = said.get("type")
    listed = stated if isinstance(stated, list) else [stated]
    types = {entry for entry in listed if isinstance(entry, str) and entry != "null"}
    if said.get("format") == "binary" or "file" in types:
        return Shape.BINARY
    if types & {"object", "array"} or any(key in said for key in ("properties", "items", "additionalProperties")):
        return Shape.STRUCTURED
    if types or "enum" in said or "const" in said:
        return Shape.SCALAR
    if "contentMediaType" in said:
        return Shape.BINARY if "contentEncoding" not in said else Shape.SCALAR
    return _combined(reading, target, depth) if target is not None and depth < 8 else Shape.UNKNOWN


def _may_be_object(reading: Reading, schema: Node | None) -> bool:
    """Whether a schema says nothing of the type of a value, or that it may be an object."""
    target = None if schema is None else reading.follow(schema)
    said = {} if target is None else plain(target)
    listed = any(key in said for key in ("items", "prefixItems")) and "properties" not in said
    stated = said.get("type", "array" if listed else "object")
    return "object" in (stated if isinstance(stated, list) else [stated])


def _combined(reading: Reading, target: Node, depth: int) -> Shape:
    """What allOf, anyOf and oneOf describe together: structured if one of their parts is."""
    parts = [part for key in ("allOf", "anyOf", "oneOf") if (found := target.get(key)) for part in found.elements()]
    shapes = [shape_of(reading, part, depth + 1) for part in parts]
    for shape in (Shape.STRUCTURED, Shape.BINARY, Shape.SCALAR):
        if shape in shapes:
            return shape
    return Shape.UNKNOWN


# Encodings


def _encodings(reading: Reading, form: Format, node: Node, essence: str) -> tuple[ir.Encoding, ...]:
    shapes = _part_shapes(reading, node) if form is Format.FORM else {}
    untyped = _untyped_parts(reading, shapes) if essence.startswith("multipart/") else {}
    if "encoding" not in plain(node):
        return tuple(untyped.values())
    if form is not Format.FORM:
        message = "'encoding' has a meaning for form and multipart bodies only; it is ignored"
        reading.report.add("field-ignored", node.source.child("encoding"), message, key=True)
        return ()
    found = []
    known = _properties(reading, node)
    for name, entry in reading.members(node, "encoding"):
        if known is not None and name not in known:
            near = get_close_matches(name, known, 1, 0.6)
            fix = f"did you mean {quote(near[0])}?" if near else "describe the property in the schema"
            message = f"the schema has no property {quote(name)} that the encoding could be for"
            reading.report.add("field-ignored", entry.source, message, fix, key=True)
        target = reading.as_object(entry, f"the encoding of {quote(name)}")
        if target is not None:
            made = _encoding(reading, name, target, essence)
            if shapes.get(name) is Shape.STRUCTURED:
                _tell_unwritten(reading, made, target)
            default = untyped.pop(name, made)
            found.append(made if made.media else replace(made, media=default.media))
    return (*found, *untyped.values())


def _untyped_parts(reading: Reading, shapes: dict[str, Shape]) -> dict[str, ir.Encoding]:
    """Parts whose schemas name no type: files of any kind, since OpenAPI 3.1 (3.2, 4.15.1.1)."""
    names = shapes if reading.dialect.schemas == "3.1" else ()
    files = (name for name in names if shapes[name] is Shape.UNKNOWN)
    return {name: ir.Encoding(property=ir.Text(name), media=(ir.Text("*/*"),)) for name in files}


def _part_shapes(reading: Reading, node: Node) -> dict[str, Shape]:
    """What each part of a form is, or each of those that a list is written as."""
    schema = node.get("schema")
    target = None if schema is None else reading.follow(schema)
    found: dict[str, Shape] = {}
    for name, part in () if target is None else reading.members(target, "properties"):
        held = reading.follow(part)
        items = None if held is None else held.get("items")
        found[name] = shape_of(reading, part if items is None else items)
    return found


def _tell_unwritten(reading: Reading, encoding: ir.Encoding, node: Node) -> None:
    """Warn where the media type of a part is one that objects and lists are not written in."""
    formats = {format_of(media.raw) for media in encoding.media}
    if formats and encoding.style is None and formats.isdisjoint({Format.JSON, Format.APPLICATION, Format.ANY}):
        message = f"structured values are not written as {quote(encoding.media[0].raw)} in a part: they are JSON in it"
        fix = "leave the contentType out, or make it application/json"
        reading.report.add("media-type-unsupported", node.source.child("contentType"), message, fix, key=True)


def _properties(reading: Reading, node: Node) -> list[str] | None:
    """The names of a form's parts, where its schema says all of them itself."""
    schema = node.get("schema")
    target = None if schema is None else reading.follow(schema)
    said = {} if target is None else plain(target)
    own = said.get("properties")
    return list(own) if isinstance(own, dict) and said.keys().isdisjoint({"allOf", "anyOf", "oneOf", "$ref"}) else None


def _encoding(reading: Reading, name: str, node: Node, essence: str) -> ir.Encoding:
    reading.check_fields(node, "encoding")
    for key in ("encoding", "prefixEncoding", "itemEncoding"):
        if key in plain(node):
            message = f"{quote(key)} of a part (nested multipart) is not supported; it is ignored"
            reading.report.add("feature-unsupported", node.source.child(key), message, key=True)
    given = reading.text(node, "contentType") or ""
    style = _style(reading, node)
    return ir.Encoding(
        property=ir.Text(name),
        media=tuple(ir.Text(part.strip()) for part in given.split(",") if part.strip()),
        headers=_part_headers(reading, node, essence),
        style=style,
        explode=style is ir.Style.DEEP or reading.flag(node, "explode", style in (None, ir.Style.FORM)),
        allow_reserved=reading.flag(node, "allowReserved"),
    )


def _part_headers(reading: Reading, node: Node, essence: str) -> tuple[ir.Header, ...]:
    """The headers of a part. Its Content-Disposition holds the name of the part and is written by that."""
    if "headers" in plain(node) and not essence.startswith("multipart/"):
        message = "'headers' of an encoding have a meaning for multipart bodies only; they are ignored"
        reading.report.add("field-ignored", node.source.child("headers"), message, key=True)
        return ()
    found = parameters.headers(reading, node)
    named = [one for one in found if one.name.wire.raw.lower() == "content-disposition"]
    for header in named if essence == "multipart/form-data" else ():
        message = "the header Content-Disposition is ignored: the name of the part and of its file make it"
        reading.report.add("field-ignored", header.source, message, key=True)
    return tuple(one for one in found if essence != "multipart/form-data" or one not in named)


def _style(reading: Reading, node: Node) -> ir.Style | None:
    """The style of a part; None where nothing but its content type is said of it."""
    if not any(key in plain(node) for key in ("style", "explode", "allowReserved")):
        return None
    stated = reading.text(node, "style") or "form"
    known = {style.value: style for style in (ir.Style.FORM, ir.Style.SPACE, ir.Style.PIPE, ir.Style.DEEP)}
    if stated not in known:
        message = f"the style {quote(stated)} has no meaning in a body; form is used"
        reading.report.add("style-invalid", node.source.child("style"), message, "use " + " or ".join(known))
    return known.get(stated, ir.Style.FORM)
