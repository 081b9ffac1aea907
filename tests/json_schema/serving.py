"""Requests sent to a generated project in one process, without a server; handlers are not written, the mock answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.json_schema.description import Request
from tests.node import NodeProject
from tests.projects import run

_FOLDER = Path(__file__).parent


def statuses(backend: str, project: Path, requests: Sequence[Request]) -> list[int]:
    """The status that each request is answered with."""
    given, taken = project.parent / "requests.json", project.parent / "statuses.json"
    given.write_text(json.dumps([[each.method, each.target, each.body] for each in requests]), "utf-8")
    if backend == "fastapi":
        command = [sys.executable, str(_FOLDER / "send.py"), str(given), str(taken)]
        done = run(command, project, {"PYTHONPATH": str(project)})
    else:
        node = NodeProject(project)
        script = node.install() / "tests/send.ts"
        script.write_text((_FOLDER / "send.ts").read_text("utf-8"), "utf-8")
        done = node.run("node", "--experimental-strip-types", str(script), str(given), str(taken))
    assert done.code == 0, str(done)
    found: list[int] = json.loads(taken.read_text("utf-8"))
    return found
