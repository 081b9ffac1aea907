"""`scaffold check`: what is wrong with a description, and what it holds."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import click

import scaffold
from scaffold import ir
from scaffold.commands import options
from scaffold.commands.console import Console, counted
from scaffold.diag import Report, clean
from scaffold.source import Loader


@click.command("check")
@click.argument("spec")
@options.allow_remote
@options.as_json
@options.quiet
def command(spec: str, allow_remote: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Check the description SPEC, a file or an address, and tell what it holds.

    Each fault is shown with its place and a way to mend it. The exit code is 2 if there is an error.
    """
    console = Console("check", as_json=as_json, quiet=quiet)
    report = Report()
    loader = Loader(spec, report, allow_remote=allow_remote)
    with console.progress() as stage:
        stage("reading")
        api = scaffold.read(loader, report)
    console.diagnose(report, loader.locate, sys.stdout)
    severities = Counter(str(found.severity) for found in report.diagnostics)
    counts = {f"{severity}s": severities[severity] for severity in ("error", "warning", "note")}
    summary = _summary(api) if api is not None else None
    console.say(_sentence(spec, summary, counts))
    return console.finish(report, loader.locate, {"spec": spec, "summary": summary, "counts": counts})


def _summary(api: ir.Api) -> dict[str, Any]:
    return {
        "title": api.title.raw,
        "version": api.version.raw,
        "operations": sum(len(service.operations) for service in api.services),
        "services": len(api.services),
        "types": len(api.types),
    }


def _sentence(spec: str, summary: dict[str, Any] | None, counts: dict[str, int]) -> str:
    faults = ", ".join(counted(number, name.removesuffix("s")) for name, number in counts.items() if number)
    if summary is None:
        return f"{clean(spec)}: {faults}"
    held = ", ".join(counted(summary[noun + "s"], noun) for noun in ("operation", "type", "service"))
    title = f"{clean(summary['title'])} {clean(summary['version'])}"
    return f"{clean(spec)}: {title}: {held}; {faults or 'no faults'}"
