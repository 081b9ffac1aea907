"""Functions of operations that are gone: kept as the user wrote them, but out of the type checker's sight.

And back in it, when their operations come back.
"""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from scaffold.merge.imports import Imports
from scaffold.merge.items import Piece, Work, joined
from scaffold.merge.model import GONE, Entry, Item, Language, Suite


def unchecked(tongue: Language, text: str, names: Set[str], gone: Set[Entry]) -> str:
    """A text in which type checkers leave the functions `names` alone; `gone` are imports that lead nowhere now."""
    suite = tongue.parse(text)
    if suite is None:
        return text
    defined = {item.name for item in suite.items}
    pieces, lines = [], dict[str, None]()
    for item in suite.items:
        piece = Piece(item.gap, item.text, item, True)
        if item.kind == "function" and item.name in names:
            missing = {entry.local for entry in gone} & tongue.names(item.text)[0] - defined
            piece.text, line = tongue.spared(item, missing)
            lines[line] = None
            defined |= missing
        pieces.append(piece)
    imported = tongue.parse("".join(lines))
    if imported is None or all(piece.text == piece.item.text for piece in pieces):
        return text
    pieces = Imports(Work(tongue, {}, {}, "", ""), _only(suite, gone), suite, imported, pieces).merge()
    return joined(pieces, suite.tail)


def checked(tongue: Language, suite: Suite, names: Set[str], imported: Set[str]) -> Suite:
    """A file as it was before its functions `names` were left alone; `imported` are what new code has imported."""
    stand_ins = {item.key for item in suite.items if item.name in imported and GONE in item.text}
    if not any(item.name in names for item in suite.items):
        return suite
    pieces: list[Piece] = []
    line, gap = "", None
    for item in suite.items:
        if item.key in stand_ins:
            gap = item.gap if gap is None else gap
            continue
        piece = Piece(item.gap if gap is None else gap, item.text, item, True)
        if item.kind == "function" and item.name in names:
            piece.text, line = tongue.unspared(item, stand_ins)
        pieces.append(piece)
        gap = None
    added, nothing = tongue.parse(line), Suite(items=(), tail="")
    if added is not None and line:
        pieces = Imports(Work(tongue, {}, {}, "", ""), added, suite, nothing, pieces).merge()
    return tongue.parse(joined(pieces, suite.tail)) or suite


def _only(suite: Suite, entries: Set[Entry]) -> Suite:
    """The imports of these names among a file's."""
    narrowed = [(item, tuple(entry for entry in item.entries if entry in entries)) for item in suite.items]
    return Suite(items=tuple(_emptied(item, kept) for item, kept in narrowed if kept), tail="")


def _emptied(item: Item, entries: tuple[Entry, ...]) -> Item:
    return replace(item, entries=entries, text="")
