"""Types of two versions compared: what one takes or gives that the other does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from scaffold import ir
from scaffold.contract import ending
from scaffold.contract.changed import Changed, Level, Side
from scaffold.diag import quote

Core: TypeAlias = ir.TypeRef | ir.Record | ir.Union | ir.Enum


class _Found(NamedTuple):
    """A change below a place. `path` are the names of the properties that lead there."""

    path: tuple[str, ...]
    id: str
    level: Level
    words: str


class _Type(Struct, frozen=True):
    """A type without its names: what it is, and whether it may be null. `keys` are the declarations passed through."""

    core: Core
    nullable: bool
    key: str


_WIDER_FORMATS = {("int32", "int64"), ("float", "double")}
_UPPER = ("maximum", "exclusive_maximum", "max_length", "max_items", "max_properties")
_LOWER = ("minimum", "exclusive_minimum", "min_length", "min_items", "min_properties")
_DEPTH = 24


class Types:
    """Compares the types of two Apis; pairs of declarations are compared once for each direction."""

    def __init__(self, old: ir.Api, new: ir.Api, today: date) -> None:
        self._today = today
        self._old = {declaration.key: declaration for declaration in old.types}
        self._new = {declaration.key: declaration for declaration in new.types}
        self._memo: dict[tuple[str, str, Side], tuple[_Found, ...]] = {}

    def changes(self, old: ir.TypeRef, new: ir.TypeRef, side: Side, prefix: str, what: str) -> Iterator[Changed]:
        """The changes from `old` to `new` of a value that goes to `side`; `what` names it, ids begin with `prefix`."""
        for found in self._compared(old, new, side, 0):
            start = prefix
            if found.path and found.path != ("[]",):
                what_ = f"{quote('.'.join(found.path).replace('.[]', '[]'))} of {what}"
                start = f"{side}-property"
            else:
                what_ = what
            yield Changed(found.id.replace("*", start), found.level, f"{what_} {found.words}")

    def _compared(self, old: ir.TypeRef, new: ir.TypeRef, side: Side, depth: int) -> tuple[_Found, ...]:
        if depth > _DEPTH:
            return ()
        left, right = _bare(old, self._old), _bare(new, self._new)
        key = (left.key, right.key, side)
        if not (left.key and right.key):
            return tuple(self._both(left, right, side, depth))
        if key not in self._memo:
            self._memo[key] = ()  # a type that holds itself is equal where it comes round
            self._memo[key] = tuple(self._cores(left.core, right.core, side, depth))
        return (*_nulls(left, right, side), *self._memo[key])

    def _both(self, left: _Type, right: _Type, side: Side, depth: int) -> Iterator[_Found]:
        yield from _nulls(left, right, side)
        yield from self._cores(left.core, right.core, side, depth)

    def _cores(self, old: Core, new: Core, side: Side, depth: int) -> Iterator[_Found]:
        match old, new:
            case ir.Record(), ir.Record():
                yield from self._records(old, new, side, depth)
            case ir.ListOf(), ir.ListOf():
                yield from _limits(old.limits, new.limits, side)
                yield from self._below("[]", old.item, new.item, side, depth)
            case ir.MapOf(), ir.MapOf():
                yield from _limits(old.limits, new.limits, side)
                yield from self._below("*", old.value, new.value, side, depth)
            case ir.TupleOf(), ir.TupleOf() if len(old.items) == len(new.items):
                for number, (left, right) in enumerate(zip(old.items, new.items, strict=True)):
                    yield from self._below(f"[{number}]", left, right, side, depth)
                yield from self._below("[]", old.rest, new.rest, side, depth)
            case ir.Scalar(), ir.Scalar():
                yield from _scalars(old, new, side)
            case (ir.Anything(), ir.Anything()) | (ir.Never(), ir.Never()):
                return
            case _:
                yield from self._others(old, new, side, depth)

    def _below(self, name: str, old: ir.TypeRef, new: ir.TypeRef, side: Side, depth: int) -> Iterator[_Found]:
        for found in self._compared(old, new, side, depth + 1):
            yield found._replace(path=(name, *found.path))

    def _records(self, old: ir.Record, new: ir.Record, side: Side, depth: int) -> Iterator[_Found]:
        before = {field.name.wire.raw: field for field in old.fields}
        after = {field.name.wire.raw: field for field in new.fields}
        for name, field in before.items():
            if name not in after:
                yield _field_removed(name, field, side)
        for name, field in after.items():
            if name not in before:
                yield _field_added(name, field, side)
                continue
            yield from _requiredness(name, before[name], field, side)
            yield from self._announced(name, before[name], field, side)
            yield from self._below(name, before[name].type, field.type, side, depth)
        yield from _limits(old.limits, new.limits, side)
        if isinstance(old.extra, ir.Never) != isinstance(new.extra, ir.Never):
            narrower = isinstance(new.extra, ir.Never)
            words = "takes no further properties any more" if narrower else "may have further properties now"
            bad = narrower == (side is Side.REQUEST)
            yield _Found((), "*-additional-properties-changed", Level.WARNING if bad else Level.INFO, words)

    def _announced(self, name: str, old: ir.Field, new: ir.Field, side: Side) -> Iterator[_Found]:
        """Whether a property is to go."""
        if old.deprecated != new.deprecated:
            for each in ending.changes(ending.PROPERTY[side], ending.of(old), ending.of(new), self._today):
                yield _Found((name,), each.id, each.level, each.message)

    def _others(self, old: Core, new: Core, side: Side, depth: int) -> Iterator[_Found]:
        """Enumerations, unions, and two types of different kinds."""
        before, after = _values(old), _values(new)
        if before is not None and after is not None:
            yield from _members(before, after, side)
        elif isinstance(old, ir.Union | ir.OneOf) or isinstance(new, ir.Union | ir.OneOf):
            yield from self._unions(old, new, side, depth)
        elif before is not None and isinstance(new, ir.Scalar) and _kind(old) == new.kind:
            yield _widened(side, "*-enum-removed", "takes any value now", "may have any value now")
        elif after is not None and isinstance(old, ir.Scalar) and _kind(new) == old.kind:
            yield _narrowed(side, "*-became-enum", "takes only some values now", "has only some values now")
        elif isinstance(new, ir.Anything):
            yield _widened(side, "*-type-generalized", "takes any value now", "may be any value now")
        elif isinstance(old, ir.Anything):
            yield _narrowed(side, "*-type-specialized", f"takes {_word(new)} only now", f"is {_word(new)} now")
        else:
            yield _Found((), "*-type-changed", Level.ERROR, f"is {_word(new)} now; it was {_word(old)}")

    def _unions(self, old: Core, new: Core, side: Side, depth: int) -> Iterator[_Found]:
        left, right = _variants(old), _variants(new)
        spare = list(right)
        lost = []
        for variant in left:
            match = next((other for other in spare if self._alike(variant, other)), None)
            if match is None:
                lost.append(variant)
                continue
            spare.remove(match)
            yield from self._compared(variant, match, side, depth + 1)
        for variant in lost:
            words = f"is never {_word(_bare(variant, self._old).core)} any more"
            yield _narrowed(side, "*-one-of-removed", words, words)
        for variant in spare:
            words = f"may be {_word(_bare(variant, self._new).core)} now"
            yield _widened(side, "*-one-of-added", words, words)

    def _alike(self, old: ir.TypeRef, new: ir.TypeRef) -> bool:
        left, right = _bare(old, self._old).core, _bare(new, self._new).core
        if isinstance(left, ir.Record | ir.Union | ir.Enum) and isinstance(right, ir.Record | ir.Union | ir.Enum):
            return left.name.words == right.name.words or left.key == right.key
        if isinstance(left, ir.Const) or isinstance(right, ir.Const):
            return left == right
        return _word(left) == _word(right)


def _bare(type_: ir.TypeRef, declared: dict[str, ir.Declaration]) -> _Type:
    nullable, key, core = False, "", type_
    for _ in range(_DEPTH):
        match core:
            case ir.Nullable(item=item) | ir.Checked(item=item):
                nullable = nullable or isinstance(core, ir.Nullable)
                core = item
            case ir.Ref(key=found) if found in declared:
                key, declaration = found, declared[found]
                if not isinstance(declaration, ir.Alias):
                    return _Type(declaration, nullable, key)
                core = declaration.type
            case ir.Inline(declaration=inner) if not isinstance(inner, ir.Alias):
                return _Type(inner, nullable, "")
            case _:
                break
    return _Type(core, nullable, "")


def _nulls(old: _Type, new: _Type, side: Side) -> Iterator[_Found]:
    if new.nullable and not old.nullable:
        yield _widened(side, "*-became-nullable", "may be null now", "may be null now")
    if old.nullable and not new.nullable:
        yield _narrowed(side, "*-became-not-nullable", "can't be null any more", "is never null any more")


def _narrowed(side: Side, id: str, request: str, response: str) -> _Found:
    """Fewer values than before: an error for those that send them."""
    asks = side is Side.REQUEST
    return _Found((), id, Level.ERROR if asks else Level.INFO, request if asks else response)


def _widened(side: Side, id: str, request: str, response: str) -> _Found:
    """More values than before: an error for those that get them."""
    asks = side is Side.REQUEST
    return _Found((), id, Level.INFO if asks else Level.ERROR, request if asks else response)


def _field_removed(name: str, field: ir.Field, side: Side) -> _Found:
    if side is Side.RESPONSE:
        word = "required" if field.required else "optional"
        level = Level.ERROR if field.required else Level.INFO
        return _Found((name,), f"response-{word}-property-removed", level, "is not there any more")
    return _Found((name,), "request-property-removed", Level.WARNING, "is not there any more")


def _field_added(name: str, field: ir.Field, side: Side) -> _Found:
    if side is Side.RESPONSE:
        word = "required" if field.required else "optional"
        return _Found((name,), f"response-{word}-property-added", Level.INFO, "is new")
    if field.required:
        id = f"new-required-request-property{_with_default(field)}"
        return _Found((name,), id, Level.ERROR, "is new and required")
    return _Found((name,), "new-optional-request-property", Level.INFO, "is new and optional")


def _with_default(field: ir.Field) -> str:
    return "" if field.default is None else "-with-default"


def _requiredness(name: str, old: ir.Field, new: ir.Field, side: Side) -> Iterator[_Found]:
    asks = side is Side.REQUEST
    if new.required and not old.required:
        id = f"{side}-property-became-required{_with_default(new) if asks else ''}"
        yield _Found((name,), id, Level.ERROR if asks else Level.INFO, "is required now")
    if old.required and not new.required:
        level = Level.INFO if asks else Level.ERROR
        yield _Found((name,), f"{side}-property-became-optional", level, "is optional now")


def _scalars(old: ir.Scalar, new: ir.Scalar, side: Side) -> Iterator[_Found]:
    if old.kind != new.kind:
        kinds = (old.kind, new.kind)
        words = f"is {_word(new)} now; it was {_word(old)}"
        if kinds == (ir.Kind.INTEGER, ir.Kind.NUMBER):
            yield _widened(side, "*-type-generalized", words, words)
        elif kinds == (ir.Kind.NUMBER, ir.Kind.INTEGER):
            yield _narrowed(side, "*-type-specialized", words, words)
        else:
            yield _Found((), "*-type-changed", Level.ERROR, words)
        return
    if old.format != new.format:
        before, after = (each.format.raw if each.format else "" for each in (old, new))
        words = f"has the format {quote(after)} now" if after else f"has no format any more; it was {quote(before)}"
        if not after or (before, after) in _WIDER_FORMATS:
            yield _widened(side, "*-format-generalized", words, words)
        elif not before or (after, before) in _WIDER_FORMATS:
            yield _narrowed(side, "*-format-specialized", words, words)
        else:
            yield _Found((), "*-type-changed", Level.ERROR, words)
    yield from _limits(old.limits, new.limits, side)


def _limits(old: ir.Limits, new: ir.Limits, side: Side) -> Iterator[_Found]:
    if old is new or old == new:
        return
    for field in ir.Limits.__struct_fields__:
        before, after = getattr(old, field), getattr(new, field)
        if before == after:
            continue
        name = field.replace("_", "-")
        words = f"has another {field.replace('_', ' ')} now: {_limit(before)} -> {_limit(after)}"
        if before is None or (field == "unique_items" and after):
            yield _narrowed(side, f"*-{name}-set", words, words)
        elif after is None or (field == "unique_items" and before):
            yield _widened(side, f"*-{name}-removed", words, words)
        elif field in _UPPER or field in _LOWER:
            smaller = after < before
            id = f"*-{name}-{'decreased' if smaller else 'increased'}"
            narrower = smaller == (field in _UPPER)
            yield (_narrowed if narrower else _widened)(side, id, words, words)
        else:
            yield _Found((), f"*-{name}-changed", Level.WARNING, words)


def _limit(value: object) -> str:
    return "none" if value is None else quote(value.raw) if isinstance(value, ir.Text) else str(value)


def _values(core: Core) -> frozenset[tuple[str, str]] | None:
    """The values of an enumeration, with their kinds."""
    if isinstance(core, ir.Enum):
        listed = [member.value for member in core.members]
    elif isinstance(core, ir.Const):
        listed = [core.value]
    elif isinstance(core, ir.OneOf) and all(isinstance(variant, ir.Const) for variant in core.variants):
        listed = [variant.value for variant in core.variants if isinstance(variant, ir.Const)]
    else:
        return None
    return frozenset(
        (type(value).__name__, value.raw if isinstance(value, ir.Text) else str(value)) for value in listed
    )


def _members(old: frozenset[tuple[str, str]], new: frozenset[tuple[str, str]], side: Side) -> Iterator[_Found]:
    for _, value in sorted(old - new):
        words = f"can't be {quote(value)} any more"
        yield _narrowed(side, "*-enum-value-removed", words, words)
    for _, value in sorted(new - old):
        words = f"may be {quote(value)} now"
        level = Level.INFO if side is Side.REQUEST else Level.WARNING
        yield _Found((), "*-enum-value-added", level, words)


def _variants(core: Core) -> list[ir.TypeRef]:
    match core:
        case ir.Union():
            return [variant.type for variant in core.variants]
        case ir.OneOf():
            return list(core.variants)
        case ir.Record() | ir.Enum():
            return [ir.Ref(key=core.key)]
        case _:
            return [core]


def _kind(core: Core) -> ir.Kind | None:
    if isinstance(core, ir.Enum):
        return core.kind
    values = _values(core) or ()
    return ir.Kind.STRING if values and all(kind == "Text" for kind, _ in values) else None


_WORDS = {
    ir.ListOf: "a list",
    ir.MapOf: "a map",
    ir.TupleOf: "a tuple",
    ir.Record: "an object",
    ir.Union: "one of several",
    ir.OneOf: "one of several",
    ir.Enum: "one of some values",
    ir.Const: "one value",
    ir.Anything: "any value",
    ir.Never: "nothing",
}


def _word(core: Core) -> str:
    if isinstance(core, ir.Scalar):
        article = "an" if str(core.kind)[0] in "aeio" else "a"
        return f"{article} {core.kind}"
    if isinstance(core, ir.Record | ir.Union | ir.Enum) and core.name.wire.raw:
        return quote(core.name.wire.raw)
    return _WORDS.get(type(core), "another type")
