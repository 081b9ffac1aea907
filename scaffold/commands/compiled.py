"""Compiled templates in the user's cache folder, so that a run need not compile them anew."""

from __future__ import annotations

import contextlib
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import jinja2
import platformdirs
from jinja2.bccache import Bucket

from scaffold import jinja, write


def cache() -> jinja2.BytecodeCache | None:
    """Where compiled templates are kept between runs; None where there can be no such folder.

    Another version of Jinja, or of our tags, has a folder of its own: it may compile a template otherwise.
    """
    makers = sha256(b"".join(map(_source, (jinja, jinja2.compiler)))).hexdigest()[:16]
    folder = platformdirs.user_cache_path("scaffold") / "templates" / makers
    return _Cache(str(folder)) if write.private(folder) else None


def _source(module: ModuleType) -> bytes:
    return Path(str(module.__file__)).read_bytes()


class _Cache(jinja2.FileSystemBytecodeCache):
    """One that does without what it can't write."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)
