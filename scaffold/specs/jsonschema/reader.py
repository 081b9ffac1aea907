"""One schema to one type: the dialects made one, references kept as `Ref`, everything in place kept in place."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import Report, Source, quote
from scaffold.limits import within
from scaffold.names import dotted, tail, words
from scaffold.refs import Resolver, section
from scaffold.source import Node
from scaffold.specs.jsonschema import enums, fits, objects, residual, scopes, unions
from scaffold.specs.jsonschema import keywords as k
from scaffold.specs.jsonschema.fits import KINDS, Fit
from scaffold.specs.jsonschema.scopes import Scope

REFERENCES = ("$ref", "$dynamicRef")

UNNAMED = ir.Name((), ir.Text(""))
"""The name of an inline declaration that has no title of its own; pass `hoist` finds one."""

BASE = "!base"
"""After the key of a schema: its own properties, without the children that its discriminator stands for."""

TEXT = "!text"
"""After the key of a schema without `type`: as values are read from text or a form."""

SPOKEN = "!spoken"
"""After the key of a schema without `type`: what it says of the kinds of values that it speaks of."""

_SIMPLE = {
    "string": ir.Kind.STRING,
    "integer": ir.Kind.INTEGER,
    "number": ir.Kind.NUMBER,
    "boolean": ir.Kind.BOOLEAN,
}
_OWN = frozenset({"type", "enum", "const", "format"}) | k.OBJECT | k.ARRAY | k.STRING | k.NUMERIC | k.ENCODED
_DECIDING = (_OWN - {"type", "format"}) | k.CHECKS | k.UNIONS | {"nullable", "x-nullable", "$dynamicRef"}
_MODERN = (k.KNOWN["3.1"] - k.KNOWN["3.0"]) - k.SAYS_NOTHING


class Target:
    """What a `$ref` leads to: the key of its declaration, and the schema with its place."""

    __slots__ = ("key", "node", "schema")

    def __init__(self, key: str, node: Node) -> None:
        self.key = key
        self.node = node
        self.schema: dict[str, Any] = node.value if isinstance(node.value, dict) else {}


class SchemaReader:
    """Reads schemas of one description. `dialect` is "2.0", "3.0" or "3.1" (which is 3.2's too)."""

    def __init__(self, resolver: Resolver, report: Report, dialect: str) -> None:
        self.resolver = resolver
        self.report = report
        self.dialect = dialect
        self.modern = dialect == "3.1"
        self.values = k.Values(report, dialect)
        self._known = k.KNOWN[dialect] - {"$schema"}  # which is looked at
        self._foreign = frozenset() if self.modern else _MODERN & _DECIDING
        self._strange: dict[str, str | None] = {}  # formats that nobody knows, and the mend for each
        self._scalars: dict[tuple[str, str | None], ir.TypeRef] = {}
        self._targets: dict[tuple[object, ...], Target] = {}
        self._queue: deque[tuple[str, Node, ir.Name]] = deque()
        self._order: dict[str, bool] = {}
        self._nodes: dict[str, Node] = {}
        self._declared: dict[str, ir.Declaration] = {}
        self.residue = residual.Residue(self)
        self.families = unions.Families(self)
        self.fits = fits.Fits(self)
        self.scopes = scopes.Scopes(resolver)
        self._scope_of: dict[str, Scope] = {}
        self.current = ""

    # What the readers of descriptions call

    def read(self, node: Node | None, text: bool = False) -> ir.TypeRef:
        """The type of a schema. None (no schema given) and what can't be understood are any value.

        `text`: a value comes as text, which is read as what the keywords speak of where no `type` tells.
        """
        if node is None:
            return ir.Anything()
        return self._text(node) if text else self.type(node.value, node.source)

    def _text(self, node: Node) -> ir.TypeRef:
        """The type of a value that comes as text, of a schema in place or of one that it refers to."""
        schema: Any = node.value
        key = None
        if isinstance(schema, dict) and "$ref" in schema and not (self.modern and self._beside(schema)):
            target = self.target(schema, node.source)
            if target is not None and "type" not in target.schema and fits.spoken(target.schema):
                schema, node, key = target.schema, target.node, target.key + TEXT
        among = fits.spoken(schema) if isinstance(schema, dict) else ()
        label = UNNAMED if key is None else ir.Name((*_name_of(key.removesuffix(TEXT)).words, "fields"), ir.Text(""))
        return self.type(schema, node.source, label, key, among or KINDS)

    def read_component(self, node: Node, label: str) -> ir.Ref:
        """Declares a schema of `components` under its own name, read when `declarations` is called."""
        key = self.resolver.key(node)
        if key not in self._order:
            self._nodes[key] = node
            self._queue.append((key, node, dotted(label, "schema")))
        self._order[key] = True
        self.families.documents.setdefault(node.source.document, node.source)
        return ir.Ref(key=key)

    def declarations(self) -> tuple[ir.Declaration, ...]:
        """Every declaration: first the components as they were handed over, then what only references lead to."""
        while self._queue:
            key, node, label = self._queue.popleft()
            if key not in self._declared:
                self._declared[key] = self._declare(key, node, label)
        first = [key for key, component in self._order.items() if component]
        others = [key for key, component in self._order.items() if not component]
        return tuple(self._declared[key] for key in [*first, *others])

    def schemas(self) -> dict[str, ir.Json]:
        """By key, as JSON Schema 2020-12, the schemas that the residual checks refer to."""
        return self.residue.definitions()

    # References

    def target(self, schema: dict[str, Any], at: Source) -> Target | None:
        """Where the `$ref` of a schema leads, its declaration queued; None, with a diagnostic, if it leads nowhere."""
        word = next(word for word in REFERENCES if word in schema)
        text = schema[word]
        if not isinstance(text, str):
            self.report.add("ref-invalid", at.child(word), f"`{word}` is {quote(text)}, not a string")
            return None
        cached = (at.document, self.resolver.resource(at), text, self.scopes.at(at))
        found = self._targets.get(cached) or self._follow(schema, at)  # what fails is told at each place
        if found is not None:
            self._targets[cached] = found
        return found

    def _follow(self, schema: dict[str, Any], at: Source) -> Target | None:
        """The end of the chain of references, or the first place of it that says something beside its reference."""
        node = Node(schema, at)
        end = self.resolver.follow(node)
        if end is not None and (found := section(end.source)) not in (None, "schemas"):
            return self._mistaken(schema, at, end, found)
        if end is None or not self.modern:
            return None if end is None else self.declare(end)
        step = self.scopes.target(node)
        if self.scopes.at(at) or step is not None and self.scopes.of(step, at)[0]:
            return None if step is None else self.declare(step, at)
        while step is not None and step.source != end.source and not self._beside(step.value):
            step = self.resolver.target(step)
        return self.declare(step or end)

    def _mistaken(self, schema: dict[str, Any], at: Source, end: Node, found: str) -> Target | None:
        """The schema in an object of another kind that a reference leads to, with a warning; None if it has none."""
        word = next(word for word in REFERENCES if word in schema)
        message = f"a schema is needed, and {quote(schema[word])} is one of the {found}"
        content = end.get("content")
        media = next((media for _, media in content.items()), end) if content else end
        inner = media.get("schema")
        outcome = "" if inner is None else "its own schema is read"
        self.report.add("ref-mistaken", at.child(word), message, outcome=outcome)
        held = None if inner is None else self.resolver.follow(inner)
        return None if held is None else self.declare(held)

    def _beside(self, schema: Any) -> list[str]:
        """The keywords beside a `$ref` that change which values fit."""
        found = [word for word in schema if word in self._known and word not in k.SAYS_NOTHING]
        return [word for word in found if word not in REFERENCES]

    def declare(self, node: Node, place: Source | None = None) -> Target:
        """Queues the declaration of a schema that is referred to, in the dynamic scope that a place is in."""
        scope, own = self.scopes.of(node, place)
        key = self.resolver.key(node) + scopes.suffix(scope, own)
        if key not in self._order:
            self._order[key] = False
            self._nodes[key] = node
            self._scope_of[key] = scope
            self._queue.append((key, node, _name_of(self.resolver.key(node))))
        return Target(key, node)

    @contextmanager
    def within(self, key: str) -> Iterator[None]:
        """Reads a declaration of this key, or something of it, in its own dynamic scope."""
        before = self.scopes.current, self.scopes.root
        self.scopes.current, self.scopes.root = self._scope_of.get(key, ()), self._nodes[key.removesuffix(BASE)].source
        yield
        self.scopes.current, self.scopes.root = before

    def schema_of(self, key: str) -> Any:
        """The schema that a declaration is of, as it is written."""
        return self._nodes[key.removesuffix(BASE)].value

    def known(self, key: str) -> Target:
        """A declaration that `declare` has queued."""
        return Target(key, self._nodes[key])

    def base(self, target: Target) -> ir.Ref:
        """The schema's own properties alone, as its children extend them."""
        key = target.key + BASE
        if key not in self._order:
            label = _name_of(target.key)
            self._order[key] = False
            self._queue.append((key, target.node, ir.Name((*label.words, "base"), label.wire)))
        return ir.Ref(key=key)

    def _declare(self, key: str, node: Node, label: ir.Name) -> ir.Declaration:
        schema: Any = node.value
        if key.endswith(BASE):
            schema = {word: value for word, value in schema.items() if word not in ("discriminator", "oneOf", "anyOf")}
        self.current = key
        children = None if key.endswith(BASE) else self.families.children(key, node, label)
        with self.within(key):
            found = children or self.type(schema, node.source, label, key)
        self.current = ""
        if isinstance(found, ir.Inline) and found.declaration.key == key:
            return found.declaration
        details = schema if isinstance(schema, dict) else {}
        return ir.Alias(
            key=key,
            name=label,
            type=found,
            doc=enums.docs(details),
            examples=enums.examples(details, node.source),
            deprecated=k.flag(details, "deprecated"),
            source=node.source,
        )

    # One schema

    def type(
        self,
        schema: Any,
        at: Source,
        label: ir.Name = UNNAMED,
        key: str | None = None,
        among: tuple[str, ...] = KINDS,
    ) -> ir.TypeRef:
        """The type that a schema says. `among`: the kinds that what applies beside it leaves."""
        if schema.__class__ is not dict:
            return self._not_object(schema, at)
        if not self._known.issuperset(schema):
            self._look_at_unknown(schema, at)
            if self._foreign and not self._foreign.isdisjoint(schema):
                schema = {word: value for word, value in schema.items() if word not in self._foreign}
        if not k.FLAGS.isdisjoint(schema):
            k.tell_flags(schema, at, self.report)
        if "$ref" in schema or "$dynamicRef" in schema:
            return self._reference(schema, at, label, key, among)
        kind = schema.get("type")
        if kind.__class__ is str and kind in _SIMPLE and _DECIDING.isdisjoint(schema):
            return self._scalar(kind, self._format(schema, at) if "format" in schema else None)
        return self._whole(schema, at, label, key or self.key(at), among)

    def key(self, at: Source) -> str:
        """The key of a place, in the resolver's spelling."""
        return self.resolver.key(Node(None, at))

    def _not_object(self, schema: Any, at: Source) -> ir.TypeRef:
        if schema is True:
            return ir.Anything()
        if schema is False:
            return ir.Never()
        if schema is None:
            self.report.add("schema-mended", at, "the schema is empty; read as any value")
        elif isinstance(schema, str) and k.means_type(schema):
            self.report.add("schema-mended", at, f"a schema is an object, not {quote(schema)}; read as its `type`")
            return self.type({"type": schema}, at)
        else:
            self.report.add("schema-invalid", at, f"a schema is an object, not {quote(schema)}")
        return ir.Anything()

    def _look_at_unknown(self, schema: dict[str, Any], at: Source) -> None:
        for word, value in schema.items():
            if word in self._known or word.startswith("x-"):
                continue
            if word == "$schema" and self.modern:
                self.dialect_named(value, at.child(word))
                continue
            if word in k.KNOWN["3.1"] or word == "nullable":
                message = (
                    f"`{word}` is no keyword of OpenAPI {self.dialect}'s schemas and does nothing, here and elsewhere"
                )
            else:
                message = f"there is no keyword {quote(word)}; it does nothing, here and elsewhere"
            near = get_close_matches(word, self._known, 1, 0.75)
            fix = f"did you mean `{near[0]}`?" if near else None
            fix = "list null among the types: `type: [string, 'null']`" if word == "nullable" else fix
            self.report.add("keyword-unknown", at.child(word), message, fix, key=True, once=word)

    def dialect_named(self, uri: Any, at: Source) -> None:
        """Notes that schemas say of themselves that they are of another dialect than the one they are read in."""
        if not isinstance(uri, str):
            self.report.add("schema-invalid", at, f"a dialect is named by its URI, not {quote(uri)}")
        elif not uri.startswith(k.DIALECTS):
            self.approximate(uri, at, f"schemas of the dialect {quote(uri)} are read as JSON Schema 2020-12")

    def approximate(self, what: str, at: Source, message: str) -> None:
        """Notes a reading by custom, once per document for each `what`."""
        self.report.add("schema-approximated", at, message, once=what)

    def _format(self, schema: dict[str, Any], at: Source) -> str | None:
        """The format, with a note where it is none that anything checks."""
        shape = schema.get("format")
        if shape is None or shape.__class__ is str and shape in fits.FORMATS:
            return shape
        if not isinstance(shape, str):
            self.report.add("schema-mended", at.child("format"), f"`format` is {quote(shape)}; read as not given")
            return None
        message = f"the format {quote(shape)} is not known; it checks nothing, here and elsewhere"
        if shape not in self._strange:
            near = get_close_matches(shape, sorted(fits.FORMATS), 1, 0.8)
            self._strange[shape] = f"did you mean {quote(near[0])}?" if near else None
        self.report.add("format-unknown", at.child("format"), message, self._strange[shape], once=shape)
        return shape

    def _scalar(self, kind: str, shape: str | None) -> ir.TypeRef:
        cached = (kind, shape)
        found = self._scalars.get(cached)
        if found is None:
            found = self._scalars[cached] = ir.Scalar(
                kind=ir.Kind.BINARY if kind == "string" and shape == "binary" else _SIMPLE[kind],
                format=ir.Text(shape) if shape else None,
            )
        return found

    def _reference(
        self, schema: dict[str, Any], at: Source, label: ir.Name, key: str | None, among: tuple[str, ...]
    ) -> ir.TypeRef:
        target = self.target(schema, at)
        found: ir.TypeRef = ir.Anything() if target is None else ir.Ref(key=target.key)
        beside = self._beside(schema)
        if not self.modern:
            said = [*beside, *(word for word in ("nullable", "x-nullable") if k.flag(schema, word))]
            for word in said[:1]:
                self.report.add("ref-siblings", at.child(word), f"`{word}` beside `$ref` does nothing", key=True)
            return found
        if not beside:
            return found
        rest = {word: value for word, value in schema.items() if word not in REFERENCES}
        if not residual.UNEVALUATED.isdisjoint(rest):  # it looks at what the reference describes too
            rest["allOf"] = [{word: schema[word] for word in REFERENCES if word in schema}, *schema.get("allOf", ())]
            return self._whole(rest, at, label, key or self.key(at), among)
        left = tuple(kind for kind in among if self.fits.of(schema, at, kind) is not Fit.NEVER)
        more = self._whole(rest, at, label, (key or self.key(at)) + "!beside", left)
        return ir.AllOf(parts=(found, more), source=at)

    def _whole(
        self, schema: dict[str, Any], at: Source, label: ir.Name, key: str, among: tuple[str, ...]
    ) -> ir.TypeRef:
        if not k.CHECKS.isdisjoint(schema):
            schema = self.residue.readable(schema, at)
        if schema.get("type") == "array" and "enum" in schema:
            schema = enums.of_elements(schema, at, self.report)
        label = label if label.words else title(schema)
        among, free = self._split(schema, at, among)
        found = self._parts(schema, at, label, key + SPOKEN if free else key, among)
        if free:
            others = [self._of_type({}, kind, at, UNNAMED, key) for kind in free if kind != "null"]
            found = unions.union(self, [*unions.flat(found), *others], at, label, key, exclusive=False, schema=schema)
            found = ir.Nullable(item=found) if "null" in free else found
        left = residual.left(schema)
        if left:
            found = self.residue.wrap(found, left, schema, at)
        return self._nullable(schema, found, at)

    def _split(
        self, schema: dict[str, Any], at: Source, among: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The kinds that a schema without `type` may refuse, and those that it lets in as they are."""
        typed = "type" in schema or "enum" in schema or "const" in schema
        if typed and k.UNIONS.isdisjoint(schema):
            return among, ()
        if not typed and "discriminator" in schema:  # which only objects have
            return ("object",), ()
        fitting = {kind: fit for kind in among if (fit := self.fits.of(schema, at, kind)) is not Fit.NEVER}
        some = tuple(kind for kind, fit in fitting.items() if fit is Fit.SOME)
        combined = [word for word in k.UNIONS if word in schema]
        own = fits.spoken(schema)
        if typed or not some or not own and len(combined) < 2 and len(schema.get("allOf", ())) < 2:
            return tuple(fitting), ()
        free = tuple(kind for kind in fitting if kind not in some)
        if own and free:
            message = f"a schema without `type` that speaks of {own[0]}s lets all other values in too"
            self.report.add("schema-untyped", at, message, once="untyped")
        return some, free

    def _parts(
        self, schema: dict[str, Any], at: Source, label: ir.Name, key: str, among: tuple[str, ...]
    ) -> ir.TypeRef:
        """What the schema's own words say, and all that it is combined of, for values of these kinds."""
        combined = not k.UNIONS.isdisjoint(schema)
        own = self.own(schema, at, label, key + "!own" if combined else key, among)
        if not combined:
            return ir.Anything() if own is None else own
        parts = unions.extended(self, schema, at, among)
        parts += [] if own is None else [own]
        parts += unions.alternatives(self, schema, at, label, key, among)
        if len(parts) > 1:
            place = at.child(next(word for word in schema if word in k.UNIONS)) if key.endswith(SPOKEN) else at
            return ir.AllOf(parts=tuple(parts), source=place)
        return _only(parts[0], key, label, enums.docs(schema)) if parts else ir.Anything()

    def _nullable(self, schema: dict[str, Any], found: ir.TypeRef, at: Source) -> ir.TypeRef:
        """OpenAPI 3.0's `nullable` always lets null in: read by the letter it does nothing in most of its uses."""
        if self.modern or not (k.flag(schema, "nullable") or k.flag(schema, "x-nullable")):
            return found
        if isinstance(found, ir.Nullable | ir.Anything):
            return found
        if "type" not in schema or "enum" in schema and not enums.holds_null(schema):
            self.approximate(
                "nullable",
                at.child("nullable" if "nullable" in schema else "x-nullable"),
                "`nullable` is read as letting null in, whatever is beside it",
            )
        return ir.Nullable(item=found)

    # A schema's own words: type, enum, limits, properties, items

    def own(
        self, schema: dict[str, Any], at: Source, label: ir.Name, key: str, among: tuple[str, ...]
    ) -> ir.TypeRef | None:
        """What the keywords other than allOf, anyOf, oneOf and `$ref` say; None where they say nothing."""
        if _OWN.isdisjoint(schema) and k.CHECKS.isdisjoint(schema):
            return None
        types, shape = k.types_of(schema, at, self.report, self.dialect) if "type" in schema else ((), None)
        if "enum" in schema or "const" in schema:
            found = self._listed(schema, types, at, label, key)
            if found is not None:
                return found
        if not types:
            types = self._untyped(schema, among)
        if not types:
            self._format(schema, at)
            return None
        if shape is not None and "format" not in schema:
            schema = {**schema, "format": shape}
        return self._of_types(schema, types, at, label, key)

    def _untyped(self, schema: dict[str, Any], among: tuple[str, ...]) -> tuple[str, ...]:
        """The types of a schema without `type`: the kinds that it speaks of, then the others that are left."""
        if self.modern and _encoded(schema, None) == "binary":
            return ("string",)
        spoken = [kind for kind in fits.spoken(schema) if kind in among]
        if not spoken:
            return ()
        shape = schema.get("format")
        if isinstance(shape, str) and shape in fits.INTEGERS:
            spoken = ["integer" if kind == "number" else kind for kind in spoken]
        return (*spoken, *(kind for kind in among if kind not in fits.spoken(schema)))

    def _of_types(
        self, schema: dict[str, Any], types: tuple[str, ...], at: Source, label: ir.Name, key: str
    ) -> ir.TypeRef | None:
        kinds = [kind for kind in types if kind != "null"]
        if "number" in kinds and "integer" in kinds:
            kinds.remove("integer")
        if len(kinds) == 6 - 1 and _OWN.isdisjoint(schema.keys() - {"type"}) and "null" in types:
            return None
        several = len(kinds) > 1
        found = [
            self._of_type(schema, kind, at, label if not several else UNNAMED, f"{key}/type/{i}" if several else key)
            for i, kind in enumerate(kinds)
        ]
        if not found:
            return ir.Scalar(kind=ir.Kind.NULL)
        one = found[0] if len(found) == 1 else unions.union(self, found, at, label, key, exclusive=False, schema=schema)
        return ir.Nullable(item=one) if "null" in types else one

    def _of_type(self, schema: dict[str, Any], kind: str, at: Source, label: ir.Name, key: str) -> ir.TypeRef:
        if kind == "object":
            return objects.record(self, schema, at, label, key)
        if kind == "array":
            return objects.array(self, schema, at)
        shape = self._format(schema, at)
        if kind == "string" and self.modern:
            shape = _encoded(schema, shape)
        plain = self._scalar(kind, shape)
        limited = k.STRING if kind == "string" else k.NUMERIC if kind != "boolean" else frozenset()
        if limited.isdisjoint(schema) or not isinstance(plain, ir.Scalar):
            return plain
        return ir.Scalar(kind=plain.kind, format=plain.format, limits=self.values.limits(schema, at, limited))

    def _listed(
        self, schema: dict[str, Any], types: tuple[str, ...], at: Source, label: ir.Name, key: str
    ) -> ir.TypeRef | None:
        """The type of `enum` and `const`; None where they can't be used."""
        given = enums.listed(schema, at, self.report)
        if given is None:
            return None
        if types and None in given and not self.modern and "null" not in types:
            if not (k.flag(schema, "nullable") or k.flag(schema, "x-nullable")):
                self.approximate("null", at.child("enum"), "null in `enum` is let in, though `nullable` is not given")
            types = (*types, "null")
        values = enums.of_types(given, types, at, self.report) if types else given
        if any(isinstance(value, list | dict) for value in values):
            return None
        limits = self.values.limits(schema, at, k.STRING | k.NUMERIC)
        scalars = [value for value in values if value is not None and within(limits, value)]
        if {type(value) for value in scalars} == {bool} and len(scalars) == 2:
            found: ir.TypeRef = ir.Scalar(kind=ir.Kind.BOOLEAN)
        elif len(scalars) < 2:
            found = ir.Const(value=_plain(scalars[0])) if scalars else ir.Never()
        else:
            declared = ir.Enum(
                key=key,
                name=label,
                kind=enums.kind_of(scalars),
                members=enums.members(scalars, schema, schema.get("enum", scalars)),
                doc=enums.docs(schema),
                examples=enums.examples(schema, at),
                deprecated=k.flag(schema, "deprecated"),
                source=at,
            )
            found = ir.Inline(declaration=declared)
        if None in values:
            return ir.Nullable(item=found) if scalars else ir.Scalar(kind=ir.Kind.NULL)
        if not scalars:
            self.report.add("schema-impossible", at, "no value of `enum` is allowed by what is beside it")
        return found


def _only(kind: ir.TypeRef, key: str, label: ir.Name, doc: ir.Doc | None) -> ir.TypeRef:
    """The only part of a schema, as what the schema itself is."""
    if isinstance(kind, ir.Nullable):
        return replace(kind, item=_only(kind.item, key, label, doc))
    if not isinstance(kind, ir.Inline):
        return kind
    declared = kind.declaration
    label = label if label.words else declared.name
    return ir.Inline(declaration=replace(declared, key=key, name=label, doc=doc or declared.doc))


def _plain(value: Any) -> ir.Text | int | float | bool | None:
    return ir.Text(value) if isinstance(value, str) else value


def _encoded(schema: dict[str, Any], shape: str | None) -> str | None:
    """3.1 says binary data with contentEncoding and contentMediaType (OpenAPI 3.1 section 4.8.14.5)."""
    encoding, media = schema.get("contentEncoding"), schema.get("contentMediaType")
    if isinstance(encoding, str):
        return shape or ("byte" if encoding.lower() == "base64" else encoding.lower())
    if isinstance(media, str) and shape is None:
        main, _, sub = media.lower().partition(";")[0].strip().partition("/")
        if (
            main in ("image", "audio", "video", "font")
            and sub != "svg+xml"
            or sub in ("octet-stream", "pdf", "zip", "gzip")
        ):
            return "binary"
    return shape


def title(schema: dict[str, Any]) -> ir.Name:
    """The title as a name, where it looks like one (`PaymentRefused`); a title in plain words is a text."""
    given = schema.get("title")
    if not isinstance(given, str) or len(given) > 60 or not given.isidentifier() or not given[0].isupper():
        return UNNAMED
    return ir.Name(words(given), ir.Text(given)) if given != given.upper() else UNNAMED


_STRUCTURE = frozenset(
    {"components", "schemas", "definitions", "$defs", "paths", "properties", "content", "schema", "responses", "items"}
    | {"allOf", "oneOf", "anyOf", "parameters", "requestBody", "requestBodies", "additionalProperties", "headers"}
)


def _name_of(key: str) -> ir.Name:
    """A name out of a key: the last token, with those before it where it is below another schema."""
    document, _, pointer = key.partition("#")
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    said = [token for token in tokens if token not in _STRUCTURE and not token.isdecimal() and "/" not in token]
    last = said[-2:] if len(tokens) > 3 and tokens[0] != "$defs" else said[-1:]
    if not last:
        last = [document.rpartition("/")[2].partition(".")[0] or "schema"]
    found = tuple(word for token in last for word in words(token)) or ("schema",)
    return ir.Name(tail(found), ir.Text(last[-1]))
