"""A bookshop written by hand with Starlette: an independent reading of the example description.

It can be told to fail, to ask for patience, and to refuse tokens; it keeps what it was sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

BOOKS, ORDERS = 45, 23
BLOCK = 65536
BOOK: dict[str, Any] = {
    "id": 1,
    "isbn": "9780141439518",
    "title": "Emma",
    "authors": [{"name": "Jane Austen", "born": "1775-12-16"}],
    "price": 900,
    "shelf": 7,
}
ORDER: dict[str, Any] = {
    "id": "6f1c1a8e-8b1e-4c0b-9d60-0c5b5b4d7b11",
    "status": "paid",
    "placed_at": "2026-01-01T00:00:00Z",
    "lines": [{"book_id": 1, "quantity": 2}],
    "payment": {"method": "card"},
}


@dataclass
class Sent:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    content: Any = None
    size: int = 0


@dataclass
class State:
    """What the shop is told to do, and what it has seen."""

    fails: int = 0
    status: int = 503
    retry_after: str | None = None
    refused: set[str] = field(default_factory=set)
    expires: int = 3600
    tokens: int = 0
    sent: list[Sent] = field(default_factory=list)

    @property
    def last(self) -> Sent:
        return self.sent[-1]


state = State()
Handler = Callable[[Request, Sent], Awaitable[Response]]


def watched(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Notes the request, and fails in place of the handler as often as it was told to."""

    async def handle(request: Request) -> Response:
        query = request.url.query
        target = request.scope["raw_path"].decode() + ("?" + query if query else "")
        sent = Sent(request.method, target, dict(request.headers))
        state.sent.append(sent)
        if not request.headers.get("content-type", "").startswith("multipart/"):
            sent.content = await request.body()
        else:
            sent.content = b""
            async for chunk in request.stream():
                sent.size += len(chunk)
                sent.content = (sent.content + chunk)[:400]
        if state.fails:
            state.fails -= 1
            headers = {"Retry-After": state.retry_after} if state.retry_after else {}
            return Response(status_code=state.status, headers=headers)
        return await handler(request, sent)

    return handle


def problem(status: int, title: str, detail: str | None = None) -> Response:
    body = {"type": "about:blank", "title": title, "status": status}
    return JSONResponse(
        {**body, "detail": detail} if detail else body,
        status,
        headers={"X-Request-Id": "r-1"},
        media_type="application/problem+json",
    )


async def list_books(request: Request, sent: Sent) -> Response:
    start, size = int(request.query_params.get("cursor", 0)), int(request.query_params.get("limit", 20))
    end = min(start + size, BOOKS)
    books = [{**BOOK, "id": place + 1} for place in range(start, end)]
    return JSONResponse({"items": books, "next_cursor": str(end) if end < BOOKS else None})


async def create_book(request: Request, sent: Sent) -> Response:
    body = await request.json()
    if body["title"] == "twin":
        return problem(409, "There is one.")
    return JSONResponse({**body, "id": 5}, 201, headers={"Location": "/v1/books/5"})


async def get_book(request: Request, sent: Sent) -> Response:
    """Book 404 is missing, 405 lacks in plain text, 406 is no book, 407 has an odd status, 408 is slow."""
    match request.path_params["id"]:
        case "404":
            return problem(404, "No book.", "There is no book 404.")
        case "405":
            return PlainTextResponse("nothing here", 404)
        case "406":
            return JSONResponse({"id": "x"})
        case "407":
            return JSONResponse(BOOK, 299)
        case "408":
            await asyncio.sleep(1)
    return JSONResponse({**BOOK, "id": int(request.path_params["id"])}, headers={"X-Request-Id": "r-7"})


async def update_book(request: Request, sent: Sent) -> Response:
    return JSONResponse(BOOK)


async def delete_book(request: Request, sent: Sent) -> Response:
    return Response(status_code=204)


async def upload_cover(request: Request, sent: Sent) -> Response:
    return JSONResponse({"url": "/cover.png", "bytes": sent.size}, 201 if sent.size % 2 else 200)


async def download_cover(request: Request, sent: Sent) -> Response:
    """As many blocks as the number of the book."""
    blocks = int(request.path_params["id"])
    if blocks == 404:
        return problem(404, "No cover.")

    async def content() -> AsyncIterator[bytes]:
        for _ in range(blocks):
            yield b"x" * BLOCK

    return StreamingResponse(content(), media_type="image/png", headers={"ETag": '"e"'})


async def list_orders(request: Request, sent: Sent) -> Response:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or token in state.refused:
        return problem(401, "Who are you?")
    page, size = int(request.query_params.get("page", 1)), int(request.query_params.get("per_page", 10))
    count = max(0, min(size, ORDERS - (page - 1) * size))
    return JSONResponse([ORDER] * count, headers={"X-Total-Count": str(ORDERS)})


async def place_order(request: Request, sent: Sent) -> Response:
    note = (await request.json()).get("note")
    if note == "poor":
        return JSONResponse({"reason": "no money"}, 402)
    return JSONResponse({**ORDER, "note": str(note)}, 202 if note == "later" else 201)


async def get_invoice(request: Request, sent: Sent) -> Response:
    if request.headers["accept"] == "text/csv":
        return Response("a,b", media_type="text/csv")
    return PlainTextResponse("café")


async def token(request: Request) -> Response:
    state.tokens += 1
    await asyncio.sleep(0.02)
    return JSONResponse({"access_token": f"t{state.tokens}", "token_type": "bearer", "expires_in": state.expires})


def route(path: str, method: str, handler: Handler) -> Route:
    return Route(path, watched(handler), methods=[method])


app = Starlette(
    routes=[
        Mount(
            "/v1",
            routes=[
                route("/books", "GET", list_books),
                route("/books", "POST", create_book),
                route("/books/{id}/cover", "PUT", upload_cover),
                route("/books/{id}/cover", "GET", download_cover),
                route("/books/{id}", "GET", get_book),
                route("/books/{id}", "PATCH", update_book),
                route("/books/{id}", "DELETE", delete_book),
                route("/orders", "GET", list_orders),
                route("/orders", "POST", place_order),
                route("/orders/{id}/invoice.{format}", "GET", get_invoice),
            ],
        ),
        Route("/token", token, methods=["POST"]),
    ]
)
