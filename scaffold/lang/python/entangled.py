"""Types that hold one another by the dozen, and all that hold them.

pydantic compiles a type with all that it holds, and so has a copy of all of them for each: of Stripe's description
some ten megabytes for each of 600 types of body. Generated code compiles them as one (`schema/entangled.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scaffold.lang.homes import reach
from scaffold.lang.portions import circles

MANY = 30
"""Types in a circle of which a copy is small enough are fewer than that."""


def entangled(uses: Mapping[str, tuple[str, ...]], modules: Iterable[Sequence[str]]) -> frozenset[str]:
    """The keys of these types. `uses` gives what each type refers to, `modules` the keys in each module.

    Types in a circle are in one module.
    """
    circle = {key for keys in modules if len(keys) >= MANY for key in _circling(keys, uses)}
    if not circle:
        return frozenset()
    back: dict[str, tuple[str, ...]] = dict.fromkeys(uses, ())
    for key, others in uses.items():
        for other in others:
            back[other] = (*back[other], key)
    return frozenset(reach(circle, back))


def _circling(keys: Sequence[str], uses: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    here = set(keys)
    found = circles({key: tuple(other for other in uses[key] if other in here) for key in keys})
    return (key for circle in found if len(circle) >= MANY for key in circle)
