"""Paths of a project stay in it, exist on every system and are there once."""

from __future__ import annotations

import pytest

from scaffold.plan import PathRefused, checked, refuse_twins


@pytest.mark.parametrize("path", ["a.py", "a/b/c.py", ".github/workflows/ci.yml", "größe/x.py", "console/x.py"])
def test_plain_paths_pass(path: str) -> None:
    assert checked(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../a",
        "a/../b",
        "a//b",
        "./a",
        "",
        "a/",
        "a\\b",
        "C:a",
        "a\0b",
        "con",
        "x/aux.py",
        "a./b",
        "a /b",
    ],
)
def test_paths_that_would_leave_or_can_not_exist_are_refused(path: str) -> None:
    with pytest.raises(PathRefused):
        checked(path)


@pytest.mark.parametrize("paths", [("a", "a"), ("handlers/Pets.py", "handlers/pets.py"), ("a", "a/b")])
def test_the_same_file_twice_is_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(PathRefused):
        refuse_twins(paths)


def test_other_files_beside_each_other_pass() -> None:
    refuse_twins(["a", "b", "c/b"])
