"""Texts: line ends, indentation, conflict markers; and the merge line by line, where there is no better way."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from scaffold.merge.diff3 import BASE, MIDDLE, NEW, YOURS, lines, marked, merge3
from scaffold.merge.model import Change, Conflict, Merged


def _read_toml(text: str) -> object:
    import tomllib  # which takes 4 ms, and most updates merge none

    return tomllib.loads(text)


def _read_json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_pairs)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


_READERS: Mapping[str, Callable[[str], object]] = {
    ".toml": _read_toml,
    ".json": _read_json,
    ".gitignore": str,
    ".dockerignore": str,
    "requirements.txt": str,
}
MARK = "\x00"
"""Stands behind the first marker of a conflict, before what the conflict is about, until the merge is done."""

_MARKED = re.compile(rf"^{re.escape(YOURS)}{MARK}([^{MARK}\n]*){MARK}([^{MARK}\n]*){MARK}$", re.MULTILINE)
_INDENT = re.compile(r"^([ \t]+)\S", re.MULTILINE)


def plain(text: str) -> str:
    """A text with line feeds only, and without the mark that some editors put first."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def like(text: str, yours: str) -> str:
    """A plain text with the line ends that the user's has, and its first mark."""
    mark = "\ufeff" if yours.startswith("\ufeff") else ""
    crlf = yours.count("\r\n")
    if crlf and crlf == yours.count("\n"):
        text = text.replace("\n", "\r\n")
    elif crlf:
        text = _mixed(text, yours.removeprefix("\ufeff"), crlf * 2 > yours.count("\n"))
    return mark + text


def _mixed(text: str, yours: str, crlf: bool) -> str:
    """Each line that is the user's with the end that it has there, the others with what most lines have."""
    theirs = yours.split("\n")
    lines = text.split("\n")
    ends = ["\r" if crlf else ""] * len(lines)
    matcher = SequenceMatcher(None, [line.removesuffix("\r") for line in theirs], lines, autojunk=False)
    for start, low, size in matcher.get_matching_blocks():
        for step in range(size):
            ends[low + step] = "\r" if theirs[start + step].endswith("\r") else ""
    ends[-1] = ""
    return "\n".join(line + end for line, end in zip(lines, ends, strict=True))


def unit(text: str) -> str:
    """What a text is indented by: a tab, or so many spaces; empty where nothing is indented."""
    indents = _INDENT.findall(text)
    if not indents:
        return ""
    if sum(indent[0] == "\t" for indent in indents) * 2 > len(indents):
        return "\t"
    widths = [len(indent) for indent in indents if "\t" not in indent]
    counted = Counter(width for width in widths if width > 1)
    return " " * min((width for width, times in counted.items() if times * 10 >= len(widths)), default=4)


def units(base: str, yours: str) -> tuple[str, str]:
    """What the generated text is indented by, and the user's: the same unless most lines were indented anew."""
    old = [line for line in base.split("\n") if line[:1] in (" ", "\t")]
    theirs = set(yours.split("\n"))
    if not old or sum(line in theirs for line in old) * 3 > len(old):
        return "", ""
    return unit(base), unit(yours)


def indented(text: str, old: str, new: str) -> str:
    """A text with `new` for each `old` that a line begins with."""
    if not old or not new or old == new:
        return text
    size = len(old)
    out = []
    for line in text.split("\n"):
        bare = line.lstrip(old[0])
        depth, rest = divmod(len(line) - len(bare), size)
        out.append(line if not bare else new * depth + old[0] * rest + bare)
    return "\n".join(out)


def conflict(yours: str, base: str, new: str, name: str, part: str) -> str:
    """Three texts between markers, the first of which says what they are about until `settle` has counted it."""
    return marked(yours, base, new, f"{MARK}{name}{MARK}{part}{MARK}")


def settle(text: str) -> tuple[str, tuple[Conflict, ...]]:
    """The text with markers as the user sees them, and the list of conflicts."""
    found = []
    for match in _MARKED.finditer(text):
        found.append(Conflict(match[1], match[2], text.count("\n", 0, match.start()) + 1))
    return _MARKED.sub(YOURS, text), tuple(found)


def decided(text: str, new: bool = False) -> str:
    """A text with conflicts of ours as if all of them were decided for one side."""
    out: list[str] = []
    side = ""
    for line in lines(text):
        bare = line.rstrip("\n")
        if bare.startswith(YOURS + MARK):
            side = "yours"
        elif side and bare in (BASE, MIDDLE, NEW):
            side = {BASE: "base", MIDDLE: "new", NEW: ""}[bare]
        elif side in ("", "new" if new else "yours"):
            out.append(line)
    return "".join(out)


def values(path: str, *texts: str) -> list[object] | None:
    """What files of JSON say, which have no comments; None for others, and where one can't be read."""
    try:
        return [_read_json(text) for text in texts] if path.endswith(".json") else None
    except ValueError:
        return None


def merge_lists(path: str, base: str, yours: str, new: str) -> Merged | None:
    """Files that list things, such as dependencies: what both sides put into one place goes in, one after the other.

    None where that leaves a conflict, or the outcome can't be read as what it is.
    """
    name = path.rpartition("/")[2]
    read = next((read for ending, read in _READERS.items() if name.endswith(ending)), None)
    if read is None:
        return None
    merged = merge_text(base, yours, new, loose=True)
    try:
        read(merged.text)
    except ValueError:
        return None
    return merged if merged.clean else None


_BLOCK = re.compile(r"^```[^\n]*\n.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LAYOUT = str.maketrans("", "", " \t\n'\",()")


def with_blocks(base: str, yours: str) -> str:
    """A text with its blocks of code as `base` has them, but for those that the user edited.

    Formatters go into READMEs too.
    """
    made = {block.translate(_LAYOUT): block for block in _BLOCK.findall(base)}
    return _BLOCK.sub(lambda found: made.get(found[0].translate(_LAYOUT), found[0]), yours)


def merge_text(base: str, yours: str, new: str, *, loose: bool = False) -> Merged:
    """Plain texts merged line by line. `loose`: changes that touch are no conflict, nor lines put in at one place."""
    rows = lines(base), lines(yours), lines(new)
    out: list[str] = []
    for chunk in merge3(*rows, strict=not loose):
        if chunk.side == "conflict" and loose and chunk.base.start == chunk.base.stop:
            mine = rows[1][chunk.yours]
            out += [*mine, *(line for line in rows[2][chunk.new] if line not in mine)]
        elif chunk.side == "conflict":
            texts = ("".join(rows[1][chunk.yours]), "".join(rows[0][chunk.base]), "".join(rows[2][chunk.new]))
            out.append(conflict(*texts, "", "text"))
        elif chunk.side == "new":
            out += rows[2][chunk.new]
        else:
            out += rows[1][chunk.yours]
        if out and not out[-1].endswith("\n") and chunk.base.stop < len(rows[0]):
            out[-1] += "\n"
    text, conflicts = settle("".join(out))
    changes = (
        (Change("", "conflict", f"{len(conflicts)} by line"),) if conflicts else (Change("", "merged", "by line"),)
    )
    return Merged(text, conflicts, changes, "text")


def renamed(listed: str, names: Mapping[str, str]) -> str:
    """A list of names with commas between, of which some have new ones, or go where that is empty."""
    gone = "|".join(re.escape(name) for name, new in names.items() if not new)
    if gone:
        quoted = rf"([\"']?)(?:{gone})\1(?:\s+as\s+[\w$]+)?"
        listed = re.sub(rf"(?<![\w$\"']){quoted}(?![\w$])\s*,[ \t]*\n?[ \t]*", "", listed)
        listed = re.sub(rf",?\s*(?<![\w$\"']){quoted}(?![\w$])", "", listed)
    return re.sub(r"[\w$]+", lambda word: names.get(word[0], word[0]), listed)
