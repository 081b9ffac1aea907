"""Literals of data, printed as the formatter leaves them: on one line where they fit, else a member a line.

Operations are large literals, and there are many; made so, their lines need no second look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeAlias

from msgspec import Struct

from scaffold.lang.typescript import literals
from scaffold.lang.typescript.docs import columns
from scaffold.lang.typescript.layout import WIDTH

INDENT = 2


class Object(Struct, frozen=True, dict=True):
    """An object: its members in order, each key as it is printed."""

    members: tuple[tuple[str, Data], ...]

    @cached_property
    def flat(self) -> str:
        inner = ", ".join(f"{key}: {flat(value)}" for key, value in self.members)
        return f"{{ {inner} }}" if inner else "{}"

    @cached_property
    def opens(self) -> bool:
        """Whether it can't stand on one line, whatever its length."""
        return any(opens(value) for _, value in self.members)


class Array(Struct, frozen=True, dict=True):
    """An array. One of several objects, or of several lists, with several things each, is always opened."""

    items: tuple[Data, ...]

    @cached_property
    def flat(self) -> str:
        return f"[{', '.join(map(flat, self.items))}]"

    @cached_property
    def opens(self) -> bool:
        if any(map(opens, self.items)):
            return True
        return len(self.items) > 1 and (
            all(isinstance(item, Object) and len(item.members) > 1 for item in self.items)
            or all(isinstance(item, Array) and len(item.items) > 1 for item in self.items)
        )


class Call(Struct, frozen=True, dict=True):
    """A call whose last argument may take several lines; `head` is what stands before it."""

    head: str
    last: Data

    @cached_property
    def flat(self) -> str:
        return f"{self.head}{flat(self.last)})"

    @cached_property
    def opens(self) -> bool:
        return opens(self.last)


Data: TypeAlias = str | Object | Array | Call


def of(*members: tuple[str, Data] | None) -> Object:
    """An object of those members that are there."""
    return Object(tuple(member for member in members if member is not None))


def listed(items: Iterable[Data]) -> Array:
    return Array(tuple(items))


def of_json(value: Any, leaf: Callable[[Any], str], key: Callable[[str], str] = literals.key) -> Data:
    """A JSON value; `leaf` prints what is no object and no list, and lists of numbers, which fill their lines."""
    if isinstance(value, dict):
        return Object(tuple((key(name), of_json(member, leaf, key)) for name, member in value.items()))
    if isinstance(value, list) and not all(isinstance(item, int | float) for item in value):
        return Array(tuple(of_json(item, leaf, key) for item in value))
    return leaf(value)


def flat(data: Data) -> str:
    return data if isinstance(data, str) else data.flat


def opens(data: Data) -> bool:
    return not isinstance(data, str) and data.opens


def printed(data: Data, indent: int = 0, before: int = 0, open_: bool = False, width: float = WIDTH) -> str:
    """`data` as it stands in a line that is indented by `indent` and has `before` columns in front of it.

    One more is left for the comma or semicolon behind it. `open_` opens an object that would fit.
    """
    if isinstance(data, str):
        return data
    if not (open_ or data.opens) and before + columns(data.flat) + 1 <= width:
        return data.flat
    inner = indent + INDENT
    margin = " " * inner
    if isinstance(data, Call):
        return f"{data.head}{printed(data.last, indent, before + columns(data.head), True, width)})"
    if isinstance(data, Object):
        lines = [f"{margin}{_member(key, value, inner, width)},\n" for key, value in data.members]
        return f"{{\n{''.join(lines)}{' ' * indent}}}" if lines else "{}"
    lines = [f"{margin}{printed(item, inner, inner, width=width)},\n" for item in data.items]
    return f"[\n{''.join(lines)}{' ' * indent}]" if lines else "[]"


def _member(key: str, value: Data, indent: int, width: float) -> str:
    """A member of an object; a value of several lines goes below a key that leaves its first one no room."""
    text = printed(value, indent, indent + columns(key) + len(": "), width=width)
    if "\n" in text and indent + columns(key) + len(": {") > width:
        inner = indent + INDENT
        return f"{key}:\n{' ' * inner}{printed(value, inner, inner, width=width)}"
    return f"{key}: {text}"
