"""The keywords of each dialect, and the values that they may have.

A value of a wrong shape is an error (`schema-invalid`) where it can't be understood and a warning (`schema-mended`)
where what is meant is clear: `minimum: "3"` is read as 3, `required: true` on a property says nothing.
"""

from __future__ import annotations

import math
import re
from difflib import get_close_matches
from typing import Any

from scaffold.diag import Report, Source, quote
from scaffold.ir import NO_LIMITS, Limits, Text
from scaffold.regex import settled, translate

NUMERIC = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
STRING = frozenset({"minLength", "maxLength", "pattern"})
ENCODED = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})
ARRAY = frozenset({"items", "minItems", "maxItems", "uniqueItems", "prefixItems"})
OBJECT = frozenset({"properties", "additionalProperties", "required", "minProperties", "maxProperties"})
ARRAY_CHECKS = frozenset({"contains", "minContains", "maxContains", "unevaluatedItems"})
OBJECT_CHECKS = frozenset(
    {"patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedProperties"}
)
LOGIC = frozenset({"not", "if", "then", "else"})
CHECKS = ARRAY_CHECKS | OBJECT_CHECKS | LOGIC
UNIONS = frozenset({"allOf", "anyOf", "oneOf"})
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "readOnly", "example", "externalDocs", "xml", "discriminator", "format", "type"}
)
_SHARED = NUMERIC | STRING | ARRAY - {"prefixItems"} | OBJECT | _ANNOTATIONS | {"enum", "allOf", "$ref"}
_CORE = frozenset(
    {"$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$comment", "$defs", "$vocabulary", "definitions"}
)
KNOWN = {
    "2.0": _SHARED,
    "3.0": _SHARED | {"nullable", "writeOnly", "deprecated", "anyOf", "oneOf", "not"},
    "3.1": _SHARED
    | CHECKS
    | ENCODED
    | _CORE
    | {"writeOnly", "deprecated", "anyOf", "oneOf", "prefixItems", "const", "examples"},
}
"""What each dialect defines; what is not here does nothing (`2.0` is what OpenAPI 2.0 takes of JSON Schema)."""

DIALECTS = ("https://json-schema.org/draft/2020-12/", "https://spec.openapis.org/oas/3.")
"""How the URIs of the dialects begin that are read as what they are."""

SAYS_NOTHING = frozenset(
    {"title", "description", "summary", "default", "readOnly", "writeOnly", "deprecated", "example", "examples"}
    | {"externalDocs", "xml", "discriminator", "nullable", "x-nullable"}
    | (_CORE - {"$dynamicRef"})
)
"""Keywords that do not change which values fit (`nullable` and `discriminator` are looked at apart)."""

KINDS = ("string", "integer", "number", "boolean", "array", "object", "null")
NOT_GIVEN = "read as not given"
"""The outcome of a keyword whose value can't be understood."""
_MEANT: dict[str, tuple[str, str | None]] = {
    "str": ("string", None), "text": ("string", None), "char": ("string", None), "enum": ("string", None),
    "uuid": ("string", "uuid"), "guid": ("string", "uuid"), "date": ("string", "date"), "uri": ("string", "uri"),
    "datetime": ("string", "date-time"), "date-time": ("string", "date-time"), "timestamp": ("string", None),
    "email": ("string", "email"), "url": ("string", "uri"), "password": ("string", "password"),
    "file": ("string", "binary"), "binary": ("string", "binary"), "byte": ("string", "byte"),
    "int": ("integer", None), "int32": ("integer", "int32"), "int64": ("integer", "int64"),
    "long": ("integer", "int64"), "short": ("integer", None), "float": ("number", "float"),
    "double": ("number", "double"), "decimal": ("number", None), "numeric": ("number", None), "bool": ("boolean", None),
    "list": ("array", None),
    "dict": ("object", None), "map": ("object", None), "json": ("object", None), "none": ("null", None),
}  # fmt: skip


def means_type(text: str) -> bool:
    """Whether a string is the name of a type, or one of the spellings that are taken for it."""
    return text.lower() in KINDS or text.lower() in _MEANT


def types_of(schema: dict[str, Any], at: Source, report: Report, dialect: str) -> tuple[tuple[str, ...], str | None]:
    """The names in `type`, empty where any is allowed; and the format that a misspelt one means (`type: date`)."""
    given = schema["type"]
    if isinstance(given, str):
        if given in KINDS and (given != "null" or dialect == "3.1"):
            return (given,), None
        if given == "file" and dialect == "2.0":
            return ("string",), "binary"
        names: list[Any] = [given]
    elif isinstance(given, list) and given:
        names = given
    elif given is None:
        names = ["null"]
    else:
        message = f"`type` is {quote(given)}, not the name of a type"
        report.add("schema-invalid", at.child("type"), message, outcome=NOT_GIVEN)
        return (), None
    if isinstance(given, list) and dialect != "3.1" or given is None or given == "null":
        report.add(
            "schema-mended", at.child("type"), f"`type` of OpenAPI {dialect} is one name; read as in OpenAPI 3.1"
        )
    return _type_names(names, at, report)


def _type_names(names: list[Any], at: Source, report: Report) -> tuple[tuple[str, ...], str | None]:
    found: dict[str, None] = {}
    shape = None
    for name in names:
        lower = name.lower() if isinstance(name, str) else ""
        if isinstance(name, str) and means_type(name):
            kind, hint = (lower, None) if lower in KINDS else _MEANT[lower]
            if name not in KINDS:
                report.add("schema-mended", at.child("type"), f"there is no type {quote(name)}; read as {kind!r}")
                shape = hint
            found[kind] = None
        elif lower in ("", "any", "mixed", "*", "undefined", "unknown"):
            report.add("schema-mended", at.child("type"), f"there is no type {quote(name)}; read as any value")
            return (), None
        else:
            near = get_close_matches(lower, KINDS, 1, 0.5)
            fix = f"did you mean {quote(near[0])}?" if near else "use one of " + ", ".join(KINDS)
            report.add("schema-invalid", at.child("type"), f"there is no type {quote(name)}", fix)
    return tuple(found), shape


FLAGS = frozenset({"nullable", "x-nullable", "readOnly", "writeOnly", "deprecated"})


def flag(schema: dict[str, Any], word: str) -> bool:
    """Whether a keyword that is true or false is true, or spells it; `tell_flags` says so."""
    if word not in schema:
        return False
    value = schema[word]
    return value is True or isinstance(value, str) and value.lower() == "true"


def tell_flags(schema: dict[str, Any], at: Source, report: Report) -> None:
    """Reports those keywords that should be true or false, and are not."""
    for word in schema:
        value = schema[word]
        if word not in FLAGS or isinstance(value, bool):
            continue
        if isinstance(value, str) and value.lower() in ("true", "false"):
            report.add("schema-mended", at.child(word), f"`{word}` is a string; read as {value.lower()}")
        else:
            message = f"`{word}` is {quote(value)}, not true or false"
            report.add("schema-invalid", at.child(word), message, outcome=NOT_GIVEN)


_COUNTS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
_SIDES = {
    "minimum": ("exclusiveMinimum", "minimum"),
    "maximum": ("exclusiveMaximum", "maximum"),
    "exclusiveMinimum": ("minimum", "exclusive_minimum"),
    "exclusiveMaximum": ("maximum", "exclusive_maximum"),
}


class Values:
    """Reads the values of keywords that hold numbers and strings."""

    def __init__(self, report: Report, dialect: str) -> None:
        self.report = report
        self.dialect = dialect

    def limits(self, schema: dict[str, Any], at: Source, keys: frozenset[str]) -> Limits:
        """The limits that `schema` holds under `keys`."""
        found: dict[str, Any] = {}
        for key in schema:
            if key in keys:
                name, value = self._limit(key, schema, at.child(key))
                if value is not None:
                    found[name] = value
        return Limits(**found) if found else NO_LIMITS

    def _limit(self, key: str, schema: dict[str, Any], at: Source) -> tuple[str, Any]:
        value = schema[key]
        if key in _COUNTS:
            return _COUNTS[key], self.count(value, at, key)
        if key in _SIDES:
            return self._side(key, schema, at)
        if key == "multipleOf":
            return "multiple_of", self._multiple(value, at)
        if key == "pattern":
            return "pattern", self._pattern(value, at)
        if not isinstance(value, bool):
            meant = value == "true"
            message = f"`{key}` is {quote(value)}, not true or false"
            self.report.add("schema-invalid", at, message, outcome="read as true" if meant else NOT_GIVEN)
            value = meant
        return "unique_items", value or None

    def _side(self, key: str, schema: dict[str, Any], at: Source) -> tuple[str, int | float | None]:
        """`minimum` and its like; in OpenAPI 3.0 `exclusiveMinimum: true` makes `minimum` exclusive."""
        other, name = _SIDES[key]
        value = schema[key]
        if key.startswith("exclusive") and isinstance(value, bool) is (self.dialect == "3.1"):
            other_one = "3.0" if self.dialect == "3.1" else "3.1"
            self.report.add("schema-mended", at, f"`{key}` is {quote(value)}; read as in OpenAPI {other_one}")
        if key.startswith("exclusive"):
            return name, None if isinstance(value, bool) else self.number(value, at, key)
        number = self.number(value, at, key)
        return "exclusive_" + name if schema.get(other) is True else name, number

    def _multiple(self, value: Any, at: Source) -> int | float | None:
        number = self.number(value, at, "multipleOf")
        if number is not None and number <= 0:
            self.report.add("schema-invalid", at, "`multipleOf` must be greater than 0", outcome=NOT_GIVEN)
            return None
        return number

    def number(self, value: Any, at: Source, key: str) -> int | float | None:
        """A finite number; a string that spells one is read as it, and null as nothing."""
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return value
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,40}(\.\d{1,40})?", value, re.A):
            self.report.add("schema-mended", at, f"`{key}` is a string; read as the number in it")
            return float(value) if "." in value else int(value)
        if value is None:
            self.report.add("schema-mended", at, f"`{key}` is null; read as not given")
        else:
            self.report.add("schema-invalid", at, f"`{key}` is {quote(value)}, not a number", outcome=NOT_GIVEN)
        return None

    def count(self, value: Any, at: Source, key: str) -> int | None:
        """A whole number that is not negative; a negative one says nothing."""
        number = self.number(value, at, key)
        if number is None:
            return None
        if number != int(number):
            self.report.add("schema-invalid", at, f"`{key}` is {quote(value)}, not a whole number", outcome=NOT_GIVEN)
            return None
        if number < 0:
            self.report.add("schema-mended", at, f"`{key}` is negative; read as not given")
            return None
        return int(number)

    def _pattern(self, value: Any, at: Source) -> Text | None:
        """A pattern; a whole number is taken as its digits, which YAML holds without quotes."""
        if isinstance(value, int) and not isinstance(value, bool):
            self.report.add("schema-mended", at, f"`pattern` is a number; read as the string '{value}'")
            value = str(value)
        return Text(settled(value)) if self.pattern(value, at) else None

    def pattern(self, pattern: Any, at: Source) -> bool:
        """Whether the pattern can be checked; a warning where it can't."""
        if not isinstance(pattern, str):
            self.report.add("schema-invalid", at, f"`pattern` is {quote(pattern)}, not a string", outcome=NOT_GIVEN)
            return False
        if translate(pattern) is None:
            self.report.add("pattern-invalid", at, f"the pattern {quote(pattern)} is not checked")
            return False
        return True
