"""`scaffold update`: field.md part A, each item as it is worded there, on a Python backend."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold import txn
from tests.projects import ROOT
from tests.updating import BOOKSHOP, HANDLERS, Shop, actions, call, notes

NEW_PARAMETER = (
    "        - name: cursor\n",
    "        - name: language\n          in: query\n          schema: { type: string }\n        - name: cursor\n",
)
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
ORDERS = "shop/handlers/orders.py"
LOG = '    log.debug("called")\n    raise NotImplementedError  # not yet\n'


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop.make(tmp_path)


def five_bodies(shop: Shop) -> None:
    for name in ("list_books", "create_book", "get_book", "update_book", "delete_book"):
        shop.implement(name, LOG)
    shop.edit(
        HANDLERS,
        ("import datetime\n", "import datetime\nimport logging\n"),
        (
            "\n\nasync def list_books",
            '\nlog = logging.getLogger("books")\n\n\ndef helper() -> int:\n    return 1\n\n\nasync def list_books',
        ),
        ("async def get_book", "@traced\nasync def get_book"),
        (
            "\n\ndef helper",
            "\n\n_F = TypeVar('_F')\n\n\ndef traced(function: _F) -> _F:\n    return function\n\n\ndef helper",
        ),
        ("import logging\n", "import logging\nfrom typing import TypeVar\n"),
    )


def functions(text: str) -> dict[str, str]:
    return {node.name: ast.unparse(node) for node in ast.parse(text).body if isinstance(node, ast.AsyncFunctionDef)}


def test_1_edits_survive_a_new_parameter_and_a_new_operation(shop: Shop) -> None:
    five_bodies(shop)
    before = shop.read()
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    told = shop.update()
    assert told.code == 0 and actions(told)[HANDLERS] == "merged", told.text
    after = shop.read()
    for line in before.splitlines():
        assert line in after.splitlines(), line
    made, was = functions(after), functions(before)
    assert "language: str | None=None" in made["list_books"] and "log.debug" in made["list_books"]
    assert all(made[name] == was[name] for name in was if name != "list_books")
    assert "list_reviews" in made and "def test_list_reviews" in shop.read("tests/generated/test_books.py")
    for name, run in shop.project.checks():
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
    shop.edit(
        HANDLERS,
        ('"""List books, newest first"""', '"""List books, my way"""'),
        ('"""Get one book"""', '"""Get just one book"""'),
        ('"""Remove a book"""', '"""Remove a book for good"""'),
    )
    shop.describe(
        ("List books, newest first", "List books, oldest first"),
        ("Get one book", "Get a book"),
        ("Remove a book", "Delete a book"),
    )
    told = shop.update()
    assert told.code == 1 and told.json["conflicts"] == [HANDLERS]
    text = shop.read()
    assert text.count("<<<<<<< yours\n") == text.count("||||||| base\n") == text.count(">>>>>>> generated\n") == 3
    for words in ("List books, my way", "Get just one book", "Remove a book for good"):
        assert words in text


def conflicting(shop: Shop) -> None:
    for path, function in ((HANDLERS, "Get one book"), (ORDERS, "List your orders")):
        shop.edit(path, (f'"""{function}"""', f'"""{function}, mine"""'))
    shop.describe(
        ("Get one book", "Get a book"), ("List your orders", "List all orders"), ("title: Bookshop", "title: Books")
    )


def test_4_each_conflict_is_reported_in_text_and_json(shop: Shop) -> None:
    conflicting(shop)
    paths = {HANDLERS, "shop/handlers/orders.py"}
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
    mine = shop.read()
    assert shop.update().code == 1
    listed = [line.split() for line in shop.git("ls-files", "--unmerged").splitlines()]
    assert {(line[3], line[2]) for line in listed} == {
        (path, stage) for path in (HANDLERS, "shop/handlers/orders.py") for stage in "123"
    }
    assert shop.git("show", f":2:{HANDLERS}") == mine
    assert '"""Get one book"""' in shop.git("show", f":1:{HANDLERS}")
    assert '"""Get a book"""' in shop.git("show", f":3:{HANDLERS}")
    assert f"UU {HANDLERS}" in shop.git("status", "--short")
    assert call("update", shop.root, "--abort").code == 0
    assert shop.git("status", "--short") == "" and shop.read() == mine


def test_6_a_dry_run_shows_what_the_real_one_does(shop: Shop) -> None:
    five_bodies(shop)
    conflicting(shop)
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    before = shop.files()
    shown = shop.update("--dry-run")
    assert shop.files() == before and shown.json["written"] is False
    patch = "".join(each["diff"] for each in shown.json["files"])
    shutil.copytree(shop.root, shop.folder / "patched")
    done = subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=shop.folder / "patched", capture_output=True)
    assert done.returncode == 0, done.stderr
    told = shop.update()
    drop = {"diff", "written"}
    assert [{k: v for k, v in each.items() if k not in drop} for each in shown.json["files"]] == told.json["files"]
    assert {k: v for k, v in shown.json.items() if k not in ("files", "written")} == {
        k: v for k, v in told.json.items() if k not in ("files", "written")
    }
    assert (
        {"merged", "created", "updated", "conflict", "unchanged"}
        >= set(each["action"] for each in told.json["files"])
        >= {"conflict", "updated", "unchanged"}
    )
    after = {path: data for path, data in shop.files().items() if not path.startswith(".scaffold/")}
    patched = Shop(shop.folder / "patched", shop.spec)
    found = {
        path.relative_to(patched.folder).as_posix(): path.read_bytes()
        for path in patched.folder.rglob("*")
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
    assert {ORDERS, "tests/generated/test_orders.py", "shop/generated/routes/orders.py"} <= gone
    assert not any((shop.root / path).exists() for path in gone)
    assert shop.files() == shop.fresh()


def test_7_an_edited_handler_of_a_removed_operation_is_kept(shop: Shop) -> None:
    shop.implement("get_invoice", "    print(order_id)\n    raise NotImplementedError\n", ORDERS)
    shop.implement("delete_book", "    print(book_id)\n")
    mine = shop.read(ORDERS)
    shop.describe(("    delete:\n      operationId: deleteBook", "    x-delete:\n      operationId: deleteBook"))
    without(shop, "/orders", "/orders/{order_id}/invoice.{format}")
    told = shop.update()
    assert told.code == 0 and actions(told)[ORDERS] == "kept" and "nothing leads to it" in notes(told)
    kept = shop.read(ORDERS)
    assert mine in kept and "print(book_id)" in shop.read() and "delete_book is kept" in notes(told)
    assert "delete_book" not in shop.read("shop/generated/routes/books.py")
    assert {each["operation"] for each in told.json["operations"] if each["change"] == "removed"} >= {
        "DELETE /books/{book_id}",
        "GET /orders/{order_id}/invoice.{format}",
    }
    run = shop.project.types()
    assert run.code == 0, str(run)
    run = shop.project.tests()
    assert run.code == 0, str(run)


def test_8_a_renamed_operation_keeps_its_code(shop: Shop) -> None:
    shop.implement("get_book", "    print(book_id)\n    raise NotImplementedError\n")
    text = (
        shop.spec.read_text("utf-8").replace("book_id", "id").replace("operationId: getBook", "operationId: fetchBook")
    )
    shop.spec.write_text(text, "utf-8")
    told = shop.update()
    assert told.code in (0, 1)
    made = functions(shop.read())
    assert "get_book" not in made and "id: int" in made["fetch_book"] and "print(" in made["fetch_book"]
    (renamed,) = [each for each in told.json["operations"] if each["function"] == "fetch_book"]
    assert renamed == {
        "operation": "GET /books/{id}",
        "change": "renamed",
        "before": "GET /books/{book_id}",
        "path": HANDLERS,
        "function": "fetch_book",
        "function_before": "get_book",
    }


@pytest.mark.parametrize("how", ["git mv", "mv"])
def test_9_a_moved_file_is_followed(shop: Shop, how: str) -> None:
    moved = "shop/catalogue/handlers.py"
    shop.implement("get_book", LOG)
    if how == "git mv":
        shop.commit()
    (shop.root / "shop/catalogue").mkdir()
    if how == "git mv":
        shop.git("mv", HANDLERS, moved)
    else:
        (shop.root / HANDLERS).rename(shop.root / moved)
    for description in (NEW_PARAMETER, NEW_OPERATION):
        shop.describe(description)
        told = shop.update()
        assert told.code == 0 and actions(told)[moved] == "merged", told.text
        assert not (shop.root / HANDLERS).exists()
    text = shop.read(moved)
    assert "language: str | None = None" in text and "list_reviews" in text and "log.debug" in text


@pytest.mark.parametrize("path", ["Dockerfile", "compose.yaml", ".github/workflows/ci.yml"])
def test_10_a_deleted_file_stays_deleted(shop: Shop, path: str) -> None:
    (shop.root / path).unlink()
    shop.describe(("title: Bookshop", "title: Books"))
    told = shop.update()
    assert told.code == 0 and not (shop.root / path).exists() and "--restore" in notes(told)
    shop.describe(("title: Books", "title: Bookshop"))
    assert shop.update().code == 0 and not (shop.root / path).exists()
    assert shop.update("--restore").code == 0 and shop.files() == shop.fresh()


def test_11_a_formatter_s_run_is_no_edit(shop: Shop) -> None:
    five_bodies(shop)
    (shop.root / "ruff.toml").write_text("line-length = 60\n[format]\nquote-style = 'single'\nindent-style = 'tab'\n")
    done = subprocess.run([sys.executable, "-m", "ruff", "format", "."], cwd=shop.root, capture_output=True)
    assert done.returncode == 0, done.stderr
    before = shop.files()
    assert shop.update().code == 0 and shop.files() == before
    shop.describe(NEW_PARAMETER, NEW_OPERATION)
    told = shop.update()
    assert told.code == 0 and not told.json["conflicts"], told.text
    assert not [path for path in shop.files() if path.endswith(txn.YOURS)]
    made = functions(shop.read())
    assert "language" in made["list_books"] and "list_reviews" in made and "log.debug" in made["get_book"]


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


def test_13_it_works_without_git_offline_and_in_a_part_of_a_repository(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.create_connection", refuse)
    monkeypatch.setenv("PATH", "")
    five_bodies(shop)
    shop.describe(NEW_PARAMETER)
    assert shop.update().code == 0
    monkeypatch.undo()
    shutil.copytree(shop.root, tmp_path / "mono/services/one")
    shutil.copytree(shop.root, tmp_path / "mono/services/two")
    mono = Shop(tmp_path / "mono", shop.spec)
    subprocess.run(["git", "init", "-q", str(mono.folder)], check=True)
    shop.describe(NEW_OPERATION)
    two = {path: path.read_bytes() for path in (mono.folder / "services/two").rglob("*") if path.is_file()}
    monkeypatch.chdir(mono.folder / "services/one/shop/handlers")
    assert call("update", "--spec", shop.spec).code == 0
    assert "list_reviews" in (mono.folder / "services/one" / HANDLERS).read_text()
    assert two == {path: path.read_bytes() for path in two}


def test_14_what_loosens_security_asks_for_consent(tmp_path: Path) -> None:
    backend = tmp_path / "mine"
    shutil.copytree(ROOT / "templates/fastapi", backend)
    shop = Shop.make(tmp_path / "a", BOOKSHOP.read_bytes(), "--backend", str(backend))
    before = shop.files()
    with (backend / "backend.yml").open("a") as file:
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
