"""OpenAPI 2.0 ("Swagger"), converted object by object to the 3.x form that the rest of this package reads.

A converted object is a `Graft`: its members come from different places of the user's document, and each is a node
that still knows its own. Schemas stay where they are and as they are, so that `#/definitions/Pet` keeps its meaning;
the schema reader knows what 2.0 says differently in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scaffold import ir
from scaffold.diag import Source, quote
from scaffold.source import Node
from scaffold.specs.openapi.dialect import METHODS, followed
from scaffold.specs.openapi.formats import Shape, holds_structures, shape_of
from scaffold.specs.openapi.reading import Fields, Made, Reading, plain
from scaffold.specs.openapi.servers import swagger_servers

_SECTIONS = {"schemas": "definitions", "securitySchemes": "securityDefinitions"}
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_PARAMETER = frozenset("name in required collectionFormat allowEmptyValue".split())
_DELIMITED = {"csv": ("form", False), "ssv": ("spaceDelimited", False), "pipes": ("pipeDelimited", False)}


class Graft(Made):
    """An object put together of nodes from several places. Its own source is the place that it stands for."""

    __slots__ = ("_members",)

    def __init__(self, source: Source, members: Mapping[str, Node | None]) -> None:
        self._members = {key: node for key, node in members.items() if node is not None}
        super().__init__({key: node.value for key, node in self._members.items()}, source)

    def get(self, key: str) -> Node | None:
        """The member of this name."""
        return self._members.get(key)

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members, each with its own source."""
        yield from self._members.items()


class Swagger2:
    """The dialect of 2.0, see `dialect.Dialect`."""

    schemas = "2.0"
    methods = tuple(method for method in METHODS if method not in ("trace", "query"))

    def components(self, reading: Reading, section: str) -> Iterator[tuple[str, Node]]:
        """`definitions`, `securityDefinitions`, `parameters` and `responses` of the description."""
        return reading.members(reading.root, _SECTIONS.get(section, section))

    def servers(self, reading: Reading) -> tuple[ir.Server, ...]:
        """The servers that schemes, host and basePath make."""
        return swagger_servers(reading)

    def request(
        self, reading: Reading, item: list[Node], operation: Node
    ) -> tuple[list[Node], list[Node], Node | None]:
        """Parameters as they are in 3.x, and the `body` or `formData` ones as a request body."""
        own = followed(reading, operation)
        replaced = {(param.text("in"), param.text("name")) for param in own}
        shared = [
            param
            for part in item
            for param in followed(reading, part)
            if (param.text("in"), param.text("name")) not in replaced
        ]
        place = operation.get("parameters") or next((part.get("parameters") for part in item), None) or operation
        bodies = [param for param in shared + own if param.text("in") == "body"]
        fields = [param for param in shared + own if param.text("in") == "formData"]
        body = _request_body(reading, operation, place.source, bodies, fields)
        return _parameters(reading, shared), _parameters(reading, own), body

    def produces(self, reading: Reading, operation: Node) -> tuple[str, ...]:
        """The media types of the operation's responses, or those of the whole description."""
        return _media_types(reading, operation, "produces")

    def response(self, reading: Reading, node: Node, produces: tuple[str, ...]) -> Node:
        """A response with `content` and headers that have a schema."""
        reading.check_fields(node, "response")
        headers = node.get("headers")
        made = None
        if headers is not None and headers.is_map:
            made = Graft(headers.source, {name: _header(reading, header) for name, header in headers.items()})
        content = _response_content(reading, node, produces)
        return Graft(node.source, {"description": node.get("description"), "headers": made, "content": content})

    def scheme(self, node: Node) -> Node:
        """A security scheme: `basic` becomes HTTP, and the OAuth2 flow an object of its own."""
        stated, source = node.text("type"), node.source
        members = dict(node.items())
        if stated == "basic":
            return Graft(source, members | {"type": Node("http", source), "scheme": Node("basic", source)})
        if stated != "oauth2":
            return node
        flow = node.text("flow") or "implicit"
        urls = {key: node.get(key) for key in ("authorizationUrl", "tokenUrl", "scopes")}
        flows = Graft(source, {_FLOWS.get(flow, flow): Graft(source, urls)})
        return Graft(source, {"type": node.get("type"), "description": node.get("description"), "flows": flows})


def _media_types(reading: Reading, operation: Node, key: str) -> tuple[str, ...]:
    """`consumes` or `produces` of an operation; an empty list of its own is taken as none, as of the whole."""
    found = reading.texts(operation, key) or reading.texts(reading.root, key)
    return tuple(dict.fromkeys(found))


# Parameters


def _parameters(reading: Reading, nodes: Iterable[Node]) -> list[Node]:
    return [_parameter(reading, node) for node in nodes if node.text("in") not in ("body", "formData")]


def _parameter(reading: Reading, node: Node) -> Node:
    """A parameter whose type is in a schema. Its place, and that of its schema, is the parameter itself."""
    members = {key: node.get(key) for key in ("name", "in", "required", "description", "allowEmptyValue")}
    members["schema"] = _items_schema(node)
    members |= _style(reading, node, node.text("in") or "")
    return Graft(node.source, members)


def _items_schema(node: Node) -> Node:
    """The schema that a parameter, form field or header of 2.0 is: its own keywords without those of a parameter."""
    return Node(_schema(node.value), node.source)


def _schema(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    kept = {key: entry for key, entry in value.items() if key not in _PARAMETER and key != "description"}
    if kept.get("type") == "file":
        kept |= {"type": "string", "format": "binary"}
    if "items" in kept:
        kept["items"] = _schema(kept["items"])
    return kept


def _style(reading: Reading, node: Node, where: str) -> dict[str, Node | None]:
    """`style` and `explode` for the collectionFormat, which is csv where it is not given."""
    if plain(node).get("type") != "array":
        return {}
    inner = node.get("items")
    if inner is not None and "collectionFormat" in plain(inner):
        message = "a list inside of a list has no format of its own; it is written as the outer one"
        reading.report.add("feature-unsupported", inner.source.child("collectionFormat"), message, key=True)
    given = node.text("collectionFormat") or "csv"
    at = node.source.child("collectionFormat") if "collectionFormat" in plain(node) else node.source
    if given == "multi" and where in ("query", "formData"):
        return {"style": Node("form", at), "explode": Node(True, at)}
    style, explode = _DELIMITED.get(given, ("form", False))
    if given not in _DELIMITED or (where in ("path", "header") and given != "csv"):
        message = f"the collectionFormat {quote(given)} has no equal for {where} parameters; csv is used"
        reading.report.add("style-invalid", at, message, "use csv")
    if where in ("path", "header"):
        style = "simple"
    elif given not in _DELIMITED:
        style = "form"
    return {"style": Node(style, at), "explode": Node(explode, at)}


# Bodies


def _request_body(
    reading: Reading, operation: Node, place: Source, bodies: list[Node], fields: list[Node]
) -> Node | None:
    if bodies and (fields or len(bodies) > 1):
        held = "several body parameters" if len(bodies) > 1 else "a body parameter and form fields"
        reading.report.add("body-conflict", bodies[-1].source, f"the operation has {held}")
        return None
    consumes = _media_types(reading, operation, "consumes")
    if bodies:
        reading.check_fields(bodies[0], "parameter")
        return _body(bodies[0], consumes)
    return _form(reading, place, fields, consumes) if fields else None


def _body(param: Node, consumes: tuple[str, ...]) -> Node:
    schema = param.get("schema")
    entry = Graft(param.source, {"schema": schema})
    content = Graft(param.source, {wire: entry for wire in consumes or ("application/json",)})
    members = {"required": param.get("required"), "description": param.get("description"), "content": content}
    return Graft(param.source, members)


def _form(reading: Reading, place: Source, fields: list[Node], consumes: tuple[str, ...]) -> Node:
    """A body whose schema is an object with a property for each form field."""
    named = {name: field for field in fields if (name := field.text("name"))}
    for field in fields:
        if not field.text("name"):
            reading.report.add("field-missing", field.source, "the form field has no 'name'")
    schema = Fields(
        place, tuple((name, _form_field(field), plain(field).get("required") is True) for name, field in named.items())
    )
    styles = {name: Graft(field.source, _style(reading, field, "formData")) for name, field in named.items()}
    encoding = Graft(place, {name: style for name, style in styles.items() if style.value})
    entry = Graft(place, {"schema": schema, "encoding": encoding if encoding.value else None})
    content = Graft(place, {wire: entry for wire in _form_types(consumes, fields)})
    required = any(required for _, _, required in schema.fields)
    return Graft(place, {"required": Node(required, place), "content": content})


def _form_field(node: Node) -> Node:
    value = _schema(node.value)
    if node.text("description"):
        value = {"description": plain(node)["description"], **value}
    return Node(value, node.source)


def _form_types(consumes: tuple[str, ...], fields: list[Node]) -> tuple[str, ...]:
    """The form media types that the operation consumes; files can only be sent as multipart."""
    if any(field.text("type") == "file" for field in fields):
        return _FORMS[:1]
    return tuple(wire for wire in consumes if ir.essence(wire) in _FORMS) or _FORMS[1:]


# Responses


def _header(reading: Reading, node: Node) -> Node:
    if not node.is_map:
        return node
    _style(reading, node, "header")
    return Graft(node.source, {"description": node.get("description"), "schema": _items_schema(node)})


def _response_content(reading: Reading, node: Node, produces: tuple[str, ...]) -> Node | None:
    """`content` of a response: its schema for each media type that is produced, with the examples of that type."""
    schema = node.get("schema")
    examples = node.get("examples")
    shown = dict(examples.items()) if examples is not None else {}
    if schema is None:
        return None
    is_file = schema.is_map and plain(schema).get("type") == "file"
    wires = produces or (("application/octet-stream",) if is_file else ("application/json",))
    if shape_of(reading, schema) is Shape.STRUCTURED and not any(map(holds_structures, wires)):
        wires = ("application/json",)  # `produces` speaks of the success; errors of a download are still JSON
    return Graft(
        node.source, {wire: Graft(schema.source, {"schema": schema, "example": shown.get(wire)}) for wire in wires}
    )
