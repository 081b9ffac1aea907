"""Defaults and examples that do not fit their own schemas: dropped with a warning, so that nothing is built on them."""

from __future__ import annotations

import json

from msgspec.structs import replace

from scaffold import ir
from scaffold.cases.check import Types, accepts
from scaffold.diag import Report, Source, quote
from scaffold.ir.memo import remembered
from scaffold.passes import walk


def examples(api: ir.Api, report: Report) -> ir.Api:
    """Every default and example that is left is a value of its type."""
    checker = _Checker(Types.of(api), report)
    types = walk.each(api.types, checker.declaration)
    services = walk.each_operation(api.services, checker.operation)
    return api if types is api.types and services is api.services else replace(api, types=types, services=services)


class _Checker:
    def __init__(self, types: Types, report: Report) -> None:
        self._types = types
        self._report = report
        self._param = remembered(self._checked_param)
        self._media = remembered(self._checked_media)

    def declaration(self, declared: ir.Declaration) -> ir.Declaration:
        if isinstance(declared, ir.Record):
            declared = self._record(declared)
        if declared.examples:
            kept = self._kept(ir.Ref(key=declared.key), declared.examples, declared.source)
            if kept is not declared.examples:
                return replace(declared, examples=kept)
        return declared

    def _record(self, record: ir.Record) -> ir.Record:
        def field(one: ir.Field) -> ir.Field:
            if one.default is None and not one.examples:
                return one
            default = self._default(one.type, one.default, one.source)
            kept = self._kept(one.type, one.examples, one.source)
            if default is one.default and kept is one.examples:
                return one
            return replace(one, default=default, examples=kept)

        fields = walk.each(record.fields, field)
        return record if fields is record.fields else replace(record, fields=fields)

    def operation(self, operation: ir.Operation) -> ir.Operation:
        params = walk.each(operation.params, self._param)
        results, errors = walk.each(operation.results, self._result), walk.each(operation.errors, self._result)
        body = operation.body
        if body is not None:
            media = walk.each(body.media, self._media)
            body = body if media is body.media else replace(body, media=media)
        if params is operation.params and results is operation.results and errors is operation.errors:
            return operation if body is operation.body else replace(operation, body=body)
        return replace(operation, params=params, results=results, errors=errors, body=body)

    def _checked_param(self, param: ir.Param) -> ir.Param:
        if param.default is None and not param.examples:
            return param
        default = self._default(param.type, param.default, param.source)
        kept = self._kept(param.type, param.examples, param.source)
        if default is param.default and kept is param.examples:
            return param
        return replace(param, default=default, examples=kept)

    def _result(self, result: ir.Result) -> ir.Result:
        media = walk.each(result.media, self._media)
        headers = walk.each(result.headers, self._header)
        if media is result.media and headers is result.headers:
            return result
        return replace(result, media=media, headers=headers)

    def _header(self, header: ir.Header) -> ir.Header:
        kept = self._kept(header.type, header.examples, header.source)
        return header if kept is header.examples else replace(header, examples=kept)

    def _checked_media(self, media: ir.Media) -> ir.Media:
        if media.item is not None or media.xml is not None:
            return media
        kept = self._kept(media.type, media.examples, media.source)
        return media if kept is media.examples else replace(media, examples=kept)

    def _default(self, kind: ir.TypeRef, default: ir.Value | None, source: Source) -> ir.Value | None:
        """The default if it fits, or the number or truth value that it spells and that does."""
        if default is None:
            return None
        meant = _spelt(default.json)
        if meant is not None and accepts(kind, default.json, self._types) and not accepts(kind, meant, self._types):
            message = (
                f"the default is a text, {quote(default.json)}, and its schema wants no text; read as what it spells"
            )
            self._report.add("default-invalid", default.source or source, message)
            return replace(default, json=meant)
        return default if self._fits(kind, default, source, "default-invalid", "the default") else None

    def _kept(self, kind: ir.TypeRef, given: tuple[ir.Value, ...], source: Source) -> tuple[ir.Value, ...]:
        if not given:
            return given
        kept = tuple(one for one in given if self._fits(kind, one, source, "example-invalid", "the example"))
        return given if len(kept) == len(given) else kept

    def _fits(self, kind: ir.TypeRef, value: ir.Value, source: Source, code: str, what: str) -> bool:
        problems = accepts(kind, value.json, self._types)
        if problems:
            where = f" at {problems[0].pointer}" if problems[0].pointer else ""
            message = f"{what} does not fit its schema{where}: {problems[0].detail}"
            self._report.add(code, value.source or source, message)
        return not problems


def _spelt(value: ir.Json) -> bool | int | float | None:
    """The number or truth value that a text spells in JSON."""
    try:
        found = json.loads(value, parse_constant=str) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if isinstance(found, bool | int | float) else None
