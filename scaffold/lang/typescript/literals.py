"""Literals and comments: the only ways by which words of a description get into TypeScript code."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from typing import Any

from scaffold import ir
from scaffold.lang.prose import paragraphs, wrapped
from scaffold.lang.typescript import names
from scaffold.lang.typescript.layout import WIDTH

_json = json.JSONEncoder(ensure_ascii=False).encode
_HIDDEN = re.compile(r"[^ -~]")
_TAG = re.compile(r"(?m)^(\s*)@")


def literal(value: Any, *, exact: bool = False) -> str:
    """`value` (Text, Value, or anything JSON) as a TypeScript expression on one line.

    With `exact` an integer beyond 2^53 is a bigint, as readers of JSON have it.
    """
    match value:
        case ir.Text():
            return quoted(value.raw)
        case ir.Value():
            return literal(value.json, exact=exact)
        case str():
            return quoted(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() if exact and abs(value) >= 2**53:
            return f"{value}n"
        case int() | float():
            return number(value)
        case list() | tuple():
            return f"[{', '.join(literal(item, exact=exact) for item in value)}]"
        case dict():
            members = ", ".join(f"{key(name)}: {literal(item, exact=exact)}" for name, item in value.items())
            return f"{{ {members} }}" if members else "{}"
    raise TypeError(f"no literal for {type(value).__name__}")


def key(name: str) -> str:
    """A member's name in an object literal, where a plain `__proto__` would set the prototype."""
    return '["__proto__"]' if name == "__proto__" else names.key(name)


def index(name: str) -> str:
    """A key of data whose type has an index signature: to the checker a member of all objects is what they inherit."""
    return f"[{quoted(name)} as string]" if name in names.INHERITED else key(name)


@cache
def quoted(text: str) -> str:
    """`text` as a string literal on one line; what can't be seen (controls, bidirectional marks) is escaped."""
    body = _json(text)[1:-1]
    if not body.isprintable():
        body = "".join(char if char.isprintable() else _escaped(char) for char in body)
    if text.count('"') > text.count("'"):
        return "'" + body.replace('\\"', '"').replace("'", "\\'") + "'"
    return f'"{body}"'


def template(text: str) -> str:
    """`text` for inside a template literal."""
    body = _json(text)[1:-1].replace('\\"', '"')
    body = body.replace("`", "\\`").replace("${", "\\${")
    return "".join(char if char.isprintable() else _escaped(char) for char in body)


def _escaped(char: str) -> str:
    code = ord(char)
    if code > 0xFFFF:
        return f"\\u{{{code:x}}}"
    return f"\\u{code:04x}"


def number(value: int | float) -> str:
    """A number as JavaScript has it: integers that a double can't hold are said as the double nearest to them."""
    if isinstance(value, int) and abs(value) <= 2**53:
        return str(value)
    try:
        value = float(value)
    except OverflowError:
        value = math.inf if value > 0 else -math.inf
    if not math.isfinite(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value).replace("e+", "e").replace("e-0", "e-").replace("e0", "e").removesuffix(".0")


# -- comments ---------------------------------------------------------------------------------------------------------


@cache
def documentation(
    doc: ir.Doc | ir.Text | str | None, indent: int = 0, instead: str = "", tags: tuple[str, ...] = ()
) -> str:
    """A `/** ... */` for code indented by `indent` columns: summary, description, then `tags` of our own.

    "" where there is nothing to say. Gives the text from its first character to the last; who prints it has put the
    first line's indentation.
    """
    paragraphs = [_seen(part) for part in _parts(doc)] or ([instead] if instead else [])
    text = "\n\n".join(part for part in paragraphs if part)
    room = WIDTH - indent - len(" * ")
    lines = [line for raw in text.split("\n") for line in wrapped(raw, room)] if text else []
    if lines and tags:
        lines.append("")
    lines += [line for tag in tags for line in wrapped(_safe(tag), room)]
    if not lines:
        return ""
    margin = " " * indent
    if len(lines) == 1 and indent + len(lines[0]) + len("/**  */") <= WIDTH:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f"{margin} * {line}".rstrip() for line in lines), f"{margin} */"])


def comment(doc: ir.Doc | ir.Text | str | None, indent: int = 0) -> str:
    """`// ` lines with the words of a description; the template has put the first line's indentation."""
    text = "\n".join(_seen(part) for part in _parts(doc))
    lines = [line for raw in text.split("\n") for line in wrapped(raw, WIDTH - indent - 3)]
    return f"\n{' ' * indent}".join(f"// {line}".rstrip() for line in lines)


def _parts(doc: ir.Doc | ir.Text | str | None) -> list[str]:
    if doc is None:
        return []
    if isinstance(doc, ir.Doc):
        return paragraphs(doc)
    return [doc.raw if isinstance(doc, ir.Text) else doc]


def _seen(text: str) -> str:
    """`text` safe inside a comment: it can't end it, nor begin a tag that a tool would obey."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").replace("\u00a0", " ").strip()
    text = _TAG.sub(r"\1\\@", _safe(text))
    return "\n".join(_spelt(line).rstrip() for line in text.split("\n"))


def _safe(text: str) -> str:
    return text.replace("*/", "*\\/").replace("@ts-", "\\@ts-").replace("@jsx", "\\@jsx")


def _spelt(line: str) -> str:
    """`line` with what can't be seen spelt out."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else _escaped(char) for char in line)


# -- patterns ---------------------------------------------------------------------------------------------------------

_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_BRACED = re.compile(r"\\[pPu]\{[^{}]*\}")
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")


def regex(pattern: str) -> str:
    """An ECMA-262 pattern that `scaffold.regex` can read, as a literal in Unicode mode, whose spelling is stricter."""
    out: list[str] = []
    at, inside, start = 0, False, 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "\\" and (braced := _BRACED.match(pattern, at - 1)):
            out.append(braced[0])
            at = braced.end()
        elif char == "\\":
            escape, at = pattern[at : at + 1], at + 1
            out.append(_regex_escape(escape, inside, at == start + 2 or pattern[at : at + 1] == "]"))
        elif inside:
            if char == "]":
                inside = False
            hyphen = char == "-" and at - 1 > start and pattern[at : at + 1] != "]" and _beside_class(pattern, at)
            out.append("\\-" if hyphen else _regex_plain(char))
        elif char == "[":
            inside, start = True, at + (pattern[at : at + 1] == "^")
            out.append(char)
        elif char == "{" and (found := _QUANTIFIER.match(pattern, at - 1)):
            out.append(found[0])
            at = found.end()
        else:
            out.append("\\" + char if char in "{}]/" else _regex_plain(char))
    return f"/{''.join(out) or '(?:)'}/u"


def _beside_class(pattern: str, at: int) -> bool:
    """Whether the hyphen before `at` stands next to a class such as \\w, and so is no range."""
    return bool(re.search(r"\\[dDwWsS]$|\\[pP]\{[^}]*\}$", pattern[: at - 1])) or bool(
        re.match(r"\\[dDwWsSpP]", pattern[at:])
    )


def _regex_escape(char: str, inside: bool, at_end: bool) -> str:
    if inside:
        if char in "\\]" or char == "^" or (char == "-" and not at_end):
            return "\\" + char
        if char == "-" and at_end:
            return char
    elif char in _SYNTAX:
        return "\\" + char
    return "\\" + char if char.isalnum() and char.isascii() else _regex_plain(char)


def _regex_plain(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\f": "\\f"}
    return known.get(char) or (f"\\u{{{code:x}}}" if code > 0xFFFF else f"\\u{code:04x}")
