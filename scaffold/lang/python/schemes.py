"""What templates see of security schemes and of the JSON Schemas that no type can say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scaffold import ir
from scaffold.ir.walk import nodes
from scaffold.lang.python.names import Scope, distinct, identifier


@dataclass(frozen=True)
class SchemeView:
    """A security scheme; `name` is its identifier in the generated module `security`."""

    name: str
    node: ir.SecurityScheme


def schemes(api: ir.Api) -> tuple[SchemeView, ...]:
    """The schemes of an API, in the description's order."""
    names = distinct((identifier(node.name, Scope.PARAM) for node in api.security), taken=("anonymous",))
    return tuple(map(SchemeView, names, api.security))


@dataclass(frozen=True)
class ChecksView:
    """The file of the schemas that `Keywords` markers name, by the keys that they give."""

    document: dict[str, Any]
    file: str = "schemas.json"


def checks(api: ir.Api) -> tuple[ChecksView, ...]:
    """One view where any type of the API has keywords that Python types can't say, else none."""
    found = {check_key(node): node.schema for node in nodes((api.types, api.services), ir.Checked)}
    return (ChecksView({"checks": found, "$defs": dict(api.schemas)}),) if found else ()


def check_key(node: ir.Checked) -> str:
    """The name of a `Checked` in that file: the place it was read at, and what it is asked there."""
    place = f"{node.source.document}#{node.source.pointer}"
    return f"{place} {' '.join(node.keywords)}".strip()
