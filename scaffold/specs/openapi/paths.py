"""Paths: templates, path items and the operations in them (OpenAPI 3.2, 4.8 and 4.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from difflib import get_close_matches
from itertools import count
from urllib.parse import unquote, unquote_plus

from msgspec import Struct
from msgspec.structs import replace

from scaffold import ir, names
from scaffold.diag import Source, quote
from scaffold.source import Node
from scaffold.specs.openapi.reading import Reading, plain

_SLOT = re.compile(r"\{([^{}]+)\}")
_DOUBLED = re.compile(r"\{\{([^{}]+)\}\}")
_PART = re.compile(rf"{_SLOT.pattern}|([^{{}}]+)")
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 9.1: a token

Segment = tuple[ir.Literal | ir.Slot, ...]


class Template(Struct, frozen=True):
    """A path as it was read.

    `again` gives, for each slot that got a name of its own as its name was there already, the name that it had. Of a
    query that was cut off `asked` are the names in braces with the parameters that they stand for, `fixed` the others.
    """

    path: ir.Path
    again: Mapping[str, str]
    asked: Mapping[str, str]
    fixed: Mapping[str, str]


class Found(Struct, frozen=True):
    """An operation that is found and not read yet. `item` is its path item, and what that refers to if it does."""

    key: str
    method: str
    template: Template
    item: tuple[Node, ...]
    node: Node

    @property
    def path(self) -> ir.Path:
        return self.template.path


def template(reading: Reading, wire: str, at: Source) -> Template | None:
    """The path template, or None with a diagnostic where it is malformed.

    A missing slash at its start is put there; a query is cut off, and so is a fragment, which is never sent.
    """
    shown, _, query = _DOUBLED.sub(r"{\1}", wire).partition("#")[0].partition("?")
    if _DOUBLED.search(wire):
        message = f"the path {quote(wire)} doubles its braces; they are read as single ones"
        reading.report.add("path-mended", at, message, key=True)
    if query:
        message = f"the path {quote(wire)} holds a query, which is cut off; its parameters are read as `in: query`"
        reading.report.add("path-mended", at, message, "describe it by parameters with `in: query`", key=True)
    if not shown.startswith("/"):
        message = f"the path {quote(wire)} does not start with a slash; it is read as {quote('/' + shown)}"
        reading.report.add("path-mended", at, message, key=True)
        shown = "/" + shown
    shown, again = _distinct(shown)
    for name, first in again.items():
        message = (
            f"the path {quote(wire)} holds {quote(braced(first))} more than once; this one is {quote(braced(name))}"
        )
        reading.report.add("path-mended", at, message, "give each its own name", key=True)
    segments: list[Segment] = []
    for text in shown.split("/")[1:]:
        segment = _segment(text)
        if segment is None:
            message = f"in the path {quote(wire)} the braces are not paired, or hold no name"
            reading.report.add("path-invalid", at, message, key=True)
            return None
        segments.append(segment)
    path = ir.Path(segments=tuple(segments), template=ir.Text(shown))
    return Template(path, again, *_query(query))


def _query(query: str) -> tuple[dict[str, str], dict[str, str]]:
    """The parameters of a query by the names in braces that stand for their values, and those with a fixed value."""
    asked: dict[str, str] = {}
    fixed: dict[str, str] = {}
    for pair in query.split("&"):
        key, _, value = map(unquote_plus, pair.partition("="))
        if slot := _SLOT.fullmatch(value):
            asked[slot[1]] = key
        elif key and value:
            fixed[key] = value
    return asked, fixed


def braced(name: str) -> str:
    """The name as a template holds it."""
    return "{" + name + "}"


def _distinct(shown: str) -> tuple[str, dict[str, str]]:
    """The template with a number after each name that is there already, and the names that these had."""
    held = set(_SLOT.findall(shown))
    again: dict[str, str] = {}
    seen: set[str] = set()

    def rename(slot: re.Match[str]) -> str:
        name = slot[1]
        if name not in seen:
            seen.add(name)
            return slot[0]
        other = next(other for number in count(2) if (other := f"{name}_{number}") not in held)
        held.add(other)
        again[other] = name
        return braced(other)

    return _SLOT.sub(rename, shown), again


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


def slots(path: ir.Path) -> list[str]:
    """The names in braces, in order."""
    return [part.name.raw for segment in path.segments for part in segment if isinstance(part, ir.Slot)]


def shape(path: ir.Path) -> tuple[tuple[str | None, ...], ...]:
    """What tells two templates apart: their literals, and where their slots are."""
    return tuple(
        tuple(part.text.raw if isinstance(part, ir.Literal) else None for part in segment) for segment in path.segments
    )


def find_all(reading: Reading) -> list[Found]:
    """Every operation under `paths`; those that no request can tell from an earlier one are left out."""
    found: list[Found] = []
    first: dict[tuple[object, str], Found] = {}
    alike: dict[object, str] = {}
    for wire, entry in reading.members(reading.root, "paths"):
        known = template(reading, wire, entry.source)
        parts = known and item(reading, entry, f"the path {quote(wire)}")
        if known is None or not parts:
            continue
        where = shape(known.path)
        other = alike.setdefault(where, wire)
        twice = []
        for method, node in methods(reading, parts):
            operation = Found(f"{method} {known.path.template.raw}", method, known, parts, node)
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
            message = f"{quote(operation.method + ' ' + wire)} is the same as {quote(earlier.key)}; it is left out"
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
        reading.check_fields(part, "path item", _loud(reading, part))
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


def _loud(reading: Reading, item: Node) -> list[str]:
    """The methods of a path item in capitals, which are read as what is meant."""
    methods = reading.dialect.methods
    loud = [key for key in plain(item) if key not in methods and key.lower() in methods]
    for key in loud:
        message = f"the method {quote(key)} must be in small letters; it is read as {quote(key.lower())}"
        reading.report.add("field-mended", item.source.child(key), message, key=True)
    return loud


def _is_operation(reading: Reading, node: Node, what: str) -> bool:
    return reading.as_object(node, what) is not None


def check_parameters(reading: Reading, found: Found, params: list[ir.Param]) -> list[ir.Param]:
    """The parameters that the path has a place for, and one for each name in braces that none declares."""
    held = slots(found.path)
    params = _moved(reading, found, params, held)
    declared = {param.name.wire.raw: param for param in params if param.where is ir.Where.PATH}
    unused = sorted(set(declared) - set(held))
    for name in held:
        if name not in declared:
            first = declared.get(found.template.again.get(name, ""))
            again = first and replace(first, name=names.name(name, "parameter"))
            declared[name] = again or _any_string(reading, found, name, unused)
            params.append(declared[name])
    return [param for param in params if _is_in_path(reading, found, param, held)]


def _moved(reading: Reading, found: Found, params: list[ir.Param], held: list[str]) -> list[ir.Param]:
    """The parameters, each in path or query as the template says, with those that the query in a path fixes."""
    names_of = {where: {param.name.wire.raw for param in params if param.where is where} for where in ir.Where}
    query, undeclared = names_of[ir.Where.QUERY], set(held) - names_of[ir.Where.PATH]
    asked = {name: key for name, key in found.template.asked.items() if key not in query}
    fixed = [_fixed(found, key, value) for key, value in found.template.fixed.items() if key not in query]
    return [*(_placed(reading, found, param, asked, undeclared) for param in params), *fixed]


def _fixed(found: Found, key: str, value: str) -> ir.Param:
    name, const = names.name(key, "parameter"), ir.Const(value=ir.Text(value))
    at, style = found.node.source, ir.Style.FORM
    return ir.Param(name=name, where=ir.Where.QUERY, type=const, required=True, style=style, explode=True, source=at)


def _placed(
    reading: Reading, found: Found, param: ir.Param, asked: Mapping[str, str], undeclared: Set[str]
) -> ir.Param:
    wire = param.name.wire.raw
    if param.where is ir.Where.PATH and wire in asked:
        name = names.name(asked[wire], "parameter")
        return replace(param, name=name, where=ir.Where.QUERY, style=ir.Style.FORM, explode=True)
    if param.where is not ir.Where.QUERY or wire not in undeclared:
        return param
    message = (
        f"{quote(wire)} is in the path of {quote(found.key)}; its parameter is read as `in: path`, not `in: query`"
    )
    reading.report.add("path-parameter-undeclared", param.source, message, "write `in: path`")
    style, explode = ir.Style.SIMPLE, False
    moved = replace(param, where=ir.Where.PATH, style=style, explode=explode, allow_empty=False)
    return replace(moved, required=True, default=None)


def _any_string(reading: Reading, found: Found, name: str, unused: list[str]) -> ir.Param:
    """A parameter for a name in braces that is not declared."""
    near = get_close_matches(name, unused, 1, 0.6)
    message = f"{quote(braced(name))} in the path of {quote(found.key)} is not declared as a parameter"
    fix = f"did you mean {quote(braced(near[0]))}?" if near else None
    at = found.node.source
    reading.report.add("path-parameter-undeclared", at, f"{message}; it is read as any string", fix, key=True)
    string = ir.Scalar(kind=ir.Kind.STRING)
    return ir.Param(name=names.name(name, "parameter"), where=ir.Where.PATH, type=string, required=True, source=at)


def _is_in_path(reading: Reading, found: Found, param: ir.Param, held: list[str]) -> bool:
    if param.where is not ir.Where.PATH or param.name.wire.raw in held:
        return True
    message = (
        f"the path parameter {quote(param.name.wire.raw)} is not in the path of {quote(found.key)}; it is left out"
    )
    reading.report.add("path-parameter-unused", param.source, message)
    return False
