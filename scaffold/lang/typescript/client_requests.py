"""Prints what TypeScript SDKs send: the parameters and bodies of operations, and the inputs that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold import ir
from scaffold.cases.parts import is_xml
from scaffold.lang.clients import encoded, is_idempotency_key
from scaffold.lang.http import MediaKind, written
from scaffold.lang.parts import first_and_rest, nested_type
from scaffold.lang.typescript import literals, names
from scaffold.lang.typescript.client_samples import SampleWriter
from scaffold.lang.typescript.client_views import GROUPS, BodyView, ClientViews, OperationView, is_given
from scaffold.lang.typescript.declarations import Declarations
from scaffold.lang.typescript.writer import Place, Printable
from scaffold.lang.xml import plan_key

_STYLES = {
    ir.Style.FORM: "form",
    ir.Style.SPACE: "spaces",
    ir.Style.PIPE: "pipes",
    ir.Style.DEEP: "deepObject",
    ir.Style.SIMPLE: "simple",
    ir.Style.LABEL: "label",
    ir.Style.MATRIX: "matrix",
    ir.Style.COOKIE: "cookie",
}
_BODIES = {
    MediaKind.JSON: "jsonBody",
    MediaKind.FORM: "formBody",
    MediaKind.MULTIPART: "multipartBody",
    MediaKind.MIXED: "mixedBody",
    MediaKind.XML: "xmlBody",
    MediaKind.TEXT: "textBody",
    MediaKind.SEQUENCE: "itemsBody",
    MediaKind.BINARY: "binaryBody",
}
_USUAL = {
    MediaKind.JSON: "application/json",
    MediaKind.FORM: "application/x-www-form-urlencoded",
    MediaKind.MULTIPART: "multipart/form-data",
    MediaKind.MIXED: "multipart/mixed",
    MediaKind.TEXT: "text/plain",
}
_MODULES = {
    MediaKind.MULTIPART: "multipart",
    MediaKind.MIXED: "multipart",
    MediaKind.FORM: "forms",
    MediaKind.SEQUENCE: "sequences",
    MediaKind.XML: "xml-bodies",
}
_EXPLODED = (ir.Style.FORM, ir.Style.DEEP, ir.Style.COOKIE)


class RequestWriter(SampleWriter):
    """A writer of requests."""

    def __init__(self, module: str, place: Place, declarations: Declarations, views: ClientViews) -> None:
        """`views` knows the operations, whose names a function of the core gives way to."""
        super().__init__(module, place, declarations)
        self._views = views
        self._functions = views.functions
        self._shapes = views.shapes

    def use(self, name: str, module: str) -> str:
        """`name` imported from `module`; a function of the core that an operation is named like gets another name."""
        if name in self._functions and module.startswith("./core/"):
            return super().use(f"{name} as core{name[0].upper()}{name[1:]}", module)
        return super().use(name, module)

    # -- parameters ---------------------------------------------------------------------------------------------

    def _style(self, name: str) -> str:
        return self.use(name, "./core/styles.ts")

    def _access(self, view: OperationView, param: ir.Param) -> str:
        """How the value of a parameter is read off the input."""
        group, wire = GROUPS[param.where], param.name.wire.raw
        if wire in names.INHERITED:
            return f"{self.use('own', './core/own.ts')}(input.{group}, {literals.quoted(wire)})"
        access = names.access(wire)
        return f"input.{group}{access}" if group in view.needed else f"input.{group}?.{access.removeprefix('.')}"

    def _path(self, view: OperationView) -> str:
        values = {param.name.wire.raw: param for param in view.node.params if param.where is ir.Where.PATH}
        parts, slots = [], 0
        for segment in view.http.path.segments:
            parts.append("/")
            for piece in segment:
                if isinstance(piece, ir.Slot):
                    slots += 1
                    parts.append("${" + self._path_value(view, values[piece.name.raw]) + "}")
                else:
                    parts.append(literals.template(encoded(piece.text.raw)))
        text = "".join(parts)
        return f"{self._style('path')}`{text}`" if slots else literals.quoted(text)

    def _path_value(self, view: OperationView, param: ir.Param) -> str:
        value = self._access(view, param)
        encoder = [self._style("encodeReservedPath")] if param.allow_reserved else []
        if param.media is not None:
            text = f"{self._style('written')}({value}, {literals.literal(param.media)})"
            return f"{encoder[0] if encoder else self._style('encode')}({text})"
        if param.style is ir.Style.SIMPLE and not encoder and self._is_word(param.type):
            return f"{self._style('segment')}({value})"
        named = [literals.literal(param.name.wire)] if param.style is ir.Style.MATRIX else []
        given = [*named, value, *self._explode(param, bool(encoder)), *encoder]
        return f"{self._style(_STYLES[param.style])}({', '.join(given)})"

    def _is_word(self, type_: ir.TypeRef) -> bool:
        return self._shapes.is_text(written(type_)) and not self._shapes.takes_null(type_)

    def _explode(self, param: ir.Param, more: bool = False) -> list[str]:
        """The argument that says whether lists and objects are exploded, where it isn't what the style implies."""
        if param.style is ir.Style.DEEP:
            return []
        usual = param.style in _EXPLODED
        return [literals.literal(param.explode)] if more or param.explode != usual else []

    def _query(self, view: OperationView) -> Iterator[str]:
        for param in view.node.params:
            if param.where is ir.Where.QUERY:
                yield self._pair(view, param)
        if view.querystring is not None:
            media = literals.literal(view.querystring.media or ir.Text("text/plain"))
            yield f"{self._style('querystring')}(input.querystring, {media})"

    def _pair(self, view: OperationView, param: ir.Param) -> str:
        name, value = literals.literal(param.name.wire), self._access(view, param)
        encoder = [self._style("encodeReserved")] if param.allow_reserved else []
        if param.media is not None:
            given = [name, value, literals.literal(param.media), *encoder]
            return f"{self._style('content')}({', '.join(given)})"
        if param.style is ir.Style.FORM and not encoder and self._shapes.is_text(written(param.type)):
            return f"{self._style('pair')}({name}, {value})"
        form = param.where is ir.Where.COOKIE and param.style is ir.Style.FORM
        style = self._style("cookieForm" if form else _STYLES[param.style])
        return f"{style}({', '.join([name, value, *self._explode(param, bool(encoder)), *encoder])})"

    def _headers(self, view: OperationView) -> Iterator[str]:
        lines = []
        cookies = []
        if view.http.overridden:
            lines.append(f'"X-HTTP-Method-Override": {literals.quoted(view.http.method)},')
        for param in view.node.params:
            if param.where is ir.Where.HEADER:
                lines.append(f"{literals.key(param.name.wire.raw)}: {self._header(view, param)},")
            elif param.where is ir.Where.COOKIE:
                cookies.append(self._pair(view, param))
        if cookies:
            lines.append(f"Cookie: {self._style('cookies')}({', '.join(cookies)}),")
        if lines:
            yield "headers: {"
            yield from (f"  {line}" for line in lines)
            yield "},"

    def _header(self, view: OperationView, param: ir.Param) -> str:
        value = self._access(view, param)
        if is_idempotency_key(param):
            value += f" ?? {self.use('idempotencyKey', './core/idempotency.ts')}()"
        if param.media is not None:
            return f"{self._style('contentHeader')}({value}, {literals.literal(param.media)})"
        return f"{self._style('header')}({', '.join([value, *self._explode(param)])})"

    # -- bodies -------------------------------------------------------------------------------------------------

    def _body(self, view: OperationView) -> str:
        if view.payload:
            return f"{view.payload}(input)"
        return self._encoded(view.bodies[0])

    def _encoded(self, body: BodyView, value: str = "input.body") -> str:
        """The expression of a body of one type: `jsonBody(input.body, "application/json")`."""
        kind, media = body.first.kind, body.first.node
        usual = media.media_type.raw
        if "*" in usual:
            usual = _USUAL.get(kind, usual)
        type_ = literals.quoted(usual)
        if len(body.media) > 1 or "*" in media.media_type.raw:
            type_ = f"input.contentType ?? {type_}"
        module = _MODULES.get(kind, "bodies")
        given = [value, type_]
        if kind is MediaKind.XML:
            given.append(literals.quoted(plan_key(media)))
        if media.encoding:
            given.append(self._named(media.encoding))
        if media.positions is not None and (placed := self._placed(media.positions)):
            given.append(f"{{ {', '.join(placed)} }}")
        return f"{self.use(_BODIES[kind], f'./core/{module}.ts')}({', '.join(given)})"

    def _named(self, encodings: tuple[ir.Encoding, ...]) -> str:
        """How members of a form are written, by their names."""
        printed = [f"{literals.key(one.property.raw)}: {self._encoding(one)}" for one in encodings]
        return f"{{ {', '.join(printed)} }}" if printed else "{}"

    def _placed(self, positions: ir.Positions) -> list[str]:
        """How parts are written that have no names: the first ones, as far as otherwise than all others, and those."""
        prefix, rest = first_and_rest(positions)
        given = [f"prefix: [{', '.join(map(self._encoding, prefix))}]"] if prefix else []
        return given if rest is None else [*given, f"rest: {self._encoding(rest)}"]

    def _encoding(self, encoding: ir.Encoding) -> str:
        """How one member of a form is written; one with headers by how each of them is written too."""
        content = self._content_encoding(encoding)
        if not encoding.headers:
            return content
        return f"{{ content: {content}, headers: {{ {', '.join(map(self._part_header, encoding.headers))} }} }}"

    def _content_encoding(self, encoding: ir.Encoding) -> str:
        """The media types of a part, a function of one of the styles, or how parts in it are written."""
        if (inner := encoding.parts) is not None:
            how = [f"type: {literals.literal(nested_type(encoding))}"]
            how += (
                self._placed(inner.positions)
                if inner.positions is not None
                else [f"encodings: {self._named(inner.encoding)}"]
            )
            return f"{{ {', '.join(how)} }}"
        if encoding.style is None:
            media = literals.quoted(", ".join(media.raw for media in encoding.media))
            if not is_xml(encoding):
                return media
            return f"{self.use('xmlPart', './core/xml-bodies.ts')}({media}, {literals.quoted(plan_key(encoding))})"
        style = self._style(_STYLES[encoding.style])
        if encoding.style is ir.Style.DEEP and not encoding.allow_reserved:
            return style
        more = [] if encoding.style is ir.Style.DEEP else [literals.literal(encoding.explode)]
        more += [self._style("encodeReserved")] if encoding.allow_reserved else []
        return f"(name, value) => {style}({', '.join(['name', 'value', *more])})"

    def _part_header(self, header: ir.Header) -> str:
        """How a header of a part is written: its style is simple, or it is a document of its media type."""
        how = f"media: {literals.literal(header.media)}" if header.media is not None else "explode: true"
        spelled = f"{{ {how} }}" if header.media is not None or header.explode else "{}"
        return f"{literals.key(header.name.wire.raw)}: {spelled}"

    def _payload(self, view: OperationView) -> str:
        """The function that makes a body of the representation that the caller has chosen."""
        lines = [
            f"function {view.payload}(input: {view.payload_type}): "
            f"{self.use_type('Payload', './core/call.ts')} | undefined {{",
        ]
        first, *others = view.bodies
        exact = [body for body in others if not body.ranges]
        for body in (one for one in others if one.ranges):
            tests = " || ".join(f"input.contentType?.startsWith({literals.quoted(start)})" for start in body.ranges)
            lines += [f"  if ({tests}) {{", f"    return {self._encoded(body, self._cast(body))};", "  }"]
        value = self._cast(first) if len(exact) < len(others) else "input.body"
        if exact:
            lines.append("  switch (input.contentType) {")
            for body in exact:
                lines += [f"    case {literals.literal(media)}:" for media in body.media]
                lines.append(f"      return {self._encoded(body, self._cast(body) if first.ranges else 'input.body')};")
            value = self._cast(first) if first.ranges or len(exact) < len(others) else "input.body"
            lines += ["    default:", f"      return {self._encoded(first, value)};", "  }", "}"]
        else:
            lines += [f"  return {self._encoded(first, value)};", "}"]
        return "\n".join(lines)

    def _cast(self, body: BodyView) -> str:
        """The value of a body that a range of media types tells from others, which no compiler sees."""
        required = self.ty((body.first.type, None))
        return f"input.body as {required}"

    # -- inputs -------------------------------------------------------------------------------------------------

    def _input(self, view: OperationView) -> Iterator[str]:
        if not view.takes_input:
            return
        members = [line for group, params in view.groups for line in self._group(view, group, params)]
        if view.querystring is not None:
            mark = "" if view.querystring.required else "?"
            members.append(f"readonly querystring{mark}: {self._member_type(view.querystring)};")
        if view.accepted:
            members += ["/** The media type to ask for. */", f"readonly accept?: {self._choice(view.accepted)};"]
        about = f"/** What `{view.function}` takes. */\n"
        if len(view.bodies) <= 1:
            for body in view.bodies:
                members += self._body_members(body, bool(view.node.body and view.node.body.required), False)
            yield about + interface(view.input_type, members)
            return
        yield self._body_type(view)
        shape = f" & {{\n{indented(members)}\n}}" if members else ""
        yield f"{about}export type {view.input_type} = {view.payload_type}{shape};"

    def _group(self, view: OperationView, group: str, params: tuple[ir.Param, ...]) -> Iterator[str]:
        yield f"readonly {group}{'' if group in view.needed else '?'}: {{"
        for param in params:
            tags = ("@deprecated",) if param.deprecated else ()
            if param.default is not None:
                tags = (*tags, f"@default {literals.literal(param.default, exact=True)}")
            note = "Made where it is left out, and kept over retries." if is_idempotency_key(param) else ""
            if text := self.doc(param.doc, 4, note, *tags):
                yield f"  {text}".replace("\n  ", "\n")
            mark = "" if is_given(param) else "?"
            yield f"  readonly {names.key(param.name.wire.raw)}{mark}: {self._member_type(param)};"
        yield "};"

    def _member_type(self, param: ir.Param) -> str:
        type_ = written(param.type)
        return self.ty(type_ if is_given(param) else (type_, None))

    def _choice(self, media: Iterable[ir.Text]) -> str:
        return " | ".join([*map(_kind, media), "undefined"])

    def _body_members(self, body: BodyView, required: bool, chosen: bool) -> list[str]:
        types: tuple[Printable, ...] = (body.first.type,)
        printed = self.ty(types if required else (*types, None))
        members = [f"readonly body{'' if required else '?'}: {printed};"]
        if chosen:
            members.append(f"readonly contentType: {' | '.join(map(_kind, body.media))};")
        elif len(body.media) > 1 or body.ranges:
            members.append(f"readonly contentType?: {self._choice(body.media)};")
        return members

    def _body_type(self, view: OperationView) -> str:
        """The representations of a body as a union that `contentType` tells apart; the first one needs none."""
        required = bool(view.node.body and view.node.body.required)
        first, *others = view.bodies
        usual = self._body_members(first, required, False)
        if len(usual) == 1:
            usual.append(f"readonly contentType?: {self._choice(first.media)};")
        shapes = [usual, *(self._body_members(body, True, True) for body in others)]
        union = "".join(f"\n  | {{\n{indented(members, 6)}\n    }}" for members in shapes)
        return f"/** The body of `{view.function}`, by its media type. */\nexport type {view.payload_type} ={union};"


def _kind(media: ir.Text) -> str:
    """A media type as a type: itself, or what a range of them holds."""
    if "*" not in media.raw:
        return literals.literal(media)
    start = media.raw.partition("*")[0]
    return f"`{literals.template(start)}${{string}}`" if start else "string"


def interface(name: str, members: Iterable[str]) -> str:
    """An exported interface with these members."""
    return f"export interface {name} {{\n{indented(members)}\n}}"


def indented(members: Iterable[str], columns: int = 2) -> str:
    """Lines further in."""
    return "\n".join(" " * columns + line.replace("\n", "\n" + " " * columns) for line in members)
