"""Values as XML, by the plans that the reader made of the description's XML Objects (scaffold.specs.openapi.xml)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaffold import ir
from scaffold.cases import wire

# The standard library's own escape is in a module that takes 15 ms to import.
_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = {**_CONTENT, **str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})}
_NIL = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'


def document(value: ir.Json, plan: Any) -> str:
    """A whole document."""
    return "".join(_element(value, plan["root"], plan["types"]))


def _element(value: Any, plan: Any, types: Any) -> Iterator[str]:
    name, declared = _named(plan)
    if value is None:
        yield f"<{name}{declared} {_NIL}/>"
        return
    attributes, content = "", ""
    if plan["kind"] == "object" and isinstance(value, dict):
        attributes, content = _members(value, types[plan["type"]], types)
    elif plan["kind"] == "list" and isinstance(value, list):
        content = "".join(part for item in value for part in _element(item, plan["item"], types))
    elif isinstance(value, dict):
        content = "".join(
            part for key, one in value.items() for part in _element(one, {"kind": "any", "name": key}, types)
        )
    elif isinstance(value, list):
        item = {"kind": "any", "name": "item"}
        content = "".join(part for one in value for part in _element(one, item, types))
    else:
        content = wire.text(value).translate(_CONTENT)
    yield f"<{name}{declared}{attributes}>{content}</{name}>"


def _members(value: dict[str, Any], kind: Any, types: Any) -> tuple[str, str]:
    attributes, content = "", ""
    for key, member in value.items():
        plan = kind["members"].get(key) or {**kind.get("others", {"kind": "any"}), "name": key}
        if plan.get("node") == "attribute":
            name, declared = _named(plan)
            attributes += f"{declared} {name}={_quoted(wire.text(member))}"
        elif plan.get("node"):
            content += wire.text(member).translate(_CONTENT)
        elif plan["kind"] == "list" and not plan["wrapped"] and isinstance(member, list):
            content += "".join(part for item in member for part in _element(item, plan["item"], types))
        else:
            content += "".join(_element(member, plan, types))
    return attributes, content


def _named(plan: Any) -> tuple[str, str]:
    """The name of an element or attribute, and the declaration of its namespace."""
    prefix, namespace = plan.get("prefix", ""), plan.get("namespace")
    name = f"{prefix}:{plan['name']}" if prefix else plan["name"]
    return name, "" if namespace is None else f" xmlns{':' if prefix else ''}{prefix}={_quoted(namespace)}"


def _quoted(text: str) -> str:
    """An attribute's value: white space in it is written so that a reader keeps it (XML 1.0, 3.3.3)."""
    return f'"{text.translate(_ATTRIBUTE)}"'
