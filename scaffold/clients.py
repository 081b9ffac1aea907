"""What the functions of clients are called now, where operations have another name or are in another group. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

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

    `read` gives a file as it stands.
    """

    before: Mapping[str, Entry]
    now: Tree
    read: Callable[[str], bytes | None]

    def methods(self) -> Iterator[tuple[str, str, str]]:
        """Each operation with the files that may hold its method, and the name of its handler."""
        listed: list[File | Entry] = [*self.before.values(), *self.now.values()]
        names = {function.operation: function.name for file in listed for function in file.functions}
        for files in (self.now, self.before):
            for path, operations in _operations(files):
                yield from ((key, path, names[key]) for key in operations if key in names)

    def called(self, pairs: Iterable[Pair], gone: Iterable[Place], imports: Collection[str]) -> Iterator[Called]:
        """What functions of clients are called, of the operations in `pairs` and those that are `gone`.

        `imports` are the files by which what a client has is imported.
        """
        had, has = _folders(self.before), _folders(self.now)
        listed: list[tuple[Place, Place | None]] = [(pair.old, pair.new) for pair in pairs]
        listed += [(place, None) for place in gone]
        known = {name for old, _ in listed for name in _spelled(old.function.name)}
        for old, new in listed:
            for folder, path in had.get(old.function.operation, {}).items():
                there = has.get(new.function.operation, {}).get(folder, "") if new else ""
                if new is None or (there and (there != path or old.function.name != new.function.name)):
                    for word, now in self._words(old, new, path, there, known):
                        yield from _called((new or old).function.operation, word, now, path, there, imports)

    def _words(
        self, old: Place, new: Place | None, path: str, there: str, known: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        """What the file at `path` calls an operation's function, and what is called after that; and as it is now.

        `known` are the names of all functions.
        """
        text = decoded(self.read(path)) or ""
        fresh = set(_WORD.findall(self.now[there].data.decode())) if there else set()
        names = list(zip(_spelled(old.function.name), _spelled(new.function.name if new else ""), strict=True))
        for word in sorted(set(_WORD.findall(text))):
            for before, now in names:
                rest = word.removeprefix(before)
                if new is None and word == before:
                    yield word, ""
                elif word == before or (word.startswith(before) and _derived(rest) and word not in known):
                    if now + rest in fresh:
                        yield word, now + rest
                        break


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


def _folders(files: Mapping[str, File | Entry]) -> dict[str, dict[str, str]]:
    """For each operation the files of clients that have it, by their folders."""
    found: dict[str, dict[str, str]] = {}
    for path, operations in _operations(files):
        for operation in operations:
            found.setdefault(operation, {})[posixpath.dirname(path)] = path
    return found


def _spelled(name: str) -> tuple[str, str, str]:
    """A function's name as languages spell it, and that of a type of its own."""
    first, *rest = _BREAK.sub(" ", name).lower().split() or [""]
    behind = "".join(word.capitalize() for word in rest)
    return "_".join([first, *rest]), first + behind, first.capitalize() + behind


def _derived(rest: str) -> bool:
    """Whether what follows a name makes it another one that has its name from it: `get_book_all`, `GetBookInput`."""
    return not rest or rest[0] == "_" or rest[0].isupper()
