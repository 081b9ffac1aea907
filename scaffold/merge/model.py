"""What a merge works on: a file as a row of items, an item as named parts; and what a merge gives back.

A reader of a language (python, typescript) makes these out of a text; the rest of the package knows no language.
All places are offsets of characters. An item covers whole lines, and the blank lines before it are its gap, so that
gaps and items, one after the other, are the text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from typing import Literal, NamedTuple, Protocol, TypeAlias

from msgspec import Struct, field

from scaffold.merge.naming import Reader

What: TypeAlias = Literal["created", "updated", "merged", "renamed", "kept", "deleted", "absent", "note", "conflict"]
Kind: TypeAlias = Literal["function", "class", "value", "import", "comment", "other"]


class Conflict(NamedTuple):
    """A place that only the user can decide: of which item, which part of it, and the line of its first marker."""

    name: str
    part: str
    line: int


class Change(NamedTuple):
    """What a merge did to one item. `detail` is a clause for the report, and may be empty."""

    name: str
    what: What
    detail: str = ""


class Merged(Struct, frozen=True):
    """A merged file. `how` says by which means: nothing to do, new's own bytes, by function, or line by line."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    changes: tuple[Change, ...] = ()
    how: Literal["same", "new", "functions", "text"] = "functions"

    @property
    def clean(self) -> bool:
        """Whether there is nothing left for the user to decide."""
        return not self.conflicts


class Unsupported(Exception):
    """A text that is written in a way the reader of its language doesn't take apart."""


class Lazy:
    """The meaning of a piece of code without its layout, worked out when it is first asked for."""

    __slots__ = ("_make", "_made")

    def __init__(self, make: Callable[[], object]) -> None:
        self._make: Callable[[], object] | None = make
        self._made: object = None

    def get(self) -> object:
        """What two pieces are compared by."""
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made


class Element(Struct, frozen=True, eq=False):
    """One of several things in a row: a statement of a body, a decorator, a comment. Whole lines."""

    text: str
    meaning: Lazy


class Arg(Struct, frozen=True, kw_only=True, eq=False):
    """A parameter. `key` is what it is matched by, `fields` its pieces by name, each as its text.

    `meanings` are the same pieces without layout. `inner` is a pattern that takes an object apart.
    """

    key: str
    text: str
    fields: Mapping[str, str]
    meanings: Mapping[str, object]
    above: tuple[str, ...] = ()
    beside: str = ""
    inner: Args | None = None


class Args(Struct, frozen=True, kw_only=True, eq=False):
    """A list of parameters: `text` is what stands between the brackets. `ordered`: the caller gives them by place."""

    text: str
    items: tuple[Arg, ...]
    bare: bool = False
    ordered: bool = False


class Part(Struct, frozen=True, kw_only=True, eq=False):
    """A part of an item, from `start` to `end` in the item's text. With `lines` these are whole lines.

    A part that is not there is empty, in the place where it would be. `stub` is a body that is not written yet.
    """

    start: int
    end: int
    text: str
    meaning: Lazy
    lines: bool = False
    elements: tuple[Element, ...] | None = None
    args: Args | None = None
    suite: Suite | None = None
    stub: bool = False


class Entry(NamedTuple):
    """One imported name: `name` is empty for a module itself, `local` what the file calls it (empty: nothing)."""

    module: str
    name: str
    local: str


class Item(Struct, frozen=True, kw_only=True, eq=False):
    """A named thing at the top of a file or in a class, with the comments and decorators that belong to it.

    `key` tells it apart in its file; `frame` is what is around its parts; `header` the lines from its first word to its
    body, where they are its own.
    """

    key: str
    name: str
    kind: Kind
    gap: str
    text: str
    meaning: Lazy
    frame: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    header: tuple[int, int] | None = None
    entries: tuple[Entry, ...] = ()
    style: str = ""

    def __str__(self) -> str:
        return self.name or self.key


class Suite(Struct, frozen=True, kw_only=True, eq=False):
    """Items in a row, and the blank lines after the last."""

    items: tuple[Item, ...]
    tail: str


GONE = "it is not in the description any more"
"""What is said beside a name that stands for a type that is gone."""


class Language(Protocol):
    """What the merge asks of a language.

    `types_by_name`: an operation's types are imported by names of their own. `spare_mark` is in what `spared` gave.
    """

    width: int
    types_by_name: bool
    spare_mark: str

    def parse(self, text: str) -> Suite | None:
        """The items of a file; None where the text is not of this language or can't be taken apart."""

    def compose(self, fields: Mapping[str, str], inner: str | None) -> str:
        """A parameter out of its pieces."""

    def legal(self, args: list[Arg]) -> list[Arg]:
        """The same parameters in an order that the language allows, with the marks between them that it needs."""

    def names(self, text: str) -> tuple[set[str], set[str]]:
        """The names that code uses, and those that it binds for the whole file."""

    def import_of(self, entries: tuple[Entry, ...], like: Item, room: int) -> str:
        """An import statement of one module, in the way of `like`."""

    def group(self, module: str) -> int:
        """Which group of imports a module stands in."""

    def alias(self, name: str, old: str) -> str:
        """The statement by which a body goes on to call the parameter `name` `old`; empty where its pattern says so."""

    def spared(self, function: Item, gone: Set[str]) -> tuple[str, str]:
        """A function whose types are gone, as type checkers leave it alone, and the import that this takes.

        `gone` are the names that were imported for it and are nowhere any more.
        """

    def unspared(self, function: Item, gone: Set[str]) -> tuple[str, str]:
        """A function that `spared` gave as it was, and the import that it took."""

    def given(self, item: Item) -> set[str]:
        """The names that a statement takes over from another file."""

    def handing(self, item: Item, names: Mapping[str, str]) -> str:
        """A statement that hands on functions of other files, some of which go by other `names` now, or are gone.

        It is empty where nothing is left of it.
        """

    def barrel(self, path: str) -> str:
        """The file of a folder that is imported as the file at `path` would be."""

    def shared(self, text: str) -> str:
        """A statement, so that other files can import what it defines."""

    def place(self, module: str, path: str, like: str) -> str:
        """How an import names the file at `path`, whose relative way is `module`, in the way of the import `like`."""

    def rewired(self, text: str, path: str, moved: Mapping[str, str], aliases: Mapping[str, str]) -> str:
        """The text of the file at `path` with imports of files that were moved as they are now.

        `aliases` are names that imports have for folders.
        """

    def repackaged(self, text: str, packages: Mapping[str, str], modules: Collection[str]) -> str:
        """The text with imports of packages that have another name now, and uses of what they bind, by that name.

        Texts that name one of `modules`, or something in it, do so by the name that it has now.
        """

    def rebase(self, text: str, old: str, new: str) -> str:
        """The text of a file at path `old` as it is at `new`: its relative imports."""

    def naming(self, text: str, path: str, aliases: Mapping[str, str]) -> Reader | None:
        """The text of the file at `path`, read for the names that it has of other files; None if it can't be read."""

    @property
    def positional(self) -> bool:
        """Whether a parameter that the description doesn't have is a fault, default or not."""
