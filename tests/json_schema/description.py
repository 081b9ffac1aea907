"""Groups as operations, instances as requests.

Each schema is a file beside the description, since a group's `#/$defs/...` means its own document. So are the suite's
remote documents, which schemas refer to by the addresses that they would have beside the schema: `$id` tells which that
is. The meta-schema is one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.json_schema import suite
from tests.json_schema.suite import Group, Instance

PLACES = ("body", "query", "path")


@dataclass(frozen=True, slots=True)
class Request:
    """One instance on its way: what is sent, and what it was made from."""

    group: Group
    instance: Instance
    place: str
    method: str
    target: str
    body: str | None

    @property
    def name(self) -> str:
        return f"{self.group.name}: {self.instance.title}: {self.instance.text[:60]} in {self.place}"


def write(folder: Path, groups: Sequence[Group], version: str) -> Path:
    """The description of these groups, with all documents that it refers to."""
    paths: dict[str, Any] = {}
    for number, group in enumerate(groups):
        schema = _moved(group.schema)
        if isinstance(schema, dict) and not version.startswith("3.0"):
            schema = {"$id": f"{suite.HOME}{number}.json", **schema}
        file = f"{_folder(schema)}{number}.json"
        _put(folder / file, schema)
        for place in PLACES:
            if place == "body" or _is_scalar(group.schema):
                paths.update(_paths(f"g{number}", place, {"$ref": file}))
    for path, document in suite.remotes():
        _put(folder / path, _moved(document))
    root = {"openapi": version, "info": {"title": "Suite", "version": "1"}, "paths": paths}
    return _put(folder / "suite.json", root)


def requests(groups: Sequence[Group]) -> Iterator[Request]:
    """Every instance in each place that it can travel in."""
    for number, group in enumerate(groups):
        for place in PLACES:
            for instance in group.instances:
                name = f"g{number}"
                if place == "body":
                    yield Request(group, instance, place, "POST", f"/{name}", instance.text)
                elif _is_scalar(group.schema) and (value := _spelled(group.schema["type"], instance, place)):
                    target = f"/{name}/query?value={value}" if place == "query" else f"/{name}/path/{value}"
                    yield Request(group, instance, place, "GET", target, None)


def _paths(name: str, place: str, schema: Any) -> dict[str, Any]:
    """The operation that takes a value of the schema in a place."""
    answer = {"responses": {"204": {"description": "accepted"}}}
    if place == "body":
        body = {"required": True, "content": {"application/json": {"schema": schema}}}
        return {f"/{name}": {"post": {"operationId": name, "requestBody": body, **answer}}}
    path = f"/{name}/query" if place == "query" else f"/{name}/path/{{value}}"
    parameter = {"name": "value", "in": place, "required": True, "schema": schema}
    return {path: {"get": {"operationId": f"{name}{place}", "parameters": [parameter], **answer}}}


def is_json(text: str) -> bool:
    """Whether Python reads a text as JSON; it reads NaN, which is no number of a parameter either."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _is_scalar(schema: Any) -> bool:
    """Whether a schema says by itself that its values are of one scalar type, which a parameter can be read as."""
    return isinstance(schema, dict) and schema.get("type") in ("string", "integer", "number", "boolean")


def _spelled(kind: str, instance: Instance, place: str) -> str | None:
    """An instance as a parameter; None where a parameter would be another value: 1 as text is a string too."""
    if not instance.valid and not is_json(instance.text):
        return None
    value = json.loads(instance.text)
    if isinstance(value, str) != (kind == "string") or not isinstance(value, str | int | float):
        return None
    text = value if isinstance(value, str) else instance.text
    if place == "path" and text in ("", ".", "..") or any("\ud800" <= one <= "\udfff" for one in text):
        return None
    return quote(text, safe="")


def _moved(document: Any) -> Any:
    """A document that takes the meta-schema from beside it."""
    moved = json.loads(json.dumps(document).replace(suite.META, f"{suite.HOME}meta/"))
    if isinstance(moved, dict):
        moved.pop("$schema", None)
    return moved


def _folder(schema: Any) -> str:
    """Where the schema lies, seen from the description, so that addresses of files beside it are right."""
    address = schema.get("$id", "") if isinstance(schema, dict) else ""
    folder, slash, _ = address.removeprefix(suite.HOME).rpartition("/")
    return folder + slash if address.startswith(suite.HOME) else ""


def _put(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), "utf-8")
    return path
