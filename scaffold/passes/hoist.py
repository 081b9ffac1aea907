"""Types in place get names: every `Inline` becomes a declaration of its own, called after where it stands.

Two of the same shape that would have the same name are one declaration; else the later one is called after more of its
place.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import Report, Source
from scaffold.names import fit, joined, name, singular
from scaffold.passes import walk
from scaffold.passes.shapes import Shapes

MEMBERS_IN_PLACE = 10
"""An enumeration in place of up to so many members stays there, as a choice of constants."""

Words = tuple[str, ...]

_NAMELESS = ir.Name((), ir.Text(""))


def hoist(api: ir.Api, report: Report) -> ir.Api:
    """Every `Inline` as a `Ref` to a declaration; what is shared by its key is declared once."""
    hoister = _Hoister(api)
    for declared in api.types:
        hoister.declare(declared)
    services = walk.changed_operations(api, hoister.used)
    types = tuple(hoister.made.values())
    if hoister.wraps:
        types, services = hoister.wrapped(replace(api, types=types, services=services))
    return replace(api, types=types, services=services)


class _Hoister:
    def __init__(self, api: ir.Api) -> None:
        self._keys = {declared.key for declared in api.types}
        self._taken = {declared.name.words for declared in api.types}
        self._placed: dict[str, ir.TypeRef] = {}
        self._hoisted_as: dict[Words, list[ir.Declaration]] = {}
        self._shapes = Shapes()
        self.made: dict[str, ir.Declaration] = {}
        self.wraps: dict[str, Callable[[ir.TypeRef], ir.TypeRef]] = {}

    def declare(self, declared: ir.Declaration) -> None:
        """Keeps a declaration, its inner types hoisted; they follow it."""
        if isinstance(declared, ir.Alias) and isinstance(declared.type, ir.Nullable | ir.Checked):
            declared = self._unwrapped(declared)
        self.made[declared.key] = declared
        self.made[declared.key] = self._inner(declared, declared.name.words)

    def _unwrapped(self, alias: ir.Alias) -> ir.Declaration:
        """A named schema that may be null, or is checked besides, keeps its name; each use of it says the rest."""
        layers: list[ir.Nullable | ir.Checked] = []
        kind = alias.type
        while isinstance(kind, ir.Nullable | ir.Checked):
            layers.append(kind)
            kind = kind.item
        if not isinstance(kind, ir.Inline) or kind.declaration.key != alias.key:
            return alias

        def wrap(inner: ir.TypeRef) -> ir.TypeRef:
            for layer in reversed(layers):
                inner = replace(layer, item=inner)
            return inner

        self.wraps[alias.key] = wrap
        made = kind.declaration
        return replace(made, name=alias.name, doc=alias.doc or made.doc, examples=alias.examples or made.examples)

    def wrapped(self, api: ir.Api) -> tuple[tuple[ir.Declaration, ...], tuple[ir.Service, ...]]:
        """All types with the uses of unwrapped declarations wrapped."""

        def change(kind: ir.TypeRef) -> ir.TypeRef:
            if kind.__class__ is ir.Ref:
                wrap = self.wraps.get(kind.key)
                return kind if wrap is None else wrap(kind)
            if kind.__class__ in walk.LEAVES:
                return kind
            found = walk.changed(kind, change)
            if isinstance(found, ir.Nullable) and isinstance(found.item, ir.Nullable):
                return found.item
            return found

        types = tuple(walk.changed_declaration(declared, change) for declared in api.types)
        return types, walk.changed_operations(api, lambda kind, use: change(kind))

    # Names from places

    def used(self, kind: ir.TypeRef, use: walk.Use) -> ir.TypeRef:
        """A type that an operation uses."""
        if kind.__class__ in walk.LEAVES:
            return kind
        return self._hoisted(kind, lambda: _place_words(use))

    def _inner(self, declared: ir.Declaration, words: Words) -> ir.Declaration:
        """A declaration whose inner types are called after it."""
        match declared:
            case ir.Record():
                return self._record(declared, words)
            case ir.Union():
                variants = walk.each(declared.variants, lambda one: self._variant(one, declared, words))
                return declared if variants is declared.variants else replace(declared, variants=variants)
            case ir.Alias():
                kind = self._hoisted(declared.type, lambda: [words, (*words, "value")])
                return declared if kind is declared.type else replace(declared, type=kind)
        return declared

    def _record(self, record: ir.Record, words: Words) -> ir.Record:
        def field(one: ir.Field) -> ir.Field:
            if one.type.__class__ in walk.LEAVES:
                return one
            kind = self._member(one.type, one.source, lambda: _below(words, one.name.words))
            return one if kind is one.type else replace(one, type=kind)

        fields = walk.each(record.fields, field)
        extra = self._member(record.extra, record.source, lambda: [(*words, "value")])
        return (
            record if fields is record.fields and extra is record.extra else replace(record, fields=fields, extra=extra)
        )

    def _member(self, kind: ir.TypeRef, source: Source, words: Callable[[], list[Words]]) -> ir.TypeRef:
        """The type of a member; a tuple that holds declared types is declared too, for languages that can't name such
        a type inside of itself but in annotations."""

        def named(inner: ir.TypeRef) -> ir.TypeRef:
            if inner.__class__ in walk.LEAVES:
                return inner
            if not isinstance(inner, ir.TupleOf):
                return walk.changed(inner, named)
            if next(walk.refs((inner,)), None) is None:
                return inner
            key = f"!tuple {source.document}#{source.pointer}"
            return self._placed_as(ir.Alias(key=key, name=_NAMELESS, type=inner, source=source), words)

        return named(self._hoisted(kind, words))

    def _variant(self, variant: ir.Variant, union: ir.Union, words: Words) -> ir.Variant:
        if variant.type.__class__ in walk.LEAVES:
            return variant
        kind = self._hoisted(variant.type, lambda: _below(words, _variant_words(variant, union)))
        return variant if kind is variant.type else replace(variant, type=kind)

    def _hoisted(self, kind: ir.TypeRef, words: Callable[[], list[Words]]) -> ir.TypeRef:
        """A type without Inline; `words` gives names for a declaration that comes of it, the best first."""
        if kind.__class__ in walk.LEAVES:
            return kind
        match kind:
            case ir.Inline(declaration=declared):
                return self._placed_as(declared, words)
            case ir.ListOf() | ir.MapOf():
                one = "item" if isinstance(kind, ir.ListOf) else "value"

                def single() -> list[Words]:
                    given = words()
                    return [singular(given[0]), *((*base, one) for base in given)]

                return walk.changed(kind, lambda inner: self._hoisted(inner, single))
            case ir.TupleOf():
                items = tuple(
                    self._hoisted(item, lambda place=place: [(*base, "item", str(place)) for base in words()])  # type: ignore[misc]
                    for place, item in enumerate(kind.items, 1)
                )
                return replace(
                    kind, items=items, rest=self._hoisted(kind.rest, lambda: [(*b, "rest") for b in words()])
                )
        return walk.changed(kind, lambda inner: self._hoisted(inner, words))

    def _placed_as(self, declared: ir.Declaration, words: Callable[[], list[Words]]) -> ir.TypeRef:
        """The reference to a declaration that stood in place; the same place is declared once."""
        known = self._placed.get(declared.key)
        if known is not None:
            return known
        if declared.key in self._keys:
            return ir.Ref(key=declared.key)
        if isinstance(declared, ir.Enum) and len(declared.members) <= MEMBERS_IN_PLACE and not _named(declared):
            found: ir.TypeRef = ir.OneOf(variants=tuple(ir.Const(value=member.value) for member in declared.members))
            self._placed[declared.key] = found
            return found
        candidates = self._candidates(declared, words())
        shared = self._shared(declared, candidates)
        if shared is not None:
            self._placed[declared.key] = shared
            return shared
        self._placed[declared.key] = found = ir.Ref(key=declared.key)
        label = self._label(declared, candidates)
        made = replace(declared, name=label)
        self.made[declared.key] = made
        self.made[declared.key] = self._inner(made, label.words)
        return found

    def _candidates(self, declared: ir.Declaration, places: list[Words]) -> list[Words]:
        """Names, the best first: the title where it looks like a name, the place, both."""
        own = declared.name.words
        if not own or places[0][-len(own) :] == own:
            return list(map(fit, places))
        return [own, *map(fit, places), *(fit(joined(place, own)) for place in places)]

    def _shared(self, declared: ir.Declaration, candidates: list[Words]) -> ir.TypeRef | None:
        """The declaration of the same shape that already has one of these names."""
        if all(words not in self._hoisted_as for words in candidates):
            return None
        shape = self._shapes.of(declared)
        for words in candidates:
            for other in self._hoisted_as.get(words, ()):
                if self._shapes.of(other) == shape:
                    return ir.Ref(key=other.key)
        return None

    def _label(self, declared: ir.Declaration, candidates: list[Words]) -> ir.Name:
        """The first of the names that is free."""
        chosen = next((words for words in candidates if words not in self._taken), candidates[0])
        self._taken.add(chosen)
        for words in dict.fromkeys((chosen, candidates[0])):
            self._hoisted_as.setdefault(words, []).append(declared)
        return ir.Name(chosen, declared.name.wire)


def _below(words: Words, more: Words) -> list[Words]:
    """Names for what stands under `more` in something called `words`."""
    short = joined(words, more)
    return [short] if len(short) == len(words) + len(more) else [short, (*words, *more)]


def _named(enum: ir.Enum) -> bool:
    """Whether the description itself names the members."""
    return any(
        member.name.words != (name(member.value.raw).words if isinstance(member.value, ir.Text) else member.name.words)
        for member in enum.members
        if not isinstance(member.value, ir.Text) or member.value.raw.strip()
    ) or any(member.name.words[0] != "value" for member in enum.members if type(member.value) in (int, float))


def _variant_words(variant: ir.Variant, union: ir.Union) -> Words:
    """What tells an alternative in place from the others: its constant, else its kind or its number."""
    kind = variant.type
    while isinstance(kind, ir.Checked | ir.Nullable):
        kind = kind.item
    declared = kind.declaration if isinstance(kind, ir.Inline) else None
    if isinstance(declared, ir.Record):
        for field in declared.fields:
            if isinstance(field.type, ir.Const) and isinstance(field.type.value, ir.Text):
                return name(field.type.value.raw, "empty").words
        if sum(_is_record(other.type) for other in union.variants) == 1:
            return ("object",)
    if isinstance(declared, ir.Enum):
        return ("choice",)
    if isinstance(kind, ir.ListOf):
        return ()
    return ("option", str(next(i for i, other in enumerate(union.variants, 1) if other is variant)))


def _is_record(kind: ir.TypeRef) -> bool:
    return kind.__class__ is ir.Ref or isinstance(kind, ir.Inline) and isinstance(kind.declaration, ir.Record)


def _place_words(use: walk.Use) -> list[Words]:
    """Names for what stands in a parameter, a header or a body of an operation."""
    operation = use.operation.name.words
    if use.what in ("parameter", "header"):
        return [(*operation, *use.label), (*operation, *use.label, use.what)]
    if use.status is None:
        return [(*operation, "request", *use.label), (*operation, "request", "body", *use.label)]
    if use.status.component is not None:
        return [(*use.status.component.words, "body", *use.label)]
    successes = sum(1 for result in use.operation.results if result.media)
    phrase = _phrase(use.status.status)
    if use.status in use.operation.results and successes < 2:
        return [(*operation, "response", *use.label), (*operation, *phrase, "response", *use.label)]
    return [(*operation, *phrase, "body", *use.label), (*operation, *phrase, "response", *use.label)]


def _phrase(status: ir.Status) -> Words:
    match status:
        case ir.Exact(code=code):
            try:
                return tuple(HTTPStatus(code).phrase.lower().replace("-", " ").replace("'", "").split())
            except ValueError:
                return ("status", str(code))
        case ir.Range(hundreds=hundreds):
            return {2: ("success",), 3: ("redirect",), 4: ("client", "error"), 5: ("server", "error")}.get(
                hundreds, ("status", str(hundreds) + "xx")
            )
    return ("default",)
