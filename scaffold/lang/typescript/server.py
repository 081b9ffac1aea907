"""What server templates see of an API in TypeScript, and what they print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold import ir
from scaffold.lang.http import MediaKind, free_paths, media_kind
from scaffold.lang.typescript import literals
from scaffold.lang.typescript.client_views import ClientViews
from scaffold.lang.typescript.folders import RouteView, routes
from scaffold.lang.typescript.home import home
from scaffold.lang.typescript.names import Scope, distinct, identifier
from scaffold.lang.typescript.server_views import OperationView, ParamView, ResponseView, Views, written
from scaffold.lang.typescript.shapes import Shapes
from scaffold.lang.typescript.zod import ZodWriter

if TYPE_CHECKING:
    from scaffold.backend import Backend
    from scaffold.config import Config
    from scaffold.lang.typescript import TypeScriptTypes

_OPERATION = "./core/operation.ts"


@dataclass(frozen=True)
class SchemeView:
    """A security scheme; `name` is its identifier in the generated module `security`."""

    name: str
    node: ir.SecurityScheme


@dataclass(frozen=True)
class OwnView:
    """A path that the service answers beside its operations; `answer` names the function that does."""

    folder: str

    @property
    def name(self) -> str:
        return self.folder.strip("/")


class ServerViews:
    """`scope` holds the variables of all templates; `each`, for a placeholder of a path, the views for it."""

    def __init__(self, api: ir.Api, types: TypeScriptTypes, config: Config, backend: Backend) -> None:
        base = api.servers[0].path if api.servers else ir.Text("")
        views = Views(types.services, base, types.defaults, (one.schema for one in types.declarations.by_key.values()))
        names = distinct(identifier(node.name, Scope.VALUE) for node in api.security)
        found = routes(operation for service in views.services for operation in service.operations)
        own = tuple(map(OwnView, free_paths(api, backend.paths)))
        client = ClientViews(api, types, config, backend) if "typescript" in config.sdks else None
        self.scope: Mapping[str, Any] = {
            "services": views.services,
            "errors": views.components,
            "routes": found,
            "own_routes": own,
            "home": home(client.scope["client"].services) if client else None,
            "schemes": tuple(map(SchemeView, names, api.security)),
        }
        self.each: Mapping[str, tuple[Any, ...]] = {
            "service": views.services,
            "route": found,
            "own": own,
            "client": (client.scope["client"],) if client else (),
            "sdk": client.scope["client"].services if client else (),
        }


class ServerWriter(ZodWriter):
    """A writer with the filters of server templates."""

    FILTERS: tuple[str, ...] = ("result", "reply", "failure", "described", "scheme", "routed", "stub", "templated")

    # -- types --------------------------------------------------------------------------------------------------

    def result(self, view: OperationView) -> str:
        """What a handler answers, as a type."""
        return self.ty(view.result)

    def reply(self, view: ResponseView) -> str:
        """A reply as a type: `{ status: 201; headers: { Location: string }; body: models.Book }`."""
        members = [] if view.error else [f"status: {'number' if view.varies else view.status}"]
        if view.error and view.varies:
            members.append("status: number")
        if view.node.headers:
            headers = "; ".join(
                f"{literals.key(header.name.wire.raw)}{'' if header.required else '?'}: {self.ty(written(header.type))}"
                for header in view.node.headers
            )
            optional = "" if any(header.required for header in view.node.headers) else "?"
            members.append(f"headers{optional}: {{ {headers} }}")
        if view.node.media:
            members.append(f"body: {self.ty(view.body)}")
        if len(view.node.media) > 1:
            kinds = " | ".join(literals.literal(media.media_type) for media in view.node.media)
            members.append(f"contentType?: {kinds}")
        return f"{{ {'; '.join(members)} }}" if members else "object"

    # -- operations as data ---------------------------------------------------------------------------------------

    def described(self, view: OperationView) -> str:
        """What the core knows of an operation, as an object."""
        members = [f"method: {literals.quoted(view.method)}", f"path: {literals.literal(view.http.path.template)}"]
        if view.base.raw:
            members.append(f"base: {literals.literal(view.base)}")
        if view.params:
            members.append(f"parameters: {_listed(map(self._parameter, view.params))}")
        if view.body:
            members.append(f"body: {self._body(view.body.node)}")
        if view.plain:
            members.append("plain: true")
        members.append(f"results: {_listed(map(self._declared, view.results))}")
        if view.errors:
            members.append(f"errors: [{', '.join(dict.fromkeys(map(self._error, view.errors)))}]")
        if view.node.security:
            alternatives = (f"[{', '.join(map(self._need, needs))}]" for needs in view.node.security)
            members.append(f"security: [{', '.join(alternatives)}]")
        return "{\n" + "".join(f"  {member},\n" for member in members) + "}"

    def failure(self, view: ResponseView) -> str:
        """The declared response of an error's class."""
        return self._declared(view)

    def _error(self, view: ResponseView) -> str:
        return self.use(view.name, view.symbol.module) if view.symbol.module else view.name

    def _shape(self, type_: ir.TypeRef) -> str:
        return str(Shapes(self._declarations).of(type_))

    def _parameter(self, view: ParamView) -> str:
        node, wire = view.node, view.node.name.wire
        members = [f"in: {literals.quoted(node.where.value)}", f"name: {literals.literal(wire)}"]
        if view.name != wire.raw:
            members.append(f"as: {literals.quoted(view.name)}")
        if node.required:
            members.append("required: true")
        members += self._style(node)
        members.append(f"shape: {self._shape(written(node.type))}")
        members.append(f"schema: {self.schema(written(node.type))}")
        if view.default is not None:
            members.append(f"default: {literals.literal(view.default)}")
        return _object(members)

    def _style(self, node: ir.Param) -> list[str]:
        """What differs from what its place implies (OpenAPI 3.2, 4.12.2)."""
        if node.media is not None:
            return [f"media: {literals.literal(node.media)}"]
        form = node.where in (ir.Where.QUERY, ir.Where.COOKIE)
        given: list[str] = []
        if node.style is not (ir.Style.FORM if form else ir.Style.SIMPLE):
            given.append(f'style: "{node.style.value}"')
        if node.explode != (node.style in (ir.Style.FORM, ir.Style.COOKIE, ir.Style.DEEP)):
            given.append(f"explode: {'true' if node.explode else 'false'}")
        if node.allow_empty and node.where is ir.Where.QUERY:
            given.append("allowEmpty: true")
        return given

    def _body(self, node: ir.Body) -> str:
        content = _object(
            f"{literals.key(media.media_type.raw)}: {self._representation(media)}" for media in node.media
        )
        return _object([f"required: {'true' if node.required else 'false'}", f"content: {content}"])

    def _representation(self, media: ir.Media) -> str:
        kind = media_kind(media)
        if kind is MediaKind.BINARY:
            return '{ kind: "bytes" }'
        members = [f'kind: "{kind.value}"', f"schema: {self.schema(media.type)}"]
        if kind is not MediaKind.JSON:
            members.append(f"shape: {self._shape(media.type)}")
        if kind in (MediaKind.FORM, MediaKind.MULTIPART) and media.encoding:
            parts = _object(f"{literals.key(one.property.raw)}: {_part(one)}" for one in media.encoding)
            members.append(f"encoding: {parts}")
        return _object(members)

    def _declared(self, view: ResponseView) -> str:
        members = [f"status: {view.status if isinstance(view.status, int) else literals.quoted(view.status)}"]
        if view.node.headers:
            headers = _object(f"{literals.key(one.name.wire.raw)}: {self._header(one)}" for one in view.node.headers)
            members.append(f"headers: {headers}")
        if view.node.media:
            content = _object(f"{literals.key(one.media_type.raw)}: {self._reply_body(one)}" for one in view.node.media)
            members.append(f"content: {content}")
        return _object(members)

    def _header(self, node: ir.Header) -> str:
        members = ["required: true"] if node.required else []
        if node.explode:
            members.append("explode: true")
        if node.media is not None:
            members.append(f"media: {literals.literal(node.media)}")
        return _object([*members, f"schema: {self.schema(written(node.type))}"])

    def _reply_body(self, media: ir.Media) -> str:
        binary = media_kind(media) is MediaKind.BINARY
        return self.use("BYTES", _OPERATION) if binary else self.schema(media.type)

    def _need(self, need: ir.Need) -> str:
        scheme = self._imports.whole("security", "./security.ts") + "." + identifier(need.scheme, Scope.VALUE)
        return f"{self.use('needs', _OPERATION)}({', '.join([scheme, *map(literals.literal, need.scopes)])})"

    def scheme(self, view: SchemeView) -> str:
        """A security scheme as an object."""
        node = view.node
        members = [f"name: {literals.literal(node.name.wire)}", f'kind: "{node.kind.value}"']
        if node.kind is ir.SchemeKind.API_KEY:
            members.append(f'in: "{node.where.value if node.where else "header"}"')
            members.append(f"parameter: {literals.literal(node.parameter)}")
        elif node.kind is ir.SchemeKind.HTTP:
            members.append(f"word: {literals.literal(node.http)}")
        return _object(members)

    # -- handlers and routes --------------------------------------------------------------------------------------

    def stub(self, view: OperationView) -> str:
        """The parameters of a handler that is not written yet."""
        names = ", ".join(one.name for one in view.arguments)
        return f"(ctx, {{ {names} }})" if names else "(ctx)"

    def routed(self, route: RouteView) -> str:
        """The operations of a route file with their handlers, imported."""
        printed: list[str] = []
        aliases: dict[str, str] = {}
        for operation in route.operations:
            word = identifier(tuple(operation.module.split("-")), Scope.VALUE)
            alias = aliases.setdefault(operation.module, "" if not aliases else word)
            operations = self._whole("operations", alias, f"./operations/{operation.module}.ts")
            handlers = self._whole("handlers", alias, f"/src/handlers/{operation.module}.ts")
            on = self.use("on", _OPERATION)
            printed.append(f"{on}({operations}.{operation.function}, {handlers}.{operation.function})")
        return ", ".join(printed)

    def _whole(self, name: str, alias: str, module: str) -> str:
        called = f"{alias}{name.title()}" if alias else name
        return self._imports.whole(called, module)

    def templated(self, route: RouteView) -> str:
        """The path template that a route file's folder stands for."""
        return literals.quoted(route.template)


def _listed(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _object(members: Iterable[str]) -> str:
    found = list(members)
    return f"{{ {', '.join(found)} }}" if found else "{}"


def _part(encoding: ir.Encoding) -> str:
    given = []
    if encoding.media:
        given.append(f"media: {literals.quoted(', '.join(media.raw for media in encoding.media))}")
    if encoding.style is not None:
        given += [f'style: "{encoding.style.value}"', *([] if encoding.explode else ["explode: false"])]
    return _object(given)
