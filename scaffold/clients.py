"""What generated code calls functions and types of operations now that have another name or another tag. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from scaffold.callers import CODE, Called, held
from scaffold.identity import Pair, Place, led
from scaffold.state import Entry
from scaffold.steps import decoded
from scaffold.tree import File, Tree

_CLIENTS = re.compile(r"sdk/")
_IMPORTED = re.compile(r"(?!(?:.*/)?tests/)")
_WORD = re.compile(r"[^\W\d]\w*")
_DEFINES = re.compile(
    r"^(?:export )?(?:abstract |async )?(?:class|def|function|type|interface|const) (\w+)|^(\w+)(?:: [^=\n]+)? = ", re.M
)
_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")


class Clients(Struct, frozen=True):
    """The generated files of a project as they were `before`, and as they are made now, clients' among them.

    `read` gives a file as it stands, `segments` are folders that have another name now.
    """

    before: Mapping[str, Entry]
    now: Tree
    read: Callable[[str], bytes | None]
    segments: Mapping[str, str]

    def methods(self) -> Iterator[tuple[str, str, str]]:
        """Each operation with the files that may hold its method, and the name of its handler."""
        listed: list[File | Entry] = [*self.before.values(), *self.now.values()]
        names = {function.operation: function.name for file in listed for function in file.functions}
        for files in (self.now, self.before):
            for path, operations in _operations(files, _CLIENTS):
                yield from ((key, path, names[key]) for key in operations if key in names)

    def classes(self) -> Iterator[Called]:
        """What clients have that is called after a package, which has another name now."""
        found: dict[tuple[str, str], set[str]] = {}
        for path in self.before if self.segments else ():
            folder, file = posixpath.split(path)
            above, package = posixpath.split(folder)
            there = f"{above}/{self.segments.get(package, package)}/{file}"
            if there != path and there in self.now and _CLIENTS.match(path):
                old, new = decoded(self.read(path)) or "", self.now[there].data.decode()
                for pair in _after(self.segments, held(path, {path: old}), held(there, {there: new})):
                    found.setdefault(pair, set()).add(there)
        for (name, now), paths in sorted(found.items()):
            yield Called(operation="", paths=frozenset(paths), old=name, new=now, made=True)

    def called(self, pairs: Sequence[Pair], gone: Sequence[Place]) -> Iterator[Called]:
        """What goes by the names of operations in `pairs` that have others now, and what clients call those `gone`."""
        changed = [pair for pair in pairs if pair.renamed or pair.old.path != pair.new.path]
        yield from self.parted() if changed or gone else ()  # first: others know better what has another name
        yield from self.classes()
        if not changed and not gone:
            return
        old_keys = {place.function.operation for place in (*gone, *(pair.old for pair in changed))}
        had = _folders(self.before, old_keys, self.segments)
        has = _folders(self.now, {pair.new.function.operation for pair in changed}, {})
        known = {name for place in (*gone, *(pair.old for pair in pairs)) for name in _spelled(place.function.name)}
        words = cache(lambda path: frozenset(_WORD.findall(decoded(self.read(path)) or "")))
        fresh = cache(lambda path: frozenset(_WORD.findall(self.now[path].data.decode())))
        for place in gone:
            for path in filter(_CLIENTS.match, had.get(place.function.operation, {}).values()):
                for word in sorted(words(path).intersection(_spelled(place.function.name))):
                    yield _called(place.function.operation, word, "", path, "")
        for pair in changed:
            old, new = pair.old.function, pair.new.function
            for folder, path in had.get(old.operation, {}).items():
                here, there = f"{folder}/{posixpath.basename(path)}", has.get(new.operation, {}).get(folder, "")
                if there and (there != here or pair.renamed):
                    names = dict(_derived(old.name, new.name, words(path), fresh(there), known))
                    # what another operation is called now, the merge has put into the user's handlers already
                    taken = fresh(here) if here in self.now and not _CLIENTS.match(path) else frozenset[str]()
                    for word in sorted(names.keys() - taken):
                        yield _called(new.operation, word, names[word], here, there)
        renamed = [pair for pair in changed if pair.renamed]
        for path, here in self._reworded() if renamed else ():
            left, come = words(path) - fresh(here), fresh(here) - words(path)
            for pair in renamed:
                old, new = pair.old.function, pair.new.function
                for word, now in sorted(_derived(old.name, new.name, left, come, known)):
                    yield _called(new.operation, word, now, here, here)

    def parted(self) -> Iterator[Called]:
        """What has left a generated file of no operation, for another one of its folder or for good."""
        before = {led(path, self.segments): path for path in self._shared(self.before)}
        left: dict[tuple[str, str], str] = {}
        come: dict[tuple[str, str], str] = {}
        for here in sorted({*before, *self._shared(self.now)}):
            path, file, folder = before.get(here), self.now.get(here), posixpath.dirname(here)
            if path is None or file is None or not self.before[path].made(file.data):
                had = _defined(decoded(self.read(path)) or "") if path else set[str]()
                has = _defined(file.data.decode()) if file else set[str]()
                left |= dict.fromkeys(((folder, name) for name in had - has), here)
                come |= dict.fromkeys(((folder, name) for name in has - had), here)
        for (folder, name), here in sorted(left.items()):
            there = come.get((folder, name), "")
            yield _called("", name, name if there else "", here, there)

    @staticmethod
    def _shared(files: Mapping[str, File | Entry]) -> Iterator[str]:
        """The generated files of code that are of no operation in particular."""
        for path, operations in _operations(files, _IMPORTED):
            if not operations and posixpath.splitext(path)[1] in CODE:
                yield path

    def _reworded(self) -> Iterator[tuple[str, str]]:
        """The generated files of no operation in particular that have changed, and where they are now."""
        for path in self._shared(self.before):
            here = led(path, self.segments)
            if here in self.now and not self.before[path].made(self.now[here].data):
                yield path, here


def _defined(text: str) -> set[str]:
    """The names that a text of code defines for others."""
    return {name for names in _DEFINES.findall(text) for name in names if name}


def _called(operation: str, word: str, now: str, path: str, there: str) -> Called:
    home = there if there != path else ""
    return Called(operation=operation, paths=frozenset({path}), old=word, new=now, home=home, made=True)


def _after(segments: Mapping[str, str], had: set[str], has: set[str]) -> Iterator[tuple[str, str]]:
    """The names of those that a file `had` which are called after a package, and what it `has` in their places."""
    for package, now in segments.items():
        old, new = _spelled(package)[2], _spelled(now)[2]
        for name in had - has:
            before, said, _ = name.partition(old)
            likely = [each for each in has - had if each.startswith(before + new)] if said else []
            if likely:
                yield name, min(likely, key=len)


def _operations(files: Mapping[str, File | Entry], wanted: re.Pattern[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The generated files of which the user may import something, with the operations that each has."""
    for path, file in files.items():
        if file.kind == "generated" and wanted.match(path):
            yield path, file.operations


def _folders(
    files: Mapping[str, File | Entry], wanted: set[str], segments: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """For each of the operations `wanted` the files that have it, by their folders as these are called now."""
    found: dict[str, dict[str, str]] = {}
    for path, operations in _operations(files, _IMPORTED):
        for operation in wanted.intersection(operations):
            folder = led(posixpath.dirname(path), segments)
            found.setdefault(operation, {})[folder] = path
    return found


def _spelled(name: str) -> tuple[str, str, str]:
    """A function's name as languages spell it, and that of a type of its own."""
    first, *rest = _BREAK.sub(" ", name).lower().split() or [""]
    behind = "".join(word.capitalize() for word in rest)
    return "_".join([first, *rest]), first + behind, first.capitalize() + behind


def _derived(
    old: str, new: str, words: Collection[str], fresh: Collection[str], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is called `old` among `words`, or after it (`get_book_all`, `GetBookInput`), and is now, among `fresh` ones.

    `known` are the names of all functions.
    """
    for before, now in zip(_spelled(old), _spelled(new), strict=True):
        for word in words:
            rest = word.removeprefix(before)
            own = not rest or (word not in known and (rest[0] == "_" or rest[0].isupper()))
            if word.startswith(before) and own and now + rest in fresh:
                yield word, now + rest
