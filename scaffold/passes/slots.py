"""Placeholders that touch in a path (`{name}{extension}`): what tells where one ends and the next begins.

That can only be their values: those that an enumeration lets a placeholder have are kept in the path, so that a service
looks for them. Where there is no enumeration, the first of the two is one character long, which is told.
"""

from __future__ import annotations

from msgspec.structs import replace

from scaffold import ir
from scaffold.cases import wire
from scaffold.cases.check import Types, plain
from scaffold.cases.operations import undelimited
from scaffold.diag import Report, quote
from scaffold.passes import walk

Segment = tuple[ir.Literal | ir.Slot, ...]


def slots(api: ir.Api, report: Report) -> ir.Api:
    """Every slot that touches another has the values that it may have."""
    types = Types.of(api)
    services = walk.each_operation(api.services, lambda operation: _operation(operation, types, report))
    return api if services is api.services else replace(api, services=services)


def _operation(operation: ir.Operation, types: Types, report: Report) -> ir.Operation:
    binding = operation.binding
    if not isinstance(binding, ir.Http):
        return operation
    params = {param.name.wire.raw: param for param in operation.params if param.where is ir.Where.PATH}
    segments = walk.each(binding.path.segments, lambda segment: _segment(segment, params, types))
    for segment in segments:
        for first, second in undelimited(segment):
            message = (
                f"nothing in the path of {quote(operation.key)} tells where {quote(first.name.raw)} ends and "
                f"{quote(second.name.raw)} begins; the first character alone is the former's"
            )
            report.add("path-ambiguous", operation.source, message)
    if segments is binding.path.segments:
        return operation
    return replace(operation, binding=replace(binding, path=replace(binding.path, segments=segments)))


def _segment(segment: Segment, params: dict[str, ir.Param], types: Types) -> Segment:
    touching = {slot.name for pair in undelimited(segment) for slot in pair}

    def valued(part: ir.Literal | ir.Slot) -> ir.Literal | ir.Slot:
        if not isinstance(part, ir.Slot) or part.name not in touching:
            return part
        values = _values(params[part.name.raw], types)
        return replace(part, values=values) if values else part

    return walk.each(segment, valued)


def _values(param: ir.Param, types: Types) -> tuple[ir.Text, ...]:
    """The texts of a parameter's known values, percent-encoded, the longest first; none where any may come."""
    known = _known(param.type, types)
    texts = {wire.path(param, one) for one in known if one not in (None, "")} if known else set()
    return tuple(map(ir.Text, sorted(texts, key=lambda text: (-len(text), text))))


def _known(kind: ir.TypeRef, types: Types) -> list[ir.Json] | None:
    """The values of a type that has a few; None for others."""
    match types.bare(kind):
        case ir.Enum(members=members):
            return [plain(member.value) for member in members]
        case ir.Const(value=value):
            return [plain(value)]
        case ir.OneOf(variants=variants):
            several = [_known(variant, types) for variant in variants]
            return [value for one in several for value in one or ()] if None not in several else None
    return None
