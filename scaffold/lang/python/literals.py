"""Literals, docstrings and comments: the only ways by which words of a description get into Python code."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from scaffold import ir
from scaffold.lang.parts import first_and_rest
from scaffold.lang.prose import paragraphs, wrapped
from scaffold.lang.python.layout import WIDTH
from scaffold.lang.xml import plan_key

_QUOTES = '"""'


def literal(value: Any) -> str:
    """`value` (Text, Value, or anything JSON) as a Python expression, with black's choice of quotes."""
    match value:
        case ir.Text():
            return quoted(value.raw)
        case ir.Value():
            return literal(value.json)
        case str():
            return quoted(value)
        case list() | tuple():
            inner = ", ".join(map(literal, value))
            return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
        case float() if math.isfinite(value):
            return repr(value).replace("e+", "e")  # as black does
        case None | bool() | int():
            return repr(value)
    raise TypeError(f"no literal for {type(value).__name__}")


@cache
def quoted(text: str) -> str:
    """`text` as a string literal on one line; what can't be seen (controls, bidirectional marks) is escaped."""
    body = repr("'" + text)[2:-1]  # with a single quote in it and no double one, repr leaves double quotes as they are
    if '"' in text:
        body = repr(text + "'\"")[1:-1].removesuffix("\\'\"").replace("\\'", "'")
    if text.count('"') > text.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def bytes_of(text: str) -> str:
    """The UTF-8 bytes of `text` as an expression."""
    printed = quoted(text)
    return f"b{printed}" if text.isascii() else f"{printed}.encode()"


def raw(text: str) -> str:
    """`text` as a raw string literal where one can hold it (regular expressions read better so), else as `quoted`."""
    if '"' in text or "\\" not in text or text.endswith("\\") or not text.isprintable():
        return quoted(text)
    return f'r"{text}"'


@cache
def docstring(
    doc: ir.Doc | ir.Text | str | None, indent: int = 4, *, extra: tuple[str, ...] = (), instead: str = ""
) -> str:
    """A docstring for code indented by `indent` columns: summary, description, then paragraphs of our own (`extra`).

    `instead` is what it says where the description says nothing. Gives the text from the first quote to the last;
    the template has put the first line's indentation.
    """
    paragraphs = [_seen(part) for part in _parts(doc)] or ([instead] if instead else [])
    paragraphs += extra
    text = "\n\n".join(part for part in paragraphs if part) or "Undocumented."
    if text.startswith('"'):
        text = " " + text
    lines = wrapped(text, WIDTH - indent - 2 * len(_QUOTES)) if "\n" not in text else []
    if len(lines) == 1:
        return f"{_QUOTES}{text} {_QUOTES}" if text.endswith('"') else f"{_QUOTES}{text}{_QUOTES}"
    lines = lines or [line for raw in text.split("\n") for line in wrapped(raw, WIDTH - indent)]
    margin = " " * indent
    first, *rest = lines
    rest = textwrap.dedent("\n".join(rest)).split("\n")  # as black does
    return "\n".join([_QUOTES + first, *(margin + line if line else "" for line in rest), margin + _QUOTES])


def comment(doc: ir.Doc | ir.Text | str | None, indent: int = 0) -> str:
    """`# ` lines with the words of a description; the template has put the first line's indentation."""
    text = "\n".join(_seen(part) for part in _parts(doc))
    lines = [line for raw in text.split("\n") for line in wrapped(raw, WIDTH - indent - 2)]
    return f"\n{' ' * indent}".join(f"# {line}".rstrip() for line in lines)


def header(node: ir.Header) -> str:
    """The arguments that tell how a header of a part is called and spelled."""
    given = [literal(node.name.wire)]
    if node.media is not None:
        given.append(f"media={literal(node.media)}")
    elif node.explode:
        given.append("explode=True")
    return ", ".join(given)


def part(encoding: ir.Encoding) -> Iterator[str]:
    """The arguments that tell of which media types a part is, and how it is written: as XML, or in a style."""
    if encoding.media:
        yield quoted(", ".join(media.raw for media in encoding.media))
    if encoding.xml is not None:
        yield f"xml={quoted(plan_key(encoding))}"
    if encoding.style is not None:
        yield f'style="{encoding.style.value}"'
        yield from () if encoding.explode else ("explode=False",)


def encodings(sent: ir.Media | ir.Parts, part: Callable[[ir.Encoding], str], keyword: str = "") -> Iterator[str]:
    """The arguments that tell how parts are sent: a dict by name, after `keyword`, or by place. `part` prints one."""
    if members := ", ".join(f"{literal(one.property)}: {part(one)}" for one in sent.encoding):
        yield f"{keyword}{{{members}}}"
    if sent.positions is not None:
        prefix, rest = first_and_rest(sent.positions)
        if prefix:
            yield f"prefix=[{', '.join(map(part, prefix))}]"
        if rest is not None:
            yield f"rest={part(rest)}"


def _parts(doc: ir.Doc | ir.Text | str | None) -> list[str]:
    if doc is None:
        return []
    if isinstance(doc, ir.Doc):
        return paragraphs(doc)
    return [doc.raw if isinstance(doc, ir.Text) else doc]


def _seen(text: str) -> str:
    """`text` safe inside triple quotes: backslashes and quotes escaped, unseen characters spelt out or dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").replace("\u00a0", " ").strip()
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return "\n".join(_spelt(line).rstrip() for line in text.split("\n"))


def _spelt(line: str) -> str:
    """`line` with what can't be seen spelt out as an escape that is not one: the reader sees it, Python does not."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else repr(c)[1:-1].replace("\\", "\\\\") for c in line)
