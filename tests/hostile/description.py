"""One small description with words in every place where OpenAPI has a string."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tests.hostile.payloads import HARMLESS


def described(words: str) -> dict[str, Any]:
    """A description with `words` in every place that takes any words."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": words,
            "summary": words,
            "description": words,
            "version": words,
            "termsOfService": words,
            "contact": {"name": words, "url": words, "email": words},
            "license": {"name": words, "identifier": words},
            "x-info": {words: words},
        },
        "servers": [
            {
                "url": "https://{region}.example.org/v1",
                "description": words,
                "variables": {"region": {"default": "eu", "enum": ["eu", "us"], "description": words}},
            }
        ],
        "externalDocs": {"url": words, "description": words},
        "tags": [{"name": words, "description": words, "externalDocs": {"url": words, "description": words}}],
        "paths": {
            "/things/{id}": {
                "summary": words,
                "description": words,
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": _get(words),
                "post": _post(words),
            }
        },
        "webhooks": {words or "w": {"post": _operation(words, "hook")}},
        "components": {"schemas": _schemas(words), "securitySchemes": _schemes(words)},
        "x-" + words: {words: [words, {words: words}]},
    }


def combined(all_words: Iterable[str]) -> dict[str, Any]:
    """One description that holds those of all words beside each other, each with paths and components of its own."""
    whole: dict[str, Any] = {**described(HARMLESS), "paths": {}, "webhooks": {}, "tags": []}
    whole["components"] = {"schemas": {}, "securitySchemes": {}}
    for number, words in enumerate(all_words):
        text = json.dumps(described(words))
        for name in ("Thing", "Either", "One", "Two"):
            text = text.replace(f'#/components/schemas/{name}"', f'#/components/schemas/{name}{number}"')
        one = json.loads(text.replace('"Two"', f'"Two{number}"'))
        whole["paths"] |= {f"/{number}{path}": item for path, item in one["paths"].items()}
        whole["tags"] += one["tags"]
        for kind, held in one["components"].items():
            whole["components"][kind] |= {_numbered(kind, name, number): value for name, value in held.items()}
    return whole


def _numbered(kind: str, name: str, number: int) -> str:
    return name if kind == "securitySchemes" else name.removesuffix(str(number)) + str(number)


def _operation(words: str, suffix: str) -> dict[str, Any]:
    return {
        "operationId": f"{words}{suffix}",
        "summary": words,
        "description": words,
        "tags": [words],
        "externalDocs": {"url": words, "description": words},
        "responses": {"204": {"description": words}},
        "x-" + words: words,
    }


def _get(words: str) -> dict[str, Any]:
    places = [
        {"name": words + "q", "in": "query", "schema": _string(words)},
        {"name": words + "e", "in": "query", "schema": {"type": "string", "enum": [words, "other"]}},
        {"name": words + "o", "in": "query", "style": "deepObject", "schema": _object(words)},
        {"name": words + "c", "in": "query", "content": {"application/json": {"schema": _object(words)}}},
        {"name": "X-Header", "in": "header", "schema": {"type": "integer", "title": words}},
    ]
    documented = {"description": words, "x-" + words: words}
    return {
        **_operation(words, "get"),
        "parameters": [{**place, **documented} for place in places],
        "responses": {
            "200": {
                "description": words,
                "headers": {"X-Reply": {"description": words, "schema": {"type": "string", "title": words}}},
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Thing"},
                        "examples": {words: {"summary": words, "description": words, "value": {words: words}}},
                    }
                },
                "links": {
                    words: {"operationId": f"{words}post", "parameters": {words: words}, "description": words},
                },
            },
            "404": {
                "description": words,
                "content": {"application/json": {"schema": _object(words)}},
            },
        },
        "security": [{"key": []}, {"oauth": [words]}],
    }


def _post(words: str) -> dict[str, Any]:
    form = {"type": "object", "title": words, "properties": {words + "f": {"type": "string", "title": words}}}
    return {
        **_operation(words, "post"),
        "requestBody": {
            "description": words,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                "multipart/form-data": {"schema": form, "encoding": {words + "f": {"contentType": "text/plain"}}},
            },
        },
        "callbacks": {words or "c": {"{$request.body#/x}": {"post": _operation(words, "callback")}}},
    }


def _string(words: str) -> dict[str, Any]:
    return {
        "type": "string",
        "title": words,
        "description": words,
        "format": words,
        "default": words,
        "examples": [words],
        "$comment": words,
        "x-" + words: words,
    }


def _object(words: str) -> dict[str, Any]:
    return {
        "type": "object",
        "title": words,
        "description": words,
        "required": [words],
        "properties": {words: _string(words), words + "2": {"const": words}},
    }


def _schemas(words: str) -> dict[str, Any]:
    variant = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, words + "1": {}}}
    return {
        "Thing": {
            **_object(words),
            "properties": {
                words: _string(words),
                words + "i": {"type": "integer", "title": words, "description": words},
                words + "v": {"enum": [words, words + " 2", words + " 3"], "x-enum-varnames": [words, "two", "three"]},
                words + "m": {"type": "object", "additionalProperties": {"type": "string", "title": words}},
                words + "u": {"$ref": "#/components/schemas/Either"},
                words + "l": {"type": "array", "items": _object(words)},
            },
            "examples": [{words: words}],
        },
        "Either": {
            "title": words,
            "oneOf": [{"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/Two"}],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {words + "one": "#/components/schemas/One", words + "two": "Two"},
            },
        },
        "One": variant,
        "Two": variant,
        "Choice": {"title": words, "description": words, "type": "string", "enum": [words + str(n) for n in range(12)]},
        "Residual": {"title": words, "not": {"const": words}, "dependentRequired": {words: [words]}},
    }


def _schemes(words: str) -> dict[str, Any]:
    flow = {"tokenUrl": words, "scopes": {words: words}}
    return {
        "key": {"type": "apiKey", "in": "query", "name": words + "key", "description": words},
        "oauth": {"type": "oauth2", "description": words, "flows": {"clientCredentials": flow}},
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": words},
        "openid": {"type": "openIdConnect", "openIdConnectUrl": words},
    }


NARROW: dict[str, list[str]] = {
    "path": ["paths"],
    "path parameter": ["paths", "/things/{id}", "parameters", "0", "name"],
    "server": ["servers", "0", "url"],
    "server variable": ["servers", "0", "variables", "region", "default"],
    "media type": ["paths", "/things/{id}", "post", "requestBody", "content"],
    "reply media type": ["paths", "/things/{id}", "get", "responses", "200", "content"],
    "part media type": [
        *("paths", "/things/{id}", "post", "requestBody", "content", "multipart/form-data", "encoding"),
        *("harmless wordsf", "contentType"),
    ],
    "header": ["paths", "/things/{id}", "get", "parameters", "4", "name"],
    "cookie": ["paths", "/things/{id}", "get", "parameters", "3", "name"],
    "reply header": ["paths", "/things/{id}", "get", "responses", "200", "headers"],
    "status": ["paths", "/things/{id}", "get", "responses"],
    "method": ["paths", "/things/{id}"],
    "schema": ["components", "schemas"],
    "security scheme": ["components", "securitySchemes"],
    "http scheme": ["components", "securitySchemes", "bearer", "scheme"],
    "pattern": ["paths", "/things/{id}", "get", "parameters", "0", "schema", "pattern"],
    "type": ["paths", "/things/{id}", "get", "parameters", "0", "schema", "type"],
    "style": ["paths", "/things/{id}", "get", "parameters", "0", "style"],
    "reference": ["components", "schemas", "One", "$ref"],
    "anchor": ["components", "schemas", "One", "$anchor"],
    "identifier": ["components", "schemas", "One", "$id"],
    "discriminator": ["components", "schemas", "Either", "discriminator", "propertyName"],
    "mapping": ["components", "schemas", "Either", "discriminator", "mapping", "harmless wordsone"],
    "version": ["openapi"],
}
"""Places that take few words only: what stands there must be refused, or do as little harm as everywhere else."""


def narrow(document: Any, place: list[str], words: str) -> Any:
    """`document` with `words` in the place, or as a further key where the place holds an object or a list's entry."""
    if not place:
        if isinstance(document, dict):
            last = next(reversed(document.values()))
            return {**document, words: last}
        return words
    head, *rest = place
    if isinstance(document, list):
        return [narrow(each, rest, words) if str(n) == head else each for n, each in enumerate(document)]
    return {**document, head: narrow(document.get(head, ""), rest, words)}
