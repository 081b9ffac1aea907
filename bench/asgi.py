"""Calls an ASGI app in this process, as a server would, and tells the CPU it takes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `target` is the path, with the query."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def scope(self) -> Message:
        """What uvicorn would hand over."""
        path, _, query = self.target.partition("?")
        given = {"host": "localhost", "accept": "*/*", "user-agent": "bench", **self.headers}
        if self.body:
            given["content-length"] = str(len(self.body))
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 50000),
            "scheme": "http",
            "method": self.method,
            "root_path": "",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "state": {},
        }

    def wire(self) -> bytes:
        """The request as HTTP/1.1."""
        headers = b"".join(b"%s: %s\r\n" % pair for pair in self.scope()["headers"])
        return f"{self.method} {self.target} HTTP/1.1\r\n".encode() + headers + b"\r\n" + self.body


async def answer(app: App, request: Request) -> tuple[int, bytes]:
    """The status and body of the response."""
    status, body = 0, b""

    async def send(message: Message) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    await app(request.scope(), _receive(request), send)
    return status, body


async def microseconds(app: App, request: Request, times: int) -> float:
    """CPU for each of so many requests."""

    async def send(message: Message) -> None:
        pass

    scope, receive = request.scope(), _receive(request)
    begun = time.process_time()
    for _ in range(times):
        await app({**scope, "state": {}}, receive, send)
    return (time.process_time() - begun) / times * 1e6


def _receive(request: Request) -> Callable[[], Awaitable[Message]]:
    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    return receive
