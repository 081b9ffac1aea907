"""Walking an Api: the types in a type, and types replaced. What does not change stays the same object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import is_
from typing import TypeVar

from msgspec.structs import replace

from scaffold import ir

Change = Callable[[ir.TypeRef], ir.TypeRef]
T = TypeVar("T")

LEAVES = frozenset({ir.Scalar, ir.Const, ir.Ref, ir.Anything, ir.Never})
"""Types that hold no other type."""


def inside(kind: ir.TypeRef) -> tuple[ir.TypeRef, ...]:
    """The types directly in a type; those of a declaration in place are its own."""
    match kind:
        case ir.ListOf(item=item) | ir.Nullable(item=item) | ir.Checked(item=item) | ir.MapOf(value=item):
            return (item,)
        case ir.TupleOf(items=items, rest=rest):
            return (*items, rest)
        case ir.OneOf(variants=several) | ir.AllOf(parts=several):
            return several
        case ir.Inline(declaration=declared):
            return within(declared)
    return ()


def within(declared: ir.Declaration) -> tuple[ir.TypeRef, ...]:
    """The types directly in a declaration."""
    match declared:
        case ir.Record(fields=fields, extra=extra):
            return (*(field.type for field in fields), extra)
        case ir.Union(variants=variants):
            return tuple(variant.type for variant in variants)
        case ir.Alias(type=kind):
            return (kind,)
    return ()


def refs(start: tuple[ir.TypeRef, ...]) -> Iterator[str]:
    """The keys that types refer to, not going through the references."""
    stack = list(reversed(start))
    while stack:
        kind = stack.pop()
        if kind.__class__ is ir.Ref:
            yield kind.key
        elif kind.__class__ not in LEAVES:
            stack.extend(reversed(inside(kind)))


def changed(kind: ir.TypeRef, change: Change) -> ir.TypeRef:
    """`kind` with `change` done to each type directly in it."""
    match kind:
        case ir.ListOf() | ir.Nullable() | ir.Checked():
            item = change(kind.item)
            return kind if item is kind.item else replace(kind, item=item)
        case ir.MapOf():
            value = change(kind.value)
            return kind if value is kind.value else replace(kind, value=value)
        case ir.TupleOf():
            items, rest = each(kind.items, change), change(kind.rest)
            return kind if items is kind.items and rest is kind.rest else replace(kind, items=items, rest=rest)
        case ir.OneOf():
            variants = each(kind.variants, change)
            return kind if variants is kind.variants else replace(kind, variants=variants)
        case ir.AllOf():
            parts = each(kind.parts, change)
            return kind if parts is kind.parts else replace(kind, parts=parts)
        case ir.Inline():
            declared = changed_declaration(kind.declaration, change)
            return kind if declared is kind.declaration else ir.Inline(declaration=declared)
    return kind


def each(items: tuple[T, ...], change: Callable[[T], T]) -> tuple[T, ...]:
    """The items changed; the same tuple where none was."""
    if not items:
        return items
    found = tuple(map(change, items))
    return items if all(map(is_, found, items)) else found


def changed_declaration(declared: ir.Declaration, change: Change) -> ir.Declaration:
    """A declaration with `change` done to each type directly in it."""

    def field(one: ir.Field) -> ir.Field:
        kind = change(one.type)
        return one if kind is one.type else replace(one, type=kind)

    def variant(one: ir.Variant) -> ir.Variant:
        kind = change(one.type)
        return one if kind is one.type else replace(one, type=kind)

    match declared:
        case ir.Record():
            fields, extra = each(declared.fields, field), change(declared.extra)
            if fields is declared.fields and extra is declared.extra:
                return declared
            return replace(declared, fields=fields, extra=extra)
        case ir.Union():
            variants = each(declared.variants, variant)
            return declared if variants is declared.variants else replace(declared, variants=variants)
        case ir.Alias():
            kind = change(declared.type)
            return declared if kind is declared.type else replace(declared, type=kind)
    return declared


Place = Callable[[ir.TypeRef, "Use"], ir.TypeRef]


class Use:
    """Where an operation uses a type: as a parameter, a header, a body. `label` is the name of that place.

    `sent`: it is data that the service sends, not receives; `status` is the response whose body or header it is.
    """

    __slots__ = ("label", "operation", "sent", "status", "what")

    def __init__(
        self,
        operation: ir.Operation,
        what: str,
        sent: bool,
        label: tuple[str, ...] = (),
        status: ir.Result | None = None,
    ) -> None:
        self.operation = operation
        self.what = what
        self.sent = sent
        self.label = label
        self.status = status


def changed_operations(api: ir.Api, change: Place) -> tuple[ir.Service, ...]:
    """The services with `change` done to every type that an operation uses, each with its `Use`."""
    return each_operation(api.services, lambda operation: _operation(operation, change))


def each_operation(
    services: tuple[ir.Service, ...], change: Callable[[ir.Operation], ir.Operation]
) -> tuple[ir.Service, ...]:
    """The services with `change` done to every operation."""

    def service(one: ir.Service) -> ir.Service:
        operations = each(one.operations, change)
        return one if operations is one.operations else replace(one, operations=operations)

    return each(services, service)


def _operation(operation: ir.Operation, change: Place) -> ir.Operation:
    emits = operation.direction is ir.Direction.EMIT

    def param(one: ir.Param) -> ir.Param:
        kind = change(one.type, Use(operation, "parameter", emits, one.name.words))
        return one if kind is one.type else replace(one, type=kind)

    def result(one: ir.Result) -> ir.Result:
        media = each(one.media, lambda held: _media(held, change, Use(operation, "response", not emits, (), one)))
        headers = each(one.headers, lambda held: _header(held, change, operation, not emits))
        return one if media is one.media and headers is one.headers else replace(one, media=media, headers=headers)

    params = each(operation.params, param)
    body = operation.body
    if body is not None:
        media = each(body.media, lambda held: _media(held, change, Use(operation, "request", emits)))
        body = body if media is body.media else replace(body, media=media)
    results, errors = each(operation.results, result), each(operation.errors, result)
    if params is operation.params and results is operation.results and errors is operation.errors:
        return operation if body is operation.body else replace(operation, body=body)
    return replace(operation, params=params, results=results, errors=errors, body=body)


def _header(header: ir.Header, change: Place, operation: ir.Operation, sent: bool) -> ir.Header:
    kind = change(header.type, Use(operation, "header", sent, header.name.words))
    return header if kind is header.type else replace(header, type=kind)


def _media(media: ir.Media, change: Place, use: Use) -> ir.Media:
    item = media.item
    if item is None:
        kind = change(media.type, use)
    else:  # whose type is a list of them
        item = change(item, Use(use.operation, use.what, use.sent, ("item",), use.status))
        kind = media.type if item is media.item else ir.ListOf(item=item)
    encoding = each(media.encoding, lambda held: _encoding(held, change, use))
    positions = _positions(media.positions, change, use)
    if kind is media.type and item is media.item and encoding is media.encoding and positions is media.positions:
        return media
    return replace(media, type=kind, item=item, encoding=encoding, positions=positions)


def _encoding(encoding: ir.Encoding, change: Place, use: Use) -> ir.Encoding:
    headers = each(encoding.headers, lambda held: _header(held, change, use.operation, use.sent))
    parts = encoding.parts
    if parts is not None:
        inner = each(parts.encoding, lambda held: _encoding(held, change, use))
        positions = _positions(parts.positions, change, use)
        if inner is not parts.encoding or positions is not parts.positions:
            parts = ir.Parts(encoding=inner, positions=positions)
    if headers is encoding.headers and parts is encoding.parts:
        return encoding
    return replace(encoding, headers=headers, parts=parts)


def _positions(positions: ir.Positions | None, change: Place, use: Use) -> ir.Positions | None:
    if positions is None:
        return None
    prefix = each(positions.prefix, lambda held: _encoding(held, change, use))
    rest = None if positions.rest is None else _encoding(positions.rest, change, use)
    if prefix is positions.prefix and rest is positions.rest:
        return positions
    return ir.Positions(prefix=prefix, rest=rest)
