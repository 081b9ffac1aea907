"""Prism, a mock that isn't ours, answers our SDKs. Its answers are kept in prism.json, and given again at each run."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import node
from tests.foreign.clients import HEADS, HERE, copy_calls, done, transcript
from tests.foreign.server import Recorder, recording, replaying
from tests.projects import make
from tests.services import Answered, Sent, running

PRISM = {"dependencies": {"@stoplight/prism-cli": "^5.16.0"}}
LANGUAGES = ("python", "typescript")
Kept = dict[str, Any]
Sdks = Callable[[str], Path]


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Sdks:
    """Gives the folder of both SDKs of a description, with the calls beside them."""
    known: dict[str, Path] = {}

    def made(name: str) -> Path:
        if name not in known:
            folder = tmp_path_factory.mktemp("prism") / "service"
            options = [word for each in LANGUAGES for word in ("--sdk", each)]
            package = f"package={name.replace('-', '_')}"
            new = make(_described(name), folder, "--backend", "fastapi", "--data", package, *options)
            assert new.code == 0, new.document
            copy_calls(HERE / name, folder / "sdk/typescript")
            known[name] = folder / "sdk"
        return known[name]

    return made


def _described(name: str) -> Path:
    return transcript("prism", name).description


def called(language: str, name: str, folder: Path, address: str) -> dict[str, str]:
    """What our calls of an SDK print."""
    if language == "python":
        environment = {"PYTHONPATH": os.pathsep.join([str(folder / "python/src"), str(HERE)])}
        output = done([sys.executable, str(HERE / name / "sdk.py"), address], folder, environment)
    else:
        output = done(["node", "sdk.ts", address], folder / "typescript", node.environment())
    told: dict[str, str] = json.loads(output.splitlines()[-1])
    return told


@contextlib.contextmanager
def prism(description: Path) -> Iterator[Recorder]:
    """Prism for a description, behind a proxy that keeps its answers."""
    command = node.store(PRISM) / "node_modules/.bin/prism"
    script = f'exec "{command}" mock --port "$PORT" --host 127.0.0.1 "{description}"'
    with running(["sh", "-c", script], HERE, node.environment(), ready=("/no-such-path", 404)) as served:
        with recording(served.address) as recorder:
            yield recorder


def kept(sent: Sent, answered: Answered) -> Kept:
    headers = {name: value for name, value in answered.headers.items() if name not in ("connection", "date")}
    answer = {
        "status": answered.status,
        "headers": {name: value for name, value in headers.items() if name not in ("content-length", "keep-alive")},
        "body": base64.b64encode(answered.body).decode(),
    }
    return {"sent": {"method": sent.method, "target": sent.target}, "answer": answer}


def given(answer: Kept) -> Answered:
    return Answered(answer["status"], answer["headers"], base64.b64decode(answer["body"]))


def _names(*marks: pytest.MarkDecorator) -> list[object]:
    return [pytest.param(name, marks=marks if "corpus" in head else ()) for name, head in HEADS.items()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", _names(pytest.mark.corpus, pytest.mark.corpus_sample))
def test_what_prism_answered_is_understood(name: str, language: str, sdks: Sdks) -> None:
    known = json.loads((HERE / name / "prism.json").read_text("utf-8"))[language]
    with replaying(given(each["answer"]) for each in known["exchanges"]) as recorder:
        told = called(language, name, sdks(name), recorder.address)
    asked = [{"method": sent.method, "target": sent.target} for sent in recorder.sent]
    assert asked == [each["sent"] for each in known["exchanges"]]
    assert told == known["told"]


@pytest.mark.corpus
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", HEADS)
def test_prism_answers_as_kept(name: str, language: str, sdks: Sdks, update: bool) -> None:
    path = HERE / name / "prism.json"
    with prism(_described(name)) as recorder:
        told = called(language, name, sdks(name), recorder.address)
    assert len(recorder.exchanges) == len(told), "a call that Prism did not answer"
    found = {"told": told, "exchanges": [kept(*each) for each in recorder.exchanges]}
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if update:
        path.write_text(json.dumps({**known, language: found}, indent=1) + "\n", "utf-8")
    else:
        assert found == known[language]
