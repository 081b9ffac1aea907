"""`enum` and `const`: which values are left, and what a program calls each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scaffold.diag import Report, Source, quote
from scaffold.ir import Doc, Json, Kind, Member, Name, Text, Value
from scaffold.names import fit, name, spelled, words
from scaffold.specs.jsonschema.keywords import NOT_GIVEN

_NAMES = ("x-enum-varnames", "x-enumNames", "x-enum-names", "x-enum-keys")
_TYPES: dict[type, tuple[str, ...]] = {
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    type(None): ("null",),
    list: ("array",),
    dict: ("object",),
}


def listed(schema: dict[str, Any], at: Source, report: Report) -> list[Any] | None:
    """The values that `enum` and `const` leave, each once; None where neither can be used."""
    if "enum" not in schema:
        return [schema["const"]]
    given = schema["enum"]
    place = at.child("enum")
    if isinstance(given, dict) and given:
        report.add("schema-mended", place, "`enum` is an object, not a list; read as the list of its keys")
        given = list(given)
    if isinstance(given, str):
        report.add("schema-mended", place, "`enum` is a string; read as a list of it alone")
        given = [given]
    if not isinstance(given, list):
        report.add("schema-invalid", place, f"`enum` is {quote(given)}, not a list of values", outcome=NOT_GIVEN)
        return None
    if not given:
        report.add("schema-mended", place, "`enum` is empty, so that no value fits; read as not given")
        return None
    distinct = _distinct(given)
    if len(distinct) < len(given):
        report.add("schema-mended", place, "`enum` holds a value more than once; read as once")
    if "const" in schema:
        distinct = [value for value in distinct if _identity(value) == _identity(schema["const"])]
    return distinct


def of_elements(schema: dict[str, Any], at: Source, report: Report) -> dict[str, Any]:
    """An array's schema whose `enum` lists what an element may be, with the list where it was meant to stand."""
    given, items = schema["enum"], schema.get("items", {})
    meant = (
        isinstance(given, list)
        and given
        and not any(value is None or isinstance(value, list | dict) for value in given)
    )
    if not meant or not isinstance(items, dict) or "$ref" in items:
        return schema
    report.add("schema-mended", at.child("enum"), "`enum` of an array lists no array; read as that of its elements")
    rest = {word: value for word, value in schema.items() if word != "enum"}
    return {**rest, "items": {"enum": _distinct(given), **items}}


def holds_null(schema: dict[str, Any]) -> bool:
    """Whether null is among the values of `enum`."""
    return isinstance(schema["enum"], list) and None in schema["enum"]


def _distinct(values: list[Any]) -> list[Any]:
    return list({_identity(value): value for value in values}.values())


def _identity(value: Json) -> object:
    """A hashable that two values share when JSON Schema calls them equal: 1 is 1.0 and not true."""
    if isinstance(value, list):
        return ("list", *map(_identity, value))
    if isinstance(value, dict):
        return ("map", frozenset((key, _identity(inner)) for key, inner in value.items()))
    return (isinstance(value, bool), value)


def is_type(value: Json, kind: str) -> bool:
    """Whether a value is of a JSON Schema type; 1.0 is an integer."""
    if isinstance(value, float):
        return kind == "number" or kind == "integer" and value.is_integer()
    return kind in _TYPES[type(value)]


def of_types(values: list[Any], types: tuple[str, ...], at: Source, report: Report) -> list[Any]:
    """The values of these types. Where none is, they are read as what they spell (`type: string`, `enum: [1, 2]`)."""
    fitting = [value for value in values if any(is_type(value, kind) for kind in types)]
    if len(fitting) == len(values):
        return values
    place = at.child("enum")
    read = [_spelt(value, types) for value in values]
    others = [value for value in values if value not in fitting]
    if all(value is None for value in others):
        report.add("schema-mended", place, "`enum` holds null, which `type` does not allow; read without it")
        return fitting
    if None not in read and len(set(read)) == len(read):
        report.add("schema-mended", place, f"{quote(others[0])} is not of the type in `type`; read as what it spells")
        return read
    report.add("schema-mended", place, f"{quote(others[0])} is not of the type in `type`; read without such values")
    return fitting


def _spelt(value: Json, types: tuple[str, ...]) -> Any:
    if any(is_type(value, kind) for kind in types):
        return value
    if "string" in types and isinstance(value, bool | int | float):
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    if "boolean" in types and value in ("true", "false"):
        return value == "true"
    if isinstance(value, str) and {"integer", "number"} & set(types):
        digits = value.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 40:
            return int(value)
    return None


def kind_of(values: Iterable[Json]) -> Kind:
    """The kind that all the values have; NUMBER where they are of several."""
    kinds = {
        (
            Kind.BOOLEAN
            if isinstance(value, bool)
            else Kind.STRING if isinstance(value, str) else Kind.INTEGER if isinstance(value, int) else Kind.NUMBER
        )
        for value in values
    }
    return kinds.pop() if len(kinds) == 1 else Kind.NUMBER


def members(values: list[Any], schema: dict[str, Any], given: list[Any]) -> tuple[Member, ...]:
    """The members with a name each: the author's own, else the words of the value, distinct in every case.

    `given` are the values as the description lists them, to which its names belong by position.
    """
    own = _own_names(schema, given)
    taken: dict[tuple[str, ...], int] = {}
    found: list[Member] = []
    for value in values:
        wire = value if isinstance(value, str) else _number_text(value)
        label = own.get((isinstance(value, bool), value))
        chosen = _free(_candidates(value, wire, label), taken)
        found.append(Member(name=Name(chosen, Text(wire)), value=Text(value) if isinstance(value, str) else value))
    return tuple(found)


def _own_names(schema: dict[str, Any], given: list[Any]) -> dict[tuple[bool, Any], str]:
    for keyword in _NAMES:
        named = schema.get(keyword)
        if isinstance(named, dict):
            pairs = [(value, named.get(str(value))) for value in given]
        elif isinstance(named, list) and len(named) == len(given):
            pairs = list(zip(given, named, strict=True))
        else:
            continue
        scalars = (str, int, float, bool)
        return {
            (isinstance(value, bool), value): label
            for value, label in pairs
            if isinstance(label, str) and isinstance(value, scalars) and words(label)
        }
    return {}


def _number_text(value: Json) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _candidates(value: Json, wire: str, label: str | None) -> list[tuple[str, ...]]:
    """Words for a value, the best first."""
    if label is not None:
        return [words(label)]
    if isinstance(value, str):
        first = name(wire, "empty" if not wire else "blank" if wire.isspace() else "value").words
        return [first, fit(spelled(wire) or first)]
    if isinstance(value, bool):
        return [(wire,)]
    return [("value", *words(wire.replace(".", " point ")))]


def _free(candidates: list[tuple[str, ...]], taken: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """The first of the candidates that is not taken, else the first with a number after it; takes it."""
    chosen = next((candidate for candidate in candidates if candidate not in taken), candidates[0])
    while chosen in taken:
        taken[candidates[0]] += 1
        chosen = (*candidates[0], str(taken[candidates[0]]))
    taken[chosen] = 1
    return chosen


def titled(variants: list[Any]) -> list[Any] | None:
    """The values of `oneOf: [{const: ..., title: ...}, ...]`, the JSON Schema way to describe each member."""
    plain = {"const", "title", "description", "deprecated", "type"}
    values = [
        variant["const"]
        for variant in variants
        if isinstance(variant, dict) and "const" in variant and variant.keys() <= plain
    ]
    scalar = all(isinstance(value, str | int) and not isinstance(value, bool) for value in values)
    if len(values) < 2 or len(values) != len(variants) or not scalar or len(set(values)) < len(values):
        return None
    return values


def examples(schema: dict[str, Any], at: Source) -> tuple[Value, ...]:
    """`examples` and `example`, in this order."""
    if "example" not in schema and "examples" not in schema:
        return ()
    several = schema.get("examples")
    listed = several if isinstance(several, list) else []
    found = [Value(value, at.child("examples", index)) for index, value in enumerate(listed)]
    if "example" in schema:
        found.append(Value(schema["example"], at.child("example")))
    return tuple(found)


def docs(schema: dict[str, Any]) -> Doc | None:
    """Title, description and the link to more."""
    title, description, more = schema.get("title"), schema.get("description"), schema.get("externalDocs")
    if title is None and description is None and more is None:
        return None
    url = more.get("url") if isinstance(more, dict) else None
    return Doc(
        summary=Text(title) if isinstance(title, str) and title else None,
        description=Text(description) if isinstance(description, str) and description else None,
        external=Text(url) if isinstance(url, str) and url else None,
    )
