"""The JSON Schemas that no type can say, for languages whose validators read JSON Schema besides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from scaffold import ir


class ChecksView(Struct, frozen=True):
    """The schemas that types name, by their keys: in a JSON file, or in a module `data` that `module` reads."""

    document: dict[str, Any]
    file: str = "schemas.json"
    module: str = "keywords"
    data: str = "schemas"


def checks(api: ir.Api, checked: Iterable[ir.Checked]) -> tuple[ChecksView, ...]:
    """One view where there are types with keywords that a language's types can't say (`checked`), else none."""
    found = {check_key(node): node.schema for node in checked}
    return (ChecksView({"checks": found, "$defs": dict(api.schemas)}),) if found else ()


def check_key(node: ir.Checked) -> str:
    """The name of a `Checked` in that file: the place it was read at, and what it is asked there."""
    place = f"{node.source.document}#{node.source.pointer}"
    return f"{place} {' '.join(node.keywords)}".strip()
