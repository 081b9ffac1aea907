"""The IR's types as JSON Schema 2020-12, so that any validator can judge what the description says."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

from scaffold.ir.types import (
    NO_LIMITS,
    Alias,
    AllOf,
    Anything,
    Checked,
    Const,
    Declaration,
    Enum,
    Inline,
    Kind,
    Limits,
    ListOf,
    MapOf,
    Never,
    Nullable,
    OneOf,
    Record,
    Ref,
    Scalar,
    TupleOf,
    TypeRef,
    Union,
)
from scaffold.ir.words import Json, Text

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


@cache
def _reference(key: str) -> str:
    return "#/$defs/" + quote(key.replace("~", "~0").replace("/", "~1"), safe="!$&'()*+,;=:@/?~-._")


class SchemaWriter:
    """Writes types as schemas; references are `#/$defs/<key>`.

    A subclass may write scalars, unions and limits in its own way, and be told of each reference.
    """

    def schema(self, kind: TypeRef) -> dict[str, Any]:
        """The schema of a type."""
        match kind:
            case Ref(key=key):
                return {"$ref": self.reference(key)}
            case Scalar():
                return self.scalar(kind)
            case ListOf(item=item, limits=limits):
                return {"type": "array", "items": self.schema(item), **self.limits(limits)}
            case Nullable(item=item):
                return {"anyOf": [self.schema(item), {"type": "null"}]}
            case MapOf(value=value, limits=limits):
                return {"type": "object", "additionalProperties": self.schema(value), **self.limits(limits)}
            case Const(value=value):
                return {"const": plain(value)}
            case TupleOf(items=items, rest=rest, limits=limits):
                places = [self.schema(each) for each in items]
                return {"type": "array", "prefixItems": places, "items": self.schema(rest), **self.limits(limits)}
            case OneOf(variants=variants, exclusive=exclusive):
                return {"oneOf" if exclusive else "anyOf": [self.schema(each) for each in variants]}
            case Checked(item=item, schema=residual):
                return {"allOf": [self.schema(item), residual]}
            case AllOf(parts=parts):
                return {"allOf": [self.schema(part) for part in parts]}
            case Inline(declaration=declared):
                return self.declaration(declared)
            case Never():
                return {"not": {}}
            case Anything():
                return {}

    def declaration(self, kind: Declaration) -> dict[str, Any]:
        """The schema that a declaration stands for."""
        match kind:
            case Alias(type=inner):
                return self.schema(inner)
            case Enum(members=members):
                return {"enum": [plain(member.value) for member in members]}
            case Union():
                return self.union(kind)
            case Record():
                return self._record(kind)

    def reference(self, key: str) -> str:
        """A `$ref` to the definition of a type key: a JSON pointer (RFC 6901) in a URI fragment."""
        return _reference(key)

    def scalar(self, kind: Scalar) -> dict[str, Any]:
        """The schema of a scalar; bytes are a string."""
        if kind.kind is Kind.BINARY:
            return {"type": "string"}
        shape = {"format": kind.format.raw} if kind.format else {}
        return {"type": kind.kind.value, **shape, **self.limits(kind.limits)}

    def union(self, kind: Union) -> dict[str, Any]:
        """The schema of a union; a discriminator is a hint that no keyword says."""
        return {"oneOf" if kind.exclusive else "anyOf": [self.schema(each.type) for each in kind.variants]}

    def limits(self, limits: Limits) -> dict[str, Any]:
        """The keywords of limits."""
        if limits is NO_LIMITS:
            return {}
        out = {word: value for name, word in _LIMITS.items() if (value := getattr(limits, name)) is not None}
        if limits.unique_items:
            out["uniqueItems"] = True
        if limits.pattern is not None:
            out["pattern"] = limits.pattern.raw
        return out

    def _record(self, kind: Record) -> dict[str, Any]:
        out: dict[str, Any] = {"type": "object"}
        required = [each.name.wire.raw for each in kind.fields if each.required]
        if required:
            out["required"] = required
        if kind.fields:
            out["properties"] = {each.name.wire.raw: self.schema(each.type) for each in kind.fields}
        if not isinstance(kind.extra, Anything):
            out["additionalProperties"] = False if isinstance(kind.extra, Never) else self.schema(kind.extra)
        return out | self.limits(kind.limits)


def plain(value: Text | int | float | bool | None) -> Json:
    """A scalar of the IR as JSON."""
    return value.raw if isinstance(value, Text) else value
