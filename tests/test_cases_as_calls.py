"""How the case table is said in calls: what is left out, long texts, and what clients are called with."""

from __future__ import annotations

from pathlib import Path

import pytest

import scaffold
from scaffold.cases.bundle import Cases
from scaffold.diag import Report
from scaffold.lang.cases import RUN, runs
from scaffold.source import Loader

LARGE = """
openapi: 3.1.0
info: {title: Large, version: "1"}
paths:
  /large:
    post:
      parameters:
        - {name: own, in: query, required: true, schema: {type: integer}, example: 9007199254740993}
        - {name: least, in: query, schema: {type: integer, minimum: 9007199254740993}}
        - {name: small, in: query, schema: {type: integer}, example: 12}
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {size: {type: integer}}}
            examples: {large: {value: {size: 9007199254740993}}, small: {value: {size: 13}}}
      responses: {"204": {description: Done.}}
"""


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


def test_clients_are_called_with_integers_that_all_of_them_can_hold(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text(LARGE, "utf-8")
    report = Report()
    api = scaffold.read(Loader(tmp_path / "large.yaml", report), report)
    assert api is not None
    (sample,) = Cases(api).samples.values()
    assert {param.name.wire.raw: value.json for param, value in sample.values} == {"own": 1, "small": 12}
    assert sample.body is not None and sample.body[1].json == {"size": 13}
