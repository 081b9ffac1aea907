"""What `scaffold check --coverage` tells: a table of the keywords met, and the places of those that are not used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from scaffold import backend as backends
from scaffold import coverage, ir, plan, specs
from scaffold.commands.console import counted
from scaffold.coverage import Met, Use
from scaffold.diag import Locate, Report, clean
from scaffold.source import Loader

_Key = TypeVar("_Key")

_COLOURS = {Use.USED: "32", Use.IGNORED: "2", Use.APPROXIMATED: "33;1", Use.REFUSED: "31;1"}
MOST = 5
"""How many places of the same remark are shown in the text; the JSON has all."""


def met(loader: Loader, api: ir.Api | None, report: Report, names: Iterable[str]) -> tuple[Met, ...]:
    """The keywords of a description that was read, with what the backends of these names make of them."""
    said = [*report.diagnostics, *report.repeated]
    for name in names:
        own = Report()
        if api is not None:
            plan.servable(api, backends.load(name), own)
        said += own.diagnostics
    return coverage.account(specs.met(loader), said)


def facts(found: tuple[Met, ...], names: Iterable[str], locate: Locate) -> dict[str, Any]:
    """All of it for a program."""
    return {
        "backends": list(names),
        "counts": _numbers(Counter(one.use for one in found)),
        "keywords": [
            {"object": kind, "keyword": keyword, **_numbers(uses)}
            for kind, keywords in coverage.counts(found).items()
            for keyword, uses in keywords.items()
        ],
        "places": [_place(one, locate) for one in found],
    }


def _numbers(uses: Mapping[Use, int]) -> dict[str, int]:
    return {str(use): uses.get(use, 0) for use in Use}


def _place(one: Met, locate: Locate) -> dict[str, Any]:
    at = locate(one.source, True)
    return {
        "object": one.kind,
        "keyword": clean(one.keyword),
        "use": str(one.use),
        "why": clean(one.why) or None,
        "file": clean(at.path) if at else clean(one.source.document),
        "line": at.line if at else None,
        "column": at.column if at else None,
        "pointer": clean("#" + one.source.pointer),
    }


def text(found: tuple[Met, ...], names: Iterable[str], locate: Locate, colour: bool) -> str:
    """All of it for a person: first the table, then what is not used and why, with the places."""
    uses = Counter(one.use for one in found)
    shown = ", ".join(f"{uses[use]} {use}" for use in Use if uses[use])
    lines = [f"{counted(len(found), 'keyword')} with {', '.join(names)}: {shown or 'nothing'}", ""]
    lines += _table(found, colour)
    for use in (Use.REFUSED, Use.APPROXIMATED):
        lines += _remarks([one for one in found if one.use is use], locate, colour)
    lines += _ignored([one for one in found if one.use is Use.IGNORED], locate, colour)
    return "\n".join(lines)


def _painted(words: str, colour: str | None) -> str:
    return f"\x1b[{colour}m{words}\x1b[0m" if colour else words


def _table(found: tuple[Met, ...], colour: bool) -> list[str]:
    counts = coverage.counts(found)
    names = [clean(keyword) for keywords in counts.values() for keyword in keywords]
    width = min(max(map(len, names), default=0), 40) + 4
    head = "".join(f"{str(use):>14}" for use in Use)
    lines = [_painted(f"{'':{width}}{head}", "1" if colour else None)]
    for kind, keywords in counts.items():
        lines.append(_painted(kind, "1" if colour else None))
        for keyword, uses in keywords.items():
            cells = (_painted(f"{uses[use] or '':>14}", _COLOURS[use] if colour and uses[use] else None) for use in Use)
            lines.append(f"  {clean(keyword):{width - 2}}{''.join(cells)}".rstrip())
    return lines


def _remarks(found: list[Met], locate: Locate, colour: bool) -> list[str]:
    """What is said of these keywords, each remark once with its places."""
    lines = ["", _painted(str(found[0].use), _COLOURS[found[0].use] if colour else None)] if found else []
    for (kind, keyword, why), places in _grouped(found, lambda one: (one.kind, one.keyword, one.why)):
        lines.append(f"  {kind} {clean(keyword)}: {clean(why)}")
        lines += [f"    {_where(one, locate)}" for one in places[:MOST]]
        if len(places) > MOST:
            lines.append(f"    and {len(places) - MOST} more")
    return lines


def _ignored(found: list[Met], locate: Locate, colour: bool) -> list[str]:
    """What is ignored by its nature: for each reason the keywords, each with its first place."""
    lines: list[str] = []
    for why, keywords in _grouped(found, lambda one: one.why):
        lines += ["", f"{_painted('ignored', _COLOURS[Use.IGNORED] if colour else None)}, {clean(why)}"]
        for (kind, keyword), places in _grouped(keywords, lambda one: (one.kind, one.keyword)):
            times = f" ({len(places)})" if len(places) > 1 else ""
            lines.append(f"  {kind} {clean(keyword)}{times}: {_where(places[0], locate)}")
    return lines


def _grouped(found: Iterable[Met], key: Callable[[Met], _Key]) -> Iterable[tuple[_Key, list[Met]]]:
    groups: dict[_Key, list[Met]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return groups.items()


def _where(one: Met, locate: Locate) -> str:
    at = locate(one.source, True)
    place = f"{clean(at.path)}:{at.line}:{at.column}" if at else clean(one.source.document)
    return f"{place}  {clean('#' + one.source.pointer)}"
