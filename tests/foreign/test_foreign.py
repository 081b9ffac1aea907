"""Clients of three generators call our servers, and their requests are those that the transcripts keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backends import BACKENDS, made
from tests.foreign.clients import BOOKSHOP, CLIENTS, Calls, Told
from tests.foreign.recorder import recording
from tests.services import Sent
from tests.transcripts import Exchange, Transcript, find

pytestmark = pytest.mark.corpus
KEPT = {each.path.stem: each for each in find()}
_BOOK = "added_at authors genre id in_stock isbn labels price subtitle title"
_TYPESCRIPT: Told = {
    "list": [200, "items next_cursor"],
    "list some": [200, "items next_cursor"],
    "get": [200, _BOOK],
    "get what no book can be": [422, "detail errors status title type"],
    "create": [201, _BOOK],
    "create as a stranger": [401, "detail status title type"],
    "update": [200, _BOOK],
    "delete": [204, "undefined"],
    "upload": [200, "bytes url"],
    "download": [200, "Blob"],
    "list orders": [200, "list of 1"],
    "order": [201, "id lines note payment placed_at status"],
    "invoice": [200, "string"],
}
TOLD: dict[str, Told] = {
    "openapi-python-client": {
        "list": [200, "BookPage"],
        "list some": [200, "BookPage"],
        "get": [200, "Book"],
        "get what no book can be": [422, "NoneType"],
        "create": [201, "Book"],
        "create as a stranger": [401, "NoneType"],
        "delete": [204, "NoneType"],
        "upload": [200, "Cover"],
        "list orders": ["unreadable"],
        "order": ["unreadable"],
        "invoice": [200, "str"],
    },
    "hey-api": _TYPESCRIPT,
    "openapi-fetch": _TYPESCRIPT,
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Calls]:
    known: dict[str, Calls] = {}

    def make(name: str) -> Calls:
        if name not in known:
            known[name] = CLIENTS[name](tmp_path_factory.mktemp(name))
        return known[name]

    return make


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_calls_a_server(
    name: str, backend: str, client: Callable[[str], Calls], tmp_path: Path, update: bool
) -> None:
    calls = client(name)
    service = made(backend, BOOKSHOP, tmp_path / "service")
    service.write_verify()
    service.build()
    with service.started(SCAFFOLD_MOCK="1") as served, recording(served.address) as recorder:
        told = calls(recorder.address)
    assert told == TOLD[name]
    if update and backend == BACKENDS[0]:
        _keep(name, [*told], recorder.sent)
        return
    assert recorder.sent == [each.sent for each in KEPT[name].exchanges]


def _keep(name: str, titles: list[str], sent: list[Sent]) -> None:
    """Writes what was sent; `pytest tests/test_transcripts.py --update` then writes the answers."""
    path = Path(__file__).parent.parent / f"transcripts/{name}.yaml"
    path.write_text(f"# What the client that {name} makes of the bookshop sends; see tests/foreign.\n", "utf-8")
    entries = tuple(Exchange(_entry(title, one)) for title, one in zip(titles, sent, strict=True))
    head = {"description": "examples/bookshop.yaml", "settings": {"SCAFFOLD_MOCK": "1"}}
    path.write_text(Transcript(path, head, entries).rewritten([{} for _ in entries]), "utf-8")


def _entry(title: str, sent: Sent) -> dict[str, object]:
    entry: dict[str, object] = {"why": title, "send": f"{sent.method} {sent.target}", "with": dict(sent.headers)}
    try:
        body: str | bytes = sent.body.decode("ascii")
    except UnicodeDecodeError:
        body = sent.body
    return {**entry, "body": body} if body else entry
