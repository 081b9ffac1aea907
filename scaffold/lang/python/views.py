"""What templates see of an API in Python: services and operations, with every identifier made."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from scaffold import ir
from scaffold.lang.base import Applied, Symbol
from scaffold.lang.http import (
    MediaKind,
    is_plain,
    media_kind,
    slot_names,
    specific_first,
    status_code,
    status_key,
    status_words,
    written,
)
from scaffold.lang.python.defaults import Default, Defaults
from scaffold.lang.python.names import Scope, distinct, identifier
from scaffold.lang.python.writer import Printable

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
STREAM = Symbol("AsyncIterator[bytes]", "collections.abc", imported="AsyncIterator")
ITEMS = Symbol("AsyncIterator", "collections.abc")
BYTES = Symbol("bytes", "builtins")


class FieldView(Struct, frozen=True):
    """A header of a reply, or any other named value of a class. `optional` ones have the default None."""

    name: str
    node: ir.Header

    @property
    def type(self) -> Printable:
        return written(self.node.type) if self.node.required else ir.Nullable(item=written(self.node.type))


class ParamView(Struct, frozen=True):
    """A parameter. `name` is its identifier, `node` what the description says of it."""

    name: str
    node: ir.Param
    default: Default | None

    @property
    def marker(self) -> str:
        """The marker of the place it is in: Path, Query, Header or Cookie."""
        return self.node.where.value.title()

    @property
    def optional(self) -> bool:
        return not self.node.required

    @property
    def may_be_absent(self) -> bool:
        """Whether a handler gets None for it: it is optional and has no default."""
        return not self.node.required and self.default is None

    @property
    def type(self) -> Printable:
        return ir.Nullable(item=written(self.node.type)) if self.may_be_absent else written(self.node.type)

    @property
    def options(self) -> tuple[tuple[str, str | bool | ir.Text], ...]:
        """The arguments of its marker that differ from what its place implies (OpenAPI 3.2, 4.12.2)."""
        node = self.node
        if node.media is not None:
            return (("media", node.media),)
        form = node.where in (ir.Where.QUERY, ir.Where.COOKIE)
        given: list[tuple[str, str | bool | ir.Text]] = []
        if node.style is not (ir.Style.FORM if form else ir.Style.SIMPLE):
            given.append(("style", node.style.value))
        if node.explode != (node.style in (ir.Style.FORM, ir.Style.COOKIE, ir.Style.DEEP)):
            given.append(("explode", node.explode))
        if node.allow_empty and node.where is ir.Where.QUERY:
            given.append(("allow_empty", True))
        return tuple(given)


class MediaView(Struct, frozen=True):
    """One representation of a body."""

    node: ir.Media

    @property
    def kind(self) -> MediaKind:
        return media_kind(self.node)

    @property
    def type(self) -> Printable:
        """The type of the body in a signature: bytes arrive as a stream, text as str, items one by one."""
        if self.kind is MediaKind.BINARY:
            return STREAM
        return self.node.type if self.node.item is None else Applied(ITEMS, self.node.item)


class BodyView(Struct, frozen=True, dict=True):
    """The request body, of one or more representations; handlers call it `body`."""

    node: ir.Body
    name: str = "body"
    default: None = None

    @property
    def optional(self) -> bool:
        return not self.node.required

    @cached_property
    def media(self) -> tuple[MediaView, ...]:
        return tuple(map(MediaView, self.node.media))

    @property
    def specific_first(self) -> tuple[MediaView, ...]:
        """The media types in the order in which they are compared with a request's."""
        return tuple(map(MediaView, specific_first(self.node.media)))

    @property
    def type(self) -> Printable:
        types = tuple(one.type for one in self.media)
        return types if self.node.required else (*types, None)


class ResponseView(Struct, frozen=True, dict=True):
    """A declared response as a class. `name` is the class's; `symbol` is how other modules name it (`errors.X`)."""

    name: str
    symbol: Symbol
    node: ir.Result
    error: bool
    shared: bool = False

    @property
    def members(self) -> bool:
        """Whether the class has any fields."""
        return bool(self.varies or self.media or self.headers)

    @property
    def status(self) -> int | str:
        """The argument of `response`: the code, or "4XX", or "default"."""
        return self.node.status.code if isinstance(self.node.status, ir.Exact) else status_key(self.node.status)

    @property
    def varies(self) -> bool:
        """Whether an instance says its status: the description gives a range or the default."""
        return not isinstance(self.node.status, ir.Exact)

    @property
    def code(self) -> int:
        return status_code(self.node.status)

    @cached_property
    def media(self) -> tuple[MediaView, ...]:
        return tuple(map(MediaView, self.node.media))

    @property
    def body(self) -> Printable:
        return reply_type(self.node)

    @cached_property
    def headers(self) -> tuple[FieldView, ...]:
        """Required ones first, as a dataclass needs them."""
        nodes = sorted(self.node.headers, key=lambda header: not header.required)
        names = distinct(
            (identifier(node.name, Scope.PARAM) for node in nodes), taken=("body", "status", "media_type", "detail")
        )
        return tuple(map(FieldView, names, nodes))


def reply_type(result: ir.Result) -> Printable:
    """The type of what a handler answers as the body: None without content, bytes or a stream of them, str, a model."""
    types: list[Printable] = []
    for media in result.media:
        if media_kind(media) is MediaKind.BINARY:
            types += [BYTES, STREAM]
        else:
            types.append(MediaView(media).type)
    return tuple(types)


class OperationView(Struct, frozen=True, dict=True):
    """One operation. `function` is its identifier; required parameters come before those that are not."""

    node: ir.Operation
    function: str
    params: tuple[ParamView, ...]
    results: tuple[ResponseView, ...]
    errors: tuple[ResponseView, ...]

    @property
    def key(self) -> str:
        return self.node.key

    @property
    def http(self) -> ir.Http:
        assert isinstance(self.node.binding, ir.Http)
        return self.node.binding

    @property
    def method(self) -> str:
        """The HTTP method as it is written; it may be any token."""
        return self.http.method

    @property
    def slots(self) -> tuple[str, ...]:
        """The identifiers of the parameters in the path, in the path's order."""
        names = {param.node.name.wire.raw: param.name for param in self.params if param.node.where is ir.Where.PATH}
        return tuple(names.get(name.raw, "") for name in slot_names(self.http))

    @property
    def decorator(self) -> str:
        """The router's method for it: `get`, or for a method that has none of its own, `operation`."""
        method = self.method.lower()
        return method if method in _METHODS else "operation"

    @property
    def required(self) -> tuple[ParamView, ...]:
        return tuple(param for param in self.params if param.node.required)

    @property
    def optional(self) -> tuple[ParamView, ...]:
        return tuple(param for param in self.params if not param.node.required)

    @cached_property
    def body(self) -> BodyView | None:
        return BodyView(self.node.body) if self.node.body else None

    @property
    def arguments(self) -> tuple[ParamView | BodyView, ...]:
        """What a handler is called with, in its order: required parameters, the body, what is optional."""
        body = (self.body,) if self.body else ()
        return (*self.required, *body, *self.optional)

    @property
    def plain(self) -> bool:
        """Whether the handler answers a bare value rather than a result class."""
        return is_plain(self.node.results)

    @property
    def result(self) -> Printable:
        """What the handler answers."""
        if self.plain:
            return reply_type(self.node.results[0])
        return tuple(view.symbol for view in self.results)

    @property
    def success(self) -> ir.Result:
        return self.node.results[0]

    @property
    def classes(self) -> tuple[ResponseView, ...]:
        """The response classes that this operation declares for itself."""
        own = () if self.plain else self.results
        return (*own, *(view for view in self.errors if not view.shared))


class ServiceView(Struct, frozen=True):
    """A service: `module` is the name of its modules, `class_name` the start of its classes' names."""

    node: ir.Service
    module: str
    class_name: str
    operations: tuple[OperationView, ...]

    @property
    def operation_keys(self) -> tuple[str, ...]:
        return tuple(operation.key for operation in self.operations)

    @property
    def functions(self) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
        """For each operation its key, its name in the description, its function's and those of the path's slots."""
        return tuple((view.key, view.node.name.wire.raw, view.function, view.slots) for view in self.operations)

    @property
    def classes(self) -> tuple[ResponseView, ...]:
        return tuple(view for operation in self.operations for view in operation.classes)


class Served(Struct, frozen=True):
    """A service with the operations that are served over HTTP, and the names of its modules and classes."""

    node: ir.Service
    operations: tuple[ir.Operation, ...]
    module: str
    class_name: str


def served(api: ir.Api) -> tuple[Served, ...]:
    """The services that have anything to serve, in the description's order."""
    found = [
        (service, operations)
        for service in api.services
        if (operations := tuple(filter(_is_served, service.operations)))
    ]
    modules = distinct(identifier(service.name, Scope.MODULE) for service, _ in found)
    classes = distinct(identifier(service.name, Scope.CLASS) for service, _ in found)
    return tuple(
        Served(service, operations, module, name)
        for (service, operations), module, name in zip(found, modules, classes, strict=True)
    )


def _is_served(operation: ir.Operation) -> bool:
    return operation.direction is ir.Direction.SERVE and isinstance(operation.binding, ir.Http)


class Views:
    """Builds the views of an API's served operations; response classes of components are shared.

    `root` is the package that holds the modules `errors` and `results`.
    """

    def __init__(self, services: tuple[Served, ...], root: str, defaults: Defaults) -> None:
        self._root = root
        self._defaults = defaults
        self._components: dict[tuple[str, str], ResponseView] = {}
        self.services = tuple(
            ServiceView(one.node, one.module, one.class_name, self._operations(one.operations, one.module))
            for one in services
        )

    @property
    def components(self) -> tuple[ResponseView, ...]:
        """The errors that are declared once for several operations."""
        return tuple(self._components.values())

    def _operations(self, nodes: tuple[ir.Operation, ...], module: str) -> tuple[OperationView, ...]:
        functions = distinct(identifier(node.name, Scope.FUNCTION) for node in nodes)
        taken: set[str] = set()

        def own(operation: ir.Operation, result: ir.Result, error: bool) -> ResponseView:
            words = (*operation.name.words, *status_words(result.status))
            (name,) = distinct([identifier(words, Scope.CLASS)], taken)
            taken.add(name)
            symbol = Symbol(f"results.{name}", f"{self._root}.results", imported=f"{module} as results")
            return ResponseView(name, symbol, result, error)

        return tuple(
            OperationView(
                node,
                function,
                self._params(node),
                tuple(own(node, result, False) for result in node.results),
                tuple(self._shared(result) or own(node, result, True) for result in node.errors),
            )
            for node, function in zip(nodes, functions, strict=True)
        )

    def _params(self, operation: ir.Operation) -> tuple[ParamView, ...]:
        nodes = sorted(operation.params, key=lambda param: not param.required)
        names = distinct(identifier(node.name, Scope.PARAM) for node in nodes)
        return tuple(
            ParamView(name, node, self._defaults.of(node.default, node.type))
            for name, node in zip(names, nodes, strict=True)
        )

    def _shared(self, result: ir.Result) -> ResponseView | None:
        """The class of an error that a component declares; None for one that its operation declares."""
        if result.component is None:
            return None
        key = (result.source.pointer, status_key(result.status))
        if key not in self._components:
            used = {view.name for view in self._components.values()}
            words = result.component.words
            name = identifier(words, Scope.CLASS)
            if name in used:
                name = identifier((*words, *status_words(result.status)), Scope.CLASS)
            (name,) = distinct([name], used)
            symbol = Symbol(f"errors.{name}", self._root, imported="errors")
            self._components[key] = ResponseView(name, symbol, result, error=True, shared=True)
        return self._components[key]
