"""A project is written whole or not at all, only where it belongs, and whatever ends the run."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from scaffold import paths, write
from scaffold.diag import Report
from scaffold.tree import File, Tree

MakeTree = Callable[[Mapping[str, str | bytes]], Tree]

CONTENTS = {"README.md": "Hello\n", "app/main.py": "print(1)\n", "app/deep/er/data.bin": b"\x00\xff", ".hidden": ""}


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes; empty folders with nothing."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
        elif not any(path.iterdir()):
            found[path.relative_to(folder).as_posix() + "/"] = b""
    return found


def as_bytes(contents: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {path: text.encode() if isinstance(text, str) else text for path, text in sorted(contents.items())}


def codes(report: Report) -> list[str]:
    return [found.code for found in report.diagnostics]


def failing(name: str, error: BaseException, after: int) -> Callable[..., object]:
    """`os.<name>` that raises `error` at its call number `after` + 1, and works before and afterwards."""
    real = getattr(os, name)
    calls = iter(range(10**6))

    def call(*arguments: object, **options: object) -> object:
        if next(calls) == after:
            raise error
        return real(*arguments, **options)

    return call


# What is written


def test_the_tree_is_written_as_it_is(tmp_path: Path, make_tree: MakeTree) -> None:
    report = Report()
    assert write.new(make_tree(CONTENTS), tmp_path / "shop", report, "shop")
    assert everything(tmp_path) == {f"shop/{path}": data for path, data in as_bytes(CONTENTS).items()}
    assert not report.diagnostics


def test_line_feeds_stay_line_feeds(tmp_path: Path, make_tree: MakeTree) -> None:
    write.new(make_tree({"a": "one\r\ntwo\nthree"}), tmp_path / "shop", Report(), "shop")
    assert (tmp_path / "shop/a").read_bytes() == b"one\r\ntwo\nthree"


def test_modes_follow_the_umask(tmp_path: Path) -> None:
    tree = {
        "run": File(path="run", content="#!/bin/sh\n", kind="yours", executable=True),
        "a/b": File(path="a/b", content="", kind="generated"),
    }
    before = os.umask(0o027)
    try:
        assert write.new(tree, tmp_path / "shop", Report(), "shop")
    finally:
        os.umask(before)
    modes = {name: stat.S_IMODE((tmp_path / "shop" / name).stat().st_mode) for name in ("", "run", "a", "a/b")}
    assert modes == {"": 0o750, "run": 0o750, "a": 0o750, "a/b": 0o640}


def test_folders_above_are_made(tmp_path: Path, make_tree: MakeTree) -> None:
    assert write.new(make_tree({"a": "b"}), tmp_path / "x/y/shop", Report(), "shop")
    assert everything(tmp_path) == {"x/y/shop/a": b"b"}


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path, make_tree: MakeTree) -> None:
    shop = tmp_path / "shop"
    shop.mkdir(mode=0o711)
    before = shop.stat()
    assert write.new(make_tree(CONTENTS), shop, Report(), "shop")
    assert everything(shop) == as_bytes(CONTENTS)
    assert (shop.stat().st_ino, shop.stat().st_mode) == (before.st_ino, before.st_mode)


def test_the_folder_one_stands_in(tmp_path: Path, make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert write.new(make_tree(CONTENTS), Path("."), Report(), ".")
    assert everything(tmp_path) == as_bytes(CONTENTS)


def test_a_link_to_an_empty_folder_is_followed(tmp_path: Path, make_tree: MakeTree) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert write.new(make_tree({"a": "b"}), tmp_path / "link", Report(), "link")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real/a").read_text() == "b"


# What is refused


def occupied_by_file(place: Path) -> None:
    place.mkdir()
    (place / "notes.txt").write_text("mine")


def occupied_by_folder(place: Path) -> None:
    (place / ".git").mkdir(parents=True)


def a_file(place: Path) -> None:
    place.write_text("mine")


@pytest.mark.parametrize("occupy", [occupied_by_file, occupied_by_folder, a_file])
def test_what_is_there_is_never_touched(tmp_path: Path, make_tree: MakeTree, occupy: Callable[[Path], None]) -> None:
    occupy(tmp_path / "shop")
    before = everything(tmp_path)
    report = Report()
    assert not write.new(make_tree(CONTENTS), tmp_path / "shop", report, "shop")
    assert codes(report) == ["dest-not-empty"] and report.diagnostics[0].fix
    assert everything(tmp_path) == before


def test_a_file_above_is_told(tmp_path: Path, make_tree: MakeTree) -> None:
    (tmp_path / "file").write_text("")
    report = Report()
    assert not write.new(make_tree(CONTENTS), tmp_path / "file/shop", report, "file/shop")
    assert codes(report) == ["dest-not-writable"] and "file is a file" in report.diagnostics[0].message


UNSAFE = [
    "",
    "/etc/passwd",
    "../up",
    "a/../../up",
    "a//b",
    "./a",
    "a/.",
    "a\\b",
    "C:/a",
    "nul",
    "a/AUX.txt",
    "com1",
    "LPT¹.py",
    "trailing.",
    "trailing /a",
    "new\nline",
    "nul\x00byte",
    "what?",
    "\ud800",
    "x" * 256,
]


@pytest.mark.parametrize("path", UNSAFE, ids=ascii)
def test_a_path_that_is_unsafe_anywhere_is_not_written(tmp_path: Path, make_tree: MakeTree, path: str) -> None:
    with pytest.raises(write.UnsafePath):
        write.new(make_tree({"good": "", path: "bad"}), tmp_path / "shop", Report(), "shop")
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("path", ["a", ".github/workflows/ci.yml", "a b/c", "naïve/書.py", "console", "com10", "-x"])
def test_a_path_that_is_safe_is_written(tmp_path: Path, make_tree: MakeTree, path: str) -> None:
    assert paths.refusal(path) is None
    assert write.new(make_tree({path: "good"}), tmp_path / "shop", Report(), "shop")
    assert (tmp_path / "shop" / path).read_text() == "good"


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.py", "A.PY"), ("é", "e\u0301"), ("straße", "STRASSE"), ("a", "a/b"), ("a/b/c", "A/B"), ("x/Y/z", "X/y/Z")],
)
def test_two_paths_that_are_one_on_some_system_are_not_written(
    tmp_path: Path, make_tree: MakeTree, one: str, other: str
) -> None:
    with pytest.raises(write.UnsafePath):
        write.new(make_tree({one: "", other: ""}), tmp_path / "shop", Report(), "shop")
    assert everything(tmp_path) == {}


@pytest.fixture
def not_root() -> Iterator[None]:
    """Run as a user whom permissions hold back; root is held back by none."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_without_permission_is_told(
    tmp_path: Path, make_tree: MakeTree, request: pytest.FixtureRequest
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    for folder in [locked, *locked.parents]:
        if folder.stat().st_uid == os.geteuid() and folder.is_relative_to(tmp_path.parent.parent):
            folder.chmod(0o755)
    locked.chmod(0o555)
    request.getfixturevalue("not_root")
    report = Report()
    assert not write.new(make_tree(CONTENTS), locked / "shop", report, "locked/shop")
    assert codes(report) == ["dest-not-writable"]
    assert "Permission denied" in report.diagnostics[0].message
    assert everything(locked) == {}


# Runs that end early


@pytest.mark.parametrize("empty_folder", [False, True])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("call", ["open", "mkdir", "rename", "makedirs"])
@pytest.mark.parametrize("after", range(4))
def test_whatever_fails_leaves_nothing(
    tmp_path: Path,
    make_tree: MakeTree,
    monkeypatch: pytest.MonkeyPatch,
    empty_folder: bool,
    error: BaseException,
    call: str,
    after: int,
) -> None:
    shop = tmp_path / "deep" / "shop"
    if empty_folder:
        shop.mkdir(parents=True)
    before = everything(tmp_path)
    report = Report()
    monkeypatch.setattr(os, call, failing(call, error, after))
    try:
        done = write.new(make_tree(CONTENTS), shop, report, "shop")
    except KeyboardInterrupt:
        done = False
    monkeypatch.undo()
    if done:  # there were fewer calls than that
        assert everything(shop) == as_bytes(CONTENTS)
    else:
        assert everything(tmp_path) == before
        assert isinstance(error, KeyboardInterrupt) or codes(report) == ["dest-not-writable"]


def test_some_of_those_failures_did_happen(
    tmp_path: Path, make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    (tmp_path / "empty").mkdir()
    for dest in ("shop", "empty"):
        for call, after in (("open", 2), ("mkdir", 1), ("rename", 0)):
            with monkeypatch.context() as patch:
                patch.setattr(os, call, failing(call, full, after))
                assert not write.new(make_tree(CONTENTS), tmp_path / dest, Report(), dest), (dest, call)


SLOW = """
    import os, sys, time
    from pathlib import Path
    from scaffold import write
    from scaffold.diag import Report
    from scaffold.tree import File

    class Slow(File):
        @property
        def data(self):
            print("writing", flush=True)
            time.sleep(60)
            return b""

    tree = {"a/b": File(path="a/b", content="x" * 1000, kind="yours"), "c": Slow(path="c", content="", kind="yours")}
    write.new(tree, Path(sys.argv[1]), Report(), "shop")
"""


@pytest.fixture
def slow(root: Path) -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Starts a process that hangs in the middle of writing a project; gives it when it does."""
    started = []

    def start(dest: Path) -> subprocess.Popen[str]:
        script = [sys.executable, "-c", textwrap.dedent(SLOW), str(dest)]
        process = subprocess.Popen(script, stdout=subprocess.PIPE, text=True, cwd=root)
        started.append(process)
        assert process.stdout and process.stdout.readline() == "writing\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("empty_folder", [False, True])
def test_a_killed_run_is_cleaned_up_by_the_next(
    tmp_path: Path, make_tree: MakeTree, slow: Callable[[Path], subprocess.Popen[str]], empty_folder: bool
) -> None:
    shop = tmp_path / "shop"
    if empty_folder:
        shop.mkdir()
    process = slow(shop)
    process.kill()
    process.wait()
    stages = [path for path in everything(tmp_path) if write.STAGE_PREFIX in path]
    assert stages, "the killed run should have left its stage"
    report = Report()
    assert write.new(make_tree(CONTENTS), shop, report, "shop"), report.diagnostics
    assert everything(tmp_path) == {f"shop/{path}": data for path, data in as_bytes(CONTENTS).items()}


def test_a_run_that_is_still_going_is_left_alone(
    tmp_path: Path, make_tree: MakeTree, slow: Callable[[Path], subprocess.Popen[str]]
) -> None:
    slow(tmp_path / "one")
    before = everything(tmp_path)
    assert write.new(make_tree({"a": "b"}), tmp_path / "two", Report(), "two")
    assert everything(tmp_path) == {**before, "two/a": b"b"}


def test_a_stranger_s_folder_of_that_name_is_left_alone(tmp_path: Path, make_tree: MakeTree) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/mine").write_text("mine")
    (tmp_path / (write.STAGE_PREFIX + "link")).symlink_to("elsewhere")
    assert write.new(make_tree({"a": "b"}), tmp_path / "shop", Report(), "shop")
    assert (tmp_path / "elsewhere/mine").read_text() == "mine"


FULL_DISK = """
    import json, resource, sys
    from pathlib import Path
    from scaffold import write
    from scaffold.diag import Report
    from scaffold.tree import File

    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    report = Report()
    tree = {name: File(path=name, content="x" * size, kind="yours") for name, size in (("a/b", 100), ("c", 10000))}
    done = write.new(tree, Path(sys.argv[1]), report, "shop")
    print(json.dumps([done, [found.message for found in report.diagnostics]]))
"""


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path, root: Path) -> None:
    script = [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(tmp_path / "shop")]
    result = subprocess.run(script, capture_output=True, text=True, cwd=root, check=True)
    assert json.loads(result.stdout) == [False, ["shop can't be written: File too large"]]
    assert everything(tmp_path) == {}
