"""A walk over IR nodes: every node of some classes below another, in the description's order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from inspect import get_annotations
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import Struct

from scaffold.ir.types import Const, Limits, Scalar
from scaffold.ir.words import Doc, Name, Text, Value

T = TypeVar("T")
_WORD = re.compile(r"\w+")

_LEAVES = (Const, Doc, Limits, Name, Scalar, Text, Value)
_PLAIN = frozenset(
    "None bool int float str tuple Mapping Json Doc Limits Name Source Text Value "
    "Direction Kind SchemeKind Stream Style Where".split()
)
"""What the annotation of a field that holds no types, operations or media is made of."""


def nodes(root: object, *wanted: type[T]) -> Iterator[T]:
    """Every node of the classes `wanted` below `root`, itself included, depth first."""
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is tuple:
            stack.extend(reversed(node))
            continue
        if kind in wanted:
            yield node
        getter, several = _inner(kind)
        if several:
            stack.extend(getter(node))
        elif getter is not None:
            stack.append(getter(node))


@cache
def _inner(kind: type) -> tuple[Any, bool]:
    """What gives the fields of a node that may hold nodes, the last one first, and whether they are several.

    Nothing for a class without any.
    """
    if not issubclass(kind, Struct) or kind in _LEAVES:
        return None, False
    types = get_annotations(kind)
    names = [name for name in reversed(kind.__struct_fields__) if not _PLAIN.issuperset(_WORD.findall(types[name]))]
    return attrgetter(*names) if names else None, len(names) > 1
