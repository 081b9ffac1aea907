"""Names without case: from a spelling in a description to the words that a language makes an identifier of.

`words` splits camelCase, PascalCase, snake_case, kebab-case, dotted and spaced spellings, keeps acronyms whole
(HTTPServer is http server) and a number with the word before it (sha256, v1). Letters of all scripts are kept; symbols
and emoji are dropped, and `spelled` says them where nothing else tells two names apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scaffold.ir.words import Name, Text

LONGEST = 44  # a name's letters and the gaps between its words

_PIECE = re.compile(
    r"(?<![A-Za-z\d])[a-z\d]+(?![A-Za-z\d])|OAuth\d*(?![a-z])|IPv[46](?!\d)|ETag(?![a-z])|GraphQL(?![a-z])|OpenAPI(?![a-z])|(?:iOS|macOS)(?![a-z])"
    r"|[Vv]\d+(?:alpha|beta|rc)\d*(?![a-z])"
    r"|[A-Z]{2,}s(?![a-z])\d*"  # IDs, URLs
    r"|[A-Z]+(?![a-z])\d*"
    r"|[A-Z]?[a-z]+\d*"
    r"|\d+[a-z]+\d*(?![a-z])|\d+"
)
_OTHER = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[+-](?=\d)")
_SYMBOLS = {
    "+": "plus", "-": "minus", "*": "star", "/": "slash", "\\": "backslash", "<": "less", ">": "greater",
    "=": "equal", "!": "not", "&": "and", "|": "or", "%": "percent", "@": "at", "$": "dollar", "#": "hash",
    "?": "question", "^": "caret", "~": "tilde", ".": "dot", ",": "comma", ":": "colon", ";": "semicolon",
    "_": "underscore", " ": "space", "'": "quote", '"': "quotes", "(": "open", ")": "close", "[": "from",
    "]": "to", "{": "begin", "}": "end", "`": "tick", "\t": "tab", "\n": "newline", "€": "euro", "£": "pound",
    "°": "degree", "×": "times", "÷": "by", "≤": "at most", "≥": "at least", "≠": "unequal",
}  # fmt: skip


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The lower-case words of a spelling; empty where it holds no letter and no digit."""
    if text.isascii():
        if text.islower() and text.isalpha():
            return (text,)
        return tuple(piece.lower() for piece in _pieces(text))
    return tuple(word for piece in _unicode_pieces(text) if (word := _plain(piece.lower())))


def _pieces(text: str) -> list[str]:
    """The pieces of an ASCII spelling, a sign before a digit said as a word (`+1` and `-1` are two names)."""
    if "+" in text or text.startswith("-"):
        text = _SIGN.sub(lambda match: f" {_SYMBOLS[match.group()]} ", text)
    return _PIECE.findall(text)


def _unicode_pieces(text: str) -> list[str]:
    """As `_pieces` for any script: runs of letters, marks and digits, split where a capital follows a small letter."""
    pieces: list[str] = []
    run = ""
    for char in unicodedata.normalize("NFKC", text) + " ":
        if not ("_" + char).isidentifier() or char == "_":
            if run:
                pieces.extend(_PIECE.findall(run) if run.isascii() else _split_case(run))
            run = ""
        else:
            run += char
    return pieces


def _split_case(run: str) -> list[str]:
    pieces = [run[0]]
    for before, char, after in zip(run, run[1:], run[2:] + " ", strict=False):
        starts = char.isupper() and (not before.isupper() or after.islower())
        if starts:
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def _plain(word: str) -> str:
    """`word` without a mark at its start (its letter was dropped); lower-casing can bring marks too."""
    word = unicodedata.normalize("NFKC", word)
    while word and unicodedata.category(word[0]).startswith("M"):
        word = word[1:]
    return "".join(char for char in word if ("_" + char).isidentifier() and char != "_")


@lru_cache(maxsize=65536)
def name(wire: str, *fallback: str) -> Name:
    """The name of a spelling. Its words are never empty: symbols are said in words, else it is `fallback`."""
    return Name(fit(words(wire) or spelled(wire) or fallback or ("unnamed",)), Text(wire))


def spelled(text: str) -> tuple[str, ...]:
    """The words of a spelling with its symbols said as words (`-created` is minus created); "" has none."""
    found: list[str] = []
    run = ""
    for char in text:
        if char in _SYMBOLS and char not in "_ ":
            found.extend(words(run))
            found.extend(_SYMBOLS[char].split())
            run = ""
        else:
            run += char
    found.extend(words(run))
    if not found:
        found = [word for char in text for word in _SYMBOLS.get(char, "").split()]
    return tuple(found)


def length(parts: tuple[str, ...]) -> int:
    """How long a name of these words is, with a gap after each."""
    return sum(map(len, parts)) + len(parts)


def fit(parts: tuple[str, ...], limit: int = LONGEST) -> tuple[str, ...]:
    """`parts` in at most `limit` letters: as few words as possible are left out, never the first or the last."""
    return parts if length(parts) <= limit else shortened(parts, limit)[0]


@lru_cache(maxsize=8192)
def shortened(parts: tuple[str, ...], limit: int = LONGEST) -> tuple[tuple[str, ...], ...]:
    """Ways to say a name that is too long in at most `limit` letters, the best first.

    The longest words between the first and the last are left out, until leaving out one more is enough; then each word
    that is long enough gives one way, the shortest of them the best. Of very many words those in the middle go first.
    """
    kept = list(parts if len(parts) <= 2 * limit else (*parts[:limit], *parts[-limit:]))
    while len(kept) > 2:
        over = length(tuple(kept)) - limit
        enough = [index for index in range(1, len(kept) - 1) if len(kept[index]) + 1 >= over]
        if enough:
            enough.sort(key=lambda index: len(kept[index]))
            return tuple((*kept[:index], *kept[index + 1 :]) for index in enough[:6])
        del kept[max(range(1, len(kept) - 1), key=lambda index: len(kept[index]))]
    room = limit // len(kept) - 1
    return (tuple(_plain(word[:room]) or word[:1] for word in kept),)


def joined(parts: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """`more` after `parts`, not said again where `parts` ends with it."""
    return parts if more and parts[-len(more) :] == more else (*parts, *more)


_LITTLE = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})


def tail(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`parts` in at most `LONGEST` letters: without little words, or words go from the front, where least is said."""
    parts, start = parts[-LONGEST:], 0
    slim = tuple(part for part in parts if part not in _LITTLE)
    if length(slim) <= LONGEST < length(parts):
        return slim
    while start < len(parts) - 1 and (length(parts[start:]) > LONGEST or start and parts[start] in _LITTLE):
        start += 1
    return fit(parts[start:])


def dotted(wire: str, *fallback: str) -> Name:
    """As `name`, for the names of schemas: a long one keeps its end (`io.k8s.api.core.v1.PersistentVolumeClaim`)."""
    return Name(tail(words(wire)), Text(wire)) if words(wire) else name(wire, *fallback)


_SINGULAR = (
    (re.compile(r"(?:series|species|news|status|address|access|process|bus|gas|lens|alias|canvas|https|dns|aws|"
                r"sms|ss|us|is|os|as)$"), None),
    (re.compile(r"(?:statuses|addresses|aliases|processes|buses|classes|boxes|taxes|indexes|fixes|prefixes|matches|"
                r"batches|patches|branches|searches|watches|dishes|crashes|pushes|hashes|dashes|accesses|passes|"
                r"expresses|losses|suffixes|messes|businesses|witnesses|focuses|viruses|bonuses|campuses)$"), 2),
    (re.compile(r"(?:movies|cookies|ties|pies|series)$"), 1),
    (re.compile(r"..ies$"), -3),
    (re.compile(r"..s$"), 1),
)  # fmt: skip
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "indices": "index",
    "criteria": "criterion", "vertices": "vertex", "matrices": "matrix", "caches": "cache",
}  # fmt: skip


def singular(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words for one of several: the last word in the singular, or with `item` after it where it has none."""
    last = parts[-1] if parts else ""
    if last in _IRREGULAR:
        return (*parts[:-1], _IRREGULAR[last])
    for pattern, ending in _SINGULAR:
        if pattern.search(last):
            if ending is None:
                break
            return (*parts[:-1], last[:-3] + "y" if ending == -3 else last[:-ending])
    return (*parts, "item")
