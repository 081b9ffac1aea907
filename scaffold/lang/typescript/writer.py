"""Prints TypeScript: the filters that templates use, importing whatever they print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from scaffold import ir
from scaffold.lang.base import Applied, Symbol
from scaffold.lang.typescript import data, literals, names
from scaffold.lang.typescript.declarations import Declarations, Declared
from scaffold.lang.typescript.docs import columns
from scaffold.lang.typescript.imports import Imports
from scaffold.lang.typescript.layout import WIDTH, alternatives

Printable: TypeAlias = "ir.TypeRef | Symbol | Applied | tuple[Printable, ...] | None"
"""What `ty` prints: a type, a symbol, a generic type, None for undefined, or a tuple of them, which is their union."""

_PLAIN = {
    ir.Kind.STRING: "string",
    ir.Kind.INTEGER: "number",
    ir.Kind.NUMBER: "number",
    ir.Kind.BOOLEAN: "boolean",
    ir.Kind.NULL: "null",
}
_LAST = ("null", "undefined")
_MODELS = "./models/index.ts"


class Place(Struct, frozen=True):
    """What a writer must know of its project: the root of the generated sources, how bytes are typed, validators.

    `aliases` are names that imports have for folders.
    """

    root: str
    binary: Symbol
    validators: bool
    aliases: Mapping[str, str]


class TypeScriptWriter:
    """Writes one module; `module` is its path in the project."""

    _user: Declared | None = None
    """The declaration being printed."""
    _has_bytes = False
    """Whether there are bytes in it, which backends have different types for."""

    def __init__(self, module: str, place: Place, declarations: Declarations) -> None:
        self._module = module
        self._place = place
        self._declarations = declarations
        self._imports = Imports(place.root, place.aliases)
        self._in_models = module.startswith(f"{place.root}/models/")

    @property
    def packages(self) -> set[str]:
        """The packages that what was printed so far comes from."""
        return self._imports.packages

    def finish(self, body: str) -> str:
        """`body` with its imports in place and no two blank lines in a row."""
        text = self._imports.insert(body, self._module)
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        return text.strip("\n") + "\n"

    # -- filters ------------------------------------------------------------------------------------------------

    def lit(self, value: object) -> str:
        """A literal of a Text, a Value or a JSON value."""
        return literals.literal(value)

    def pretty(self, value: object, indent: int = 0, before: int = 0) -> str:
        """A literal of JSON on as many lines as it needs, for large data whose type has index signatures."""
        return data.printed(data.of_json(value, literals.literal, literals.index), indent, indent + before)

    def templates(self, value: ir.Text | str) -> str:
        """Words inside a template literal."""
        return literals.template(value.raw if isinstance(value, ir.Text) else value)

    def key(self, name: ir.Name | ir.Text | str) -> str:
        """A member's name in an object literal or a type."""
        return literals.key(_wire(name))

    def access(self, name: ir.Name | ir.Text | str) -> str:
        """What follows an object to name its member."""
        return names.access(_wire(name))

    def ident(self, name: ir.Name, scope: str) -> str:
        """The identifier of a name in a scope ("type", "value", "module")."""
        return names.identifier(name, names.Scope(scope))

    def doc(self, doc: ir.Doc | ir.Text | str | None, indent: int = 0, instead: str = "", *tags: str) -> str:
        """A documentation comment, "" where there is nothing to say."""
        return literals.documentation(doc, indent, instead, tags)

    def lead(self, doc: ir.Doc | ir.Text | str | None, indent: int = 0, instead: str = "", *tags: str) -> str:
        """A documentation comment with the line break and indentation behind it, right before what it documents."""
        printed = self.doc(doc, indent, instead, *tags)
        return f"{printed}\n{' ' * indent}" if printed else ""

    def comment(self, doc: ir.Doc | ir.Text | str | None, indent: int = 0) -> str:
        """Comment lines."""
        return literals.comment(doc, indent)

    def use(self, name: str, module: str) -> str:
        """`name` (or `name as other`), imported from `module`; one that starts with `./` is below the root."""
        return self._imports.value(name, module)

    def use_type(self, name: str, module: str) -> str:
        """The same for a type."""
        return self._imports.type(name, module)

    def given_to(self, argument: str | data.Call, call: str, margin: int = 0) -> str:
        """The statement that begins with `call` and ends with its argument, which is no object, list or function.

        After `=> ` it is what a function gives that is the call's last argument.
        """
        line = f"{call}{data.flat(argument)});"
        if margin + columns(call) > WIDTH or margin + columns(line) <= WIDTH and not data.opens(argument):
            return line
        inner = margin + data.INDENT
        given = data.printed(argument, inner, inner)
        return f"{call.rstrip(' ')}\n{' ' * inner}{given},\n{' ' * margin});"

    def ty(self, node: Printable, binary: str = "") -> str:
        """A type as a signature spells it, without constraints; `binary` is what bytes are there."""
        return " | ".join(self._alternatives(node, binary))

    def alias(self, name: str, node: Printable) -> str:
        """The statement that gives a type its name."""
        return alternatives(f"export type {name} =", self._alternatives(node))

    # -- types --------------------------------------------------------------------------------------------------

    def _alternatives(self, node: Printable, binary: str = "") -> list[str]:
        """The parts of a type's union, each once; null and undefined last."""
        match node:
            case None:
                return ["undefined"]
            case Symbol():
                return [self._symbol(node)]
            case Applied(generic=generic, argument=argument):
                return [f"{self._symbol(generic)}<{self.ty(argument, binary)}>"]
            case tuple():
                return self._united(node, binary, "undefined")
            case ir.OneOf(variants=variants):
                return self._united(variants, binary, "never")
            case ir.Nullable(item=item):
                return _merged((*self._alternatives(item, binary), "null"))
            case ir.Checked(item=item):
                return self._alternatives(item, binary)
            case ir.Scalar(kind=ir.Kind.BINARY):
                return [binary] if binary else self._bytes()
            case ir.Scalar(kind=kind):
                return [_PLAIN[kind]]
            case ir.Const(value=value):
                return [literals.literal(value, exact=True)]
            case ir.ListOf(item=item):
                return [f"{self._element(item, binary)}[]"]
            case ir.MapOf(value=value):
                return [f"{{ [key: string]: {self.ty(value, binary)} }}"]
            case ir.TupleOf():
                return [self._tuple(node, binary)]
            case ir.Ref(key=key):
                return [self._reference(key)]
            case ir.Never():
                return ["never"]
        return ["unknown"]

    def _united(self, nodes: Iterable[Printable], binary: str, instead: str) -> list[str]:
        """The parts of a union; where one of them is any value the others are not printed, so nothing is imported."""
        outer, self._imports = self._imports, Imports()
        parts = _merged((part for one in nodes for part in self._alternatives(one, binary)), instead)
        inner, self._imports = self._imports, outer
        if parts != ["unknown"]:
            self._imports.merge(inner)
        return parts

    def _bytes(self) -> list[str]:
        """Bytes as a file, or in a type that only JSON is made of, as the text that they are there."""
        if self._user is None:
            return [self._file()]
        key = self._user.node.key
        file, text = self._declarations.bytes_are(key)
        received = self._declarations.is_received(key)
        files = ["Blob" if received else self._file()] if file else []
        return [*files, *(["string"] if text else [])]

    def _file(self) -> str:
        self._has_bytes = True
        return self._symbol(self._place.binary)

    def _element(self, item: ir.TypeRef, binary: str = "") -> str:
        parts = self._alternatives(item, binary)
        return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"

    def _tuple(self, node: ir.TupleOf, binary: str) -> str:
        return f"[{', '.join(self.places(node, binary))}]"

    def places(self, node: ir.TupleOf, binary: str = "") -> list[str]:
        """The items of a tuple. Places that may be left out are optional; so many as there must be items are not."""
        needed = node.limits.min_items or 0
        items = [
            self.ty(item, binary) if index < needed else f"{self._element(item, binary)}?"
            for index, item in enumerate(node.items)
        ]
        if not isinstance(node.rest, ir.Never):
            items.append(f"...{self._element(node.rest, binary)}[]")
        return items

    def _symbol(self, symbol: Symbol) -> str:
        if not symbol.module:
            return symbol.name
        if symbol.whole:
            return self._imports.whole(symbol.name, symbol.module, types=True)
        if symbol.imported:
            self._imports.whole(symbol.imported, symbol.module, types=True)
            return symbol.name
        return self._imports.type(symbol.name, symbol.module)

    def _reference(self, key: str) -> str:
        declared = self._declarations[key]
        if not self._in_models:
            self._imports.whole("models", _MODELS, types=True)
            return f"models.{declared.name}"
        if not self._is_here(declared):
            self._imports.type(declared.name, f"./models/{declared.module}.ts")
        return declared.name

    def _is_here(self, declared: Declared) -> bool:
        return self._module == f"{self._place.root}/models/{declared.module}.ts"

    # -- declarations -------------------------------------------------------------------------------------------

    def declared(self, one: Declared) -> str:
        """A type of the models: its documentation and the interface or alias."""
        return self._once(one, "type", lambda: "".join(self._declaration(one)))

    def _once(self, one: Declared, what: str, make: Callable[[], str]) -> str:
        """What `make` prints, and what it imports: printed before, perhaps for another root."""
        printed = self._declarations.printed
        key = one.node.key
        found = printed.get((key, what, None)) or printed.get((key, what, self._place.binary))
        if found is None:
            outer, self._imports, self._user, self._has_bytes = self._imports, Imports(), one, False
            found = make(), self._imports
            printed[key, what, self._place.binary if self._has_bytes else None] = found
            self._imports, self._user = outer, None
        text, imports = found
        self._imports.merge(imports)
        return text

    def _declaration(self, one: Declared) -> Iterator[str]:
        node = one.node
        tags = ("@deprecated",) if node.deprecated else ()
        if text := literals.documentation(node.doc, 0, "", tags):
            yield f"{text}\n"
        match node:
            case ir.Record():
                yield f"export interface {one.name} {{\n"
                yield from self._members(node)
                yield "}\n"
            case ir.Union(variants=variants):
                yield f"{self.alias(one.name, ir.OneOf(variants=tuple(each.type for each in variants)))}\n"
            case ir.Enum(members=members):
                values = tuple(ir.Const(value=member.value) for member in members)
                yield f"{self.alias(one.name, ir.OneOf(variants=values))}\n"
            case ir.Alias(type=type_):
                yield f"{self.alias(one.name, type_)}\n"

    def _members(self, node: ir.Record) -> Iterator[str]:
        printed: list[str] = []
        for field in in_order(node):
            tags = [*(["@deprecated"] if field.deprecated else [])]
            if field.default is not None:
                tags.append(f"@default {literals.literal(field.default, exact=True)}")
            if text := literals.documentation(field.doc, 2, "", tuple(tags)):
                yield f"  {text}\n"
            printed.append(self.ty(field.type))
            yield f"  {names.key(field.name.wire.raw)}{'' if field.required else '?'}: {printed[-1]};\n"
        if (extra := self._extra(node, printed)) is not None:
            yield f"  [key: string]: {extra};\n"

    def _extra(self, node: ir.Record, printed: list[str]) -> str | None:
        """The type of all members, where those that are not named have one; None where only named ones have."""
        if isinstance(node.extra, ir.Never):
            return None if node.fields else "never"
        if isinstance(node.extra, ir.Anything):
            return None if node.fields else "unknown"
        own = self._alternatives(node.extra)
        named = [part for field in node.fields for part in self._alternatives(field.type)]
        optional = () if all(field.required for field in node.fields) else ("undefined",)
        return " | ".join(_merged((*own, *named, *optional), "never"))


def in_order(node: ir.Record) -> list[ir.Field]:
    """The properties of a record, those that must be there first: in this order they are read and faults are told."""
    return sorted(node.fields, key=lambda field: not field.required)


def _wire(name: ir.Name | ir.Text | str) -> str:
    if isinstance(name, ir.Name):
        return name.wire.raw
    return name.raw if isinstance(name, ir.Text) else name


def _merged(parts: Iterable[str], instead: str = "never") -> list[str]:
    """The alternatives of a union once each, without those that others hold."""
    seen = dict.fromkeys(parts)
    if "unknown" in seen:
        return ["unknown"]
    seen.pop("never", None)
    for base, marks in (("string", "\"'"), ("number", "-0123456789")):
        if base in seen:
            seen = {part: None for part in seen if part[0] not in marks or part.endswith("]")}
    if "true" in seen and "false" in seen:
        seen = dict.fromkeys("boolean" if part in ("true", "false") else part for part in seen)
    if "boolean" in seen:
        seen = {part: None for part in seen if part not in ("true", "false")}
    last = [part for part in _LAST if part in seen]
    return [*(part for part in seen if part not in _LAST), *last] or [instead]
