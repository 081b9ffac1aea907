"""The merge of a file that is the user's: base x yours x new, by function, and line by line where there is none.

Pure: texts in, texts out. `base` is what was generated, `yours` what the user made of it, `new` what is generated now.
A reader takes each apart into items with parts (`python`, `typescript`); items are matched by name, and each part is
merged apart, so that only what both sides changed in different ways is left to the user.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Set

from msgspec.structs import replace

from scaffold.merge.imports import Imports, narrowed
from scaffold.merge.items import Items, Piece, Work, joined
from scaffold.merge.items import same as same_item
from scaffold.merge.model import Change, Conflict, Entry, Item, Language, Merged, Suite, What
from scaffold.merge.naming import Elsewhere, Followed, Listing, Names, Reader, dropped, followed, led, opened, parted
from scaffold.merge.naming import listed as listed_in
from scaffold.merge.text import decided, like, merge_lists, merge_text, plain, settle, units, values, with_blocks

__all__ = [
    "Change",
    "Conflict",
    "Elsewhere",
    "Followed",
    "Listing",
    "Merged",
    "Names",
    "What",
    "alike",
    "called",
    "follow",
    "functions",
    "given",
    "imports",
    "leading",
    "leads",
    "listed",
    "may_list",
    "merge",
    "merge_moved",
    "rebased",
    "repackaged",
    "rewired",
    "same",
    "speaking",
    "without_types",
]

_PYTHON = (".py", ".pyi")
_TYPESCRIPT = (".ts", ".mts", ".cts")
_HANDED_ON = re.compile(r"\b__all__\b|\bexport\s*\{|\b(\w+) as \1\b")
_WITH_ELEMENTS = (".tsx", ".jsx", ".js", ".mjs", ".cjs")


def alike(suffix: str) -> frozenset[str]:
    """The suffixes that a file may get whose user goes on to write the same language in it."""
    return frozenset((*_TYPESCRIPT, ".tsx") if suffix in (*_TYPESCRIPT, ".tsx") else (suffix,))


def language(path: str) -> Language | None:
    """The language of a file, by its name; None where it is merged line by line."""
    if path.endswith(_PYTHON):
        from scaffold.merge.python import Python

        return Python()
    if path.endswith((*_TYPESCRIPT, *_WITH_ELEMENTS)):
        from scaffold.merge.typescript import TypeScript

        return TypeScript(path.endswith(_WITH_ELEMENTS))
    return None


def merge(
    path: str,
    base: str,
    yours: str,
    new: str,
    *,
    renames: Mapping[str, str] | None = None,
    parameters: Mapping[str, Mapping[str, str]] | None = None,
    at: str | None = None,
    laid_out: bool = False,
    back: Collection[str] = (),
) -> Merged:
    """Merge one file.

    `renames` are functions that have another name now, `parameters` the same for parameters, by the function's old
    name. `at` is where the user's file is now, if that is not `path`: relative imports are written as there.
    `laid_out` says that a formatter went over `base` too, so that its layout is the user's. `back` are functions whose
    operations have come back; others that `base` has not have, too.
    """
    ours, old, fresh = plain(yours), plain(base), plain(new)
    if old == fresh or ours == fresh:
        return Merged(yours, how="same")
    if not laid_out and (ours == old or ((held := values(path, ours, old)) and held[0] == held[1])):
        return Merged(like(fresh, yours), changes=_listed(path, old, fresh, renames or {}), how="new")
    tongue = language(path)
    if tongue is not None and at is not None and at != path:
        old, fresh = tongue.rebase(old, path, at), tongue.rebase(fresh, path, at)
    names = renames or {}, parameters or {}
    merged = _by_items(tongue, old, ours, fresh, *names, laid_out=laid_out, back=back) if tongue is not None else None
    if merged is None:
        merged = _by_line(path, old, ours, fresh)
    return Merged(like(merged.text, yours), merged.conflicts, merged.changes, merged.how)


def _by_line(path: str, base: str, yours: str, new: str) -> Merged:
    merged = merge_lists(path, base, yours, new) or merge_text(base, yours, new)
    if merged.conflicts and (bare := with_blocks(base, yours)) != yours:
        return merge_text(base, bare, new)
    return merged


def same(path: str, left: str, right: str) -> bool:
    """Whether two versions of a file differ in layout at most, as far as we can read what they say."""
    if plain(left) == plain(right):
        return True
    if held := values(path, left, right):
        return held[0] == held[1]
    tongue = language(path)
    read = _read(tongue, plain(left), plain(right)) if tongue is not None else None
    if read is None:
        return False
    mine, theirs = (suite.items for suite in read)
    return len(mine) == len(theirs) and all(map(same_item, mine, theirs))


def rebased(path: str, text: str, at: str) -> str:
    """The text of the file at `path` as it is at `at`: its relative imports."""
    tongue = language(path) if path != at else None
    return text if tongue is None else tongue.rebase(text, path, at)


def _read(tongue: Language, *texts: str) -> list[Suite] | None:
    """The texts as items, with a line feed at their ends."""
    read = [tongue.parse(text if text.endswith("\n") or not text else text + "\n") for text in texts]
    return [suite for suite in read if suite is not None] if None not in read else None


def _by_items(
    tongue: Language,
    base: str,
    yours: str,
    new: str,
    renames: Mapping[str, str],
    parameters: Mapping[str, Mapping[str, str]],
    only: Set[str] | None = None,
    laid_out: bool = False,
    back: Collection[str] = (),
) -> Merged | None:
    """The merge by items; None where a text can't be taken apart or the outcome is no code."""
    read = _read(tongue, base, yours, new)
    if read is None:
        return None
    old, ours, fresh = read if only is None else _narrowed(tongue, read, only, renames)
    ours = _alive(tongue, old, ours, fresh, back)
    fresh_unit, unit = units(base, yours)
    work = Work(tongue, renames, parameters, unit, fresh_unit, laid_out=laid_out)
    pieces = Items(work, old, ours, fresh).merge()
    pieces = Imports(work, old, ours, fresh, pieces).merge()
    text = joined(pieces, ours.tail)
    if tongue.parse(decided(text)) is None or tongue.parse(decided(text, new=True)) is None:
        return None
    text, conflicts = settle(text)
    if yours and not yours.endswith("\n"):
        text = text.removesuffix("\n")
    return Merged(text, conflicts, tuple(work.changes))


def _alive(tongue: Language, base: Suite, yours: Suite, new: Suite, back: Collection[str]) -> Suite:
    """The user's file, in which functions whose operations have come back are as others again."""
    if not any(tongue.spare_mark in item.text for item in yours.items):
        return yours
    from scaffold.merge.unchecked import checked

    known = {item.name for item in base.items} - set(back)
    alive = {item.name for item in new.items if item.kind == "function"} - known
    return checked(tongue, yours, alive, {entry.local for item in new.items for entry in item.entries})


def _narrowed(tongue: Language, read: list[Suite], only: Set[str], renames: Mapping[str, str]) -> list[Suite]:
    """Base and new with the named items and what they import alone."""
    base, yours, new = read
    names = {*only, *(renames.get(name, name) for name in only)}

    def narrow(suite: Suite) -> Suite:
        used = set().union(*(tongue.names(item.text)[0] for item in suite.items if item.name in names))
        kept = (item for item in suite.items if item.kind == "import" or item.name in names)
        items = (narrowed(tongue, item, used.__contains__) for item in kept)
        return Suite(items=tuple(item for item in items if item.text), tail="")

    return [narrow(base), yours, narrow(new)]


def _listed(path: str, base: str, new: str, renames: Mapping[str, str]) -> tuple[Change, ...]:
    """What changed in a file that the user has not touched."""
    tongue = language(path)
    read = _read(tongue, base, new) if tongue is not None else None
    if read is None:
        return (Change("", "updated"),)
    old, fresh = ({item.name: item for item in suite.items if item.name} for suite in read)
    back = {right: left for left, right in renames.items()}
    changes = []
    for name, item in fresh.items():
        before = old.get(back.get(name, name))
        if before is None:
            changes.append(Change(name, "created"))
        elif before.name != name:
            changes.append(Change(name, "renamed", before.name))
        elif before.text != item.text:
            changes.append(Change(name, "updated"))
    gone = [name for name in old if name not in fresh and name not in renames]
    return (*changes, *(Change(name, "deleted") for name in gone)) or (Change("", "updated"),)


def functions(path: str, text: str) -> dict[str, int]:
    """The names that a file defines, with their lines; none where it can't be read."""
    tongue = language(path)
    suite = tongue.parse(plain(text)) if tongue is not None else None
    found: dict[str, int] = {}
    line = 1
    for item in suite.items if suite is not None else ():
        line += item.gap.count("\n")
        if item.name:
            found.setdefault(item.name, line + _first(item))
        line += item.text.count("\n")
    return found


def _first(item: Item) -> int:
    """How many lines of an item are comments and decorators above it."""
    start = item.header[0] if item.header else 0
    return item.text.count("\n", 0, start)


def given(path: str, text: str) -> set[str]:
    """The names that a file takes over from others."""
    tongue = language(path)
    read = _read(tongue, plain(text)) if tongue is not None else None
    return set().union(*map(tongue.given, read[0].items)) if tongue is not None and read is not None else set()


def handing(path: str, text: str, names: Mapping[str, str]) -> str:
    """A file that hands on functions of other files, some of which go by other names now, or are gone (empty)."""
    tongue = language(path) if names else None
    suite = tongue.parse(plain(text)) if tongue is not None else None
    if tongue is None or suite is None:
        return text
    pieces: list[Piece] = []
    gap = None
    for item in suite.items:
        gap = item.gap if gap is None else gap
        if handed := tongue.handing(item, names):
            pieces.append(Piece(gap, handed, item, True))
            gap = None
    return like(joined(pieces, suite.tail), text)


def barrel(path: str) -> str:
    """The file of a folder that is imported as the file at `path` would be; empty where there is no such thing."""
    tongue = language(path)
    return tongue.barrel(path) if tongue is not None else ""


def is_barrel(path: str) -> bool:
    """Whether a file is the one of its folder."""
    return path == barrel(posixpath.dirname(path) + posixpath.splitext(path)[1])


def speaking(names: Names) -> Callable[[str], bool]:
    """What tells by its words whether a text is worth reading for functions; most are not."""
    ways = {(home, tuple(_way(home))) for home, _ in names}
    stems = {home: way[-1] for home, way in ways}
    wanted = {(name,) if name.isidentifier() else (stems[home], name.partition(".")[0]) for home, name in names}
    modules = (
        rf"{re.escape(way[-2])}(?:\.|\s+import\b[\s\w,()]*?\b){re.escape(way[-1])}" for _, way in ways if way[1:]
    )
    whole = re.compile(rf"\b(?:(?:import|export) (?:type )?\*|(?:{'|'.join(sorted(modules)) or '(?!)'})\b)")
    return lambda text: any(all(word in text for word in words) for words in wanted) or whole.search(text) is not None


def _way(path: str) -> list[str]:
    """The folders and the name by which a file is imported."""
    folder, stem = posixpath.split(posixpath.splitext(path)[0])
    return [*folder.split("/"), *([] if stem in ("__init__", "index") else [stem])]


def called(path: str, text: str, names: Names, aliases: Mapping[str, str], again: Collection[str] = ()) -> Followed:
    """A file of the user's that speaks of functions of other files, or its own, by the names that they have now.

    `aliases` are names that imports have for folders, `again` old names by which the file now defines others.
    """
    reader = _naming(path, text, aliases)
    if reader is None:
        return Followed(text)
    ours = plain(text)
    if gone := dropped(reader, names):
        ours = handing(path, ours, dict.fromkeys(gone, ""))
        reader = _naming(path, ours, aliases) or reader
    brought = dict[tuple[str, str], tuple[str, str]]()
    if any(isinstance(now, Elsewhere) for now in names.values()):
        ours, names, brought = _from_elsewhere(path, ours, reader, names, aliases)
        reader = _naming(path, ours, aliases) or reader
    found = followed(ours, reader, names, again).known(brought)
    passed_on = {**found.passed_on, **{name: (key, "") for name, key in gone.items()}}
    return found._replace(text=_written(found.text, text), passed_on=passed_on)


def _from_elsewhere(
    path: str, text: str, reader: Reader, names: Names, aliases: Mapping[str, str]
) -> tuple[str, Names, dict[tuple[str, str], tuple[str, str]]]:
    """The text that has functions from the files where they are now, and `names` by which these are known there."""
    text = _missed(path, opened(text, reader, names), reader, names)
    text, brought = parted(text, _naming(path, text, aliases) or reader, names)
    here = {there: now.name for there, key in brought.items() if isinstance(now := names[key], Elsewhere)}
    left = {key: now for key, now in names.items() if key[0] != path or key not in brought.values()}
    return text, {**left, **here}, brought


def _missed(path: str, text: str, reader: Reader, names: Names) -> str:
    """The text with an import of functions that have left it, as if they came from itself, for code that has them."""
    gone = sorted(
        name
        for (home, name), now in names.items()
        if home == path and isinstance(now, Elsewhere) and reader.lacks(name)
    )
    tongue = language(path)
    suite = tongue.parse(text) if tongue is not None and gone else None
    items = suite.items if suite is not None else ()
    last = next((at for at in reversed(range(len(items))) if items[at].entries and items[at].entries[0].name), None)
    if tongue is None or suite is None or last is None:
        return text
    like = items[last].entries[0].module
    module = tongue.place(f"./{posixpath.splitext(posixpath.basename(path))[0]}", path, like)
    line = tongue.import_of(
        tuple(Entry(module, name, name) for name in gone), replace(items[last], frame=""), tongue.width
    )
    pieces = [Piece(item.gap, item.text, item, True) for item in items]
    pieces.insert(last + 1, Piece("", line, items[last], True))
    return joined(pieces, suite.tail)


def leading(path: str, text: str, moved: Mapping[str, str], aliases: Mapping[str, str]) -> str:
    """A file of the user's that leads to files that have other names in their folders now."""
    stems = [posixpath.splitext(posixpath.basename(old))[0] for old in moved]
    reader = _naming(path, text, aliases) if any(stem in text for stem in stems) else None
    return text if reader is None else _written(led(plain(text), reader, moved), text)


def leads(path: str, text: str, aliases: Mapping[str, str]) -> set[str]:
    """The files that a file of the user's may import."""
    reader = _naming(path, text, aliases)
    return reader.leads() if reader is not None else set()


def may_list(text: str, listing: Listing) -> bool:
    """Whether it is worth reading a file for lists of functions: for most of them this is told by their words."""
    return any(name in text for name in listing.before) and _HANDED_ON.search(text) is not None


def listed(path: str, text: str, listing: Listing, aliases: Mapping[str, str]) -> str:
    """A file of the user's that hands on all functions of a file, or of its own, with those that are new."""
    reader = _naming(path, text, aliases) if all(name in text for name in listing.before) else None
    return text if reader is None else _written(listed_in(plain(text), reader, listing), text)


def _naming(path: str, text: str, aliases: Mapping[str, str]) -> Reader | None:
    """A text, read for the names that it has of other files; None if it can't be read."""
    tongue = language(path)
    return tongue.naming(plain(text), path, aliases) if tongue is not None else None


def _written(found: str, text: str) -> str:
    """What became of a text, with the line ends that it had."""
    return text if found == plain(text) else like(found, text)


def follow(names: Iterable[str], files: Mapping[str, str], *, skip: Iterable[str] = ()) -> dict[str, str]:
    """Where items are that their own file has no more: the one file of the user's that defines each."""
    wanted, left = set(names), set(skip)
    found: dict[str, list[str]] = {}
    for path, text in files.items():
        if path in left or not any(name in text for name in wanted):
            continue
        for name in functions(path, text):
            if name in wanted:
                found.setdefault(name, []).append(path)
    return {name: paths[0] for name, paths in found.items() if len(paths) == 1}


def without_types(
    path: str,
    text: str,
    names: Collection[str],
    *,
    base: str = "",
    new: str = "",
    at: str | None = None,
    all_gone: bool = False,
) -> str:
    """A file of the user's in which type checkers leave the functions `names` alone, as what they speak of is gone.

    What `base` imports and `new` doesn't is taken to be gone, in a language that imports types by name; in any where
    the file itself is (`all_gone`) and `new` has its `imports`. `at` is where it is now, if that is not `path`.
    """
    tongue = language(path) if names else None
    if tongue is None:
        return text
    from scaffold.merge.unchecked import unchecked

    read = _read(tongue, *(tongue.rebase(plain(each), path, at or path) for each in (base, new)))
    listed = [{entry for item in suite.items for entry in item.entries} for suite in read or ()]
    gone = listed[0] - listed[1] if listed and (all_gone or tongue.types_by_name) else set[Entry]()
    marked = unchecked(tongue, plain(text), set(names), gone)
    return text if marked == plain(text) else like(marked, text)


def imports(path: str, text: str, gone: Iterable[str]) -> str:
    """The imports of a generated file alone, without those of the generated files `gone`."""
    tongue = language(path)
    read = _read(tongue, text) if tongue is not None else None
    if tongue is None or read is None:
        return ""
    away = dict.fromkeys(gone, "gone")
    listed = (item for item in read[0].items if item.kind == "import")
    return "".join(item.text for item in listed if tongue.rewired(item.text, path, away, {}) == item.text)


def repackaged(path: str, text: str, packages: Mapping[str, str], modules: Collection[str] = ()) -> str:
    """A file of the user's in which packages that have another name now go by that.

    So do they in texts that name one of `modules`, which are called as they are now.
    """
    tongue = language(path) if packages and any(name in text for name in packages) else None
    return text if tongue is None else tongue.repackaged(text, packages, modules)


def rewired(path: str, text: str, moved: Mapping[str, str], aliases: Mapping[str, str]) -> str:
    """A generated file that follows files that the user has moved: code by its imports, other texts by their paths.

    `aliases` are names that imports have for folders.
    """
    if tongue := language(path):
        return tongue.rewired(text, path, moved, aliases)
    listed = "|".join(map(re.escape, moved))
    return re.sub(rf"(?<![\w./-])(?:{listed})(?![\w/-])", lambda found: moved[found[0]], text)


def merge_moved(
    path: str,
    base: str,
    yours: str,
    new: str,
    *,
    names: Iterable[str],
    at: str,
    renames: Mapping[str, str] | None = None,
    parameters: Mapping[str, Mapping[str, str]] | None = None,
    back: Collection[str] = (),
) -> Merged:
    """Merge the items called `names` of the file at `path` into the user's own file at `at`, which has them now."""
    tongue = language(at)
    if tongue is None:
        return Merged(yours, how="same")
    old, fresh = tongue.rebase(plain(base), path, at), tongue.rebase(plain(new), path, at)
    merged = _by_items(tongue, old, plain(yours), fresh, renames or {}, parameters or {}, set(names), back=back)
    if merged is None:
        note = Change("", "note", f"{at} can't be read, so what changed in {', '.join(sorted(names))} is not in it")
        return Merged(yours, changes=(note,), how="same")
    return Merged(like(merged.text, yours), merged.conflicts, merged.changes, merged.how)
