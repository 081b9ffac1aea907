"""What every language gives: names in its own case, and symbols that carry their import and their package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct

from scaffold import ir

MAX_LENGTH = 44
_RESERVED = Path(__file__).with_name("reserved")
IMPORTS = "\0imports\0"
"""Stands for the line `# imports` of a template until the imports are known. No filter prints a null character, so
words of a description can't be taken for it."""


class Symbol(Struct, frozen=True):
    """A name that printed code uses, and where it comes from (the idea is Smithy codegen-core's).

    `name` is what code prints. It is imported from `module` by that name, or by `imported` where the two differ
    (`books as results` for `results.BookCreated`); with `whole` the module itself is imported.
    `package` is what must be installed for it (a key of the language's version table), None for the standard library.
    """

    name: str
    module: str
    whole: bool = False
    imported: str = ""
    package: str | None = None


class Applied(Struct, frozen=True):
    """A generic type with its argument: `AsyncIterator[Book]`."""

    generic: Symbol
    argument: ir.TypeRef


@cache
def reserved(language: str, scope: str) -> frozenset[str]:
    """The reserved words of a scope, from `reserved/<language>-<scope>.txt`: one word a line, `#` starts a comment."""
    text = (_RESERVED / f"{language}-{scope}.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if (word := line.partition("#")[0].strip()))


def clip(words: tuple[str, ...], limit: int = MAX_LENGTH) -> tuple[str, ...]:
    """`words` cut so that they are at most `limit` letters together; a cut name ends in a digest of the whole."""
    if sum(map(len, words)) + len(words) <= limit:
        return words
    from hashlib import sha256

    mark = sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:6]
    kept: list[str] = []
    room = limit - len(mark) - 1
    for word in words:
        if len(word) + 1 > room:
            if not kept:
                kept.append(word[: room - 1])
            break
        kept.append(word)
        room -= len(word) + 1
    return (*kept, mark)
