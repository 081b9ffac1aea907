"""Sends bodies by the Python client of tests/styles.py, and prints those that did not arrive, or come back, as told.

`python bodies.py ADDRESS BODIES`: BODIES is a JSON file; the service answers what arrived, sequences item by item. Each
body is sent by both clients, and a list of items from an iterator too.
"""

from __future__ import annotations

import asyncio
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from service_client import AsyncService, File, Items, Service

address, path = sys.argv[1:]
bodies = json.loads(Path(path).read_text("utf-8"))


def made(value: Any) -> Any:
    """A body with its files, which JSON tells as handlers tell them."""
    if isinstance(value, list):
        return [made(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "base64" in value:
        return File(b64decode(value["base64"]), filename=value["filename"], content_type=value["type"])
    return {name: made(member) for name, member in value.items()}


def plain(value: Any) -> Any:
    """What a call gave, as JSON."""
    if isinstance(value, dict) and "with" in value:
        return value["with"].get("body")
    return told(value)


def told(value: Any) -> Any:
    if isinstance(value, File):
        content = b64encode(value.content).decode()
        return {"filename": value.filename, "type": value.content_type, "base64": content}
    if isinstance(value, list):
        return [told(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "model_dump"):
        return told(value.model_dump(by_alias=True, exclude_unset=True))
    return {name: told(one) for name, one in value.items()} if isinstance(value, dict) else value


def given(one: dict[str, Any]) -> Any:
    return one["body"].encode() if one.get("bytes") else one["body"]


def blocking(one: dict[str, Any]) -> list[Any]:
    with Service(base_url=address, max_retries=0) as client:
        function = getattr(client.bodies, one["operation"])
        content = made(given(one))
        sent = [content, *([iter(content)] if one.get("items") else [])]
        results = [function(body=body, **one.get("more", {})) for body in sent]
        return [plain([*result] if isinstance(result, Items) else result) for result in results]


async def asynchronous(one: dict[str, Any]) -> list[Any]:
    async def each() -> AsyncIterator[Any]:
        for item in made(one["body"]):
            yield item

    async with AsyncService(base_url=address, max_retries=0) as client:
        function = getattr(client.bodies, one["operation"])
        content = made(given(one))
        sent = [content, *([each(), iter(content)] if one.get("items") else [])]
        results = [await function(body=body, **one.get("more", {})) for body in sent]
        return [plain([item async for item in one] if isinstance(one, Items) else one) for one in results]


wrong = []
for one in bodies:
    try:
        arrived = [*blocking(one), *asyncio.run(asynchronous(one))]
    except Exception as error:
        arrived = [f"{type(error).__name__}: {error}"]
    wrong += [{**one, "arrived": value} for value in arrived if value != one["arrives"]]
print(json.dumps(wrong))
