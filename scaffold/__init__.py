"""From a description of an API to a running, tested service.

`generate` is a function of values: a description and answers in, a tree of files out. Nothing here touches the disk
but the reading of the description; commands write the tree (`scaffold.write`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import BytecodeCache

    from scaffold import ir
    from scaffold.config import Config
    from scaffold.diag import Report
    from scaffold.format import LaidOut
    from scaffold.source import Loader
    from scaffold.tree import Tree


def read(loader: Loader, report: Report) -> ir.Api | None:
    """The description as an Api that backends can render; None where the report holds errors."""
    from scaffold import passes, specs

    api = specs.read(loader, report)
    if api is None or report.failed:
        return None
    api = passes.run(api, report)
    return None if report.failed else api


def generate(
    config: Config,
    report: Report,
    *,
    loader: Loader | None = None,
    stage: Callable[[str], None] | None = None,
    seen: Callable[[ir.Api], object] | None = None,
    compiled: BytecodeCache | None = None,
    laid_out: LaidOut | None = None,
) -> Tree:
    """The whole project: the backend's files and, under `sdk/<language>/`, those of each SDK.

    Empty where the report holds errors afterwards. `stage` is told what is being done, for a progress display, and
    `seen` is given the Api that the project serves. `compiled` keeps compiled templates for later runs.
    `laid_out` knows what files were laid out to before.
    Raises BackendError for a backend or SDK that does not exist and PathRefused for a path that can't be written.
    """
    from pathlib import Path

    from scaffold import backend, lang
    from scaffold.cases.bundle import Cases
    from scaffold.format import format_tree
    from scaffold.plan import plan, servable, tell_unheard
    from scaffold.render import render

    tell = stage or (lambda name: None)
    main = backend.load(config.backend)
    clients = [(backend.load(language, "sdk"), f"sdk/{language}/") for language in config.sdks]
    with _uncollected():
        tell("reading")
        api = read(loader or _loader(config, report), report)
        if api is None:
            return {}
        api = servable(api, main, report)
        tell_unheard(api, [main, *(target for target, _ in clients)], report)
        if seen:
            seen(api)
        cases = Cases(api)
        memo: dict[str, Any] = {"cases": cases}
        macros = Path(__file__).parent / "macros"
        tree: Tree = {}
        for target, prefix in [(main, ""), *clients]:
            tell(f"rendering {target.title}")
            language = lang.load(target.language, api, config, target, memo)
            planned = plan(target, language, prefix, config.answers)
            tree |= render(target, language, planned, [macros / target.language, macros], cases, compiled)
        cases.tell(report)
        tell("formatting")
        return {} if report.failed else format_tree(tree, laid_out)


def _loader(config: Config, report: Report) -> Loader:
    from scaffold.source import Loader

    return Loader(config.spec, report, allow_remote=config.allow_remote, overlays=config.overlays)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector: millions of nodes are made and none of them is let go.

    It took a third of the time of a large description.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
