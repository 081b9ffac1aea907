"""Paths of a project: which of them can be written on every system, and stay inside the project."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST_NAME = 255
"""What common file systems allow for one name, in bytes."""

_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [port + digit for port in ("com", "lpt") for digit in "0123456789¹²³"]
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')


def refusal(path: str) -> str | None:
    """Why `path` can't be a file of a project, or None where it can.

    A good path is relative, has no `.`, `..` or empty step, and each of its names can be written on Linux, macOS and
    Windows: no device's name (`nul`, `aux.txt`), no final dot or space, no reserved or control character.
    """
    if not path:
        return "it is empty"
    if path.startswith("/"):
        return "it is absolute"
    for name in path.split("/"):
        reason = _name_refusal(name)
        if reason:
            return reason
    return None


@lru_cache(maxsize=4096)
def _name_refusal(name: str) -> str | None:
    if name in ("", ".", ".."):
        return f"it has a step {name!r}"
    if _FORBIDDEN.search(name):
        return f"{name!r} has a character that not every system allows in a name"
    if name[-1] in ". ":
        return f"{name!r} ends with a dot or a space, which Windows drops"
    if name.split(".")[0].rstrip().lower() in _DEVICES:
        return f"{name!r} is the name of a device on Windows"
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return f"{name!r} is not valid Unicode"
    return f"{name[:20]!r}... is too long" if size > LONGEST_NAME else None


def folded(path: str) -> str:
    """What `path` is to a file system that ignores case and the way accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def clash(paths: Iterable[str]) -> tuple[str, str] | None:
    """Two of `paths` that can't both be there: the same but for case, or a file where another needs a folder."""
    seen: dict[str, str] = {}
    for path in paths:
        key = folded(path)
        if key in seen:
            return seen[key], path
        seen[key] = path
    for key, path in seen.items():
        steps = key.split("/")
        for end in range(1, len(steps)):
            other = seen.get("/".join(steps[:end]))
            if other is not None:
                return other, path
    return None
