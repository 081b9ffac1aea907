"""The contract's types as JSON Schema: with the bounds that formats imply, and discriminators said in keywords."""

from __future__ import annotations

import re
from typing import Any

from scaffold import ir
from scaffold.cases.check import Types
from scaffold.cases.formats import FORMATS, INTEGERS, integer_range
from scaffold.ir.schema import SchemaWriter
from scaffold.regex import translate

_UNREADABLE = re.compile(r"\{(?:[0-9]+,)?[0-9]{4,}\}|\\u[dD][89a-fA-F]|\(\?[!=][^()]*\)[*+?{]")
"""What engines without backtracking refuse: thousands of repetitions, halves of characters, repeated lookaheads."""


class Writer(SchemaWriter):
    """Writes types as schemas, and remembers which declarations they refer to."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self._wanted: dict[str, Any] = {}

    def reference(self, key: str) -> str:
        self._wanted.setdefault(key, None)
        return super().reference(key)

    def definitions(self) -> dict[str, Any]:
        """Every schema that the written ones refer to, by type key."""
        waiting = [key for key, written in self._wanted.items() if written is None]
        while waiting:
            for key in waiting:
                declared = self.types.declared.get(key)
                self._wanted[key] = True if declared is None else self.declaration(declared)
            waiting = [key for key, written in self._wanted.items() if written is None]
        return {**self.types.schemas, **self._wanted}

    def union(self, kind: ir.Union) -> dict[str, Any]:
        if kind.tag is None:
            return super().union(kind)
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

    def scalar(self, kind: ir.Scalar) -> dict[str, Any]:
        out = super().scalar(kind)
        name = out.pop("format", "")
        bounds = integer_range(name) if name in INTEGERS and kind.kind is ir.Kind.INTEGER else None
        if bounds is not None:
            low, high = kind.limits.minimum, kind.limits.maximum
            out["minimum"] = bounds[0] if low is None else max(low, bounds[0])
            out["maximum"] = bounds[1] if high is None else min(high, bounds[1])
        elif name in FORMATS and kind.kind is ir.Kind.STRING:
            out["format"] = name
        return out

    def limits(self, limits: ir.Limits) -> dict[str, Any]:
        """The keywords of limits; a pattern that a validator may not be able to run is left out."""
        out = super().limits(limits)
        if limits.pattern is not None and not _is_judged(limits.pattern.raw):
            del out["pattern"]
        return out


def _is_judged(pattern: str) -> bool:
    return translate(pattern) is not None and not _UNREADABLE.search(pattern)
