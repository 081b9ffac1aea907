"""What a description says of the end of a thing: that it is deprecated, and in `x-sunset` the day that it goes.

oasdiff has the same rules for operations, parameters and properties, and names of its own for each kind. It has none
for a property that goes, or is to go on another day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from scaffold import ir
from scaffold.contract.changed import Changed, Level, Side
from scaffold.diag import quote

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt ]|$)")


class End(NamedTuple):
    """Whether a thing is deprecated, and when it is to go, as the description says it; None where it does not."""

    deprecated: bool
    sunset: object = None

    @property
    def day(self) -> date | None:
        """The day of a date, or a date and time, of RFC 3339."""
        found = _DATE.match(str(self.sunset))
        try:
            return date.fromisoformat(found[1]) if found else None
        except ValueError:
            return None


def of(thing: ir.Operation | ir.Param | ir.Field) -> End:
    """What is said of the end of a thing; the day counts only for one that is deprecated."""
    if isinstance(thing, ir.Operation):
        sunset = next((value for name, value in thing.extensions if name.raw == "x-sunset"), None)
    else:
        sunset = thing.sunset
    return End(thing.deprecated, sunset.json if sunset and thing.deprecated else None)


class Kind(Struct, frozen=True, kw_only=True):
    """oasdiff's names for what may be said of one kind of thing; empty where it has no rule."""

    deprecated: str
    reactivated: str
    unreadable: str
    """It is deprecated with an x-sunset that is no date."""
    past: str
    """It is deprecated with an x-sunset that has gone by."""
    unread: str = ""
    """The x-sunset that it had, or has got, is no date."""
    sooner: str = ""
    dropped: str = ""
    """It has no x-sunset any more."""
    removed: str = ""
    removed_early: str = ""
    removed_deprecated: str = ""


OPERATION = Kind(
    deprecated="endpoint-deprecated",
    reactivated="endpoint-reactivated",
    unreadable="api-deprecated-sunset-parse",
    past="api-sunset-date-too-small",
    unread="api-path-sunset-parse",
    sooner="api-sunset-date-changed-too-small",
    dropped="sunset-deleted",
    removed="api-removed-without-deprecation",
    removed_early="api-removed-before-sunset",
    removed_deprecated="api-removed-with-deprecation",
)
PARAMETER = Kind(
    deprecated="request-parameter-deprecated",
    reactivated="request-parameter-reactivated",
    unreadable="request-parameter-sunset-parse",
    past="request-parameter-sunset-date-too-small",
    unread="request-parameter-sunset-parse",
    sooner="request-parameter-sunset-date-changed-too-small",
    dropped="request-parameter-sunset-deleted",
    removed="request-parameter-removed",
    removed_early="request-parameter-removed-before-sunset",
    removed_deprecated="request-parameter-removed-with-deprecation",
)
PROPERTY = {
    side: Kind(
        deprecated=f"{side}-property-deprecated",
        reactivated=f"{side}-property-reactivated",
        unreadable=f"{side}-property-deprecated-sunset-invalid",
        past=f"{side}-property-sunset-date-too-small",
    )
    for side in Side
}


def changes(kind: Kind, old: End, new: End, today: date) -> Iterator[Changed]:
    """What was announced, or taken back, from `old` to `new`; the messages are verbs, about the thing."""
    if new.deprecated and not old.deprecated:
        yield _announced(kind, new, today)
    elif old.deprecated and not new.deprecated:
        yield Changed(kind.reactivated, Level.INFO, "is not deprecated any more")
    elif old.sunset is not None and kind.dropped:
        yield from _postponed(kind, old, new, today)


def _announced(kind: Kind, end: End, today: date) -> Changed:
    if end.sunset is None:
        return Changed(kind.deprecated, Level.INFO, "is deprecated now")
    if end.day is None:
        return Changed(kind.unreadable, Level.ERROR, f"is deprecated now, and {_no_date(end)}")
    if end.day < today:
        return Changed(kind.past, Level.ERROR, f"is deprecated only now, and is to have gone on {end.day}")
    return Changed(kind.deprecated, Level.INFO, f"is deprecated now, and is to go on {end.day}")


def _postponed(kind: Kind, old: End, new: End, today: date) -> Iterator[Changed]:
    """What became of the day that a thing is to go."""
    if new.sunset is None:
        yield Changed(kind.dropped, Level.ERROR, "has no x-sunset any more")
    elif new.day is None:
        yield Changed(kind.unread, Level.ERROR, f"is to go on a day that can't be read: {_no_date(new)}")
    elif old.day is not None and new.day < old.day and new.day < today:
        yield Changed(kind.sooner, Level.ERROR, f"was to go on {old.day} and is to have gone on {new.day}")


def removed(kind: Kind, end: End, level: Level, today: date) -> Changed:
    """That a thing is not there any more: by `today` that was announced, or for a later day, or not (`level`)."""
    words = "is not there any more"
    if not end.deprecated:
        return Changed(kind.removed, level, words)
    if end.sunset is not None and end.day is None:
        return Changed(kind.unread, Level.ERROR, f"{words}, and {_no_date(end)}")
    if end.day is not None and today < end.day:
        return Changed(kind.removed_early, Level.ERROR, f"{words}, which was announced for {end.day}")
    return Changed(kind.removed_deprecated, Level.INFO, words)


def _no_date(end: End) -> str:
    return f"its x-sunset {quote(str(end.sunset))} is no date"
