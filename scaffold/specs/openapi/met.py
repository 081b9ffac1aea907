"""The keywords that a description holds, found by the structure that `keywords` gives each kind of object.

So a property called `items` is no keyword, and what only references lead to is met in the kind that refers to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from scaffold.coverage import Keyword, Met, Use
from scaffold.diag import Source
from scaffold.refs import Resolver, reference
from scaffold.source import Node
from scaffold.specs.openapi import keywords

_EXTENSION = Keyword(use=Use.IGNORED, why="an extension: handed on in the description that the service serves")
_UNKNOWN = Keyword(use=Use.REFUSED, why="the format has no such keyword here")
_BESIDE = Keyword(use=Use.REFUSED, why="beside `$ref` it does nothing")
_UNREFERRED = "nothing refers to it"
_OTHER_SERVER = "services and clients are made for the first server; readers find the others in the description"
_SAID = Keyword(use=Use.IGNORED, why="the example's value is there besides")
_VALUES = ("dataValue", "value", "serializedValue", "externalValue")
"""What an example may be given by; the first of them that is there is read."""


class Walk:
    """One walk through a description: each keyword at each of its places, once."""

    def __init__(self, resolver: Resolver, dialect: str) -> None:
        self._resolver = resolver
        self._table = keywords.table(dialect)
        self._strict = dialect != "3.1"
        self._seen: set[tuple[str, Source]] = set()
        self._idle: list[tuple[str, Node, str]] = []

    def met(self, root: Node) -> Iterator[Met]:
        """The keywords in the order of the description, those of objects that nothing makes use of last."""
        yield from self._from("description", root)
        for kind, node, why in self._idle:
            for one in self._from(kind, node):
                yield Met(kind=one.kind, keyword=one.keyword, source=one.source, use=Use.IGNORED, why=why)

    def _from(self, kind: str, node: Node) -> Iterator[Met]:
        """The keywords of an object, and of all that it holds or refers to."""
        waiting = deque([(kind, node)])
        while waiting:
            kind, node = waiting.popleft()
            if (kind, node.source) in self._seen or not isinstance(node.value, dict):
                continue
            self._seen.add((kind, node.source))
            inner: list[tuple[str, Node]] = []
            for name, child in node.items():
                keyword, told, shown = self._classified(kind, node.value, name)
                yield Met(kind=told, keyword=shown, source=child.source, use=keyword.use, why=keyword.why)
                held = list(_inside(keyword, child))
                used = 0 if keyword.referred else 1 if keyword.each == "server" else len(held)
                inner += held[:used]
                why = _UNREFERRED if keyword.referred else _OTHER_SERVER
                self._idle += ((of, one, why) for of, one in held[used:])
            target = self._resolver.target(node) if reference(node.value) else None
            inner += [(kind, target)] if target is not None else []
            waiting.extendleft(reversed(inner))

    def _classified(self, kind: str, value: dict[str, object], name: str) -> tuple[Keyword, str, str]:
        """What the table says of a field, and the kind and name that it is counted under."""
        if name.startswith("x-"):
            return keywords.EXTENSIONS.get(name, _EXTENSION), kind, name
        if "$ref" in value and kind not in ("schema", "path item"):
            return self._table["reference"].get(name, _BESIDE), "reference", name
        if "$ref" in value and kind == "schema" and self._strict and name not in keywords.BESIDE:
            return _BESIDE, kind, name
        if kind == "example" and name in _VALUES and name != next(each for each in _VALUES if each in value):
            return _SAID, kind, name
        fields = self._table[kind]
        if name in fields:
            return fields[name], kind, name
        chosen = next((field for field in fields if field.startswith("{")), None)
        return (fields[chosen], kind, chosen) if chosen else (_UNKNOWN, kind, name)


def _inside(keyword: Keyword, child: Node) -> Iterator[tuple[str, Node]]:
    """The objects in the value of a keyword, with their kinds."""
    if keyword.holds:
        yield from ((keyword.holds, node) for node in (child.elements() if child.is_list else (child,)))
    elif keyword.each:
        yield from ((keyword.each, node) for node in child.elements())
    elif keyword.named:
        yield from ((keyword.named, node) for name, node in child.items() if not name.startswith("x-"))
