"""Clients of three generators call our servers, and their requests are those that the transcripts keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backends import BACKENDS, Built
from tests.foreign.clients import CLIENTS, HEADS, Calls, Told, transcript
from tests.foreign.server import recording
from tests.services import Sent
from tests.transcripts import Exchange, Transcript, read

pytestmark = pytest.mark.corpus
HERE = Path(__file__).parent
TOLD = HERE / "told.json"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Calls]:
    """Makes the client of a generator for a description, once."""
    known: dict[tuple[str, str], Calls] = {}

    def make(client: str, name: str) -> Calls:
        if (client, name) not in known:
            description = transcript(client, name).description
            known[client, name] = CLIENTS[client](description, HERE / name, tmp_path_factory.mktemp(client))
        return known[client, name]

    return make


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("generator", CLIENTS)
@pytest.mark.parametrize("name", HEADS)
def test_a_client_calls_a_server(
    name: str, generator: str, backend: str, client: Callable[[str, str], Calls], built: Built, update: bool
) -> None:
    calls = client(generator, name)
    kept = transcript(generator, name)
    with built(backend, kept).started(**kept.settings) as served, recording(served.address) as recorder:
        told = calls(recorder.address)
    if update and backend == BACKENDS[0]:
        _keep_told(name, generator, told)
        _keep(kept, f"What the client that {generator} makes of {name} sends", [*told], recorder.sent)
    assert told == json.loads(TOLD.read_text("utf-8"))[name][generator]
    assert recorder.sent == [each.sent for each in read(kept.path).exchanges]


def _keep_told(name: str, generator: str, told: Told) -> None:
    known = json.loads(TOLD.read_text("utf-8"))
    known.setdefault(name, {})[generator] = told
    TOLD.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")


def _keep(kept: Transcript, what: str, titles: list[str], sent: list[Sent]) -> None:
    """Writes what was sent; `pytest tests/test_transcripts.py --update` then writes the answers."""
    kept.path.write_text(f"# {what}; see tests/foreign.\n", "utf-8")
    entries = tuple(Exchange(_entry(title, one)) for title, one in zip(titles, sent, strict=True))
    kept.path.write_text(Transcript(kept.path, kept.head, entries).rewritten([{} for _ in entries]), "utf-8")


def _entry(title: str, sent: Sent) -> dict[str, object]:
    entry: dict[str, object] = {"why": title, "send": f"{sent.method} {sent.target}", "with": dict(sent.headers)}
    try:
        body: str | bytes = sent.body.decode("ascii")
    except UnicodeDecodeError:
        body = sent.body
    return {**entry, "body": body} if body else entry
