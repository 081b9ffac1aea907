"""Links: followed in both SDKs with the types of what they pass on; what types can't tell beforehand is told."""

from __future__ import annotations

import contextlib
import json
import runpy
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import scaffold
from scaffold import backend, plan
from scaffold.diag import Report
from scaffold.lang.links import links
from scaffold.source import Loader
from tests.node import NodeProject
from tests.projects import Run, make, run
from tests.test_sdk_typescript import made

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
STORE = {"name": "store", "in": "query", "schema": {"type": "string"}}
BOOK = {
    "type": "object",
    "required": ["id", "title", "author", "other-id"],
    "properties": {
        "id": {"type": "integer"},
        "other-id": {"type": "integer"},
        "title": {"type": "string"},
        "series": {"type": "integer"},
        "author": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
    },
}


EDIT = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string"},
        "on": {"type": "string", "format": "date"},
        "inner": {"$ref": "#/components/schemas/Edit"},
        "size": {"type": "integer"},
    },
}


def description(found: dict[str, Any], **result: Any) -> dict[str, Any]:
    """A description whose first operation has these links in its reply."""
    book = {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}
    edit = {"application/json": {"schema": {"$ref": "#/components/schemas/Edit"}}}
    made = {
        "description": "Made.",
        "headers": {"X-Number": {"required": True, "schema": {"type": "integer"}}, "X-Odd": {"schema": {}}},
        "content": book,
        "links": found,
    }
    done = {"204": {"description": "Done."}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/books": {
                "post": {
                    "operationId": "createBook",
                    "tags": ["books"],
                    "parameters": [{**STORE, "required": True}, {"name": "hint", "in": "query", "schema": {}}],
                    "requestBody": {"required": True, "content": edit},
                    "responses": {"201": {**made, **result}},
                }
            },
            "/books/{id}": {
                "get": {"operationId": "getBook", "tags": ["shelf"], "parameters": [ID, STORE], "responses": done},
                "put": {
                    "operationId": "putBook",
                    "tags": ["shelf"],
                    "parameters": [ID],
                    "requestBody": {"content": edit},
                    "responses": done,
                },
            },
            "/moved": {
                "servers": [{"url": "https://moved.example.com/own"}],
                "post": {"operationId": "move", "tags": ["shelf"], "requestBody": {"content": book}, "responses": done},
            },
        },
        "components": {"schemas": {"Book": BOOK, "Edit": EDIT}},
    }


def one(**fields: Any) -> dict[str, Any]:
    return {"next": {"operationId": "getBook", **fields}}


def read(folder: Path, document: dict[str, Any]) -> tuple[Any, Report]:
    (folder / "api.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(folder / "api.json", report), report)
    assert api is not None
    return api, report


def given(**parameters: Any) -> dict[str, Any]:
    return one(parameters=parameters)


def put(**fields: Any) -> dict[str, Any]:
    return {"next": {"operationId": "putBook", "parameters": {"id": "$response.body#/id"}, **fields}}


UNCLEAR = {
    "no such parameter": (given(x="$response.body#/id"), "has no parameter"),
    "another type": (given(id="$response.body#/title"), "of another type"),
    "a constant of another type": (given(id="main"), "of another type"),
    "may be absent": (given(id="$response.body#/series"), "not every such reply"),
    "no such member": (given(id="$response.body#/nothing"), "not every such reply"),
    "a header that may be absent": (given(id="$response.header.X-Odd"), "no header that every such reply has"),
    "a parameter that may be absent": (given(id="$request.query.hint"), "no required parameter"),
    "the whole address": (given(id="$url"), "can't be told from types"),
    "a template": (given(store="store-{$response.body#/id}"), "can't be told from types"),
    "an object": (given(store={"a": 1}), "only single values"),
    "a body where none is taken": (one(requestBody={"title": "x"}), "takes no body"),
    "a body that is not right": (put(requestBody={"title": 1}), "body that it gives is of another type"),
    "a member that no type has": (put(requestBody={"title": "x", "stray": 1}), "body that it gives is of another type"),
    "a body of another type": (put(requestBody="$response.body"), "body that it gives is of another type"),
    "a member of the first body that may be absent": (put(requestBody="$request.body#/on"), "not every such request"),
    "an expression inside of a body": (put(requestBody={"title": "$response.body#/title"}), "inside of a value"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_types_can_not_tell_is_told(tmp_path: Path, name: str) -> None:
    fields, why = UNCLEAR[name]
    api, report = read(tmp_path, description(fields))
    plan.servable(api, backend.load("fastapi"), report)
    (found,) = report.diagnostics
    assert found.code == "feature-unsupported" and why in found.message
    assert found.source is not None and found.source.pointer.endswith("/links/next")


def test_what_goes_where_is_found(tmp_path: Path) -> None:
    parameters = {"path.id": "{$response.body#/author/id}", "store": "$request.query.store"}
    api, report = read(tmp_path, description({**one(parameters=parameters), "bare": {"operationId": "getBook"}}))
    operations = [operation for service in api.services for operation in service.operations]
    (follow,) = links(operations, api).follows
    assert [param.name.wire.raw for param, _ in follow.passed] == ["id", "store"]
    assert [param.name.wire.raw for param in follow.needs] == ["store"]
    assert follow.target.key == "GET /books/{id}" and not report.diagnostics


LINKS = {
    "byId": {"operationId": "getBook", "parameters": {"id": "$response.body#/author/id"}, "description": "The author."},
    "inStore": {
        "operationRef": "#/paths/~1books~1{id}/get",
        "parameters": {"id": "$response.body#/other-id", "query.store": "$request.query.store"},
    },
    "byNumber": {"operationId": "getBook", "parameters": {"id": "$response.header.X-Number", "store": "main"}},
}
USE = """\
from shop_client import Shop
from shop_client.links import create_book_by_id, create_book_by_number, create_book_in_store
from shop_client.models import Edit

client = Shop("https://example.com")
made = client.books.create_book(store="main", body=Edit(title="x"))
client.shelf.get_book(**create_book_by_id(made))
client.shelf.get_book(**create_book_in_store(made, store="main"))
client.shelf.get_book(**create_book_by_number(made))
"""
REPLY = SimpleNamespace(
    body=SimpleNamespace(id=1, other_id=2, title="x", author=SimpleNamespace(id=3)), x_number=4, x_odd=None
)


def test_python_clients_follow_links(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(description(LINKS)), "utf-8")
    done = make(tmp_path / "api.json", tmp_path / "shop", "--sdk", "python")
    assert done.code == 0 and not done.document["diagnostics"]
    package = tmp_path / "shop/sdk/python"
    source = (package / "src/shop_client/links.py").read_text("utf-8")
    functions = tmp_path / "functions.py"
    functions.write_text("\n".join(line for line in source.splitlines() if "shop_client" not in line), "utf-8")
    made_of = runpy.run_path(str(functions))
    assert made_of["create_book_by_id"](REPLY) == {"id": 3}
    assert made_of["create_book_in_store"](REPLY, store="main") == {"id": 2, "store": "main"}
    assert made_of["create_book_by_number"](REPLY) == {"id": 4, "store": "main"}
    assert "The author." in source
    for text, code in ((USE, 0), (USE.replace('(made, store="main"))', "(made))"), 1)):
        (package / "use.py").write_text(text, "utf-8")
        checked = run([sys.executable, "-m", "mypy", "--strict", "use.py"], package, {"MYPYPATH": str(package / "src")})
        assert checked.code == code, str(checked)


FOLLOWED = """\
import assert from "node:assert/strict";
import { createBookById, createBookByNumber, createBookInStore } from "./src/index.ts";

const body = { id: 1, "other-id": 2, title: "x", author: { id: 3 } };
assert.deepEqual(createBookById({ body }), { path: { id: 3 } });
assert.deepEqual(createBookInStore({ body }, { query: { store: "main" }, body: { title: "x" } }), {
  path: { id: 2 },
  query: { store: "main" },
});
assert.deepEqual(createBookByNumber({ headers: { "X-Number": 4 } }), {
  path: { id: 4 },
  query: { store: "main" },
});
"""


def test_typescript_clients_follow_links(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(description(LINKS)), "utf-8")
    sdk: NodeProject = made(tmp_path / "api.json", tmp_path)
    for name, done in sdk.checks():
        assert done.code == 0, f"{name}: {done}"
    (sdk.folder / "use.ts").write_text(FOLLOWED, "utf-8")
    done = sdk.run("node", "use.ts")
    assert done.code == 0, str(done)


# Bodies and servers, followed to a real service


def at(url: str, **variables: Any) -> dict[str, Any]:
    return {"url": url, "variables": variables} if variables else {"url": url}


ELSEWHERE = at(
    "http://{host}:{port}/{region}/",
    host={"default": "127.0.0.1"},
    port={"default": "1"},
    region={"default": "eu", "enum": ["eu", "us"]},
)
SENT: dict[str, Any] = {
    "constant": put(requestBody={"title": "x", "on": "2026-02-03", "inner": {"title": "y", "size": 2**60 + 1}}),
    "asSent": put(requestBody="$request.body"),
    "whole": {"next": {"operationId": "move", "requestBody": "$response.body", "server": at("/eu")}},
    "elsewhere": put(server=ELSEWHERE, requestBody="{$request.body}"),
    "byServer": {"next": {"operationId": "move", "server": at("http://127.0.0.1:{port}", port={"default": "1"})}},
}
BODIES = {name: link["next"] for name, link in SENT.items()}
CALLS = """\
from shop_client import Shop
from shop_client.links import (
    create_book_as_sent,
    create_book_by_server,
    create_book_constant,
    create_book_elsewhere,
    create_book_whole,
)
from shop_client.models import Edit

edit = Edit(title="t")
with Shop("HERE") as client:
    made = client.books.create_book(store="main", body=edit)
    client.shelf.put_book(**create_book_constant(made))
    client.shelf.put_book(**create_book_as_sent(made, body=edit))
    client.shelf.move(**create_book_whole(made))
    client.shelf.put_book(**create_book_elsewhere(made, body=edit, port="PORT", region="us"))
    client.shelf.move(**create_book_by_server(port="PORT"))
    client.shelf.put_book(**create_book_as_sent(made, body=edit))
"""
CALLED = """\
import {
  createBook,
  createBookAsSent,
  createBookByServer,
  createBookConstant,
  createBookElsewhere,
  createBookWhole,
  createClient,
  move,
  putBook,
} from "./index.ts";

const client = createClient({ baseUrl: "HERE" });
const input = { query: { store: "main" }, body: { title: "t" } };
const made = await createBook(client, input).result();
await putBook(client, createBookConstant(made));
await putBook(client, createBookAsSent(made, input));
await move(client, ...createBookWhole(made));
await putBook(client, ...createBookElsewhere(made, input, { port: "PORT", region: "us" }));
await move(client, ...createBookByServer({ port: "PORT" }));
await putBook(client, createBookAsSent(made, input));
"""
WHOLE = {"id": 7, "other-id": 2, "title": "x", "author": {"id": 3}}
CONSTANT = SENT["constant"]["next"]["requestBody"]
ARRIVED = [
    ("here", "/books?store=main", {"title": "t"}),
    ("here", "/books/7", CONSTANT),
    ("here", "/books/7", {"title": "t"}),
    ("here", "/eu/moved", WHOLE),
    ("there", "/us/books/7", {"title": "t"}),
    ("there", "/moved", None),
    ("here", "/books/7", {"title": "t"}),
]


@contextlib.contextmanager
def serving(name: str, arrived: list[tuple[str, str, Any]]) -> Iterator[int]:
    """A service at a port of its own that notes what comes to it."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            arrived.append((name, self.path, json.loads(content) if content else None))
            made = self.path.startswith("/books?")
            self.send_response(201 if made else 204)
            if made:
                self.send_header("Content-Type", "application/json")
                self.send_header("X-Number", "4")
            self.end_headers()
            self.wfile.write(json.dumps(WHOLE).encode() if made else b"")

        do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def followed(text: str, start: Callable[[str], Run]) -> list[tuple[str, str, Any]]:
    """What arrives where when a program is run against two services."""
    arrived: list[tuple[str, str, Any]] = []
    with serving("here", arrived) as here, serving("there", arrived) as there:
        done = start(text.replace("HERE", f"http://127.0.0.1:{here}").replace("PORT", str(there)))
    assert done.code == 0, str(done)
    return arrived


def test_python_clients_send_what_links_give_where_they_lead(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(description(BODIES)), "utf-8")
    done = make(tmp_path / "api.json", tmp_path / "shop", "--sdk", "python")
    assert done.code == 0 and not done.document["diagnostics"]
    package = tmp_path / "shop/sdk/python"

    def start(text: str) -> Run:
        (package / "use.py").write_text(text, "utf-8")
        return run([sys.executable, "use.py"], package, {"PYTHONPATH": str(package / "src")})

    assert followed(CALLS, start) == ARRIVED
    mypy, pyright = ["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]
    for tool in (mypy, pyright):
        checked = run([sys.executable, "-m", *tool, "use.py", "src"], package, {"MYPYPATH": str(package / "src")})
        assert checked.code == 0, str(checked)


def test_typescript_clients_send_what_links_give_where_they_lead(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(description(BODIES)), "utf-8")
    sdk: NodeProject = made(tmp_path / "api.json", tmp_path)

    def start(text: str) -> Run:
        (sdk.folder / "src/use.ts").write_text(text, "utf-8")
        return sdk.run("node", "src/use.ts")

    assert followed(CALLED, start) == ARRIVED
    for name, done in sdk.checks():
        assert done.code == 0, f"{name}: {done}"
