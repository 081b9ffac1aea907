"""What a generated FastAPI service says to callers without the credentials that an operation asks for."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from typing import Any

import httpx2
import pytest

from tests.projects import make

PACKAGE = "guarded"
BEARER, KEY = {"authorization": "Bearer good"}, {"x-key": "good"}
WRONG = {"authorization": "Bearer bad"}
REQUIRED, INVALID = "A credential is required", "The credential is not valid"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The app, whose `verify` lets the word "good" in."""
    folder = tmp_path_factory.mktemp("guarded")
    answer = {"responses": {"204": {"description": "done"}}}
    paths = {
        "/both": {"get": {**answer, "operationId": "both", "security": [{"bearer": [], "key": []}]}},
        "/either": {"get": {**answer, "operationId": "either", "security": [{"bearer": []}, {"key": []}]}},
    }
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    }
    spec = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    (folder / "api.json").write_text(json.dumps(spec | {"components": {"securitySchemes": schemes}}), "utf-8")
    made = make(folder / "api.json", folder / PACKAGE, "--backend", "fastapi")
    assert made.code == 0, made.document
    sys.path.insert(0, str(folder / PACKAGE))
    main = importlib.import_module(f"{PACKAGE}.main")
    context = importlib.import_module(f"{PACKAGE}.context")
    http = importlib.import_module(f"{PACKAGE}.generated.http")

    async def verify(credential: Any, resources: Any) -> Any:
        return http.Principal("someone") if credential.value == "good" else None

    return main.create_app(context.Settings(mock=True), verify=verify)


async def get(app: Any, path: str, headers: dict[str, str]) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url="http://t") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize(
    "path, headers, detail",
    [
        ("/both", {}, REQUIRED),
        ("/both", BEARER, REQUIRED),
        ("/both", KEY, REQUIRED),
        ("/both", WRONG, INVALID),
        ("/both", WRONG | KEY, INVALID),
        ("/either", {}, REQUIRED),
        ("/either", WRONG, INVALID),
    ],
)
def test_a_caller_is_told_what_is_amiss(app: Any, path: str, headers: dict[str, str], detail: str) -> None:
    reply = asyncio.run(get(app, path, headers))
    assert (reply.status_code, reply.json()["detail"]) == (401, detail)
    assert ("invalid_token" in reply.headers["www-authenticate"]) is (detail == INVALID)


@pytest.mark.parametrize("path, headers", [("/both", BEARER | KEY), ("/either", KEY), ("/either", WRONG | KEY)])
def test_who_shows_what_is_needed_is_let_in(app: Any, path: str, headers: dict[str, str]) -> None:
    assert asyncio.run(get(app, path, headers)).status_code == 204
