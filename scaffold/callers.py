"""The user's code that has handlers by names, which are others now: it follows where that is sure to be right. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from scaffold import merge, packages
from scaffold.identity import Pair, Place, led
from scaffold.merge import Listing
from scaffold.steps import Action, Moved, Renamed, Step, Use, decoded, lines_told, noted

CODE = frozenset({".py", ".pyi", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs"})
_DEEP = 2
"""Through so many files that have one another whole a function is followed: `front.books.get_book`."""


class Called(Struct, frozen=True, kw_only=True):
    """What a function is called now, that was `old` in each of the files `paths`.

    It is empty if there is none any more. Where these files have it no more, `home` is the one that has it. If it is
    `made`, these files are generated. It is the function of an `operation`, if not empty.
    """

    operation: str
    paths: frozenset[str]
    old: str
    new: str
    home: str = ""
    made: bool = False

    @property
    def key(self) -> str:
        """What its uses are noted by."""
        return self.operation or f"{min(self.paths)} {self.old}"

    def led(self, moved: Mapping[str, str]) -> Called:
        """The same, of files that have other names in their folders now: what has led to them leads there."""
        return replace(self, paths=frozenset(moved.get(path, path) for path in self.paths))


def called(
    pairs: Iterable[Pair],
    gone: Iterable[Place],
    before: Mapping[str, str],
    now: Mapping[str, str],
    home: Callable[[Place], str],
) -> Iterator[Called]:
    """What the functions of operations are called, in `pairs` and those that are `gone`.

    `before` and `now` say where the user has the files that were generated, `home` where a function itself is.
    """
    for place in gone:
        had = frozenset({home(place), before[place.path]})
        yield Called(operation=place.function.operation, paths=had, old=place.function.name, new="")
    for pair in pairs:
        operation, old, new = pair.new.function.operation, pair.old.function.name, pair.new.function.name
        there = now.get(pair.new.path, pair.new.path)
        here = frozenset({home(pair.new), there})
        yield Called(operation=operation, paths=here, old=old, new=new)
        if left := {before[pair.old.path]} - here:
            yield Called(operation=operation, paths=frozenset(left), old=old, new=new, home=there)


def listings(stayed: Iterable[Pair], made: Iterable[Place], now: Mapping[str, str]) -> Iterator[Listing]:
    """What is new among the functions of each file beside those that `stayed`, at the place where it is `now`."""
    before: dict[str, set[str]] = {}
    for pair in stayed:
        before.setdefault(pair.new.path, set()).add(pair.new.function.name)
    added: dict[str, list[str]] = {}
    for place in made:
        if place.path in before and place.function.name not in before[place.path]:
            added.setdefault(place.path, []).append(place.function.name)
    for path, names in added.items():
        yield Listing(now.get(path, path), frozenset(before[path]), tuple(names))


def renamed(origins: Mapping[str, str], moved: Mapping[str, str], segments: Mapping[str, str]) -> dict[str, str]:
    """The files that have another name in their folder now, of which `origins` says the old one.

    Those that the user has `moved` stay where they are; `segments` are folders that have another name themselves.
    """
    pairs = ((led(old, segments), new) for new, old in origins.items() if new not in moved)
    return {old: new for old, new in pairs if old != new and posixpath.dirname(old) == posixpath.dirname(new)}


def happened(pair: Pair, path: str) -> Moved:
    """What happened to an operation whose function is in the file at `path` now, for the report."""
    old, new = pair.old.function, pair.new.function
    return Moved(
        operation=new.operation,
        change="renamed" if pair.renamed and not pair.moved else "moved",
        before=old.operation,
        path=path,
        function=new.name,
        function_before=old.name,
    )


def alone(place: Place, path: str, change: str) -> Moved:
    """What happened to one that was not there before, or is not there any more."""
    function = place.function
    return Moved(operation=function.operation, change=change, path=path, function=function.name)


class Callers:
    """The steps of an update in which callers follow; `uses` are their lines, by operation.

    `now` are the functions that each file has to define.
    """

    def __init__(
        self,
        steps: Iterable[Step],
        read: Callable[[str], bytes | None],
        aliases: Mapping[str, str],
        now: Mapping[str, Collection[str]],
    ) -> None:
        self.steps = list(steps)
        self.uses: dict[str, list[Use]] = {}
        self._called: list[Called] = []
        self._read, self._aliases, self._now = read, aliases, now
        self._places = {step.path: at for at, step in enumerate(self.steps)}

    def follow(
        self,
        called: Iterable[Called],
        listings: Iterable[Listing],
        moved: Mapping[str, str],
        others: Callable[[frozenset[str]], Iterable[str]],
        renamed: Mapping[str, str],
    ) -> None:
        """Have all files say the functions' names, and lists of all of them the new ones.

        `moved` are files that have other names in their folders now, `renamed` packages; `others` gives the user's own
        files by their suffixes.
        """
        called = [each.led(moved) for each in called if each.old != each.new or each.home]
        self._called = called
        listings = list(listings)
        lost = self._lost(renamed)
        if not called and not listings and not moved and not renamed and not lost:
            return
        taken = {step.origin or step.path for step in self.steps}
        texts = {step.path: text for step in self.steps if (text := self._text(step)) is not None}
        texts |= {path: text for path in others(CODE) if path not in taken and (text := decoded(self._read(path)))}
        modules = self._modules(called, texts, renamed.values()) if renamed else set[str]()
        for path, text in texts.items() if moved or renamed else ():
            text = merge.repackaged(path, text, renamed, modules)
            texts[path] = merge.leading(path, text, moved, self._aliases)
        self._rename(called, texts, dict(self._barrels()) if called else {})
        for listing in listings:
            paths = [path for path, text in texts.items() if merge.may_list(text, listing)]
            there = self._there(listing, texts) if paths else listing
            for path in paths:
                texts[path] = merge.listed(path, texts[path], there, self._aliases)
        for path, text in texts.items():
            self._put(path, text)
        for path, text in texts.items() if lost else ():
            self._note(path, self._left(path, text, lost))
        self.steps.sort(key=lambda step: step.path)

    def _lost(self, renamed: Mapping[str, str]) -> dict[str, str]:
        """The files of code that the update takes away for good, with a word that is in each import of them."""
        there = {stem for step in self.steps if step.after is not None for stem in (step.path, _module(step.path))}
        gone = (step.path for step in self.steps if step.action is Action.DELETED)
        return {
            path: posixpath.basename(_module(path))
            for path in gone
            if posixpath.splitext(path)[1] in CODE and not {_module(path), led(path, renamed)} & there
        }

    def _left(self, path: str, text: str, lost: Mapping[str, str]) -> Iterator[str]:
        """What a file still has of those that are `lost`, in lines of which nothing else tells."""
        if not any(word in text for word in set(lost.values())):
            return
        told = {use.line for uses in self.uses.values() for use in uses if use.file == path}
        for other in sorted(lost.keys() & merge.leads(path, text, self._aliases)):
            word = re.compile(rf"\b{re.escape(lost[other])}\b")
            yield from lines_told(text, word, f"{other} is gone", told)

    def _modules(self, called: Iterable[Called], texts: Mapping[str, str], renamed: Collection[str]) -> set[str]:
        """The modules of packages, and what these have themselves; some of that is `called` otherwise."""
        made = {step.path: step.after for step in self.steps if step.after is not None}
        there = {*made, *texts}
        found = packages.modules(there, renamed)
        had = {(path, each.old) for each in called for path in each.paths}
        for path, package in packages.own(there, renamed):
            names = held(path, {path: texts.get(path) or decoded(made[path]) or ""})
            found |= {f"{package}.{name}" for name in names.union(old for home, old in had if home == path)}
        return found

    def _barrels(self) -> Iterator[tuple[str, str]]:
        """The generated files of folders, by which what is in others may be had."""
        for step in self.steps:
            if step.kind == "generated" and merge.is_barrel(step.path) and (text := decoded(step.after)):
                yield step.path, text

    def _rename(self, called: Iterable[Called], texts: dict[str, str], made: Mapping[str, str]) -> None:
        """Have callers follow, and then those that have the functions from them, or from files that are `made`."""
        owners = {
            (path, each.old): each
            for each in called
            for path in each.paths
            if each.made or _right(each, path, texts.get(path))
        }
        fresh, names = owners, {key: self._now_called(each, texts) for key, each in owners.items()}
        homes = {now.home for now in names.values() if isinstance(now, merge.Elsewhere)}
        led = {home: merge.leads(home, texts.get(home, ""), self._aliases) for home in homes}
        while fresh:
            passed_on: dict[tuple[str, str], tuple[Called, str | None]] = {}
            speaks = merge.speaking(names)
            for path, text in (*texts.items(), *made.items()):
                if not speaks(text):
                    continue
                again = self._now.get(path, frozenset())
                found = merge.called(path, text, _uncircled(path, names, led), self._aliases, again)
                if path not in made:
                    texts[path] = found.text
                    self._use(path, found, fresh)
                for name, (key, now) in found.passed_on.items():
                    new = (path, name) not in owners and now != name.rpartition(".")[2]
                    if new and name.count(".") <= _DEEP:  # files may have one another
                        passed_on[path, name] = (fresh[key], now)
            fresh = {key: each for key, (each, _) in passed_on.items()}
            owners |= fresh
            names = {key: now for key, (_, now) in passed_on.items()}

    def _use(self, path: str, found: merge.Followed, called: Mapping[tuple[str, str], Called]) -> None:
        """Note the lines of a file that say what is `called` otherwise."""
        for lines, followed in ((found.lines, True), (found.left, False)):
            for key, numbers in lines.items():
                uses = self.uses.setdefault(called[key].key, [])
                uses += [Use(path, number, followed) for number in numbers]

    def _now_called(self, each: Called, texts: Mapping[str, str]) -> str | merge.Elsewhere | None:
        """What a function is called now; None where it is not sure that code which has it from its file can follow."""
        if not each.home:
            return each.new
        if each.made:
            return merge.Elsewhere(each.new, each.home)
        anew = each.old != each.new and each.old in self._now.get(each.home, ())  # another function goes by its name
        return None if anew or each.new not in held(each.home, texts) else merge.Elsewhere(each.new, each.home)

    @staticmethod
    def _there(listing: Listing, texts: Mapping[str, str]) -> Listing:
        """What of a listing is in its file."""
        has = held(listing.home, texts)
        added = tuple(name for name in listing.added if name in has)
        return Listing(listing.home, listing.before & has, added)

    def told(self, moved: Moved) -> Moved:
        """What happened to an operation, with the callers of its function."""
        return replace(moved, uses=tuple(sorted(set(self.uses.get(moved.operation, ())))))

    def types(self) -> Iterator[Renamed]:
        """What is no operation's and is called otherwise, or is elsewhere or gone, and the user's code has it."""
        for each in self._called:
            if not each.operation and (uses := tuple(sorted(set(self.uses.get(each.key, ()))))):
                path = each.home or min(each.paths)
                yield Renamed(name=each.new, before=each.old, path=path, uses=uses)

    @staticmethod
    def _text(step: Step) -> str | None:
        """The text of a file of the user's, if it is whole."""
        return decoded(step.after) if step.kind == "yours" and step.action is not Action.CONFLICT else None

    def _note(self, path: str, notes: Iterable[str]) -> None:
        """Show what is to be told of a file of the user's, changed or not."""
        if not (told := tuple(notes)):
            return
        at = next((at for at, step in enumerate(self.steps) if step.path == path), len(self.steps))
        if at == len(self.steps):
            data = self._read(path)
            self.steps.append(Step(path=path, action=Action.UNCHANGED, kind="yours", before=data, after=data))
        self.steps[at] = noted(self.steps[at], told)

    def _put(self, path: str, text: str) -> None:
        at, after = self._places.get(path), text.encode()
        if at is None:
            before = self._read(path)
            if after != before:
                self.steps.append(Step(path=path, action=Action.MERGED, kind="yours", before=before, after=after))
        elif after != self.steps[at].after:
            step = self.steps[at]
            action = Action.MERGED if step.action in (Action.UNCHANGED, Action.KEPT) else step.action
            self.steps[at] = replace(step, action=action, after=after)


def _module(path: str) -> str:
    """What an import names a file by."""
    stem = posixpath.splitext(path)[0]
    return posixpath.dirname(stem) if posixpath.basename(stem) in ("__init__", "index") else stem


def _uncircled(path: str, names: merge.Names, led: Mapping[str, Collection[str]]) -> merge.Names:
    """What functions are called now for the file at `path`, which should import none that imports it."""
    circled = {home for home, paths in led.items() if path in paths}
    if not circled:
        return names
    return {
        key: None if isinstance(now, merge.Elsewhere) and now.home in circled else now for key, now in names.items()
    }


def _right(each: Called, path: str, text: str | None) -> bool:
    """Whether a file is there to have the function by its new name, or has it no more."""
    if each.new and not each.home:
        return text is not None
    return text is None or each.old not in held(path, {path: text})


def held(path: str, texts: Mapping[str, str]) -> set[str]:
    """The names that other files can have from one."""
    text = texts.get(path, "")
    return {*merge.functions(path, text), *merge.given(path, text)}
