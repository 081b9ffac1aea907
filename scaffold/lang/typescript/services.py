"""The services of an API that are served over HTTP, with the names of their modules and types."""

from __future__ import annotations

from msgspec import Struct

from scaffold import ir
from scaffold.lang.typescript.names import Scope, distinct, identifier


class Served(Struct, frozen=True):
    """A service with the operations that are served over HTTP, and the names of its modules and types."""

    node: ir.Service
    operations: tuple[ir.Operation, ...]
    module: str
    type_name: str


def served(api: ir.Api) -> tuple[Served, ...]:
    """The services that have anything to serve, in the description's order."""
    found = [
        (service, operations)
        for service in api.services
        if (operations := tuple(filter(_is_served, service.operations)))
    ]
    modules = distinct((identifier(service.name, Scope.MODULE) for service, _ in found), ignore_case=True)
    types = distinct(identifier(service.name, Scope.TYPE) for service, _ in found)
    return tuple(
        Served(service, operations, module, name)
        for (service, operations), module, name in zip(found, modules, types, strict=True)
    )


def _is_served(operation: ir.Operation) -> bool:
    return operation.direction is ir.Direction.SERVE and isinstance(operation.binding, ir.Http)
