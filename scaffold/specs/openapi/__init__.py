"""OpenAPI 3.0, 3.1 and 3.2, and 2.0 ("Swagger"): a description to an `ir.Api`.

document    the whole: info, tags, services
paths       templates, path items, which operations there are
operations  one operation; webhooks and callbacks
parameters, bodies, responses, security, servers, examples
keywords    every keyword and what becomes of it; met finds them in a description
reading     the state of one reading, and checked fields
dialect     what differs between versions; swagger2 converts 2.0 object by object
bundle      the description as one document
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffold import ir
from scaffold.coverage import Met
from scaffold.diag import Report, quote
from scaffold.refs import Resolver
from scaffold.source import Node
from scaffold.specs.jsonschema import SchemaReader
from scaffold.specs.openapi import document
from scaffold.specs.openapi.dialect import Dialect, OpenApi3
from scaffold.specs.openapi.met import Walk
from scaffold.specs.openapi.reading import Reading, kind
from scaffold.specs.openapi.swagger2 import Swagger2

__all__ = ["detect", "met", "read"]


def detect(node: Node) -> bool:
    """Whether the document says that it is OpenAPI, of whatever version."""
    return node.get("openapi") is not None or node.get("swagger") is not None


def read(node: Node, resolver: Resolver, report: Report) -> ir.Api | None:
    """The API of a description. None, or an incomplete one, where `report` has an error."""
    dialect = _dialect(node, report)
    if dialect is None:
        return None
    schemas = SchemaReader(resolver, report, dialect.schemas)
    return document.api(Reading(root=node, resolver=resolver, report=report, schemas=schemas, dialect=dialect))


def met(node: Node, resolver: Resolver) -> Iterator[Met]:
    """The keywords of a description; none where its version is not read here."""
    dialect = _dialect(node, Report())
    return iter(()) if dialect is None else Walk(resolver, dialect.schemas).met(node)


def _dialect(node: Node, report: Report) -> Dialect | None:
    """The dialect of the version that the document states."""
    key = "openapi" if node.get("openapi") is not None else "swagger"
    stated = node.get(key) or node
    spelled = str(stated.value) if isinstance(stated.value, str | float | int) else ""
    dialect = _of_version(key, spelled)
    if dialect is None:
        shown = quote(spelled) if spelled else kind(stated.value)
        report.add("version-unsupported", stated.source, f"version {shown} of {key} is not read here")
    elif not isinstance(stated.value, str):
        report.add("field-mended", stated.source, f"the version is a number; it is read as {quote(spelled)}")
    return dialect


def _of_version(key: str, spelled: str) -> Dialect | None:
    if key == "openapi" and re.fullmatch(r"3\.[012](\..*)?", spelled):
        return OpenApi3("3.0" if spelled.startswith("3.0") else "3.1")
    if key == "swagger" and re.fullmatch(r"2(\.0(\.\d+)?)?", spelled):
        return Swagger2()
    return None
