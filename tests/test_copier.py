"""copier as a second way in: the same bytes as the command line, from a clone with a tag, by the real copier."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold import __version__
from tests.projects import ROOT
from tests.updating import BOOKSHOP, HANDLERS, Shop, call

PARAMETER = (
    "        - name: cursor\n",
    "        - name: language\n          in: query\n          schema: { type: string }\n        - name: cursor\n",
)
GIT = [
    "git",
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@b.c",
    "-c",
    "init.defaultBranch=main",
    "-c",
    "core.autocrlf=false",
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of this checkout as it stands, with two tagged versions of one content."""
    place = tmp_path_factory.mktemp("template") / "scaffold"
    place.mkdir()
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a checkout")
    for name in listed.stdout.splitlines():
        if name.startswith(("scaffold/", "templates/", "copier")) and (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place / name)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "1"], ["tag", f"v{__version__}"]):
        subprocess.run([*GIT, *arguments], cwd=place, check=True)
    return place


def copier(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PWD": str(folder)}
    for name, value in (("AUTHOR", "a"), ("COMMITTER", "a")):
        environment |= {f"GIT_{name}_NAME": value, f"GIT_{name}_EMAIL": "a@b.c"}
    command = [sys.executable, "-m", "copier", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def copied(template: Path, tmp_path: Path) -> Shop:
    shop = Shop.make(tmp_path / "new")
    shutil.rmtree(shop.root)
    done = copier(shop.folder, "copy", "--trust", "--defaults", "--data", f"spec={shop.spec}", template, shop.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return shop


def test_a_copy_is_what_new_makes(template: Path, tmp_path: Path) -> None:
    made, fresh = copied(template, tmp_path).files(), Shop.make(tmp_path / "fresh").files()
    answers = made.pop(".copier-answers.yml").decode(), fresh.pop(".copier-answers.yml").decode()
    assert made == fresh
    own = [line for line in answers[0].splitlines() if not line.startswith(("_src_path", "_commit"))]
    assert own == [line for line in answers[1].splitlines() if not line.startswith(("_src_path", "_commit"))]
    assert f"_src_path: {template}" in answers[0]


@pytest.mark.parametrize("how", ["copy", "new"])
@pytest.mark.parametrize("again", ["update", "recopy"])
def test_a_project_is_updated_by_copier(template: Path, tmp_path: Path, how: str, again: str) -> None:
    shop = copied(template, tmp_path) if how == "copy" else Shop.make(tmp_path)
    if how == "new":
        shop.edit(".copier-answers.yml", ('_src_path: "scaffold"', f"_src_path: {template}"))
    shop.implement("get_book", "    print(1)\n    raise NotImplementedError\n")
    shop.commit()
    check = copier(shop.root, "check-update")
    assert check.returncode == 0, check.stdout + check.stderr
    shop.describe(PARAMETER)
    extra = ["--overwrite"] if again == "recopy" else []
    done = copier(shop.root, again, "--trust", "--defaults", "--data", f"spec={shop.spec}", *extra)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "print(1)" in shop.read() and "language: str" in shop.read()
    assert call("check", shop.root).code == 0
    assert f"_src_path: {template}" in shop.read(".copier-answers.yml")
    shop.commit()
    done = copier(shop.root, again, "--trust", "--defaults", *extra)
    assert done.returncode == 0 and shop.git("status", "--short") == "", done.stdout + done.stderr


def test_a_conflict_is_no_success(template: Path, tmp_path: Path) -> None:
    shop = copied(template, tmp_path)
    shop.edit(HANDLERS, ("Get one book", "Get just one"))
    shop.commit()
    shop.describe(("Get one book", "Get a book"))
    done = copier(shop.root, "update", "--trust", "--defaults", "--data", f"spec={shop.spec}")
    assert done.returncode != 0 and "conflict" in done.stdout + done.stderr
    assert "<<<<<<< yours" in shop.read()
    assert BOOKSHOP.exists()
