"""Identifiers: from a name's words to TypeScript's spelling, never a reserved word, always an identifier."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from scaffold import ir
from scaffold.lang.base import MAX_LENGTH, clip, reserved

LONGEST_TYPE = 64
"""Types of responses join an operation's name and a status."""
INHERITED = frozenset(
    {"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"}
    | {"__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"}
)
"""The members that every object has, so that they say nothing about what a caller gave."""


class Scope(StrEnum):
    """What an identifier names. Each scope has its case and its reserved words besides the keywords."""

    MODEL = "model"
    TYPE = "type"
    VALUE = "value"
    MODULE = "module"


@cache
def identifier(name: ir.Name | tuple[str, ...], scope: Scope) -> str:
    """The identifier for a name's words in a scope; the same words always give the same identifier.

    `BookPage` for types, `bookPage` for values, `book-page` for modules, which are files.
    """
    words = name.words if isinstance(name, ir.Name) else name
    typed = scope in (Scope.MODEL, Scope.TYPE)
    words = clip(words, LONGEST_TYPE if typed else MAX_LENGTH)
    words = tuple(filter(None, (_plain(word, scope) for word in words))) or ("unnamed",)
    if scope is Scope.MODULE:
        text = "-".join(words)
    else:
        text = "".join(_capital(word) for word in words)
        if not typed:
            text = words[0] + text[len(_capital(words[0])) :]
        if text[0].isdigit() or not text.isidentifier():
            text = ("N" if typed else "n") + text
    taken = scope is not Scope.MODULE and text in reserved("typescript", "keyword")
    if taken or text in reserved("typescript", scope):
        return text + "_"
    return text


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _plain(word: str, scope: Scope) -> str:
    """`word` with only what may stand in an identifier; in module names, which are file names, only ASCII."""
    if word.isascii() and word.isalnum():
        return word
    word = unicodedata.normalize("NFKC", word)
    if scope is Scope.MODULE:
        word = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "".join(letter for letter in word if ("_" + letter).isidentifier() and letter != "_")


def distinct(
    identifiers: Iterable[str],
    taken: Iterable[str] = (),
    *,
    ignore_case: bool = False,
    endings: tuple[str, ...] = ("",),
) -> list[str]:
    """`identifiers` with a number behind each one that an earlier one (or one of `taken`) has already.

    Names of files differ in more than case (`ignore_case`): some systems don't tell such names apart. Where further
    names are made of each by `endings`, these are nobody else's either.
    """
    fold = str.lower if ignore_case else str
    wanted, seen = list(identifiers), set(map(fold, taken))
    if len(seen.union(made := [fold(text + ending) for text in wanted for ending in endings])) == len(seen) + len(made):
        return wanted
    out: list[str] = []
    for text in wanted:
        candidate, number = text, 2
        while not seen.isdisjoint(made := [fold(candidate + ending) for ending in endings]):
            candidate = f"{text}{'_' if text[-1].isdigit() else ''}{number}"
            number += 1
        seen.update(made)
        out.append(candidate)
    return out


@cache
def key(name: str) -> str:
    """A member's name as it stands before the colon of a type: quoted only where it must be."""
    from scaffold.lang.typescript.literals import quoted

    return name if _is_plain(name) else quoted(name)


def _is_plain(name: str) -> bool:
    """Whether it is an identifier name (ECMA-262, 12.7), which needs no quotes as a key."""
    return name.replace("$", "_").isidentifier()


@cache
def access(name: str) -> str:
    """What follows an object to name its member: `.title`, `["book-id"]`."""
    from scaffold.lang.typescript.literals import quoted

    return f".{name}" if _is_plain(name) else f"[{quoted(name)}]"


def schema_name(type_name: str) -> str:
    """The constant that validates the type: `bookSchema` for `Book`."""
    return f"{type_name[:1].lower()}{type_name[1:]}Schema"
