"""A project and its updates, run in this process as the command line runs them."""

from __future__ import annotations

import gc
import io
import json
import re
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any

import pytest

from scaffold.cli import cli
from tests.node import NodeProject
from tests.projects import ROOT, Project, Run, claimed

BOOKSHOP = ROOT / "examples" / "bookshop.yaml"
_SETTINGS = ("user.name=a", "user.email=a@b.c", "init.defaultBranch=main", "core.autocrlf=false")
GIT = ("git", *(word for setting in _SETTINGS for word in ("-c", setting)))


@dataclass(frozen=True, slots=True)
class Writing:
    """How the projects of a backend are written, as far as tests edit and read them.

    `handlers`, `routes` and `tests` are paths with a service's name to be put in. `stub` finds a handler up to where
    its work begins, `signature` its parameters, both with a name to be put in, and `parameter` the name of each of
    those. `statement` says words and values. `definition` finds the name of any handler.
    """

    handlers: str
    routes: str
    tests: str
    stub: str
    signature: str
    parameter: str
    definition: str
    statement: str
    doc: str
    comment: str

    @property
    def suffix(self) -> str:
        return Path(self.handlers).suffix

    def name(self, function: str) -> str:
        """A function's name in the language, from its words with underscores."""
        first, *rest = function.split("_")
        return function if self.suffix == ".py" else first + "".join(word.title() for word in rest)


BACKENDS = {
    "fastapi": Writing(
        handlers="shop/handlers/{}.py",
        routes="shop/generated/routes/{}.py",
        tests="tests/generated/test_{}.py",
        stub=r"async def {}\((?:(?!async def).)*?(?=    raise NotImplementedError)",
        signature=r"async def {}\((.*?)\) ->",
        parameter=r"(?:^|,)\s*(\w+): ",
        definition=r"^async def (\w+)\(",
        statement='    print("{}"{})\n',
        doc='"""{}"""',
        comment="# {}\n",
    ),
    "nextjs": Writing(
        handlers="src/handlers/{}.ts",
        routes="src/generated/operations/{}.ts",
        tests="tests/generated/{}.test.ts",
        stub=r"export const {}: (?:(?!export const).)*?(?=  throw new NotImplemented\()",
        signature=r"export const {}: \w+ =\s*(?:\w+\(\s*)?async \((.*?)\) =>",
        parameter=r"(\w+)\s*(?=[,}]|$)",
        definition=r"^export const (\w+):",
        statement='  console.log("{}"{});\n',
        doc="/** {} */",
        comment="// {}\n",
    ),
}
each_backend = pytest.mark.parametrize("backend", BACKENDS)


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
    backend: str = "fastapi"

    @property
    def root(self) -> Path:
        return self.folder / "shop"

    @property
    def writing(self) -> Writing:
        return BACKENDS[self.backend]

    @property
    def handlers(self) -> str:
        """The path of the handlers of books."""
        return self.writing.handlers.format("books")

    @property
    def orders(self) -> str:
        """The path of the handlers of orders."""
        return self.writing.handlers.format("orders")

    @classmethod
    def make(
        cls,
        folder: Path,
        description: bytes = BOOKSHOP.read_bytes(),
        *options: str,
        name: str = BOOKSHOP.name,
        backend: str = "fastapi",
        templates: Path | None = None,
    ) -> Shop:
        """A new project. `templates` is a folder of the backend's templates to be taken in place of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        chosen = ("--backend", str(templates or backend), *options)
        shutil.copytree(_pristine(description, name, chosen), folder / "shop")
        (folder / "spec").mkdir()
        (folder / "spec" / name).write_bytes(description)
        return cls(folder, folder / "spec" / name, backend)

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

    def write(self, function: str, words: str = "called", path: str = "", *, all_of_it: bool = False) -> None:
        """Have a handler say something before it answers that it is not written: words, and all that it was given."""
        path = path or self.handlers
        text = self.read(path)
        found = re.search(self.writing.stub.format(self.writing.name(function)), text, re.S)
        assert found, function
        given = "".join(f", {name}" for name in self.parameters(function, path)) if all_of_it else ""
        line = self.writing.statement.format(words, given)
        (self.root / path).write_bytes((text[: found.end()] + line + text[found.end() :]).encode())

    def says(self, words: str = "called", path: str = "") -> bool:
        """Whether a file has what `write` wrote."""
        return self.writing.statement.format(words, "").strip() in self.read(path or self.handlers)

    def takes(self, function: str, parameter: str, path: str = "") -> bool:
        """Whether a handler has a parameter of this name, given with underscores."""
        return self.has(function, path) and self.writing.name(parameter) in self.parameters(function, path)

    def parameters(self, function: str, path: str = "") -> list[str]:
        """What a handler calls all that it is given."""
        pattern = self.writing.signature.format(self.writing.name(function))
        found = re.search(pattern, self.read(path), re.S)
        assert found, function
        return re.findall(self.writing.parameter, found[1])

    def has(self, function: str, path: str = "") -> bool:
        """Whether a file defines a handler of this name."""
        pattern = self.writing.signature.format(self.writing.name(function))
        return re.search(pattern, self.read(path), re.S) is not None

    def read(self, path: str = "") -> str:
        return (self.root / (path or self.handlers)).read_bytes().decode()

    def files(self) -> dict[str, bytes]:
        """Every file but those of git."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and not {".git", ".next"} & {*path.relative_to(self.root).parts} and path.suffix != ".pyc"
        }

    def visible(self) -> dict[str, bytes]:
        """Every file but those that scaffold keeps for itself."""
        return {path: data for path, data in self.files().items() if not path.startswith(".scaffold/")}

    def update(self, *options: str, spec: bool = True) -> Told:
        """`scaffold update --json` to the description as it is now."""
        return call("update", self.root, *(("--spec", self.spec) if spec else ()), "--json", *options)

    def fresh(self, *options: str) -> dict[str, bytes]:
        """What a new project of the description is."""
        made = self.folder / "fresh" / "shop"
        shutil.rmtree(made, ignore_errors=True)
        told = call("new", self.spec, made, "--defaults", "--json", "--backend", self.backend, *options)
        assert told.code == 0, told.text
        return Shop(made.parent, self.spec).files()

    def git(self, *arguments: str | Path) -> str:
        done = subprocess.run([*GIT, *arguments], cwd=self.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self, *options: str) -> None:
        """All of it, in a repository of its own."""
        if not (self.root / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-qm", "x", *options)

    @property
    def project(self) -> Project:
        """The project to be type-checked and tested, if it is Python."""
        return Project(self.root, "shop", claimed(Path(gettempdir()) / "scaffold-update-cache"))

    def types(self) -> Run:
        """Its types checked strictly."""
        if self.backend == "fastapi":
            return self.project.types()
        return NodeProject(self.root).npm("run", "check")

    def tests(self) -> Run:
        """Its own tests."""
        return self.project.tests() if self.backend == "fastapi" else NodeProject(self.root).npm("test")


def added(parameter: str) -> tuple[str, str]:
    """A change of the description: a parameter more in the query of the list of books."""
    place = "        - name: cursor\n"
    return place, f"        - name: {parameter}\n          in: query\n          schema: {{ type: string }}\n{place}"


def actions(told: Told) -> dict[str, str]:
    """What became of each file that did not stay as it was."""
    return {each["path"]: each["action"] for each in told.json["files"] if each["action"] != "unchanged"}


def notes(told: Told) -> str:
    """All that the user is told of files."""
    return "\n".join(note for each in told.json["files"] for note in each["notes"])


def into_folder(path: str, pattern: str) -> tuple[Path, str, list[str]]:
    """A user's file becomes a folder of its name: the folder, what stood above the functions, and these.

    Each of the functions begins where `pattern` does.
    """
    file = Path(path)
    head, *functions = re.split(f"(?m)^(?={pattern})", file.read_text())
    file.unlink()
    folder = file.with_suffix("")
    folder.mkdir()
    return folder, head, functions
