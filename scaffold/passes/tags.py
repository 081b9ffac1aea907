"""Discriminators: the values that choose each alternative.

They are what the mapping says; else the constant (or enumeration) that the alternative gives its own property; else the
name of its schema (OpenAPI 3.2 section 4.24.7). A discriminator that leaves an alternative without a value, or two with
the same, is given up with a warning: the alternatives are then tried one by one, which accepts the same values.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import Report, Source, quote
from scaffold.names import words


def tags(api: ir.Api, report: Report) -> ir.Api:
    """Every union with a tag has tags on all its alternatives, none of them twice."""
    if not any(isinstance(one, ir.Union) and one.tag is not None for one in api.types):
        return api
    finder = _Finder({declared.key: declared for declared in api.types}, report)
    return replace(api, types=tuple(map(finder.declaration, api.types)))


class _Finder:
    def __init__(self, types: dict[str, ir.Declaration], report: Report) -> None:
        self._types = types
        self._report = report

    def declaration(self, declared: ir.Declaration) -> ir.Declaration:
        if not isinstance(declared, ir.Union) or declared.tag is None:
            return declared
        named, declared = declared.variants, replace(declared, variants=tuple(map(self._object, declared.variants)))
        tag = declared.tag or ir.Text("")
        pairs = zip(declared.variants, named, strict=True)
        found = [self._tags(variant, tag, name.type, declared.source) for variant, name in pairs]
        counts = Counter(tag for mine in found for tag in mine)
        for index, (variant, mine) in enumerate(zip(declared.variants, found, strict=True)):
            if not variant.tags and len(mine) > 1 and any(counts[tag] > 1 for tag in mine):
                found[index] = _by_name(named[index].type, mine)
        counts = Counter(tag for mine in found for tag in mine)
        message = self._fault(declared, found, counts)
        if message is not None:
            self._report.add("discriminator-invalid", declared.source.child("discriminator"), message)
            bare = tuple(replace(variant, tags=()) if variant.tags else variant for variant in declared.variants)
            return replace(declared, tag=None, variants=bare)
        tagged = zip(declared.variants, found, strict=True)
        return replace(declared, variants=tuple(replace(variant, tags=mine) for variant, mine in tagged))

    def _fault(self, declared: ir.Union, found: list[tuple[ir.Text, ...]], counts: Counter[ir.Text]) -> str | None:
        if not all(found):
            return "an alternative has no value of the discriminator; they are tried one after the other"
        twice = next((tag for tag, count in counts.items() if count > 1), None)
        if twice is not None:
            return f"{quote(twice.raw)} chooses two alternatives; they are tried one after the other"
        if not all(self._record(variant.type) for variant in declared.variants):
            return "an alternative is no object; they are tried one after the other"
        return None

    def _record(self, kind: ir.TypeRef, depth: int = 0) -> bool:
        """Whether a type is an object with properties, or a union of such."""
        declared = self._declared(kind)
        if isinstance(declared, ir.Union) and depth < 20:
            return all(self._record(variant.type, depth + 1) for variant in declared.variants)
        return isinstance(declared, ir.Record)

    def _declared(self, kind: ir.TypeRef) -> ir.Declaration | None:
        for _ in range(100):
            match kind:
                case ir.Checked(item=inner) | ir.Nullable(item=inner):
                    kind = inner
                case ir.Ref(key=key):
                    declared = self._types.get(key)
                    if not isinstance(declared, ir.Alias):
                        return declared
                    kind = declared.type
                case _:
                    return None
        return None

    def _object(self, variant: ir.Variant) -> ir.Variant:
        """Of an alternative that has no `type` the object, which alone can have a discriminator."""
        declared = self._declared(variant.type)
        if not isinstance(declared, ir.Union) or declared.exclusive or declared.tag is not None:
            return variant
        others = [one.type for one in declared.variants if not isinstance(one.type, ir.Scalar | ir.ListOf)]
        if len(others) == 1 and len(declared.variants) > 1 and isinstance(self._declared(others[0]), ir.Record):
            return replace(variant, type=others[0])
        return variant

    def _tags(self, variant: ir.Variant, tag: ir.Text, named: ir.TypeRef, at: Source) -> tuple[ir.Text, ...]:
        own = self._own(variant.type, tag, 0)
        if not variant.tags or not own:
            return variant.tags or own or _by_name(named, ())
        for mapped in variant.tags:
            if mapped not in own:
                allowed = " or ".join(quote(value.raw) for value in own[:3])
                message = f"the mapping has {quote(mapped.raw)}, where the alternative itself lets in only {allowed}"
                place = at.child("discriminator", "mapping", mapped.raw)
                self._report.add("discriminator-invalid", place, f"{message}; no value fits both", key=True)
        return variant.tags if set(own) & set(variant.tags) else own

    def _own(self, kind: ir.TypeRef, tag: ir.Text, depth: int) -> tuple[ir.Text, ...]:
        """The values that an alternative's own property may have; empty where it may have any."""
        declared = self._declared(kind)
        if isinstance(declared, ir.Union) and depth < 20:
            inner = [self._own(variant.type, tag, depth + 1) or variant.tags for variant in declared.variants]
            return tuple(dict.fromkeys(value for values in inner for value in values)) if all(inner) else ()
        if not isinstance(declared, ir.Record):
            return ()
        return next((self._values(field.type) for field in declared.fields if field.name.wire == tag), ())

    def _values(self, kind: ir.TypeRef) -> tuple[ir.Text, ...]:
        found: list[object] = []
        match kind:
            case ir.Const(value=value):
                found = [value]
            case ir.OneOf(variants=types):
                found = [one.value if isinstance(one, ir.Const) else None for one in types]
            case ir.Ref() | ir.Nullable() | ir.Checked():
                declared = self._declared(kind)
                if isinstance(declared, ir.Enum):
                    found = [member.value for member in declared.members]
        texts = tuple(value for value in found if isinstance(value, ir.Text))
        return texts if len(texts) == len(found) else ()


def _by_name(kind: ir.TypeRef, among: tuple[ir.Text, ...]) -> tuple[ir.Text, ...]:
    """The name of a schema that is referred to; of `among`, the value that spells it in another way."""
    while isinstance(kind, ir.Nullable | ir.Checked):
        kind = kind.item
    if not isinstance(kind, ir.Ref):
        return ()
    above, _, label = kind.key.rpartition("/")
    if label.isdecimal() and above.endswith(("/oneOf", "/anyOf")):  # it stood in place and has no name
        return ()
    label = label.replace("~1", "/").replace("~0", "~")
    close = [value for value in among if words(value.raw) == words(label)]
    return tuple(close[:1]) or (ir.Text(label),)
