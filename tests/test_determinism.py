"""The same description and answers give the same bytes, whatever the machine, its folders and its settings are."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_DIGESTS = """
import hashlib, json, pathlib, sys
import scaffold
from scaffold import lock
from scaffold.config import Config
from scaffold.diag import Report
from scaffold.source import Loader
spec, dest = sys.argv[1:]
report = Report()
loader = Loader(spec, report)
config = Config(spec=spec, dest=pathlib.Path(dest), name="shop", package="shop", backend="fastapi", sdks=("python",))
tree = scaffold.generate(config, report, loader=loader)
assert not report.failed and tree == scaffold.generate(config, report, loader=Loader(spec, report))
tree = lock.seal(tree, config, loader.files(), loader.root_id)
print(json.dumps({path: hashlib.sha256(file.data).hexdigest() for path, file in tree.items()}))
"""
SETTINGS = {
    "another hash seed": {"PYTHONHASHSEED": "1"},
    "no hash seed": {"PYTHONHASHSEED": "0"},
    "another locale": {"LC_ALL": "tr_TR.ISO8859-9", "LANG": "tr_TR.ISO8859-9", "PYTHONUTF8": "0"},
    "another time zone": {"TZ": "Pacific/Kiritimati"},
    "optimized": {"PYTHONOPTIMIZE": "1"},
    "another user": {"HOME": "/nonexistent", "USER": "someone", "LOGNAME": "someone"},
}


def digests(description: Path, dest: Path, folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """The digest of each file that a process of its own makes, started in `folder` with `settings`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **settings}
    command = [sys.executable, "-c", _DIGESTS, str(description), str(dest)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("usual")
    return digests(ROOT / "examples" / "bookshop.yaml", folder / "shop", folder, {})


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_settings_of_the_machine_change_nothing(
    settings: dict[str, str], usual: dict[str, str], tmp_path: Path
) -> None:
    assert digests(ROOT / "examples" / "bookshop.yaml", tmp_path / "shop", tmp_path, settings) == usual


def test_the_place_of_description_and_project_changes_nothing(usual: dict[str, str], tmp_path: Path) -> None:
    elsewhere = tmp_path / "a folder, of another name" / "bookshop.yaml"
    elsewhere.parent.mkdir()
    shutil.copy(ROOT / "examples" / "bookshop.yaml", elsewhere)
    relative = Path(os.path.relpath(elsewhere, tmp_path))
    assert digests(relative, Path("somewhere/else/shop"), tmp_path, {}) == usual


def test_nothing_tells_when_and_where_it_was_made(usual: dict[str, str], tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "scaffold",
        "new",
        str(ROOT / "examples" / "bookshop.yaml"),
        str(tmp_path / "shop"),
    ]
    subprocess.run([*command, "--defaults", "--quiet"], cwd=ROOT, check=True)
    files = [path for path in (tmp_path / "shop").rglob("*") if path.is_file()]
    made = {
        path.relative_to(tmp_path / "shop").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
    assert made == usual
    for path in files:
        content = path.read_bytes()
        assert not [word for word in (bytes(ROOT), bytes(tmp_path)) if word in content], path
