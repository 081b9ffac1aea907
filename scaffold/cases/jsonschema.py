"""The IR's types as JSON Schema 2020-12, so that any validator can judge what the description says."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from scaffold import ir
from scaffold.cases.check import Types, escape, plain
from scaffold.cases.formats import FORMATS, INTEGERS, integer_range
from scaffold.regex import translate

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


class Writer:
    """Writes types as schemas. References are `#/$defs/<key>`, and `definitions` holds all that were referred to."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self._wanted: dict[str, Any] = {}

    def schema(self, kind: ir.TypeRef) -> Any:
        """A type as a schema."""
        match kind:
            case ir.Ref(key=key):
                self._wanted.setdefault(key, None)
                return {"$ref": reference(key)}
            case ir.Scalar():
                return self._scalar(kind)
            case ir.ListOf(item=item, limits=limits):
                return {"type": "array", "items": self.schema(item), **_limits(limits)}
            case ir.Nullable(item=item):
                return {"anyOf": [self.schema(item), {"type": "null"}]}
            case ir.MapOf(value=value, limits=limits):
                return {"type": "object", "additionalProperties": self.schema(value), **_limits(limits)}
            case ir.Const(value=value):
                return {"const": plain(value)}
            case ir.TupleOf(items=items, rest=rest, limits=limits):
                places = [self.schema(each) for each in items]
                return {"type": "array", "prefixItems": places, "items": self.schema(rest), **_limits(limits)}
            case ir.OneOf(variants=variants, exclusive=exclusive):
                return {"oneOf" if exclusive else "anyOf": [self.schema(each) for each in variants]}
            case ir.Checked(item=item, schema=residual):
                return {"allOf": [self.schema(item), residual]}
            case ir.Anything():
                return True
            case _:
                return False

    def definitions(self) -> dict[str, Any]:
        """Every schema that the written ones refer to, by type key."""
        waiting = [key for key, written in self._wanted.items() if written is None]
        while waiting:
            for key in waiting:
                declared = self.types.declared.get(key)
                self._wanted[key] = True if declared is None else self._declaration(declared)
            waiting = [key for key, written in self._wanted.items() if written is None]
        return {**self.types.schemas, **self._wanted}

    def _declaration(self, kind: ir.Declaration) -> Any:
        match kind:
            case ir.Alias(type=inner):
                return self.schema(inner)
            case ir.Enum(members=members):
                return {"enum": [plain(member.value) for member in members]}
            case ir.Union():
                return self._union(kind)
            case ir.Record():
                return self._record(kind)

    def _union(self, kind: ir.Union) -> Any:
        if kind.tag is None:
            return {"oneOf" if kind.exclusive else "anyOf": [self.schema(each.type) for each in kind.variants]}
        tag = kind.tag.raw
        return {
            "type": "object",
            "required": [tag],
            "oneOf": [
                {
                    "properties": {tag: {"enum": [each.raw for each in variant.tags]}},
                    "allOf": [self.schema(variant.type)],
                }
                for variant in kind.variants
            ],
        }

    def _record(self, kind: ir.Record) -> Any:
        out: dict[str, Any] = {"type": "object"}
        required = [each.name.wire.raw for each in kind.fields if each.required]
        if required:
            out["required"] = required
        if kind.fields:
            out["properties"] = {each.name.wire.raw: self.schema(each.type) for each in kind.fields}
        if not isinstance(kind.extra, ir.Anything):
            out["additionalProperties"] = self.schema(kind.extra)
        out.update(_limits(kind.limits))
        return out

    def _scalar(self, kind: ir.Scalar) -> Any:
        if kind.kind is ir.Kind.BINARY:
            return {"type": "string"}
        out: dict[str, Any] = {"type": str(kind.kind)}
        out.update(_limits(kind.limits))
        name = kind.format.raw if kind.format is not None else ""
        bounds = integer_range(name) if name in INTEGERS and kind.kind is ir.Kind.INTEGER else None
        if bounds is not None:
            low, high = kind.limits.minimum, kind.limits.maximum
            out["minimum"] = bounds[0] if low is None else max(low, bounds[0])
            out["maximum"] = bounds[1] if high is None else min(high, bounds[1])
        elif name in FORMATS and kind.kind is ir.Kind.STRING:
            out["format"] = name
        return out


def _limits(limits: ir.Limits) -> dict[str, Any]:
    if limits is ir.NO_LIMITS:
        return {}
    out = {word: value for name, word in _LIMITS.items() if (value := getattr(limits, name)) is not None}
    if limits.unique_items:
        out["uniqueItems"] = True
    if limits.pattern is not None and translate(limits.pattern.raw) is not None:
        out["pattern"] = limits.pattern.raw
    return out


def reference(key: str) -> str:
    """A `$ref` to the definition of a type key: a JSON pointer in a URI fragment."""
    return "#/$defs/" + quote(escape(key), safe="!$&'()*+,;=:@/?~-._")
