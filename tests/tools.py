"""Python programs that the tests run beside this environment, each in a virtual environment of its own.

What a program brings along would be there for generated projects too, which must do with what they name; and a program
that is a plugin of pytest would load in each of their test runs. An environment is made once, in the user's cache.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

from tests.projects import Run, install, run


@cache
def python_with(*requirements: str) -> str:
    """The Python of an environment that has what is required: a program is run by it as `-m` its module."""
    home = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "scaffold" / "python"
    final = folder / hashlib.sha256("\n".join((sys.version, *requirements)).encode()).hexdigest()[:16]
    if not final.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        install(final, lambda staging: _install(requirements, staging))
    return str(final / "bin/python")


def _install(requirements: tuple[str, ...], staging: Path) -> Run:
    made = run([sys.executable, "-m", "venv", "."], staging)
    assert made.code == 0, str(made)
    return run(["bin/python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *requirements], staging)
