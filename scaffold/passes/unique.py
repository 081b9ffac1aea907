"""Names that are the same words in one scope are told apart: the first keeps its name, later ones get another."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import Report, Source, quote
from scaffold.names import LONGEST, fit, joined, length, shortened, spelled, words
from scaffold.passes import walk

Words = tuple[str, ...]


def unique(api: ir.Api, report: Report) -> ir.Api:
    """Declarations, services, operations, and the fields of each record have names of their own."""
    return replace(api, types=_declarations(api.types, report), services=_services(api.services, report))


class _Scope:
    """The names taken in one scope, as `_`-joined words: `a b` and `a_b` would be one identifier."""

    def __init__(self, report: Report) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[Words, int] = {}
        self._report = report

    def name(self, given: ir.Name, source: Source, others: Callable[[], Iterable[Words]]) -> ir.Name:
        """The name, if it is free, else the first free one of `others`, else it with a number."""
        ways = (given.words,) if length(given.words) <= LONGEST else shortened(given.words)
        for chosen in ways:
            key = "_".join(chosen)
            if key not in self._taken:
                self._taken.add(key)
                return given if chosen is given.words else ir.Name(chosen, given.wire)
        chosen = ways[0]
        chosen = self._free(chosen, others())
        self._taken.add("_".join(chosen))
        message = (
            f"{quote(given.wire.raw or ' '.join(given.words))} is called {quote(' '.join(chosen))}: its name is taken"
        )
        self._report.add("name-collision", source, message)
        return ir.Name(chosen, given.wire)

    def _free(self, given: Words, others: Iterable[Words]) -> Words:
        for other in others:
            if other and "_".join(fit(other)) not in self._taken:
                return fit(other)
        number = self._numbers.get(given, 1) + 1
        while "_".join(_numbered(given, number)) in self._taken:
            number += 1
        self._numbers[given] = number
        return _numbered(given, number)


def _numbered(given: Words, number: int) -> Words:
    """The words with a number after them, cut where they would be too long."""
    return (*fit(given, LONGEST - len(str(number)) - 1), str(number))


def _declarations(types: tuple[ir.Declaration, ...], report: Report) -> tuple[ir.Declaration, ...]:
    scope = _Scope(report)

    def declaration(one: ir.Declaration) -> ir.Declaration:
        label = scope.name(one.name, one.source, lambda: _contexts(one))
        if isinstance(one, ir.Record):
            fields = _fields(one, report)
            if fields is not one.fields:
                return replace(one, name=label, fields=fields)
        return one if label is one.name else replace(one, name=label)

    return walk.each(types, declaration)


def _contexts(declared: ir.Declaration) -> list[Words]:
    """Other names for a declaration: after its file, and after the place above it."""
    found: list[Words] = []
    document, _, pointer = declared.key.partition("#")
    if document:
        stem = words(document.rpartition("/")[2].partition(".")[0])
        folders = words(document.rpartition("/")[0])
        own = joined(stem, declared.name.words)
        found += [own, (*folders, *own)]
    elif not pointer.startswith(("/components/schemas/", "/definitions/")):
        kind = {ir.Enum: "choice", ir.Record: "object", ir.Union: "options", ir.Alias: "value"}[type(declared)]
        found.append((*declared.name.words, kind))
    return found


def _fields(record: ir.Record, report: Report) -> tuple[ir.Field, ...]:
    names = [field.name.words for field in record.fields]
    if len(set(names)) == len(names) and all(length(one) <= LONGEST for one in names):
        return record.fields
    scope = _Scope(report)

    def field(one: ir.Field) -> ir.Field:
        label = scope.name(one.name, one.source, lambda: [spelled(one.name.wire.raw)])
        return one if label is one.name else replace(one, name=label)

    return walk.each(record.fields, field)


def _services(services: tuple[ir.Service, ...], report: Report) -> tuple[ir.Service, ...]:
    service_names, operation_names = _Scope(report), _Scope(report)

    def operation(one: ir.Operation, service: Words) -> ir.Operation:
        label = operation_names.name(one.name, one.source, lambda: _operation_contexts(one, service))
        params = _params(one, report)
        if label is one.name and params is one.params:
            return one
        return replace(one, name=label, params=params)

    def service(one: ir.Service) -> ir.Service:
        source = one.operations[0].source if one.operations else Source("")
        label = service_names.name(one.name, source, lambda: [(*one.name.words, "api")])
        operations = walk.each(one.operations, lambda held: operation(held, label.words))
        if label is one.name and operations is one.operations:
            return one
        return replace(one, name=label, operations=operations)

    return walk.each(services, service)


def _operation_contexts(operation: ir.Operation, service: Words) -> list[Words]:
    """Other names for an operation: with its method, with its service."""
    given = operation.name.words
    method = words(getattr(operation.binding, "method", "") or "")
    before = [method, service, (*method, *service)]
    return [(*more, *given) for more in before if more and given[: len(more)] != more and more[-1] != given[0]]


def _params(operation: ir.Operation, report: Report) -> tuple[ir.Param, ...]:
    """The parameters, told apart by where they are: `id` in the path and in the query."""
    names = [param.name.words for param in operation.params]
    if len(set(names)) == len(names) and all(length(one) <= LONGEST for one in names):
        return operation.params
    scope = _Scope(report)

    def param(one: ir.Param) -> ir.Param:
        label = scope.name(
            one.name, one.source, lambda: [(*words(one.where.value), *one.name.words), spelled(one.name.wire.raw)]
        )
        return one if label is one.name else replace(one, name=label)

    return walk.each(operation.params, param)
