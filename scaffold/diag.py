"""Diagnostics: where a description is at fault, what is wrong and how to mend it.

Nothing is raised for a faulty description: every stage is handed a `Report` and adds to it. A diagnostic names a code
of `CODES` and a `Source`; line and column are looked up only when it is printed, by the `locate` that printers take.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from scaffold.codes import CODES, Code, Severity

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "Locate",
    "Location",
    "Report",
    "Severity",
    "Source",
    "as_json",
    "clean",
    "excerpt",
    "github",
    "quote",
    "text",
]


class Source(Struct, frozen=True, order=True):
    """A place in a document: the document's id (its path or URL as given) and a JSON pointer (RFC 6901)."""

    document: str
    pointer: str = ""

    def child(self, *tokens: str | int) -> Source:
        """The place below this one; tokens are not escaped yet."""
        pointer = self.pointer
        for token in tokens:
            pointer += "/" + str(token).replace("~", "~0").replace("/", "~1")
        return Source(self.document, pointer)


class Location(Struct, frozen=True):
    """A place as a reader sees it: 1-based `line` and `column` (in characters) of the file `path`.

    `lines` are the line and its neighbours, `(number, text)`, long ones cut; `caret` is the 0-based place in the text
    of line `line` that `column` speaks of.
    """

    path: str
    line: int
    column: int
    lines: tuple[tuple[int, str], ...] = ()
    caret: int = 0


Locate: TypeAlias = Callable[[Source, bool], Location | None]
"""Finds a place in its file; the flag asks for the key instead of the value."""


class Diagnostic(Struct, frozen=True):
    """One fault. `key` points at the key of the place, not at its value; `near` is a place that `fix` speaks of."""

    code: str
    source: Source | None
    message: str
    fix: str | None
    severity: Severity
    key: bool = False
    near: Source | None = None


class Report:
    """Collects the diagnostics of a run; the same one is kept once."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}
        self._once: dict[tuple[str, str, str], Diagnostic] = {}
        self._again: dict[Diagnostic, None] = {}
        self.errors = 0
        """How many of the diagnostics are errors."""

    def add(
        self,
        code: str,
        source: Source | None,
        message: str,
        fix: str | None = None,
        *,
        key: bool = False,
        near: Source | None = None,
        once: str = "",
        outcome: str = "",
    ) -> None:
        """Record a fault at `source` (None: of the run as a whole).

        One with an `outcome`, which says how to go on, is a warning, whatever its code says.

        What has a name in `once` is told at its first place in a document, and for the others kept in `repeated`.

        `message` starts in lower case and has no final stop; words of the description in it go through `quote`.
        Without `fix` the code's general one is shown. A code that is not in `CODES` is our bug and a KeyError.
        """
        entry = Diagnostic(code, source, message, fix, CODES[code].severity, key, near)
        entry = _softened(entry, outcome) if outcome else entry
        if once and source and self._once.setdefault((code, once, source.document), entry) != entry:
            self._again.setdefault(entry)
        elif entry not in self._found:
            self._found[entry] = None
            self.errors += entry.severity is Severity.ERROR

    def soften(self, outcome: Callable[[Diagnostic], str | None]) -> None:
        """Make warnings of the errors that have an `outcome`, which is told in their messages."""
        found = list(self._found)
        self._found = {
            _softened(each, outcome(each) if each.severity is Severity.ERROR else None): None for each in found
        }
        self._count()

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All of them, by document and place; list indices count as numbers."""
        return sorted(self._found, key=_order)

    @property
    def repeated(self) -> list[Diagnostic]:
        """What was told already of other places; see `add`."""
        return list(self._again)

    @property
    def notes(self) -> int:
        """How many of them are notes."""
        return sum(1 for found in self._found if found.severity is Severity.NOTE)

    def without_notes(self) -> Report:
        """The same without its notes."""
        return self._only(Severity.ERROR, Severity.WARNING)

    def only_errors(self) -> Report:
        """The same without its warnings and notes."""
        return self._only(Severity.ERROR)

    def _only(self, *severities: Severity) -> Report:
        grave = Report()
        grave._found = {found: None for found in self._found if found.severity in severities}
        grave._count()
        return grave

    def _count(self) -> None:
        self.errors = sum(found.severity is Severity.ERROR for found in self._found)

    @property
    def warnings(self) -> int:
        """How many of them are warnings."""
        return sum(1 for found in self._found if found.severity is Severity.WARNING)

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing may be written."""
        return self.errors > 0


def _softened(found: Diagnostic, outcome: str | None) -> Diagnostic:
    if outcome is None:
        return found
    return replace(found, severity=Severity.WARNING, message=f"{found.message}; {outcome}")


def _order(found: Diagnostic) -> tuple[Any, ...]:
    source = found.source or Source("")
    steps = [(0, int(s), "") if s.isdecimal() else (1, 0, s) for s in source.pointer.split("/")]
    return (source.document, steps, found.code, found.message, found.fix or "")


# Words of a description in a terminal

# Control, format, separator and surrogate characters (general categories Cc, Cf, Zl, Zp, Cs)
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_LONGEST = 120


def clean(text: str) -> str:
    """`text` with every control, format and direction character written as an escape (`\\x1b`, `\\u202e`)."""
    return _UNSAFE.sub(lambda found: ascii(found[0])[1:-1], text)


def quote(value: object, limit: int = 60) -> str:
    """A value of the description for a message: strings in quotes, escaped, and cut when longer than `limit`."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and value.bit_length() > 10_000:  # Python refuses to print very long integers
        return "a very long integer"
    text = str(value)
    cut = clean(text if len(text) <= limit else text[: limit - 1] + "…")
    return f"'{cut}'" if isinstance(value, str) else cut


# Printers


def _placed(report: Report, locate: Locate) -> list[tuple[Diagnostic, Location | None]]:
    """Every diagnostic with its location, by file and line."""
    placed = [(found, locate(found.source, found.key) if found.source else None) for found in report.diagnostics]
    unplaced = ("", 0, 0)
    return sorted(placed, key=lambda pair: (pair[1].path, pair[1].line, pair[1].column) if pair[1] else unplaced)


def _fix(found: Diagnostic, locate: Locate) -> str:
    """The advice, with the place it speaks of: `did you mean X (petstore.yaml:77)?`."""
    advice = _short(found.fix or CODES[found.code].fix)
    near = locate(found.near, True) if found.near else None
    if near is None:
        return advice
    mark = "?" if advice.endswith("?") else ""
    return f"{advice.removesuffix('?')} ({clean(near.path)}:{near.line}){mark}"


_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.NOTE: "36;1"}


def text(report: Report, locate: Locate, colour: bool = False) -> str:
    """The report for a person: each diagnostic with the lines around it and its mend; empty when there is none.

    Of one code at most `MOST` are shown in full; the rest are counted.
    """
    shown: Counter[str] = Counter()
    parts: list[str] = []
    for found, place in _placed(report, locate):
        shown[found.code] += 1
        if shown[found.code] <= MOST:
            parts.append(_entry(found, place, locate, colour))
    more = [f"{count - MOST} more of {code}\n" for code, count in shown.items() if count > MOST]
    return "\n".join(parts + more)


MOST = 50


def _entry(found: Diagnostic, place: Location | None, locate: Locate, colour: bool) -> str:
    def paint(words: str, code: str) -> str:
        return f"\x1b[{code}m{words}\x1b[0m" if colour else words

    where = f"{clean(place.path)}:{place.line}:{place.column}: " if place else ""
    if place is None and found.source:
        where = f"{clean(found.source.document)}: "
    label = paint(f"{found.severity}[{found.code}]:", _COLOURS[found.severity])
    lines = [f"{paint(where, '1')}{label} {_short(found.message)}"]
    for number, line in place.lines if place else ():
        lines.append(f"{paint(f'{number:>5} |', '2')} {_visible(line)}".rstrip())
        if place and number == place.line:
            lines.append(f"{paint('      |', '2')} {' ' * _width(line[: place.caret])}{paint('^', '31;1')}")
    if found.source and (found.source.pointer or place):
        lines.append(f"  {paint('at', '2')}   {_short('#' + found.source.pointer)}")
    lines.append(f"  {paint('fix', '2')}  {_fix(found, locate)}")
    return "\n".join(lines) + "\n"


def _short(words: str, limit: int = 400) -> str:
    return clean(words if len(words) <= limit else words[: limit - 1] + "…")


def _visible(line: str) -> str:
    """A line of a file, one character for each of its own, so that the caret stands right."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", line.replace("\t", " "))


def _width(line: str) -> int:
    """How many columns of a terminal the line takes: East Asian wide characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in line)
    return len(line) + wide - sum(unicodedata.combining(char) > 0 for char in line)


def excerpt(lines: Iterable[tuple[int, str]], line: int, column: int) -> tuple[tuple[tuple[int, str], ...], int]:
    """`lines` cut to a window around `column` (1-based) of line number `line`, and where the caret stands in it."""
    start = max(0, column - 1 - _LONGEST * 2 // 3)
    kept: list[tuple[int, str]] = []
    for number, content in lines:
        cut = content[start : start + _LONGEST]
        kept.append((number, ("…" if start else "") + cut + ("…" if len(content) > start + _LONGEST else "")))
    return tuple(kept), column - 1 - start + (1 if start else 0)


def as_json(report: Report, locate: Locate) -> list[dict[str, Any]]:
    """The report for a program: one JSON object per diagnostic, with the same members in each."""
    return [
        {
            "code": found.code,
            "severity": str(found.severity),
            "title": CODES[found.code].title,
            "message": clean(found.message),
            "file": clean(place.path) if place else clean(found.source.document) if found.source else None,
            "line": place.line if place else None,
            "column": place.column if place else None,
            "pointer": clean("#" + found.source.pointer) if found.source else None,
            "cause": CODES[found.code].cause,
            "fix": _fix(found, locate),
        }
        for found, place in _placed(report, locate)
    ]


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(report: Report, locate: Locate) -> str:
    """The report as workflow commands of GitHub Actions, which marks the lines in the change under review."""
    lines = []
    for found, place in _placed(report, locate):
        fields = [f"title={found.code}"]
        if place:
            path = _property(clean(place.path))
            fields = [f"file={path}", f"line={place.line}", f"col={place.column}", *fields]
        pointer = f" at {clean('#' + found.source.pointer)}" if found.source and found.source.pointer else ""
        message = f"{clean(found.message)}{pointer}\nfix: {_fix(found, locate)}"
        lines.append(f"::{_COMMANDS[found.severity]} {','.join(fields)}::{_data(message)}\n")
    return "".join(lines)


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
