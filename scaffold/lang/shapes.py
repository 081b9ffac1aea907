"""What lies under a type's names: the list, record or scalar that a reference or alias leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from scaffold import ir

Steps: TypeAlias = tuple[tuple[ir.Record, ir.Field], ...]
"""The way through a value by its members, each with the record that has it; none to the value itself."""


class Shapes:
    """Looks through references, aliases, nulls and checks; `types` are all declarations by key."""

    def __init__(self, types: Mapping[str, ir.Declaration]) -> None:
        self._types = types

    def bare(self, type_: ir.TypeRef) -> ir.TypeRef | ir.Declaration:
        """The type under its names; an alias that only names itself is given back as the reference it is."""
        seen: set[str] = set()
        current: ir.TypeRef | ir.Declaration = type_
        while True:
            match current:
                case ir.Ref(key=key):
                    if key in seen or key not in self._types:
                        return current
                    seen.add(key)
                    current = self._types[key]
                case ir.Alias(type=inner) | ir.Nullable(item=inner) | ir.Checked(item=inner):
                    current = inner
                case _:
                    return current

    def scalar(self, type_: ir.TypeRef) -> ir.Scalar | None:
        """The scalar that the type is, None where it is none (an enumeration is none)."""
        found = self.bare(type_)
        return found if isinstance(found, ir.Scalar) else None

    def is_text(self, type_: ir.TypeRef) -> bool:
        """Whether a value is written as one word: a scalar, a constant or a member of an enumeration."""
        found = self.bare(type_)
        if isinstance(found, ir.OneOf):
            return all(map(self.is_text, found.variants))
        return isinstance(found, ir.Scalar | ir.Const | ir.Enum)

    def is_list(self, type_: ir.TypeRef) -> bool:
        return isinstance(self.bare(type_), ir.ListOf | ir.TupleOf)

    def is_object(self, type_: ir.TypeRef) -> bool:
        return isinstance(self.bare(type_), ir.Record | ir.MapOf)

    def takes_null(self, type_: ir.TypeRef, seen: frozenset[str] = frozenset()) -> bool:
        """Whether JSON null is a value of the type, however many names it hides behind."""
        match type_:
            case ir.Nullable() | ir.Anything():
                return True
            case ir.Scalar(kind=kind):
                return kind is ir.Kind.NULL
            case ir.Const(value=value):
                return value is None
            case ir.Checked(item=item):
                return self.takes_null(item, seen)
            case ir.OneOf(variants=variants):
                return any(self.takes_null(one, seen) for one in variants)
            case ir.Ref(key=key) if key not in seen:
                return self._declared_null(self._types.get(key), seen | {key})
        return False

    def _declared_null(self, node: ir.Declaration | None, seen: frozenset[str]) -> bool:
        match node:
            case ir.Alias(type=inner):
                return self.takes_null(inner, seen)
            case ir.Union(variants=variants):
                return any(self.takes_null(one.type, seen) for one in variants)
            case ir.Enum(members=members):
                return any(member.value is None for member in members)
        return False
