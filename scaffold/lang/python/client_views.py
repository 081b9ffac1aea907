"""What templates of Python SDKs see: clients, resources, their methods, and the classes of results and errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from scaffold import ir, names
from scaffold.lang.base import Applied, Symbol
from scaffold.lang.clients import TOKENS, asked, is_idempotency_key, representations, server_url, token_url
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.links import Follow, links, names_server
from scaffold.lang.pagination import Pagination, Paging, detect
from scaffold.lang.parts import is_form, is_read
from scaffold.lang.python.imports import name_key
from scaffold.lang.python.names import Scope, distinct, identifier
from scaffold.lang.python.views import BYTES, OperationView, ParamView, ResponseView, ServiceView
from scaffold.lang.python.writer import Printable
from scaffold.lang.shapes import Shapes, Steps

_FUNCTIONS = frozenset({"core", "datetime"})
_PARAMS = frozenset({"self", "body", "options", "timeout", "max_retries", "extra_headers", "content_type", "accept"})
_CLASSES = frozenset({"AsyncIterable", "AsyncIterator", "Iterable", "Iterator", "Unpack", "UUID"})
_ATTRIBUTES = frozenset({"base_url", "close", "with_response", "core", "float", "httpx2", "int", "resources", "str"})
_SETTINGS = (
    *("self", "base_url", "timeout", "max_retries", "headers", "http_client", "on_request", "on_response", "on_error"),
)
_ERRORS = (
    *("ApiConnectionError", "ApiError", "ApiTimeout", "InvalidResponse", "ProblemDetails", "SdkError", "TokenError"),
)
_EXPORTS = (
    *_ERRORS,
    *("BASE_URL", "NOT_GIVEN", "AsyncDownload", "ClientCredentials", "Download", "File", "Items", "Options"),
    *("Response",),
    *("Awaitable", "Callable", "Mapping"),
)
_ERROR_ATTRIBUTES = (
    *("body", "status", "headers", "response", "request_id", "problem", "args", "add_note", "with_traceback"),
)
CONTENT = Symbol("Content", ".schema.files")
STR = Symbol("str", "builtins")
_ITERABLES = (Symbol("Iterable", "collections.abc"), Symbol("AsyncIterable", "collections.abc"))


class ContentView(Struct, frozen=True):
    """One media type of a request or response and what its values are in Python."""

    node: ir.Media
    kind: MediaKind
    type: Printable
    """What a caller gives or gets."""

    @property
    def exact(self) -> ir.TypeRef | None:
        """The type to read with all its constraints; None for bytes, for text of any kind, and for items."""
        return None if isinstance(self.type, Symbol | Applied) else self.node.type


def _content(media: ir.Media, shapes: Shapes, binary: Symbol) -> ContentView:
    kind = media_kind(media)
    if kind is MediaKind.BINARY:
        return ContentView(media, kind, binary)
    if kind is MediaKind.TEXT and not shapes.is_text(media.type):
        return ContentView(media, kind, STR)
    if media.item is not None:
        return ContentView(media, kind, tuple(Applied(one, media.item) for one in _ITERABLES))
    return ContentView(media, kind, media.type)


def _received(media: ir.Media, shapes: Shapes, items: Symbol) -> ContentView:
    """A representation of a reply; forms and parts that are not those of one object are left as bytes."""
    if media.item is not None:
        return ContentView(media, media_kind(media), Applied(items, media.item))
    content = _content(media, shapes, BYTES)
    if content.kind in (MediaKind.FORM, MediaKind.MULTIPART) and not (is_form(media) or is_read(media, shapes)):
        return ContentView(media, MediaKind.BINARY, BYTES)
    return content


def header_shape(header: ir.Header, shapes: Shapes) -> str:
    if header.media is not None:
        return "json" if "json" in header.media.raw else "value"
    if shapes.is_list(header.type):
        return "array"
    return "object" if shapes.is_object(header.type) else "value"


class HeaderView(Struct, frozen=True):
    """A declared response header as an attribute; `shape` says how its text is taken apart."""

    name: str
    node: ir.Header
    shape: str

    @property
    def type(self) -> Printable:
        return self.node.type if self.node.required else ir.Nullable(item=self.node.type)


class ReplyView(Struct, frozen=True, dict=True):
    """A declared response: a plain value, or a class of results or of errors (`symbol`)."""

    view: ResponseView
    name: str
    symbol: Symbol
    content: tuple[ContentView, ...]
    headers: tuple[HeaderView, ...]

    @property
    def node(self) -> ir.Result:
        return self.view.node

    @property
    def key(self) -> int | str:
        return self.view.status

    @property
    def varies(self) -> bool:
        return self.view.varies

    @cached_property
    def body(self) -> Printable:
        """The type of the content; None where there is none."""
        return tuple(dict.fromkeys(one.type for one in self.content)) or None

    @cached_property
    def several(self) -> bool:
        """Whether a caller must be told which media type came."""
        return isinstance(self.body, tuple) and len(self.body) > 1

    @property
    def members(self) -> bool:
        """Whether a class of it has any attributes."""
        return bool(self.content or self.headers or self.varies)

    @cached_property
    def plain(self) -> bool:
        """Whether the content alone says all."""
        return not (self.headers or self.varies or self.several)


class ArgumentView(Struct, frozen=True):
    """A parameter of a method. `initial` is its default as code; None where it must be given."""

    name: str
    type: Printable
    initial: str | None = None
    node: ir.Param | None = None
    choices: tuple[ir.Text, ...] = ()

    @property
    def idempotency(self) -> bool:
        """Whether it is the header that lets a request be repeated, which the client fills (Idempotency-Key)."""
        return self.node is not None and is_idempotency_key(self.node)


class PagesView(Struct, frozen=True):
    """How a method's pages are walked: the name of the class of `core`, and its arguments."""

    class_name: str
    item: ir.TypeRef
    arguments: tuple[str | int | None, ...]


class MethodView(Struct, frozen=True):
    """An operation as a method of a resource. `constant` holds it as data, `function` names the method."""

    view: OperationView
    function: str
    constant: str
    params: tuple[ArgumentView, ...]
    body: tuple[ContentView, ...]
    arguments: tuple[ArgumentView, ...]
    results: tuple[ReplyView, ...]
    errors: tuple[ReplyView, ...]
    pages: PagesView | None
    null_body: bool
    all_function: str = ""
    pages_constant: str = ""
    stream_function: str = ""

    @property
    def node(self) -> ir.Operation:
        return self.view.node

    @property
    def plain(self) -> bool:
        """Whether a call gives the bare content."""
        return len(self.results) == 1 and self.results[0].plain

    @property
    def result(self) -> Printable:
        """What a call gives."""
        if self.plain:
            return self.results[0].body
        return tuple(reply.symbol for reply in self.results) or None

    @property
    def classes(self) -> tuple[ReplyView, ...]:
        """The classes of results that it needs."""
        return () if self.plain else self.results

    @property
    def asked(self) -> tuple[ir.Text, ...]:
        """The media types to ask for, where they are not all that its replies are read in."""
        read = {one.node.media_type for reply in (*self.results, *self.errors) for one in reply.content}
        found = asked(self.results, self.errors)
        return found if len(found) < len(read) else ()

    @property
    def typed_body(self) -> bool:
        """Whether the representations of the body have types of their own, by which one is chosen."""
        return len({one.type for one in self.body}) > 1

    @property
    def security(self) -> tuple[tuple[ir.Text, ...], ...]:
        """The alternatives, each the names of the schemes that it asks for."""
        return tuple(tuple(need.scheme.wire for need in needs) for needs in self.node.security)

    @property
    def server(self) -> ir.Text | None:
        """The operation's own server, with the variables' defaults put in."""
        servers = self.view.http.servers
        return server_url(servers[0]) if servers else None


class ResourceView(Struct, frozen=True):
    """A service as an attribute of the client (`client.books`)."""

    service: ServiceView
    attribute: str
    class_name: str
    methods: tuple[MethodView, ...]

    @property
    def module(self) -> str:
        return self.service.module

    @property
    def operation_keys(self) -> tuple[str, ...]:
        return self.service.operation_keys

    @property
    def node(self) -> ir.Service:
        return self.service.node

    @property
    def classes(self) -> tuple[ReplyView, ...]:
        return tuple(reply for method in self.methods for reply in method.classes)


class SchemeView(Struct, frozen=True):
    """A security scheme as an argument of the client."""

    node: ir.SecurityScheme
    argument: str

    @property
    def wire(self) -> ir.Text:
        return self.node.name.wire

    @property
    def given(self) -> bool:
        """Whether a caller gives a credential for it; a client certificate belongs to the HTTP client."""
        return self.node.kind is not ir.SchemeKind.MUTUAL_TLS

    @property
    def credential(self) -> str:
        """The name of the type of its credential in `core`."""
        kind = self.node.kind
        if kind is ir.SchemeKind.BASIC:
            return "Basic"
        return "Token" if kind in TOKENS else "Secret"

    @property
    def token_url(self) -> ir.Text | None:
        return token_url(self.node)


class ClientView(Struct, frozen=True, dict=True):
    """The client classes: `name` and `Async` + `name`. `base_url` may be relative; it is that of `server`."""

    name: str
    package: str
    title: ir.Text
    version: ir.Text
    base_url: ir.Text
    server: ir.Server | None
    resources: tuple[ResourceView, ...]
    schemes: tuple[SchemeView, ...]
    errors: tuple[ReplyView, ...]
    follows: tuple[Follow, ...]
    """The links that can be followed."""

    @cached_property
    def methods(self) -> tuple[tuple[ResourceView, MethodView], ...]:
        return tuple((resource, method) for resource in self.resources for method in resource.methods)

    @property
    def harness(self) -> str:
        """The module of a project's tests that calls the service through the client."""
        return "sdk"

    @property
    def fixtures(self) -> str:
        return "conftest"

    @property
    def has_server(self) -> bool:
        """Whether the description says where the API is, so that a caller need not."""
        return self.base_url.raw.startswith(("http://", "https://"))

    @property
    def public_names(self) -> tuple[str, ...]:
        """What the module of the two classes exports, in the order of imports."""
        found = ["BASE_URL", self.name, f"Async{self.name}", *(["server_url"] if self.variables else [])]
        return tuple(sorted(found, key=name_key))

    @property
    def variables(self) -> tuple[tuple[str, ir.Variable], ...]:
        """What a caller may put into the server's address, with the names of the arguments."""
        return variable_names(self.server)

    @property
    def base_errors(self) -> tuple[str, ...]:
        """The classes of errors that every client has."""
        return _ERRORS

    @property
    def exported_errors(self) -> tuple[str, ...]:
        return tuple(sorted((*_ERRORS, *(error.name for error in self.errors))))

    @property
    def distribution(self) -> str:
        """The name of the distribution on a package index."""
        return self.package.replace("_", "-")

    @property
    def user_agent(self) -> ir.Text:
        version = re.sub(r"[^0-9A-Za-z.+_-]+", "-", self.version.raw)
        return ir.Text(f"{self.distribution}/{version}")

    @property
    def summary(self) -> ir.Text:
        return ir.Text(f"Client of {self.title.raw}, version {self.version.raw}.")


def variable_names(server: ir.Server | None, taken: Iterable[str] = ()) -> tuple[tuple[str, ir.Variable], ...]:
    """The variables of a server's address, each with its name as an argument."""
    given = server.variables if server else ()
    found = distinct((identifier(names.name(one.name.raw, "variable"), Scope.PARAM) for one in given), taken)
    return tuple(zip(found, given, strict=True))


class ClientViews:
    """Builds the views of an API's client; `root` is the SDK's package."""

    def __init__(self, api: ir.Api, services: tuple[ServiceView, ...], package: str, root: str) -> None:
        self._types: Mapping[str, ir.Declaration] = {one.key: one for one in api.types}
        self._shapes = Shapes(self._types)
        self._root = root
        self._errors: dict[str, ReplyView] = {}
        self._error_names: set[str] = set(_ERRORS)
        operations = (one.node for service in services for one in service.operations)
        follows = tuple(links(operations, api).follows)
        self._reserved = _PARAMS | {"base_url"} if names_server(follows) else _PARAMS
        named = distinct(_unlike(one.module, _ATTRIBUTES) for one in services)
        resources = tuple(map(self._resource, services, named))
        (name,) = distinct([_unlike(identifier(tuple(package.split("_")), Scope.CLASS), _EXPORTS, "Client")])
        self.client = ClientView(
            name,
            root,
            api.title,
            api.version,
            server_url(api.servers[0]) if api.servers else ir.Text(""),
            api.servers[0] if api.servers else None,
            resources,
            _schemes(api.security),
            tuple(self._errors.values()),
            follows,
        )

    def _resource(self, service: ServiceView, attribute: str) -> ResourceView:
        functions = distinct(_unlike(one.function, _FUNCTIONS) for one in service.operations)
        class_name = _unlike(service.class_name, _CLASSES)
        taken = {*functions}
        constants = distinct((one.upper() for one in functions), {*_CLASSES, class_name, f"Async{class_name}"})
        held = {*constants}
        methods = []
        for operation, function, constant in zip(service.operations, functions, constants, strict=True):
            (pages_name,) = distinct([f"{function}_all"], taken)
            (stream_name,) = distinct([f"{function}_stream"], taken | {pages_name})
            taken |= {pages_name, stream_name}
            (pages_constant,) = distinct([f"{constant}_PAGES"], held)
            held.add(pages_constant)
            names = (pages_name, pages_constant, stream_name)
            methods.append(self._method(operation, function, constant, names))
        return ResourceView(service, attribute, class_name, tuple(methods))

    def _method(self, view: OperationView, function: str, constant: str, more: tuple[str, str, str]) -> MethodView:
        pages_name, pages_constant, stream_name = more
        names = distinct((_unlike(param.name, self._reserved) for param in view.params), self._reserved)
        params = tuple(map(_argument, names, view.params))
        results = tuple(self._reply(one) for one in view.results)
        body = self._body(view.node.body)
        arguments = _ordered(params, view.node.body, body, results, self._null)
        plain = len(results) == 1 and results[0].plain
        pages = self._pages(view, params, "" if plain else "body")
        binary = len(results) == 1 and any(one.kind is MediaKind.BINARY for one in results[0].content)
        return MethodView(
            view,
            function,
            constant,
            params,
            body,
            arguments,
            results,
            tuple(self._error(one) for one in view.errors),
            pages,
            any(self._null(one.type) for one in body),
            pages_name if pages else "",
            pages_constant if pages else "",
            stream_name if binary else "",
        )

    def _null(self, type_: Printable) -> bool:
        """Whether a body of this type may be JSON null."""
        return isinstance(type_, ir.TypeRef) and self._shapes.takes_null(type_)

    def _body(self, body: ir.Body | None) -> tuple[ContentView, ...]:
        if body is None:
            return ()
        content = Symbol(CONTENT.name, self._root + CONTENT.module)
        return tuple(_content(media, self._shapes, content) for media in representations(body.media, self._shapes))

    def _reply(self, view: ResponseView, name: str = "", symbol: Symbol | None = None) -> ReplyView:
        media = representations(view.node.media, self._shapes)
        items = Symbol("core.Items", self._root, imported="core")
        content = tuple(_received(one, self._shapes, items) for one in media)
        taken = _ERROR_ATTRIBUTES if view.error else ("body", "status", "media_type")
        nodes = sorted(view.node.headers, key=lambda header: not header.required)
        names = distinct((identifier(node.name, Scope.PARAM) for node in nodes), taken)
        headers = tuple(
            HeaderView(one, node, header_shape(node, self._shapes)) for one, node in zip(names, nodes, strict=True)
        )
        return ReplyView(view, name or view.name, symbol or view.symbol, content, headers)

    def _error(self, view: ResponseView) -> ReplyView:
        """The class of an error; one that a component declares is made once."""
        key = f"{view.symbol.module} {view.symbol.imported} {view.name}"
        if key not in self._errors:
            (name,) = distinct([view.name], self._error_names)
            self._error_names.add(name)
            self._errors[key] = self._reply(view, name, Symbol(f"errors.{name}", self._root, imported="errors"))
        return self._errors[key]

    def _pages(self, view: OperationView, params: tuple[ArgumentView, ...], prefix: str) -> PagesView | None:
        found = detect(view.node, self._types)
        if found is None:
            return None
        names = {id(one.node): one.name for one in params}
        items = attributes(prefix, ((found.record, found.items),) if found.record and found.items else ())
        if found.kind is Paging.CURSOR:
            return PagesView(
                "CursorPages", found.item, (items, names[id(found.param)], attributes(prefix, found.cursor))
            )
        if found.kind is Paging.ITEM:
            way = (attributes("", found.cursor), attributes(prefix, found.more))
            back = () if found.back is None else (names[id(found.back)],)
            return PagesView("ItemPages", found.item, (items, names[id(found.param)], *way, *back))
        if found.kind is Paging.LINK:
            return PagesView("LinkPages", found.item, (items, "link"))
        name = "NumberPages" if found.kind is Paging.PAGE else "OffsetPages"
        return PagesView(name, found.item, (items, *_sized(found, names)))


def _sized(found: Pagination, names: Mapping[int, str]) -> tuple[str | int | None, ...]:
    """Parameter, first place, size parameter, usual and greatest size, without what is not known at the end."""
    values: list[str | int | None] = [names[id(found.param)], found.first]
    if found.size is not None:
        values += [names[id(found.size)], found.usual, found.most]
    while values[-1] is None:
        values.pop()
    return tuple(values)


def attributes(prefix: str, steps: Steps) -> str:
    """The way through a result by its attributes."""
    parts = [prefix] if prefix else []
    for record, field in steps:
        names = distinct(identifier(one.name, Scope.FIELD) for one in record.fields)
        parts.append(names[record.fields.index(field)])
    return ".".join(parts)


def _argument(name: str, view: ParamView) -> ArgumentView:
    node = view.node
    if node.required and not is_idempotency_key(node):
        return ArgumentView(name, node.type, node=node)
    return ArgumentView(name, ir.Nullable(item=node.type), "None", node)


def _ordered(
    params: tuple[ArgumentView, ...],
    body: ir.Body | None,
    content: tuple[ContentView, ...],
    results: Iterable[ReplyView],
    takes_null: Callable[[Printable], bool],
) -> tuple[ArgumentView, ...]:
    """Required parameters, the body, optional parameters, and the choices of media types."""
    ordered = [one for one in params if one.initial is None]
    optional = [one for one in params if one.initial is not None]
    if body is not None:
        types = tuple(dict.fromkeys(one.type for one in content))
        if body.required:
            ordered.append(ArgumentView("body", types))
        elif any(map(takes_null, types)):
            ordered.append(ArgumentView("body", (*types, _NOT_GIVEN, None), "core.NOT_GIVEN"))
        else:
            ordered.append(ArgumentView("body", (*types, None), "None"))
        media = tuple(one.node.media_type for one in content)
        if any("*" in one.raw for one in media):
            optional.append(ArgumentView("content_type", (STR, None), "None"))
        elif len(media) > 1:
            optional.append(ArgumentView("content_type", None, "None", choices=media))
    accepted = tuple(dict.fromkeys(one.node.media_type for reply in results for one in reply.content))
    if len(accepted) > 1:
        optional.append(ArgumentView("accept", None, "None", choices=accepted))
    return (*ordered, *optional)


_NOT_GIVEN = Symbol("core.NotGiven", "builtins")


def _schemes(schemes: tuple[ir.SecurityScheme, ...]) -> tuple[SchemeView, ...]:
    """The first scheme that takes a token is called `token`; all others by their own names."""
    first = next((scheme for scheme in schemes if scheme.kind in TOKENS), None)
    wanted = ("token" if scheme is first else identifier(scheme.name, Scope.PARAM) for scheme in schemes)
    return tuple(map(SchemeView, schemes, distinct(_unlike(one, _SETTINGS) for one in wanted)))


def _unlike(name: str, reserved: Iterable[str], suffix: str = "_") -> str:
    return name + suffix if name in reserved else name
