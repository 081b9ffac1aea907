"""Responses: statuses, headers, links, and which are results and which errors (OpenAPI 3.2, 4.16 to 4.20)."""

from __future__ import annotations

import re

from msgspec.structs import replace

from scaffold import ir, names
from scaffold.diag import quote
from scaffold.refs import section
from scaffold.source import Node
from scaffold.specs.openapi import media, parameters, servers
from scaffold.specs.openapi.reading import Made, Reading, plain

_COMPONENT = re.compile(r"(?:/components)?/responses/([^/]+)")
_BODILESS = frozenset([204, 205, 304])


def responses(
    reading: Reading, operation: Node, method: str, produces: tuple[str, ...]
) -> tuple[tuple[ir.Result, ...], tuple[ir.Result, ...]]:
    """Results and errors of an operation.

    `default` is an error, except where no status below 400 is declared: then it is the result as well as all else.
    Where nothing at all says what a success is, it is 204 without a body.
    """
    found: dict[ir.Status, ir.Result] = {}
    faulty = False
    for wire, entry in reading.members(operation, "responses"):
        status = _status(reading, wire, entry)
        if status is None:
            faulty = True
            continue
        result = _result(reading, entry, status, method, produces)
        if result is not None:
            found.setdefault(status, result)
    results = tuple(result for status, result in found.items() if _is_success(status))
    default = found.get(ir.Default())
    if not results and default is not None:
        results = (default,)
    errors = tuple(result for result in found.values() if result not in results)
    if not results:
        message = "the operation declares no response of success; 204 without a body is assumed"
        if not faulty:
            reading.report.add("response-none", operation.source, message)
        results = (ir.Result(status=ir.Exact(204), source=operation.source),)
    return results, errors


def _is_success(status: ir.Status) -> bool:
    if isinstance(status, ir.Exact):
        return status.code < 400
    return isinstance(status, ir.Range) and status.hundreds < 4


def _status(reading: Reading, wire: str, at: Node) -> ir.Status | None:
    if wire.lower() == "default":
        if wire != "default":
            reading.report.add("field-mended", at.source, f"{quote(wire)} is read as 'default'", key=True)
        return ir.Default()
    if re.fullmatch(r"[1-5]\d\d", wire):
        return ir.Exact(int(wire))
    if re.fullmatch(r"[1-5][xX]{2}", wire):
        if wire[1:] != "XX":
            message = f"the range {quote(wire)} is read as {quote(wire.upper())}"
            reading.report.add("field-mended", at.source, message, key=True)
        return ir.Range(int(wire[0]))
    reading.report.add("status-invalid", at.source, f"{quote(wire)} is no status", key=True)
    return None


def _result(
    reading: Reading, entry: Node, status: ir.Status, method: str, produces: tuple[str, ...]
) -> ir.Result | None:
    node = reading.as_object(reading.object_of(_meant(reading, entry), "description"), "a response", "responses")
    if node is None:
        return None
    key = ("response", node.source, produces)
    if key not in reading.memo:
        reading.memo[key] = _read(reading, reading.dialect.response(reading, node, produces))
    result: ir.Result = replace(reading.memo[key], status=status)
    if "$ref" in plain(entry) and plain(entry).get("description"):
        result = replace(result, doc=reading.doc(node, entry))
    return _without_body(reading, result, method) if result.media else result


def _meant(reading: Reading, entry: Node) -> Node:
    """The entry, or a response of JSON where it refers to a schema instead."""
    target = reading.follow(entry)
    if target is None or target is entry or section(target.source) != "schemas":
        return entry
    said = plain(entry)["$ref"]
    message = f"a response is needed, and {quote(said)} is one of the schemas"
    place = entry.source.child("$ref")
    reading.report.add("ref-mistaken", place, message, outcome="it is read as one whose body is JSON of that schema")
    return Made({"content": {"application/json": {"schema": {"$ref": said}}}}, entry.source)


def _read(reading: Reading, node: Node) -> ir.Result:
    reading.check_fields(node, "response")
    component = _COMPONENT.fullmatch(node.source.pointer)
    wire = component and component[1].replace("~1", "/").replace("~0", "~")
    return ir.Result(
        status=ir.Default(),
        media=media.representations(reading, node),
        headers=parameters.headers(reading, node),
        links=_links(reading, node),
        component=names.name(wire, "response") if wire else None,
        doc=reading.doc(node),
        source=node.source,
    )


def _without_body(reading: Reading, result: ir.Result, method: str) -> ir.Result:
    """The result without its content where HTTP allows none (RFC 9110, 9.3.2 and 15).

    What answers HEAD says the media type that GET would answer.
    """
    status = result.status
    informational = status == ir.Range(1) or (isinstance(status, ir.Exact) and status.code < 200)
    bodiless = informational or (isinstance(status, ir.Exact) and status.code in _BODILESS)
    if not bodiless and method != "HEAD":
        return result
    at = result.media[0].source
    if bodiless:
        reading.report.add("body-ignored", at, "a response with this status has no body; the content is ignored")
        return replace(result, media=())
    reading.report.add("body-ignored", at, "a response to HEAD has no body; of the content its Content-Type is left")
    return replace(result, media=(), headers=(*result.headers, _content_type(result.media)))


def _content_type(media: tuple[ir.Media, ...]) -> ir.Header:
    return ir.Header(
        name=names.name("Content-Type", "header"),
        type=ir.Scalar(kind=ir.Kind.STRING),
        required=False,
        examples=tuple(ir.Value(one.media_type.raw) for one in media),
        source=media[0].source,
    )


def _links(reading: Reading, node: Node) -> tuple[ir.Link, ...]:
    found = []
    for wire, entry in reading.members(node, "links"):
        target = reading.as_object(entry, f"the link {quote(wire)}", "links")
        if target is not None:
            found.append(_link(reading, wire, target, entry))
    return tuple(found)


def _link(reading: Reading, wire: str, node: Node, via: Node) -> ir.Link:
    reading.check_fields(node, "link")
    arguments = [(ir.Text(name), ir.Value(value.value)) for name, value in reading.members(node, "parameters")]
    body = node.get("requestBody")
    own = reading.member(node, "server")
    return ir.Link(
        name=names.name(wire, "link"),
        target=_target(reading, node),
        arguments=tuple(arguments),
        body=None if body is None else ir.Value(body.value, body.source),
        servers=() if own is None else (servers.server_at(reading, own),),
        doc=reading.doc(node, via),
        source=node.source,
    )


def _target(reading: Reading, node: Node) -> str | None:
    """The key of the operation that a link names by operationId or operationRef."""
    operation_id, reference = reading.text(node, "operationId"), reading.text(node, "operationRef")
    found = None
    if operation_id is not None:
        found = reading.operation_ids.get(operation_id)
    elif reference is not None:
        place = reading.resolver.resolve(reference, node.source.child("operationRef"))
        if place is None:
            return None
        found = reading.operation_places.get(place.source)
    if found is None:
        named = quote(operation_id or reference) if operation_id or reference else "nothing"
        reading.report.add("link-broken", node.source, f"the link names {named}, which is no operation")
    return found
