"""Prints the shape of a type: which kinds of JSON value it takes, by which text on the wire is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from scaffold import ir
from scaffold.lang.typescript import literals
from scaffold.lang.typescript.data import Data, listed, of
from scaffold.lang.typescript.declarations import Declarations

DEPTH = 6
"""Types may hold themselves; nothing on the wire nests as deep."""
_MOST = 5_000
"""So many places of one type are told apart; one of more is looked into less deep, and what is below takes anything."""
_SCALARS = {
    ir.Kind.STRING: "string",
    ir.Kind.INTEGER: "integer",
    ir.Kind.NUMBER: "number",
    ir.Kind.BOOLEAN: "boolean",
    ir.Kind.BINARY: "file",
}


class Shape(Struct, frozen=True):
    """`scalars` are the kinds of single value; `items` is there for a list, `members` (and `others`, where there may be
    further ones) for an object. `places` are what the first items of a list are, and all others."""

    scalars: tuple[str, ...] = ()
    items: Shape | None = None
    places: tuple[Shape, ...] = ()
    members: Mapping[str, Shape] | None = None
    others: Shape | None = None

    @property
    def data(self) -> Data:
        """The shape as generated code spells it."""
        kinds = listed(map(literals.quoted, self.scalars))
        if self.items is None and self.members is None:
            return '"none"' if not self.scalars else kinds if len(self.scalars) > 1 else kinds.items[0]
        named = (
            None
            if self.members is None
            else of(*((literals.index(name), one.data) for name, one in self.members.items()))
        )
        return of(
            ("scalars", kinds) if self.scalars else None,
            ("items", self.items.data) if self.items is not None else None,
            ("places", listed(one.data for one in self.places)) if self.places else None,
            ("members", named) if named is not None else None,
            ("others", self.others.data) if self.others is not None else None,
        )


ANYTHING = Shape(("any",))


class Shapes(Struct):
    """Looks at types, whose declarations are `declared`. Places of lists are only told where parts are told by them."""

    declared: Declarations
    placed: bool = False
    _places: int = 0

    def of(self, type_: ir.TypeRef) -> Shape:
        """The shape of a type; null is left out, since text can't say it."""
        shape = ANYTHING
        for depth in range(DEPTH, 0, -1):
            self._places = 0
            shape = self._of(type_, depth)
            if self._places <= _MOST:
                break
        return shape

    def _of(self, type_: ir.TypeRef, depth: int) -> Shape:
        self._places += 1
        match type_:
            case ir.Nullable(item=item) | ir.Checked(item=item):
                return self._of(item, depth)
            case ir.OneOf(variants=variants):
                return merged(self._of(one, depth) for one in variants)
            case ir.Const(value=value):
                return _of_values([value])
            case ir.Ref(key=key):
                return self._declared(self.declared[key].node, depth)
        if depth == 0 or self._places > _MOST:
            return ANYTHING
        match type_:
            case ir.Scalar(kind=kind):
                return Shape((_SCALARS[kind],)) if kind in _SCALARS else Shape()
            case ir.ListOf(item=item):
                return Shape(items=self._of(item, depth - 1))
            case ir.TupleOf(items=items, rest=rest):
                last = () if isinstance(rest, ir.Never) else (rest,)
                places = tuple(self._of(one, depth - 1) for one in (*items, *last))
                return Shape(items=merged(places), places=places if self.placed else ())
            case ir.MapOf(value=member):
                return Shape(members={}, others=self._of(member, depth - 1))
        return ANYTHING

    def _declared(self, node: ir.Declaration, depth: int) -> Shape:
        match node:
            case ir.Alias(type=inner):
                return self._of(inner, depth - 1) if depth else ANYTHING
            case ir.Union(variants=variants):
                return merged(self._of(one.type, depth - 1) for one in variants) if depth else ANYTHING
            case ir.Enum(members=members):
                return _of_values(member.value for member in members)
            case ir.Record(fields=fields, extra=extra):
                if depth == 0 or self._places > _MOST:
                    return ANYTHING
                others = None if isinstance(extra, ir.Never) else self._of(extra, depth - 1)
                named = sorted(fields, key=lambda one: not one.required)
                known = {one.name.wire.raw: self._of(one.type, depth - 1) for one in named}
                return Shape(members=known, others=others)


def _of_values(values: Iterable[object]) -> Shape:
    kinds: dict[str, None] = {}
    for value in values:
        match value:
            case ir.Text():
                kinds["string"] = None
            case bool():
                kinds["boolean"] = None
            case int():
                kinds["integer"] = None
            case float():
                kinds["number"] = None
    return Shape(tuple(kinds))


def _either(first: Shape | None, second: Shape | None) -> Shape | None:
    """What one or both of the shapes take, where they are there."""
    if first is None or second is None:
        return first or second
    return merged((first, second))


def merged(shapes: Iterable[Shape]) -> Shape:
    """What any of the shapes takes."""
    made = Shape()
    found = tuple(shapes)
    lists = [one for one in found if one.items is not None]
    for one in found:
        items, others = _either(made.items, one.items), _either(made.others, one.others)
        members = made.members
        if one.members is not None:
            members = dict(members or {})
            for name, shape in one.members.items():
                members[name] = merged((members[name], shape)) if name in members else shape
        scalars = tuple(dict.fromkeys((*made.scalars, *one.scalars)))
        made = replace(made, scalars=scalars, items=items, members=members, others=others)
    return replace(made, places=lists[0].places) if len(lists) == 1 else made
