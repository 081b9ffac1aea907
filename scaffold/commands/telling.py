"""An update told: for a person by groups, for a program as JSON, and as a diff."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scaffold import update
from scaffold.commands.console import counted, nowhere
from scaffold.contract import Change, step_of
from scaffold.diag import clean
from scaffold.state import Project
from scaffold.steps import Action, Moved, Plan, Renamed, Step, Use

__all__ = ["Place", "Places", "diff", "difference", "facts", "nowhere", "places", "shown", "text", "unified"]

_ORDER = ("conflict", "merged", "renamed", "created", "updated", "deleted", "kept")
_SHOWN = 40
"""So many generated files of a group are listed; the rest are counted."""


class Place(NamedTuple):
    """Where a function is."""

    file: str
    line: int
    name: str


class Places(NamedTuple):
    """Where each operation's handler is, and its method in each client SDK, by the operation's key."""

    handlers: Mapping[str, Place] = {}
    methods: Mapping[str, Mapping[str, Place]] = {}

    def of(self, operation: str) -> Iterator[Place]:
        """The handler, if there is one, and the methods."""
        if handler := self.handlers.get(operation):
            yield handler
        yield from self.methods.get(operation, {}).values()


def facts(
    plan: Plan,
    changes: Sequence[Change] | None = (),
    notes: Iterable[Mapping[str, str]] = (),
    *,
    places: Places | None = None,
    diffs: bool = False,
) -> dict[str, Any]:
    """The update for a program."""
    counted_ = Counter(str(step.action) for step in plan.steps)
    return {
        "counts": {str(action): counted_[str(action)] for action in Action},
        "files": [_file(step, diffs) for step in plan.steps],
        "conflicts": [step.path for step in plan.conflicts],
        "operations": [_operation(each) for each in plan.operations],
        "types": [_renamed(each) for each in plan.types],
        "contract": contract_facts(changes, places or Places()),
        "notes": [dict(note) for note in notes],
    }


def _file(step: Step, diffs: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "path": step.path,
        "action": str(step.action),
        "kind": step.kind,
        "operations": list(step.operations),
        "notes": list(step.notes),
    }
    if step.origin:
        found["from"] = step.origin
    if diffs:
        found["diff"] = difference(step)
    return found


def _operation(each: Moved) -> dict[str, Any]:
    names = ("operation", "change", "before", "path", "function", "function_before")
    found = {name: value for name in names if (value := getattr(each, name))}
    return {**found, "uses": [use._asdict() for use in each.uses]} if each.uses else found


def _renamed(each: Renamed) -> dict[str, Any]:
    uses = [use._asdict() for use in each.uses]
    return {"name": each.name, "before": each.before, "path": each.path, "uses": uses}


def contract_facts(changes: Sequence[Change] | None, places: Places) -> dict[str, Any]:
    """What changed in the contract, for a program; `known` is false where the old description is lost."""
    listed = changes or ()
    return {
        "known": changes is not None,
        "semver": step_of(listed),
        "changes": [
            {
                "id": change.id,
                "breaking": change.breaking,
                "operation": change.operation,
                "message": clean(change.message),
                "level": str(change.level),
                "handler": _place(places.handlers.get(change.operation)),
                "sdks": [place._asdict() for place in places.methods.get(change.operation, {}).values()],
            }
            for change in listed
        ],
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return place._asdict() if place else None


def places(project: Project, plan: Plan, changes: Iterable[Change] | None) -> Places:
    """Where the functions of changed operations are, in the files as they are after the update (or were before)."""
    wanted = {change.operation for change in changes or ()}
    if not wanted:
        return Places()
    texts = {step.path: (step.after, step.before) for step in plan.steps}
    handlers: dict[str, Place] = {}
    methods: dict[str, dict[str, Place]] = {}
    missing: dict[str, tuple[str, str]] = {}
    for operation, path, name in plan.functions:
        if operation in wanted and (place := _found(path, texts.get(path) or (project.read(path),), name)):
            handlers[operation] = place
        elif operation in wanted:
            missing[operation] = (os.path.splitext(path)[1], name)
    handlers |= _elsewhere(project, texts.keys(), {key: each for key, each in missing.items() if key not in handlers})
    for operation, path, name in plan.methods:
        sdk = "/".join(path.split("/")[:2])
        if operation in wanted and sdk not in methods.setdefault(operation, {}):
            if place := _found(path, texts.get(path, ()), name):
                methods[operation][sdk] = place
    return Places(handlers, methods)


def _elsewhere(project: Project, known: Collection[str], wanted: Mapping[str, tuple[str, str]]) -> Mapping[str, Place]:
    """Where the user has functions, by suffix and name, that their own files only hand on: in a file of the user's."""
    found: dict[str, Place] = {}
    for suffix in {suffix for suffix, _ in wanted.values()}:
        homes = update.homes(project, known, suffix, [name for _, name in wanted.values()])
        for operation, (_, name) in wanted.items():
            if (path := homes.get(name)) and (place := _found(path, (project.read(path),), name)):
                found[operation] = place
    return found


def _found(path: str, texts: Iterable[bytes | None], name: str) -> Place | None:
    """Where a function is in a file, given as it is after the update and before; its name in any case.

    What begins its line is a definition, before what is indented and may be a call.
    """
    first, *rest = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).lower().split() or [name]
    spelled = {name, "_".join([first, *rest]), first + "".join(word.capitalize() for word in rest)}
    names = "|".join(re.escape(each) for each in sorted(spelled))
    say = rf"\b((?:{names})_?)\s*[(<:=]"
    defined = [re.compile(f"^{above}[^\n#/*]*?{say}".encode(), re.MULTILINE) for above in (r"(?=\S)", "")]
    for data in texts:
        for pattern in defined if data is not None else ():
            if data is not None and (found := pattern.search(data)):
                return Place(path, data.count(b"\n", 0, found.start(1)) + 1, found[1].decode())
    return None


def text(
    project: Project,
    plan: Plan,
    changes: Sequence[Change] | None,
    notes: Iterable[Mapping[str, str]],
    *,
    places: Places,
    dry_run: bool,
) -> str:
    """The update for a person."""
    parts = [_groups(plan), _operations(plan.operations), _types(plan.types), _contract(changes, places)]
    parts += [_notes(notes), _sentence(shown(project), plan, dry_run)]
    return "\n\n".join(part for part in parts if part)


def _groups(plan: Plan) -> str:
    lines: list[str] = []
    for action in _ORDER:
        steps = [step for step in plan.steps if step.action == action]
        if not steps:
            continue
        lines.append(f"{action}:")
        shown = [step for step in steps if step.kind == "yours" or len(steps) <= _SHOWN]
        lines += [_line(step) for step in shown]
        if hidden := len(steps) - len(shown):
            lines.append(f"  and {counted(hidden, 'generated file')}")
    return "\n".join(lines)


def _line(step: Step) -> str:
    origin = f" (was {clean(step.origin)})" if step.origin else ""
    operations = step.operations if step.kind == "yours" and step.action != "unchanged" else ()
    named = f": {', '.join(map(clean, operations[:6]))}{' ...' if len(operations) > 6 else ''}" if operations else ""
    notes = "".join(f"\n    {clean(note)}" for note in step.notes)
    return f"  {clean(step.path)}{origin}{named}{notes}"


def _operations(operations: Sequence[Moved]) -> str:
    lines = ["operations:"] if operations else []
    for each in operations:
        before = f", was {each.before}" if each.before and each.before != each.operation else ""
        names = f"{each.function_before} -> " if each.function_before not in ("", each.function) else ""
        lines.append(f"  {each.change:8} {clean(each.operation)}{clean(before)}: {names}{each.function} in {each.path}")
        lines += _uses(each.uses, each.function_before or each.function)
    return "\n".join(lines)


def _types(types: Sequence[Renamed]) -> str:
    lines = ["types:"] if types else []
    for each in types:
        change = "removed" if not each.name else "moved" if each.name == each.before else "renamed"
        names = f"{each.before} -> {each.name}" if change == "renamed" else each.before
        lines.append(f"  {change:8} {names} in {clean(each.path)}")
        lines += _uses(each.uses, each.before)
    return "\n".join(lines)


def _uses(uses: Sequence[Use], old: str) -> Iterator[str]:
    for words, followed in (("your code follows", True), (f"your code has {old}, which is no more there", False)):
        if lines := [f"{clean(use.file)}:{use.line}" for use in uses if use.followed is followed]:
            yield f"           {words}: {', '.join(lines)}"


def _contract(changes: Sequence[Change] | None, places: Places) -> str:
    if changes is None:
        return "contract: the old description is lost, so what callers will notice can't be told"
    if not changes:
        return ""
    asks = "asks" if len(changes) == 1 else "ask"
    lines = [f"contract: {counted(len(changes), 'change')}, which {asks} for a {step_of(changes)} version:"]
    for change in sorted(changes, key=lambda each: not each.breaking):
        mark = "breaking" if change.breaking else "safe"
        lines.append(f"  {mark:8} {clean(change.operation)}: {clean(change.message)} ({change.id})")
        where = [f"{place.file}:{place.line} {place.name}" for place in places.of(change.operation)]
        if where and change.breaking:
            lines.append(f"           at {', '.join(where)}")
    return "\n".join(lines)


def _notes(notes: Iterable[Mapping[str, str]]) -> str:
    lines = [f"  {clean(note['text'])}" for note in notes]
    return "\n".join(["changes of the templates:", *lines]) if lines else ""


def _sentence(title: str, plan: Plan, dry_run: bool) -> str:
    numbers = Counter(str(step.action) for step in plan.steps)
    told = ", ".join(f"{numbers[action]} {action}" for action in (*_ORDER, "unchanged") if numbers[action])
    if not plan.changes:
        return f"{title} is up to date: {told or 'no files'}."
    if dry_run:
        return f"{title} would be updated: {told}; nothing was written."
    if plan.conflicts:
        advice = "settle the marked places and go on, or undo all of it with `scaffold update --abort`"
        return f"{title} was updated with conflicts: {told}.\nNext: {advice}."
    return f"{title} was updated: {told}."


def diff(plan: Plan) -> str:
    """All that would change, as `patch` reads it."""
    return "".join(difference(step) for step in plan.steps).rstrip("\n")


def difference(step: Step) -> str:
    """What would change in one file, as git writes it; empty where nothing does."""
    before, after = step.before, step.after
    if before == after and not step.origin:
        return ""
    old, new = clean(step.origin or step.path), clean(step.path)
    said = f"rename from {old}\nrename to {new}\n" if step.origin else ""
    if before is None or after is None:
        said = f"{'new' if before is None else 'deleted'} file mode {'100755' if step.executable else '100644'}\n"
    return f"diff --git a/{old} b/{new}\n{said}{unified(before, after, step.origin or step.path, step.path)}"


def unified(before: bytes | None, after: bytes | None, old: str, new: str) -> str:
    """A unified diff of two contents, of which None is no file."""
    try:
        left, right = (before or b"").decode(), (after or b"").decode()
    except UnicodeDecodeError:
        return f"Binary files a/{old} and b/{new} differ\n"
    names = ("/dev/null" if before is None else f"a/{clean(old)}", "/dev/null" if after is None else f"b/{clean(new)}")
    lines = []
    for line in difflib.unified_diff(_lines(left), _lines(right), *names):
        lines.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(lines)


def _lines(text: str) -> list[str]:
    """Split at line feeds only, as `patch` does."""
    *whole, rest = text.split("\n")
    return [line + "\n" for line in whole] + ([rest] if rest else [])


def shown(project: Project) -> str:
    """The project's name for a sentence."""
    return clean(project.root.name)
