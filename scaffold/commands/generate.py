"""`scaffold generate`: what copier's tasks run: the project in the working folder, made or brought up to date."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import scaffold
from scaffold import config, lock, txn, write
from scaffold.commands import compiled
from scaffold.commands.console import Console, nowhere
from scaffold.commands.update import command as update_command
from scaffold.diag import Report, clean
from scaffold.source import Loader, is_url
from scaffold.tree import Tree


@click.command("generate")
@click.option("--data", metavar="KEY=VALUE", multiple=True, help="Answer a question. May be repeated.")
@click.pass_context
def command(context: click.Context, data: tuple[str, ...]) -> int:
    """Make the project in the working folder, or bring it up to date. This is what copier runs."""
    root = Path.cwd()
    answers = dict(pair.partition("=")[::2] for pair in data if not pair.endswith("="))
    spec = _place(root, answers.pop("spec", ""))
    pairs = tuple(f"{key}={value}" for key, value in answers.items())
    if (root / lock.LOCK).is_file():
        own = Path(spec).is_relative_to(root / lock.FOLDER)
        if "sdks=" in data:
            pairs += ("sdks=",)
        code: int = context.invoke(update_command, project=root, spec=None if own else spec, data=pairs)
        return code
    return _made(root, spec, (*pairs, *(("sdks=",) if "sdks=" in data else ())))


def _place(root: Path, spec: str) -> str:
    """The description as copier's user spelt it: from where they called it, or within the project."""
    if not spec or is_url(spec) or os.path.isabs(spec):
        return spec
    for folder in (root, Path(os.environ.get("PWD", root))):
        if (folder / spec).exists():
            return str(folder / spec)
    return spec


def _made(root: Path, spec: str, pairs: tuple[str, ...]) -> int:
    """A new project in a folder where copier has put its answers already."""
    console, report = Console("generate", as_json=False, quiet=False), Report()
    given = config.parse_data([*pairs, f"spec={spec}"], report)
    settings = None if report.failed else config.settle(root, given, report)
    if settings is not None:
        loader = Loader(settings.spec, report)
        tree = scaffold.generate(settings, report, loader=loader, compiled=compiled.cache())
        if not report.failed:
            _written(root, lock.seal(tree, settings, loader.files(), loader.root_id), report)
    console.diagnose(report.only_errors(), nowhere, sys.stderr)
    return console.finish(report, nowhere, {})


def _written(root: Path, tree: Tree, report: Report) -> None:
    """Write it all, or nothing where something is in the way."""
    write.assert_safe(tree)
    answers = root / lock.ANSWERS
    taken = [path for path in tree if path != lock.ANSWERS and os.path.lexists(root / path)]
    if taken:
        report.add("dest-not-empty", None, f"{clean(taken[0])} is there already")
        return
    changes = []
    for path, file in tree.items():
        kept = path == lock.ANSWERS and answers.is_file()
        data = lock.answers_kept(file.data, answers.read_bytes()) if kept else file.data
        changes.append(txn.Change(path=path, data=data, executable=file.executable))
    try:
        txn.apply(root, changes)
    except txn.NotWritable as error:
        report.add("project-not-writable", None, clean(str(error)))
