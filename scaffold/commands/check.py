"""`scaffold check`: what is wrong with a description and what it holds; or whether a project is up to date."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

import scaffold
from scaffold import backend as backends
from scaffold import ir
from scaffold.cases.bundle import Cases
from scaffold.commands import CONFLICTS, DONE, options, telling, updating
from scaffold.commands.console import Console, colourful, counted
from scaffold.commands.updating import Job, Wishes
from scaffold.diag import Report, clean
from scaffold.source import Loader
from scaffold.steps import Action


@click.command("check")
@click.argument("target", metavar="SPEC|PROJECT")
@options.spec
@click.option("--coverage", is_flag=True, help="Tell of each keyword of SPEC what becomes of it.")
@click.option(
    "--backend",
    "names",
    metavar="NAME",
    multiple=True,
    shell_complete=options.complete_backends,
    help="Judge the coverage by this backend; by all of them if not given. May be repeated.",
)
@options.overlay
@options.allow_remote
@options.as_json
@options.quiet
def command(
    target: str,
    spec: str | None,
    coverage: bool,
    names: tuple[str, ...],
    overlays: tuple[str, ...],
    allow_remote: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Check the description SPEC, a file or an address, and tell what it holds; or whether PROJECT is up to date.

    Of a description each fault is shown with its place and a way to mend it; the exit code is 2 if there is an error.
    With --coverage each keyword is counted: used, approximated, refused, or ignored by its nature.

    Of a project, a folder, each file is told that an update would change; the exit code is 1 if there is one.
    """
    console = Console("check", as_json=as_json, quiet=quiet)
    if names and not coverage:
        raise click.UsageError("--backend goes with --coverage")
    if os.path.isdir(target):
        if coverage:
            raise click.UsageError("--coverage goes with a description")
        wishes = Wishes(spec=spec, overlays=overlays or None, allow_remote=allow_remote)
        return _project(console, Path(target), wishes)
    if spec is not None:
        raise click.UsageError("--spec goes with a project")
    judges = _judges(names) if coverage else ()
    report = Report()
    loader = Loader(target, report, allow_remote=allow_remote, overlays=overlays)
    return _description(console, target, loader, report, judges)


def _judges(names: tuple[str, ...]) -> tuple[str, ...]:
    """The backends to judge the coverage by. Raises UsageError for one that there isn't."""
    for name in names:
        try:
            backends.load(name)
        except backends.BackendError as error:
            raise click.UsageError(clean(str(error))) from error
    return names or backends.names()


def _project(console: Console, folder: Path, wishes: Wishes) -> int:
    """Whether an update would do nothing."""
    report = Report()
    place = updating.found(folder, report)
    if place is None or not updating.held(place, report):
        console.diagnose(report, telling.nowhere, sys.stderr)
        return console.finish(report, telling.nowhere, {"drift": None})
    job = Job(place, wishes, report)
    with console.progress() as stage:
        job.run(stage)
    console.diagnose(report.only_errors(), job.locate, sys.stderr)
    drift = [step for step in job.plan.steps if step.action is Action.CONFLICT or any(step.changes())]
    drifted = bool(drift or job.plan.changes)
    if not report.failed:
        for step in drift:
            console.say(f"{step.action:9}  {clean(step.path)}")
        advice = "; `scaffold update` brings it up to date" if drifted else ""
        state = f"{counted(len(drift), 'file')} differ" if drifted else "up to date"
        console.say(f"{telling.shown(place)}: {state}{advice}")
    facts = {"drift": [{"path": step.path, "action": str(step.action)} for step in drift], "up_to_date": not drifted}
    return console.finish(report, job.locate, facts, CONFLICTS if drifted else DONE)


def _description(console: Console, spec: str, loader: Loader, report: Report, judges: tuple[str, ...]) -> int:
    """What is wrong with a description, and what it holds; with `judges`, backends, what becomes of each keyword."""
    with console.progress() as stage:
        stage("reading")
        api = scaffold.read(loader, report)
        if api is not None:
            stage("looking for examples")
            Cases(api).tell(report)
    console.diagnose(report, loader.locate, sys.stdout)
    severities = Counter(str(found.severity) for found in report.diagnostics)
    counts = {f"{severity}s": severities[severity] for severity in ("error", "warning", "note")}
    summary = _summary(api) if api is not None else None
    facts: dict[str, Any] = {"spec": spec, "summary": summary, "counts": counts}
    if judges:
        from scaffold.commands import covering

        met = covering.met(loader, api, report, judges)
        console.say(covering.text(met, judges, loader.locate, colourful(sys.stdout)) + "\n")
        facts["coverage"] = covering.facts(met, judges, loader.locate) if console.as_json else None
    console.say(_sentence(spec, summary, counts))
    return console.finish(report, loader.locate, facts)


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
