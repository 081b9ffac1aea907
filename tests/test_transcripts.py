"""Every backend, really started, answers each recorded request as recorded.

The answers are recorded from the first backend (`pytest --update`), and each was read and found right by the RFCs and
OpenAPI; the other backends must give the same.
"""

from __future__ import annotations

import pytest

from tests.backends import BACKENDS, VARIANTS, Built
from tests.services import exchange
from tests.transcripts import find, told, without_words

TRANSCRIPTS = {each.path.stem: each for each in find()}


CASES = [
    *((backend, name) for backend in BACKENDS for name in TRANSCRIPTS),
    *((variant, name) for variant in VARIANTS for name in ("bookshop", "fresh")),
]
FETCHED = (pytest.mark.corpus, pytest.mark.corpus_sample)


def _case(backend: str, name: str) -> object:
    marks = FETCHED if "corpus" in TRANSCRIPTS[name].head else ()
    return pytest.param(backend, name, id=f"{backend} {name}", marks=marks)


@pytest.mark.parametrize(("backend", "name"), [_case(*case) for case in CASES])
def test_a_backend_answers_as_recorded(backend: str, name: str, built: Built, update: bool) -> None:
    transcript = TRANSCRIPTS[name]
    with built(backend, transcript).started(**transcript.settings) as served:
        answers = [told(exchange(served.address, each.sent), each) for each in transcript.exchanges]
    if update and backend == BACKENDS[0]:
        kept = [
            answer if each.holds_for(backend) else each.expected
            for each, answer in zip(transcript.exchanges, answers, strict=True)
        ]
        transcript.path.write_text(transcript.rewritten(kept), "utf-8")
        return
    wrong = [
        f"{each.title}\n  recorded {each.expected}\n  answered {answer}"
        for each, answer in zip(transcript.exchanges, answers, strict=True)
        if each.holds_for(backend.partition(" ")[0]) and without_words(each.expected) != without_words(answer)
    ]
    assert not wrong, f"{len(wrong)} of {len(answers)} differ:\n\n" + "\n\n".join(wrong)


def test_there_are_many_exchanges() -> None:
    assert sum(len(each.exchanges) for each in TRANSCRIPTS.values()) >= 150
