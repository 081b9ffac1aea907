"""The tokens of a line of TypeScript."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unreadable(Exception):
    """The line is no statement that generated code has."""


class Token(NamedTuple):
    """`kind` is "name", "text" (a string, template or regular expression), "number", "sign" or "end"."""

    kind: str
    text: str


_STRING = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_TEMPLATE = r"`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|\{[^{}`]*\})*\})*`"
_REGEX = r"(?:(?<=[(\[!,{])|(?<=[=:,&|?;(] ))/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"
_TOKEN = re.compile(
    rf"""({_STRING}|{_TEMPLATE}|{_REGEX})|([A-Za-z_$#\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*)"""
    r"""|(0x[\da-fA-F]+n?|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?n?)"""
    r"""|(//|/\*)|(\.\.\.|=>|===|!==|==|!=|<=|>=|&&=|\|\|=|\?\?=|&&|\|\||\?\?|\?\.(?!\d)|\*\*|\+\+|--|\+=|-="""
    r"""|[{}()\[\];,<>+\-*/%&|^!~?:=.@])|(\S)"""
)
_KINDS = ("", "text", "name", "number", "", "sign", "")


def tokens(code: str) -> list[Token]:
    """All tokens, and one of kind "end" behind them; raises Unreadable."""
    found: list[Token] = []
    for match in _TOKEN.finditer(code):
        kind = _KINDS[match.lastindex or 0]
        if not kind:
            raise Unreadable
        found.append(Token(kind, match.group()))
    return [*found, Token("end", "")]
