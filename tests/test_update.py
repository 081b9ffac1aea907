"""`scaffold update`: field.md part A, each item as it is worded there, on a Python and on a TypeScript backend."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold import txn
from tests import node
from tests.node import NodeProject
from tests.projects import ROOT
from tests.updating import BACKENDS, BOOKSHOP, Shop, actions, added, call, each_backend, notes

NEW_PARAMETER = added("language")
NEW_OPERATION = (
    "  /books/{book_id}/cover:\n",
    """\
  /books/{book_id}/reviews:
    parameters:
      - $ref: '#/components/parameters/BookId'
    get:
      operationId: listReviews
      tags: [books]
      security: []
      responses:
        '200':
          description: What readers say.
          content:
            application/json:
              schema: { type: array, items: { type: string } }
  /books/{book_id}/cover:
""",
)
FIVE = ("list_books", "create_book", "get_book", "update_book", "delete_book")
FOLDERS = {"fastapi": "shop/catalogue", "nextjs": "src/catalogue"}


@pytest.fixture(params=BACKENDS)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Shop:
    return Shop.make(tmp_path, backend=request.param)


def five_bodies(shop: Shop) -> None:
    """Five bodies, a helper, an import and a decorator."""
    for name in FIVE:
        shop.write(name)
    if shop.backend == "fastapi":
        shop.edit(
            shop.handlers,
            ("import datetime\n", "import datetime\nimport logging\nfrom typing import TypeVar\n"),
            (
                "\n\nasync def list_books",
                '\nlog = logging.getLogger("books")\n_F = TypeVar("_F")\n\n\ndef traced(function: _F) -> _F:\n'
                "    return function\n\n\ndef helper() -> int:\n    return 1\n\n\nasync def list_books",
            ),
            ("async def get_book", "@traced\nasync def get_book"),
        )
        return
    shop.edit(
        shop.handlers,
        ("import { NotImplemented", 'import { randomUUID } from "node:crypto";\n\nimport { NotImplemented'),
        (
            "/** List books",
            "function traced<Run>(run: Run): Run {\n  return run;\n}\n\n"
            "export function helper(): string {\n  return randomUUID();\n}\n\n/** List books",
        ),
    )
    text = shop.read()
    wrapped = re.sub(r"(const getBook: GetBook = )(async .*?\n\})(;\n)", r"\1traced(\2)\3", text, count=1, flags=re.S)
    assert wrapped != text
    (shop.root / shop.handlers).write_text(wrapped, "utf-8")


def function(shop: Shop, name: str, path: str = "") -> str:
    """The text of a handler, from its signature to what follows."""
    text = shop.read(path)
    found = re.search(shop.writing.signature.format(shop.writing.name(name)), text, re.S)
    assert found, name
    ends = re.search(r"\n(?:\}\)?;\n|\n)", text[found.end() :])
    return text[found.start() : found.end() + (ends.start() if ends else len(text))]


def test_1_edits_survive_a_new_parameter_and_a_new_operation(shop: Shop) -> None:
    five_bodies(shop)
    before, was = shop.read(), {name: function(shop, name) for name in FIVE}
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    told = shop.update()
    assert told.code == 0 and actions(told)[shop.handlers] == "merged", told.text
    after = shop.read().splitlines()
    lost = [line for line in before.splitlines() if line not in after]
    assert not lost or (shop.backend == "nextjs" and lost == ["  { limit, cursor, genre, price, publishedAfter },"])
    assert shop.takes("list_books", "language") and "called" in function(shop, "list_books")
    assert all(function(shop, name) == was[name] for name in FIVE[1:])
    listed = shop.read(shop.writing.tests.format("books"))
    assert shop.has("list_reviews") and "/reviews" in listed
    checks = shop.project.checks() if shop.backend == "fastapi" else NodeProject(shop.root).checks()
    for name, run in checks:
        assert name == "layout" or run.code == 0, str(run)


def test_2_no_marker_in_a_file_of_the_user_s_is_lost(shop: Shop) -> None:
    lock = json.loads(shop.read(".scaffold/lock.json"))
    yours = [path for path, entry in lock["files"].items() if entry["kind"] == "yours"]
    for path in yours:
        with (shop.root / path).open("ab") as file:
            file.write(b"# MARK\n")
    before = shop.files()
    assert len(yours) > 15
    assert shop.update(spec=False).code == 0 and shop.files() == before
    assert shop.update().code == 0 and shop.files() == before


def test_3_three_conflicting_hunks_are_three_blocks(shop: Shop) -> None:
    said = shop.writing.doc.format
    shop.edit(
        shop.handlers,
        (said("List books, newest first"), said("List books, my way")),
        (said("Get one book"), said("Get just one book")),
        (said("Remove a book"), said("Remove a book for good")),
    )
    shop.describe(
        ("List books, newest first", "List books, oldest first"),
        ("Get one book", "Get a book"),
        ("Remove a book", "Delete a book"),
    )
    told = shop.update()
    assert told.code == 1 and told.json["conflicts"] == [shop.handlers]
    text = shop.read()
    assert text.count("<<<<<<< yours\n") == text.count("||||||| base\n") == text.count(">>>>>>> generated\n") == 3
    for words in ("List books, my way", "Get just one book", "Remove a book for good"):
        assert words in text


def conflicting(shop: Shop) -> None:
    said = shop.writing.doc.format
    for path, words in ((shop.handlers, "Get one book"), (shop.orders, "List your orders")):
        shop.edit(path, (said(words), said(f"{words}, mine")))
    shop.describe(
        ("Get one book", "Get a book"), ("List your orders", "List all orders"), ("title: Bookshop", "title: Books")
    )


def test_4_each_conflict_is_reported_in_text_and_json(shop: Shop) -> None:
    conflicting(shop)
    paths = {shop.handlers, shop.orders}
    text = call("update", shop.root, "--spec", shop.spec, "--dry-run")
    told = shop.update()
    assert text.code == told.code == 1
    marked = {path for path, data in shop.files().items() if b"<<<<<<< yours" in data}
    assert marked == set(told.json["conflicts"]) == paths
    listed = text.text.split("\nconflict:\n")[1].split("\n\n")[0]
    assert all(f"  {path}" in listed for path in paths)
    assert told.json["ok"] is False and told.json["exit"] == 1 and told.json["written"] is True


def test_5_the_index_has_the_three_versions(shop: Shop) -> None:
    shop.commit()
    conflicting(shop)
    shop.commit()
    mine, said = shop.read(), shop.writing.doc.format
    assert shop.update().code == 1
    listed = [line.split() for line in shop.git("ls-files", "--unmerged").splitlines()]
    assert {(line[3], line[2]) for line in listed} == {
        (path, stage) for path in (shop.handlers, shop.orders) for stage in "123"
    }
    assert shop.git("show", f":2:{shop.handlers}") == mine
    assert said("Get one book") in shop.git("show", f":1:{shop.handlers}")
    assert said("Get a book") in shop.git("show", f":3:{shop.handlers}")
    assert f"UU {shop.handlers}" in shop.git("status", "--short")
    tool = ('mergetool.take.cmd=cp "$REMOTE" "$MERGED"', "mergetool.take.trustExitCode=true")
    taken = shop.git(*(word for each in tool for word in ("-c", each)), "mergetool", "--tool=take", "--no-prompt")
    assert shop.orders in taken and said("Get a book") in shop.read() and "<<<<" not in shop.read()
    assert not shop.git("ls-files", "--unmerged")
    assert call("update", shop.root, "--abort").code == 0
    for path in (shop.handlers, shop.orders):
        (shop.root / f"{path}.orig").unlink()
        (shop.root / f"{path}.yours").unlink()
    assert shop.git("status", "--short") == "" and shop.read() == mine


def test_6_a_dry_run_shows_what_the_real_one_does(shop: Shop) -> None:
    five_bodies(shop)
    conflicting(shop)
    with (shop.root / "README.md").open("a") as readme:
        readme.write("\nMine.\n")
    tagged = NEW_OPERATION[0], NEW_OPERATION[1].replace("tags: [books]", "tags: [reviews]")
    shop.describe(NEW_PARAMETER, tagged, ("  /orders:\n", "  /purchases:\n"))
    before, dropped = shop.files(), ("--data", "sdks=")
    shown = shop.update("--dry-run", *dropped)
    assert shop.files() == before and shown.json["written"] is False
    patch = "".join(each["diff"] for each in shown.json["files"])
    shutil.copytree(shop.root, shop.folder / "patched")
    done = subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=shop.folder / "patched", capture_output=True)
    assert done.returncode == 0, done.stderr
    told = shop.update(*dropped)
    drop = {"diff", "written"}
    assert [{k: v for k, v in each.items() if k not in drop} for each in shown.json["files"]] == told.json["files"]
    assert {k: v for k, v in shown.json.items() if k not in ("files", "written")} == {
        k: v for k, v in told.json.items() if k not in ("files", "written")
    }
    assert {each["action"] for each in told.json["files"]} >= {
        *("created", "updated", "merged", "conflict", "deleted", "unchanged")
    }
    after = {path: data for path, data in shop.files().items() if not path.startswith(".scaffold/")}
    found = {
        path.relative_to(shop.folder / "patched").as_posix(): path.read_bytes()
        for path in (shop.folder / "patched").rglob("*")
        if path.is_file()
    }
    assert {path: data for path, data in found.items() if not path.startswith(".scaffold/")} == after


def without(shop: Shop, *paths: str) -> None:
    """Take paths out of the description."""
    import yaml

    document = yaml.safe_load(shop.spec.read_text("utf-8"))
    for path in paths:
        del document["paths"][path]
    shop.spec.write_text(json.dumps(document), "utf-8")


def test_7_what_was_generated_for_a_removed_operation_goes(shop: Shop) -> None:
    without(shop, "/orders", "/orders/{order_id}/invoice.{format}")
    told = shop.update()
    assert told.code == 0
    gone = {path for path, action in actions(told).items() if action == "deleted"}
    assert {shop.orders, *(each.format("orders") for each in (shop.writing.tests, shop.writing.routes))} <= gone
    assert not any((shop.root / path).exists() for path in gone)
    assert shop.files() == shop.fresh()


def test_7_an_edited_handler_of_a_removed_operation_is_kept(shop: Shop) -> None:
    shop.write("get_invoice", path=shop.orders)
    shop.write("delete_book")
    mine = shop.read(shop.orders)
    shop.describe(("    delete:\n      operationId: deleteBook", "    x-delete:\n      operationId: deleteBook"))
    without(shop, "/orders", "/orders/{order_id}/invoice.{format}")
    told = shop.update()
    name = shop.writing.name("delete_book")
    assert told.code == 0 and actions(told)[shop.orders] == "kept" and "nothing leads to it" in notes(told)
    assert mine in shop.read(shop.orders) and "called" in function(shop, "delete_book")
    assert f"{name} is not in the description any more, and nothing leads to it; it is kept" in notes(told)
    assert name not in shop.read(shop.writing.routes.format("books"))
    assert {each["operation"] for each in told.json["operations"] if each["change"] == "removed"} >= {
        "DELETE /books/{book_id}",
        "GET /orders/{order_id}/invoice.{format}",
    }
    for run in (shop.types(), shop.tests()):
        assert run.code == 0, str(run)


def test_7_handlers_of_operations_that_come_back_are_as_they_were(shop: Shop) -> None:
    description = shop.spec.read_bytes()
    shop.write("get_invoice", path=shop.orders)
    shop.write("delete_book")
    before = shop.files()
    without(shop, "/orders", "/orders/{order_id}/invoice.{format}")
    shop.spec.write_text(shop.spec.read_text("utf-8").replace('"delete": {', '"x-delete": {'))
    assert shop.update().code == 0 and "deleteBook" not in shop.read(".scaffold/lock.json")
    shop.spec.write_bytes(description)
    told = shop.update()
    assert told.code == 0, told.text
    assert shop.files() == before


def test_7_a_kept_handler_that_its_user_deleted_comes_back_as_a_new_one(shop: Shop) -> None:
    description, pristine = shop.spec.read_bytes(), shop.files()
    shop.write("delete_book")
    shop.spec.write_bytes(description.replace(b"    delete:\n", b"    x-delete:\n"))
    assert shop.update().code == 0 and "called" in function(shop, "delete_book")
    end = "\n};" if shop.backend == "nextjs" else ""
    shop.edit(shop.handlers, (function(shop, "delete_book") + end, ""))
    shop.spec.write_bytes(description)
    assert shop.update().code == 0 and "called" not in function(shop, "delete_book")
    assert shop.files().keys() == pristine.keys()


@pytest.mark.parametrize("harm", ["deleted", "tampered"])
def test_7_where_what_was_generated_for_a_kept_handler_is_lost_nothing_of_it_is(shop: Shop, harm: str) -> None:
    description = shop.spec.read_bytes()
    shop.write("delete_book")
    shop.spec.write_bytes(description.replace(b"    delete:\n", b"    x-delete:\n"))
    assert shop.update().code == 0
    left = shop.root / ".scaffold/left" / shop.handlers
    made = left.read_text("utf-8")
    assert shop.writing.name("delete_book") in made and "called" not in made
    left.unlink() if harm == "deleted" else left.write_text(shop.read(), "utf-8")
    shop.spec.write_bytes(description.replace(b"summary: Remove a book", b"summary: Burn a book"))
    shop.update()
    assert "called" in function(shop, "delete_book")


def test_8_a_renamed_operation_keeps_its_code(shop: Shop) -> None:
    shop.write("get_book")
    text = (
        shop.spec.read_text("utf-8").replace("book_id", "id").replace("operationId: getBook", "operationId: fetchBook")
    )
    shop.spec.write_text(text, "utf-8")
    told = shop.update()
    assert told.code == 0, told.text
    name = shop.writing.name
    assert not shop.has("get_book") and shop.takes("fetch_book", "id") and "called" in function(shop, "fetch_book")
    (renamed,) = [each for each in told.json["operations"] if each["function"] == name("fetch_book")]
    assert renamed == {
        "operation": "GET /books/{id}",
        "change": "renamed",
        "before": "GET /books/{book_id}",
        "path": shop.handlers,
        "function": name("fetch_book"),
        "function_before": name("get_book"),
    }


@pytest.mark.parametrize("how", ["git mv", "mv"])
def test_9_a_moved_file_is_followed(shop: Shop, how: str) -> None:
    folder = FOLDERS[shop.backend]
    moved = f"{folder}/handlers{shop.writing.suffix}"
    shop.write("get_book")
    if how == "git mv":
        shop.commit()
    (shop.root / folder).mkdir()
    if how == "git mv":
        shop.git("mv", shop.handlers, moved)
    else:
        (shop.root / shop.handlers).rename(shop.root / moved)
    for description in (NEW_PARAMETER, NEW_OPERATION):
        shop.describe(description)
        told = shop.update()
        assert told.code == 0 and actions(told)[moved] == "merged", told.text
        assert not (shop.root / shop.handlers).exists()
    assert shop.takes("list_books", "language", moved) and shop.has("list_reviews", moved) and shop.says(path=moved)
    assert moved in shop.read("README.md") and shop.handlers not in shop.read("README.md")
    assert call("check", shop.root).code == 0
    if how == "mv":
        run = shop.types()
        assert run.code == 0, str(run)


@pytest.mark.parametrize("path", ["Dockerfile", ".github/workflows/ci.yml"])
def test_10_a_deleted_file_stays_deleted(shop: Shop, path: str) -> None:
    (shop.root / path).unlink()
    shop.describe(("title: Bookshop", "title: Books"))
    told = shop.update()
    assert told.code == 0 and not (shop.root / path).exists() and "--restore" in notes(told)
    shop.describe(("title: Books", "title: Bookshop"))
    assert shop.update().code == 0 and not (shop.root / path).exists()
    assert shop.update("--restore").code == 0 and shop.files() == shop.fresh()


def ruff(shop: Shop) -> list[str]:
    (shop.root / "ruff.toml").write_text("line-length = 60\n[format]\nquote-style = 'single'\nindent-style = 'tab'\n")
    return [sys.executable, "-m", "ruff", "format", "."]


def prettier(shop: Shop) -> list[str]:
    settings = {"semi": False, "singleQuote": True, "tabWidth": 4, "printWidth": 60, "trailingComma": "none"}
    (shop.root / ".prettierrc.json").write_text(json.dumps(settings))
    return [str(tool("prettier", "^3")), "--write", "."]


def biome(shop: Shop) -> list[str]:
    quotes = {"formatter": {"quoteStyle": "single", "semicolons": "asNeeded", "arrowParentheses": "asNeeded"}}
    settings = {"formatter": {"indentStyle": "tab", "lineWidth": 120}, "javascript": quotes}
    (shop.root / "biome.json").write_text(json.dumps(settings))
    return [str(tool("biome", "^2", "@biomejs/biome")), "format", "--write", "."]


def tool(name: str, version: str, package: str = "") -> Path:
    """A command of a package of npm."""
    return node.store({"devDependencies": {package or name: version}}) / "node_modules/.bin" / name


@pytest.mark.parametrize(
    ("backend", "formatter"),
    [("fastapi", ruff), ("nextjs", prettier), ("nextjs", biome)],
    ids=["ruff", "prettier", "biome"],
)
def test_11_a_formatter_s_run_is_no_edit(tmp_path: Path, backend: str, formatter: Callable[[Shop], list[str]]) -> None:
    shop = Shop.make(tmp_path, backend=backend)
    five_bodies(shop)
    made = shop.files()
    command = formatter(shop)
    nodes = node.environment() if backend == "nextjs" else {}
    done = subprocess.run(command, cwd=shop.root, capture_output=True, env={**os.environ, **nodes})
    assert done.returncode == 0, done.stderr
    before = shop.visible()
    assert sum(before.get(path) != data for path, data in made.items()) > 20
    assert shop.update().code == 0 and shop.visible() == before
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    told = shop.update()
    assert told.code == 0 and not told.json["conflicts"], told.text
    assert not [path for path in shop.files() if path.endswith(txn.YOURS)]
    assert shop.takes("list_books", "language") and shop.has("list_reviews") and "called" in function(shop, "get_book")


def test_12_an_update_is_undone_byte_for_byte(shop: Shop) -> None:
    five_bodies(shop)
    conflicting(shop)
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    before = shop.files()
    assert shop.update().code == 1 and shop.files() != before
    assert call("update", shop.root, "--abort").code == 0
    assert shop.files() == before
    again = call("update", shop.root, "--abort", "--json")
    assert again.code == 2 and again.json["diagnostics"][0]["code"] == "update-none"


@each_backend
def test_13_it_works_from_the_wheel_without_git_offline_and_in_a_part_of_a_repository(
    wheel: Path, backend: str, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", installed, wheel]
    subprocess.run(pip, check=True)
    offline = "import socket\n\n\ndef refuse(*_):\n    raise AssertionError('the network was asked')\n\n\n"
    (installed / "sitecustomize.py").write_text(f"{offline}socket.socket.connect = socket.getaddrinfo = refuse\n")

    def scaffold(folder: Path, *arguments: str | Path, code: int = 0) -> None:
        bare = {"PATH": "", "PYTHONPATH": str(installed), "HOME": str(tmp_path / "nowhere")}
        command = [sys.executable, "-m", "scaffold", *arguments]
        done = subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr

    shop = Shop(tmp_path, tmp_path / "bookshop.yaml", backend)
    shop.spec.write_bytes(BOOKSHOP.read_bytes())
    scaffold(tmp_path, "new", shop.spec, "shop", "--backend", backend, "--defaults")
    five_bodies(shop)
    shop.describe(NEW_PARAMETER)
    scaffold(tmp_path, "update", "shop", "--spec", shop.spec)
    assert shop.takes("list_books", "language") and "called" in function(shop, "get_book")
    lost = Shop(tmp_path / "lost", shop.spec, backend)
    shutil.copytree(shop.root, lost.root)
    (lost.root / ".scaffold/base" / shop.handlers).unlink()  # which git would be asked for
    one, two = (tmp_path / "mono/services" / name for name in ("one", "two"))
    for project in (one, two):
        shutil.copytree(shop.root, project)
    subprocess.run(["git", "init", "-q", str(tmp_path / "mono")], check=True)
    shop.describe(NEW_OPERATION)
    scaffold(tmp_path, "update", lost.root, "--spec", shop.spec, code=1)
    assert (lost.root / (shop.handlers + ".scaffold-new")).exists() and "called" in lost.read()
    untouched = {path: path.read_bytes() for path in two.rglob("*") if path.is_file()}
    scaffold((one / shop.handlers).parent, "update", "--spec", shop.spec)
    assert shop.writing.name("list_reviews") in (one / shop.handlers).read_text()
    assert untouched == {path: path.read_bytes() for path in two.rglob("*") if path.is_file()}
    for project in (one, two):
        scaffold(tmp_path, "check", project)


@each_backend
def test_14_what_loosens_security_asks_for_consent(tmp_path: Path, backend: str) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "templates" / backend, mine)
    shop = Shop.make(tmp_path / "a", backend=backend, templates=mine)
    before = shop.files()
    with (mine / "backend.yml").open("a") as file:
        file.write(
            "notes:\n- {id: n1, text: The log is JSON now}\n- {id: n2, accept: true, text: Basic is let in now}\n"
        )
    refused = shop.update()
    assert refused.code == 2 and refused.json["diagnostics"][0]["code"] == "update-loosens" and shop.files() == before
    assert "Basic is let in now" in refused.text
    told = call("update", shop.root, "--accept")
    assert told.code == 0 and "The log is JSON now" in told.text and "Basic is let in now" in told.text
    told = call("update", shop.root)
    assert told.code == 0 and "The log is JSON now" not in told.text


def test_15_it_is_the_same_on_each_machine(shop: Shop, tmp_path: Path) -> None:
    five_bodies(shop)
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    results = []
    for seed, locale in (("1", "C"), ("2", "tr_TR.ISO8859-9")):
        copy = tmp_path / f"machine{seed}" / "elsewhere"
        shutil.copytree(shop.root, copy)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "scaffold", "update", str(copy), "--spec", str(shop.spec)]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True)
        assert done.returncode == 0, done.stderr
        results.append(Shop(copy.parent, shop.spec))
    one, two = ({p.relative_to(r.folder): p.read_bytes() for p in r.folder.rglob("*") if p.is_file()} for r in results)
    assert one == two


@each_backend
def test_what_breaks_is_told_with_its_places(tmp_path: Path, backend: str) -> None:
    """The handler and the method of each client, also of an operation that is gone."""
    shop = Shop.make(tmp_path, BOOKSHOP.read_bytes(), "--sdk", "python", "--sdk", "typescript", backend=backend)
    old = shop.read().splitlines()
    shop.describe(
        ("    delete:\n      operationId: deleteBook", "    x-delete:\n      operationId: deleteBook"),
        ("        - name: cursor\n", "        - name: cursor\n          required: true\n"),
    )
    told = shop.update("--dry-run")
    changes = {each["operation"]: each for each in told.json["contract"]["changes"]}
    gone, listed = changes["DELETE /books/{book_id}"], changes["GET /books"]
    assert (gone["id"], gone["level"]) == ("api-removed-without-deprecation", "error")
    assert (listed["id"], listed["level"]) == ("request-parameter-became-required", "error")
    assert told.json["contract"]["semver"] == "major"
    for each, name in ((gone, "delete_book"), (listed, "list_books")):
        assert each["handler"]["file"] == shop.handlers and each["handler"]["name"] == shop.writing.name(name)
        assert [place["name"] for place in each["sdks"]] == [name, BACKENDS["nextjs"].name(name)]
        for place in each["sdks"]:
            assert place["name"] in shop.read(place["file"])
    assert shop.writing.name("delete_book") in old[gone["handler"]["line"] - 1]
