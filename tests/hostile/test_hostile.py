"""Words of a description stay words: the output has the syntax tree of that of harmless words, and no file elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold.config import Config
from scaffold.diag import Report
from scaffold.tree import Tree
from tests.hostile.description import NARROW, described, narrow
from tests.hostile.payloads import CANARY, HARMLESS, PAYLOADS
from tests.hostile.shapes import difference, shape, shapes, vocabulary
from tests.projects import Project


def generated(document: Any, folder: Path, package: str = "service") -> tuple[Tree, Report]:
    """The project that a description makes."""
    description = folder / "description.json"
    description.write_text(json.dumps(document), "utf-8")
    report = Report()
    config = Config(
        spec=str(description), dest=folder / "out", name=package, package=package, backend="fastapi", sdks=("python",)
    )
    return scaffold.generate(config, report), report


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The project of harmless words."""
    tree, report = generated(described(HARMLESS), tmp_path_factory.mktemp("twin"))
    assert not report.failed, report.diagnostics
    return tree


@pytest.mark.parametrize("words", PAYLOADS.values(), ids=PAYLOADS)
def test_words_stay_words(words: str, twin: Tree, tmp_path: Path) -> None:
    tree, report = generated(described(words), tmp_path)
    assert not report.failed, report.diagnostics
    assert_alike(tree, twin)


def assert_alike(tree: Tree, twin: Tree) -> None:
    """Fails where a file has another shape than its twin, or a test says what no twin says."""
    assert all(path == path.strip("/") and ".." not in path.split("/") for path in tree)
    ours, theirs = shapes(tree), shapes(twin)
    strange = {path: difference(shape(file), theirs) for path, file in tree.items() if shape(file) in ours - theirs}
    assert not strange
    assert ours == theirs
    said = {word for path, file in tree.items() if path.endswith(".py") for word in vocabulary(file.data.decode())}
    assert CANARY not in said


_IMPORT = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name + '.main')"


def test_projects_import_and_pass_their_tests(tmp_path: Path) -> None:
    """What the worst of them make is run: every module is imported, and the tests of a few pass."""
