"""How much larger an installed scaffold makes an empty virtual environment: `python bench/size.py`.

A wheel is built from this checkout and installed with all its dependencies, as a user would.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import measure

TARGET = 60
SHOWN = 8


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
                       cwd=measure.ROOT, check=True, capture_output=True)  # fmt: skip
        (wheel,) = folder.glob("*.whl")
        measure.new_environment(folder / "empty")
        measure.new_environment(folder / "full", str(wheel))
        empty, full = packages(folder / "empty"), packages(folder / "full")
        wheel_kilobytes = wheel.stat().st_size / 1000
    grown = Counter({name: size - empty[name] for name, size in full.items() if size > empty[name]})
    rows: list[list[object]] = [["all", sum(grown.values()) / 1e6, TARGET]]
    rows += [[f"  {name}", size / 1e6, ""] for name, size in grown.most_common(SHOWN)]
    rest = sum(size for _, size in grown.most_common()[SHOWN:])
    rows.append([f"  {len(grown) - SHOWN} more", rest / 1e6, ""])
    title = f"installed, more than an empty environment (the wheel: {wheel_kilobytes:.0f} kB)"
    measure.table(title, ["package", "MB on disk", "at most"], rows)


def packages(environment: Path) -> Counter[str]:
    """The bytes that each part of the environment takes on disk."""
    sizes: Counter[str] = Counter()
    for path in environment.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        below = path.relative_to(environment).parts
        place = below.index("site-packages") + 1 if "site-packages" in below else 0
        sizes[below[place].partition("-")[0]] += on_disk(path)
    return sizes


def on_disk(path: Path) -> int:
    """What the file takes with the last block filled up, where the system tells it."""
    found = os.stat(path)
    return getattr(found, "st_blocks", -(-found.st_size // 512)) * 512


if __name__ == "__main__":
    main()
