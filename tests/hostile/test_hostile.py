"""Words of a description stay words: the output has the syntax tree of its harmless twin, and no file elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold.config import Config
from scaffold.diag import Report
from scaffold.tree import Tree
from tests.hostile.description import NARROW, combined, described, narrow
from tests.hostile.payloads import BREAKOUTS, CANARY, HARMLESS, NAMES
from tests.hostile.shapes import difference, shapes, vocabulary
from tests.projects import Project


def generated(document: Any, folder: Path, package: str = "service") -> tuple[Tree, Report]:
    """The project that a description makes, and what was said about it."""
    folder.mkdir(exist_ok=True)
    description = folder / "description.json"
    description.write_text(json.dumps(document), "utf-8")
    report = Report()
    config = Config(
        spec=str(description), dest=folder / "out", name=package, package=package, backend="fastapi", sdks=("python",)
    )
    return scaffold.generate(config, report), report


def assert_harmless(tree: Tree) -> None:
    """Fails where words are code, or a path is no plain one below the project."""
    for path, file in tree.items():
        assert path == path.strip("/") and not {"..", ".", ""} & {*path.split("/")}, path
        if path.endswith(".py"):
            assert CANARY not in vocabulary(file.data), path


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The project of harmless words."""
    tree, report = generated(described(HARMLESS), tmp_path_factory.mktemp("twin"))
    assert not report.failed, report.diagnostics
    return tree


@pytest.mark.parametrize("words", BREAKOUTS.values(), ids=BREAKOUTS)
def test_words_change_nothing_but_words(words: str, twin: Tree, tmp_path: Path) -> None:
    tree, report = generated(described(words), tmp_path)
    assert not report.failed, report.diagnostics
    assert_harmless(tree)
    ours, theirs = shapes(tree), shapes(twin)
    assert not [(path, difference(one, theirs.values())) for path, one in ours.items() if one not in theirs.values()]
    assert sorted(map(str, ours.values())) == sorted(map(str, theirs.values()))


@pytest.mark.parametrize("words", NAMES.values(), ids=NAMES)
def test_names_are_made_of_words(words: str, tmp_path: Path) -> None:
    tree, report = generated(described(words), tmp_path)
    assert not report.failed, report.diagnostics
    assert_harmless(tree)


def test_a_project_of_all_names_works(tmp_path: Path) -> None:
    """All names beside each other in one project: it is imported, and answers."""
    tree, report = generated(combined([*NAMES.values(), *BREAKOUTS.values()]), tmp_path)
    assert not report.failed, report.diagnostics
    assert_harmless(tree)
    project = Project(tmp_path / "out", "service", tmp_path)
    for path, file in tree.items():
        (project.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (project.folder / path).write_bytes(file.data)
    for done in (project.imports(), project.python("-c", _CALL)):
        assert done.code == 0, str(done)


_CALL = """
from fastapi.testclient import TestClient
from service.main import create_app
with TestClient(create_app()) as client:
    assert client.get("/openapi.json").status_code == 200
    for number in range(10):
        assert client.get(f"/v1/{number}/things/1").status_code in (401, 422)
"""


WORST = ("quote", "triple quote", "line feed", "null", "jinja", "parent folder", "empty")


@pytest.mark.parametrize("place", NARROW.values(), ids=NARROW)
def test_narrow_places_refuse_or_quote(place: list[str], tmp_path: Path) -> None:
    document = described(HARMLESS)
    for words in map({**BREAKOUTS, **NAMES}.__getitem__, WORST):
        tree, report = generated(narrow(document, place, words), tmp_path)
        assert report.failed or tree
        assert_harmless(tree)


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    tree, report = generated(described("words\ud800"), tmp_path)
    assert not tree and [each.code for each in report.diagnostics] == ["not-text"]
