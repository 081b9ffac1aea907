"""How much of a description is made use of: each keyword that was met, and what became of it.

A format classifies its keywords in a table (`Keyword`) and finds them in a description (`Met`). What was said of their
places while the description was read decides over the table: a style that was replaced is approximated though styles
are used. So the account can't tell otherwise than the diagnostics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from scaffold.diag import Diagnostic, Severity, Source


class Use(StrEnum):
    """What becomes of a keyword, the best first."""

    USED = "used"
    IGNORED = "ignored"  # by its nature: it tells readers something, and programs nothing
    APPROXIMATED = "approximated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A keyword at one place of a description: `kind` is that of the object that has it."""

    kind: str
    keyword: str
    source: Source
    use: Use
    why: str = ""


EFFECTS = {
    **dict.fromkeys(
        "field-unknown field-ignored keyword-unknown feature-unsupported media-type-unsupported media-type-invalid "
        "body-ignored parameter-duplicate path-parameter-unused link-broken ref-siblings pattern-invalid "
        "default-invalid example-invalid operation-id-duplicate".split(),
        Use.REFUSED,
    ),
    **dict.fromkeys(
        "field-mended schema-mended schema-approximated schema-cycle style-invalid server-invalid path-mended "
        "discriminator-invalid number-as-text".split(),
        Use.APPROXIMATED,
    ),
    "parameter-ignored": Use.IGNORED,
}
"""What a diagnostic says of the keyword that it is about; errors refuse, and all others say nothing of its use."""


def account(met: Iterable[Met], diagnostics: Iterable[Diagnostic]) -> tuple[Met, ...]:
    """What became of each keyword, now that all is said of the description.

    A diagnostic is about the keyword at its place or, where that is an entry of a list or a name, the one above.
    """
    places = {one.source: one for one in met}
    for found in diagnostics:
        use = Use.REFUSED if found.severity is Severity.ERROR else EFFECTS.get(found.code)
        at = use and found.source and _keyword(found.source, places)
        if use and at and _worse(use, places[at].use):
            places[at] = replace(places[at], use=use, why=found.message)
    return tuple(places.values())


def _keyword(source: Source, places: dict[Source, Met]) -> Source | None:
    """The keyword that a place belongs to."""
    pointer = source.pointer
    while pointer:
        at = Source(source.document, pointer)
        if at in places:
            return at
        pointer = pointer.rpartition("/")[0]
    return None


def _worse(one: Use, other: Use) -> bool:
    order = list(Use)
    return order.index(one) > order.index(other)


def counts(met: Iterable[Met]) -> dict[str, dict[str, Counter[Use]]]:
    """How often each keyword of each kind became what, in the order in which they were met."""
    found: dict[str, dict[str, Counter[Use]]] = {}
    for one in met:
        found.setdefault(one.kind, {}).setdefault(one.keyword, Counter())[one.use] += 1
    return found
