"""Three-way merge of rows: of lines, of statements, of anything that can be compared."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeAlias

Side: TypeAlias = Literal["same", "yours", "new", "both", "conflict"]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
YOURS, BASE, MIDDLE, NEW = "<<<<<<< yours", "||||||| base", "=======", ">>>>>>> generated"


class Chunk(NamedTuple):
    """A stretch of the three rows, as ranges, and who changed it; "both" did the same."""

    side: Side
    base: slice
    yours: slice
    new: slice


class _Hunk(NamedTuple):
    start: int
    end: int
    low: int
    high: int
    side: int


def _hunks(base: Sequence[Hashable], other: Sequence[Hashable], side: int) -> Iterator[_Hunk]:
    for tag, start, end, low, high in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Hunk(start, end, low, high, side)


def _groups(hunks: list[_Hunk], strict: bool) -> Iterator[list[_Hunk]]:
    """Hunks that are about the same stretch of the base. `strict`: also those that touch each other."""
    group: list[_Hunk] = []
    end = -1
    for hunk in hunks:
        touching = hunk.start == end and (strict or hunk.end == group[-1].start == end) if group else False
        if group and (hunk.start < end or touching):
            group.append(hunk)
        else:
            if group:
                yield group
            group = [hunk]
        end = max(end, hunk.end) if len(group) > 1 else hunk.end
    if group:
        yield group


def merge3(
    base: Sequence[Hashable], yours: Sequence[Hashable], new: Sequence[Hashable], *, strict: bool = True
) -> Iterator[Chunk]:
    """The chunks of a three-way merge, in order. Together they cover all three rows."""
    hunks = sorted([*_hunks(base, yours, 0), *_hunks(base, new, 1)])
    at, shift = 0, [0, 0]
    for group in _groups(hunks, strict):
        low, high = group[0].start, max(hunk.end for hunk in group)
        if at < low:
            yield _same(at, low, shift)
        starts = [low + shift[0], low + shift[1]]
        for hunk in group:
            shift[hunk.side] = hunk.high - hunk.end
        left = slice(starts[0], high + shift[0])
        right = slice(starts[1], high + shift[1])
        sides = {hunk.side for hunk in group}
        side: Side = "conflict" if len(sides) == 2 else "new" if 1 in sides else "yours"
        if side == "conflict" and list(yours[left]) == list(new[right]):
            side = "both"
        yield Chunk(side, slice(low, high), left, right)
        at = high
    if at < len(base):
        yield _same(at, len(base), shift)


def _same(start: int, end: int, shift: list[int]) -> Chunk:
    return Chunk(
        "same", slice(start, end), slice(start + shift[0], end + shift[0]), slice(start + shift[1], end + shift[1])
    )


def marked(yours: str, base: str, new: str, mark: str = "") -> str:
    """The three texts, which are whole lines, between conflict markers. `mark` is put behind the first."""
    sides = [text if not text or text.endswith("\n") else text + "\n" for text in (yours, base, new)]
    return f"{YOURS}{mark}\n{sides[0]}{BASE}\n{sides[1]}{MIDDLE}\n{sides[2]}{NEW}\n"


def lines(text: str) -> list[str]:
    """The lines of a text with their ends; only a line feed ends a line."""
    return _LINE.findall(text)


def merge_lines(base: str, yours: str, new: str) -> str | None:
    """A three-way merge by line, or None where it has a conflict."""
    rows = lines(base), lines(yours), lines(new)
    out: list[str] = []
    for chunk in merge3(*rows):
        if chunk.side == "conflict":
            return None
        out += rows[2][chunk.new] if chunk.side == "new" else rows[1][chunk.yours]
    return "".join(out)
