"""Prints what TypeScript SDKs add to types: operations as functions, walks over pages, security schemes, servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold import ir
from scaffold.lang.clients import about
from scaffold.lang.pagination import Pagination, Paging
from scaffold.lang.typescript import literals, names
from scaffold.lang.typescript.client_links import LinkWriter, address, variable_members
from scaffold.lang.typescript.client_requests import interface
from scaffold.lang.typescript.client_samples import SampleWriter
from scaffold.lang.typescript.client_views import ClientView, ClientViews, OperationView, SchemeView
from scaffold.lang.typescript.layout import layout, spread


class ClientWriter(LinkWriter):
    """A writer with the filters of SDK templates."""

    FILTERS = (
        "operation",
        "error_class",
        "scheme",
        "auth_member",
        "server_function",
        "error_name",
        "laid",
        *SampleWriter.SAMPLE_FILTERS,
    )

    # -- operations ---------------------------------------------------------------------------------------------

    def operation(self, view: OperationView) -> str:
        """All declarations of an operation: input, headers, result, function, and the walk over pages."""
        parts = [*self._input(view), *self._reply_headers(view.results), self._result(view)]
        if view.payload:
            parts.append(self._payload(view))
        parts.append(self._function(view))
        if view.pages:
            parts.append(self._pages(view, view.pages))
        parts += (self.link(view, one, self._views.operation(one.follow.target)) for one in self._views.links_of(view))
        return "\n\n".join(parts)

    def _function(self, view: OperationView) -> str:
        type_ = f"{self.use_type('Call', './core/call.ts')}<{view.result}>"
        call = self.use("call", "./core/call.ts")
        head = self._head(view, view.function, type_)
        return "\n".join(
            [
                self._about(view) + head,
                f"  return {call}(client, options, () => ({{",
                *(f"    {line}" for line in self._description(view)),
                "  }));",
                "}",
            ]
        )

    def _head(self, view: OperationView, name: str, result: str) -> str:
        client = self.use_type("Client", "./core/client.ts")
        given = [f"client: {client}", self._input_parameter(view)]
        given.append(f"options?: {self.use_type('CallOptions', './core/client.ts')}")
        return spread(f"export function {name}(", given, f"): {result} {{")

    def _input_parameter(self, view: OperationView) -> str:
        if not view.takes_input:
            return f"_input: {self.use_type('NoInput', './core/call.ts')} = {{}}"
        return f"input: {view.input_type}" + ("" if view.needs_input else " = {}")

    def _about(self, view: OperationView) -> str:
        errors = [f"@throws {{{self.error_name(error)}}}" for error in view.errors]
        tags = [*dict.fromkeys(errors), *(["@deprecated"] if view.node.deprecated else [])]
        text = self.doc(view.node.doc if self.doc(view.node.doc) else ir.Text(f"`{view.key}`"), 0, "", *tags)
        return f"{text}\n" if text else ""

    def _description(self, view: OperationView) -> Iterator[str]:
        """The members of the object that describes one request."""
        yield f"name: {literals.quoted(view.function)},"
        yield f"method: {literals.quoted(view.method)},"
        yield f"path: {self._path(view)},"
        if query := list(self._query(view)):
            yield f"query: [{', '.join(query)}],"
        yield from self._headers(view)
        if asked := view.asked:
            printed = literals.quoted(", ".join(one.raw for one in asked))
            yield f"accept: {'input.accept ?? ' if view.accepted else ''}{printed},"
        if view.bodies:
            yield f"body: {self._body(view)},"
        if view.alternatives:
            yield f"authorize: {self._authorize(view)},"
        if view.repeatable:
            yield "repeatable: true,"
        if view.redirects:
            yield 'redirect: "manual",'
        if view.server is not None:
            given = ["client", literals.literal(view.server), self.use("BASE_URL", "./client.ts")]
            yield f"baseUrl: {self.use('baseUrlOf', './core/servers.ts')}({', '.join(given)}),"
        yield "replies: {"
        for reply in view.replies:
            yield from (f"  {line}" for line in self._reply(reply))
        yield "},"

    def _authorize(self, view: OperationView) -> str:
        """The call that signs with one of the alternatives."""
        self._imports.whole("schemes", "./schemes.ts")
        listed = (f"[{', '.join(f'schemes.{scheme.name}' for scheme in schemes)}]" for schemes in view.alternatives)
        return f"{self.use('authorize', './core/auth.ts')}({', '.join(listed)})"

    # -- pages --------------------------------------------------------------------------------------------------

    def _pages(self, view: OperationView, found: Pagination) -> str:
        result = f"AsyncGenerator<{self.ty(found.item, binary='Blob')}, void, undefined>"
        given = [view.function, "client", "input", "options", f"(body) => body{self._listed(found)}", self._next(found)]
        about = f"/** All items of `{view.function}`; a page is fetched when it is needed. */\n"
        call = f"  return {self.use('pages', './core/pages.ts')}({', '.join(given)});"
        return about + self._head(view, view.all_function, result) + f"\n{call}\n}}"

    def _next(self, found: Pagination) -> str:
        module = "./core/pages.ts"
        if found.kind is Paging.CURSOR:
            assert found.param is not None
            cursor = f"(body) => body{self._steps(found.cursor)}"
            return f"{self.use('byCursor', module)}({literals.literal(found.param.name.wire)}, {cursor})"
        if found.kind is Paging.ITEM:
            assert found.param is not None
            items = self._listed(found) + ("" if found.items is None or self._is_sure(found.items) else "?")
            item = f"(body, place) => body{items}.at(place)?{self._steps(found.cursor)}"
            given = [literals.literal(found.param.name.wire), item, f"(body) => body{self._steps(found.more)}"]
            given += [] if found.back is None else [literals.literal(found.back.name.wire)]
            return f"{self.use('byItem', module)}({', '.join(given)})"
        if found.kind is Paging.LINK:
            assert found.link is not None
            return f"{self.use('byLink', module)}((headers) => headers{names.access(found.link.name.wire.raw)})"
        assert found.param is not None
        given = [literals.literal(found.param.name.wire), str(found.first)]
        size = [] if found.size is None else [f"name: {literals.literal(found.size.name.wire)}"]
        size += [] if found.usual is None else [f"usual: {found.usual}"]
        size += [] if found.most is None else [f"most: {found.most}"]
        given += [f"{{ {', '.join(size)} }}"] if size else []
        name = "byNumber" if found.kind is Paging.PAGE else "byOffset"
        return f"{self.use(name, module)}({', '.join(given)})"

    def _listed(self, found: Pagination) -> str:
        """The way from the body to the list."""
        return self._steps(((found.record, found.items),) if found.record and found.items else ())

    def _steps(self, path: Iterable[tuple[ir.Record, ir.Field]]) -> str:
        """The way through a body by its members."""
        text, sure = "", True
        for _, field in path:
            access = names.access(field.name.wire.raw)
            text += access if sure else f"?.{access.removeprefix('.')}"
            sure = sure and self._is_sure(field)
        return text

    def _is_sure(self, field: ir.Field) -> bool:
        """Whether it is there, and not null."""
        return field.required and not self._shapes.takes_null(field.type)

    # -- schemes and the client ---------------------------------------------------------------------------

    def laid(self, code: str) -> str:
        """A statement outside a source file, laid out."""
        return layout(code)

    def scheme(self, view: SchemeView) -> str:
        """A security scheme as a constant."""
        node = view.node
        members = [f"name: {literals.literal(node.name.wire)}"]
        if node.kind is ir.SchemeKind.API_KEY:
            where = node.where.value if node.where else "header"
            members += [f'in: "{where}"', f"as: {literals.literal(node.parameter or node.name.wire)}"]
        else:
            members += ['in: "header"', 'as: "Authorization"', f"prefix: {literals.quoted(view.prefix)}"]
        if view.token_url is not None:
            members.append(f"tokenUrl: {literals.literal(view.token_url)}")
        type_ = self.use_type("Scheme", "./core/auth.ts")
        lead = self.lead(node.doc)
        return f"{lead}export const {view.name}: {type_} = {{ {', '.join(members)} }};"

    def auth_member(self, view: SchemeView) -> str:
        """The member of a client's credentials for a scheme."""
        type_ = self.use_type("BasicCredential" if view.basic else "Credential", "./core/auth.ts")
        return f"{self.lead(about(view.node), 2)}readonly {names.key(view.node.name.wire.raw)}?: {type_} | undefined;"

    def server_function(self, view: ClientView) -> str:
        """The function that puts values into the places of the server's URL; "" where it has none."""
        server = view.server
        if server is None or not server.variables:
            return ""
        parts = [
            "/** What may be put into the address of the server. */",
            interface("ServerVariables", variable_members(server)),
            "",
            "/** The address of the server with these values in it. */",
            "export function serverUrl(variables: ServerVariables = {}): string {",
            f"  return {address(server)};",
            "}",
        ]
        return "\n".join(parts)


__all__ = ["ClientViews", "ClientWriter"]
