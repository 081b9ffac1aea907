"""A server of our own: it passes requests on and writes down what comes of them, or gives kept answers again."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.services import Answered, Sent, exchange

# Of the connection, or with the version of a library in them; and what lets a server compress its answer.
_DROPPED = frozenset(["accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"])
_BOUNDARY = re.compile(rb'boundary="?([^";\r\n]+)"?')
FIXED = b"----boundary"


@dataclass(slots=True)
class Recorder:
    """`address` is where the server listens; `exchanges` are those that have passed."""

    address: str = ""
    exchanges: list[tuple[Sent, Answered]] = field(default_factory=list)

    @property
    def sent(self) -> list[Sent]:
        return [sent for sent, _ in self.exchanges]


def recording(origin: str) -> contextlib.AbstractContextManager[Recorder]:
    """A proxy before the service at `origin`."""
    return _answering(lambda sent: exchange(origin, sent))


def replaying(answers: Iterable[Answered]) -> contextlib.AbstractContextManager[Recorder]:
    """A server that gives these answers one after the other, whatever it is asked."""
    left = iter(answers)
    return _answering(lambda _: next(left))


@contextlib.contextmanager
def _answering(answer: Callable[[Sent], Answered]) -> Iterator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            sent = Sent(self.command, self.path, self._kept(), self._body())
            answered = answer(sent)
            recorder.exchanges.append((_settled(sent), answered))
            self._answer(answered)

        def _kept(self) -> list[tuple[str, str]]:
            return [(name.title(), value) for name, value in self.headers.items() if name.lower() not in _DROPPED]

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            chunks = []
            while size := int(self.rfile.readline(), 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def _answer(self, answered: Answered) -> None:
            self.send_response_only(answered.status)
            for name, value in answered.headers.items():
                if name not in _DROPPED:
                    self.send_header(name, value)
            if answered.status != 204:
                self.send_header("Content-Length", str(len(answered.body)))
            self.end_headers()
            self.wfile.write(answered.body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorder.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()


def _settled(sent: Sent) -> Sent:
    """The request with the same boundary at each run."""
    kind = dict(sent.headers).get("Content-Type", "")
    found = _BOUNDARY.search(kind.encode())
    if found is None:
        return sent
    headers = [(name, value.replace(found[1].decode(), FIXED.decode())) for name, value in sent.headers]
    return Sent(sent.method, sent.target, headers, sent.body.replace(found[1], FIXED))
