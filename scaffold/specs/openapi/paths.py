"""Paths: templates, path items and the operations in them (OpenAPI 3.2, 4.8 and 4.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

from scaffold import ir
from scaffold.diag import Source, quote
from scaffold.source import Node
from scaffold.specs.openapi.dialect import METHODS
from scaffold.specs.openapi.reading import Reading, plain

_PART = re.compile(r"\{([^{}]+)\}|([^{}]+)")
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 9.1: a token
_ITEM = frozenset("summary description servers parameters additionalOperations".split()) | frozenset(METHODS)

Segment = tuple[ir.Literal | ir.Slot, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An operation that is found and not read yet. `item` is its path item, and what that refers to if it does."""

    key: str
    method: str
    path: ir.Path
    item: tuple[Node, ...]
    node: Node


def template(reading: Reading, wire: str, at: Source) -> ir.Path | None:
    """The path template, or None with a diagnostic where it is malformed.

    A missing slash at its start is put there; a fragment, which is never sent, is cut off.
    """
    if "?" in wire:
        message = f"the path {quote(wire)} holds a query"
        reading.report.add("path-invalid", at, message, "describe it by parameters with `in: query`", key=True)
        return None
    shown = wire.partition("#")[0]
    if not shown.startswith("/"):
        message = f"the path {quote(wire)} does not start with a slash; it is read as {quote('/' + shown)}"
        reading.report.add("path-mended", at, message, key=True)
        shown = "/" + shown
    segments: list[Segment] = []
    for text in shown.split("/")[1:]:
        segment = _segment(text)
        if segment is None:
            message = f"in the path {quote(wire)} the braces are not paired, or hold no name"
            reading.report.add("path-invalid", at, message, key=True)
            return None
        segments.append(segment)
    return _checked(reading, ir.Path(segments=tuple(segments), template=ir.Text(shown)), at)


def _segment(text: str) -> Segment | None:
    """Literals and slots of one segment; None where its braces are not paired. Two slots side by side are allowed."""
    parts: list[ir.Literal | ir.Slot] = []
    at = 0
    for match in _PART.finditer(text):
        if match.start() != at:
            return None
        at = match.end()
        slot, literal = match.groups()
        parts.append(ir.Slot(ir.Text(slot)) if slot is not None else ir.Literal(ir.Text(unquote(literal))))
    return tuple(parts) if at == len(text) else None


def _checked(reading: Reading, path: ir.Path, at: Source) -> ir.Path | None:
    names = slots(path)
    for name in names:
        if names.count(name) > 1:
            message = f"the path {quote(path.template.raw)} holds {quote('{' + name + '}')} more than once"
            reading.report.add("path-invalid", at, message, "give each its own name", key=True)
            return None
    return path


def slots(path: ir.Path) -> list[str]:
    """The names in braces, in order."""
    return [part.name.raw for segment in path.segments for part in segment if isinstance(part, ir.Slot)]


def shape(path: ir.Path) -> tuple[tuple[str | None, ...], ...]:
    """What tells two templates apart: their literals, and where their slots are."""
    return tuple(
        tuple(part.text.raw if isinstance(part, ir.Literal) else None for part in segment) for segment in path.segments
    )


def find_all(reading: Reading) -> list[Found]:
    """Every operation under `paths`; those that no request can tell from an earlier one are left out.

    The same template twice is an error, unless the methods differ or the second has a fragment.
    """
    found: list[Found] = []
    first: dict[tuple[object, str], Found] = {}
    alike: dict[object, str] = {}
    for wire, entry in reading.members(reading.root, "paths"):
        path = template(reading, wire, entry.source)
        parts = path and item(reading, entry, f"the path {quote(wire)}")
        if path is None or not parts:
            continue
        where = shape(path)
        other = alike.setdefault(where, wire)
        twice = []
        for method, node in methods(reading, parts):
            operation = Found(f"{method} {path.template.raw}", method, path, parts, node)
            if first.setdefault((where, method), operation) is operation:
                found.append(operation)
            else:
                twice.append((operation, first[where, method]))
        if other != wire or twice:
            _tell_twice(reading, wire, entry.source, other, twice)
    return found


def _tell_twice(reading: Reading, wire: str, at: Source, other: str, twice: list[tuple[Found, Found]]) -> None:
    """Tell that a path is the same as an earlier one, and which of its operations are there already."""
    if "#" in wire:
        named = ", ".join(operation.method for operation, _ in twice)
        if named:
            message = f"without its fragment, which is never sent, {quote(wire)} is {quote(other)}: {named} is left out"
            reading.report.add("path-mended", at, message, "remove the path, or give it another name", key=True)
    elif twice:
        for operation, earlier in twice:
            message = f"{quote(operation.method + ' ' + wire)} is the same as {quote(earlier.key)}"
            reading.report.add("path-duplicate", at, message, key=True, near=earlier.node.source)
    else:
        message = f"the path {quote(wire)} is the same as {quote(other)} but for the names of its parameters"
        near = reading.root.source.child("paths", other)
        reading.report.add("path-alike", at, message, key=True, near=near)


def item(reading: Reading, entry: Node, what: str) -> tuple[Node, ...]:
    """The path item and, if it has a `$ref`, the one that it refers to: fields of both count, its own first."""
    target = reading.as_object(entry, what)
    if target is None:
        return ()
    return (target,) if target.source == entry.source or set(plain(entry)) == {"$ref"} else (entry, target)


def methods(reading: Reading, item: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """The operations of a path item by their methods, those of `additionalOperations` last."""
    seen: set[str] = set()
    for part in item:
        reading.check_fields(part, _fields(reading, part), "a path item")
        for key, node in part.items():
            method = key.upper()
            if key.lower() in reading.dialect.methods and method not in seen:
                if _is_operation(reading, node, f"the operation {quote(key)}"):
                    seen.add(method)
                    yield method, node
        for method, node in reading.members(part, "additionalOperations"):
            if not _METHOD.fullmatch(method):
                message = f"{quote(method)} is no method of HTTP"
                reading.report.add("field-invalid", node.source, message, "use letters only", key=True)
            elif method not in seen and _is_operation(reading, node, f"the operation {quote(method)}"):
                seen.add(method)
                yield method, node


def _fields(reading: Reading, item: Node) -> frozenset[str]:
    """The fields of a path item. A method in capitals is read as what is meant."""
    loud = [key for key in plain(item) if key not in _ITEM and key.lower() in reading.dialect.methods]
    for key in loud:
        message = f"the method {quote(key)} must be in small letters; it is read as {quote(key.lower())}"
        reading.report.add("field-mended", item.source.child(key), message, key=True)
    return _ITEM.union(loud) if loud else _ITEM


def _is_operation(reading: Reading, node: Node, what: str) -> bool:
    return reading.as_object(node, what) is not None


def check_parameters(reading: Reading, found: Found, params: list[ir.Param]) -> list[ir.Param]:
    """The parameters without those that are not in the path; names in braces that none declares are errors."""
    held = slots(found.path)
    declared = {param.name.wire.raw for param in params if param.where is ir.Where.PATH}
    for name in held:
        if name not in declared:
            near = get_close_matches(name, sorted(declared - set(held)) or sorted(declared), 1, 0.6)
            message = f"{quote('{' + name + '}')} in the path of {quote(found.key)} is not declared as a parameter"
            fix = f"did you mean {quote('{' + near[0] + '}')}?" if near else _declare(name, params)
            reading.report.add("path-parameter-undeclared", found.node.source, message, fix, key=True)
    return [param for param in params if _is_in_path(reading, found, param, held)]


def _declare(name: str, params: list[ir.Param]) -> str | None:
    """The mend for a name that is declared elsewhere than in the path."""
    for param in params:
        if param.name.wire.raw == name:
            return f"the parameter {quote(name)} says 'in: {param.where.value}'; write 'in: path'"
    return None


def _is_in_path(reading: Reading, found: Found, param: ir.Param, held: list[str]) -> bool:
    if param.where is not ir.Where.PATH or param.name.wire.raw in held:
        return True
    message = (
        f"the path parameter {quote(param.name.wire.raw)} is not in the path of {quote(found.key)}; it is left out"
    )
    reading.report.add("path-parameter-unused", param.source, message)
    return False
