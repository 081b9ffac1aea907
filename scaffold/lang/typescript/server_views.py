"""What server templates see of an API in TypeScript: services and operations, with every identifier made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from scaffold import ir
from scaffold.lang.base import Applied, Symbol
from scaffold.lang.http import MediaKind, is_plain, media_kind, slot_names, status_key, status_words
from scaffold.lang.typescript.models import Defaults
from scaffold.lang.typescript.names import Scope, distinct, identifier
from scaffold.lang.typescript.services import Served
from scaffold.lang.typescript.writer import Printable

IMPORTED = frozenset(
    {"binary", "format", "integer", "keywords", "maximum", "maxItems", "maxLength", "maxProperties", "minimum"}
    | {"exclusiveMaximum", "exclusiveMinimum", "minItems", "minLength", "minProperties", "multipleOf", "oneOf"}
    | {"operation", "ownMembers", "pattern", "prefixItems", "record", "refined", "tagged", "uniqueItems", "needs"}
    | {"security"}
)
"""Names that modules of operations import from the generated core, which no operation can have."""
_TYPES = ("", "Input", "Result")
"""What the types of an operation end with: its handler's, of what that takes and of what it answers."""
CONTENT = Symbol("Content", "./core/operation.ts")
STREAM = Symbol("ReadableStream<Uint8Array>", "")
ITEMS = Symbol("AsyncIterable", "")


class ParamView(Struct, frozen=True):
    """A parameter. `name` is its identifier, `node` what the description says of it."""

    name: str
    node: ir.Param
    default: ir.Value | None

    @property
    def doc(self) -> ir.Doc | None:
        return self.node.doc

    @property
    def may_be_absent(self) -> bool:
        """Whether a handler may not get it: it is optional and has no default."""
        return not self.node.required and self.default is None

    @property
    def type(self) -> Printable:
        return written(self.node.type)


def written(type_: ir.TypeRef) -> ir.TypeRef:
    """The type of a parameter or header, where a run of bytes can only be text."""
    if isinstance(type_, ir.Scalar) and type_.kind is ir.Kind.BINARY:
        return ir.Scalar(kind=ir.Kind.STRING, limits=type_.limits)
    return type_


class BodyView(Struct, frozen=True):
    """The request body, of one or more representations; handlers call it `body`."""

    node: ir.Body
    name: str = "body"

    @property
    def doc(self) -> ir.Doc | None:
        return self.node.doc

    @property
    def may_be_absent(self) -> bool:
        return not self.node.required

    @property
    def type(self) -> Printable:
        return tuple(_type(media, STREAM) for media in self.node.media)


class ResponseView(Struct, frozen=True):
    """A declared response. `name` is its type's, or its class's where it is an error."""

    name: str
    symbol: Symbol
    node: ir.Result
    error: bool

    @property
    def status(self) -> int | str:
        """The code, or "4XX", or "default"."""
        return self.node.status.code if isinstance(self.node.status, ir.Exact) else status_key(self.node.status)

    @property
    def varies(self) -> bool:
        """Whether a reply says its status: the description gives a range or the default."""
        return not isinstance(self.node.status, ir.Exact)

    @property
    def body(self) -> Printable:
        return reply_type(self.node)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a reply must say."""
        return not (self.varies or self.node.media or any(header.required for header in self.node.headers))


def reply_type(result: ir.Result) -> Printable:
    """The type of what a handler answers as the body."""
    return tuple(_type(media, CONTENT) for media in result.media)


def _type(media: ir.Media, binary: Symbol) -> Printable:
    if media.item is not None:
        return Applied(ITEMS, media.item)
    return binary if media_kind(media) is MediaKind.BINARY else media.type


class OperationView(Struct, frozen=True, dict=True):
    """One operation: `function` is its identifier, `type_name` its handler's type; `module` that of its service."""

    node: ir.Operation
    function: str
    type_name: str
    module: str
    base: ir.Text
    params: tuple[ParamView, ...]
    results: tuple[ResponseView, ...]
    errors: tuple[ResponseView, ...]

    def __hash__(self) -> int:
        return hash(self.node.key)

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def key(self) -> str:
        return self.node.key

    @property
    def http(self) -> ir.Http:
        assert isinstance(self.node.binding, ir.Http)
        return self.node.binding

    @property
    def method(self) -> str:
        return self.http.method

    @property
    def slots(self) -> tuple[str, ...]:
        """The identifiers of the parameters in the path, in the path's order."""
        names = {param.node.name.wire.raw: param.name for param in self.params if param.node.where is ir.Where.PATH}
        return tuple(names.get(name.raw, "") for name in slot_names(self.http))

    @cached_property
    def body(self) -> BodyView | None:
        return BodyView(self.node.body) if self.node.body else None

    @property
    def arguments(self) -> tuple[ParamView | BodyView, ...]:
        """What a handler is called with: required parameters, the body, what is optional."""
        required = tuple(view for view in self.params if view.node.required)
        optional = tuple(view for view in self.params if not view.node.required)
        return (*required, *((self.body,) if self.body else ()), *optional)

    @property
    def input(self) -> Symbol:
        """The type of what a handler is called with."""
        return Symbol(f"{self.type_name}Input" if self.arguments else "object", "")

    @property
    def plain(self) -> bool:
        """Whether the handler answers a bare body."""
        return is_plain(self.node.results)

    @property
    def result(self) -> Printable:
        """What the handler answers."""
        if self.plain:
            return reply_type(self.node.results[0]) or Symbol("void", "")
        if len(self.results) > 1:
            return Symbol(f"{self.type_name}Result", "")
        return self.results[0].symbol

    @property
    def alternatives(self) -> Printable:
        """What the handler answers, where it has a choice."""
        return None if self.plain or len(self.results) == 1 else tuple(view.symbol for view in self.results)

    @property
    def own_errors(self) -> tuple[ResponseView, ...]:
        """The errors that this operation declares for itself."""
        return tuple(view for view in self.errors if not view.symbol.module)


class ServiceView(Struct, frozen=True):
    """A service: `module` is the name of its modules."""

    node: ir.Service
    module: str
    operations: tuple[OperationView, ...]

    @property
    def operation_keys(self) -> tuple[str, ...]:
        return tuple(operation.key for operation in self.operations)

    @property
    def functions(self) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
        """For each operation its key, its name in the description, its function's and those of the path's slots."""
        return tuple((view.key, view.node.name.wire.raw, view.function, view.slots) for view in self.operations)


class Views:
    """Builds the views of an API's served operations; error classes of components are shared.

    `schemas` are the names of all schemas, which the modules of operations import.
    """

    def __init__(
        self, services: tuple[Served, ...], base: ir.Text, defaults: Defaults, schemas: Iterable[str] = ()
    ) -> None:
        self._base = base
        self._defaults = defaults
        self._taken = IMPORTED | frozenset(schemas)
        self._components: dict[tuple[str, str], ResponseView] = {}
        self.services = tuple(
            ServiceView(one.node, one.module, self._operations(one.operations, one.module)) for one in services
        )

    @property
    def components(self) -> tuple[ResponseView, ...]:
        """The errors that are declared once for several operations."""
        return tuple(self._components.values())

    def _operations(self, nodes: tuple[ir.Operation, ...], module: str) -> tuple[OperationView, ...]:
        shared = [tuple(self._shared(result) for result in node.errors) for node in nodes]
        imported = {view.name for views in shared for view in views if view}
        names = distinct((identifier(node.name, Scope.VALUE) for node in nodes), self._taken | imported)
        # In letters without case a type is spelled like its function, which the module of handlers can't have both.
        heads = (identifier(node.name, Scope.TYPE) for node in nodes)
        types = distinct(heads, imported.union(names), endings=_TYPES)
        taken = {*imported, *names, *(f"{name}{ending}" for name in types for ending in _TYPES)}
        replies = (
            identifier((*node.name.words, *status_words(result.status)), Scope.TYPE)
            for node, errors in zip(nodes, shared, strict=True)
            for result in (*node.results, *_unknown(node, errors))
        )
        own_names = iter(distinct(replies, taken))

        def own(result: ir.Result, error: bool) -> ResponseView:
            name = next(own_names)
            return ResponseView(name, Symbol(name, ""), result, error)

        return tuple(
            OperationView(
                node,
                name,
                type_name,
                module,
                self._base_of(node),
                self._params(node),
                tuple(own(result, False) for result in node.results),
                tuple(known or own(result, True) for known, result in zip(errors, node.errors, strict=True)),
            )
            for node, name, type_name, errors in zip(nodes, names, types, shared, strict=True)
        )

    def _base_of(self, operation: ir.Operation) -> ir.Text:
        """The path of the server that the operation is on."""
        binding = operation.binding
        own = binding.servers if isinstance(binding, ir.Http) else ()
        return own[0].path if own else self._base

    def _params(self, operation: ir.Operation) -> tuple[ParamView, ...]:
        nodes = sorted(operation.params, key=lambda param: not param.required)
        names = distinct((identifier(node.name, Scope.VALUE) for node in nodes), taken=("body", "ctx"))
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
            name = identifier(words, Scope.TYPE)
            if name in used:
                name = identifier((*words, *status_words(result.status)), Scope.TYPE)
            (name,) = distinct([name], used)
            self._components[key] = ResponseView(name, Symbol(name, "./errors.ts"), result, error=True)
        return self._components[key]


def _unknown(operation: ir.Operation, shared: tuple[ResponseView | None, ...]) -> Iterator[ir.Result]:
    """The errors of an operation that have no class by a component; `shared` are those that have."""
    return (result for known, result in zip(shared, operation.errors, strict=True) if not known)
