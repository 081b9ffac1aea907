"""What the two syntaxes share: limits, faults, and the checks that every parsed value passes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

Json: TypeAlias = None | bool | int | float | str | list[Any] | dict[str, Any]

MAX_DEPTH = 128
"""Values in values; the deepest of 65 public descriptions has 27 levels."""

MAX_FAULTS = 100
"""How many faults of one file are told before its reading stops."""


class Fault(Struct, frozen=True):
    """What is wrong with a text. `at` is the offset of the character; None where only the pointer is known.

    `first` is the offset of what the fault is at odds with: the first of two keys.
    """

    code: str
    message: str
    at: int | None = None
    pointer: str = ""
    fix: str | None = None
    first: int | None = None


class Refused(Exception):
    """Raised inside a parser when the text can't be read; never leaves `scaffold.source`."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults)
        self.faults = faults


class Denied(Exception):
    """The document is not fetched; the words say why. `code` is the diagnostic's."""

    def __init__(self, code: str, message: str, fix: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fix = fix


def step(pointer: str, token: str | int) -> str:
    """The JSON pointer one token further (RFC 6901 section 3)."""
    return f"{pointer}/{str(token).replace('~', '~0').replace('/', '~1')}"


def tokens(pointer: str) -> list[str]:
    """The unescaped tokens of a JSON pointer (RFC 6901 section 4)."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def levels(value: Json) -> Iterator[list[Any]]:
    """The lists and objects of a value, one list per level of nesting; stops one level below `MAX_DEPTH`."""
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return
        yield level
        inside = [c for held in level for c in (held.values() if type(held) is dict else held)]
        level = [c for c in inside if type(c) is dict or type(c) is list]


def find(value: Json, wanted: type, test: Any) -> str | None:
    """The pointer of the first scalar of type `wanted` that passes `test`; keys count as strings."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        pointer, held = stack.pop()
        if type(held) is dict:
            if wanted is str and any(map(test, held)):
                return pointer
            stack += [(step(pointer, k), v) for k, v in reversed(held.items())]
        elif type(held) is list:
            stack += [(step(pointer, i), v) for i, v in reversed(list(enumerate(held)))]
        elif type(held) is wanted and test(held):
            return pointer
    return None


def not_finite(value: float) -> bool:
    """Whether a float is no number that JSON has."""
    return not math.isfinite(value)


def not_unicode(value: str) -> bool:
    """Whether a string holds half of a surrogate pair, which no encoding of Unicode can carry."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
