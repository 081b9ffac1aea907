"""Links: which arguments of a next request a reply gives (OpenAPI 3.2, 4.20), as far as types can tell beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from scaffold import ir
from scaffold.cases.check import Types, accepts
from scaffold.cases.parts import unescaped
from scaffold.cases.typed import is_typed
from scaffold.lang.clients import representations
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.shapes import Shapes, Steps

_REQUEST = re.compile(r"\$request\.(path|query|header|cookie)\.(.+)")
_HEADER = re.compile(r"\$response\.header\.(.+)")
_BODY = re.compile(r"\$(request|response)\.body(?:#((?:/[^/]*)*))?")
_QUALIFIED = re.compile(r"(path|query|header|cookie)\.(.+)")


class FromBody(Struct, frozen=True):
    """The reply's body, or a member of it."""

    steps: Steps


class FromSent(Struct, frozen=True):
    """The body that was sent with the first request, or a member of it."""

    media: ir.Media
    steps: Steps


class FromHeader(Struct, frozen=True):
    """A header of the reply."""

    header: ir.Header


class FromRequest(Struct, frozen=True):
    """What the first request was given for a parameter."""

    param: ir.Param


Origin: TypeAlias = FromBody | FromSent | FromHeader | FromRequest | ir.Value


class Follow(Struct, frozen=True):
    """A link that can be followed: the operation and reply that have it, and what `target` is given.

    `body` is what it sends, with the representation that it is sent in; `server` is where, if not as usual.
    """

    link: ir.Link
    source: ir.Operation
    result: ir.Result
    target: ir.Operation
    passed: tuple[tuple[ir.Param, Origin], ...]
    body: tuple[ir.Media, Origin] | None = None

    @property
    def server(self) -> ir.Server | None:
        return next(iter(self.link.servers), None)

    @property
    def _origins(self) -> tuple[Origin, ...]:
        return tuple(origin for _, origin in (*self.passed, *([self.body] if self.body else [])))

    @property
    def needs(self) -> tuple[ir.Param, ...]:
        """The parameters of the first request that it looks at, each once."""
        found = (origin.param for origin in self._origins if isinstance(origin, FromRequest))
        return tuple({id(param): param for param in found}.values())

    @property
    def sent(self) -> ir.Media | None:
        """The body of the first request, if it looks at that."""
        return next((origin.media for origin in self._origins if isinstance(origin, FromSent)), None)

    @property
    def reads(self) -> frozenset[type]:
        """What it looks at in the reply."""
        return frozenset(map(type, self._origins))


class Links(Struct):
    """The links of an API that can be followed, and of the others why they can't."""

    follows: list[Follow] = field(default_factory=list)
    refused: list[tuple[ir.Link, str]] = field(default_factory=list)


class _Unclear(Exception):
    """Why a link can't be followed by types alone."""


def links(operations: Iterable[ir.Operation], api: ir.Api) -> Links:
    """The links in the replies of operations of an API, to these operations.

    Of several of one name the first is followed. One that gives nothing needs no help.
    """
    known = {operation.key: operation for operation in operations}
    reader, found = _Reader(known, Types.of(api)), Links()
    for operation in known.values():
        named: set[str] = set()
        for result in operation.results:
            for link in filter(_gives, result.links):
                try:
                    follow = reader.follow(operation, result, link)
                except _Unclear as unclear:
                    found.refused.append((link, str(unclear)))
                    continue
                if link.name.wire.raw not in named:
                    named.add(link.name.wire.raw)
                    found.follows.append(follow)
        for link in (link for error in operation.errors for link in filter(_gives, error.links)):
            found.refused.append((link, "links of errors are not followed"))
    return found


def names_server(follows: Iterable[Follow]) -> bool:
    """Whether any of the links leads to a server of its own: code for that is generated where one does."""
    return any(follow.server is not None for follow in follows)


def _gives(link: ir.Link) -> bool:
    return bool(link.arguments or link.body is not None or link.servers)


class _Reader:
    """Finds what links give, by the types of all that they look at."""

    def __init__(self, known: Mapping[str, ir.Operation], types: Types) -> None:
        self._known = known
        self._types = types
        self._shapes = Shapes(types.declared)

    def follow(self, operation: ir.Operation, result: ir.Result, link: ir.Link) -> Follow:
        target = self._known.get(link.target or "")
        if target is None:
            raise _Unclear("it leads to no operation that a client has")
        passed = []
        for name, value in link.arguments:
            param = _parameter(target, name.raw)
            if isinstance(value.json, list | dict):
                raise _Unclear("only single values are passed on as they are")
            what = f"what it gives for {name.raw!r} is of another type than the parameter"
            passed.append((param, self._given(operation, result, value, param.type, what)))
        return Follow(link, operation, result, target, tuple(passed), self._body(operation, result, link, target))

    def _body(
        self, operation: ir.Operation, result: ir.Result, link: ir.Link, target: ir.Operation
    ) -> tuple[ir.Media, Origin] | None:
        """What is sent as the body, in the representation that clients use where a caller names none."""
        if link.body is None:
            return None
        media = next(iter(representations(target.body.media, self._shapes)), None) if target.body else None
        if media is None:
            raise _Unclear(f"{target.key} takes no body")
        if media_kind(media) not in _TYPED:
            raise _Unclear(f"a body of {media.media_type.raw} is not passed on")
        if any(map(_expression, _texts(link.body.json))):
            raise _Unclear("an expression inside of a value is not looked into")
        what = "the body that it gives is of another type than the operation takes"
        return media, self._given(operation, result, link.body, media.type, what)

    def _given(
        self, operation: ir.Operation, result: ir.Result, value: ir.Value, wanted: ir.TypeRef, what: str
    ) -> Origin:
        """Where a value comes from, which must be of the type that is wanted."""
        expression = _expression(value.json) if isinstance(value.json, str) else ""
        if not expression:
            if accepts(wanted, value.json, self._types) or not is_typed(wanted, value.json, self._types):
                raise _Unclear(what)
            return value
        origin, kind = self._origin(operation, result, expression)
        if not _goes_into(kind, wanted, self._shapes):
            raise _Unclear(what)
        return origin

    def _origin(self, operation: ir.Operation, result: ir.Result, expression: str) -> tuple[Origin, ir.TypeRef]:
        """Where an expression finds its value, and of which type that is."""
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
            if found[1] == "request":
                return self._sent(operation, found[2] or "")
            media = _only(result.media, (MediaKind.JSON,), "the reply is not just one kind of JSON")
            steps, kind = self._member(media, found[2] or "", "reply")
            return FromBody(steps), kind
        raise _Unclear(f"{expression!r} can't be told from types")

    def _sent(self, operation: ir.Operation, pointer: str) -> tuple[Origin, ir.TypeRef]:
        if operation.body is None or not operation.body.required:
            raise _Unclear(f"not every request of {operation.key} has a body")
        media = _only(operation.body.media, _TYPED, f"the body of {operation.key} is not of one typed kind")
        steps, kind = self._member(media, pointer, "request")
        return FromSent(media, steps), kind

    def _member(self, media: ir.Media, pointer: str, whose: str) -> tuple[Steps, ir.TypeRef]:
        """The member of a body at a JSON pointer, which must be there."""
        kind, steps = media.type, []
        for token in pointer.split("/")[1:]:
            record = self._shapes.bare(kind)
            wanted = unescaped(token)
            fields = record.fields if isinstance(record, ir.Record) and not self._shapes.takes_null(kind) else ()
            one = next((one for one in fields if one.name.wire.raw == wanted and one.required), None)
            if one is None or not isinstance(record, ir.Record):
                raise _Unclear(f"not every such {whose} has a member at {pointer!r}")
            steps.append((record, one))
            kind = one.type
        return tuple(steps), kind


_TYPED = (MediaKind.JSON, MediaKind.FORM)
"""The kinds of bodies whose values are what their schemas say, whole."""


def _only(media: tuple[ir.Media, ...], kinds: tuple[MediaKind, ...], otherwise: str) -> ir.Media:
    if len(media) != 1 or media_kind(media[0]) not in kinds:
        raise _Unclear(otherwise)
    return media[0]


def _expression(text: str) -> str:
    """The runtime expression that a text is, or has in it; empty where it is a constant."""
    if re.fullmatch(r"\{\$[^{}]*\}", text):
        return text[1:-1]
    return text if text.startswith("$") or "{$" in text else ""


def _texts(value: ir.Json) -> Iterator[str]:
    """The texts inside of a value that is made of others."""
    if isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from [one] if isinstance(one, str) else _texts(one)


def _parameter(target: ir.Operation, name: str) -> ir.Param:
    """The parameter that a link names, maybe with its place before it."""
    qualified = _QUALIFIED.fullmatch(name)
    for param in target.params:
        if param.name.wire.raw == name:
            return param
        if qualified and (param.where.value, param.name.wire.raw) == qualified.groups():
            return param
    raise _Unclear(f"{target.key} has no parameter {name!r}")


def _goes_into(given: ir.TypeRef, wanted: ir.TypeRef, shapes: Shapes) -> bool:
    """Whether a value of one type is one of the other in every language."""
    if shapes.takes_null(given) and not shapes.takes_null(wanted):
        return False
    one, other = shapes.bare(given), shapes.bare(wanted)
    if isinstance(one, ir.Scalar) and isinstance(other, ir.Scalar):
        return one.kind is other.kind and one.format == other.format
    return one == other
