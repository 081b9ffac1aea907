"""Links: which arguments of a next request a reply gives (OpenAPI 3.2, 4.20), as far as types can tell beforehand."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from scaffold import ir
from scaffold.frozen import dataclass
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.shapes import Shapes

_REQUEST = re.compile(r"\$request\.(path|query|header|cookie)\.(.+)")
_HEADER = re.compile(r"\$response\.header\.(.+)")
_BODY = re.compile(r"\$response\.body#((?:/[^/]*)+)")
_QUALIFIED = re.compile(r"(path|query|header|cookie)\.(.+)")


@dataclass(frozen=True)
class FromBody:
    """A member of the reply's body: the fields that lead there, each with the record that has it."""

    steps: tuple[tuple[ir.Record, ir.Field], ...]


@dataclass(frozen=True)
class FromHeader:
    """A header of the reply."""

    header: ir.Header


@dataclass(frozen=True)
class FromRequest:
    """What the first request was given for a parameter."""

    param: ir.Param


Origin: TypeAlias = FromBody | FromHeader | FromRequest | ir.Value


@dataclass(frozen=True)
class Follow:
    """A link that can be followed: the operation and reply that have it, and what `target` is given."""

    link: ir.Link
    source: ir.Operation
    result: ir.Result
    target: ir.Operation
    passed: tuple[tuple[ir.Param, Origin], ...]

    @property
    def needs(self) -> tuple[ir.Param, ...]:
        """The parameters of the first request that it looks at, each once."""
        found = (origin.param for _, origin in self.passed if isinstance(origin, FromRequest))
        return tuple({id(param): param for param in found}.values())

    @property
    def reads(self) -> frozenset[type]:
        """What it looks at in the reply."""
        return frozenset(type(origin) for _, origin in self.passed)


@dataclasses.dataclass
class Links:
    """The links of an API that can be followed, and of the others why they can't."""

    follows: list[Follow] = dataclasses.field(default_factory=list)
    refused: list[tuple[ir.Link, str]] = dataclasses.field(default_factory=list)


class _Unclear(Exception):
    """Why a link can't be followed by types alone."""


def links(operations: Iterable[ir.Operation], types: Mapping[str, ir.Declaration]) -> Links:
    """The links in the replies of operations, to these operations; of several of one name the first is followed.

    One without arguments needs no help.
    """
    known = {operation.key: operation for operation in operations}
    shapes, found = Shapes(types), Links()
    for operation in known.values():
        named: set[str] = set()
        for result in operation.results:
            for link in (link for link in result.links if link.arguments):
                try:
                    follow = _follow(operation, result, link, known, shapes)
                except _Unclear as unclear:
                    found.refused.append((link, str(unclear)))
                    continue
                if link.name.wire.raw not in named:
                    named.add(link.name.wire.raw)
                    found.follows.append(follow)
        for link in (link for error in operation.errors for link in error.links if link.arguments):
            found.refused.append((link, "links of errors are not followed"))
    return found


def _follow(
    operation: ir.Operation, result: ir.Result, link: ir.Link, known: Mapping[str, ir.Operation], shapes: Shapes
) -> Follow:
    target = known.get(link.target or "")
    if target is None:
        raise _Unclear("it leads to no operation that a client has")
    passed = []
    for name, value in link.arguments:
        param = _parameter(target, name.raw)
        origin, kind = _origin(operation, result, value, shapes)
        if kind is not None and not _goes_into(kind, param.type, shapes):
            raise _Unclear(f"what it gives for {name.raw!r} is of another type than the parameter")
        passed.append((param, origin))
    return Follow(link, operation, result, target, tuple(passed))


def _parameter(target: ir.Operation, name: str) -> ir.Param:
    """The parameter that a link names, maybe with its place before it."""
    qualified = _QUALIFIED.fullmatch(name)
    for param in target.params:
        if param.name.wire.raw == name:
            return param
        if qualified and (param.where.value, param.name.wire.raw) == qualified.groups():
            return param
    raise _Unclear(f"{target.key} has no parameter {name!r}")


def _origin(
    operation: ir.Operation, result: ir.Result, value: ir.Value, shapes: Shapes
) -> tuple[Origin, ir.TypeRef | None]:
    """Where an argument comes from, and its type; of a constant none, as it is what it is."""
    text = value.json
    if not isinstance(text, str) or not ("$" in text[:1] or "{$" in text):
        if isinstance(text, str | int | float | bool):
            return value, None
        raise _Unclear("only single values are passed on as they are")
    expression = text[1:-1] if re.fullmatch(r"\{\$[^{}]*\}", text) else text
    if found := _REQUEST.fullmatch(expression):
        for param in operation.params:
            if (param.where.value, param.name.wire.raw) == found.groups() and param.required:
                return FromRequest(param), param.type
        raise _Unclear(f"{expression!r} is no required parameter of {operation.key}")
    if found := _HEADER.fullmatch(expression):
        for header in result.headers:
            if header.name.wire.raw.lower() == found[1].lower() and header.required:
                return FromHeader(header), header.type
        raise _Unclear(f"{expression!r} is no header that every such reply has")
    if found := _BODY.fullmatch(expression):
        return _member(result, found[1], shapes)
    raise _Unclear(f"{expression!r} can't be told from types")


def _member(result: ir.Result, pointer: str, shapes: Shapes) -> tuple[FromBody, ir.TypeRef]:
    """The member of the reply's body at a JSON pointer, which must be there."""
    if len(result.media) != 1 or media_kind(result.media[0]) is not MediaKind.JSON:
        raise _Unclear("the reply is not just one kind of JSON")
    kind, steps = result.media[0].type, []
    for token in pointer.split("/")[1:]:
        record = shapes.bare(kind)
        wanted = token.replace("~1", "/").replace("~0", "~")
        fields = record.fields if isinstance(record, ir.Record) and not shapes.takes_null(kind) else ()
        one = next((one for one in fields if one.name.wire.raw == wanted and one.required), None)
        if one is None or not isinstance(record, ir.Record):
            raise _Unclear(f"not every such reply has a member at {pointer!r}")
        steps.append((record, one))
        kind = one.type
    return FromBody(tuple(steps)), kind


def _goes_into(given: ir.TypeRef, wanted: ir.TypeRef, shapes: Shapes) -> bool:
    """Whether a value of one type is one of the other in every language."""
    if shapes.takes_null(given) and not shapes.takes_null(wanted):
        return False
    one, other = shapes.bare(given), shapes.bare(wanted)
    if isinstance(one, ir.Scalar) and isinstance(other, ir.Scalar):
        return one.kind is other.kind and one.format == other.format
    return one == other
