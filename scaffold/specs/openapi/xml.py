"""How values of a schema are written as XML (OpenAPI 3.2, 4.26): a plan that code for XML follows, beside the types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.jsonschema import keywords
from scaffold.specs.openapi.reading import ABSENT, Reading, plain

_DEEPEST = 40
_NODES = ("element", "attribute", "text", "cdata", "none")
_SCALARS = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def plan(reading: Reading, schema: Node, name: str = "") -> ir.Value:
    """The plan of a body, or of a part that has a `name`: `{"root": node, "types": {key: object}}`.

    A node has a `kind`: "text" of some `scalars`, "list" of an `item` (in an element of its own if `wrapped`; if not
    and `nullable`, one item that is null stands for null), "object" of a `type`, or "any". It is an element called
    `name`, of a `namespace` with a `prefix`; or `node` says what it is instead: attribute, text, cdata. An object has
    `members` by their names in JSON and, where others are allowed, `others` for those.
    """
    made = _Plan(reading)
    root = made.node(schema, _component(schema) or name or "root")
    if root["kind"] == "list":
        root["wrapped"] = True
    return ir.Value({"root": root, "types": made.types})


class _Plan:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.types: dict[str, Any] = {}

    def node(self, schema: Node, inferred: str, depth: int = 0) -> dict[str, Any]:
        """The node of a schema whose name, where none is given, is `inferred`."""
        target = self._followed(schema)
        xml = {**self._xml(target), **self._xml(schema)}
        made: dict[str, Any] = {"name": _name(xml.get("name") or inferred)}
        kind = xml.get("nodeType") or ("attribute" if xml.get("attribute") else "")
        if kind in ("attribute", "text", "cdata"):
            made["node"] = kind
        if kind != "attribute" or xml.get("prefix"):  # a namespace without a prefix is none of attributes
            made |= {key: str(xml[key]) for key in ("namespace", "prefix") if xml.get(key)}
        parts = list(self._parts(target, 0))
        items = next((found for part in parts if (found := part.get("items")) is not None), None)
        if depth > _DEEPEST:
            return {**made, "kind": "any"}
        if items is not None and isinstance(items.value, dict):
            wrapped = bool(xml.get("wrapped")) or kind == "element"
            name = made["name"] if wrapped else _component(items) or inferred if not depth else inferred
            made |= {"kind": "list", "wrapped": wrapped, "item": self.node(items, name, depth + 1)}
            null = not wrapped and _takes_null(parts) and not _takes_null(self._parts(self._followed(items), 0))
            return {**made, "nullable": True} if null else made
        if any(key in plain(part) for part in parts for key in ("properties", "additionalProperties")):
            return {**made, "kind": "object", "type": self._type(target, parts, depth)}
        scalars = sorted({scalar for part in parts for scalar in _scalars(plain(part))})
        if not scalars and any("object" in _types(plain(part)) for part in parts):
            return {**made, "kind": "object", "type": self._type(target, parts, depth)}
        return {**made, "kind": "text", "scalars": scalars} if scalars else {**made, "kind": "any"}

    def _xml(self, schema: Node) -> dict[str, Any]:
        """The XML Object of a schema, its flags as what they spell."""
        node = schema.get("xml")
        target = None if node is None else self._reading.as_object(node, "the field 'xml'")
        if target is None:
            return {}
        flags: dict[str, Any] = {
            key: self._reading.flag(target, key) for key in ("attribute", "wrapped") if key in plain(target)
        }
        stated = plain(target).get("nodeType")
        if stated is not None and stated not in _NODES:
            message = f"there is no node type {quote(stated)}"
            self._reading.report.add(
                "field-invalid",
                target.source.child("nodeType"),
                message,
                f"use one of {', '.join(_NODES)}",
                outcome=ABSENT,
            )
        return {**plain(target), **flags}

    def _followed(self, schema: Node) -> Node:
        return self._reading.follow(schema) or schema

    def _parts(self, schema: Node, depth: int, inherited: bool = False) -> Iterator[Node]:
        """A schema, all that it is composed of and, where it is not `inherited`, all that it stands for."""
        yield schema
        for key in ("allOf", "oneOf", "anyOf") if depth < 8 else ():
            if (found := schema.get(key)) is not None and found.is_list:
                for part in found.elements():
                    if (target := self._reading.follow(part)) is not None:
                        yield from self._parts(target, depth + 1, inherited or key == "allOf")
        for heir in () if inherited else self._reading.schemas.families.heirs(schema):
            yield from self._parts(heir, depth + 1, inherited=True)

    def _type(self, target: Node, parts: list[Node], depth: int) -> str:
        documents = self._reading.memo.setdefault("xml documents", {self._reading.root.source.document: ""})
        key: str = documents.setdefault(target.source.document, str(len(documents))) + target.source.pointer
        if key not in self.types:
            made: dict[str, Any] = {"members": {}}
            self.types[key] = made
            needed = {name for part in parts for name in _listed(plain(part), "required") if isinstance(name, str)}
            for part in parts:
                for name, schema in self._reading.members(part, "properties"):
                    required = {"required": True} if name in needed else {}
                    made["members"].setdefault(name, {**self.node(schema, name, depth + 1), **required})
            stated = [found for part in parts if (found := part.get("additionalProperties")) is not None]
            if not any(one.value is False for one in stated):
                others = next((one for one in stated if isinstance(one.value, dict)), None)
                made["others"] = {"name": "", "kind": "any"} if others is None else self.node(others, "", depth + 1)
        return key


def _name(text: object) -> str:
    """`text` as a name that XML allows."""
    name = re.sub(r"[^\w.-]", "_", str(text))
    return name if re.match(r"[^\W\d]", name) else f"_{name}"


def _component(schema: Node) -> str | None:
    """The name of the component that a schema is, or refers to."""
    reference = plain(schema).get("$ref")
    name = reference.rpartition("/")[2] if isinstance(reference, str) else ""
    return name.replace("~1", "/").replace("~0", "~") or None


def _listed(said: dict[str, Any], word: str) -> list[Any]:
    """What a keyword lists; that it is no list is told where the schema is read."""
    stated = said.get(word)
    return stated if isinstance(stated, list) else []


def _types(said: dict[str, Any]) -> list[str]:
    """The names in `type`; what is no name there is told where the schema is read."""
    return [one for one in _listed(said, "type") or [said.get("type")] if isinstance(one, str)]


def _takes_null(parts: Iterable[Node]) -> bool:
    """Whether a schema of these parts lets null in."""
    return any("null" in _types(plain(part)) or keywords.flag(plain(part), "nullable") for part in parts)


def _scalars(said: dict[str, Any]) -> Iterator[str]:
    yield from (_SCALARS[one] for one in _types(said) if one in _SCALARS)
    values = [*_listed(said, "enum"), *([said["const"]] if "const" in said else [])]
    for value in values if "type" not in said else ():
        yield "boolean" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else "string"
