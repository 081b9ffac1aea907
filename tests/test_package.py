"""What is installed is whole: a project made from the wheel is the same as one made from the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path


def test_the_wheel_has_all_that_is_not_code(wheel: Path, root: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    data = {path.relative_to(root).as_posix() for path in (root / "scaffold").rglob("*") if path.is_file()}
    data = {name for name in data if "__pycache__" not in name}
    data |= {f"scaffold/{path.relative_to(root)}" for path in (root / "templates").rglob("*") if path.is_file()}
    assert "scaffold/copier.yml" in held
    assert sorted(data - held) == []


def test_the_source_distribution_has_what_the_commands_of_the_readme_need(root: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    named = set(re.findall(r"\b(?:bench|examples|docs|tests)/[\w./-]*\w", (root / "README.md").read_text("utf-8")))
    assert "bench/generate.py" in named and "examples/bookshop.yaml" in named
    files = {name for name in named if (root / name).is_file()}
    assert sorted(files - held) == []


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"scaffold", "scaffold-0.1.0.dist-info"}


def test_a_project_from_the_wheel_is_the_same(wheel: Path, bookshop: Path, root: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    made = []
    for name, place in (("one", root), ("two", tmp_path / "installed")):
        new = ["new", str(bookshop), f"{name}/bookshop", "--backend", "fastapi", "--defaults", "--quiet"]
        environment = {**os.environ, "PYTHONPATH": str(place)}
        subprocess.run([sys.executable, "-m", "scaffold", *new], cwd=tmp_path, env=environment, check=True)
        folder = tmp_path / name
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert made[0] == made[1] and made[0]
