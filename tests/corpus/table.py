"""Writes docs/corpus.md, what comes of each document on each backend: `python -m tests.corpus.table [NAME ...]`.

With names only these documents are looked at, and the table is printed instead. What is known to pass is not run
again (`tests.corpus.outcomes`), but from nothing it takes hours.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.corpus.fetch import Document, documents
from tests.corpus.outcomes import STEPS, Outcome, outcome


def main(names: Sequence[str]) -> int:
    chosen = [documents()[name] for name in names] or list(documents().values())
    found = {one.name: {backend: _told(one, backend) for backend in STEPS} for one in chosen}
    failed = any(result.failed for results in found.values() for result in results.values())

    return 1 if failed else 0


def _told(document: Document, backend: str) -> Outcome:
    """The outcome; what fails is told at once, as the rest takes long."""
    with tempfile.TemporaryDirectory() as folder:
        found = outcome(document, backend, Path(folder) / "service")
    print(document.name, backend, " ".join(found.refused) or f"{len(found.steps)} checks", file=sys.stderr, flush=True)
    for failure in found.failed:
        print(failure, file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
