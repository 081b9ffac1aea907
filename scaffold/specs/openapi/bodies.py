"""Request bodies and media types: representations and encodings (OpenAPI 3.2, 4.13 to 4.15)."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi import parameters
from scaffold.specs.openapi.examples import examples, is_json
from scaffold.specs.openapi.reading import Reading, plain

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"\s*{_TOKEN}/{_TOKEN}\s*(?:;.*)?", re.DOTALL)
_FIELDS = frozenset(
    "schema itemSchema example examples encoding prefixEncoding itemEncoding description summary".split()
)
_SEQUENCES = frozenset(
    "text/event-stream application/jsonl application/x-ndjson application/x-jsonlines application/json-seq".split()
)


class Format(Enum):
    """How the values of a media type are written, as far as it decides what type they have."""

    JSON = "json"
    TEXT = "text"
    FORM = "form"
    MULTIPART = "multipart"
    SEQUENCE = "sequence"
    XML = "xml"
    ANY = "any"
    BYTES = "bytes"


def format_of(media_type: str) -> Format:
    """The format of a media type or media range."""
    essence = media_type.partition(";")[0].strip().lower()
    if is_json(essence):
        return Format.JSON
    if essence in _SEQUENCES or essence.endswith("+json-seq"):
        return Format.SEQUENCE
    if essence.endswith("+xml") or essence in ("application/xml", "text/xml"):
        return Format.XML
    if essence == "application/x-www-form-urlencoded":
        return Format.FORM
    if essence in ("*/*", "application/*"):
        return Format.ANY
    return {"multipart": Format.MULTIPART, "text": Format.TEXT}.get(essence.partition("/")[0], Format.BYTES)


def request_body(reading: Reading, node: Node) -> ir.Body | None:
    """The request body at `node`, references followed; None where it is at fault or has no content."""
    target = reading.as_object(node, "the request body")
    if target is None:
        return None
    key = ("body", target.source)
    if key not in reading.memo:
        reading.memo[key] = _body(reading, target)
    body: ir.Body | None = reading.memo[key]
    return body


def _body(reading: Reading, node: Node) -> ir.Body | None:
    reading.check_fields(node, frozenset(["content", "required", "description", "summary"]), "a request body")
    media = representations(reading, node)
    if not media:
        if not plain(node).get("content"):
            message = "the request body has no content; it is read as if it were absent"
            reading.report.add("field-assumed", node.source, message, "add the media types that the body may have")
        return None
    return ir.Body(media=media, required=reading.flag(node, "required"), doc=reading.doc(node), source=node.source)


def representations(reading: Reading, node: Node) -> tuple[ir.Media, ...]:
    """The media types in the field `content`. Those for which no code can be generated are left out with a warning,
    unless there is nothing else."""
    found: list[ir.Media] = []
    for wire, entry in reading.members(node, "content"):
        if wire == "*":
            reading.report.add("field-mended", entry.source, "the media type '*' is read as '*/*'", key=True)
            wire = "*/*"
        if not _MEDIA_TYPE.fullmatch(wire):
            message = f"{quote(wire)} is no media type; it is ignored"
            reading.report.add("media-type-invalid", entry.source, message, key=True)
            continue
        target = reading.follow(entry)
        if target is not None and target.value is None:
            target = Node({}, target.source)
        target = target and reading.as_object(target, f"the media type {quote(wire)}")
        if target is not None:
            found.append(_media(reading, wire, target))
    return _without_xml(reading, found)


def _without_xml(reading: Reading, found: list[ir.Media]) -> tuple[ir.Media, ...]:
    """XML that stands beside other media types, and holds structured values, is left out; alone it is plain text."""
    structured = [media for media in found if _is_xml(media) and not _is_plain(media.type)]
    others = [media for media in found if media not in structured]
    for media in structured:
        outcome = "it is left out, the other media types stay" if others else "its body is read and written as text"
        message = f"values of this type are not written as {quote(media.media_type.raw)}; {outcome}"
        reading.report.add("media-type-unsupported", media.source, message, key=True)
    text = ir.Scalar(kind=ir.Kind.STRING)
    return tuple(others) or tuple(replace(media, type=text, examples=()) for media in structured)


def _is_xml(media: ir.Media) -> bool:
    return format_of(media.media_type.raw) is Format.XML


def _is_plain(type_: ir.TypeRef) -> bool:
    return isinstance(type_, ir.Scalar)


def _media(reading: Reading, wire: str, node: Node) -> ir.Media:
    reading.check_fields(node, _FIELDS, "a media type")
    item_node = node.get("itemSchema")
    item = None if item_node is None else reading.type(item_node)
    schema = node.get("schema")
    if schema is None and item is not None:
        type_: ir.TypeRef = ir.ListOf(item=item)
    else:
        type_, wire = _type(reading, wire, schema)
    for key in ("prefixEncoding", "itemEncoding"):
        if key in plain(node):
            message = f"{quote(key)} (parts by position) is not supported; the parts are written by their types"
            reading.report.add("feature-unsupported", node.source.child(key), message, key=True)
    return ir.Media(
        media_type=ir.Text(wire),
        type=type_,
        item=item,
        encoding=_encodings(reading, wire, node),
        examples=examples(reading, node, wire),
        source=node.source,
    )


def _type(reading: Reading, wire: str, schema: Node | None) -> tuple[ir.TypeRef, str]:
    """The type of the values of a media type, and the media type: a range with a structured type is JSON."""
    form = format_of(wire)
    if schema is None or schema.value == {} or schema.value is True:
        return _untyped(form), wire
    simple = _simple_type(reading, schema)
    if form is Format.ANY:
        form = Format.BYTES if simple == "binary" else Format.TEXT if simple == "string" else Format.JSON
        if form is not Format.BYTES:
            wire = "text/plain" if form is Format.TEXT else "application/json"
    if form is Format.BYTES and simple in ("string", "binary"):
        return ir.Scalar(kind=ir.Kind.BINARY), wire
    if form in (Format.TEXT, Format.XML) and simple in ("string", "binary"):
        return (ir.Scalar(kind=ir.Kind.BINARY) if simple == "binary" else reading.type(schema)), wire
    return reading.type(schema), wire


def _untyped(form: Format) -> ir.TypeRef:
    """What the values of a media type without a schema are."""
    if form is Format.JSON:
        return ir.Anything()
    if form in (Format.TEXT, Format.XML, Format.SEQUENCE):
        return ir.Scalar(kind=ir.Kind.STRING)
    if form in (Format.FORM, Format.MULTIPART):
        return ir.MapOf(value=ir.Anything())
    return ir.Scalar(kind=ir.Kind.BINARY)


def _simple_type(reading: Reading, schema: Node) -> str | None:
    """ "binary" or "string" where a schema, references followed, is a string of bytes or of characters."""
    target = reading.follow(schema)
    if target is None or not isinstance(target.value, dict):
        return None
    value = target.value
    stated = value.get("type")
    if value.get("format") == "binary" or stated == "file":
        return "binary"
    if stated == "string" or (isinstance(stated, list) and set(stated) <= {"string", "null"} and stated):
        return "string"
    if stated is None and ("contentMediaType" in value or "contentEncoding" in value):
        return "binary" if "contentEncoding" not in value else "string"
    return None


def _encodings(reading: Reading, wire: str, node: Node) -> tuple[ir.Encoding, ...]:
    if "encoding" not in plain(node):
        return ()
    if format_of(wire) not in (Format.FORM, Format.MULTIPART):
        message = "'encoding' has a meaning for form and multipart bodies only; it is ignored"
        reading.report.add("field-ignored", node.source.child("encoding"), message, key=True)
        return ()
    found = []
    for name, entry in reading.members(node, "encoding"):
        target = reading.as_object(entry, f"the encoding of {quote(name)}")
        if target is not None:
            found.append(_encoding(reading, name, target))
    return tuple(found)


def _encoding(reading: Reading, name: str, node: Node) -> ir.Encoding:
    for key in ("encoding", "prefixEncoding", "itemEncoding"):
        if key in plain(node):
            message = f"{quote(key)} of a part (nested multipart) is not supported; it is ignored"
            reading.report.add("feature-unsupported", node.source.child(key), message, key=True)
    given = reading.text(node, "contentType") or ""
    style = _style(reading, node)
    return ir.Encoding(
        property=ir.Text(name),
        media=tuple(ir.Text(part.strip()) for part in given.split(",") if part.strip()),
        headers=parameters.headers(reading, node),
        style=style,
        explode=style is ir.Style.DEEP or reading.flag(node, "explode", style in (None, ir.Style.FORM)),
        allow_reserved=reading.flag(node, "allowReserved"),
    )


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
