"""`$dynamicRef`: what it means where an evaluation came through other schemas (JSON Schema 2020-12 section 8.2.3.2).

A dynamic scope is the dynamic anchors of all resources that led to a place; of several with one name the outermost
counts. A schema that leads to a `$dynamicRef` is declared once for each scope that it is used in, as a generic type is
for each of its arguments.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from scaffold.diag import Source
from scaffold.refs import Resolver, reference
from scaffold.source import Node

Scope: TypeAlias = tuple[tuple[str, Source], ...]
"""Dynamic anchors by name, and where each leads."""


class Scopes:
    """The scope of the declaration that is being read, and those of others that it refers to."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._leads: dict[Source, bool] = {}
        self.current: Scope = ()
        self.root = Source("", "")
        """Where the declaration that is being read begins."""

    def at(self, place: Source) -> Scope:
        """The scope at a place of the current declaration, which resources may lie around."""
        if not self._resolver.has_dynamic:
            return ()
        above = self.root.pointer if place.document == self.root.document else None
        return _extended(self.current, self._resolver.dynamic_anchors(place, above))

    def target(self, node: Node) -> Node | None:
        """Where the reference of a node leads in the current scope, one step."""
        found = self._resolver.target(node)
        if found is None or reference(node.value) != "$dynamicRef" or not isinstance(node.value, dict):
            return found
        name = str(node.value["$dynamicRef"]).partition("#")[2]
        if not isinstance(found.value, dict) or found.value.get("$dynamicAnchor") != name:
            return found
        outermost = dict(self.at(node.source)).get(name)
        return found if outermost is None else self._resolver.node(outermost)

    def of(self, node: Node, place: Source | None) -> tuple[Scope, Scope]:
        """The scope of a schema that a place (or nothing) refers to, and the one that it has by itself."""
        scope = self.at(place) if place else ()
        own = _extended((), self._resolver.dynamic_anchors(node.source)) if self._resolver.has_dynamic else ()
        if not scope or not self._leads_on(node):
            return own, own
        return _extended(scope, own), own

    def _leads_on(self, node: Node) -> bool:
        """Whether a schema leads to a `$dynamicRef`."""
        if node.source not in self._leads:
            self._leads[node.source] = self._searched(node)
        return self._leads[node.source]

    def _searched(self, node: Node) -> bool:
        stack, seen = [node], {node.source}
        while stack:
            held = stack.pop()
            word = reference(held.value)
            if word == "$dynamicRef":
                return True
            target = self._resolver.target(held) if word is not None and _is_text(held.value, word) else None
            for inner in (*(one for _, one in held.items()), *held.elements(), *([target] if target else [])):
                if inner.source not in seen and isinstance(inner.value, dict | list):
                    seen.add(inner.source)
                    stack.append(inner)
        return False


def _is_text(value: Any, word: str) -> bool:
    return isinstance(value[word], str)


def _extended(scope: Scope, anchors: Any) -> Scope:
    """The scope with further anchors, where none of the same name is further out."""
    found = dict(scope)
    for name, place in anchors:
        found.setdefault(name, place)
    return tuple(sorted(found.items(), key=lambda pair: pair[0]))


def suffix(scope: Scope, own: Scope) -> str:
    """What tells the key of a declaration in a scope from that of the same schema by itself."""
    if scope == own:
        return ""
    return "!in!" + ",".join(f"{name}={place.document}#{place.pointer}" for name, place in scope)
