"""Where the items of a text begin and end, by line: what both readers share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from scaffold.merge.model import Element, Item, Lazy, Suite, Unsupported


class Span(NamedTuple):
    """From an offset to another."""

    start: int
    end: int


class Row(NamedTuple):
    """An item or a comment that stands alone, as lines: its attached comments from `lead`, itself `first` to `last`.

    `which` is which of the statements it is; -1 for a comment.
    """

    which: int
    lead: int
    first: int
    last: int


class Source:
    """A text with the places of its lines and comments."""

    def __init__(self, text: str, comments: Sequence[Span]) -> None:
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.starts[-1] = len(text)
        self.comments = comments
        self._offsets = [span.start for span in comments]
        self.whole: dict[int, int] = {}
        for span in comments:
            self._mark(span)

    def _mark(self, span: Span) -> None:
        top, bottom = self.line(span.start), self.line(max(span.start, span.end - 1))
        before = self.text[self.starts[top] : span.start]
        after = self.text[span.end : self.starts[bottom + 1]]
        if not before.strip() and not after.strip():
            self.whole.update(dict.fromkeys(range(top, bottom + 1), top))

    def line(self, offset: int) -> int:
        """The line of an offset, from 0."""
        low, high = 0, len(self.starts) - 1
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= offset else (low, middle)
        return low

    def lines(self, first: int, last: int) -> Span:
        """From the start of a line to the end of another, its line feed included."""
        return Span(self.starts[first], self.starts[last + 1]) if last >= first else Span(*[self.starts[first]] * 2)

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def blank(self, line: int) -> bool:
        return not self.slice(self.lines(line, line)).strip()

    def column(self, line: int) -> int:
        """How far a line is indented."""
        text = self.slice(self.lines(line, line))
        return len(text) - len(text.lstrip())

    def inside(self, span: Span) -> list[Span]:
        """The comments in a stretch."""
        low = bisect_left(self._offsets, span.start)
        high = bisect_left(self._offsets, span.end)
        return list(self.comments[low:high])

    def remarks(self, span: Span, clean: Callable[[str], str]) -> tuple[str, ...]:
        """What the comments in a stretch say."""
        return tuple(clean(self.slice(comment)) for comment in self.inside(span))

    def outline(self, rows: Iterable[tuple[int, int]], first: int, last: int, indent: int) -> list[Row]:
        """The items whose statements are `rows` of lines, and the comments between them, from one line to another.

        A comment that no blank line parts from the item below is the item's. One that is indented deeper than
        `indent` belongs to the item above.
        """
        found: list[Row] = []
        at = first
        for index, (top, bottom) in enumerate([*rows, (last + 1, last)]):
            blocks = self._blocks(at, top)
            while found and blocks and self.column(blocks[0][0]) > indent:
                found[-1] = found[-1]._replace(last=blocks.pop(0)[1])
            attached = blocks.pop() if blocks and blocks[-1][1] == top - 1 and top <= last else None
            found += [Row(-1, start, start, end) for start, end in blocks]
            if top <= last:
                found.append(Row(index, attached[0] if attached else top, top, bottom))
            at = bottom + 1
        return found

    def _blocks(self, first: int, end: int) -> list[tuple[int, int]]:
        """The comments of a stretch of lines that has nothing else: stretches without a blank line."""
        blocks: list[tuple[int, int]] = []
        for line in range(first, end):
            if line in self.whole:
                if blocks and blocks[-1][1] == line - 1:
                    blocks[-1] = (blocks[-1][0], line)
                else:
                    blocks.append((line, line))
            elif not self.blank(line):
                raise Unsupported(f"line {line + 1}")
        return blocks

    def elements(
        self, rows: Sequence[tuple[int, int]], last: int, first: int, meaning: Callable[[int, Span], Lazy]
    ) -> tuple[Element, ...]:
        """The statements on `rows`, each with what stands before it; what is left before `last` is one, too."""
        found = []
        at = first
        for index, (_, bottom) in enumerate(rows):
            span = self.lines(at, bottom)
            found.append(Element(self.slice(span), meaning(index, span)))
            at = bottom + 1
        if at <= last:
            span = self.lines(at, last)
            found.append(Element(self.slice(span), meaning(-1, span)))
        return tuple(found)

    def comment_elements(self, first: int, end: int, clean: Callable[[str], str]) -> tuple[Element, ...]:
        """The comments on whole lines, one by one."""
        found: list[Element] = []
        line = first
        while line < end:
            bottom = line
            while bottom + 1 < end and self.whole.get(bottom + 1) == self.whole.get(line) is not None:
                bottom += 1
            span = self.lines(line, bottom)
            found.append(Element(self.slice(span), Lazy(lambda span=span: self.remarks(span, clean))))  # type: ignore[misc]
            line = bottom + 1
        return tuple(found)

    def suite(self, outline: Iterable[Row], first: int, last: int, make: Callable[[Row, str], Item]) -> Suite:
        """The items of an outline with the gaps between them."""
        items: list[Item] = []
        at = first
        counted: dict[str, int] = {}
        for row in outline:
            item = make(row, self.slice(self.lines(at, row.lead - 1)))
            times = counted[item.key] = counted.get(item.key, 0) + 1
            items.append(item if times == 1 else keyed(item, f"{item.key} #{times}"))
            at = row.last + 1
        return Suite(items=tuple(items), tail=self.slice(self.lines(at, last)))


def keyed(item: Item, key: str) -> Item:
    """The same item by another key."""
    return Item(
        key=key,
        name=item.name,
        kind=item.kind,
        gap=item.gap,
        text=item.text,
        meaning=item.meaning,
        frame=item.frame,
        parts=item.parts,
        header=item.header,
        entries=item.entries,
        style=item.style,
    )


def merged_rows(rows: Sequence[tuple[int, int]]) -> list[tuple[int, int, list[int]]]:
    """Stretches of lines, with those that share a line made one; and which of `rows` each holds."""
    found: list[tuple[int, int, list[int]]] = []
    for index, (top, bottom) in enumerate(rows):
        if found and top <= found[-1][1]:
            first, last, held = found[-1]
            found[-1] = (first, max(last, bottom), [*held, index])
        else:
            found.append((top, bottom, [index]))
    return found
