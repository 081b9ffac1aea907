"""Which operation of one version of a description is which of the next, and so which function and file. Pure."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from msgspec import Struct

from scaffold.tree import Function

_SLOT = re.compile(r"\{[^{}]*\}")
_Item = TypeVar("_Item")


class Place(NamedTuple):
    """A function of the user's: its file, as it was generated, and what it is."""

    path: str
    function: Function


class Pair(Struct, frozen=True):
    """One operation in both versions."""

    old: Place
    new: Place

    @property
    def renamed(self) -> bool:
        """Whether its function has another name now."""
        return self.old.function.name != self.new.function.name

    @property
    def moved(self) -> bool:
        """Whether it is reached by another method or path, but for the names of the path's parameters."""
        return shape(self.old.function.operation) != shape(self.new.function.operation)


def shape(key: str) -> str:
    """`METHOD path` without the names of the path's parameters, which no client sees."""
    return _SLOT.sub("{}", key)


def pairs(old: Iterable[Place], new: Iterable[Place]) -> list[Pair]:
    """The operations that are in both versions: by method and path, then by the description's own name for it."""
    left, right = list(old), list(new)
    found: list[Pair] = []
    for same in (_key, _shape, _id):
        for pair in match(left, right, same):
            found.append(Pair(*pair))
        ours, theirs = {pair.old for pair in found}, {pair.new for pair in found}
        left = [place for place in left if place not in ours]
        right = [place for place in right if place not in theirs]
    return found


def match(
    left: Iterable[_Item], right: Iterable[_Item], same: Callable[[_Item], Hashable]
) -> list[tuple[_Item, _Item]]:
    """Those of both sides that say the same, where only one on each side does."""
    ours, theirs = _single(left, same), _single(right, same)
    return [(item, theirs[key]) for key, item in ours.items() if key in theirs]


def _single(items: Iterable[_Item], same: Callable[[_Item], Hashable]) -> dict[Hashable, _Item]:
    listed = list(items)
    counted = Counter(map(same, listed))
    return {same(item): item for item in listed if counted[same(item)] == 1}


def _key(place: Place) -> str:
    return place.function.operation


def _shape(place: Place) -> str:
    return shape(place.function.operation)


def _id(place: Place) -> str:
    return place.function.id


def origins(
    added: Iterable[str], gone: Iterable[str], matched: Iterable[Pair], segments: Mapping[str, str]
) -> dict[str, str]:
    """For files that are new, the ones that they were before, which are not there any more.

    A file is the one that most of its functions come from. `segments` are folders that have another name now. A file
    that goes while one comes that is called the same but for its suffix has another one now.
    """
    fresh, left = set(added), set(gone)
    votes = Counter((pair.new.path, pair.old.path) for pair in matched)
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    found: dict[str, str] = {}
    for (new, old), _ in ranked:
        if new in fresh and old in left:
            found[new] = old
            fresh.discard(new)
            left.discard(old)
    for old in sorted(left):
        new = led(old, segments)
        if new not in fresh:
            stem, suffix = os.path.splitext(new)
            new = next((path for path in sorted(fresh) if suffix and os.path.splitext(path)[0] == stem), "")
        if new:
            found[new] = old
            fresh.discard(new)
    return found


def led(path: str, segments: Mapping[str, str]) -> str:
    """A path whose folders are called as they are now."""
    return "/".join(segments.get(part, part) for part in path.split("/"))
