"""Changing a project: many files at once, all of them or none, and undone on demand.

    .scaffold/txn/new/<n>        what will stand there
    .scaffold/txn/old/<n>        what stood there
    .scaffold/txn/journal.json   the list, written when all else is: from here on the change will be done
    .scaffold/txn/back.json      the same list, where the disk refused: from here on the change will be put back
    .scaffold/undo/              the same of a change that ended in conflicts, until they are settled

A run that ends before the journal is there has changed nothing, and its stage is swept away. One that ends later is
finished by the next command. So what a command finds is the project before or after, never between.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from scaffold import paths
from scaffold.lock import FOLDER
from scaffold.write import UnsafePath, locked

TXN, UNDO = f"{FOLDER}/txn", f"{FOLDER}/undo"
JOURNAL, BACK = "journal.json", "back.json"
YOURS = ".yours"
"""What is put behind the name of a file to keep what its user wrote where we must write."""


class Busy(Exception):
    """Another run works on the same project."""


class NotWritable(Exception):
    """The disk refused, or would; nothing was changed. The message says what and why."""


class Change(Struct, frozen=True, kw_only=True):
    """One file to write, or to delete where `data` is None."""

    path: str
    data: bytes | None
    executable: bool = False


@contextlib.contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Nobody else changes the project meanwhile. Raises Busy where somebody does, NotWritable."""
    with contextlib.ExitStack() as stack:
        try:
            held = stack.enter_context(locked(root / FOLDER))
        except OSError as error:
            raise NotWritable(f"{FOLDER} can't be opened: {error.strerror}") from error
        if held is False:
            raise Busy
        yield


def apply(
    root: Path, changes: Sequence[Change], *, undoable: bool = False, facts: dict[str, Any] | None = None
) -> None:
    """Make all changes or none: what is to go first, and then the others in their order. Raises NotWritable.

    With `undoable` what stood there is kept for `undo`, with the `facts`.
    """
    # Where a disk knows no case, a file that goes may be the one that another is to be written as.
    changes = sorted(changes, key=lambda change: change.data is not None)
    root = Path(os.path.realpath(root))
    targets = [_target(root, change) for change in changes]
    try:
        journal = _staged(root, changes, targets, undoable, facts or {})
    except BaseException as error:
        _sweep(root / TXN)
        if isinstance(error, OSError):
            why = _reason(error, root, [change.path for change in changes])
            raise NotWritable(f"nothing was changed, as the change can't be written: {why}") from error
        raise
    try:
        _carry_out(root, journal)
    except BaseException as error:
        _roll_back(root, journal)
        if isinstance(error, OSError):
            why = _reason(error, root, _listed(journal))
            raise NotWritable(f"nothing was changed, as the disk refused: {why}") from error
        raise
    with contextlib.suppress(OSError):  # all is done; what is left over is swept away by the next command
        _finish(root, journal)


def recover(root: Path) -> bool:
    """Finish what a run that was killed had begun, or sweep away what it had prepared. Whether there was anything."""
    txn = root / TXN
    if not os.path.lexists(txn):
        return False
    back = (txn / BACK).exists()
    try:
        journal = json.loads((txn / (BACK if back else JOURNAL)).read_bytes())
    except (OSError, ValueError):
        _sweep(txn)
        return True
    try:
        if back:
            _put_back(root, journal)
        else:
            _carry_out(root, journal, again=True)
            _finish(root, journal)
    except OSError as error:
        why = _reason(error, Path(os.path.realpath(root)), _listed(journal))
        raise NotWritable(f"an update that was cut short can't be finished: {why}") from error
    return True


def pending(root: Path) -> dict[str, Any] | None:
    """The facts of a change that can be undone; None where there is none."""
    try:
        facts: dict[str, Any] = json.loads((root / UNDO / JOURNAL).read_bytes())["facts"]
    except (OSError, ValueError, KeyError):
        return None
    return facts


def forget(root: Path) -> None:
    """Let go of what is kept for `undo`."""
    _sweep(root / UNDO)


def undo(root: Path) -> list[str]:
    """Put back, byte for byte, what stood there before the change that is kept for it; raises NotWritable.

    What was edited since is kept beside, with `.yours` behind its name; gives those names.
    """
    root = Path(os.path.realpath(root))
    undo_folder = root / UNDO
    journal = json.loads((undo_folder / JOURNAL).read_bytes())
    changes: list[Change] = []
    saved: list[str] = []
    for number, item in enumerate(journal["changes"]):
        path = item["path"]
        now = _content(root / path)
        if now is not None and _digest(now) not in (item["new"], item["old"]):
            saved.append(spare(root, path, now))
            changes.append(Change(path=saved[-1], data=now))
        old = (undo_folder / "old" / str(number)).read_bytes() if item["old"] else None
        if old != now:
            changes.append(Change(path=path, data=old, executable=bool(item["mode"] & 0o100)))
    apply(root, changes)
    forget(root)
    return saved


def spare(root: Path, path: str, data: bytes) -> str:
    """A free name to keep `data` under, beside `path`; one that holds just this already is as good."""
    number = 1
    while True:
        name = f"{path}{YOURS}" + (f".{number}" if number > 1 else "")
        there = _content(root / name)
        if there is None or there == data:
            return name
        number += 1


def _target(root: Path, change: Change) -> Path:
    """Where the change goes. Raises UnsafePath, and NotWritable for what its owner made read-only."""
    if reason := paths.refusal(change.path):
        raise UnsafePath(f"{change.path!r} can't be written: {reason}")
    target = Path(os.path.realpath(root / change.path))
    if not target.is_relative_to(root):
        raise NotWritable(f"nothing was changed, as {change.path} leads out of the project by a link")
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        found = os.stat(target)
        if not stat.S_ISREG(found.st_mode):
            raise NotWritable(f"nothing was changed, as {change.path} is no file")
        if not found.st_mode & 0o222:
            raise NotWritable(f"nothing was changed, as {change.path} is read-only")
    return target


def _staged(
    root: Path, changes: Sequence[Change], targets: Sequence[Path], undoable: bool, facts: dict[str, Any]
) -> dict[str, Any]:
    """Prepare everything; when the journal is in its place, the change is decided."""
    txn = root / TXN
    _sweep(txn)
    for name in ("new", "old"):
        (txn / name).mkdir(parents=True)
    listed = []
    for number, (change, target) in enumerate(zip(changes, targets, strict=True)):
        old, mode = _kept(target, txn / "old" / str(number))
        if change.data is not None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            staged = txn / "new" / str(number)
            with open(os.open(staged, flags, 0o777 if change.executable else 0o666), "wb") as stream:
                stream.write(change.data)
            if mode:
                os.chmod(staged, mode)
        new = None if change.data is None else _digest(change.data)
        path = target.relative_to(root).as_posix()
        listed.append({"path": path, "new": new, "old": old, "mode": mode})
    journal = {"format": 1, "undoable": undoable, "facts": facts, "changes": listed}
    with open(txn / "journal.part", "wb") as stream:
        stream.write(json.dumps(journal).encode())
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(txn / "journal.part", txn / JOURNAL)
    return journal


def _kept(target: Path, place: Path) -> tuple[str | None, int]:
    """A copy of what stands at `target`, put at `place`: its digest and its mode; None and 0 if there is nothing."""
    data = _content(target)
    if data is None:
        return None, 0
    try:
        os.link(target, place)
    except OSError:
        place.write_bytes(data)
    return _digest(data), stat.S_IMODE(os.stat(target).st_mode)


def _carry_out(root: Path, journal: dict[str, Any], again: bool = False) -> None:
    """Do what the journal lists; `again` where a run that was killed may have done a part."""
    changes = list(enumerate(journal["changes"]))
    staged = {number: root / TXN / "new" / str(number) for number, item in changes if item["new"] is not None}
    deleted = again and not all(place.exists() for place in staged.values())
    for number, item in changes:
        target = root / item["path"]
        now = _content(target) if again else None
        if number not in staged:
            if not again or (not deleted and now is not None and _digest(now) == item["old"]):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(target)
                _prune(root, target.parent)
        elif not again or staged[number].exists():
            _spare_edited(root, item, now)
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(staged[number], target)


def _move(source: Path, target: Path) -> None:
    """Put a file of ours in its place in one step, also where a folder of the project is a disk of its own."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = _part(target)
        shutil.copy(source, part)
        os.replace(part, target)
        os.unlink(source)


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.scaffold-part")


def _spare_edited(root: Path, item: dict[str, Any], now: bytes | None) -> None:
    """Keep beside it what was edited since the run that made the journal was killed."""
    if now is not None and _digest(now) not in (item["old"], item["new"]):
        os.replace(root / item["path"], root / spare(root, item["path"], now))


def _roll_back(root: Path, journal: dict[str, Any]) -> None:
    """Put back what stood there; what can't be put back now, the next command does."""
    with contextlib.suppress(OSError):
        os.replace(root / TXN / JOURNAL, root / TXN / BACK)
        _put_back(root, journal)


def _put_back(root: Path, journal: dict[str, Any]) -> None:
    """Put back what stood there, as far as it was not put back already."""
    txn = root / TXN
    for number, item in reversed(list(enumerate(journal["changes"]))):
        target, old = root / item["path"], txn / "old" / str(number)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(_part(target))
        now, staged = _content(target), (txn / "new" / str(number)).exists()
        # What comes from another disk may be there, and what it was copied from, too.
        same = staged and now is not None and item["new"] != item["old"] and _digest(now) == item["new"]
        written = item["new"] is not None and (same or not staged)
        if item["old"] is None:
            if written and now is not None:
                _spare_edited(root, item, now)
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(target)
            _prune(root, target.parent)
        elif old.exists() and (now is None or written):
            _spare_edited(root, item, now)
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(old, target)
    _sweep(txn)


def _finish(root: Path, journal: dict[str, Any]) -> None:
    """The change is done: keep what is needed to undo it, or nothing."""
    txn, undo_folder = root / TXN, root / UNDO
    if journal["undoable"]:
        _sweep(undo_folder)
        os.rename(txn, undo_folder)
        return
    _sweep(txn)


def _sweep(folder: Path) -> None:
    """Take a folder of ours away; its journal goes first, so that half of it is never taken for a whole."""
    for name in (JOURNAL, BACK):
        with contextlib.suppress(OSError):
            os.unlink(folder / name)
    shutil.rmtree(folder, ignore_errors=True)


def _prune(root: Path, folder: Path) -> None:
    """Take away folders that are empty now."""
    with contextlib.suppress(OSError):
        while folder != root and folder.is_relative_to(root):
            folder.rmdir()
            folder = folder.parent


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _listed(journal: dict[str, Any]) -> list[str]:
    return [item["path"] for item in journal["changes"]]


def _reason(error: OSError, root: Path, changed: Sequence[str]) -> str:
    """Why the disk refused, and for which of the project's files; one of ours is named by what it is to become."""
    reason, refused = error.strerror or str(error), error.filename2 or error.filename
    if error.errno == errno.EBUSY:
        reason = "a file that is mounted by itself can't be replaced; mount its folder"
    if not refused:
        return reason
    path = os.path.relpath(os.path.realpath(refused), root).replace(os.sep, "/")
    staged = re.fullmatch(rf"{re.escape(TXN)}/(?:new|old)/(\d+)", path)
    return f"{reason} ({changed[int(staged[1])] if staged else path})"
