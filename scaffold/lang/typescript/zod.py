"""Prints zod schemas: what JSON Schema asks of a value, with the helpers of the generated `schema` folder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold import ir
from scaffold.lang.checks import check_key
from scaffold.lang.typescript import data, literals, names
from scaffold.lang.typescript.declarations import Declared
from scaffold.lang.typescript.docs import columns
from scaffold.lang.typescript.layout import WIDTH
from scaffold.lang.typescript.writer import TypeScriptWriter, in_order
from scaffold.regex import translate

FORMATS = frozenset(
    {"date", "date-time", "time", "uuid", "byte", "duration", "email", "idn-email", "hostname", "ipv4", "ipv6"}
    | {"uri", "uri-reference", "uri-template", "iri", "iri-reference", "json-pointer", "relative-json-pointer", "regex"}
)
"""Formats of strings that are checked; all others are a remark."""
INTEGERS = frozenset(f"{prefix}{bits}" for prefix in ("int", "uint") for bits in (8, 16, 32, 64))
_FLAGS = re.compile(r"\(\?[a-z]*-?[a-z]+:")


class ZodWriter(TypeScriptWriter):
    """A writer that prints the schemas of types too."""

    _getter = False
    """Whether what is being printed is looked up late as a whole."""
    _late = False

    def schema(self, node: ir.TypeRef) -> str:
        """The schema of a type as an expression."""
        base, checks, plain = self._parts(node)
        if not checks:
            return base
        if plain:
            return f"{base}.check({', '.join(checks)})"
        return f"{self._helper('refined')}({', '.join([base, *checks])})"

    def validator(self, one: Declared) -> str:
        """The schema of a declared type, as a constant."""
        return self._once(one, "schema", lambda: self._constant(one))

    def _constant(self, one: Declared) -> str:
        made = self._declared_schema(one.node)
        kind = self._imports.type("Schema", "./schema/index.ts")
        head = f"export const {one.schema}: {kind}<{one.name}> = "
        if isinstance(made, data.Call) and columns(head + made.head) < WIDTH:
            return f"{head}{data.printed(made, 0, columns(head))};\n"
        return f"{head}{data.flat(made)};\n"

    def _declared_schema(self, node: ir.Declaration) -> str | data.Call:
        match node:
            case ir.Alias(type=ir.OneOf(variants=variants, exclusive=exclusive)):
                return self._either(variants, exclusive)
            case ir.Alias(type=type_):
                return self.schema(type_)
            case ir.Enum(members=members):
                return self._values([member.value for member in members])
            case ir.Union():
                return self._union(node)
            case ir.Record():
                return self._record(node)

    # -- objects ------------------------------------------------------------------------------------------------

    def _record(self, node: ir.Record) -> str:
        """An object with all its properties, one a line; what is called on it then stands below it."""
        calls = []
        kind = {ir.Never: "strictObject", ir.Anything: "looseObject"}.get(type(node.extra), "object")
        if kind == "object":
            calls.append(f".catchall({self.schema(node.extra)})")
        if checks := self._sizes(node.limits, "Properties", node.limits.min_properties, node.limits.max_properties):
            calls.append(f".check({', '.join(checks)})")
        lines = [line for field in in_order(node) for line in self._property(field)]
        owns = not names.INHERITED.isdisjoint(field.name.wire.raw for field in node.fields)
        made = _object(self._z(), kind, lines, calls)
        return f"{self._helper('ownMembers')}(\n{_indented(made)},\n)" if owns else made

    def _property(self, field: ir.Field) -> Iterator[str]:
        self._getter, self._late = True, False
        made = self.schema(field.type)
        self._getter = False
        if not field.required:
            made = f"{self._z()}.exactOptional({made})"
        name = literals.key(field.name.wire.raw)
        if not self._late:
            yield f"{name}: {made},"
            return
        yield f"get {name}() {{"
        yield f"  return {made};"
        yield "},"

    # -- unions -------------------------------------------------------------------------------------------------

    def _union(self, node: ir.Union) -> str | data.Call:
        if node.tag is not None:
            tags = (
                f"{literals.key(tag.raw)}: {self.schema(variant.type)}"
                for variant in node.variants
                for tag in variant.tags
            )
            return f"{self._helper('tagged')}({literals.literal(node.tag)}, {{ {', '.join(tags)} }})"
        return self._either(tuple(variant.type for variant in node.variants), node.exclusive)

    def _either(self, variants: tuple[ir.TypeRef, ...], exclusive: bool) -> str | data.Call:
        if all(isinstance(one, ir.Const) for one in variants) and len(set(variants)) == len(variants):
            return self._values([one.value for one in variants if isinstance(one, ir.Const)])
        listed = data.listed(map(self.schema, variants))
        if exclusive:
            return data.Call(f"{self._helper('oneOf')}(", listed)
        closed = any(map(self._declarations.is_closed, variants))
        return data.Call(f"{self._helper('anyOf')}(" if closed else f"{self._z()}.union(", listed)

    def _values(self, values: list[ir.Text | int | float | bool | None]) -> str | data.Call:
        printed = [*dict.fromkeys(literals.literal(value, exact=True) for value in values)]
        if len(printed) == 1:
            return f"{self._z()}.null()" if printed == ["null"] else f"{self._z()}.literal({printed[0]})"
        if all(isinstance(value, int | float) for value in values):  # which fill their lines
            return f"{self._z()}.literal([{', '.join(printed)}])"
        return data.Call(f"{self._z()}.literal(", data.listed(printed))

    # -- types --------------------------------------------------------------------------------------------------

    def _parts(self, node: ir.TypeRef) -> tuple[str, list[str], bool]:
        """The schema of a type without its checks, the checks, and whether it is one of zod's own, with all methods."""
        match node:
            case ir.Scalar():
                return self._scalar(node)
            case ir.ListOf(item=item, limits=limits):
                return f"{self._z()}.array({self.schema(item)})", self._items(limits), True
            case ir.TupleOf(items=items, rest=rest, limits=limits):
                listed = f"[{', '.join(map(self.schema, items))}]"
                return (
                    f"{self._helper('prefixItems')}<{self.ty(node)}>({listed}, {self.schema(rest)})",
                    self._items(limits),
                    False,
                )
            case ir.MapOf(value=value, limits=limits):
                sizes = self._sizes(limits, "Properties", limits.min_properties, limits.max_properties)
                return f"{self._helper('record')}({self.schema(value)})", sizes, False
            case ir.Nullable(item=item):
                return f"{self._z()}.nullable({self.schema(item)})", [], True
            case ir.OneOf(variants=variants, exclusive=exclusive):
                made = data.flat(self._either(variants, exclusive))
                return made, [], made.startswith("z.")
            case ir.Const(value=value):
                return data.flat(self._values([value])), [], True
            case ir.Checked(item=item):
                base, checks, plain = self._checked(item)
                keywords = self._imports.value("keywords", "./schema/keywords.ts", "@cfworker/json-schema")
                return base, [*checks, f"{keywords}({literals.quoted(check_key(node))})"], plain
            case ir.Ref(key=key):
                return self._named(key), [], False
            case ir.Never():
                return f"{self._z()}.never()", [], True
        return f"{self._z()}.unknown()", [], True

    def _named(self, key: str) -> str:
        declared = self._used(key)
        if not self._is_late(declared):
            return declared.schema
        self._late = True
        return declared.schema if self._getter else f"{self._z()}.lazy(() => {declared.schema})"

    def _checked(self, item: ir.TypeRef) -> tuple[str, list[str], bool]:
        """What is checked. A named type is copied for that, and of one that holds itself a getter would give copies."""
        if not isinstance(item, ir.Ref):
            return self._parts(item)
        declared = self._used(item.key)
        return f"() => {declared.schema}" if self._is_late(declared) else declared.schema, [], False

    def _used(self, key: str) -> Declared:
        declared = self._declarations[key]
        if not (self._in_models and self._is_here(declared)):
            self._imports.value(declared.schema, f"./models/{declared.module}.ts")
        return declared

    def _is_late(self, declared: Declared) -> bool:
        return self._user is not None and self._declarations.is_late(self._user, declared)

    def _scalar(self, node: ir.Scalar) -> tuple[str, list[str], bool]:
        limits, format_ = node.limits, node.format.raw if node.format else ""
        match node.kind:
            case ir.Kind.STRING:
                checks = [self._call("format", format_)] if format_ in FORMATS else []
                return f"{self._z()}.string()", [*checks, *self._text(limits)], True
            case ir.Kind.INTEGER:
                made = self._call("integer", *([format_] if format_ in INTEGERS else []))
                return made, self._bounds(limits), True
            case ir.Kind.NUMBER:
                return f"{self._z()}.number()", self._bounds(limits), True
            case ir.Kind.BOOLEAN:
                return f"{self._z()}.boolean()", [], True
            case ir.Kind.NULL:
                return f"{self._z()}.null()", [], True
        file, text = self._declarations.bytes_are(self._user.node.key) if self._user else (True, False)
        if not file:
            return f"{self._z()}.string()", [], True
        made = f"{self._helper('binary')}<{self._file()}>()"
        return (f"{self._z()}.union([{made}, {self._z()}.string()])", [], True) if text else (made, [], False)

    def _text(self, limits: ir.Limits) -> list[str]:
        checks = self._sizes(limits, "Length", limits.min_length, limits.max_length)
        if limits.pattern is not None and _is_readable(limits.pattern.raw):
            checks.append(f"{self._helper('pattern')}({literals.regex(limits.pattern.raw)})")
        return checks

    def _prefix(self, node: ir.TupleOf) -> str:
        listed = ", ".join(map(self.schema, node.items))
        return f"{self._helper('prefixItems')}<{self.ty(node)}>([{listed}], {self.schema(node.rest)})"

    def _items(self, limits: ir.Limits, places: int | None = None) -> list[str]:
        """The checks of a list; one that has no more than so many places needs not be told not to have more."""
        unique = [self._call("uniqueItems")] if limits.unique_items else []
        most = limits.max_items
        if most is not None and places is not None and most >= places:
            most = None
        return self._sizes(limits, "Items", limits.min_items, most) + unique

    def _sizes(self, limits: ir.Limits, what: str, least: int | None, most: int | None) -> list[str]:
        if limits is ir.NO_LIMITS:
            return []
        given = ((f"min{what}", least), (f"max{what}", most))
        return [self._call(name, bound) for name, bound in given if bound is not None]

    def _bounds(self, limits: ir.Limits) -> list[str]:
        if limits is ir.NO_LIMITS:
            return []
        given = (
            ("minimum", limits.minimum),
            ("exclusiveMinimum", limits.exclusive_minimum),
            ("maximum", limits.maximum),
            ("exclusiveMaximum", limits.exclusive_maximum),
        )
        bounds = [self._bound(name, bound) for name, bound in given if bound is not None]
        return bounds if limits.multiple_of is None else [*bounds, self._call("multipleOf", limits.multiple_of)]

    def _bound(self, helper: str, bound: int | float) -> str:
        return f"{self._helper(helper)}({literals.literal(bound, exact=True)})"

    def _call(self, helper: str, *arguments: int | float | str) -> str:
        return f"{self._helper(helper)}({', '.join(map(literals.literal, arguments))})"

    def _helper(self, name: str) -> str:
        return self._imports.value(name, "./schema/index.ts")

    def _z(self) -> str:
        return self._helper("z")


def _is_readable(pattern: str) -> bool:
    """Whether it is a regular expression to every JavaScript in use: groups with flags of their own are too new."""
    return translate(pattern) is not None and not _FLAGS.search(pattern)


def _object(z: str, kind: str, lines: list[str], calls: list[str]) -> str:
    """`z.object({ ... })` with calls on it, as oxfmt lays it out."""
    if not lines:
        return f"{z}.{kind}({{}}){''.join(calls)}"
    inner = "".join(f"  {line}\n" for line in lines)
    if not calls:
        return f"{z}.{kind}({{\n{inner}}})"
    return "\n".join([z, *(_indented(one) for one in (f".{kind}({{\n{inner}}})", *calls))])


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
