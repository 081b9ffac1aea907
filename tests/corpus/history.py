"""Successive versions of one description, oldest first: `python -m tests.corpus.history [SERIES ...]` brings them."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.corpus import fetch


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `operations` is how many it has by a plain count."""

    series: str
    version: str
    package: fetch.Package
    path: str
    sha256: str
    operations: int

    def bring(self) -> Path:
        """The document, from the cache or its package. Raises fetch.FetchError."""
        place = fetch.folder() / "histories" / self.series / self.version / Path(self.path).name
        if not (place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == self.sha256):
            content = fetch.content(self.package, self.path)
            if hashlib.sha256(content).hexdigest() != self.sha256:
                raise fetch.FetchError(f"{self.path} of {self.package.package} {self.version} is not the pinned one")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return place


@cache
def series() -> dict[str, tuple[Version, ...]]:
    """The versions of each description."""
    listed = json.loads((Path(__file__).parent / "histories.json").read_text("utf-8"))
    return {
        name: tuple(Version(name, **{**entry, "package": fetch.Package(**entry["package"])}) for entry in entries)
        for name, entries in listed.items()
    }


if __name__ == "__main__":
    for name in sys.argv[1:] or series():
        for version in series()[name]:
            print(version.bring())
