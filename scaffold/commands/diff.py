"""`scaffold diff`: what an update would change in a project, or what its user changed, as a unified diff."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scaffold.commands import options, telling, updating
from scaffold.commands.console import Console
from scaffold.commands.updating import Job, Wishes
from scaffold.diag import Report, clean
from scaffold.state import Project


@click.command("diff")
@click.argument("project", required=False, type=click.Path(path_type=Path))
@options.spec
@options.sdk
@options.data
@click.option("--yours", is_flag=True, help="Show what you changed in your files since they were generated instead.")
@options.overlay
@options.no_overlay
@options.allow_remote
@options.as_json
@options.quiet
def command(
    project: Path | None,
    spec: str | None,
    sdks: tuple[str, ...],
    data: tuple[str, ...],
    yours: bool,
    overlays: tuple[str, ...],
    no_overlay: bool,
    allow_remote: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Show what `scaffold update` would change in the project in the folder PROJECT, as a unified diff."""
    console, report = Console("diff", as_json=as_json, quiet=quiet), Report()
    pairs = (*data, *([f"sdks={','.join(sdks)}"] if sdks else ()))
    asked = options.asked_overlays(overlays, no_overlay)
    wishes = Wishes(spec=spec, data=pairs, overlays=asked, allow_remote=allow_remote)
    place = updating.found(project, report)
    job = None
    text = ""
    if place is not None and updating.held(place, report):
        if yours:
            text = _edits(place)
        else:
            job = Job(place, wishes, report)
            with console.progress() as stage:
                job.run(stage)
            text = telling.diff(job.plan)
    locate = job.locate if job else telling.nowhere
    console.diagnose(report.only_errors(), locate, sys.stderr)
    if text:
        console.say(text)
    return console.finish(report, locate, {"diff": text})


def _edits(place: Project) -> str:
    """What the user changed in each file of theirs."""
    parts = []
    for path, entry in place.lock.files.items():
        where = entry.moved or path
        now = place.read(where)
        if entry.kind != "yours" or (now is not None and entry.made(now)):
            continue
        base = place.base(entry)
        if base is None:
            parts.append(f"What was generated as {clean(path)} is lost.\n")
        else:
            parts.append(telling.unified(base, now, path, where))
    return "".join(parts).rstrip("\n")
