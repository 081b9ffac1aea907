"""Writes docs/corpus.md, what comes of each document on each backend: `python -m tests.corpus.table`.

What is known to pass is not run again (see `outcomes`), but from nothing it takes hours. `--known` runs nothing: it
tells what has been run so far. With names of documents, of backends or of both only these are looked at, and their rows
alone are written anew.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.corpus.fetch import Document, documents
from tests.corpus.outcomes import STEPS, Outcome, State, outcome
from tests.projects import ROOT

PAGE = ROOT / "docs" / "corpus.md"
_TITLES = {"fastapi": "FastAPI", "nextjs": "Next.js"}
_SIGNS = {State.PASSED: "yes", State.FAILED: "**no**", State.NOT_RUN: "not run", None: ""}
_HEAD = """# The corpus

What comes of real descriptions, which nobody here wrote, on each backend. They are taken from packages of npm and PyPI
at pinned versions; `tests/corpus/manifest.json` names each with its digest and with what is expected of it.

<!-- Made by `python -m tests.corpus.table`. -->

A project is made of each, with the backend's own client, and then checked by the tools that it comes with:

- FastAPI: every module is imported; black has nothing to do; the project's own tests; mypy, strict, of the project and
  of its client; pyright, of a sample; then it is started with its mock and sent what each operation's tests send first.
- Next.js: oxfmt has nothing to do; tsc, strict, and oxlint; the project's own tests; where the document is there for
  the features it holds, `next build`, and then it is started and asked as above.

An empty field is a check that is not made of this document.
"""


def main(arguments: Sequence[str]) -> int:
    known = "--known" in arguments
    names = [each for each in arguments if not each.startswith("--")]
    backends = [name for name in names if name in STEPS] or list(STEPS)
    chosen = [documents()[name] for name in names if name not in STEPS] or list(documents().values())
    found = {each.name: {backend: _told(each, backend, known) for backend in backends} for each in chosen}
    PAGE.write_text(renewed(PAGE.read_text("utf-8"), chosen, found) if names else page(chosen, found), "utf-8")
    return 1 if any(result.failed for results in found.values() for result in results.values()) else 0


def _told(document: Document, backend: str, known: bool) -> Outcome:
    """The outcome; what fails is told at once, as the rest takes long."""
    with tempfile.TemporaryDirectory() as folder:
        found = outcome(document, backend, Path(folder) / "service", known=known)
    states = " ".join(found.refused) or ", ".join(f"{name} {step.state}" for name, step in found.steps.items())
    print(f"{document.name} {backend}: {states}", file=sys.stderr, flush=True)
    for failure in found.failed:
        print(failure, file=sys.stderr, flush=True)
    return found


def page(chosen: Sequence[Document], found: Mapping[str, Mapping[str, Outcome]]) -> str:
    """The page as it is to be."""
    refused = [each for each in chosen if each.refused]
    served = sum(each.operations for each in chosen if not each.refused)
    parts = [_HEAD, f"{len(chosen)} documents, {len(refused)} refused; the others have {served} operations.\n"]
    for backend, steps in STEPS.items():
        head = ["document", "format", "operations", *steps]
        rows = [_row(each, found[each.name][backend], steps) for each in chosen if not each.refused]
        parts.append(f"## {_TITLES[backend]}\n\n{_table(head, rows)}")
    rows = [[each.name, each.version, ", ".join(f"`{code}`" for code in each.refused)] for each in refused]
    parts.append(f"## Refused\n\n{_table(['document', 'format', 'for'], rows)}")
    return "\n".join(parts)


def renewed(written: str, chosen: Sequence[Document], found: Mapping[str, Mapping[str, Outcome]]) -> str:
    """The page `written` with the rows anew of what was looked at."""
    head, *parts = written.split("\n## ")
    titles = {title: backend for backend, title in _TITLES.items()}
    for place, part in enumerate(parts):
        title, _, rest = part.partition("\n")
        lines = rest.splitlines(keepends=True)
        for each in chosen:
            if each.refused or titles.get(title) not in found[each.name]:
                continue
            row = _line(_row(each, found[each.name][titles[title]], STEPS[titles[title]]))
            lines = [row if line.startswith(f"| {each.name} |") else line for line in lines]
        parts[place] = f"{title}\n{''.join(lines)}"
    return "\n## ".join([head, *parts])


def _row(document: Document, found: Outcome, steps: Sequence[str]) -> list[str]:
    states = [found.steps[name].state if name in found.steps else None for name in steps]
    return [document.name, document.version, str(document.operations), *(_SIGNS[state] for state in states)]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(map(_line, lines))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
