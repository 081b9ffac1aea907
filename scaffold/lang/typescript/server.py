"""What server templates see of an API in TypeScript, and what they print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from scaffold import ir
from scaffold.cases.bodies import sent_parts
from scaffold.lang.http import MediaKind, free_paths, media_kind, slot_values, specific_first
from scaffold.lang.parts import has_parts, is_form
from scaffold.lang.typescript import data, literals
from scaffold.lang.typescript.client_views import ClientViews
from scaffold.lang.typescript.docs import columns
from scaffold.lang.typescript.encodings import members, named, parts_of, placed
from scaffold.lang.typescript.folders import RouteView, routes
from scaffold.lang.typescript.home import home
from scaffold.lang.typescript.layout import WIDTH, spread
from scaffold.lang.typescript.names import Scope, distinct, identifier
from scaffold.lang.typescript.server_views import OperationView, ParamView, ResponseView, Views, written
from scaffold.lang.typescript.shapes import Shapes
from scaffold.lang.typescript.zod import ZodWriter
from scaffold.lang.xml import plan_key

if TYPE_CHECKING:
    from scaffold.backend import Backend
    from scaffold.config import Config
    from scaffold.lang.typescript import TypeScriptTypes

_OPERATION = "./core/operation.ts"


class SchemeView(Struct, frozen=True):
    """A security scheme; `name` is its identifier in the generated module `security`."""

    name: str
    node: ir.SecurityScheme


class OwnView(Struct, frozen=True):
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
        own = tuple(map(OwnView, free_paths(api, backend.paths)))
        operations = (operation for service in views.services for operation in service.operations)
        found = routes(operations, str(backend.options.get("mount", "")), (one.folder for one in own))
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

    FILTERS: tuple[str, ...] = (
        "handler",
        "reply",
        "raised",
        "failure",
        "described",
        "scheme",
        "routed",
        "stub",
        "templated",
    )

    # -- types --------------------------------------------------------------------------------------------------

    def handler(self, view: OperationView) -> str:
        """The type of an operation's handler."""
        generic = f"export type {view.type_name} = {self.use_type('Handler', './handler.ts')}"
        given, result = self.ty(view.input), self.ty(view.result)
        flat = f"{generic}<{given}, {result}>;"
        if len(flat) <= WIDTH:
            return flat
        if isinstance(view.result, tuple) and len(view.result) == 1 and isinstance(view.result[0], ir.TupleOf):
            places = spread("[", self.places(view.result[0]), "]", width=WIDTH - len("  "))
            result = places.replace("\n", "\n  ")
        return f"{generic}<\n  {given},\n  {result}\n>;"

    def reply(self, view: ResponseView) -> str:
        """The type of a reply: `export type BookCreated = { status: 201; body: models.Book };`."""
        return self._replied(f"export type {view.name} = ", view, ";")

    def raised(self, view: ResponseView) -> str:
        """The head of the class of a declared error, which holds its reply."""
        base = self.use("DeclaredError", _OPERATION)
        return self._replied(f"export class {view.name} extends {base}<", view, "> {")

    def _replied(self, head: str, view: ResponseView, tail: str) -> str:
        """The type of a reply between `head` and `tail`: on one line, or a member on each."""
        members = self._reply_members(view)
        line = f"{head}{'{ ' + '; '.join(members) + ' }' if members else 'object'}{tail}"
        if columns(line) <= WIDTH or columns(head) >= WIDTH:
            return line
        return "\n".join([f"{head}{{", *(f"  {member};" for member in members), f"}}{tail}"])

    def _reply_members(self, view: ResponseView) -> list[str]:
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
        return members

    # -- operations as data ---------------------------------------------------------------------------------------

    def described(self, view: OperationView) -> str:
        """What the core knows of an operation, as an object."""
        described = data.of(
            ("method", literals.quoted(view.method)),
            ("path", literals.literal(view.http.path.template)),
            ("values", self._slot_values(values)) if (values := slot_values(view.http)) else None,
            ("base", literals.literal(view.base)) if view.base.raw else None,
            ("parameters", data.listed(map(self._parameter, view.params))) if view.params else None,
            ("body", self._body(view.body.node)) if view.body else None,
            ("plain", "true") if view.plain else None,
            ("results", data.listed(map(self._declared, view.results))),
            ("errors", data.listed(dict.fromkeys(map(self._error, view.errors)))) if view.errors else None,
            ("security", self._security(view.node.security)) if view.node.security else None,
        )
        return data.printed(described, open_=True)

    def _slot_values(self, values: Iterable[tuple[ir.Text, tuple[ir.Text, ...]]]) -> data.Data:
        """What placeholders that touch others may hold."""
        return data.of(*((literals.key(name.raw), data.listed(map(literals.literal, texts))) for name, texts in values))

    def failure(self, view: ResponseView) -> str:
        """The declared response of an error's class."""
        return data.printed(self._declared(view), 2, len("  static override readonly response = "))

    def _error(self, view: ResponseView) -> str:
        return self.use(view.name, view.symbol.module) if view.symbol.module else view.name

    def _shape(self, type_: ir.TypeRef, placed: bool = False) -> data.Data:
        return Shapes(self._declarations, placed).of(type_).data

    def _parameter(self, view: ParamView) -> data.Data:
        node, wire = view.node, view.node.name.wire
        return data.of(
            ("in", literals.quoted(node.where.value)),
            ("name", literals.literal(wire)),
            ("as", literals.quoted(view.name)) if view.name != wire.raw else None,
            ("required", "true") if node.required else None,
            *_style(node),
            ("shape", self._shape(written(node.type))),
            ("schema", self.schema(written(node.type))),
            ("default", literals.literal(view.default, exact=True)) if view.default is not None else None,
        )

    def _body(self, node: ir.Body) -> data.Data:
        content = (
            (literals.key((media.range or media.media_type).raw), self._representation(media))
            for media in specific_first(node.media)
        )
        return data.of(("required", "true" if node.required else "false"), ("content", data.of(*content)))

    def _representation(self, media: ir.Media) -> data.Data:
        kind = media_kind(media)
        if kind is MediaKind.BINARY:
            return data.of(("kind", '"bytes"'))
        if media.positions is not None:
            return data.of(
                ("kind", '"mixed"'),
                ("schema", self.schema(media.item or media.type)),
                ("shape", self._shape(media.item or media.type, placed=True)),
                *placed(media.positions),
                ("streamed", "true") if media.item is not None else None,
            )
        if media.item is not None:
            return data.of(("kind", '"sequence"'), ("items", self.schema(media.item)))
        if media.xml is not None:
            plan = literals.quoted(plan_key(media))
            return data.of(("kind", '"xml"'), ("schema", self.schema(media.type)), ("plan", plan))
        has_names = kind in (MediaKind.FORM, MediaKind.MULTIPART)
        nested = any(one.parts is not None for one in media.encoding)
        name = kind.value if media.range is None else "range"
        return data.of(
            ("kind", literals.quoted(name)),
            ("schema", self.schema(media.type)),
            ("shape", self._shape(media.type, placed=nested)) if name != "json" else None,
            named(media.encoding) if has_names and media.encoding else None,
        )

    def _declared(self, view: ResponseView) -> data.Data:
        node = view.node
        headers = ((literals.index(one.name.wire.raw), self._header(one)) for one in node.headers)
        content = ((literals.key(one.media_type.raw), self._reply_body(one)) for one in node.media)
        return data.of(
            ("status", str(view.status) if isinstance(view.status, int) else literals.quoted(view.status)),
            ("headers", data.of(*headers)) if node.headers else None,
            ("content", data.of(*content)) if node.media else None,
        )

    def _header(self, node: ir.Header) -> data.Data:
        return data.of(
            ("required", "true") if node.required else None,
            ("explode", "true") if node.explode else None,
            ("media", literals.literal(node.media)) if node.media is not None else None,
            ("schema", self.schema(written(node.type))),
        )

    def _reply_body(self, media: ir.Media) -> data.Data:
        if has_parts(media):
            return data.of(
                ("parts", data.of(*parts_of(sent_parts(media)))),
                ("schema", self.schema(media.item or media.type)),
                ("streamed", "true") if media.item is not None else None,
            )
        if media.item is not None:
            return data.of(("items", self.schema(media.item)))
        if is_form(media):
            return data.of(("form", members(media.encoding, written=True)), ("schema", self.schema(media.type)))
        if media.xml is not None:
            return data.of(("xml", literals.quoted(plan_key(media))), ("schema", self.schema(media.type)))
        binary = media_kind(media) is MediaKind.BINARY
        return self.use("BYTES", _OPERATION) if binary else self.schema(media.type)

    def _security(self, alternatives: Iterable[ir.Requirement]) -> data.Data:
        return data.listed(data.listed(map(self._need, needs)) for needs in alternatives)

    def _need(self, need: ir.Need) -> str:
        scheme = self._imports.whole("security", "./security.ts") + "." + identifier(need.scheme, Scope.VALUE)
        return f"{self.use('needs', _OPERATION)}({', '.join([scheme, *map(literals.literal, need.scopes)])})"

    def scheme(self, view: SchemeView) -> str:
        """A security scheme as an object."""
        node = view.node
        is_key, is_http = node.kind is ir.SchemeKind.API_KEY, node.kind is ir.SchemeKind.HTTP
        described = data.of(
            ("name", literals.literal(node.name.wire)),
            ("kind", literals.quoted(node.kind.value)),
            ("in", literals.quoted(node.where.value if node.where else "header")) if is_key else None,
            ("parameter", literals.literal(node.parameter)) if is_key else None,
            ("word", literals.literal(node.http)) if is_http else None,
        )
        return data.printed(described, 0, len(f"export const {view.name}: Scheme = "))

    # -- handlers and routes --------------------------------------------------------------------------------------

    def stub(self, view: OperationView) -> str:
        """The head of a handler that is not written yet."""
        type_ = self.use_type(view.type_name, f"./operations/{view.module}.ts")
        names = ", ".join(one.name for one in view.arguments)
        given = ["ctx", f"{{ {names} }}"] if names else ["ctx"]
        return spread(f"export const {view.function}: {type_} = async (", given, ") => {")

    def routed(self, route: RouteView, head: str) -> str:
        """The statement that calls `head` with the operations of a route file and their handlers, imported."""
        printed: list[str] = []
        aliases: dict[str, str] = {}
        for operation in route.operations:
            word = identifier(tuple(operation.module.split("-")), Scope.VALUE)
            alias = aliases.setdefault(operation.module, "" if not aliases else word)
            operations = self._whole("operations", alias, f"./operations/{operation.module}.ts")
            handlers = self._whole("handlers", alias, f"/src/handlers/{operation.module}.ts")
            on = self.use("on", _OPERATION)
            printed.append(f"{on}({operations}.{operation.function}, {handlers}.{operation.function})")
        return spread(f"{head}(", printed, ");")

    def _whole(self, name: str, alias: str, module: str) -> str:
        called = f"{alias}{name.title()}" if alias else name
        return self._imports.whole(called, module)

    def templated(self, route: RouteView, load: str, margin: int) -> str:
        """An item of a list: the path template that a route file's folder stands for, and what loads the file."""
        items = [literals.quoted(route.template), load]
        return spread("[", items, "],", width=WIDTH - margin).replace("\n", "\n" + " " * margin)


def _style(node: ir.Param) -> Iterator[tuple[str, str]]:
    """What of a parameter's spelling differs from what its place implies (OpenAPI 3.2, 4.12.2)."""
    if node.media is not None:
        yield "media", literals.literal(node.media)
        return
    form = node.where in (ir.Where.QUERY, ir.Where.COOKIE)
    if node.style is not (ir.Style.FORM if form else ir.Style.SIMPLE):
        yield "style", literals.quoted(node.style.value)
    if node.explode != (node.style in (ir.Style.FORM, ir.Style.COOKIE, ir.Style.DEEP)):
        yield "explode", "true" if node.explode else "false"
    if node.allow_empty and node.where is ir.Where.QUERY:
        yield "allowEmpty", "true"
