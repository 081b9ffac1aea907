"""Values for parameters: valid ones and broken ones, as far as a text on the wire can be either."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeGuard

from msgspec import Struct

from scaffold import ir
from scaffold.cases import wire
from scaffold.cases.broken import breaks, broken
from scaffold.cases.examples import MISSING, Examples, Found
from scaffold.ir.memo import remembered

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_MOST_BREAKS = 4
_LONGEST = 4_000


class Sample(Struct, frozen=True):
    """A parameter and a value for it. `title` says what is wrong with a broken one."""

    param: ir.Param
    value: ir.Json
    title: str = ""


def reading(kind: ir.TypeRef, value: ir.Json, examples: Examples) -> ir.Json:
    """A scalar, written as text and read as a `kind`; the text itself where it can't be."""
    found = [each for each in _readings(value) if examples.fits(kind, each)]
    return found[0] if found else wire.text(value)


def readable(kind: ir.TypeRef | ir.Declaration, value: ir.Json, examples: Examples) -> bool:
    """Whether a scalar, written as text, may be read as a `kind`: `5` is a string as well as a number."""
    return any(examples.fits(kind, each) for each in _readings(value))


def _readings(value: ir.Json) -> list[ir.Json]:
    """What the text of a scalar may stand for."""
    written = wire.text(value)
    if _NUMBER.fullmatch(written) or written in ("true", "false", "null"):
        return [json.loads(written), written]
    return [written]


def is_scalar(value: Found) -> TypeGuard[str | int | float | bool]:
    """Whether a value is one text on the wire: not null, not an array, not an object."""
    return value is not MISSING and not isinstance(value, (list, dict)) and value is not None


def is_flat(value: Found) -> bool:
    """Whether every style can write a value: a scalar, or one level of scalars."""
    if isinstance(value, list):
        return all(is_scalar(item) for item in value)
    if isinstance(value, dict):
        return all(is_scalar(member) for member in value.values())
    return is_scalar(value)


class Templates(Struct, frozen=True):
    """What values of path parameters may not be taken for.

    `literals` are the words of all path templates. `delimiters` has, for the name of a parameter that others go before
    in its segment (`{name}.{extension}`), what ends those: what is behind the last of them is the parameter's.
    `single` are the parameters of one character.
    """

    literals: frozenset[str]
    delimiters: Mapping[str, frozenset[str]]
    single: frozenset[str]

    def clash(self, name: str, text: str) -> bool:
        return text in self.literals or any(one in text for one in self.delimiters.get(name, ()))


class Params:
    """Chooses values for parameters."""

    def __init__(self, examples: Examples, templates: Templates) -> None:
        self.examples = examples
        self.templates = templates
        self.valid = remembered(self._valid)
        """A value that can be sent as the parameter, or MISSING."""
        self.broken = remembered(self._broken)
        """Values that the parameter's type refuses however their text is read."""

    def mixed(self, params: tuple[ir.Param, ...]) -> frozenset[int]:
        """The places of query parameters that a request can't tell apart: an object spread over the query (form style,
        explode) and the parameters, or members of other such objects, that have the name of one of its members."""
        names: dict[str, list[int]] = {}
        for place, param in enumerate(params):
            if param.where is not ir.Where.QUERY:
                continue
            bare = self.examples.types.bare(param.type)
            spread = param.media is None and param.style is ir.Style.FORM and param.explode
            fields = bare.fields if spread and isinstance(bare, ir.Record) else ()
            for name in [each.name.wire.raw for each in fields] or [param.name.wire.raw]:
                names.setdefault(name, []).append(place)
        return frozenset(place for places in names.values() if len(places) > 1 for place in places)

    def _valid(self, param: ir.Param) -> Found:
        given = [each.json for each in (param.default, *param.examples) if each is not None]
        for own in given:
            if self._sendable(param, own) and self.examples.fits(param.type, self._arriving(param, own)):
                found: ir.Json = own
                return found
        value = self.examples.of(_not_null(param.type), 1)
        if value is not MISSING and self._sendable(param, value):
            return value if self.examples.fits(param.type, self._arriving(param, value)) else MISSING
        others: list[ir.Json] = list(islice(self.examples.several(_not_null(param.type), 1), 20))
        for strict in (True, False):  # a word that stands in another path is better than none
            for other in others:
                if self._sendable(param, other, strict=strict):
                    return other
        return self._flat(param, value) if isinstance(value, dict) else MISSING

    def _arriving(self, param: ir.Param, value: ir.Json) -> ir.Json:
        """The value as it arrives: members that nothing gives a type are texts."""
        bare = self.examples.types.bare(param.type)
        untyped = isinstance(bare.value if isinstance(bare, ir.MapOf) else bare, ir.Anything)
        if not untyped or not isinstance(value, dict) or param.media is not None:
            return value
        return {name: wire.text(member) for name, member in value.items()}

    def _flat(self, param: ir.Param, value: dict[str, Any]) -> Found:
        """An object without the members that no style can write, if it is still one of the parameter's type."""
        flat = {name: member for name, member in value.items() if is_scalar(member)}
        return flat if self._sendable(param, flat) and self.examples.fits(param.type, flat) else MISSING

    def _sendable(self, param: ir.Param, value: ir.Json, *, strict: bool = True) -> bool:
        if wire.is_json(param):
            return value is not None
        if value in (None, [], {}, "") or not is_flat(value):
            return False
        where = param.where
        if where is ir.Where.PATH:
            text = wire.path(param, value)
            clashes = strict and self.templates.clash(param.name.wire.raw, text)
            longest = 2 if param.name.wire.raw in self.templates.single else _LONGEST
            return text not in (".", "..") and not clashes and len(text) < longest and not _split(param, value)
        if where is ir.Where.HEADER:
            text = wire.header(param, value)
            return text.isascii() and text.isprintable() and text.strip() == text and len(text) < _LONGEST
        if where is ir.Where.COOKIE and param.style is ir.Style.COOKIE:
            return bool(re.fullmatch(r"[!#-+./0-9:<-\[\]-~=,-]+", "".join(wire.cookie(param, value))))
        return len(wire.text(value)) < _LONGEST

    def _broken(self, param: ir.Param) -> tuple[Sample, ...]:
        found = (Sample(param, value, title) for title, value in self._breaks(param))
        return tuple(islice((each for each in found if self._refusable(param, each.value)), _MOST_BREAKS))

    def _refusable(self, param: ir.Param, value: ir.Json) -> bool:
        return self._sendable(param, value) and not (
            isinstance(value, str) and param.where is ir.Where.HEADER and "," in value
        )

    def _breaks(self, param: ir.Param) -> Iterator[tuple[str, ir.Json]]:
        bare = self.examples.types.bare(param.type)
        if wire.is_json(param):
            base = self.valid(param)
            for change in broken(param.type, base, self.examples) if base is not MISSING else ():
                yield f"{change.pointer} is {change.title}".strip(), change.applied(None if base is MISSING else base)
            return
        match bare:
            case ir.ListOf():
                yield from self._list_breaks(bare)
            case ir.Record():
                yield from self._record_breaks(param, bare)
            case _:
                for title, value in breaks(param.type, self.examples):
                    wrong = title != "a number"  # for a text, whose format or length says more
                    if wrong and is_scalar(value) and not readable(param.type, value, self.examples):
                        yield title, value

    def _list_breaks(self, kind: ir.ListOf) -> Iterator[tuple[str, ir.Json]]:
        limits = kind.limits
        item = self.examples.of(_not_null(kind.item))
        for title, value in breaks(kind.item, self.examples):
            if is_scalar(value) and not readable(kind.item, value, self.examples):
                yield f"an item is {title}", [value]
        if item is MISSING or not is_scalar(item):
            return
        if limits.min_items is not None and limits.min_items > 1:
            yield f"fewer than {limits.min_items} items", [item] * (limits.min_items - 1)
        if limits.max_items is not None and limits.max_items < 200:
            yield f"more than {limits.max_items} items", [item] * (limits.max_items + 1)
        if limits.unique_items:
            yield "two equal items", [item, item]

    def _record_breaks(self, param: ir.Param, kind: ir.Record) -> Iterator[tuple[str, ir.Json]]:
        base = self.valid(param)
        if not isinstance(base, dict):
            return
        for each in kind.fields:
            wire_name = each.name.wire.raw
            for title, value in islice(breaks(each.type, self.examples), 2):
                if is_scalar(value) and not readable(each.type, value, self.examples):
                    yield f"{wire_name} is {title}", {**base, wire_name: value}
            if each.required and len(base) > 1 and wire_name in base:
                yield f"{wire_name} is missing", {name: member for name, member in base.items() if name != wire_name}
        if isinstance(kind.extra, ir.Never) and param.style is ir.Style.DEEP:
            yield "a member too many", {**base, "no-such-member": 1}


def _split(param: ir.Param, value: Any) -> bool:
    """Whether a dot in the value would be taken for the delimiter of the label style: no encoding is kept for it."""
    items = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else ()
    return param.style is ir.Style.LABEL and param.explode and any("." in wire.text(item) for item in items)


def _not_null(kind: ir.TypeRef) -> ir.TypeRef:
    return kind.item if isinstance(kind, ir.Nullable) else kind


__all__ = ["Params", "Sample", "Templates", "is_flat", "is_scalar", "readable", "reading"]
