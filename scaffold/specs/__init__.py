"""Readers: from a description to an `ir.Api`, one module or package per input format.

A reader is found by being here: every module of this package that has `detect` and `read` is one.

    detect(node) -> bool                                 whether the root node is a description of this format
    read(node, resolver, report) -> ir.Api | None        None where it could not be read; the report then has an error
    met(node, resolver) -> Iterable[Met]                 the keywords that the description holds, see scaffold.coverage
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from scaffold import ir
from scaffold.coverage import Met
from scaffold.diag import Report
from scaffold.refs import Resolver
from scaffold.source import Loader, Node


class Reader(Protocol):
    """What a reader's module gives."""

    def detect(self, node: Node) -> bool: ...

    def read(self, node: Node, resolver: Resolver, report: Report) -> ir.Api | None: ...

    def met(self, node: Node, resolver: Resolver) -> Iterable[Met]: ...


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, in the order of their modules' names."""
    names = sorted(module.name for module in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(cast(Reader, module) for module in modules if hasattr(module, "detect") and hasattr(module, "read"))


def read(loader: Loader, report: Report) -> ir.Api | None:
    """The API that the loader's root document describes; None, with an error in `report`, where there is none."""
    with _collector_paused():
        root = loader.root()
        if root is None:
            return None
        if reader := _reader(root):
            return reader.read(root, Resolver(loader, report), report)
    message = "the document is no description of a format that is known here"
    near = next((key for key, _ in root.items() if get_close_matches(key, ("openapi", "swagger"), 1, 0.75)), None)
    fix = "write `openapi: 3.1.0`, or `swagger: '2.0'`"
    report.add("not-a-description", root.source if near is None else root.source.child(near), message, near and fix)
    return None


def met(loader: Loader) -> tuple[Met, ...]:
    """The keywords of a description that was read; none where it is of no format that is known here."""
    root = loader.root()
    reader = root and _reader(root)
    return tuple(reader.met(root, Resolver(loader, Report()))) if root and reader else ()


def _reader(root: Node) -> Reader | None:
    return next((reader for reader in readers() if reader.detect(root)), None)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cycle collector: an API is much data that stays, and looking for cycles in it doubles the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
