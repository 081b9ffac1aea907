"""Which module each type of an API lives in, whatever the language.

A type that the operations of one service alone use lives in that service's module, every other one in `shared`. What
`shared` refers to is then shared too, so service modules import from `shared` and never the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scaffold import ir
from scaffold.ir.walk import nodes

SHARED = "shared"


def references(node: object) -> Iterator[str]:
    """The keys of all `Ref`s below an IR node, in order."""
    return (ref.key for ref in nodes(node, ir.Ref))


class Survey:
    """What the types and operations of an API are made of, seen on one walk, which takes its time."""

    def __init__(self, api: ir.Api) -> None:
        self.checked: list[ir.Checked] = []
        self.has_bytes = False
        self.uses = {node.key: self._refs(node) for node in api.types}
        """By key, the keys of the declarations that each one refers to itself, once each."""
        self.asks = {one.key: self._refs(one) for service in api.services for one in service.operations}
        """The same of each operation."""

    def _refs(self, root: object) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for node in nodes(root, ir.Ref, ir.Checked, ir.Scalar):
            if isinstance(node, ir.Ref):
                found[node.key] = None
            elif isinstance(node, ir.Checked):
                self.checked.append(node)
            elif isinstance(node, ir.Scalar) and node.kind is ir.Kind.BINARY:
                self.has_bytes = True
        return tuple(found)


def reach(keys: Iterable[str], links: Mapping[str, tuple[str, ...]]) -> set[str]:
    """`keys` and all that they refer to, at any depth."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found and key in links:
            found.add(key)
            waiting.extend(links[key])
    return found


def homes(survey: Survey, modules: Mapping[str, str]) -> dict[str, str]:
    """The module of each type, by key; `modules` gives that of an operation's service, for those that are served."""
    found: dict[str, str] = {}
    links = survey.uses
    for operation, keys in survey.asks.items():
        module = modules.get(operation, SHARED)
        for key in reach(keys, links):
            found[key] = module if found.get(key, module) == module else SHARED
    shared = reach((key for key in links if found.get(key, SHARED) == SHARED), links)
    return found | dict.fromkeys(shared, SHARED)
