"""Writes docs/corpus.md, what comes of each document on each backend: `python -m tests.corpus.table`.

What is known to pass is not run again (see `outcomes`), but from nothing it takes hours. `--known` runs nothing: it
tells what has been run so far. With names of documents, of backends or of checks only these are looked at, and all else
is left as the page has it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from tests.corpus.fetch import Document, documents
from tests.corpus.outcomes import STEPS, Outcome, State, outcome
from tests.projects import ROOT

CHECKS = frozenset(check for steps in STEPS.values() for check in steps)
PAGE = ROOT / "docs" / "corpus.md"
_TITLES = {"fastapi": "FastAPI", "nextjs": "Next.js"}
_SIGNS = {State.PASSED: "yes", State.FAILED: "**no**", State.NOT_RUN: "not run"}
_HEAD = """# The corpus

What comes of real descriptions, which nobody here wrote, on each backend. They are taken from packages of npm and PyPI
at pinned versions; `tests/corpus/manifest.json` names each with its digest and with what is expected of it.

<!-- Made by `python -m tests.corpus.table`. -->

A project is made of each, with the backend's own client, and then checked by the tools that it comes with:

- FastAPI: every module is imported; black has nothing to do; the project's own tests; mypy and pyright, both strict, of
  the project and of its client; then it is started with its mock and sent what each operation's tests send first.
- Next.js: oxfmt has nothing to do; tsc, strict, and oxlint; the project's own tests; `next build`; then it is started
  and asked as above.
"""


def main(arguments: Sequence[str]) -> int:
    known = "--known" in arguments
    names = [each for each in arguments if not each.startswith("--")]
    backends = [name for name in names if name in STEPS] or list(STEPS)
    only = [name for name in names if name in CHECKS] or CHECKS
    chosen = [documents()[name] for name in names if name not in CHECKS | STEPS.keys()] or list(documents().values())
    found = {each.name: {backend: _told(each, backend, only, known) for backend in backends} for each in chosen}
    before = PAGE.read_text("utf-8") if names else ""
    PAGE.write_text(page(list(documents().values()), found, before, only), "utf-8")
    return 1 if any(result.failed for results in found.values() for result in results.values()) else 0


def _told(document: Document, backend: str, only: Collection[str], known: bool) -> Outcome:
    """The outcome; what fails is told at once, as the rest takes long."""
    with tempfile.TemporaryDirectory() as folder:
        found = outcome(document, backend, Path(folder) / "service", only=only, known=known)
    states = " ".join(found.refused) or ", ".join(f"{name} {step.state}" for name, step in found.steps.items())
    print(f"{document.name} {backend}: {states}", file=sys.stderr, flush=True)
    for failure in found.failed:
        print(failure, file=sys.stderr, flush=True)
    return found


def page(
    chosen: Sequence[Document],
    found: Mapping[str, Mapping[str, Outcome]],
    before: str = "",
    only: Collection[str] = CHECKS,
) -> str:
    """The page as it is to be, after `only` these checks; what was not looked at is as `before`."""
    refused = [each for each in chosen if each.refused]
    served = sum(each.operations for each in chosen if not each.refused)
    parts = [_HEAD, f"{len(chosen)} documents, {len(refused)} refused; the others have {served} operations.\n"]
    for backend, steps in STEPS.items():
        title = f"## {_TITLES[backend]}\n"
        known = {line.split(" | ")[0]: line for line in _section(before, title) if line.startswith("| ")}
        lines = [_line(["document", "format", "operations", *steps]), _line(["---"] * (3 + len(steps)))]
        for each in chosen:
            row = known.get(f"| {each.name}", "")
            if not each.refused and backend in found.get(each.name, {}):
                lines.append(_line(_row(each, found[each.name][backend], {name: name in only for name in steps}, row)))
            elif row and not each.refused:
                lines.append(row)
        parts.append(f"{title}\n{''.join(lines)}")
    rows = [[each.name, each.version, ", ".join(f"`{code}`" for code in each.refused)] for each in refused]
    parts.append(f"## Refused\n\n{''.join(map(_line, [['document', 'format', 'for'], ['---'] * 3, *rows]))}")
    return "\n".join(parts)


def _section(written: str, title: str) -> list[str]:
    """The lines under a title."""
    return written.partition(title)[2].partition("\n## ")[0].splitlines(keepends=True)


def _row(document: Document, found: Outcome, steps: Mapping[str, bool], before: str) -> list[str]:
    """The cells of a row; those of `steps` that were not looked at are as they were `before`."""
    signs = [cell.strip() for cell in before.split("|")[4:-1]] or [""] * len(steps)
    for place, (name, looked_at) in enumerate(steps.items()):
        if looked_at:
            signs[place] = _SIGNS[found.steps[name].state] if name in found.steps else ""
    return [document.name, document.version, str(document.operations), *signs]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
