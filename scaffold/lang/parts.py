"""Which ways to send the parts of multipart bodies an API makes use of: code for them is generated where it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from scaffold import ir
from scaffold.ir import walk
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.shapes import Shapes

_USUAL = ir.Encoding(property=ir.Text(""))


def ways(bodies: Iterable[ir.Media]) -> Mapping[str, bool]:
    """`nested`: parts are multipart themselves. `mixed`: parts are told by their places, or those of parts may be.
    `streamed`: they are handled one by one.
    """
    media = tuple(bodies)
    sent = _sent(media)
    nested = any(walk.nodes(sent, ir.Parts))
    return {
        "mixed": nested or any(walk.nodes(sent, ir.Positions)),
        "nested": nested,
        "streamed": any(one.positions is not None and one.item is not None for one in media),
    }


class ModuleView(Struct, frozen=True):
    """Code that is a module of its own, where it is needed."""

    module: str


class FormsView(Struct, frozen=True):
    """The code for replies that are forms: it writes or reads them, with the styles and shapes of their members."""

    module: str
    styles: str
    shapes: str = "shapes"


def replied(api: ir.Api, module: str) -> tuple[ModuleView, ...]:
    """One view where any reply is made of parts, else none."""
    return (ModuleView(module),) if any(map(has_parts, _replies(api))) else ()


def forms(api: ir.Api, module: str, styles: str) -> tuple[FormsView, ...]:
    """One view where any reply is a form, else none."""
    return (FormsView(module, styles),) if any(map(is_form, _replies(api))) else ()


def is_form(reply: ir.Media) -> bool:
    """Whether a reply is a form of an object, not the text of one."""
    return media_kind(reply) is MediaKind.FORM and not isinstance(reply.type, ir.Scalar)


def has_parts(media: ir.Media) -> bool:
    """Whether a body is made of parts, which have places or names."""
    if media.positions is not None:
        return True
    return ir.is_multipart(media.media_type.raw) and media_kind(media) is MediaKind.MULTIPART


def requests(api: ir.Api) -> Iterable[ir.Media]:
    """The bodies of requests."""
    for service in api.services:
        for operation in service.operations:
            yield from operation.body.media if operation.body is not None else ()


def _replies(api: ir.Api) -> Iterable[ir.Media]:
    for service in api.services:
        for operation in service.operations:
            for result in (*operation.results, *operation.errors):
                yield from result.media


def _sent(bodies: Iterable[ir.Media]) -> tuple[object, ...]:
    """How the parts of bodies are sent: a small part of what a walk of the bodies themselves goes through."""
    return tuple((media.encoding, media.positions) for media in bodies)


def first_and_rest(positions: ir.Positions) -> tuple[tuple[ir.Encoding, ...], ir.Encoding | None]:
    """How the first parts are sent, as far as that is otherwise than all further ones; and those, if not as usual."""
    rest = positions.rest or _USUAL
    prefix = list(positions.prefix)
    while prefix and prefix[-1] == rest:
        prefix.pop()
    return tuple(prefix), None if rest == _USUAL else rest


def nested_type(encoding: ir.Encoding) -> ir.Text:
    """The media type of a part that is multipart itself."""
    return next(media for media in encoding.media if ir.is_multipart(media.raw))


# How clients read parts


def is_read(media: ir.Media, shapes: Shapes) -> bool:
    """Whether a reply is read part by part: they have places, or are the members of an object."""
    return has_parts(media) and (media.positions is not None or isinstance(shapes.bare(media.type), ir.Record))


class PartView(Struct, frozen=True):
    """A part of a reply: its type, how it is sent, and what it is read as: json, text or file."""

    type: ir.TypeRef
    encoding: ir.Encoding
    kind: str


def read_at_places(kind: ir.TypeRef, positions: ir.Positions, shapes: Shapes) -> tuple[tuple[PartView, ...], PartView]:
    """The parts at the first places of a list, and all others."""
    listed = shapes.bare(kind)
    items = listed.items if isinstance(listed, ir.TupleOf) else ()
    rest = listed.rest if isinstance(listed, ir.TupleOf) else _each(listed) or _ANY
    kinds = (*items, *[rest] * len(positions.prefix))
    prefix = tuple(_view(one, encoding, shapes) for one, encoding in zip(kinds, positions.prefix, strict=False))
    return prefix, _view(rest, positions.rest or _USUAL, shapes)


def read_by_names(
    kind: ir.TypeRef, parts: ir.Parts, shapes: Shapes
) -> tuple[dict[ir.Text, PartView], tuple[ir.Text, ...]]:
    """The parts of an object by name, and the names of those that are lists: a part for each item."""
    record = shapes.bare(kind)
    known = {one.property: one for one in parts.encoding}
    members: dict[ir.Text, PartView] = {}
    lists: list[ir.Text] = []
    for field in record.fields if isinstance(record, ir.Record) else ():
        name, item = field.name.wire, _each(shapes.bare(field.type))
        if item is not None:
            lists.append(name)
        members[name] = _view(item or field.type, known.get(name, _USUAL), shapes)
    return members, tuple(lists)


def _each(kind: ir.TypeRef | ir.Declaration) -> ir.TypeRef | None:
    """What each item of a list is; None for what is no list."""
    if isinstance(kind, ir.TupleOf):
        return ir.OneOf(variants=(*kind.items, kind.rest))
    return kind.item if isinstance(kind, ir.ListOf) else None


def _view(kind: ir.TypeRef, encoding: ir.Encoding, shapes: Shapes) -> PartView:
    several = shapes.bare(kind)
    variants = several.variants if isinstance(several, ir.OneOf) else ()
    if any(_is_headed(one, shapes) for one in variants):  # of a stream whose first parts are others
        kind = next((one for one in variants if _is_headed(one, shapes) == bool(encoding.headers)), kind)
    if encoding.headers and isinstance(record := shapes.bare(kind), ir.Record):
        kind = next(field.type for field in record.fields if field.name.wire.raw == ir.CONTENT)
    scalar = shapes.scalar(kind)
    binary = scalar is not None and scalar.kind is ir.Kind.BINARY
    text = shapes.is_text(kind) and is_text(kind, shapes)
    return PartView(kind, encoding, "file" if binary else "text" if text else "json")


def _is_headed(kind: ir.TypeRef, shapes: Shapes) -> bool:
    """Whether a part is an object of its content and its headers."""
    record = shapes.bare(kind)
    return isinstance(record, ir.Record) and [one.name.wire.raw for one in record.fields] == [ir.CONTENT, ir.HEADERS]


def is_text(kind: ir.TypeRef, shapes: Shapes) -> bool:
    """Whether a value, or each item of a list, is a text and no number, true or false."""
    match shapes.bare(kind):
        case ir.Scalar(kind=scalar):
            return scalar is ir.Kind.STRING
        case ir.Enum(kind=members):
            return members is ir.Kind.STRING
        case ir.Const(value=value):
            return isinstance(value, ir.Text)
        case ir.ListOf(item=item):
            return False if isinstance(shapes.bare(item), ir.ListOf) else is_text(item, shapes)
        case ir.OneOf(variants=variants):
            return all(is_text(one, shapes) for one in variants)
    return False


_ANY = ir.Anything()
