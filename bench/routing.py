"""CPU per request for the last of many routes, in the tree of a generated app and in FastAPI's and Starlette's list.

`python bench/routing.py`. All apps have the same routes, whose functions do nothing, and are called over ASGI in this
process; so the figures are the whole way of a request through the app, in which only the look-up grows.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import measure
from asgi import App, Request, answer, microseconds
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse
from starlette.routing import Route

COUNTS = (10, 100, 1000)
ROUNDS = 7
REQUESTS = 300


def path(number: int) -> str:
    """Resources as APIs have them: a collection, a key, a collection below it."""
    return f"/things-{number}/{{key}}/parts"


def generated(count: int) -> FastAPI:
    """The runtime of the generated bookshop, with these routes in place of its own."""
    http: Any = importlib.import_module("bookshop.generated.http")
    router, app = http.Router(), FastAPI(openapi_url=None)

    async def handler(ctx: object, *, key: str) -> dict[str, str]:
        return {"key": key}

    handler.__annotations__["key"] = Annotated[str, http.Path("key")]
    for number in range(count):
        router.get(path(number))(handler)

    @asynccontextmanager
    async def context(*_: object) -> Any:
        yield None

    async def nobody(*_: object) -> None:
        return None

    http.install(app, (router,), http.Service(verify=nobody, open_context=context))
    return app


def fastapi(count: int) -> FastAPI:
    app = FastAPI(openapi_url=None)

    async def handler(key: str) -> dict[str, str]:
        return {"key": key}

    for number in range(count):
        app.get(path(number))(handler)
    return app


def starlette(count: int) -> Starlette:
    async def handler(request: HttpRequest) -> JSONResponse:
        return JSONResponse({"key": request.path_params["key"]})

    return Starlette(routes=[Route(path(number), handler) for number in range(count)])


async def last(apps: list[App], count: int) -> list[float]:
    """CPU us of a request for the last route of each app; they take turns."""
    request = Request("GET", path(count - 1).replace("{key}", "some-key"))
    for app in apps:
        status, body = await answer(app, request)
        assert (status, body) == (200, b'{"key":"some-key"}'), (status, body)
    rounds = [[await microseconds(app, request, REQUESTS) for app in apps] for _ in range(ROUNDS)]
    return [median(samples) for samples in zip(*rounds, strict=True)]


def main() -> None:
    with measure.scratch() as scratch:
        sys.path.insert(0, str(measure.bookshop(Path(scratch))))
        rows = []
        for count in COUNTS:
            apps: list[App] = [generated(count), fastapi(count), starlette(count)]
            rows.append([f"last of {count:,}", *asyncio.run(last(apps, count))])
    measure.table("routing", ["CPU us per request", "generated", "FastAPI", "Starlette"], rows)


if __name__ == "__main__":
    main()
