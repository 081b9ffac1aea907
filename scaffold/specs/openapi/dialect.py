"""What differs between the versions of the format, each object turned into its 3.x form where it is read.

OpenAPI 3.0, 3.1 and 3.2 share one form. A 2.0 description (`swagger2`) is not rewritten as a whole: its objects are
converted one by one after references are followed, so that every part still knows its place in the user's own file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from scaffold import ir
from scaffold.source import Node
from scaffold.specs.openapi.reading import Reading
from scaffold.specs.openapi.servers import servers

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class Dialect(Protocol):
    """One form of the format. `schemas` names the dialect of its schemas."""

    @property
    def schemas(self) -> str: ...

    @property
    def methods(self) -> tuple[str, ...]: ...

    def components(self, reading: Reading, section: str) -> Iterator[tuple[str, Node]]:
        """The entries of a section of the components, named as 3.x names it; references are not followed."""

    def servers(self, reading: Reading) -> tuple[ir.Server, ...]:
        """The servers of the whole description."""

    def request(
        self, reading: Reading, item: list[Node], operation: Node
    ) -> tuple[list[Node], list[Node], Node | None]:
        """Parameters of the path item, parameters of the operation, and the request body, all in 3.x form."""

    def produces(self, reading: Reading, operation: Node) -> tuple[str, ...]:
        """The media types of responses where the responses themselves don't say; else empty."""

    def response(self, reading: Reading, node: Node, produces: tuple[str, ...]) -> Node:
        """A response in 3.x form."""

    def scheme(self, node: Node) -> Node:
        """A security scheme in 3.x form."""


class OpenApi3:
    """OpenAPI 3.0 ("3.0") and 3.1 and later ("3.1"), which differ in their schemas."""

    methods = METHODS

    def __init__(self, schemas: str) -> None:
        self.schemas = schemas

    def components(self, reading: Reading, section: str) -> Iterator[tuple[str, Node]]:
        """See `Dialect`."""
        components = reading.member(reading.root, "components")
        return iter(()) if components is None else reading.members(components, section)

    def servers(self, reading: Reading) -> tuple[ir.Server, ...]:
        """See `Dialect`."""
        return servers(reading, reading.root)

    def request(
        self, reading: Reading, item: list[Node], operation: Node
    ) -> tuple[list[Node], list[Node], Node | None]:
        """See `Dialect`."""
        body = operation.get("requestBody")
        if body is not None and body.value is None:
            body = None
        shared = [param for part in item for param in followed(reading, part)]
        return shared, followed(reading, operation), body

    def produces(self, reading: Reading, operation: Node) -> tuple[str, ...]:
        """See `Dialect`."""
        return ()

    def response(self, reading: Reading, node: Node, produces: tuple[str, ...]) -> Node:
        """See `Dialect`."""
        return node

    def scheme(self, node: Node) -> Node:
        """See `Dialect`."""
        return node


def followed(reading: Reading, node: Node) -> list[Node]:
    """The parameters in the field `parameters`, references followed, faulty ones left out."""
    found = (
        reading.as_object(element, "a parameter", "parameters") for element in reading.elements(node, "parameters")
    )
    return [param for param in found if param is not None]
