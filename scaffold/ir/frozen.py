"""`@dataclass(frozen=True)` as the type checker reads it.

Of a large description there are some 200,000 nodes and views of them. An instance of a class that is frozen while the
program runs takes three times as long to make, and the class twice as long.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, **options: bool) -> Callable[[type], type]:
        def made(cls: type) -> type:
            return dataclasses.dataclass(unsafe_hash="__hash__" not in vars(cls), **options)(cls)

        return made
