"""The tokens of a line of TypeScript."""

from __future__ import annotations

import re
from dataclasses import dataclass


class Unreadable(Exception):
    """The line is no statement that generated code has."""


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is "name", "text" (a string, template or regular expression), "number", "sign" or "end"."""

    kind: str
    text: str


_STRING = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<text>{_STRING})|(?P<number>0x[\da-fA-F]+n?|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?n?)"""
    r"""|(?P<name>[A-Za-z_$#\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*)"""
    r"""|(?P<sign>\.\.\.|=>|===|!==|==|!=|<=|>=|&&=|\|\|=|\?\?=|&&|\|\||\?\?|\?\.(?!\d)|\*\*|\+\+|--|\+=|-=|[{}()\[\];,<>+\-*/%&|^!~?:=.@]))"""
)
_REGEX = re.compile(r"\s*(/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)")
_BEFORE_REGEX = frozenset("( , = : [ ! & | ? { } ; => && || ?? return".split())


def tokens(code: str) -> list[Token]:
    """All tokens, and one of kind "end" behind them; raises Unreadable."""
    found: list[Token] = []
    code = code.rstrip()
    at = 0
    while at < len(code):
        while code[at] == " ":
            at += 1
        before = found[-1].text if found else "("
        slash = _REGEX.match(code, at) if before in _BEFORE_REGEX else None
        if slash:
            found.append(Token("text", slash[1]))
            at = slash.end()
        elif code[at] == "`":
            start, at = at, _template_end(code, at)
            found.append(Token("text", code[start:at]))
        elif code.startswith(("//", "/*"), at):
            raise Unreadable
        else:
            match = _TOKEN.match(code, at)
            if match is None or match.lastgroup is None:
                raise Unreadable
            found.append(Token(match.lastgroup, match[match.lastgroup]))
            at = match.end()
    return [*found, Token("end", "")]


def _template_end(code: str, start: int) -> int:
    """The place behind a template literal."""
    at, depth = start + 1, 0
    while at < len(code):
        char = code[at]
        if char == "\\":
            at += 1
        elif depth == 0 and char == "`":
            return at + 1
        elif char == "$" and code[at + 1 : at + 2] == "{":
            depth += 1
            at += 1
        elif depth and char == "}":
            depth -= 1
        elif depth and char == "{":
            depth += 1
        elif depth and char == "`":
            at = _template_end(code, at) - 1
        at += 1
    raise Unreadable
