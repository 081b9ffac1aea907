"""Each case of `updates/`: a project that its user edited, updated to a description that changed.

<case>/why.txt                   what the case is about
<case>/before.yaml               the description before; examples/bookshop.yaml where there is none
<case>/after.patch               what changes in the description
<case>/options.txt               options of `scaffold update`, where there are any
<case>/<backend>/yours.patch     what the user edited, or `yours.py`, a program that edits in the project's folder
<case>/<backend>/expected.patch  what the update does to the user's files (pytest --update writes it)
<case>/<backend>/told.txt        what it says
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.commands.telling import unified
from tests.updating import BOOKSHOP, Shop, call

FOLDER = Path(__file__).parent / "updates"


@dataclass(frozen=True, slots=True)
class Case:
    """One case with one backend."""

    folder: Path
    backend: str

    @property
    def mine(self) -> Path:
        return self.folder / self.backend

    @property
    def options(self) -> list[str]:
        place = self.folder / "options.txt"
        return place.read_text().split() if place.exists() else []

    def before(self, tmp_path: Path) -> Shop:
        """The project with the user's edits, beside the description as it will be."""
        own = self.folder / "before.yaml"
        description = (own if own.exists() else BOOKSHOP).read_bytes()
        shop = Shop.make(tmp_path, description, "--backend", self.backend)
        patch(self.mine / "yours.patch", shop.root)
        if (self.mine / "yours.py").exists():
            subprocess.run([sys.executable, self.mine / "yours.py"], cwd=shop.root, check=True)
        patch(self.folder / "after.patch", shop.spec.parent)
        return shop


def patch(place: Path, folder: Path) -> None:
    """Apply a patch, where there is one."""
    if place.exists():
        done = subprocess.run(["git", "apply", "--whitespace=nowarn", place.resolve()], cwd=folder, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()


CASES = [
    Case(why.parent, mine.name)
    for why in sorted(FOLDER.glob("*/why.txt"))
    for mine in sorted(why.parent.iterdir())
    if mine.is_dir()
]
each_case = pytest.mark.parametrize("case", CASES, ids=[f"{case.folder.name}-{case.backend}" for case in CASES])


def visible(shop: Shop) -> dict[str, bytes]:
    """The files that the user looks at and edits."""
    return {
        path: data
        for path, data in shop.files().items()
        if not path.startswith(".scaffold/") and "/generated/" not in path and "/src/" not in path
    }


def difference(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    parts = [
        unified(before.get(path), after.get(path), path, path)
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]
    return "".join(parts)


def expected(place: Path, made: str, update: bool) -> None:
    if update:
        place.write_bytes(made.encode())
    assert place.exists() and place.read_bytes().decode() == made, f"{place}: pytest --update rewrites it"


@each_case
def test_an_update_does_what_is_expected(case: Case, tmp_path: Path, update: bool) -> None:
    shop = case.before(tmp_path)
    before = visible(shop)
    all_before = shop.files()
    told = call("update", shop.root, "--spec", shop.spec, *case.options)
    expected(case.mine / "expected.patch", difference(before, visible(shop)), update)
    expected(case.mine / "told.txt", re.sub(r"(?m)^  (\w+/)*(src|generated)/.*\n", "", told.text), update)
    nothing_lost(case, shop)
    if told.code == 1:
        assert call("update", shop.root, "--abort").code == 0 and shop.files() == all_before
        return
    assert told.code == 0
    after = shop.files()
    assert call("update", shop.root, "--spec", shop.spec, *case.options).code == 0 and shop.files() == after
    assert call("update", shop.root).code == 0 and shop.files() == after
    assert call("check", shop.root).code == 0


def nothing_lost(case: Case, shop: Shop) -> None:
    """Every line that the user wrote is there still."""
    place = case.mine / "yours.patch"
    if not place.exists():
        return
    there = {line.strip().rstrip(",") for data in visible(shop).values() for line in data.decode().splitlines()}
    for line in place.read_text().splitlines():
        if line.startswith("+") and not line.startswith("+++") and line[1:].strip():
            words = line[1:].strip().rstrip(",")
            assert words in there or re.match(r"(async )?def |from |import |\)", words), words


@each_case
def test_its_types_check(case: Case, tmp_path: Path) -> None:
    shop = case.before(tmp_path)
    told = call("update", shop.root, "--spec", shop.spec, *case.options)
    for path, data in shop.files().items():
        if path.endswith(".py") and told.code == 0:
            ast.parse(data)
    if told.code == 0 and not (case.folder / "types.txt").exists():
        run = shop.project.types()
        assert run.code == 0, str(run)
