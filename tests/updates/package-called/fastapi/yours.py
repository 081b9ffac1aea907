from pathlib import Path

Path("shop/api.py").write_text("from shop.handlers.books import *  # noqa: F403\n")
Path("Makefile").write_text("run:\n\tpython -m shop\n\techo shop is up\n\nall:\n\tuvicorn shop.main:app\n")
Path(".github/workflows/own.yml").write_text("on: push # ruff check shop/handlers\n")
Path("requirements.txt").write_text("shop-client @ file:sdk/python\n")
Path("tests/test_own.py").write_text("""# as in shop.handlers.books
from importlib import import_module
from unittest.mock import patch

import uvicorn

table = "shop.books"
late = import_module("shop.handlers.books").get_book


@patch("shop.api.get_book")
@patch("shop.context.Context.close", create=True)
@patch("shop_client.resources.books.Books", create=True)
def test_texts(*_: object) -> None:
    assert uvicorn.Config("shop.main:app")
""")
