"""Names that a description doesn't give, made from paths: `GET /books/{book_id}` is get books by book id."""

from __future__ import annotations

import re

from scaffold import ir
from scaffold.names import words

_VERSION = re.compile(r"v\d+(?:[._]\d+)*(?:(?:alpha|beta)\d*)?|\d{4}-\d{2}-\d{2}|api|rest", re.IGNORECASE)


def from_path(method: str, path: ir.Path, full: bool = False) -> tuple[str, ...]:
    """The words of an operation on `path`: its literals, and after "by" the slots of its last segment.

    With `full` the slots stand where they are, for paths whose short names are the same.
    """
    found = list(words(method)) or ["call"]
    segments = [segment for segment in path.segments if segment]
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        for part in segment:
            if isinstance(part, ir.Literal):
                if last or len(segments) == 1 or not _VERSION.fullmatch(part.text.raw):
                    found.extend(words(part.text.raw))
            elif last or full:
                slot = words(part.name.raw)
                found.extend(("by", *slot) if found[-1] != "by" and "by" not in found[-2:] else ("and", *slot))
    if len(found) == 1:
        found.append("root")
    return tuple(found)


def service_of(path: ir.Path) -> str:
    """What the service of an untagged operation is called: its first segment, or the one behind `api` and `v1`."""
    found = "default"
    for segment in path.segments:
        first = segment[0] if segment else None
        if not isinstance(first, ir.Literal):
            break
        found = first.text.raw if words(first.text.raw) else found
        if not _VERSION.fullmatch(found):
            break
    return found
