"""Makes the clients by their generators, and runs our calls of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests import node
from tests.projects import run
from tests.tools import python_with
from tests.transcripts import Transcript

HERE = Path(__file__).parent
MOCKS = {"settings": {"SCAFFOLD_MOCK": "1"}}
HEADS: dict[str, dict[str, Any]] = {
    "bookshop": {"description": "examples/bookshop.yaml", **MOCKS},
    "openpayments-resource": {"corpus": "openpayments-resource", **MOCKS},
    "wire": {"description": "tests/served/wire.yaml", "handlers": "echo"},
}
"""What transcripts say of the descriptions and of their services."""
OPENAPI_PYTHON_CLIENT = "openapi-python-client>=0.29,<0.30"
TOOLS = {
    "dependencies": {
        **{"@hey-api/openapi-ts": "^0.99.0", "openapi-fetch": "^0.17.0", "openapi-typescript": "^7.13.0"},
        **{"tsx": "^4.20.0", "typescript": "^5.9.0", "@types/node": "^24.0.0"},
    }
}
STRICT = ("--strict", "--noEmit", "--allowImportingTsExtensions", "--skipLibCheck")
MODERN = ("--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler")

Told = dict[str, Any]
Calls = Callable[[str], Told]
"""Calls the service at an address; for each call its status, and what kind of value the client made of the answer."""


def transcript(client: str, name: str) -> Transcript:
    """The transcript of a client of a description, without exchanges."""
    return Transcript(HERE.parent / f"transcripts/{client}-{name}.yaml", HEADS[name], ())


def openapi_python_client(description: Path, calls: Path, folder: Path) -> Calls:
    python = python_with(OPENAPI_PYTHON_CLIENT)
    settings = folder / "settings.yaml"
    settings.write_text("post_hooks: []\n", "utf-8")
    options = ["--meta", "none", "--config", str(settings), "--output-path", str(folder / "foreign_client")]
    done([python, "-m", "openapi_python_client", "generate", "--path", str(description), *options], folder)
    environment = {"PYTHONPATH": os.pathsep.join([str(folder), str(HERE)])}
    return lambda address: json.loads(done([python, str(calls / "calls.py"), address], folder, environment))


def hey_api(description: Path, calls: Path, folder: Path) -> Calls:
    place, commands = _node_folder(folder)
    done(["openapi-ts", "-i", str(description), "-o", "hey"], place, commands)
    return _typescript(place, commands, calls / "hey.ts")


def openapi_fetch(description: Path, calls: Path, folder: Path) -> Calls:
    place, commands = _node_folder(folder)
    done(["openapi-typescript", str(description), "-o", "types.ts"], place, commands)
    return _typescript(place, commands, calls / "fetch.ts")


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


def _typescript(place: Path, environment: Mapping[str, str], calls: Path) -> Calls:
    """Calls of a client, which fit its types; whether it fits them itself is its maker's to see to."""
    copy_calls(calls.parent, place)
    checked = run(["tsc", *STRICT, *MODERN, "--types", "node", calls.name], place, environment)
    assert not re.search(rf"^{calls.name}\(", checked.output, re.MULTILINE), str(checked)
    return lambda address: json.loads(done(["tsx", calls.name, address], place, environment))


def copy_calls(calls: Path, place: Path) -> None:
    """Brings the calls of TypeScript clients to where they find them."""
    for path in (*calls.glob("*.ts"), HERE / "tell.ts"):
        shutil.copy(path, place)


def done(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """What a command that succeeds printed."""
    ended = run(command, folder, environment)
    assert ended.code == 0, str(ended)
    return ended.output
