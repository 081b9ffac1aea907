"""Python programs that the tests run beside this environment, each in a virtual environment of its own.

What a program brings along would be there for generated projects too, which must do with what they name; and a program
that is a plugin of pytest would load in each of their test runs. An environment is made once, in the user's cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.projects import run

ATTEMPTS = 3


@cache
def python_with(*requirements: str) -> str:
    """The Python of an environment that has what is required: a program is run by it as `-m` its module."""
    home = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "scaffold" / "python"
    final = folder / hashlib.sha256("\n".join((sys.version, *requirements)).encode()).hexdigest()[:16]
    if not final.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _install(requirements, final)
    return str(final / "bin/python")


def _install(requirements: tuple[str, ...], final: Path) -> None:
    """Installs beside `final` and takes its place at once, so that a second process can do the same."""
    said = ""
    for _ in range(ATTEMPTS):
        staging = Path(tempfile.mkdtemp(dir=final.parent))
        made = run([sys.executable, "-m", "venv", "."], staging)
        assert made.code == 0, str(made)
        done = run(["bin/python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *requirements], staging)
        if done.code == 0:
            with contextlib.suppress(OSError):
                staging.rename(final)
            shutil.rmtree(staging, ignore_errors=True)
            return
        shutil.rmtree(staging, ignore_errors=True)
        said = str(done)
    raise AssertionError(said)
