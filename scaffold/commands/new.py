"""`scaffold new`: a project from a description, written once and whole."""

from __future__ import annotations

import gc
import shlex
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

import scaffold
from scaffold import backend as backends
from scaffold import config, lock, write
from scaffold.commands import compiled, options
from scaffold.commands.console import Console, counted, nowhere, prompt
from scaffold.diag import Report
from scaffold.source import Loader
from scaffold.tree import Tree


@click.command("new")
@click.argument("spec")
@click.argument("dest", type=click.Path(path_type=Path))
@click.option(
    "--backend",
    metavar="NAME",
    shell_complete=options.complete_backends,
    help="The framework to write the service for: a name that `scaffold backends` lists, or a backend's folder.",
)
@click.option(
    "--sdk",
    "sdks",
    metavar="LANG",
    multiple=True,
    shell_complete=options.complete_sdks,
    help="Make a client SDK in this language. May be repeated; the backend's own choice if not given.",
)
@click.option(
    "--data",
    metavar="KEY=VALUE",
    multiple=True,
    help="Answer a question: spec, backend, package, sdks, or one of the backend's own. May be repeated.",
)
@click.option("--defaults", is_flag=True, help="Ask nothing; take defaults for what is not given.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@options.overlay
@options.allow_remote
@options.as_json
@options.quiet
def command(
    spec: str,
    dest: Path,
    backend: str | None,
    sdks: tuple[str, ...],
    data: tuple[str, ...],
    defaults: bool,
    dry_run: bool,
    overlays: tuple[str, ...],
    allow_remote: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Make a project in the folder DEST from the description SPEC.

    SPEC is a file or an address; DEST must not exist yet, or be empty. On a terminal what is not given is asked;
    without one, and with --defaults, nothing is.
    """
    console = Console("new", as_json=as_json, quiet=quiet)
    report = Report()
    given = config.parse_data([*data, *_pairs(spec, backend, sdks)], report)
    if report.failed or not write.vacant(dest, report, str(dest)):
        return _refused(console, report)
    ask = prompt if console.interactive and not defaults else None
    settings = config.settle(dest, given, report, allow_remote=allow_remote, overlays=overlays, ask=ask)
    return _make(console, settings, report, dry_run) if settings else _refused(console, report)


def _pairs(spec: str, backend: str | None, sdks: tuple[str, ...]) -> list[str]:
    """The arguments and options as answers."""
    pairs = [f"spec={spec}"]
    pairs += [f"backend={backend}"] if backend else []
    return pairs + ([f"sdks={','.join(sdks)}"] if sdks else [])


def _refused(console: Console, report: Report) -> int:
    console.diagnose(report, nowhere, sys.stderr)
    return console.finish(report, nowhere, {"files": [], "counts": _counts({}, report)})


def _make(console: Console, settings: config.Config, report: Report, dry_run: bool) -> int:
    gc.disable()  # all that is made is needed to the end of the process, which is near
    loader = Loader(settings.spec, report, allow_remote=settings.allow_remote, overlays=settings.overlays)
    tree: Tree = {}
    with console.progress() as stage:
        made = scaffold.generate(settings, report, loader=loader, stage=stage, compiled=compiled.cache())
        if not report.failed:
            stage("writing")
            made = lock.seal(made, settings, loader.files(), loader.root_id)
            write.assert_safe(made)
            if dry_run or write.new(made, settings.dest, report, str(settings.dest)):
                tree = made
    console.diagnose(report.without_notes(), loader.locate, sys.stderr)
    steps = _next_steps(settings)
    if tree:
        console.say(_listing(tree) if dry_run else _summary(settings, tree, report.notes, steps))
    facts = _facts(settings, tree, report, steps, dry_run) if console.as_json else {}
    return console.finish(report, loader.locate, facts)


def _next_steps(settings: config.Config) -> list[str]:
    """What to type to have the service run, as the backend says."""
    here = settings.dest.absolute() == Path.cwd()
    enter = [] if here else [f"cd {shlex.quote(str(settings.dest))}"]
    return enter + [step.format(package=settings.package) for step in backends.load(settings.backend).next_steps]


def _summary(settings: config.Config, tree: Tree, notes: int, steps: list[str]) -> str:
    size = f"{counted(len(_operations(tree)), 'operation')}, {counted(len(tree), 'file')}"
    sdks = f", SDK: {', '.join(settings.sdks)}" if settings.sdks else ""
    made = f"Made {settings.dest} with {settings.backend}{sdks}: {size}."
    if notes:
        shows = "shows it" if notes == 1 else "shows them"
        made += f"\n{counted(notes, 'note')} on the description: `scaffold check {shlex.quote(settings.spec)}` {shows}."
    return "\n".join([made, "", "Next:", *(f"  {step}" for step in steps)]) if steps else made


def _listing(tree: Tree) -> str:
    rows = [f"{file.kind:9}  {path}" for path, file in tree.items()]
    return "\n".join([*rows, f"{len(tree)} files would be written; nothing was."])


def _operations(tree: Tree) -> set[str]:
    return {operation for file in tree.values() for operation in file.operations}


def _counts(tree: Tree, report: Report) -> dict[str, int]:
    kinds = Counter(file.kind for file in tree.values())
    severities = Counter(str(found.severity) for found in report.diagnostics)
    return {
        "files": len(tree),
        "generated": kinds["generated"],
        "yours": kinds["yours"],
        "bytes": sum(len(file.data) for file in tree.values()),
        "operations": len(_operations(tree)),
        "errors": severities["error"],
        "warnings": severities["warning"],
        "notes": severities["note"],
    }


def _facts(settings: config.Config, tree: Tree, report: Report, steps: list[str], dry_run: bool) -> dict[str, Any]:
    files = [
        {"path": path, "kind": file.kind, "bytes": len(file.data), "operations": list(file.operations)}
        for path, file in tree.items()
    ]
    return {
        "dest": str(settings.dest),
        "written": bool(tree) and not dry_run,
        "answers": settings.answers,
        "counts": _counts(tree, report),
        "files": files,
        "next": steps if tree else [],
    }
