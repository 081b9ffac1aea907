"""Descriptions as they lie on disk: bytes to nodes that know their place.

A `Loader` reads the root document and those that it refers to, YAML 1.2 or JSON. A `Node` is a value with the
`Source` it was parsed at; line and column are worked out only when somebody asks `Loader.locate`. What can't be read
is a diagnostic, never an exception. This package is the only one that reads the network (`remote`), and it hands out
no file from outside the folder of the root document.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scaffold.diag import Location, Report, Source, excerpt, quote
from scaffold.source import json_text
from scaffold.source.lines import Lines
from scaffold.source.syntax import Denied, Fault, Json, Refused, levels, tokens

if TYPE_CHECKING:
    from scaffold.source import overlay, yaml_text

__all__ = ["MAX_BYTES", "Document", "Json", "Loader", "Node", "tokens"]

_OUTWARD = re.compile(rb'"\$ref"\s*:\s*"(?!#)')

MAX_BYTES = 64 * 1024 * 1024
"""The largest document that is read; the largest public description known has 13 MB."""

OVERLAYS = "@overlay/"
"""How the ids of overlays start, with their numbers behind: they may lie anywhere, and have names alike."""

MAX_TOTAL = 4 * MAX_BYTES
"""All documents of one description together."""


class Node:
    """A value of a document and its place. Children are made when asked for."""

    __slots__ = ("source", "value")

    def __init__(self, value: Json, source: Source) -> None:
        self.value = value
        self.source = source

    def __repr__(self) -> str:
        return f"Node({self.source.document}#{self.source.pointer})"

    @property
    def is_map(self) -> bool:
        """Whether the value is an object."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self.value, list)

    def get(self, key: str) -> Node | None:
        """The member of this name; None where there is none, and where this is no object."""
        if isinstance(self.value, dict) and key in self.value:
            return Node(self.value[key], self.source.child(key))
        return None

    def text(self, key: str) -> str | None:
        """The member of this name if it is a string."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of an object in the order of the document; nothing where this is no object."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(value, self.source.child(key))

    def elements(self) -> Iterator[Node]:
        """The elements of a list; nothing where this is no list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(value, self.source.child(index))


class Document:
    """One text and its value. With `faults` it could not be read and `value` is None; `notes` did not hinder that."""

    __slots__ = ("_finder", "_lines", "_utf8", "faults", "id", "is_json", "notes", "overlays", "path", "text", "value")

    def __init__(self, id: str, path: str, data: bytes) -> None:
        """`id` is what `Source.document` says, `path` is what a reader is shown."""
        self.id = id
        self.path = path
        self.value: Json = None
        self.faults: tuple[Fault, ...] = ()
        self.overlays: tuple[Document, ...] = ()  # those that have changed the value
        self.notes: list[Fault] = []
        self._finder: json_text.Finder | yaml_text.Finder | None = None
        self.is_json = False
        self.text = ""
        self._utf8 = b""  # three times as quick to search as a text of wide characters
        try:
            self.text = decode(data)
            self._utf8 = data if json.detect_encoding(data) == "utf-8" else self.text.encode()
            self.value = self._parse()
        except _NotText as error:
            self.text = error.text
            self.faults = (error.fault,)
        except Refused as refused:
            self.faults = refused.faults
        self._lines = Lines(self.text)

    def _parse(self) -> Json:
        """JSON where the name says so or the text looks so; JSON that is none may still be YAML."""
        name = self.id.lower()
        if name.endswith(".json"):
            self.is_json = True
            return json_text.parse(self.text)
        if self.text.lstrip()[:1] in ("{", "["):
            try:
                value = json_text.parse(self.text)
                self.is_json = True
                return value
            except Refused as refused:
                if refused.faults[0].code != "not-json":
                    self.is_json = True
                    raise
        from scaffold.source import yaml_text  # 10 ms to import, of which a description in JSON has nothing

        return yaml_text.parse(self.text, self.notes)

    @property
    def root(self) -> Node:
        """The whole document as a node."""
        return Node(self.value, Source(self.id))

    def mentions(self, word: str) -> bool:
        """Whether the word may be somewhere in the value, as it is in the text."""
        return word.encode() in self._utf8 or any(overlay.mentions(word) for overlay in self.overlays)

    def leads_out(self) -> bool:
        """Whether a reference in it leads to another document, or to this one by its name."""
        if self.is_json and not self.overlays and b"\\u00" not in self._utf8:  # so that every key is as it is spelled
            return _OUTWARD.search(self._utf8) is not None
        targets = (held.get("$ref") for level in levels(self.value) for held in level if held.__class__ is dict)
        return any(isinstance(target, str) and not target.startswith("#") for target in targets)

    def locate(self, pointer: str, key: bool = False) -> Location:
        """Line and column of a place, or of its nearest ancestor; of a fault with this pointer if there is one."""
        for fault in (*self.faults, *self.notes):
            if fault.pointer == pointer and fault.at is not None:
                return self._location(fault.at)
        if self.faults and not any(fault.at is None for fault in self.faults):
            return self._location(self.faults[0].at or 0)
        if self._finder is None:
            self._finder = json_text.Finder(self.text, self.value) if self.is_json else _yaml_finder(self.text)
        try:
            return self._location(self._finder.find(tokens(pointer), key))
        except (Refused, ValueError, IndexError):  # a faulty text can't be walked
            return self._location(0)

    def line(self, at: int) -> int:
        """The 1-based line of an offset."""
        return self._lines.number(at)

    def _location(self, at: int) -> Location:
        line = self.line(at)
        start, end = self._lines.bounds(at)
        near = [(line, self._shown(start, end))]
        if start and (before := self._shown(*self._lines.bounds(start - 1))):
            near.insert(0, (line - 1, before))
        if end < len(self.text) and (after := self._shown(*self._lines.bounds(end + 1))):
            near.append((line + 1, after))
        column = at - start + 1
        shown, caret = excerpt(near if self.text else [], line, column)
        return Location(self.path, line, column, shown, caret)

    def _shown(self, start: int, end: int) -> str:
        return self.text[start:end].rstrip("\r\n")


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32, with or without a byte order mark. Raises `_NotText`."""
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise _NotText(Fault("not-text", "the file is binary", 0), "") from None
        rest, name = error.object, encoding.removesuffix("-sig")  # without the byte order mark, if there was one
        before = rest[: error.start].decode(name, "replace")
        message = f"byte 0x{rest[error.start]:02x} is not {name.upper()}"
        text = rest.decode(name, "replace")
        raise _NotText(Fault("not-text", message, len(before)), text) from None


def _yaml_finder(text: str) -> yaml_text.Finder:
    from scaffold.source import yaml_text

    return yaml_text.Finder(text)


class _NotText(Exception):
    """A file that does not decode, with what can be shown of it."""

    def __init__(self, fault: Fault, text: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.text = text


class Loader:
    """Reads the documents of a description. Every fault goes to the report, once."""

    def __init__(
        self,
        root: str | Path,
        report: Report,
        *,
        allow_remote: tuple[str, ...] = (),
        kept: Mapping[str, bytes] | None = None,
        overlays: Sequence[str] = (),
    ) -> None:
        """`root` is a path or an https URL; `allow_remote` are origins (`https://example.com`) to fetch from.

        Documents in `kept`, by id, are read from there and nowhere else. `overlays` are paths or URLs of documents
        that change the root document, or the ids of kept ones.
        """
        self._given = str(root)
        self._kept = kept or {}
        self._report = report
        self._documents: dict[str, Document | None] = {}
        self._denied: dict[str, Denied] = {}
        self._data: dict[str, bytes] = {}
        self._total = 0
        self._allowed = frozenset(filter(None, map(_origin, allow_remote)))
        self._origins: overlay.Origins | None = None
        self.overlays = {
            given if given in self._kept else f"{OVERLAYS}{number}/{given.rpartition('/')[2]}": given
            for number, given in enumerate(overlays, 1)
        }
        self._allowed |= frozenset(filter(None, map(_origin, filter(is_url, overlays))))
        self._base: str | None = None  # folder of a root that is a URL
        self._folder = ""
        if is_url(self._given):
            self._base, _, name = self._given.partition("?")[0].partition("#")[0].rpartition("/")
            self._base += "/"
            self.root_id = name or "description"
            self._allowed |= frozenset(filter(None, [_origin(self._given)]))
        else:
            self._folder, self.root_id = os.path.split(os.path.normpath(self._given) if self._given else "")

    def root(self) -> Node | None:
        """The root document; None, with a diagnostic, if it can't be read."""
        found = self.document(self.root_id)
        return None if found is None or found.faults else found.root

    def load(self, id: str, place: Source | None = None) -> Node | None:
        """Another document, by its path relative to the root's folder, or by its URL.

        None, with a diagnostic (at `place`, the reference that leads there), if it may not or can't be read.
        """
        found = self.document(id, place)
        return None if found is None or found.faults else found.root

    def document(self, id: str, place: Source | None = None) -> Document | None:
        """The document of this id, read at most once; with faults if its text could not be parsed."""
        id = id if is_url(id) else posixpath.normpath(id)
        if id not in self._documents:
            self._documents[id] = document = self._read(id)
            for fault in (*document.faults, *document.notes) if document else ():
                self._tell(id, fault)
            if id == self.root_id and document and not document.faults and self.overlays:
                self._overlay(document)
        if denied := self._denied.get(id):
            self._report.add(denied.code, place, denied.message, denied.fix)
        return self._documents[id]

    def _overlay(self, document: Document) -> None:
        """Change the root document as the overlays say, one after the other."""
        from scaffold.source import overlay  # its JSONPath takes 100 ms to import, and few descriptions have one

        self._origins = overlay.Origins(self.root_id)
        document.value = json.loads(json.dumps(document.value))  # what YAML's aliases shared is apart now
        found = [self.document(id) for id in self.overlays]
        document.overlays = tuple(one for one in found if one is not None and not one.faults)
        for one in document.overlays:
            overlay.apply(document.value, self._origins, one.value, one.id, self._report)

    def exists(self, id: str) -> bool:
        """Whether a local document of this id could be there, without reading it."""
        return self._base is not None or os.path.lexists(os.path.join(self._folder, id))

    def address(self, id: str) -> str | None:
        """The URL that a document was fetched from; None if it is a file."""
        return id if is_url(id) else self._base and (self._given if id == self.root_id else urljoin(self._base, id))

    def locate(self, source: Source, key: bool = False) -> Location | None:
        """Where a place is in its file; None if its document was never read."""
        if self._origins is not None and source.document == self.root_id:
            source = self._origins.of(source.pointer)
        found = self._documents.get(source.document)
        return found.locate(source.pointer, key) if found else None

    def files(self) -> dict[str, bytes]:
        """The bytes of every document that was read, by id."""
        return {id: self._data[id] for id in sorted(self._data)}

    def holds(self, digests: Mapping[str, str]) -> bool:
        """Whether all documents of these ids can be read and have these digests (SHA-256 in hexadecimal)."""
        try:
            return all(sha256(self._bytes(id)).hexdigest() == digest for id, digest in digests.items())
        except Denied:
            return False

    def _tell(self, id: str, fault: Fault) -> None:
        message, document = fault.message, self._documents[id]
        if fault.code == "duplicate-key" and document and fault.first is not None:
            message = f"the key {quote(message)} is given twice; the first is on line {document.line(fault.first)}"
        self._report.add(fault.code, Source(id, fault.pointer), message, fault.fix)

    def _read(self, id: str) -> Document | None:
        try:
            data = self._bytes(id)
            self._total += len(data)
            if self._total > MAX_TOTAL:
                raise Denied("too-large", f"the documents together are larger than {MAX_TOTAL:,} bytes")
        except Denied as denied:
            self._denied[id] = denied
            return None
        self._data[id] = data
        return Document(id, self._shown(id), data)

    def _shown(self, id: str) -> str:
        if id in self.overlays and id not in self._kept:
            return self.overlays[id]
        if is_url(id):
            return id
        return self._base + id if self._base else Path(self._folder, id).as_posix()

    def _bytes(self, id: str) -> bytes:
        if id in self._kept:
            return self._kept[id]
        if id in self.overlays:
            return _fetched(self.overlays[id], self._allowed) if is_url(self.overlays[id]) else self._local(id)
        if is_url(id):
            return _fetched(id, self._allowed)
        if id == self.root_id and self._base is None:
            return self._local(id)
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", id):
            raise Denied("ref-outside" if id.lower().startswith("file:") else "ref-remote", _scheme(id))
        if id.startswith(("../", "/")) or id == "..":
            raise Denied("ref-outside", f"{quote(id, 200)} is outside the folder of the description")
        if self._base is not None:
            url = self._given if id == self.root_id else urljoin(self._base, id)
            return _fetched(url, self._allowed)
        return self._local(id)

    def _local(self, id: str) -> bytes:
        shown = quote(self._shown(id), 200) if id else "without a name"
        named = id in self.overlays or id == self.root_id  # by the user, who may name any file
        path = self.overlays.get(id) or os.path.join(self._folder, *id.split("/"))
        try:
            real = os.path.realpath(path)
            folder = os.path.realpath(self._folder or ".")
            if not named and os.path.commonpath([real, folder]) != folder:
                raise Denied("ref-outside", f"{shown} leads outside the folder of the description")
            found = os.stat(real)
            if not stat.S_ISREG(found.st_mode):
                kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no regular file"
                raise Denied("file-unreadable", f"{shown} is {kind}")
            if found.st_size > MAX_BYTES:
                raise Denied("too-large", f"{shown} is {found.st_size:,} bytes; the limit is {MAX_BYTES:,}")
            with open(real, "rb") as file:
                return file.read(MAX_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            raise Denied("file-missing", f"there is no file {shown}", self._similar(path)) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "the name is no path"
            raise Denied("file-unreadable", f"{shown} cannot be read: {reason}") from None

    def _similar(self, path: str) -> str | None:
        folder, name = os.path.split(path)
        try:
            names = sorted(os.listdir(folder or "."))
        except (OSError, ValueError):
            return None
        close = get_close_matches(name, names, 1, 0.75)
        return f"did you mean {quote(Path(folder, close[0]).as_posix(), 200)}?" if close else None


def is_url(id: str) -> bool:
    """Whether an id is a URL rather than a path."""
    return id[:8].lower().startswith(("http://", "https://"))


def _fetched(url: str, allowed: frozenset[str]) -> bytes:
    from scaffold.source import remote  # which takes 20 ms to import, and few descriptions need

    return remote.fetch(url, allowed, MAX_BYTES)


def _origin(url: str) -> str | None:
    from scaffold.source import remote

    try:
        return remote.origin(url if "://" in url else f"https://{url}")
    except (ValueError, UnicodeError):
        return None


def _scheme(id: str) -> str:
    return f"{quote(id, 200)} is not read: only files beside the description are"
