"""A project and its updates, run in this process as the command line runs them."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from scaffold.cli import cli
from tests.projects import ROOT, Project

BOOKSHOP = ROOT / "examples" / "bookshop.yaml"
HANDLERS = "shop/handlers/books.py"


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said: its exit code and its output, standard error behind it."""

    code: int
    text: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


def call(*arguments: str | Path) -> Told:
    """One run of `scaffold`."""
    out = io.StringIO()
    enabled = gc.isenabled()
    try:
        with redirect_stdout(out), redirect_stderr(out):
            code = cli.main([str(argument) for argument in arguments], prog_name="scaffold", standalone_mode=False)
    finally:
        if enabled:
            gc.enable()
    return Told(int(code or 0), out.getvalue())


@cache
def _pristine(description: bytes, name: str, options: tuple[str, ...]) -> Path:
    """A project that is made once for all tests."""
    folder = Path(mkdtemp(prefix="scaffold-tests-"))
    (folder / name).write_bytes(description)
    told = call("new", folder / name, folder / "shop", "--defaults", "--json", *options)
    assert told.code == 0, told.text
    return folder / "shop"


@dataclass(slots=True)
class Shop:
    """A project in a folder of its own, and the description that it is to be updated to."""

    folder: Path
    spec: Path

    @property
    def root(self) -> Path:
        return self.folder / "shop"

    @classmethod
    def make(
        cls, folder: Path, description: bytes = BOOKSHOP.read_bytes(), *options: str, name: str = BOOKSHOP.name
    ) -> Shop:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(_pristine(description, name, options), folder / "shop")
        (folder / "spec").mkdir()
        (folder / "spec" / name).write_bytes(description)
        return cls(folder, folder / "spec" / name)

    def describe(self, *replaced: tuple[str, str]) -> None:
        """Change the description: each text, which must be there, for the other."""
        text = self.spec.read_text("utf-8")
        for old, new in replaced:
            assert old in text, old
            text = text.replace(old, new, 1)
        self.spec.write_text(text, "utf-8")

    def edit(self, path: str, *replaced: tuple[str, str]) -> None:
        """Change a file of the project in the same way."""
        text = (self.root / path).read_bytes().decode()
        for old, new in replaced:
            assert old in text, old
            text = text.replace(old, new, 1)
        (self.root / path).write_bytes(text.encode())

    def implement(self, function: str, body: str, path: str = HANDLERS) -> None:
        """Write a handler's body, indented by four."""
        text = (self.root / path).read_text("utf-8")
        found = re.search(rf"(async def {function}\(.*?)    raise NotImplementedError\n", text, re.S)
        assert found and "async def" not in found[1][10:], function
        written = text[: found.start()] + found[1] + body + text[found.end() :]
        (self.root / path).write_text(written, "utf-8")

    def read(self, path: str = HANDLERS) -> str:
        return (self.root / path).read_bytes().decode()

    def files(self) -> dict[str, bytes]:
        """Every file but those of git."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(self.root).parts and path.suffix != ".pyc"
        }

    def update(self, *options: str, spec: bool = True) -> Told:
        """`scaffold update --json` to the description as it is now."""
        return call("update", self.root, *(("--spec", self.spec) if spec else ()), "--json", *options)

    def fresh(self, *options: str) -> dict[str, bytes]:
        """What a new project of the description is."""
        made = self.folder / "fresh" / "shop"
        shutil.rmtree(made, ignore_errors=True)
        told = call("new", self.spec, made, "--defaults", "--json", *options)
        assert told.code == 0, told.text
        return Shop(made.parent, self.spec).files()

    def git(self, *arguments: str) -> str:
        settings = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b.c",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "core.autocrlf=false",
        ]
        done = subprocess.run(["git", *settings, *arguments], cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self) -> None:
        """All of it, in a repository of its own."""
        if not (self.root / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-qm", "x")

    @property
    def project(self) -> Project:
        """The project to be type-checked and tested."""
        return Project(self.root, "shop", Path(os.environ.get("TMPDIR", "/tmp")) / "scaffold-update-cache")


def actions(told: Told) -> dict[str, str]:
    """What became of each file that did not stay as it was."""
    return {each["path"]: each["action"] for each in told.json["files"] if each["action"] != "unchanged"}


def notes(told: Told) -> str:
    """All that the user is told of files."""
    return "\n".join(note for each in told.json["files"] for note in each["notes"])


def walk(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.iterdir() if path.is_dir())


Edit = Callable[[Shop], None]
