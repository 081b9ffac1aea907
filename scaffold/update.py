"""What an update does to each file: decided as a value, before anything is written.

Three versions of a file meet: the one that was generated (base), the user's, and the one that would be generated now.
A generated file is overwritten, after a copy if its user edited it. A file of the user's is merged. Nothing here
knows a language; `scaffold.merge` does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from msgspec.structs import replace

from scaffold import callers, carry, follow, identity, merge, paths
from scaffold.callers import Callers
from scaffold.carry import Source
from scaffold.clients import Clients
from scaffold.identity import Pair, Place
from scaffold.lock import ANSWERS, FOLDER, LEFT, answers_kept, bare
from scaffold.retire import retired, revived
from scaffold.state import BASE, Entry, Project
from scaffold.steps import Action, Moved, Plan, Step, decoded
from scaffold.tree import File, Function, Tree
from scaffold.txn import YOURS, Change

BESIDE = ".scaffold-new"
"""What is put behind the name of a file that can't be merged, for the version that would be generated now."""


class Decider:
    """Decides what becomes of each file of a project, now that `made` is what would be generated."""

    def __init__(self, project: Project, made: Tree, *, restore: bool, segments: Mapping[str, str]) -> None:
        self._project = project
        self._made = made
        self._segments = segments
        self._restore = restore
        self._old = project.lock.files
        self._known = frozenset([*made, *self._old])
        self._pairs = identity.pairs(_places(self._old.values()), _places(made.values()))
        self._pairs_in: dict[str, list[identity.Pair]] = {}
        for pair in self._pairs:
            self._pairs_in.setdefault(pair.new.path, []).append(pair)
        fresh = [path for path, file in made.items() if file.kind == "yours" and path not in self._old]
        gone = [path for path, entry in self._old.items() if entry.kind == "yours" and path not in made]
        self._origins = identity.origins(fresh, gone, self._pairs, segments)
        self._followed_by = {old: new for new, old in self._origins.items()}
        self._before = {pair.new.function.operation: pair.old.function.operation for pair in self._pairs}
        self._spared: set[str] = set()
        self._taken: set[str] = set()
        self._following: dict[str, list[tuple[follow.Change, list[str]]]] = {}
        self._elsewhere: dict[str, str] = {}
        self._left_at: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.left = self._still_left()
        self._sources = self._leaving()
        self.clients = Clients(self._old, made, project.read, segments)

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
        return sorted(self._brought(found), key=lambda step: step.path)

    def operations(self) -> list[Moved]:
        """What happened to each operation, for the report."""
        found = [
            callers.happened(pair, self._home(pair.new))
            for pair in self._pairs
            if pair.renamed or pair.moved or self._elsewhere_now(pair)
        ]
        ours = {pair.old for pair in self._pairs}
        theirs = {pair.new for pair in self._pairs}
        for change, places, known in (
            ("removed", _places(self._old.values()), ours),
            ("added", _places(self._made.values()), theirs),
        ):
            found += [callers.alone(place, self._home(place), change) for place in places if place not in known]
        return sorted(found, key=lambda each: (each.change, each.operation))

    def _elsewhere_now(self, pair: Pair) -> bool:
        """Whether an operation's function belongs in another file, while its own stays."""
        return pair.old.path != pair.new.path and self._origins.get(pair.new.path) != pair.old.path

    def functions(self) -> Iterator[tuple[str, str, str]]:
        """Each operation with the file and the name of its handler; those that are removed as they were."""
        for place in _places([*self._old.values(), *self._made.values()]):
            yield place.function.operation, self._home(place), place.function.name

    def call(self, calling: Callers, others: Callable[[frozenset[str]], Iterable[str]]) -> None:
        """Have the user's code follow what goes by other names now."""
        gone = sorted(set(_places(self._old.values())) - {pair.old for pair in self._pairs})
        stayed = (pair for pair in self._pairs if not self._elsewhere_now(pair))
        before = {path: self._stood(entry) for path, entry in self._old.items()}
        calling.follow(
            [
                *callers.called(self._pairs, gone, before, {**before, **self.moved}, self._home),
                *self.clients.called(self._pairs, gone),
            ],
            callers.listings(stayed, _places(self._made.values()), self.moved),
            callers.renamed(self._origins, self.moved, self._segments),
            others,
            self._segments,
        )

    def _stood(self, entry: Entry) -> str:
        """Where the user has a file that was generated, after the update."""
        path = self._followed_by.get(entry.path, entry.path)
        if path not in self.moved and path == entry.path:
            return self._target(self._left_at.get(path) or entry.moved or path)
        return self.moved.get(path, path)

    def _home(self, place: Place) -> str:
        """The file that has an operation's function: as it was generated, moved, or another one of the user's."""
        operation = place.function.operation
        path = self._followed_by.get(place.path, place.path)
        return self._elsewhere.get(self._before.get(operation, operation)) or self.moved.get(path, path)

    # The user's own files

    def _brought(self, steps: list[Step]) -> list[Step]:
        """The steps, and with them those of other files: what changes in functions that the user has put there.

        With folders that have another name now, all of the user's files go along.
        """
        placed = {step.origin or step.path: step for step in steps if step.kind == "yours" and step.after is not None}
        rest = [step for step in steps if placed.get(step.origin or step.path) is not step]
        own = self._project.others(self._known, None) if self._segments else ()
        deleted = {step.path for step in steps if step.after is None}
        for path in sorted({*own, *self._following} - deleted):
            step = placed.get(path) or self._mine(path)
            for change, names in self._following.get(path, ()):
                step = _with(step, change, names)
            if path in placed or step.after != step.before or step.origin:
                placed[path] = step
        return [*rest, *placed.values()]

    def _mine(self, path: str) -> Step:
        """A file of the user's own as it is, but for names of folders."""
        now, target = self._project.read(path), self._target(path)
        text = decoded(now)
        after = now if text is None else merge.repackaged(path, text, self._segments).encode()
        action, origin = (Action.MERGED, "") if target == path else (Action.RENAMED, path)
        return Step(path=target, action=action, kind="yours", before=now, after=after, origin=origin)

    def _target(self, path: str) -> str:
        """Where a file of the user's own goes: folders may have another name now."""
        target = identity.led(path, self._segments)
        return path if target != path and self._project.read(target) is not None else target

    # What the user keeps though it is made no more

    def _still_left(self) -> dict[str, str]:
        """What was left before, but for what is made again."""
        found = {}
        for path in self._project.lock.left:
            text, file = self._project.left(path), self._made.get(path)
            if text is not None and file is not None:
                names = merge.functions(path, text).keys() - {function.name for function in file.functions}
                text = carry.only(path, text, names)
            if text:
                found[path] = text
        return found

    def _leave(self, path: str, base: str, names: Collection[str]) -> None:
        """Remember what was made of functions that the user keeps."""
        if names:
            self.left[path] = carry.added(path, self.left.get(path, ""), base, names).lstrip()

    def _returned(self, file: File, base: str, yours: str) -> tuple[str, frozenset[str]]:
        """The base with functions that came back and that the user has kept, as they were made; and their names."""
        text = self._project.left(file.path)
        if text is None:
            return base, frozenset()
        kept = merge.functions(file.path, yours).keys() | merge.given(file.path, yours)
        fresh = {function.name for function in file.functions} - merge.functions(file.path, base).keys()
        names = frozenset(kept & fresh & merge.functions(file.path, text).keys())
        return carry.added(file.path, base, text, names), names

    # Functions that belong in another file now

    def _leaving(self) -> dict[str, list[Source]]:
        """For each file the functions that come to it from others, as far as the user wrote in them."""
        pairs: dict[tuple[str, str], list[Pair]] = {}
        for pair in self._pairs:
            if self._elsewhere_now(pair):
                pairs.setdefault((pair.new.path, pair.old.path), []).append(pair)
        found: dict[str, list[Source]] = {}
        for (new, old), moving in pairs.items():
            entry = self._old[old]
            place = self._place(entry)
            base, yours = decoded(self._project.base(entry)), decoded(_unix(self._project.read(place or old) or b""))
            names = tuple(pair.old.function.name for pair in moving)
            if place is not None and base is not None and yours is not None:
                written, given = carry.edited(old, base, yours, names), merge.given(place, yours)
                handed = tuple(name for name in names if name in given)
                if written or handed:
                    base = merge.rebased(old, base, place)
                    source = Source(path=place, base=base, yours=yours, names=written, handed=handed)
                    found.setdefault(new, []).append(source)
        return {path: sources for path, sources in found.items() if self._takes(path, sources)}

    def _takes(self, path: str, sources: list[Source]) -> bool:
        """Whether functions can be put into a file: it is new, or it is there and can be read."""
        entry = self._old.get(path) or self._old.get(self._origins.get(path, ""))
        new = self._made[path].data.decode()
        if entry is None:
            return self._project.read(path) is None and carry.arrived(path, None, None, new, sources) is not None
        place = self._place(entry)
        base, yours = self._project.base(entry), self._project.read(place) if place else None
        if decoded(base) is None or yours is None or decoded(yours) is None:
            return False
        return carry.arrived(path, decoded(base), decoded(_read_in(yours)[0]), new, sources) is not None

    def _left(self, place: str) -> frozenset[str]:
        """The functions that leave the file at `place`."""
        listed = [source for sources in self._sources.values() for source in sources if source.path == place]
        return frozenset(name for source in listed for name in (*source.names, *source.handed))

    def _arriving(self, file: File, base: bytes | None, yours: bytes | None) -> tuple[bytes, bytes] | None:
        """Base and yours of a file with the functions that come to it; None if none do."""
        sources = self._sources.get(file.path)
        if not sources:
            return None
        texts = carry.arrived(file.path, decoded(base), decoded(yours), file.data.decode(), sources)
        return (texts[0].encode(), texts[1].encode()) if texts else None

    # Generated files

    def _there(self, path: str) -> bytes | None:
        """What stands where a file is to be made; nothing where it is one that goes, on a disk that knows no case."""
        now = self._project.read(path)
        going = self._going.get(paths.folded(path)) if now is not None and path not in self._old else None
        return None if going and self._project.same(path, going) else now

    @cached_property
    def _going(self) -> dict[str, str]:
        return {paths.folded(path): path for path in self._old if path not in self._made}

    def _generated(self, file: File) -> list[Step]:
        path, new = file.path, file.data
        now, entry = self._there(path), self._old.get(path)
        if path == ANSWERS and now is not None:
            new = answers_kept(new, now)
        step = partial(Step, path=path, kind="generated", operations=file.operations, executable=file.executable)
        if now is None:
            return [step(action=Action.CREATED, after=new)]
        if now == new or _unix(now) == new or bare(now) == bare(new):
            return [step(action=Action.UNCHANGED, before=now, after=now)]
        updated = step(action=Action.UPDATED, before=now, after=new)
        if path == ANSWERS or (entry and entry.as_made(now)):
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
        if place is None and path not in self._old and self._there(path) is not None:
            return self._first(file)
        if place is None:
            self._follow(self._change(file, entry), "")
            return [self._deleted(file, entry)]
        now = self._project.read(place)
        assert now is not None
        # A file that the user moved stays where it is; one that we move goes along.
        target = path if place == entry.path else self._target(place)
        if place != entry.path:
            self.moved[path] = target
        if place in self._taken:
            self._join(file, entry, place)
            return []
        self._taken.add(place)
        return self._merged(file, entry, place, target, now)

    def _change(self, file: File, entry: Entry) -> follow.Change | None:
        """What changes in the functions of a file; None if what was generated before is lost."""
        base = decoded(self._project.base(entry))
        if base is None:
            return None
        names = self._names(file)
        new = file.data.decode()
        return follow.Change(source=file.path, base=base, new=new, functions=entry.functions, names=names)

    def _join(self, file: File, entry: Entry, place: str) -> None:
        """A file that the user has put together with another one: its functions are merged there."""
        if change := self._change(file, entry):
            names = [function.name for function in (*entry.functions, *file.functions)]
            self._following.setdefault(place, []).append((change, names))

    def _first(self, file: File) -> list[Step]:
        """A file that was not generated before."""
        now, new = self._there(file.path), file.data
        step = partial(Step, path=file.path, kind="yours", operations=file.operations, executable=file.executable)
        if now is None:
            carried = self._arriving(file, None, None)
            return self._carried(file, *carried) if carried else [step(action=Action.CREATED, after=new)]
        if _unix(now) == new:
            return [step(action=Action.UNCHANGED, before=now, after=now)]
        rest, left = revived(file.path, now), self._project.left(file.path)
        base = left or decoded(
            self._project.read(f"{BASE}/{file.path}")
        )  # which a branch that was merged may have made
        if (rest is not None or base or file.path in self._project.lock.left) and decoded(now) is not None:
            return [self._back(file, now, now if rest is None else rest, base or "")]
        return self._beside(file, file.path, now, "you have a file of this name already")

    def _back(self, file: File, now: bytes, rest: bytes, base: str) -> Step:
        """A file that was kept when its operations went and is generated again, or that another branch has made."""
        data, again = _read_in(rest)
        yours, new = data.decode(), file.data.decode()
        kept = merge.functions(file.path, yours).keys() | merge.given(file.path, yours)
        base = carry.without(file.path, base, merge.functions(file.path, base).keys() - kept)
        names = {function.name for function in file.functions}
        result = merge.merge(file.path, base, yours, new, back=names)
        functions = self._back_elsewhere(file, (), yours)
        change = follow.Change(source=file.path, base=base, new=new, functions=functions, back=names)
        followed = self._follow(change, yours)
        after = again(result.text.encode())
        action = Action.UNCHANGED if after == now else Action.MERGED
        return Step(
            path=file.path,
            action=Action.CONFLICT if result.conflicts else action,
            kind="yours",
            before=now,
            after=after,
            operations=file.operations,
            notes=follow.notes(result, followed),
            versions=(None, now, file.data) if result.conflicts else None,
        )

    def _carried(self, file: File, base: bytes, yours: bytes) -> list[Step]:
        """A new file, with functions that the user has written in another one."""
        texts = base.decode(), merge.repackaged(file.path, yours.decode(), self._segments), file.data.decode()
        result = merge.merge(file.path, *texts, renames=self._names(file).functions)
        result, followed = self._handed_over(file, texts[1], result, file.path)
        action = Action.CONFLICT if result.conflicts else Action.CREATED
        return [
            Step(
                path=file.path,
                action=action,
                kind="yours",
                after=result.text.encode(),
                operations=file.operations,
                notes=(*self._arrivals(file.path), *follow.notes(result, followed)),
                versions=(base, yours, file.data) if result.conflicts else None,
            )
        ]

    def _handed_over(
        self, file: File, yours: str, result: merge.Merged, path: str
    ) -> tuple[merge.Merged, frozenset[str]]:
        """The merge of a file to which functions come that stay where the user has put them; and their names."""
        followed = frozenset[str]()
        for source in self._sources.get(file.path, ()):
            functions = tuple(each for each in self._functions(file) if each.name in source.handed)
            base = merge.rebased(source.path, source.base, file.path)
            names, new = self._names(file), file.data.decode()
            change = follow.Change(source=file.path, base=base, new=new, functions=functions, names=names)
            result, more = self._handed_on(change, yours, result, path)
            followed |= more
        return result, followed

    def _functions(self, file: File) -> Iterator[Function]:
        """The functions of a file as they were, in whatever file."""
        return (pair.old.function for pair in self._pairs_in.get(file.path, ()))

    def _handed_on(
        self, change: follow.Change, yours: str, result: merge.Merged, path: str
    ) -> tuple[merge.Merged, frozenset[str]]:
        """The merge of a file that has functions from others: it hands them on as they are called now."""
        followed = self._follow(change, yours)
        handed = change.handed(followed, lambda place: decoded(self._project.read(place)) or "")
        text = merge.handing(path, result.text, handed)
        return replace(result, text=text), frozenset({*followed, *handed.values()})

    def _back_elsewhere(self, file: File, known: Iterable[Function], yours: str) -> tuple[Function, ...]:
        """The functions that have come back to a file, and that the user has in another one."""
        names = {function.name for function in known}
        fresh = [function for function in file.functions if function.name not in names]
        given = merge.given(file.path, yours) if fresh else set()
        return tuple(function for function in fresh if function.name in given)

    def _beside(self, file: File, path: str, now: bytes, why: str) -> list[Step]:
        """Our version goes beside the user's, as there is nothing to merge by."""
        beside, new = path + BESIDE, file.data
        note = f"{why}; merge {beside} into it by hand"
        step = partial(Step, kind="yours")
        return [
            step(path=path, action=Action.CONFLICT, before=now, after=now, operations=file.operations, notes=(note,)),
            step(path=beside, action=Action.CREATED, before=self._project.read(beside), after=new),
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
        if barrel := follow.barrel(entry.path, entry.functions, self._project.read):
            return barrel
        base = self._project.base(entry)
        suffixes = merge.alike(os.path.splitext(entry.path)[1])
        best, likest = None, follow.LIKE
        for path in self._project.others(self._known, suffixes) if suffixes != {""} else ():
            if path in self._taken and not entry.functions:
                continue
            now = self._project.read(path) or b""
            like = 1.0 if now == base else follow.likeness(base, now, entry.functions)
            if like > likest:
                best, likest = path, like
        return best

    def _merged(self, file: File, entry: Entry, place: str, target: str, now: bytes) -> list[Step]:
        origin = place if place != target else ""
        kept = Step(
            path=target,
            action=Action.RENAMED if origin else Action.UNCHANGED,
            kind="yours",
            before=now,
            after=now,
            operations=self._touched(file, entry),
            origin=origin,
            executable=file.executable,
        )
        if origin and self._project.read(target) is not None:
            return self._beside(file, target, self._project.read(target) or b"", f"{place} would be moved here")
        yours, again = _read_in(now)
        new = file.data
        alone = not self._sources.get(file.path)
        if alone and (yours == new or (entry.made(new) and not origin and not self._segments)):
            return [kept]
        base = self._project.base(entry)
        if base is None:
            return self._beside(file, place, now, "what was generated before is lost, so your edits can't be told")
        if yours == base and alone and entry.made(base):
            return [replace(kept, action=Action.RENAMED if origin else Action.UPDATED, after=again(new))]
        texts = decoded(base), decoded(yours), decoded(new)
        if texts[0] is None or texts[1] is None or texts[2] is None:
            return self._beside(file, place, now, "it is not UTF-8 text, which can't be merged")
        return self._by_function(file, entry, place, kept, (texts[0], texts[1], texts[2]))

    def _by_function(self, file: File, entry: Entry, place: str, kept: Step, texts: tuple[str, str, str]) -> list[Step]:
        """The merge of a file that both sides changed, and of those that the user has put functions of it in."""
        now = kept.before or b""
        names = self._names(file)
        base, yours = self._ready(file, place, texts[0], merge.repackaged(place, texts[1], self._segments))
        base, back = self._returned(file, base, yours)
        result = merge.merge(
            file.path,
            base,
            yours,
            texts[2],
            renames=names.functions,
            parameters=names.parameters,
            at=kept.path,
            laid_out=not entry.made(texts[0].encode()),
            back=back,
        )
        left = self._left(place)
        functions = tuple(each for each in entry.functions if each.name not in left)
        functions = (*functions, *self._back_elsewhere(file, entry.functions, yours))
        change = follow.Change(source=file.path, base=base, new=texts[2], functions=functions, names=names, back=back)
        result, followed = self._handed_on(change, yours, result, kept.path)
        result, over = self._handed_over(file, yours, result, kept.path)
        result = replace(change, base=texts[0]).untyped(result, kept.path)
        self._leave(file.path, base, {each.name for each in result.changes if each.what == "kept"})
        notes = *self._arrivals(file.path), *follow.notes(result, followed | over)
        after = _read_in(now)[1](result.text.encode())
        if result.conflicts:
            versions = (texts[0].encode(), now, file.data)
            return [replace(kept, action=Action.CONFLICT, after=after, versions=versions, notes=notes)]
        if kept.origin:
            action = Action.RENAMED
        elif after != now:
            action = Action.MERGED
        else:
            action = Action.KEPT if notes else Action.UNCHANGED
        return [replace(kept, action=action, after=after, notes=notes)]

    def _ready(self, file: File, place: str, base: str, yours: str) -> tuple[str, str]:
        """Base and yours without the functions that leave the file, and with those that come to it."""
        if left := self._left(place):
            base, yours = carry.without(place, base, left), carry.without(place, yours, left)
        arriving = self._arriving(file, base.encode(), yours.encode())
        return (arriving[0].decode(), arriving[1].decode()) if arriving else (base, yours)

    def _arrivals(self, path: str) -> tuple[str, ...]:
        sources = self._sources.get(path, ())
        return tuple(f"{name} comes from {source.path}" for source in sources for name in source.names)

    def _names(self, file: File) -> follow.Names:
        """The functions of a file that have another name now, and the parameters of its functions that have."""
        pairs = self._pairs_in.get(file.path, [])
        functions = {pair.old.function.name: pair.new.function.name for pair in pairs if pair.renamed}
        parameters = {}
        for pair in pairs:
            old, new = pair.old.function.slots, pair.new.function.slots
            changed = {left: right for left, right in zip(old, new, strict=False) if left != right and left and right}
            if changed and len(old) == len(new):
                parameters[pair.old.function.name] = changed
        return follow.Names(functions=functions, parameters=parameters)

    def _follow(self, change: follow.Change | None, yours: str) -> Mapping[str, str]:
        """Have a file's functions merged in the files of the user's that have them now; and which have which.

        `yours` is the file itself, as the user has it.
        """
        missing = follow.elsewhere(change.functions, yours) if change else []
        if change is None or not missing:
            return {}
        suffix = os.path.splitext(change.source)[1]
        found = homes(self._project, self._known, suffix, missing)
        for path in sorted(set(found.values())):
            self._following.setdefault(path, []).append((change, [name for name in missing if found.get(name) == path]))
        made = self._made.get(change.source)
        here = {function.name for function in made.functions} if made else set[str]()
        here |= change.names.functions.keys()
        self._leave(change.source, change.base, found.keys() - here)
        operations = {function.name: function.operation for function in change.functions}
        self._elsewhere |= {operations[name]: self._target(path) for name, path in found.items()}
        return found

    def _touched(self, file: File, entry: Entry) -> tuple[str, ...]:
        """The operations of a file that came, went or have another name."""
        pairs = [pair for pair in self._pairs_in.get(file.path, ()) if pair.old.path == entry.path]
        stayed = {pair.old.function for pair in pairs}
        same = {pair.new.function for pair in pairs if not (pair.renamed or pair.moved)}
        gone = {each.operation for each in entry.functions if each not in stayed}
        return tuple(sorted(gone | {each.operation for each in file.functions if each not in same}))

    # Files that are not generated any more

    def _gone(self, entry: Entry) -> list[Step]:
        place = self._place(entry) if entry.kind == "yours" else entry.path
        self._left_at[entry.path] = place or ""
        now = self._project.read(place) if place else None
        base = decoded(self._project.base(entry)) if entry.functions else None
        if base is not None:
            left = merge.imports(entry.path, base, self._old.keys() - self._made.keys())
            leaving = self._left(place) if place else frozenset[str]()
            functions = tuple(each for each in entry.functions if each.name not in leaving)
            change = follow.Change(source=entry.path, base=base, new=left, functions=functions, gone=True)
            self._follow(change, decoded(now) or "")
        if place is None or now is None:
            return []
        gone = {each.operation for each in entry.functions} - set(self._before.values())
        self._elsewhere = dict.fromkeys(gone, place) | self._elsewhere
        return self._left_over(entry, place, now)

    def _left_over(self, entry: Entry, place: str, now: bytes) -> list[Step]:
        """A file itself that is not generated any more."""
        step = partial(Step, path=place, kind=entry.kind, before=now, operations=entry.operations)
        if entry.made(_unix(now)) or (entry.kind == "generated" and entry.as_made(now)):
            return [step(action=Action.DELETED)]
        if entry.kind == "generated":
            return [step(action=Action.DELETED), self._spare(place, now, "generated")]
        base, yours = decoded(self._project.base(entry)), decoded(now)
        if base is not None and yours is not None and merge.same(place, merge.rebased(entry.path, base, place), yours):
            return [step(action=Action.DELETED)]
        rest = now
        if (left := self._left(place)) and base is not None and yours is not None:
            rest = carry.without(place, yours, left).encode()
            if _unix(rest).decode().strip() == carry.without(place, base, left).strip():
                return [step(action=Action.DELETED)]
        if base is not None:
            self.left[entry.path] = base
        note = "you edited it, so it is kept; nothing leads to it any more"
        return [step(action=Action.KEPT, after=retired(place, rest), notes=(note,))]


def decide(
    project: Project, made: Tree, *, restore: bool, segments: Mapping[str, str], aliases: Mapping[str, str]
) -> Plan:
    """The update that makes a project of `made`, the user's edits kept.

    `segments` are folders that have another name now, `aliases` names that imports have for folders.
    """
    decider = Decider(project, made, restore=restore, segments=segments)
    steps = decider.steps()
    now = {decider.moved.get(path, path): [each.name for each in file.functions] for path, file in made.items()}
    calling = Callers(steps, project.read, aliases, now)
    others = partial(project.others, frozenset([*made, *project.lock.files]))
    decider.call(calling, others)
    return Plan(
        steps=tuple(calling.steps),
        operations=tuple(calling.told(each) for each in decider.operations()),
        types=tuple(calling.types()),
        moved=decider.moved,
        left=decider.left,
        functions=tuple(decider.functions()),
        methods=tuple(decider.clients.methods()),
    )


def homes(project: Project, known: Iterable[str], suffix: str, names: Iterable[str]) -> Mapping[str, str]:
    """Which of the user's own files, those that are not `known`, define functions of these names."""
    files = project.others(frozenset(known), merge.alike(suffix))
    texts = ((path, decoded(project.read(path))) for path in files)
    return merge.follow(names, {path: text for path, text in texts if text is not None})


def kept(project: Project, sealed: Tree) -> tuple[Change, ...]:
    """The changes of `.scaffold` itself."""
    changes = []
    for path, file in sealed.items():
        if path.startswith(f"{FOLDER}/") and project.read(path) != file.data:
            changes.append(Change(path=path, data=file.data))
    lock = project.lock
    old = [f"{BASE}/{path}" for path, entry in lock.files.items() if entry.kind == "yours"]
    old += [*(document.path for document in lock.documents), *(f"{LEFT}/{path}" for path in lock.left)]
    gone = [path for path in old if path not in sealed and project.read(path) is not None]
    return (*changes, *(Change(path=path, data=None) for path in gone))


def _with(step: Step, change: follow.Change, names: Sequence[str]) -> Step:
    """A file of the user's, and what changes in functions of another one that it has."""
    text = decoded(step.after)
    if text is None:
        return step
    result = change.brought(names, step.path, text)
    after = result.text.encode()
    if after == step.after:
        return step
    if not after.strip():  # what it had, nobody wrote in
        return replace(step, action=Action.DELETED, after=None)
    operations = {function.operation for function in change.functions if function.name in names}
    action = Action.CONFLICT if result.conflicts or step.action is Action.CONFLICT else Action.MERGED
    return replace(
        step,
        action=Action.RENAMED if step.origin and action is Action.MERGED else action,
        after=after,
        operations=tuple(sorted({*step.operations, *operations})),
        notes=(*step.notes, *follow.notes(result, ())),
    )


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
