"""What lies under a type's names: the list, record or scalar that a reference or alias leads to."""

from __future__ import annotations

from collections.abc import Mapping

from scaffold import ir


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
