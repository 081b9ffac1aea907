"""What all tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from scaffold.tree import File, Tree
from tests.backends import Built, Service, made
from tests.describing import Read, reader
from tests.transcripts import Transcript

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
def read(tmp_path: Path) -> Read:
    """Reads a description in a folder of its own."""
    return reader(tmp_path)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Makes a backend's service for a transcript, its handlers and `verify` written; transcripts share it."""
    known: dict[tuple[str, Path, bool], Service] = {}

    def build(backend: str, transcript: Transcript) -> Service:
        key = (backend, transcript.description, transcript.echoes)
        if key not in known:
            service = made(backend, transcript.description, tmp_path_factory.mktemp(backend) / "service")
            service.write_verify()
            if transcript.echoes:
                service.write_handlers()
            service.build()
            known[key] = service
        return known[key]

    return build
