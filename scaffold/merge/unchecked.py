"""Functions of operations that are gone: kept as the user wrote them, but out of the type checker's sight."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from scaffold.merge.imports import Imports
from scaffold.merge.items import Piece, Work, joined
from scaffold.merge.model import Entry, Item, Language, Suite


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


def _only(suite: Suite, entries: Set[Entry]) -> Suite:
    """The imports of these names among a file's."""
    narrowed = [(item, tuple(entry for entry in item.entries if entry in entries)) for item in suite.items]
    return Suite(items=tuple(_emptied(item, kept) for item, kept in narrowed if kept), tail="")


def _emptied(item: Item, entries: tuple[Entry, ...]) -> Item:
    return replace(item, entries=entries, text="")
