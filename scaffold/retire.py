"""Files that are kept though nothing leads to them: type checkers leave them alone, as what they import may be gone."""

from __future__ import annotations

import os

_WHY = "what this was written for is not in the description any more"
_LINES = {
    (".py", ".pyi"): f"# type: ignore  # {_WHY}\n",
    (".ts", ".tsx", ".mts", ".cts"): f"// @ts-nocheck: {_WHY}\n",
}
"""The first line that says so, by the file's suffix."""


def retired(path: str, text: bytes) -> bytes:
    """The file with a first line that keeps type checkers away, if its language has one."""
    line = _line(path, text)
    return text if not line or text.startswith(line) else line + text


def revived(path: str, text: bytes) -> bytes | None:
    """The file without the line that `retired` gave it; None for one that has none."""
    line = _line(path, text)
    return text.removeprefix(line) if line and text.startswith(line) else None


def _line(path: str, text: bytes) -> bytes:
    suffix = os.path.splitext(path)[1]
    line = next((line for suffixes, line in _LINES.items() if suffix in suffixes), "").encode()
    return line.replace(b"\n", b"\r\n") if b"\r\n" in text else line
