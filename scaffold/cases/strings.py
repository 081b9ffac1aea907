"""Strings that match a pattern, made by walking Python's own parse of it; bounded and deterministic.

Assertions (lookaheads, boundaries) are stepped over: a caller tries each candidate on the pattern itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from scaffold.regex import translate

_LIKED = "a0A1bB-_. " + "".join(chr(code) for code in range(33, 127)) + "é\n\t"
_LONGEST = 20_000


@cache
def matching(pattern: str, shortest: int, longest: int | None) -> str | None:
    """A string that the ECMA-262 `pattern` finds, of a length within the bounds; None if none is found."""
    source = translate(pattern)
    if source is None:
        return None
    compiled = re.compile(source)
    for candidate in _candidates(source, shortest):
        fits = shortest <= len(candidate) and (longest is None or len(candidate) <= longest)
        if fits and compiled.search(candidate):
            return candidate
    return None


def _candidates(source: str, shortest: int) -> Iterator[str]:
    tree = _parser.parse(source)
    for branch in range(4):
        for extra in (0, 1, 2, 3, 5, 8, 13, 21, 34, max(shortest, 1)):
            found = _Walk(branch, extra).run(tree)
            yield found
            missing = shortest - len(found)
            if 0 < missing <= _LONGEST:
                yield found + "a" * missing
                yield _Walk(branch, 0, spare=shortest - len(_Walk(branch, 0).run(tree))).run(tree)
    for branch in range(4):
        for extra in (0, 3, 8):
            yield _Walk(branch, extra, mixed=True).run(tree)


class _Walk:
    """One way through a pattern: which branch to take, how often beyond the minimum to repeat each repeatable part,
    and how many repetitions more (`spare`) the first part that bears them gets. `mixed` takes another character of a
    class each time, as patterns of passwords want."""

    def __init__(self, branch: int, extra: int, spare: int = 0, *, mixed: bool = False) -> None:
        self.branch = branch
        self.extra = extra
        self.spare = spare
        self.mixed = mixed
        self.taken = 0
        self.groups: dict[int, str] = {}
        self.length = 0

    def run(self, tree: Any) -> str:
        out: list[str] = []
        for code, value in tree:
            out.append(self.piece(code, value))
            self.length += len(out[-1])
            if self.length > _LONGEST:
                break
        return "".join(out)

    def piece(self, code: Any, value: Any) -> str:
        if code is op.LITERAL:
            return chr(value)
        if code is op.NOT_LITERAL:
            return next(char for char in _LIKED if ord(char) != value)
        if code is op.ANY:
            self.taken += 1
            return _LIKED[self.taken % len(_LIKED)] if self.mixed else "a"
        if code is op.IN:
            self.taken += 1
            members = _members(tuple((kind, *_flat(argument)) for kind, argument in value))
            return members[self.taken % len(members) if self.mixed else 0]
        if code is op.BRANCH:
            ways = value[1]
            return self.run(ways[min(self.branch, len(ways) - 1)])
        if code is op.SUBPATTERN:
            group, _, _, inner = value
            found = self.run(inner)
            if group is not None:
                self.groups[group] = found
            return found
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self.repeat(*value)
        if code is op.GROUPREF:
            return self.groups.get(value, "")
        return ""

    def repeat(self, least: int, most: Any, inner: Any) -> str:
        room = _LONGEST if most is op.MAXREPEAT else most - least
        times = least + min(self.extra, room)
        if self.spare > 0 and room:
            given = min(self.spare, room)
            self.spare -= given
            times += given
        return "".join(self.run(inner) for _ in range(min(times, _LONGEST)))


def _flat(argument: Any) -> tuple[Any, ...]:
    return argument if isinstance(argument, tuple) else (argument,)


@cache
def _members(items: tuple[tuple[Any, ...], ...]) -> str:
    """Characters of a class: those that read well, if there are any."""
    negated = items[0][0] is op.NEGATE
    ranges = [(item[1], item[-1]) for item in items if item[0] in (op.LITERAL, op.RANGE)]
    found = [char for char in _LIKED if any(low <= ord(char) <= high for low, high in ranges) != negated]
    return "".join(found) or ("\u4e00" if negated else chr(ranges[0][0]))
