"""Every backend, as tests that must hold for each of them see it: make a project, write its handlers, start it.

`write_handlers` puts in place of each handler one that answers what it was called with, so that what arrives in a
handler can be compared between backends; `write_verify` lets two callers in: `reader`, without any scope, and
`editor`, with all.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.node import NodeProject
from tests.projects import make
from tests.services import Running, running
from tests.transcripts import Transcript

_WRITTEN = Path(__file__).parent / "transcripts/implementation"
_HANDLER = re.compile(r"^(export const (\w+): \w+ = )async \(.*?\n\};$", re.MULTILINE | re.DOTALL)
_ECHO = r'\1async (_, input?: object) => echo("\2", operations.\2, input ?? {}) as never;'


@dataclass(frozen=True, slots=True)
class FastApi:
    """A generated FastAPI project."""

    folder: Path

    @property
    def _package(self) -> Path:
        return self.folder / "service"

    def write_handlers(self) -> None:
        shutil.copy(_WRITTEN / "echo.py", self._package / "echo.py")
        for path in (self._package / "handlers").glob("[a-z]*.py"):
            replace = "\n\nfrom ..echo import replace_all  # noqa: E402\n\nreplace_all(globals())\n"
            path.write_text(path.read_text("utf-8") + replace, "utf-8")

    def write_verify(self) -> None:
        shutil.copy(_WRITTEN / "security.py", self._package / "security.py")

    def build(self) -> None:
        """Nothing to be done."""

    @contextlib.contextmanager
    def started(self, **settings: str) -> Iterator[Running]:
        environment = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", "LOG_LEVEL": "critical"}
        with running([sys.executable, "-m", "service"], self.folder, {**environment, **settings}) as served:
            yield served


@dataclass(frozen=True, slots=True)
class NextJs:
    """A generated Next.js project."""

    folder: Path

    @property
    def project(self) -> NodeProject:
        return NodeProject(self.folder)

    def write_handlers(self) -> None:
        shutil.copy(_WRITTEN / "echo.ts", self.folder / "src/echo.ts")
        for path in (self.folder / "src/handlers").glob("*.ts"):
            text, count = _HANDLER.subn(_ECHO, path.read_text("utf-8"))
            assert count, path
            module = f"../generated/operations/{path.name}"
            imports = f'import {{ echo }} from "../echo.ts";\nimport * as operations from "{module}";'
            path.write_text(f"{imports}\n{text}", "utf-8")

    def write_verify(self) -> None:
        shutil.copy(_WRITTEN / "security.ts", self.folder / "src/security.ts")

    def build(self) -> None:
        done = self.project.npm("run", "build")
        assert done.code == 0, str(done)

    @contextlib.contextmanager
    def started(self, **settings: str) -> Iterator[Running]:
        quiet = {"LOG_LEVEL": "error"}  # nobody reads what it prints, and a full pipe would stop it
        with self.project.started(**(quiet | settings)) as served:
            yield served


Service: TypeAlias = FastApi | NextJs
Built: TypeAlias = Callable[[str, Transcript], Service]
"""Makes a backend's service for a transcript."""
BACKENDS = ("fastapi", "nextjs")
"""The first of them is the one that transcripts are recorded from."""
VARIANTS = {
    "nextjs with pages": ("nextjs", "router=pages"),
    "nextjs 15": ("nextjs", "next=15"),
    "nextjs 14": ("nextjs", "next=14"),
}
"""Backends with an answer to one of their questions."""


def made(backend: str, description: Path, folder: Path) -> Service:
    """A project of the backend or variant, called `service`."""
    name, *answers = VARIANTS.get(backend, (backend,))
    data = [word for answer in ("package=service", *answers) for word in ("--data", answer)]
    done = make(description, folder, "--backend", name, *data)
    assert done.code == 0, done.document
    return FastApi(folder) if name == "fastapi" else NextJs(folder)
