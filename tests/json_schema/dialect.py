"""The schemas of OpenAPI 3.0: where its dialect differs from JSON Schema 2020-12, and where people think it does.

Expected verdicts are by OpenAPI 3.0.4's text, but for `nullable: true` beside no `type` or an `enum` without null: the
generator lets null in, and says so.
"""

from __future__ import annotations

import json
from typing import Any

from tests.json_schema.suite import Group, Instance

_CASES: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "a type lets no null in": ({"type": "string"}, ["", "a"], [None, 1, True, [], {}]),
    "nullable": ({"type": "string", "nullable": True}, ["a", None], [1, False]),
    "nullable false": ({"type": "integer", "nullable": False}, [1, 1.0], [None, 1.5]),
    "nullable object": (
        {"type": "object", "nullable": True, "required": ["a"], "properties": {"a": {"type": "integer"}}},
        [None, {"a": 1}],
        [{}, {"a": None}, []],
    ),
    "nullable property": (
        {"type": "object", "properties": {"a": {"type": "number", "nullable": True}}},
        [{}, {"a": None}, {"a": 1.5}],
        [{"a": "1"}, None],
    ),
    "nullable items": (
        {"type": "array", "items": {"type": "string", "nullable": True}},
        [[None, "a"], []],
        [None, [1]],
    ),
    "nullable with an enum that has null": (
        {"type": "string", "nullable": True, "enum": ["a", "b", None]},
        ["a", None],
        ["c", 1],
    ),
    "exclusive minimum": ({"type": "integer", "minimum": 3, "exclusiveMinimum": True}, [4], [3, 2]),
    "not exclusive minimum": ({"type": "integer", "minimum": 3, "exclusiveMinimum": False}, [3, 4], [2]),
    "exclusive maximum": ({"type": "number", "maximum": 1.5, "exclusiveMaximum": True}, [1.4, -2], [1.5, 2]),
    "exclusive without a minimum": ({"type": "number", "exclusiveMinimum": True}, [-1, 0, 1.5], ["1"]),
    "siblings of a reference": (
        {
            "type": "object",
            "properties": {"a": {"$ref": "#/definitions/short", "maxLength": 1}},
            "definitions": {"short": {"type": "string", "maxLength": 3}},
        },
        [{"a": "abc"}],
        [{"a": "abcd"}, {"a": 1}],
    ),
    "without a type": ({"minLength": 2}, ["ab", 1, True, [], {}, None], ["a"]),
    "keywords of later drafts": (
        {"type": "object", "patternProperties": {"^a": {"type": "integer"}}, "propertyNames": {"maxLength": 1}},
        [{"abc": "x"}, {}],
        [[], None],
    ),
    "const of a later draft": ({"type": "string", "const": "a"}, ["a", "b"], [1]),
    "not": ({"type": "string", "not": {"enum": ["a"]}}, ["b", ""], ["a", 1]),
    "oneOf": ({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]}, [1, 2.5], [2, 1.5, "1"]),
    "allOf": (
        {
            "allOf": [
                {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
                {"type": "object", "properties": {"b": {"type": "integer"}}},
            ]
        },
        [{"a": "x"}, {"a": "x", "b": 1}],
        [{"b": 1}, {"a": "x", "b": "y"}, None],
    ),
    "closed": (
        {"type": "object", "additionalProperties": False, "properties": {"a": {}}},
        [{}, {"a": None}, {"a": [1]}],
        [{"b": 1}],
    ),
    "unique items": (
        {"type": "array", "items": {}, "uniqueItems": True},
        [[1, True, "1", None], [[1], [True]]],
        [[1, 1.0], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]],
    ),
    "multiple of a decimal": ({"type": "number", "multipleOf": 0.01}, [0.07, 4.35, 19.99, 0, -0.29], [0.075]),
    "an enum of several types": ({"enum": [1, "1", True]}, [1, 1.0, "1", True], [False, 0, "true", None]),
    "int32": ({"type": "integer", "format": "int32"}, [-(2**31), 2**31 - 1, 1.0], [2**31, -(2**31) - 1, 0.5]),
    "int64": ({"type": "integer", "format": "int64"}, [-(2**63), 2**63 - 1], [2**63, -(2**63) - 1]),
    "float": ({"type": "number", "format": "float"}, [1, 0.1, 1e30], ["1"]),
    "byte": ({"type": "string", "format": "byte"}, ["", "aGk="], ["a", "%%%%", 1]),
    "date": ({"type": "string", "format": "date"}, ["2024-02-29"], ["2023-02-29", "2024-2-9", ""]),
    "date-time": (
        {"type": "string", "format": "date-time"},
        ["2024-02-29T10:00:00Z", "2016-12-31T23:59:60Z", "2024-01-01t00:00:00.123456789+05:30"],
        ["2024-02-29T10:00:00", "2024-02-29 10:00:00Z", "2024-02-29T24:00:00Z", "2016-12-31T22:59:60Z"],
    ),
    "uuid": (
        {"type": "string", "format": "uuid"},
        ["3FA85F64-5717-4562-b3fc-2c963f66afa6"],
        ["3fa85f6457174562b3fc2c963f66afa6", "{3fa85f64-5717-4562-b3fc-2c963f66afa6}"],
    ),
    "email": ({"type": "string", "format": "email"}, ["a@example.com"], ["a", "a@", "@b"]),
    "password": ({"type": "string", "format": "password"}, ["", "x"], [1]),
    "a format that nobody knows": ({"type": "string", "format": "shoe-size"}, ["", "x"], [1]),
    "lengths in code points": (
        {"type": "string", "minLength": 2, "maxLength": 2},
        ["ab", "\U0001f600a"],
        ["\U0001f600"],
    ),
    "a pattern is not anchored": ({"type": "string", "pattern": "b+"}, ["abc", "b"], ["ac", ""]),
    "a pattern of code points": ({"type": "string", "pattern": "^.$"}, ["a", "\U0001f600"], ["ab", "\n"]),
    "a dollar ends the text": ({"type": "string", "pattern": "^a$"}, ["a"], ["a\n"]),
    "digits are ASCII": ({"type": "string", "pattern": "^\\d+$"}, ["12"], ["\u09ea"]),
}


def groups() -> list[Group]:
    """The cases as groups of the suite."""
    return [
        Group("openapi-3.0", title, schema, tuple(_instances(accepted, refused)))
        for title, (schema, accepted, refused) in _CASES.items()
    ]


def _instances(accepted: list[Any], refused: list[Any]) -> list[Instance]:
    judged = [(value, True) for value in accepted] + [(value, False) for value in refused]
    return [Instance("accepted" if valid else "refused", json.dumps(value), valid) for value, valid in judged]
