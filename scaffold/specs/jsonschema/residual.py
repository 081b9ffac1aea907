"""What types can't say, kept as JSON Schema 2020-12, self-contained, for validators that read JSON Schema.

A `$ref` becomes `#/$defs/<key>`, and the schemas under those keys are given by `Residue.definitions`. Schemas of
OpenAPI 2.0 and 3.0 are rewritten to 2020-12 on the way (nullable, boolean exclusiveMinimum, siblings of `$ref`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote as escape

from scaffold import ir
from scaffold.diag import Source, quote
from scaffold.regex import settled
from scaffold.specs.jsonschema import keywords as k
from scaffold.specs.jsonschema.fits import INTEGERS

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
UNEVALUATED = frozenset({"unevaluatedItems", "unevaluatedProperties"})
_PLAIN = (
    frozenset({"type", "properties", "required", "minProperties", "maxProperties", "allOf", "$ref"}) | k.SAYS_NOTHING
)
"""Keywords of schemas whose properties are all those that are named."""

_EXPECTED = {**dict.fromkeys(_MANY, list), **dict.fromkeys({*_NAMED, "dependentRequired"}, dict)}
_CONSTRAINTS_ONLY = frozenset({"required", "not", "minProperties", "maxProperties", "title", "description"})


CLOSED = {"unevaluatedProperties": False}
"""A check that only says: no properties but those of the record. Pass `compose` says it in the type."""


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
        found = [word for word in found if word not in UNEVALUATED]
    for alone, needed in (("then", "if"), ("else", "if"), ("minContains", "contains"), ("maxContains", "contains")):
        if alone in found and needed not in schema:
            found.remove(alone)
    if "if" in found and "then" not in schema and "else" not in schema:
        found.remove("if")
    return found


def _one_way(schema: dict[str, Any], name: str) -> bool:
    """Whether a property is readOnly or writeOnly: then the type says whether it must be there, by direction."""
    properties = schema.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    return isinstance(found, dict) and (k.flag(found, "readOnly") or k.flag(found, "writeOnly"))


def _applied(schema: Any) -> list[str]:
    """The `$ref`s that a schema applies to the value itself, not to its members or elements."""
    found: list[str] = []
    stack = [schema]
    while stack:
        held = stack.pop()
        if isinstance(held, dict):
            found += [held["$ref"]] if isinstance(held.get("$ref"), str) else []
            stack += [held[word] for word in ("not", "if", "then", "else") if word in held]
            stack += [inner for word in ("allOf", "anyOf", "oneOf") for inner in held.get(word, ())]
            stack += held.get("dependentSchemas", {}).values()
    return found


class Residue:
    """Writes residual schemas, and collects what they refer to."""

    def __init__(self, reader: SchemaReader) -> None:
        self._reader = reader
        self._wanted: dict[str, Node] = {}
        self._done: dict[str, ir.Json] = {}
        self.unread: set[Source] = set()
        """Places of checks that can't be read and are not made: read in part they would refuse other values."""

    def readable(self, schema: dict[str, Any], at: Source) -> dict[str, Any]:
        """The schema without those of its checks that can't be read."""
        wanted, self._wanted = self._wanted, {}  # what a check leads to is asked for where it is written
        for word in k.CHECKS & schema.keys():
            self._keyword(word, schema[word], schema, at, {})
        self._wanted = wanted
        return {
            word: value for word, value in schema.items() if word not in k.CHECKS or at.child(word) not in self.unread
        }

    def wrap(self, item: ir.TypeRef, words: tuple[str, ...], schema: dict[str, Any], at: Source) -> ir.TypeRef:
        """`item` with what these keywords of the schema check besides."""
        if (
            words == ("unevaluatedProperties",)
            and schema["unevaluatedProperties"] is False
            and self._named_only(schema, at)
        ):
            return ir.Checked(item=item, keywords=words, schema=dict(CLOSED), source=at)
        if not UNEVALUATED.isdisjoint(words):  # they look at every keyword beside them
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

    def _named_only(self, schema: dict[str, Any], at: Source) -> bool:
        """Whether the properties that the schema and its parts name are all that they describe."""
        stack = [({word: value for word, value in schema.items() if word != "unevaluatedProperties"}, at)]
        seen: set[Source] = set()
        while stack:
            part, place = stack.pop()
            if not isinstance(part, dict) or not all(word in _PLAIN or word.startswith("x-") for word in part):
                return False
            target = self._reader.target(part, place) if "$ref" in part else None
            if target is not None and target.node.source not in seen:
                seen.add(target.node.source)
                if "discriminator" in target.schema:
                    return False
                stack.append((target.schema, target.node.source))
            parts = part.get("allOf", ())
            stack += [
                (inner, place.child("allOf", i)) for i, inner in enumerate(parts if isinstance(parts, list) else ())
            ]
        return True

    def definitions(self) -> dict[str, ir.Json]:
        """Every schema that a residual check leads to, and those that they lead to, by key."""
        while len(self._done) < len(self._wanted):
            for key, node in list(self._wanted.items()):
                if key not in self._done:
                    with self._reader.within(key):
                        self._done[key] = self.plain(node.value, node.source)
        self._open_circles()
        return dict(self._done)

    def _open_circles(self) -> None:
        """A schema that applies itself to the same value never ends: such a definition lets everything in."""
        keys = {pointer(key): key for key in self._done}
        links = {key: [keys[ref] for ref in _applied(schema) if ref in keys] for key, schema in self._done.items()}
        ended: set[str] = set()
        for start in links:
            path, left = [start], [list(links[start])]
            while path and start not in ended:
                if not left[-1]:
                    ended.add(path.pop())
                    left.pop()
                elif (link := left[-1].pop()) in path:
                    self._done[link] = True
                    place = self._wanted[link].source
                    self._reader.report.add("schema-cycle", place, "the schema applies itself to the same value")
                elif link not in ended:
                    path.append(link)
                    left.append(list(links[link]))

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
                if at.child(word) not in self.unread:
                    self._keyword(word, value, schema, at, found)
        if not self._reader.modern and (k.flag(schema, "nullable") or k.flag(schema, "x-nullable")):
            return {"anyOf": [found, {"type": "null"}]}
        return found

    def _keyword(self, word: str, value: Any, schema: dict[str, Any], at: Source, found: dict[str, Any]) -> None:
        """What a keyword says, unless it is a check that has an error in it."""
        errors = self._reader.report.errors
        self._said(word, value, schema, at, found)
        if word in k.CHECKS and self._reader.report.errors > errors:
            self.unread.add(at.child(word))
            found.pop(word, None)

    def _said(self, word: str, value: Any, schema: dict[str, Any], at: Source, found: dict[str, Any]) -> None:
        place = at.child(word)
        if word in _EXPECTED and not isinstance(value, _EXPECTED[word]):
            self._reader.report.add("schema-invalid", place, f"`{word}` may not be {quote(value)}")
        elif word == "items" and isinstance(value, list):
            found["prefixItems"] = [self.plain(inner, place.child(i)) for i, inner in enumerate(value)]
        elif word in _ONE:
            found[word] = self.plain(value, place)
        elif word in _MANY and value:
            parts = [self.plain(inner, place.child(index)) for index, inner in enumerate(value)]
            found[word] = [*found.get(word, ()), *parts]
        elif word in _NAMED:
            found[word] = self._named(word, value, place)
        elif word in k.NUMERIC | k.STRING | _COUNTS or word.startswith(("minI", "maxI", "minP", "maxP", "unique")):
            self._limit(word, schema, place, found)
        elif word == "type":
            types, _ = k.types_of(schema, at, self._reader.report, self._reader.dialect)
            if types:
                found["type"] = types[0] if len(types) == 1 else list(types)
        elif word == "required" and isinstance(value, list):
            found["required"] = [name for name in dict.fromkeys(map(str, value)) if not _one_way(schema, name)]
        elif word == "dependentRequired":
            found[word] = {name: list(map(str, names)) for name, names in value.items() if isinstance(names, list)}
        elif word in ("enum", "const") and (word == "const" or isinstance(value, list) and value):
            found[word] = value
        elif word == "format" and isinstance(value, str):
            self._format(value, found)

    def _format(self, name: str, found: dict[str, Any]) -> None:
        """A format of strings as it is; one of integers as its range, which no validator knows."""
        if name in INTEGERS:
            bits = int(name.rpartition("int")[2])
            low, high = (0, 2**bits - 1) if name.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
            whole = {"multipleOf": 1, "minimum": low, "maximum": high}
            found["allOf"] = [*found.get("allOf", ()), whole]
        elif name != "binary":
            found["format"] = name

    def _named(self, word: str, value: dict[str, Any], at: Source) -> dict[str, Any]:
        found = {}
        for name, inner in value.items():
            if word != "patternProperties":
                found[name] = self.plain(inner, at.child(name))
            elif self._reader.values.pattern(name, at.child(name)):
                found[settled(name)] = self.plain(inner, at.child(name))
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
                found[word] = settled(value)
        elif word == "uniqueItems":
            found[word] = value is True
        elif (count := values.count(value, at, word)) is not None:
            found[word] = count
