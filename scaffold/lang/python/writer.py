"""Prints Python: the filters that templates use, importing whatever they print."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from scaffold import ir
from scaffold.lang.base import Applied, Symbol
from scaffold.lang.checks import check_key
from scaffold.lang.python import literals
from scaffold.lang.python.declarations import Declarations
from scaffold.lang.python.defaults import Call, Default, EnumMember
from scaffold.lang.python.imports import Imports
from scaffold.lang.python.models import AliasView, EnumView, PropertyView, RecordView, UnionView
from scaffold.regex import translate

Printable: TypeAlias = "ir.TypeRef | Symbol | Applied | tuple[Printable, ...] | None"
"""What `ty` prints: a type, a symbol, a generic type, None, or a tuple of them, which is their union."""

FORMATS = {
    "date": ("Date", Symbol("datetime.date", "datetime", whole=True)),
    "date-time": ("DateTime", Symbol("datetime.datetime", "datetime", whole=True)),
    "time": ("Time", Symbol("datetime.time", "datetime", whole=True)),
    "uuid": ("Uuid", Symbol("UUID", "uuid")),
    "byte": ("Base64", Symbol("bytes", "builtins")),
    "duration": ("Duration", None),
    "email": ("Email", None),
    "idn-email": ("IdnEmail", None),
    "hostname": ("Hostname", None),
    "ipv4": ("Ipv4", None),
    "ipv6": ("Ipv6", None),
    "uri": ("Uri", None),
    "uri-reference": ("UriReference", None),
    "uri-template": ("UriTemplate", None),
    "iri": ("Iri", None),
    "iri-reference": ("IriReference", None),
    "json-pointer": ("JsonPointer", None),
    "relative-json-pointer": ("RelativeJsonPointer", None),
    "regex": ("Regex", None),
}
"""Formats of strings: the checked type of the generated `schema` package, and the Python type where it is not str."""

INTEGERS = {f"{prefix}{bits}": f"{prefix.title()}{bits}" for prefix in ("int", "uint") for bits in (8, 16, 32, 64)}
_PLAIN = {
    ir.Kind.STRING: "str",
    ir.Kind.INTEGER: "int",
    ir.Kind.NUMBER: "float",
    ir.Kind.BOOLEAN: "bool",
    ir.Kind.NULL: "None",
}


class PythonWriter:
    """Writes one module.

    `root` is the package that holds `models` and `schema`; `taken` are names that a module of models can't import
    because a type of the description has them (they are printed qualified there).
    """

    def __init__(self, module: str, package: str, root: str, declarations: Declarations, taken: frozenset[str]) -> None:
        self._module = module
        self._package = package
        self._root = root
        self._declarations = declarations
        self._imports = Imports(package)
        self._in_models = module.startswith(f"{root}.models.")
        self._taken = taken if self._in_models else frozenset()

    @property
    def packages(self) -> set[str]:
        """The packages that what was printed so far comes from."""
        return self._imports.packages

    def finish(self, body: str) -> str:
        """`body` with its imports in place and at most two blank lines in a row."""
        text = self._imports.insert(body)
        while "\n\n\n\n" in text:
            text = text.replace("\n\n\n\n", "\n\n\n")
        return text.strip("\n") + "\n"

    # -- filters ------------------------------------------------------------------------------------------------

    def lit(self, value: object) -> str:
        """A literal of a Text, a Value or a JSON value."""
        return literals.literal(value)

    def doc(self, doc: ir.Doc | ir.Text | str | None, indent: int = 4, instead: str = "") -> str:
        """A docstring."""
        return literals.docstring(doc, indent, instead=instead)

    def comment(self, doc: ir.Doc | ir.Text | str | None, indent: int = 0) -> str:
        """Comment lines."""
        return literals.comment(doc, indent)

    def use(self, name: str, module: str, imported: str = "") -> str:
        """`name`, imported from `module`; a module that starts with a dot is below the root package.

        `imported` is its name there, where it has another one here.
        """
        known, key = self._imports.known, (name, module, imported)
        if key not in known:
            home = self._root + module if module.startswith(".") else module
            known[key] = self._symbol(Symbol(name, home, imported=f"{imported} as {name}" if imported else ""))
        return known[key]

    def ty(self, node: Printable) -> str:
        """A type as a signature spells it, without constraints."""
        match node:
            case None:
                return "None"
            case Symbol():
                return self._symbol(node)
            case Applied(generic=generic, argument=argument):
                return f"{self._symbol(generic)}[{self.ty(argument)}]"
            case tuple():
                return " | ".join(_without_twins(self.ty(part) for part in node)) or "None"
            case ir.Scalar():
                return self._plain_scalar(node)
            case ir.ListOf(item=item):
                return f"list[{self.ty(item)}]"
            case ir.TupleOf(items=items, rest=rest):
                return f"list[{self._item(items if isinstance(rest, ir.Never) else (*items, rest))}]"
            case ir.MapOf(value=value):
                return f"dict[str, {self.ty(value)}]"
            case ir.Nullable(item=item):
                return _or_none(self.ty(item))
            case ir.OneOf(variants=variants):
                return " | ".join(_without_twins(self.ty(part) for part in variants))
            case ir.Checked(item=item):
                return self.ty(item)
            case ir.Const():
                return self._const(node)
            case ir.Ref(key=key):
                return self._reference(key)
        return self._any()

    def _item(self, nodes: tuple[ir.TypeRef, ...]) -> str:
        """What an item of a list may be whose places have types of their own; any value where one lets it in."""
        if any(map(_is_any, nodes)):
            return self._any()
        return " | ".join(_without_twins(map(self.ty, nodes)))

    def checked(self, node: ir.TypeRef) -> str:
        """A type with all that its schema asks of a value, as pydantic reads it."""
        return self._marked(*self._parts(node))

    def alias(self, view: AliasView | UnionView) -> str:
        """The declaration of an alias or union; a recursive one is a name that its own value may hold."""
        value = self._union(view) if isinstance(view, UnionView) else self.checked(view.node.type)
        if view.recursive:
            made = self.use("TypeAliasType", "typing_extensions")
            return f'{view.name} = {made}("{view.name}", {literals.quoted(value)})'
        return f"{view.name}: {self.use('TypeAlias', 'typing')} = {value}"

    def _union(self, view: UnionView) -> str:
        union = " | ".join(_without_twins(self.checked(variant.type) for variant in view.node.variants))
        if view.node.tag is not None:
            tags = ", ".join(f"{literals.literal(tag)}: {self.checked(type_)}" for tag, type_ in view.tags)
            mark = f"{self._schema('Discriminated')}({literals.literal(view.node.tag)}, {{{tags}}})"
            return self._marked(union, [mark])
        return self._marked(
            union, self._exactly_one([variant.type for variant in view.node.variants], view.node.exclusive)
        )

    def _exactly_one(self, variants: Sequence[ir.TypeRef], exclusive: bool) -> list[str]:
        """The mark of an exclusive union. It tells the variants where Python would take one of them for several."""
        if not exclusive:
            return []
        printed = list(map(self.checked, variants))
        merged = any(map(self._several, variants)) or self._alike(variants)
        return [f"{self._schema('ExactlyOne')}({', '.join(printed) if merged else ''})"]

    def _alike(self, variants: Sequence[ir.TypeRef]) -> bool:
        """Whether two of the types are one in Python, as aliases are what they stand for."""
        outer, self._imports = self._imports, Imports(self._package)  # what is printed here stands nowhere
        meant = {self.checked(self._behind(one)) for one in variants}
        self._imports = outer
        return len(meant) < len(variants)

    def _behind(self, node: ir.TypeRef, inside: frozenset[str] = frozenset()) -> ir.TypeRef:
        """A type without names for what has another one; `inside` are aliases that it is a part of."""
        match node:
            case ir.Ref(key=key) if key not in inside:
                declared = self._declarations[key].node
                return self._behind(declared.type, inside | {key}) if isinstance(declared, ir.Alias) else node
            case ir.ListOf(item=item):
                return replace(node, item=self._behind(item, inside))
            case ir.MapOf(value=value):
                return replace(node, value=self._behind(value, inside))
        return node

    def _several(self, node: ir.TypeRef) -> bool:
        """Whether a type is a bare union in Python, whose alternatives a union around it takes for its own."""
        if isinstance(node, ir.Ref):
            match self._declarations[node.key].node:
                case ir.Union(exclusive=exclusive, tag=tag):
                    return not exclusive and tag is None
                case ir.Enum(members=members):
                    return any(isinstance(member.value, bool | float) or member.value is None for member in members)
                case ir.Alias(type=type_):
                    return self._several(type_)
            return False
        return isinstance(node, ir.Nullable | ir.Anything) or isinstance(node, ir.OneOf) and not node.exclusive

    def choices(self, view: EnumView) -> str:
        """An enumeration that no class can say, as a union of literals."""
        return " | ".join(_without_twins(self.checked(ir.Const(value=value)) for _, value in view.members))

    def initial(self, default: Default) -> str:
        """The expression of a default."""
        match default:
            case EnumMember(key=key, member=member):
                return f"{self._reference(key)}.{member}"
            case Call(symbol=symbol, text=text):
                return f"{self._symbol(symbol)}({literals.quoted(text)})"
            case list():
                return f"[{', '.join(map(self.initial, default))}]"
        return literals.literal(default.value)

    def judged(self, node: Printable) -> str:
        """What a handler answers as the app judges it: `ty` with the constraints that pydantic checks."""
        if isinstance(node, tuple):
            return " | ".join(_without_twins(map(self.judged, node))) or "None"
        if isinstance(node, Applied):
            return f"{self._symbol(node.generic)}[{self.checked(node.argument)}]"
        return self.checked(node) if isinstance(node, ir.TypeRef) else self.ty(node)

    def annotated(self, node: Printable, *marks: str) -> str:
        """`checked` with further marks behind the constraints; what is no type of a schema has no constraints."""
        base, own = self._parts(node) if isinstance(node, ir.TypeRef) else (self.ty(node), [])
        return self._marked(base, [*own, *marks])

    def field(self, view: PropertyView) -> str:
        """A property as a line of its class: `name: type = default`."""
        wire = [f"{self._schema('Wire')}({literals.literal(view.node.name.wire)})"] if view.renamed else []
        if view.absent:
            omittable = f"{self._schema('Omittable')}[{self.checked(view.node.type)}]"
            return f"{view.name}: {self._marked(omittable, wire)} = None"
        printed = f"{view.name}: {self.annotated(view.node.type, *wire)}"
        if view.default is not None and not view.node.required:
            return f"{printed} = {self.initial(view.default)}"
        return printed if view.node.required else f"{printed} = None"

    def fields(self, view: RecordView) -> str:
        """All properties of a record as the lines of its class, each with its documentation below."""
        if view.node.key not in self._declarations.printed:
            outer, self._imports = self._imports, Imports(self._package)
            lines = [line for one in view.fields for line in self._documented(one)]
            self._declarations.printed[view.node.key] = ("\n".join(lines), self._imports, self._root)
            self._imports = outer
        text, imports, root = self._declarations.printed[view.node.key]
        self._imports.merge(imports, root, self._root)
        return text

    def _documented(self, view: PropertyView) -> Iterator[str]:
        yield f"    {self.field(view)}"
        if view.node.doc:
            yield f"    {literals.docstring(view.node.doc)}"

    def _marked(self, base: str, marks: list[str]) -> str:
        return f"{self.use('Annotated', 'typing')}[{', '.join([base, *marks])}]" if marks else base

    # -- types --------------------------------------------------------------------------------------------------

    def _parts(self, node: ir.TypeRef) -> tuple[str, list[str]]:
        match node:
            case ir.Scalar():
                return self._scalar(node)
            case ir.ListOf(item=item, limits=limits):
                unique = [f"{self._schema('UniqueItems')}()"] if limits.unique_items else []
                sizes = self._field(min_length=limits.min_items, max_length=limits.max_items)
                return f"list[{self.checked(item)}]", sizes + unique
            case ir.TupleOf(items=items, rest=rest, limits=limits):
                listed = ", ".join([*map(self.checked, items), f"rest={self.checked(rest)}"])
                sizes = self._field(min_length=limits.min_items, max_length=limits.max_items)
                unique = [f"{self._schema('UniqueItems')}()"] if limits.unique_items else []
                return self.ty(node), [f"{self._schema('Prefix')}({listed})", *sizes, *unique]
            case ir.MapOf(value=value, limits=limits):
                bounds = (("minimum", limits.min_properties), ("maximum", limits.max_properties))
                given = [f"{key}={bound}" for key, bound in bounds if bound is not None]
                marks = [f"{self._schema('Properties')}({', '.join(given)})"] if given else []
                return f"dict[str, {self.checked(value)}]", marks
            case ir.Nullable(item=item):
                return _or_none(self.checked(item)), []
            case ir.OneOf(variants=variants, exclusive=exclusive):
                union = " | ".join(_without_twins(map(self.checked, variants)))
                return union, self._exactly_one(variants, exclusive)
            case ir.Checked(item=item):
                base, marks = self._parts(item)
                return base, [*marks, f"{self._schema('Keywords')}({literals.quoted(check_key(node))})"]
            case ir.Const(value=int(value)) if value in (0, 1):
                return self._const(node), [f"{self._schema('Exact')}()"]
            case ir.Never():
                return self._any(), [f"{self._schema('Impossible')}()"]
        return self.ty(node), []

    def _scalar(self, node: ir.Scalar) -> tuple[str, list[str]]:
        limits, format_ = node.limits, node.format.raw if node.format else ""
        if node.kind is ir.Kind.STRING:
            base = self._schema(FORMATS[format_][0]) if format_ in FORMATS else "str"
            return base, self._spelling(limits) if FORMATS.get(format_, ("", None))[1] else self._text(limits)
        if node.kind is ir.Kind.BINARY:
            return self._schema("File"), []
        if node.kind in (ir.Kind.BOOLEAN, ir.Kind.NULL):
            return _PLAIN[node.kind], []
        integer = node.kind is ir.Kind.INTEGER
        base = self._schema(INTEGERS[format_]) if integer and format_ in INTEGERS else _PLAIN[node.kind]
        low, high = (math.ceil, math.floor) if integer else (None, None)
        marks = self._field(
            ge=_rounded(limits.minimum, low),
            gt=_rounded(limits.exclusive_minimum, high),
            le=_rounded(limits.maximum, high),
            lt=_rounded(limits.exclusive_maximum, low),
        )
        if limits.multiple_of is not None:
            marks.append(f"{self._schema('MultipleOf')}({literals.quoted(str(limits.multiple_of))})")
        return base, marks

    def _text(self, limits: ir.Limits) -> list[str]:
        """The marks of a value that is a str in Python."""
        marks = self._field(min_length=limits.min_length, max_length=limits.max_length)
        if (pattern := _translated(limits)) is not None:
            marks.append(f"{self._schema('Pattern')}({literals.raw(pattern)})")
        return marks

    def _spelling(self, limits: ir.Limits) -> list[str]:
        """The mark of a value that only JSON holds as a string: its limits are on the spelling."""
        given = {"min_length": limits.min_length, "max_length": limits.max_length, "pattern": _translated(limits)}
        printed = [f"{key}={literals.literal(value)}" for key, value in given.items() if value is not None]
        return [f"{self._schema('Spelling')}({', '.join(printed)})"] if printed else []

    def _plain_scalar(self, node: ir.Scalar) -> str:
        if node.kind is ir.Kind.BINARY:
            return self._schema("File")
        format_ = node.format.raw if node.format and node.kind is ir.Kind.STRING else ""
        native = FORMATS.get(format_, ("", None))[1]
        return self._symbol(native) if native else _PLAIN[node.kind]

    def _field(self, **arguments: int | float | None) -> list[str]:
        given = [f"{key}={literals.literal(value)}" for key, value in arguments.items() if value is not None]
        return [f"{self.use('Field', 'pydantic')}({', '.join(given)})"] if given else []

    def _const(self, node: ir.Const) -> str:
        if node.value is None:
            return "None"
        if isinstance(node.value, float):
            number = self.use("Annotated", "typing")
            return f"{number}[float, {self._schema('Equal')}({literals.literal(node.value)})]"
        return f"{self.use('Literal', 'typing')}[{literals.literal(node.value)}]"

    def _reference(self, key: str) -> str:
        known = self._imports.known
        if (key,) not in known:
            known[key,] = self._declared(key)
        return known[key,]

    def _declared(self, key: str) -> str:
        declared = self._declarations[key]
        if not self._in_models:
            return self._imports.use(Symbol(f"models.{declared.name}", self._root, imported="models"))
        home = f"{self._root}.models.{declared.module}"
        if home == self._module:
            return declared.name
        self._imports.use(Symbol(declared.name, home))
        return declared.name

    def _any(self) -> str:
        return self.use("Any", "typing")

    def _schema(self, name: str) -> str:
        known = self._imports.known
        if (name, "") not in known:
            package = "jsonschema-rs" if name == "Keywords" else None
            known[name, ""] = self._symbol(Symbol(name, f"{self._root}.schema", package=package))
        return known[name, ""]

    def _symbol(self, symbol: Symbol) -> str:
        if symbol.name in self._taken:
            parent, _, tail = symbol.module.rpartition(".")
            name = f"{tail}.{symbol.name}"
            return self._imports.use(
                Symbol(name, parent or symbol.module, not parent, imported=tail, package=symbol.package)
            )
        return self._imports.use(symbol)


def _translated(limits: ir.Limits) -> str | None:
    return translate(limits.pattern.raw) if limits.pattern else None


def _rounded(limit: int | float | None, to: Callable[[float], int] | None) -> int | float | None:
    """A limit of whole numbers as a whole number, which pydantic asks for."""
    return to(limit) if to and isinstance(limit, float) and math.isfinite(limit) else limit


def _or_none(printed: str) -> str:
    return printed if printed == "None" or printed.endswith(" | None") else f"{printed} | None"


def _is_any(node: ir.TypeRef) -> bool:
    """Whether a type is printed as one that any value is of."""
    match node:
        case ir.Checked(item=item) | ir.Nullable(item=item):
            return _is_any(item)
        case ir.OneOf(variants=variants):
            return any(map(_is_any, variants))
    return isinstance(node, ir.Anything | ir.Never)


def _without_twins(parts: Iterable[str]) -> list[str]:
    """The alternatives of a union once each, literals in one `Literal`, None at the end as Python has it."""
    choices = [choice for part in parts for choice in _alternatives(part)]
    if len(choices) == 1:
        return choices
    seen = dict.fromkeys(choices)
    none = seen.pop("None", "")
    printed = {choice: match for choice in seen if (match := _LITERAL.fullmatch(choice))}
    if len(printed) > 1:
        exact = next((match[3] for match in printed.values() if match[3]), "")
        merged = f"Literal[{', '.join(match[2] for match in printed.values())}]"
        merged = f"Annotated[{merged}, {exact}]" if exact else merged
        seen = dict.fromkeys(merged if choice in printed else choice for choice in seen)
    return [*seen, "None"] if none is None else list(seen)


_LITERAL = re.compile(r"(?P<mark>Annotated\[)?Literal\[(.*)\](?(mark), ((?:\w+\.)?Exact\(\))\])")
"""A printed literal: its values, and its mark."""


def _alternatives(part: str) -> list[str]:
    """A printed union's own alternatives, so that unions of unions read flat; brackets are left whole."""
    return [part.removesuffix(" | None"), "None"] if part.endswith(" | None") else [part]
