"""JSON (RFC 8259): text to value, and a place in the value to a place in the text.

The standard library parses; what it lets pass is refused here: duplicate keys, NaN and infinities, halves of
surrogate pairs. Positions are found afterwards, only for the places asked for: the values before a place are skipped
by their indentation where the text is laid out, else by the standard library's scanner.
"""

from __future__ import annotations

import contextlib
import json
import json.decoder
import json.scanner
import re
from collections.abc import Callable
from typing import Any

from scaffold.source.syntax import (
    MAX_DEPTH,
    MAX_FAULTS,
    Fault,
    Json,
    Refused,
    find,
    levels,
    not_finite,
    not_unicode,
    step,
    tokens,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_TOKEN = re.compile(_STRING + r"|[\[\]{}]", re.S)
_LONG = re.compile(_STRING + "|(-?[0-9]{4300,})", re.S)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# Both are in C, not in the type stubs, and as old as the module: (text, offset) -> (value, offset behind it)
_scan: Callable[[str, int], tuple[Any, int]] = getattr(json.scanner, "make_scanner")(json.JSONDecoder())  # noqa: B009
_string: Callable[[str, int], tuple[str, int]] = getattr(json.decoder, "scanstring")  # noqa: B009


class _Twice(Exception):
    """A key was given twice; where, is found by a second, slower reading."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise _Twice
    return held


def parse(text: str) -> Json:
    """The value of a JSON text.

    Raises `Refused` with not-json, duplicate-key, number-invalid, too-deep or not-text.
    """
    beyond: list[str] = []

    def number(word: str) -> float:
        value = float(word)
        if not_finite(value):
            beyond.append(word)
        return value

    try:
        value: Json = json.loads(text, object_pairs_hook=_unique, parse_float=number, parse_constant=number)
    except json.JSONDecodeError as error:
        raise Refused(Fault("not-json", _message(error.msg), error.pos)) from None
    except _Twice:
        raise Refused(*_duplicates(text)) from None
    except RecursionError:
        raise Refused(_deep(text)) from None
    except ValueError:  # Python's limit for the conversion of integers
        raise Refused(Fault("number-invalid", "an integer has over 4,000 digits", _first(_LONG, text))) from None
    if beyond:
        raise Refused(_not_finite(text, beyond[0], find(value, float, not_finite) or ""))
    if sum(1 for _ in levels(value)) > MAX_DEPTH:
        raise Refused(_deep(text))
    if _SURROGATE.search(text) and (at := find(value, str, not_unicode)) is not None:
        raise Refused(Fault("not-text", "a string holds half of a surrogate pair", pointer=at))
    return value


def _message(words: str) -> str:
    return words[:1].lower() + words[1:].replace(" enclosed in double quotes", " in double quotes")


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    return next((found.start() for found in pattern.finditer(text) if found[1]), None)


def _deep(text: str) -> Fault:
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        if depth > MAX_DEPTH:
            return Fault("too-deep", f"values are nested more than {MAX_DEPTH} levels deep", found.start())
    return Fault("too-deep", f"values are nested more than {MAX_DEPTH} levels deep", 0)


def _not_finite(text: str, word: str, pointer: str) -> Fault:
    at = Finder(text).find(tokens(pointer), False)
    why = "is beyond the range of a double" if word[-1].isdigit() else "is no number of JSON"
    return Fault("number-invalid", f"{word[:40]} {why}", at, pointer)


def _duplicates(text: str) -> list[Fault]:
    """Every key that is given twice, at its second place."""
    faults: list[Fault] = []
    stack = [("", _skip(text, 0))]
    while stack and len(faults) < MAX_FAULTS:
        pointer, at = stack.pop()
        seen: dict[str, int] = {}
        inside: list[tuple[str, int]] = []
        for token, key_at, value_at in _members(text, at):
            if token in seen:
                faults.append(Fault("duplicate-key", token, key_at, step(pointer, token), first=seen[token]))
            seen.setdefault(token, key_at)
            if text[value_at] in "{[":
                inside.append((step(pointer, token), value_at))
        stack += reversed(inside)
    return faults


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _scanned(text: str, at: int) -> int:
    return _scan(text, at)[1]


def _indented(text: str, at: int) -> int:
    """The offset behind a value, if its last bracket stands below the line of its first, as it mostly does."""
    if text[at] not in "{[" or text[at + 1 : at + 2] not in "\r\n":
        return _scanned(text, at)
    line = text.rfind("\n", 0, at) + 1
    margin = text[line : _skip(text, line)]
    end = text.find(f"\n{margin}{'}' if text[at] == '{' else ']'}", at)
    return end + len(margin) + 2 if end >= 0 else _scanned(text, at)


def _members(text: str, at: int, end: Callable[[str, int], int] = _scanned) -> list[tuple[str, int, int]]:
    """(token, offset of the key or element, offset of the value) of each member of the list or object at `at`.

    `end` gives the offset behind the value at an offset.
    """
    members: list[tuple[str, int, int]] = []
    is_map = text[at] == "{"
    here = _skip(text, at + 1)
    while text[here] not in "]}":
        token, key_at = str(len(members)), here
        if is_map:
            token, here = _string(text, here + 1)
            here = _skip(text, _skip(text, here) + 1)
        members.append((token, key_at, here))
        here = _skip(text, end(text, here))
        if text[here] == ",":
            here = _skip(text, here + 1)
    return members


class Finder:
    """Finds places in a JSON text that was parsed without a fault, as `value`; what it learns on the way it keeps."""

    def __init__(self, text: str, value: Json = None) -> None:
        self._text = text
        # The same with narrow characters, which is searched several times faster; keys that differ are noticed.
        self._narrow = text if text.isascii() else text.encode("latin-1", "replace").decode("latin-1")
        self._value = value
        self._known: dict[int, dict[str, tuple[int, int]]] = {}

    def find(self, tokens: list[str], key: bool) -> int:
        """The offset of a place or, where there is none, of its nearest ancestor.

        A scalar is found at its value, a list or an object at its key; with `key` both are.
        """
        at = shown = _skip(self._text, 0)
        held: Any = self._value
        for token in tokens:
            if self._text[at] not in "{[":
                break
            members = self._known.get(at)
            if members is None:
                members = self._known[at] = self._members(at, held)
            if token not in members:
                break
            shown, at = members[token]
            held = _inside(held, token)
            if not key and self._text[at] not in "{[":
                shown = at
        return shown

    def _members(self, at: int, held: Any) -> dict[str, tuple[int, int]]:
        """The places of the members of the list or object at `at`, which was parsed as `held`."""
        if isinstance(held, dict):
            with contextlib.suppress(IndexError, ValueError, StopIteration):
                quick = _placed(_members(self._narrow, at, _indented))
                if list(quick) == list(held):
                    return quick
        return _placed(_members(self._text, at))


def _placed(members: list[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    return {name: (key_at, value_at) for name, key_at, value_at in members}


def _inside(held: Any, token: str) -> Any:
    """The member of a list or object of this name; None where there is none."""
    if isinstance(held, list):
        return held[int(token)] if token.isdecimal() and int(token) < len(held) else None
    return held.get(token) if isinstance(held, dict) else None
