"""`scaffold backends`: which backends and SDK languages there are."""

from __future__ import annotations

from typing import Any

import click

from scaffold import backend
from scaffold.commands import options
from scaffold.commands.console import Console, nowhere
from scaffold.diag import Report


@click.command("backends")
@options.as_json
def command(as_json: bool) -> int:
    """List the backends and the languages of client SDKs."""
    console = Console("backends", as_json=as_json, quiet=False)
    found = {kind: [backend.load(name, kind) for name in backend.names(kind)] for kind in ("backend", "sdk")}
    console.say("\n\n".join(_table(title, found[kind]) for title, kind in (("Backends", "backend"), ("SDKs", "sdk"))))
    return console.finish(Report(), nowhere, {f"{kind}s": [_facts(each) for each in found[kind]] for kind in found})


def _table(title: str, found: list[backend.Backend]) -> str:
    width = max((len(each.name) for each in found), default=0)
    rows = [f"  {each.name:{width}}  {each.summary} [{', '.join(each.styles)}]" for each in found]
    return "\n".join([f"{title}:", *(rows or ["  none"])])


def _facts(found: backend.Backend) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.title,
        "summary": found.summary,
        "language": found.language,
        "styles": list(found.styles),
    }
