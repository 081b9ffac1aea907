"""The tokens of a line of TypeScript."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Unreadable(Exception):
    """The line is no statement that generated code has."""


class Tokens(NamedTuple):
    """The tokens of a line, and one of kind "end" behind them.

    A kind is "name", "text" (a string, template or regular expression), "number", "sign" or "end"; `spaced` are the
    tokens with the space behind them.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...]
    spaced: list[str]


_STRING = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_TEMPLATE = r"`(?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|\{[^{}`]*\})*\})*`"
_REGEX = r"(?:(?<=[(\[!,{])|(?<=[=:,&|?;(] ))/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"
_TOKEN = re.compile(
    rf"""(?:[A-Za-z_$#\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*|{_STRING}|{_TEMPLATE}|{_REGEX}"""
    r"""|0x[\da-fA-F]+n?|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?n?"""
    r"""|//|/\*|\.\.\.|=>|===|!==|==|!=|<=|>=|&&=|\|\|=|\?\?=|&&|\|\||\?\?|\?\.(?!\d)|\*\*|\+\+|--|\+=|-="""
    r"""|\S) *"""
)
_SIGN = re.compile(r"[.{}()\[\];,<>+\-*/%&|^!~?:=@]{1,3}")
_WORD = re.compile(r"[A-Za-z_$#\u0080-\U0010ffff]")
_NUMBER = re.compile(r"\.?\d")


def tokens(code: str) -> Tokens:
    """The tokens of `code`; raises Unreadable."""
    spaced = _TOKEN.findall(code)
    words, kinds = zip(*map(_token, [*spaced, ""]), strict=True)
    return Tokens(words, kinds, spaced)


@lru_cache(maxsize=65536)
def _token(spaced: str) -> tuple[str, str]:
    """A token without the space behind it, and its kind."""
    word = spaced.rstrip(" ")
    if not word:
        return word, "end"
    if _WORD.match(word):
        return word, "name"
    if len(word) > 1 and word[0] in "\"'`/" and word not in ("//", "/*"):
        return word, "text"
    if _NUMBER.match(word):
        return word, "number"
    if word in ("//", "/*") or not _SIGN.fullmatch(word):
        raise Unreadable
    return word, "sign"
