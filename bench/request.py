"""CPU per request of a generated app, and of the same routes written by hand in FastAPI: `python bench/request.py`.

The generated app is examples/bookshop.yaml with three handlers written; the other one is byhand.py. Both answer the
same JSON, which is checked first. They are called in this process over ASGI, where nothing else is measured, and as
servers on the loopback under uvicorn with and without their access logs, where the CPU is that of the server's process.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import byhand
import measure
from asgi import App, Request, answer, microseconds
from loopback import free_port, server

TARGET = 1.5
ROUNDS = 9
IN_PROCESS = 1000
NEW = {
    "isbn": "9780141439518",
    "title": "Pride and Prejudice",
    "authors": [{"name": "Jane Austen", "born": "1775-12-16"}],
    "genre": "novel",
    "price": 799,
}
REQUESTS = {
    "GET one book": Request("GET", "/v1/books/7"),
    "GET 3 of the books": Request("GET", "/v1/books?limit=3&genre=novel,poetry&published_after=2020-01-31"),
    "GET 20 of the books": Request("GET", "/v1/books?price%5Bmin%5D=100"),
    "POST a book": Request(
        "POST",
        "/v1/books",
        {"content-type": "application/json", "authorization": "Bearer secret"},
        json.dumps(NEW).encode(),
    ),
}
# What a user of the generated project would write in place of the handlers that raise NotImplementedError.
HANDLERS = """

BOOKS = [models.Book.model_validate({"id": number, **%r}) for number in range(1, 21)]


async def get_book(ctx, *, book_id):
    return BOOKS[book_id - 1]


async def list_books(ctx, *, limit=20, cursor=None, genre=None, price=None, published_after=None):
    return models.BookPage(items=BOOKS[:limit], next_cursor=None)


async def create_book(ctx, *, body, idempotency_key=None):
    return results.CreateBookCreated(body=BOOKS[0], location="/v1/books/1")
"""
VERIFY = """

async def verify(credential, resources):
    return Principal("caller", frozenset({"books:write"})) if credential.value == "secret" else None
"""


def project(folder: Path) -> Path:
    """The bookshop with its handlers written."""
    made = measure.bookshop(folder)
    append(made / "bookshop" / "handlers" / "books.py", HANDLERS % byhand.BOOK)
    append(made / "bookshop" / "security.py", VERIFY)
    return made


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


async def in_process(generated: Any, by_hand: Any) -> dict[str, tuple[float, float]]:
    """CPU us for each request, of both apps. Neither writes a log."""
    found = {}
    async with generated.router.lifespan_context(generated):
        for name, request in REQUESTS.items():
            await check(generated, by_hand, request)
            found[name] = await taken(generated, by_hand, request)
    return found


async def check(generated: App, by_hand: App, request: Request) -> None:
    """Both must do the same work."""
    (status, body), (other_status, other_body) = await answer(generated, request), await answer(by_hand, request)
    if (status, json.loads(body)) != (other_status, json.loads(other_body)) or status >= 400:
        sys.exit(f"different answers to {request.target}:\n{status} {body!r}\n{other_status} {other_body!r}")


async def taken(generated: App, by_hand: App, request: Request) -> tuple[float, float]:
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        samples[0].append(await microseconds(generated, request, IN_PROCESS))
        samples[1].append(await microseconds(by_hand, request, IN_PROCESS))
    return median(samples[0]), median(samples[1])


def on_loopback(folder: Path, logs: bool) -> dict[str, tuple[float, float]]:
    """CPU us of the server's process for each request."""
    generated = [sys.executable, "-m", "bookshop"]
    by_hand = [sys.executable, "-m", "uvicorn", "byhand:app", "--no-server-header"]
    if not logs:
        by_hand.append("--no-access-log")
    level = {"LOG_LEVEL": "info" if logs else "warning"}
    found = {}
    with ExitStack() as stack:
        port, other_port = free_port(), free_port()
        one = stack.enter_context(server(generated, folder, {"PORT": str(port), **level}, port))
        other = stack.enter_context(
            server([*by_hand, "--port", str(other_port)], Path(__file__).parent, {}, other_port)
        )
        for name, request in REQUESTS.items():
            both = measure.medians({"generated": partial(one, request), "by hand": partial(other, request)}, ROUNDS)
            found[name] = (both["generated"], both["by hand"])
    return found


def show(title: str, found: dict[str, tuple[float, float]]) -> None:
    rows = [[name, one, other, f"{one / other:.2f}", TARGET] for name, (one, other) in found.items()]
    measure.table(title, ["CPU us per request", "generated", "by hand", "times", "at most"], rows)


def main() -> None:
    with measure.scratch() as scratch:
        folder = project(Path(scratch))
        sys.path.insert(0, str(folder))
        apps = importlib.import_module("bookshop.main").create_app(), byhand.app
        show("in one process, over ASGI", asyncio.run(in_process(*apps)))
        show("uvicorn on the loopback, no access logs", on_loopback(folder, logs=False))
        show("uvicorn on the loopback, each with its access log", on_loopback(folder, logs=True))


if __name__ == "__main__":
    main()
