"""Each real description yields a project that works, or is refused for the right reason.

`pytest -m corpus` runs all documents, `pytest -m corpus_sample` the few that cover the most; `-k NAME` picks one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.fetch import Document, documents, fetch, folder
from tests.projects import Project, make


def _cases() -> list[object]:
    marks = {True: (pytest.mark.corpus, pytest.mark.corpus_sample), False: (pytest.mark.corpus,)}
    return [pytest.param(each, id=each.name, marks=marks[bool(each.sample)]) for each in documents().values()]


@pytest.mark.parametrize("document", _cases())
def test_document(document: Document, tmp_path: Path) -> None:
    made = make(fetch(document), tmp_path / "service", "--backend", "fastapi", "--data", "package=service")
    assert made.errors == document.refused, made.document["diagnostics"]
    if document.refused:
        assert made.code == 2 and not (tmp_path / "service").exists()
        return
    project = Project(tmp_path / "service", "service", folder())
    failed = [f"{name}: {run}" for name, run in project.checks() if run.code != 0]
    assert not failed, "\n\n".join(failed)
