"""Values as XML, by the plans that the reader made of the description's XML Objects (scaffold.specs.openapi.xml)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaffold import ir
from scaffold.cases import wire
from scaffold.cases.check import Types

# The standard library's own escape is in a module that takes 15 ms to import.
_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = {**_CONTENT, **str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})}
_ANY = {"kind": "any"}
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
        elif plan["kind"] == "list" and not plan["wrapped"]:
            items = member if isinstance(member, list) else [member]
            content += "".join(part for item in items for part in _element(item, plan["item"], types))
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


def is_exact(media: ir.Media, types: Types) -> bool:
    """Whether each value of a body's type reads back as itself. Alternatives may not, nor lists of what may be null."""
    assert media.xml is not None
    plan: Any = media.xml.json
    return _is_exact(media.type, plan["root"], plan["types"], types, set())


def _is_exact(kind: ir.TypeRef, plan: Any, plans: Any, types: Types, seen: set[str]) -> bool:
    bare, nullable, checked = _bare(kind, types)
    ambiguous = plan["kind"] == "list" and not plan["wrapped"] and not plan.get("nullable")
    if checked or nullable and (ambiguous or plan.get("node")):
        return False
    match bare:
        case ir.Anything():
            return True
        case ir.Scalar(kind=scalar):
            return plan["kind"] == "text" and scalar is not ir.Kind.BINARY
        case ir.Enum() | ir.Const():
            return bool(plan["kind"] == "text")
        case ir.ListOf(item=item) if plan["kind"] == "list":
            nested = plan["item"]["kind"] == "list" and not plan["item"]["wrapped"]
            return not nested and _is_exact(item, plan["item"], plans, types, seen)
        case ir.MapOf(value=extra) if plan["kind"] == "object":
            return _are_exact({}, extra, plans[plan["type"]], plans, types, seen)
        case ir.Record(key=key, fields=fields, extra=extra) if plan["kind"] == "object":
            members = {} if key in seen else {field.name.wire.raw: field.type for field in fields}
            seen.add(key)
            return _are_exact(members, extra, plans[plan["type"]], plans, types, seen)
    return False


def _are_exact(
    members: dict[str, ir.TypeRef], extra: ir.TypeRef, plan: Any, plans: Any, types: Types, seen: set[str]
) -> bool:
    """Whether the members of an object are exact, each in an element or attribute of its own."""
    known: dict[str, Any] = plan["members"]
    named = [
        one["item"]["name"] if one["kind"] == "list" and not one["wrapped"] else one["name"] for one in known.values()
    ]
    if len(set(named)) < len(named) or not members.keys() <= known.keys():
        return False
    others = isinstance(extra, ir.Anything | ir.Never) or _is_exact(extra, plan.get("others", _ANY), plans, types, seen)
    return others and all(_is_exact(kind, known[name], plans, types, seen) for name, kind in members.items())


def _bare(kind: ir.TypeRef, types: Types) -> tuple[ir.TypeRef | ir.Declaration, bool, bool]:
    """What a type is, whether it may be null, and whether there are checks of it besides."""
    current: ir.TypeRef | ir.Declaration = kind
    nullable = checked = False
    for _ in range(100):
        match current:
            case ir.Ref(key=key) if key in types.declared:
                current = types.declared[key]
            case ir.Alias(type=inner):
                current = inner
            case ir.Nullable(item=inner):
                current, nullable = inner, True
            case ir.Checked(item=inner):
                current, checked = inner, True
            case _:
                break
    return current, nullable, checked
