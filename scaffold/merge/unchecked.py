"""Functions of operations that are gone: kept as the user wrote them, but out of the type checker's sight."""

from __future__ import annotations

from collections.abc import Collection

from scaffold.merge.imports import Imports
from scaffold.merge.items import Piece, Work, joined
from scaffold.merge.model import Item, Language, Suite

_MARK = "no_type_check"


def unchecked(tongue: Language, text: str, names: Collection[str]) -> str:
    """A Python text in which the functions `names` have `@no_type_check`; it is imported where it has to be."""
    suite = tongue.parse(text)
    imported = tongue.parse(f"from typing import {_MARK}\n")
    if suite is None or imported is None:
        return text
    pieces = [Piece(item.gap, _marked(item, names), item, True) for item in suite.items]
    if all(piece.text == piece.item.text for piece in pieces):
        return text
    nothing = Suite(items=(), tail="")
    work = Work(tongue, {}, {}, "", "")
    pieces = Imports(work, nothing, suite, imported, pieces).merge()
    return joined(pieces, suite.tail)


def _marked(item: Item, names: Collection[str]) -> str:
    marks = item.parts.get("decorators")
    if item.kind != "function" or item.name not in names or marks is None or _MARK in marks.text:
        return item.text
    return f"{item.text[: marks.start]}@{_MARK}\n{item.text[marks.start :]}"
