"""The case table as vitest files say it: what JavaScript's literals can't say by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

import scaffold
from scaffold.config import Config
from scaffold.diag import Report

SPEC = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /things:
    post:
      operationId: makeThing
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [id, __proto__, text]
              properties:
                id: {type: integer, format: int64, maximum: 9007199254740993, minimum: 9007199254740993}
                __proto__: {const: "`${1}` */ </script> \\u2028"}
                text: {type: string, minLength: 1, maxLength: 100}
      responses: {'204': {description: Done.}}
"""


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("cases") / "api.yaml"
    path.write_text(SPEC, "utf-8")
    config = Config(
        spec=str(path), dest=Path("x"), name="x", package="x", backend="nextjs", own={"next": "16", "router": "app"}
    )
    report = Report()
    tree = scaffold.generate(config, report)
    assert tree, report.diagnostics
    (found,) = [file.content for name, file in tree.items() if name.endswith(".test.ts") and "tornBody" in file.content]
    assert isinstance(found, str)
    return found


def test_an_integer_that_a_number_would_change_is_a_bigint(text: str) -> None:
    assert "id: 9007199254740993n" in text


def test_the_prototype_is_not_set(text: str) -> None:
    assert '["__proto__"]: ' in text and " __proto__:" not in text


def test_words_stay_inside_their_quotes(text: str) -> None:
    assert r'"`${1}` */ </script> \u2028"' in text and "\u2028" not in text


def test_a_long_run_is_a_repetition(text: str) -> None:
    assert '"a".repeat(101)' in text
