"""What is made of a node, made once: nodes are shared by all that refers to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

N = TypeVar("N")
T = TypeVar("T")


def remembered(make: Callable[[N], T]) -> Callable[[N], T]:
    """`make`, called once for each node. Nodes are told apart by identity, as comparing them would take longer."""
    known: dict[int, tuple[N, T]] = {}

    def found(node: N) -> T:
        entry = known.get(id(node))
        if entry is None:
            entry = known[id(node)] = (node, make(node))  # the node is kept, so that no other gets its id
        return entry[1]

    return found
