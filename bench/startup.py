"""CPU of `scaffold --help`, beside Python's own start: `python bench/startup.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import measure

TIMES = 41
TARGET = 100


def main() -> None:
    commands = {
        "scaffold --help": [*measure.SCAFFOLD, "--help"],
        "scaffold --version": [*measure.SCAFFOLD, "--version"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"

        def cpu(command: list[str]) -> float:
            return measure.run(command, log).checked().cpu * 1000

        cpu(commands["scaffold --help"])
        taken = measure.medians({name: lambda c=command: cpu(c) for name, command in commands.items()}, TIMES)  # type: ignore[misc]
    rows = [[name, value, TARGET if name == "scaffold --help" else ""] for name, value in taken.items()]
    measure.table(f"start, median of {TIMES}", ["command", "CPU ms", "at most"], rows)


if __name__ == "__main__":
    main()
