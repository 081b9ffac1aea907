"""JSON Schema 2020-12 on values, for the keywords that the IR keeps as a schema (`Checked`): not, if, contains ...

References are `#/$defs/<key>` into a mapping of schemas. Dynamic references and other documents don't occur: readers
settle them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias
from urllib.parse import unquote

from scaffold.cases.formats import FORMATS, integer_range
from scaffold.regex import compiled

Defs: TypeAlias = Mapping[str, Any]


class Seen:
    """The members and items that some keyword has judged, for `unevaluatedProperties` and `unevaluatedItems`."""

    __slots__ = ("items", "members")

    def __init__(self) -> None:
        self.members: set[str] = set()
        self.items: set[int] = set()

    def add(self, other: Seen) -> None:
        self.members |= other.members
        self.items |= other.items


def valid(schema: Any, value: Any, defs: Defs) -> bool:
    """Whether `value` is valid against `schema`."""
    return evaluate(schema, value, defs) is not None


def evaluate(schema: Any, value: Any, defs: Defs) -> Seen | None:
    """What the schema has judged of a valid value, or None where the value is not valid."""
    seen = Seen()
    if not isinstance(schema, dict):
        return seen if schema is not False else None
    for keyword in sorted(schema, key=_place):
        check = _KEYWORDS.get(keyword)
        if check is not None and not check(schema[keyword], value, schema, defs, seen):
            return None
    return seen


def _merge(part: Any, value: Any, defs: Defs, seen: Seen) -> bool:
    inner = evaluate(part, value, defs)
    if inner is not None:
        seen.add(inner)
    return inner is not None


def _reference(part: str, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    key = unquote(part.removeprefix("#/$defs/")).replace("~1", "/").replace("~0", "~")
    return key not in defs or _merge(defs[key], value, defs, seen)


def _all_of(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    return all(_merge(each, value, defs, seen) for each in part)


def _any_of(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    return any([_merge(each, value, defs, seen) for each in part])


def _one_of(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    return [_merge(each, value, defs, seen) for each in part].count(True) == 1


def _not(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    return not valid(part, value, defs)


def _if(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    branch = "then" if _merge(part, value, defs, seen) else "else"
    return branch not in whole or _merge(whole[branch], value, defs, seen)


def _dependent_schemas(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    return not isinstance(value, dict) or all(
        _merge(each, value, defs, seen) for name, each in part.items() if name in value
    )


def _dependencies(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, dict):
        return True
    present = [each for name, each in part.items() if name in value]
    return all(
        all(name in value for name in each) if isinstance(each, list) else _merge(each, value, defs, seen)
        for each in present
    )


def _properties(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, dict):
        return True
    names = [name for name in part if name in value]
    seen.members.update(names)
    return all(valid(part[name], value[name], defs) for name in names)


def _pattern_properties(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, dict):
        return True
    for pattern, each in part.items():
        names = [name for name in value if _matches(pattern, name)]
        seen.members.update(names)
        if not all(valid(each, value[name], defs) for name in names):
            return False
    return True


def _additional_properties(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, dict):
        return True
    named = whole.get("properties", {})
    patterns = whole.get("patternProperties", {})
    names = [name for name in value if name not in named and not any(_matches(each, name) for each in patterns)]
    seen.members.update(names)
    return all(valid(part, value[name], defs) for name in names)


def _property_names(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    return not isinstance(value, dict) or all(valid(part, name, defs) for name in value)


def _unevaluated_properties(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, dict):
        return True
    names = [name for name in value if name not in seen.members]
    seen.members.update(names)
    return all(valid(part, value[name], defs) for name in names)


def _prefix_items(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, list):
        return True
    seen.items.update(range(min(len(part), len(value))))
    return all(valid(each, item, defs) for each, item in zip(part, value, strict=False))


def _items(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, list):
        return True
    start = len(whole.get("prefixItems", ()))
    seen.items.update(range(start, len(value)))
    return all(valid(part, item, defs) for item in value[start:])


def _contains(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, list):
        return True
    places = [index for index, item in enumerate(value) if valid(part, item, defs)]
    seen.items.update(places)
    return bool(whole.get("minContains", 1) <= len(places) <= whole.get("maxContains", len(value)))


def _unevaluated_items(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
    if not isinstance(value, list):
        return True
    places = [index for index in range(len(value)) if index not in seen.items]
    seen.items.update(places)
    return all(valid(part, value[index], defs) for index in places)


def _required_with(part: Any, value: Any) -> bool:
    return all(each in value for name, names in part.items() if name in value for each in names)


def _type(part: Any, value: Any) -> bool:
    names = part if isinstance(part, list) else [part]
    return any(_TYPES[name](value) for name in names if name in _TYPES)


def _format(part: Any, value: Any) -> bool:
    if isinstance(value, str):
        return part not in FORMATS or FORMATS[part].test(value)
    bounds = integer_range(part)
    return bounds is None or not _is_number(value) or bounds[0] <= value <= bounds[1]


def _multiple(part: Any, value: Any) -> bool:
    return part != 0 and Fraction(repr(value)) % Fraction(repr(part)) == 0


def _matches(pattern: str, value: str) -> bool:
    found = compiled(pattern)
    return found is not None and bool(found.search(value))


def _pattern(part: Any, value: Any) -> bool:
    return compiled(part) is None or _matches(part, value)


def is_integer(value: object) -> bool:
    """An integer as JSON Schema has it: 1.0 is one, true is not."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def canonical(value: Any) -> Hashable:
    """Something hashable that is equal for equal JSON values and only for them."""
    if isinstance(value, bool) or value is None:
        return ("literal", value)
    if isinstance(value, list):
        return ("array", *(canonical(item) for item in value))
    if isinstance(value, dict):
        return ("object", frozenset((name, canonical(member)) for name, member in value.items()))
    hashable: Hashable = value
    return hashable


_TYPES: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": is_integer,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _only(applies: Callable[[Any], bool], test: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    """A keyword that judges one kind of value and lets all others pass."""

    def check(part: Any, value: Any, whole: Any, defs: Defs, seen: Seen) -> bool:
        return not applies(value) or test(part, value)

    return check


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


_KEYWORDS: dict[str, Callable[[Any, Any, Any, Defs, Seen], bool]] = {
    "$ref": _reference,
    "type": _only(_is(object), _type),
    "enum": _only(_is(object), lambda part, value: canonical(value) in map(canonical, part)),
    "const": _only(_is(object), lambda part, value: canonical(value) == canonical(part)),
    "minimum": _only(_is_number, lambda part, value: value >= part),
    "maximum": _only(_is_number, lambda part, value: value <= part),
    "exclusiveMinimum": _only(_is_number, lambda part, value: value > part),
    "exclusiveMaximum": _only(_is_number, lambda part, value: value < part),
    "multipleOf": _only(_is_number, _multiple),
    "minLength": _only(_is(str), lambda part, value: len(value) >= part),
    "maxLength": _only(_is(str), lambda part, value: len(value) <= part),
    "pattern": _only(_is(str), _pattern),
    "format": _only(_is(str, int, float), _format),
    "minItems": _only(_is(list), lambda part, value: len(value) >= part),
    "maxItems": _only(_is(list), lambda part, value: len(value) <= part),
    "uniqueItems": _only(_is(list), lambda part, value: not part or len({*map(canonical, value)}) == len(value)),
    "minProperties": _only(_is(dict), lambda part, value: len(value) >= part),
    "maxProperties": _only(_is(dict), lambda part, value: len(value) <= part),
    "required": _only(_is(dict), lambda part, value: all(name in value for name in part)),
    "dependentRequired": _only(_is(dict), _required_with),
    "dependencies": _dependencies,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "prefixItems": _prefix_items,
    "items": _items,
    "contains": _contains,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "dependentSchemas": _dependent_schemas,
    "unevaluatedItems": _unevaluated_items,
    "unevaluatedProperties": _unevaluated_properties,
}


_ORDER = {keyword: place for place, keyword in enumerate(_KEYWORDS)}


def _place(keyword: str) -> int:
    """Keywords in the order they are applied: unevaluated ones last. Unknown ones do nothing."""
    return _ORDER.get(keyword, -1)
