"""Prose in comments, whatever the language."""

from __future__ import annotations

import textwrap

from scaffold.ir import Doc


def paragraphs(doc: Doc) -> list[str]:
    """Summary and description; the summary alone where the description only says it again."""
    found = [part.raw for part in (doc.summary, doc.description) if part is not None]
    return found[:1] if len(found) == 2 and _plain(found[0]) == _plain(found[1]) else found


def _plain(text: str) -> str:
    return text.strip().rstrip(".").casefold()


def wrapped(line: str, width: int) -> list[str]:
    """A long line of prose broken at its spaces; an indented one (code, a list) hangs as deep as it began."""
    if len(line) <= width:
        return [line]
    lead = line[: len(line) - len(line.lstrip())]
    if line.startswith(("|", "```")) or len(lead) > width // 2:
        return [line]
    hang = lead + ("  " if line.lstrip().startswith(("- ", "* ")) else "")
    if not lead and "  " not in line and not line.endswith(" "):
        return _filled(line, width, hang)
    return textwrap.wrap(
        line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    ) or [line]


def _filled(line: str, width: int, hang: str) -> list[str]:
    """Words with one space between, as `textwrap` breaks them in several times the time."""
    lines: list[str] = []
    begun = ""
    while len(begun) + len(line) > width:
        room = width - len(begun)
        cut = line.rfind(" ", 0, room + 1)
        if cut < 0 and (cut := line.find(" ", room)) < 0:
            break
        lines.append(begun + line[:cut])
        line, begun = line[cut + 1 :], hang
    return [*lines, begun + line]
