"""What an update does, as a value: what becomes of each file, and what happened to each operation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from scaffold.lock import LOCK
from scaffold.txn import Change


class Action(StrEnum):
    """What becomes of a file."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    RENAMED = "renamed"
    KEPT = "kept"
    DELETED = "deleted"
    CONFLICT = "conflict"
    UNCHANGED = "unchanged"


class Step(Struct, frozen=True, kw_only=True):
    """What becomes of one file. `origin` is where it was before, `after` what will stand there (None: nothing).

    `operations` are those that are the reason, `notes` what the user should know. `versions` are base, yours and
    generated of a conflict.
    """

    path: str
    action: Action
    kind: str
    before: bytes | None = None
    after: bytes | None = None
    origin: str = ""
    operations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    executable: bool = False
    versions: tuple[bytes | None, bytes | None, bytes | None] | None = None

    def changes(self) -> Iterator[Change]:
        """What must be written for it."""
        if self.after is None:
            if self.before is not None:
                yield Change(path=self.path, data=None)
        elif self.after != self.before or self.origin:
            yield Change(path=self.path, data=self.after, executable=self.executable)
        if self.origin:
            yield Change(path=self.origin, data=None)


class Use(NamedTuple):
    """A line of the user's that has a function by the name that it had; `followed`: it says the one that it has now."""

    file: str
    line: int
    followed: bool


class Moved(Struct, frozen=True, kw_only=True):
    """What happened to one operation: `change` is added, removed, renamed or moved.

    `uses` are where else the user's code has its function.
    """

    operation: str
    change: str
    before: str = ""
    path: str = ""
    function: str = ""
    function_before: str = ""
    uses: tuple[Use, ...] = ()


class Renamed(Struct, frozen=True, kw_only=True):
    """A type of no operation that has another name now, or is in another file, `path`, or gone (then `name` is empty).

    `uses` are where the user's code has it.
    """

    name: str
    before: str
    path: str
    uses: tuple[Use, ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """A whole update. `quiet` are the files of `.scaffold`; `moved` says where the user has files now.

    `left` is what was made of files and functions that the user keeps though they are made no more, by path.
    `types` are those that are called otherwise, or gone. `functions` and `methods` say for operations where their
    handlers and the methods of clients are: path and name.
    """

    steps: tuple[Step, ...] = ()
    quiet: tuple[Change, ...] = ()
    operations: tuple[Moved, ...] = ()
    types: tuple[Renamed, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[tuple[str, str, str], ...] = ()
    methods: tuple[tuple[str, str, str], ...] = ()

    @property
    def conflicts(self) -> tuple[Step, ...]:
        """The files that the user must look at."""
        return tuple(step for step in self.steps if step.action is Action.CONFLICT)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that is to be written; the lock comes last."""
        listed = [change for step in self.steps for change in step.changes()]
        written = {change.path for change in listed if change.data is not None}
        listed = [change for change in listed if change.data is not None or change.path not in written]
        listed += self.quiet
        return tuple(sorted(listed, key=lambda change: change.path == LOCK))


def noted(step: Step, notes: Sequence[str]) -> Step:
    """A step of which more is told; a file that stays as it is is shown for that."""
    action = Action.KEPT if notes and step.action is Action.UNCHANGED else step.action
    return replace(step, action=action, notes=(*step.notes, *notes))


def lines_told(text: str, pattern: re.Pattern[str], words: str, told: Collection[int] = ()) -> Iterator[str]:
    """A note with the lines of a text in which a pattern is found, if any are, but for those `told` already."""
    lines = [str(at) for at, line in enumerate(text.split("\n"), 1) if at not in told and pattern.search(line)]
    if lines:
        yield f"line {', '.join(lines)}: {words}"


def decoded(data: bytes | None) -> str | None:
    """The text of a file; None where there is none, or it is no text."""
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None
