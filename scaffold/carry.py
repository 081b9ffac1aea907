"""Functions that belong in another file now: taken out of one text and put into another, with what they need. Pure.

The user's function moves with the imports that the user added for it; what else it uses of its old file is imported
from there. Then the merge goes on as if it had always been where it belongs.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from scaffold import merge
from scaffold.merge.imports import narrowed
from scaffold.merge.model import Entry, Item, Language, Suite


class Source(Struct, frozen=True, kw_only=True):
    """A file that functions leave: its text as generated, and as the user has it, at `path`.

    It has those that are called `names` itself, and those in `handed` from other files of the user's, where they stay.
    """

    path: str
    base: str
    yours: str
    names: tuple[str, ...]
    handed: tuple[str, ...] = ()


def edited(path: str, base: str, yours: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the functions the user has written in, so that they are worth carrying."""
    tongue = merge.language(path)
    read = [tongue.parse(text) for text in (base, yours)] if tongue else [None]
    if None in read:
        return ()
    old, now = ({item.name: item.text for item in suite.items} for suite in read if suite)
    return tuple(name for name in names if name in old and now.get(name, old[name]) != old[name])


def without(path: str, text: str, names: Collection[str]) -> str:
    """The text without the functions of these names; as it is where it can't be read.

    What they use of it can be imported from it now.
    """
    tongue = merge.language(path)
    suite = tongue.parse(text) if tongue else None
    if tongue is None or suite is None or not names:
        return text
    used = set().union(*(tongue.names(item.text)[0] for item in _named(suite, names)))
    staying = tuple(item for item in suite.items if item.name not in names)
    staying = tuple(_without_handed(tongue, item, names) for item in staying)
    rest = set().union(*(tongue.names(item.text)[0] for item in staying if item.kind != "import"))
    shared = (replace(item, text=tongue.shared(item.text)) if item.name in used else item for item in staying)
    needed = (narrowed(tongue, item, lambda name: name not in used - rest) for item in shared)
    return _text(Suite(items=tuple(item for item in needed if item.text), tail=suite.tail))


def only(path: str, text: str, names: Collection[str]) -> str:
    """The functions of these names alone; nothing where the text can't be read."""
    tongue = merge.language(path)
    suite = tongue.parse(text) if tongue and names else None
    return _text(Suite(items=tuple(map(_gapped, _named(suite, names))), tail="")).lstrip("\n") if suite else ""


def added(path: str, text: str, more: str, names: Collection[str]) -> str:
    """The text with the functions of these names out of another one at its end."""
    found = only(path, more, names)
    return f"{text.rstrip()}\n\n\n{found}" if found else text


def arrived(
    path: str, base: str | None, yours: str | None, new: str, sources: Sequence[Source]
) -> tuple[str, str] | None:
    """`base` and `yours` of the file at `path` with the functions that come from `sources`; None if that fails.

    A file that was not there before is taken for what stands above the functions in `new`.
    """
    tongue = merge.language(path)
    fresh = tongue.parse(new) if tongue else None
    if tongue is None or fresh is None:
        return None
    above = _above(fresh)
    left = tongue.parse(base) if base is not None else above
    right = tongue.parse(yours) if yours is not None else _bared(tongue, above, sources)
    if left is None or right is None:
        return None
    for source in sources:
        old, now = tongue.parse(source.base), tongue.parse(source.yours)
        if old is None or now is None:
            return None
        left = _joined(left, _named(old, (*source.names, *source.handed)), ())
        here = {item.name for item in fresh.items}
        right = _joined(right, _named(now, source.names), _imports(tongue, path, source, old, now, here))
        right = _handing(tongue, path, source, now, right)
    return _text(left), _text(right).lstrip("\n")


def _above(suite: Suite) -> Suite:
    """What stands above the first function of a file."""
    items = []
    for item in suite.items:
        if item.kind in ("function", "class", "value"):
            break
        items.append(item)
    return Suite(items=tuple(items), tail="")


def _bared(tongue: Language, above: Suite, sources: Iterable[Source]) -> Suite:
    """What stands above the functions of a file, as a user has it who has put some of them elsewhere.

    The imports that are needed even so, the merge puts in.
    """
    if not any(source.handed for source in sources):
        return above
    items = (narrowed(tongue, item, lambda name: False) if item.kind == "import" else item for item in above.items)
    return Suite(items=tuple(item for item in items if item.text), tail="")


def _named(suite: Suite, names: Collection[str]) -> list[Item]:
    return [item for item in suite.items if item.name in names]


def _joined(suite: Suite, items: Iterable[Item], imports: Iterable[str]) -> Suite:
    """A file with further items at its end, and further imports below its own."""
    place = max((number for number, item in enumerate(suite.items) if item.kind == "import"), default=-1) + 1
    added = tuple(_bare(line) for line in imports)
    if added and place and not any(entry.local for entry in suite.items[place - 1].entries):
        added = (replace(added[0], gap="\n"), *added[1:])  # what is imported for no name stands by itself
    moved = tuple(_gapped(item) for item in items)
    return Suite(items=(*suite.items[:place], *added, *suite.items[place:], *moved), tail=suite.tail)


def _bare(line: str) -> Item:
    return Item(key=line, name="", kind="import", gap="", text=line, meaning=merge.model.Lazy(lambda: line))


def _gapped(item: Item) -> Item:
    return replace(item, gap="\n\n")


def _imports(tongue: Language, path: str, source: Source, old: Suite, now: Suite, here: set[str]) -> list[str]:
    """The imports that moved functions need and generated code has not: the user's own, and of what stays.

    `here` is what the file that they come to defines.
    """
    used: set[str] = set()
    for item in _named(now, source.names):
        used |= tongue.names(item.text)[0]
    generated = {entry for item in old.items for entry in item.entries}
    lines = []
    for item in now.items:
        wanted = tuple(entry for entry in item.entries if entry.local in used and entry not in generated)
        if wanted:
            line = tongue.import_of(wanted, item, tongue.width)
            lines.append(tongue.rebase(line, source.path, path))
    lines += _staying(tongue, path, source, now, used - here)
    return [line if line.endswith("\n") else line + "\n" for line in lines]


def _handing(tongue: Language, path: str, source: Source, now: Suite, suite: Suite) -> Suite:
    """The file at `path`, `suite`, which hands on what the one that functions leave has had from others."""
    imports: list[str] = []
    others: list[Item] = []
    for item in now.items:
        given = tongue.given(item)
        if given & set(source.handed):
            text = tongue.handing(item, dict.fromkeys(given.difference(source.handed), ""))
            text = tongue.rebase(text, source.path, path)
            if item.kind == "import":
                imports.append(text)
            else:
                others.append(replace(item, text=text))
    found = _joined(suite, (), imports)
    return replace(found, items=(*found.items, *others))


def _without_handed(tongue: Language, item: Item, names: Collection[str]) -> Item:
    """An item that hands on functions of other files, without those of these names."""
    handed = tongue.given(item).intersection(names)
    return replace(item, text=tongue.handing(item, dict.fromkeys(handed, ""))) if handed else item


def _staying(tongue: Language, path: str, source: Source, now: Suite, used: set[str]) -> list[str]:
    """The imports of what moved functions use of the file that they leave."""
    like = next((item for item in now.items if item.kind == "import" and item.entries and item.entries[0].name), None)
    if like is None:
        return []
    way = posixpath.relpath(os.path.splitext(source.path)[0], posixpath.dirname(path) or ".")
    relative = (entry.module for item in now.items for entry in item.entries if entry.module.startswith("."))
    module = tongue.place(way, source.path, next(relative, ""))
    kinds: dict[str, set[str]] = {}
    for item in now.items:
        if item.kind != "import" and item.name in used and item.name not in source.names:
            kinds.setdefault("type" if item.key.startswith("type ") else "", set()).add(item.name)
    return [
        tongue.import_of(
            tuple(Entry(module, name, name) for name in sorted(kinds[kind])), replace(like, frame=kind), tongue.width
        )
        for kind in sorted(kinds)
    ]


def _text(suite: Suite) -> str:
    return "".join(item.gap + item.text for item in suite.items) + suite.tail
