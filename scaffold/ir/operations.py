"""Operations: what a service does, how each is reached, and what goes in and out."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from scaffold.diag import Source
from scaffold.ir.security import Requirement, SecurityScheme, Where
from scaffold.ir.types import Declaration, TypeRef
from scaffold.ir.words import Doc, Json, Name, Text, Value


class Style(StrEnum):
    """OpenAPI 3.2 section 4.12.2.2, style values."""

    MATRIX = "matrix"
    LABEL = "label"
    SIMPLE = "simple"
    FORM = "form"
    SPACE = "spaceDelimited"
    PIPE = "pipeDelimited"
    DEEP = "deepObject"
    COOKIE = "cookie"


class Param(Struct, frozen=True, kw_only=True):
    """A parameter. With `media` set it is serialized as that media type, and style and explode do not apply.

    `sunset` is when it is to go, if it is deprecated, as the description says it.
    """

    name: Name
    where: Where
    type: TypeRef
    required: bool
    default: Value | None = None
    style: Style = Style.SIMPLE
    explode: bool = False
    allow_reserved: bool = False
    allow_empty: bool = False
    media: Text | None = None
    deprecated: bool = False
    sunset: Value | None = None
    examples: tuple[Value, ...] = ()
    doc: Doc | None = None
    source: Source


class Header(Struct, frozen=True, kw_only=True):
    """A response header or a header of one part of a multipart body; style is always `simple` (OpenAPI 3.2, 4.21)."""

    name: Name
    type: TypeRef
    required: bool
    explode: bool = False
    media: Text | None = None
    deprecated: bool = False
    examples: tuple[Value, ...] = ()
    doc: Doc | None = None
    source: Source


CONTENT, HEADERS = "content", "headers"
"""What a part that has headers is made of; pass `parts` makes it."""


class Encoding(Struct, frozen=True, kw_only=True):
    """How one part of a form or multipart body is sent (OpenAPI 3.2 section 4.15).

    `property` is its name, empty for a part that is told by its place. `style` is None where the description gives none
    of style, explode and allowReserved: then `media` decides. With `headers` the value of a part is an object of its
    content and those headers; with `parts` it is multipart itself. With `xml` its content is written by that plan where
    it is XML, and `place` names the part as a media type's does.
    """

    property: Text
    media: tuple[Text, ...] = ()
    headers: tuple[Header, ...] = ()
    parts: Parts | None = None
    xml: Value | None = None
    place: str = ""
    style: Style | None = None
    explode: bool = True
    allow_reserved: bool = False


class Positions(Struct, frozen=True, kw_only=True):
    """How parts are sent that are told apart by place: the first ones, and all further ones (None: there are none)."""

    prefix: tuple[Encoding, ...] = ()
    rest: Encoding | None = None


class Parts(Struct, frozen=True, kw_only=True):
    """How the parts of a part are sent: by their names or, with `positions`, by their places."""

    encoding: tuple[Encoding, ...] = ()
    positions: Positions | None = None


class Media(Struct, frozen=True, kw_only=True):
    """One representation of a body. `item` is the type of each element of a sequential media type (`itemSchema`).

    `range` is what the description has where that is all media types (`*/*`), and `media_type` the one of them to use.
    `xml` is how values are written as XML, where they are: the plan that the reader made of the XML Objects. The parts
    of a multipart body have names, and `encoding`, or `positions`. `place` names the media type among all of the
    description's documents.
    """

    media_type: Text
    type: TypeRef
    range: Text | None = None
    item: TypeRef | None = None
    xml: Value | None = None
    encoding: tuple[Encoding, ...] = ()
    positions: Positions | None = None
    examples: tuple[Value, ...] = ()
    place: str = ""
    source: Source


class Body(Struct, frozen=True, kw_only=True):
    """The request body: one or more representations, in the description's order."""

    media: tuple[Media, ...]
    required: bool
    doc: Doc | None = None
    source: Source


class Exact(Struct, frozen=True):
    code: int


class Range(Struct, frozen=True):
    """4XX and the like; `hundreds` is 4."""

    hundreds: int


class Default(Struct, frozen=True):
    """Every status that is not declared otherwise."""


Status: TypeAlias = Exact | Range | Default


class Link(Struct, frozen=True, kw_only=True):
    """A link of a response. `target` is an operation's key; arguments and `body` are expressions or values."""

    name: Name
    target: str | None
    arguments: tuple[tuple[Text, Value], ...] = ()
    body: Value | None = None
    servers: tuple[Server, ...] = ()
    doc: Doc | None = None
    source: Source


class Result(Struct, frozen=True, kw_only=True):
    """One declared response. `component` names it where it was declared once for several operations."""

    status: Status
    media: tuple[Media, ...] = ()
    headers: tuple[Header, ...] = ()
    links: tuple[Link, ...] = ()
    component: Name | None = None
    doc: Doc | None = None
    source: Source


class Literal(Struct, frozen=True):
    """A run of a path template that stands as it is, percent-encoding undone."""

    text: Text


class Slot(Struct, frozen=True):
    """A `{name}` of a path template.

    `values` are the texts, percent-encoded, that tell a slot from the one that touches it; empty where any may stand.
    """

    name: Text
    values: tuple[Text, ...] = ()


class Path(Struct, frozen=True):
    """A path template: the segments between slashes, each of literals and slots (`{a}-{b}`, `{id}.json`).

    An empty segment is an empty tuple: `/` is one of them, and `/books/` ends with one.
    """

    segments: tuple[tuple[Literal | Slot, ...], ...]
    template: Text


class Variable(Struct, frozen=True, kw_only=True):
    name: Text
    default: Text
    values: tuple[Text, ...] = ()


class Server(Struct, frozen=True, kw_only=True):
    """Where the API is. `path` is the path part of the URL with defaults put in, without a final slash."""

    url: Text
    path: Text
    variables: tuple[Variable, ...] = ()
    doc: Doc | None = None


class Http(Struct, frozen=True, kw_only=True):
    """REST: a method (upper case) on a path template. `servers` overrides the Api's where it is not empty.

    `overridden` says that requests come as POST, with the method in the header X-HTTP-Method-Override: for frameworks
    that can't route the method.
    """

    method: str
    path: Path
    servers: tuple[Server, ...] = ()
    overridden: bool = False


class Sse(Struct, frozen=True, kw_only=True):
    """Server-Sent Events over HTTP."""

    http: Http


class WebSocket(Struct, frozen=True, kw_only=True):
    path: Path
    subprotocols: tuple[Text, ...] = ()


class Webhook(Struct, frozen=True, kw_only=True):
    """A request that the service sends: OpenAPI `webhooks`, and `callbacks` with their runtime `expression`.

    `declared` is the place of that field.
    """

    method: str
    declared: Source
    expression: Text | None = None


class GraphQLField(Struct, frozen=True, kw_only=True):
    root: str
    field: Text


class Rpc(Struct, frozen=True, kw_only=True):
    service: Text
    method: Text


class Soap(Struct, frozen=True, kw_only=True):
    action: Text
    style: str
    version: str


class Channel(Struct, frozen=True, kw_only=True):
    address: Text
    protocol: str


Binding: TypeAlias = Http | Sse | WebSocket | Webhook | GraphQLField | Rpc | Soap | Channel


class Direction(StrEnum):
    SERVE = "serve"
    EMIT = "emit"


class Stream(StrEnum):
    NONE = "none"
    SERVER = "server"
    CLIENT = "client"
    BIDI = "bidi"


class Operation(Struct, frozen=True, kw_only=True):
    """One thing a service does. `key` ("GET /pets/{id}") is its identity across versions of a description.

    `results` are successes and redirects (1xx, 2xx, 3xx), `errors` all others (4xx, 5xx, ranges of them, default).
    There is always a result: where no success is declared it is the default, or else 204 without a body.
    `security` holds alternatives; the empty tuple means open to all.
    """

    key: str
    name: Name
    binding: Binding
    direction: Direction = Direction.SERVE
    stream: Stream = Stream.NONE
    params: tuple[Param, ...] = ()
    body: Body | None = None
    results: tuple[Result, ...] = ()
    errors: tuple[Result, ...] = ()
    security: tuple[Requirement, ...] = ()
    deprecated: bool = False
    parent: str | None = None
    session: str | None = None
    extensions: tuple[tuple[Text, Value], ...] = ()
    doc: Doc | None = None
    source: Source


class Service(Struct, frozen=True, kw_only=True):
    """A group of operations: a tag, a gRPC service, a GraphQL root, a channel group."""

    name: Name
    operations: tuple[Operation, ...]
    parent: Name | None = None
    doc: Doc | None = None


class Api(Struct, frozen=True, kw_only=True):
    """A whole description.

    `types` are in the order of the description. `schemas` are JSON Schema 2020-12 documents by type key, only those
    that a `Checked` refers to. `document` is the description itself as one JSON document, as it is served to readers.
    """

    title: Text
    version: Text
    services: tuple[Service, ...]
    types: tuple[Declaration, ...]
    servers: tuple[Server, ...] = ()
    security: tuple[SecurityScheme, ...] = ()
    schemas: Mapping[str, Json]
    document: Json
    doc: Doc | None = None
    source: Source
