"""allOf merged away: a value that fits every part fits one type, or the part that can't be merged becomes a check."""

from __future__ import annotations

from dataclasses import replace

from scaffold import ir
from scaffold.diag import Report, Source, quote
from scaffold.passes import walk
from scaffold.passes.meet import Meet, Spot
from scaffold.passes.tags import tagged


def compose(api: ir.Api, report: Report) -> ir.Api:
    """Every `AllOf` replaced by the type that its parts make together; every discriminated union has its tags."""
    composer = _Composer(api, report)
    types = composer.declarations()
    services = walk.changed_operations(api, lambda kind, use: composer.type(kind))
    types = tagged((*types, *composer.meet.made.values()), report)
    schemas = {**api.schemas, **composer.meet.schemas} if composer.meet.schemas else api.schemas
    return replace(api, types=types, services=services, schemas=schemas)


class _Composer:
    def __init__(self, api: ir.Api, report: Report) -> None:
        self._given = {declared.key: declared for declared in api.types}
        self._done: dict[str, ir.Declaration] = {}
        self._open: set[str] = set()
        self._report = report
        self._root = api.source.document
        self.meet = Meet(self.declared, report)

    def declarations(self) -> tuple[ir.Declaration, ...]:
        """All declarations without AllOf. What a part extends is composed before it, however long the chain."""
        for key in self._given:
            stack = [key]
            while stack:
                top = stack[-1]
                needed = [] if top in self._done or top in self._open else self._needed(top)
                if top not in self._done and needed:
                    self._open.add(top)
                    stack.extend(reversed(needed))
                    continue
                stack.pop()
                self._open.discard(top)
                self.declared(top)
        return tuple(self._done[key] for key in self._given)

    def _needed(self, key: str) -> list[str]:
        """The declarations that a declaration extends and that are not composed yet."""
        found: list[str] = []
        stack = list(walk.within(self._given[key]))
        while stack:
            kind = stack.pop()
            if kind.__class__ in walk.LEAVES:
                continue
            if isinstance(kind, ir.AllOf):
                found += [part.key for part in kind.parts if isinstance(part, ir.Ref)]
            stack.extend(walk.inside(kind))
        return [one for one in dict.fromkeys(found) if one in self._given and one not in self._done | self._open_keys()]

    def _open_keys(self) -> dict[str, ir.Declaration]:
        return {key: self._given[key] for key in self._open}

    def declared(self, key: str) -> ir.Declaration | None:
        """A declaration without AllOf; None where it is being composed, so that it extends itself."""
        if key in self._done:
            return self._done[key]
        if key in self.meet.made:
            return self.meet.made[key]
        if key not in self._given or key in self._busy:
            return None
        self._busy.add(key)
        declared = self._given[key]
        if isinstance(declared, ir.Alias) and isinstance(declared.type, ir.AllOf):
            found: ir.Declaration = self._alias(declared, declared.type)
        else:
            found = walk.changed_declaration(declared, self.type)
        self._busy.discard(key)
        self._done[key] = found
        return found
