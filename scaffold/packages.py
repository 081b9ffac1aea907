"""What the user's files say of packages that have another name now. Pure.

Python code follows: its imports when a file is merged, what names modules in its texts with its callers. All else that
still says an old name is told.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from scaffold.steps import Action, Plan, Step, decoded, lines_told, noted


def modules(paths: Iterable[str], packages: Iterable[str]) -> set[str]:
    """The modules below packages, by their whole names."""
    roots, found = set(packages), set()
    for path in paths:
        stem, suffix = posixpath.splitext(path)
        parts = stem.removesuffix("/__init__").split("/")
        start = next((at for at, part in enumerate(parts) if part in roots), len(parts))
        if suffix in (".py", ".pyi") and len(parts) > start + 1:
            found.add(".".join(parts[start:]))
    return found


def own(paths: Iterable[str], packages: Collection[str]) -> Iterator[tuple[str, str]]:
    """The files that are packages themselves, with their names."""
    for path in paths:
        parts = path.split("/")
        if parts[-1] == "__init__.py" and parts[-2:-1] and parts[-2] in packages:
            yield path, parts[-2]


def told(plan: Plan, own: Mapping[str, bytes], packages: Mapping[str, str], clients: Mapping[str, str]) -> Plan:
    """An update that tells where files say the old names of `packages`, and those that `clients` were asked for by.

    `own` are the user's files that the update leaves alone.
    """
    alone = (Step(path=path, action=Action.UNCHANGED, kind="yours", before=it, after=it) for path, it in own.items())
    steps = [*plan.steps, *alone]
    patterns = {**dict(_reached(steps, packages)), **{old: (_asked(old), new) for old, new in clients.items()}}
    found = [_told(step, patterns) if step.kind == "yours" else step for step in steps]
    shown = (step for step in found if step.path not in own or step.notes)
    return replace(plan, steps=tuple(sorted(shown, key=lambda step: step.path)))


def _reached(steps: Iterable[Step], packages: Mapping[str, str]) -> Iterator[tuple[str, tuple[re.Pattern[str], str]]]:
    """What says the old name of a package by which its modules or files are reached, or it is run."""
    inner: dict[str, set[str]] = {}
    for name in modules((step.path for step in steps if step.after is not None), packages.values()):
        package, first = name.split(".")[:2]
        inner.setdefault(package, set()).add(re.escape(first))
    for old, new in packages.items():
        if new in inner:
            ways = "|".join(sorted(inner[new]))
            yield old, (re.compile(rf"(?<![\w.-]){re.escape(old)}[./](?:{ways})\b|-m {re.escape(old)}\b"), new)


def _asked(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")


def _told(step: Step, patterns: Mapping[str, tuple[re.Pattern[str], str]]) -> Step:
    text, notes = decoded(step.after) or "", list[str]()
    for old, (pattern, new) in patterns.items():
        notes += lines_told(text, pattern, f"{old} is called {new} now")
    return noted(step, notes)
