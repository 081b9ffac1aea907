"""Lines of a text by offsets, beside a list of where each line begins."""

from __future__ import annotations

import random
import re
from bisect import bisect_right

import pytest

from scaffold.source.lines import Lines


@pytest.mark.parametrize("length", [0, 5, 40, 200_000])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
def test_a_line_is_found_by_any_offset_in_it(ends: str, length: int) -> None:
    rolled = random.Random(length)
    pieces = ["\n", "\r\n", "\r"] if ends == "mixed" else [ends]
    text = "".join(rolled.choice(["ab", "", *pieces]) for _ in range(length))
    starts = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", text))]
    lines = Lines(text)
    for at in rolled.sample(range(len(text) + 1), min(len(text) + 1, 300)):
        number = bisect_right(starts, at)
        assert lines.number(at) == number
        start, end = lines.bounds(at)
        whole = text[starts[number - 1] : starts[number] if number < len(starts) else len(text)]
        assert text[start:end].rstrip("\r\n") == whole.rstrip("\r\n")
