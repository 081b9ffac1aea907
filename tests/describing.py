"""Descriptions of OpenAPI 3.x that tests write in a few words, and what is read of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scaffold import ir, specs
from scaffold.diag import Report
from scaffold.source import Loader

Read = Callable[..., ir.Api]
DONE = {"responses": {"204": {"description": "Done."}}}


def load(folder: Path, documents: dict[str, Any]) -> tuple[ir.Api | None, Report]:
    """Read the first of these documents; the others stand beside it."""
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), "utf-8")
    report = Report()
    return specs.read(Loader(folder / next(iter(documents)), report), report), report


def reader(folder: Path) -> Read:
    """Reads a description that is given by its paths and other fields, of which nothing but `told` is told."""

    def run(
        paths: dict[str, Any] | None = None, version: str = "3.1.0", told: Sequence[str] = (), **fields: Any
    ) -> ir.Api:
        info = {"title": "Shop", "version": "1"}
        document = {"openapi": version, "info": info, "paths": paths or {"/x": {"get": DONE}}, **fields}
        api, report = load(folder, {"openapi.json": document})
        assert api is not None and [one.code for one in report.diagnostics] == list(told), report.diagnostics
        return api

    return run


def operations(api: ir.Api) -> dict[str, ir.Operation]:
    return {operation.key: operation for service in api.services for operation in service.operations}


def one(api: ir.Api) -> ir.Operation:
    found = list(operations(api).values())
    assert len(found) == 1
    return found[0]


def words(api: ir.Api) -> list[str]:
    return [" ".join(operation.name.words) for operation in operations(api).values()]


def media(wire: str, schema: Any = None, **fields: Any) -> dict[str, Any]:
    return {"content": {wire: fields if schema is None else {"schema": schema, **fields}}}


def respond(wire: str, schema: Any = None, **fields: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "A body.", **media(wire, schema, **fields)}}}


def returned(api: ir.Api) -> ir.Media:
    return one(api).results[0].media[0]


def slots(*names: str) -> dict[str, Any]:
    return {"parameters": [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]}


def parameter(where: str, **fields: Any) -> dict[str, Any]:
    shared = {"name": "p", "in": where, "required": where == "path"}
    return shared | ({} if "content" in fields else {"schema": {"type": "string"}}) | fields
