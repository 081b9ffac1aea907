"""What a client's tests call each operation with: all its parameters and a body, as values rather than on the wire."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from scaffold import ir
from scaffold.cases import bodies, parts
from scaffold.cases.examples import MISSING, Examples, Found
from scaffold.cases.params import Params
from scaffold.cases.typed import is_typed

_FRAMING = frozenset({"connection", "content-encoding", "content-length", "transfer-encoding"})


class Sample(Struct, frozen=True):
    """Valid arguments of an operation: a value for each parameter that has one, and one representation of the body."""

    values: tuple[tuple[ir.Param, ir.Value], ...]
    body: tuple[ir.Media, ir.Value] | None = None


def sample(operation: ir.Operation, examples: Examples, params: Params) -> Sample | None:
    """Arguments of an operation; None where a required value has no example, or nothing is declared to follow.

    JSON is preferred among the representations of a body. Integers are those that clients of every language can hold.
    """
    if not operation.results or not _arrives(operation.results[0]):
        return None
    members = frozenset(name for param in operation.params for name in _spread(param, examples))
    values = []
    for param in operation.params:
        value = _value(param, params)
        if value is MISSING and param.required:
            return None
        unclear = param.name.wire.raw in members or _spread(param, examples)
        if value is not MISSING and (param.required or not unclear):
            values.append((param, ir.Value(value)))
    body = _body(operation, examples)
    if body is None and operation.body is not None and operation.body.required:
        return None
    return Sample(tuple(values), body)


def _value(param: ir.Param, params: Params) -> Found:
    """A value that can be sent as the parameter: the description's own, where every client can hold it."""
    types = params.examples.types
    for one in (param, replace(param, default=None, examples=())):
        value = params.valid(one)
        if value is MISSING or (_is_interoperable(value) and is_typed(param.type, value, types)):
            return value
    return MISSING


def _is_interoperable(value: ir.Json) -> bool:
    """Whether all integers in it are the same in every reader of JSON (RFC 8259, 6)."""
    match value:
        case list():
            return all(map(_is_interoperable, value))
        case dict():
            return all(map(_is_interoperable, value.values()))
        case int():
            return abs(value) < 2**53
    return True


def _spread(param: ir.Param, examples: Examples) -> tuple[str, ...]:
    """The members of an object that are written as parameters of their own, whose names may be those of others."""
    bare = examples.types.bare(param.type)
    if not isinstance(bare, ir.Record) or not param.explode or param.style not in (ir.Style.FORM, ir.Style.COOKIE):
        return ()
    return tuple(field.name.wire.raw for field in bare.fields)


def _arrives(result: ir.Result) -> bool:
    """Whether a mock's reply comes through HTTP as it was made: interim ones don't, nor those that speak of framing."""
    interim = result.status in (ir.Range(1), ir.Exact(100), ir.Exact(101), ir.Exact(102), ir.Exact(103))
    return not interim and not any(header.name.wire.raw.lower() in _FRAMING for header in result.headers)


def _body(operation: ir.Operation, examples: Examples) -> tuple[ir.Media, ir.Value] | None:
    media = operation.body.media if operation.body else ()
    clear = (one for one in media if not parts.is_open(ir.Parts(encoding=one.encoding, positions=one.positions)))
    for one in sorted(clear, key=lambda one: not bodies.is_json(one.media_type.raw)):
        kind = one.type.item if isinstance(one.type, ir.Nullable) else one.type
        whole = () if one.item is not None else (each.json for each in one.examples)
        shown = (each for each in whole if examples.shows(one, each) and (each is not None or kind is one.type))
        found: Found = next(filter(_is_interoperable, shown), MISSING)
        for made in (found,) if found is not MISSING else (examples.of(kind), examples.of(kind, 1)):
            value = bodies.written(one, made, examples)
            if value is not MISSING and _is_interoperable(value) and is_typed(kind, value, examples.types):
                return one, ir.Value(value)
    return None
