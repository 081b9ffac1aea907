"""The suite's groups: a schema with instances that it accepts or refuses.

It comes with the source distribution of PyPI's `jsonschema`, which is kept in the user's cache folder; nothing of the
package is run.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from tests.corpus import fetch

PACKAGE = fetch.Package("pypi", "jsonschema", "4.26.0", "sdist", "jsonschema-4.26.0.tar.gz", "MIT")
SHA256 = "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326"
HOME = "http://localhost:1234/"
"""Where the suite's schemas say that its remote documents are."""
META = "https://json-schema.org/draft/2020-12/"
_DRAFT = "draft2020-12"


@dataclass(frozen=True, slots=True)
class Instance:
    """A value, spelled as the suite spells it, and whether the schema accepts it."""

    title: str
    text: str
    valid: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A schema with its instances; `file` is the keyword, `optional/...` where the suite does not require it."""

    file: str
    title: str
    schema: Any
    instances: tuple[Instance, ...]

    @property
    def name(self) -> str:
        return f"{self.file}: {self.title}"


@cache
def _contents() -> dict[PurePosixPath, bytes]:
    """The suite's files of the draft and its remote documents, by their paths in it."""
    archive = fetch.archive(PACKAGE)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise fetch.FetchError(f"{archive.name} is not the pinned one")
    found: dict[PurePosixPath, bytes] = {}
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            path = PurePosixPath(*PurePosixPath(member.name).parts[2:])
            stream = tar.extractfile(member) if path.parts[:1] in (("tests",), ("remotes",)) else None
            if stream and (path.parts[0] == "remotes" or path.parts[1] == _DRAFT):
                found[path] = stream.read()
    return found


def groups(optional: bool = False) -> Iterator[Group]:
    """The groups that the suite requires, or those that it does not."""
    for path, content in sorted(_contents().items()):
        file = "/".join(path.with_suffix("").parts[2:])
        if path.parts[0] == "tests" and file.startswith("optional/") is optional:
            for each in json.loads(content, parse_float="\0".__add__):
                instances = tuple(
                    Instance(one["description"], _spelled(one["data"]), one["valid"]) for one in each["tests"]
                )
                yield Group(file, each["description"], _plain(each["schema"]), instances)


def remotes() -> Iterator[tuple[PurePosixPath, Any]]:
    """The documents that schemas refer to, by their paths below HOME or, for the meta-schema, below META."""
    for path, content in _contents().items():
        if path.parts[0] == "remotes":
            yield PurePosixPath(*path.parts[1:]), json.loads(content)
    folder = files("jsonschema_specifications") / "schemas/draft202012"
    yield PurePosixPath("meta/schema"), json.loads((folder / "metaschema.json").read_text("utf-8"))
    for each in (folder / "vocabularies").iterdir():
        yield PurePosixPath("meta/meta", each.name), json.loads(each.read_text("utf-8"))


def _spelled(data: Any) -> str:
    """A value as JSON, its numbers as the suite spells them: 1.0 is not written 1."""
    return re.sub(r'"\\u0000([^"]*)"', r"\1", json.dumps(data))


def _plain(schema: Any) -> Any:
    return json.loads(_spelled(schema))
