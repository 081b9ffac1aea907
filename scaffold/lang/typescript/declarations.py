"""Where each type of an API is declared in TypeScript: its names, its module, and which of its references come late.

Modules hold at most so many lines. A type stands behind those it refers to, so that a schema can name theirs; where
types refer to one another in a circle, one of them is named before it is there, and must be looked up late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from scaffold import ir
from scaffold.ir import walk
from scaffold.lang.base import Symbol
from scaffold.lang.homes import SHARED, Survey, homes, reach, references
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.portions import circles, lines_of, portions
from scaffold.lang.shapes import Shapes
from scaffold.lang.typescript.imports import Imports
from scaffold.lang.typescript.names import Scope, distinct, identifier, schema_name


class Declared(Struct, frozen=True):
    """One declaration: the names of its type and of its schema, its module, and its place in the order of all."""

    node: ir.Declaration
    name: str
    schema: str
    module: str
    place: int


class Declarations:
    """All declarations of an API by key."""

    def __init__(self, api: ir.Api, survey: Survey, modules: Mapping[str, str]) -> None:
        """`modules` gives, for the key of an operation that is served, the module of its service."""
        nodes = {node.key: node for node in api.types}
        self._shapes = Shapes(nodes)
        self.printed: dict[tuple[str, str, Symbol | None], tuple[str, Imports]] = {}
        """By key, what was printed (type or schema) and how bytes in it are typed, the text and what it imports: an SDK
        has the same types."""
        self._uses = survey.uses
        names = distinct(identifier(node.name, Scope.MODEL) for node in api.types)
        schemas = distinct(map(schema_name, names))
        called = {node.key: pair for node, pair in zip(api.types, zip(names, schemas, strict=True), strict=True)}
        self.by_key: dict[str, Declared] = {}
        self._held: dict[str, list[Declared]] = {}
        taken = {SHARED, *modules.values()}
        for module, keys in _modules(nodes, self._uses, homes(survey, modules), taken):
            for key in keys:
                self.by_key[key] = one = Declared(nodes[key], *called[key], module, len(self.by_key))
                self._held.setdefault(module, []).append(one)
        self._circle = self._module_circles()
        self._forms, self._texts = _reached_as(api, self._uses) if survey.has_bytes else (set(), set())
        self._received = _only_received(api, self._uses) if self._forms else set()

    def __getitem__(self, key: str) -> Declared:
        return self.by_key[key]

    def bytes_are(self, key: str) -> tuple[bool, bool]:
        """Whether bytes in values of a type stand in forms, as files, and whether in JSON, as text."""
        return key in self._forms or key not in self._texts, key in self._texts

    def is_received(self, key: str) -> bool:
        """Whether values of a type come in the parts of replies alone, where bytes are what was received."""
        return key in self._received

    def is_closed(self, type_: ir.TypeRef, seen: frozenset[int] = frozenset()) -> bool:
        """Whether a type is, or may be, an object that takes no members but those it names."""
        found = self._shapes.bare(type_)
        if isinstance(found, ir.Record):
            return isinstance(found.extra, ir.Never)
        if not isinstance(found, ir.Union | ir.OneOf) or id(found) in seen:
            return False
        variants = (one.type if isinstance(one, ir.Variant) else one for one in found.variants)
        return any(self.is_closed(one, seen | {id(found)}) for one in variants)

    def modules(self) -> tuple[str, ...]:
        """The modules that hold anything, `shared` first, and of one service in their order."""
        return tuple(self._held)

    def of(self, module: str) -> tuple[Declared, ...]:
        """The declarations of a module, each behind those it refers to."""
        return tuple(self._held.get(module, ()))

    def is_late(self, user: Declared, used: Declared) -> bool:
        """Whether `used` may not be there yet when the module of `user` is evaluated."""
        if user.module == used.module:
            return used.place >= user.place
        return self._circle[user.module] == self._circle[used.module]

    def _module_circles(self) -> dict[str, int]:
        """The number of the circle of modules, which import one another, that each module is in."""
        links: dict[str, dict[str, None]] = {module: {} for module in self.modules()}
        for key, one in self.by_key.items():
            links[one.module].update(dict.fromkeys(self.by_key[other].module for other in self._uses[key]))
        return {module: number for number, circle in enumerate(circles(links)) for module in circle}


def _reached_as(api: ir.Api, links: Mapping[str, tuple[str, ...]]) -> tuple[set[str], set[str]]:
    """The types that bodies which are forms are made of, and those that bodies of JSON are made of."""
    forms: list[str] = []
    texts: list[str] = []
    for media in walk.nodes(api.services, ir.Media):
        kind = media_kind(media)
        if kind in (MediaKind.FORM, MediaKind.MULTIPART, MediaKind.MIXED):
            forms.extend(references(media))
        elif kind in (MediaKind.JSON, MediaKind.SEQUENCE):
            texts.extend(references(media))
    return reach(forms, links), reach(texts, links)


def _only_received(api: ir.Api, links: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The types that bodies of replies are made of, and nothing else is."""
    replies = [key for result in walk.nodes(api.services, ir.Result) for key in references(result)]
    bodies = [key for body in walk.nodes(api.services, ir.Body) for key in references(body)]
    return reach(replies, links) - reach(bodies, links)


def _modules(
    nodes: Mapping[str, ir.Declaration], links: Mapping[str, tuple[str, ...]], home: Mapping[str, str], taken: set[str]
) -> Iterator[tuple[str, list[str]]]:
    """The modules, `shared` first, each with the keys of its types, which stand behind those they refer to."""
    held: dict[str, dict[str, ir.Declaration]] = {SHARED: {}}
    for key, node in nodes.items():
        held.setdefault(home.get(key, SHARED), {})[key] = node
    for module in sorted(held, key=lambda module: (module != SHARED, module)):
        for first, keys in portions(held[module], links, _lines, splits=True):
            name = module
            if first:
                (name,) = distinct([_called(module, nodes[first].name)], taken, ignore_case=True)
                taken.add(name)
            here = set(keys)
            inside = {key: [other for other in links[key] if other in here] for key in keys}
            yield name, [key for circle in circles(inside) for key in circle]


def _called(module: str, name: ir.Name) -> str:
    """A further module of a service, called after its first type."""
    own = identifier(name, Scope.MODULE)
    return own if own.startswith(f"{module}-") else f"{module}-{own}"


def _lines(node: ir.Declaration) -> int:
    """About how many lines a type and its schema take."""
    return lines_of(node) + 3 + (len(node.fields) if isinstance(node, ir.Record) else 0)
