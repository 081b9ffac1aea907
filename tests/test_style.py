"""The code of this repository is formatted, linted and strictly typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKS = [
    ["black", "--check", "--quiet", "--diff", "scaffold", "tests"],
    ["ruff", "check", "--quiet", "scaffold", "tests"],
    ["mypy"],
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check[0])
def test_the_code_is_clean(root: Path, check: list[str]) -> None:
    result = subprocess.run([sys.executable, "-m", *check], cwd=root, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
