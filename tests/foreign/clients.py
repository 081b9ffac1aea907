"""Makes the clients by their generators, and runs our calls of them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests import node
from tests.projects import ROOT, run
from tests.tools import python_with

HERE = Path(__file__).parent
BOOKSHOP = ROOT / "examples/bookshop.yaml"
OPENAPI_PYTHON_CLIENT = "openapi-python-client>=0.29,<0.30"
TOOLS = {
    "dependencies": {
        **{"@hey-api/openapi-ts": "^0.99.0", "openapi-fetch": "^0.17.0", "openapi-typescript": "^7.13.0"},
        **{"tsx": "^4.20.0", "typescript": "^5.9.0", "@types/node": "^24.0.0"},
    }
}
STRICT = ("--strict", "--noEmit", "--allowImportingTsExtensions", "--skipLibCheck")
MODERN = ("--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler")

Told = dict[str, list[Any]]
Calls = Callable[[str], Told]
"""Calls the service at an address; for each call its status, and what kind of value the client made of the answer."""


def openapi_python_client(folder: Path) -> Calls:
    python = python_with(OPENAPI_PYTHON_CLIENT)
    settings = folder / "settings.yaml"
    settings.write_text("post_hooks: []\n", "utf-8")
    options = ["--meta", "none", "--config", str(settings), "--output-path", str(folder / "bookshop_client")]
    _done([python, "-m", "openapi_python_client", "generate", "--path", str(BOOKSHOP), *options], folder)
    environment = {"PYTHONPATH": str(folder)}
    return lambda address: json.loads(_done([python, str(HERE / "calls_python.py"), address], folder, environment))


def hey_api(folder: Path) -> Calls:
    place, commands = _node_folder(folder)
    _done(["openapi-ts", "-i", str(BOOKSHOP), "-o", "hey"], place, commands)
    return _typescript(place, commands, "calls_hey.ts")


def openapi_fetch(folder: Path) -> Calls:
    place, commands = _node_folder(folder)
    _done(["openapi-typescript", str(BOOKSHOP), "-o", "fetch.ts"], place, commands)
    return _typescript(place, commands, "calls_fetch.ts")


CLIENTS = {"openapi-python-client": openapi_python_client, "hey-api": hey_api, "openapi-fetch": openapi_fetch}


def _node_folder(folder: Path) -> tuple[Path, dict[str, str]]:
    """A folder that finds the tools' modules, and the environment to run their commands in."""
    tools = node.store(TOOLS)
    projects = tools / "projects"
    projects.mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="foreign-", dir=projects))
    (place / "package.json").write_text('{"type": "module"}', "utf-8")
    path = f"{tools / 'node_modules/.bin'}{os.pathsep}{node.environment()['PATH']}"
    return place, {**node.environment(), "PATH": path, "PWD": str(place)}


def _typescript(place: Path, environment: Mapping[str, str], calls: str) -> Calls:
    """Calls of a client, which fit its types."""
    for name in (calls, "tell.ts"):
        shutil.copy(HERE / name, place)
    _done(["tsc", *STRICT, *MODERN, "--types", "node", calls], place, environment)
    return lambda address: json.loads(_done(["tsx", calls, address], place, environment))


def _done(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    done = run(command, folder, environment)
    assert done.code == 0, str(done)
    return done.output
