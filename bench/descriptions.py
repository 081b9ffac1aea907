"""Descriptions made by rule, of any number of operations."""

from __future__ import annotations

from typing import Any

_STRING = {"type": "string", "minLength": 1, "maxLength": 100}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64", "minimum": 1}}


def collections(operations: int) -> dict[str, Any]:
    """A description with so many operations, five for each of its resources: list, create, read, change, remove."""
    resources = -(-operations // 5)
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": {"type": "object", "properties": {"title": {"type": "string"}}}}
    for number in range(resources):
        name = f"Thing{number}"
        paths[f"/things{number}"] = {"get": _list(name), "post": _create(name)}
        paths[f"/things{number}/{{id}}"] = {"parameters": [_ID], **_one(name)}
        schemas[name] = _schema()
        schemas[f"{name}Page"] = {
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": _ref(name)}, "next": {"type": "string"}},
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"NotFound": {"description": "There is none", **_json("Problem")}},
        },
    }


def _schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "readOnly": True},
            "name": _STRING,
            "kind": {"type": "string", "enum": ["small", "large", "huge"]},
            "price": {"type": "number", "minimum": 0},
            "made_at": {"type": "string", "format": "date-time"},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "parts": {"type": "array", "items": {"type": "object", "properties": {"name": _STRING, "size": {}}}},
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _ref(name)}}}


def _operation(name: str, verb: str, **more: Any) -> dict[str, Any]:
    return {"operationId": f"{verb}{name}", "tags": [f"group{int(name.removeprefix('Thing')) // 5}"], **more}


def _list(name: str) -> dict[str, Any]:
    query = [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
        {"name": "cursor", "in": "query", "schema": {"type": "string"}},
    ]
    return _operation(
        name, "list", parameters=query, responses={"200": {"description": "A page", **_json(f"{name}Page")}}
    )


def _create(name: str) -> dict[str, Any]:
    body = {"required": True, **_json(name)}
    return _operation(name, "create", requestBody=body, responses={"201": {"description": "Made", **_json(name)}})


def _one(name: str) -> dict[str, Any]:
    missing = {"404": {"$ref": "#/components/responses/NotFound"}}
    found = {"200": {"description": "It", **_json(name)}, **missing}
    body = {"required": True, **_json(name)}
    return {
        "get": _operation(name, "read", responses=found),
        "put": _operation(name, "change", requestBody=body, responses=found),
        "delete": _operation(name, "remove", responses={"204": {"description": "Gone"}, **missing}),
    }
