"""What all measurements share: a child process measured as a whole, medians, environments, tables.

The machine's other work inflates all figures: measure on a quiet one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

ROOT = Path(__file__).resolve().parent.parent
SCAFFOLD = (sys.executable, "-m", "scaffold")
MEMORY = Path("/dev/shm")
Command: TypeAlias = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process with all its children: CPU is user and system together, memory the largest one's peak."""

    code: int
    cpu: float
    wall: float
    megabytes: float
    output: str

    def checked(self) -> Run:
        """The run itself, where it succeeded; else the measurement ends with what it said."""
        if self.code:
            sys.exit(f"exit code {self.code}:\n{self.output[-3000:]}")
        return self


def environment() -> dict[str, str]:
    """Ours, with this checkout's `scaffold` to be found first, and compiled as an installed one is."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": path}


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder, in memory where the system has a place for that.

    What a disk takes for a new file depends on what was there before: where much was deleted, an ext4 without a journal
    took ten times as long as before.
    """
    return tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None)


def run(command: Command, log: Path, cwd: Path | None = None) -> Run:
    """Runs the command to its end; what it says goes to the file `log`."""
    with log.open("wb") as out:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=cwd, env=environment())
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    cpu = usage.ru_utime + usage.ru_stime
    return Run(child.returncode, cpu, wall, usage.ru_maxrss * unit / 1e6, log.read_text("utf-8", "replace"))


def bookshop(folder: Path) -> Path:
    """Makes the project of examples/bookshop.yaml in a new folder inside `folder`."""
    made = folder / "bookshop"
    new: Command = [*SCAFFOLD, "new", ROOT / "examples" / "bookshop.yaml", made, "--backend", "fastapi", "--defaults"]
    run(new, folder / "log").checked()
    return made


def together(runs: Sequence[Run]) -> Run:
    """Runs one after the other as one; code and output are those of the first that failed."""
    first = next((one for one in runs if one.code), runs[0])
    cpu, wall = sum(one.cpu for one in runs), sum(one.wall for one in runs)
    return Run(first.code, cpu, wall, max(one.megabytes for one in runs), first.output)


def middle(runs: Iterable[Run]) -> Run:
    """The run with the median CPU time."""
    ranked = sorted(runs, key=lambda one: one.cpu)
    return ranked[len(ranked) // 2]


def medians(measured: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each measurement. They take turns, so that a slow minute of the machine falls on all of them."""
    samples: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds):
        for name, measure in measured.items():
            samples[name].append(measure())
    return {name: median(values) for name, values in samples.items()}


def cache() -> Path:
    """Where the environments of other generators are kept, and descriptions that are made."""
    home = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "scaffold" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def new_environment(folder: Path, *requirements: str) -> Path:
    """A new virtual environment in `folder` with what is required; its folder of commands."""
    venv.create(folder, with_pip=True, symlinks=True)
    commands = folder / "bin"
    if requirements:
        pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *requirements], check=True)
    return commands


def installed(package: str) -> Path:
    """The folder of commands of the package's own environment in the cache, made where it is not there."""
    folder = cache() / package
    if not (folder / "done").exists():
        new_environment(folder, package)
        (folder / "done").touch()
    return folder / "bin"


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table: the first column to the left, the others to the right."""
    lines = [list(header), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    print(f"\n{title}")
    for first, *others in lines:
        cells = [first.ljust(widths[0]), *map(str.rjust, others, widths[1:])]
        print("  ".join(cells).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
