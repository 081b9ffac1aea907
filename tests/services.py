"""A generated service that really runs: started on a free port, called by a client that knows nothing of it, ended."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as any client reads it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Running:
    """A process that serves. `address` is its URL, without a path."""

    address: str
    process: subprocess.Popen[str]

    def ended(self) -> str:
        """All it printed, once it has been asked to end. Fails where it doesn't."""
        self.process.send_signal(signal.SIGTERM)
        output, _ = self.process.communicate(timeout=PATIENCE)
        return output


@contextlib.contextmanager
def running(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], ready: tuple[str, int] = ("/readyz", 200)
) -> Iterator[Running]:
    """The command, told a free port by HOST and PORT; it serves when the path `ready` answers that status."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    served = Running(f"http://127.0.0.1:{port}", process)
    try:
        _wait(served, *ready)
        yield served
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Ends the process and those that it has started (`npm start` starts node)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(ValueError):
        process.communicate()


def _wait(served: Running, path: str, status: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and served.process.poll() is None:
        with contextlib.suppress(OSError):
            if call(served.address + path).status == status:
                return
        time.sleep(0.05)
    os.killpg(served.process.pid, signal.SIGKILL)
    raise AssertionError(f"the service did not start:\n{served.process.communicate()[0]}")


def call(
    address: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Reply:
    """One request by the standard library."""
    request = urllib.request.Request(address, data=body, headers=dict(headers or {}), method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE) as reply:
            return Reply(reply.status, reply.headers, reply.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.headers, error.read())


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to the letter: nothing is added but Host, and what frames the body."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    chunked: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: header names in lower case, all values of one name joined."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def exchange(address: str, sent: Sent) -> Answered:
    """One request on a connection of its own; no redirect is followed."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    try:
        connection.putrequest(sent.method, sent.target, skip_accept_encoding=True)
        for name, value in sent.headers:
            connection.putheader(name, value.encode("utf-8"))
        if sent.chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        elif sent.body or sent.method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(sent.body)))
        pieces = [sent.body[at : at + 7] for at in range(0, len(sent.body), 7)] if sent.chunked else sent.body
        connection.endheaders(pieces, encode_chunked=sent.chunked)
        reply = connection.getresponse()
        headers: dict[str, str] = {}
        for name, value in reply.getheaders():
            known = headers.get(name.lower())
            headers[name.lower()] = value if known is None else f"{known}, {value}"
        return Answered(reply.status, headers, reply.read())
    finally:
        connection.close()
