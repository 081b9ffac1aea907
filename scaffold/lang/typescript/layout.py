"""Long lines of generated TypeScript, laid out as oxfmt would leave them with its default settings.

Templates write a statement, a member or an item of a list on one line. Such a line that is too long is read here into
a small tree, and printed by the rules that prettier and oxfmt share. A line that can't be read is left as it is; the
test suite runs oxfmt itself over whole projects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scaffold.lang.typescript.docs import INDENT, columns, printed
from scaffold.lang.typescript.syntax import Unreadable, read

WIDTH = 100
_TICK = re.compile(r"""\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`""")
_INSIDE = re.compile(r"\\.|`")
_OPENED = re.compile(r"( *)((?:export )?(?:const|let) [^=]+ =) (.+\(\{|z)")
_NOTHING = ("null", "undefined")
_OPAQUE = re.compile(r"\s*(?://|/?\*|<)")
"""How lines begin that stay as they are: comments, all of whose lines have a star, and elements of JSX."""


def layout(text: str, width: int = WIDTH) -> str:
    """`text` with every line that is longer than `width` split as oxfmt splits it."""
    lines = text.split("\n")
    inside = False  # a template literal
    ticks, crowded = "`" in text, _holds_several(text)
    wide = width if text.isascii() else width // 2  # longer lines may be too long
    if not crowded and max(map(len, lines)) <= wide:
        return text
    for number, line in enumerate(lines):
        if len(line) <= wide and not inside and not (ticks and "`" in line or crowded and _holds_several(line)):
            continue
        if inside:
            inside = _after(line)
        elif _OPAQUE.match(line):
            continue
        elif ticks and "`" in line and _TICK.findall(line).count("`") % 2:
            inside = True
        elif len(line) > width // 2 and columns(line) > width or crowded and _holds_several(line):
            opened = _OPENED.fullmatch(line)
            line = _below(lines, number, opened, width) if opened else _laid(line, width)
            if line.endswith("=> {") and (by := _margin(line.rpartition("\n")[2]) - _margin(line)):
                _move(lines, number, by)
            lines[number] = line
    return "\n".join(lines)


def spread(head: str, items: Sequence[str], tail: str, pad: str = "", width: float = WIDTH) -> str:
    """`head`, what stands in a bracket with `pad` at its ends, and `tail`: on one line, or with an item on each line.

    A space at the end of `head` is one of the line alone. Only what is too long even so is left for `layout`.
    """
    line = f"{head}{pad}{', '.join(items)}{pad}{tail}"
    if max(columns(head), columns(tail)) > width or columns(line) <= width:
        return line
    return "\n".join([head.rstrip(" "), *(f"{' ' * INDENT}{item}," for item in items), tail])


def alternatives(head: str, parts: Sequence[str]) -> str:
    """A statement that ends in a union: on one line, or with an alternative on each line.

    Where one of them is too long for a line of its own, or is an object that may also be null, it is left for `layout`.
    """
    line = f"{head} {' | '.join(parts)};"
    if len(line) <= WIDTH // 2 or len(parts) < 2 or columns(line) <= WIDTH:
        return line
    lines = [head, *(f"  | {part}" for part in parts)]
    plain = all(columns(each) < WIDTH for each in lines) and sum(part not in _NOTHING for part in parts) > 1
    return "\n".join(lines) + ";" if plain else line


def _holds_several(text: str) -> bool:
    """Whether there is a list of several objects, or of several lists, which don't stay on one line."""
    return "}, {" in text or "], [" in text


def _below(lines: list[str], at: int, head: re.Match[str], width: int) -> str:
    """The head of a constant whose value is a call of several lines, which go below a head that is too long."""
    margin = head[1]
    if columns(head[0]) <= width:
        return head[0]
    if columns(head[0]) > width + 1 or not head[0].endswith("{"):
        _move(lines, at, INDENT)
        return f"{margin}{head[2]}\n{margin}  {head[3]}"
    end = _move(lines, at, INDENT)
    lines[end] = f"{margin}  }},\n{margin}{lines[end].strip().removeprefix('}')}"
    return f"{head[0][:-1]}\n{margin}  {{"


def _move(lines: list[str], at: int, by: int) -> int:
    """Moves the lines that belong to the line `at` to the right; the number of the last one."""
    margin = _margin(lines[at])
    end = at + 1
    while end < len(lines) - 1 and (not lines[end] or _margin(lines[end]) > margin):
        end += 1
    if not lines[end].startswith((" " * margin + "}", " " * margin + ")")):
        end -= 1  # what is called on a value stands deeper than it
    lines[at + 1 : end + 1] = [" " * by + line if line else "" for line in lines[at + 1 : end + 1]]
    return end


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _after(line: str) -> bool:
    """Whether the template literal that is open before `line` still is behind it."""
    return not _INSIDE.findall(line).count("`") % 2


@lru_cache(maxsize=65536)
def _laid(line: str, width: int) -> str:
    """The lines of one statement that is too long; servers and SDKs have many statements in common."""
    code = line.lstrip(" ")
    indent = len(line) - len(code)
    try:
        doc = read(code)
    except (Unreadable, RecursionError):
        return line
    return " " * indent + printed(doc, indent, width)
