"""Whether a value can be said in code: a static type knows less of it than its schema, and sometimes more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scaffold import ir
from scaffold.cases.check import Types, accepts


def is_typed(kind: ir.TypeRef | ir.Declaration, value: Any, types: Types) -> bool:
    """Whether a value that `kind` accepts has the static type of it.

    An object that only one of two alternatives accepts, as its member is wrong for the other, has none: type checkers
    hold each member against all alternatives that name it.
    """
    match kind:
        case ir.Ref(key=key):
            return is_typed(types.declared[key], value, types)
        case ir.Alias(type=inner) | ir.Checked(item=inner):
            return is_typed(inner, value, types)
        case ir.Nullable(item=item):
            return value is None or is_typed(item, value, types)
        case ir.ListOf(item=item):
            return all(is_typed(item, each, types) for each in value)
        case ir.MapOf(value=item):
            return all(is_typed(item, each, types) for each in value.values())
        case ir.TupleOf(items=items):
            return all(is_typed(item, each, types) for item, each in zip(items, value, strict=False))
        case ir.Record(fields=fields):
            named = [(field, field.name.wire.raw) for field in fields]
            return all(is_typed(field.type, value[name], types) for field, name in named if name in value)
        case ir.Union(variants=variants):
            return _is_one([variant.type for variant in variants], value, types)
        case ir.OneOf(variants=alternatives):
            return _is_one(alternatives, value, types)
    return True


def _is_one(alternatives: Sequence[ir.TypeRef], value: Any, types: Types) -> bool:
    fitting = [each for each in alternatives if not accepts(each, value, types)]
    return any(is_typed(each, value, types) for each in fitting) and (
        not isinstance(value, dict) or all(_is_known(alternatives, name, value[name], types) for name in value)
    )


def _is_known(alternatives: Sequence[ir.TypeRef], name: str, value: Any, types: Types) -> bool:
    """Whether a member is right for an alternative that names it, where there is one."""
    records = [bare for each in alternatives if isinstance(bare := types.bare(each), ir.Record)]
    named = [field.type for record in records for field in record.fields if field.name.wire.raw == name]
    return not named or any(not accepts(each, value, types) for each in named)
