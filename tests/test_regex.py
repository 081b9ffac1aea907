"""Patterns of ECMA-262 in Python: the same strings match, or there is no translation."""

from __future__ import annotations

import itertools
import re

import jsonschema_rs
import pytest

from scaffold.cases.strings import matching
from scaffold.regex import compiled, settled, translate


@pytest.mark.parametrize(
    ("pattern", "matches", "others"),
    [
        (r"^\d+$", ["12"], ["12\n", "١٢", ""]),
        (r"^97[89][0-9]{10}$", ["9780141439518"], ["978014143951", "x9780141439518"]),
        (r"a", ["cat"], ["dog"]),
        (r"^.$", ["a", "\x85"], ["\n", "\r", "\u2028"]),
        (r"^\w+$", ["aZ_9"], ["é", "a-b"]),
        (r"^\s$", ["\ufeff", "\u00a0", "\t"], ["\x1c", "a"]),
        (r"^[^\s]$", ["\x1c"], ["\u2003"]),
        (r"^[\S\s]$", ["\n", "a"], [""]),
        (r"^\/a\-b$", ["/a-b"], [r"\/a\-b"]),
        (r"^\u00e9\u{1F600}\ud83d\ude00$", ["é😀😀"], ["e"]),
        (r"^(?<year>\d{4})-\k<year>$", ["2026-2026"], ["2026-2025"]),
        (r"^(a)\1$", ["aa"], ["ab"]),
        (r"^a{,2}$", ["a{,2}"], ["aa"]),
        (r"^{a}$", ["{a}"], ["a"]),
        (r"^[]$", [], ["", "a"]),
        (r"^[^]$", ["a", "\n"], [""]),
        (r"^[a&&b]$", ["&", "a"], ["c"]),
        (r"^[[a]$", ["[", "a"], ["]"]),
        (r"^[\w-.]+$", ["a-.b"], ["a+b"]),
        (r"^\bfoo\b$", ["foo"], ["foo "]),
        (r"^(?!x).*$", ["a", ""], ["x1"]),
        (r"^(?:a|b)+?$", ["abba"], ["c"]),
        (r"^[\b]$", ["\b"], ["b"]),
        (r"^\cA$", ["\x01"], ["A"]),
        (r"^\0$", ["\0"], ["0"]),
        (r"^\p{Lu}\P{L}$", ["É1"], ["é1", "ÉÉ"]),
        (r"^[\p{Nd}_]+$", ["٣_"], ["a"]),
    ],
)
def test_translated(pattern: str, matches: list[str], others: list[str]) -> None:
    found = compiled(pattern)
    assert found is not None
    assert [text for text in [*matches, *others] if found.search(text)] == matches


@pytest.mark.parametrize(
    "pattern",
    [
        r"a++",
        r"a{2}{3}",
        r"(?<=a*)b",
        r"\A",
        r"\Z",
        r"(?P<x>a)",
        r"(?i)a",
        r"(a",
        r"[z-a]",
        r"\p{Script=Greek}",
        r"\8(",
    ],
)
def test_untranslatable(pattern: str) -> None:
    assert translate(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest"),
    [
        (r"^97[89][0-9]{10}$", 0, None),
        (r"^[a-z]+(-[a-z]+)*$", 10, 12),
        (r"^(?=.*\d)[a-zA-Z\d]{8,}$", 0, None),
        (r"^\S+@\S+$", 0, 8),
        (r"^(\w)\1$", 0, None),
        (r"^.{100,200}$", 0, None),
        (r"^$|^a$", 1, None),
        (r"[A-Z]{2}", 5, 5),
        (r"^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$", 20, None),
        (r"^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[!-])[a-zA-Z0-9!-]{8,}$", 0, None),
        (r"^(?:[01]\d|2[0-3]):[0-5]\d$", 0, 5),
    ],
)
def test_strings_that_match(pattern: str, shortest: int, longest: int | None) -> None:
    found = matching(pattern, shortest, longest)
    assert found is not None and found == matching(pattern, shortest, longest)
    assert re.search(translate(pattern) or "(?!)", found)
    assert shortest <= len(found) <= (longest if longest is not None else 1000)


def test_no_string_matches_what_nothing_can() -> None:
    assert matching("^[]$", 0, None) is None
    assert matching("^a$", 2, None) is None


@pytest.mark.parametrize(
    ("pattern", "flat"),
    [
        (r"^([\/\w .-]*)*\/?$", r"^[\/\w .-]*\/?$"),
        ("^(a+)+$", "^a+$"),
        ("^(?:a+)*b$", "^a*b$"),
        ("^(a*)+?b$", "^a*?b$"),
        ("^(ab*)*$", "^(ab*)*$"),
        (r"^\(a*)*$", r"^\(a*)*$"),
        ("^[(a*)*]$", "^[(a*)*]$"),
        (r"^(a*)*(b)\2$", r"^(a*)*(b)\2$"),
    ],
)
def test_repetitions_of_a_repetition_are_flattened(pattern: str, flat: str) -> None:
    assert settled(pattern) == flat


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(?:a+)*b$", "^(a*)*b?$", "^x(b*)+$"])
def test_flattened_patterns_match_the_same(pattern: str) -> None:
    for text in ("".join(letters) for size in range(5) for letters in itertools.product("abx", repeat=size)):
        assert bool(re.search(settled(pattern), text)) == bool(re.search(pattern, text)), text


@pytest.mark.parametrize(
    ("pattern", "strict"),
    [
        ("^[a-z]{1-70}$", r"^[a-z]\{1-70\}$"),
        ("^[0-9]{,2}]$", r"^[0-9]\{,2\}\]$"),
        ("^{}$", r"^\{\}$"),
        (r"^[\w- ]+[-.\d-_]*[a-z-\d]$", r"^[\w\- ]+[-.\d\-_]*[a-z\-\d]$"),
        (r"^\p{L}{2,}[\p{Lu}-]\u{61}[^{}]\{$", r"^\p{L}{2,}[\p{Lu}-]\u{61}[^{}]\{$"),
    ],
)
def test_what_only_lenient_engines_read_is_spelled_out(pattern: str, strict: str) -> None:
    assert settled(pattern) == strict
    assert translate(strict) == translate(pattern)
    jsonschema_rs.Draft202012Validator({"pattern": strict}, validate_formats=True)
