"""What is called after a package or an operation that gets another name: the user's code that has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.updating import BACKENDS, BOOKSHOP, Shop

OWN = """\
from shop_client import AsyncShop, Shop, errors, results

__all__ = ["AsyncShop"]


def made(client: Shop) -> results.books.CreateBookCreated:
    try:
        return client.with_response(client.books.create_book).content
    except errors.CreateBookConflict:
        raise
"""
NAMES = {"shop_client": "mall_client", "Shop": "Mall", "CreateBook": "AddBook", "create_book": "add_book"}


@pytest.mark.parametrize("backend", BACKENDS)
def test_classes_of_the_client_are_followed_twice_with_what_else_is_renamed(tmp_path: Path, backend: str) -> None:
    shop = Shop.make(tmp_path, BOOKSHOP.read_bytes(), "--sdk", "python", "--sdk", "typescript", backend=backend)
    own = shop.root / "scripts" / "own.py"
    own.parent.mkdir(exist_ok=True)
    own.write_text(OWN)
    (own.parent / "through.py").write_text("from scripts import own\n\nown.Shop().books.create_book\n")
    deep = own.with_name("deep.py")
    deep.write_text("from shop_client.client import Shop\n\nShop()\n")
    told = shop.update("--data", "package=store")
    assert told.code == 0, told.text
    assert told.json["types"] == [
        {"name": new, "before": old, "path": "sdk/python/src/store_client/__init__.py", "uses": uses}
        for old, new, uses in (
            ("AsyncShop", "AsyncStore", [use("own", 1), use("own", 3)]),
            ("Shop", "Store", [use("deep", 1), use("deep", 3), use("own", 1), use("own", 6), use("through", 3)]),
        )
    ]
    assert own.read_text() == OWN.replace("shop_client", "store_client").replace("Shop", "Store")
    shop.describe(("operationId: createBook", "operationId: addBook"))
    assert shop.update("--data", "package=mall").code == 0
    assert own.read_text() == re.sub("|".join(NAMES), lambda name: NAMES[name[0]], OWN)
    assert deep.read_text() == "from mall_client.client import Mall\n\nMall()\n"


def use(file: str, line: int) -> dict[str, object]:
    return {"file": f"scripts/{file}.py", "line": line, "followed": True}


@pytest.mark.parametrize(("package", "then"), [("file", "FileClient"), ("book_shop", "BookShop")])
def test_names_that_are_spelled_otherwise_are_known(tmp_path: Path, package: str, then: str) -> None:
    shop = Shop.make(tmp_path)
    own = shop.root / "own.py"
    own.write_text("from shop_client import AsyncShop, Shop\n\nx = [AsyncShop, Shop]\n")
    for name, classes in ((package, then), ("store", "Store")):
        assert shop.update("--data", f"package={name}").code == 0
        line = f"from {name}_client import Async{classes}, {classes}\n\nx = [Async{classes}, {classes}]\n"
        assert own.read_text() == line


def test_a_title_names_nothing(tmp_path: Path) -> None:
    shop = Shop.make(tmp_path, BOOKSHOP.read_bytes(), "--sdk", "python", "--sdk", "typescript")
    shop.describe(("title: Bookshop", "title: Library"))
    told = shop.update()
    assert told.code == 0 and not told.json["types"]
    exported = [shop.read(f"sdk/{path}") for path in ("python/src/shop_client/__init__.py", "typescript/src/index.ts")]
    assert "Library" not in "".join(text.partition("import")[2] + text.partition("export")[2] for text in exported)


INLINE = b"""\
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /books:
    post:
      operationId: createABook
      tags: [books]
      requestBody:
        content: { application/json: { schema: { type: object, properties: { title: { type: string } } } } }
      responses:
        '201':
          description: Made.
          content: { application/json: { schema: { type: object, properties: { id: { type: integer } } } } }
        '409':
          description: There already.
          content: { application/json: { schema: { type: object, properties: { why: { type: string } } } } }
"""
TYPES = {
    "own.py": """\
import shop_client as c
from shop_client import errors, models
from shop_client.models import CreateABookRequest as Request
from shop_client.models.books import CreateABookResponse

x: "models.CreateABookRequest | Request" = c.models.CreateABookResponse(), errors.CreateABookConflict
""",
    "own.ts": """\
import type * as c from "shop-client";
import { CreateABookConflict, type CreateABookInput, createABook, type models as m } from "shop-client";
import type { CreateABookRequest as Request } from "../sdk/typescript/src/models/index.ts";

export let x: c.models.CreateABookRequest | m.CreateABookResponse | Request | CreateABookInput;
export const y = [CreateABookConflict, createABook];
""",
}
OF_SERVICES = {
    "fastapi": (
        "of.py",
        """\
from shop.generated import models
from shop.generated.results import books

x = [models.CreateABookRequest, books.CreateABookConflict]
""",
    ),
    "nextjs": (
        "of.ts",
        """\
import type * as m from "@/generated/models";
import type { CreateABook } from "@/generated/operations/books";

export type X = [m.CreateABookRequest, CreateABook];
""",
    ),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_types_that_are_called_after_an_operation_are_followed_wherever_they_are_had(
    tmp_path: Path, backend: str
) -> None:
    shop = Shop.make(tmp_path, INLINE, "--sdk", "python", "--sdk", "typescript", backend=backend)
    texts = {**TYPES, **dict([OF_SERVICES[backend]])}
    scripts = shop.root / "scripts"
    scripts.mkdir(exist_ok=True)
    for name, text in texts.items():
        (scripts / name).write_text(text)
    shop.describe(("operationId: createABook", "operationId: addABook"))
    told = shop.update()
    assert told.code == 0, told.text
    for name, text in texts.items():
        assert (scripts / name).read_text() == text.replace("CreateABook", "AddABook").replace(
            "createABook", "addABook"
        )
    (renamed,) = told.json["operations"]
    assert {use["file"] for use in renamed["uses"]} == {f"scripts/{name}" for name in texts}


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_leaves_a_file_that_goes_is_followed_from_where_its_user_has_just_moved_it(
    tmp_path: Path, backend: str
) -> None:
    shop = Shop.make(tmp_path, backend=backend)
    suffix, name, folder = shop.writing.suffix, shop.writing.name("list_orders"), Path(shop.orders).parent
    shop.write("list_orders", path=shop.orders)
    (shop.root / shop.orders).rename(shop.root / folder / f"moved{suffix}")
    line = "from .moved import {0}\n\nx = {0}\n" if suffix == ".py" else 'export {{ {0} }} from "./moved.ts";\n'
    own = shop.root / folder / f"own{suffix}"
    own.write_text(line.format(name))
    shop.spec.write_text(shop.spec.read_text("utf-8").replace("tags: [orders]", "tags: [books]"), "utf-8")
    assert shop.update().code == 0
    assert own.read_text() == line.format(name).replace("moved", "books") and shop.says()


def test_a_file_and_its_package_have_other_names_at_once(tmp_path: Path) -> None:
    shop = Shop.make(tmp_path)
    shop.write("list_orders", path=shop.orders)
    own = shop.root / "tests" / "own.py"
    text = "import shop.handlers.orders as o\nfrom shop.handlers.orders import list_orders\n\nx = [o, list_orders]\n"
    own.write_text(text)
    shop.spec.write_text(shop.spec.read_text("utf-8").replace("tags: [orders]", "tags: [sales]"), "utf-8")
    assert shop.update("--data", "package=store").code == 0
    assert own.read_text() == text.replace("shop.handlers.orders", "store.handlers.sales")


def test_types_that_are_in_another_file_or_gone_are_followed_or_told(tmp_path: Path) -> None:
    shop = Shop.make(tmp_path)
    own = shop.root / "tests" / "own.py"
    text = "from shop_client.models.books import Author, Book, Genre\nfrom shop.generated.models import Book as B\n"
    text += "import shop_client.models.books as b\n\nx = [Author, Book, Genre, B, b.Book]\n"
    own.write_text(text)
    shop.spec.write_text(
        shop.spec.read_text("utf-8")
        .replace("operationId: getBook\n      tags: [books]", "operationId: getBook\n      tags: [orders]")
        .replace("Genre", "Kind"),
        "utf-8",
    )
    told = shop.update()
    assert told.code == 0, told.text
    assert own.read_text() == text.replace(
        "from shop_client.models.books import Author, Book, Genre",
        "from shop_client.models.books import Genre\nfrom shop_client.models.shared import Author, Book",
    )
    lines = {each["before"]: [(use["line"], use["followed"]) for use in each["uses"]] for each in told.json["types"]}
    assert lines == {"Author": [(2, True)], "Book": [(2, True), (6, False)], "Genre": [(1, False), (6, False)]}
    assert [each["name"] for each in told.json["types"]] == ["Author", "Book", ""]


@pytest.mark.parametrize("backend", BACKENDS)
def test_imports_of_files_that_are_gone_are_told(tmp_path: Path, backend: str) -> None:
    shop = Shop.make(tmp_path, BOOKSHOP.read_bytes(), "--sdk", "python", "--sdk", "typescript", backend=backend)
    (shop.root / "own.py").write_text(
        "# own\nfrom shop_client.resources import books, orders\n\nprint(books, orders)\n"
    )
    (shop.root / "own.ts").write_text(
        'import * as books from "./sdk/typescript/src/operations/books.ts";\n'
        'export type Orders = typeof import("./sdk/typescript/src/operations/orders.ts");\n'
        'vi.mock("./sdk/typescript/src/operations/orders");\n'
    )
    shop.describe(*[("tags: [orders]", "tags: [books]")] * 3)
    told = shop.update()
    assert told.code == 0, told.text
    notes = {each["path"]: each["notes"] for each in told.json["files"] if each["path"].startswith("own.")}
    assert notes == {
        "own.py": ["line 2, 4: sdk/python/src/shop_client/resources/orders.py is gone"],
        "own.ts": ["line 2, 3: sdk/typescript/src/operations/orders.ts is gone"],
    }


def test_a_line_is_told_once(tmp_path: Path) -> None:
    shop = Shop.make(tmp_path)
    (shop.root / "own.py").write_text(
        "from shop.handlers.orders import list_orders\n\nfrom shop.handlers import orders\n"
    )
    text = shop.spec.read_text()
    shop.spec.write_text(text[: text.index("  /orders:\n")] + text[text.index("components:\n") :])
    told = shop.update()
    assert told.code == 0, told.text
    (notes,) = (each["notes"] for each in told.json["files"] if each["path"] == "own.py")
    assert notes == ["line 3: shop/handlers/orders.py is gone"]
    uses = {each["operation"]: each.get("uses") for each in told.json["operations"]}
    assert uses["GET /orders"] == [{"file": "own.py", "line": 1, "followed": False}]
