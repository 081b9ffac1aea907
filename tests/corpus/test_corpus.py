"""Each real description yields projects that work, or is refused for the right reason.

`pytest -m corpus` runs all documents, `pytest -m corpus_sample` the few that cover the most; `-k NAME` picks one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.fetch import Document, documents, fetch, folder
from tests.node import NodeProject
from tests.projects import Project, make

LARGEST = 1_000_000
"""Bytes of the largest description that a Next.js project is made of here."""
NEXTJS_SAMPLE = frozenset(
    {
        *("airflow2-stable", "dmcg-collisions", "dmcg-form-encodings", "dmcg-media", "dmcg-names"),
        *("dmcg-parameter-styles", "figma", "openpayments-resource"),
    }
)


def _cases(accepted: bool, sample: frozenset[str]) -> list[object]:
    found: list[object] = []
    for each in documents().values():
        if not (accepted and each.refused):
            marks = [pytest.mark.corpus, *([pytest.mark.corpus_sample] if each.name in sample else [])]
            found.append(pytest.param(each, id=each.name, marks=marks))
    return found


@pytest.mark.parametrize("document", _cases(False, frozenset(one.name for one in documents().values() if one.sample)))
def test_document(document: Document, tmp_path: Path) -> None:
    made = make(fetch(document), tmp_path / "service", "--backend", "fastapi", "--data", "package=service")
    assert made.errors == document.refused, made.document["diagnostics"]
    if document.refused:
        assert made.code == 2 and not (tmp_path / "service").exists()
        return
    project = Project(tmp_path / "service", "service", folder())
    failed = [f"{name}: {run}" for name, run in project.checks() if run.code != 0]
    assert not failed, "\n\n".join(failed)


@pytest.mark.parametrize("document", _cases(True, NEXTJS_SAMPLE))
def test_document_on_nextjs(document: Document, tmp_path: Path) -> None:
    path = fetch(document)
    if path.stat().st_size > LARGEST:
        pytest.skip(f"{document.name} is larger than {LARGEST} bytes")
    made = make(path, tmp_path / "service", "--backend", "nextjs", "--data", "package=service")
    assert made.code == 0, made.document
    failed = [f"{name}: {run}" for name, run in NodeProject(tmp_path / "service").checks() if run.code != 0]
    assert not failed, "\n\n".join(failed)
