"""Request bodies (OpenAPI 3.2, 4.13)."""

from __future__ import annotations

from scaffold import ir
from scaffold.source import Node
from scaffold.specs.openapi import media
from scaffold.specs.openapi.reading import Reading, plain


def request_body(reading: Reading, node: Node) -> ir.Body | None:
    """The request body at `node`, references followed; None where it is at fault or has no content."""
    target = reading.as_object(node, "a request body", "requestBodies")
    if target is None:
        return None
    key = ("body", target.source)
    if key not in reading.memo:
        reading.memo[key] = _body(reading, target)
    body: ir.Body | None = reading.memo[key]
    return body


def _body(reading: Reading, node: Node) -> ir.Body | None:
    reading.check_fields(node, "request body")
    found = media.representations(reading, node)
    if not found:
        if not plain(node).get("content"):
            message = "the request body has no content; it is read as if it were absent"
            reading.report.add("field-assumed", node.source, message, "add the media types that the body may have")
        return None
    return ir.Body(media=found, required=reading.flag(node, "required"), doc=reading.doc(node), source=node.source)
