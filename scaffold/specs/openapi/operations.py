"""Operations: everything of one operation put together, and those that the service sends (OpenAPI 3.2, 4.10, 4.18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scaffold import ir, names
from scaffold.diag import Source, quote
from scaffold.source import Node
from scaffold.specs.openapi import bodies, parameters, paths, responses, security
from scaffold.specs.openapi.paths import Found
from scaffold.specs.openapi.reading import Reading, extensions, plain, text
from scaffold.specs.openapi.servers import servers


def served(
    reading: Reading, found: Found, words: tuple[str, ...], everywhere: tuple[ir.Requirement, ...]
) -> ir.Operation:
    """The operation that was found under `paths`. `words` are its name, `everywhere` is the description's security."""
    node = found.node
    params, body = _request(reading, found.item, node)
    results, errors = responses.responses(reading, node, found.method, reading.dialect.produces(reading, node))
    needs = security.requirements(reading, node)
    own = next((held for part in (node, *found.item) if (held := servers(reading, part))), ())
    return ir.Operation(
        key=found.key,
        name=ir.Name(words=words, wire=ir.Text(reading.text(node, "operationId") or found.key)),
        binding=ir.Http(method=found.method, path=found.path, servers=own),
        stream=_stream(body, results),
        params=tuple(paths.check_parameters(reading, found, params)),
        body=body,
        results=results,
        errors=errors,
        security=everywhere if needs is None else needs,
        deprecated=reading.flag(node, "deprecated"),
        extensions=extensions(plain(node)),
        doc=_doc(reading, node, found.item),
        source=node.source,
    )


def _request(reading: Reading, item: tuple[Node, ...], node: Node) -> tuple[list[ir.Param], ir.Body | None]:
    reading.check_fields(node, "operation")
    shared, own, body = reading.dialect.request(reading, list(item), node)
    params = parameters.merged(reading, shared, own)
    return params, None if body is None else bodies.request_body(reading, body)


def _doc(reading: Reading, node: Node, item: tuple[Node, ...]) -> ir.Doc | None:
    """The operation's words, or those of its path item where it has none."""
    docs = (reading.doc(part) for part in (node, *item))
    return next((doc for doc in docs if doc is not None), None)


def _stream(body: ir.Body | None, results: tuple[ir.Result, ...]) -> ir.Stream:
    """Which side sends item by item: those with an `itemSchema`."""
    client = body is not None and any(media.item is not None for media in body.media)
    server = any(media.item is not None for result in results for media in result.media)
    if client and server:
        return ir.Stream.BIDI
    return ir.Stream.CLIENT if client else ir.Stream.SERVER if server else ir.Stream.NONE


# What the service sends


def webhooks(reading: Reading) -> Iterator[ir.Operation]:
    """The operations under `webhooks` (OpenAPI 3.1 and later)."""
    for wire, entry in reading.members(reading.root, "webhooks"):
        yield from _emitted(reading, entry, wire, f"webhook {wire}")


def callbacks(reading: Reading, parent: str, node: Node, above: frozenset[str] = frozenset()) -> Iterator[ir.Operation]:
    """The operations under `callbacks` of an operation, and those under theirs.

    A callback that leads back to itself is read once: `above` holds the places that are being read.
    """
    for wire, entry in reading.members(node, "callbacks"):
        target = reading.as_object(entry, f"the callback {quote(wire)}", "callbacks")
        if target is None or str(target.source) in above:
            continue
        for expression, item in target.items():
            if expression.startswith("x-"):
                continue
            place = f"callback {parent} {wire} {expression}"
            hook = Hook(parent, expression, node.source.child("callbacks"))
            for operation, method in _with_nodes(reading, item, wire, place, hook):
                yield operation
                yield from callbacks(reading, operation.key, method, above | {str(target.source)})


def _emitted(reading: Reading, entry: Node, wire: str, place: str) -> Iterator[ir.Operation]:
    hook = Hook(None, None, reading.root.source.child("webhooks"))
    for operation, node in _with_nodes(reading, entry, wire, place, hook):
        yield operation
        yield from callbacks(reading, operation.key, node)


class Hook(NamedTuple):
    """What a request that we send is part of: its operation, the expression of its URL, and the field they are in."""

    parent: str | None
    expression: str | None
    declared: Source


def _with_nodes(
    reading: Reading, entry: Node, wire: str, place: str, hook: Hook
) -> Iterator[tuple[ir.Operation, Node]]:
    """The operations of a path item that we send, and where each is."""
    item = paths.item(reading, entry, f"the path item of {quote(wire)}")
    found = list(paths.methods(reading, item))
    for method, node in found:
        params, body = _request(reading, item, node)
        results, errors = responses.responses(reading, node, method, ())
        stated = reading.text(node, "operationId")
        name = names.name(stated or wire, "event")
        if not stated and len(found) > 1:
            name = ir.Name(words=(*name.words, *names.words(method)), wire=name.wire)
        operation = ir.Operation(
            key=f"{method} {place}",
            name=name,
            binding=ir.Webhook(method=method, declared=hook.declared, expression=text(hook.expression)),
            direction=ir.Direction.EMIT,
            stream=_stream(body, results),
            params=tuple(param for param in params if param.where is not ir.Where.PATH),
            body=body,
            results=results,
            errors=errors,
            security=security.requirements(reading, node) or (),
            deprecated=reading.flag(node, "deprecated"),
            parent=hook.parent,
            extensions=extensions(plain(node)),
            doc=_doc(reading, node, item),
            source=node.source,
        )
        yield operation, node
