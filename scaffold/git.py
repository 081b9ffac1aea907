"""The repository that a project may stand in: old contents by their ids, and the index where a merge has conflicts.

The only module that runs a program. No hook and no program that the repository's settings name is run, and where
there is no git, or no repository, everything here comes to nothing.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

_SETTINGS = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false", "protocol.allow=never"]
_QUIET = ["--no-optional-locks", *(word for setting in _SETTINGS for word in ("-c", setting))]
SECONDS = 60
Stages: TypeAlias = Mapping[str, Sequence[bytes | None] | None]
"""For each path of a project its content before, here and there (stages 1, 2 and 3 of the index)."""


class Repository:
    """The repository around a folder, as far as there is one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def there(self) -> bool:
        """Whether the folder is in the working tree of a repository."""
        return self._run("rev-parse", "--is-inside-work-tree") == b"true\n"

    def blob(self, id: str) -> bytes | None:
        """The content that has this id, if the repository has it."""
        return self._run("cat-file", "blob", id)

    def stages(self, paths: Sequence[str]) -> str:
        """The index's entries of these paths of the project, as `restore` takes them."""
        listed = self._run("ls-files", "--stage", "-z", "--full-name", "--", *paths) if paths else b""
        return (listed or b"").decode("utf-8", "surrogateescape")

    def holds(self, path: str, entries: str) -> bool:
        """Whether entries that `stages` gave are of this path of the project."""
        name = (self._prefix + os.fsencode(path)).decode("utf-8", "surrogateescape")
        return any(entry.partition("\t")[2] == name for entry in entries.split("\0"))

    def mark(self, conflicts: Stages) -> None:
        """Enter conflicts into the index, so that `git status` tells of them and `git mergetool` opens them."""
        prefix = self._prefix
        lines = []
        for path, contents in conflicts.items():
            name = prefix + os.fsencode(path)
            lines.append(b"0 " + b"0" * 40 + b"\t" + name)
            for stage, content in enumerate(contents or (), 1):
                if content is not None and (id := self._store(content)):
                    lines.append(b"100644 " + id + b" %d\t" % stage + name)
        if lines:
            self._run("update-index", "-z", "--index-info", given=b"".join(line + b"\0" for line in lines))

    def restore(self, paths: Sequence[str], entries: str) -> None:
        """Give the index back the entries that `stages` had listed of these paths."""
        prefix = self._prefix
        lines = [b"0 " + b"0" * 40 + b"\t" + prefix + os.fsencode(path) for path in paths]
        lines += [entry for entry in entries.encode("utf-8", "surrogateescape").split(b"\0") if entry]
        if paths:
            self._run("update-index", "-z", "--index-info", given=b"".join(line + b"\0" for line in lines))

    @cached_property
    def _prefix(self) -> bytes:
        """The path of the folder in the repository, with a slash behind."""
        return (self._run("rev-parse", "--show-prefix") or b"").rstrip(b"\n")

    def _store(self, content: bytes) -> bytes | None:
        id = self._run("hash-object", "-w", "--stdin", given=content)
        return id.strip() if id else None

    def _run(self, *arguments: str, given: bytes = b"") -> bytes | None:
        try:
            done = subprocess.run(
                ["git", *_QUIET, *arguments],
                cwd=self._folder,
                input=given,
                capture_output=True,
                timeout=SECONDS,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout if done.returncode == 0 else None
