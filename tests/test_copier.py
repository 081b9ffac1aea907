"""copier as a second way in: the same bytes as the command line, from a clone with a tag, by the real copier."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scaffold import __version__, txn
from scaffold.lock import ANSWERS, LOCK
from tests.projects import ROOT
from tests.test_updates import CASES, IDS, Case, outcome, patch
from tests.updating import GIT, Shop, added, call, each_backend


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of this checkout as it stands, with a tag."""
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


def cloned(template: Path, place: Path) -> Path:
    subprocess.run([*GIT, "clone", "-q", template, place], check=True)
    return place


def released(source: Path) -> None:
    """A newer version of scaffold, with whatever has changed in its checkout."""
    for arguments in (["commit", "-qa", "--allow-empty", "-m", "2"], ["tag", "v99.0.0"]):
        subprocess.run([*GIT, *arguments], cwd=source, check=True)


def copier(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PWD": str(folder)}
    for name, value in (("AUTHOR", "a"), ("COMMITTER", "a")):
        environment |= {f"GIT_{name}_NAME": value, f"GIT_{name}_EMAIL": "a@b.c"}
    command = [sys.executable, "-m", "copier", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def answers(file: bytes) -> dict[str, object]:
    """What an answers file says, but for where the template is and its version."""
    return {key: value for key, value in yaml.safe_load(file).items() if not key.startswith("_")}


def copied(template: Path, tmp_path: Path, backend: str) -> Shop:
    shop = Shop.make(tmp_path / "new", backend=backend)
    shutil.rmtree(shop.root)
    chosen = ("--data", f"spec={shop.spec}", "--data", f"backend={backend}")
    done = copier(shop.folder, "copy", "--trust", "--defaults", *chosen, template, shop.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return shop


def sourced(shop: Shop, template: Path) -> None:
    """What a user does in a project that `scaffold new` made, so that copier works in it."""
    place = shop.root / ANSWERS
    place.write_text(re.sub(r"^_src_path: .*$", f"_src_path: {template}", place.read_text("utf-8"), flags=re.M))


@each_backend
def test_a_copy_is_what_new_makes(template: Path, tmp_path: Path, backend: str) -> None:
    made, fresh = copied(template, tmp_path, backend).files(), Shop.make(tmp_path / "fresh", backend=backend).files()
    theirs, ours = made.pop(ANSWERS), fresh.pop(ANSWERS)
    assert made == fresh and answers(theirs) == answers(ours)
    assert f"_src_path: {template}" in theirs.decode()
    readme = made["README.md"].decode()
    assert "scaffold update --spec" in readme and "copier update --trust" in readme


@each_backend
def test_what_copier_copied_either_way_brings_up_to_date(template: Path, tmp_path: Path, backend: str) -> None:
    newer = cloned(template, tmp_path / "scaffold")
    shop = copied(newer, tmp_path, backend)
    shop.write("get_book")
    shop.commit()
    brought(shop, "language", lambda: shop.update().code)
    assert "up-to-date" in copier(shop.root, "check-update").stdout
    released(newer)
    assert "latest version is 99.0.0" in copier(shop.root, "check-update").stdout
    brought(shop, "publisher", lambda: by_copier(shop, "update"))
    assert f"_src_path: {newer}" in shop.read(ANSWERS) and "_commit: v99.0.0" in shop.read(ANSWERS)
    assert "up-to-date" in copier(shop.root, "check-update").stdout


@each_backend
def test_what_new_made_copier_brings_up_to_date(template: Path, tmp_path: Path, backend: str) -> None:
    shop = Shop.make(tmp_path, backend=backend)
    sourced(shop, template)
    shop.write("get_book")
    shop.commit()
    assert "up-to-date" in copier(shop.root, "check-update").stdout
    brought(shop, "language", lambda: by_copier(shop, "update"))
    brought(shop, "publisher", lambda: by_copier(shop, "recopy", "--overwrite"))
    brought(shop, "shelf", lambda: shop.update().code)
    assert by_copier(shop, "update") == 0 and shop.git("status", "--short") == ""


def by_copier(shop: Shop, command: str, *options: str) -> int:
    """How copier ends that brings a project to its description."""
    return copier(shop.root, command, "--trust", "--defaults", "--data", f"spec={shop.spec}", *options).returncode


def brought(shop: Shop, parameter: str, way: Callable[[], int]) -> None:
    """A parameter more in the description comes into a project, by one way or the other, and nothing is lost."""
    shop.describe(added(parameter))
    assert way() == 0
    assert shop.says() and shop.takes("list_books", parameter) and call("check", shop.root).code == 0
    shop.commit()


def test_a_conflict_is_no_success(template: Path, tmp_path: Path) -> None:
    shop = Shop.make(tmp_path)
    sourced(shop, template)
    shop.edit(shop.handlers, ("Get one book", "Get just one"))
    shop.commit()
    shop.describe(("Get one book", "Get a book"))
    done = copier(shop.root, "update", "--trust", "--defaults", "--data", f"spec={shop.spec}")
    assert done.returncode != 0 and "conflict" in done.stdout + done.stderr
    assert "<<<<<<< yours" in shop.read()


SAMPLE = {
    "sdk-added-nextjs",
    "restore-operation-split-fastapi",
    "restore-service-split-nextjs",
    "template-fastapi",
}
each_case = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=id, marks=() if id in SAMPLE else pytest.mark.corpus)
        for case, id in zip(CASES, IDS, strict=True)
    ],
)


@each_case
def test_copier_s_update_is_ours(case: Case, template: Path, tmp_path: Path) -> None:
    """Each case of `updates/` by copier: the same files, but for where the templates are."""
    expected = outcome(case)
    source = cloned(template, tmp_path / "scaffold") if case.templated else template
    shop = case.make(tmp_path, source)
    if case.templated:
        released(source)
    sourced(shop, source)
    shop.commit()
    for again, state in enumerate(expected.states):
        if again:
            patch(case.folder / "again.patch", shop.spec.parent)
            shop.commit()
        given = answered(case.options(bool(again)))
        done = copier(shop.root, "update", "--trust", "--defaults", *given, "--data", f"spec={shop.spec}")
        assert (done.returncode != 0) == (expected.told.code != 0), done.stdout + done.stderr
        made, own = (compared(case, files) for files in (shop.files(), state))
        assert answers(made.pop(ANSWERS)) == answers(own.pop(ANSWERS)) and made == own


def compared(case: Case, files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a project, but for what is kept to undo its update, and for where its templates are."""
    kept = {path: data for path, data in files.items() if not path.startswith(f"{txn.UNDO}/")}
    if case.templated:
        del kept[LOCK]
        kept[ANSWERS] = re.sub(rb"(?m)^backend: .*\n", b"", kept[ANSWERS])
    return kept


def answered(options: list[str]) -> list[str]:
    """The options of an update as copier takes them."""
    sdks = [word for flag, word in zip(options, options[1:], strict=False) if flag == "--sdk"]
    pairs = [word for flag, word in zip(options, options[1:], strict=False) if flag == "--data"]
    pairs = ["sdks=[]" if pair == "sdks=" else pair for pair in pairs] + ([f"sdks=[{', '.join(sdks)}]"] if sdks else [])
    return [word for pair in pairs for word in ("--data", pair)]
