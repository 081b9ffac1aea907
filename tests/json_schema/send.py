"""Run in a generated FastAPI project: sends the requests of one file, writes their statuses to another."""

import asyncio
import json
import sys

from service.context import Settings
from service.main import create_app
from tests.generated.asgi import Reply, Request, lifespan, scope


async def send(app, state, method, target, body):
    content = b"" if body is None else body.encode()
    headers = {} if body is None else {"Content-Type": "application/json"}
    request = Request(method, target, target, headers, content)
    reply = Reply()
    messages = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive():
        return messages.pop() if messages else await asyncio.sleep(3600)

    async def take(message):
        if message["type"] == "http.response.start":
            reply.status = message["status"]

    try:
        await app(scope(request, state), receive, take)
    except Exception as error:
        print(target, body, repr(error), file=sys.stderr)
    return reply.status


async def main(given, taken):
    app = create_app(Settings(mock=True, log_level="critical"))
    with open(given, encoding="utf-8") as file:
        requests = json.load(file)
    async with lifespan(app) as state:
        statuses = [await send(app, state, *one) for one in requests]
    with open(taken, "w", encoding="utf-8") as file:
        json.dump(statuses, file)


asyncio.run(main(*sys.argv[1:]))
