"""How the tests of scaffold.source read a text."""

from __future__ import annotations

from pathlib import Path

from scaffold.diag import Report, Source
from scaffold.source import Json, Loader, Node


def load(path: Path) -> tuple[Node | None, Report, Loader]:
    report = Report()
    loader = Loader(path, report)
    return loader.root(), report, loader


def read(folder: Path, content: str | bytes, name: str = "api.yaml") -> tuple[Node | None, Report, Loader]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path)


def value(folder: Path, content: str | bytes, name: str = "api.yaml") -> Json:
    root, report, _ = read(folder, content, name)
    assert root is not None, report.diagnostics
    return root.value


def codes(report: Report) -> list[str]:
    return [found.code for found in report.diagnostics]


def spot(loader: Loader, pointer: str, key: bool = False, id: str = "api.yaml") -> tuple[int, int]:
    place = loader.locate(Source(id, pointer), key)
    assert place is not None
    return place.line, place.column
