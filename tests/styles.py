"""The style table of OpenAPI 3.2 (section 4.12.2.2) as a description: an operation for each cell, and values for it.

Each operation takes one parameter, `value`, in one style, exploded or not, of one type. What no cell can carry is no
value of it: an item of `spaceDelimited` with a space in it, say, which the SDKs refuse to send.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_SCHEMAS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "array": {"type": "array", "items": {"type": "string"}},
    "numbers": {"type": "array", "items": {"type": "number"}},
    "object": {"$ref": "#/components/schemas/Colour"},
    "map": {"type": "object", "additionalProperties": {"type": "string"}},
    "nested": {"$ref": "#/components/schemas/Filter"},
}
COMPONENTS = {
    "Colour": {
        "type": "object",
        "properties": {"R": {"type": "integer"}, "G": {"type": "number"}, "name": {"type": "string"}},
    },
    "Filter": {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"type": "string"}},
            "price": {"type": "object", "properties": {"min": {"type": "number"}, "unit": {"type": "string"}}},
            "points": {"type": "array", "items": {"$ref": "#/components/schemas/Colour"}},
        },
    },
}
_WORDS = [
    "blue",
    "a,b",
    "a|b",
    "a b",
    "a.b",
    "a;b=c",
    "a&b",
    "x+y",
    "é/%/?#[]@!$'()*",
    "%2C",
    '"q"',
    "null",
    "5",
    "€😀",
]
_VALUES: dict[str, list[Any]] = {
    "string": _WORDS,
    "integer": [0, -7, 2**53 - 1, 2**53 + 1, 2**60, -(10**30)],
    "boolean": [True, False],
    "array": [["blue"], ["blue", "black", "brown"], _WORDS],
    "numbers": [[1], [0.5, -2, 3]],
    "object": [{"R": 100, "G": 200.5}, {"name": "a,b"}, *({"R": 1, "name": word} for word in _WORDS)],
    "map": [{"a": "1"}, {word: word for word in _WORDS if word not in ("5", "null")}],
    "nested": [
        {"tags": _WORDS},
        {"tags": ["a"], "price": {"min": 0.5, "unit": "€ & £"}},
        {"points": [{"R": 1}, {"G": 2}]},
    ],
}
_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "path": {
        style: ("string", "integer", "boolean", "array", "numbers", "object", "map")
        for style in ("matrix", "label", "simple")
    },
    "query": {
        "form": ("string", "integer", "boolean", "array", "numbers", "object", "map"),
        "spaceDelimited": ("array", "numbers", "object"),
        "pipeDelimited": ("array", "numbers", "object"),
        "deepObject": ("object", "map", "nested"),
    },
    "header": {"simple": ("string", "integer", "boolean", "array", "numbers", "object", "map")},
    "cookie": {
        style: ("string", "integer", "boolean", "array", "numbers", "object", "map") for style in ("form", "cookie")
    },
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: how its parameter is declared, and the values that it can carry."""

    name: str
    where: str
    parameter: dict[str, Any]
    values: tuple[Any, ...]


def cells() -> Iterator[Cell]:
    """All cells of the table, then parameters with `content`, `allowReserved` and the whole query string."""
    for where, styles in _PLACES.items():
        for style, types in styles.items():
            for explode in (False, True):
                if not explode or "Delimited" not in style:
                    for type_ in types:
                        yield _styled(where, style, explode, type_)
    for explode in (False, True):
        for type_ in ("string", "array", "object"):
            yield _styled("query", "form", explode, type_, "reserved", allowReserved=True)
            yield _styled("path", "simple", explode, type_, "reserved", allowReserved=True)
    for where in ("path", "query", "header", "cookie"):
        yield _content(where, "application/json", "nested")
        yield _content(where, "text/plain", "string")
    yield _content("querystring", "application/json", "nested")
    yield _content("querystring", "application/x-www-form-urlencoded", "object")


def _styled(where: str, style: str, explode: bool, type_: str, *more: str, **fields: Any) -> Cell:
    name = "_".join(
        [
            where,
            style.replace("Delimited", "").replace("Object", "").lower(),
            "exploded" if explode else "whole",
            type_,
            *more,
        ]
    )
    declared = {"style": style, "explode": explode, "schema": _SCHEMAS[type_], **fields}
    values = [value for value in _VALUES[type_] if _fits(where, style, explode, value, "reserved" in more)]
    if "array" == type_ and len(values) < 3:
        values.append([word for word in _WORDS if _fits(where, style, explode, [word], "reserved" in more)])
    if "map" == type_ and len(values) < 2:
        values.append(
            {
                word: word
                for word in _WORDS
                if word not in ("5", "null") and _fits(where, style, explode, {word: word}, "reserved" in more)
            }
        )
    return Cell(name, where, declared, tuple(values))


def _fits(where: str, style: str, explode: bool, value: Any, reserved: bool) -> bool:
    """Whether a cell can carry a value: some have no way to tell a delimiter from data."""
    words = (
        [value]
        if not isinstance(value, (list, dict))
        else value if isinstance(value, list) else [*value, *value.values()]
    )
    if style == "deepObject":
        words = [*value]
    text = "".join(word for word in words if isinstance(word, str))
    structured = isinstance(value, (list, dict))
    unfit = {
        "spaceDelimited": " +",
        "pipeDelimited": "|",
        "deepObject": "[]",
        "cookie": ';,"' if structured else ';"',
    }.get(style, "")
    if where == "header" and structured:
        unfit += ",=" if explode and isinstance(value, dict) else ","
    if where == "cookie" and style == "cookie":
        unfit += " "
        if structured and explode and isinstance(value, dict):
            unfit += "="
    if reserved:
        unfit += "%"
    return not any(character in text for character in unfit)


def _content(where: str, media: str, type_: str) -> Cell:
    name = "_".join([where, media.rpartition("-")[2].rpartition("/")[2], type_])
    values = tuple(value for value in _VALUES[type_] if where != "cookie" or media != "text/plain" or value)
    return Cell(name, where, {"content": {media: {"schema": _SCHEMAS[type_]}}}, values)


def description() -> Any:
    """An OpenAPI 3.2 document with an operation for each cell, and those of served/bodies.yaml."""
    paths: dict[str, Any] = {}
    for cell in cells():
        path = f"/{cell.name}" + ("/{value}/end" if cell.where == "path" else "")
        parameter = {"name": "value", "in": cell.where, "required": cell.where == "path", **cell.parameter}
        responses = {"200": {"description": "What arrived.", "content": {"application/json": {"schema": {}}}}}
        paths[path] = {
            "get": {"operationId": cell.name, "tags": ["cells"], "parameters": [parameter], "responses": responses}
        }
    document = yaml.safe_load((Path(__file__).parent / "served/bodies.yaml").read_text("utf-8"))
    document["paths"] |= paths
    document["components"]["schemas"] |= COMPONENTS
    return document


REFUSED: tuple[tuple[str, Any], ...] = (
    ("query_space_whole_array", ["a b"]),
    ("query_pipe_whole_array", ["a|b"]),
    ("query_deep_exploded_map", {"a[b]": "c"}),
    ("header_simple_whole_array", ["a,b"]),
    ("header_simple_exploded_map", {"a=b": "c"}),
    ("cookie_cookie_whole_string", "a;b"),
    ("cookie_cookie_whole_array", ["a,b"]),
    ("path_simple_whole_array", []),
    ("path_label_exploded_map", {}),
    ("path_matrix_whole_array", [None]),
)
"""Values that would arrive as others, by their cells: clients don't send them."""
