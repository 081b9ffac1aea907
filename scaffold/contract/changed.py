"""A change of the contract, as the comparisons of this package give it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How much a change matters, in oasdiff's words."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Side(StrEnum):
    """Which way a value goes."""

    REQUEST = "request"
    RESPONSE = "response"


class Changed(NamedTuple):
    """A change, and what it is in words."""

    id: str
    level: Level
    message: str
