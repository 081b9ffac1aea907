"""Each real description yields projects that work, or is refused for the right reason.

`pytest -m corpus` runs all documents, `pytest -m corpus_sample` the few that cover the most; `-k NAME` picks one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.fetch import Document, documents
from tests.corpus.outcomes import STEPS, outcome

SAMPLES = {
    "fastapi": frozenset(one.name for one in documents().values() if one.sample),
    "nextjs": frozenset(
        {
            *("airflow2-stable", "dmcg-collisions", "dmcg-form-encodings", "dmcg-media", "dmcg-names"),
            *("dmcg-parameter-styles", "figma", "openpayments-resource"),
        }
    ),
}


def _cases() -> list[object]:
    found: list[object] = []
    for backend in STEPS:
        for each in documents().values():
            marks = [pytest.mark.corpus, *([pytest.mark.corpus_sample] if each.name in SAMPLES[backend] else [])]
            found.append(pytest.param(each, backend, id=f"{each.name}-{backend}", marks=marks))
    return found


@pytest.mark.parametrize(("document", "backend"), _cases())
def test_document(document: Document, backend: str, tmp_path: Path) -> None:
    found = outcome(document, backend, tmp_path / "service")
    assert found.refused == document.refused
    assert not found.failed, "\n\n".join(found.failed)
