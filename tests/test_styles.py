"""The style table of OpenAPI 3.2, from each client over HTTP to each backend: every value arrives as it was sent."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import backends, styles
from tests.backends import BACKENDS
from tests.node import NodeProject
from tests.projects import Run, make, run

HERE = Path(__file__).resolve().parent / "sdk"


def clients(description: Path, folder: Path) -> tuple[Path, NodeProject]:
    """The Python and the TypeScript client of a description."""
    done = make(
        description, folder, "--backend", "fastapi", "--data", "package=service", "--data", "sdks=python,typescript"
    )
    assert done.code == 0, done.document
    return folder / "sdk/python", NodeProject(folder / "sdk/typescript")


def by_python(sdk: Path, address: str, cells: Path) -> Run:
    return run([sys.executable, str(HERE / "cells.py"), address, str(cells)], sdk, {"PYTHONPATH": str(sdk / "src")})


def by_typescript(sdk: NodeProject, address: str, cells: Path) -> Run:
    shutil.copy(HERE / "cells.ts", sdk.install())
    return sdk.run("node", "--disable-warning=ExperimentalWarning", "cells.ts", address, str(cells))


def wrong(done: Run) -> list[dict[str, Any]]:
    assert done.code == 0, str(done)
    found: list[dict[str, Any]] = json.loads(done.output)
    return found


def of_refused(done: Run) -> list[tuple[str, Any]]:
    """The values that a client would not send."""
    return [
        (each["cell"], each["sent"]) for each in wrong(done) if each["arrived"].startswith(("ValueError", "TypeError"))
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_value_of_every_cell_arrives(backend: str, tmp_path: Path) -> None:
    description, cells, refused = (tmp_path / name for name in ("styles.json", "cells.json", "refused.json"))
    description.write_text(json.dumps(styles.description()), "utf-8")
    cells.write_text(json.dumps([(cell.name, cell.values) for cell in styles.cells()]), "utf-8")
    refused.write_text(json.dumps([(name, [value]) for name, value in styles.REFUSED]), "utf-8")
    assert sum(len(cell.values) for cell in styles.cells()) > 800
    service = backends.made(backend, description, tmp_path / "service")
    service.write_handlers()
    service.build()
    python, typescript = clients(description, tmp_path / "clients")
    with service.started() as served:
        assert wrong(by_python(python, served.address, cells)) == []
        assert wrong(by_typescript(typescript, served.address, cells)) == []
        assert of_refused(by_python(python, served.address, refused)) == list(styles.REFUSED)
        assert of_refused(by_typescript(typescript, served.address, refused)) == list(styles.REFUSED)
