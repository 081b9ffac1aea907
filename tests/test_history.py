"""Real descriptions through all of their versions, with a project in which a fifth of the handlers is written."""

from __future__ import annotations

import ast
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import ryaml

from scaffold.identity import shape
from tests.corpus import history
from tests.updating import Shop, Told

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
                shop.write(name, mark, path)
                self.marks[mark] = operation

    def forget(self, gone: set[str]) -> None:
        """Operations that are gone: their marks need only be somewhere."""
        self._seen -= {shape(operation) for operation in gone}


def plain(document: dict[str, Any]) -> dict[str, str]:
    """Each operation's shape with its key, by a plain look at the paths."""
    keys = [
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item if method in METHODS
    ]
    base = document.get("basePath", "").rstrip("/") if "swagger" in document else ""
    return {shape(key): key for key in keys} if not base else {shape(key): key for key in keys}


def nothing_lost(shop: Shop, author: Author) -> None:
    texts = {
        path: data.decode() for path, data in shop.files().items() if path.endswith(".py") and "/handlers/" in path
    }
    where = {
        mark: path
        for path, text in texts.items()
        for mark in re.findall(r"\bmark_\d+\b", text)
        if ".scaffold" not in path
    }
    assert set(where) == set(author.marks)
    placed = functions(shop)
    by_shape = {shape(operation): place for operation, place in placed.items()}
    trees: dict[str, dict[str, str]] = {}
    for mark, operation in author.marks.items():
        place = by_shape.get(shape(operation))
        if place is None:
            continue
        path, name = place
        if path not in trees:
            trees[path] = {
                node.name: ast.unparse(node)
                for node in ast.parse(texts[path]).body
                if isinstance(node, ast.AsyncFunctionDef)
            }
        assert mark in trees[path][name], (mark, operation, place, where[mark])


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


@pytest.mark.parametrize("name", ["figma", "netlify", "github"])
def test_no_edit_is_lost_in_any_version(name: str, tmp_path: Path) -> None:
    versions = [version.bring() for version in history.series()[name]]
    file = versions[0].name
    shop = Shop.make(tmp_path, versions[0].read_bytes(), name=file)
    author = Author(1)
    author.write(shop)
    before = ryaml.loads(versions[0].read_text("utf-8"))
    for place in versions[1:]:
        shop.spec.write_bytes(place.read_bytes())
        files = shop.files()
        told = shop.update()
        if told.code == 2:
            assert shop.files() == files
            continue
        assert told.code == 0, (place, told.json["conflicts"])
        nothing_lost(shop, author)
        after = ryaml.loads(place.read_text("utf-8"))
        agrees(told, plain(before), plain(after))
        assert shop.update().json["written"] is False
        author.forget(set(plain(before).values()) - set(plain(after).values()))
        author.write(shop)
        before = after
    run = shop.project.types()
    assert run.code == 0, str(run)
