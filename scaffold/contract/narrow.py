"""One version of a description's document without what the next has to the letter, so that only the rest is compared.

Pure, on plain values. It knows where OpenAPI keeps what is referred to by name; what it does not know is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

Tree: TypeAlias = Mapping[str, Any]

_OWN_SCOPES = frozenset(["$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef"])
_REFERENCE = re.compile(r'"#/([^"\\]*)"')
_NESTED = ("components",)
_FLAT = ("definitions", "parameters", "responses")
_WORDS = ("info", "tags", "externalDocs")
_BY_NAME = ("securitySchemes",)


def narrowed(old: Any, new: Any) -> tuple[Any, frozenset[str]]:
    """`old` without the paths that say the same in `new`, as does all that they refer to; and these paths.

    What nothing refers to any more is left out too.
    """
    if not _comparable(old, new):
        return old, frozenset()
    before, after = dict(_shared(old)), dict(_shared(new))
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    needs = {place: _references(value) for place, value in before.items()} if changed else {}
    _spread(changed, needs)
    same = frozenset(
        path
        for path, item in old["paths"].items()
        if new["paths"].get(path) == item and not _calls_back(item) and not (changed and _touches(item, changed))
    )
    kept = {path: item for path, item in old["paths"].items() if path not in same}
    return _reduced({**old, "paths": kept}, before), same


def _comparable(old: Any, new: Any) -> bool:
    """Whether both are documents that differ in paths and in what they refer to alone."""
    if not all(isinstance(each, dict) and isinstance(each.get("paths"), dict) for each in (old, new)):
        return False
    rest = (old.keys() | new.keys()) - {"paths", *_NESTED, *_FLAT, *_WORDS}
    if any(old.get(key) != new.get(key) for key in rest):
        return False
    if any(_named(old).get(key) != _named(new).get(key) for key in _BY_NAME):
        return False
    return _OWN_SCOPES.isdisjoint(_keys(old))


def _keys(value: Any) -> set[str]:
    """The names of all members, however deep."""
    found: set[str] = set()
    level: list[Any] = [value]
    while level:
        maps = [held for held in level if isinstance(held, dict)]
        found.update(*maps)
        inside = [*(list(held.values()) for held in maps), *(held for held in level if isinstance(held, list))]
        level = [held for group in inside for held in group if held.__class__ is dict or held.__class__ is list]
    return found


def _named(document: Tree) -> Tree:
    found = document.get("components")
    return found if isinstance(found, dict) else {}


def _shared(document: Tree) -> Iterator[tuple[str, Any]]:
    """All that can be referred to, by its pointer."""
    for key in _FLAT:
        yield from ((f"{key}/{_escaped(name)}", value) for name, value in _entries(document.get(key)))
    for kind, group in _entries(_named(document)):
        yield from ((f"components/{kind}/{_escaped(name)}", value) for name, value in _entries(group))


def _entries(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def _escaped(name: str) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _references(value: Any) -> set[str]:
    """The places that a value refers to, as `_shared` calls them."""
    return {_place(found) for found in _REFERENCE.findall(json.dumps(value, ensure_ascii=False))}


def _place(pointer: str) -> str:
    parts = pointer.split("/")
    return "/".join(parts[:3] if parts[0] in _NESTED else parts[:2])


def _spread(changed: set[str], needs: Mapping[str, set[str]]) -> None:
    """Adds to `changed` what refers to something in it, directly or by way of others."""
    more = set(changed)
    while more:
        more = {place for place, used in needs.items() if place not in changed and used & more}
        changed |= more


def _calls_back(item: Any) -> bool:
    return any("callbacks" in operation for _, operation in _entries(item) if isinstance(operation, dict))


def _touches(item: Any, changed: set[str]) -> bool:
    used = _references(item)
    return bool(used & changed) or any(place.startswith("paths/") for place in used)


def _reduced(document: dict[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """The document with what its paths, and all else that is no shared part, refer to."""
    rest = {key: value for key, value in document.items() if key not in (*_NESTED, *_FLAT)}
    wanted, left = set[str](), _references(rest)
    while left:
        wanted |= left
        left = {place for each in left for place in _references(shared.get(each))} - wanted
    found = dict(rest)
    for key in _FLAT:
        if key in document:
            found[key] = {name: value for name, value in _entries(document[key]) if f"{key}/{_escaped(name)}" in wanted}
    if "components" in document:
        found["components"] = {
            kind: group if kind in _BY_NAME else _wanted(kind, group, wanted)
            for kind, group in _entries(document["components"])
        }
    return found


def _wanted(kind: str, group: Any, wanted: set[str]) -> dict[str, Any]:
    return {name: value for name, value in _entries(group) if f"components/{kind}/{_escaped(name)}" in wanted}
