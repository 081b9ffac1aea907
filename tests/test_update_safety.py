"""Updates that keep what they must: pristine projects, tampered bases, branches, runs at once, disks that refuse."""

from __future__ import annotations

import ctypes
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold import txn
from tests.projects import ROOT
from tests.updating import BACKENDS, BOOKSHOP, GIT, Shop, Told, actions, added, call, each_backend, notes

ADDED = ("      operationId: getBook\n", "      operationId: getBook\n      x-added: true\n      deprecated: true\n")
PARAMETER = added("language")
OTHER = (
    "        - name: page\n",
    "        - name: since\n          in: query\n          schema: { type: string }\n        - name: page\n",
)


@pytest.fixture(params=BACKENDS)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Shop:
    return Shop.make(tmp_path, backend=request.param)


# Any change of a description: a pristine project becomes what a new one is


def drop_operation(document: dict[str, Any], roll: random.Random) -> None:
    places = [(path, name) for path, item in sorted(document["paths"].items()) for name in item if name != "parameters"]
    path, method = roll.choice(places)
    del document["paths"][path][method]


def drop_path(document: dict[str, Any], roll: random.Random) -> None:
    del document["paths"][roll.choice(sorted(document["paths"]))]


def rename(document: dict[str, Any], roll: random.Random) -> None:
    operation = some(document, roll)
    operation["operationId"] = operation["operationId"] + "Again"


def retag(document: dict[str, Any], roll: random.Random) -> None:
    some(document, roll)["tags"] = [roll.choice(["books", "orders", "shelves"])]


def parameter(document: dict[str, Any], roll: random.Random) -> None:
    schema = {"type": roll.choice(["string", "integer", "boolean"])}
    name = roll.choice(["colour", "size", "weight"])
    listed = some(document, roll).setdefault("parameters", [])
    listed[:] = [each for each in listed if each.get("name") != name]
    listed.append({"name": name, "in": "query", "required": roll.random() < 0.5, "schema": schema})


def operation(document: dict[str, Any], roll: random.Random) -> None:
    reply = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "string"}}}}}
    name = f"extra{roll.randrange(5)}"
    document["paths"][f"/{name}"] = {
        "get": {"operationId": name, "tags": [roll.choice(["books", "more"])], "responses": reply}
    }


def words(document: dict[str, Any], roll: random.Random) -> None:
    some(document, roll)["summary"] = f"Words {roll.randrange(100)}"


def some(document: dict[str, Any], roll: random.Random) -> dict[str, Any]:
    found = [
        item[name] for _, item in sorted(document["paths"].items()) for name in sorted(item) if name != "parameters"
    ]
    chosen: dict[str, Any] = roll.choice(found)
    return chosen


BOOKS = ("list_books", "create_book", "get_book", "update_book", "delete_book", "upload_cover", "download_cover")
ORDERS = ("list_orders", "place_order", "get_invoice")
CHANGES = [drop_operation, drop_path, rename, retag, parameter, operation, words]
a_few = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def changed(document: dict[str, Any], seed: int) -> None:
    roll = random.Random(seed)
    for _ in range(roll.randint(1, 4)):
        if any(name != "parameters" for item in document["paths"].values() for name in item):
            roll.choice(CHANGES)(document, roll)


@each_backend
@a_few
@given(seed=st.integers(0, 10**6))
def test_a_pristine_project_becomes_a_fresh_one(
    backend: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shop = Shop.make(tmp_path_factory.mktemp("p"), backend=backend)
    document = yaml.safe_load(shop.spec.read_text("utf-8"))
    for step in range(2):
        changed(document, seed + step)
        shop.spec.write_text(json.dumps(document), "utf-8")
        told = shop.update()
        assert told.code == 0, told.text
        files = shop.files()
        assert files == shop.fresh(), seed
        assert shop.update().json["written"] is False and shop.files() == files


@each_backend
@a_few
@given(seed=st.integers(0, 10**6))
def test_no_line_of_the_user_s_is_lost(backend: str, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    shop = Shop.make(tmp_path_factory.mktemp("p"), backend=backend)
    roll = random.Random(seed)
    marks = []
    for path, names in ((shop.handlers, BOOKS), (shop.orders, ORDERS)):
        for name in names:
            if roll.random() < 0.4:
                marks.append(f"mark {len(marks)}")
                shop.write(name, marks[-1], path)
    document = yaml.safe_load(shop.spec.read_text("utf-8"))
    changed(document, seed)
    shop.spec.write_text(json.dumps(document), "utf-8")
    base = roll.choice(["whole", "tampered", "deleted", "half"])
    for path in (shop.root / ".scaffold/base" / each for each in (shop.handlers, shop.orders)):
        data = path.read_bytes()
        if base == "deleted":
            path.unlink()
        elif base != "whole":
            path.write_bytes(data[: len(data) // 2] if base == "half" else data.replace(b"NotImplemented", b"Done"))
    before = shop.files()
    told = shop.update()
    there = b"\n".join(data for path, data in shop.files().items() if not path.startswith(".scaffold/"))
    assert all(mark.encode() in there for mark in marks), (seed, base)
    if told.code == 1:
        call("update", shop.root, "--abort")
        assert shop.files() == before


# The base is lost


@pytest.mark.parametrize("harm", ["delete", "tamper", "half"])
def test_where_the_base_is_lost_git_has_it(shop: Shop, harm: str) -> None:
    shop.commit()
    shop.write("get_book")
    base = shop.root / ".scaffold/base" / shop.handlers
    data = base.read_bytes()
    base.unlink() if harm == "delete" else base.write_bytes(data[: len(data) // 2] if harm == "half" else data + b"#")
    shop.describe(PARAMETER)
    told = shop.update()
    assert told.code == 0 and actions(told)[shop.handlers] == "merged"
    assert shop.says() and shop.takes("list_books", "language")
    assert call("check", shop.root).code == 0


def test_where_nobody_has_the_base_the_new_version_goes_beside(shop: Shop) -> None:
    shop.write("get_book")
    (shop.root / ".scaffold/base" / shop.handlers).unlink()
    mine = shop.read()
    shop.describe(PARAMETER)
    told = shop.update()
    assert told.code == 1 and told.json["conflicts"] == [shop.handlers] and "is lost" in notes(told)
    assert shop.read() == mine and shop.takes("list_books", "language", shop.handlers + ".scaffold-new")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1, "files": {"../x": {}}}'])
def test_a_damaged_lock_is_told_and_nothing_is_written(shop: Shop, text: str) -> None:
    (shop.root / ".scaffold/lock.json").write_text(text)
    before = shop.files()
    told = shop.update()
    assert told.code == 2 and told.json["diagnostics"][0]["code"] == "project-unusable" and shop.files() == before


# Generated files that were edited


def test_an_edit_of_a_generated_file_is_kept_beside(shop: Shop) -> None:
    path = shop.writing.routes.format("books")
    (shop.root / path).write_text(shop.read(path) + shop.writing.comment.format("mine"), "utf-8")
    mine = shop.read(path)
    assert call("check", shop.root).code == 1
    told = shop.update(spec=False)
    assert told.code == 0 and actions(told) == {path: "updated", f"{path}{txn.YOURS}": "kept"}
    assert shop.read(f"{path}{txn.YOURS}") == mine and "mine" not in shop.read(path)
    assert call("check", shop.root).code == 0


def test_a_file_in_the_way_is_not_overwritten(shop: Shop) -> None:
    path = shop.writing.handlers.format("shelves")
    (shop.root / path).write_text("MINE = 1\n")
    shop.describe(
        ("      operationId: getBook\n      tags: [books]", "      operationId: getBook\n      tags: [shelves]")
    )
    told = shop.update()
    assert told.code == 1 and told.json["conflicts"] == [path]
    assert shop.read(path) == "MINE = 1\n" and shop.has("get_book", f"{path}.scaffold-new")


def test_a_path_in_another_case_is_right_where_the_disk_knows_no_case(tmp_path: Path) -> None:
    """A link stands for such a disk: both folders are one."""
    shop = Shop.make(tmp_path, backend="nextjs")
    api = shop.root / "app/api/v1"
    (api / "Books").symlink_to("books")
    (shop.spec).write_text(shop.spec.read_text("utf-8").replace("  /books", "  /Books"), "utf-8")
    told = shop.update()
    fresh = shop.fresh()
    assert told.code == 0 and actions(told)["app/api/v1/Books/route.ts"] == "created"
    for path in ("route.ts", "[bookId]/route.ts", "[bookId]/cover/route.ts"):
        assert (api / "books" / path).read_bytes() == fresh[f"app/api/v1/Books/{path}"]
    assert not [path for path in shop.files() if path.endswith(txn.YOURS)] and call("check", shop.root).code == 0


def test_in_a_submodule_and_in_a_worktree_git_is_found(tmp_path: Path) -> None:
    """The base that is lost comes from there, conflicts go into its index, and out of it again."""
    settings = [*GIT[1:], "-c", "protocol.file.allow=always"]
    shop = Shop.make(tmp_path)
    shop.edit(shop.handlers, ("Get one book", "Get just one book"))
    shop.commit()
    whole = tmp_path / "whole"
    subprocess.run(["git", "init", "-q", whole], check=True)
    added_ = ["submodule", "--quiet", "add", shop.root, "servi ces/ü ☃"]
    subprocess.run(["git", *settings, *added_], cwd=whole, check=True, capture_output=True)
    shop.git("worktree", "add", "-q", "-b", "other", tmp_path / "wörk" / "shop")
    (tmp_path / "link").symlink_to(whole / "servi ces")
    shop.describe(("Get one book", "Get a book"), PARAMETER)
    for place in (tmp_path / "wörk" / "shop", tmp_path / "link" / "ü ☃"):
        (place / ".scaffold/base" / shop.handlers).unlink()
        status = subprocess.run(["git", "status", "--short"], cwd=place, capture_output=True).stdout
        assert call("update", place, "--spec", shop.spec).code == 1
        assert "language" in (place / shop.handlers).read_text()
        listed = subprocess.run(["git", "ls-files", "--unmerged"], cwd=place, capture_output=True, text=True).stdout
        assert [line.split()[2:] for line in listed.splitlines()] == [[stage, shop.handlers] for stage in "123"]
        assert call("update", place, "--abort").code == 0
        assert subprocess.run(["git", "status", "--short"], cwd=place, capture_output=True).stdout == status


NAMESAKES = {
    "fastapi": ("shop/store.py", "async def get_book(key: int, size: int) -> bytes:\n    return bytes(key * size)\n"),
    "nextjs": ("src/store.ts", "export const getBook = async (key: number, size: number) => key * size;\n"),
}


def test_a_namesake_of_a_handler_that_was_deleted_is_not_touched(shop: Shop) -> None:
    path, text = NAMESAKES[shop.backend]
    (shop.root / path).write_text(text)
    found = re.search(
        shop.writing.stub.format(shop.writing.name("get_book")) + r"[^\n]*\n(?:\};\n)?\n+", shop.read(), re.S
    )
    assert found
    shop.edit(shop.handlers, (found[0], ""))
    own = "      parameters:\n        - { name: edition, in: query, schema: { type: integer } }\n"
    shop.describe(("      operationId: getBook\n", f"      operationId: getBook\n{own}"), PARAMETER)
    assert not shop.has("get_book") and shop.update().code == 0
    assert shop.read(path) == text and not shop.has("get_book") and shop.takes("list_books", "language")


# Conflicts that wait


def test_conflicts_must_be_settled_first(shop: Shop) -> None:
    shop.edit(shop.handlers, ("Get one book", "Get just one"))
    shop.describe(("Get one book", "Get a book"))
    assert shop.update().code == 1
    before = shop.files()
    again = shop.update()
    assert again.code == 2 and again.json["diagnostics"][0]["code"] == "update-unsettled" and shop.files() == before
    text = shop.read()
    start, end = text.index("<<<<<<<"), text.index(">>>>>>> generated\n") + len(">>>>>>> generated\n")
    mine = shop.writing.doc.format("Get my book")
    indent = "    " if shop.backend == "fastapi" else ""
    (shop.root / shop.handlers).write_text(f"{text[:start]}{indent}{mine}\n{text[end:]}")
    told = shop.update()
    assert told.code == 0 and "Get my book" in shop.read() and not (shop.root / txn.UNDO).exists()


# Branches, and runs at once


def test_a_merge_of_branches_must_be_settled_first(shop: Shop) -> None:
    shop.commit()
    shop.git("checkout", "-qb", "other")
    shop.write("get_book", "theirs")
    shop.commit()
    shop.git("checkout", "-q", "main")
    shop.write("get_book", "mine")
    shop.commit()
    with pytest.raises(AssertionError, match="CONFLICT"):
        shop.git("merge", "other")
    before = shop.files()
    shop.describe(added("colour"))
    told = shop.update()
    assert told.code == 2 and told.json["diagnostics"][0]["code"] == "update-unsettled" and shop.files() == before
    assert shop.handlers in told.text
    shop.git("checkout", "-q", "--ours", shop.handlers)
    assert shop.update().code == 0 and shop.says("mine") and shop.takes("list_books", "colour")


def test_two_branches_that_were_updated_are_merged(shop: Shop) -> None:
    original = shop.spec.read_text("utf-8")
    shop.write("get_book")
    shop.commit()
    shop.git("checkout", "-qb", "other")
    shop.describe(PARAMETER)
    assert shop.update().code == 0
    shop.write("list_books", "listed")
    shop.commit()
    shop.git("checkout", "-q", "main")
    shop.spec.write_text(original, "utf-8")
    shop.describe(OTHER)
    assert shop.update().code == 0
    shop.commit()
    subprocess.run([*GIT, "merge", "-q", "other"], cwd=shop.root, capture_output=True)
    shop.git("checkout", "--ours", ".")
    for path in (shop.handlers, shop.orders):
        assert "<<<<" not in shop.read(path)
    shop.spec.write_text(original, "utf-8")
    shop.describe(PARAMETER, OTHER)
    told = shop.update()
    assert told.code == 0, told.text
    assert shop.says() and shop.says("listed") and shop.takes("list_books", "language")
    assert shop.takes("list_orders", "since", shop.orders) and shop.read().count("language") == 1
    assert shop.update().json["written"] is False and call("check", shop.root).code == 0


def test_two_updates_at_once_the_second_stops(shop: Shop) -> None:
    before = shop.files()
    shop.describe(PARAMETER)
    with txn.exclusive(shop.root):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "scaffold", "update", str(shop.root), "--spec", str(shop.spec), "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and json.loads(done.stdout)["diagnostics"][0]["code"] == "project-busy"
    assert shop.files() == before


def killed_at(number: int) -> None:
    """Have this process die before its replacement of a file of this number."""
    replace, count = os.replace, [0]

    def dying(*arguments: Any) -> None:
        count[0] += 1
        if count[0] == number:
            os._exit(9)
        replace(*arguments)

    os.replace = dying  # type: ignore[assignment]


def test_a_run_that_was_killed_is_finished_by_the_next_command(shop: Shop) -> None:
    shop.describe(PARAMETER)
    before = shop.files()
    for after in (2, 5, 9):
        copy = Shop(shop.folder / f"killed{after}", shop.spec, shop.backend)
        shutil.copytree(shop.root, copy.root)
        child = os.fork()
        if child == 0:
            killed_at(after)
            copy.update()
            os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert (copy.root / txn.TXN).exists()
        assert call("check", copy.root).code == 0
        assert copy.files() == shop.fresh() != before


def test_a_read_only_file_stops_all_of_it(shop: Shop) -> None:
    shop.describe(PARAMETER)
    (shop.root / shop.writing.routes.format("books")).chmod(0o444)
    before = shop.files()
    told = shop.update()
    (found,) = told.json["diagnostics"]
    assert told.code == 2 and found["code"] == "project-not-writable" and "read-only" in found["message"]
    assert shop.files() == before


def without_privileges(work: Callable[[], Told]) -> Told:
    """What comes of work in a process whom permissions bind, also where this one is root's."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            version, everything = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
            assert ctypes.CDLL(None).capset(version, everything) == 0
        told = work()
        os.write(writing, json.dumps([told.code, told.text]).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as stream:
        said = stream.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return Told(*json.loads(said))


@pytest.mark.parametrize("folder", ["handlers", ".scaffold"])
def test_a_read_only_folder_stops_all_of_it(shop: Shop, folder: str) -> None:
    place = (shop.root / shop.handlers).parent if folder == "handlers" else shop.root / folder
    shop.describe(PARAMETER)
    before = shop.files()
    place.chmod(0o555)
    told = without_privileges(shop.update)
    (found,) = told.json["diagnostics"]
    assert told.code == 2 and found["code"] == "project-not-writable" and shop.files() == before
    blamed = shop.handlers if folder == "handlers" else txn.TXN
    assert found["message"].endswith(f": Permission denied ({blamed})")
    place.chmod(0o755)
    assert shop.update().code == 0 and shop.files() == shop.fresh()


def test_a_full_disk_stops_all_of_it(shop: Shop) -> None:
    """No file may be longer than 8 kB: to write one ends as on a disk without room."""
    shop.describe(PARAMETER)
    before = shop.files()
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))"
    run = f"{limit}; import sys; from scaffold.cli import run; sys.argv[0] = 'scaffold'; run()"
    command = [sys.executable, "-c", run, "update", str(shop.root), "--spec", str(shop.spec), "--json"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert done.returncode == 2 and found["code"] == "project-not-writable" and "File too large" in found["message"]
    assert shop.files() == before and not (shop.root / txn.TXN).exists()
    assert shop.update().code == 0 and shop.files() == shop.fresh()


# What stays untouched


def test_an_update_with_nothing_to_do_writes_nothing(shop: Shop) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in shop.root.rglob("*")}
    assert shop.update().json["written"] is False and shop.update(spec=False).json["written"] is False
    assert {path: path.stat().st_mtime_ns for path in shop.root.rglob("*")} == stamps


def test_the_description_in_the_project_may_be_edited_in_place(shop: Shop) -> None:
    place = shop.root / ".scaffold/spec" / BOOKSHOP.name
    place.write_text(place.read_text("utf-8").replace(*PARAMETER), "utf-8")
    shop.spec.write_text(place.read_text("utf-8"), "utf-8")
    told = shop.update(spec=False)
    assert told.code == 0 and shop.takes("list_books", "language") and shop.files() == shop.fresh()
    (change,) = told.json["contract"]["changes"]
    assert change["id"] == "new-optional-request-parameter" and change["operation"] == "GET /books"


def test_a_folder_where_a_file_must_go_stops_the_update(shop: Shop) -> None:
    (shop.root / shop.handlers).unlink()
    (shop.root / shop.handlers).mkdir()
    before = shop.files()
    shop.describe(PARAMETER)
    told = shop.update()
    (fault,) = told.json["diagnostics"]
    assert told.code == 2 and fault["code"] == "project-not-writable" and shop.handlers in fault["message"]
    assert shop.files() == before


def test_what_the_service_shows_tells_what_was_edited_in_place(tmp_path: Path) -> None:
    """Also of a description in several files and changed by an overlay, and where a formatter went over it."""
    overlay = tmp_path / "overlay.json"
    action = {"target": "$.paths['/orders']", "remove": True}
    overlay.write_text(json.dumps({"overlay": "1.0.0", "info": {"title": "x", "version": "1"}, "actions": [action]}))
    whole = yaml.safe_load(BOOKSHOP.read_bytes())
    (tmp_path / "cover.json").write_text(json.dumps(whole["components"]["schemas"].pop("Cover")))
    (tmp_path / "shop.json").write_text(json.dumps(whole).replace("#/components/schemas/Cover", "cover.json"))
    made = call("new", tmp_path / "shop.json", tmp_path / "shop", "--defaults", "--overlay", overlay)
    assert made.code == 0, made.text
    shop = Shop(tmp_path, tmp_path / "shop.json")
    cover = shop.root / ".scaffold/spec/cover.json"
    shown = shop.root / "shop/generated/openapi.json"
    shown.write_text(json.dumps(json.loads(shown.read_bytes()), indent="\t"))
    cover.write_text(cover.read_text().replace('["url", "bytes"]', '["url"]'))
    told = shop.update("--dry-run", spec=False).json["contract"]
    assert told["known"] and {each["id"] for each in told["changes"]} == {"response-property-became-optional"}
    shown.write_text(shown.read_text().replace("bytes", "size"))
    assert not shop.update(spec=False).json["contract"]["known"]


def test_another_folder_s_name_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    shop.root.rename(tmp_path / "checkout")
    told = call("check", tmp_path / "checkout")
    assert told.code == 0, told.text


def test_the_address_that_copier_needs_is_kept(shop: Shop) -> None:
    shop.edit(".copier-answers.yml", ('_src_path: "scaffold"', "_src_path: gh:me/scaffold"), ("v0.1.0", "v0.1.0-5"))
    shop.describe(PARAMETER)
    assert shop.update().code == 0
    assert "_src_path: gh:me/scaffold\n" in shop.read(".copier-answers.yml") and call("check", shop.root).code == 0


STUBS = {
    "fastapi": ("{{package}}/handlers/{{service.module}}.py.jinja", "raise NotImplementedError", "()"),
    "nextjs": ("src/handlers/{{service.module}}.ts.jinja", 'operation.function }}")', " as never"),
}


@each_backend
def test_the_templates_and_the_description_change_at_once(tmp_path: Path, backend: str) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "templates" / backend, mine)
    shop = Shop.make(tmp_path / "a", backend=backend, templates=mine)
    shop.write("get_book")
    place, stub, more = STUBS[backend]
    template = mine / "project" / place
    template.write_text(template.read_text().replace(stub, stub + more))
    shop.describe(PARAMETER)
    told = shop.update()
    assert told.code == 0, told.text
    changed = re.findall(rf"(?:raise|throw) .*{re.escape(more)}", shop.read())
    assert shop.says() and len(changed) >= 6 and shop.takes("list_books", "language")
