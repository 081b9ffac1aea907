"""scaffold.source: what is refused and how it is told, nodes, and which documents may be read."""

from __future__ import annotations

import itertools
import json
import os
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import codes, load, read, value

from scaffold.diag import Report, Severity, Source, as_json, github, text
from scaffold.source import MAX_BYTES, Loader, Node, json_text, yaml_text
from scaffold.source.syntax import MAX_DEPTH

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
    ("api.yaml", b"\xef\xbb\xbfa: \xe9\n", "not-text", (1, 4)),
    ("api.yaml", b"ok: 1\na: \x07\n", "not-text", (2, 4)),
    ("api.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-text", (1, 1)),
    ("api.yaml", bytes(range(256)), "not-text", (1, 1)),
    ("api.yaml", b"[" * DEEP + b"]" * DEEP, "too-deep", (1, 129)),
    ("api.yaml", b"{a: " * DEEP + b"}" * DEEP, "too-deep", (1, 513)),
    ("api.yaml", b"- " * DEEP, "too-deep", (1, 257)),
    ("api.yaml", b"x: &x 1\ny: *x\nz:\n" + b" [\n" * 300, "too-deep", (131, 2)),
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


def test_a_tab_is_told_as_such(tmp_path: Path) -> None:
    assert "indent with spaces" in str(read(tmp_path, "a:\n\tb: 1\n")[1].diagnostics[0].fix)
    assert read(tmp_path, "a: b: c\n")[1].diagnostics[0].fix is None


def test_every_duplicate_key_is_told_with_the_line_of_the_first(tmp_path: Path) -> None:
    _, report, _ = read(tmp_path, "a: 1\nb: {x: 1, x: 2}\na: 2\na: 3\n")
    assert [(d.source.pointer if d.source else None, d.message) for d in report.diagnostics] == [
        ("/a", "the key 'a' is given twice; the first is on line 1"),
        ("/b/x", "the key 'x' is given twice; the first is on line 2"),
    ]
    _, report, _ = read(tmp_path, '{"a": 1,\n "b": 2,\n "a": 3,\n "a": 3}', "api.json")
    assert [d.message for d in report.diagnostics] == ["the key 'a' is given twice; the first is on line 1"]


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


def test_aliases_of_one_large_value_are_counted(tmp_path: Path) -> None:
    content = "a: &a [" + "x, " * 20_000 + "x]\n"
    assert value(tmp_path, content + "b: [*a, *a]\n")
    root, report, _ = read(tmp_path, content + "b: [" + "*a, " * 60 + "x]\n")
    assert (root, codes(report)) == (None, ["alias-bomb"])


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


@pytest.mark.parametrize("content", [b"Infinity", b"-Infinity", b"NaN", b"1e999"])
def test_a_number_beyond_json_is_refused_at_the_root_too(tmp_path: Path, content: bytes) -> None:
    assert codes(read(tmp_path, content, "api.json")[1]) == ["number-invalid"]


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
    assert list(found.items()) == []
    assert list(found.elements()) == []
    assert list(node.elements()) == []
    assert list(inner.items()) == []
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


@pytest.mark.parametrize("word", ["01", "010", "0b1", "-0x1f", "1e400", "+0o7", "18446744073709551616"])
def test_numbers_in_prose_are_left_to_the_fast_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """Only what stands as a plain scalar needs the exact reader, which takes several times as long."""
    monkeypatch.setattr(yaml_text, "_Composer", lambda: pytest.fail("composed"))
    content = f"a: 'It costs {word}.'\nb: '{word}'\nc: \"{word}\"\nd: >\n  Costs {word} or `{word}`\n200: {{x: y}}\n"
    got = value(tmp_path, content + "e: &anchor 1\nf: Tom & *Jerry*\n")
    assert isinstance(got, dict)
    assert (got["b"], got["c"], list(got)[4]) == (word, word, "200")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abé日😀"), inner, max_size=3),
    max_leaves=20,
)


def _laid_out(value: object, breaks: Iterator[bool], depth: int = 0) -> str:
    """The value in JSON; `breaks` says whether there is a line break before each member and closing bracket."""

    def gap(depth: int) -> str:
        return "\n" + "  " * depth if next(breaks) else ""

    if isinstance(value, list):
        items = [gap(depth + 1) + _laid_out(item, breaks, depth + 1) for item in value]
        return "[" + ",".join(items) + gap(depth) + "]"
    if isinstance(value, dict):
        members = [
            f"{gap(depth + 1)}{json.dumps(key, ensure_ascii=False)}: {_laid_out(item, breaks, depth + 1)}"
            for key, item in value.items()
        ]
        return "{" + ",".join(members) + gap(depth) + "}"
    return json.dumps(value, ensure_ascii=False)


def _places(value: object, above: tuple[str, ...] = ()) -> Iterator[list[str]]:
    yield list(above)
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield from _places(item, (*above, str(key)))


@given(_VALUES, st.lists(st.booleans(), min_size=1, max_size=9))
def test_places_in_json_are_found_by_its_indentation(value: object, breaks: list[bool]) -> None:
    text = _laid_out(value, itertools.cycle(breaks))
    quick, exact = json_text.Finder(text, json.loads(text)), json_text.Finder(text)
    for place in _places(value):
        assert quick.find(place, True) == exact.find(place, True)


def test_indentation_that_misleads() -> None:
    """Where it doesn't give the members that were read, each value is passed over for itself."""
    text = '{\n  "a": {\n  "x": {\n  },\n  "y": 1\n    },\n  "b": 2\n}'
    finder = json_text.Finder(text, json.loads(text))
    assert text[finder.find(["a", "y"], True) :].startswith('"y"')
    assert text[finder.find(["b"], True) :].startswith('"b"')
