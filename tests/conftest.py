"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from scaffold.tree import File, Tree

ROOT = Path(__file__).resolve().parent.parent

# The same examples at each run of CI, so that a change is judged by what it changed; other runs explore.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what cases expect with what is made now")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def root() -> Path:
    """The checkout that these tests stand in."""
    return ROOT


@pytest.fixture
def bookshop() -> Path:
    """The description of the first example."""
    return ROOT / "examples" / "bookshop.yaml"


@pytest.fixture
def make_tree() -> Callable[[Mapping[str, str | bytes]], Tree]:
    """Makes a tree of files that are the user's, from their paths and contents."""

    def make(contents: Mapping[str, str | bytes]) -> Tree:
        return {path: File(path=path, content=content, kind="yours") for path, content in contents.items()}

    return make
