"""readOnly and writeOnly: a type that holds such properties has one form for requests and one for responses.

The response form keeps the type's own name and has no writeOnly properties; the request form has no readOnly ones, the
key with `!request` after it and `input` after its words. A type that is used one way only has that form alone, under
its own name. What a service sends of itself (webhooks, callbacks) is the response form: it owns the values.
"""

from __future__ import annotations

from dataclasses import replace

from scaffold import ir
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
    forms: list[ir.Declaration] = []
    for key, declared in types.items():
        if key not in holding:
            forms.append(declared)
        elif key in only:
            forms.append(_request(declared, twins))
        else:
            forms.append(_response(declared))
            if key in twins:
                forms.append(_twin(_request(declared, twins)))
    pointed = walk.changed_operations(api, lambda kind, use: kind if use.sent else _pointed(kind, twins))
    return replace(api, types=tuple(forms), services=pointed)


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


def _response(declared: ir.Declaration) -> ir.Declaration:
    if not isinstance(declared, ir.Record) or not any(field.write_only for field in declared.fields):
        return declared
    return replace(declared, fields=tuple(field for field in declared.fields if not field.write_only))


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
