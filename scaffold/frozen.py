"""`@dataclass(frozen=True)` and `replace` as the type checker reads them, and cheap to run.

Of a large description there are some 200,000 nodes and views of them. An instance of a class that is frozen while the
program runs takes three times as long to make. And a hundred such classes are made whenever the program starts, most
of that time by compiling methods that differ in the names of the fields alone: here they are not compiled but shared.
"""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def replace(node: Any, **changes: Any) -> Any:
        content = {name: getattr(node, name) for name in _given(node.__class__)}
        return node.__class__(**{**content, **changes})

    def dataclass(*, frozen: bool, eq: bool = True, **options: bool) -> Callable[[type], type]:
        def made(cls: type) -> type:
            cls = dataclasses.dataclass(eq=False, repr=False, **options)(cls)
            methods = {"__repr__": _shown, **(_compared(cls) if eq else {})}
            for name, method in methods.items():
                if name not in vars(cls):
                    setattr(cls, name, method)
            return cls

        return made


@cache
def _given(cls: type) -> tuple[str, ...]:
    """The fields that an instance is made of."""
    return tuple(field.name for field in dataclasses.fields(cls) if field.init)


@reprlib.recursive_repr()
def _shown(node: Any) -> str:
    shown = (f"{field.name}={getattr(node, field.name)!r}" for field in dataclasses.fields(node) if field.repr)
    return f"{type(node).__qualname__}({', '.join(shown)})"


def _compared(cls: type) -> dict[str, Callable[..., Any]]:
    """How instances are compared: by the fields that count for it, as `dataclasses` has it."""
    names = [field.name for field in dataclasses.fields(cls) if field.compare]
    content: Callable[[Any], object] = attrgetter(*names) if names else lambda node: ()

    def equal(one: Any, other: Any) -> bool:
        return content(one) == content(other) if one.__class__ is other.__class__ else NotImplemented

    def hashed(node: Any) -> int:
        return hash(content(node))

    return {"__eq__": equal, "__hash__": hashed}
