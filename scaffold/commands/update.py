"""`scaffold update`: a project brought to a new description, answers or templates, with the user's code kept."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from scaffold import git, txn
from scaffold.commands import CONFLICTS, DONE, options, telling, updating
from scaffold.commands.console import Console, counted
from scaffold.commands.updating import Job, Wishes
from scaffold.diag import Report, clean
from scaffold.state import Project
from scaffold.steps import Plan

MARK = b"<<<<<<< yours"
_MERGING = re.compile(rb"^<<<<<<< [^\n]*\n.*?^=======\r?\n.*?^>>>>>>> ", re.MULTILINE | re.DOTALL)
"""What git leaves of two branches that it can't merge."""


@click.command("update")
@click.argument("project", required=False, type=click.Path(path_type=Path))
@options.spec
@options.sdk
@options.data
@click.option("--dry-run", is_flag=True, help="Show what would be done, with a diff, and do nothing.")
@click.option("--restore", is_flag=True, help="Bring back files that you deleted.")
@click.option("--accept", is_flag=True, help="Agree to changes of the templates that let in what was kept out before.")
@click.option("--abort", is_flag=True, help="Undo an update that ended in conflicts.")
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
    dry_run: bool,
    restore: bool,
    accept: bool,
    abort: bool,
    overlays: tuple[str, ...],
    no_overlay: bool,
    allow_remote: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring the project in the folder PROJECT to a new description, and keep what you wrote.

    Without PROJECT it is the one around the working folder. Without --spec the description is the copy in the
    project, which you may have edited. The exit code is 1 if files are in conflict.
    """
    run = _Run(Console("update", as_json=as_json, quiet=quiet), Report(), dry_run, accept)
    pairs = (*data, *([f"sdks={','.join(sdks)}"] if sdks else ()))
    asked = options.asked_overlays(overlays, no_overlay)
    wishes = Wishes(spec=spec, data=pairs, overlays=asked, allow_remote=allow_remote, restore=restore)
    place = updating.found(project, run.report)
    if place is None:
        return run.refused()
    job = Job(place, wishes, run.report)
    try:
        with txn.exclusive(place.root):
            if not updating.recovered(place, run.report):
                return run.refused()
            return run.abort(place) if abort else run.update(job)
    except txn.Busy:
        run.report.add("project-busy", None, f"another update works on {telling.shown(place)}")
    except txn.NotWritable as error:
        run.report.add("project-not-writable", None, clean(str(error)))
    return run.refused(job)


class _Run(Struct, frozen=True):
    """One call of the command."""

    console: Console
    report: Report
    dry_run: bool
    accept: bool

    def refused(self, job: Job | None = None) -> int:
        """Tell why nothing was done."""
        locate = job.locate if job else telling.nowhere
        self.console.diagnose(self.report.only_errors(), locate, sys.stderr)
        return self.console.finish(self.report, locate, {"written": False, **telling.facts(Plan())})

    def abort(self, place: Project) -> int:
        """Undo what the last update did."""
        facts = txn.pending(place.root)
        if facts is None:
            self.report.add("update-none", None, "there is no update to undo")
            return self.refused()
        saved = txn.undo(place.root)
        git.Repository(place.root).restore(facts["marked"], facts["index"])
        self.console.say(f"The update is undone: {telling.shown(place)} is as it was before.")
        for name in saved:
            self.console.say(f"What you wrote since is in {clean(name)}.")
        return self.console.finish(self.report, telling.nowhere, {"written": True, "aborted": True, "saved": saved})

    def update(self, job: Job) -> int:
        """Decide, write, and tell."""
        if not self._settled(job.project):
            return self.refused()
        with self.console.progress() as stage:
            prepared = job.run(stage)
            if prepared and not self.dry_run and self._merged(job.plan) and self._accepted(job):
                stage("writing")
                self._write(job.project, job.plan)
        return self.refused(job) if self.report.failed else self._tell(job)

    def _settled(self, place: Project) -> bool:
        """Whether no conflict of an update before waits to be settled."""
        facts = txn.pending(place.root)
        waiting = [path for path in facts["conflicts"] if MARK in (place.read(path) or b"")] if facts else []
        if waiting:
            message = f"conflicts of the last update are not settled: {', '.join(waiting)}"
            self.report.add("update-unsettled", None, clean(message))
        return not waiting

    def _merged(self, plan: Plan) -> bool:
        """Whether no file that would be written is one that a merge of branches has left in conflict."""
        written = (step for step in plan.steps if step.kind == "yours" and step.before and step.after != step.before)
        waiting = [step.origin or step.path for step in written if _MERGING.search(step.before or b"")]
        if waiting:
            message = f"a merge of branches is not settled in {', '.join(waiting)}"
            self.report.add("update-unsettled", None, clean(message))
        return not waiting

    def _accepted(self, job: Job) -> bool:
        for note in job.notes if not self.accept else ():
            if note.get("accept"):
                self.report.add("update-loosens", None, clean(note["text"]))
        return not self.report.failed

    def _write(self, place: Project, plan: Plan) -> None:
        """Write all of it or nothing; where files are in conflict, git's index tells so too."""
        versions = {step.path: step.versions for step in plan.conflicts if step.versions}
        repository = git.Repository(place.root)
        index = repository.stages(sorted(versions)) if versions else ""
        marked = [path for path in versions if repository.holds(path, index)]
        names = [step.path for step in plan.conflicts]
        if plan.changes:
            facts: dict[str, Any] = {"conflicts": names, "marked": marked, "index": index}
            txn.apply(place.root, plan.changes, undoable=bool(names), facts=facts)
        if names:
            repository.mark({path: versions[path] for path in marked})
        elif txn.pending(place.root) is not None:
            txn.forget(place.root)

    def _tell(self, job: Job) -> int:
        plan, console = job.plan, self.console
        if self.report.warnings:
            hint = f"`scaffold check {shlex.quote(job.spec)}` shows them"
            console.say(f"{counted(self.report.warnings, 'warning')} on the description: {hint}.\n")
        places = telling.places(job.project, plan, job.contract)
        if self.dry_run and not console.quiet and (diff := telling.diff(plan)):
            console.say(diff + "\n")
        console.say(telling.text(job.project, plan, job.contract, job.notes, places=places, dry_run=self.dry_run))
        written = bool(plan.changes) and not self.dry_run
        facts = telling.facts(plan, job.contract, job.notes, places=places, diffs=self.dry_run)
        code = CONFLICTS if plan.conflicts else DONE
        return console.finish(
            self.report, job.locate, {"project": str(job.project.root), "written": written, **facts}, code
        )
