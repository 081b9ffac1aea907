"""The published table speaks of the documents that there are."""

from __future__ import annotations

from tests.corpus import table
from tests.corpus.fetch import documents
from tests.corpus.outcomes import STEPS, Outcome, State, Step


def test_every_document_has_its_rows() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in table.PAGE.read_text("utf-8").splitlines()]
    for name, document in documents().items():
        assert rows.count(name) == (1 if document.refused else len(STEPS)), name


def test_the_page_tells_what_was_run_and_what_came_of_it() -> None:
    accepted, refused = documents()["dmcg-names"], documents()["dmcg-dialects"]
    steps = {"import": Step(State.PASSED), "tests": Step(State.FAILED, "1 failed"), "types": Step(State.NOT_RUN)}
    found = {
        accepted.name: {"fastapi": Outcome((), steps), "nextjs": Outcome((), {})},
        refused.name: dict.fromkeys(STEPS, Outcome(refused.refused, {})),
    }
    page = table.page([accepted, refused], found)
    assert "2 documents, 1 refused; the others have 5 operations." in page
    assert "| dmcg-names | 3.1.0 | 5 | yes |  | **no** | not run |  |  |\n" in page
    assert "| dmcg-names | 3.1.0 | 5 |  |  |  |  |  |\n" in page
    assert "| dmcg-dialects | 3.1.0 | `file-missing`, `ref-invalid`, `ref-missing`, `schema-invalid` |" in page
