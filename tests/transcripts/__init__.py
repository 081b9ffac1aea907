"""Recorded exchanges: a request to the letter, and what every backend answers to it.

A transcript is a YAML file. Its head names the `description`, or that of the `corpus` by its name, the `settings`
(environment) of the service, and whether its `handlers` are to echo what they are called with. Each exchange says `why`
its answer is right, what to `send` (method and raw target), `with` which headers (a list: a line for each), which
`body` (a mapping or list: as JSON), and whether it is `chunked`. Its `answer` has the status, the headers that are not
the server's own, and the body: JSON where it is JSON, `!!binary` where it is no text, left out where there is none,
"(any)" where only its being there counts. `but` names backends that can't give it, and why: their framework answers
before any code of ours is asked.
`pytest --update` rewrites the answers, never the requests.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.corpus.fetch import documents, fetch
from tests.services import Answered, Sent

# What a server says of itself and of the connection, not of the answer.
_OF_THE_SERVER = frozenset(
    ["connection", "content-length", "date", "keep-alive", "server", "transfer-encoding", "vary", "x-powered-by"]
)
_MADE_UP = "x-request-id"  # every answer has one, whose value is new each time
_ANY = "(any)"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One entry of a transcript as it stands there."""

    entry: dict[str, Any]

    @property
    def title(self) -> str:
        return f"{self.entry['send']} ({self.entry['why']})"

    @property
    def sent(self) -> Sent:
        method, _, target = self.entry["send"].partition(" ")
        headers = [
            (name, value)
            for name, given in self.entry.get("with", {}).items()
            for value in (given if isinstance(given, list) else [given])
        ]
        return Sent(method, target, headers, _bytes(self.entry.get("body")), bool(self.entry.get("chunked")))

    @property
    def expected(self) -> Any:
        return self.entry.get("answer")

    def holds_for(self, backend: str) -> bool:
        """Whether the backend can be asked for the answer."""
        return backend not in self.entry.get("but", {})


def _bytes(body: Any) -> bytes:
    match body:
        case None:
            return b""
        case str():
            return body.encode()
        case bytes():
            return body
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def told(answered: Answered, exchange: Exchange) -> dict[str, Any]:
    """What a transcript keeps of an answer."""
    headers = {name: value for name, value in sorted(answered.headers.items()) if name not in _OF_THE_SERVER}
    if _MADE_UP not in {name.lower() for name in exchange.entry.get("with", {})}:
        if not headers.pop(_MADE_UP, ""):
            headers[_MADE_UP] = "(none)"
    kept: dict[str, Any] = {"status": answered.status, "headers": headers}
    if (exchange.expected or {}).get("body") == _ANY:
        kept["body"] = _ANY if answered.body else ""
    elif answered.body:
        kept["body"] = _read(answered)
    return kept


def _read(answered: Answered) -> Any:
    kind = answered.headers.get("content-type", "").partition(";")[0]
    if kind.endswith(("/json", "+json")):
        return json.loads(answered.body)
    try:
        return answered.body.decode()
    except UnicodeDecodeError:
        return answered.body


def without_words(answer: Any) -> Any:
    """An answer without the sentences of validators and parsers, each of which words them in its own way.

    That something is missing all of them say alike.
    """
    body = answer.get("body") if isinstance(answer, dict) else None
    if not isinstance(body, dict) or not {"type", "title", "status", "detail"} <= body.keys():
        return answer
    told = {**body, "detail": str(body.get("detail")).partition(": ")[0]}
    if "errors" in body:
        told["errors"] = [{**one, "detail": one["detail"] == "Field required"} for one in body["errors"]]
    return {**answer, "body": told}


@dataclass(frozen=True, slots=True)
class Transcript:
    """The exchanges with one service. `settings` is the environment that it runs with."""

    path: Path
    head: dict[str, Any]
    exchanges: tuple[Exchange, ...]

    @property
    def description(self) -> Path:
        if "corpus" in self.head:
            return fetch(documents()[self.head["corpus"]])
        return self.path.parent.parent.parent / self.head["description"]

    @property
    def echoes(self) -> bool:
        """Whether the handlers answer what they are called with."""
        return self.head.get("handlers") == "echo"

    @property
    def settings(self) -> dict[str, str]:
        return dict(self.head.get("settings", {}))

    def rewritten(self, answers: list[dict[str, Any]]) -> str:
        """The file's text with these answers: a line for each member of an entry, so that differences are small."""
        lines = [line for line in self.path.read_text("utf-8").splitlines() if line.startswith("#")]
        lines += [f"{name}: {_line(value)}" for name, value in self.head.items()]
        lines.append("exchanges:")
        for one, answer in zip(self.exchanges, answers, strict=True):
            members = [f"{name}: {_line(value)}" for name, value in one.entry.items() if name != "answer"]
            members += ["answer:", *(f"  {name}: {_line(value)}" for name, value in answer.items())]
            lines += ["", *(f"{'  ' if place else '- '}{member}" for place, member in enumerate(members))]
        return "\n".join(lines) + "\n"


def _line(value: Any) -> str:
    """A value as YAML on one line. Ours to write are texts, bytes and JSON, which is YAML already."""
    if isinstance(value, bytes):
        return f"!!binary {base64.b64encode(value).decode()}"
    plain = isinstance(value, str) and value.isprintable() and value[:1].isalnum() and value == value.strip()
    if plain and ": " not in value and " #" not in value and isinstance(yaml.safe_load(value), str):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def read(path: Path) -> Transcript:
    content = yaml.safe_load(path.read_text("utf-8"))
    entries = content.pop("exchanges")
    return Transcript(path, content, tuple(map(Exchange, entries)))


def find() -> Iterator[Transcript]:
    """Every transcript, by name."""
    return map(read, sorted(Path(__file__).parent.glob("*.yaml")))
