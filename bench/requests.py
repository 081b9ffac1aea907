"""CPU per request of one app: `python -m bench.requests hand|generated|routes FOLDER ...` prints JSON.

In process, requests go to the app as a server would call it (ASGI); over the network, to uvicorn in a process of its
own, on connections that stay open, and only the server's CPU counts.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from bench.by_hand import BOOK, SHELF, app
from bench.measure import ROOT, processor_seconds

BODY = json.dumps(SHELF).encode()
ROUTES = {
    "GET one": ("GET", "/v1/books/7", b"", []),
    "GET a page of 20": ("GET", "/v1/books", b"limit=20&genre=novel", []),
    "POST one": ("POST", "/v1/books", b"", [(b"authorization", b"Bearer token"), (b"content-type", b"application/json")]),
}
ROUNDS, WARM, BATCH = 5, 200, 1000


def generated(folder: str) -> Any:
    """The generated bookshop, with the handlers that are measured put in."""
    sys.path.insert(0, folder)
    models = importlib.import_module("bookshop.generated.models")
    results = importlib.import_module("bookshop.generated.results.books")
    http = importlib.import_module("bookshop.generated.http")
    handlers: Any = importlib.import_module("bookshop.handlers.books")
    book = models.Book.model_validate_json(BOOK.model_dump_json(exclude_unset=True))

    async def verify(credential: Any, resources: Any) -> Any:
        return http.Principal("someone", frozenset(credential.scopes)) if credential.value == "token" else None

    async def get_book(ctx: Any, *, book_id: int) -> Any:
        return book

    async def list_books(ctx: Any, *, limit: int = 20, **filters: Any) -> Any:
        return models.BookPage(items=[book] * limit, next_cursor=None)

    async def create_book(ctx: Any, *, body: Any, idempotency_key: str | None = None) -> Any:
        return results.CreateBookCreated(body=book, location="/v1/books/7")

    handlers.get_book, handlers.list_books, handlers.create_book = get_book, list_books, create_book
    main = importlib.import_module("bookshop.main")
    context = importlib.import_module("bookshop.context")
    return main.create_app(context.Settings(), verify=verify)


def scope(method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    """An ASGI scope as uvicorn makes it."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"*/*"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


async def called(app: Any, request: tuple[str, str, bytes, list[tuple[bytes, bytes]]], wanted: int) -> float:
    """Microseconds of CPU for one request: the best of several batches."""
    method, path, query, headers = request
    body = BODY if method == "POST" else b""
    statuses: set[int] = set()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.add(message["status"])

    best = float("inf")
    async with running(app):
        for number in range(ROUNDS + 1):
            count = BATCH if number else WARM
            begun = time.process_time()
            for _ in range(count):
                await app(scope(method, path, query, list(headers)), receive, send)
            best = min(best, (time.process_time() - begun) / count) if number else best
    assert statuses == {wanted}, (path, statuses)
    return best * 1e6


@asynccontextmanager
async def running(app: Any) -> Any:
    """The app within its lifespan."""
    async with app.router.lifespan_context(app):
        yield


@contextmanager
def served(target: str, *arguments: str) -> Iterator[tuple[int, int]]:
    """Port and process of a uvicorn that serves the app."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bench.requests", "serve", target, str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def sent(port: int, request: tuple[str, str, bytes, list[tuple[bytes, bytes]]], count: int) -> None:
    """Sends a request so often on one connection, each after the reply to the one before."""
    method, path, query, headers = request
    body = BODY if method == "POST" else b""
    lines = [f"{method} {path}{'?' if query else ''}{query.decode()} HTTP/1.1", "Host: localhost", "Accept: */*"]
    lines += [f"{name.decode()}: {value.decode()}" for name, value in headers] + [f"Content-Length: {len(body)}"]
    message = "\r\n".join([*lines, "", ""]).encode() + body
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as replies:
        for _ in range(count):
            connection.sendall(message)
            status, length = replies.readline(), 0
            assert b" 20" in status, status
            while (line := replies.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            replies.read(length)


def networked(target: str, *arguments: str) -> dict[str, float]:
    """Microseconds of a server's CPU for each route."""
    found: dict[str, float] = {}
    with served(target, *arguments) as (port, pid):
        for name, request in ROUTES.items():
            sent(port, request, WARM)
            begun = processor_seconds(pid)
            sent(port, request, 2 * BATCH)
            found[name] = (processor_seconds(pid) - begun) / (2 * BATCH) * 1e6
    return found


def routed(folder: str, count: int) -> dict[str, float]:
    """CPU of a request for the last of so many operations, in a generated app and in FastAPI itself."""
    from fastapi import FastAPI

    sys.path.insert(0, folder)
    last = -(-count // 5) - 1
    handlers: Any = importlib.import_module(f"things.handlers.group{last // 5}")

    async def remove(ctx: Any, *, id: int) -> None:
        return None

    setattr(handlers, f"remove_thing_{last}", remove) if hasattr(handlers, f"remove_thing_{last}") else setattr(
        handlers, f"remove_thing{last}", remove
    )
    ours = importlib.import_module("things.main").create_app()
    plain = FastAPI()
    for number in range(count // 5):
        for method in ("GET", "POST"):
            plain.add_api_route(f"/things{number}", remove_by_hand, methods=[method])
        for method in ("GET", "PUT", "DELETE"):
            plain.add_api_route(f"/things{number}/{{id}}", remove_by_hand, methods=[method], status_code=204)
    request = ("DELETE", f"/things{last}/1", b"", [])
    return {
        "generated": asyncio.run(called(ours, request, 204)),
        "by hand": asyncio.run(called(plain, request, 204)),
    }


async def remove_by_hand(id: int = 1) -> None:
    """A route that does nothing."""


def main(what: str, *arguments: str) -> None:
    """Measures and prints, or serves."""
    if what == "serve":
        import uvicorn

        target, port, *rest = arguments
        served_app = app if target == "hand" else generated(*rest)
        uvicorn.run(served_app, port=int(port), log_level="warning", access_log=False)
        return
    if what == "routes":
        print(json.dumps(routed(arguments[0], int(arguments[1]))))
        return
    measured = app if what == "hand" else generated(*arguments)
    wanted = {"GET one": 200, "GET a page of 20": 200, "POST one": 201}
    ours = {name: asyncio.run(called(measured, request, wanted[name])) for name, request in ROUTES.items()}
    print(json.dumps({"in process": ours, "under uvicorn": networked(what, *arguments)}))


if __name__ == "__main__":
    main(sys.argv[1], *(str(Path(each).resolve()) if "/" in each else each for each in sys.argv[2:]))
