"""Prints what Python servers add to types: the markers of parameters, bodies, responses and security.

The markers are those of the `http` package that a Python backend generates beside `models`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from scaffold import ir
from scaffold.lang.http import MediaKind, slot_values
from scaffold.lang.parts import has_parts, is_form, nested_type
from scaffold.lang.python import literals
from scaffold.lang.python.cases import CaseWriter
from scaffold.lang.python.defaults import Plain
from scaffold.lang.python.names import Scope, identifier
from scaffold.lang.python.schemes import SchemeView
from scaffold.lang.python.views import BodyView, FieldView, MediaView, OperationView, ParamView, ResponseView

_BODIES = {
    MediaKind.JSON: ("Json", "application/json"),
    MediaKind.FORM: ("Form", "application/x-www-form-urlencoded"),
    MediaKind.MULTIPART: ("Multipart", "multipart/form-data"),
    MediaKind.MIXED: ("Mixed", "multipart/mixed"),
    MediaKind.TEXT: ("Text", "text/plain"),
    MediaKind.XML: ("Xml", "application/xml"),
    MediaKind.SEQUENCE: ("Items", "application/jsonl"),
    MediaKind.BINARY: ("Binary", "application/octet-stream"),
}
_MARKERS = {
    ir.Where.PATH: "Path",
    ir.Where.QUERY: "Query",
    ir.Where.HEADER: "Header",
    ir.Where.COOKIE: "Cookie",
    ir.Where.QUERYSTRING: "QueryString",
}


class ServerWriter(CaseWriter):
    """A writer with the filters of server templates."""

    def parameter(self, view: ParamView) -> str:
        """A parameter of a route function: `limit: Annotated[int, Query("limit")] = 20`."""
        given = [literals.literal(view.node.name.wire)]
        given += [f"{key}={literals.literal(value)}" for key, value in view.options]
        if view.default is not None and not _held(view):
            given.append(f"default={self.initial(view.default)}")
        marker = f"{self._http(_MARKERS[view.node.where])}({', '.join(given)})"
        return f"{view.name}: {self.annotated(view.type, marker)}{self._otherwise(view)}"

    def argument(self, view: Any) -> str:
        """A parameter or body of a handler: `limit: int = 20`."""
        return f"{view.name}: {self.ty(view.type)}{self._otherwise(view)}"

    def _otherwise(self, view: Any) -> str:
        if not view.optional or not _held(view):
            return ""
        return f" = {self.initial(Plain(None) if view.default is None else view.default)}"

    def body(self, operation: OperationView) -> str:
        """The body of a route function, with a marker for each of its representations."""
        view = operation.body
        assert view is not None
        types = dict.fromkeys(self._body_type(media) for media in view.media)
        absent = [] if view.node.required or _is_nullable(view) else ["None"]
        marks = [self._representation(media, bool(absent), len(types) > 1) for media in view.specific_first]
        annotated = f"{self.use('Annotated', 'typing')}[{', '.join([' | '.join([*types, *absent]), *marks])}]"
        return f"body: {annotated}" if view.node.required else f"body: {annotated} = None"

    def _body_type(self, media: MediaView) -> str:
        return self.judged(media.type)

    def _representation(self, media: MediaView, absent: bool, typed: bool) -> str:
        """A marker, with its type where representations differ in it, or where JSON's null is not the absent body."""
        ranged = media.node.range
        name, usual = _BODIES[media.kind] if ranged is None else ("Range", "*/*")
        wire = ranged or media.node.media_type
        given = [] if wire.raw == usual else [literals.literal(wire)]
        if typed or (absent and name in ("Json", "Range")):
            given.append(f"type={self._body_type(media)}")
        given += literals.encodings(media.node, self._part, "encoding=")
        return f"{self._http(name)}({', '.join(given)})"

    def _part(self, encoding: ir.Encoding, written: bool = False) -> str:
        given = [*literals.part(encoding)]
        given += ["reserved=True"] if written and encoding.allow_reserved else []
        if encoding.headers:
            headers = (f"{self._http('Header')}({literals.header(one)})" for one in encoding.headers)
            given.append(f"headers=[{', '.join(headers)}]")
        if encoding.parts is not None:
            given.append(f"parts={self._sent(encoding.parts, literals.literal(nested_type(encoding)))}")
        return f"{self._http('Part')}({', '.join(given)})"

    def response(self, view: ResponseView) -> str:
        """The arguments of a response class's decorator: its status and media types."""
        given = [literals.literal(view.status)]
        media = [literals.literal(one.node.media_type) for one in view.media]
        if media and media != ['"application/json"']:
            given += media
        if len({self.ty(one.type) for one in view.media}) > 1:
            pairs = (f"{literals.literal(one.node.media_type)}: {self._body_type(one)}" for one in view.media)
            given.append(f"types={{{', '.join(pairs)}}}")
        if several := [one.node for one in view.media if has_parts(one.node)]:
            pairs = (f"{literals.literal(one.media_type)}: {self._sent(one)}" for one in several)
            given.append(f"parts={{{', '.join(pairs)}}}")
        if forms := [one.node for one in view.media if is_form(one.node) and one.node.encoding]:
            pairs = (f"{literals.literal(one.media_type)}: {self._form(one)}" for one in forms)
            given.append(f"encoding={{{', '.join(pairs)}}}")
        return ", ".join(given)

    def _form(self, media: ir.Media) -> str:
        """How members of a form that is a reply are sent, by name."""
        return "".join(literals.encodings(media, partial(self._part, written=True)))

    def _sent(self, sent: ir.Media | ir.Parts, *given: str) -> str:
        """How the parts of a reply, or of a part, are sent."""
        name = "Multipart" if sent.positions is None else "Mixed"
        return f"{self._http(name)}({', '.join([*given, *literals.encodings(sent, self._part, 'encoding=')])})"

    def reply_header(self, view: FieldView) -> str:
        """A header of a response class as a line of it."""
        marker = f"{self._http('Header')}({literals.literal(view.node.name.wire)})"
        return f"{view.name}: {self.annotated(view.type, marker)}{'' if view.node.required else ' = None'}"

    def choice(self, view: ResponseView) -> str:
        """The media types of a response as a type of their names."""
        names = ", ".join(literals.literal(one.node.media_type) for one in view.media)
        return f"{self.use('Literal', 'typing')}[{names}]"

    def route(self, operation: OperationView) -> str:
        """The arguments of a route's decorator."""
        given = [literals.literal(operation.http.path.template)]
        if operation.decorator == "operation":
            given.insert(0, literals.quoted(operation.method))
        if operation.node.security:
            given.append(f"security={self._security(operation.node.security)}")
        if operation.errors:
            errors = [*dict.fromkeys(self.ty(view.symbol) for view in operation.errors)]
            given.append(f"errors=({', '.join(errors)}{',' if len(errors) == 1 else ''})")
        if operation.plain:
            success = operation.success
            if isinstance(success.status, ir.Exact) and success.status.code != 200:
                given.append(f"status={success.status.code}")
            if success.media and success.media[0].media_type.raw != "application/json":
                given.append(f"media_type={literals.literal(success.media[0].media_type)}")
            if success.media and has_parts(success.media[0]):
                given.append(f"parts={self._sent(success.media[0])}")
            if success.media and is_form(success.media[0]) and success.media[0].encoding:
                given.append(f"encoding={self._form(success.media[0])}")
        if operation.http.servers:
            given.append(f"base={literals.literal(operation.http.servers[0].path)}")
        if values := slot_values(operation.http):
            held = (f"{literals.literal(name)}: [{', '.join(map(literals.literal, texts))}]" for name, texts in values)
            given.append(f"values={{{', '.join(held)}}}")
        return ", ".join(given)

    def scheme(self, view: SchemeView) -> str:
        """A security scheme as an object: `ApiKey("key", "apiKey", "header", "X-Key")`."""
        node = view.node
        given = [literals.literal(node.name.wire), literals.quoted(node.kind.value)]
        match node.kind:
            case ir.SchemeKind.API_KEY:
                given += [
                    literals.quoted(node.where.value if node.where else "header"),
                    literals.literal(node.parameter),
                ]
                return f"{self._http('ApiKey')}({', '.join(given)})"
            case ir.SchemeKind.BASIC:
                return f"{self._http('Basic')}({', '.join(given)})"
            case ir.SchemeKind.HTTP:
                return f"{self._http('Http')}({', '.join([*given, literals.literal(node.http)])})"
            case ir.SchemeKind.MUTUAL_TLS:
                return f"{self._http('MutualTls')}({', '.join(given)})"
        return f"{self._http('Bearer')}({', '.join(given)})"

    def _security(self, alternatives: tuple[ir.Requirement, ...]) -> str:
        printed = [" & ".join(map(self._need, needs)) or self._security_module("anonymous") for needs in alternatives]
        if len(printed) > 1:
            printed = [f"({one})" if " & " in one else one for one in printed]
        return " | ".join(printed)

    def _need(self, need: ir.Need) -> str:
        scopes = ", ".join(map(literals.literal, need.scopes))
        return f"{self._security_module(identifier(need.scheme, Scope.PARAM))}({scopes})"

    def _security_module(self, name: str) -> str:
        self.use("security", self._root)
        return f"security.{name}"

    def _http(self, name: str) -> str:
        return self.use(name, ".http")


def _is_nullable(view: BodyView) -> bool:
    return any(isinstance(media.node.type, ir.Nullable) for media in view.media)


def _held(view: ParamView | BodyView) -> bool:
    """Whether a signature can hold its default: one that can change (a list, say) would be shared by all calls."""
    default = view.default
    return not isinstance(default, list) and not (isinstance(default, Plain) and isinstance(default.value, list | dict))
