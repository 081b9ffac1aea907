"""allOf merged away: what fits every part fits one type; what no type can say of the parts becomes a check."""

from __future__ import annotations

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import Report, Source
from scaffold.passes import walk
from scaffold.passes.meet import Meet, Spot


def compose(api: ir.Api, report: Report) -> ir.Api:
    """Every `AllOf` replaced by the type that its parts make together."""
    composer = _Composer(api, report)
    types = composer.declarations()
    services = walk.changed_operations(api, lambda kind, use: composer.type(kind))
    schemas = {**api.schemas, **composer.meet.schemas()}
    types = _without_bases((*types, *composer.meet.made.values()))
    return replace(api, types=types, services=services, schemas=schemas)


def _without_bases(types: tuple[ir.Declaration, ...]) -> tuple[ir.Declaration, ...]:
    """Without the base forms that were only there to be extended."""
    bases = {declared.key for declared in types if declared.key.endswith("!base")}
    if not bases:
        return types
    used = {key for declared in types for key in walk.refs(walk.within(declared)) if key in bases}
    return tuple(declared for declared in types if declared.key not in bases or declared.key in used)


def _holds(kind: ir.TypeRef) -> bool:
    """Whether values of a type hold those of the types in it."""
    if isinstance(kind, ir.Inline):
        return isinstance(kind.declaration, ir.Record)
    return isinstance(kind, ir.ListOf | ir.TupleOf | ir.MapOf)


_CLOSED = {"unevaluatedProperties": False}


class _Composer:
    def __init__(self, api: ir.Api, report: Report) -> None:
        self._given = {declared.key: declared for declared in api.types}
        self._done: dict[str, ir.Declaration] = {}
        self._busy: dict[str, int] = {}
        self._inline: dict[Source, ir.TypeRef] = {}
        self._report = report
        self._root = api.source.document
        self.meet = Meet(self.declared, self._extends, report)

    def declarations(self) -> tuple[ir.Declaration, ...]:
        """All declarations without AllOf. What a part extends is composed before it, however long the chain."""
        waiting: set[str] = set()
        for key in self._given:
            stack = [key]
            while stack:
                top = stack[-1]
                needed = [] if top in self._done or top in waiting else self._needed(top)
                if needed:
                    waiting.add(top)
                    stack.extend(reversed(needed))
                else:
                    stack.pop()
                    self.declared(top)
        return tuple(self._done[key] for key in self._given)

    def _needed(self, key: str) -> list[str]:
        """The declarations that a declaration extends and that are not composed yet."""
        found: dict[str, None] = {}
        composed = True
        stack = list(walk.within(self._given[key]))
        while stack:
            kind = stack.pop()
            if kind.__class__ in walk.LEAVES:
                continue
            if isinstance(kind, ir.Checked) and kind.schema == _CLOSED:
                composed = False
                found.update((key, None) for key in walk.refs((kind.item,)))
            if isinstance(kind, ir.AllOf):
                composed = False
                found.update((part.key, None) for part in kind.parts if isinstance(part, ir.Ref))
            stack.extend(walk.inside(kind))
        if composed:
            self._done[key] = self._given[key]
        return [one for one in found if one in self._given and one not in self._done and one != key]

    def declared(self, key: str) -> ir.Declaration | None:
        """A declaration without AllOf; None where it is being composed."""
        if key in self._done:
            return self._done[key]
        if key in self.meet.made:
            return self.meet.made[key]
        if key not in self._given or key in self._busy:
            return None
        self._busy[key] = self.meet.depth
        declared = self._given[key]
        if isinstance(declared, ir.Alias) and isinstance(declared.type, ir.AllOf | ir.Nullable | ir.Checked):
            found = self._alias(declared)
        else:
            found = walk.changed_declaration(declared, self._inside if isinstance(declared, ir.Record) else self.type)
        del self._busy[key]
        self._done[key] = found
        return found

    def _extends(self, key: str) -> bool:
        """Whether a declaration that is being composed extends itself here, and is not just inside of itself."""
        return self._busy.get(key) == self.meet.depth

    def type(self, kind: ir.TypeRef) -> ir.TypeRef:
        """A type without AllOf."""
        if kind.__class__ in walk.LEAVES:
            return kind
        if isinstance(kind, ir.AllOf) or isinstance(kind, ir.Checked) and kind.schema == _CLOSED:
            place = kind.source if isinstance(kind, ir.AllOf) else kind.source.child("unevaluatedProperties")
            found = self._inline.get(place)
            if found is None:
                document = "" if kind.source.document == self._root else kind.source.document
                spot = Spot(f"{document}#{kind.source.pointer}", ir.Name((), ir.Text("")), kind.source)
                found = self._inline[place] = self._under(kind, spot)
            return found
        return walk.changed(kind, self._inside if _holds(kind) else self.type)

    def _inside(self, kind: ir.TypeRef) -> ir.TypeRef:
        """The type of a member or an item."""
        return kind if kind.__class__ in walk.LEAVES else self.meet.inside(lambda: self.type(kind))

    def _merged(self, kind: ir.AllOf, spot: Spot) -> ir.TypeRef:
        return spot.settle(self.meet.all(tuple(map(self.type, kind.parts)), spot))

    def _alias(self, declared: ir.Alias) -> ir.Declaration:
        """A named schema with allOf: the declaration that its parts make, under its name."""
        spot = Spot(declared.key, declared.name, declared.source, declared.doc)
        found = self._under(declared.type, spot)
        if isinstance(found, ir.Inline) and found.declaration.key == declared.key:
            made = found.declaration
            return replace(made, examples=declared.examples or made.examples, deprecated=declared.deprecated)
        return declared if found is declared.type else replace(declared, type=found)

    def _under(self, kind: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        if isinstance(kind, ir.AllOf):
            return self._merged(kind, spot)
        if isinstance(kind, ir.Checked) and kind.schema == _CLOSED:
            return spot.settle(self.meet.closed(self._under(kind.item, spot), spot))
        if isinstance(kind, ir.Nullable | ir.Checked):
            item = self._under(kind.item, spot)
            return kind if item is kind.item else replace(kind, item=item)
        return self.type(kind)
