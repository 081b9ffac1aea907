"""Prints what Python SDKs add to types: operations as data, the signatures of methods, replies and credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from scaffold import ir
from scaffold.cases.bodies import sent_parts
from scaffold.cases.calls import Sample
from scaffold.lang.base import Symbol
from scaffold.lang.clients import about, encoded
from scaffold.lang.http import MediaKind
from scaffold.lang.parts import PartView, is_form, is_read, is_text, nested_type, read_at_places, read_by_names
from scaffold.lang.prose import paragraphs
from scaffold.lang.python import literals
from scaffold.lang.python.client_views import (
    ArgumentView,
    ClientView,
    ContentView,
    HeaderView,
    MethodView,
    PagesView,
    ReplyView,
    ResourceView,
    SchemeView,
    header_shape,
)
from scaffold.lang.python.layout import WIDTH
from scaffold.lang.python.links import LinkView
from scaffold.lang.python.writer import PythonWriter
from scaffold.lang.shapes import Shapes
from scaffold.lang.xml import plan_key

T = TypeVar("T")

_BODIES = {
    MediaKind.JSON: "JsonBody",
    MediaKind.FORM: "FormBody",
    MediaKind.MULTIPART: "MultipartBody",
    MediaKind.MIXED: "MixedBody",
    MediaKind.TEXT: "TextBody",
    MediaKind.XML: "XmlBody",
    MediaKind.SEQUENCE: "ItemsBody",
    MediaKind.BINARY: "BinaryBody",
}
_PARAMS = {
    ir.Where.PATH: "Path",
    ir.Where.QUERY: "Query",
    ir.Where.HEADER: "Header",
    ir.Where.COOKIE: "Cookie",
    ir.Where.QUERYSTRING: "QueryString",
}


class ClientWriter(PythonWriter):
    """A writer with the filters of SDK templates."""

    FILTERS = (
        *("core", "define", "call", "path", "params", "bodies", "replies", "raised", "security", "pages"),
        *("content", "reply_header", "scheme", "about", "constructor", "group", "base"),
        *("credentials", "settings", "server_function", "link", "example"),
    )

    def core(self, name: str) -> str:
        """`core.name`, with `core` imported."""
        return self._symbol(Symbol(f"core.{name}", self._root, imported="core"))

    def __init__(self, *place: Any) -> None:
        super().__init__(*place)
        self._made: dict[tuple[str, str], Any] = {}

    # -- methods ------------------------------------------------------------------------------------------------

    def define(self, method: MethodView, name: str, result: str, keyword: str = "def") -> str:
        """The head of a method, laid out: one line, or one parameter a line."""
        given = self._once("parameters", method, self._parameters)
        end = f") -> {result}:"
        line = f"    {keyword} {name}({', '.join(given)}{end}"
        if len(line) <= WIDTH:
            return line
        return "\n".join([f"    {keyword} {name}(", *(f"        {one}," for one in given), f"    {end}"])

    def call(self, method: MethodView, start: str, *operation: str) -> str:
        """The last line of a method, laid out: `return self._call(GET_BOOK, {"id": id}, options)`."""
        pairs = [f'"{one.name}": {one.name}' for one in method.arguments]
        first, values = ", ".join(operation), "{" + ", ".join(pairs) + "}"
        line = f"        {start}({first}, {values}, options)"
        if len(line) <= WIDTH:
            return line
        lines = [f"            {one}," for one in operation]
        if len(values) <= WIDTH - 13:
            lines.append(f"            {values},")
        else:
            lines += ["            {", *(f"                {pair}," for pair in pairs), "            },"]
        return "\n".join([f"        {start}(", *lines, "            options,", "        )"])

    def _once(self, what: str, method: MethodView, make: Callable[[MethodView], T]) -> T:
        """`make(method)`, made once for all the methods that an operation has in two classes."""
        key = (what, method.function)
        if key not in self._made:
            self._made[key] = make(method)
        made: T = self._made[key]
        return made

    def _parameters(self, method: MethodView) -> list[str]:
        options = f"**options: {self.use('Unpack', 'typing')}[{self.core('Options')}]"
        given = [self._parameter(one) for one in method.arguments]
        return ["self", *(["*", *given] if given else []), options]

    def _parameter(self, view: ArgumentView) -> str:
        type_ = f"{self._literal(view.choices)} | None" if view.choices else self.ty(view.type)
        return f"{view.name}: {type_}" + ("" if view.initial is None else f" = {view.initial}")

    def _literal(self, choices: tuple[ir.Text, ...]) -> str:
        return f"{self.use('Literal', 'typing')}[{', '.join(map(literals.literal, choices))}]"

    def about(self, method: MethodView) -> str:
        """The docstring of a method: what the description says of it, of its parameters, and of its errors."""
        return self._once("about", method, self._about)

    def _about(self, method: MethodView) -> str:
        doc = method.node.doc
        parts = [text.strip() for text in paragraphs(doc)] if doc else []
        if lines := [line for one in method.arguments if (line := _told(one))]:
            parts.append("\n".join(lines))
        if (body := method.node.body) and body.doc and body.doc.description:
            parts.append(f"The body: {body.doc.description.raw.strip()}")
        if method.errors:
            names = dict.fromkeys(f"`{error.name}`" for error in method.errors)
            parts.append(f"Raises {', '.join(names)}.")
        if method.node.deprecated:
            parts.append("Deprecated.")
        return literals.docstring("\n\n".join(part for part in parts if part), 8, instead="Undocumented.")

    def example(
        self, method: MethodView, resource: ResourceView, samples: Mapping[str, Sample], name: str = "", more: str = ""
    ) -> str:
        """A call for a README, with what must be given and `more`; "" where that takes more than words and numbers.

        With the name "with_response", the call goes through that method.
        """
        sample = samples.get(method.node.key)
        values = {id(param): value.json for param, value in sample.values} if sample else {}
        function = f"client.{resource.attribute}.{method.function}"
        given = [function] if name == "with_response" else []
        for one in method.arguments:
            if one.initial is not None:
                continue
            value = values.get(id(one.node))
            if self.ty(one.type) not in ("str", "int", "float", "bool") or value is None:
                return ""
            given.append(f"{one.name}={literals.literal(value)}")
        if name:
            function = f"client.{name}" if name == "with_response" else f"client.{resource.attribute}.{name}"
        given += [more] if more else []
        return f"{function}({', '.join(given)})" if sample else ""

    # -- operations as data -------------------------------------------------------------------------------------

    def path(self, method: MethodView) -> str:
        """The path template, its literal parts encoded as they go on the wire."""
        parts = []
        for segment in method.view.http.path.segments:
            pieces = (
                "{" + piece.name.raw + "}" if isinstance(piece, ir.Slot) else encoded(piece.text.raw)
                for piece in segment
            )
            parts.append("".join(pieces))
        return literals.quoted("/" + "/".join(parts))

    def params(self, method: MethodView) -> str:
        """The parameters of an operation, as a list."""
        return f"[{', '.join(map(self._param, method.params))}]"

    def _param(self, view: ArgumentView) -> str:
        node = view.node
        assert node is not None
        given = [literals.literal(node.name.wire)]
        if view.name != node.name.wire.raw or node.where is ir.Where.HEADER:
            given.append(literals.quoted(view.name))
        if node.media is not None:
            given.append(f"media={literals.literal(node.media)}")
        else:
            given += _style(node)
        if view.idempotency:
            given.append("idempotency=True")
        return f"{self.core(_PARAMS[node.where])}({', '.join(given)})"

    def bodies(self, method: MethodView) -> str:
        """The representations of the request body, as a list."""
        return f"[{', '.join(self._body(one, method.typed_body) for one in method.body)}]"

    def _body(self, view: ContentView, typed: bool) -> str:
        given = [literals.literal(view.node.media_type)]
        if view.kind is MediaKind.XML:
            given.append(literals.quoted(plan_key(view.node)))
        given += literals.encodings(view.node, self._part)
        if typed and view.kind not in (MediaKind.BINARY, MediaKind.SEQUENCE, MediaKind.MIXED):
            given.append(f"type={self.ty(view.type)}")
        return f"{self.core(_BODIES[view.kind])}({', '.join(given)})"

    def _part(self, encoding: ir.Encoding) -> str:
        given = [*literals.part(encoding)]
        given += ["reserved=True"] if encoding.style is not None and encoding.allow_reserved else []
        if encoding.headers:
            headers = (f"{self.core('PartHeader')}({literals.header(one)})" for one in encoding.headers)
            given.append(f"headers=[{', '.join(headers)}]")
        if (inner := encoding.parts) is not None:
            name = "MultipartBody" if inner.positions is None else "MixedBody"
            wire = literals.literal(nested_type(encoding))
            given.append(f"parts={self.core(name)}({', '.join([wire, *literals.encodings(inner, self._part)])})")
        return f"{self.core('Part')}({', '.join(given)})"

    def replies(self, method: MethodView) -> str:
        """The declared successes by status."""
        if method.plain:
            (reply,) = method.results
            return f"{{{literals.literal(reply.key)}: {self.core('Reply')}({self.content(reply)})}}"
        pairs = (f"{literals.literal(reply.key)}: {self.ty(reply.symbol)}" for reply in method.results)
        return "{" + ", ".join(pairs) + "}"

    def raised(self, method: MethodView) -> str:
        """The classes of the declared errors by status."""
        pairs = (f"{literals.literal(error.key)}: {self.ty(error.symbol)}" for error in method.errors)
        return "{" + ", ".join(pairs) + "}"

    def security(self, method: MethodView) -> str:
        """The alternatives of schemes, as a list of lists."""
        return literals.literal([list(names) for names in method.security])

    def pages(self, view: PagesView) -> str:
        """How pages are walked."""
        given = ", ".join(literals.literal(value) for value in view.arguments)
        return f"{self.core(view.class_name)}[{self.ty(view.item)}]({given})"

    # -- replies ------------------------------------------------------------------------------------------------

    def content(self, reply: ReplyView) -> str:
        """The content of a reply by media type; nothing where it has none."""
        pairs = (f"{literals.literal(one.node.media_type)}: {self._exact(one)}" for one in reply.content)
        return "{" + ", ".join(pairs) + "}" if reply.content else ""

    def _exact(self, view: ContentView) -> str:
        type_ = self.judged(view.type if view.exact is None else view.exact)
        if view.kind is MediaKind.XML:
            return f"{self.core('XmlContent')}({type_}, {literals.quoted(plan_key(view.node))})"
        if is_form(view.node):
            given = [type_, *literals.encodings(view.node, self._form_part)]
            return f"{self.core('FormContent')}({', '.join(given)})"
        if is_read(view.node, self._shapes):
            return f"{self.core('PartsContent')}({type_}, {self._received(view.node.type, sent_parts(view.node))})"
        return type_

    def _form_part(self, encoding: ir.Encoding) -> str:
        return f"{self.core('FormPart')}({', '.join(literals.part(encoding))})"

    @cached_property
    def _shapes(self) -> Shapes:
        return Shapes({key: one.node for key, one in self._declarations.by_key.items()})

    def _received(self, kind: ir.TypeRef, parts: ir.Parts) -> str:
        """How the parts of a reply, or of a part, are read: by their places, or by their names."""
        if parts.positions is None:
            members, lists = read_by_names(kind, parts, self._shapes)
            pairs = (f"{literals.literal(name)}: {self._reply_part(one)}" for name, one in members.items())
            given = ["{" + ", ".join(pairs) + "}", *([literals.literal(list(lists))] if lists else [])]
            return f"{self.core('PartsByName')}({', '.join(given)})"
        prefix, rest = read_at_places(kind, parts.positions, self._shapes)
        given = [f"prefix=[{', '.join(map(self._reply_part, prefix))}]"] if prefix else []
        return f"{self.core('PartsByPlace')}({', '.join([*given, f'rest={self._reply_part(rest)}'])})"

    def _reply_part(self, view: PartView) -> str:
        given = [] if view.kind == "json" else [literals.quoted(view.kind)]
        if view.encoding.headers:
            given.append(f"headers=[{', '.join(map(self._received_header, view.encoding.headers))}]")
        if view.encoding.parts is not None:
            given.append(f"parts={self._received(view.type, view.encoding.parts)}")
        if view.encoding.xml is not None:
            given.append(f"xml={literals.quoted(plan_key(view.encoding))}")
        return f"{self.core('ReplyPart')}({', '.join(given)})"

    def _received_header(self, header: ir.Header) -> str:
        given = [literals.literal(header.name.wire)]
        shape = header_shape(header, self._shapes)
        if shape != "value":
            given.append(literals.quoted(shape))
        if shape == "object" and header.explode:
            given.append("explode=True")
        if shape != "json" and not is_text(header.type, self._shapes):
            given.append("literal=True")
        return f"{self.core('ReceivedHeader')}({', '.join(given)})"

    def reply_header(self, view: HeaderView) -> str:
        """A header of a reply as an attribute."""
        given = [literals.literal(view.node.name.wire)]
        if view.shape != "value":
            given.append(literals.quoted(view.shape))
        if view.shape == "object" and view.node.explode:
            given.append("explode=True")
        marker = f"{self.core('ReplyHeader')}({', '.join(given)})"
        return f"{view.name}: {self.annotated(view.type, marker)}{'' if view.node.required else ' = None'}"

    # -- clients ------------------------------------------------------------------------------------------------

    def scheme(self, view: SchemeView) -> str:
        """A security scheme as an object of `core`."""
        node = view.node
        match node.kind:
            case ir.SchemeKind.API_KEY:
                where = node.where.value if node.where else "header"
                return f'{self.core("ApiKey")}("{where}", {literals.literal(node.parameter or node.name.wire)})'
            case ir.SchemeKind.MUTUAL_TLS:
                return f"{self.core('MutualTls')}()"
            case ir.SchemeKind.BASIC:
                return f'{self.core("Http")}("Basic")'
            case ir.SchemeKind.HTTP:
                return f"{self.core('Http')}({literals.literal(node.http)})"
        url = f", {literals.literal(view.token_url)}" if view.token_url else ""
        return f'{self.core("Http")}("Bearer"{url})'

    def group(self, resource: ResourceView, class_name: str) -> str:
        """A group of operations as an attribute of a client, laid out."""
        self.use("resources", self._root)
        head = f"    {resource.attribute} = {self.core('Group')}("
        made = f"lambda client: resources.{resource.module}.{class_name}(client)"
        if len(head) + len(made) < WIDTH:
            return f"{head}{made})"
        if len(made) + 8 > WIDTH:
            made = f"{made.removesuffix('client)')}\n            client\n        )"
        return f"{head}\n        {made}\n    )"

    def constructor(self, view: ClientView, http: str, asynchronous: bool) -> str:
        """The parameters of a client's constructor."""
        self._symbol(Symbol("httpx2", "httpx2", whole=True))
        result = "Awaitable[None] | None" if asynchronous else "None"
        if asynchronous:
            self.use("Awaitable", "collections.abc")
        prefix = "Async" if asynchronous else ""
        given = ["self", "base_url: str | None = None" if view.has_server else "base_url: str", "*"]
        for scheme in view.schemes:
            if scheme.given:
                name = scheme.credential if scheme.credential == "Basic" else prefix + scheme.credential
                given.append(f"{scheme.argument}: {self.core(name)} | None = None")
        mapping, hook = self.use("Mapping", "collections.abc"), self.use("Callable", "collections.abc")
        given += [
            "timeout: float | httpx2.Timeout | None = 30.0",
            "max_retries: int = 2",
            f"headers: {mapping}[str, str] | None = None",
            f"http_client: httpx2.{http} | None = None",
            f"on_request: {hook}[[httpx2.Request], {result}] | None = None",
            f"on_response: {hook}[[httpx2.Response], {result}] | None = None",
            f"on_error: {hook}[[{self.core('SdkError')}], {result}] | None = None",
        ]
        return ", ".join(given)

    def base(self, view: ClientView) -> str:
        """The expression of the base URL."""
        return '(base_url or BASE_URL).rstrip("/")' if view.has_server else 'base_url.rstrip("/")'

    def link(self, view: LinkView) -> str:
        """The function that follows a link, and the type of the arguments that it gives."""
        source, target = view.source.function, f"{view.target_group}.{view.target.function}"
        wire = view.follow.link.name.wire.raw
        head = f"class {view.class_name}({self.use('TypedDict', 'typing')}):"
        words = literals.docstring(f"What `{target}` takes by the link `{wire}` of `{source}`.", 4)
        members = [f"    {name}: {self.ty(kind)}" for name, kind, _ in view.passed]
        given = [f"reply: {self._reply_type(view)}"] if view.reads_reply else []
        asked = [f"{name}: {self.ty(kind)}" for name, kind in view.needs]
        asked += self._variables(view.variables)
        given += ["*", *asked] if asked else []
        values = [f'"{name}": {self._passed(kind, value)}' for name, kind, value in view.passed]
        if view.follow.server is not None:
            members.append("    base_url: str")
            values.append(f'"base_url": {_address(view.follow.server, view.variables)}')
        call = f"`client.{target}(**{view.name}(...))` goes on where `{source}` has led."
        about = literals.docstring(view.follow.link.doc, 4, extra=(call,))
        function = [
            *_spread(f"def {view.name}(", given, f") -> {view.class_name}:"),
            f"    {about}",
            *(f"    {line}" for line in _spread("return {", values, "}", WIDTH - 4)),
        ]
        return "\n".join([head, f"    {words}", "", *members, "", "", *function])

    def _passed(self, kind: ir.TypeRef, value: ir.Value | str) -> str:
        """The expression of what a link gives; a constant is read as its type where it is not one in Python."""
        if isinstance(value, str):
            return value
        if (printed := self.ty(kind)) in ("str", "int", "float", "bool"):
            return literals.literal(value)
        codec = self.use("Codec", f"{self._root}.schema")
        return f"{codec}[{printed}]({self.judged(kind)}).load_value({literals.literal(value)})"

    def _reply_type(self, view: LinkView) -> str:
        if view.source.plain:
            return self.ty(view.reply.body)
        name = f"results.{view.source_module}.{view.reply.name}"
        return self.ty(Symbol(name, self._root, imported="results"))

    def server_function(self, view: ClientView) -> str:
        """The function that puts values into the places of the server's address."""
        assert view.server is not None
        given = self._variables(view.variables)
        head = _spread("def server_url(", ["*", *given], ") -> str:")
        words = '    """The address of the server with these values in it."""'
        return "\n".join([*head, words, f"    return {_address(view.server, view.variables)}"])

    def _variables(self, variables: Iterable[tuple[str, ir.Variable]]) -> list[str]:
        """The variables of a server's address as parameters."""
        types = ((name, one, self._literal(one.values) if one.values else "str") for name, one in variables)
        return [f"{name}: {type_} = {literals.literal(one.default)}" for name, one, type_ in types]

    def credentials(self, view: ClientView) -> str:
        """The credentials by the name of their scheme."""
        pairs = (
            f"{literals.literal(scheme.node.name.wire)}: {scheme.argument if scheme.given else literals.quoted('')}"
            for scheme in view.schemes
        )
        return "{" + ", ".join(pairs) + "}"

    def settings(self, view: ClientView) -> str:
        """The docstring of a client's constructor."""
        told = ["`timeout` is in seconds, for each step (connect, send, wait for the next bytes)."]
        told.append("`max_retries` is how often a call is tried again that can be repeated safely.")
        told.append("`headers` are sent with every request. `http_client` is used, and left open, where it is given.")
        told.append("The hooks see every attempt.")
        where = "`base_url` is the description's first server, `BASE_URL`, where it is left out."
        if not view.has_server:
            path = view.base_url.raw
            where = "`base_url` says where the API is" + (f"; it ends in {path}" if path else "") + "."
        schemes = [f"`{scheme.argument}`" for scheme in view.schemes if scheme.given]
        credentials = []
        if schemes:
            kinds = "a string, or a function that gives one"
            credentials = [f"{', '.join(schemes)}: sent to the operations that ask for it; {kinds}."]
            if any(scheme.credential == "Basic" for scheme in view.schemes):
                credentials.append("A credential of the Basic scheme is a pair of user and password.")
            if any(scheme.credential == "Token" for scheme in view.schemes):
                credentials.append("A token may be `ClientCredentials` as well.")
        for scheme in view.schemes:
            if scheme.given and (words := about(scheme.node)) and words.description:
                credentials.append(f"`{scheme.argument}`: {words.description.raw}")
        text = "\n".join(["Makes a client.", "", where, *credentials, *told])
        return literals.docstring(text, 8)


def _address(server: ir.Server, variables: Iterable[tuple[str, ir.Variable]]) -> str:
    """The address of a server with the arguments of these names in it."""
    url = server.url.raw.rstrip("/")
    named = {variable.name.raw: name for name, variable in variables}
    if not named:
        return literals.literal(ir.Text(url))
    url = url.replace("{", "{{").replace("}", "}}")
    for wire, name in named.items():
        url = url.replace("{{" + wire + "}}", "{" + name + "}")
    return f"f{literals.literal(ir.Text(url))}"


def _spread(head: str, items: list[str], tail: str, width: int = WIDTH) -> list[str]:
    """Lines of code with items in a bracket: one, or an item a line."""
    line = f"{head}{', '.join(items)}{tail}"
    return [line] if len(line) <= width else [head, *(f"    {item}," for item in items), tail]


def _style(node: ir.Param) -> list[str]:
    """The arguments that differ from what the place of the parameter implies."""
    form = node.where in (ir.Where.QUERY, ir.Where.COOKIE)
    given = [] if node.style is (ir.Style.FORM if form else ir.Style.SIMPLE) else [f'style="{node.style.value}"']
    if node.explode != (node.style in (ir.Style.FORM, ir.Style.COOKIE)):
        given.append(f"explode={node.explode}")
    return [*given, "reserved=True"] if node.allow_reserved else given


def _told(view: ArgumentView) -> str:
    """A line about a parameter, "" where there is nothing to say."""
    node = view.node
    if node is None:
        return ""
    said = node.doc.description if node.doc and node.doc.description else None
    notes = []
    if view.idempotency:
        notes.append("made where it is left out, and kept over retries")
    elif node.default is not None:
        notes.append(f"{literals.literal(node.default)} where it is left out")
    if node.deprecated:
        notes.append("deprecated")
    words: list[Any] = [" ".join(said.raw.split())] if said else []
    words += [f"({'; '.join(notes)})"] if notes else []
    return f"- `{view.name}`: {' '.join(words)}" if words else ""
