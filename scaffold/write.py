"""Writing a project: a tree meets the disk once, and whole.

Files are written into a stage, a folder beside the place where the project goes, and moved there when all of them
are written. Whatever ends the run before that leaves nothing: an exception takes the stage away, and the stage of a
run that was killed is taken away by the next run. A folder that isn't there yet appears in one rename.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from scaffold import paths
from scaffold.diag import Report
from scaffold.tree import Tree

try:
    import fcntl
except ImportError:  # Windows: an abandoned stage is left to its user there
    fcntl = None  # type: ignore[assignment]

STAGE_PREFIX = ".scaffold-stage-"


class UnsafePath(Exception):
    """A path that leaves the project or can't be written everywhere: our bug, as planning should have refused it."""


def vacant(dest: Path, report: Report, shown: str) -> bool:
    """Whether a new project can go to `dest`: nothing is there, or an empty folder.

    `shown` is how the user spelled it. Otherwise an error is added to `report`.
    """
    place = Path(os.path.realpath(dest))
    try:
        if not os.path.lexists(place):
            return _has_parent(place, report, shown)
        if not place.is_dir():
            report.add("dest-not-empty", None, f"{shown} is a file", "give the name of a folder that is not there yet")
            return False
        _clean_abandoned(place)
        present = sorted(os.listdir(place))
    except OSError as error:
        _unwritable(error, report, shown)
        return False
    if present:
        some = ", ".join(present[:3]) + (" ..." if len(present) > 3 else "")
        fix = "give another folder, or empty this one first; `new` never writes over files"
        report.add("dest-not-empty", None, f"{shown} exists and is not empty (it holds {some})", fix)
        return False
    return True


def new(tree: Tree, dest: Path, report: Report, shown: str) -> bool:
    """Write `tree` as a new project at `dest`, all of it or nothing.

    Gives whether it is there now; where the disk refuses (no permission, no space left), an error is added to
    `report`. Raises UnsafePath, before anything is written, if a path of the tree leaves the project.
    """
    assert_safe(tree)
    if not vacant(dest, report, shown):
        return False
    place = Path(os.path.realpath(dest))
    home = _nearest_folder(place)
    try:
        with _stage(home) as stage:
            content = stage / "content"
            project = content / place.relative_to(home)
            project.mkdir(parents=True)
            _write_files(tree, project)
            _move_in(content, home)
    except OSError as error:
        _unwritable(error, report, shown)
        return False
    return True


def private(folder: Path) -> bool:
    """Make a folder that only this user may enter, with those above it; whether it is there now."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def assert_safe(tree: Tree) -> None:
    """Raise UnsafePath unless every path of `tree` stays in the project and can be written on every system."""
    for path in tree:
        reason = paths.refusal(path)
        if reason:
            raise UnsafePath(f"{path!r} can't be written: {reason}")
    pair = paths.clash(tree)
    if pair:
        raise UnsafePath(f"{pair[0]!r} and {pair[1]!r} can't both be written")


def _has_parent(place: Path, report: Report, shown: str) -> bool:
    """Whether the project's folder can be made: what stands above it is a folder."""
    home = place
    while not os.path.lexists(home):
        home = home.parent
    if home.is_dir():
        return True
    report.add("dest-not-writable", None, f"{shown} can't be made: {home.name} is a file", "give another folder")
    return False


def _nearest_folder(place: Path) -> Path:
    """`place` if it is there, otherwise the nearest folder above it."""
    while not place.is_dir():
        place = place.parent
    return place


def _unwritable(error: OSError, report: Report, shown: str) -> None:
    reason = error.strerror or str(error)
    fix = "check the folder's permissions and the space left on its disk, or give another folder"
    report.add("dest-not-writable", None, f"{shown} can't be written: {reason}", fix)


@contextlib.contextmanager
def _stage(home: Path) -> Iterator[Path]:
    """A folder of our own in `home`, which is gone at the end in any case."""
    _clean_abandoned(home)
    while True:
        stage = home / (STAGE_PREFIX + secrets.token_hex(6))
        try:
            stage.mkdir(mode=0o700)
            with locked(stage) as ours:
                # Another run's cleaning can come between the two lines above; it then has the lock, or had it.
                if ours is False or not stage.exists():
                    continue
                yield stage
                return
        finally:
            _remove(stage)


@contextlib.contextmanager
def locked(stage: Path) -> Iterator[bool | None]:
    """Hold the lock of a stage, which ends with its process however that ends.

    Gives True if it is held, False if another process holds it, None where the system or the disk has no locks.
    """
    if fcntl is None:
        yield None
        return
    handle = os.open(stage, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        held: bool | None = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = False
        except OSError:
            held = None
        yield held
    finally:
        os.close(handle)


def _clean_abandoned(home: Path) -> None:
    """Take away the stages in `home` whose runs were killed. What can't be taken away doesn't stop this run."""
    for stage in sorted(home.glob(STAGE_PREFIX + "*")):
        with contextlib.suppress(OSError):
            if stage.lstat().st_uid != os.geteuid():
                continue
            with locked(stage) as abandoned:
                if abandoned:
                    _remove(stage)


def _remove(stage: Path) -> None:
    """Take a stage away; begun again once if an interruption cuts it short."""
    try:
        shutil.rmtree(stage, ignore_errors=True)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _write_files(tree: Tree, project: Path) -> None:
    """Write every file of `tree` below `project`, a folder of our own that is empty and nobody else writes to."""
    root = os.path.realpath(project)
    made = {""}
    for path, file in tree.items():
        _make_folder(root, path.rpartition("/")[0], made)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(f"{root}/{path}", flags, 0o777 if file.executable else 0o666)
        try:
            _write_all(handle, file.data)
        finally:
            os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    """Write all of `data`, which one call need not do."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _make_folder(root: str, folder: str, made: set[str]) -> None:
    """Make a folder of the project and those above it. None of them is there yet, so none can lead elsewhere."""
    if folder not in made:
        _make_folder(root, folder.rpartition("/")[0], made)
        os.mkdir(f"{root}/{folder}")
        made.add(folder)


def _move_in(content: Path, home: Path) -> None:
    """Move what stands in `content` to `home`: one rename for a folder that wasn't there; all or none otherwise."""
    moved: list[str] = []
    try:
        for name in sorted(os.listdir(content)):
            if os.path.lexists(home / name):
                raise FileExistsError(f"{name} appeared while the project was made")
            moved.append(name)
            os.rename(content / name, home / name)
    except BaseException:
        for name in reversed(moved):
            with contextlib.suppress(FileNotFoundError):
                os.rename(home / name, content / name)
        raise
