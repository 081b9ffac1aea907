"""Texts that are nearly JSON, or JSON that languages like to read as something else; what is refused is no JSON."""

from __future__ import annotations

from typing import Any

from tests.json_schema.suite import Group, Instance

_NUMBER: Any = {"type": "number"}
_ANY: Any = {}
_MANY = 100_000
_CASES: dict[str, tuple[Any, list[str], list[str]]] = {
    "numbers": (
        _NUMBER,
        ["-0", "0e1", "1E-2", "-0.0", "9007199254740993", "0.1", "1e-400", "123456789012345678901234567890"],
        ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "01", "+1", ".5", "1.", "0x10", "1_000", "--1", "1e"],
    ),
    "whole numbers": ({"type": "integer"}, ["-0", "1.0", "1e2", "-0.0", "10000000000000000000000.0"], []),
    "int64": ({"type": "integer", "format": "int64"}, ["9223372036854775807", "-9223372036854775808"], []),
    "members": (
        _ANY,
        ['{"a": 1, "A": 1}', '{"__proto__": 1, "constructor": 2}', '{"": 0}'],
        ['{"a": 1, "a": 1}', '{"a": 1, "\\u0061": 2}', '{"b": [{"a": 1, "a": 2}]}', '{"a": 1,}', "{a: 1}", "{'a': 1}"],
    ),
    "strings": (
        _ANY,
        ['"\\ud83d\\ude00"', '"\U0001f600"', '"\\u0000"', '"\\/"', '"\u2028"'],
        ['"\\ud83d"', '"\\ude00\\ud83d"', '{"\\ud83d": 1}', '"\n"', '"\\x41"', "'a'", '"a'],
    ),
    "ends": (_ANY, [" 1 \r\n\t", "[]", "null"], [" ", "1 2", "[1", "\ufeff1", "// a\n1", "[1,]", "undefined"]),
    "depth": (_ANY, ["[" * 100 + "]" * 100], ["[" * 100_000 + "]" * 100_000, "[" * 100_000]),
    "many items": (
        {"type": "array", "uniqueItems": True, "items": {"type": "integer"}},
        [
            f"[{','.join(map(str, range(_MANY)))}]",
            f"[{','.join(str(2**60 + 255 + 256 * one) for one in range(_MANY))}]",
        ],
        [],
    ),
}


def groups() -> list[Group]:
    """The texts as groups of the suite."""
    return [
        Group("texts", title, schema, tuple([*_instances(accepted, True), *_instances(refused, False)]))
        for title, (schema, accepted, refused) in _CASES.items()
    ]


def _instances(texts: list[str], valid: bool) -> list[Instance]:
    return [Instance("JSON" if valid else "no JSON", text, valid) for text in texts]
