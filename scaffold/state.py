"""A project as it lies on the disk: what `scaffold.lock` kept of its making, and what stands there now. Reads only."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from scaffold import lock, paths
from scaffold.backend import Answer
from scaffold.lock import FOLDER, FORMAT, LEFT, LOCK
from scaffold.source import OVERLAYS
from scaffold.tree import FileKind, Function

BASE = f"{FOLDER}/base"
_SKIPPED = re.compile(
    r"node_modules|__pycache__|venv|dist|build|target|site-packages|\..*cache"
    r"|\.(?:git|hg|svn|jj|scaffold|venv|env|tox|nox|direnv|pixi|eggs|hypothesis|ipynb_checkpoints"
    r"|next|turbo|vercel|npm|yarn|pnpm-store|terraform|gradle|serverless|aws-sam)"
)
"""Folders of tools: what they keep there is none of the user's own."""
_MARKED = re.compile(
    r"^<<<<<<<[^\n]*\n(.*?)(?:^\|\|\|\|\|\|\|[^\n]*\n.*?)?^=======\r?\n.*?^>>>>>>>[^\n]*\n?", re.M | re.S
)


class Unreadable(Exception):
    """The disk refused to give what stands in a project; the message says what and why."""


class Unusable(Exception):
    """What is kept about a project can't be read; the message says why in a sentence."""


class Entry(Struct, frozen=True, kw_only=True):
    """What was noted of one file when it was made. `moved` is where the user has it now, if elsewhere.

    `rendered` is a digest of the text that it was laid out from; not there if more was done to it than that.
    """

    path: str
    kind: FileKind
    sha256: str
    blob: str = ""
    layout: str = ""
    rendered: str = ""
    operations: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    executable: bool = False
    moved: str = ""

    def made(self, data: bytes) -> bool:
        """Whether this is what was made, byte for byte."""
        return hashlib.sha256(data).hexdigest() == self.sha256

    def as_made(self, data: bytes) -> bool:
        """Whether this is what was made, but for its layout."""
        return self.made(data) or lock.bare(data) == self.layout


class Document(Struct, frozen=True, kw_only=True):
    """A document of the description as the project keeps it, at `path`."""

    id: str
    path: str
    sha256: str
    blob: str = ""

    def made(self, data: bytes) -> bool:
        """Whether this is what the project was made from, byte for byte."""
        return hashlib.sha256(data).hexdigest() == self.sha256


class Lock(Struct, frozen=True, kw_only=True):
    """What a project was made from, and each of its files. `served` is the one that has the whole description.

    `left` are files that are made no more, or whose functions are not, as far as the user keeps them.
    """

    generator: str
    engine: str
    name: str
    answers: Mapping[str, Answer]
    root: str
    url: str | None
    served: str
    documents: tuple[Document, ...]
    notes: tuple[str, ...] = ()
    files: Mapping[str, Entry] = field(default_factory=dict)
    left: Mapping[str, Entry] = field(default_factory=dict)

    @property
    def overlays(self) -> tuple[str, ...]:
        """The ids of the overlays of the description, in their order."""
        found = (document.id for document in self.documents if document.id.startswith(OVERLAYS))
        return tuple(sorted(found, key=lambda id: (len(id.split("/")[1]), id)))


def find(start: Path) -> Path | None:
    """The project that `start` is, or is inside of; None where there is none."""
    for folder in (start, *start.parents):
        if (folder / LOCK).is_file():
            return folder
    return None


class Project:
    """The files of a project, read when they are asked for. `blobs` gives old contents by git's id, if there is git."""

    def __init__(self, root: Path, blobs: Callable[[str], bytes | None] = lambda blob: None) -> None:
        self.root = Path(os.path.realpath(root))
        self._blobs = blobs
        self._read: dict[str, bytes | None] = {}

    @cached_property
    def lock(self) -> Lock:
        """What was noted when the project was made. Raises Unusable."""
        data = self.read(LOCK)
        if data is None:
            raise Unusable(f"{LOCK} is not there")
        try:
            return _lock(json.loads(_one_side(data.decode())))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(f"{LOCK} can't be read: {type(error).__name__}: {error}") from error

    def read(self, path: str) -> bytes | None:
        """What stands at a path of the project now; None if nothing does. Raises Unreadable."""
        if path not in self._read:
            self._read[path] = self._fresh(path)
        return self._read[path]

    def same(self, path: str, other: str) -> bool:
        """Whether two paths lead to one file."""
        try:
            return os.path.samefile(os.path.join(self.root, path), os.path.join(self.root, other))
        except OSError:
            return False

    def _fresh(self, path: str) -> bytes | None:
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Unreadable(f"{path} can't be read: {error.strerror}") from error

    def base(self, entry: Entry) -> bytes | None:
        """A file as it was made: the copy that was kept, if it is whole, or what git has of it.

        Where nobody has those bytes, a copy that a formatter went over will do.
        """
        kept = self.read(f"{BASE}/{entry.path}")
        if kept is not None and entry.made(kept):
            return kept
        now = self.read(entry.moved or entry.path)
        if now is not None and entry.made(now):
            return now
        found = self._blobs(entry.blob) if entry.blob else None
        if found is not None and entry.made(found):
            return found
        return kept if kept is not None and entry.layout and lock.bare(kept) == entry.layout else None

    def laid_out(self, path: str, rendered: str) -> str | None:
        """What a text, of which `rendered` is a digest, was laid out to when the project was made; None if unknown."""
        entry = self.lock.files.get(path)
        if entry is None or entry.rendered != rendered:
            return None
        made = self.read(f"{BASE}/{path}" if entry.kind == "yours" else path)
        return made.decode() if made is not None and entry.made(made) else None

    def left(self, path: str) -> str | None:
        """What was made of a file, or of functions in it, that the user keeps though it is made no more."""
        entry = self.lock.left.get(path)
        kept = self.read(f"{LEFT}/{path}") if entry else None
        if entry and entry.blob and (kept is None or not entry.made(kept)):
            kept = self._blobs(entry.blob)
        return kept.decode() if entry and kept is not None and entry.made(kept) else None

    def documents(self) -> dict[str, bytes] | None:
        """The description as the project was made from it, by id; None where it is not whole any more."""
        found: dict[str, bytes] = {}
        for document in self.lock.documents:
            data = self.read(document.path)
            if (data is None or not document.made(data)) and document.blob:
                data = self._blobs(document.blob)
            if data is None or not document.made(data):
                return None
            found[document.id] = data
        return found

    def served(self) -> bytes | None:
        """The whole description, overlays and all, as the service shows it; None where that is not as it was made.

        It is another form of `documents`, in one file that is not for its user to edit.
        """
        entry = self.lock.files.get(self.lock.served)
        data = self.read(self.lock.served) if entry else None
        return data if entry and data is not None and entry.as_made(data) else None

    def kept(self) -> dict[str, bytes]:
        """The description as it stands in the project now, by id, whoever wrote it."""
        found = {document.id: self.read(document.path) for document in self.lock.documents}
        return {id: data for id, data in found.items() if data is not None}

    def others(self, known: frozenset[str], suffixes: frozenset[str] | None) -> Iterator[str]:
        """The files with one of these suffixes (None: any) that are not among `known`: the user's own."""
        for parent, folders, names in os.walk(self.root):
            if "pyvenv.cfg" in names:
                folders[:], names = [], []
            folders[:] = sorted(each for each in folders if not _SKIPPED.fullmatch(each))
            where = os.path.relpath(parent, self.root).replace(os.sep, "/")
            for name in sorted(names):
                path = name if where == "." else f"{where}/{name}"
                if path not in known and (suffixes is None or os.path.splitext(name)[1] in suffixes):
                    yield path


def _one_side(text: str) -> str:
    """A lock that two branches of a repository changed, as the branch that was merged into has it."""
    return _MARKED.sub(r"\1", text) if "<<<<<<<" in text else text


def _lock(data: Mapping[str, Any]) -> Lock:
    if data["format"] != FORMAT:
        raise Unusable(f"{LOCK} has the format {data['format']!r}; this version of scaffold reads {FORMAT}")
    spec = data["spec"]
    documents = [
        Document(id=str(id), path=_inside(entry["path"]), **_texts(entry)) for id, entry in spec["documents"].items()
    ]
    return Lock(
        generator=str(data["generator"]),
        engine=str(data.get("engine", "")),
        name=str(data.get("name", "")),
        answers={
            key: tuple(value) if isinstance(value, list) else str(value) for key, value in data["answers"].items()
        },
        root=str(spec["id"]),
        url=spec["url"],
        served=str(spec.get("served", "")),
        documents=tuple(documents),
        notes=tuple(map(str, data.get("notes", ()))),
        files={path: _entry(_inside(path), entry) for path, entry in data["files"].items()},
        left={
            path: Entry(path=_inside(path), kind="yours", sha256=str(entry["sha256"]), blob=str(entry["blob"]))
            for path, entry in data.get("left", {}).items()
        },
    )


def _texts(entry: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(entry.get(key, "")) for key in ("sha256", "blob")}


def _entry(path: str, entry: Mapping[str, Any]) -> Entry:
    functions = tuple(_function(list(map(str, each))) for each in entry.get("functions", ()))
    return Entry(
        path=path,
        kind="yours" if entry["kind"] == "yours" else "generated",
        layout=str(entry.get("layout", "")),
        rendered=str(entry.get("rendered", "")),
        operations=tuple(map(str, entry.get("operations", ()))) or tuple(each.operation for each in functions),
        functions=functions,
        executable=bool(entry.get("executable")),
        moved=_inside(entry["moved"]) if entry.get("moved") else "",
        **_texts(entry),
    )


def _function(words: list[str]) -> Function:
    operation, id, name, *slots = words
    return Function(operation, id, name, tuple(slots))


def _inside(path: str) -> str:
    """A path out of the lock, which anybody may have written. Raises ValueError for one that leaves the project."""
    if reason := paths.refusal(path):
        raise ValueError(f"{path!r}: {reason}")
    return path
