"""The Python client of the bookshop: clean under the strictest checks, and right against a hand-written server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import scaffold
from scaffold.config import Config
from scaffold.diag import Report

HERE = Path(__file__).resolve().parent


def made(spec: Path, dest: Path) -> Path:
    """The SDK of a description, written out."""
    name = spec.stem
    config = Config(spec=str(spec), dest=dest, name=name, package=name, backend="fastapi", sdks=("python",))
    report = Report()
    tree = scaffold.generate(config, report)
    assert not report.failed
    for path, file in tree.items():
        if path.startswith("sdk/python/"):
            (dest / path).parent.mkdir(parents=True, exist_ok=True)
            (dest / path).write_bytes(file.data)
    return dest / "sdk" / "python"


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(HERE.parent / "examples" / "bookshop.yaml", tmp_path_factory.mktemp("sdk"))


@pytest.mark.parametrize(
    "check",
    [
        ["mypy"],
        ["black", "--check", "--quiet", "."],
        ["ruff", "check", "--quiet", "--select", "F,I,E4,E7,E9,B,UP", "src"],
    ],
    ids=lambda check: check[0],
)
def test_it_is_clean(sdk: Path, check: list[str]) -> None:
    result = subprocess.run([sys.executable, "-m", *check], cwd=sdk, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def calls(sdk: Path, name: str) -> None:
    """Runs a module of tests with the SDK."""
    here = HERE / "sdk"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(sdk / "src"), str(here)))}
    options = ["-q", "--noconftest", "-p", "no:cacheprovider", "-c", os.devnull]
    command = [sys.executable, "-m", "pytest", *options, str(here / name)]
    result = subprocess.run(command, cwd=sdk, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_calls_a_server(sdk: Path) -> None:
    calls(sdk, "calls.py")


def test_it_walks_over_pages(tmp_path: Path) -> None:
    calls(made(HERE / "sdk" / "ledger.yaml", tmp_path), "ledger.py")
