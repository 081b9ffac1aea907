"""Descriptions that are odd in the ways of real ones: each gives a project that is clean and passes its own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import Project, make

FOLDER = Path(__file__).parent / "nasty"


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_its_project_is_clean(name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = make(FOLDER / name, tmp_path / "odd", "--backend", "fastapi")
    assert made.code == 0, made.document
    project = Project(tmp_path / "odd", "odd", tmp_path_factory.getbasetemp() / "nasty-cache")
    for check, done in project.checks():
        assert done.code == 0, f"{check}: {done}"
    done = project.python("-m", "ruff", "check", "--no-cache", ".")
    assert done.code == 0, str(done)
