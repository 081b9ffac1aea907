"""Identifiers of Python: always valid, never reserved, distinct in their scope."""

from __future__ import annotations

import keyword

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.lang.base import MAX_LENGTH
from scaffold.lang.python.names import LONGEST_CLASS, Scope, distinct, identifier

WORDS = st.lists(st.text(st.characters(), max_size=12), max_size=6).map(tuple)


@given(WORDS, st.sampled_from(Scope))
def test_any_words_give_an_identifier(words: tuple[str, ...], scope: Scope) -> None:
    name = identifier(words, scope)
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert len(name) <= (LONGEST_CLASS if scope is Scope.CLASS else MAX_LENGTH) + 2
    if scope is Scope.MODULE:
        assert name.isascii()


@pytest.mark.parametrize(
    ("words", "scope", "expected"),
    [
        (("get", "book"), Scope.FUNCTION, "get_book"),
        (("get", "book"), Scope.CLASS, "GetBook"),
        (("http", "2fa"), Scope.MEMBER, "HTTP_2FA"),
        (("2fa",), Scope.FIELD, "n2fa"),
        (("404",), Scope.CLASS, "N404"),
        (("import",), Scope.FUNCTION, "import_"),
        (("list",), Scope.FUNCTION, "list_"),
        (("copy",), Scope.FIELD, "copy_"),
        (("ctx",), Scope.PARAM, "ctx_"),
        ((), Scope.FIELD, "unnamed"),
        (("größe",), Scope.FIELD, "größe"),
        (("größe",), Scope.MODULE, "groe"),
    ],
)
def test_spelling(words: tuple[str, ...], scope: Scope, expected: str) -> None:
    assert identifier(words, scope) == expected


def test_no_field_hides_an_attribute_of_pydantic() -> None:
    for attribute in dir(pydantic.BaseModel):
        if not attribute.startswith("_"):
            assert identifier(tuple(attribute.split("_")), Scope.FIELD) != attribute


@given(st.lists(st.sampled_from(["a", "a_2", "b", "list_", "a_3"])))
def test_distinct_keeps_order_and_leaves_no_twins(names: list[str]) -> None:
    out = distinct(names)
    assert len(set(out)) == len(out) == len(names)
    assert all(new.startswith(old) for old, new in zip(names, out, strict=True))
    assert out[:1] == names[:1]
