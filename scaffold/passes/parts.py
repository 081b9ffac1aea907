"""Parts of multipart bodies: one that has headers of its own is an object of its content and its headers.

Nothing else knows of that: models, validators, test cases and SDKs see an object like any other, and only what reads
and writes multipart bodies takes it apart, by the headers in the part's `Encoding`.
"""

from __future__ import annotations

from dataclasses import replace

from scaffold import ir
from scaffold.diag import Report, quote
from scaffold.names import singular
from scaffold.passes import walk


def parts(api: ir.Api, report: Report) -> ir.Api:
    """Every part whose headers are described as an object; a body that has such parts has a type of its own."""
    wrapper = _Wrapper(api, report)

    def operation(one: ir.Operation) -> ir.Operation:
        if one.body is None:
            return one
        media = walk.each(one.body.media, wrapper.media)
        return one if media is one.body.media else replace(one, body=replace(one.body, media=media))

    def service(one: ir.Service) -> ir.Service:
        operations = walk.each(one.operations, operation)
        return one if operations is one.operations else replace(one, operations=operations)

    services = walk.each(api.services, service)
    return api if services is api.services else replace(api, services=services)


class _Wrapper:
    def __init__(self, api: ir.Api, report: Report) -> None:
        self._types = {declared.key: declared for declared in api.types}
        self._report = report

    def media(self, media: ir.Media) -> ir.Media:
        if not media.encoding or not media.media_type.raw.lower().startswith("multipart/"):
            return media
        record = self._bare(media.type)
        headed = {one.property.raw: one for one in media.encoding if one.headers}
        if not isinstance(record, ir.Record):
            return self._without(media, headed, "the parts of this body are not those of one object")
        known = {field.name.wire.raw for field in record.fields}
        missing = {name: one for name, one in headed.items() if name not in known}
        media = self._without(media, missing, "no property is described that the part could be")
        spread = {name: one for name, one in headed.items() if one.style and self._is_structure(record, name)}
        media = self._without(media, spread, "a style writes its members as parts of their own")
        return self._made(media, record)

    def _made(self, media: ir.Media, record: ir.Record) -> ir.Media:
        """The body with a type of its own where its parts are other than the record says."""
        encodings = {one.property.raw: one for one in media.encoding}
        headed = {name: one for name, one in encodings.items() if one.headers}
        key = f"{record.key}!parts {media.source.pointer}"
        fields = walk.each(record.fields, lambda field: self._field(field, encodings.get(field.name.wire.raw), key))
        if fields is record.fields:
            return media
        examples = tuple(ir.Value(_shown(one.json, headed), one.source) for one in media.examples)
        made = replace(record, key=key, name=ir.Name((), record.name.wire), fields=fields, examples=())
        return replace(media, type=ir.Inline(declaration=made), examples=examples)

    def _is_structure(self, record: ir.Record, name: str) -> bool:
        kinds = (self._bare(field.type) for field in record.fields if field.name.wire.raw == name)
        return not all(isinstance(kind, ir.Scalar | ir.Enum | ir.Const) for kind in kinds)

    def _without(self, media: ir.Media, headed: dict[str, ir.Encoding], why: str) -> ir.Media:
        if not headed:
            return media
        for header in (header for one in headed.values() for header in one.headers):
            message = f"headers of a part are neither sent nor checked: {why}"
            self._report.add("feature-unsupported", header.source, message, key=True)
        encoding = (replace(one, headers=()) if one.property.raw in headed else one for one in media.encoding)
        return replace(media, encoding=tuple(encoding))

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

    def _field(self, field: ir.Field, encoding: ir.Encoding | None, key: str) -> ir.Field:
        if encoding is None:
            return field
        if _holds_files(encoding):
            field = self._as_file(field)
        if not encoding.headers:
            return field
        if field.default is not None:
            message = f"the default of {quote(field.name.wire.raw)} is ignored: the part has headers"
            self._report.add("field-ignored", field.source.child("default"), message, key=True)
        listed = self._bare(field.type)
        inner = listed.item if isinstance(listed, ir.ListOf) else field.type
        made = ir.Inline(declaration=_part(inner, field, encoding, f"{key} {field.name.wire.raw}"))
        kind: ir.TypeRef = replace(listed, item=made) if isinstance(listed, ir.ListOf) else made
        return replace(field, type=kind, default=None, examples=())

    def _as_file(self, field: ir.Field) -> ir.Field:
        """A part of which nothing is said but its media type is a file, or each part of a list."""
        listed = self._bare(field.type)
        if isinstance(listed, ir.ListOf) and isinstance(listed.item, ir.Anything):
            return replace(field, type=replace(listed, item=_FILE))
        return replace(field, type=_FILE) if isinstance(listed, ir.Anything) else field


_FILE = ir.Scalar(kind=ir.Kind.BINARY)
_TEXTS = ("text/", "application/json", "application/xml", "application/x-www-form-urlencoded")


def _holds_files(encoding: ir.Encoding) -> bool:
    """Whether a part is of media types that are neither text nor JSON, XML or forms."""
    essences = [ir.essence(media.raw) for media in encoding.media]
    return bool(essences) and not any(one.startswith(_TEXTS) or one.endswith(("+json", "+xml")) for one in essences)


def _part(content: ir.TypeRef, field: ir.Field, encoding: ir.Encoding, key: str) -> ir.Record:
    """The object that a part is, or each part of a list."""
    source = field.source
    words, examples = (field.name.words, field.examples) if content is field.type else (singular(field.name.words), ())
    fields = tuple(
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
    headers = ir.Record(
        key=f"{key} headers",
        name=ir.Name((*words, "headers"), field.name.wire),
        fields=fields,
        extra=ir.Never(),
        source=source,
    )
    return ir.Record(
        key=key,
        name=ir.Name((*words, "part"), field.name.wire),
        fields=(
            ir.Field(name=_NAMES[ir.CONTENT], type=content, required=True, examples=examples, source=source),
            ir.Field(
                name=_NAMES[ir.HEADERS],
                type=ir.Inline(declaration=headers),
                required=any(header.required for header in encoding.headers),
                source=source,
            ),
        ),
        extra=ir.Never(),
        source=source,
    )


_NAMES = {wire: ir.Name((wire,), ir.Text(wire)) for wire in (ir.CONTENT, ir.HEADERS)}


def _shown(value: ir.Json, headed: dict[str, ir.Encoding]) -> ir.Json:
    """An example of a body, in which parts have the headers that are described with examples."""
    if not isinstance(value, dict):
        return value
    return {name: _headed(member, headed[name]) if name in headed else member for name, member in value.items()}


def _headed(member: ir.Json, encoding: ir.Encoding) -> ir.Json:
    if isinstance(member, list):
        return [_headed(item, encoding) for item in member]
    headers = {header.name.wire.raw: header.examples[0].json for header in encoding.headers if header.examples}
    return {ir.CONTENT: member, **({ir.HEADERS: headers} if headers else {})}
