"""scaffold.source: what YAML and JSON texts mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reading import value

from scaffold.source import yaml_text
from scaffold.source.syntax import Refused

CORE_SCHEMA: list[tuple[str, Any]] = [
    ("no", "no"),
    ("on", "on"),
    ("yes", "yes"),
    ("y", "y"),
    ("true", True),
    ("TRUE", True),
    ("False", False),
    ("tRUE", "tRUE"),
    ("null", None),
    ("Null", None),
    ("~", None),
    ("", None),
    ("nULL", "nULL"),
    ("010", 10),
    ("-007", -7),
    ("08", 8),
    ("0o10", 8),
    ("0x1F", 31),
    ("+0x1F", "+0x1F"),
    ("-0o7", "-0o7"),
    ("0b11", "0b11"),
    ("0O17", "0O17"),
    ("1_000", "1_000"),
    ("+5", 5),
    ("-0", 0),
    ("12:30:45", "12:30:45"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ("1.0", 1.0),
    ("1.", 1.0),
    (".5", 0.5),
    ("-.5e3", -500.0),
    ("1e3", 1000.0),
    ("01.5", 1.5),
    ("1.2.3", "1.2.3"),
    ("18446744073709551616", 18446744073709551616),
    ("-9223372036854775809", -9223372036854775809),
    ("1" * 400, int("1" * 400)),
    ("9007199254740993", 9007199254740993),
    ("'5'", "5"),
    ('"010"', "010"),
    ("!!str 5", "5"),
    ("!!int '5'", 5),
    ("!!float 5", 5.0),
    ("! 5", "5"),
    ("!!binary aGk=", "aGk="),
    ("=", "="),
    ("a#b", "a#b"),
    ("a #b", "a"),
    ("[010, 1_0, 0x10]", [10, "1_0", 16]),
    ("|\n  010\n", "010\n"),
    (">-\n  no\n  on\n", "no on"),
]


@pytest.mark.parametrize(("written", "meant"), CORE_SCHEMA, ids=[written[:30] for written, _ in CORE_SCHEMA])
def test_yaml_scalars_are_of_the_core_schema_of_yaml_1_2(tmp_path: Path, written: str, meant: Any) -> None:
    got = value(tmp_path, f"a: {written}\n")
    assert isinstance(got, dict)
    assert (got["a"], type(got["a"])) == (meant, type(meant))


@pytest.mark.parametrize(("written", "meant"), CORE_SCHEMA, ids=[written[:30] for written, _ in CORE_SCHEMA])
def test_both_yaml_readers_agree(written: str, meant: Any) -> None:
    got = yaml_text.compose(f"a: {written}\n").value["a"]
    assert (got, type(got)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("200", "200"),
        ("1.10", "1.10"),
        ("true", "true"),
        ("Yes", "Yes"),
        ("~", "~"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("+5", "+5"),
        ("'200'", "200"),
        ("? 200\n  ", "200"),
        ("2020-01-01", "2020-01-01"),
        ("18446744073709551616", "18446744073709551616"),
        ("'<<'", "<<"),
    ],
)
def test_yaml_keys_are_strings_as_they_are_spelt(tmp_path: Path, written: str, key: str) -> None:
    assert value(tmp_path, f"a:\n  {written}: x\n  z: y\n") == {"a": {key: "x", "z": "y"}}


def test_yaml_keys_keep_the_order_of_the_text(tmp_path: Path) -> None:
    got = value(tmp_path, "404: a\ndefault: b\n200: c\n4XX: d\n")
    assert isinstance(got, dict)
    assert list(got) == ["404", "default", "200", "4XX"]


MERGES: list[tuple[str, Any]] = [
    ("b: &b {x: 1}\nc:\n  <<: *b\n  y: 2\n", {"x": 1, "y": 2}),
    ("b: &b {x: 1}\nc:\n  y: 2\n  <<: *b\n  x: 3\n", {"x": 3, "y": 2}),
    ("b: &b {x: 1, z: 1}\nd: &d {x: 2, w: 2}\nc:\n  <<: [*b, *d]\n", {"x": 1, "z": 1, "w": 2}),
    ("c: {<<: {x: 1}, y: 2}\n", {"x": 1, "y": 2}),
    ("b: &b {x: 1}\nd: &d {<<: *b, y: 2}\nc: {<<: *d}\n", {"x": 1, "y": 2}),
    ("b: &b {x: 1}\nc: *b\n", {"x": 1}),
    ("b: &b [{x: 1}, {y: 2}]\nc:\n  <<: *b\n", {"x": 1, "y": 2}),
    ('c: {"<<": {x: 1}}\n', {"<<": {"x": 1}}),
]


@pytest.mark.parametrize(("content", "meant"), MERGES)
def test_aliases_and_merge_keys_stand_for_what_they_name(tmp_path: Path, content: str, meant: Any) -> None:
    got = value(tmp_path, content)
    assert isinstance(got, dict)
    assert got["c"] == meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("content", "name"), [("a: é\r\nb: 😀\r\n", "api.yaml"), ('{"a": "é", "b": "😀"}', "api.json")]
)
def test_every_unicode_encoding_is_read(tmp_path: Path, encoding: str, content: str, name: str) -> None:
    assert value(tmp_path, content.encode(encoding), name) == {"a": "é", "b": "😀"}


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (b"", None),
        (b"# nothing\n", None),
        (b"---\n", None),
        (b"%YAML 1.1\n---\na: no\n...\n", {"a": "no"}),
        (b"{a: 1, b: [x, y]}", {"a": 1, "b": ["x", "y"]}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'a: "line\\\n  two"\n', {"a": "linetwo"}),
        (b"a: !!set {x, y}\n", {"a": {"x": None, "y": None}}),
        (b"tag: &t text\nb: *t\n", {"tag": "text", "b": "text"}),
    ],
)
def test_yaml_texts_of_all_shapes_are_read(tmp_path: Path, content: bytes, meant: Any) -> None:
    assert value(tmp_path, content) == meant


def test_json_numbers_are_kept(tmp_path: Path) -> None:
    content = '{"a": 123456789012345678901234567890, "b": 1.10, "c": 1E3, "d": -0.0, "e": 5}'
    got = value(tmp_path, content, "api.json")
    assert repr(got) == "{'a': 123456789012345678901234567890, 'b': 1.1, 'c': 1000.0, 'd': -0.0, 'e': 5}"


def test_a_name_without_an_extension_is_read_by_its_content(tmp_path: Path) -> None:
    assert value(tmp_path, '{"a": 1}', "api") == {"a": 1}
    assert value(tmp_path, "a: 1", "api") == {"a": 1}
    assert value(tmp_path, "{a: 1}", "api") == {"a": 1}


SCALARS = st.one_of(
    st.from_regex(r"[-+]?[0-9_.:eEoxb]{0,6}", fullmatch=True),
    st.sampled_from(
        ["null", "True", "no", ".inf", "-.INF", ".nan", "0x1f", "0b1", "1e400", "a", "2020-01-01", "~", "!a"]
    ),
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.tuples(SCALARS, st.sampled_from(["{}", "'{}'", '"{}"', "[{}]", "{{k: {}}}"])), min_size=1, max_size=4)
)
def test_the_fast_reader_and_the_exact_one_agree_on_any_scalar(parts: list[tuple[str, str]]) -> None:
    """The fast reader is used only for texts that it reads by the core schema."""
    content = "".join(f"k{i}: {form.format(scalar)}\n" for i, (scalar, form) in enumerate(parts))
    assert outcome(lambda: yaml_text.parse(content, [])) == outcome(lambda: yaml_text.compose(content).value)


KEYED = ["{}: v\n", "{} : v\n", "? {}\n: v\n", "m: {{a: b, {}: v}}\n", "m: [{}: v]\n", "m:\n- {}: v\n", "!!str {}: v\n"]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(SCALARS.filter(str.strip), st.just("v"), min_size=1, max_size=4), st.sampled_from(KEYED))
@example({"5": "v", "5.": "v"}, KEYED[0])  # numbers that are one key to Python
@example({"1": "v", "True": "v"}, KEYED[0])
@example({"+9": "v", "9:o": "v"}, KEYED[0])  # a key that holds the digits of another
@example({"8": "v"}, KEYED[4])
@example({"+8": "v"}, KEYED[4])
def test_the_fast_reader_and_the_exact_one_agree_on_any_key(keys: dict[str, str], form: str) -> None:
    content = "".join(form.format(key) for key in keys)
    assert outcome(lambda: yaml_text.parse(content, [])) == outcome(lambda: yaml_text.compose(content).value)


def outcome(run: Any) -> str:
    try:
        return repr(run())
    except Refused as refused:
        return refused.faults[0].code
