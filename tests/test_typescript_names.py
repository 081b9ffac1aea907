"""Names become identifiers of TypeScript that no language, module loader or object has taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold import names
from scaffold.lang.base import reserved
from scaffold.lang.typescript.names import Scope, access, distinct, identifier, key, schema_name


@pytest.mark.parametrize(
    ("wire", "scope", "expected"),
    [
        ("book-page", Scope.MODEL, "BookPage"),
        ("BookPage", Scope.VALUE, "bookPage"),
        ("order items", Scope.MODULE, "order-items"),
        ("delete", Scope.VALUE, "delete_"),
        ("toString", Scope.VALUE, "toString_"),
        ("then", Scope.VALUE, "then_"),
        ("index", Scope.MODULE, "index_"),
        ("Error", Scope.MODEL, "Error"),
        ("Error", Scope.TYPE, "Error_"),
        ("Blob", Scope.MODEL, "Blob_"),
        ("2fa", Scope.MODEL, "N2fa"),
        ("2fa", Scope.VALUE, "n2fa"),
        ("größe", Scope.VALUE, "größe"),
        ("größe", Scope.MODULE, "groe"),
        ("__proto__", Scope.VALUE, "proto"),
    ],
)
def test_a_name_in_its_case(wire: str, scope: Scope, expected: str) -> None:
    assert identifier(names.name(wire), scope) == expected


@given(st.text(max_size=40), st.sampled_from(Scope))
def test_a_name_is_an_identifier_and_not_reserved(wire: str, scope: Scope) -> None:
    text = identifier(names.name(wire, "fallback"), scope)
    assert text not in reserved("typescript", scope)
    if scope is Scope.MODULE:
        assert text.isascii()
    else:
        assert text.isidentifier() and text not in reserved("typescript", "keyword")


def test_twins_get_numbers() -> None:
    assert distinct(["Book", "Book", "Book2", "A1", "A1"]) == ["Book", "Book2", "Book22"[:5] + "_2", "A1", "A1_2"]
    assert distinct(["Books", "books"], ignore_case=True) == ["Books", "books2"]
    endings = ("", "Input")
    assert distinct(["Get", "GetInput", "Put", "Get"], endings=endings) == ["Get", "GetInput2", "Put", "Get2"]
    assert distinct(["GetInput", "Get"], endings=endings) == ["GetInput", "Get2"]


@pytest.mark.parametrize(
    ("name", "printed", "accessed"),
    [
        ("title", "title", ".title"),
        ("class", "class", ".class"),
        ("book-id", '"book-id"', '["book-id"]'),
        ("größe", "größe", ".größe"),
        ('a"b', "'a\"b'", "['a\"b']"),
        ("", '""', '[""]'),
        ("1", '"1"', '["1"]'),
    ],
)
def test_members_are_quoted_where_they_must_be(name: str, printed: str, accessed: str) -> None:
    assert key(name) == printed
    assert access(name) == accessed


def test_a_schema_is_called_after_its_type() -> None:
    assert schema_name("BookPage") == "bookPageSchema"
