"""Defaults of a description as values that Python code can write down."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct

from scaffold import ir
from scaffold.lang.base import Symbol


class EnumMember(Struct, frozen=True):
    """A member of the enumeration `key`."""

    key: str
    member: str


class Call(Struct, frozen=True):
    """`symbol(text)`, for a value that has a type of its own in Python but is a string in JSON."""

    symbol: Symbol
    text: str


class Plain(Struct, frozen=True):
    """A value that a literal says."""

    value: Any


Default: TypeAlias = "EnumMember | Call | Plain | list[Default]"

_CALLS = {
    "date": Symbol("datetime.date.fromisoformat", "datetime", whole=True),
    "date-time": Symbol("datetime.datetime.fromisoformat", "datetime", whole=True),
    "time": Symbol("datetime.time.fromisoformat", "datetime", whole=True),
    "uuid": Symbol("UUID", "uuid"),
}
_READ: Mapping[str, Callable[[str], object]] = {
    "date": datetime.date.fromisoformat,
    "date-time": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
    "uuid": UUID,
}
_PYTHON: dict[ir.Kind, Any] = {
    ir.Kind.STRING: str,
    ir.Kind.INTEGER: int,
    ir.Kind.NUMBER: int | float,
    ir.Kind.BOOLEAN: bool,
    ir.Kind.NULL: type(None),
    ir.Kind.BINARY: (),
}


class Defaults:
    """Finds how to write a default; `members` gives the Python names of an enumeration's members by value."""

    def __init__(self, types: Mapping[str, ir.Declaration], members: Mapping[str, Mapping[Any, str]]) -> None:
        self._types = types
        self._members = members

    def of(self, value: ir.Value | None, type_: ir.TypeRef) -> Default | None:
        """The default as code can hold it; None where there is none, or where code would have to build an object."""
        return None if value is None else self._made(value.json, type_)

    def _made(self, value: Any, type_: ir.TypeRef) -> Default | None:
        match type_:
            case ir.Nullable(item=item):
                return Plain(None) if value is None else self._made(value, item)
            case ir.Scalar():
                return _scalar(value, type_)
            case ir.Const() | ir.Anything():
                return Plain(value) if value is None or isinstance(value, str | int | float | bool) else None
            case ir.ListOf(item=item):
                made = [self._made(one, item) for one in value] if isinstance(value, list) else [None]
                return None if None in made else [one for one in made if one is not None]
            case ir.MapOf() if value == {}:
                return Plain({})
            case ir.Checked(item=item):
                return self._made(value, item)
            case ir.OneOf(variants=variants):
                found = (self._made(value, variant) for variant in variants)
                return next((one for one in found if one is not None), None)
            case ir.Ref(key=key):
                return self._named(value, key)
        return None

    def _named(self, value: Any, key: str) -> Default | None:
        node = self._types[key]
        if isinstance(node, ir.Enum):
            if isinstance(value, list | dict):
                return None
            member = self._members[key].get(ir.Text(value) if isinstance(value, str) else value)
            return EnumMember(key, member) if member else None
        return self._made(value, node.type) if isinstance(node, ir.Alias) and node.type != ir.Ref(key=key) else None


def _scalar(value: Any, type_: ir.Scalar) -> Default | None:
    fits = isinstance(value, _PYTHON[type_.kind]) and (type_.kind is ir.Kind.BOOLEAN or not isinstance(value, bool))
    if not fits:
        return None
    format_ = type_.format.raw if type_.format and type_.kind is ir.Kind.STRING else ""
    if format_ in _CALLS:
        return Call(_CALLS[format_], value) if _readable(format_, value) else None
    return None if format_ == "byte" else Plain(value)


def _readable(format_: str, value: str) -> bool:
    """Whether the call that reads this format would read the value; a default may be of no such form."""
    try:
        _READ[format_](value)
    except ValueError:
        return False
    return True
