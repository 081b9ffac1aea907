"""Parameters: place, style and explode with their defaults, and the lists of path item and operation merged
(OpenAPI 3.2, 4.12)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from scaffold import ir, names
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi import media
from scaffold.specs.openapi.examples import examples
from scaffold.specs.openapi.reading import Reading

_STYLES: dict[ir.Where, tuple[ir.Style, ...]] = {  # the default first
    ir.Where.PATH: (ir.Style.SIMPLE, ir.Style.LABEL, ir.Style.MATRIX),
    ir.Where.QUERY: (ir.Style.FORM, ir.Style.SPACE, ir.Style.PIPE, ir.Style.DEEP),
    ir.Where.HEADER: (ir.Style.SIMPLE,),
    ir.Where.COOKIE: (ir.Style.FORM, ir.Style.COOKIE),
    ir.Where.QUERYSTRING: (ir.Style.FORM,),
}
_IGNORED = frozenset(["accept", "content-type", "authorization"])
_OF_HTTP = frozenset(
    ["connection", "content-encoding", "content-length", "expect", "host", "keep-alive", "te", "trailer"]
    + ["transfer-encoding", "upgrade"]
)
"""What servers and clients say and obey by themselves (RFC 9110, RFC 9112)."""


def merged(reading: Reading, item: Iterable[Node], operation: Iterable[Node]) -> list[ir.Param]:
    """The parameters of an operation: those of its path item, replaced by its own of the same name and place."""
    found: dict[tuple[ir.Where, str], ir.Param] = {}
    for group in (item, operation):
        own: dict[tuple[ir.Where, str], ir.Param] = {}
        for node in group:
            param = _parameter(reading, node)
            if param is None:
                continue
            key = (param.where, _folded(param))
            if key in own:
                message = f"the {param.where.value} parameter {quote(param.name.wire.raw)} is declared twice"
                reading.report.add("parameter-duplicate", node.source, f"{message}; the first one counts")
            own.setdefault(key, param)
        found.update(own)
    return _one_query(reading, list(found.values()))


def _folded(param: ir.Param) -> str:
    wire = param.name.wire.raw
    return wire.lower() if param.where is ir.Where.HEADER else wire


def _one_query(reading: Reading, params: list[ir.Param]) -> list[ir.Param]:
    """The parameters without a second `in: querystring`, and without any beside `in: query` (OpenAPI 3.2, 4.12.1)."""
    taken = any(param.where is ir.Where.QUERY for param in params)
    kept: list[ir.Param] = []
    for param in params:
        if param.where is ir.Where.QUERYSTRING and taken:
            message = "a querystring parameter is the whole query; beside other parameters of the query it is left out"
            reading.report.add("field-ignored", param.source, message, "keep it alone, or remove it")
        else:
            kept.append(param)
        taken = taken or param.where is ir.Where.QUERYSTRING
    return kept


def _parameter(reading: Reading, node: Node) -> ir.Param | None:
    """The parameter at `node` (references followed); None where it is ignored or at fault."""
    key = ("parameter", node.source)
    if key not in reading.memo:
        reading.memo[key] = _read(reading, node)
    found: ir.Param | None = reading.memo[key]
    return found


def _read(reading: Reading, node: Node) -> ir.Param | None:
    reading.check_fields(node, "parameter")
    where = _where(reading, node)
    wire = reading.text(node, "name")
    if where is ir.Where.QUERYSTRING and not wire:
        reading.report.add("field-assumed", node.source, "the parameter has no 'name'; it is called 'querystring'")
        wire = "querystring"
    if wire == "" and where is not ir.Where.PATH:
        reading.report.add(
            "field-ignored", node.source, "the name of the parameter is empty; the parameter is left out"
        )
        return None
    if not wire:
        reading.report.add("field-missing", node.source, "the parameter has no 'name'")
    if where is None or not wire or where is ir.Where.HEADER and not _is_header_name(reading, node, wire):
        return None
    if where is ir.Where.HEADER and wire.lower() in _IGNORED:
        ignore(reading, f"the header parameter {quote(wire)} is ignored, as OpenAPI says", node, wire)
        return None
    if where is ir.Where.HEADER and wire.lower() in _OF_HTTP:
        ignore(reading, f"the header parameter {quote(wire)} is ignored: servers and clients see to it", node, wire)
        return None
    found = _made(reading, node, where, wire)
    return _unchecked(reading, node, found) if where is ir.Where.HEADER and wire.lower() == "accept-encoding" else found


def _unchecked(reading: Reading, node: Node, param: ir.Param) -> ir.Param:
    """The parameter as any text: HTTP clients send the header unasked, which would be refused by what it may be."""
    message = f"clients send {quote(param.name.wire.raw)} by themselves; it is read as any text, and not required"
    fix = "leave it to HTTP, and let callers choose by `Accept` or by a parameter of your own"
    reading.report.add("schema-approximated", node.source, message, fix, once="accept-encoding")
    plain = ir.Scalar(kind=ir.Kind.STRING)
    return replace(param, type=plain, media=None, required=False, default=None, examples=())


def _made(reading: Reading, node: Node, where: ir.Where, wire: str) -> ir.Param:
    style, explode = _serialization(reading, node, where)
    type_, media_type, shown = _content(reading, node, where, wire)
    return ir.Param(
        name=names.name(wire, "parameter"),
        where=where,
        type=type_,
        required=_required(reading, node, where, wire),
        default=_default(reading, node),
        style=style,
        explode=explode,
        allow_reserved=reading.flag(node, "allowReserved"),
        allow_empty=where is ir.Where.QUERY and reading.flag(node, "allowEmptyValue"),
        media=media_type,
        deprecated=reading.flag(node, "deprecated"),
        sunset=ir.Value(found.value) if (found := node.get("x-sunset")) is not None else None,
        examples=examples(reading, node) or shown,
        doc=reading.doc(node),
        source=node.source,
    )


def ignore(reading: Reading, message: str, at: Node, wire: str) -> None:
    """Note, once for each name in a document, that a header is ignored."""
    reading.report.add("parameter-ignored", at.source, f"{message}, here and elsewhere", once=wire.lower())


def _where(reading: Reading, node: Node) -> ir.Where | None:
    stated = reading.text(node, "in")
    if stated is None:
        fix = "add `in: path`, `query`, `header` or `cookie`"
        reading.report.add("field-missing", node.source, "the parameter has no 'in'", fix)
        return None
    for where in _STYLES:
        if where.value == stated.lower():
            if where.value != stated:
                message = f"'in' is {quote(stated)}; it is read as {quote(where.value)}"
                reading.report.add("field-mended", node.source.child("in"), message)
            return where
    fix = "use path, query, header, cookie or querystring"
    if stated in ("body", "formData"):
        fix = "describe the body in `requestBody`"
    reading.report.add("field-invalid", node.source.child("in"), f"a parameter cannot be in {quote(stated)}", fix)
    return None


def _required(reading: Reading, node: Node, where: ir.Where, wire: str) -> bool:
    required = reading.flag(node, "required")
    if where is ir.Where.PATH and not required:
        message = f"the path parameter {quote(wire)} does not say 'required: true'; it is read as required"
        reading.report.add("field-assumed", node.source, message, "add `required: true`")
    return required or where is ir.Where.PATH


def _serialization(reading: Reading, node: Node, where: ir.Where) -> tuple[ir.Style, bool]:
    """Style and explode. Where the table of styles gives a combination no meaning, the nearest that has one."""
    style = _STYLES[where][0]
    stated = reading.text(node, "style")
    if stated is not None:
        known = {style.value: style for style in _STYLES[where]}
        if stated in known:
            style = known[stated]
        else:
            message = f"the style {quote(stated)} has no meaning in {where.value}; {style.value} is used"
            fix = "use " + " or ".join(known)
            reading.report.add("style-invalid", node.source.child("style"), message, fix)
    explode = reading.flag(node, "explode", style in (ir.Style.FORM, ir.Style.COOKIE))
    if style is ir.Style.DEEP:
        return style, True
    if style in (ir.Style.SPACE, ir.Style.PIPE) and explode:
        return ir.Style.FORM, True
    return style, explode


def _content(
    reading: Reading, node: Node, where: ir.Where, wire: str
) -> tuple[ir.TypeRef, ir.Text | None, tuple[ir.Value, ...]]:
    """Type, media type (for `content`) and the examples of the content."""
    if node.get("content") is not None:
        found = media.representations(reading, node)
        if len(found) > 1:
            message = "the content of a parameter must be one media type; the first one is used"
            reading.report.add("field-mended", node.source.child("content"), message)
        if found:
            return found[0].type, found[0].media_type, found[0].examples
    schema = node.get("schema")
    if schema is not None:
        type_ = reading.type(schema, text=True)
        if isinstance(type_, ir.Scalar) and type_.kind is ir.Kind.BINARY:  # no file: a text, as all that stands here
            type_ = replace(type_, kind=ir.Kind.STRING)
        return type_, None, ()
    message = f"the parameter {quote(wire)} has no schema; it is read as any string"
    reading.report.add("parameter-untyped", node.source, message)
    return ir.Scalar(kind=ir.Kind.STRING), None, ()


def _default(reading: Reading, node: Node) -> ir.Value | None:
    """The default in the schema, or in what the schema refers to."""
    schema = node.get("schema")
    target = None if schema is None else reading.follow(schema)
    for held in (schema, target):
        default = None if held is None else held.get("default")
        if default is not None:
            return ir.Value(default.value, default.source)
    return None


def headers(reading: Reading, node: Node) -> tuple[ir.Header, ...]:
    """The headers in the field `headers` of a response or an encoding; Content-Type is said by `content`."""
    found: dict[str, ir.Header] = {}
    for wire, entry in reading.members(node, "headers"):
        if wire.lower() == "content-type":
            ignore(reading, "the header Content-Type is ignored: the media types of the content say it", entry, wire)
            continue
        target = reading.as_object(entry, f"the header {quote(wire)}", "headers")
        if target is not None and _is_header_name(reading, entry, wire):
            found.setdefault(wire.lower(), _header(reading, wire, target, entry))
    return tuple(found.values())


def _is_header_name(reading: Reading, node: Node, wire: str) -> bool:
    """Whether a header can have the name; tells of one that can't."""
    if re.fullmatch(media.TOKEN, wire):
        return True
    message = f"{quote(wire)} is no name that HTTP allows for a header; it is left out"
    reading.report.add("field-ignored", node.source, message, "use letters, digits and dashes")
    return False


def _header(reading: Reading, wire: str, node: Node, via: Node) -> ir.Header:
    """A response header, or a header of a part of a body (OpenAPI 3.2, 4.21). `via` may hold a reference's words."""
    reading.check_fields(node, "header")
    if (style := reading.text(node, "style")) not in (None, "simple"):
        message = f"the style {quote(style)} has no meaning in a header; simple is used"
        reading.report.add("style-invalid", node.source.child("style"), message, "leave it out")
    type_, media_type, shown = _content(reading, node, ir.Where.HEADER, wire)
    return ir.Header(
        name=names.name(wire, "header"),
        type=type_,
        required=reading.flag(node, "required"),
        explode=reading.flag(node, "explode"),
        media=media_type,
        deprecated=reading.flag(node, "deprecated"),
        examples=examples(reading, node) or shown,
        doc=reading.doc(node, via),
        source=node.source,
    )
