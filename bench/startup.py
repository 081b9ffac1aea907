"""CPU of `scaffold --help`, beside Python's own start: `python bench/startup.py`.

With `--others`, other generators are asked for their help too.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import measure

ROUNDS, ROUNDS_WITH_OTHERS = 41, 7
TARGET = 100


def cpu(command: measure.Command, log: Path) -> float:
    """CPU ms of the command."""
    return measure.run(command, log).checked().cpu * 1000


def main(others: bool) -> None:
    commands: dict[str, measure.Command] = {
        "scaffold --help": [*measure.SCAFFOLD, "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    if others:
        tool = "openapi-generator-cli"
        commands["openapi-generator help"] = [measure.installed(tool) / tool, "help"]
        commands["fastapi-codegen --help"] = [measure.installed("fastapi-code-generator") / "fastapi-codegen", "--help"]
    rounds = ROUNDS_WITH_OTHERS if others else ROUNDS
    with measure.scratch() as scratch:
        log = Path(scratch) / "log"
        cpu(commands["scaffold --help"], log)
        taken = measure.medians({name: partial(cpu, command, log) for name, command in commands.items()}, rounds)
    rows = [[name, value, TARGET if name.startswith("scaffold") else ""] for name, value in taken.items()]
    measure.table(f"start, median of {rounds}", ["command", "CPU ms", "at most"], rows)


if __name__ == "__main__":
    main("--others" in sys.argv[1:])
