"""Parts of multipart bodies: one that has headers of its own is an object of its content and its headers.

Nothing else knows of that: models, validators, test cases and SDKs see an object like any other, and only what reads
and writes multipart bodies takes it apart, by the headers in the part's `Encoding`.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from scaffold import ir
from scaffold.cases.bodies import FORM
from scaffold.diag import Report, Source, quote
from scaffold.names import singular
from scaffold.passes import walk


def parts(api: ir.Api, report: Report) -> ir.Api:
    """Every part whose headers are described as an object; a body that has such parts has a type of its own."""
    wrapper = _Wrapper(api, report)

    def operation(one: ir.Operation) -> ir.Operation:
        results, errors = walk.each(one.results, result), walk.each(one.errors, result)
        if results is not one.results or errors is not one.errors:
            one = replace(one, results=results, errors=errors)
        if one.body is None:
            return one
        media = walk.each(one.body.media, wrapper.media)
        return one if media is one.body.media else replace(one, body=replace(one.body, media=media))

    def result(one: ir.Result) -> ir.Result:
        media = walk.each(one.media, wrapper.reply)
        return one if media is one.media else replace(one, media=media)

    services = walk.each_operation(api.services, operation)
    return api if services is api.services else replace(api, services=services)


class _Spot(Struct, frozen=True):
    """Where a part is, and what it is called there: `key` for its type, `name` where it has one."""

    source: Source
    key: str
    name: ir.Name = ir.Name((), ir.Text(""))
    examples: tuple[ir.Value, ...] = ()

    def at(self, place: int | str) -> _Spot:
        return _Spot(self.source, f"{self.key} {place}")


class _Wrapper:
    def __init__(self, api: ir.Api, report: Report) -> None:
        self._types = {declared.key: declared for declared in api.types}
        self._report = report

    def media(self, media: ir.Media) -> ir.Media:
        if not ir.is_multipart(media.media_type.raw):
            return media
        spot = _Spot(media.source, f"!parts {media.source.pointer}")
        if media.item is not None and media.positions is not None:
            item, positions = self._streamed(media.item, media.positions, spot)
            return media if item is media.item else replace(media, type=ir.ListOf(item=item), item=item)
        given = ir.Parts(encoding=media.encoding, positions=media.positions)
        kind, made = self._body(media.type, given, spot)
        if kind is media.type and made is given:
            return media
        examples = tuple(ir.Value(_shown(one.json, made), one.source) for one in media.examples)
        return replace(media, type=kind, encoding=made.encoding, positions=made.positions, examples=examples)

    def reply(self, media: ir.Media) -> ir.Media:
        """The same of a reply, whose parts have no style: a list is a part for each of its items, an object is JSON."""
        if ir.essence(media.media_type.raw) == FORM:
            return media if self._is_form(media.type) else self._text(media)
        return self.media(self._unstyled(media)) if ir.is_multipart(media.media_type.raw) else media

    def _text(self, media: ir.Media) -> ir.Media:
        """A reply that is a form of what is no object, or holds files: handlers and callers have the text of it."""
        if isinstance(media.type, ir.Scalar):
            return media
        message = (
            "a form is made of texts that have names: a handler answers the text of it, and clients give its bytes"
        )
        fix = "describe an object without files, or offer application/json or multipart/form-data"
        self._report.add("media-type-unsupported", media.source, message, fix, key=True)
        return replace(media, type=ir.Scalar(kind=ir.Kind.STRING), encoding=(), examples=())

    def _unstyled(self, media: ir.Media) -> ir.Media:
        for one in (one for one in media.encoding if one.style is not None):
            source = media.source.child("encoding", one.property.raw, "style")
            self._report.add("field-ignored", source, "parts of replies have no style; it is ignored")
        encoding = walk.each(media.encoding, lambda one: one if one.style is None else replace(one, style=None))
        return media if encoding is media.encoding else replace(media, encoding=encoding)

    # Bodies, and parts that are multipart themselves

    def _body(self, kind: ir.TypeRef, parts: ir.Parts, spot: _Spot) -> tuple[ir.TypeRef, ir.Parts]:
        """What a multipart body is, and how those of its parts are sent that can be."""
        bare = self._bare(kind)
        if isinstance(bare, ir.Checked):
            inner, parts = self._body(bare.item, self._as_values(parts), spot)
            return (kind if inner is bare.item else replace(bare, item=inner)), parts
        if parts.positions is not None:
            kind, positions = self._listed(kind, parts.positions, spot)
            return kind, parts if positions is parts.positions else replace(parts, positions=positions)
        headed = {one.property.raw: one for one in parts.encoding if one.headers}
        record = bare
        if not isinstance(record, ir.Record):
            return kind, self._without(parts, headed, "the parts of this body are not those of one object")
        known = {field.name.wire.raw for field in record.fields}
        missing = {name: one for name, one in headed.items() if name not in known}
        parts = self._without(parts, missing, "no property is described that the part could be")
        spread = {name: one for name, one in headed.items() if one.style and self._is_structure(record, name)}
        parts = self._without(parts, spread, "a style writes its members as parts of their own")
        return self._named(kind, record, parts, spot)

    def _named(self, kind: ir.TypeRef, record: ir.Record, parts: ir.Parts, spot: _Spot) -> tuple[ir.TypeRef, ir.Parts]:
        """An object whose members are parts; a type of its own where they are other than the record says."""
        encodings = {one.property.raw: one for one in parts.encoding}
        key = f"{record.key}{spot.key}"

        def field(one: ir.Field) -> ir.Field:
            name = one.name.wire.raw
            if name not in encodings:
                return one
            one, encodings[name] = self._field(one, encodings[name], key)
            return one

        fields = walk.each(record.fields, field)
        encoding = walk.each(parts.encoding, lambda one: encodings[one.property.raw])
        parts = parts if encoding is parts.encoding else replace(parts, encoding=encoding)
        if fields is record.fields:
            return kind, parts
        made = replace(record, key=key, name=ir.Name((), record.name.wire), fields=fields, examples=())
        return ir.Inline(declaration=made), parts

    def _listed(self, kind: ir.TypeRef, positions: ir.Positions, spot: _Spot) -> tuple[ir.TypeRef, ir.Positions]:
        """An array whose items are parts; a tuple where those at the first places are others than the further ones."""
        listed = self._bare(kind)
        if not isinstance(listed, ir.ListOf | ir.TupleOf):
            return kind, positions
        places = listed.items if isinstance(listed, ir.TupleOf) else ()
        rest = listed.rest if isinstance(listed, ir.TupleOf) else listed.item
        given = (*places, *[rest] * (len(positions.prefix) - len(places)))
        made = [
            self._part(item, one, spot.at(place))
            for place, (item, one) in enumerate(zip(given, positions.prefix, strict=True))
        ]
        further = (rest, None) if positions.rest is None else self._part(rest, positions.rest, spot.at("rest"))
        items, last = tuple(item for item, _ in made), further[0]
        sent = ir.Positions(prefix=tuple(one for _, one in made), rest=further[1])
        if isinstance(listed, ir.ListOf) and all(one == last for one in items):
            return (kind if last is rest else replace(listed, item=last)), sent
        if items == places and last is rest:
            return kind, sent
        return ir.TupleOf(items=items, rest=last, limits=listed.limits), sent

    def _streamed(self, item: ir.TypeRef, positions: ir.Positions, spot: _Spot) -> tuple[ir.TypeRef, ir.Positions]:
        """Parts that are handled one by one: each may be what parts are at any place."""
        kind, sent = self._listed(ir.ListOf(item=item), positions, spot)
        if isinstance(kind, ir.ListOf):
            return kind.item, sent
        assert isinstance(kind, ir.TupleOf)
        kinds = tuple(dict.fromkeys((*kind.items, kind.rest)))
        return (kinds[0] if len(kinds) == 1 else ir.OneOf(variants=kinds)), sent

    # Parts

    def _field(self, field: ir.Field, encoding: ir.Encoding, key: str) -> tuple[ir.Field, ir.Encoding]:
        """A property and how its part is sent, or the part of each of its items where it is a list."""
        listed = self._bare(field.type)
        item = listed.item if isinstance(listed, ir.ListOf) else field.type
        alone = item is field.type
        name = ir.Name(field.name.words if alone else singular(field.name.words), field.name.wire)
        spot = _Spot(field.source, f"{key} {field.name.wire.raw}", name, field.examples if alone else ())
        made, encoding = self._part(item, encoding, spot)
        if made is item:
            return field, encoding
        kind = replace(listed, item=made) if isinstance(listed, ir.ListOf) else made
        if not encoding.headers:
            return replace(field, type=kind), encoding
        if field.default is not None:
            message = f"the default of {quote(field.name.wire.raw)} is ignored: the part has headers"
            self._report.add("field-ignored", field.source.child("default"), message, key=True)
        return replace(field, type=kind, default=None, examples=()), encoding

    def _part(self, kind: ir.TypeRef, encoding: ir.Encoding, spot: _Spot) -> tuple[ir.TypeRef, ir.Encoding]:
        """What one part is: a file where nothing else is said, parts itself, an object where it has headers."""
        if encoding.parts is not None:
            kind, inner = self._body(kind, encoding.parts, spot)
            encoding = encoding if inner is encoding.parts else replace(encoding, parts=inner)
        elif _may_be_file(encoding) and self._is_open(kind):
            kind = _FILE
        return (ir.Inline(declaration=_headed(kind, encoding, spot)) if encoding.headers else kind), encoding

    def _without(self, parts: ir.Parts, headed: dict[str, ir.Encoding], why: str) -> ir.Parts:
        encoding = walk.each(
            parts.encoding, lambda one: self._headless(one, why) if one.property.raw in headed else one
        )
        return parts if encoding is parts.encoding else replace(parts, encoding=encoding)

    def _headless(self, encoding: ir.Encoding, why: str) -> ir.Encoding:
        """A part without its headers, each of which is told."""
        for header in encoding.headers:
            message = f"headers of a part are neither sent nor checked: {why}"
            self._report.add("feature-unsupported", header.source, message, key=True)
        return replace(encoding, headers=()) if encoding.headers else encoding

    def _as_values(self, parts: ir.Parts) -> ir.Parts:
        """Parts that are just the values of their types, at which further keywords look."""
        why = "its body has keywords that look at the values of its parts"
        headed = {one.property.raw: one for one in parts.encoding if one.headers}
        parts = self._without(parts, headed, why)
        if parts.positions is None:
            return parts
        prefix = tuple(self._headless(one, why) for one in parts.positions.prefix)
        rest = parts.positions.rest and self._headless(parts.positions.rest, why)
        return replace(parts, positions=ir.Positions(prefix=prefix, rest=rest))

    # Types

    def _bare(self, kind: ir.TypeRef) -> ir.TypeRef | ir.Declaration | None:
        """What a type is, names and null left aside."""
        while True:
            match kind:
                case ir.Ref(key=key):
                    found = self._types.get(key)
                case ir.Inline(declaration=found):
                    pass
                case ir.Nullable(item=item):
                    kind = item
                    continue
                case _:
                    return kind
            if not isinstance(found, ir.Alias):
                return found
            kind = found.type

    def _is_form(self, kind: ir.TypeRef) -> bool:
        """Whether a value is an object whose members are texts, or lists of them."""
        match self._bare(kind):
            case ir.Record(fields=fields):
                return not any(map(self._is_file, (field.type for field in fields)))
            case ir.MapOf(value=member):
                return not self._is_file(member)
            case ir.OneOf(variants=variants):
                return all(map(self._is_form, variants))
            case ir.Union(variants=variants):
                return all(self._is_form(variant.type) for variant in variants)
        return False

    def _is_file(self, kind: ir.TypeRef) -> bool:
        bare = self._bare(kind)
        if isinstance(bare, ir.ListOf):
            bare = self._bare(bare.item)
        return isinstance(bare, ir.Scalar) and bare.kind is ir.Kind.BINARY

    def _is_structure(self, record: ir.Record, name: str) -> bool:
        kinds = (self._bare(field.type) for field in record.fields if field.name.wire.raw == name)
        return not all(isinstance(kind, ir.Scalar | ir.Enum | ir.Const) for kind in kinds)

    def _is_open(self, kind: ir.TypeRef) -> bool:
        """Whether a type lets any value in, by itself or as one of its alternatives."""
        match self._bare(kind):
            case ir.Anything():
                return True
            case ir.OneOf(variants=variants):
                return any(map(self._is_open, variants))
            case ir.Union(variants=variants):
                return any(self._is_open(variant.type) for variant in variants)
        return False


_FILE = ir.Scalar(kind=ir.Kind.BINARY)
_TEXTS = ("text/", "application/json", "application/xml", FORM)


def _may_be_file(encoding: ir.Encoding) -> bool:
    """Whether a part may be of a media type that is neither text nor JSON, XML or a form."""
    essences = (ir.essence(media.raw) for media in encoding.media)
    return any(not one.startswith(_TEXTS) and not one.endswith(("+json", "+xml")) for one in essences)


def _headed(content: ir.TypeRef, encoding: ir.Encoding, spot: _Spot) -> ir.Record:
    """The object that a part with headers is."""

    def record(key: str, word: str, *fields: ir.Field) -> ir.Record:
        words = (*spot.name.words, word) if spot.name.words else ()
        name = ir.Name(words, spot.name.wire)
        return ir.Record(key=key, name=name, fields=fields, extra=ir.Never(), source=spot.source)

    headers = (
        ir.Field(
            name=header.name,
            type=header.type,
            required=header.required,
            deprecated=header.deprecated,
            examples=header.examples,
            doc=header.doc,
            source=header.source,
        )
        for header in encoding.headers
    )
    return record(
        spot.key,
        "part",
        ir.Field(name=_NAMES[ir.CONTENT], type=content, required=True, examples=spot.examples, source=spot.source),
        ir.Field(
            name=_NAMES[ir.HEADERS],
            type=ir.Inline(declaration=record(f"{spot.key} headers", "headers", *headers)),
            required=any(header.required for header in encoding.headers),
            source=spot.source,
        ),
    )


_NAMES = {wire: ir.Name((wire,), ir.Text(wire)) for wire in (ir.CONTENT, ir.HEADERS)}


def _shown(value: ir.Json, parts: ir.Parts) -> ir.Json:
    """An example of a body, in which parts have the headers that are described with examples."""
    positions = parts.positions
    if positions is not None and isinstance(value, list):
        further = [positions.rest] * (len(value) - len(positions.prefix))
        return [_shown_part(item, one) for item, one in zip(value, (*positions.prefix, *further), strict=False)]
    encodings = {one.property.raw: one for one in parts.encoding}
    if not isinstance(value, dict):
        return value
    return {name: _shown_member(member, encodings.get(name)) for name, member in value.items()}


def _shown_member(member: ir.Json, encoding: ir.Encoding | None) -> ir.Json:
    if isinstance(member, list):
        return [_shown_part(item, encoding) for item in member]
    return _shown_part(member, encoding)


def _shown_part(value: ir.Json, encoding: ir.Encoding | None) -> ir.Json:
    if encoding is None:
        return value
    content = value if encoding.parts is None else _shown(value, encoding.parts)
    if not encoding.headers:
        return content
    headers = {header.name.wire.raw: header.examples[0].json for header in encoding.headers if header.examples}
    return {ir.CONTENT: content, **({ir.HEADERS: headers} if headers else {})}
