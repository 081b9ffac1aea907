"""What templates of TypeScript SDKs see: operations as functions, their inputs, replies and errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from scaffold import ir
from scaffold.cases.operations import sent_method
from scaffold.lang.base import Applied, Symbol
from scaffold.lang.clients import asked, is_idempotency_key, representations, server_url, token_url, used_xml
from scaffold.lang.http import MediaKind, media_kind, status_key, status_words, written
from scaffold.lang.links import Follow, links, names_server
from scaffold.lang.pagination import Pagination, detect
from scaffold.lang.parts import is_form, is_read
from scaffold.lang.shapes import Shapes
from scaffold.lang.typescript.names import Scope, distinct, identifier
from scaffold.lang.typescript.writer import Printable
from scaffold.lang.xml import scope

if TYPE_CHECKING:
    from scaffold.backend import Backend
    from scaffold.config import Config
    from scaffold.lang.typescript import TypeScriptTypes

_EXPORTS = frozenset(
    {
        *("ApiConnectionError", "ApiError", "ApiTimeout", "Auth", "BASE_URL", "BasicCredential", "Bytes", "Call"),
        *("CallOptions", "Client", "ClientCredentials", "ClientErrorStatus", "ClientOptions", "Content", "Credential"),
        *("CredentialRequest", "Failure", "FileInput", "HttpStatus", "InformationalStatus", "InvalidResponse"),
        *("Middleware", "NamedFile", "NoInput", "Payload", "ProblemDetails", "RedirectionStatus", "RequestInfo"),
        *("SdkError", "ServerErrorStatus", "ServerVariables", "Success", "SuccessStatus", "TokenError", "Blob"),
        *("Error", "Promise", "Response", "Request", "AsyncGenerator", "Exclude", "BodyOf", "ErrorOf", "Iterable"),
        *("AsyncIterable",),
    }
)
_VALUES = frozenset(
    {
        *("clientCredentials", "createClient", "serverUrl", "uploadProgress", "errors", "models", "schemes"),
        *("client", "input", "options", "body", "headers", "name", "value"),
    }
)
"""Names that the package exports or that functions of operations use, which an operation can't have."""

_BODILESS = ("GET", "HEAD")
"""The methods whose requests can't have a body in `fetch`."""
REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"})
FILE = Symbol("FileInput", "./core/files.ts")
BLOB = Symbol("Blob", "")
STRING = Symbol("string", "")
_ITERABLES = (Symbol("Iterable", ""), Symbol("AsyncIterable", ""))
GROUPS = {
    ir.Where.PATH: "path",
    ir.Where.QUERY: "query",
    ir.Where.HEADER: "headers",
    ir.Where.COOKIE: "cookies",
}


class ContentView(Struct, frozen=True):
    """One media type of a request or response and what its values are in TypeScript."""

    node: ir.Media
    kind: MediaKind
    type: Printable


class ReplyView(Struct, frozen=True):
    """A declared response. `error` is the class of an error; `headers` names the interface of its headers."""

    node: ir.Result
    content: tuple[ContentView, ...]
    error: Symbol | None = None
    headers: str = ""

    @property
    def key(self) -> str:
        return status_key(self.node.status)

    @property
    def body(self) -> Printable:
        return tuple(dict.fromkeys(one.type for one in self.content)) or None

    @property
    def several(self) -> bool:
        """Whether a caller must be told which media type came."""
        return isinstance(self.body, tuple) and len(self.body) > 1


class ErrorView(Struct, frozen=True):
    """The class of an error that the description declares."""

    name: str
    reply: ReplyView
    shared: bool


class BodyView(Struct, frozen=True):
    """Representations of the request body that share a type, and are made alike."""

    content: tuple[ContentView, ...]

    @property
    def first(self) -> ContentView:
        return self.content[0]

    @property
    def media(self) -> tuple[ir.Text, ...]:
        return tuple(one.node.media_type for one in self.content)

    @property
    def ranges(self) -> tuple[str, ...]:
        """What the media types begin with that are ranges (`image/*`)."""
        return tuple(one.raw.partition("*")[0] for one in self.media if "*" in one.raw)


class SchemeView(Struct, frozen=True):
    """A security scheme as a constant. A client certificate belongs to `fetch`, so nothing is signed with it."""

    node: ir.SecurityScheme
    name: str

    @property
    def signs(self) -> bool:
        return self.node.kind is not ir.SchemeKind.MUTUAL_TLS

    @property
    def basic(self) -> bool:
        return self.node.kind is ir.SchemeKind.BASIC

    @property
    def prefix(self) -> str:
        """What stands before the credential in the Authorization header."""
        if self.node.kind is ir.SchemeKind.HTTP and self.node.http is not None:
            return f"{self.node.http.raw} "
        return "Basic " if self.basic else "Bearer "

    @property
    def token_url(self) -> ir.Text | None:
        return token_url(self.node)


class OperationView(Struct, frozen=True, dict=True):
    """An operation as a function. `all_function` walks over its pages, where it has any."""

    node: ir.Operation
    function: str
    all_function: str
    input_type: str
    result: str
    bodies: tuple[BodyView, ...]
    results: tuple[ReplyView, ...]
    errors: tuple[ReplyView, ...]
    pages: Pagination | None
    payload: str = ""
    """The function that makes the body, where that takes more than an expression; `payload_type` is what it takes."""
    payload_type: str = ""
    alternatives: tuple[tuple[SchemeView, ...], ...] = ()
    """The alternatives of security schemes that write something into the request."""

    @property
    def http(self) -> ir.Http:
        assert isinstance(self.node.binding, ir.Http)
        return self.node.binding

    @property
    def method(self) -> str:
        """The method that requests are sent with."""
        return sent_method(self.http)

    @property
    def replies(self) -> tuple[ReplyView, ...]:
        return (*self.results, *self.errors)

    @property
    def key(self) -> str:
        return self.node.key

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[ir.Param, ...]], ...]:
        """The parameters by the member of the input that holds them."""
        return tuple(
            (group, found)
            for where, group in GROUPS.items()
            if (found := tuple(param for param in self.node.params if param.where is where))
        )

    @cached_property
    def needed(self) -> frozenset[str]:
        """The groups that no call can do without."""
        return frozenset(group for group, found in self.groups if any(map(is_given, found)))

    @property
    def querystring(self) -> ir.Param | None:
        return next((param for param in self.node.params if param.where is ir.Where.QUERYSTRING), None)

    @property
    def accepted(self) -> tuple[ir.Text, ...]:
        """The media types among which a caller may choose."""
        found = tuple(dict.fromkeys(one.node.media_type for reply in self.results for one in reply.content))
        return found if len(found) > 1 else ()

    @property
    def asked(self) -> tuple[ir.Text, ...]:
        """The media types to ask for."""
        return asked(self.results, self.errors)

    @property
    def needs_input(self) -> bool:
        """Whether there is anything that must be given."""
        if self.bodies and self.node.body is not None and self.node.body.required:
            return True
        return any(is_given(param) for param in self.node.params)

    @property
    def binary(self) -> bool:
        """Whether its answer is bytes."""
        return any(one.kind is MediaKind.BINARY for reply in self.results for one in reply.content)

    @property
    def takes_input(self) -> bool:
        return bool(self.node.params or self.bodies or self.accepted)

    @property
    def repeatable(self) -> bool:
        return self.http.method in REPEATABLE or any(map(is_idempotency_key, self.node.params))

    @property
    def server(self) -> ir.Text | None:
        servers = self.http.servers
        return server_url(servers[0]) if servers else None

    @property
    def redirects(self) -> bool:
        """Whether an answer that sends elsewhere is one that a caller wants."""
        return any(reply.key.startswith("3") for reply in self.replies)


def is_given(param: ir.Param) -> bool:
    """Whether a caller must give it; an idempotency key is made where none is given."""
    return param.required and not is_idempotency_key(param)


class ServiceView(Struct, frozen=True):
    """The operations of a service, in one module."""

    node: ir.Service
    module: str
    operations: tuple[OperationView, ...]

    @property
    def operation_keys(self) -> tuple[str, ...]:
        return tuple(operation.key for operation in self.operations)


class LinkView(Struct, frozen=True):
    """A link as a function, of this name, from a reply to the input of the next call.

    `variables` names the interface of what may be put into its server's address.
    """

    name: str
    type: str
    follow: Follow
    reply: ReplyView
    variables: str = ""


class ClientView(Struct, frozen=True):
    """The package. `base_url` may be relative."""

    package: str
    title: ir.Text
    version: ir.Text
    base_url: ir.Text
    server: ir.Server | None
    services: tuple[ServiceView, ...]
    schemes: tuple[SchemeView, ...]
    errors: tuple[ErrorView, ...]

    @property
    def harness(self) -> str:
        """The file of a service's tests that calls the service through this client."""
        return "sdk"

    @property
    def operations(self) -> tuple[OperationView, ...]:
        return tuple(operation for service in self.services for operation in service.operations)

    @property
    def has_server(self) -> bool:
        """Whether the description says where the API is, so that a caller need not."""
        return self.base_url.raw.startswith(("http://", "https://"))

    @property
    def signing(self) -> tuple[SchemeView, ...]:
        return tuple(scheme for scheme in self.schemes if scheme.signs)


class ClientViews:
    """Builds the views of an API's client.

    `scope` holds the variables of all templates; `each`, for a placeholder of a path, the views for it.
    """

    def __init__(self, api: ir.Api, types: TypeScriptTypes, config: Config, backend: Backend) -> None:
        self._types: Mapping[str, ir.Declaration] = {one.key: one for one in api.types}
        self.shapes = Shapes(self._types)
        self._errors: dict[str, ErrorView] = {}
        self._names: set[str] = {*_EXPORTS, *_VALUES}
        schemes = distinct((identifier(scheme.name, Scope.VALUE) for scheme in api.security), ("call",))
        self._schemes = tuple(map(SchemeView, api.security, schemes))
        services = tuple(
            ServiceView(one.node, one.module, tuple(map(self._operation, one.operations))) for one in types.services
        )
        client = ClientView(
            config.package.replace("_", "-") + "-client",
            api.title,
            api.version,
            server_url(api.servers[0]) if api.servers else ir.Text(""),
            api.servers[0] if api.servers else None,
            services,
            self._schemes,
            tuple(self._errors.values()),
        )
        self.functions = frozenset(name for one in client.operations for name in (one.function, one.payload))
        self._operations = {operation.key: operation for operation in client.operations}
        follows = links((operation.node for operation in client.operations), api).follows
        self._links = self._linked(follows)
        self.scope: Mapping[str, Any] = {
            "client": client,
            "linked": bool(follows),
            "own_servers": names_server(follows),
            **scope(used_xml(api)),
        }
        self.each: Mapping[str, tuple[Any, ...]] = {"service": services}

    def links_of(self, view: OperationView) -> tuple[LinkView, ...]:
        """The links of an operation that can be followed."""
        return self._links.get(view.key, ())

    def operation(self, node: ir.Operation) -> OperationView:
        """The operation as a function."""
        return self._operations[node.key]

    def _linked(self, follows: Iterable[Follow]) -> Mapping[str, tuple[LinkView, ...]]:
        """The links that can be followed, by the key of the operation that has them."""
        found: dict[str, tuple[LinkView, ...]] = {}
        for follow in follows:
            words = (*follow.source.name.words, *follow.link.name.words)
            key = follow.source.key
            reply = next(one for one in self._operations[key].results if one.node is follow.result)
            view = LinkView(self._named(words, Scope.VALUE), self._named(words, Scope.TYPE), follow, reply)
            if follow.server is not None and follow.server.variables:
                view = replace(view, variables=self._named(words, Scope.TYPE, after="Variables"))
            found[key] = (*found.get(key, ()), view)
        return found

    def _named(self, words: ir.Name | tuple[str, ...], scope: Scope, before: str = "", after: str = "") -> str:
        name = before + identifier(words, scope) + after
        if name in self._names:
            (name,) = distinct([name], self._names)
        self._names.add(name)
        return name

    def _operation(self, node: ir.Operation) -> OperationView:
        function = self._named(node.name, Scope.VALUE)
        found = detect(node, self._types)
        results = tuple(self._reply(node, result) for result in node.results)
        pages = found if found and len(results[0].content) == 1 else None
        bodies = self._bodies(node)
        several = len(bodies) > 1
        return OperationView(
            node,
            function,
            self._named(node.name, Scope.VALUE, after="All") if pages else "",
            self._named(node.name, Scope.TYPE, after="Input"),
            self._named(node.name, Scope.TYPE, after="Result"),
            bodies,
            results,
            tuple(self._error(node, result) for result in node.errors),
            pages,
            self._named(node.name, Scope.VALUE, after="Body") if several else "",
            self._named(node.name, Scope.TYPE, after="Body") if several else "",
            tuple(self._alternatives(node.security)),
        )

    def _alternatives(self, security: Iterable[ir.Requirement]) -> Iterator[tuple[SchemeView, ...]]:
        known = {scheme.node.name.wire: scheme for scheme in self._schemes if scheme.signs}
        for needs in security:
            if found := tuple(known[need.scheme.wire] for need in needs if need.scheme.wire in known):
                yield found

    def _bodies(self, node: ir.Operation) -> tuple[BodyView, ...]:
        body = None if isinstance(node.binding, ir.Http) and node.binding.method in _BODILESS else node.body
        groups: dict[object, list[ContentView]] = {}
        for media in representations(body.media, self.shapes) if body else ():
            content = self._sent(media)
            alike = (content.kind, content.type, media.encoding, media.positions, media.xml)
            groups.setdefault(alike, []).append(content)
        return tuple(BodyView(tuple(group)) for group in groups.values())

    def _sent(self, media: ir.Media) -> ContentView:
        kind = media_kind(media)
        if kind is MediaKind.BINARY:
            return ContentView(media, kind, Symbol("Content", "./core/files.ts"))
        if kind is MediaKind.TEXT and not self.shapes.is_text(media.type):
            return ContentView(media, kind, STRING)
        if media.item is not None:
            return ContentView(media, kind, tuple(Applied(one, media.item) for one in _ITERABLES))
        return ContentView(media, kind, media.type)

    def _received(self, media: ir.Media) -> ContentView:
        """A representation of a reply; forms and parts that are not those of one object are left as bytes."""
        kind = media_kind(media)
        if media.item is not None:
            return ContentView(media, kind, Applied(_ITERABLES[1], media.item))
        is_typed = is_form(media) or is_read(media, self.shapes)
        if kind is MediaKind.BINARY or (kind in (MediaKind.FORM, MediaKind.MULTIPART) and not is_typed):
            return ContentView(media, MediaKind.BINARY, BLOB)
        if kind is MediaKind.TEXT and not self.shapes.is_text(media.type):
            return ContentView(media, kind, STRING)
        return ContentView(media, kind, written(media.type))

    def _content(self, operation: ir.Operation, result: ir.Result) -> tuple[ContentView, ...]:
        """The representations of a reply; an answer to HEAD has no content."""
        if isinstance(operation.binding, ir.Http) and operation.binding.method == "HEAD":
            return ()
        return tuple(map(self._received, representations(result.media, self.shapes)))

    def _reply(self, operation: ir.Operation, result: ir.Result) -> ReplyView:
        words = (*operation.name.words, *status_words(result.status))
        headers = self._named(words, Scope.TYPE, after="Headers") if result.headers else ""
        return ReplyView(result, self._content(operation, result), None, headers)

    def _error(self, operation: ir.Operation, result: ir.Result) -> ReplyView:
        """A declared error; the class of one that a component declares is made once."""
        shared = result.component is not None
        key = f"{operation.key} {status_key(result.status)}"
        words: tuple[str, ...] = (*operation.name.words, *status_words(result.status))
        if result.component is not None:
            key = f"{result.source.pointer} {status_key(result.status)}"
            words = result.component.words
        if key not in self._errors:
            name = self._named(words, Scope.TYPE)
            headers = self._named((*words,), Scope.TYPE, after="Headers") if result.headers else ""
            symbol = Symbol(f"errors.{name}", "./errors.ts", imported="errors")
            self._errors[key] = ErrorView(
                name, ReplyView(result, self._content(operation, result), symbol, headers), shared
            )
        return self._errors[key].reply
