"""What media types hold and what schemas describe, as far as it decides which of the two go together."""

from __future__ import annotations

from enum import Enum

from scaffold import ir
from scaffold.source import Node
from scaffold.specs.openapi.examples import is_json
from scaffold.specs.openapi.reading import Reading, plain

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


SEQUENCES = (Format.LINES, Format.EVENTS)
STRUCTURED = (Format.JSON, Format.XML, Format.LINES, Format.FORM, Format.APPLICATION, Format.ANY)


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
    return format_of(media_type) in STRUCTURED


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


def may_be_object(reading: Reading, schema: Node | None) -> bool:
    """Whether a schema says nothing of the type of a value, or that it may be an object."""
    return "object" in _stated(reading, schema)


def may_be_array(reading: Reading, schema: Node | None) -> bool:
    """Whether a schema says that a value is an array; one that may be an object too is taken for that."""
    stated = _stated(reading, schema)
    return "array" in stated and "object" not in stated


def _stated(reading: Reading, schema: Node | None) -> list[object]:
    """The types that a schema says or implies; an object where it says nothing."""
    target = None if schema is None else reading.follow(schema)
    said = {} if target is None else plain(target)
    listed = any(key in said for key in ("items", "prefixItems")) and "properties" not in said
    stated = said.get("type", "array" if listed else "object")
    return stated if isinstance(stated, list) else [stated]


def _combined(reading: Reading, target: Node, depth: int) -> Shape:
    """What allOf, anyOf and oneOf describe together: structured if one of their parts is."""
    parts = [part for key in ("allOf", "anyOf", "oneOf") if (found := target.get(key)) for part in found.elements()]
    shapes = [shape_of(reading, part, depth + 1) for part in parts]
    for shape in (Shape.STRUCTURED, Shape.BINARY, Shape.SCALAR):
        if shape in shapes:
            return shape
    return Shape.UNKNOWN
