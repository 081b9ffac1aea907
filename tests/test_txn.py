"""Many files changed at once: all of them or none, whatever ends the run, and undone on demand."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scaffold import txn
from scaffold.txn import Change

BEFORE = {"a.txt": b"1\n", "dir/b.txt": b"2\n", "gone/c.txt": b"3\n", "run.sh": b"#!\n", ".scaffold/lock.json": b"{}"}
CHANGES = [
    Change(path="a.txt", data=b"one\n"),
    Change(path="new/deep/d.txt", data=b"4\n"),
    Change(path="gone/c.txt", data=None),
    Change(path="run.sh", data=b"#!!\n"),
    Change(path="dir/b.txt", data=b""),
    Change(path=".scaffold/lock.json", data=b'{"new": 1}'),
]
AFTER = {
    "a.txt": b"one\n",
    "dir/b.txt": b"",
    "run.sh": b"#!!\n",
    "new/deep/d.txt": b"4\n",
    ".scaffold/lock.json": b'{"new": 1}',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, data in BEFORE.items():
        place = tmp_path / "project" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (tmp_path / "project/run.sh").chmod(0o755)
    return tmp_path / "project"


def files(project: Path) -> dict[str, bytes]:
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in project.rglob("*") if path.is_file()}


def folders(project: Path) -> set[str]:
    return {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_dir()}


def test_all_is_changed_and_nothing_else_is_left(project: Path) -> None:
    txn.apply(project, CHANGES)
    assert files(project) == AFTER
    assert folders(project) == {".scaffold", "dir", "new", "new/deep"}
    assert (project / "run.sh").stat().st_mode & 0o777 == 0o755
    assert not txn.recover(project)


CALLS = [(os, name) for name in ("replace", "rename", "unlink", "mkdir", "rmdir", "link", "open", "chmod", "fsync")]


def counting(monkeypatch: pytest.MonkeyPatch, at: int, then: Callable[[], Any]) -> list[int]:
    """Have `then` called before the system call of this number that changes the disk."""
    count = [0]

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            count[0] += 1
            if count[0] == at:
                then()
            return original(*arguments, **named)

        return call

    for module, name in CALLS:
        monkeypatch.setattr(module, name, wrap(getattr(module, name)))
    return count


def killed(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch, at: int) -> bool:
    """Whether a process that does the work was killed before its call of this number, with no chance to clean up."""
    child = os.fork()
    if child == 0:
        try:
            counting(monkeypatch, at, lambda: os._exit(9))
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code == 9


def mount(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have folders called `dir` be a disk of their own, to which no file can be moved or linked."""

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(source: Path, target: Path) -> Any:
            if (Path(source).parent.name == "dir") != (Path(target).parent.name == "dir"):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(source), None, str(target))
            return original(source, target)

        return call

    for name in ("replace", "link"):
        monkeypatch.setattr(os, name, wrap(getattr(os, name)))


@pytest.mark.parametrize(("undoable", "mounted"), [(False, False), (True, False), (False, True)])
def test_killed_at_any_step_it_is_before_or_after(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undoable: bool, mounted: bool
) -> None:
    if mounted:
        mount(monkeypatch)
    seen = set()
    for at in range(1, 200):
        copy = tmp_path / f"copy{at}"
        shutil.copytree(project, copy)
        done = not killed(partial(txn.apply, copy, CHANGES, undoable=undoable), monkeypatch, at)
        with txn.exclusive(copy):
            txn.recover(copy)
        left = {path: data for path, data in files(copy).items() if not path.startswith(txn.UNDO)}
        assert left in (BEFORE, AFTER), at
        assert not (copy / txn.TXN).exists()
        seen.add(left == AFTER)
        if done:
            break
    assert done and seen == {True, False} and at > 15


def test_killed_while_it_recovers_it_is_still_before_or_after(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed(lambda: txn.apply(project, CHANGES), monkeypatch, 24)
    assert (project / txn.TXN / txn.JOURNAL).exists() and files(project) != AFTER
    for at in range(1, 60):
        copy = tmp_path / f"copy{at}"
        shutil.copytree(project, copy)
        if not killed(partial(txn.recover, copy), monkeypatch, at):
            break
        txn.recover(copy)
        assert files(copy) == AFTER, at
    assert at > 4


@pytest.mark.parametrize(
    ("number", "mounted"), [(errno.ENOSPC, False), (errno.EACCES, False), (errno.EIO, False), (errno.EIO, True)]
)
def test_where_the_disk_refuses_all_is_as_before(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, mounted: bool
) -> None:
    if mounted:
        mount(monkeypatch)
    refused = 0
    for at in range(1, 200):
        copy = tmp_path / f"copy{at}"
        shutil.copytree(project, copy)

        def refuse() -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch:
            count = counting(patch, at, refuse)
            try:
                txn.apply(copy, CHANGES)
            except txn.NotWritable as error:
                refused += 1
                assert os.strerror(number) in str(error)
                told = True
            else:
                told = False
        txn.recover(copy)
        assert files(copy) == (BEFORE if told else AFTER), at
        if count[0] < at:
            break
    assert refused > 15


def test_killed_while_it_is_put_back_it_is_still_before_or_after(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses in the midst of the change, and then the run is killed at any step of going back."""

    def refuse() -> None:
        raise OSError(errno.EIO, "x")

    def change(copy: Path) -> None:
        with contextlib.suppress(txn.NotWritable):
            txn.apply(copy, CHANGES)

    refused, seen = 32, set()
    for at in range(refused + 1, 100):
        copy = tmp_path / f"copy{at}"
        shutil.copytree(project, copy)
        with monkeypatch.context() as patch:
            counting(patch, refused, refuse)
            done = not killed(partial(change, copy), patch, at)
        (copy / "a.txt").write_bytes(b"mine\n")
        txn.recover(copy)
        left = files(copy)
        assert b"mine\n" in (left["a.txt"], left.pop("a.txt.yours", b"")), at
        assert {**left, "a.txt": b""} in ({**BEFORE, "a.txt": b""}, {**AFTER, "a.txt": b""}), at
        seen.add(left["run.sh"] == AFTER["run.sh"])
        assert not (copy / txn.TXN).exists()
        if done:
            break
    assert done and seen == {True, False} and at > refused + 6


def test_a_file_that_is_mounted_by_itself_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target).name == "run.sh" and "new" in Path(source).parts:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(txn.NotWritable, match=r"mount its folder \(run.sh\)"):
        txn.apply(project, CHANGES)
    assert files(project) == BEFORE


@pytest.mark.parametrize("data", [b"3\n", b"other\n"], ids=["same", "other"])
def test_where_names_differ_by_case_alone_the_new_one_stays(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    """A link stands for a disk that knows no case: both names lead to one file."""
    changes = [Change(path="Gone/c.txt", data=data), *CHANGES]
    (project / "Gone").symlink_to("gone")
    for at in range(1, 200):
        copy = tmp_path / f"copy{at}"
        shutil.copytree(project, copy, symlinks=True)
        done = not killed(partial(txn.apply, copy, changes), monkeypatch, at)
        txn.recover(copy)
        assert files(copy) in (BEFORE, {**AFTER, "gone/c.txt": data}), at
        if done:
            break
    assert done and files(copy) != BEFORE and at > 30


def test_what_was_edited_after_the_kill_is_not_lost(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert killed(lambda: txn.apply(project, CHANGES), monkeypatch, 24)
    assert (project / txn.TXN / txn.JOURNAL).exists()
    (project / "dir/b.txt").write_bytes(b"mine\n")
    txn.recover(project)
    assert files(project) == {**AFTER, "dir/b.txt.yours": b"mine\n"}


def test_a_change_is_undone_byte_for_byte(project: Path) -> None:
    txn.apply(project, CHANGES, undoable=True, facts={"why": "conflicts"})
    assert txn.pending(project) == {"why": "conflicts"}
    assert txn.undo(project) == []
    assert files(project) == BEFORE and txn.pending(project) is None
    assert (project / "run.sh").stat().st_mode & 0o777 == 0o755


def test_what_was_edited_since_is_kept_when_it_is_undone(project: Path) -> None:
    txn.apply(project, CHANGES, undoable=True)
    (project / "a.txt").write_bytes(b"mine\n")
    assert txn.undo(project) == ["a.txt.yours"]
    assert files(project) == {**BEFORE, "a.txt.yours": b"mine\n"}


def test_undoing_is_killed_and_done_again(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    txn.apply(project, CHANGES, undoable=True)
    for at in range(1, 200):
        copy = tmp_path / f"copy{at}"
        shutil.copytree(project, copy)
        done = not killed(partial(txn.undo, copy), monkeypatch, at)
        txn.recover(copy)
        if txn.pending(copy) is not None:
            assert txn.undo(copy) == []
        assert {p: d for p, d in files(copy).items() if not p.startswith(txn.UNDO)} == BEFORE, at
        if done:
            break
    assert done


@pytest.mark.parametrize("path", ["a.txt", "dir/b.txt"])
def test_a_read_only_file_is_not_replaced(project: Path, path: str) -> None:
    (project / path).chmod(0o444)
    with pytest.raises(txn.NotWritable, match=f"{path} is read-only"):
        txn.apply(project, CHANGES)
    assert files(project) == BEFORE


def test_a_link_out_of_the_project_is_not_followed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_bytes(b"theirs\n")
    (project / "a.txt").unlink()
    (project / "a.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(txn.NotWritable, match="leads out of the project"):
        txn.apply(project, CHANGES)
    assert (tmp_path / "outside.txt").read_bytes() == b"theirs\n"


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "CON"])
def test_no_path_leaves_the_project(project: Path, path: str) -> None:
    with pytest.raises(txn.UnsafePath):
        txn.apply(project, [Change(path=path, data=b"")])
    assert files(project) == BEFORE


def test_two_at_once_the_second_stops(project: Path) -> None:
    with txn.exclusive(project):
        child = os.fork()
        if child == 0:
            try:
                with txn.exclusive(project):
                    os._exit(1)
            except txn.Busy:
                os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
