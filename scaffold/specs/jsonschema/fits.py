"""Which kinds of values a schema lets in, as far as its keywords tell without looking into a value.

A schema without `type` speaks of all kinds: `minLength: 3` lets every number in. So its type is read for the kinds
that it may refuse, and all others that it lets in are alternatives beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any

from scaffold.diag import Source
from scaffold.specs.jsonschema import keywords as k
from scaffold.specs.jsonschema.scopes import Scope

if TYPE_CHECKING:
    from scaffold.specs.jsonschema.reader import SchemaReader

_DEEPEST = 50
"""Schemas within schemas that are looked into; those further in may let some values in."""

KINDS = ("object", "array", "string", "number", "boolean", "null")
"""The kinds of JSON values; a whole number is a number like any other here."""

_SPEAKING = {"object": k.OBJECT | k.OBJECT_CHECKS, "array": k.ARRAY | k.ARRAY_CHECKS, "string": k.STRING}
_SPEAKING["number"] = k.NUMERIC
_COMBINING = k.UNIONS | {"not", "if"}
INTEGERS = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"})
_STRINGS = frozenset(
    {"date", "date-time", "time", "duration", "uuid", "byte", "binary", "password", "email", "idn-email", "hostname"}
    | {"ipv4", "ipv6", "uri", "uri-reference", "uri-template", "iri", "iri-reference", "regex"}
    | {"json-pointer", "relative-json-pointer"}
)
"""The formats that speak of strings; one that nobody knows speaks of nothing."""
FORMATS = _STRINGS | INTEGERS | {"float", "double"}
"""All formats that are known: those of numbers tell which numbers a program needs."""


class Fit(Enum):
    """Whether the values of a kind fit a schema."""

    NEVER = 0
    SOME = 1
    ALL = 2


def spoken(schema: dict[str, Any]) -> tuple[str, ...]:
    """The kinds that the schema's own keywords speak of, `type` apart."""
    found = [kind for kind, words in _SPEAKING.items() if not words.isdisjoint(schema)]
    shape = schema.get("format")
    if not isinstance(shape, str):
        return tuple(found)
    about = "number" if shape in INTEGERS else "string" if shape in _STRINGS else None
    return tuple(found) if about is None or about in found else (*found, about)


class Fits:
    """Finds the fit of each kind; through references, which may lead in circles."""

    def __init__(self, reader: SchemaReader) -> None:
        self._reader = reader
        self._known: dict[tuple[Source, str, Scope], Fit] = {}
        self._depth = 0

    def of(self, schema: Any, at: Source, kind: str) -> Fit:
        """How the values of a kind fit a schema."""
        if not isinstance(schema, dict):
            return Fit.NEVER if schema is False else Fit.ALL
        question = (at, kind, self._reader.scopes.at(at))
        if question not in self._known:
            self._known[question] = Fit.SOME  # while it is being found out
            self._depth += 1
            if self._depth < _DEEPEST:
                self._known[question] = _all(self._said(schema, at, kind))
            self._depth -= 1
        return self._known[question]

    def _said(self, schema: dict[str, Any], at: Source, kind: str) -> Iterator[Fit]:
        """What each keyword says of a kind."""
        if "$ref" in schema or "$dynamicRef" in schema:
            target = self._reader.target(schema, at)
            if target is not None:
                with self._reader.within(target.key):
                    fit = self.of(target.node.value, target.node.source, kind)
                yield fit
            if not self._reader.modern:
                return
        yield _typed(schema, kind)
        if kind in spoken(schema):
            yield Fit.SOME
        if not _COMBINING.isdisjoint(schema):
            yield from self._combined(schema, at, kind)

    def _combined(self, schema: dict[str, Any], at: Source, kind: str) -> Iterator[Fit]:
        yield from self._listed(schema, "allOf", at, kind)
        if any_ := list(self._listed(schema, "anyOf", at, kind)):
            yield Fit.ALL if Fit.ALL in any_ else Fit.SOME if Fit.SOME in any_ else Fit.NEVER
        if one := list(self._listed(schema, "oneOf", at, kind)):
            yield _exactly_one(one)
        if "not" in schema:
            yield {Fit.ALL: Fit.NEVER, Fit.NEVER: Fit.ALL}.get(self.of(schema["not"], at.child("not"), kind), Fit.SOME)
        if "if" in schema:
            then, otherwise = (self.of(schema.get(word, True), at.child(word), kind) for word in ("then", "else"))
            tested = self.of(schema["if"], at.child("if"), kind)
            if tested is Fit.SOME:
                yield then if then is otherwise else Fit.SOME
            else:
                yield then if tested is Fit.ALL else otherwise

    def _listed(self, schema: dict[str, Any], word: str, at: Source, kind: str) -> Iterator[Fit]:
        given = schema.get(word)
        for index, part in enumerate(given if isinstance(given, list) else ()):
            yield self.of(part, at.child(word, index), kind)


def _typed(schema: dict[str, Any], kind: str) -> Fit:
    """What `type`, `enum` and `const` say of a kind."""
    given = schema.get("type")
    types = [given] if isinstance(given, str) else given if isinstance(given, list) else None
    if types is not None and kind not in types and not (kind == "number" and "integer" in types):
        known = all(isinstance(each, str) and each in k.KINDS for each in types)
        return Fit.NEVER if known and not k.flag(schema, "nullable") else Fit.SOME
    if types is not None and kind == "number" and "number" not in types:
        return Fit.SOME
    if types is None and "discriminator" in schema and k.UNIONS.isdisjoint(schema):  # a property says which child it is
        return Fit.ALL if kind == "object" else Fit.NEVER
    listed = schema.get("enum") if "enum" in schema else [schema["const"]] if "const" in schema else None
    if isinstance(listed, list):
        return Fit.SOME if any(_kind(value) == kind for value in listed) else Fit.NEVER
    return Fit.ALL


def _kind(value: Any) -> str:
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return kinds.get(type(value), "number")


def _all(fits: Iterator[Fit]) -> Fit:
    return min(fits, key=lambda fit: fit.value, default=Fit.ALL)


def _exactly_one(fits: list[Fit]) -> Fit:
    if fits.count(Fit.ALL) > 1:
        return Fit.NEVER
    if Fit.SOME in fits:
        return Fit.SOME
    return Fit.ALL if Fit.ALL in fits else Fit.NEVER
