"""Real descriptions through all of their versions, with a project in which a fifth of the handlers is written.

After each step no edit is lost, the types of all but the handlers whose contract changed check, and the report agrees
with a plain comparison of the two descriptions.
"""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import ryaml

from scaffold.identity import shape
from tests.corpus import history
from tests.node import NodeProject
from tests.projects import run
from tests.updating import Shop, Told, each_backend

pytestmark = pytest.mark.corpus
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def functions(shop: Shop) -> dict[str, tuple[str, str]]:
    """The file and the name of each operation's function, as the project's lock has them."""
    files = json.loads(shop.read(".scaffold/lock.json"))["files"]
    return {
        each[0]: (entry.get("moved", path), each[2])
        for path, entry in files.items()
        for each in entry.get("functions", ())
    }


class Author:
    """Writes in a fifth of the handlers, and knows what it wrote."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._seen: set[str] = set()
        self.marks: dict[str, str] = {}

    def write(self, shop: Shop) -> None:
        for operation, (path, name) in sorted(functions(shop).items()):
            if shape(operation) in self._seen:
                continue
            self._seen.add(shape(operation))
            if self._random.random() < 0.2:
                mark = f"mark_{len(self.marks)}"
                shop.write(name, mark, path, all_of_it=True)
                self.marks[mark] = operation

    def follow(self, told: Told) -> None:
        """Operations that are reached by another method or path now: what was written in them goes along."""
        moved = {shape(each["before"]): each["operation"] for each in told.json["operations"] if "before" in each}
        self.marks = {mark: moved.get(shape(operation), operation) for mark, operation in self.marks.items()}

    def mend(self, shop: Shop, faults: dict[tuple[str, str], str], told: Told) -> None:
        """What does not fit its types any more is of operations that changed; it says no more than words then."""
        changed = {shape(each["operation"]) for each in told.json["contract"]["changes"]}
        owners = {place: operation for operation, place in functions(shop).items()}
        for place, fault in faults.items():
            operation = owners.get(place, "")
            assert shape(operation) in changed, fault
            path, name = place
            mark = next(mark for mark, each in self.marks.items() if shape(each) == shape(operation))
            (line,) = [line for line in shop.read(path).splitlines() if f'"{mark}"' in line]
            shop.edit(path, (line + "\n", shop.writing.statement.format(mark, "")))

    def forget(self, gone: set[str]) -> None:
        """Operations that are gone: their marks need only be somewhere."""
        self._seen -= {shape(operation) for operation in gone}


_FAULT = re.compile(r"^(\S+?)[:(](\d+)[^\n]*\berror\b.*", re.M)


def mistyped(shop: Shop, cache: Path) -> dict[tuple[str, str], str]:
    """The functions of the service that don't fit their types, each with the first thing that is wrong."""
    if shop.backend == "fastapi":
        command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache)]
        done = run(command, shop.root, shop.project.environment)
    else:
        done = NodeProject(shop.root).run("tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", str(cache))
    found: dict[tuple[str, str], str] = {}
    for fault in _FAULT.finditer(done.output):
        above = "\n".join(shop.read(fault[1]).split("\n")[: int(fault[2])])
        names = re.findall(shop.writing.definition, above, re.M)
        found.setdefault((fault[1], names[-1] if names else ""), fault[0])
    assert bool(found) == bool(done.code), str(done)
    return found


def plain(document: dict[str, Any]) -> dict[str, str]:
    """Each operation's shape with its key, by a plain look at the paths."""
    paths = document["paths"].items()
    keys = [f"{method.upper()} {path}" for path, item in paths for method in item if method in METHODS]
    return {shape(key): key for key in keys}


def nothing_lost(shop: Shop, author: Author) -> None:
    """Each mark is where it was written: in the function of its operation, if that is there still."""
    owners: dict[str, tuple[str, str]] = {}
    for path, data in shop.visible().items():
        if path.endswith(shop.writing.suffix) and "handlers/" in path:
            owner = ""
            for found in re.finditer(rf"{shop.writing.definition}|\b(mark_\d+)\b", data.decode(), re.M):
                owner = found[1] or owner
                if found[2]:
                    owners[found[2]] = (path, owner)
    assert set(owners) == set(author.marks)
    places = {shape(operation): place for operation, place in functions(shop).items()}
    for mark, operation in author.marks.items():
        assert owners[mark] == places.get(shape(operation), owners[mark]), (mark, operation)


def agrees(told: Told, old: dict[str, str], new: dict[str, str]) -> None:
    """The report's operations against a plain comparison of the two descriptions."""
    changed = told.json["operations"]
    added = {shape(each["operation"]) for each in changed if each["change"] == "added"}
    removed = {shape(each["operation"]) for each in changed if each["change"] == "removed"}
    moved = [
        each for each in changed if each["change"] == "moved" and shape(each["operation"]) != shape(each["before"])
    ]
    assert added | {shape(each["operation"]) for each in moved} == new.keys() - old.keys()
    assert removed | {shape(each["before"]) for each in moved} == old.keys() - new.keys()


@each_backend
@pytest.mark.parametrize("name", ["figma", "netlify", "airflow", "jupyter", "github"])
def test_no_edit_is_lost_in_any_version(name: str, backend: str, tmp_path: Path) -> None:
    versions = [version.bring() for version in history.series()[name]]
    shop = Shop.make(tmp_path, versions[0].read_bytes(), name=versions[0].name, backend=backend)
    author = Author(1)
    author.write(shop)
    assert not mistyped(shop, tmp_path / "types")
    before = ryaml.loads(versions[0].read_text("utf-8"))
    for place in versions[1:]:
        shop.spec.write_bytes(place.read_bytes())
        told = shop.update()
        assert told.code == 0, (place, told.json["conflicts"])
        author.follow(told)
        nothing_lost(shop, author)
        after = ryaml.loads(place.read_text("utf-8"))
        agrees(told, plain(before), plain(after))
        author.mend(shop, mistyped(shop, tmp_path / "types"), told)
        assert shop.update().json["written"] is False
        author.forget(set(plain(before).values()) - set(plain(after).values()))
        author.write(shop)
        before = after
