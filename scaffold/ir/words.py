"""Words of a description, kept apart from the generator's own strings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from scaffold.diag import Source

Json: TypeAlias = None | bool | int | float | str | list[Any] | dict[str, Any]


class Text(Struct, frozen=True, order=True):
    """Words from a description: comparable, hashable, and not printable by accident.

    `raw` gives the string to the few places that quote it (literals, comments, identifiers).
    """

    raw: str

    def __str__(self) -> str:
        raise TypeError("words of a description must pass |lit, |doc or |ident before they are printed")

    def __format__(self, spec: str) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"Text({self.raw!r})"

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __deepcopy__(self, memo: object) -> Text:
        return self


class Name(Struct, frozen=True):
    """A name without case: `words` are lower-case runs of letters and digits; `wire` is the spelling on the wire.

    Only `wire` goes over the network. A language makes an identifier of `words`.
    """

    words: tuple[str, ...]
    wire: Text


class Value(Struct, frozen=True):
    """A JSON value out of a description (a default, an example). Its strings are untrusted: print it with |lit."""

    json: Json
    source: Source | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and other.json == self.json

    def __hash__(self) -> int:
        return hash(repr(self.json))

    def __str__(self) -> str:
        raise TypeError("a value of a description must pass |lit before it is printed")


class Doc(Struct, frozen=True, kw_only=True):
    """The words that document a node."""

    summary: Text | None = None
    description: Text | None = None
    external: Text | None = None


@lru_cache(maxsize=1024)
def essence(media_type: str) -> str:
    """A media type without parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_multipart(media_type: str) -> bool:
    """Whether a body of a media type is made of parts (RFC 2046, 5.1)."""
    return essence(media_type).startswith("multipart/")
