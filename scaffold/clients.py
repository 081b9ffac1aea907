"""What the functions of clients are called now, where operations have another name or are in another group. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from scaffold.callers import Called
from scaffold.frozen import dataclass
from scaffold.identity import Pair, Place
from scaffold.state import Entry
from scaffold.steps import decoded
from scaffold.tree import File, Tree

_WORD = re.compile(r"[^\W\d]\w*")
_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients of a project: its files as they were generated `before`, and as they are made now.

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
            for path, operations in _operations(files):
                yield from ((key, path, names[key]) for key in operations if key in names)

    def called(self, pairs: Sequence[Pair], gone: Sequence[Place], imports: Collection[str]) -> Iterator[Called]:
        """What functions of clients are called, of the operations in `pairs` and those that are `gone`.

        `imports` are the files by which what a client has is imported.
        """
        changed = [pair for pair in pairs if pair.renamed or pair.old.path != pair.new.path]
        if not changed and not gone:
            return
        had, has = _folders(self.before, self.segments), _folders(self.now, {})
        known = {name for place in (*gone, *(pair.old for pair in pairs)) for name in _spelled(place.function.name)}
        words = cache(lambda path: frozenset(_WORD.findall(decoded(self.read(path)) or "")))
        fresh = cache(lambda path: frozenset(_WORD.findall(self.now[path].data.decode())))
        for place in gone:
            for path in had.get(place.function.operation, {}).values():
                for word in sorted(words(path).intersection(_spelled(place.function.name))):
                    yield from _called(place.function.operation, word, "", path, "", imports)
        for pair in changed:
            old, new = pair.old.function, pair.new.function
            for folder, path in had.get(old.operation, {}).items():
                here, there = f"{folder}/{posixpath.basename(path)}", has.get(new.operation, {}).get(folder, "")
                if there and (there != here or pair.renamed):
                    names = dict(_derived(old.name, new.name, words(path), fresh(there), known))
                    for word in sorted(names):
                        yield from _called(new.operation, word, names[word], here, there, imports)


def _called(operation: str, word: str, now: str, path: str, there: str, imports: Iterable[str]) -> Iterator[Called]:
    client = "/".join(path.split("/")[:2])
    ways = frozenset(way for way in imports if way.startswith(f"{client}/") and way != path)
    yield Called(operation=operation, paths=ways, old=word, new=now, made=True)
    home = there if there != path else ""
    yield Called(operation=operation, paths=frozenset({path}), old=word, new=now, home=home, made=True)


def _operations(files: Mapping[str, File | Entry]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The generated files of clients, with the operations that each has."""
    for path, file in files.items():
        if file.kind == "generated" and path.startswith("sdk/"):
            yield path, file.operations


def _folders(files: Mapping[str, File | Entry], segments: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """For each operation the files of clients that have it, by their folders as these are called now."""
    found: dict[str, dict[str, str]] = {}
    for path, operations in _operations(files):
        for operation in operations:
            folder = "/".join(segments.get(part, part) for part in posixpath.dirname(path).split("/"))
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
