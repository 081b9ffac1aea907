"""Values that are not of a type: a valid value with one thing wrong, one for each thing that the type asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from scaffold import ir
from scaffold.cases.check import accepts, escape, plain
from scaffold.cases.examples import MISSING, Examples, Found
from scaffold.cases.formats import FORMATS, integer_range
from scaffold.regex import translate

_MOST_ITEMS = 200
_LONGEST = 20_000


class Change(Struct, frozen=True):
    """One thing done to a valid value that makes it invalid.

    `value` stands at `pointer` instead of what was there (MISSING: the member is taken out). `title` says what is wrong
    there then. `at` is the pointer that a precise report names, or None where the type leaves that open (alternatives).
    """

    title: str
    pointer: str
    value: Found
    at: str | None

    def applied(self, base: ir.Json) -> ir.Json:
        """A copy of `base` with the change made."""
        if not self.pointer:
            return None if self.value is MISSING else self.value
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in self.pointer.split("/")[1:]]
        changed: ir.Json = _changed(base, tokens, self.value)
        return changed


def _changed(base: Any, tokens: list[str], value: Found) -> Any:
    token, rest = tokens[0], tokens[1:]
    if isinstance(base, list):
        place = int(token)
        return [*base[:place], _changed(base[place], rest, value) if rest else value, *base[place + 1 :]]
    if rest:
        return {**base, token: _changed(base[token], rest, value)}
    if value is MISSING:
        return {name: member for name, member in base.items() if name != token}
    return {**base, token: value}


_Break: TypeAlias = tuple[str, Found]  # what is wrong, and the value that has it wrong


def broken(kind: ir.TypeRef, base: ir.Json, examples: Examples) -> Iterator[Change]:
    """Changes that make `base`, a value of `kind`, invalid: the telling ones first, each tried on the checker."""
    seen: set[tuple[str, str]] = set()
    for change in _Breaker(examples).walk(kind, base, "", exact=True):
        mark = (change.pointer, repr(change.value))
        if mark not in seen and (change.at is not None or accepts(kind, change.applied(base), examples.types)):
            seen.add(mark)
            yield change


def breaks(kind: ir.TypeRef | ir.Declaration, examples: Examples) -> Iterator[_Break]:
    """Values that a scalar, constant or enumeration does not accept, and why; nothing for other types."""
    bare = examples.types.bare(kind)  # type: ignore[arg-type]
    for title, value in _scalar_breaks(bare, examples):
        if value is not MISSING and not examples.fits(kind, value):
            yield title, value


def _scalar_breaks(bare: ir.TypeRef | ir.Declaration, examples: Examples) -> Iterator[_Break]:
    match bare:
        case ir.Scalar(kind=ir.Kind.STRING):
            yield from _string_breaks(bare, examples)
            yield "a number", 12345
        case ir.Scalar(kind=ir.Kind.INTEGER):
            yield from _number_breaks(bare)
            if bare.limits == ir.NO_LIMITS:
                yield "not a whole number", 1.5
            yield "not a number", "no-number"
        case ir.Scalar(kind=ir.Kind.NUMBER):
            yield from _number_breaks(bare)
            yield "not a number", "no-number"
        case ir.Scalar(kind=ir.Kind.BOOLEAN):
            yield "neither true nor false", "maybe"
        case ir.Scalar(kind=ir.Kind.NULL):
            yield "not null", "no-null"
        case ir.Enum():
            known = [plain(member.value) for member in bare.members]
            yield "not a known value", "no-such-value" if isinstance(known[0] if known else "", str) else 987654
            yield "of another type", {}
        case ir.Const():
            yield "another value", "no-such-value"
        case ir.OneOf():
            yield "none of the alternatives", "no-such-value"
            yield "none of the alternatives", 987654
            yield "of another type", {}


def _string_breaks(kind: ir.Scalar, examples: Examples) -> Iterator[_Break]:
    limits = kind.limits
    valid = examples.of(kind)
    text = valid if isinstance(valid, str) else "a"
    if limits.min_length:
        yield f"shorter than {limits.min_length}", text[: limits.min_length - 1]
    if limits.max_length is not None and limits.max_length < _LONGEST:
        more = limits.max_length + 1
        yield f"longer than {limits.max_length}", (
            "a" * more if limits.pattern is None else (text or "a").ljust(more, "a")
        )
    if limits.pattern is not None and translate(limits.pattern.raw) is not None:
        for wrong in ("no match!", "?", "-", "\u00e9", ""):
            if not examples.fits(kind, wrong) and (wrong or not limits.min_length):
                yield "off its pattern", wrong
                break
    if kind.format is not None and kind.format.raw in FORMATS:
        yield f"no {kind.format.raw}", FORMATS[kind.format.raw].broken[0]


def _number_breaks(kind: ir.Scalar) -> Iterator[_Break]:
    limits = kind.limits
    if limits.minimum is not None:
        yield f"below {limits.minimum}", limits.minimum - 1
    if limits.maximum is not None:
        yield f"above {limits.maximum}", limits.maximum + 1
    if limits.exclusive_minimum is not None:
        yield f"not above {limits.exclusive_minimum}", limits.exclusive_minimum
    if limits.exclusive_maximum is not None:
        yield f"not below {limits.exclusive_maximum}", limits.exclusive_maximum
    if limits.multiple_of is not None:
        base = (limits.minimum or 0) // limits.multiple_of * limits.multiple_of + limits.multiple_of
        off = base + (limits.multiple_of / 2 if kind.kind is ir.Kind.NUMBER else 1)
        yield f"not a multiple of {limits.multiple_of}", off
    bounds = integer_range(kind.format.raw) if kind.format is not None and kind.kind is ir.Kind.INTEGER else None
    if bounds is not None and kind.format is not None:
        yield f"beyond {kind.format.raw}", bounds[1] + 1


class _Breaker:
    """Walks a type beside a valid value of it. `exact` is off below alternatives, where a report can't be precise."""

    def __init__(self, examples: Examples) -> None:
        self.examples = examples
        self.types = examples.types

    def walk(self, kind: ir.TypeRef | ir.Declaration, base: Any, at: str, *, exact: bool) -> Iterator[Change]:
        while isinstance(kind, (ir.Ref, ir.Alias, ir.Checked, ir.Nullable)):
            exact = exact and not isinstance(kind, ir.Checked)
            if isinstance(kind, ir.Nullable) and base is None:
                yield from self._leaf(kind, at, exact)
                return
            match kind:
                case ir.Ref(key=key):
                    kind = self.types.declared[key]
                case ir.Alias(type=inner) | ir.Checked(item=inner) | ir.Nullable(item=inner):
                    kind = inner
        match kind:
            case ir.Record() if isinstance(base, dict):
                yield from self._record(kind, base, at, exact)
            case ir.ListOf() if isinstance(base, list):
                yield from self._list(kind, base, at, exact)
            case ir.TupleOf() if isinstance(base, list):
                yield self._change("no array", at, {}, exact)
                yield from _take_turns(
                    [self.walk(each, item, f"{at}/{place}", exact=exact) for place, (each, item) in _pairs(kind, base)]
                )
            case ir.MapOf() if isinstance(base, dict):
                yield from self._map(kind, base, at, exact)
            case ir.Union():
                yield from self._union(kind, base, at, exact)
            case _:
                yield from self._leaf(kind, at, exact)

    def _leaf(self, kind: ir.TypeRef | ir.Declaration, at: str, exact: bool) -> Iterator[Change]:
        for title, value in breaks(kind, self.examples):
            yield self._change(title, at, value, exact)

    def _change(self, title: str, at: str, value: Found, exact: bool) -> Change:
        return Change(title, at, value, at if exact else None)

    def _list(self, kind: ir.ListOf, base: list[Any], at: str, exact: bool) -> Iterator[Change]:
        limits = kind.limits
        yield self._change("no array", at, {}, exact)
        if limits.min_items:
            yield self._change(f"fewer than {limits.min_items} items", at, base[: limits.min_items - 1], exact)
        item = base[0] if base else self.examples.of(kind.item)
        if item is MISSING:
            return
        if limits.max_items is not None and limits.max_items < _MOST_ITEMS:
            yield self._change(f"more than {limits.max_items} items", at, [item] * (limits.max_items + 1), exact)
        if limits.unique_items:
            yield self._change("two equal items", at, [item, item], exact)
        if base:
            yield from self.walk(kind.item, base[0], f"{at}/0", exact=exact)
            return
        for title, value in breaks(kind.item, self.examples):
            yield Change(f"an item is {title}", at, [value], f"{at}/0" if exact else None)

    def _map(self, kind: ir.MapOf, base: dict[str, Any], at: str, exact: bool) -> Iterator[Change]:
        yield self._change("no object", at, [], exact)
        if kind.limits.min_properties:
            yield self._change(f"fewer than {kind.limits.min_properties} members", at, {}, exact)
        for title, value in breaks(kind.value, self.examples):
            yield self._change(title, f"{at}/key", value, exact)

    def _record(self, kind: ir.Record, base: dict[str, Any], at: str, exact: bool) -> Iterator[Change]:
        if kind.limits.min_properties:
            yield self._change(f"fewer than {kind.limits.min_properties} members", at, {}, exact)
        needed = [each for each in kind.fields if each.required and each.name.wire.raw in base]
        for each in needed[:1]:
            yield self._drop(each, at, exact)
        if isinstance(kind.extra, ir.Never):
            yield self._change("a member too many", f"{at}/no-such-member", 1, exact)
        turns = [self._field(each, base, at, exact) for each in kind.fields]
        yield from _take_turns(turns)
        for each in needed[1:]:
            yield self._drop(each, at, exact)
        yield self._change("no object", at, [], exact)

    def _drop(self, field: ir.Field, at: str, exact: bool) -> Change:
        return self._change("missing", f"{at}/{escape(field.name.wire.raw)}", MISSING, exact)

    def _field(self, field: ir.Field, base: dict[str, Any], at: str, exact: bool) -> Iterator[Change]:
        where = f"{at}/{escape(field.name.wire.raw)}"
        wire = field.name.wire.raw
        if wire in base:
            yield from self.walk(field.type, base[wire], where, exact=exact)
        else:
            yield from self._absent(field, where, exact)
        if not self.examples.fits(field.type, None):
            yield self._change("null", where, None, exact)

    def _absent(self, field: ir.Field, where: str, exact: bool) -> Iterator[Change]:
        """Changes of a member that the base leaves out: it is put in, wrong."""
        if exact and isinstance(self.types.bare(field.type), ir.Union):
            exact = False
        found = False
        for title, value in breaks(field.type, self.examples):
            found = True
            yield self._change(title, where, value, exact)
        for wrong in ("no-such-value", 12345) if not found else ():
            if not self.examples.fits(field.type, wrong):
                yield self._change("of another type", where, wrong, exact)
                return

    def _union(self, kind: ir.Union, base: Any, at: str, exact: bool) -> Iterator[Change]:
        if kind.tag is not None and isinstance(base, dict):
            where = f"{at}/{escape(kind.tag.raw)}"
            yield self._change("no known tag", where, "no-such-value", exact)
            yield self._change("missing", where, MISSING, exact)
            for variant in kind.variants:
                if ir.Text(str(base.get(kind.tag.raw))) in variant.tags:
                    yield from self.walk(variant.type, base, at, exact=exact)
                    return
            return
        wrongs: tuple[ir.Json, ...] = ("no-such-value", 12345, [], {})
        for wrong in wrongs:
            if not self.examples.fits(kind, wrong):
                yield self._change("none of the alternatives", at, wrong, False)
                break
        for variant in kind.variants:
            if self.examples.fits(variant.type, base):
                yield from self.walk(variant.type, base, at, exact=False)
                return


def _pairs(kind: ir.TupleOf, base: list[Any]) -> Iterator[tuple[int, tuple[ir.TypeRef, Any]]]:
    for place, item in enumerate(base):
        yield place, (kind.items[place] if place < len(kind.items) else kind.rest, item)


def _take_turns(iterators: list[Iterator[Change]]) -> Iterator[Change]:
    """One of each in turn, so that a table cut short still holds something of every member."""
    while iterators:
        going = []
        for each in iterators:
            change = next(each, None)
            if change is not None:
                yield change
                going.append(each)
        iterators = going
