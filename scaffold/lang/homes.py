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


def uses(types: Iterable[ir.Declaration]) -> dict[str, tuple[str, ...]]:
    """By key, the keys of the declarations that each one refers to itself, once each."""
    return {node.key: tuple(dict.fromkeys(references(node))) for node in types}


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


def homes(api: ir.Api, modules: Mapping[str, str], links: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The module of each type, by key; `modules` gives that of an operation's service, for those that are served."""
    found: dict[str, str] = {}
    for service in api.services:
        for operation in service.operations:
            module = modules.get(operation.key, SHARED)
            for key in reach(references(operation), links):
                found[key] = module if found.get(key, module) == module else SHARED
    shared = reach((key for key in links if found.get(key, SHARED) == SHARED), links)
    return found | dict.fromkeys(shared, SHARED)
