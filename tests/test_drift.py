"""`scaffold diff` and `scaffold check PROJECT`, on a Python and a TypeScript backend: they tell, and write nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.updating import BACKENDS, BOOKSHOP, Shop, Told, actions, added, call


@pytest.fixture(params=BACKENDS)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Shop:
    return Shop.make(tmp_path, backend=request.param)


def diff(shop: Shop, *options: str | Path) -> Told:
    """What `scaffold diff` says; it must leave the project as it is."""
    before = shop.files()
    told = call("diff", shop.root, *options)
    assert told.code == 0 and shop.files() == before
    return told


def patched(shop: Shop, patch: str) -> dict[str, bytes]:
    """What a diff makes of the project, but for what scaffold keeps for itself."""
    copy = Shop(shop.folder / "patched", shop.spec, shop.backend)
    shutil.copytree(shop.root, copy.root)
    done = subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=copy.root, capture_output=True)
    assert done.returncode == 0, done.stderr
    return copy.visible()


def check(shop: Shop, *options: str | Path) -> Told:
    """What `scaffold check` says, which must be one thing in text and in JSON, and leave the project as it is."""
    before = shop.files()
    told, text = (call("check", shop.root, *options, *form) for form in (["--json"], []))
    assert told.code == text.code and shop.files() == before
    listed = {line.split("  ")[-1].strip() for line in text.text.splitlines()[:-1]}
    assert listed == {each["path"] for each in told.json["drift"]}
    assert told.json["up_to_date"] is text.text.endswith("shop: up to date\n") is (told.code == 0)
    return told


def test_an_untouched_project_has_no_diff_and_no_drift(shop: Shop) -> None:
    for spec in ((), ("--spec", shop.spec)):
        assert diff(shop, *spec).text == "" and check(shop, *spec).code == 0


def test_what_the_user_wrote_is_no_drift_but_is_shown(shop: Shop) -> None:
    shop.write("get_book")
    (shop.root / "notes.md").write_text("mine\n")
    assert check(shop).code == 0 and diff(shop).text == ""
    shown = diff(shop, "--yours").text
    statement = shop.writing.statement.format("called", "").rstrip()
    assert f"--- a/{shop.handlers}\n+++ b/{shop.handlers}\n" in shown
    assert [line for line in shown.splitlines() if line[0] in "+-" and line[:3] not in ("+++", "---")] == [
        f"+{statement}"
    ]


def test_a_diff_is_what_the_update_does(shop: Shop) -> None:
    shop.write("get_book")
    shop.describe(added("language"))
    shown = diff(shop, "--spec", shop.spec)
    assert diff(shop, "--spec", shop.spec, "--json").json["diff"] == shown.text.rstrip("\n")
    made = patched(shop, shown.text)
    assert shop.update().code == 0 and made == shop.visible()
    assert diff(shop).text == ""


def test_a_diff_says_that_files_have_other_names_and_that_empty_ones_go(shop: Shop) -> None:
    options = ("--data", "package=library", "--data", "sdks=")
    made = patched(shop, diff(shop, *options).text)
    assert call("update", shop.root, *options).code == 0 and made == shop.visible()


def test_a_description_that_changed_is_drift(shop: Shop) -> None:
    shop.write("get_book")
    shop.describe(added("language"))
    drift = {each["path"]: each["action"] for each in check(shop, "--spec", shop.spec).json["drift"]}
    assert drift[shop.handlers] == "merged"
    assert drift == actions(shop.update("--dry-run"))
    kept = shop.root / ".scaffold/spec" / BOOKSHOP.name
    kept.write_bytes(shop.spec.read_bytes())
    assert {each["path"]: each["action"] for each in check(shop).json["drift"]} == drift
    assert call("update", shop.root).code == 0 and check(shop).code == 0


@pytest.mark.parametrize("harm", ["edited", "deleted"])
def test_a_generated_file_that_is_not_as_made_is_drift(shop: Shop, harm: str) -> None:
    path = shop.writing.routes.format("books")
    if harm == "edited":
        (shop.root / path).write_text(shop.read(path) + shop.writing.comment.format("mine"), "utf-8")
    else:
        (shop.root / path).unlink()
    told = check(shop)
    assert told.code == 1 and path in {each["path"] for each in told.json["drift"]}
    assert f"b/{path}" in diff(shop).text


def test_a_conflict_to_come_is_drift(shop: Shop) -> None:
    said = shop.writing.doc.format
    shop.edit(shop.handlers, (said("Get one book"), said("Get just one book")))
    shop.describe(("Get one book", "Get a book"))
    told = check(shop, "--spec", shop.spec)
    assert told.code == 1 and {"path": shop.handlers, "action": "conflict"} in told.json["drift"]
    assert "<<<<<<< yours" in diff(shop, "--spec", shop.spec).text
