"""The state of one reading, and fields read with the checks that every object of OpenAPI needs.

Real descriptions break the specification often. What has a clear meaning is read as that, with a warning; what has
none is an error. Every check is made at the node that is at fault, so that the diagnostic points into the user's file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from scaffold import ir, names, refs
from scaffold.diag import Report, Source, quote
from scaffold.refs import Resolver
from scaffold.source import Node
from scaffold.specs.jsonschema import SchemaReader
from scaffold.specs.openapi import keywords

if TYPE_CHECKING:
    from scaffold.specs.openapi.dialect import Dialect


ABSENT = "it is read as if it were absent"
"""The outcome of a field whose value can't be read, unless nothing can be done without it."""
_OF_OBJECTS = frozenset({"security", "servers"})
_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class Made(Node):
    """An object that is put together of nodes from several places, and that no author has written so."""

    __slots__ = ()


class Fields(Made):
    """An object schema put together of its properties, each at its own place: the form fields of 2.0.

    `fields` are name, schema and whether the property is required.
    """

    __slots__ = ("fields",)

    def __init__(self, source: Source, fields: tuple[tuple[str, Node, bool], ...]) -> None:
        super().__init__({"type": "object"}, source)
        self.fields = fields


class Reading(Struct):
    """What the modules of this reader share while one description is read.

    `schemes` are the declared security schemes, `assumed` those that are asked for and not declared; `operation_ids`
    and `operation_places` find the key of an operation for links; `memo` holds what several operations refer to, by the
    place of its definition.
    """

    root: Node
    resolver: Resolver
    report: Report
    schemas: SchemaReader
    dialect: Dialect
    schemes: dict[str, ir.Name] = field(default_factory=dict)
    assumed: list[ir.SecurityScheme] = field(default_factory=list)
    operation_ids: dict[str, str] = field(default_factory=dict)
    operation_places: dict[Source, str] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)

    def follow(self, node: Node) -> Node | None:
        """The object that a Reference Object stands for, or the node itself; None (reported) where it leads nowhere."""
        if isinstance(node.value, dict) and isinstance(plain(node).get("$ref"), str):
            return self.resolver.follow(node)
        return node

    def as_object(self, node: Node, what: str, section: str = "") -> Node | None:
        """`node` if it is an object, through references; else None and a diagnostic. null is as if absent.

        `section` is the one of the components that a reference may lead to.
        """
        target = self.follow(node)
        found = refs.section(target.source) if section and target is not None and target is not node else None
        if found is not None and found != section:
            message = f"{what} is needed, and {quote(plain(node)['$ref'])} is one of the {found}"
            self.report.add("ref-mistaken", node.source.child("$ref"), message)
            return None
        if section and target is not node:
            self._tell_beside(node)
        if target is None or isinstance(target.value, dict):
            return target
        if target.value is None:
            self.report.add("field-mended", target.source, f"{what} is null; it is read as if it were absent")
        else:
            message = f"{what} must be an object, not {kind(target.value)}"
            fix = "write its fields below it, as `name: value`"
            self.report.add("field-invalid", target.source, message, fix, outcome=ABSENT)
        return None

    def _tell_beside(self, node: Node) -> None:
        """Warn of what stands beside a reference and is not looked at: all but its words."""
        for key in plain(node):
            if key not in ("$ref", "summary", "description") and not key.startswith("x-"):
                fix = "move it to what is referred to, or write the object here in full"
                message = f"{quote(key)} beside `$ref` does nothing"
                self.report.add("ref-siblings", node.source.child(key), message, fix, key=True)

    def object_of(self, node: Node, field: str) -> Node:
        """The node; a string is taken as an object with nothing but this field, with a warning."""
        if not isinstance(node.value, str):
            return node
        message = f"{kind(node.value)} is where an object should be; it is read as its {quote(field)}"
        self.report.add("field-mended", node.source, message, f"write it as `{field}: ...`")
        return Made({field: node.value}, node.source)

    def member(self, node: Node, key: str, what: str | None = None) -> Node | None:
        """The object in field `key`, references followed; None where it is absent or faulty."""
        child = node.get(key)
        return None if child is None else self.as_object(child, what or quote(key))

    def members(self, node: Node, key: str) -> Iterator[tuple[str, Node]]:
        """The entries of the map in field `key` without its x- fields; references of the entries are not followed."""
        child = self.member(node, key)
        if child is not None:
            for name, entry in child.items():
                if not name.startswith("x-"):
                    yield name, entry

    def elements(self, node: Node, key: str) -> list[Node]:
        """The elements of the list in field `key`; empty where it is absent or faulty."""
        child = node.get(key)
        if child is None:
            return []
        if isinstance(child.value, list):
            return list(child.elements())
        if child.value is None:
            self.report.add("field-mended", child.source, f"{quote(key)} is null; it is read as an empty list")
        elif isinstance(child.value, dict) and key in _OF_OBJECTS:
            self.report.add(
                "field-mended", child.source, f"{quote(key)} is an object; it is read as a list of it alone"
            )
            return [child]
        else:
            message = f"{quote(key)} must be a list, not {kind(child.value)}"
            fix = "write it as a list, each element behind a `-`"
            self.report.add("field-invalid", child.source, message, fix, outcome="" if key == "security" else ABSENT)
        return []

    def text(self, node: Node, key: str) -> str | None:
        """The string in field `key`; a number or boolean is taken as it is spelled in JSON, with a warning."""
        value = plain(node).get(key)
        if value is None or isinstance(value, str):
            return value
        return self.as_text(Node(value, node.source.child(key)), quote(key))

    def as_text(self, node: Node, what: str, needed: bool = False) -> str | None:
        """The node as a string, see `text`. Where it is `needed`, nothing can be done without it."""
        value = node.value
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int | float):
            spelled = str(value).lower() if isinstance(value, bool) else str(value)
            self.report.add("field-mended", node.source, f"{what} is {kind(value)}; it is read as {quote(spelled)}")
            return spelled
        message = f"{what} must be a string, not {kind(value)}"
        fix = "write one text, in quotes if it may be a number"
        self.report.add("field-invalid", node.source, message, fix, outcome="" if needed else ABSENT)
        return None

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """The strings of the list in field `key`; a string in place of the list is taken as its only one."""
        alone = node.get(key)
        if alone is not None and isinstance(alone.value, str):
            self.report.add("field-mended", alone.source, f"{quote(key)} is a string; it is read as a list of one")
            return (alone.value,)
        found = (
            self.as_text(self._named(element), f"an element of {quote(key)}") for element in self.elements(node, key)
        )
        return tuple(text for text in found if text is not None)

    def _named(self, node: Node) -> Node:
        """The name of an object where a name alone should be; else the node itself."""
        name = node.get("name") if isinstance(node.value, dict) else None
        if name is None:
            return node
        self.report.add("field-mended", node.source, "an object is where its name should be; it is read as the name")
        return name

    def flag(self, node: Node, key: str, default: bool = False) -> bool:
        """The boolean in field `key`; what spells one is taken as it, with a warning."""
        value = plain(node).get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        place = node.source.child(key)
        meant = _BOOLEANS.get(str(value).lower())
        if meant is not None:
            message = f"{quote(key)} is {kind(value)}, no boolean; it is read as {str(meant).lower()}"
            self.report.add("field-mended", place, message)
            return meant
        message = f"{quote(key)} must be true or false, not {kind(value)}"
        self.report.add("field-invalid", place, message, "write true or false, without quotes", outcome=ABSENT)
        return default

    def type(self, schema: Node | None, text: bool = False) -> ir.TypeRef:
        """The type of a schema; anything where there is none. `text`: of a value that comes as text."""
        if not isinstance(schema, Fields):
            return self.schemas.read(schema, text)
        fields = tuple(self._field(name, node, required) for name, node, required in schema.fields)
        name = ir.Name((), ir.Text(""))
        key = self.resolver.key(schema)
        return ir.Inline(declaration=ir.Record(key=key, name=name, fields=fields, source=schema.source))

    def _field(self, name: str, node: Node, required: bool) -> ir.Field:
        default = node.get("default")
        return ir.Field(
            name=names.name(name, "field"),
            type=self.schemas.read(node),
            required=required,
            default=None if default is None else ir.Value(default.value, default.source),
            doc=self.doc(node),
            source=node.source,
        )

    def doc(self, node: Node, via: Node | None = None) -> ir.Doc | None:
        """`summary`, `description` and `externalDocs`; those beside a `$ref` (`via`) win, as of OpenAPI 3.1."""
        summary = self._words(via, "summary") or self._words(node, "summary")
        description = self._words(via, "description") or self._words(node, "description")
        external = None
        if "externalDocs" in plain(node):
            docs = self.member(node, "externalDocs")
            if docs is not None:
                self.check_fields(docs, "external documentation")
                external = self.text(docs, "url")
        if not (summary or description or external):
            return None
        return ir.Doc(summary=text(summary), description=text(description), external=text(external))

    def _words(self, node: Node | None, key: str) -> str | None:
        return self.text(node, key) if node is not None and key in plain(node) else None

    def check_fields(self, node: Node, kind: str, also: Collection[str] = ()) -> None:
        """Warn of fields that the format does not know of this kind of object: most are misspelled."""
        if isinstance(node, Made):
            return
        known = keywords.known(self.dialect.schemas, kind)
        for key in plain(node):
            if key in known or key in also or key.startswith("x-") or key == "$ref":
                continue
            near = get_close_matches(key, sorted(known), 1, 0.75 if len(key) > 4 else 0.6)
            article = "an" if kind[0] in "aeio" else "a"
            self.report.add(
                "field-unknown",
                node.source.child(key),
                f"{article} {kind} has no field {quote(key)}; it is ignored",
                f"did you mean {quote(near[0])}?" if near else None,
                key=True,
            )


def plain(node: Node) -> dict[str, Any]:
    """The members of an object as plain values; empty where the node is none."""
    return node.value if isinstance(node.value, dict) else {}


def kind(value: object) -> str:
    """What a JSON value is, for a message."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"the string {quote(value, 30)}"
    if isinstance(value, int | float):
        return f"the number {quote(value)}"
    return "a list" if isinstance(value, list) else "an object"


def text(value: str | None) -> ir.Text | None:
    """Words of the description, or None where there are none."""
    return ir.Text(value) if value else None


def extensions(value: Mapping[str, Any]) -> tuple[tuple[ir.Text, ir.Value], ...]:
    """The x- fields of an object."""
    return tuple((ir.Text(key), ir.Value(entry)) for key, entry in value.items() if key.startswith("x-"))
