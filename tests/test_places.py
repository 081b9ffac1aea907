"""scaffold.source: where values and keys stand in their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import codes, read, spot

from scaffold.diag import Source
from scaffold.source import Json

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


def test_yaml_means_the_same_where_pyyaml_lacks_its_c_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, loader = read(tmp_path, YAML)
    monkeypatch.delattr("yaml.CSafeLoader")
    _, _, slow = read(tmp_path, YAML)
    assert [spot(slow, pointer) for pointer, _, _ in YAML_PLACES] == [spot(loader, p) for p, _, _ in YAML_PLACES]
    assert codes(read(tmp_path, b"a: *b\n")[1]) == ["alias-unknown"]
    assert codes(read(tmp_path, b"- " * 10_000)[1]) == ["too-deep"]
    assert codes(read(tmp_path, b"a: \x07\n")[1]) == ["not-text"]


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
