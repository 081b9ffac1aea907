"""Merges 1,000 edited handlers of each language, by function and, beside it, line by line as `git merge-file` does.

    python bench/merge.py [HANDLERS]

A conflict is false by the way the cases are made: no edit touches what the description changes. A signature is wrong
where the merged file, read by a parser, hasn't exactly the parameters, types and result of the new description with
the user's own added. `lost` counts lines of the user's that are gone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edited import Case, case, check

from scaffold.merge import merge
from scaffold.merge.text import merge_text

PER_FILE = 10


@dataclass
class Tally:
    """What came of all files."""

    handlers: int = 0
    files: int = 0
    in_conflict: int = 0
    conflicts: int = 0
    wrong: int = 0
    lost: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        share = 100 * self.in_conflict / self.files
        return (
            f"{self.handlers:8} {self.files:6} {self.in_conflict:9} ({share:3.0f} %) {self.conflicts:9} {self.wrong:6}"
            f" {self.lost:5} {self.seconds:8.2f}"
        )


Merger = Callable[[Case], tuple[str, int]]


def by_function(each: Case) -> tuple[str, int]:
    merged = merge(each.path, each.base, each.yours, each.new, renames=each.renames)
    return merged.text, len(merged.conflicts)


def by_line(each: Case) -> tuple[str, int]:
    merged = merge_text(each.base, each.yours, each.new)
    return merged.text, len(merged.conflicts)


def by_git(each: Case) -> tuple[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("yours", "base", "new")]
        for path, text in zip(paths, (each.yours, each.base, each.new), strict=True):
            path.write_text(text, "utf-8", newline="")
        done = subprocess.run(["git", "merge-file", "-p", *map(str, paths)], capture_output=True, check=False)
    return done.stdout.decode(), done.returncode


def tally(cases: list[Case], merger: Merger) -> Tally:
    """Merge all files, and judge what comes out."""
    found = Tally()
    for each in cases:
        start = time.process_time()
        text, conflicts = merger(each)
        found.seconds += time.process_time() - start
        found.handlers += each.edited
        found.files += 1
        found.conflicts += conflicts
        found.in_conflict += bool(conflicts)
        if not conflicts:
            faults = check(each, text)
            found.lost += sum(fault.startswith("lost") for fault in faults)
            found.wrong += sum(not fault.startswith("lost") for fault in faults)
    return found


def main() -> None:
    """Print a row for each language and way."""
    handlers = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("language   way          handlers  files  in conflict conflicts  wrong  lost  CPU sec")
    for language in ("python", "typescript"):
        cases = [case(seed, language, PER_FILE) for seed in range(handlers // PER_FILE)]
        for merger in (by_function, by_line, by_git):
            print(f"{language:10} {merger.__name__:12} {tally(cases, merger)}")


if __name__ == "__main__":
    main()
