"""Types as JSON Schema, for the checks of what no type can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scaffold import ir
from scaffold.ir.schema import SchemaWriter
from scaffold.passes import walk

as_schema = SchemaWriter().schema


def definitions(kinds: Iterable[ir.TypeRef], declared: Callable[[str], ir.Declaration | None]) -> dict[str, ir.Json]:
    """The schemas, by key, that these types refer to, and those that they refer to."""
    found: dict[str, ir.Json] = {}
    keys = list(walk.refs(tuple(kinds)))
    while keys:
        key = keys.pop(0)
        one = declared(key)
        if key not in found and one is not None:
            found[key] = SchemaWriter().declaration(one)
            keys += walk.refs(walk.within(one))
    return found
