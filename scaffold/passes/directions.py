"""readOnly and writeOnly: a type that holds such properties has one form for requests and one for responses.

The response form keeps the type's own name and has no writeOnly properties; the request form has no readOnly ones, the
key with `!request` after it and `input` after its words. A type that is used one way only has that form alone, under
its own name. What a service sends of itself (webhooks, callbacks) is the response form: it owns the values. An example
that stands for both ways is, in a response, one without its writeOnly members.
"""

from __future__ import annotations

from msgspec.structs import replace

from scaffold import ir
from scaffold.cases.check import Types, accepts
from scaffold.diag import Report
from scaffold.names import fit
from scaffold.passes import walk

REQUEST = "!request"


def directions(api: ir.Api, report: Report) -> ir.Api:
    """Every use points at the form for its direction."""
    types = {declared.key: declared for declared in api.types}
    links = {key: tuple(dict.fromkeys(walk.refs(walk.within(declared)))) for key, declared in types.items()}
    marked = [key for key, declared in types.items() if _marked(declared)]
    if not marked:
        return api
    holding = _reaching(marked, links)
    sent: set[str] = set()
    received: set[str] = set()

    def collect(kind: ir.TypeRef, use: walk.Use) -> ir.TypeRef:
        (sent if use.sent else received).update(walk.refs((kind,)))
        return kind

    walk.changed_operations(api, collect)
    received = _reached(received, links)
    twins = holding & received & _reached(sent, links)
    only = (holding & received) - twins
    shown = _Shown(types, links)
    forms: list[ir.Declaration] = []
    for key, declared in types.items():
        if key not in holding:
            forms.append(declared)
        elif key in only:
            forms.append(_request(declared, twins))
        else:
            forms.append(_response(declared, shown))
            if key in twins:
                forms.append(_twin(_request(declared, twins)))
    services = api.services
    if twins:
        services = walk.changed_operations(api, lambda kind, use: kind if use.sent else _pointed(kind, twins))
    if shown.hides:
        services = walk.each_operation(services, shown.operation)
    return replace(api, types=tuple(forms), services=services)


def _marked(declared: ir.Declaration) -> bool:
    return isinstance(declared, ir.Record) and any(field.read_only or field.write_only for field in declared.fields)


def _reaching(targets: list[str], links: dict[str, tuple[str, ...]]) -> set[str]:
    """The keys from which one of the targets is reached."""
    back: dict[str, list[str]] = {}
    for key, others in links.items():
        for other in others:
            back.setdefault(other, []).append(key)
    return _reached(set(targets), {key: tuple(found) for key, found in back.items()})


def _reached(start: set[str], links: dict[str, tuple[str, ...]]) -> set[str]:
    """The keys that are reached from these, with themselves."""
    found = set(start)
    stack = list(start)
    while stack:
        for other in links.get(stack.pop(), ()):
            if other not in found:
                found.add(other)
                stack.append(other)
    return found


def _response(declared: ir.Declaration, shown: _Shown) -> ir.Declaration:
    examples = shown.examples(ir.Ref(key=declared.key), declared.examples)
    if examples is not declared.examples:
        declared = replace(declared, examples=examples)
    if not isinstance(declared, ir.Record):
        return declared
    fields = walk.each(declared.fields, shown.field)
    if any(field.write_only for field in fields):
        fields = tuple(field for field in fields if not field.write_only)
    return declared if fields is declared.fields else replace(declared, fields=fields)


class _Shown:
    """Examples as responses show them: without members that are writeOnly."""

    def __init__(self, types: dict[str, ir.Declaration], links: dict[str, tuple[str, ...]]) -> None:
        self._types = Types(types)
        records = ((key, one.fields) for key, one in types.items() if isinstance(one, ir.Record))
        marked = [key for key, fields in records if any(field.write_only for field in fields)]
        self._holding = _reaching(marked, links)
        self.hides = bool(marked)

    def field(self, field: ir.Field) -> ir.Field:
        examples = self.examples(field.type, field.examples)
        return field if examples is field.examples else replace(field, examples=examples)

    def operation(self, operation: ir.Operation) -> ir.Operation:
        body = operation.body
        if operation.direction is ir.Direction.EMIT:
            return operation if body is None else replace(operation, body=replace(body, media=self._media(body.media)))
        results, errors = walk.each(operation.results, self._result), walk.each(operation.errors, self._result)
        if results is operation.results and errors is operation.errors:
            return operation
        return replace(operation, results=results, errors=errors)

    def _result(self, result: ir.Result) -> ir.Result:
        media = self._media(result.media)
        return result if media is result.media else replace(result, media=media)

    def _media(self, media: tuple[ir.Media, ...]) -> tuple[ir.Media, ...]:
        def shown(one: ir.Media) -> ir.Media:
            examples = self.examples(one.type, one.examples)
            return one if examples is one.examples else replace(one, examples=examples)

        return walk.each(media, shown)

    def examples(self, kind: ir.TypeRef, given: tuple[ir.Value, ...]) -> tuple[ir.Value, ...]:
        if not given or self._holding.isdisjoint(walk.refs((kind,))):
            return given
        return tuple(replace(one, json=self._of(kind, one.json)) for one in given)

    def _of(self, kind: ir.TypeRef, value: ir.Json) -> ir.Json:
        match self._types.bare(kind):
            case ir.Record(fields=fields) if isinstance(value, dict):
                hidden = {field.name.wire.raw for field in fields if field.write_only}
                known = {field.name.wire.raw: field.type for field in fields}
                return {
                    name: self._of(known.get(name, ir.Anything()), member)
                    for name, member in value.items()
                    if name not in hidden
                }
            case ir.ListOf(item=item) if isinstance(value, list):
                return [self._of(item, one) for one in value]
            case ir.MapOf(value=inner) if isinstance(value, dict):
                return {name: self._of(inner, member) for name, member in value.items()}
            case ir.Union(variants=variants):
                fitting = (one.type for one in variants if not accepts(one.type, value, self._types))
                return self._of(next(fitting, ir.Anything()), value)
        return value


def _request(declared: ir.Declaration, twins: set[str] | frozenset[str]) -> ir.Declaration:
    """The form without readOnly properties; a closed record keeps them as optional ones, so that they may be sent."""
    if isinstance(declared, ir.Record) and any(field.read_only for field in declared.fields):
        if isinstance(declared.extra, ir.Anything):
            fields = tuple(field for field in declared.fields if not field.read_only)
        else:
            fields = tuple(replace(field, required=False) if field.read_only else field for field in declared.fields)
        declared = replace(declared, fields=fields)
    return walk.changed_declaration(declared, lambda kind: _pointed(kind, twins)) if twins else declared


def _twin(declared: ir.Declaration) -> ir.Declaration:
    label = ir.Name(fit((*declared.name.words, "input")), declared.name.wire)
    return replace(declared, key=declared.key + REQUEST, name=label)


def _pointed(kind: ir.TypeRef, twins: set[str] | frozenset[str]) -> ir.TypeRef:
    """The type with references to the request forms."""
    if isinstance(kind, ir.Ref):
        return ir.Ref(key=kind.key + REQUEST) if kind.key in twins else kind
    return kind if kind.__class__ in walk.LEAVES else walk.changed(kind, lambda inner: _pointed(inner, twins))
