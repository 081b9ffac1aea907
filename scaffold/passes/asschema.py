"""A type as JSON Schema 2020-12, for the checks of what no type can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote as escape

from scaffold import ir
from scaffold.passes import walk

_LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
    "min_properties": "minProperties",
    "max_properties": "maxProperties",
}


def definitions(kinds: Iterable[ir.TypeRef], declared: Callable[[str], ir.Declaration | None]) -> dict[str, ir.Json]:
    """The schemas, by key, that these types refer to, and those that they refer to."""
    found: dict[str, ir.Json] = {}
    keys = list(walk.refs(tuple(kinds)))
    while keys:
        key = keys.pop(0)
        one = declared(key)
        if key not in found and one is not None:
            found[key] = as_schema(one)
            keys += walk.refs(walk.within(one))
    return found


def as_schema(kind: ir.TypeRef | ir.Declaration) -> dict[str, Any]:
    """The schema of a type; references lead to `#/$defs/<key>`."""
    match kind:
        case ir.Ref(key=key):
            return {"$ref": "#/$defs/" + escape(key.replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@-._?")}
        case ir.Scalar(kind=ir.Kind.BINARY):
            return {"type": "string"}
        case ir.Scalar():
            shape = {"format": kind.format.raw} if kind.format else {}
            return {"type": kind.kind.value, **shape, **_limits(kind.limits)}
        case ir.Const(value=value):
            return {"const": _plain(value)}
        case ir.Enum(members=members):
            return {"enum": [_plain(member.value) for member in members]}
        case ir.ListOf():
            return {"type": "array", "items": as_schema(kind.item), **_limits(kind.limits)}
        case ir.TupleOf():
            places = [as_schema(item) for item in kind.items]
            return {"type": "array", "prefixItems": places, "items": as_schema(kind.rest), **_limits(kind.limits)}
        case ir.MapOf():
            return {"type": "object", "additionalProperties": as_schema(kind.value), **_limits(kind.limits)}
        case ir.Record():
            return _record(kind)
        case ir.Nullable(item=item):
            return {"anyOf": [as_schema(item), {"type": "null"}]}
        case ir.OneOf(variants=types, exclusive=exclusive):
            return {"oneOf" if exclusive else "anyOf": [as_schema(one) for one in types]}
        case ir.Union(variants=variants, exclusive=exclusive):
            return {"oneOf" if exclusive else "anyOf": [as_schema(one.type) for one in variants]}
        case ir.AllOf(parts=parts):
            return {"allOf": [as_schema(part) for part in parts]}
        case ir.Checked(item=item, schema=schema):
            return {"allOf": [as_schema(item), schema]}
        case ir.Inline(declaration=declared):
            return as_schema(declared)
        case ir.Alias(type=inner):
            return as_schema(inner)
        case ir.Never():
            return {"not": {}}
        case ir.Anything():
            return {}


def _record(record: ir.Record) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "properties": {field.name.wire.raw: as_schema(field.type) for field in record.fields},
        **_limits(record.limits),
    }
    required = [field.name.wire.raw for field in record.fields if field.required]
    if required:
        found["required"] = required
    if not isinstance(record.extra, ir.Anything):
        found["additionalProperties"] = as_schema(record.extra)
    return found


def _limits(limits: ir.Limits) -> dict[str, Any]:
    if limits is ir.NO_LIMITS:
        return {}
    found = {word: getattr(limits, field) for field, word in _LIMITS.items() if getattr(limits, field) is not None}
    if limits.pattern is not None:
        found["pattern"] = limits.pattern.raw
    if limits.unique_items:
        found["uniqueItems"] = True
    return found


def _plain(value: ir.Text | int | float | bool | None) -> ir.Json:
    return value.raw if isinstance(value, ir.Text) else value
