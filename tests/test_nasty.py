"""Descriptions that are odd in the ways of real ones: each gives a project that is clean and passes its own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node import NodeProject
from tests.projects import Project, make

FOLDER = Path(__file__).parent / "nasty"
NAMES = sorted(path.name for path in FOLDER.iterdir())
OFTEN = frozenset({"collisions.yaml", "letters-and-numbers.yaml", "names-and-siblings.yaml", "openapi-3.2.yaml"})
"""Those that cover the most: in every run their Next.js project is checked, and their FastAPI project by pyright too.
Node takes long to start."""


@pytest.mark.parametrize("name", NAMES)
def test_its_fastapi_project_is_clean(name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = make(FOLDER / name, tmp_path / "odd", "--backend", "fastapi")
    assert made.code == 0, made.document
    project = Project(tmp_path / "odd", "odd", tmp_path_factory.getbasetemp() / "nasty-cache")
    for check, done in project.checks():
        assert done.code == 0, f"{check}: {done}"
    done = project.python("-m", "ruff", "check", "--no-cache", ".")
    assert done.code == 0, str(done)
    if name in OFTEN:
        done = project.pyright()
        assert done.code == 0, str(done)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in OFTEN else pytest.mark.corpus) for name in NAMES]
)
def test_its_nextjs_project_is_clean(name: str, tmp_path: Path) -> None:
    made = make(FOLDER / name, tmp_path / "odd", "--backend", "nextjs")
    assert made.code == 0, made.document
    for check, done in NodeProject(tmp_path / "odd").checks():
        assert done.code == 0, f"{check}: {done}"
