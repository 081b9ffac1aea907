"""What a project keeps about its own making, so that it can be updated anywhere: `.scaffold/` and the answers.

    .scaffold/lock.json     each file's kind, hashes and operations; the backend, the answers, the description's hash
    .scaffold/base/<path>   each file that is the user's, as it was made: what an update merges and compares with
    .scaffold/left/<path>   what was made of files and functions that their user keeps, though they are made no more
    .scaffold/spec/<id>     the description, and the documents it refers to; the user's too
    .copier-answers.yml     the answers, as copier reads them

`scaffold.state` reads it back.

All of it is a function of the tree, the answers and the description: no dates, no paths of a machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scaffold import __version__, paths
from scaffold import backend as backends
from scaffold.backend import Answer
from scaffold.config import Config
from scaffold.documents import document_text
from scaffold.tree import File, Tree

FORMAT = 1
"""The version of lock.json's own format."""

FOLDER = ".scaffold"
LOCK = f"{FOLDER}/lock.json"
LEFT = f"{FOLDER}/left"
ANSWERS = ".copier-answers.yml"
TEMPLATE = "scaffold"
"""What the answers file names as its template; docs/design/0001-answers-file.md says why it is no address."""

_README = """\
# .scaffold

What `scaffold` keeps about this project, to be committed with it. Only `spec/` is meant to be edited.

- `lock.json`: each generated file with its hashes, and the answers the project was made from.
- `base/`: the files that are yours, as the project was made; an update compares with them.
- `left/`: the same of what you kept when its operation went, in case that it comes back.
- `spec/`: the description. An update reads it, so you may edit it here.
"""

# Line endings changed at checkout would make every file look edited; lines of two branches mixed would fit neither.
_ATTRIBUTES = "* -text -merge linguist-generated\n/spec/** merge -linguist-generated\n"
_IGNORED = "/txn/\n/undo/\n"


def seal(
    tree: Tree,
    config: Config,
    documents: Mapping[str, bytes],
    root: str,
    *,
    moved: Mapping[str, str] | None = None,
    digest: str = "",
    left: Mapping[str, str] | None = None,
    bared: Mapping[str, str] | None = None,
) -> Tree:
    """`tree` with the files that a later update needs, sorted by path.

    `documents` are the description's files by id, relative to the folder of its root document, whose id is `root`.
    `moved` says where the user has files of `tree` now, `digest` is that of the `engine` if it is known. `left` is
    what was made of files and functions that are made no more, by path, and `bared` are digests of content without its
    layout that are known, by the content's own. Raises ValueError if the tree already has something where these files
    go.
    """
    taken = sorted(path for path in tree if path == ANSWERS or path.split("/")[0] == FOLDER)
    if taken:
        raise ValueError(f"the backend {config.backend!r} makes {taken[0]!r}, which is not for backends to make")
    places = _places(documents)
    answers = _generated(ANSWERS, answers_file(config, places.get(root, root)))
    spec = {
        "id": root,
        "url": _address(config.spec),
        "served": backends.load(config.backend).document.format(package=config.package),
        "documents": {
            document: {"path": places[document], **_digests(data)} for document, data in sorted(documents.items())
        },
    }
    kept = [
        answers,
        _generated(LOCK, _lock({**tree, ANSWERS: answers}, config, spec, moved or {}, digest, left or {}, bared or {})),
        _generated(f"{FOLDER}/README.md", _README),
        _generated(f"{FOLDER}/.gitattributes", _ATTRIBUTES),
        _generated(f"{FOLDER}/.gitignore", _IGNORED),
        *(_generated(f"{FOLDER}/base/{path}", file.content) for path, file in tree.items() if file.kind == "yours"),
        *(_generated(f"{LEFT}/{path}", text) for path, text in (left or {}).items()),
        *(_generated(places[document], data) for document, data in documents.items()),
    ]
    return dict(sorted({**tree, **{file.path: file for file in kept}}.items()))


def _generated(path: str, content: str | bytes) -> File:
    return File(path=path, content=content, kind="generated")


def _places(documents: Mapping[str, bytes]) -> dict[str, str]:
    """Where each document is kept: under its id, or a name of our own if not every system can have that one."""
    places: dict[str, str] = {}
    for document in sorted(documents):
        place = f"{FOLDER}/spec/{document}"
        if paths.refusal(document) or paths.clash([*places.values(), place]):
            place = f"{FOLDER}/spec/renamed/{hashlib.sha256(document.encode()).hexdigest()[:16]}"
        places[document] = place
    return places


def _address(spec: str) -> str | None:
    """Where the description was fetched from, without a name and password in it; None if it was a file."""
    parts = urlsplit(spec)
    if parts.scheme not in ("http", "https"):
        return None
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def _lock(
    tree: Tree,
    config: Config,
    spec: Mapping[str, Any],
    moved: Mapping[str, str],
    digest: str,
    left: Mapping[str, str],
    bared: Mapping[str, str],
) -> str:
    lock = {
        "format": FORMAT,
        "generator": __version__,
        "engine": digest or engine(config.backend, config.sdks),
        "backend": config.backend,
        "name": config.name,
        "notes": [note["id"] for note in backends.notes(config.backend, config.sdks)],
        "answers": dict(sorted(config.answers.items())),
        "spec": spec,
        "files": {path: _entry(file, moved.get(path), bared) for path, file in sorted(tree.items())},
    }
    if left:
        lock["left"] = {path: _digests(text.encode()) for path, text in sorted(left.items())}
    return document_text(lock) + "\n"


def _digests(data: bytes) -> dict[str, str]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "blob": git_blob(data)}


def _entry(file: File, moved: str | None, bared: Mapping[str, str]) -> dict[str, Any]:
    data = file.data
    digest = hashlib.sha256(data).hexdigest()
    entry: dict[str, Any] = {"kind": file.kind, "sha256": digest, "layout": bared.get(digest) or bare(data)}
    if file.kind == "yours":
        entry["blob"] = git_blob(data)
    if file.functions:
        entry["functions"] = [[*function[:3], *function.slots] for function in file.functions]
    elif file.operations:
        entry["operations"] = list(file.operations)
    if file.executable:
        entry["executable"] = True
    if file.rendered:
        entry["rendered"] = file.rendered
    if moved:
        entry["moved"] = moved
    return entry


LAYOUT = b" \t\r\n\f'\"`;,(){}|\\"
"""What formatters add, take away and exchange: bars before the first of alternatives, braces around spaces in JSX."""


def bare(data: bytes) -> str:
    """A digest of a file's content without its layout, the same before and after a formatter's run."""
    if data[:1] not in (b"{", b"[", b"/"):  # neither JSON nor TypeScript with a comment, which most of it is
        # Where a formatter joins a string with an f-string, one of the prefixes goes.
        data = data.replace(b'f"', b'"').replace(b"f'", b"'")
    return hashlib.sha256(data.translate(None, LAYOUT)).hexdigest()[:16]


def engine(backend: str, sdks: tuple[str, ...]) -> str:
    """A digest of all that makes files of a description: this package, the backend and the SDKs.

    What has the same digest, answers and description gives the same files, so that nothing need be made to know it.
    """
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    folders = [("scaffold", here)]
    folders += [(f"backend {backend}", backends.load(backend).folder)]
    folders += [(f"sdk {sdk}", backends.load(sdk, "sdk").folder) for sdk in sdks]
    for name, folder in folders:
        for path, place in _sources(folder):
            digest.update(f"{name}/{path}\0".encode())
            with open(place, "rb") as file:
                digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[tuple[str, str]]:
    """The files of a folder that are code or templates, with their paths in it, in order."""
    found = []
    for parent, folders, names in os.walk(folder):
        where = os.path.relpath(parent, folder).replace(os.sep, "/")
        inside = ("templates",) if folder.name == "scaffold" and where == "." else ()
        folders[:] = [name for name in folders if name not in ("__pycache__", "node_modules", *inside)]
        for name in names:
            if not name.startswith(".") or name.endswith(".jinja"):
                if not name.endswith((".pyc", ".so")) and name != "copier.yml":
                    found.append((f"{where}/{name}", os.path.join(parent, name)))
    return iter(sorted(found))


def git_blob(data: bytes) -> str:
    """The id that git gives to a file with this content, to find it again in a project's history."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def answers_file(config: Config, spec: str) -> str:
    """The answers as YAML that copier reads; every value is written as JSON, which is YAML too."""
    answers: dict[str, Answer] = {"_commit": f"v{__version__}", "_src_path": TEMPLATE, **config.answers, "spec": spec}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in sorted(answers.items())]
    return "# The answers this project was made from. Changes here will be overwritten.\n" + "".join(lines)


def answers_kept(new: bytes, now: bytes) -> bytes:
    """The answers file, with where the template is and its version as the user, or copier, has them."""
    lines = {key: line for line in now.splitlines(True) if (key := line.partition(b":")[0]) in _COPIER}
    if TEMPLATE.encode() == lines.get(b"_src_path", b"").partition(b":")[2].strip(b" \r\n\"'"):
        return new
    return b"".join(lines.get(line.partition(b":")[0], line) for line in new.splitlines(True))


_COPIER = (b"_src_path", b"_commit")
