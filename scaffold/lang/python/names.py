"""Identifiers: from a name's words to Python's spelling (PEP 8), never a reserved word, always an identifier."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from scaffold import ir
from scaffold.lang.base import MAX_LENGTH, clip, reserved

LONGEST_CLASS = 64
"""Classes of responses join an operation's name and a status."""


class Scope(StrEnum):
    """What an identifier names. Each scope has its case and its reserved words besides the keywords."""

    CLASS = "class"
    FUNCTION = "function"
    PARAM = "param"
    FIELD = "field"
    MODULE = "module"
    MEMBER = "member"


@cache
def identifier(name: ir.Name | tuple[str, ...], scope: Scope) -> str:
    """The identifier for a name's words in a scope; the same words always give the same identifier."""
    words = name.words if isinstance(name, ir.Name) else name
    words = clip(words, LONGEST_CLASS if scope is Scope.CLASS else MAX_LENGTH)
    words = tuple(filter(None, (_plain(word, scope) for word in words))) or ("unnamed",)
    if scope is Scope.CLASS:
        text = "".join(word[:1].upper() + word[1:] for word in words)
    else:
        text = "_".join(words)
        if scope is Scope.MEMBER:
            text = text.upper()
    if not (text[0].isalpha() or text[0] == "_"):
        text = ("N" if text[0].isdigit() and scope in (Scope.CLASS, Scope.MEMBER) else "n") + text
    if text in reserved("python", "keyword") or text in reserved("python", scope):
        return text + "_"
    return text


def _plain(word: str, scope: Scope) -> str:
    """`word` with only what may stand in an identifier; in module names, which are file names, only ASCII."""
    if word.isascii() and word.isalnum():
        return word
    word = unicodedata.normalize("NFKC", word)
    if scope is Scope.MODULE:
        word = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "".join(letter for letter in word if ("_" + letter).isidentifier() and letter != "_")


def distinct(identifiers: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """`identifiers` with a number behind each one that an earlier one (or one of `taken`) has already."""
    wanted, seen = list(identifiers), set(taken)
    if len(seen.union(wanted)) == len(seen) + len(wanted):
        return wanted
    out: list[str] = []
    for text in wanted:
        candidate, number = text, 2
        while candidate in seen:
            candidate = f"{text}{number}" if text.endswith("_") else f"{text}_{number}"
            number += 1
        seen.add(candidate)
        out.append(candidate)
    return out
