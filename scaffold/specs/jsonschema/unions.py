"""Alternatives: allOf, anyOf and oneOf, OpenAPI's discriminator, and polymorphism by inheritance.

A schema with a discriminator and no alternatives of its own stands for its children: the schemas that take it into
their `allOf`, and those its `mapping` names (OpenAPI 3.2 section 4.24.7). Where it is used it is the union of them;
where a child extends it, it is its own properties alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from scaffold import ir
from scaffold.diag import Source, quote
from scaffold.source import Node, tokens
from scaffold.specs.jsonschema import enums
from scaffold.specs.jsonschema import keywords as k
from scaffold.specs.jsonschema.residual import only_constraints

if TYPE_CHECKING:
    from scaffold.specs.jsonschema.reader import SchemaReader, Target

_SCALAR = ir.Scalar | ir.Const
_SECTIONS = (("components", "schemas"), ("definitions",), ("$defs",))


def extended(reader: SchemaReader, schema: dict[str, Any], at: Source, among: tuple[str, ...]) -> list[ir.TypeRef]:
    """The parts of `allOf`."""
    found: list[ir.TypeRef] = []
    for index, part in enumerate(_listed(reader, schema, "allOf", at)):
        place = at.child("allOf", index)
        found.append(_parent(reader, part, place) or reader.type(part, place, among=among))
    return found


def alternatives(
    reader: SchemaReader, schema: dict[str, Any], at: Source, label: ir.Name, key: str, among: tuple[str, ...]
) -> list[ir.TypeRef]:
    """What `anyOf` and `oneOf` say, a type each."""
    found: list[ir.TypeRef] = []
    for word in ("anyOf", "oneOf"):
        variants = _listed(reader, schema, word, at)
        if variants and not only_constraints(schema, word):
            found.append(_alternatives(reader, schema, variants, word, at, label, f"{key}/{word}", among))
    return found


def _listed(reader: SchemaReader, schema: dict[str, Any], word: str, at: Source) -> list[Any]:
    given = schema.get(word, ())
    if isinstance(given, dict):
        reader.report.add("schema-mended", at.child(word), f"`{word}` is an object; read as a list of it alone")
        return []
    if word in schema and (not isinstance(given, list) or not given):
        code = "schema-mended" if given == [] or given is None else "schema-invalid"
        reader.report.add(code, at.child(word), f"`{word}` is not a list of schemas; read as not given")
        return []
    return list(given)


def _parent(reader: SchemaReader, part: Any, at: Source) -> ir.TypeRef | None:
    """A part of `allOf` that is a reference to a parent: the parent's own properties."""
    if not isinstance(part, dict) or "$ref" not in part:
        return None
    target = reader.target(part, at)
    if target is None or not reader.families.is_parent(target, reader.current):
        return None
    return reader.base(target)


def _alternatives(
    reader: SchemaReader,
    schema: dict[str, Any],
    variants: list[Any],
    word: str,
    at: Source,
    label: ir.Name,
    key: str,
    among: tuple[str, ...],
) -> ir.TypeRef:
    if word == "oneOf" and (values := enums.titled(variants)):
        said = {"x-enum-varnames": [str(variant.get("title", "")) for variant in variants]}
        return ir.Inline(
            declaration=ir.Enum(
                key=key,
                name=label,
                kind=enums.kind_of(values),
                members=enums.members(values, said, values),
                doc=enums.docs(schema),
                deprecated=k.flag(schema, "deprecated"),
                source=at,
            )
        )
    place = at.child(word)
    types = [reader.type(variant, place.child(index), among=among) for index, variant in enumerate(variants)]
    found = union(reader, types, at, label, key, exclusive=word == "oneOf", schema=schema)
    if "discriminator" in schema:
        found = _discriminated(reader, found, schema, at)
    return found


def union(
    reader: SchemaReader,
    types: list[ir.TypeRef],
    at: Source,
    label: ir.Name,
    key: str,
    *,
    exclusive: bool,
    schema: dict[str, Any],
) -> ir.TypeRef:
    """One of several types: null taken out, scalars in place, all else a declaration."""
    variants = [kind for kind in types if not isinstance(kind, ir.Never)]
    nulls = [kind for kind in variants if _is_null(kind) or isinstance(kind, ir.Nullable)]
    if nulls and (not exclusive or not any(_may_be_null(reader, kind) for kind in variants if kind not in nulls)):
        inner = [kind.item if isinstance(kind, ir.Nullable) else kind for kind in variants if not _is_null(kind)]
        if not inner:
            return ir.Scalar(kind=ir.Kind.NULL) if len(nulls) == 1 or not exclusive else ir.Never()
        rest = union(reader, inner, at, label, key, exclusive=exclusive, schema=schema)
        if len(nulls) > 1 and exclusive or isinstance(rest, ir.Nullable | ir.Anything):
            return rest
        return ir.Nullable(item=rest)
    variants = variants if exclusive else list(dict.fromkeys(variants))
    if not variants:
        return ir.Never()
    if len(variants) == 1:
        return variants[0]
    if not exclusive and any(isinstance(kind, ir.Anything) for kind in variants):
        return ir.Anything()
    if all(isinstance(kind, _SCALAR) for kind in variants):
        return ir.OneOf(variants=tuple(variants), exclusive=exclusive and not _disjoint(variants))
    declared = ir.Union(
        key=key,
        name=label,
        variants=tuple(ir.Variant(type=kind) for kind in variants),
        exclusive=exclusive,
        doc=enums.docs(schema),
        deprecated=k.flag(schema, "deprecated"),
        source=at,
    )
    return ir.Inline(declaration=declared)


def flat(kind: ir.TypeRef) -> tuple[ir.TypeRef, ...]:
    """The alternatives of a union that is part of another; any other type is one."""
    match kind:
        case ir.OneOf(variants=variants, exclusive=False):
            return variants
        case ir.Inline(declaration=ir.Union(variants=several, exclusive=False, tag=None)):
            return tuple(variant.type for variant in several)
    return (kind,)


def _may_be_null(reader: SchemaReader, kind: ir.TypeRef) -> bool:
    """Whether null may fit a type, as far as it is known yet; of a reference only what its schema says itself."""
    match kind:
        case ir.Anything() | ir.Nullable():
            return True
        case ir.Checked(item=item):
            return _may_be_null(reader, item)
        case ir.AllOf(parts=parts):
            return all(_may_be_null(reader, part) for part in parts)
        case ir.Inline(declaration=ir.Union(variants=variants)):
            return any(_may_be_null(reader, variant.type) for variant in variants)
        case ir.Ref(key=key):
            return _schema_may_be_null(reader.schema_of(key), reader.modern)
    return _is_null(kind)


def _schema_may_be_null(schema: Any, modern: bool) -> bool:
    if not isinstance(schema, dict):
        return schema is not False
    if not modern:
        return k.flag(schema, "nullable")
    if "type" in schema:
        return schema["type"] == "null" or isinstance(schema["type"], list) and "null" in schema["type"]
    if "enum" in schema or "const" in schema:
        return enums.holds_null(schema) if "enum" in schema else schema["const"] is None
    several = [*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]
    if several:
        return any(isinstance(one, dict) and one.get("type") == "null" for one in several)
    return schema.keys() <= {"title", "description", "not", "if", "then", "else"}


def _is_null(kind: ir.TypeRef) -> bool:
    return isinstance(kind, ir.Scalar) and kind.kind is ir.Kind.NULL or kind == ir.Const(value=None)


def _disjoint(variants: Sequence[ir.TypeRef]) -> bool:
    """Whether no value fits two of these scalars, by their kinds alone."""
    kinds = [kind.kind for kind in variants if isinstance(kind, ir.Scalar)]
    if len(kinds) < len(variants):
        return False
    numbers = kinds.count(ir.Kind.INTEGER) + kinds.count(ir.Kind.NUMBER)
    return len(set(kinds)) == len(kinds) and numbers < 2


def _discriminated(reader: SchemaReader, found: ir.TypeRef, schema: dict[str, Any], at: Source) -> ir.TypeRef:
    """The union with its tag; pass `compose` finds the tags that the mapping does not give."""
    given = _discriminator(reader, schema, at)
    nullable = isinstance(found, ir.Nullable)
    inner = found.item if isinstance(found, ir.Nullable) else found
    if given is None or not isinstance(inner, ir.Inline) or not isinstance(inner.declaration, ir.Union):
        return found
    tag, mapping = given
    tags: dict[str, list[ir.Text]] = {}
    for value, target in mapping.items():
        tags.setdefault(target.key, []).append(ir.Text(value))
    declared = inner.declaration
    variants = tuple(
        (
            ir.Variant(type=variant.type, tags=tuple(tags.pop(variant.type.key, ())))
            if isinstance(variant.type, ir.Ref)
            else variant
        )
        for variant in declared.variants
    )
    for key in tags:
        message = f"the mapping names {quote(key)}, which is none of the alternatives; read without it"
        reader.report.add("discriminator-invalid", at.child("discriminator", "mapping"), message)
    tagged = ir.Inline(declaration=replaced(declared, variants, ir.Text(tag)))
    return ir.Nullable(item=tagged) if nullable else tagged


def replaced(declared: ir.Union, variants: tuple[ir.Variant, ...], tag: ir.Text | None) -> ir.Union:
    """The same union with other variants and another tag."""
    return ir.Union(
        key=declared.key,
        name=declared.name,
        variants=variants,
        exclusive=declared.exclusive,
        tag=tag,
        doc=declared.doc,
        examples=declared.examples,
        deprecated=declared.deprecated,
        source=declared.source,
    )


def _discriminator(reader: SchemaReader, schema: dict[str, Any], at: Source) -> tuple[str, dict[str, Target]] | None:
    """The property that tells, and the targets of the mapping by value; None, with a warning, if it is not usable."""
    given, place = schema["discriminator"], at.child("discriminator")
    if isinstance(given, str) and given:
        if reader.dialect != "2.0":
            reader.report.add("schema-mended", place, "`discriminator` is a string; read as its `propertyName`")
        return given, {}
    tag = given.get("propertyName") if isinstance(given, dict) else None
    if not isinstance(tag, str):
        reader.report.add("discriminator-invalid", place, "`discriminator` has no `propertyName`; it is ignored")
        return None
    if "defaultMapping" in given:
        message = "`defaultMapping` lets values without a known tag in; the alternatives are tried one after the other"
        reader.report.add("discriminator-invalid", place.child("defaultMapping"), message)
        return None
    _check_tag(reader, schema, tag, at)
    mapping = given.get("mapping", {})
    found: dict[str, Target] = {}
    if not isinstance(mapping, dict):
        message = f"`mapping` is {quote(mapping)}, not an object"
        reader.report.add("schema-invalid", place.child("mapping"), message, outcome=k.NOT_GIVEN)
        mapping = {}
    for value, text in mapping.items():
        where = place.child("mapping", value)
        if not isinstance(text, str):
            reader.report.add("schema-invalid", where, f"{quote(text)} is no schema's name", outcome="it is left out")
            continue
        node = reader.resolver.resolve(text, where)
        if node is None:
            return None
        found[value] = reader.declare(node)
    return tag, found


def _check_tag(reader: SchemaReader, schema: dict[str, Any], tag: str, at: Source) -> None:
    """Warn of the first alternative that names its properties, and the one that tells is not among them."""
    for word in ("oneOf", "anyOf"):
        listed = schema.get(word)
        for index, variant in enumerate(listed if isinstance(listed, list) else ()):
            place = at.child(word, index)
            target = reader.target(variant, place) if isinstance(variant, dict) and "$ref" in variant else None
            held = target.schema.get("properties") if target else None
            if isinstance(held, dict) and tag not in held and target and k.UNIONS.isdisjoint(target.schema):
                near = get_close_matches(tag, held, 1, 0.6)
                message = f"{quote(target.key)} has no property {quote(tag)} by which it could be told"
                fix = f"did you mean {quote(near[0])}?" if near else "describe the property in each alternative"
                reader.report.add("discriminator-invalid", at.child("discriminator", "propertyName"), message, fix)
                return


class Families:
    """Who extends whom: the schemas of a document that take another into their `allOf`."""

    def __init__(self, reader: SchemaReader) -> None:
        self._reader = reader
        self.documents: dict[str, Source] = {}
        self._scanned: set[str] = set()
        self._extending: dict[str, dict[str, Node]] = {}
        self._lists: dict[str, set[str]] = {}
        self._alternatives: dict[str, dict[str, tuple[ir.Text, ...]]] = {}

    def is_parent(self, target: Target, child: str) -> bool:
        """Whether a schema stands for its children, or has the child that is being read among its alternatives."""
        if self._stands(target.node):
            return True
        return child.removesuffix("!base") in self._listed_by(target)

    def _listed_by(self, target: Target) -> set[str]:
        """The keys that the alternatives of a schema refer to."""
        if target.key not in self._lists:
            found = self._lists[target.key] = set()
            for word in ("oneOf", "anyOf"):
                variants = target.schema.get(word)
                for index, variant in enumerate(variants if isinstance(variants, list) else ()):
                    if isinstance(variant, dict) and "$ref" in variant:
                        other = self._reader.target(variant, target.node.source.child(word, index))
                        found.update([other.key] if other is not None else [])
        return self._lists[target.key]

    def children(self, key: str, node: Node, label: ir.Name) -> ir.TypeRef | None:
        """The union that a schema stands for by inheritance; None where it stands for itself."""
        schema: Any = node.value
        if not self._stands(node):
            return None
        given = schema["discriminator"]
        declared = ir.Union(
            key=key,
            name=label,
            variants=tuple(self._variant(key, child, tags) for child, tags in self._alternatives[key].items()),
            exclusive=False,
            tag=ir.Text(given if isinstance(given, str) else given["propertyName"]),
            doc=enums.docs(schema),
            deprecated=k.flag(schema, "deprecated"),
            source=node.source,
        )
        found = ir.Inline(declaration=declared)
        return ir.Nullable(item=found) if k.flag(schema, "nullable") and not self._reader.modern else found

    def heirs(self, node: Node) -> Iterator[Node]:
        """The schemas that one stands for by inheritance."""
        key = self._reader.resolver.key(node)
        for child in self._alternatives[key] if self._stands(node) else ():
            if child != key:
                yield self._reader.known(child).node

    def _stands(self, node: Node) -> bool:
        schema = node.value
        if not isinstance(schema, dict) or "discriminator" not in schema or schema.keys() & {"oneOf", "anyOf", "$ref"}:
            return False
        key = self._reader.resolver.key(node)
        if key not in self._alternatives:
            self._alternatives[key] = {}  # while it is being found out
            self._alternatives[key] = self._found(key, node.source, schema)
        return bool(self._alternatives[key])

    def _found(self, key: str, at: Source, schema: dict[str, Any]) -> dict[str, tuple[ir.Text, ...]]:
        """The alternatives: what the mapping names, in its order, and the other schemas that extend this one."""
        given = _discriminator(self._reader, schema, at)
        if given is None:
            return {}
        found: dict[str, tuple[ir.Text, ...]] = {}
        for value, target in given[1].items():
            found[target.key] = (*found.get(target.key, ()), ir.Text(value))
        self._scan(at)
        pending = list(self._extending.get(key, {}).items())
        seen = {key}
        while pending:
            child, node = pending.pop(0)
            if child not in seen:
                seen.add(child)
                self._reader.declare(node)
                found.setdefault(child, _own_tags(node))
                pending += self._extending.get(child, {}).items()
        return found

    def _variant(self, key: str, child: str, tags: tuple[ir.Text, ...]) -> ir.Variant:
        """A child as an alternative; one that stands for its own children is here itself."""
        target = self._reader.known(child)
        if child == key or self._stands(target.node):
            implicit = tokens(target.node.source.pointer)[-1:]
            return ir.Variant(type=self._reader.base(target), tags=tags or tuple(map(ir.Text, implicit)))
        return ir.Variant(type=ir.Ref(key=child), tags=tags)

    def _scan(self, at: Source) -> None:
        for source in (*self.documents.values(), at):
            root = self._reader.resolver.resolve("#", source) if source.document not in self._scanned else None
            self._scanned.add(source.document)
            for section in _SECTIONS if root is not None else ():
                held: Node | None = root
                for token in section:
                    held = held.get(token) if held is not None else None
                for _, schema in held.items() if held is not None else ():
                    self._scan_schema(schema)

    def _scan_schema(self, node: Node) -> None:
        listed = node.get("allOf")
        for part in listed.elements() if listed is not None else ():
            if isinstance(part.value, dict) and isinstance(part.value.get("$ref"), str):
                target = self._reader.target(part.value, part.source)
                if target is not None:
                    self._extending.setdefault(target.key, {})[self._reader.resolver.key(node)] = node


def _own_tags(node: Node) -> tuple[ir.Text, ...]:
    """The value that a child gives for itself in the way of OpenAPI 2.0's tools."""
    schema: Any = node.value
    for word in ("x-discriminator-value", "x-ms-discriminator-value"):
        if isinstance(schema.get(word), str):
            return (ir.Text(schema[word]),)
    return ()
