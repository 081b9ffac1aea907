"""What callers of a service notice of a change of its description: the contract's changes, as oasdiff classes them.

One is classed otherwise: another operationId is a warning, as it gives the clients' method another name.

A change that refuses what was taken before, or answers what was not answered before, is an `ERROR`; one that may be
noticed is a `WARNING`; the rest is `INFO`. Errors and warnings break and ask for a major version. Pure: Api x Api, and
the day, as what was deprecated may go when the date that it has in `x-sunset` has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from enum import StrEnum

from msgspec import Struct

from scaffold import identity, ir
from scaffold.contract import ending
from scaffold.contract.changed import Changed, Level, Side
from scaffold.contract.types import Types
from scaffold.diag import quote
from scaffold.identity import Place
from scaffold.tree import Function

__all__ = ["Change", "Level", "compare", "step_of"]


class Change(Struct, frozen=True, kw_only=True):
    """One change of one operation. `operation` is its key, `name` its own name; `id` says what kind of change it is."""

    id: str
    level: Level
    operation: str
    name: str
    message: str

    @property
    def breaking(self) -> bool:
        """Whether callers that worked may not work any more."""
        return self.level is not Level.INFO


class Step(StrEnum):
    """Parts of a version number."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"


def step_of(changes: Iterable[Change]) -> str:
    """The step that semantic versioning asks for: major, minor, or none."""
    listed = list(changes)
    if any(change.breaking for change in listed):
        return str(Step.MAJOR)
    return str(Step.MINOR if listed else Step.NONE)


def compare(old: ir.Api, new: ir.Api, today: date, same: Set[str] = frozenset()) -> tuple[Change, ...]:
    """Every change of the contract from `old` to `new`, by operation in the order of `new`, the removed ones first.

    `same` are paths of which it is known that nothing changed; `old` need not have them.
    """
    before, after = (_without(_operations(api), same) for api in (old, new))
    matched = identity.pairs(_places(before), _places(after))
    types = Types(old, new, today)
    found: list[Change] = []
    known = {pair.old.function.operation for pair in matched}
    for key, operation in before.items():
        if key not in known:
            gone = ending.removed(ending.OPERATION, ending.of(operation), Level.ERROR, today)
            found.append(_change(operation, gone.id, gone.level, f"the operation {gone.message}"))
    pairs = {pair.new.function.operation: before[pair.old.function.operation] for pair in matched}
    for key, operation in after.items():
        if key not in pairs:
            found.append(_change(operation, "endpoint-added", Level.INFO, "the operation is new"))
            continue
        changed = [
            *_reached(old, pairs[key], new, operation),
            *_Operation(pairs[key], operation, types, today).changes(),
        ]
        found += [_change(operation, each.id, each.level, each.message) for each in changed]
    return tuple(found)


def _without(operations: Mapping[str, ir.Operation], paths: Set[str]) -> dict[str, ir.Operation]:
    return {key: operation for key, operation in operations.items() if key.partition(" ")[2] not in paths}


def _operations(api: ir.Api) -> dict[str, ir.Operation]:
    return {operation.key: operation for service in api.services for operation in service.operations}


def _places(operations: Mapping[str, ir.Operation]) -> list[Place]:
    return [
        Place("", Function(key, operation.name.wire.raw, operation.name.wire.raw))
        for key, operation in operations.items()
    ]


def _change(operation: ir.Operation, id: str, level: Level, message: str) -> Change:
    return Change(id=id, level=level, operation=operation.key, name=operation.name.wire.raw, message=message)


def _reached(old: ir.Api, before: ir.Operation, new: ir.Api, after: ir.Operation) -> Iterator[Changed]:
    """That an operation is reached by another method or path, also where only the server's path is another."""
    if identity.shape(before.key) != identity.shape(after.key):
        yield Changed("api-path-changed", Level.ERROR, f"it was reached by {before.key}")
    elif (was := _base(old, before)) != (now := _base(new, after)):
        message = f"it was reached below {quote(was or '/')}, and is below {quote(now or '/')} now"
        yield Changed("api-path-changed", Level.ERROR, message)


def _base(api: ir.Api, operation: ir.Operation) -> str:
    """The path of the server that an operation is reached at."""
    own = operation.binding.servers if isinstance(operation.binding, ir.Http) else ()
    servers = own or api.servers
    return servers[0].path.raw.rstrip("/") if servers else ""


class _Operation:
    """The changes of one operation."""

    def __init__(self, old: ir.Operation, new: ir.Operation, types: Types, today: date) -> None:
        self._old, self._new, self._types, self._today = old, new, types, today

    def changes(self) -> list[Changed]:
        """All of them, each once."""
        found = [
            *self._itself(),
            *self._security(),
            *self._params(),
            *self._body(),
            *self._replies(),
        ]
        return list(dict.fromkeys(found))

    def _itself(self) -> Iterator[Changed]:
        old, new = self._old, self._new
        if old.name.wire != new.name.wire:
            message = f"its name was {quote(old.name.wire.raw)}, so the method of clients has another name"
            yield Changed("api-operation-id-changed", Level.WARNING, message)
        yield from _about("it", ending.changes(ending.OPERATION, ending.of(old), ending.of(new), self._today))

    def _security(self) -> Iterator[Changed]:
        old, new = _alternatives(self._old.security), _alternatives(self._new.security)
        if any(not any(asked <= given for asked in new) for given in old):
            message = "credentials that were enough before are not enough now"
            yield Changed("api-security-added", Level.ERROR, message)
        if any(not any(asked <= given for asked in old) for given in new):
            message = "credentials that were not enough before are enough now"
            yield Changed("api-security-removed", Level.INFO, message)

    def _params(self) -> Iterator[Changed]:
        old, new = _by_place(self._old), _by_place(self._new)
        for key, param in old.items():
            if key not in new:
                gone = ending.removed(ending.PARAMETER, ending.of(param), Level.WARNING, self._today)
                yield from _about(f"the {param.where} parameter {_name(param)}", [gone])
        for key, param in new.items():
            what = f"the {param.where} parameter {_name(param)}"
            if key in old:
                yield from self._param(old[key], param, what)
            elif param.required:
                yield Changed("new-required-request-parameter", Level.ERROR, f"{what} is new and required")
            else:
                yield Changed("new-optional-request-parameter", Level.INFO, f"{what} is new and optional")

    def _param(self, old: ir.Param, new: ir.Param, what: str) -> Iterator[Changed]:
        if new.required and not old.required:
            yield Changed("request-parameter-became-required", Level.ERROR, f"{what} is required now")
        if old.required and not new.required:
            yield Changed("request-parameter-became-optional", Level.INFO, f"{what} is optional now")
        if old.default != new.default and not new.required and not old.required:
            yield Changed("request-parameter-default-value-changed", Level.INFO, f"{what} has another default now")
        if (old.style, old.explode, old.media) != (new.style, new.explode, new.media):
            yield Changed("request-parameter-style-changed", Level.ERROR, f"{what} is written in another way now")
        yield from _about(what, ending.changes(ending.PARAMETER, ending.of(old), ending.of(new), self._today))
        yield from self._types.changes(old.type, new.type, Side.REQUEST, "request-parameter", what)

    def _body(self) -> Iterator[Changed]:
        old, new = self._old.body, self._new.body
        if old is None or new is None:
            if old is not None:
                yield Changed("request-body-removed", Level.ERROR, "the request has no body any more")
            if new is not None:
                level = Level.ERROR if new.required else Level.INFO
                word = "required" if new.required else "optional"
                yield Changed(f"request-body-added-{word}", level, f"the request has a body now, which is {word}")
            return
        if new.required and not old.required:
            yield Changed("request-body-became-required", Level.ERROR, "the body of the request is required now")
        if old.required and not new.required:
            yield Changed("request-body-became-optional", Level.INFO, "the body of the request is optional now")
        yield from self._media(old.media, new.media, Side.REQUEST, "the body of the request")

    def _replies(self) -> Iterator[Changed]:
        for old, new, word in (
            (self._old.results, self._new.results, "success"),
            (self._old.errors, self._new.errors, "non-success"),
        ):
            before, after = ({_status(result.status): result for result in each} for each in (old, new))
            for status in (status for status in before if status not in after):
                level = Level.ERROR if word == "success" else Level.INFO
                message = f"{status} is not answered any more"
                yield Changed(f"response-{word}-status-removed", level, message)
            for status, result in after.items():
                if status in before:
                    yield from self._reply(before[status], result, f"the reply {status}")
                else:
                    message = f"{status} may be answered now"
                    yield Changed(f"response-{word}-status-added", Level.INFO, message)

    def _reply(self, old: ir.Result, new: ir.Result, what: str) -> Iterator[Changed]:
        yield from self._media(old.media, new.media, Side.RESPONSE, what)
        after = {header.name.wire.raw.lower(): header for header in new.headers}
        for header in old.headers:
            name, now = quote(header.name.wire.raw), after.get(header.name.wire.raw.lower())
            if now is None:
                level = Level.ERROR if header.required else Level.WARNING
                word = "required" if header.required else "optional"
                yield Changed(f"{word}-response-header-removed", level, f"{what} has no header {name} any more")
                continue
            if header.required and not now.required:
                message = f"the header {name} of {what} is optional now"
                yield Changed("response-header-became-optional", Level.ERROR, message)
            place = f"the header {name} of {what}"
            yield from self._types.changes(header.type, now.type, Side.RESPONSE, "response-header", place)
        known = {header.name.wire.raw.lower() for header in old.headers}
        for name, header in after.items():
            if name not in known:
                message = f"{what} has the header {quote(header.name.wire.raw)} now"
                yield Changed("response-header-added", Level.INFO, message)

    def _media(self, old: Sequence[ir.Media], new: Sequence[ir.Media], side: Side, what: str) -> Iterator[Changed]:
        before, after = ({media.media_type.raw.lower(): media for media in each} for each in (old, new))
        word = f"{side}-body" if side is Side.REQUEST else str(side)
        for name in (name for name in before if name not in after):
            message = (
                f"{what} is not {quote(name)} any more"
                if side is Side.RESPONSE
                else f"{what} can't be {quote(name)} any more"
            )
            yield Changed(f"{word}-media-type-removed", Level.ERROR, message)
        for name, media in after.items():
            if name not in before:
                yield Changed(f"{word}-media-type-added", Level.INFO, f"{what} may be {quote(name)} now")
                continue
            yield from self._types.changes(before[name].type, media.type, side, f"{side}-body", what)


def _about(what: str, changes: Iterable[Changed]) -> Iterator[Changed]:
    """Changes whose messages are verbs, with what they are about."""
    return (each._replace(message=f"{what} {each.message}") for each in changes)


def _name(param: ir.Param) -> str:
    return quote(param.name.wire.raw)


def _alternatives(security: Sequence[ir.Requirement]) -> list[frozenset[str]]:
    """Each way to be let in, as the set of what must be shown; one that asks for nothing where all are let in."""
    found = []
    for requirement in security:
        needs = set()
        for need in requirement:
            needs.add(need.scheme.wire.raw)
            needs |= {f"{need.scheme.wire.raw}:{scope.raw}" for scope in need.scopes}
        found.append(frozenset(needs))
    return found or [frozenset()]


def _by_place(operation: ir.Operation) -> dict[tuple[str, str], ir.Param]:
    """The parameters; those in the path by their number, as their names are nobody's but ours."""
    slots: list[str] = []
    if isinstance(operation.binding, ir.Http):
        segments = operation.binding.path.segments
        slots = [part.name.raw for segment in segments for part in segment if isinstance(part, ir.Slot)]
    found = {}
    for param in operation.params:
        name = param.name.wire.raw
        if param.where is ir.Where.PATH and name in slots:
            name = str(slots.index(name))
        elif param.where is ir.Where.HEADER:
            name = name.lower()
        found[str(param.where), name] = param
    return found


def _status(status: ir.Status) -> str:
    match status:
        case ir.Exact(code=code):
            return str(code)
        case ir.Range(hundreds=hundreds):
            return f"{hundreds}XX"
        case _:
            return "default"
