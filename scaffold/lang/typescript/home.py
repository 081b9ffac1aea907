"""The operation whose answer a project's first page shows."""

from __future__ import annotations

from collections.abc import Iterable

from scaffold.lang.http import MediaKind
from scaffold.lang.typescript.client_views import OperationView, ServiceView


def home(services: Iterable[ServiceView]) -> OperationView | None:
    """The first GET that needs nothing to be given and answers JSON; one that asks for no credential goes before."""
    found = [one for service in services for one in service.operations if _shows(one)]
    return next((one for one in found if not one.alternatives), found[0] if found else None)


def _shows(operation: OperationView) -> bool:
    if operation.http.method != "GET" or operation.needs_input or not operation.results:
        return False
    content = operation.results[0].content
    return len(content) == 1 and content[0].kind is MediaKind.JSON
