"""Words of a description can't break out of a literal, a docstring or a comment, and black leaves them alone."""

from __future__ import annotations

import ast
import inspect

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold import ir
from scaffold.lang.python.literals import comment, docstring, literal, quoted, raw

WORDS = st.text(st.one_of(st.characters(), st.sampled_from("\"'\\\n\r\t {}#\u2028\u202e\ud800")), max_size=60)


def unchanged(source: str) -> bool:
    return black.format_str(source, mode=black.Mode()) == source


@given(WORDS)
def test_a_string_literal_means_its_text_and_is_black_clean(text: str) -> None:
    for printed in (quoted(text), raw(text)):
        assert ast.literal_eval(printed) == text
        assert "\n" not in printed
    assert unchanged(f"x = {quoted(text)}\n")


@given(WORDS, st.integers(0, 8))
def test_a_docstring_is_one_string_and_black_clean(text: str, indent: int) -> None:
    margin = " " * (indent // 4 * 4)
    printed = docstring(ir.Text(text), len(margin))
    source = f"class C:\n    def f(self) -> None:\n        {printed}\n" if len(margin) == 8 else f"{printed}\n"
    if len(margin) == 4:
        source = f"def f() -> None:\n    {printed}\n"
    (statement,) = ast.parse(source).body
    assert len(list(ast.walk(statement))) == len(list(ast.walk(ast.parse(source.replace(printed, '"x"')).body[0])))
    assert unchanged(source)


@given(WORDS)
def test_a_comment_is_nothing_but_a_comment(text: str) -> None:
    assert ast.dump(ast.parse(f"x = 1\n{comment(ir.Text(text))}\n")) == ast.dump(ast.parse("x = 1\n"))


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "a", ["a", {"b": [1, None]}], {"a": {}}, (), ("a",), ("a", 1)])
def test_a_literal_means_its_value(value: object) -> None:
    assert ast.literal_eval(literal(value)) == value


@pytest.mark.parametrize("value", [1e20, 1.5e308, 1e-7, -2.5e16, 0.1])
def test_black_keeps_how_a_number_is_written(value: float) -> None:
    assert unchanged(f"x = {literal(value)}\n")


def test_a_value_that_json_can_not_hold_has_no_literal() -> None:
    with pytest.raises(TypeError):
        literal(float("nan"))


@pytest.mark.parametrize("again", ["List books", "list Books."])
def test_a_description_that_says_the_summary_again_is_left_out(again: str) -> None:
    assert docstring(ir.Doc(summary=ir.Text("List books"), description=ir.Text(again))) == '"""List books"""'


def test_summary_and_description_are_paragraphs_and_long_lines_are_wrapped() -> None:
    doc = ir.Doc(summary=ir.Text("List books"), description=ir.Text("word " * 40))
    text = docstring(doc)
    assert inspect.cleandoc(ast.literal_eval(text)).split("\n\n")[0] == "List books"
    assert all(len(line) <= 88 for line in text.split("\n"))
