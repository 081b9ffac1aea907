"""Examples in all their forms: `example`, `examples` of values, of 3.2's data and serialized values, and of schemas."""

from __future__ import annotations

import json

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi.reading import Reading, plain


def examples(reading: Reading, node: Node, media_type: str | None = None) -> tuple[ir.Value, ...]:
    """The example values of a parameter, header or media type; those of its schema where it has none of its own.

    With `media_type` a `serializedValue` is read as that media type writes it, and an `externalValue` where it is JSON.
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
            found.extend(_value(reading, target, media_type))
    return found


_GIVE = "give its value beside it, as `dataValue` or `value`"


def _at(node: Node, key: str) -> ir.Value:
    """The value of a field that is there, with its place."""
    child = node.get(key)
    assert child is not None
    return ir.Value(child.value, child.source)


def _value(reading: Reading, node: Node, media_type: str | None) -> list[ir.Value]:
    value = plain(node)
    for key in ("dataValue", "value"):
        if key in value:
            return [_at(node, key)]
    if "externalValue" in value and "serializedValue" not in value:
        return _elsewhere(reading, node, media_type)
    serialized, place = reading.text(node, "serializedValue"), node.source.child("serializedValue")
    if serialized is None:
        return []
    if media_type is not None and media_type.startswith("text/") and not is_json(media_type):
        return [ir.Value(serialized, place)]
    try:
        if media_type is not None and is_json(media_type):
            return [ir.Value(json.loads(serialized), place)]
    except ValueError:
        pass
    message = "only serialized examples of JSON and of text are read; tests and mocks do without this one"
    reading.report.add("feature-unsupported", place, message, _GIVE)
    return []


def _elsewhere(reading: Reading, node: Node, media_type: str | None) -> list[ir.Value]:
    """The value in a document of its own: JSON, or what YAML makes of it."""
    place, uri = node.source.child("externalValue"), reading.text(node, "externalValue")
    if media_type is None or not is_json(media_type):
        message = "only examples of JSON are read from elsewhere; tests and mocks do without this one"
        reading.report.add("feature-unsupported", place, message, _GIVE)
        return []
    found = None if uri is None else reading.resolver.data(uri, place)
    return [] if found is None else [ir.Value(found.value, place)]


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON: application/json, a `+json` suffix, and the older spellings."""
    essence = ir.essence(media_type)
    return essence.endswith("+json") or essence in ("application/json", "text/json", "application/x-json", "json")
