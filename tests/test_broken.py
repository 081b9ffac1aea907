"""Descriptions with parts replaced by nonsense: each is read or refused, and none ends in an exception."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffold import passes, specs
from scaffold.diag import Report
from scaffold.source import Loader

JUNK: list[Any] = [
    *(None, 5, -1.5, "x", "", True, False, "{id}", "#/a", [], {}, [None], [[]], [{}], ["x"]),
    *({"a": 1}, {"x": None}, {"$ref": 5}, {"$ref": "#/nowhere"}, {"$ref": "#/components/schemas/Book"}),
]
SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Shop", "version": "1"},
    "host": "example.com",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json", "text/plain"],
    "securityDefinitions": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {"type": "oauth2", "flow": "accessCode", "tokenUrl": "https://t", "scopes": {"r": "Read."}},
    },
    "security": [{"key": []}, {"oauth": ["r"]}],
    "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer", "default": 5}},
    "responses": {"None": {"description": "None there.", "schema": {"$ref": "#/definitions/Book"}}},
    "definitions": {
        "Book": {
            "type": "object",
            "discriminator": "kind",
            "properties": {"kind": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
        },
        "Novel": {"allOf": [{"$ref": "#/definitions/Book"}, {"type": "object", "required": ["kind"]}]},
    },
    "paths": {
        "/books/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "string", "format": "uuid"}],
            "get": {
                "tags": ["books"],
                "parameters": [
                    {"$ref": "#/parameters/Limit"},
                    {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "description": "A book.",
                        "schema": {"$ref": "#/definitions/Novel"},
                        "headers": {"X-Total": {"type": "integer"}},
                        "examples": {"application/json": {"kind": "novel"}},
                    },
                    "404": {"$ref": "#/responses/None"},
                },
            },
            "put": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "cover", "in": "formData", "type": "file"},
                    {"name": "sizes", "in": "formData", "type": "array", "collectionFormat": "multi"},
                ],
                "responses": {"200": {"description": "A file.", "schema": {"type": "file"}}},
            },
            "post": {
                "parameters": [{"name": "book", "in": "body", "schema": {"$ref": "#/definitions/Book"}}],
                "responses": {"201": {"description": "Made."}},
            },
        }
    },
}


def places(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document but its root."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, entry in inside:
        yield (*above, token)
        yield from places(entry, (*above, token))


def broken(document: Any, chance: random.Random) -> Any:
    """The document with one to three of its parts replaced."""
    made = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        *above, last = chance.choice(list(places(made)))
        holder = made
        for token in above:
            holder = holder[token]
        holder[last] = copy.deepcopy(chance.choice(JUNK))
    return made


def exists(document: Any, pointer: str) -> bool:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        elif isinstance(document, dict) and key in document:
            document = document[key]
        else:
            return False
    return True


def documents(bookshop: Path) -> dict[str, Any]:
    node = Loader(bookshop, Report()).root()
    assert node is not None
    return {"3": node.value, "2": SWAGGER}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("which", ["2", "3"])
def test_nonsense_never_raises(tmp_path: Path, bookshop: Path, which: str, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "broken.json"
    whole = documents(bookshop)[which]
    for _ in range(30):
        document = broken(whole, chance)
        path.write_text(json.dumps(document), "utf-8")
        report = Report()
        api = specs.read(Loader(path, report), report)
        if api is not None and not report.failed:
            passes.run(api, report)
        assert api is not None or report.failed
        for found in report.diagnostics:
            assert found.source is not None and exists(document, found.source.pointer), found
