from pathlib import Path

Path("shop/api.py").write_text("from shop.handlers.books import *  # noqa: F403\n")
Path("Makefile").write_text("run:\n\tpython -m shop\n\techo shop is up\n\nall:\n\tuvicorn shop.main:app\n")
Path(".github/workflows/own.yml").write_text("on: push # ruff check shop/handlers\n")
for path in (".gitlab-ci.yml", ".circleci/config.yml", ".devcontainer/own.json", ".venv/own.yml", ".own_cache/own.yml"):
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("run: python -m shop\n")
Path("requirements.txt").write_text("shop-client @ file:sdk/python\n")
Path("tests/test_own.py").write_text("""# as in shop.handlers.books
from importlib import import_module
from unittest.mock import patch

import uvicorn

table = "shop.books"
late = import_module("shop.handlers.books").get_book
again = import_module(".handlers.books", package="shop").get_book
root = __import__("shop").handlers.books.get_book


@patch("shop.api.get_book")
@patch("shop.context.Context.close", create=True)
@patch("shop_client.resources.books.Books", create=True)
def test_texts(*_: object) -> None:
    assert uvicorn.Config("shop.main:app")
""")

Path("tests/clients.py").write_text(
    "from shop_client import AsyncShop as AsyncShop\nfrom shop_client import Shop as Shop\n"
)
Path("tests/test_client.py").write_text("""from __future__ import annotations

from typing import TYPE_CHECKING, cast
from unittest.mock import patch

import shop_client
import shop_client as own
from shop_client.results.books import CreateBookCreated

from . import clients

if TYPE_CHECKING:
    from shop_client import Shop

__all__ = ["make"]


def make(given: "Shop | None" = None) -> "list[shop_client.Shop]":
    return [cast("Shop", given), own.Shop("http://shop"), clients.Shop("http://shop"), Store("http://shop")]


class Store(shop_client.Shop):
    async def created(self, made: CreateBookCreated) -> clients.AsyncShop:
        return clients.AsyncShop(made.location)


@patch("shop_client.ApiError")
@patch("shop_client.Shop")
def test_clients(*_: object) -> None:
    assert isinstance(make()[0], object)
    assert isinstance(make()[3], Store)
""")
