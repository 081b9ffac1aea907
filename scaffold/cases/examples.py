"""Values that are of a type, small and deterministic.

A value has a depth: at 0 it holds what must be there and no more (required members, empty arrays, null where null may
be); each record on the way down takes one off, and above 0 optional members are there and arrays hold an item. So a
recursive type ends, and the least value of a type is `depth=0`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from scaffold import ir
from scaffold.cases import residual
from scaffold.cases.check import Types, accepts, is_kind, plain
from scaffold.cases.formats import FORMATS
from scaffold.cases.strings import matching
from scaffold.ir.memo import remembered


class Missing(Enum):
    """No example: nothing was found that the type accepts."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
Found: TypeAlias = ir.Json | Missing

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_MOST_ITEMS = 200
_LONGEST = 20_000
_MOST_NODES = 400


def example(kind: ir.TypeRef, types: Types, *, depth: int = 0) -> Found:
    """A value that `kind` accepts, or MISSING. Same arguments, same value."""
    return Examples(types).of(kind, depth)


class Examples:
    """Examples of the types of one Api, each made once.

    With `own`, records and unions answer the first example of the description, where the depth is above 0. Scalars,
    enumerations and aliases do so always. Examples and defaults are of their types: the pass `examples` saw to it.
    """

    def __init__(self, types: Types, *, own: bool = True) -> None:
        self.types = types
        self.own = own
        self._made: dict[tuple[str, int], Found] = {}
        self._making: set[tuple[str, int]] = set()
        self._guessing: list[ir.Json] = []
        self._cut = False
        self._scalar = remembered(self._made_scalar)

    def of(self, kind: ir.TypeRef | ir.Declaration, depth: int = 0) -> Found:
        """A value of `kind`, or MISSING. Callers must not change it: it is shared."""
        match kind:
            case ir.Ref(key=key):
                return self._declared(key, depth)
            case ir.Scalar():
                return self._scalar(kind)
            case ir.Nullable(item=item):
                value = self.of(item, depth) if depth else None
                return None if value is MISSING else value
            case ir.Const(value=value):
                return plain(value)
            case ir.ListOf():
                return self._list(kind, depth)
            case ir.MapOf():
                return self._map(kind, depth)
            case ir.Record():
                return self._described(kind, depth) if self.own and depth else self.record(kind, depth)
            case ir.Union():
                return self._described(kind, depth) if self.own and depth else self._union(kind, depth)
            case ir.Enum() | ir.Alias():
                return self._described(kind, depth)
            case ir.OneOf(variants=variants):
                return self._first(kind, (self.of(variant, depth) for variant in variants))
            case ir.TupleOf():
                return self._tuple(kind, depth)
            case ir.Checked():
                return self._checked(kind, depth)
            case ir.Anything():
                return {}
            case _:
                return MISSING

    def _checked(self, kind: ir.Checked, depth: int) -> Found:
        """A value that fits a residual schema too. While one is guessed at, no other of the same is."""
        if kind.schema in self._guessing:
            self._cut = True
            return self._first(kind, iter([self.of(kind.item, depth)]))
        self._guessing.append(kind.schema)
        value = self._first(kind, chain([self.of(kind.item, depth)], self._tries(kind, depth)))
        self._guessing.pop()
        return value

    def _declared(self, key: str, depth: int) -> Found:
        mark = (key, depth)
        if mark in self._made:
            return self._made[mark]
        if mark in self._making:
            self._cut = True
            return MISSING
        outer, self._cut = self._cut, False
        self._making.add(mark)
        value = self.of(self.types.declared[key], depth)
        self._making.discard(mark)
        if value is not MISSING or not self._cut or not self._making:
            self._made[mark] = value  # a value stands wherever it was found; a failure inside a cycle need not
        self._cut = self._cut or outer
        return value

    def _first(self, kind: ir.TypeRef | ir.Declaration, candidates: Iterator[Found]) -> Found:
        """The first candidate that `kind` accepts."""
        for candidate in islice(candidates, 60):
            if candidate is not MISSING and self.fits(kind, candidate):
                return candidate
        return MISSING

    def fits(self, kind: ir.TypeRef | ir.Declaration, value: ir.Json) -> bool:
        """Whether `kind` accepts the value."""
        return not accepts(kind, value, self.types)  # type: ignore[arg-type]

    def shows(self, media: ir.Media, value: ir.Json) -> bool:
        """Whether an example of a body is of its type. The pass left it open for XML and for sequences alone."""
        return media.xml is None and media.item is None or self.fits(media.type, value)

    def _described(self, kind: ir.Declaration, depth: int) -> Found:
        for each in kind.examples:
            if _is_small(each.json):
                return each.json
        match kind:
            case ir.Record():
                return self.record(kind, depth)
            case ir.Union():
                return self._union(kind, depth)
            case ir.Enum(members=members):
                values = [plain(member.value) for member in members]
                return next((value for value in values if value is not None), None if values else MISSING)
            case ir.Alias(type=inner):
                return self.of(inner, depth)

    def record(
        self,
        kind: ir.Record,
        depth: int,
        include: frozenset[str] = frozenset(),
        force: dict[str, ir.Json] | None = None,
    ) -> Found:
        """An object of a record: its required members, the `include`d ones, and above depth 0 all others too."""
        out: dict[str, Any] = {}
        forced = force or {}
        for each in kind.fields:
            wire = each.name.wire.raw
            if wire in forced:
                out[wire] = forced[wire]
            elif each.required or depth or wire in include:
                value = self.member(each, max(depth - 1, 0))
                if value is not MISSING:
                    out[wire] = value
                elif each.required:
                    return MISSING
        for name in [*sorted(include), *forced]:
            if name not in out:
                value = forced[name] if name in forced else self.of(kind.extra)
                if value is MISSING:
                    return MISSING
                out[name] = value
        return self._sized(kind, out, depth)

    def member(self, field: ir.Field, depth: int = 0) -> Found:
        """A value for a member; a plain string says the member's name, so that values can be told apart."""
        for given in (*(field.examples if self.own else ()), field.default):
            if given is not None and _is_small(given.json):
                return given.json
        kind = field.type
        if isinstance(kind, ir.Scalar) and kind.kind is ir.Kind.STRING and kind.format is None:
            wire = field.name.wire.raw
            if kind.limits == ir.NO_LIMITS and _PLAIN_NAME.fullmatch(wire):
                return wire
        return self.of(kind, depth)

    def _sized(self, kind: ir.Record | ir.MapOf, out: dict[str, Any], depth: int) -> Found:
        """`out` with members added or taken off until it has as many as the limits ask for."""
        least, most = kind.limits.min_properties or 0, kind.limits.max_properties
        fields = kind.fields if isinstance(kind, ir.Record) else ()
        for each in fields:
            if len(out) < least and each.name.wire.raw not in out:
                value = self.member(each, max(depth - 1, 0))
                if value is not MISSING:
                    out[each.name.wire.raw] = value
        if len(out) < least:
            value = self.of(kind.extra if isinstance(kind, ir.Record) else kind.value, max(depth - 1, 0))
            names = (f"key{number}" for number in range(1, _MOST_ITEMS))
            for name in names if value is not MISSING else ():
                if len(out) < least:
                    out.setdefault(name, value)
        optional = [each.name.wire.raw for each in fields if not each.required]
        for name in reversed(optional):
            if most is not None and len(out) > most:
                out.pop(name, None)
        fits = len(out) >= least and (most is None or len(out) <= most)
        return out if fits else MISSING

    def _map(self, kind: ir.MapOf, depth: int) -> Found:
        out: dict[str, Any] = {}
        if depth and kind.limits.max_properties != 0:
            value = self.of(kind.value, depth - 1)
            if value is not MISSING:
                out["key"] = value
        return self._sized(kind, out, depth)

    def _list(self, kind: ir.ListOf, depth: int) -> Found:
        least, most = kind.limits.min_items or 0, kind.limits.max_items
        wanted = max(least, 1 if depth and most != 0 else 0)
        if wanted == 0:
            return []
        if wanted > _MOST_ITEMS or (most is not None and most < wanted):
            return MISSING
        if wanted > 1 and kind.limits.unique_items:
            items = list(islice(self.several(kind.item, depth), wanted))
            return items if len(items) == wanted else MISSING
        item = self.of(kind.item, depth)
        if item is MISSING:
            return MISSING if least else []
        return [item] * wanted

    def _tuple(self, kind: ir.TupleOf, depth: int) -> Found:
        least = kind.limits.min_items or 0
        wanted = max(least, len(kind.items) if depth else 0)
        if kind.limits.max_items is not None:
            wanted = min(wanted, kind.limits.max_items)
        if wanted > _MOST_ITEMS:
            return MISSING
        kinds = [kind.items[place] if place < len(kind.items) else kind.rest for place in range(wanted)]
        values = [self.of(each, depth) for each in kinds]
        complete: list[Any] = [value for value in values if value is not MISSING]
        return complete if len(complete) == len(values) and self.fits(kind, complete) else MISSING

    def _union(self, kind: ir.Union, depth: int) -> Found:
        return self._first(kind, self._alternatives(kind, depth))

    def _alternatives(self, kind: ir.Union, depth: int) -> Iterator[Found]:
        for level in (depth, depth + 1):
            for variant in kind.variants:
                value = self.of(variant.type, level)
                if kind.tag is None or not isinstance(value, dict):
                    yield value
                    continue
                yield value
                for tag in variant.tags:
                    yield {**value, kind.tag.raw: tag.raw}
        if kind.exclusive and kind.tag is None:
            yield from self._apart(kind, depth)

    def _apart(self, kind: ir.Union, depth: int) -> Iterator[Found]:
        """Objects of one variant, changed member by member until no other variant takes them."""
        for variant in kind.variants:
            value = self.of(variant.type, depth)
            for other in kind.variants:
                if other is not variant and isinstance(value, dict) and self.fits(other.type, value):
                    changed = self._changes(variant.type, other.type, value, depth)
                    value = next((each for each in changed if not self.fits(other.type, each)), value)
            yield value

    def _changes(self, own: ir.TypeRef, other: ir.TypeRef, value: dict[str, Any], depth: int) -> Iterator[Any]:
        """Values of `own` that differ from `value` in one member that `other` names."""
        mine, theirs = self.types.bare(own), self.types.bare(other)
        if not isinstance(mine, ir.Record) or not isinstance(theirs, ir.Record):
            return
        known = {each.name.wire.raw: each.type for each in mine.fields}
        for each in theirs.fields:
            wire = each.name.wire.raw
            choices: Iterator[Any] = iter(("text", 12345, False, {}))
            if wire in known:
                choices = islice(self.several(known[wire], depth), 4)
            for choice in choices:
                changed = {**value, wire: choice}
                if not self.fits(each.type, choice) and self.fits(own, changed):
                    yield changed

    def several(self, kind: ir.TypeRef, depth: int) -> Iterator[Any]:
        """Different values of a type, as many as are easily found."""
        seen: set[Any] = set()
        for value in self._more(kind, depth):
            if value is MISSING or residual.canonical(value) in seen or not self.fits(kind, value):
                continue
            seen.add(residual.canonical(value))
            yield value

    def _more(self, kind: ir.TypeRef, depth: int) -> Iterator[Any]:
        first = self.of(kind, depth)
        yield first
        bare = self.types.bare(kind)
        numbers = range(1, _MOST_ITEMS + 1)
        match bare:
            case ir.Enum(members=members):
                yield from (plain(member.value) for member in members)
            case ir.Union(variants=variants):
                for variant in variants:
                    yield from islice(self._more(variant.type, depth), _MOST_ITEMS)
            case ir.OneOf(variants=choices):
                for choice in choices:
                    yield from islice(self._more(choice, depth), _MOST_ITEMS)
            case ir.Record() if isinstance(first, dict):
                yield from self._more_records(bare, first, depth)
            case ir.ListOf(item=item):
                yield from ([each] for each in self.several(item, depth))
            case ir.MapOf() | ir.Anything():
                yield from ({f"key{number}": "text"} for number in numbers)
                value = self.of(bare.value) if isinstance(bare, ir.MapOf) else MISSING
                yield from ({f"key{number}": value} for number in numbers)
            case ir.Scalar():
                yield from self._more_scalars(bare, first)

    def _more_scalars(self, kind: ir.Scalar, first: Found) -> Iterator[Any]:
        numbers = range(1, _MOST_ITEMS + 1)
        if isinstance(first, bool):
            yield not first
        elif isinstance(first, (int, float)):
            step = kind.limits.multiple_of or 1
            yield from (first + number * step for number in numbers)
            yield from (first - number * step for number in numbers)
        elif isinstance(first, str):
            name = kind.format.raw if kind.format is not None else ""
            if name in FORMATS:
                yield from FORMATS[name].examples
            for number in numbers:
                digits = str(number)
                yield f"{first}{digits}"
                yield first[: max(len(first) - len(digits), 0)] + digits
                yield _numbered(first, number)
            if kind.limits.pattern is not None:
                for length in range(1, 30):
                    yield matching(kind.limits.pattern.raw, length, length) or MISSING

    def _more_records(self, kind: ir.Record, first: dict[str, Any], depth: int) -> Iterator[Any]:
        for each in kind.fields:
            wire = each.name.wire.raw
            for value in self.several(each.type, depth):
                yield {**first, wire: value}

    def _tries(self, kind: ir.Checked, depth: int) -> Iterator[Found]:
        """Guesses at what the residual schema of a type wants."""
        bare = self.types.bare(kind.item)
        hints = list(islice(_hints(kind.schema), 30))
        if isinstance(bare, ir.Record):
            for names, forced in hints:
                for level in dict.fromkeys((depth, 1)):
                    yield self.record(bare, level, names, forced)
            yield self.record(bare, depth + 1)
            everything = frozenset(name for names, _ in hints for name in names)
            yield self.record(bare, depth, everything)
        elif isinstance(bare, ir.MapOf):
            value = self.of(bare.value)
            for names, forced in hints:
                yield MISSING if value is MISSING else {**dict.fromkeys(sorted(names), value), **forced}
        yield from _constants(kind.schema)
        yield from islice(self._more(kind.item, depth), 20)
        if isinstance(bare, ir.ListOf):
            constants = [each for each in _constants(kind.schema) if each is not MISSING]
            yield from ([each] for each in constants)
            yield from ([each] for each in islice(self._more(bare.item, depth), 10))
            yield from (list(islice(self.several(bare.item, depth), count)) for count in (2, 3))

    def _made_scalar(self, kind: ir.Scalar) -> Found:
        limits = kind.limits
        match kind.kind:
            case ir.Kind.STRING | ir.Kind.BINARY:
                if kind.format is None and limits == ir.NO_LIMITS:
                    return "text" if kind.kind is ir.Kind.STRING else "content"
                return self._first(kind, _strings(kind))
            case ir.Kind.INTEGER | ir.Kind.NUMBER:
                if kind.format is None and limits == ir.NO_LIMITS:
                    return 1 if kind.kind is ir.Kind.INTEGER else 1.5
                return self._first(kind, _numbers(kind))
            case ir.Kind.BOOLEAN:
                return True
            case ir.Kind.NULL:
                return None


def _strings(kind: ir.Scalar) -> Iterator[Found]:
    """Strings that may suit a scalar's format, pattern and lengths."""
    limits = kind.limits
    shortest = limits.min_length or 0
    if shortest > _LONGEST:
        return
    starts: tuple[str, ...] = ("content",) if kind.kind is ir.Kind.BINARY else ("text",)
    if kind.format is not None and kind.format.raw in FORMATS:
        starts = FORMATS[kind.format.raw].examples
    for start in starts:
        yield start
        if len(start) < shortest:
            yield start + "a" * (shortest - len(start))
            yield "a" * (shortest - len(start)) + start
            if shortest % len(start) == 0:
                yield start * (shortest // len(start))
        if limits.max_length is not None:
            yield start[: limits.max_length]
    if limits.pattern is not None:
        yield matching(limits.pattern.raw, shortest, limits.max_length) or MISSING
        yield ""
    if kind.format is not None and kind.format.raw == "byte":
        yield "aGVs" * -(-shortest // 4)


def _numbers(kind: ir.Scalar) -> Iterator[Found]:
    """Numbers that may suit a scalar's bounds: the ones that read well first."""
    limits = kind.limits
    whole = kind.kind is ir.Kind.INTEGER
    yield from (1, 0) if whole else (1.5, 1, 0.5, 0)
    step = limits.multiple_of or (1 if whole else None)
    lows = [each for each in (limits.minimum, limits.exclusive_minimum) if each is not None]
    highs = [each for each in (limits.maximum, limits.exclusive_maximum) if each is not None]
    for bound in (*lows, *highs):
        yield _exact(bound)
    if step is not None:
        for bound, sign in [*((low, 1) for low in lows), *((high, -1) for high in highs), (0, 1)]:
            multiple = -(-bound // step) if sign > 0 else bound // step
            yield from (_exact((multiple + sign * count) * step) for count in range(3))
    if lows and highs:
        yield (max(lows) + min(highs)) / 2
    for low in lows:
        yield from (low + 1, low + 0.5, low + abs(low) / 100 + 1e-6)
    for high in highs:
        yield from (high - 1, high - 0.5, high - abs(high) / 100 - 1e-6)


def _exact(number: int | float) -> int | float:
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number


def _numbered(text: str, number: int) -> str:
    """`text` with its last run of digits or letters counted up: 'ab1' to 'ab2', 'aa' to 'ab'."""
    place = len(text)
    while place and not (text[place - 1].isascii() and text[place - 1].isalnum()):
        place -= 1
    if not place:
        return text
    last = text[place - 1]
    alphabet = "0123456789" if last.isdigit() else "abcdefghijklmnopqrstuvwxyz"
    known = last.lower() if last.lower() in alphabet else alphabet[0]
    moved = alphabet[(alphabet.index(known) + number) % len(alphabet)]
    return text[: place - 1] + (moved.upper() if last.isupper() else moved) + text[place:]


def _hints(part: Any) -> Iterator[tuple[frozenset[str], dict[str, Any]]]:
    """What the branches of a schema ask of an object: names that must be there, and members with one known value."""
    if isinstance(part, list):
        for each in part:
            yield from _hints(each)
        return
    if not isinstance(part, dict):
        return
    forced: dict[str, Any] = {}
    for name, inner in (part.get("properties") or {}).items():
        for value in islice(_constants(inner), 1):
            forced[name] = value
    names = part.get("required")
    if isinstance(names, list) or forced:
        yield frozenset(names or ()), forced
    for trigger, names in (part.get("dependentRequired") or {}).items():
        yield frozenset((trigger, *names)), {}
    for keyword in ("allOf", "anyOf", "oneOf", "if", "then", "else", "not"):
        yield from _hints(part.get(keyword))
    for trigger, inner in (part.get("dependentSchemas") or {}).items():
        yield from ((names | {trigger}, forced) for names, forced in _hints(inner))


def _constants(part: Any) -> Iterator[Found]:
    """The constants, examples and pattern matches that stand anywhere in a schema."""
    if isinstance(part, list):
        for each in part:
            yield from _constants(each)
        return
    if not isinstance(part, dict):
        return
    if "const" in part:
        yield part["const"]
    yield from part.get("enum") or ()
    if isinstance(part.get("pattern"), str):
        yield matching(part["pattern"], part.get("minLength") or 0, part.get("maxLength")) or MISSING
    if part.get("format") in FORMATS:
        yield FORMATS[part["format"]].examples[0]
    for keyword in ("allOf", "anyOf", "oneOf", "contains", "items", "if", "then", "else"):
        yield from _constants(part.get(keyword))


def _is_small(value: ir.Json) -> bool:
    """Whether a value of the description is short enough to stand in tests."""
    room = _MOST_NODES
    rest: list[Any] = [value]
    while rest and room > 0:
        current = rest.pop()
        room -= 1
        if isinstance(current, str):
            room -= len(current) // 100
        elif isinstance(current, dict):
            rest.extend(current.values())
        elif isinstance(current, list):
            rest.extend(current)
    return room > 0 and not rest


def is_file(kind: ir.TypeRef | ir.Declaration) -> bool:
    """Whether a bare type is a run of bytes."""
    return isinstance(kind, ir.Scalar) and kind.kind is ir.Kind.BINARY


__all__ = ["MISSING", "Examples", "Found", "Missing", "example", "is_file", "is_kind"]
