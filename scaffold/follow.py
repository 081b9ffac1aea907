"""Files and functions that the user has moved: known again, and merged where they are now. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from scaffold import merge
from scaffold.lock import LAYOUT
from scaffold.tree import File, Function, Tree


class Names(Struct, frozen=True, kw_only=True):
    """What has another name now: functions, and parameters by their function's old name."""

    functions: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Change(Struct, frozen=True, kw_only=True):
    """What changes in the functions of one file: its texts as it was generated and as it would be now, at `source`.

    `functions` are those that it had, `back` those that have come back. If it is `gone`, `new` has what still can be
    imported of its imports.
    """

    source: str
    base: str
    new: str
    functions: tuple[Function, ...]
    names: Names = Names()
    gone: bool = False
    back: Collection[str] = ()

    def brought(self, wanted: Collection[str], path: str, text: str) -> merge.Merged:
        """The user's file at `path` with the functions `wanted`, which it has, as they are now."""
        result = merge.merge_moved(
            self.source,
            self.base,
            text,
            self.new,
            names=wanted,
            at=path,
            renames=self.names.functions,
            parameters=self.names.parameters,
            back=self.back,
        )
        return self.untyped(result, path)

    def handed(self, places: Mapping[str, str], read: Callable[[str], str]) -> dict[str, str]:
        """How the file has to name functions that it hands on from `places`: not at all those that go there.

        These are no operation's any more, and nobody has written in them.
        """
        made = merge.functions(self.source, self.new)
        found = {name: self.names.functions.get(name, name) for name in places}
        for name, path in places.items():
            if found[name] not in made and name not in merge.functions(
                path, self.brought([name], path, read(path)).text
            ):
                found[name] = ""
        return {old: new for old, new in found.items() if old != new}

    def untyped(self, result: merge.Merged, path: str) -> merge.Merged:
        """The merged file at `path`, in which kept functions of operations that are gone need no types."""
        left = {change.name for change in result.changes if change.what == "kept"}
        names = left & {function.name for function in self.functions}
        text = merge.without_types(
            self.source, result.text, names, base=self.base, new=self.new, at=path, all_gone=self.gone
        )
        return replace(result, text=text)


_ALL = re.compile(r"\b(?:import|export) (?:type )?\*")
_DEFINED = re.compile(r"\b(\w+)(?=\s*[(=<:])")


def elsewhere(functions: Iterable[Function], yours: str) -> list[str]:
    """The functions that a file of the user's does not define, but still speaks of: it has them from another one.

    Those that it does not even speak of, the user has deleted, unless it has all that another file has.
    """
    defined = set(_DEFINED.findall(yours))
    missing = [function.name for function in functions if function.name not in defined]
    if not yours or _ALL.search(yours):
        return missing
    spoken_of = set(re.findall(r"\w+", yours))
    return [name for name in missing if name in spoken_of]


def barrel(path: str, functions: Sequence[Function], read: Callable[[str], bytes | None]) -> str:
    """The file of a folder that the user has put in a file's place: it has most of its functions, or hands them on."""
    place = merge.barrel(path) if functions else ""
    data = read(place) if place else None
    if data is None:
        return ""
    text = data.decode(errors="replace")
    held = merge.functions(place, text).keys() | merge.given(place, text)
    return place if 2 * len(held & {function.name for function in functions}) > len(functions) else ""


LIKE = 0.5
"""Another file is taken for one that was moved if more of it is found there."""


def likeness(base: bytes | None, now: bytes, functions: Sequence[Function]) -> float:
    """How much of a file is found in another one, from 0 to 1: of its lines, or of its words if half its functions are.

    Layout does not count, as a formatter may have gone over the other.
    """
    if base is None:
        return 0.0
    lines, here = ({line.translate(None, LAYOUT) for line in text.splitlines()} for text in (base, now))
    lines = {line for line in lines if len(line) > 3}
    by_lines = len(lines & here) / len(lines) if len(lines) >= 3 else 0.0
    words, there = (set(re.findall(rb"\w+", text)) for text in (base, now))
    named = sum(each.name.encode() in there for each in functions)
    return max(by_lines, len(words & there) / len(words) if 0 < len(functions) <= 2 * named else 0.0)


def rewired(made: Tree, moved: Mapping[str, str], aliases: Mapping[str, str]) -> Tree:
    """What would be generated for a project whose user has moved files: what leads to them says where they are.

    `aliases` are names that imports have for folders. Code of the user's follows on its own: it is merged.
    """
    return {
        path: _rewired(file, moved, aliases) if file.kind == "generated" or merge.language(path) is None else file
        for path, file in made.items()
    }


def _rewired(file: File, moved: Mapping[str, str], aliases: Mapping[str, str]) -> File:
    if isinstance(file.content, bytes):
        return file
    return replace(file, content=merge.rewired(file.path, file.content, moved, aliases), rendered="")


_TOLD = {
    "kept": "{} is not in the description any more, and nothing leads to it; it is kept",
    "absent": "{} stays deleted, as you deleted it, though it has changed",
    "note": "{}",
}


def notes(result: merge.Merged, followed: Collection[str]) -> tuple[str, ...]:
    """What the user should know of a merge; functions that were followed to another file are not gone."""
    told = []
    for conflict in result.conflicts:
        place = f" of {conflict.name}" if conflict.name else ""
        told.append(f"line {conflict.line}: the {conflict.part}{place} changed on both sides")
    for change in result.changes:
        if change.what in _TOLD and not (change.what == "absent" and change.name in followed):
            detail = f": {change.detail}" if change.detail else ""
            told.append(_TOLD[change.what].format(change.name) + detail)
    return tuple(told)
