"""The JSON Schemas that no type can say, for languages whose validators read JSON Schema besides."""

from __future__ import annotations

from typing import Any

from scaffold import ir
from scaffold.frozen import dataclass
from scaffold.ir.walk import nodes


@dataclass(frozen=True)
class ChecksView:
    """The schemas that types name, by their keys: in a JSON file, or in a module `data` that `module` reads."""

    document: dict[str, Any]
    file: str = "schemas.json"
    module: str = "keywords"
    data: str = "schemas"


def checks(api: ir.Api) -> tuple[ChecksView, ...]:
    """One view where any type of the API has keywords that a language's types can't say, else none."""
    found = {check_key(node): node.schema for node in nodes((api.types, api.services), ir.Checked)}
    return (ChecksView({"checks": found, "$defs": dict(api.schemas)}),) if found else ()


def check_key(node: ir.Checked) -> str:
    """The name of a `Checked` in that file: the place it was read at, and what it is asked there."""
    place = f"{node.source.document}#{node.source.pointer}"
    return f"{place} {' '.join(node.keywords)}".strip()
