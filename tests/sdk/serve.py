"""The hand-written bookshop for a client in another process: `python serve.py` prints its address and serves.

PUT /control makes a fresh state with the given attributes; GET /control tells the state. /page.html runs the script
tests/runtimes.js of the folder that is given as an argument; what it puts to /told is printed as a further line.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import Any

import shop
import uvicorn
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles


async def control(request: Request) -> Response:
    if request.method == "PUT":
        given = await request.json()
        shop.state = shop.State(**{**given, "refused": set(given.get("refused", ()))})
    told = asdict(shop.state)
    sent = [{**one, "content": _text(one["content"])} for one in told["sent"]]
    return JSONResponse({**told, "sent": sent, "refused": sorted(told["refused"])})


def _text(content: Any) -> str:
    return content.decode("latin-1") if isinstance(content, bytes) else ""


PAGE = '<!doctype html><meta charset="utf-8"><body><script type="module" src="built/tests/runtimes.js"></script>'


async def page(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def told(request: Request) -> Response:
    print((await request.body()).decode(), flush=True)
    return Response(status_code=204)


async def main() -> None:
    routes = [
        Route("/control", control, methods=["GET", "PUT"]),
        Route("/page.html", page),
        Mount("/built", StaticFiles(directory=sys.argv[1], check_dir=False)),
        Route("/told", told, methods=["PUT"]),
        Mount("/", shop.app),
    ]
    app = CORSMiddleware(Starlette(routes=routes), ["*"], ["*"], ["*"], expose_headers=["*"])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)
    await serving


asyncio.run(main())
