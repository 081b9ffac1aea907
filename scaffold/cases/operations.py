"""The operations that a client can call, and what all cases of one have in common."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scaffold import ir


def served(api: ir.Api) -> Iterator[ir.Operation]:
    """The operations that a client calls over HTTP, in order."""
    for service in api.services:
        for operation in service.operations:
            if operation.direction is ir.Direction.SERVE and isinstance(operation.binding, (ir.Http, ir.Sse)):
                yield operation


def http(operation: ir.Operation) -> ir.Http:
    """How a served operation is reached."""
    binding = operation.binding
    if isinstance(binding, ir.Sse):
        return binding.http
    assert isinstance(binding, ir.Http)
    return binding


def sent_method(binding: ir.Http) -> str:
    """The method that requests are sent with: POST where a header names the one that is meant."""
    return "POST" if binding.overridden else binding.method


def invalid_status(operation: ir.Operation) -> int:
    """The status that answers an invalid request: 422, or 400 where that is declared and 422 is not."""
    declared = {result.status for result in operation.errors}
    return 400 if ir.Exact(400) in declared and ir.Exact(422) not in declared else 422


def undelimited(segment: tuple[ir.Literal | ir.Slot, ...]) -> Iterator[tuple[ir.Slot, ir.Slot]]:
    """The slots of a path segment that touch, where the values of neither are known."""
    for one, other in pairwise(segment):
        if isinstance(one, ir.Slot) and isinstance(other, ir.Slot) and not one.values and not other.values:
            yield one, other


def prefix(api: ir.Api, operation: ir.Operation) -> str:
    """The path that all paths of an operation stand below: that of its first server."""
    servers = http(operation).servers or api.servers
    return servers[0].path.raw if servers else ""
