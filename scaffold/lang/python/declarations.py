"""Where each type of an API is declared in Python: its class name, its module, and the order that Python needs.

A type that the operations of one service alone use lives in that service's module, every other one in `shared`. What
`shared` refers to is then shared too, so service modules import from `shared` and never the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffold import ir
from scaffold.ir.walk import nodes
from scaffold.lang.python.imports import Imports
from scaffold.lang.python.names import Scope, distinct, identifier

SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration: its identifier and the module (of the models package) that holds it."""

    node: ir.Declaration
    name: str
    module: str


class Declarations:
    """All declarations of an API by key."""

    def __init__(self, api: ir.Api, modules: dict[str, str]) -> None:
        """`modules` gives, for the key of an operation that is served, the module of its service."""
        nodes = {node.key: node for node in api.types}
        self.printed: dict[str, tuple[str, Imports, str]] = {}
        """By key, the body of a class, what it imports, and the root package then: an SDK has the same classes."""
        self._uses = {key: tuple(dict.fromkeys(references(node))) for key, node in nodes.items()}
        homes = self._homes(api, modules)
        names = distinct(identifier(node.name, Scope.CLASS) for node in api.types)
        self.by_key = {
            node.key: Declared(node, name, homes.get(node.key, SHARED))
            for node, name in zip(api.types, names, strict=True)
        }

    def __getitem__(self, key: str) -> Declared:
        return self.by_key[key]

    def modules(self) -> tuple[str, ...]:
        """The modules that hold anything, `shared` first."""
        return tuple(
            sorted({one.module for one in self.by_key.values()}, key=lambda module: (module != SHARED, module))
        )

    def of(self, module: str) -> tuple[Declared, ...]:
        """The declarations of a module, in the description's order."""
        return tuple(one for one in self.by_key.values() if one.module == module)

    def _homes(self, api: ir.Api, modules: dict[str, str]) -> dict[str, str]:
        homes: dict[str, str] = {}
        for service in api.services:
            for operation in service.operations:
                module = modules.get(operation.key, SHARED)
                for key in self.reach(references(operation)):
                    homes[key] = module if homes.get(key, module) == module else SHARED
        shared = self.reach(key for key in self._uses if homes.get(key, SHARED) == SHARED)
        return homes | dict.fromkeys(shared, SHARED)

    def reach(self, keys: Iterable[str]) -> set[str]:
        """`keys` and all that they refer to, at any depth."""
        found: set[str] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found and key in self._uses:
                found.add(key)
                waiting.extend(self._uses[key])
        return found

    def ordered(self, module: str) -> tuple[list[Declared], list[Declared], set[str]]:
        """A module's classes, then its aliases with each behind those it names, and the aliases that are recursive.

        Annotations of classes are read late and so may name what follows; the value of an alias is read at once.
        """
        here = self.of(module)
        classes = [one for one in here if isinstance(one.node, ir.Record)]
        aliases = {one.node.key: one for one in here if not isinstance(one.node, ir.Record)}
        done: dict[str, Declared] = {}
        recursive: set[str] = set()
        path: list[str] = []

        def visit(key: str) -> None:
            if key in path:
                recursive.update(path[path.index(key) :])
            if key in done or key in path or key not in aliases:
                return
            path.append(key)
            for other in self._uses[key]:
                visit(other)
            path.pop()
            done[key] = aliases[key]

        for key in aliases:
            visit(key)
        return classes, list(done.values()), recursive


def references(node: object) -> Iterator[str]:
    """The keys of all `Ref`s below an IR node, in order."""
    return (ref.key for ref in nodes(node, ir.Ref))
