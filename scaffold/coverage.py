"""How much of a description is made use of: each keyword that was met, and what became of it.

A format classifies its keywords in a table (`Keyword`) and finds them in a description (`Met`). What was said of their
places while the description was read decides over the table: a style that was replaced is approximated though styles
are used. So the account can't tell otherwise than the diagnostics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from scaffold.diag import Diagnostic, Severity, Source


class Use(StrEnum):
    """What becomes of a keyword, the best first."""

    USED = "used"
    IGNORED = "ignored"  # by its nature: it tells readers something, and programs nothing
    APPROXIMATED = "approximated"
    REFUSED = "refused"


class Keyword(Struct, frozen=True, kw_only=True):
    """A keyword of one kind of object.

    `holds` is the kind of the object that its value is, `each` of those in the list that it is, `named` of those in
    the map that it is; with `referred` they count only where something refers to them. `why` tells of what is not used.
    """

    use: Use = Use.USED
    why: str = ""
    holds: str = ""
    each: str = ""
    named: str = ""
    referred: bool = False


class Met(Struct, frozen=True, kw_only=True):
    """A keyword at one place of a description: `kind` is that of the object that has it."""

    kind: str
    keyword: str
    source: Source
    use: Use
    why: str = ""


EFFECTS = {
    **dict.fromkeys(
        "field-unknown field-ignored keyword-unknown feature-unsupported media-type-unsupported media-type-invalid "
        "body-ignored parameter-duplicate path-duplicate path-parameter-unused link-broken ref-siblings "
        "overlay-unmatched pattern-invalid default-invalid example-invalid operation-id-duplicate field-invalid "
        "schema-invalid ref-missing ref-invalid ref-cycle ref-outside ref-remote file-missing file-unreadable".split(),
        Use.REFUSED,
    ),
    **dict.fromkeys(
        "field-mended schema-mended schema-approximated schema-cycle style-invalid server-invalid path-mended "
        "path-parameter-undeclared discriminator-invalid number-as-text method-overridden ref-mended ref-mistaken "
        "security-unknown".split(),
        Use.APPROXIMATED,
    ),
    "parameter-ignored": Use.IGNORED,
    "format-unknown": Use.IGNORED,
}
"""What a diagnostic says of the keyword that it is about; errors refuse, and all others say nothing of its use."""


def account(met: Iterable[Met], diagnostics: Iterable[Diagnostic]) -> tuple[Met, ...]:
    """What became of each keyword, now that all is said of the description.

    A diagnostic is about the keyword at its place or, where that is an entry of a list or a name, the one above. What
    is left out with a warning takes with it all that it holds.
    """
    places = {one.source: one for one in met}
    told: set[Source] = set()
    left: dict[Source, str] = {}
    for found in diagnostics:
        use = Use.REFUSED if found.severity is Severity.ERROR else EFFECTS.get(found.code)
        if use is None or found.source is None:
            continue
        if use is Use.REFUSED and found.severity is not Severity.ERROR:
            left.setdefault(found.source, found.message)
        at = _keyword(found.source, places)
        if at is not None and (_worse(use, places[at].use) or (use is places[at].use and at not in told)):
            told.add(at)
            places[at] = replace(places[at], use=use, why=found.message)
    return tuple(_inside(one, left) for one in places.values()) if left else tuple(places.values())


def _inside(one: Met, left: dict[Source, str]) -> Met:
    """A keyword, refused if it is inside of what is left out."""
    if one.use is Use.REFUSED:
        return one
    why = next((left[above] for above in _above(one.source) if above in left), None)
    return one if why is None else replace(one, use=Use.REFUSED, why=why)


def _above(source: Source) -> Iterator[Source]:
    """The places that a place is inside of, the nearest first, without the whole document."""
    pointer = source.pointer.rpartition("/")[0]
    while pointer:
        yield Source(source.document, pointer)
        pointer = pointer.rpartition("/")[0]


def _keyword(source: Source, places: dict[Source, Met]) -> Source | None:
    """The keyword that a place belongs to."""
    return next((at for at in (source, *_above(source)) if at in places), None)


def _worse(one: Use, other: Use) -> bool:
    order = list(Use)
    return order.index(one) > order.index(other)


def counts(met: Iterable[Met]) -> dict[str, dict[str, Counter[Use]]]:
    """How often each keyword of each kind became what, in the order in which they were met."""
    found: dict[str, dict[str, Counter[Use]]] = {}
    for one in met:
        found.setdefault(one.kind, {}).setdefault(one.keyword, Counter())[one.use] += 1
    return found
