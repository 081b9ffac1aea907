"""Route files, for frameworks that route by folders.

A framework of this kind takes a folder's name literally, or as a placeholder for one segment; which of the operations
below a folder a request is for is decided by its path as it came. So a file serves several templates: those that mix
text and placeholders in a segment, and literals that can't be the name of a folder, share the placeholder's.

The folder of all route files may itself be served at a path, such as `/api`. What the description has below that path
lies in it directly, if nothing else is in the way there; all the rest needs a rewrite to be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from scaffold import ir
from scaffold.lang.base import reserved
from scaffold.lang.typescript.names import Scope, identifier
from scaffold.lang.typescript.server_views import OperationView

_LITERAL = re.compile(
    r"(?!(?:con|prn|aux|nul|conin\$|conout\$|com[0-9]|lpt[0-9])(?:\.|$))"
    r"[a-z0-9.~$][a-z0-9.~$_,;+'=!&-]{0,100}(?<!\.)",
    re.IGNORECASE | re.ASCII,
)
"""Literals that a folder may be called. Others are either special to a framework or can't be a name on some system."""
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}")
"""Names of parameters that a folder may have; others differ between frameworks."""
_SLOT = "\0"


class Imported(Struct, frozen=True):
    """The operations of one service, as a route file imports them."""

    module: str
    operations: tuple[OperationView, ...]


class RouteView(Struct, frozen=True):
    """One route file. `folder` is its path below the root of all, beginning with a slash ("" is the root itself).

    `operations` are those that requests to it may be for, those of the folder first. `mount` is the path that the root
    is served at, where requests find the folder below it, and empty where they need a rewrite.
    """

    folder: str
    operations: tuple[OperationView, ...]
    mount: str = ""

    @property
    def operation_keys(self) -> tuple[str, ...]:
        return tuple(operation.key for operation in self.operations)

    @property
    def template(self) -> str:
        """The path template that the folder stands for: what it takes is what the folder takes."""
        return self.mount + re.sub(r"\[\w+\]", "{}", self.folder) or "/"

    @property
    def first(self) -> str:
        """The first segment of the template."""
        return self.template.split("/")[1]


class _Folder(Struct):
    below: dict[str, _Folder] = field(default_factory=dict)
    slots: list[str] = field(default_factory=list)
    """The names of the parameters that its placeholder stands for."""
    operations: list[OperationView] = field(default_factory=list)
    mount: str = ""


def routes(operations: Iterable[OperationView], mount: str = "", own: Iterable[str] = ()) -> tuple[RouteView, ...]:
    """The route files of these operations, ordered by path.

    `mount` is the path that the folder of all is served at; `own` are paths that have route files besides.
    """
    root = _Folder()
    spelled = _spelled(operations, mount, own)
    literals = _foldable(segments for _, segments, _ in spelled)
    for operation, segments, at in spelled:
        place = root
        for depth, segment in enumerate(segments):
            key = _key(segment, literals, depth)
            if key == _SLOT and (names := [part.name.raw for part in segment if isinstance(part, ir.Slot)]):
                place.slots.append(names[0])
            place = place.below.setdefault(key, _Folder())
        place.operations.append(operation)
        place.mount = at
    return tuple(sorted(_views(root, "", [root], ()), key=lambda view: view.folder))


Segment = tuple[ir.Literal | ir.Slot, ...]
Segments = tuple[Segment, ...]


def _spelled(
    operations: Iterable[OperationView], mount: str, own: Iterable[str]
) -> list[tuple[OperationView, Segments, str]]:
    """Each operation with the segments that its folder is made of, and where that is served without a rewrite."""
    whole = [(one, path := _segments(one), mount if _is_below(path, mount) else "") for one in operations]
    below = [segments[1:] for _, segments, at in whole if at]
    beside = [segments for _, segments, at in whole if not at]
    if not _are_apart(below, [*beside, *map(_literals, own)]):
        return [(operation, segments, "") for operation, segments, _ in whole]
    return [(operation, segments[1:] if at else segments, at) for operation, segments, at in whole]


def _segments(operation: OperationView) -> Segments:
    """The segments of the whole path, the server's included; a final slash makes no folder."""
    path = operation.http.path.segments
    return (*_literals(operation.base.raw), *(path[:-1] if path and not path[-1] else path))


def _literals(path: str) -> Segments:
    """The segments of a path without placeholders."""
    return tuple((ir.Literal(ir.Text(text)),) for text in path.split("/") if text)


def _is_below(segments: Segments, mount: str) -> bool:
    return bool(segments) and f"/{_text(segments[0])}" == mount


def _are_apart(some: Iterable[Segments], others: Iterable[Segments]) -> bool:
    """Whether no path of the one kind can be taken for one of the other, by its first folder."""
    these, those = ({_first(segments) for segments in side} for side in (some, others))
    return not (these & those or (these and those and None in these | those))


def _first(segments: Segments) -> str | None:
    """The first folder without its case, empty for the root; None where it may have any name."""
    text = _text(segments[0]) if segments else ""
    return text.lower() if text is not None and (text == "" or _LITERAL.fullmatch(text)) else None


def _text(segment: Segment) -> str | None:
    """The segment's text; None where it has a placeholder."""
    if any(isinstance(part, ir.Slot) for part in segment):
        return None
    return "".join(part.text.raw for part in segment if isinstance(part, ir.Literal))


def _foldable(paths: Iterable[Segments]) -> set[tuple[int, str]]:
    """The literals, by depth, that can be folders: alike in no more than case with any other at their depth."""
    spellings: dict[tuple[int, str], set[str]] = {}
    for segments in paths:
        for depth, segment in enumerate(segments):
            if (text := _text(segment)) is not None:
                spellings.setdefault((depth, text.lower()), set()).add(text)
    return {
        (depth, text)
        for (depth, _), texts in spellings.items()
        for text in texts
        if len(texts) == 1 and _LITERAL.fullmatch(text)
    }


def _key(segment: Segment, literals: set[tuple[int, str]], depth: int) -> str:
    """The folder of a segment: its text, or the one that placeholders share."""
    text = _text(segment)
    return text if text is not None and (depth, text) in literals else _SLOT


def _views(folder: _Folder, path: str, likewise: list[_Folder], used: tuple[str, ...]) -> Iterable[RouteView]:
    """The route files of a folder and those below it.

    `likewise` are the folders that a request which comes to this one may be meant for as well: a placeholder's, where
    this one is the placeholder's literal brother.
    """
    if folder.operations:
        found = dict.fromkeys(operation for one in likewise for operation in one.operations)
        yield RouteView(path, tuple(found), folder.mount)
    for key, below in folder.below.items():
        name = _placeholder(folder.slots, used) if key == _SLOT else key
        others = [one.below[step] for one in likewise for step in dict.fromkeys((key, _SLOT)) if step in one.below]
        taken = (*used, name) if key == _SLOT else used
        yield from _views(below, f"{path}/[{name}]" if key == _SLOT else f"{path}/{name}", others, taken)


def _placeholder(slots: list[str], used: tuple[str, ...]) -> str:
    """The name of a placeholder's folder: what its parameter is called most often, unlike those above it."""
    (name, _), *_ = Counter(slots).most_common(1) or [("", 0)]
    base = identifier(tuple(name.lower().split("_")), Scope.VALUE) if _PARAMETER.fullmatch(name) else "segment"
    if base in reserved("typescript", Scope.VALUE) or not base.isalnum():
        base = "segment"
    candidate, number = base, 2
    while candidate in used:
        candidate, number = f"{base}{number}", number + 1
    return candidate
