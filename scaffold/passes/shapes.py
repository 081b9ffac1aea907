"""Shapes: whether two declarations in place say the same of their values, however they are called and described."""

from __future__ import annotations

from collections.abc import Hashable

from scaffold import ir


class Shapes:
    """Gives each declaration in place, not hoisted yet, a number; the same number means the same shape."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._known: dict[str, int] = {}

    def of(self, declared: ir.Declaration) -> int:
        """The number of a declaration's shape."""
        known = self._known.get(declared.key)
        if known is None:
            known = self._known[declared.key] = self._number(self._declaration(declared))
        return known

    def _number(self, shape: Hashable) -> int:
        return self._numbers.setdefault(shape, len(self._numbers))

    def _declaration(self, declared: ir.Declaration) -> Hashable:
        match declared:
            case ir.Record():
                fields = tuple(map(self._field, declared.fields))
                return ("record", fields, self._type(declared.extra), declared.limits, declared.deprecated)
            case ir.Union():
                variants = tuple((self._type(variant.type), variant.tags) for variant in declared.variants)
                return ("union", variants, declared.exclusive, declared.tag, declared.deprecated)
            case ir.Enum():
                members = tuple((isinstance(one.value, bool), one.value, one.name.words) for one in declared.members)
                return ("enum", declared.kind, members, declared.deprecated)
        return ("alias", self._type(declared.type))

    def _field(self, field: ir.Field) -> Hashable:
        kind = self._type(field.type)
        flags = field.required, field.read_only, field.write_only, field.deprecated
        return field.name.wire.raw, kind, flags, None if field.default is None else repr(field.default.json)

    def _type(self, kind: ir.TypeRef) -> Hashable:
        match kind:
            case ir.Inline(declaration=declared):
                return ("inline", self.of(declared))
            case ir.ListOf(item=item):
                return ("list", self._type(item), kind.limits)
            case ir.MapOf(value=value):
                return ("map", self._type(value), kind.limits)
            case ir.Nullable(item=item):
                return ("nullable", self._type(item))
            case ir.TupleOf(items=items, rest=rest):
                return ("tuple", tuple(map(self._type, items)), self._type(rest), kind.limits)
            case ir.OneOf(variants=variants):
                return ("one of", tuple(map(self._type, variants)), kind.exclusive)
            case ir.Const(value=value):
                return ("const", isinstance(value, bool), value)
            case ir.Checked(item=item):
                return ("checked", self._type(item), repr(kind.schema))
        return kind
