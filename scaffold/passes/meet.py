"""Two types at once: the type of the values that fit both.

Records are united property by property, limits narrowed, unions distributed (what fits "A or B" and C fits "A and C" or
"B and C"). Where the answer is no type (two patterns), the second part is kept as JSON Schema in a `Checked`.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from scaffold import ir, limits
from scaffold.diag import Report, Source, quote
from scaffold.passes.asschema import as_schema, definitions

_OPEN = "leave `additionalProperties: false` out of the parts, and write `unevaluatedProperties: false` beside `allOf`"
_MOST = 64
"""Alternatives of a distributed union; beyond it the second union becomes a check."""


class Spot(Struct, frozen=True):
    """The place that a merged type is for: the key and name of the declaration that may come of it."""

    key: str
    name: ir.Name
    source: Source
    doc: ir.Doc | None = None

    def below(self, *steps: str) -> Spot:
        """A place inside this one, which has no name yet."""
        return Spot("/".join((self.key, *steps)), ir.Name((), ir.Text("")), self.source)

    def settle(self, kind: ir.TypeRef) -> ir.TypeRef:
        """A declaration in place, put under this place's key and name."""
        if isinstance(kind, ir.Nullable | ir.Checked):
            return replace(kind, item=self.settle(kind.item))
        if not isinstance(kind, ir.Inline):
            return kind
        declared = kind.declaration
        label = self.name if self.name.words else declared.name
        made = replace(declared, key=self.key, name=label, doc=self.doc or declared.doc, source=self.source)
        return ir.Inline(declaration=made)


class Meet:
    """Merges types. `declared` gives a declaration that holds no AllOf, or None where it is not there (yet), and
    `extends` tells of one that is not there whether it would be a part of itself.
    """

    def __init__(
        self, declared: Callable[[str], ir.Declaration | None], extends: Callable[[str], bool], report: Report
    ) -> None:
        self._declared = declared
        self._extends = extends
        self._report = report
        self.depth = 0
        """How deep inside a value the types are that are being merged."""
        self.made: dict[str, ir.Declaration] = {}
        self._making: set[str] = set()
        self._checked: list[ir.TypeRef] = []
        self._distributing: list[ir.TypeRef] = []

    def inside(self, make: Callable[[], ir.TypeRef]) -> ir.TypeRef:
        """The type of a member or an item, which `make` gives."""
        self.depth += 1
        found = make()
        self.depth -= 1
        return found

    def schemas(self) -> dict[str, ir.Json]:
        """What the checks made here refer to."""
        return definitions(self._checked, self._declared)

    def all(self, parts: tuple[ir.TypeRef, ...], spot: Spot) -> ir.TypeRef:
        """The type of what fits every part."""
        found: ir.TypeRef = ir.Anything()
        for part in parts:
            before = found
            found = self.both(found, part, spot)
            if isinstance(found, ir.Never) and not isinstance(before, ir.Never) and not isinstance(part, ir.Never):
                self._report.add("schema-impossible", spot.source, "the parts of `allOf` contradict each other")
        return found

    def closed(self, kind: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        """A record that lets no other members in than its own; what is no record gets a check."""
        if isinstance(kind, ir.Nullable):
            return replace(kind, item=self.closed(kind.item, spot))
        bare = self._bare(kind, spot)
        if isinstance(bare, ir.Inline) and isinstance(bare.declaration, ir.Record):
            return ir.Inline(declaration=replace(bare.declaration, extra=ir.Never()))
        if isinstance(bare, ir.MapOf):
            return replace(bare, value=ir.Never())
        self._checked.append(kind)
        check = {**as_schema(kind), "unevaluatedProperties": False}
        return ir.Checked(item=kind, keywords=("unevaluatedProperties",), schema=check, source=spot.source)

    def both(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        """The type of what fits both; one of the two themselves where that is all."""
        if isinstance(other, ir.Anything) or one == other:
            return one
        if isinstance(one, ir.Anything):
            return other
        if isinstance(one, ir.Never) or isinstance(other, ir.Never):
            return ir.Never()
        inner, outer = self._bare(one, spot), self._bare(other, spot)
        if inner is None or outer is None:  # a schema that extends itself: the part says nothing
            return one if outer is None else other
        if inner is not one and not isinstance(one, ir.Ref) or outer is not other and not isinstance(other, ir.Ref):
            return self.both(inner, outer, spot)
        found = self._bare_both(inner, outer, spot)
        return one if found is inner else other if found is outer else found

    def _bare(self, kind: ir.TypeRef, spot: Spot) -> ir.TypeRef | None:
        """What a reference stands for, through aliases: itself where that is being composed, None where it is a part
        of itself.
        """
        for _ in range(200):
            if not isinstance(kind, ir.Ref):
                return kind
            declared = self._declared(kind.key)
            if declared is None and not self._extends(kind.key):
                return kind
            if declared is None:
                self._report.add(
                    "schema-cycle", spot.source, f"{quote(kind.key)} extends itself; that part is left out"
                )
                return None
            if not isinstance(declared, ir.Alias):
                return ir.Inline(declaration=declared)
            kind = declared.type
        return None

    def _bare_both(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        if isinstance(one, ir.Ref) or isinstance(other, ir.Ref):
            return self._check(one, other, spot) if isinstance(one, ir.Ref) else self._check(other, one, spot)
        if isinstance(one, ir.Checked):
            return _rechecked(one, self.both(one.item, other, spot))
        if isinstance(other, ir.Checked):
            return _rechecked(other, self.both(one, other.item, spot))
        if isinstance(one, ir.Nullable) or isinstance(other, ir.Nullable):
            return self._nullable(one, other, spot)
        if _alternatives(one) is not None or _alternatives(other) is not None:
            found = self._distributed(one, other, spot)
            if found is not None:
                return found
            return self._check(one, other, spot)
        values = _values(one), _values(other)
        if values[0] is not None or values[1] is not None:
            return _listed(one, other, *values)
        found = self._shaped(one, other, spot)
        return self._check(one, other, spot) if found is None else found

    def _nullable(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        mine = one.item if isinstance(one, ir.Nullable) else one
        yours = other.item if isinstance(other, ir.Nullable) else other
        if _is_null(mine) or _is_null(yours):
            return ir.Scalar(kind=ir.Kind.NULL)
        found = self.both(mine, yours, spot)
        if isinstance(one, ir.Nullable) and isinstance(other, ir.Nullable):
            return ir.Scalar(kind=ir.Kind.NULL) if isinstance(found, ir.Never) else ir.Nullable(item=found)
        return found

    # Unions

    def _distributed(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef | None:
        """A union with a part that applies to each alternative; None where there would be too many."""
        mine, yours = _alternatives(one), _alternatives(other)
        if mine is not None and yours is not None and len(mine) * len(yours) > _MOST:
            return None
        if mine is None:
            one, other, mine = other, one, yours
        if one in self._distributing:  # a union that is its own alternative
            return None
        self._distributing.append(one)
        found = self._each(mine or (), one, other, spot)
        self._distributing.pop()
        return found

    def _each(self, mine: tuple[ir.Variant, ...], one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        """The alternatives of a union, `one`, each with another type."""
        named_by_schema = isinstance(one, ir.Inline) and getattr(one.declaration, "tag", None) is not None
        variants: list[ir.Variant] = []
        for index, variant in enumerate(mine):
            place = spot.below("oneOf", str(index))
            found = self.both(variant.type, other, place)
            if isinstance(found, ir.Inline) and found is not variant.type:
                label = self._name(variant.type)
                named = ir.Name((*spot.name.words, *label.words), label.wire) if label.words else place.name
                found = replace(place, name=named).settle(found)
            if isinstance(found, ir.Never):
                continue
            if found == variant.type:
                variants.append(variant)
            elif named_by_schema and not variant.tags and isinstance(variant.type, ir.Ref):
                variants.append(ir.Variant(type=found, tags=(ir.Text(variant.type.key.rpartition("/")[2]),)))
            else:
                variants.append(replace(variant, type=found))
        if tuple(variants) == mine:
            return one
        if not variants:
            return ir.Never()
        return variants[0].type if len(variants) == 1 else _united(one, tuple(variants), spot)

    def _name(self, kind: ir.TypeRef) -> ir.Name:
        if isinstance(kind, ir.Inline):
            return kind.declaration.name
        declared = self._declared(kind.key) if isinstance(kind, ir.Ref) else None
        return declared.name if declared is not None else ir.Name((), ir.Text(""))

    def _check(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        """`one` as the type, `other` as JSON Schema beside it."""
        self._checked.append(other)
        return ir.Checked(item=one, keywords=("allOf",), schema={"allOf": [as_schema(other)]}, source=spot.source)

    # Shapes

    def _shaped(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef | None:
        """Two types that are neither unions nor enumerations; None where no type says both."""
        match one, other:
            case ir.Scalar(), ir.Scalar():
                return _scalars(one, other)
            case (ir.ListOf() | ir.TupleOf()), (ir.ListOf() | ir.TupleOf()):
                return self._lists(one, other, spot)
            case ir.MapOf(), ir.MapOf():
                merged = limits.both(one.limits, other.limits)
                value = self._inner(one.value, other.value, spot.below("value"))
                if value is one.value and merged == one.limits:
                    return one
                return None if merged is None else ir.MapOf(value=value, limits=merged)
            case ir.MapOf(), ir.Inline(declaration=ir.Record() as record):
                return self._records(record, _as_record(one, spot), other, spot)
            case ir.Inline(declaration=ir.Record() as record), ir.MapOf():
                return self._records(record, _as_record(other, spot), one, spot)
            case ir.Inline(declaration=ir.Record() as mine), ir.Inline(declaration=ir.Record() as yours):
                return self._records(mine, yours, one, spot)
        return ir.Never()

    def _lists(self, one: ir.ListOf | ir.TupleOf, other: ir.ListOf | ir.TupleOf, spot: Spot) -> ir.TypeRef | None:
        merged = limits.both(one.limits, other.limits)
        if merged is None:
            return None
        mine, yours = _places(one), _places(other)
        rest = self._inner(mine[1], yours[1], spot.below("items"))
        size = max(len(mine[0]), len(yours[0]))
        padded = [(*first, *(after,) * (size - len(first))) for first, after in (mine, yours)]
        items = [self._inner(a, b, spot.below(str(i))) for i, (a, b) in enumerate(zip(*padded, strict=True))]
        if size:
            return ir.TupleOf(items=tuple(items), rest=rest, limits=merged)
        if rest is mine[1] and merged == one.limits:
            return one
        return ir.ListOf(item=rest, limits=merged)

    def _records(self, mine: ir.Record, yours: ir.Record, whole: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        """Both records' properties; `whole` is `mine` as a type, and the answer where `yours` adds nothing."""
        merged = limits.both(mine.limits, yours.limits) or mine.limits
        closed = self._closed(mine, yours, spot)
        theirs = {field.name.wire: field for field in yours.fields}
        rests = (ir.Anything(), ir.Anything()) if closed else (mine.extra, yours.extra)
        fields = [self._field(field, theirs.pop(field.name.wire, None), rests[1], spot) for field in mine.fields]
        fields += [self._field(field, None, rests[0], spot) for field in theirs.values()]
        extra = self._inner(mine.extra, yours.extra, spot.below("extra"))
        kept = tuple(field for field in fields if field is not None)
        if kept == mine.fields and extra == mine.extra and merged == mine.limits:
            return whole
        made = ir.Record(
            key=spot.key,
            name=spot.name if spot.name.words else yours.name if yours.key.endswith("!own") else mine.name,
            fields=kept,
            extra=extra,
            limits=merged,
            doc=spot.doc or yours.doc or mine.doc,
            examples=yours.examples or mine.examples,
            deprecated=mine.deprecated and yours.deprecated,
            source=spot.source,
        )
        return ir.Inline(declaration=made)

    def _field(self, mine: ir.Field, yours: ir.Field | None, rest: ir.TypeRef, spot: Spot) -> ir.Field | None:
        """A property in both parts, or in one while `rest` is what the other lets unnamed members be."""
        if yours is None:
            kind = self._nested(mine.type, rest, spot, mine)
            if isinstance(kind, ir.Never) and not isinstance(mine.type, ir.Never) and not mine.required:
                self._forbidden(mine)
                return None
            return mine if kind is mine.type else replace(mine, type=kind)
        kind = self._nested(mine.type, yours.type, spot, mine)
        if isinstance(kind, ir.Never) and not isinstance(mine.type, ir.Never) and not isinstance(yours.type, ir.Never):
            message = (
                f"the parts of `allOf` contradict each other in {quote(mine.name.wire.raw)}; read as the last says"
            )
            self._report.add("schema-impossible", yours.source, message)
            kind = yours.type
        return replace(
            mine,
            type=kind,
            required=mine.required or yours.required,
            read_only=mine.read_only or yours.read_only,
            write_only=mine.write_only or yours.write_only,
            deprecated=mine.deprecated or yours.deprecated,
            sunset=yours.sunset or mine.sunset,
            default=yours.default or mine.default,
            examples=yours.examples or mine.examples,
            doc=yours.doc or mine.doc,
            source=mine.source if isinstance(yours.type, ir.Anything) else yours.source,
        )

    def _closed(self, mine: ir.Record, yours: ir.Record, spot: Spot) -> bool:
        """Whether one record requires what the other, closed, does not know: then nothing would fit."""
        for one, other in ((mine, yours), (yours, mine)):
            if isinstance(other.extra, ir.Never):
                known = {field.name.wire for field in other.fields}
                for field in one.fields:
                    if field.required and field.name.wire not in known and not isinstance(field.type, ir.Never):
                        label = quote(field.name.wire.raw)
                        message = f"a part of `allOf` forbids the required property {label}; read as if it knew it"
                        self._report.add("schema-impossible", spot.source, message, _OPEN)
                        return True
        return False

    def _forbidden(self, field: ir.Field) -> None:
        """A property that a closed part beside it does not know can never be there."""
        message = f"another part of `allOf` forbids the property {quote(field.name.wire.raw)}; it is left out"
        self._report.add("schema-impossible", field.source, message, _OPEN)

    def _inner(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot) -> ir.TypeRef:
        """As `both`, for members and items."""
        return self.inside(lambda: self.both(one, other, spot))

    def _nested(self, one: ir.TypeRef, other: ir.TypeRef, spot: Spot, field: ir.Field) -> ir.TypeRef:
        """As `both`, for what is inside: two references make a declaration of their own, since they may recur."""
        place = spot.below("properties", field.name.wire.raw.replace("~", "~0").replace("/", "~1"))
        if not isinstance(one, ir.Ref) or not isinstance(other, ir.Ref) or one == other:
            return self._inner(one, other, place)
        key = f"{one.key}!and!{other.key}"
        if key in self._making or key in self.made:
            return ir.Ref(key=key)
        if len(self._making) > 20:
            return self._check(one, other, spot)
        self._making.add(key)
        names = self._name(one), self._name(other)
        pair = Spot(key, ir.Name((*names[0].words, "and", *names[1].words), names[0].wire), field.source)
        found = pair.settle(self._inner(one, other, pair))
        self._making.discard(key)
        if isinstance(found, ir.Inline):
            self.made[key] = found.declaration
            return ir.Ref(key=key)
        return found


def _rechecked(check: ir.Checked, found: ir.TypeRef) -> ir.TypeRef:
    return check if found is check.item else replace(check, item=found)


def _is_null(kind: ir.TypeRef) -> bool:
    return isinstance(kind, ir.Scalar) and kind.kind is ir.Kind.NULL


def _alternatives(kind: ir.TypeRef) -> tuple[ir.Variant, ...] | None:
    match kind:
        case ir.Inline(declaration=ir.Union(variants=variants)):
            return variants
        case ir.OneOf(variants=types) if not all(isinstance(one, ir.Const) for one in types):
            return tuple(ir.Variant(type=one) for one in types)
    return None


def _exclusive(kind: ir.TypeRef) -> bool:
    match kind:
        case ir.Inline(declaration=ir.Union(exclusive=exclusive)) | ir.OneOf(exclusive=exclusive):
            return exclusive
    return False


def _united(kind: ir.TypeRef, variants: tuple[ir.Variant, ...], spot: Spot) -> ir.TypeRef:
    """The union `kind` with other alternatives."""
    types = [variant.type for variant in variants]
    if all(isinstance(one, ir.Scalar | ir.Const) for one in types):
        return ir.OneOf(variants=tuple(types), exclusive=_exclusive(kind))
    if isinstance(kind, ir.Inline) and isinstance(kind.declaration, ir.Union):
        declared = replace(kind.declaration, key=spot.key, name=spot.name, variants=variants, source=spot.source)
    else:
        exclusive = _exclusive(kind)
        declared = ir.Union(key=spot.key, name=spot.name, variants=variants, exclusive=exclusive, source=spot.source)
    return ir.Inline(declaration=declared)


Values = tuple[ir.Member, ...]


def _values(kind: ir.TypeRef) -> Values | None:
    """The values of an enumeration or constant."""
    match kind:
        case ir.Inline(declaration=ir.Enum(members=members)):
            return members
        case ir.Const(value=value):
            return (_member(value),)
        case ir.OneOf(variants=types) if all(isinstance(one, ir.Const) for one in types):
            return tuple(_member(one.value) for one in types if isinstance(one, ir.Const))
    return None


def _member(value: ir.Text | int | float | bool | None) -> ir.Member:
    return ir.Member(name=ir.Name((), ir.Text("")), value=value)


def _listed(one: ir.TypeRef, other: ir.TypeRef, mine: Values | None, yours: Values | None) -> ir.TypeRef:
    """An enumeration with another, or with a type that its values must fit."""
    if mine is None:
        one, other, mine, yours = other, one, yours or (), None
    if yours is not None:
        left = {(isinstance(member.value, bool), member.value) for member in yours}
        kept = tuple(member for member in mine if (isinstance(member.value, bool), member.value) in left)
    elif isinstance(other, ir.Scalar):
        kept = tuple(member for member in mine if _fits(other, member.value))
    else:
        return ir.Never()
    if len(kept) == len(mine):
        return one
    if len(kept) < 2:
        return ir.Const(value=kept[0].value) if kept else ir.Never()
    if isinstance(one, ir.Inline) and isinstance(one.declaration, ir.Enum):
        return ir.Inline(declaration=replace(one.declaration, members=kept))
    return ir.OneOf(variants=tuple(ir.Const(value=member.value) for member in kept))


def _fits(kind: ir.Scalar, value: ir.Text | int | float | bool | None) -> bool:
    plain = value.raw if isinstance(value, ir.Text) else value
    if isinstance(plain, bool):
        return kind.kind is ir.Kind.BOOLEAN
    if isinstance(plain, str):
        return kind.kind is ir.Kind.STRING and limits.within(kind.limits, plain)
    if plain is None:
        return kind.kind is ir.Kind.NULL
    number = kind.kind is ir.Kind.NUMBER or kind.kind is ir.Kind.INTEGER and plain == int(plain)
    return number and limits.within(kind.limits, plain)


def _scalars(one: ir.Scalar, other: ir.Scalar) -> ir.TypeRef | None:
    kinds = {one.kind, other.kind}
    if kinds == {ir.Kind.INTEGER, ir.Kind.NUMBER}:
        kind = ir.Kind.INTEGER
    elif kinds == {ir.Kind.STRING, ir.Kind.BINARY}:
        kind = ir.Kind.BINARY
    elif len(kinds) == 1:
        kind = one.kind
    else:
        return ir.Never()
    merged = limits.both(one.limits, other.limits)
    if merged is None or one.format and other.format and one.format != other.format:
        return None
    if limits.empty(merged):
        return ir.Never()
    found = ir.Scalar(kind=kind, format=one.format or other.format, limits=merged)
    return one if found == one else found


def _places(kind: ir.ListOf | ir.TupleOf) -> tuple[tuple[ir.TypeRef, ...], ir.TypeRef]:
    return ((), kind.item) if isinstance(kind, ir.ListOf) else (kind.items, kind.rest)


def _as_record(kind: ir.MapOf, spot: Spot) -> ir.Record:
    return ir.Record(key="", name=spot.name, fields=(), extra=kind.value, limits=kind.limits, source=spot.source)
