"""A description of any size, the same on every machine: five operations and six schemas for each kind of thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WORDS = (
    "account bill card deal event file goal host item job key list member note order plan quote rule site task".split()
)
Json = dict[str, Any]


def write(path: Path, operations: int) -> None:
    """Writes the description with this many operations, a multiple of five, as JSON."""
    path.write_text(json.dumps(description(operations), indent=2) + "\n", "utf-8")


def description(operations: int) -> Json:
    """500 operations have 601 schemas, 100 tags, and about 1.1 MB as JSON."""
    paths: Json = {}
    schemas: Json = {"Problem": _object(["title"], title=_string(), status={"type": "integer"}, detail=_string())}
    names = [_name(number) for number in range(operations // 5)]
    for number, name in enumerate(names):
        schemas |= _schemas(name, names[number - 1], number)
        paths |= _paths(name)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"Things {operations}", "version": "1.0.0"},
        "servers": [{"url": "https://things.example/api"}],
        "tags": [{"name": name.lower(), "description": f"All about {name}."} for name in names],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "responses": {
                "Missing": {"description": "There is no such thing.", "content": _json(_ref("Problem"), "problem+json")}
            },
            "schemas": schemas,
        },
    }


def _name(number: int) -> str:
    first, second = divmod(number, len(WORDS))
    return WORDS[second].title() + (WORDS[first % len(WORDS)].title() if first else "") + ("X" * (first // len(WORDS)))


def _paths(name: str) -> Json:
    collection = f"/{name.lower()}s"
    missing = {"404": {"$ref": "#/components/responses/Missing"}}
    tag = {"tags": [name.lower()]}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64", "minimum": 1}}
    return {
        collection: {
            "get": {
                **tag,
                "operationId": f"list{name}s",
                "summary": f"List each {name}",
                "parameters": [
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
                    _query("cursor", _string(maxLength=200)),
                    _query("status", {"type": "array", "items": _ref(f"{name}Status"), "maxItems": 3}),
                    _query("since", _string(format="date-time")),
                ],
                "responses": {"200": _answer("A page.", _ref(f"{name}Page"))},
            },
            "post": {
                **tag,
                "operationId": f"create{name}",
                "summary": f"Make a {name}",
                "requestBody": {"required": True, "content": _json(_ref(f"{name}Input"))},
                "responses": {"201": _answer("As made.", _ref(name)), "409": _answer("It is there.", _ref("Problem"))},
            },
        },
        f"{collection}/{{id}}": {
            "parameters": [key],
            "get": {
                **tag,
                "operationId": f"get{name}",
                "summary": f"Get a {name}",
                "responses": {"200": _answer("The thing.", _ref(name)), **missing},
            },
            "patch": {
                **tag,
                "operationId": f"update{name}",
                "summary": f"Change a {name}",
                "requestBody": {"required": True, "content": _json(_ref(f"{name}Patch"))},
                "responses": {"200": _answer("As changed.", _ref(name)), **missing},
            },
            "delete": {
                **tag,
                "operationId": f"delete{name}",
                "summary": f"Remove a {name}",
                "responses": {"204": {"description": "It is gone."}, **missing},
            },
        },
    }


def _schemas(name: str, other: str, number: int) -> Json:
    part = f"{name}Part"
    title, price = _string(minLength=1, maxLength=200), {"type": "number", "minimum": 0, "description": "In euros."}
    status = _ref(f"{name}Status")
    made = _object(["title", "parts"], title=title, price=price, status=status, parts=_list(_ref(part)), note=_string())
    kept = _object(
        ["id", "made_at"],
        id={"type": "integer", "format": "int64", "readOnly": True},
        made_at=_string(format="date-time"),
        owner=_string(format="uuid"),
    )
    if number:
        kept["properties"]["related"] = _list(_ref(f"{other}Part"))
    return {
        f"{name}Status": _string(enum=["draft", "open", "done", f"kind_{number}"]),
        part: _object(["code"], code=_string(pattern="^[A-Z]{2}[0-9]{4}$"), count={"type": "integer", "default": 1}),
        f"{name}Input": made,
        name: {"description": f"A {name} as it is kept.", "allOf": [_ref(f"{name}Input"), kept]},
        f"{name}Patch": _object([], title=title, price=price, status=status, note=_string(nullable=True)),
        f"{name}Page": _object(["items"], items=_list(_ref(name)), next_cursor=_string(nullable=True)),
    }


def _object(required: list[str], **properties: Json) -> Json:
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _string(**facts: Any) -> Json:
    return {"type": "string", **facts}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "schema": schema}


def _json(schema: Json, kind: str = "json") -> Json:
    return {f"application/{kind}": {"schema": schema}}


def _answer(description: str, schema: Json) -> Json:
    return {"description": description, "content": _json(schema)}
