"""Each case of `updates/`: a project that its user edited, updated to a description that changed.

<case>/why.txt                    what the case is about
<case>/after.patch                what changes in the description, examples/bookshop.yaml
<case>/again.patch                what changes in it after that, for a second update
<case>/other.patch                what changes in it on another branch, which is updated and merged before
<case>/options.txt                options of `scaffold update`, where there are any
<case>/<backend>/yours.patch      what the user edited, or `yours.py`, a program that edits in the project's folder
<case>/<backend>/again.txt        options of a second update, where it has others
<case>/<backend>/templates.patch  what changes in the backend's templates at the same time
<case>/<backend>/types.txt        why types don't check after the update, where they don't
<case>/<backend>/runs.txt         tests of the user's that pass after the update, where there are any
<case>/<backend>/expected.patch   what the update does to the user's files (pytest --update writes it)
<case>/<backend>/told.txt         what it says
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from scaffold.commands.telling import unified
from tests.node import NodeProject
from tests.projects import ROOT
from tests.updating import Shop, Told, call

FOLDER = Path(__file__).parent / "updates"
_HEAD = re.compile(r"(async )?def |export |from |import |function |[{(]|\w+$|\)")
"""Lines of signatures and imports, which the merge writes anew."""
_LISTED = re.compile(r"^  (\S+?)(?::.*)?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One case with one backend."""

    folder: Path
    backend: str

    @property
    def mine(self) -> Path:
        return self.folder / self.backend

    @property
    def twice(self) -> bool:
        """Whether there is a second update."""
        return (self.folder / "again.patch").exists()

    def options(self, again: bool = False) -> list[str]:
        """Those of the first update, or of the second."""
        place = self.mine / "again.txt" if again else self.folder / "options.txt"
        if again and not place.exists():
            return self.options()
        return place.read_text().split() if place.exists() else []

    @property
    def untyped(self) -> bool:
        return (self.mine / "types.txt").exists()

    @property
    def templated(self) -> bool:
        """Whether the templates change too."""
        return (self.mine / "templates.patch").exists()

    def make(self, folder: Path, source: Path | None = None) -> Shop:
        """The project with the user's edits, beside the description as it will be.

        Templates that change are those in `source`, a checkout of scaffold, or else a copy of the backend's.
        """
        copied = folder / "templates" if self.templated and source is None else None
        if copied:
            shutil.copytree(ROOT / "templates" / self.backend, copied)
        shop = Shop.make(folder, backend=self.backend, templates=copied)
        patch(self.mine / "yours.patch", shop.root)
        if (self.mine / "yours.py").exists():
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            subprocess.run([sys.executable, self.mine / "yours.py"], cwd=shop.root, check=True, env=environment)
        if templates := copied or (source / "templates" / self.backend if source else None):
            patch(self.mine / "templates.patch", templates)
        if (self.folder / "other.patch").exists():
            self.branch(shop)
        patch(self.folder / "after.patch", shop.spec.parent)
        return shop

    def branch(self, shop: Shop) -> None:
        """Another branch and this one are updated to two descriptions, and merged; the description has both changes."""
        original = shop.spec.read_bytes()
        shop.commit()
        shop.git("checkout", "-qb", "other")
        patch(self.folder / "other.patch", shop.spec.parent)
        assert shop.update().code == 0
        shop.commit()
        shop.git("checkout", "-q", "main")
        shop.spec.write_bytes(original)
        patch(self.folder / "after.patch", shop.spec.parent)
        assert shop.update().code == 0
        shop.commit()
        shop.git("merge", "-q", "-X", "ours", "other")
        shop.spec.write_bytes(original)
        patch(self.folder / "other.patch", shop.spec.parent)

    def update(self, shop: Shop, again: bool = False) -> Told:
        return call("update", shop.root, "--spec", shop.spec, *self.options(again))


def patch(place: Path, folder: Path) -> None:
    """Apply a patch, where there is one. In a repository it would otherwise be about the repository's folder."""
    if place.exists():
        command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", place.resolve()]
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(folder.resolve().parent)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()


CASES = [
    Case(why.parent, mine.name)
    for why in sorted(FOLDER.glob("*/why.txt"))
    for mine in sorted(why.parent.iterdir())
    if mine.is_dir()
]
IDS = [f"{case.folder.name}-{case.backend}" for case in CASES]
each_case = pytest.mark.parametrize("case", CASES, ids=IDS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case's project before and after each of its updates, and what the last of them said."""

    before: dict[str, bytes]
    first: Shop
    states: tuple[dict[str, bytes], ...]
    shop: Shop
    told: Told

    @property
    def after(self) -> dict[str, bytes]:
        return self.states[-1]


@cache
def outcome(case: Case) -> Outcome:
    """What came of a case, once for all tests; they don't change it."""
    folder = Path(mkdtemp(prefix="scaffold-updates-"))
    first = case.make(folder / "first")
    shutil.copytree(first.folder, folder / "second", symlinks=True)
    shop = Shop(folder / "second", folder / "second" / first.spec.relative_to(first.folder), case.backend)
    told = case.update(shop)
    states = [shop.files()]
    if case.twice:
        assert told.code == 0
        patch(case.folder / "again.patch", shop.spec.parent)
        told = case.update(shop, again=True)
        states.append(shop.files())
    return Outcome(first.files(), first, tuple(states), shop, told)


def generated(*files: dict[str, bytes]) -> set[str]:
    """The files of a project that no user looks at."""
    locks = [json.loads(each[".scaffold/lock.json"])["files"] for each in files]
    return {path for lock in locks for path, entry in lock.items() if entry["kind"] == "generated"}


def difference(before: dict[str, bytes], after: dict[str, bytes]) -> str:
    """What changed in the files that the user looks at."""
    hidden = generated(before, after)
    shown = sorted(path for path in {*before, *after} - hidden if not path.startswith(".scaffold/"))
    changed = [path for path in shown if before.get(path) != after.get(path)]
    return "".join(unified(before.get(path), after.get(path), path, path) for path in changed)


def expected(place: Path, made: str, update: bool) -> None:
    if update:
        place.write_bytes(made.encode())
    assert place.exists() and place.read_bytes().decode() == made, f"{place}: pytest --update rewrites it"


@each_case
def test_an_update_does_what_is_expected(case: Case, tmp_path: Path, update: bool) -> None:
    found = outcome(case)
    hidden = generated(found.before, found.after)
    told = _LISTED.sub(lambda line: "" if line[1] in hidden else line[0], found.told.text)
    told = re.sub(r"^[a-z]+:\n(?! )", "", told, flags=re.MULTILINE)
    told = re.sub(r"(sdk/\S+):\d+", r"\1:line", told)
    told = re.sub(r"and \d+ generated", "and some generated", told)
    told = re.sub(r"\d+ (updated|unchanged|created|deleted)", r"some \1", told)
    expected(case.mine / "expected.patch", difference(found.before, found.after), update)
    expected(case.mine / "told.txt", told, update)
    nothing_lost(case, found)
    shop = Shop(tmp_path, found.shop.spec, case.backend)
    shutil.copytree(found.shop.root, shop.root, symlinks=True)
    if found.told.code == 1:
        assert call("update", shop.root, "--abort").code == 0 and shop.files() == found.before
        return
    assert found.told.code == 0
    assert case.update(shop, again=case.twice).code == 0 and shop.files() == found.after
    assert call("update", shop.root).code == 0 and shop.files() == found.after
    assert call("check", shop.root).code == 0


def nothing_lost(case: Case, found: Outcome) -> None:
    """Every line that the user wrote is there still."""
    place = case.mine / "yours.patch"
    if not place.exists():
        return
    texts = [data.decode() for path, data in found.after.items() if not path.startswith(".scaffold/")]
    lines = {line.strip().rstrip(",") for text in texts for line in text.splitlines()}
    words = set(re.findall(r"\w+", "\n".join(texts)))
    for line in place.read_text().splitlines():
        written = line[1:].strip().rstrip(",")
        if line.startswith("+") and not line.startswith("+++") and written not in lines:
            assert _HEAD.match(written) and words >= set(re.findall(r"\w+", written)), written


TYPED = {
    "declaration",
    "decorator",
    "imports",
    "list-of-all",
    "remove-operation-edited",
    "remove-operation-split",
    "remove-service-split",
    "renamed-file",
    "retag-operation",
    "retag-split-into",
    "retag-split-partly",
    "split-file",
}
"""Cases whose types are checked in each run; those of all others with `-m corpus`."""
each_typed_case = pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=() if case.folder.name in TYPED else pytest.mark.corpus) for case in CASES],
    ids=IDS,
)


@each_typed_case
def test_its_types_check(case: Case, tmp_path: Path) -> None:
    found = outcome(case)
    if found.told.code == 0:
        shop = Shop(tmp_path, found.shop.spec, case.backend)
        shutil.copytree(found.shop.root, shop.root, symlinks=True)
        run = shop.project.types() if case.backend == "fastapi" else NodeProject(shop.root).run("tsc", "--noEmit")
        assert (run.code != 0) == case.untyped, str(run)


WITH_TESTS = [case for case in CASES if (case.mine / "runs.txt").exists()]


@pytest.mark.parametrize("case", WITH_TESTS, ids=lambda case: f"{case.folder.name}-{case.backend}")
def test_the_tests_of_its_user_pass(case: Case) -> None:
    run = outcome(case).shop.project.tests(*(case.mine / "runs.txt").read_text().split())
    assert run.code == 0, str(run)
