"""Each real description yields projects that work, or is refused for the right reason.

`pytest -m corpus` runs all documents, `pytest -m corpus_sample` the few that cover the most; `-k NAME` picks one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.fetch import Document, documents
from tests.corpus.outcomes import STEPS, Outcome, outcome

SAMPLES = {
    "fastapi": frozenset(one.name for one in documents().values() if one.sample),
    "nextjs": frozenset(
        {
            *("airflow2-stable", "dmcg-collisions", "dmcg-form-encodings", "dmcg-media", "dmcg-names"),
            *("dmcg-parameter-styles", "figma", "openpayments-resource"),
        }
    ),
}


QUICK = ("import", "layout", "check", "tests", "types")
"""Checks that the sample is asked for."""


def _cases(sample: bool) -> list[object]:
    return [
        pytest.param(each, backend, id=f"{each.name}-{backend}")
        for backend in STEPS
        for each in documents().values()
        if not sample or each.name in SAMPLES[backend]
    ]


@pytest.mark.corpus
@pytest.mark.parametrize(("document", "backend"), _cases(sample=False))
def test_document(document: Document, backend: str, tmp_path: Path) -> None:
    _hold(outcome(document, backend, tmp_path / "service"), document)


@pytest.mark.corpus
@pytest.mark.corpus_sample
@pytest.mark.parametrize(("document", "backend"), _cases(sample=True))
def test_sample(document: Document, backend: str, tmp_path: Path) -> None:
    _hold(outcome(document, backend, tmp_path / "service", only=QUICK), document)


def _hold(found: Outcome, document: Document) -> None:
    assert found.refused == document.refused
    assert not found.failed, "\n\n".join(found.failed)
