"""Long lines of generated Python, laid out as black would leave them.

black reformats some 3,000 changed lines a second, which for a large description is most of a minute. Generated code
is simpler than what black must cope with: templates write a statement on one line, and what is too long is split here
at its brackets, one item a line with a trailing comma, a form that black keeps ("magic trailing comma"). The test
suite runs black itself over whole projects; `scaffold.format` gives black any statement that is still too long.
"""

from __future__ import annotations

import re
from functools import cache
from unicodedata import east_asian_width

WIDTH = 88
_INDENT = "    "
_TOKEN = re.compile(
    r"""\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
    r"""|\#.*|\[|\]|\(|\)|\{|\}|,|\||&|=|\+(?<= \+)(?= )""",
    re.S,
)
"""Each alternative begins with a letter of its own, so that all others are passed over at once."""
_LONE = re.compile(
    r"""\#.*|from [\w.]+ import \(|\w+ as \w+,|lambda \w+: [\w.]+\("""
    r"""|(?:\w+ ?= ?|"[^"\\]*": |\+ )?[rb]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'),?"""
)
_TRIPLE = re.compile(r'"""|\'\'\'')
_IMPORT = re.compile(r"(from [\w.]+ import )(.+)")
_DEFINITION = re.compile(r"(?:async def|def|class) ")
_ASSIGNMENT = re.compile(r"(?:(?:[\w.]+(?:: [^=]+)?) = |return )(?=\S)")
_CLOSING = re.compile(r"\) -> (.+?)(:(?: \.\.\.)?)")
_DECLARED = re.compile(r"\w+: ")
_CALLEE = re.compile(r"[\w\])]$")
_STRING = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
_OTHER = re.compile(r"#|\b(?:for|if|else|lambda|and|or|assert)\b")
"""What generated statements have none of, so that the rules below do not know it: it is left to black."""


def layout(text: str, width: int = WIDTH) -> tuple[str, list[int]]:
    """`text` with every line longer than `width` split at its brackets, where it has any.

    Beside it, the lines (from 0) that are still too long and that black would not leave as they are.
    """
    out: list[str] = []
    left: list[int] = []
    inside = ""
    narrow = text.isascii()
    lines = text.split("\n")
    if narrow and max(map(len, lines)) <= width:
        return text, left
    for line in lines:
        if inside:
            if inside in line:
                inside = _still_inside(line, inside)
        elif '"""' in line or "'''" in line:
            inside = _still_inside(line, "")
        elif len(line) > width or not narrow and _columns(line) > width:
            laid = _laid(line, width)
            left += [len(out) + number for number, one in enumerate(laid) if _is_left(one, width)]
            out.extend(laid)
            continue
        out.append(line)
    return "\n".join(out), left


@cache
def _laid(line: str, width: int) -> tuple[str, ...]:
    """The lines of one statement that is too long; servers and SDKs have many statements in common."""
    code = line.lstrip(" ")
    if _OTHER.search(_STRING.sub("", code)):
        return (line,)
    return tuple(_split(line[: len(line) - len(code)], code, width))


def _is_left(line: str, width: int) -> bool:
    return _columns(line) > width and not _LONE.fullmatch(line.strip()) and "  # type: ignore" not in line


def _columns(line: str) -> int:
    """The columns that a line takes: letters of East Asia take two."""
    return len(line) if line.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in line)


def _still_inside(line: str, quote: str) -> str:
    """The triple quote that is open after `line`, given the one open before it ("" for none)."""
    for match in _TRIPLE.finditer(line):
        if not quote:
            quote = match.group()
        elif quote == match.group():
            quote = ""
    return quote


def _split(indent: str, code: str, width: int, inside: bool = False) -> list[str]:
    """The lines of one statement, or of one item of a bracket (`inside`)."""
    if len(indent) + len(code) <= width or code.startswith("#"):
        return [indent + code]
    if match := _IMPORT.fullmatch(code):
        names = (f"{indent}{_INDENT}{name.strip()}," for name in match[2].split(","))
        return [f"{indent}{match[1]}(", *names, f"{indent})"]
    if _DEFINITION.match(code):
        return _definition(indent, code, width)
    if not inside and _CLOSING.fullmatch(code):
        return _closed(indent, code, width)
    if (declared := _declared(indent, code, width, inside)) is not None:
        return declared
    for operator in "|&+" if inside and code[:2] not in ("| ", "+ ") else "":
        if len(operands := _divide(code.removesuffix(","), operator)) > 1:
            return _joined(indent, operands, width, "," if code.endswith(",") else "", operator)
    match = None if inside else _ASSIGNMENT.match(code)
    if match and len(_divide(code[match.end() :], "|")) > 1:
        return _wrapped(indent, code, match.end(), width)
    room = width - len(indent) - len(_INDENT)
    pairs = _usable(indent, code, width)
    if match and pairs and pairs[0][0] > match.end() and len(indent) + pairs[0][0] >= width:
        if len(code) - match.end() <= room:
            return _wrapped(indent, code, match.end(), width)
        right = _split(indent + _INDENT, code[match.end() :], width, inside=True)
        if len(right[0]) <= width:
            return [f"{indent}{match[0]}(", *right, f"{indent})"]
    for start, end in sorted(pairs, reverse=True):
        if items := _divide(code[start + 1 : end], ","):
            return _exploded(indent, code, start, end, items, width)
    return _wrapped(indent, code, match.end(), width) if match and not inside else [indent + code]


def _definition(indent: str, code: str, width: int) -> list[str]:
    """A function or class: its parameters one a line, then its result, in parentheses where that is too long."""
    pairs = _pairs(code)
    if not pairs:
        return [indent + code]
    start, end = pairs[0]
    items = _divide(code[start + 1 : end], ",")
    lines = _exploded(indent, code[: end + 1], start, end, items, width) if items else [indent + code[: end + 1]]
    return [*lines[:-1], *_closed(indent, lines[-1].lstrip() + code[end + 1 :], width)]


def _closed(indent: str, code: str, width: int) -> list[str]:
    """The end of a definition, from its closing bracket on: a result that is too long goes into parentheses."""
    match = _CLOSING.fullmatch(code)
    alternatives = _divide(match[1], "|") if match else []
    if match is None or len(indent) + len(code) <= width or len(alternatives) < 2:
        return _split(indent, code, width, inside=True) if len(indent) + len(code) > width else [indent + code]
    return [f"{indent}) -> (", *_joined(indent + _INDENT, alternatives, width, ""), f"{indent}){match[2]}"]


def _declared(indent: str, code: str, width: int, inside: bool) -> list[str] | None:
    """`name: A | B = value`: the value is split if the rest fits, else the annotation goes into parentheses.

    None where `code` is no such thing, or where it is split at a bracket like any other statement.
    """
    match = _DECLARED.match(code)
    if not match:
        return None
    comma = "," if code.endswith(",") else ""
    annotation, *values = _divide(code[match.end() :].removesuffix(","), "=")
    alternatives = _divide(annotation, "|")
    if len(alternatives) == 1 and (inside or not values):
        return None
    head, value = f"{indent}{match[0]}", f" = {values[0]}" if values else ""
    pairs = _pairs(value)
    if value and (pairs or not inside) and len(f"{head}{annotation} = (") <= width:
        start, end = pairs[-1] if pairs else (len(value), 0)
        whole = not pairs or len(_divide(values[0], "|")) > 1
        if whole or len(f"{head}{annotation}{value[: start + 1]}") > width:
            return [f"{head}{annotation} = (", *_split(indent + _INDENT, values[0], width, True), f"{indent}){comma}"]
        items = _divide(value[start + 1 : end], ",")
        return _exploded(
            indent, f"{match[0]}{annotation}{value}{comma}", *_shift(pairs[-1], match, annotation), items, width
        )
    if len(alternatives) == 1:
        return None
    inner = _joined(indent + _INDENT, alternatives, width, "")
    return [f"{head}(", *inner, *_split(indent, f"){value}{comma}", width)]


def _shift(pair: tuple[int, int], match: re.Match[str], annotation: str) -> tuple[int, int]:
    offset = match.end() + len(annotation)
    return pair[0] + offset, pair[1] + offset


def _joined(indent: str, operands: list[str], width: int, end: str, operator: str = "|") -> list[str]:
    """`A | B | C` on one line, or each operand on its own."""
    line = f"{indent}{f' {operator} '.join(operands)}{end}"
    if len(line) <= width:
        return [line]
    first, *rest = operands
    lines = _split(indent, first, width, inside=True)
    for operand in rest:
        lines += _split(indent, f"{operator} {operand}", width, inside=True)
    return [*lines[:-1], lines[-1] + end]


def _usable(indent: str, code: str, width: int) -> list[tuple[int, int]]:
    """The bracket pairs that black would split at: those whose head still fits, or else the first pair."""
    pairs = _pairs(code)
    return [(start, end) for start, end in pairs if len(indent) + start < width] or pairs[:1]


def _pairs(code: str) -> list[tuple[int, int]]:
    """Start and end of each outermost bracket pair of `code`, in order."""
    pairs: list[tuple[int, int]] = []
    depth = start = 0
    for match in _TOKEN.finditer(code):
        token = match.group()
        if token in "([{":
            if depth == 0:
                start = match.start()
            depth += 1
        elif token in ")]}" and depth:
            depth -= 1
            if depth == 0:
                pairs.append((start, match.start()))
    return pairs


def _divide(code: str, delimiter: str) -> list[str]:
    """`code` split at `delimiter` where it stands outside all brackets and strings; empty parts are left out."""
    if delimiter not in code:
        return [code.strip()] if code.strip() else []
    parts: list[str] = []
    depth = last = 0
    for match in _TOKEN.finditer(code):
        token = match.group()
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= depth > 0
        elif token == delimiter and depth == 0:
            parts.append(code[last : match.start()].strip())
            last = match.end()
    parts.append(code[last:].strip())
    return [part for part in parts if part]


def _exploded(indent: str, code: str, start: int, end: int, items: list[str], width: int) -> list[str]:
    """The bracket from `start` to `end` opened up: one item a line.

    A lone item gets no comma where a comma would make a tuple of it: in a subscript and in bare parentheses.
    """
    head, tail = code[: start + 1], code[end:]
    called = bool(_CALLEE.search(code[:start]))
    lone = len(items) == 1 and ((code[start] == "[" and called) or (code[start] == "(" and not called))
    inner: list[str] = []
    for item in items:
        inner += _split(indent + _INDENT, item if lone or item == "/" else item + ",", width, inside=True)
    return [indent + head, *inner, *_split(indent, tail, width)]


def _wrapped(indent: str, code: str, at: int, width: int) -> list[str]:
    """A right-hand side, from `at` on, in parentheses of its own.

    black leaves `name = "..."` alone where the string is too long for any line, but not `name: str = "..."`.
    """
    right = code[at:]
    alternatives = _divide(right, "|")
    if len(alternatives) == 1 and ":" not in code[:at] and len(right) > width - len(indent) - len(_INDENT):
        return [indent + code]
    inner = _joined(indent + _INDENT, alternatives, width, "") if len(alternatives) > 1 else [indent + _INDENT + right]
    return [f"{indent}{code[:at]}(", *inner, f"{indent})"]
