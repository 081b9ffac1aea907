from pathlib import Path

Path("shop/api.py").write_text("from shop.handlers.books import *  # noqa: F403\n")
Path("shop/front.py").write_text("""from shop import api
from shop.api import delete_book, list_books
from shop.api import get_book as get_book
from shop.handlers import books as books

used = [get_book, list_books, delete_book, api.get_book, books.list_books]
""")
Path("shop/jobs.py").write_text("""from shop import front
from shop.front import books as shelf

used = [front.get_book, front.books.list_books, front.books.get_book, shelf.delete_book]
""")
Path("shop/late.py").write_text("""import sys
from importlib import import_module

books = import_module("shop.handlers.books")
used = [books.list_books, books.get_book, import_module("shop.handlers.books").get_book]
found = sys.modules["shop.handlers.books"].list_books
""")
Path("tests/test_own.py").write_text("""from unittest.mock import DEFAULT, patch

import pytest

from shop.handlers import books


@patch.object(books, "list_books")
@patch.object(target=books, attribute="get_book")
def test_objects(get: object, list_: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "list_books", get)
    monkeypatch.setattr("shop.jobs.front.books.list_books", list_)
    monkeypatch.setattr("shop.front.get_book", list_)


@patch.multiple("shop.handlers.books", list_books=DEFAULT)
def test_many(list_books: object) -> None:
    assert list_books
""")
Path("shop/tools.py").write_text("from shop.handlers.books import get_book\n\ntools = [get_book]\n")
orders = Path("shop/handlers/orders.py")
orders.write_text(orders.read_text().replace("\n\n\nasync", "\nfrom shop.tools import tools as tools\n\n\nasync", 1))
Path("shop/round.py").write_text("from shop import front as front\n")
front = Path("shop/front.py")
front.write_text(f"from shop import round as round\n{front.read_text()}")
