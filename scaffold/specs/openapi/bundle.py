"""The description as one JSON document, as it is served to readers.

A single file is served as it is. Where it refers to other documents, these stand under `x-refs` by their ids, and
every reference into them is written as a pointer to there, so that the document holds all that it speaks of. What looks
like a reference in data or in an extension is none.
"""

from __future__ import annotations

from typing import Any

from scaffold.diag import Source
from scaffold.source import Node
from scaffold.specs.openapi.reading import Reading

_SECTION = "x-refs"
_DATA = frozenset(["example", "default", "enum", "const", "value", "dataValue"])
_NAMED = frozenset(  # maps whose keys are names, not fields
    "properties patternProperties dependentSchemas $defs definitions schemas responses parameters examples headers "
    "requestBodies securitySchemes securityDefinitions links callbacks pathItems mediaTypes paths webhooks content "
    "encoding variables".split()
)


def document(reading: Reading) -> Any:
    """The description as one JSON value, self-contained."""
    if not reading.resolver.leads_out():
        return reading.root.value
    bundler = _Bundler(reading)
    whole = bundler.copy(reading.root)
    parts = bundler.parts()
    if parts:
        whole[_SECTION] = parts
    return whole


class _Bundler:
    """Copies values with their references rewritten, and notes which other documents they need."""

    def __init__(self, reading: Reading) -> None:
        self._resolver = reading.resolver
        self._root = reading.root.source.document
        self._needed: dict[str, None] = {}

    def parts(self) -> dict[str, Any]:
        """The other documents by id; those that they refer to are there too."""
        done: dict[str, Any] = {}
        while waiting := [id for id in self._needed if id not in done]:
            for id in waiting:
                node = self._resolver.resolve("#", Source(id))
                done[id] = None if node is None else self.copy(node)
        return dict(sorted(done.items()))

    def copy(self, node: Node, named: bool = False) -> Any:
        """The node's value with its references rewritten. With `named` its keys are names, not fields."""
        if isinstance(node.value, list):
            return [self.copy(element) for element in node.elements()]
        if not isinstance(node.value, dict):
            return node.value
        if named:
            return {key: self.copy(child) for key, child in node.items()}
        return {key: self._field(node, key, child) for key, child in node.items() if not _is_base(key, child)}

    def _field(self, node: Node, key: str, child: Node) -> Any:
        if key in _DATA or key.startswith("x-") or (key == "examples" and child.is_list):
            return child.value
        if key == "$ref" and isinstance(child.value, str):
            target = self._resolver.target(node)
            return child.value if target is None else self._pointer(target.source)
        if key == "operationRef" and isinstance(child.value, str):
            return self._text(child)
        if key == "mapping" and child.is_map:
            return {tag: self._text(entry) for tag, entry in child.items()}
        return self.copy(child, key in _NAMED)

    def _text(self, node: Node) -> Any:
        """A reference that stands in a string of its own; a plain name stays as it is."""
        value = node.value
        if not isinstance(value, str) or not any(char in value for char in "#/."):
            return value
        target = self._resolver.resolve(value, node.source)
        return value if target is None else self._pointer(target.source)

    def _pointer(self, source: Source) -> str:
        if source.document == self._root:
            return "#" + source.pointer
        self._needed.setdefault(source.document)
        return "#" + Source("").child(_SECTION, source.document).pointer + source.pointer


def _is_base(key: str, child: Node) -> bool:
    """Whether the member would give the references around it another base than the document."""
    return key == "$id" and isinstance(child.value, str)
