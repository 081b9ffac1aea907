"""Links: followed in both SDKs with the types of what they pass on; what types can't tell beforehand is told."""

from __future__ import annotations

import json
import runpy
import sys
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
from tests.projects import make, run
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


def description(found: dict[str, Any], **result: Any) -> dict[str, Any]:
    """A description whose first operation has these links in its reply."""
    book = {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}
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
                    "responses": {"201": {**made, **result}},
                }
            },
            "/books/{id}": {
                "get": {"operationId": "getBook", "tags": ["shelf"], "parameters": [ID, STORE], "responses": done}
            },
        },
        "components": {"schemas": {"Book": BOOK}},
    }


def one(**fields: Any) -> dict[str, Any]:
    return {"next": {"operationId": "getBook", **fields}}


def read(folder: Path, document: dict[str, Any]) -> tuple[Any, Report]:
    (folder / "api.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(folder / "api.json", report), report)
    assert api is not None
    return api, report


UNCLEAR = {
    "no such parameter": ({"x": "$response.body#/id"}, "has no parameter"),
    "another type": ({"id": "$response.body#/title"}, "of another type"),
    "may be absent": ({"id": "$response.body#/series"}, "not every such reply"),
    "no such member": ({"id": "$response.body#/nothing"}, "not every such reply"),
    "a header that may be absent": ({"id": "$response.header.X-Odd"}, "no header that every such reply has"),
    "a parameter that may be absent": ({"id": "$request.query.hint"}, "no required parameter"),
    "the whole address": ({"id": "$url"}, "can't be told from types"),
    "a template": ({"store": "store-{$response.body#/id}"}, "can't be told from types"),
    "an object": ({"store": {"a": 1}}, "only single values"),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_types_can_not_tell_is_told(tmp_path: Path, name: str) -> None:
    parameters, why = UNCLEAR[name]
    api, report = read(tmp_path, description(one(parameters=parameters)))
    plan.servable(api, backend.load("fastapi"), report)
    (found,) = report.diagnostics
    assert found.code == "feature-unsupported" and why in found.message
    assert found.source is not None and found.source.pointer.endswith("/links/next")


def test_bodies_and_servers_of_links_are_told(tmp_path: Path) -> None:
    link = one(parameters={"id": "$response.body#/id"}, requestBody={"a": 1}, server={"url": "https://example.com"})
    api, report = read(tmp_path, description(link))
    plan.servable(api, backend.load("fastapi"), report)
    places = [found.source.pointer.rpartition("/")[2] for found in report.diagnostics if found.source]
    assert places == ["requestBody", "server"]


def test_what_goes_where_is_found(tmp_path: Path) -> None:
    parameters = {"path.id": "{$response.body#/author/id}", "store": "$request.query.store"}
    api, report = read(tmp_path, description({**one(parameters=parameters), "bare": {"operationId": "getBook"}}))
    operations = [operation for service in api.services for operation in service.operations]
    (follow,) = links(operations, {declared.key: declared for declared in api.types}).follows
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

client = Shop("https://example.com")
made = client.books.create_book(store="main")
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
assert.deepEqual(createBookInStore({ body }, { query: { store: "main" } }), {
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
