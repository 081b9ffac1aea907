"""Prints what TypeScript SDKs receive: the union of an operation's answers, how each is read, classes of errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold import ir
from scaffold.cases.bodies import sent_parts
from scaffold.lang.http import MediaKind, written
from scaffold.lang.parts import PartView, is_form, is_read, read_at_places, read_by_names
from scaffold.lang.typescript import data, encodings, literals, names
from scaffold.lang.typescript.client_requests import RequestWriter, interface
from scaffold.lang.typescript.client_views import ContentView, ErrorView, OperationView, ReplyView
from scaffold.lang.typescript.layout import WIDTH, alternatives
from scaffold.lang.typescript.shapes import Shapes as WireShapes
from scaffold.lang.typescript.writer import Printable
from scaffold.lang.xml import plan_key

_RANGES = {1: "InformationalStatus", 2: "SuccessStatus", 3: "RedirectionStatus", 4: "ClientErrorStatus"}
_PARTS = "./core/part-reader.ts"
_PART_READERS = {"json": "partJson", "text": "partText", "file": "partFile"}
_WORDS = {ir.Kind.INTEGER: "number", ir.Kind.NUMBER: "number", ir.Kind.BOOLEAN: "boolean"}


class ReplyWriter(RequestWriter):
    """A writer of replies."""

    def _result(self, view: OperationView) -> str:
        """The union of all declared answers."""
        parts = [part for reply in view.results for part in self._success(view, reply)]
        parts += [self._failure(view, reply) for reply in view.errors]
        about = f"/** How `{view.function}` may end. */\n"
        return about + alternatives(f"export type {view.result} =", list(dict.fromkeys(parts)))

    def _success(self, view: OperationView, reply: ReplyView) -> Iterator[str]:
        name = self.use_type("Success", "./core/replies.ts")
        status = self._status(reply, view)
        contents: tuple[tuple[Printable, str], ...] = ((reply.body, ""),)
        if reply.several:
            contents = tuple((one.type, literals.literal(one.node.media_type)) for one in reply.content)
        for type_, media in contents:
            given = [status, self.ty(type_, binary="Blob")]
            if reply.headers or media:
                given.append(reply.headers or "object")
            yield f"{name}<{', '.join([*given, media] if media else given)}>"

    def _failure(self, view: OperationView, reply: ReplyView) -> str:
        assert reply.error is not None
        self._imports.whole("errors", "./errors.ts")
        narrowed = self._others(reply, view)
        status = f", {self._status(reply, view)}" if narrowed else ""
        return f"{self.use_type('Failure', './core/replies.ts')}<{reply.error.name}{status}>"

    def _status(self, reply: ReplyView, view: OperationView | None = None) -> str:
        """The type of a status; one of many is without those that the operation declares besides."""
        match reply.node.status:
            case ir.Exact(code):
                return str(code)
            case ir.Range(hundreds):
                base = self.use_type(_RANGES.get(hundreds, "ServerErrorStatus"), "./core/statuses.ts")
            case _:
                base = self.use_type("HttpStatus", "./core/statuses.ts")
        others = [self._status(other) for other in self._others(reply, view)] if view else []
        return f"Exclude<{base}, {' | '.join(dict.fromkeys(others))}>" if others else base

    def _others(self, reply: ReplyView, view: OperationView) -> list[ReplyView]:
        """The declared answers whose statuses a range or the default would hold."""
        match reply.node.status:
            case ir.Exact():
                return []
            case ir.Range(hundreds):
                return [one for one in view.replies if _hundreds(one) == hundreds and one.key[1:] != "XX"]
        return [one for one in view.replies if _hundreds(one)]

    def _reply_headers(self, replies: Iterable[ReplyView]) -> Iterator[str]:
        """The interfaces of the headers of these replies."""
        for reply in replies:
            if reply.headers:
                yield interface(reply.headers, [line for node in reply.node.headers for line in self._declared(node)])

    def _declared(self, node: ir.Header) -> Iterator[str]:
        if text := self.doc(node.doc, 2, "", *(["@deprecated"] if node.deprecated else [])):
            yield text.replace("\n  ", "\n")
        mark = "" if node.required else "?"
        yield f"readonly {names.key(node.name.wire.raw)}{mark}: {self.ty(written(node.type))};"

    def _reply(self, reply: ReplyView) -> Iterator[str]:
        """An entry of the table of replies: on one line, or one line for each of its members."""
        parts = []
        if reply.content:
            ranges_last = sorted(reply.content, key=lambda one: one.node.media_type.raw.count("*"))
            readers = (f"{literals.key(one.node.media_type.raw)}: {self._reader(one)}" for one in ranges_last)
            parts.append(f"content: {{ {', '.join(readers)} }}")
        if reply.error is None and (items := self._items(reply)):
            parts.append(f"items: {items}")
        if reply.node.headers:
            typed = self.use("typed", "./core/headers.ts")
            headers = ", ".join(map(self._header_reader, reply.node.headers))
            parts.append(f"headers: {typed}({{ {headers} }})")
        if reply.error is not None:
            parts.append(f"error: {reply.error.name}")
        line = f"{reply.key if reply.key.isdigit() or reply.key == 'default' else literals.quoted(reply.key)}: "
        line += f"{{ {', '.join(parts)} }}," if parts else "{},"
        if len(line) + 6 <= WIDTH:
            yield line
            return
        yield line.partition("{")[0] + "{"
        yield from (f"  {part}," for part in parts)
        yield "},"

    def _items(self, reply: ReplyView) -> str:
        """How the contents of a reply are read that are handed out item by item; empty where none is."""
        types = [literals.literal(one.node.media_type) for one in reply.content if one.kind is MediaKind.SEQUENCE]
        items = f"{self.use('items', './core/sequences.ts')}({', '.join(types)})" if types else ""
        mixed = [
            f"{literals.key(one.node.media_type.raw)}: {self._places(one.node.type, one.node.positions)}"
            for one in reply.content
            if one.node.positions is not None and one.node.item is not None
        ]
        if not mixed:
            return items
        given = [f"{{ {', '.join(mixed)} }}", *([items] if items else [])]
        return f"{self.use('mixedItems', _PARTS)}({', '.join(given)})"

    def _places(self, kind: ir.TypeRef, positions: ir.Positions) -> str:
        """How parts without names are read: each of the first ones, and all others."""
        prefix, rest = read_at_places(kind, positions, self._shapes)
        given = [f"prefix: [{', '.join(map(self._part, prefix))}]"] if prefix else []
        return f"{{ {', '.join([*given, f'rest: {self._part(rest)}'])} }}"

    def _part(self, view: PartView) -> str:
        """What reads a part."""
        if view.encoding.parts is not None:
            read = self._parts(view.type, view.encoding.parts)
        elif view.encoding.xml is not None:
            read = f"{self.use('partXml', _PARTS)}({literals.quoted(plan_key(view.encoding))})"
        else:
            read = self.use(_PART_READERS[view.kind], _PARTS)
        if not view.encoding.headers:
            return read
        typed = self.use("typed", "./core/headers.ts")
        headers = ", ".join(map(self._header_reader, view.encoding.headers))
        return f"{self.use('partHeaded', _PARTS)}({read}, {typed}({{ {headers} }}))"

    def _parts(self, kind: ir.TypeRef, parts: ir.Parts) -> str:
        """What reads the parts of a reply, or of a part: by their places, or by their names."""
        if parts.positions is not None:
            return f"{self.use('partsIn', _PARTS)}({self._places(kind, parts.positions)})"
        members, lists = read_by_names(kind, parts, self._shapes)
        pairs = (f"{literals.key(name.raw)}: {self._part(one)}" for name, one in members.items())
        given = [f"{{ {', '.join(pairs)} }}", *map(literals.literal, lists)]
        return f"{self.use('namedIn', _PARTS)}({', '.join(given)})"

    def _reader(self, view: ContentView) -> str:
        if is_read(view.node, self._shapes) and view.node.item is None:
            return f"{self.use('multipart', _PARTS)}({self._parts(view.node.type, sent_parts(view.node))})"
        if is_form(view.node):
            return self._form(view.node)
        if view.kind is MediaKind.TEXT and isinstance(view.type, ir.TypeRef):
            word = self._word_name(view.type)
            if word != "word":
                return f"{self.use('textual', './core/headers.ts')}({self.use(word, './core/headers.ts')})"
        if view.kind is MediaKind.XML:
            return f"{self.use('xml', './core/xml-bodies.ts')}({literals.quoted(plan_key(view.node))})"
        name = {MediaKind.JSON: "json", MediaKind.TEXT: "text", MediaKind.SEQUENCE: "text"}.get(view.kind, "blob")
        return self.use(name, "./core/replies.ts")

    def _form(self, media: ir.Media) -> str:
        """What reads a form: the shape of its members, and how those are sent that are not as usual."""
        given = [data.flat(WireShapes(self._declarations).of(media.type).data)]
        given += [data.flat(encodings.members(media.encoding))] if media.encoding else []
        return f"{self.use('urlEncoded', './core/form-reader.ts')}({', '.join(given)})"

    def _header_reader(self, node: ir.Header) -> str:
        mark = self.use("required" if node.required else "optional", "./core/headers.ts")
        return f"{literals.key(node.name.wire.raw)}: {mark}({self._header_word(node)})"

    def _header_word(self, node: ir.Header) -> str:
        if node.media is not None:
            return self.use("jsonWord" if "json" in node.media.raw else "word", "./core/headers.ts")
        bare = self._shapes.bare(node.type)
        if isinstance(bare, ir.ListOf):
            return f"{self.use('list', './core/headers.ts')}({self._word(bare.item)})"
        if isinstance(bare, ir.TupleOf):
            return f"{self.use('list', './core/headers.ts')}({self._word(ir.Anything())})"
        if isinstance(bare, ir.Record | ir.MapOf):
            fields = bare.fields if isinstance(bare, ir.Record) else ()
            rest = bare.extra if isinstance(bare, ir.Record) else bare.value
            members = ", ".join(f"{literals.key(one.name.wire.raw)}: {self._word(one.type)}" for one in fields)
            given = [f"{{ {members} }}" if members else "{}", self._word(rest), literals.literal(node.explode)]
            return f"{self.use('record', './core/headers.ts')}({', '.join(given)})"
        return self._word(node.type)

    def _word(self, type_: ir.TypeRef) -> str:
        return self.use(self._word_name(type_), "./core/headers.ts")

    def _word_name(self, type_: ir.TypeRef) -> str:
        bare = self._shapes.bare(type_)
        if isinstance(bare, ir.OneOf):
            found = {self._word_name(one) for one in bare.variants}
            return found.pop() if len(found) == 1 else "word"
        if isinstance(bare, ir.Const):
            return "boolean" if isinstance(bare.value, bool) else "number" if _is_number(bare.value) else "word"
        if isinstance(bare, ir.Enum):
            return "number" if all(_is_number(one.value) for one in bare.members) else "word"
        return _WORDS.get(bare.kind, "word") if isinstance(bare, ir.Scalar) else "word"

    def error_class(self, view: ErrorView) -> str:
        """The class of a declared error, after the interface of its headers."""
        reply = view.reply
        given = [self._status(reply), self.ty(reply.body, binary="Blob") if reply.content else "unknown"]
        given += [reply.headers] if reply.headers else []
        head = f"export class {view.name} extends {self.use('ApiError', './core/errors.ts')}"
        declared = f"{head}<{', '.join(given)}> {{}}"
        if len(declared) > WIDTH:
            declared = f"{head}<\n  " + ",\n  ".join(given) + "\n> {}"
        declared = self.lead(reply.node.doc) + declared
        return "\n\n".join([*self._reply_headers([reply]), declared])

    def error_name(self, view: ReplyView) -> str:
        """The name of an error's class, as the package exports it."""
        return view.error.name.removeprefix("errors.") if view.error else ""


def _hundreds(reply: ReplyView) -> int:
    """The first digit of a reply's status; 0 for the default."""
    return int(reply.key[0]) if reply.key[0].isdigit() else 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
