"""Limits as sets of values: both of two at once, and whether a value is within them."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from scaffold.ir import NO_LIMITS, Json, Limits
from scaffold.regex import compiled

_HIGHEST = ("minimum", "exclusive_minimum", "min_length", "min_items", "min_properties")
_LOWEST = ("maximum", "exclusive_maximum", "max_length", "max_items", "max_properties")


def both(one: Limits, other: Limits) -> Limits | None:
    """The limits of what is within both; None where one `Limits` can't say them (two patterns)."""
    if other is NO_LIMITS or one == other:
        return one
    if one is NO_LIMITS:
        return other
    merged: dict[str, Any] = {}
    for name in Limits.__struct_fields__:
        mine, yours = getattr(one, name), getattr(other, name)
        if mine is None or yours is None or mine == yours:
            merged[name] = yours if mine is None else mine
        elif name in _HIGHEST:
            merged[name] = max(mine, yours)
        elif name in _LOWEST:
            merged[name] = min(mine, yours)
        elif name == "unique_items":
            merged[name] = True
        elif name == "multiple_of" and isinstance(mine, int) and isinstance(yours, int):
            merged[name] = math.lcm(mine, yours)
        else:
            return None
    return Limits(**merged)


def empty(limits: Limits) -> bool:
    """Whether the bounds cross, so that no value is within them."""
    crossed = [
        (limits.minimum, limits.maximum),
        (limits.min_length, limits.max_length),
        (limits.min_items, limits.max_items),
        (limits.min_properties, limits.max_properties),
    ]
    strictly = [
        (limits.exclusive_minimum, limits.maximum),
        (limits.minimum, limits.exclusive_maximum),
        (limits.exclusive_minimum, limits.exclusive_maximum),
    ]
    return any(a is not None and b is not None and a > b for a, b in crossed) or any(
        a is not None and b is not None and a >= b for a, b in strictly
    )


def within(limits: Limits, value: Json) -> bool:
    """Whether a scalar value is within the limits of its kind."""
    if limits is NO_LIMITS:
        return True
    if isinstance(value, str):
        return _string(limits, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(limits, value)
    return True


def _string(limits: Limits, value: str) -> bool:
    if limits.min_length is not None and len(value) < limits.min_length:
        return False
    if limits.max_length is not None and len(value) > limits.max_length:
        return False
    pattern = compiled(limits.pattern.raw) if limits.pattern is not None else None
    return pattern is None or pattern.search(value) is not None


def _number(limits: Limits, value: int | float) -> bool:
    return (
        (limits.minimum is None or value >= limits.minimum)
        and (limits.maximum is None or value <= limits.maximum)
        and (limits.exclusive_minimum is None or value > limits.exclusive_minimum)
        and (limits.exclusive_maximum is None or value < limits.exclusive_maximum)
        and (limits.multiple_of is None or _multiple(value, limits.multiple_of))
    )


def _multiple(value: int | float, step: int | float) -> bool:
    """In decimal, as the numbers are written: 0.3 is a multiple of 0.1."""
    return Fraction(str(value)) % Fraction(str(step)) == 0
