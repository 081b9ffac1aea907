"""How the case table is said in calls: what is left out, and long texts."""

from __future__ import annotations

import pytest

from scaffold.lang.cases import RUN, runs


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", [("", 1)]),
        ("abc", [("abc", 1)]),
        ("a" * RUN, [("a" * RUN, 1)]),
        ("a" * (RUN + 1), [("a", RUN + 1)]),
        ("xy" + "a" * 65 + "z", [("xy", 1), ("a", 65), ("z", 1)]),
        ("a" * 65 + "b" * 66, [("a", 65), ("b", 66)]),
        ("aab" + "c" * 30, [("aab", 1), ("c", 30)]),
    ],
)
def test_a_long_run_is_told_by_its_length(text: str, pieces: list[tuple[str, int]]) -> None:
    assert list(runs(text)) == pieces
    assert "".join(piece * count for piece, count in runs(text)) == text
