"""Examples in all their forms: `example`, `examples` of values, of 3.2's data and serialized values, and of schemas."""

from __future__ import annotations

import json

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi.reading import Reading, plain


def examples(reading: Reading, node: Node, media_type: str | None = None) -> tuple[ir.Value, ...]:
    """The example values of a parameter, header or media type; those of its schema where it has none of its own.

    An `externalValue` names a resource elsewhere, which is not fetched. With `media_type` a `serializedValue` is read
    as that media type writes it.
    """
    found = _own(reading, node, media_type)
    schema = node.get("schema")
    if not found and schema is not None and isinstance(schema.value, dict):
        if "example" in schema.value:
            found = [_at(schema, "example")]
        elif isinstance(plain(schema).get("examples"), list):
            place = schema.source.child("examples")
            found = [ir.Value(value, place.child(i)) for i, value in enumerate(plain(schema)["examples"])]
    return tuple(found)


def _own(reading: Reading, node: Node, media_type: str | None) -> list[ir.Value]:
    value = plain(node)
    found = [_at(node, "example")] if "example" in value else []
    listed = value.get("examples")
    if found and listed:
        message = "'example' and 'examples' exclude each other; both are used"
        reading.report.add("field-mended", node.source.child("example"), message)
    if isinstance(listed, list):
        message = "'examples' is a list; it must be a map of Example Objects here, and is read as their values"
        reading.report.add("field-mended", node.source.child("examples"), message)
        place = node.source.child("examples")
        return found + [ir.Value(entry, place.child(i)) for i, entry in enumerate(listed)]
    for name, entry in reading.members(node, "examples"):
        if not isinstance(entry.value, dict):
            message = f"the example {quote(name)} must be an object with its `value`; it is read as the value itself"
            reading.report.add("field-mended", entry.source, message)
            found.append(ir.Value(entry.value, entry.source))
            continue
        target = reading.as_object(entry, f"the example {quote(name)}", "examples")
        if target is not None:
            reading.check_fields(target, "example")
            _tell_elsewhere(reading, target)
            found.extend(_value(target, media_type))
    return found


def _at(node: Node, key: str) -> ir.Value:
    """The value of a field that is there, with its place."""
    child = node.get(key)
    assert child is not None
    return ir.Value(child.value, child.source)


def _tell_elsewhere(reading: Reading, node: Node) -> None:
    if "externalValue" in plain(node) and plain(node).keys().isdisjoint({"value", "dataValue", "serializedValue"}):
        message = "the example is elsewhere and is not fetched; tests and mocks do without it"
        fix = "give its value beside it, as `dataValue` or `value`"
        reading.report.add("feature-unsupported", node.source.child("externalValue"), message, fix)


def _value(node: Node, media_type: str | None) -> list[ir.Value]:
    value = plain(node)
    for key in ("dataValue", "value"):
        if key in value:
            return [_at(node, key)]
    serialized = value.get("serializedValue")
    if not isinstance(serialized, str) or media_type is None:
        return []
    if not is_json(media_type):
        return [ir.Value(serialized, node.source.child("serializedValue"))] if media_type.startswith("text/") else []
    try:
        return [ir.Value(json.loads(serialized), node.source.child("serializedValue"))]
    except ValueError:
        return []


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON: application/json, a `+json` suffix, and the older spellings."""
    essence = ir.essence(media_type)
    return essence.endswith("+json") or essence in ("application/json", "text/json", "application/x-json", "json")
