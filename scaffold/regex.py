"""Patterns: ECMA-262 regular expressions (what JSON Schema's `pattern` holds) said in Python's `re`.

The two differ in small ways that turn a right answer into a wrong one: `$` also matches before a final newline in
Python, `\\d` matches any Unicode digit there, `.` leaves out fewer line ends, `(?<name>...)` is spelt otherwise, and
`{,3}` is a quantifier. `translate` gives the Python source that accepts the same strings, or None where there is none
(the pattern isn't ECMA-262 in Unicode mode, or uses what `re` can't do, such as a lookbehind of variable width).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_WORD = "0-9A-Z_a-z"
_SPACE = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_INSIDE = {
    "d": "0-9",
    "D": r"\x00-/:-\U0010ffff",
    "w": _WORD,
    "W": r"\x00-/:-@\[-\^`{-\U0010ffff",
    "s": _SPACE,
    "S": r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e"
    r"\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff",
}
_CONTROL = {"t": "\\t", "n": "\\n", "v": "\\v", "f": "\\f", "r": "\\r"}
_QUANTIFIER = re.compile(r"[*+?]|\{[0-9]+(?:,[0-9]*)?\}")
_GROUP = re.compile(r"\?(?::|=|!|<=|<!|[ims]*(?:-[ims]+)?:)")
_NAMED = re.compile(r"\?<([^\W\d]\w*)>")
_LONGEST = 100_000


class _Untranslatable(Exception):
    """This pattern has no equal in Python's `re`."""


@cache
def translate(pattern: str) -> str | None:
    """The Python `re` source that finds what the ECMA-262 `pattern` finds, or None where there is none."""
    if len(pattern) > _LONGEST:
        return None
    try:
        source = _Translator(pattern).run()
        re.compile(source)
    except (_Untranslatable, re.error, OverflowError, RecursionError):
        return None
    return source


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """`translate(pattern)`, compiled."""
    source = translate(pattern)
    return None if source is None else re.compile(source)


_ATOM = r"\[(?:\\.|[^\]\\])+\]|\\.|[^\\()\[\]{}*+?|^$]"
_NESTED = re.compile(rf"\((?:\?:)?({_ATOM})([*+])\)([*+])|\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
_BACKWARDS = re.compile(r"\\[1-9k]")
_LOOSE = re.compile(r"\\[pPu]\{[^{}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\{[0-9]+(?:,[0-9]*)?\}|[{}\]]", re.DOTALL)
_SEVERAL = r"\\(?:[dDwWsS]|[pP]\{[^{}]*\})"
_HYPHEN = re.compile(rf"({_SEVERAL})-(?!\])|(?<![\[\\^])-(?={_SEVERAL})")


def settled(pattern: str) -> str:
    """The same pattern as every engine reads it.

    A brace that repeats nothing is escaped, and so is a hyphen beside `\\w` and its like: both are errors to engines
    that follow the letter of ECMA-262's Unicode mode. Repetitions of nothing but a repetition are made one: `(a*)*` is
    `a*`, since engines that go back try each way to share a text out between the two, of which there are exponentially
    many.
    """
    strict = _LOOSE.sub(_strict, pattern)
    return strict if _BACKWARDS.search(strict) else _NESTED.sub(_flat, strict)  # going back counts the groups


def _strict(found: re.Match[str]) -> str:
    if found[0] in "{}]":
        return "\\" + found[0]
    return _HYPHEN.sub(r"\1\-", found[0]) if found[0].startswith("[") else found[0]


def _flat(found: re.Match[str]) -> str:
    atom, inner, outer = found.groups()
    if atom is None:
        return found[0]
    return atom + ("+" if inner == outer == "+" else "*")


class _Translator:
    """One pass over the pattern's characters. `at` is the place of the next one."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        self.at += 1
        return char

    def run(self) -> str:
        out: list[str] = []
        while self.at < len(self.pattern):
            out.append(self.term())
        return "".join(out)

    def term(self) -> str:
        char = self.take()
        match char:
            case "^" | "|" | ")":
                return char
            case "$":
                return r"\Z"
            case "(":
                return self.group()
            case ".":
                return self.quantified(r"[^\n\r\u2028\u2029]")
            case "[":
                return self.quantified(self.bracket())
            case "\\":
                return self.quantified(self.escape())
            case "*" | "+" | "?":
                self.at -= 1
                return self.quantifier()
            case "{":
                self.at -= 1
                return self.quantifier() or self.brace()
            case _:
                return self.quantified(re.escape(char) if char in "}]" else _literal(char))

    def brace(self) -> str:
        self.at += 1
        return self.quantified(r"\{")

    def quantified(self, atom: str) -> str:
        return atom + self.quantifier()

    def quantifier(self) -> str:
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            return ""
        self.at = found.end()
        lazy = self.take() if self.peek() == "?" else ""
        if _QUANTIFIER.match(self.pattern, self.at):
            raise _Untranslatable
        return found[0] + lazy

    def group(self) -> str:
        if self.peek() != "?":
            return "("
        if named := _NAMED.match(self.pattern, self.at):
            self.at = named.end()
            return f"(?P<{named[1]}>"
        if plain := _GROUP.match(self.pattern, self.at):
            self.at = plain.end()
            return "(" + plain[0]
        raise _Untranslatable

    def escape(self) -> str:
        char = self.take()
        if char in _INSIDE:
            return f"[{_INSIDE[char]}]"
        if char in "bB" and char:
            return rf"(?a:\{char})"
        if char in "123456789" and char:
            while self.peek().isdigit():
                char += self.take()
            return f"(?:\\{char})"
        if char == "k":
            named = re.compile(r"<([^\W\d]\w*)>").match(self.pattern, self.at)
            if named is None:
                raise _Untranslatable
            self.at = named.end()
            return f"(?P={named[1]})"
        if char in "pP" and char:
            inside = self.category(char == "P")
            return f"[{inside}]"
        return _literal(self.character(char))

    def character(self, char: str) -> str:
        """The one character that an escape stands for; `char` follows the backslash and is taken already."""
        if char in _CONTROL:
            return {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}[char]
        if char == "0" and not self.peek().isdigit():
            return "\0"
        if char == "x":
            return chr(self.hexadecimal(2))
        if char == "c" and self.peek().isascii() and self.peek().isalpha():
            return chr(ord(self.take()) % 32)
        if char == "u":
            return self.unicode()
        if not char or char.isalnum():
            raise _Untranslatable
        return char

    def hexadecimal(self, length: int) -> int:
        digits = self.pattern[self.at : self.at + length]
        if not re.fullmatch(rf"[0-9A-Fa-f]{{{length}}}", digits):
            raise _Untranslatable
        self.at += length
        return int(digits, 16)

    def unicode(self) -> str:
        if braced := re.compile(r"\{([0-9A-Fa-f]{1,6})\}").match(self.pattern, self.at):
            self.at = braced.end()
            code = int(braced[1], 16)
            if code > sys.maxunicode:
                raise _Untranslatable
            return chr(code)
        code = self.hexadecimal(4)
        low = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})").match(self.pattern, self.at)
        if 0xD800 <= code < 0xDC00 and low:
            self.at = low.end()
            return chr(0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00)
        return chr(code)

    def category(self, negated: bool) -> str:
        found = re.compile(r"\{(?:(?:gc|General_Category)=)?([A-Za-z_]+)\}").match(self.pattern, self.at)
        ranges = found and _category(_LONG_CATEGORIES.get(found[1], found[1]), negated)
        if not found or not ranges:
            raise _Untranslatable
        self.at = found.end()
        return ranges

    def bracket(self) -> str:
        negated = self.peek() == "^"
        self.at += negated
        parts: list[str] = []
        while (char := self.take()) != "]":
            if not char:
                raise _Untranslatable
            parts.append(self.class_atom(char))
        anything = any(_INSIDE[low] in parts and _INSIDE[low.upper()] in parts for low in "dws")
        if not parts or anything:
            return r"[\s\S]" if negated != anything else "(?!)"
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def class_atom(self, char: str) -> str:
        """One member of a class, or a range of them."""
        low = self.class_member(char)
        if self.peek() != "-" or self.pattern[self.at + 1 : self.at + 2] in ("]", ""):
            return low if len(low) != 1 else _in_class(low)
        self.at += 1
        high = self.class_member(self.take())
        if len(low) != 1 or len(high) != 1:  # [\w-.]: no range, so the hyphen is itself
            return (low if len(low) != 1 else _in_class(low)) + r"\-" + (high if len(high) != 1 else _in_class(high))
        if low > high:
            raise _Untranslatable
        return f"{_in_class(low)}-{_in_class(high)}"

    def class_member(self, char: str) -> str:
        """A single character, or the ranges of an escape such as \\d (which are more than one character long)."""
        if char != "\\":
            return char
        char = self.take()
        if char in _INSIDE:
            return _INSIDE[char]
        if char == "b":
            return "\b"
        if char in "pP" and char:
            return self.category(char == "P")
        return self.character(char)


def _literal(char: str) -> str:
    """`char` outside a class, in printable ASCII where it is a control character."""
    if char.isalnum() or char in " _-/:,;=@!\"'%&<>~`":
        return char
    return _plain(char) if not char.isprintable() else re.escape(char)


def _in_class(char: str) -> str:
    if char in r"\]^-[&|~":
        return "\\" + char
    return char if char.isprintable() else _plain(char)


def _plain(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


_LONG_CATEGORIES = {
    "Letter": "L",
    "Uppercase_Letter": "Lu",
    "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm",
    "Other_Letter": "Lo",
    "Mark": "M",
    "Nonspacing_Mark": "Mn",
    "Number": "N",
    "Decimal_Number": "Nd",
    "Letter_Number": "Nl",
    "Other_Number": "No",
    "Punctuation": "P",
    "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps",
    "Close_Punctuation": "Pe",
    "Connector_Punctuation": "Pc",
    "Other_Punctuation": "Po",
    "Symbol": "S",
    "Math_Symbol": "Sm",
    "Currency_Symbol": "Sc",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Control": "Cc",
    "Format": "Cf",
    "Other": "C",
}
_CATEGORIES = frozenset("L M N P S Z C Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split()) | {
    *("Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn")
}


@cache
def _category(name: str, negated: bool) -> str | None:
    """The ranges of a Unicode general category, for use inside a class; None for a property of another sort."""
    if name not in _CATEGORIES:
        return None
    parts: list[str] = []
    start = -1
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.category(chr(code)).startswith(name) != negated
        if inside and start < 0:
            start = code
        elif not inside and start >= 0:
            low, high = _in_class(chr(start)), _in_class(chr(code - 1))
            parts.append(low if code - 1 == start else f"{low}-{high}")
            start = -1
    return "".join(parts)
