"""How much larger an installed scaffold makes an empty virtual environment: `python bench/size.py`.

A wheel is built from this checkout and installed with all its dependencies, as a user would. What pip compiles counts,
and so do the blocks that files fill in part. With `--others`, other generators' environments are measured too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path

import measure

TARGET = 60
SHOWN = 8


def main(others: bool) -> None:
    with measure.scratch() as scratch:
        folder = Path(scratch)
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
            cwd=measure.ROOT,
            check=True,
            capture_output=True,
        )
        (wheel,) = folder.glob("*.whl")
        measure.new_environment(folder / "empty")
        measure.new_environment(folder / "full", str(wheel))
        empty, full = total(folder / "empty"), total(folder / "full")
        largest = (packages(folder / "full") - packages(folder / "empty")).most_common(SHOWN)
        kilobytes = wheel.stat().st_size / 1000
    rows: list[list[object]] = [["all", (full - empty) / 1e6, TARGET]]
    rows += [[f"  {name}", size / 1e6, ""] for name, size in largest]
    rows.append(["  others", (full - empty - sum(size for _, size in largest)) / 1e6, ""])
    if others:
        for name in ("openapi-generator-cli", "fastapi-code-generator"):
            java = ", and Java" if name.startswith("openapi") else ""
            rows.append([name + java, (total(measure.installed(name).parent) - empty) / 1e6, ""])
    title = f"installed, more than an empty environment (the wheel: {kilobytes:.0f} kB)"
    measure.table(title, ["package", "MB on disk", "at most"], rows)


def total(environment: Path) -> int:
    """The bytes that the environment takes on disk."""
    return sum(on_disk(path) for path in environment.rglob("*") if path.is_file() and not path.is_symlink())


def packages(environment: Path) -> Counter[str]:
    """The bytes of each package in it, what pip compiled included; pip itself is in the empty one too."""
    (folder,) = environment.rglob("site-packages")
    sizes: Counter[str] = Counter()
    for one in distributions(path=[str(folder)]):
        files = [Path(str(path.locate())) for path in one.files or ()]
        sizes[one.name] = sum(on_disk(path) for path in files if path.is_file())
    return sizes


def on_disk(path: Path) -> int:
    """What the file takes with the last block filled up, where the system tells it."""
    found = os.stat(path)
    return getattr(found, "st_blocks", -(-found.st_size // 512)) * 512


if __name__ == "__main__":
    main("--others" in sys.argv[1:])
