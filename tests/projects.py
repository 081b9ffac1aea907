"""A generated project put to use: made by the public command, then imported, type-checked, formatted and tested.

All projects are run in the environment that the tests run in, which holds what they depend on; nothing is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 6000
ATTEMPTS = 3
_IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
"""
_LAYOUT = """
import difflib, hashlib, pathlib, sys
import black
kept, failed = pathlib.Path(sys.argv[1]) / black.__version__, False
kept.mkdir(parents=True, exist_ok=True)
for path in sorted(pathlib.Path(".").rglob("*.py")):
    text = path.read_text("utf-8")
    stable = kept / hashlib.sha256(text.encode()).hexdigest()
    if ".scaffold" in path.parts or stable.exists():
        continue
    try:
        wanted = black.format_file_contents(text, fast=True, mode=black.Mode())
    except black.NothingChanged:
        stable.touch()
        continue
    failed = True
    print("".join(difflib.unified_diff(text.splitlines(True), wanted.splitlines(True), str(path), "black")))
sys.exit(failed)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished command: its exit code, what it wrote, and the CPU seconds it took."""

    command: tuple[str, ...]
    code: int
    output: str
    seconds: float

    def __str__(self) -> str:
        cut = self.output if len(self.output) <= SHOWN else f"{self.output[:SHOWN]}\n... {len(self.output)} characters"
        return f"{' '.join(self.command)} ended with {self.code}\n{cut}"


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """The command, run in `folder` with `environment` beside this process's own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(tuple(map(str, command)), done.returncode, done.stdout, seconds)


def install(final: Path, fill: Callable[[Path], Run]) -> None:
    """Lets `fill` install into a folder beside `final`, which takes its place at once: others can do the same.

    What fails is tried again, in a new folder.
    """
    said = ""
    for _ in range(ATTEMPTS):
        staging = Path(tempfile.mkdtemp(dir=final.parent))
        done = fill(staging)
        if done.code == 0:
            with contextlib.suppress(OSError):
                staging.rename(final)
        shutil.rmtree(staging, ignore_errors=True)
        if done.code == 0:
            return
        said = str(done)
    raise AssertionError(said)


@cache
def claimed(folder: Path) -> Path:
    """A folder that no other process uses before this one ends, warm from runs before: `folder`, or one beside it."""
    number = 0
    while True:
        number += 1
        place = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        place.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, os.O_RDONLY)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return place
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Project:
    """A generated project in a folder. `cache` is a folder that type checkers may keep results in."""

    folder: Path
    package: str
    cache: Path

    @property
    def sdk(self) -> Path:
        """The folder of the Python SDK."""
        return self.folder / "sdk/python"

    @property
    def packages(self) -> tuple[str, ...]:
        """The service's package and its client's, as far as it has one."""
        client = f"{self.package}_client"
        return (self.package, client) if (self.sdk / "src" / client).is_dir() else (self.package,)

    @property
    def environment(self) -> dict[str, str]:
        """What an installation would do: the project and its SDK can be imported."""
        folders = [self.folder, self.sdk / "src"]
        return {"PYTHONPATH": os.pathsep.join(map(str, folders))}

    def python(self, *arguments: str) -> Run:
        """Python with the project on its path."""
        return run([sys.executable, *arguments], self.folder, self.environment)

    def imports(self) -> Run:
        """Every module of the project's packages, imported."""
        return self.python("-c", _IMPORT_ALL, *self.packages)

    def types(self) -> Run:
        """mypy as the project configures it, strict whatever it configures; then the SDK's as that one does."""
        command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir"]
        service = run([*command, str(self.cache / "mypy")], self.folder, self.environment)
        if service.code or len(self.packages) == 1:
            return service
        return run([*command, str(self.cache / "mypy-sdk")], self.sdk)

    def pyright(self) -> Run:
        """pyright as the project configures it, strict; then its client's."""
        command = [sys.executable, "-m", "pyright", "--project", ".", "--pythonpath", sys.executable]
        service = run(command, self.folder)
        return run(command, self.sdk) if service.code == 0 and len(self.packages) > 1 else service

    def layout(self) -> Run:
        """black in its default settings; files that it is known to leave alone are not read twice."""
        return self.python("-c", _LAYOUT, str(self.cache / "black"))

    def tests(self, *arguments: str) -> Run:
        """The project's own tests."""
        return self.python("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)

    @property
    def steps(self) -> dict[str, Callable[[], Run]]:
        """All of these by name, cheapest first."""
        return {"import": self.imports, "layout": self.layout, "tests": self.tests, "types": self.types}

    def checks(self) -> Iterator[tuple[str, Run]]:
        """All of these, each run when it is asked for."""
        for name, step in self.steps.items():
            yield name, step()


@dataclass(frozen=True, slots=True)
class Made:
    """What came of `scaffold new --json`: its exit code and the document it printed."""

    code: int
    document: dict[str, Any]
    seconds: float

    @property
    def errors(self) -> tuple[str, ...]:
        """The codes of the errors, sorted, each once."""
        return tuple(sorted({each["code"] for each in self.document["diagnostics"] if each["severity"] == "error"}))


def make(description: Path, folder: Path, *options: str) -> Made:
    """`scaffold new` as its users run it. Fails where it crashes or prints no JSON."""
    command = [sys.executable, "-m", "scaffold", "new", str(description), str(folder), "--defaults", "--json", *options]
    done = run(command, ROOT)
    assert done.code in (0, 2) and done.output.startswith("{"), str(done)
    return Made(done.code, json.loads(done.output), done.seconds)
