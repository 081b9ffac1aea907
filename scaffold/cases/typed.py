"""Whether a value can be said in code: a static type knows less of it than its schema, and sometimes more."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from scaffold import ir
from scaffold.cases.check import Types, accepts

_INHERITED = frozenset({"constructor", "hasOwnProperty", "toString", "toLocaleString", "valueOf"})
"""Members of every object in JavaScript whose types a type checker knows."""


def is_typed(kind: ir.TypeRef | ir.Declaration, value: Any, types: Types, known: Set[str] = frozenset()) -> bool:
    """Whether a value that `kind` accepts has the static type of it, written as a literal.

    A schema lets in members that it does not name; a type checker takes them for mistakes, but for those that are
    `known` as they are named by another alternative, which the value may be meant for as well. And what the objects
    of a language inherit is there, if it is described, even where a literal leaves it out.
    """
    match kind:
        case ir.Ref(key=key):
            return is_typed(types.declared[key], value, types, known)
        case ir.Alias(type=inner) | ir.Checked(item=inner):
            return is_typed(inner, value, types, known)
        case ir.Nullable(item=item):
            return value is None or is_typed(item, value, types, known)
        case ir.ListOf(item=item):
            return all(is_typed(item, each, types) for each in value)
        case ir.MapOf(value=item):
            return all(is_typed(item, each, types) for each in value.values())
        case ir.TupleOf(items=items):
            return all(is_typed(item, each, types) for item, each in zip(items, value, strict=False))
        case ir.Record():
            return _is_record(kind, value, types, known)
        case ir.Union(variants=variants):
            return _is_one([variant.type for variant in variants], value, types)
        case ir.OneOf(variants=alternatives):
            return _is_one(alternatives, value, types)
    return True


def _is_record(kind: ir.Record, value: dict[str, Any], types: Types, known: Set[str]) -> bool:
    named = {field.name.wire.raw: field.type for field in kind.fields}
    is_open = not named or not isinstance(kind.extra, ir.Anything | ir.Never)
    return _INHERITED.isdisjoint(named.keys() - value.keys()) and all(
        is_typed(named[name], each, types) if name in named else is_open or name in known
        for name, each in value.items()
    )


def _is_one(alternatives: Sequence[ir.TypeRef], value: Any, types: Types) -> bool:
    known = _known(alternatives, value, types) if isinstance(value, dict) else frozenset()
    return any(is_typed(each, value, types, known) for each in alternatives if not accepts(each, value, types))


def _known(alternatives: Sequence[ir.TypeRef], value: dict[str, Any], types: Types) -> Set[str]:
    """The names of members in those alternatives that no member of the value is wrong for."""
    found: set[str] = set()
    for each in alternatives:
        if isinstance(record := types.bare(each), ir.Record):
            named = {field.name.wire.raw: field.type for field in record.fields}
            if not any(name in value and accepts(kind, value[name], types) for name, kind in named.items()):
                found |= named.keys()
    return found
