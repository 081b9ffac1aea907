"""The published table speaks of the documents that there are."""

from __future__ import annotations

from pathlib import Path

from tests.corpus import table
from tests.corpus.fetch import documents
from tests.corpus.outcomes import STEPS, Outcome, State, Step, digest


def test_every_document_has_its_rows() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in table.PAGE.read_text("utf-8").splitlines()]
    for name, document in documents().items():
        assert rows.count(name) == (1 if document.refused else len(STEPS)), name


def test_the_page_tells_what_was_run_and_what_came_of_it() -> None:
    accepted, refused = documents()["dmcg-names"], documents()["asyncapi-server-api"]
    steps = {"import": Step(State.PASSED), "tests": Step(State.FAILED, "1 failed"), "types": Step(State.NOT_RUN)}
    found = {
        accepted.name: {"fastapi": Outcome((), steps), "nextjs": Outcome((), {})},
        refused.name: dict.fromkeys(STEPS, Outcome(refused.refused, {})),
    }
    page = table.page([accepted, refused], found)
    assert "2 documents, 1 refused; the others have 5 operations." in page
    assert "| dmcg-names | 3.1.0 | 5 | yes |  | **no** | not run |  |  |\n" in page
    assert "| dmcg-names | 3.1.0 | 5 |  |  |  |  |  |\n" in page
    assert "| asyncapi-server-api | 3.1.0 | `ref-remote` |" in page


def test_rows_are_written_anew_and_the_others_stay() -> None:
    names, refused = documents()["dmcg-names"], documents()["asyncapi-server-api"]
    failed, passed = Outcome((), {"tests": Step(State.FAILED)}), Outcome((), {"tests": Step(State.PASSED)})
    said = Outcome(refused.refused, {})
    before = table.page(
        [names, refused], {names.name: dict.fromkeys(STEPS, failed), refused.name: dict.fromkeys(STEPS, said)}
    )
    after = table.page([names, refused], {names.name: {"nextjs": passed}}, before)
    assert after == table.page(
        [names, refused],
        {names.name: {"fastapi": failed, "nextjs": passed}, refused.name: dict.fromkeys(STEPS, said)},
    )


def test_checks_are_made_anew_and_the_others_stay() -> None:
    names = documents()["dmcg-names"]
    before = table.page([names], {names.name: {"fastapi": Outcome((), {"tests": Step(State.PASSED)})}})
    pyright = Outcome((), {"pyright": Step(State.FAILED)})
    after = table.page([names], {names.name: {"fastapi": pyright}}, before, ["pyright"])
    assert "| dmcg-names | 3.1.0 | 5 |  |  | yes |  |  |  |\n" in before
    assert "| dmcg-names | 3.1.0 | 5 |  |  | yes |  | **no** |  |\n" in after


def test_a_project_is_known_by_what_is_checked_of_it(tmp_path: Path) -> None:
    (tmp_path / ".scaffold").mkdir()
    (tmp_path / "main.py").write_text("1\n", "utf-8")
    first = digest(tmp_path)
    (tmp_path / ".scaffold/lock.json").write_text("{}", "utf-8")
    assert digest(tmp_path) == first
    (tmp_path / "main.py").write_text("2\n", "utf-8")
    assert digest(tmp_path) != first
