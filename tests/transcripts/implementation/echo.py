"""Handlers that answer what they were called with. It is copied into a project; see tests/backends.py.

Names of functions and arguments are told without case and punctuation, so that languages agree; names of properties are
those of the description.
"""

from __future__ import annotations

import base64
import dataclasses
import inspect
import re
from collections.abc import AsyncIterator
from typing import Any, get_origin, get_type_hints


def replace_all(module: dict[str, Any]) -> None:
    """Puts an echo in place of each handler of a module."""
    for name, function in list(module.items()):
        if inspect.iscoroutinefunction(function) and function.__module__ == module["__name__"]:
            module[name] = echo(name, get_type_hints(function)["return"])


def echo(name: str, result: Any) -> Any:
    async def answer(ctx: Any, **arguments: Any) -> Any:
        if get_origin(result) is AsyncIterator or (
            name in ("orders", "album", "gallery", "trees", "tree_forms", "form_styles") and "body" in arguments
        ):
            return arguments["body"]  # items, parts, forms, and what is to be XML, come back as they come in
        given = {bare(key): await plain(value) for key, value in arguments.items() if value is not None}
        told = {"called": bare(name), "with": dict(sorted(given.items()))}
        if result is type(None):
            return None
        return result(201, told) if dataclasses.is_dataclass(result) else told

    return answer


def bare(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


async def plain(value: Any) -> Any:
    """A value as JSON; bytes in base64."""
    if hasattr(value, "__aiter__"):
        items = [item if isinstance(item, bytes) else await plain(item) async for item in value]
        value = b"".join(items) if all(isinstance(item, bytes) for item in items) else items
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if hasattr(value, "filename"):
        content = await plain(await value.read())
        return {"filename": value.filename, "type": value.content_type, **content}
    if hasattr(value, "model_fields_set"):
        fields = {name: field.serialization_alias or name for name, field in type(value).model_fields.items()}
        given = {fields[name]: getattr(value, name) for name in fields if name in value.model_fields_set}
        return await plain({**given, **(value.model_extra or {})})
    if isinstance(value, dict):
        return {key: await plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [await plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
