"""scaffold.source: what YAML and JSON texts mean, where their values stand, and what is refused."""

from __future__ import annotations

import json
import os
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.diag import Report, Source, Severity, as_json, github, text
from scaffold.source import MAX_BYTES, Json, Loader, Node, yaml_text
from scaffold.source.syntax import MAX_DEPTH, Refused


def load(path: Path) -> tuple[Node | None, Report, Loader]:
    report = Report()
    loader = Loader(path, report)
    return loader.root(), report, loader


def read(folder: Path, content: str | bytes, name: str = "api.yaml") -> tuple[Node | None, Report, Loader]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path)


def value(folder: Path, content: str | bytes, name: str = "api.yaml") -> Json:
    root, report, _ = read(folder, content, name)
    assert root is not None, report.diagnostics
    return root.value


def codes(report: Report) -> list[str]:
    return [found.code for found in report.diagnostics]


def spot(loader: Loader, pointer: str, key: bool = False, id: str = "api.yaml") -> tuple[int, int]:
    place = loader.locate(Source(id, pointer), key)
    assert place is not None
    return place.line, place.column


# What a text means

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


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(SCALARS.filter(str.strip), st.just("v"), min_size=1, max_size=4))
def test_the_fast_reader_and_the_exact_one_agree_on_any_key(keys: dict[str, str]) -> None:
    content = "".join(f"{key}: v\n" for key in keys)
    assert outcome(lambda: yaml_text.parse(content, [])) == outcome(lambda: yaml_text.compose(content).value)


def outcome(run: Any) -> str:
    try:
        return repr(run())
    except Refused as refused:
        return refused.faults[0].code


# What is refused

DEEP = 10_000
REFUSED: list[tuple[str, bytes, str, tuple[int, int]]] = [
    ("api.yaml", b"a: 1\nb: {x: 1, x: 2}\n", "duplicate-key", (2, 11)),
    ("api.yaml", b"a: 1\n'a': 2\n", "duplicate-key", (2, 1)),
    ("api.yaml", b"200: 1\n'200': 2\n", "duplicate-key", (2, 1)),
    ("api.yaml", b"x: &x {}\na: 1\nb: *x\na: 2\n", "duplicate-key", (4, 1)),
    ("api.json", b'{"a": 1,\n "a": 2}', "duplicate-key", (2, 2)),
    ("api.json", b'{"a": [{"b": {"c": 1, "d": 2, "\\u0063": 2}}]}', "duplicate-key", (1, 31)),
    ("api.yaml", b"a: [1, 2\nb: 3\n", "not-yaml", (2, 2)),
    ("api.yaml", b"a:\n\tb: 1\n", "not-yaml", (2, 1)),
    ("api.yaml", b"a: b: c\n", "not-yaml", (1, 5)),
    ("api.yaml", b"a: !!int x\n", "not-yaml", (1, 4)),
    ("api.yaml", b"a: 1\n---\nb: 2\n", "documents-many", (2, 1)),
    ("api.yaml", b"? [a]\n: b\n", "key-invalid", (1, 3)),
    ("api.yaml", b"? {a: b}\n: b\n", "key-invalid", (1, 3)),
    ("api.yaml", b"a: &a [1]\n*a : 2\n", "key-invalid", (2, 1)),
    ("api.yaml", b"a:\n  <<: 5\n", "merge-invalid", (2, 3)),
    ("api.yaml", b"a:\n  <<: [{x: 1}, 2]\n", "merge-invalid", (2, 3)),
    ("api.yaml", b"a: !thing 5\n", "tag-unknown", (1, 4)),
    ("api.yaml", b"a: !thing {b: 1}\n", "tag-unknown", (1, 4)),
    ("api.yaml", b"a: *b\n", "alias-unknown", (1, 4)),
    ("api.yaml", b"a: &x [*x]\n", "alias-bomb", (1, 8)),
    ("api.yaml", b"a: " + b"1" * 5000, "number-invalid", (1, 4)),
    ("api.json", b'{"s": "NaN",\n "a": NaN}', "number-invalid", (2, 7)),
    ("api.json", b'{"a": [-Infinity]}', "number-invalid", (1, 8)),
    ("api.json", b'{"a": 1e400}', "number-invalid", (1, 7)),
    ("api.json", b'{"a": ' + b"1" * 5000 + b"}", "number-invalid", (1, 7)),
    ("api.json", b'{"a": "\\ud800"}', "not-text", (1, 7)),
    ("api.json", b'{"a": "\\ud83d\\ude00", "\\udc00": 1}', "not-text", (1, 1)),
    ("api.json", b'{"a": 1,}', "not-json", (1, 9)),
    ("api.json", b"", "not-json", (1, 1)),
    ("api.json", b"a: 1", "not-json", (1, 1)),
    ("api.yaml", b"a: \xe9\n", "not-text", (1, 4)),
    ("api.yaml", b"ok: 1\na: \x07\n", "not-text", (2, 4)),
    ("api.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-text", (1, 1)),
    ("api.yaml", bytes(range(256)), "not-text", (1, 1)),
    ("api.yaml", b"[" * DEEP + b"]" * DEEP, "too-deep", (1, 129)),
    ("api.yaml", b"{a: " * DEEP + b"}" * DEEP, "too-deep", (1, 513)),
    ("api.yaml", b"- " * DEEP, "too-deep", (1, 257)),
    ("api.yaml", b"x: &x 1\ny: *x\nz: " + b"[" * DEEP, "too-deep", (3, 131)),
    ("api.yaml", b"\n".join(b" " * i + b"a:" for i in range(2000)), "too-deep", (129, 129)),
    ("api.json", b"[" * DEEP + b"]" * DEEP, "too-deep", (1, 129)),
    ("api.json", b'{"a":' * DEEP + b"1" + b"}" * DEEP, "too-deep", (1, 641)),
    ("api.json", b"[" * 300 + b'"["' + b"]" * 300, "too-deep", (1, 129)),
]


@pytest.mark.parametrize(("name", "content", "code", "place"), REFUSED, ids=[f"{r[2]}:{r[1][:24]!r}" for r in REFUSED])
def test_what_is_refused_is_told_with_its_place(
    tmp_path: Path, name: str, content: bytes, code: str, place: tuple[int, int]
) -> None:
    start = time.process_time()
    root, report, loader = read(tmp_path, content, name)
    assert root is None
    assert report.failed
    assert code in codes(report)
    [entry] = [entry for entry in as_json(report, loader.locate) if entry["code"] == code]
    assert (entry["line"], entry["column"]) == place
    assert f"error[{code}]" in text(report, loader.locate)
    assert time.process_time() - start < 2


def test_every_duplicate_key_is_told_with_the_line_of_the_first(tmp_path: Path) -> None:
    _, report, _ = read(tmp_path, "a: 1\nb: {x: 1, x: 2}\na: 2\na: 3\n")
    assert [(d.source.pointer if d.source else None, d.message) for d in report.diagnostics] == [
        ("/a", "the key 'a' is given twice; the first is on line 1"),
        ("/b/x", "the key 'x' is given twice; the first is on line 2"),
    ]


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_the_deepest_nesting_that_is_read(tmp_path: Path, name: str) -> None:
    assert value(tmp_path, "[" * MAX_DEPTH + "]" * MAX_DEPTH, name)
    assert codes(read(tmp_path, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), name)[1]) == ["too-deep"]


def test_an_alias_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    start = time.process_time()
    root, report, _ = read(tmp_path, "\n".join(lines))
    assert (root, codes(report)) == (None, ["alias-bomb"])
    assert time.process_time() - start < 2


def test_a_hundred_merge_keys_are_no_bomb(tmp_path: Path) -> None:
    lines = ["base: &base {a: 1, b: {c: 2}}", *(f"m{i}: {{<<: *base, own: {i}}}" for i in range(100))]
    got = value(tmp_path, "\n".join(lines))
    assert isinstance(got, dict)
    assert got["m99"] == {"own": 99, "a": 1, "b": {"c": 2}}


def test_numbers_that_json_lacks_are_read_as_strings_with_a_warning(tmp_path: Path) -> None:
    root, report, loader = read(tmp_path, "a: .inf\nb: [.NaN, 1e400]\nc: '.inf'\n")
    assert root is not None
    assert root.value == {"a": ".inf", "b": [".NaN", "1e400"], "c": ".inf"}
    assert codes(report) == ["number-as-text"] * 3
    assert {found.severity for found in report.diagnostics} == {Severity.WARNING}
    assert [entry["line"] for entry in as_json(report, loader.locate)] == [1, 2, 2]


def test_a_string_of_a_hundred_megabytes_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    with path.open("wb") as file:
        file.write(b'{"openapi": "')
        for _ in range(100):
            file.write(b"x" * (1024 * 1024))
        file.write(b'"}')
    assert path.stat().st_size > MAX_BYTES
    start = time.process_time()
    root, report, loader = load(path)
    assert (root, codes(report)) == (None, ["too-large"])
    assert time.process_time() - start < 0.5
    assert "error[too-large]" in text(report, loader.locate)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "petstore.yaml").write_text("a: 1")
    os.mkfifo(tmp_path / "pipe.yaml")
    for name, code in [
        ("petstor.yaml", "file-missing"),
        ("no/such/folder.yaml", "file-missing"),
        ("petstore.yaml/below.yaml", "file-missing"),
        (".", "file-unreadable"),
        ("pipe.yaml", "file-unreadable"),
        ("x" * 5000, "file-unreadable"),
        ("a\0b", "file-unreadable"),
    ]:
        root, report, loader = load(tmp_path / name)
        assert (root, codes(report)) == (None, [code]), name
        assert f"error[{code}]" in text(report, loader.locate)
        assert github(report, loader.locate).startswith("::error title=")
    assert "did you mean" in str(load(tmp_path / "petstor.yaml")[1].diagnostics[0].fix)


@pytest.mark.parametrize(
    "given", ["", "/", ".", "..", "/dev/zero", "/dev/null/x", "http://", "https://", "https://[", "\ud800"]
)
def test_any_argument_ends_in_a_diagnostic(given: str) -> None:
    report = Report()
    loader = Loader(given, report)
    assert loader.root() is None
    assert report.errors == 1
    assert text(report, loader.locate)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_permission(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text("a: 1")
    path.chmod(0)
    assert codes(load(path)[1]) == ["file-unreadable"]


def test_a_file_that_fails_to_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "api.yaml"
    path.write_text("a: 1")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    root, report, _ = load(path)
    monkeypatch.undo()
    assert (root, codes(report)) == (None, ["file-unreadable"])
    assert "Permission denied" in report.diagnostics[0].message


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=100).map(str.encode),
        st.text(alphabet="{}[]:,-&*!|>'\"#%@`?~<= \n\tab0\\", max_size=60).map(str.encode),
    ),
    st.sampled_from(["api.yaml", "api.json", "api"]),
    st.text(alphabet="/~01ab", max_size=8),
)
def test_no_bytes_end_in_a_traceback(tmp_path: Path, content: bytes, name: str, pointer: str) -> None:
    root, report, loader = read(tmp_path, content, name)
    assert (root is None) == report.failed
    unsafe = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert all(char == "\n" or unicodedata.category(char) not in unsafe for char in text(report, loader.locate))
    json.dumps(as_json(report, loader.locate)).encode()
    github(report, loader.locate).encode()
    place = loader.locate(Source(name, pointer and "/" + pointer))
    assert place is not None
    assert place.line >= 1
    if root is not None:
        json.dumps(root.value, allow_nan=False, ensure_ascii=False).encode()


# Where values stand

YAML = """\
openapi: 3.1.0
info:
  title: Places   # a comment
  "version": '1'
paths:
  /a~b/{c}:
    get:
      parameters:
        - name: x
          in: query
        -
          name: y
        - {name: z, in: path}
      responses: {200: {description: ok}, "404": {description: none}}
shared: &shared
  one: 1
  two: {three: 3}
used: *shared
merged:
  <<: *shared
  own: 1
text: |
  a: 1
  b: 2
last: 😀 ende
😀: {deep: value}
"""

YAML_PLACES = [
    ("", (1, 1), (1, 1)),
    ("/openapi", (1, 10), (1, 1)),
    ("/info", (2, 1), (2, 1)),
    ("/info/title", (3, 10), (3, 3)),
    ("/info/version", (4, 14), (4, 3)),
    ("/paths/~1a~0b~1{c}", (6, 3), (6, 3)),
    ("/paths/~1a~0b~1{c}/get/parameters/0", (9, 11), (9, 11)),
    ("/paths/~1a~0b~1{c}/get/parameters/0/in", (10, 15), (10, 11)),
    ("/paths/~1a~0b~1{c}/get/parameters/1/name", (12, 17), (12, 11)),
    ("/paths/~1a~0b~1{c}/get/parameters/2", (13, 11), (13, 11)),
    ("/paths/~1a~0b~1{c}/get/parameters/2/in", (13, 25), (13, 21)),
    ("/paths/~1a~0b~1{c}/get/responses/200", (14, 19), (14, 19)),
    ("/paths/~1a~0b~1{c}/get/responses/200/description", (14, 38), (14, 25)),
    ("/paths/~1a~0b~1{c}/get/responses/404/description", (14, 64), (14, 51)),
    ("/shared/two/three", (17, 16), (17, 9)),
    ("/used", (18, 1), (18, 1)),
    ("/used/one", (18, 1), (18, 1)),
    ("/merged/one", (20, 7), (20, 7)),
    ("/merged/two/three", (20, 7), (20, 7)),
    ("/merged/own", (21, 8), (21, 3)),
    ("/text", (22, 7), (22, 1)),
    ("/last", (25, 7), (25, 1)),
    ("/😀/deep", (26, 11), (26, 5)),
    ("/info/missing", (2, 1), (2, 1)),
    ("/info/title/below", (3, 10), (3, 3)),
    ("/nothing/at/all", (1, 1), (1, 1)),
    ("/paths/~1a~0b~1{c}/get/parameters/7/name", (8, 7), (8, 7)),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_places_in_yaml(tmp_path: Path, ends: str) -> None:
    _, report, loader = read(tmp_path, YAML.replace("\n", ends))
    assert codes(report) == []
    got = [(pointer, spot(loader, pointer), spot(loader, pointer, key=True)) for pointer, _, _ in YAML_PLACES]
    assert got == YAML_PLACES


JSON = """\
{ "openapi": "3.1.0",
  "info" : {"title":"Places", "esc\\"aped\\u0041": [1, {"x": null}]},
  "paths": {
    "/a~b": {"get": {"tags": [ "one",
       "two" ], "x": 1.5e3, "😀": true, "empty": {}, "none": [] }}
  }, "last": false
}
"""

JSON_PLACES = [
    ("", (1, 1), (1, 1)),
    ("/openapi", (1, 14), (1, 3)),
    ("/info", (2, 3), (2, 3)),
    ("/info/title", (2, 21), (2, 13)),
    ('/info/esc"apedA/1/x', (2, 60), (2, 55)),
    ('/info/esc"apedA/0', (2, 51), (2, 51)),
    ("/paths/~1a~0b/get/tags/1", (5, 8), (5, 8)),
    ("/paths/~1a~0b/get/x", (5, 22), (5, 17)),
    ("/paths/~1a~0b/get/😀", (5, 34), (5, 29)),
    ("/paths/~1a~0b/get/empty", (5, 40), (5, 40)),
    ("/paths/~1a~0b/get/none/0", (5, 53), (5, 53)),
    ("/last", (6, 14), (6, 6)),
    ("/paths/~1zz/get", (3, 3), (3, 3)),
    ("/openapi/x", (1, 14), (1, 3)),
]


def test_places_in_json(tmp_path: Path) -> None:
    _, report, loader = read(tmp_path, JSON, "api.json")
    assert codes(report) == []
    got = [
        (pointer, spot(loader, pointer, id="api.json"), spot(loader, pointer, True, "api.json"))
        for pointer, _, _ in JSON_PLACES
    ]
    assert got == JSON_PLACES


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=12,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON_VALUES, st.sampled_from([None, 1, "\t"]), st.booleans(), st.sampled_from(["api.json", "api.yaml"]))
def test_every_value_is_found_where_it_stands(tmp_path: Path, given: Json, indent: Any, ascii: bool, name: str) -> None:
    """The text from a scalar's place on starts with the scalar; from a key's place on, with the key."""
    content = json.dumps({"root": given}, indent=indent, ensure_ascii=ascii)
    root, report, loader = read(tmp_path, content, name)
    assert root is not None, report.diagnostics
    assert root.value == {"root": given}
    lines = content.split("\n")
    stack = list(root.items())
    while stack:
        key, node = stack.pop()
        stack += node.items()
        for mark in (True, False):
            place = loader.locate(node.source, mark)
            assert place is not None
            rest = lines[place.line - 1][place.column - 1 :]
            scalar = not mark and not isinstance(node.value, dict | list)
            assert rest.startswith(json.dumps(node.value if scalar else key, ensure_ascii=ascii))


def test_a_place_in_an_unknown_document_has_no_location(tmp_path: Path) -> None:
    _, _, loader = read(tmp_path, "a: 1")
    assert loader.locate(Source("other.yaml", "/a")) is None


def test_the_lines_around_a_place_are_shown_and_cut(tmp_path: Path) -> None:
    long = '{"a": [' + "1," * 500_000 + '"x"]}'
    _, _, loader = read(tmp_path, long, "api.json")
    place = loader.locate(Source("api.json", "/a/500000"))
    assert place is not None
    assert place.column == 1_000_008
    [(number, shown)] = place.lines
    assert number == 1
    assert len(shown) < 130
    assert shown[place.caret :].startswith('"x"]}')


# Nodes


def test_nodes_know_their_places() -> None:
    node = Node({"a/b": [{"c~d": 1}], "t": "x", "n": 5}, Source("api.yaml"))
    [(key, inner), *_] = node.items()
    assert (key, inner.source) == ("a/b", Source("api.yaml", "/a~1b"))
    [element] = inner.elements()
    found = element.get("c~d")
    assert found is not None
    assert (found.value, found.source.pointer) == (1, "/a~1b/0/c~0d")
    assert (node.text("t"), node.text("n"), node.text("none")) == ("x", None, None)
    assert (node.is_map, inner.is_list, inner.is_map) == (True, True, False)
    assert node.get("none") is None
    assert list(found.items()) == list(found.elements()) == list(node.elements()) == list(inner.items()) == []
    assert found.get("x") is None


# Other documents


def test_documents_are_read_once_and_by_their_path(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "pet.yaml").write_text("Pet: {type: object}\n")
    root, report, loader = read(tmp_path, "a: 1")
    pet = loader.load("schemas/pet.yaml")
    again = loader.load("./schemas/../schemas/pet.yaml")
    assert pet is not None and again is not None
    assert pet.source == again.source == Source("schemas/pet.yaml")
    assert pet.value is again.value
    assert loader.files() == {"api.yaml": b"a: 1", "schemas/pet.yaml": b"Pet: {type: object}\n"}
    place = loader.locate(Source("schemas/pet.yaml", "/Pet/type"))
    assert place is not None
    assert (place.path, place.line, place.column) == ((tmp_path / "schemas/pet.yaml").as_posix(), 1, 13)
    assert codes(report) == []


@pytest.mark.parametrize(
    ("id", "code"),
    [
        ("../secret.yaml", "ref-outside"),
        ("sub/../../secret.yaml", "ref-outside"),
        ("/etc/passwd", "ref-outside"),
        ("file:///etc/passwd", "ref-outside"),
        ("FILE:/etc/passwd", "ref-outside"),
        ("link.yaml", "ref-outside"),
        ("linked/secret.yaml", "ref-outside"),
        ("..", "ref-outside"),
        (".", "file-unreadable"),
        ("missing.yaml", "file-missing"),
        ("ftp://example.com/a.yaml", "ref-remote"),
        ("https://example.com/a.yaml", "ref-remote"),
        ("http://example.com/a.yaml", "ref-remote"),
        ("HTTPS://example.com/a.yaml", "ref-remote"),
    ],
)
def test_documents_that_are_refused(tmp_path: Path, id: str, code: str, no_network: None) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("secret: 1\n")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "linked").symlink_to(tmp_path)
    _, report, loader = read(folder, "a: {$ref: x}")
    place = Source("api.yaml", "/a/$ref")
    assert loader.load(id, place) is None
    assert [(found.code, found.source) for found in report.diagnostics] == [(code, place)]
    other = Source("api.yaml", "/b/$ref")
    assert loader.load(id, other) is None
    assert [found.source for found in report.diagnostics] == [place, other]
    assert "secret" not in loader.files()


def test_a_root_that_is_a_symlink_refers_to_files_beside_the_link(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "v1.yaml").write_text("a: 1")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "api.yaml").symlink_to(tmp_path / "store" / "v1.yaml")
    (tmp_path / "specs" / "other.yaml").write_text("b: 1")
    root, report, loader = load(tmp_path / "specs" / "api.yaml")
    assert root is not None and root.value == {"a": 1}
    assert loader.load("other.yaml") is not None
    assert codes(report) == []


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)


# Speed


def test_large_descriptions_are_read_fast(tmp_path: Path) -> None:
    """A YAML text of 5 MB in under a second, which the exact reader alone would not do twice as fast as needed."""
    item = "  /things{n}:\n    get:\n      description: 'It costs 01 or 0b1.'\n      responses:\n        200: {description: ok}\n"
    content = "openapi: 3.1.0\npaths:\n" + "".join(item.replace("{n}", str(n)) for n in range(40_000))
    start = time.process_time()
    got = value(tmp_path, content)
    assert time.process_time() - start < 2
    assert isinstance(got, dict)
    assert got["paths"]["/things7"]["get"]["responses"] == {"200": {"description": "ok"}}
