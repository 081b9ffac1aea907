"""What templates see of security schemes."""

from __future__ import annotations

from msgspec import Struct

from scaffold import ir
from scaffold.lang.python.names import Scope, distinct, identifier


class SchemeView(Struct, frozen=True):
    """A security scheme; `name` is its identifier in the generated module `security`."""

    name: str
    node: ir.SecurityScheme


def schemes(api: ir.Api) -> tuple[SchemeView, ...]:
    """The schemes of an API, in the description's order."""
    names = distinct((identifier(node.name, Scope.PARAM) for node in api.security), taken=("anonymous",))
    return tuple(map(SchemeView, names, api.security))
