"""What types can't say, kept as JSON Schema 2020-12, self-contained, for validators that read JSON Schema.

A `$ref` becomes `#/$defs/<key>`, and the schemas under those keys are given by `Residue.definitions`. Schemas of
OpenAPI 2.0 and 3.0 are rewritten to 2020-12 on the way (nullable, boolean exclusiveMinimum, siblings of `$ref`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote as escape

from scaffold import ir
from scaffold.diag import Source, quote
from scaffold.specs.jsonschema import keywords as k

if TYPE_CHECKING:
    from scaffold.source import Node
    from scaffold.specs.jsonschema.reader import SchemaReader

_ONE = frozenset(
    {"not", "if", "then", "else", "contains", "propertyNames", "additionalProperties", "items"}
    | {"unevaluatedItems", "unevaluatedProperties"}
)
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
_COUNTS = frozenset({"minContains", "maxContains"})
_UNEVALUATED = frozenset({"unevaluatedItems", "unevaluatedProperties"})
_EXPECTED = {**dict.fromkeys(_MANY, list), **dict.fromkeys({*_NAMED, "dependentRequired"}, dict)}
_CONSTRAINTS_ONLY = frozenset({"required", "not", "minProperties", "maxProperties", "title", "description"})


def pointer(key: str) -> str:
    """The `$ref` that leads to the definition of a key (RFC 6901 section 6)."""
    return "#/$defs/" + escape(key.replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@-._?")


def left(schema: dict[str, Any]) -> tuple[str, ...]:
    """The keywords of a schema that its type does not say."""
    found = [] if k.CHECKS.isdisjoint(schema) else _checks(schema)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") if "enum" in schema else [schema["const"]]
        if isinstance(values, list) and any(isinstance(value, list | dict) for value in values):
            found += [word for word in ("enum", "const") if word in schema]
    elif "type" not in schema and sum(not family.isdisjoint(schema) for _, family in k.FAMILIES) > 1:
        found += [word for _, family in k.FAMILIES for word in schema if word in family and word not in found]
    if "anyOf" in schema or "oneOf" in schema:
        found += [word for word in ("anyOf", "oneOf") if only_constraints(schema, word)]
    return tuple(found)


def only_constraints(schema: dict[str, Any], word: str) -> bool:
    """Whether the alternatives only say which of the properties beside them are required, or how many."""
    variants = schema.get(word)
    if not isinstance(variants, list) or not variants or "properties" not in schema and "allOf" not in schema:
        return False
    return all(isinstance(variant, dict) and variant.keys() <= _CONSTRAINTS_ONLY for variant in variants)


def _checks(schema: dict[str, Any]) -> list[str]:
    found = [word for word in schema if word in k.CHECKS]
    others = k.UNIONS | k.LOGIC | {"$ref", "$dynamicRef", "patternProperties", "dependentSchemas", "contains"}
    if others.isdisjoint(schema):  # then they say what `items` and `additionalProperties` would
        found = [word for word in found if word not in _UNEVALUATED]
    for alone, needed in (("then", "if"), ("else", "if"), ("minContains", "contains"), ("maxContains", "contains")):
        if alone in found and needed not in schema:
            found.remove(alone)
    if "if" in found and "then" not in schema and "else" not in schema:
        found.remove("if")
    return found


class Residue:
    """Writes residual schemas, and collects what they refer to."""

    def __init__(self, reader: SchemaReader) -> None:
        self._reader = reader
        self._wanted: dict[str, Node] = {}
        self._done: dict[str, ir.Json] = {}

    def wrap(self, item: ir.TypeRef, words: tuple[str, ...], schema: dict[str, Any], at: Source) -> ir.TypeRef:
        """`item` with what these keywords of the schema check besides."""
        if not _UNEVALUATED.isdisjoint(words):  # they look at every keyword beside them
            kept = {word: value for word, value in schema.items() if word != "required"}
        else:
            kept = {word: schema[word] for word in words}
        if "patternProperties" in kept:
            names = schema.get("properties")
            kept["properties"] = dict.fromkeys(names, True) if isinstance(names, dict) else {}
            if "additionalProperties" in schema:
                kept["additionalProperties"] = schema["additionalProperties"]
        checks = self.plain(kept, at)
        if not checks or checks is True:
            return item
        return ir.Checked(item=item, keywords=words, schema=checks, source=at)

    def definitions(self) -> dict[str, ir.Json]:
        """Every schema that a residual check leads to, and those that they lead to, by key."""
        while len(self._done) < len(self._wanted):
            for key, node in list(self._wanted.items()):
                if key not in self._done:
                    self._done[key] = self.plain(node.value, node.source)
        return dict(self._done)

    def plain(self, schema: Any, at: Source) -> Any:
        """A schema as JSON Schema 2020-12; what has a wrong shape is left out, with a diagnostic."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            self._reader.report.add("schema-invalid", at, f"a schema is an object, not {quote(schema)}")
            return True
        found: dict[str, Any] = {}
        if "$ref" in schema or "$dynamicRef" in schema:
            target = self._reader.target(schema, at)
            if target is not None:
                self._wanted.setdefault(target.key, target.node)
                found["$ref"] = pointer(target.key)
            if not self._reader.modern:
                return found
        known = k.KNOWN[self._reader.dialect]
        for word, value in schema.items():
            if word in known and word not in k.SAYS_NOTHING and word not in ("$ref", "$dynamicRef"):
                self._keyword(word, value, schema, at, found)
        if not self._reader.modern and (schema.get("nullable") is True or schema.get("x-nullable") is True):
            return {"anyOf": [found, {"type": "null"}]}
        return found

    def _keyword(self, word: str, value: Any, schema: dict[str, Any], at: Source, found: dict[str, Any]) -> None:
        place = at.child(word)
        if word in _EXPECTED and not isinstance(value, _EXPECTED[word]):
            self._reader.report.add("schema-invalid", place, f"`{word}` may not be {quote(value)}")
        elif word == "items" and isinstance(value, list):
            found["prefixItems"] = [self.plain(inner, place.child(i)) for i, inner in enumerate(value)]
        elif word in _ONE:
            found[word] = self.plain(value, place)
        elif word in _MANY and value:
            found[word] = [self.plain(inner, place.child(index)) for index, inner in enumerate(value)]
        elif word in _NAMED:
            found[word] = self._named(word, value, place)
        elif word in k.NUMERIC | k.STRING | _COUNTS or word.startswith(("minI", "maxI", "minP", "maxP", "unique")):
            self._limit(word, schema, place, found)
        elif word == "type":
            types, _ = k.types_of(schema, at, self._reader.report, self._reader.dialect)
            if types:
                found["type"] = types[0] if len(types) == 1 else list(types)
        elif word == "required" and isinstance(value, list):
            found["required"] = [name for name in dict.fromkeys(map(str, value))]
        elif word == "dependentRequired":
            found[word] = {name: list(map(str, names)) for name, names in value.items() if isinstance(names, list)}
        elif word in ("enum", "const") and (word == "const" or isinstance(value, list) and value):
            found[word] = value
        elif word == "format" and isinstance(value, str) and value not in ("binary", "byte"):
            found[word] = value

    def _named(self, word: str, value: dict[str, Any], at: Source) -> dict[str, Any]:
        found = {}
        for name, inner in value.items():
            if word != "patternProperties" or self._reader.values.pattern(name, at.child(name)):
                found[name] = self.plain(inner, at.child(name))
        return found

    def _limit(self, word: str, schema: dict[str, Any], at: Source, found: dict[str, Any]) -> None:
        """A number, string or boolean; `exclusiveMinimum: true` takes the place of `minimum`."""
        value, values = schema[word], self._reader.values
        if word in k.NUMERIC:
            exclusive = "exclusive" + word.capitalize()
            if isinstance(value, bool) and word.startswith("exclusive"):
                return
            number = values.number(value, at, word)
            if number is not None:
                found[exclusive if schema.get(exclusive) is True else word] = number
        elif word == "pattern":
            if values.pattern(value, at):
                found[word] = value
        elif word == "uniqueItems":
            found[word] = value is True
        elif (count := values.count(value, at, word)) is not None:
            found[word] = count
