"""The merge line by line, and of files that list things."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.merge import merge
from scaffold.merge.text import merge_text


@pytest.mark.parametrize(
    ("path", "base", "yours", "new", "expected"),
    [
        (
            "pyproject.toml",
            'a = [\n  "x",\n]\n',
            'a = [\n  "x",\n  "mine",\n]\n',
            'a = [\n  "x",\n  "new",\n]\n',
            ["mine", "new"],
        ),
        (
            "pyproject.toml",
            'a = [\n  "x>=1",\n]\n',
            'a = [\n  "x>=1",\n  "mine",\n]\n',
            'a = [\n  "x>=2",\n]\n',
            ["x>=2", "mine"],
        ),
        ("package.json", '{\n"a": 1\n}\n', '{\n"m": 2,\n"a": 1\n}\n', '{\n"n": 3,\n"a": 1\n}\n', ['"m": 2', '"n": 3']),
        (".gitignore", "a\n", "a\nmine\n", "a\nnew\n", ["mine", "new"]),
    ],
)
def test_lists_take_what_both_put_in(path: str, base: str, yours: str, new: str, expected: list[str]) -> None:
    result = merge(path, base, yours, new)
    assert result.clean and [word for word in expected if word not in result.text] == []


@pytest.mark.parametrize(
    ("path", "base", "yours", "new"),
    [
        ("a.toml", "a = 1\n", "a = 2\n", "a = 3\n"),
        ("a.toml", "", "a = 2\n", "a = 3\n"),
        ("package.json", '{\n"a": 1\n}\n', '{\n"a": 1,\n"m": 2\n}\n', '{\n"a": 1,\n"n": 3\n}\n'),
        ("package.json", '{\n"a": 1\n}\n', '{\n"m": 2,\n"a": 1\n}\n', '{\n"m": 3,\n"a": 1\n}\n'),
        ("compose.yaml", "a:\n", "a:\n  b: 1\n", "a:\n  c: 1\n"),
    ],
)
def test_what_can_not_be_both_is_a_conflict(path: str, base: str, yours: str, new: str) -> None:
    assert not merge(path, base, yours, new).clean


LINES = st.lists(st.sampled_from(["a", "b", "c", "d = 1", "    e", ""]), max_size=12).map(
    lambda lines: "".join(line + "\n" for line in lines)
)


@settings(deadline=None)
@given(LINES, LINES, LINES)
def test_by_line_nothing_is_lost(base: str, yours: str, new: str) -> None:
    assert merge_text(base, base, new).text == new
    assert merge_text(base, yours, base).text == yours
    assert merge_text(base, yours, yours).text == yours
    result = merge_text(base, yours, new)
    lines = result.text.split("\n")
    for line in set(yours.split("\n")) - set(base.split("\n")):
        assert lines.count(line) >= yours.split("\n").count(line)


README = "# Client\n\nSay 'hello', or not.\n\n```python\nfind('a', 1)\n```\n"


@pytest.mark.parametrize(
    ("yours", "new", "merged"),
    [
        (("find('a', 1)", 'find(\n    "a", 1,\n)'), ("find(", "search("), README.replace("find", "search")),
        (("find('a', 1)", "find('b', 1)"), ("find(", "search("), None),
        (("'hello', or", '"hello" or'), ("hello", "goodbye"), None),
    ],
)
def test_code_in_a_text_that_a_formatter_went_over_is_no_conflict(
    yours: tuple[str, str], new: tuple[str, str], merged: str | None
) -> None:
    result = merge("README.md", README, README.replace(*yours), README.replace(*new))
    assert result.clean is (merged is not None) and merged in (None, result.text)
