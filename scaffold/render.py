"""From what is planned to files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache

from scaffold.backend import Backend
from scaffold.cases.bundle import Cases
from scaffold.jinja import Environment
from scaffold.lang import Language
from scaffold.plan import Planned
from scaffold.tree import File, Tree


def render(
    backend: Backend,
    language: Language,
    planned: Iterable[Planned],
    macros: Iterable[Path],
    cases: Cases,
    cache: BytecodeCache | None = None,
) -> Tree:
    """Every planned file, rendered; those that list packages come last, when all packages are known.

    `macros` are the folders of templates that several backends share; `cases` is what tests are made from. Compiled
    templates are taken from `cache` and put there.
    """
    environment = Environment([backend.project, *macros], language, cache)
    environment.globals.update(language.scope, cases=cases)
    tree: Tree = {}
    items = tuple(planned)
    for item in items:
        if not item.last:
            tree[item.path] = _file(environment, item, item.variables)
    for item in items:
        if item.last:
            manifest = {**item.variables, **language.manifest(environment.packages)}
            tree[item.path] = _file(environment, item, manifest)
    return {item.path: tree[item.path] for item in items}


def _file(environment: Environment, item: Planned, variables: Mapping[str, Any]) -> File:
    text = environment.get_template(item.template).render(variables)
    return File(path=item.path, content=text, kind=item.kind, operations=item.operations, functions=item.functions)
