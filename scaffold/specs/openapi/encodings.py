"""Encoding Objects: how the parts of a form or multipart body are written (OpenAPI 3.2, 4.14.5 and 4.15)."""

from __future__ import annotations

from difflib import get_close_matches

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi import parameters, xml
from scaffold.specs.openapi.formats import Format, Shape, format_of, may_be_array, may_be_object, shape_of
from scaffold.specs.openapi.reading import Reading, plain

_BY_PLACE = ("prefixEncoding", "itemEncoding")
_COMPOSED = ("allOf", "anyOf", "oneOf")
_DEEPEST = 8
_FORM_DATA = "multipart/form-data"
_FILES = ir.Text("*/*")
_STRUCTURED = {Format.JSON, Format.XML, Format.APPLICATION, Format.ANY}


def is_by_place(reading: Reading, wire: str, node: Node, schema: Node | None) -> bool:
    """Whether the parts of a body, or of a part, are told apart by their place: they have no names then."""
    if not ir.is_multipart(wire) or ir.essence(wire) == _FORM_DATA:
        return False
    if "itemSchema" in plain(node) or may_be_array(reading, schema):
        return True
    return any(key in plain(node) for key in _BY_PLACE) and shape_of(reading, schema) is Shape.UNKNOWN


# By name


def by_name(reading: Reading, node: Node, schema: Node | None, essence: str) -> tuple[ir.Encoding, ...]:
    """How the properties of a form are sent: those that have an encoding, and files of which nothing is said."""
    ignored(reading, node, "multipart bodies that are arrays", *_BY_PLACE)
    form = format_of(essence)
    if form is not Format.FORM:
        ignored(reading, node, "form and multipart bodies", "encoding")
        return ()
    target = None if schema is None else reading.follow(schema)
    held = {} if target is None else {name: _item(reading, part) for name, part in _properties(reading, target).items()}
    found = {}
    for name, entry in reading.members(node, "encoding"):
        if name not in held and _says_all(target):
            near = get_close_matches(name, held, 1, 0.6)
            fix = f"did you mean {quote(near[0])}?" if near else "describe the property in the schema"
            message = f"the schema has no property {quote(name)} that the encoding could be for"
            reading.report.add("field-ignored", entry.source, message, fix, key=True)
        found[name] = _encoding(reading, name, entry, held.get(name), essence)
    if ir.is_multipart(essence):
        unnamed = {name: _default(reading, name, part) for name, part in held.items() if name not in found}
        found |= {name: one for name, one in unnamed.items() if one.media}
    return tuple(found.values())


def _properties(reading: Reading, schema: Node, depth: int = 0) -> dict[str, Node]:
    """The properties of a schema and, behind its own, of those that it is composed of."""
    found = dict(reading.members(schema, "properties"))
    for key in _COMPOSED if depth < _DEEPEST else ():
        for part in reading.elements(schema, key) if key in plain(schema) else ():
            if (target := reading.follow(part)) is not None:
                found = _properties(reading, target, depth + 1) | found
    return found


def _item(reading: Reading, part: Node) -> Node:
    """What a part is of, by its property: a list is written as a part for each of its items."""
    target = reading.follow(part)
    items = None if target is None else target.get("items")
    return part if items is None else items


def _says_all(schema: Node | None) -> bool:
    """Whether a schema names all of its properties itself."""
    said = {} if schema is None else plain(schema)
    return isinstance(said.get("properties"), dict) and said.keys().isdisjoint({*_COMPOSED, "$ref"})


# By place


def by_place(reading: Reading, node: Node, schema: Node | None, essence: str) -> ir.Positions:
    """How the parts of an array are sent: each of the first ones, and all further ones."""
    ignored(reading, node, "parts that have names", "encoding")
    target = None if schema is None else reading.follow(schema)
    places = [] if target is None else reading.elements(target, "prefixItems")
    further = None if target is None else target.get("items")
    item = node.get("itemSchema")
    if item is not None:
        places, further = [], item
    closed = further is not None and further.value is False
    given: list[Node | None] = list(reading.elements(node, "prefixEncoding"))
    for entry in given[len(places) :] if closed else ():
        assert entry is not None
        message = "the schema has no item at this place that the encoding could be for"
        reading.report.add("field-ignored", entry.source, message, key=True)
    schemas: list[Node | None] = [*places, *([] if closed else [further] * (len(given) - len(places)))]
    given += [None] * (len(schemas) - len(given))
    rest = None if closed else _at_place(reading, node.get("itemEncoding"), further, essence)
    if closed:
        ignored(reading, node, "arrays that may have further items", "itemEncoding")
    prefix = (_at_place(reading, one, place, essence) for one, place in zip(given, schemas, strict=False))
    return ir.Positions(prefix=tuple(prefix), rest=rest)


def _at_place(reading: Reading, entry: Node | None, schema: Node | None, essence: str) -> ir.Encoding:
    return _default(reading, "", schema) if entry is None else _encoding(reading, "", entry, schema, essence)


# One of them


def _default(reading: Reading, name: str, schema: Node | None) -> ir.Encoding:
    """A part without an encoding: a file where its schema names no type, since OpenAPI 3.1 (3.2, 4.15.1.1)."""
    untyped = reading.dialect.schemas == "3.1" and shape_of(reading, schema) is Shape.UNKNOWN
    return ir.Encoding(property=ir.Text(name), media=(_FILES,) if untyped else ())


def _encoding(reading: Reading, name: str, entry: Node, schema: Node | None, essence: str) -> ir.Encoding:
    """How one part is sent; `essence` is the media type of the body that it is a part of."""
    default = _default(reading, name, schema)
    node = reading.as_object(entry, f"the encoding of {quote(name)}" if name else "the encoding")
    if node is None:
        return default
    reading.check_fields(node, "encoding")
    given = reading.text(node, "contentType") or ""
    media = tuple(ir.Text(part.strip()) for part in given.split(",") if part.strip())
    inner = _inner(reading, node, media, schema)
    if inner is None and shape_of(reading, schema) not in (Shape.UNKNOWN, Shape.BINARY):
        media = tuple(one for one in media if not ir.is_multipart(one.raw))
    style = _style(reading, node) if name else None
    if not name:
        ignored(reading, node, "parts that have names", "style", "explode", "allowReserved")
    structured = inner is None and shape_of(reading, schema) is Shape.STRUCTURED
    plan = _xml(reading, name, media, schema) if structured and style is None else None
    made = ir.Encoding(
        property=ir.Text(name),
        media=media or default.media,
        headers=_headers(reading, node, essence),
        parts=inner,
        xml=plan,
        place="" if plan is None else reading.resolver.key(node).removeprefix("#"),
        style=style,
        explode=style is ir.Style.DEEP or reading.flag(node, "explode", style in (None, ir.Style.FORM)),
        allow_reserved=reading.flag(node, "allowReserved"),
    )
    if structured:
        _tell_unwritten(reading, made, node)
    return made


def _xml(reading: Reading, name: str, media: tuple[ir.Text, ...], schema: Node | None) -> ir.Value | None:
    """How a part is written as XML, if it may be."""
    if schema is None or all(format_of(one.raw) is not Format.XML for one in media):
        return None
    return xml.plan(reading, schema, name)


def _inner(reading: Reading, node: Node, media: tuple[ir.Text, ...], schema: Node | None) -> ir.Parts | None:
    """How the parts of a part are sent that is multipart itself; None for others."""
    wire = next((one.raw for one in media if ir.is_multipart(one.raw)), None)
    if wire is None:
        ignored(reading, node, "parts whose contentType is multipart", "encoding", *_BY_PLACE)
        return None
    essence = ir.essence(wire)
    if is_by_place(reading, wire, node, schema):
        return ir.Parts(positions=by_place(reading, node, schema, essence))
    if shape_of(reading, schema) is Shape.STRUCTURED and may_be_object(reading, schema):
        return ir.Parts(encoding=by_name(reading, node, schema, essence))
    if shape_of(reading, schema) not in (Shape.UNKNOWN, Shape.BINARY):
        message = f"{quote(wire)} is made of parts, and the schema is of neither an object nor an array; it is ignored"
        fix = "describe the parts; a list that has a name is a part for each of its items, so make it a list of lists"
        reading.report.add("media-type-unsupported", node.source.child("contentType"), message, fix, key=True)
    ignored(reading, node, "parts that are objects or arrays", "encoding", *_BY_PLACE)
    return None


def unused(reading: Reading, node: Node) -> None:
    """Tells of the encodings of a body that is a run of bytes."""
    ignored(reading, node, "bodies that are objects or arrays", "encoding", *_BY_PLACE)


def ignored(reading: Reading, node: Node, meant: str, *keys: str) -> None:
    """Tells of fields that mean nothing where they are; `meant` is what they have a meaning for."""
    for key in keys:
        if key in plain(node):
            message = f"{quote(key)} has a meaning for {meant} only; it is ignored"
            reading.report.add("field-ignored", node.source.child(key), message, key=True)


def _tell_unwritten(reading: Reading, encoding: ir.Encoding, node: Node) -> None:
    """Warn where the media type of a part is one that objects and lists are not written in."""
    formats = {format_of(media.raw) for media in encoding.media}
    if formats and encoding.style is None and formats.isdisjoint(_STRUCTURED):
        message = f"structured values are not written as {quote(encoding.media[0].raw)} in a part: they are JSON in it"
        fix = "leave the contentType out, or make it application/json"
        reading.report.add("media-type-unsupported", node.source.child("contentType"), message, fix, key=True)


def _headers(reading: Reading, node: Node, essence: str) -> tuple[ir.Header, ...]:
    """The headers of a part. Its Content-Disposition holds the name of the part and is written by that."""
    if not ir.is_multipart(essence):
        ignored(reading, node, "multipart bodies", "headers")
        return ()
    found = parameters.headers(reading, node)
    if essence != _FORM_DATA:
        return found
    named = [one for one in found if one.name.wire.raw.lower() == "content-disposition"]
    for header in named:
        message = "the header Content-Disposition is ignored: the name of the part and of its file make it"
        reading.report.add("field-ignored", header.source, message, key=True)
    return tuple(one for one in found if one not in named)


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
