"""Modules of models that are too long to read, in portions that are not.

What stands together in the description (a schema and what is written inside it) stays together, and so does what
refers to each other in a circle. These groups are put in an order in which each comes behind all that it refers to,
and the order is cut into runs: a run then imports from earlier ones only. Where it is cut depends on the names of the
groups there, so that a change of the description moves the modules around it and leaves the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from zlib import crc32

from scaffold import ir

_WIDTH = 88
MOST = 600
"""Lines of a portion, as they are estimated here; imports and long lines make some more of them."""
_ENOUGH = 300
_ODDS = 6
"""A portion with enough lines ends at one group in so many."""


def lines_of(node: ir.Declaration) -> int:
    """About how many lines a declaration takes."""
    lines = 4 + _doc_lines(node.doc)
    match node:
        case ir.Record(fields=fields):
            lines += sum(_field_lines(field) + _doc_lines(field.doc) for field in fields)
        case ir.Enum(members=members):
            lines += len(members)
        case ir.Union(variants=variants):
            lines += sum(2 + len(variant.tags) for variant in variants)
    return lines


def portions(
    nodes: Mapping[str, ir.Declaration],
    uses: Mapping[str, Iterable[str]],
    size_of: Callable[[ir.Declaration], int] = lines_of,
    *,
    splits: bool = False,
) -> list[tuple[str, list[str]]]:
    """The types of one module as several: the key of the type that each is called after, and the keys that it holds.

    A module that is short enough stays one, called after none (""). `uses` gives the keys that each type refers to;
    others may be among them. With `splits`, what refers to each other in a circle that is too long is not kept whole.
    """
    lines = {key: size_of(node) for key, node in nodes.items()}
    if sum(lines.values()) <= MOST:
        return [("", list(nodes))]
    places = {key: place for place, key in enumerate(nodes)}
    found: list[tuple[str, list[str]]] = []
    size = MOST
    for keys in _groups(nodes, uses, lines, splits):
        keys.sort(key=places.__getitem__)
        own = sum(map(lines.__getitem__, keys))
        ends = size >= _ENOUGH and crc32(keys[0].encode("utf-8", "surrogatepass")) % _ODDS == 0
        if ends or size + own > MOST:
            found.append((keys[0], []))
            size = 0
        found[-1][1].extend(keys)
        size += own
    return found if len(found) > 1 else [("", list(nodes))]


def _groups(
    nodes: Mapping[str, ir.Declaration], uses: Mapping[str, Iterable[str]], lines: Mapping[str, int], splits: bool
) -> Iterator[list[str]]:
    """What stays together, each group behind those that it refers to."""
    homes = {key: _home(node) for key, node in nodes.items()}
    members: dict[str, list[str]] = {}
    for key, home in homes.items():
        members.setdefault(home, []).append(key)
    links = {
        home: tuple(dict.fromkeys(homes[other] for key in keys for other in uses[key] if other in homes))
        for home, keys in members.items()
    }
    for circle in circles(links):
        group = [key for home in circle for key in members[home]]
        if sum(map(lines.__getitem__, group)) <= MOST:
            yield group
        else:
            inside = set(group)
            for part in circles({key: tuple(other for other in uses[key] if other in inside) for key in group}):
                too_long = splits and sum(map(lines.__getitem__, part)) > MOST
                yield from [[key] for key in part] if too_long else [part]


def _home(node: ir.Declaration) -> str:
    """The part of the description that a type stands in: a schema of `components`, an operation."""
    return node.source.document + "#" + "/".join(node.source.pointer.split("/")[:4])


def circles(links: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """The strongly connected components of a graph, each behind those that it leads to (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    held: list[str] = []
    waiting: set[str] = set()
    for start in links:
        if start in number:
            continue
        number[start] = low[start] = len(number)
        held.append(start)
        waiting.add(start)
        path = [(start, iter(links[start]))]
        while path:
            node, rest = path[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    held.append(other)
                    waiting.add(other)
                    path.append((other, iter(links[other])))
                    break
                if other in waiting:
                    low[node] = min(low[node], number[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == number[node]:
                    circle = [held.pop()]
                    while circle[-1] != node:
                        circle.append(held.pop())
                    waiting.difference_update(circle)
                    yield circle


def _field_lines(field: ir.Field) -> int:
    width = _width(field.type) + sum(map(len, field.name.words)) + (20 if field.required else 30)
    return 1 if width <= _WIDTH else 3 + width // 40


def _width(node: ir.TypeRef) -> int:
    """About how long a type is when it is printed."""
    match node:
        case ir.Ref(key=key):
            return len(key)
        case ir.Scalar(format=format_, limits=limits):
            return 8 + (40 if format_ or limits is not ir.NO_LIMITS else 0)
        case ir.OneOf(variants=variants):
            return sum(map(_width, variants))
        case ir.ListOf(item=item) | ir.MapOf(value=item) | ir.Nullable(item=item) | ir.Checked(item=item):
            return 8 + _width(item)
        case ir.TupleOf(items=items):
            return 20 + sum(map(_width, items))
    return 8


def _doc_lines(doc: ir.Doc | None) -> int:
    if doc is None:
        return 0
    texts = [part.raw for part in (doc.summary, doc.description) if part]
    lines = sum(1 + len(line) // (_WIDTH - 8) for text in texts for line in text.split("\n"))
    return lines if lines < 2 else lines + len(texts)
