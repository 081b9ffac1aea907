"""Prism, a mock that isn't ours, answers our SDKs. Its answers are kept in prism.json, and given again at each run."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests import node
from tests.foreign.recorder import Recorder, recording
from tests.projects import ROOT, make, run
from tests.services import Answered, Sent, running

BOOKSHOP = ROOT / "examples/bookshop.yaml"
HERE = Path(__file__).parent
KEPT = HERE / "prism.json"
PRISM = {"dependencies": {"@stoplight/prism-cli": "^5.16.0"}}
LANGUAGES = ("python", "typescript")
Kept = dict[str, Any]


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both SDKs of the bookshop, with the calls beside them."""
    folder = tmp_path_factory.mktemp("prism") / "service"
    options = [word for each in LANGUAGES for word in ("--sdk", each)]
    made = make(BOOKSHOP, folder, "--backend", "fastapi", "--data", "package=bookshop", *options)
    assert made.code == 0, made.document
    shutil.copy(HERE / "sdk_calls.ts", folder / "sdk/typescript")
    return folder / "sdk"


def called(language: str, sdks: Path, address: str) -> dict[str, str]:
    """What our calls of an SDK print."""
    if language == "python":
        environment = {"PYTHONPATH": str(sdks / "python/src")}
        done = run([sys.executable, str(HERE / "sdk_calls.py"), address], sdks, environment)
    else:
        done = run(["node", "sdk_calls.ts", address], sdks / "typescript", node.environment())
    assert done.code == 0, str(done)
    told: dict[str, str] = json.loads(done.output.splitlines()[-1])
    return told


@contextlib.contextmanager
def prism() -> Iterator[Recorder]:
    """Prism for the bookshop, behind a proxy that keeps its answers."""
    command = node.store(PRISM) / "node_modules/.bin/prism"
    script = f'exec "{command}" mock --port "$PORT" --host 127.0.0.1 "{BOOKSHOP}"'
    with running(["sh", "-c", script], HERE, node.environment(), ready="/books") as served:
        with recording(served.address) as recorder:
            yield recorder


@contextlib.contextmanager
def replayed(exchanges: list[Kept], asked: list[Kept]) -> Iterator[str]:
    """A server that gives kept answers one after the other; what it was asked goes to `asked`."""
    answers = iter(exchanges)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            asked.append({"method": self.command, "target": self.path})
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = next(answers)["answer"]
            body = base64.b64decode(answer["body"])
            self.send_response_only(answer["status"])
            for name, value in {**answer["headers"], "connection": "close"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def kept(sent: Sent, answered: Answered) -> Kept:
    headers = {name: value for name, value in answered.headers.items() if name not in ("connection", "date")}
    answer = {
        "status": answered.status,
        "headers": {name: value for name, value in headers.items() if name not in ("content-length", "keep-alive")},
        "body": base64.b64encode(answered.body).decode(),
    }
    return {"sent": {"method": sent.method, "target": sent.target}, "answer": answer}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_prism_answered_is_understood(language: str, sdks: Path) -> None:
    known = json.loads(KEPT.read_text("utf-8"))[language]
    asked: list[Kept] = []
    with replayed(known["exchanges"], asked) as address:
        told = called(language, sdks, address)
    assert asked == [each["sent"] for each in known["exchanges"]]
    assert told == known["told"]


@pytest.mark.corpus
@pytest.mark.parametrize("language", LANGUAGES)
def test_prism_answers_as_kept(language: str, sdks: Path, update: bool) -> None:
    with prism() as recorder:
        told = called(language, sdks, recorder.address)
    found = {"told": told, "exchanges": [kept(*each) for each in recorder.exchanges]}
    known = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if update:
        KEPT.write_text(json.dumps({**known, language: found}, indent=1) + "\n", "utf-8")
    else:
        assert found == known[language]
