"""Imports merged as sets: the user's own stay, generated ones come and go, and none goes that code still needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from scaffold.merge.items import Piece, Work
from scaffold.merge.model import Entry, Item, Language, Suite
from scaffold.merge.text import MARK, decided


class Imports:
    """The merge of the imports of a file, whose other pieces are merged already."""

    def __init__(self, work: Work, base: Suite, yours: Suite, new: Suite, pieces: list[Piece]) -> None:
        self.work = work
        self.pieces = pieces
        self.alone: list[tuple[Item, tuple[Entry, ...]]] = []
        self.base, self.yours, self.new = (_imports(suite) for suite in (base, yours, new))
        code = "".join(piece.text for piece in pieces if piece.item.kind != "import")
        self.used, self.bound = work.language.names(decided(code))
        if MARK in code:
            self.used = self.used | work.language.names(decided(code, new=True))[0]
        fresh = "".join(item.text for item in new.items if item.kind != "import")
        self.used_by_new = work.language.names(fresh)[0]
        below = (after for before, after in pairwise(new.items) if before.kind == "import" != after.kind)
        self.gap = next((item.gap for item in below), "\n")
        self.old = {entry for item in self.base for entry in item.entries}
        self.mine = {entry for item in self.yours for entry in item.entries}
        self.fresh = {entry for item in self.new for entry in item.entries}

    def merge(self) -> list[Piece]:
        """All pieces, with the imports that the merged code needs."""
        if self._untouched():
            return self._swap()
        drop = {entry for entry in self.mine & self.old - self.fresh if not self._needed(entry)}
        rest = self.mine - drop
        add = [entry for item in self.new for entry in item.entries if entry not in rest and self._wanted(entry, rest)]
        joined: dict[int, tuple[Item, set[Entry]]] = {}
        for item in self.new:
            entries = tuple(entry for entry in item.entries if entry in add)
            if not entries:
                continue
            at = next((at for at, each in enumerate(self.pieces) if self._joins(each.item, item)), -1)
            if at >= 0:
                joined[at] = (item, {*joined.get(at, (item, set()))[1], *entries})
            else:
                self.alone.append((item, entries))
        self._rewrite(drop, joined)
        for item, entries in self.alone:
            self._add(item, entries)
        return self.pieces

    def _untouched(self) -> bool:
        """Whether the user's imports are the generated ones to the letter, and theirs are all that the code needs."""
        if self.work.laid_out or [(item.gap, item.text) for item in self.yours] != [
            (item.gap, item.text) for item in self.base
        ]:
            return False
        kinds = [piece.item.kind == "import" for piece in self.pieces]
        first = kinds.index(True) if True in kinds else 0
        if not all(kinds[first : first + sum(kinds)]) or not self.new:
            return False
        if not self.yours:
            return False
        elsewhere = self.used_by_new - self.used  # what functions need that the user has in other files
        if any(entry.local in elsewhere for entry in self.fresh - self.old):
            return False
        return not any(self._needed(entry) for entry in self.old - self.fresh)

    def _swap(self) -> list[Piece]:
        """New's imports in the place of the user's."""
        first = next(index for index, piece in enumerate(self.pieces) if piece.item.kind == "import")
        rest = [piece for piece in self.pieces[first:] if piece.item.kind != "import"]
        own = [Piece(item.gap, item.text, item, True) for item in self.new]
        if first:  # what stands above stays apart from them
            own[0].gap = own[0].gap or self.pieces[first].gap
        return [*self.pieces[:first], *own, *rest]

    def _needed(self, entry: Entry) -> bool:
        """Whether the code uses a name that nothing else gives."""
        if not entry.local or entry.local not in self.used:
            return False
        return entry.local not in {other.local for other in self.fresh} and entry.local not in self.bound

    def _wanted(self, entry: Entry, rest: set[Entry]) -> bool:
        """Whether one of new's imports is to be put in."""
        if not entry.local:
            return entry not in self.old
        if entry.local in self.bound:
            return False
        if entry.local in {other.local for other in rest}:
            if entry not in self.old and entry.local in self.used:
                self.work.say(
                    entry.local, "note", f"{entry.module} has it now, and your code imports another by its name"
                )
            return False
        return entry.local in self.used or (entry not in self.old and entry.local not in self.used_by_new)

    def _rewrite(self, drop: set[Entry], joined: Mapping[int, tuple[Item, set[Entry]]]) -> None:
        """Take names out of the user's statements, put others in, and take out statements that have none left."""
        out: list[Piece] = []
        for at, piece in enumerate(self.pieces):
            item = piece.item
            new, add = joined.get(at, (item, set[Entry]()))
            left = item.entries if self._remarked(item) else tuple(entry for entry in item.entries if entry not in drop)
            together = self._ordered(item.entries, new.entries, add)
            together = tuple(entry for entry in together if entry in left or entry in add)
            if item.kind != "import" or together == item.entries:
                out.append(piece)
            elif together:
                generated = set(together) == set(new.entries) and item.text in {each.text for each in self.base}
                piece.text = new.text if generated and add and not self.work.laid_out else self._written(item, together)
                piece.item = replace(item, entries=together, text=piece.text)
                out.append(piece)
            else:
                self._pass_gap(piece)
        if out and out[0] is not self.pieces[0]:
            out[0].gap = self.pieces[0].gap  # a file begins as before
        self.pieces[:] = out

    def _remarked(self, item: Item) -> bool:
        """Whether the user has put a comment of their own on an import."""
        meaning = item.meaning.get()
        remarks = meaning[-1] if isinstance(meaning, tuple) else ()
        return bool(remarks) and item.text not in {each.text for each in self.base}

    def _pass_gap(self, piece: Piece) -> None:
        """The first of a group goes: the next of the group begins it."""
        index = self.pieces.index(piece)
        after = self.pieces[index + 1 : index + 2]
        if after and after[0].item.kind == "import" and not after[0].gap:
            after[0].gap = piece.gap

    def _written(self, like: Item, entries: tuple[Entry, ...]) -> str:
        longest = max((len(line) for line in like.text.split("\n")), default=0)
        return self.work.language.import_of(entries, like, max(longest, self.work.language.width))

    def _add(self, item: Item, entries: tuple[Entry, ...]) -> None:
        """Put one of new's statements, or what of it is needed, into the user's file."""
        style = next((each.style for each in self.yours if each.style), item.style)
        like = replace(item, style=style)
        if entries != item.entries:
            text = narrowed(self.work.language, like, {entry.local for entry in entries}.__contains__).text
        else:
            text = item.text if style == item.style else self._written(like, entries)
        self._place(item, Piece(item.gap, text, replace(item, entries=entries, text=text), True))

    def _joins(self, yours: Item, new: Item) -> bool:
        """Whether names of a new statement can go into one of the user's."""
        if yours.kind != "import" or not yours.entries or self._remarked(yours):
            return False
        left, right = yours.entries[0], new.entries[0]
        same = yours.frame == new.frame or {yours.frame, new.frame} == {"type", "inline"}
        return same and left.module == right.module and bool(left.name) and bool(right.name)

    @staticmethod
    def _ordered(mine: Sequence[Entry], order: Sequence[Entry], add: set[Entry]) -> tuple[Entry, ...]:
        """The user's names with new ones, each behind the one that it follows in new."""
        out = list(mine)
        if list(mine) == sorted(mine, key=lambda entry: entry.name):
            return tuple(sorted([*mine, *add], key=lambda entry: entry.name))
        for entry in order:
            if entry not in add:
                continue
            before = [other for other in order[: order.index(entry)] if other in out]
            after = [other for other in order[order.index(entry) :] if other in out]
            at = out.index(before[-1]) + 1 if before else out.index(after[0]) if after else len(out)
            out.insert(at, entry)
        return tuple(out)

    def _place(self, item: Item, piece: Piece) -> None:
        """Put a statement behind the one that it follows in new, before the one that follows it, or last."""
        index = self.new.index(item)
        places = {_module(each.item): at for at, each in enumerate(self.pieces) if each.item.kind == "import"}
        before, after = self._neighbours(index)
        for other in before:
            if (at := places.get(_module(other))) is not None:
                piece.gap = ""
                self.pieces.insert(at + 1, piece)
                return
        for other in after:
            if (at := places.get(_module(other))) is not None:
                piece.gap, self.pieces[at].gap = self.pieces[at].gap, ""
                self.pieces.insert(at, piece)
                return
        self._place_in_group(piece)

    def _neighbours(self, index: int) -> tuple[list[Item], list[Item]]:
        """The statements of new that stand in one group with one of them, nearest first."""
        start, end = index, index + 1
        while start > 0 and not self.new[start].gap:
            start -= 1
        while end < len(self.new) and not self.new[end].gap:
            end += 1
        return self.new[start:index][::-1], self.new[index + 1 : end]

    def _place_in_group(self, piece: Piece) -> None:
        """Put a statement with those of its kind, or as a group of its own."""
        group = self.work.language.group(_module(piece.item))
        groups = [
            (self.work.language.group(_module(each.item)), at)
            for at, each in enumerate(self.pieces)
            if each.item.kind == "import"
        ]
        same = [at for own, at in groups if own == group]
        lower = [at for own, at in groups if own < group]
        if same:
            piece.gap = ""
            self.pieces.insert(same[-1] + 1, piece)
        elif lower:
            piece.gap = "\n"
            self.pieces.insert(lower[-1] + 1, piece)
        elif groups:
            at = groups[0][1]
            piece.gap, self.pieces[at].gap = self.pieces[at].gap, "\n"
            self.pieces.insert(at, piece)
        else:
            self._place_alone(piece)

    def _place_alone(self, piece: Piece) -> None:
        """Put the first import into a file without any."""
        at = 1 if self.pieces and self.pieces[0].item.key == "docstring" else 0
        if at < len(self.pieces) and not self.pieces[at].gap:
            self.pieces[at].gap = self.gap
        piece.gap = "\n" if at else ""
        self.pieces.insert(at, piece)


def narrowed(tongue: Language, item: Item, wanted: Callable[[str], bool]) -> Item:
    """An import with those of its names alone that are wanted, and an empty text where none are; others as they are.

    One that stood on several lines for being long stands on one where it fits now.
    """
    left = tuple(entry for entry in item.entries if not entry.local or wanted(entry.local))
    if left == item.entries:
        return item
    flat = " ".join(item.text.split())
    like = replace(item, text=flat) if len(flat) > tongue.width else item
    text = tongue.import_of(left, like, tongue.width) if left else ""
    if "\n" in text.rstrip("\n"):
        text = tongue.import_of(left, item, tongue.width)
    return replace(item, text=text, entries=left)


def _imports(suite: Suite) -> list[Item]:
    return [item for item in suite.items if item.kind == "import"]


def _module(item: Item) -> str:
    return item.entries[0].module if item.entries else item.key
