"""What an update does to each file: decided as a value, before anything is written.

Three versions of a file meet: the one that was generated (base), the user's, and the one that would be generated now.
A generated file is overwritten, after a copy if its user edited it. A file of the user's is merged. Nothing here
knows a language; `scaffold.merge` does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from scaffold import identity, merge
from scaffold.identity import Pair, Place
from scaffold.lock import ANSWERS, FOLDER, LOCK, TEMPLATE, bare
from scaffold.retire import retired
from scaffold.state import BASE, Entry, Project
from scaffold.tree import File, Function, Tree
from scaffold.txn import YOURS, Change

BESIDE = ".scaffold-new"
"""What is put behind the name of a file that can't be merged, for the version that would be generated now."""


class Action(StrEnum):
    """What becomes of a file."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    RENAMED = "renamed"
    KEPT = "kept"
    DELETED = "deleted"
    CONFLICT = "conflict"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What becomes of one file. `origin` is where it was before, `after` what will stand there (None: nothing).

    `operations` are those that are the reason, `notes` what the user should know. `versions` are base, yours and
    generated of a conflict.
    """

    path: str
    action: Action
    kind: str
    before: bytes | None = None
    after: bytes | None = None
    origin: str = ""
    operations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    executable: bool = False
    versions: tuple[bytes | None, bytes | None, bytes | None] | None = None

    def changes(self) -> Iterator[Change]:
        """What must be written for it."""
        if self.after is None:
            if self.before is not None:
                yield Change(path=self.path, data=None)
        elif self.after != self.before or self.origin:
            yield Change(path=self.path, data=self.after, executable=self.executable)
        if self.origin:
            yield Change(path=self.origin, data=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What happened to one operation: `change` is added, removed, renamed or moved."""

    operation: str
    change: str
    before: str = ""
    path: str = ""
    function: str = ""
    function_before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole update. `quiet` are the files of `.scaffold`; `moved` says where the user has files now.

    `functions` and `methods` say for operations where their handlers and the methods of clients are: path and name.
    """

    steps: tuple[Step, ...] = ()
    quiet: tuple[Change, ...] = ()
    operations: tuple[Moved, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[tuple[str, str, str], ...] = ()
    methods: tuple[tuple[str, str, str], ...] = ()

    @property
    def conflicts(self) -> tuple[Step, ...]:
        """The files that the user must look at."""
        return tuple(step for step in self.steps if step.action is Action.CONFLICT)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that is to be written; the lock comes last."""
        listed = [change for step in self.steps for change in step.changes()]
        written = {change.path for change in listed if change.data is not None}
        listed = [change for change in listed if change.data is not None or change.path not in written]
        listed += self.quiet
        return tuple(sorted(listed, key=lambda change: change.path == LOCK))


class Decider:
    """Decides what becomes of each file of a project, now that `made` is what would be generated."""

    def __init__(self, project: Project, made: Tree, *, restore: bool, segments: Mapping[str, str]) -> None:
        self._project = project
        self._made = made
        self._restore = restore
        self._old = project.lock.files
        self._known = frozenset([*made, *self._old])
        self._pairs = identity.pairs(_places(self._old.values()), _places(made.values()))
        fresh = [path for path, file in made.items() if file.kind == "yours" and path not in self._old]
        gone = [path for path, entry in self._old.items() if entry.kind == "yours" and path not in made]
        self._origins = identity.origins(fresh, gone, self._pairs, segments)
        self._spared: set[str] = set()
        self.moved: dict[str, str] = {}

    def steps(self) -> list[Step]:
        """Every file's step, by path."""
        found: list[Step] = []
        for path, file in self._made.items():
            if path.startswith(f"{FOLDER}/"):
                continue
            found += self._generated(file) if file.kind == "generated" else self._yours(file)
        used = set(self._origins.values())
        for path, entry in self._old.items():
            if path not in self._made and path not in used:
                found += self._gone(entry)
        return sorted(found, key=lambda step: step.path)

    def operations(self) -> list[Moved]:
        """What happened to each operation, for the report."""
        found = [_told(pair) for pair in self._pairs if pair.renamed or pair.moved]
        ours = {pair.old for pair in self._pairs}
        theirs = {pair.new for pair in self._pairs}
        for change, places, known in (
            ("removed", _places(self._old.values()), ours),
            ("added", _places(self._made.values()), theirs),
        ):
            found += [_alone(place, change) for place in places if place not in known]
        return sorted(found, key=lambda each: (each.change, each.operation))

    def functions(self) -> Iterator[tuple[str, str, str]]:
        """Each operation with the file and the name of its handler; those that are removed as they were."""
        for place in _places([*self._old.values(), *self._made.values()]):
            path = self.moved.get(place.path, place.path)
            yield place.function.operation, path, place.function.name

    def methods(self) -> Iterator[tuple[str, str, str]]:
        """Each operation with the files of SDKs that may hold its method, and the method's name."""
        names = {place.function.operation: place.function.name for place in _places(self._old.values())}
        names |= {place.function.operation: place.function.name for place in _places(self._made.values())}
        for files in (self._made.values(), self._old.values()):
            for file in files:
                if file.kind == "generated" and file.path.startswith("sdk/"):
                    yield from ((key, file.path, names[key]) for key in file.operations if key in names)

    # Generated files

    def _generated(self, file: File) -> list[Step]:
        path, new = file.path, file.data
        now, entry = self._project.read(path), self._old.get(path)
        if path == ANSWERS and now is not None:
            new = answers_kept(new, now)
        step = partial(Step, path=path, kind="generated", operations=file.operations, executable=file.executable)
        if now is None:
            return [step(action=Action.CREATED, after=new)]
        if now == new or _unix(now) == new or bare(now) == bare(new):
            return [step(action=Action.UNCHANGED, before=now, after=now)]
        updated = step(action=Action.UPDATED, before=now, after=new)
        if path == ANSWERS or (entry and (entry.made(now) or entry.made(_unix(now)) or entry.layout == bare(now))):
            return [updated]
        return [updated, self._spare(path, now, "generated")]

    def _spare(self, path: str, data: bytes, kind: str) -> Step:
        """The user's bytes, kept beside where ours must go."""
        number = 1
        while True:
            name = path + YOURS + (f".{number}" if number > 1 else "")
            there = self._project.read(name)
            if name not in self._spared and (there is None or there == data):
                break
            number += 1
        self._spared.add(name)
        note = f"your edits of {path}, which is overwritten, are kept here"
        return Step(path=name, action=Action.KEPT, kind=kind, before=there, after=data, notes=(note,))

    # Files of the user's

    def _yours(self, file: File) -> list[Step]:
        path = file.path
        entry = self._old.get(path) or self._old.get(self._origins.get(path, ""))
        if entry is None or entry.kind == "generated":
            return self._first(file)
        place = self._place(entry)
        if place is None:
            return [self._deleted(file, entry)]
        now = self._project.read(place)
        assert now is not None
        # A file that the user moved stays where it is; one that we move goes along.
        target = path if place == entry.path else place
        if place != entry.path:
            self.moved[path] = target
        return self._merged(file, entry, place, target, now)

    def _first(self, file: File) -> list[Step]:
        """A file that was not generated before."""
        now, new = self._project.read(file.path), file.data
        step = partial(Step, path=file.path, kind="yours", operations=file.operations, executable=file.executable)
        if now is None:
            return [step(action=Action.CREATED, after=new)]
        if _unix(now) == new:
            return [step(action=Action.UNCHANGED, before=now, after=now)]
        return self._beside(file, file.path, now, "you have a file of this name already")

    def _beside(self, file: File, path: str, now: bytes, why: str) -> list[Step]:
        """Our version goes beside the user's, as there is nothing to merge by."""
        beside, new = path + BESIDE, file.data
        note = f"{why}; merge {beside} into it by hand"
        return [
            Step(
                path=path,
                action=Action.CONFLICT,
                kind="yours",
                before=now,
                after=now,
                operations=file.operations,
                notes=(note,),
            ),
            Step(path=beside, action=Action.CREATED, kind="yours", before=self._project.read(beside), after=new),
        ]

    def _deleted(self, file: File, entry: Entry) -> Step:
        """A file that the user deleted: it stays so."""
        step = partial(Step, path=file.path, kind="yours", operations=file.operations)
        if self._restore:
            return step(action=Action.CREATED, after=file.data, executable=file.executable)
        added = {function.operation for function in file.functions} - set(entry.operations)
        note = "you deleted it, so it stays deleted; --restore brings it back"
        if added:
            note += f" (it would hold {', '.join(sorted(added))})"
        return step(action=Action.KEPT, notes=(note,))

    def _place(self, entry: Entry) -> str | None:
        """Where the user has a file now; None if it is nowhere."""
        for path in (entry.moved, entry.path):
            if path and self._project.read(path) is not None:
                return path
        base = self._project.base(entry)
        suffixes = frozenset([os.path.splitext(entry.path)[1]])
        best, likest = None, _LIKE
        for path in self._project.others(self._known, suffixes) if suffixes != {""} else ():
            if path in self.moved.values():
                continue
            now = self._project.read(path) or b""
            like = 1.0 if now == base else _likeness(base, now, entry.functions)
            if like > likest:
                best, likest = path, like
        return best

    def _merged(self, file: File, entry: Entry, place: str, target: str, now: bytes) -> list[Step]:
        step = partial(
            Step,
            path=target,
            kind="yours",
            before=now,
            operations=self._touched(file, entry),
            origin=place if place != target else "",
            executable=file.executable,
        )
        origin = place if place != target else ""
        if origin and self._project.read(target) is not None:
            return self._beside(file, target, self._project.read(target) or b"", f"{place} would be moved here")
        base, new = self._project.base(entry), file.data
        yours, again = _read_in(now)
        renamed = Action.RENAMED if origin else None
        if yours == new:
            return [step(action=renamed or Action.UNCHANGED, after=now)]
        if base is None:
            return self._beside(file, place, now, "what was generated before is lost, so your edits can't be told")
        if yours == base:
            return [step(action=renamed or Action.UPDATED, after=again(new))]
        if base == new:
            return [step(action=renamed or Action.UNCHANGED, after=now)]
        try:
            texts = base.decode(), yours.decode(), new.decode()
        except UnicodeDecodeError:
            return self._beside(file, place, now, "it is not UTF-8 text, which can't be merged")
        result = merge.merge(target, *texts, renames=self._renames(file, entry))
        after, notes = again(result.text.encode()), _notes(result)
        if result.conflicts:
            return [step(action=Action.CONFLICT, after=after, versions=(base, now, new), notes=notes)]
        action = renamed or (Action.UNCHANGED if after == now else Action.MERGED)
        return [step(action=action, after=after, notes=notes)]

    def _renames(self, file: File, entry: Entry) -> dict[str, str]:
        """The functions of a file that have another name now."""
        return {
            pair.old.function.name: pair.new.function.name
            for pair in self._pairs
            if pair.renamed and pair.old.path == entry.path and pair.new.path == file.path
        }

    def _touched(self, file: File, entry: Entry) -> tuple[str, ...]:
        """The operations of a file that came, went or have another name."""
        before, after = set(entry.functions), set(file.functions)
        return tuple(sorted({function.operation for function in before ^ after}))

    # Files that are not generated any more

    def _gone(self, entry: Entry) -> list[Step]:
        place = self._place(entry) if entry.kind == "yours" else entry.path
        now = self._project.read(place) if place else None
        if place is None or now is None:
            return []
        step = partial(Step, path=place, kind=entry.kind, before=now, operations=entry.operations)
        if entry.made(now) or entry.made(_unix(now)) or (entry.kind == "generated" and entry.layout == bare(now)):
            return [step(action=Action.DELETED)]
        if entry.kind == "generated":
            return [step(action=Action.DELETED), self._spare(place, now, "generated")]
        note = "you edited it, so it is kept; nothing leads to it any more"
        after = retired(place, now) if entry.functions else now
        return [step(action=Action.KEPT, after=after, notes=(note,))]


_LIKE = 0.5


def _likeness(base: bytes | None, now: bytes, functions: Sequence[Function]) -> float:
    """How much of a file is found in another one, from 0 to 1: of its lines, or of its functions."""
    here = {line.strip() for line in now.splitlines()}
    lines = {line.strip() for line in base.splitlines() if len(line.strip()) > 3} if base else set()
    by_lines = len(lines & here) / len(lines) if len(lines) >= 3 else 0.0
    words = set(re.findall(rb"\w+", now))
    by_names = sum(each.name.encode() in words for each in functions) / len(functions) if len(functions) > 1 else 0.0
    return max(by_lines, by_names * 0.9 if by_lines > 0.2 else 0.0)


def decide(project: Project, made: Tree, *, restore: bool, segments: Mapping[str, str]) -> Plan:
    """The update that makes a project of `made`, the user's edits kept.

    `segments` are folders that have another name now.
    """
    decider = Decider(project, made, restore=restore, segments=segments)
    steps = decider.steps()
    return Plan(
        steps=tuple(steps),
        operations=tuple(decider.operations()),
        moved=decider.moved,
        functions=tuple(decider.functions()),
        methods=tuple(decider.methods()),
    )


def kept(project: Project, sealed: Tree) -> tuple[Change, ...]:
    """The changes of `.scaffold` itself."""
    changes = []
    for path, file in sealed.items():
        if path.startswith(f"{FOLDER}/") and project.read(path) != file.data:
            changes.append(Change(path=path, data=file.data))
    lock = project.lock
    old = [f"{BASE}/{path}" for path, entry in lock.files.items() if entry.kind == "yours"]
    old += [document.path for document in lock.documents]
    gone = [path for path in old if path not in sealed and project.read(path) is not None]
    return (*changes, *(Change(path=path, data=None) for path in gone))


def answers_kept(new: bytes, now: bytes) -> bytes:
    """The answers file, with where the template is and its version as the user, or copier, has them."""
    lines = {key: line for line in now.splitlines(True) if (key := line.partition(b":")[0]) in _COPIER}
    if TEMPLATE.encode() == lines.get(b"_src_path", b"").partition(b":")[2].strip(b" \r\n\"'"):
        return new
    return b"".join(lines.get(line.partition(b":")[0], line) for line in new.splitlines(True))


_COPIER = (b"_src_path", b"_commit")


_TOLD = {
    "kept": "{} is kept, as you edited it, but nothing leads to it any more",
    "absent": "{} stays deleted, as you deleted it, though it has changed",
    "note": "{}",
}


def _notes(result: merge.Merged) -> tuple[str, ...]:
    """What the user should know of a merge."""
    told = []
    for conflict in result.conflicts:
        place = f" of {conflict.name}" if conflict.name else ""
        told.append(f"line {conflict.line}: the {conflict.part}{place} changed on both sides")
    for change in result.changes:
        if change.what in _TOLD:
            detail = f": {change.detail}" if change.detail else ""
            told.append(_TOLD[change.what].format(change.name) + detail)
    return tuple(told)


def _read_in(data: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """A text with line feeds, and what gives a text the line ends and the byte order mark that this one has."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(mark) :]
    if b"\r\n" in text and text.count(b"\r\n") == text.count(b"\n"):
        return text.replace(b"\r\n", b"\n"), lambda new: mark + new.replace(b"\n", b"\r\n")
    return text, lambda new: mark + new


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data else data


def _places(files: Iterable[File | Entry]) -> list[Place]:
    return [Place(file.path, function) for file in files for function in file.functions]


def _told(pair: Pair) -> Moved:
    old, new = pair.old.function, pair.new.function
    return Moved(
        operation=new.operation,
        change="moved" if pair.moved else "renamed",
        before=old.operation,
        path=pair.new.path,
        function=new.name,
        function_before=old.name,
    )


def _alone(place: Place, change: str) -> Moved:
    function = place.function
    return Moved(operation=function.operation, change=change, path=place.path, function=function.name)
