"""Where each type of an API is declared in Python: its class name, its module, and the order that Python needs.

`scaffold.lang.homes` says which module a type lives in. A module that would be too long to read is several
(`scaffold.lang.portions`). No module imports another in a circle.
"""

from __future__ import annotations

from msgspec import Struct

from scaffold import ir
from scaffold.lang.homes import SHARED, Survey
from scaffold.lang.homes import homes as modules_of
from scaffold.lang.portions import portions
from scaffold.lang.python.entangled import entangled
from scaffold.lang.python.imports import Imports, module_key
from scaffold.lang.python.names import Scope, distinct, identifier

_WORDS = 24
"""Letters of a type's name in the name of a module."""


class Declared(Struct, frozen=True):
    """One declaration: its identifier and the module (of the models package) that holds it."""

    node: ir.Declaration
    name: str
    module: str


class Declarations:
    """All declarations of an API by key."""

    def __init__(self, api: ir.Api, survey: Survey, modules: dict[str, str]) -> None:
        """`modules` gives, for the key of an operation that is served, the module of its service."""
        nodes = {node.key: node for node in api.types}
        self.printed: dict[str, tuple[str, Imports, str]] = {}
        """By key, the body of a class, what it imports, and the root package then: an SDK has the same classes."""
        self._uses = survey.uses
        homes = self._portioned(nodes, modules_of(survey, modules), {SHARED, *modules.values()})
        names = distinct(identifier(node.name, Scope.CLASS) for node in api.types)
        self.by_key = {
            node.key: Declared(node, name, homes[node.key]) for node, name in zip(api.types, names, strict=True)
        }
        self._held: dict[str, list[Declared]] = {}
        for one in self.by_key.values():
            self._held.setdefault(one.module, []).append(one)
        self.entangled = entangled(survey.uses, ([one.node.key for one in held] for held in self._held.values()))

    def __getitem__(self, key: str) -> Declared:
        return self.by_key[key]

    def modules(self) -> tuple[str, ...]:
        """The modules that hold anything, as imports of them are ordered."""
        return tuple(sorted(self._held, key=module_key))

    def of(self, module: str) -> tuple[Declared, ...]:
        """The declarations of a module, in the description's order."""
        return tuple(self._held[module])

    def _portioned(self, nodes: dict[str, ir.Declaration], homes: dict[str, str], taken: set[str]) -> dict[str, str]:
        """The module of every type, with modules that are too long as several."""
        held: dict[str, dict[str, ir.Declaration]] = {}
        for key, node in nodes.items():
            held.setdefault(homes.get(key, SHARED), {})[key] = node
        found: dict[str, str] = {}
        for module, types in held.items():
            for first, keys in portions(types, self._uses):
                name = module
                if first:
                    (name,) = distinct([_called(module, nodes[first].name)], taken)
                    taken.add(name)
                found |= dict.fromkeys(keys, name)
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


def _called(module: str, first: ir.Name) -> str:
    """The name of a portion of a module after its first type: as many of the type's words as are quickly read."""
    words: list[str] = []
    for word in first.words:
        if words and sum(map(len, words)) + len(word) > _WORDS:
            break
        words.append(word)
    own = identifier(tuple(words), Scope.MODULE)
    return own if own.startswith(f"{module}_") else f"{module}_{own}"
