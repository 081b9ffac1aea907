"""Lines of a text, by offsets."""

from __future__ import annotations

_BLOCK = 1 << 16


class Lines:
    """The lines of a text; they end in a line feed, a carriage return, or both.

    They are counted block by block, up to the offset that is asked for: to list where each one begins takes ten times
    as long, and few are ever asked for.
    """

    def __init__(self, text: str) -> None:
        # The offsets stay what they are.
        self._text = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
        self._ends = [0]
        """How many lines end before each block."""

    def number(self, at: int) -> int:
        """The 1-based number of the line of an offset."""
        block = at // _BLOCK
        for start in range((len(self._ends) - 1) * _BLOCK, block * _BLOCK, _BLOCK):
            self._ends.append(self._ends[-1] + self._text.count("\n", start, start + _BLOCK))
        return self._ends[block] + self._text.count("\n", block * _BLOCK, at) + 1

    def bounds(self, at: int) -> tuple[int, int]:
        """Where the line of an offset begins, and where it ends: at its line end, or that of the text."""
        end = self._text.find("\n", at)
        return self._text.rfind("\n", 0, at) + 1, len(self._text) if end < 0 else end
