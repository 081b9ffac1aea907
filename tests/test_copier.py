"""copier as a second way in: the same bytes as the command line, from a clone with a tag, by the real copier."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold import __version__, txn
from tests.projects import ROOT
from tests.test_updates import CASES, IDS, Case, outcome, patch
from tests.updating import Shop, call, each_backend

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


def copied(template: Path, tmp_path: Path, backend: str) -> Shop:
    shop = Shop.make(tmp_path / "new", backend=backend)
    shutil.rmtree(shop.root)
    answers = ("--data", f"spec={shop.spec}", "--data", f"backend={backend}")
    done = copier(shop.folder, "copy", "--trust", "--defaults", *answers, template, shop.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return shop


def sourced(shop: Shop, template: Path) -> None:
    """What a user does in a project that `scaffold new` made, so that copier works in it."""
    shop.edit(".copier-answers.yml", ('_src_path: "scaffold"', f"_src_path: {template}"))


@each_backend
def test_a_copy_is_what_new_makes(template: Path, tmp_path: Path, backend: str) -> None:
    made, fresh = copied(template, tmp_path, backend).files(), Shop.make(tmp_path / "fresh", backend=backend).files()
    answers = made.pop(".copier-answers.yml").decode(), fresh.pop(".copier-answers.yml").decode()
    assert made == fresh
    own = [line for line in answers[0].splitlines() if not line.startswith(("_src_path", "_commit"))]
    assert own == [line for line in answers[1].splitlines() if not line.startswith(("_src_path", "_commit"))]
    assert f"_src_path: {template}" in answers[0]
    readme = made["README.md"].decode()
    assert "scaffold update --spec" in readme and "copier update --trust" in readme


@pytest.mark.parametrize(
    ("backend", "how", "again"),
    [
        ("fastapi", "copy", "update"),
        ("fastapi", "new", "recopy"),
        ("nextjs", "new", "update"),
        ("nextjs", "copy", "recopy"),
    ],
)
def test_a_project_is_updated_by_copier(template: Path, tmp_path: Path, backend: str, how: str, again: str) -> None:
    shop = copied(template, tmp_path, backend) if how == "copy" else Shop.make(tmp_path, backend=backend)
    if how == "new":
        sourced(shop, template)
    shop.write("get_book")
    shop.commit()
    check = copier(shop.root, "check-update")
    assert check.returncode == 0, check.stdout + check.stderr
    shop.describe(PARAMETER)
    extra = ["--overwrite"] if again == "recopy" else []
    done = copier(shop.root, again, "--trust", "--defaults", "--data", f"spec={shop.spec}", *extra)
    assert done.returncode == 0, done.stdout + done.stderr
    assert shop.says() and shop.takes("list_books", "language")
    assert call("check", shop.root).code == 0
    assert f"_src_path: {template}" in shop.read(".copier-answers.yml")
    shop.commit()
    done = copier(shop.root, again, "--trust", "--defaults", *extra)
    assert done.returncode == 0 and shop.git("status", "--short") == "", done.stdout + done.stderr


def test_a_conflict_is_no_success(template: Path, tmp_path: Path) -> None:
    shop = Shop.make(tmp_path)
    sourced(shop, template)
    shop.edit(shop.handlers, ("Get one book", "Get just one"))
    shop.commit()
    shop.describe(("Get one book", "Get a book"))
    done = copier(shop.root, "update", "--trust", "--defaults", "--data", f"spec={shop.spec}")
    assert done.returncode != 0 and "conflict" in done.stdout + done.stderr
    assert "<<<<<<< yours" in shop.read()


def reached(case: Case) -> bool:
    """Whether copier can do a case's update: its template has the backends as they are."""
    return not (case.mine / "templates.patch").exists()


SAMPLE = {"sdk-added-nextjs"}
each_reached_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=id, marks=() if id in SAMPLE else pytest.mark.corpus)
        for case, id in zip(CASES, IDS, strict=True)
        if reached(case)
    ],
)


@each_reached_case
def test_copier_s_update_is_ours(case: Case, template: Path, tmp_path: Path) -> None:
    """Each case of `updates/` by copier: the same files, but for where the template is."""
    expected = outcome(case)
    shop = case.make(tmp_path)
    sourced(shop, template)
    shop.commit()
    steps = [None, case.folder / "again.patch"] if (case.folder / "again.patch").exists() else [None]
    for step in steps:
        if step:
            patch(step, shop.spec.parent)
            shop.commit()
        done = copier(shop.root, "update", "--trust", "--defaults", *answered(case), "--data", f"spec={shop.spec}")
        assert (done.returncode != 0) == (expected.told.code != 0), done.stdout + done.stderr
    made, own = (
        {path: data for path, data in files.items() if not path.startswith(f"{txn.UNDO}/")}
        for files in (shop.files(), expected.after)
    )
    for files in (made, own):
        answers = files.pop(".copier-answers.yml").decode().splitlines()
        files["answers"] = "\n".join(line for line in answers if not line.startswith(("_src", "_commit"))).encode()
    assert made == own


def answered(case: Case) -> list[str]:
    """The options of a case as copier takes them."""
    sdks = [word for flag, word in zip(case.options, case.options[1:], strict=False) if flag == "--sdk"]
    pairs = [word for flag, word in zip(case.options, case.options[1:], strict=False) if flag == "--data"]
    pairs = ["sdks=[]" if pair == "sdks=" else pair for pair in pairs] + ([f"sdks=[{', '.join(sdks)}]"] if sdks else [])
    return [word for pair in pairs for word in ("--data", pair)]
