"""Documents that can be printed on one line or on several: Wadler's pretty printer, as prettier and oxfmt have it.

A document is a string, a list of documents, or one of the nodes below. A group is printed on one line where that
fits; else the lines that stand right in it are broken, and the groups in it are tried in turn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias, final

from msgspec import Struct

Doc: TypeAlias = "str | list[Doc] | Line | Group | Indent | IfBreak | Fill | Deferred"
INDENT = 2


@final
class Line(Struct, eq=False):
    """A line break where its group is broken, else `flat`. A `hard` one is a line break always."""

    flat: str = " "
    hard: bool = False


@final
class Group(Struct, eq=False):
    """`states` are other ways to print it, each more open than the one before; the first is `content`."""

    content: Doc
    broken: bool = False
    states: Sequence[Doc] = ()
    settled: bool = False
    width: int = -1
    """What `settle` has found of it."""


@final
class Indent(Struct, eq=False):
    content: Doc
    by: int = INDENT


@final
class IfBreak(Struct, eq=False):
    """What stands there only where `group` (the one around it, if none is given) is broken, or only where it isn't."""

    broken: Doc
    flat: Doc = ""
    group: Group | None = None


@final
class Fill(Struct, eq=False):
    """Items and the lines between them: a line is broken where the item behind it would not fit."""

    parts: list[Doc]


@final
class Deferred(Struct, eq=False):
    """What has no line break in it for sure: `text` where it fits, else the document that is then made of it."""

    text: str
    make: Callable[[], Doc]
    _made: Doc | None = None

    @property
    def content(self) -> Doc:
        if self._made is None:
            self._made = self.make()
            settle(self._made)
        return self._made


LINE, SOFT, HARD = Line(), Line(""), Line("", True)
_Command: TypeAlias = tuple[int, bool, Doc]
"""Indentation, whether lines are flat, and what is to be printed."""


def columns(text: str) -> int:
    """How wide a text is on a screen: East Asian characters take two columns, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.combining(char) or char in "\u200b\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def breaks(doc: Doc) -> bool:
    """Whether a document can't be on one line."""
    if isinstance(doc, str | Deferred):
        return False
    if isinstance(doc, Line):
        return doc.hard
    if isinstance(doc, Group):
        return doc.broken or breaks(doc.content)
    if isinstance(doc, Indent):
        return breaks(doc.content)
    if isinstance(doc, IfBreak):
        return breaks(doc.broken)
    return any(map(breaks, doc.parts if isinstance(doc, Fill) else doc))


def flattened(doc: Doc) -> Doc:
    """A document as it is on one line, whatever is around it."""
    if isinstance(doc, str):
        return doc
    if isinstance(doc, Deferred):
        return doc.text
    if isinstance(doc, Line):
        return doc.flat
    if isinstance(doc, Group | Indent):
        return flattened(doc.content)
    if isinstance(doc, IfBreak):
        return flattened(doc.flat)
    return [flattened(part) for part in (doc.parts if isinstance(doc, Fill) else doc)]


def settle(doc: Doc) -> tuple[bool, int]:
    """Whether there is a line break in it for sure, and how wide it is on one line; groups keep both.

    A group with a break in it is broken. One with several states is not: it is tried in each, and what is broken in
    it fits where its first line does.
    """
    if isinstance(doc, str):
        return False, len(doc) if doc.isascii() else columns(doc)
    if isinstance(doc, list):
        broken, width = False, 0
        for part in doc:
            if isinstance(part, str):
                width += len(part) if part.isascii() else columns(part)
            else:
                breaks_, wide = settle(part)
                broken, width = broken or breaks_, width + wide
        return broken, width
    if type(doc) is Line:
        return doc.hard, len(doc.flat)
    if type(doc) is Deferred:
        return False, columns(doc.text)
    if type(doc) is Group:
        if doc.width < 0:
            breaks_, doc.width = settle(doc.content)
            doc.settled = breaks_ or doc.broken
            for state in doc.states[1:]:
                settle(state)
            doc.broken = doc.broken or doc.settled and not doc.states
        return doc.settled, doc.width
    if type(doc) is Indent:
        return settle(doc.content)
    if type(doc) is IfBreak:
        return settle(doc.broken)[0], settle(doc.flat)[1]
    return settle(doc.parts)


def printed(doc: Doc, indent: int, width: int) -> str:
    """`doc` at an indentation that is on the first line already."""
    settle(doc)
    return _Printer(indent, width).run(doc)


def _on_one_line(doc: Doc, out: list[str]) -> None:
    """Adds what is printed of a document that has no line break in it for sure."""
    if isinstance(doc, str):
        out.append(doc)
    elif type(doc) is Deferred:
        out.append(doc.text)
    elif isinstance(doc, list):
        for part in doc:
            _on_one_line(part, out)
    elif type(doc) is Group or type(doc) is Indent:
        _on_one_line(doc.content, out)
    elif type(doc) is Line or type(doc) is IfBreak:
        _on_one_line(doc.flat, out)
    elif type(doc) is Fill:
        _on_one_line(doc.parts, out)


class _Printer:
    def __init__(self, indent: int, width: int) -> None:
        self._indent = indent
        self._width = width
        self._measure = False
        """Whether groups are tried anew though the text around them is flat: a hard line break came before."""
        self._broken: dict[int, bool] = {}
        """Whether the groups printed so far were broken, by identity."""

    def run(self, doc: Doc) -> str:
        out: list[str] = []
        at = self._indent
        commands: list[_Command] = [(self._indent, False, doc)]
        while commands:
            indent, flat, doc = commands.pop()
            if isinstance(doc, str):
                out.append(doc)
                at += len(doc) if doc.isascii() else columns(doc)
            elif isinstance(doc, list):
                commands.extend([(indent, flat, part) for part in reversed(doc)])
            elif type(doc) is Deferred:
                if flat and not self._measure or not flat and self._fits((indent, True, doc), commands, at):
                    out.append(doc.text)
                    at += columns(doc.text)
                else:
                    commands.append((indent, flat, doc.content))
            elif type(doc) is Line:
                if flat and not doc.hard:
                    out.append(doc.flat)
                    at += len(doc.flat)
                else:
                    while out and out[-1].endswith(" "):
                        out[-1] = out[-1].rstrip(" ")
                    self._measure = self._measure or flat
                    out.append("\n" + " " * indent)
                    at = indent
            elif type(doc) is Group:
                chosen = self._group(indent, flat, doc, commands, at)
                if chosen[1] and chosen[2] is doc.content and not doc.settled:
                    _on_one_line(doc.content, out)
                    at += doc.width
                else:
                    commands.append(chosen)
            elif type(doc) is Indent:
                commands.append((indent + doc.by, flat, doc.content))
            elif type(doc) is IfBreak:
                broken = not flat if doc.group is None else self._broken.get(id(doc.group), False)
                commands.append((indent, flat, doc.broken if broken else doc.flat))
            else:
                self._fill(indent, flat, doc, commands, at)
        return "".join(out)

    def _group(self, indent: int, flat: bool, doc: Group, rest: list[_Command], at: int) -> _Command:
        if flat and not doc.broken and not self._measure:
            self._broken[id(doc)] = False
            return indent, True, doc.content
        self._measure = False
        chosen: _Command = (indent, True, doc.content)
        self._broken[id(doc)] = False
        wide = not doc.settled and at + doc.width > self._width
        if doc.broken or wide or not self._fits(chosen, rest, at):
            self._broken[id(doc)] = True
            chosen = (indent, False, doc.states[-1] if doc.states else doc.content)
            if doc.states and not doc.broken:
                for state in doc.states[1:-1] or ():
                    if self._fits((indent, True, state), rest, at):
                        return indent, True, state
                last = (indent, True, doc.states[-1])
                if self._fits(last, rest, at):
                    return last
        return chosen

    def _fill(self, indent: int, flat: bool, doc: Fill, commands: list[_Command], at: int) -> None:
        if not doc.parts:
            return
        first, *others = doc.parts
        fits = self._fits((indent, True, first), [], at)
        if not others:
            commands.append((indent, fits, first))
            return
        line, *left = others
        both = bool(left) and self._fits((indent, True, [first, line, left[0]]), [], at)
        commands.append((indent, flat, Fill(left)))
        commands.append((indent, both, line))
        commands.append((indent, fits, first))

    def _fits(self, command: _Command, rest: Sequence[_Command], at: int) -> bool:
        """Whether `command`, and what follows it up to the next line break, fits on the line."""
        room = self._width - at
        left = len(rest)
        stack = [command]  # groups in it that are flat are as wide as `settle` has found
        while room >= 0:
            if not stack:
                if not left:
                    return True
                left -= 1
                stack.append(rest[left])
                continue
            indent, flat, doc = stack.pop()
            if isinstance(doc, str):
                room -= len(doc) if doc.isascii() else columns(doc)
            elif isinstance(doc, list):
                stack.extend([(indent, flat, part) for part in reversed(doc)])
            elif type(doc) is Deferred:
                if flat:
                    room -= columns(doc.text)
                else:
                    stack.append((indent, flat, doc.content))
            elif type(doc) is Line:
                if not flat or doc.hard:
                    return True
                room -= len(doc.flat)
            elif type(doc) is Group:
                if flat and not doc.settled:
                    room -= doc.width
                    continue
                open_ = doc.broken or not flat
                content = doc.states[-1] if doc.states and open_ else doc.content
                stack.append((indent, not open_, content))
            elif type(doc) is Indent:
                stack.append((indent, flat, doc.content))
            elif type(doc) is IfBreak:
                broken = not flat if doc.group is None else self._broken.get(id(doc.group), False)
                stack.append((indent, flat, doc.broken if broken else doc.flat))
            else:
                stack.append((indent, flat, doc.parts))
        return False
