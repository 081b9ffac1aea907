"""Items merged: each with its own of the other versions, part by part, and all of them into one row.

What the user has is the skeleton. What the description changed is spliced into it, so that the user's layout stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct, field

from scaffold.merge.diff3 import merge3, merge_lines
from scaffold.merge.model import Arg, Args, Change, Element, Item, Language, Part, Suite, What
from scaffold.merge.params import Clash, Merger, local_names, render, unchanged
from scaffold.merge.text import conflict, indented

_WORD = re.compile(r"[^\W\d]\w*")


class Piece(Struct):
    """A piece of the merged file: an item's text, the blank lines before it, and whether the user has a hand in it."""

    gap: str
    text: str
    item: Item
    edited: bool = False


class Work(Struct):
    """One merge: how the texts are indented, which names changed, and what was done.

    With `laid_out` a formatter went over base too: what looks the same in both may look otherwise in new.
    """

    language: Language
    renames: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, str]]
    unit: str
    fresh_unit: str
    changes: list[Change] = field(default_factory=list)
    outer: str = ""
    laid_out: bool = False

    def say(self, item: Item | str, what: What, detail: str = "") -> None:
        name = self.outer + str(item)
        self.changes.append(Change(name, what, detail))

    def fresh(self, text: str) -> str:
        """New's text with the user's indentation."""
        return indented(text, self.fresh_unit, self.unit)


def same(left: Item, right: Item) -> bool:
    """Whether two items differ in layout at most."""
    return left.text == right.text or (left.key == right.key and left.meaning.get() == right.meaning.get())


_UNCALLED = (
    "it stands in a statement of yours, which stays, but nothing calls it any more: "
    "its operation is gone, or has its function in another file"
)
_TYPES_TELL = "what it takes and gives has changed, and types tell what doesn't fit"


class Items:
    """The merge of three rows of items."""

    def __init__(self, work: Work, base: Suite, yours: Suite, new: Suite) -> None:
        self.work = work
        self.yours, self.tail = yours, yours.tail
        self.base = {item.key: item for item in base.items}
        self.new = {item.key: item for item in new.items if item.kind != "import"}
        self.order = [item for item in new.items if item.kind != "import"]
        self.renamed = {f"name {old}": f"name {new}" for old, new in work.renames.items()} if not work.outer else {}
        self.mine = {item.key for item in yours.items}
        self.given = set().union(*map(work.language.given, yours.items))
        self.stated = {word for item in yours.items if item.kind == "other" for word in _WORD.findall(item.text)}
        self.times = Counter(item.name for item in yours.items)

    def merge(self) -> list[Piece]:
        """The merged row. Imports are the user's; they are merged apart."""
        out: list[Piece] = []
        taken: dict[str, Piece] = {}
        removed: list[tuple[int, Piece]] = []
        for item in self.yours.items:
            if item.kind == "import":
                out.append(Piece(item.gap, item.text, item, True))
                continue
            base, new = self._match(item)
            if base is not None and new is None and same(item, base):
                removed.append((len(out), Piece(item.gap, item.text, item)))
                continue
            piece = self._one(item, base, new)
            out.append(piece)
            if new is not None:
                taken[new.key] = piece
        self._put_back_used(out, removed)
        self._put_new(out, taken)
        self._say_left()
        return out

    def _match(self, item: Item) -> tuple[Item | None, Item | None]:
        """The base and the new version of one of the user's items."""
        old = item.key
        if old not in self.base:
            old = next((left for left, right in self.renamed.items() if right == old and left in self.base), old)
            if old != item.key and old in self.mine:
                why = "something else of yours goes by the name that it has now: give that another"
                self.work.say(item, "note", why)
                return None, None
        base = self.base.get(old)
        name = self.renamed.get(old, old) if base else old
        return base, self.new.get(name) or (self.new.get(old) if base else None)

    def _one(self, item: Item, base: Item | None, new: Item | None) -> Piece:
        if new is None:
            if base is not None and item.kind != "comment":
                self.work.say(item, "kept", "you have edited it")
            return Piece(item.gap, item.text, item, True)
        if base is not None and base.kind == "function" and self.times[item.name] > 1:
            self.work.say(new, "note", f"your file defines it more than once, so it is left as it is; {_TYPES_TELL}")
            return Piece(item.gap, _retyped(item.text, base, new), item, True)
        text, edited = merge_item(self.work, base, item, new)
        gap = item.gap
        if base is not None and item.gap == base.gap:
            gap = new.gap
        return Piece(gap, text, item, edited)

    def _put_back_used(self, out: list[Piece], removed: list[tuple[int, Piece]]) -> None:
        """Take out what is gone from the description, but for what the user's own code still calls."""
        words: set[str] = set()
        gone = {piece.item.name for _, piece in removed if piece.item.name}
        own = [piece for piece in out if piece.edited and piece.item.kind != "import"] if removed else []
        for piece in own:
            words.update(_WORD.findall(self._unlisted(piece, gone)))
        for index, piece in reversed(removed):
            item = piece.item
            if item.name and item.name in words and not self.work.outer:
                out.insert(index, piece)
                self.work.say(item, "kept", "your code uses it")
            elif item.kind != "comment":
                self.work.say(item, "deleted")
        for piece in own:
            piece.text = self._unlisted(piece, gone - words)
        if out and self.yours.items:
            out[0].gap = self.yours.items[0].gap

    def _unlisted(self, piece: Piece, gone: Set[str]) -> str:
        """A statement without the names that it hands on and that are gone from this file; others as they are."""
        names = dict.fromkeys(gone - self.work.language.given(piece.item), "")
        if not names or piece.text != piece.item.text:
            return piece.text
        return self.work.language.handing(piece.item, names)

    def _put_new(self, out: list[Piece], taken: dict[str, Piece]) -> None:
        back = {right: left for left, right in self.renamed.items()}
        for index, item in enumerate(self.order):
            if item.key in taken:
                continue
            old = back.get(item.key) or ("" if item.key in self.renamed else item.key)
            base = self.base.get(old)
            if base is None and item.kind == "function" and item.name in self.given:
                self.work.say(item, "absent")
                continue
            if base is not None:
                if not same(base, item) and item.kind != "comment":
                    self._say_absent(item, base.name)
                continue
            piece = Piece(item.gap, self.work.fresh(item.text), item)
            place = self._place(index, out, taken)
            if place == 0 and out:
                following = self.order[index + 1].gap if index + 1 < len(self.order) else item.gap
                piece.gap, out[0].gap = out[0].gap, out[0].gap or following
            out.insert(place, piece)
            taken[item.key] = piece
            if item.kind != "comment":
                self.work.say(item, "created")

    def _say_absent(self, item: Item, before: str) -> None:
        """An item that changed and that the user's file has not, or not by itself."""
        if {item.name, before} & self.stated - self.given:
            self.work.say(item, "note", f"it stands in a statement of yours, which is left as it is; {_TYPES_TELL}")
        else:
            self.work.say(item, "absent")

    def _say_left(self) -> None:
        """Functions that are gone from this file, and that the user has defined in a statement."""
        for key, item in self.base.items():
            gone = self.renamed.get(key, key) not in self.new and key not in self.mine
            if gone and item.kind == "function" and item.name in self.stated - self.given:
                name = re.escape(item.name)
                defined = re.compile(rf"\b(?:def|as|const|let|function)\s+{name}\b|\b{name}\s*=(?!=)")
                if any(each.kind == "other" and defined.search(each.text) for each in self.yours.items):
                    self.work.say(item, "note", _UNCALLED)

    def _place(self, index: int, out: list[Piece], taken: dict[str, Piece]) -> int:
        """Where a new item goes: behind the one that it follows in new, or before the one that follows it.

        Between a file's documentation and its first item are its imports.
        """
        places = {id(piece): place for place, piece in enumerate(out)}
        for item in reversed(self.order[:index]):
            if (piece := taken.get(item.key)) is not None and item.kind not in ("comment", "other"):
                return places[id(piece)] + 1
        for item in self.order[index + 1 :]:
            if (piece := taken.get(item.key)) is not None and item.kind != "comment":
                return places[id(piece)]
        return len(out)


def merge_suite(work: Work, base: Suite, yours: Suite, new: Suite, outer: str) -> str:
    """The items of a class merged; what it says of them has the class's name before it."""
    units = work.unit, work.fresh_unit
    inner = Work(work.language, {}, {}, *units, work.changes, f"{outer}.", laid_out=work.laid_out)
    pieces = Items(inner, base, yours, new).merge()
    return joined(pieces, yours.tail)


def joined(pieces: Sequence[Piece], tail: str) -> str:
    """The text of pieces. Where the first was something else before, it needs no gap."""
    out = "".join(piece.gap + piece.text for piece in pieces)
    return out + tail


def merge_item(work: Work, base: Item | None, yours: Item, new: Item) -> tuple[str, bool]:
    """One item merged: its text, and whether anything in it is the user's."""
    untouched = base is not None and not work.laid_out
    if base is not None and untouched and yours.text == base.text:
        if new.text != base.text:
            _say_updated(work, base, new)
        return work.fresh(new.text), False
    if base is not None and same(base, new):
        return yours.text, not same(base, yours)
    if base is not None and untouched and same(base, yours):
        _say_updated(work, base, new)
        return work.fresh(new.text), False
    if same(yours, new):
        return yours.text, True
    return _Both(work, base, yours, new).merge(), True


def _say_updated(work: Work, base: Item, new: Item) -> None:
    if base.name != new.name:
        work.say(new, "renamed", base.name)
    elif new.kind != "comment":
        work.say(new, "updated")


class _Whole(Exception):
    """The parts of an item can't be merged apart."""


class _Both:
    """The merge of an item that both sides have changed."""

    def __init__(self, work: Work, base: Item | None, yours: Item, new: Item) -> None:
        self.work, self.base, self.yours, self.new = work, base, yours, new
        self.clashes: list[str] = []
        self.changed: list[str] = []
        self.notes: list[str] = []

    def merge(self) -> str:
        before = len(self.work.changes)
        try:
            text = self._by_parts()
        except _Whole:
            del self.work.changes[before:]
            text = self._whole()
        renamed = self.base is not None and self.base.name != self.new.name
        if self.clashes:
            self.work.say(self.new, "conflict", ", ".join(self.clashes))
        elif renamed and self.base is not None:
            self.work.say(self.new, "renamed", self.base.name)
        else:
            self.work.say(self.new, "merged", ", ".join(self.changed))
        for note in self.notes:
            self.work.say(self.new, "note", note)
        return text

    def _whole(self) -> str:
        """The item line by line, or as one conflict."""
        base = self.base.text if self.base else ""
        self.clashes, self.notes = [], []
        if self.base and self.base.kind == "function" != self.yours.kind:
            self.notes = [f"it is no function any more, so it is left as it is; {_TYPES_TELL}"]
            return _retyped(self.yours.text, self.base, self.new)
        merged = merge_lines(base, self.yours.text, self.work.fresh(self.new.text)) if self.base else None
        if merged is not None and self.work.language.parse(_dedented(merged)) is not None:
            return merged
        self.clashes = ["item"]
        return conflict(self.yours.text, base, self.work.fresh(self.new.text), self.work.outer + str(self.new), "item")

    def _by_parts(self) -> str:
        yours, new, base = self.yours, self.new, self.base
        if not yours.parts or set(yours.parts) - set(new.parts) or (base and set(base.parts) != set(new.parts)):
            raise _Whole
        if base is None:
            if yours.frame != new.frame:
                raise _Whole
        elif base.frame not in (new.frame, yours.frame) and yours.frame != new.frame:
            raise _Whole
        bone = new if base is not None and yours.frame == base.frame != new.frame else yours
        if bone is new and set(yours.parts) != set(new.parts):
            raise _Whole
        splices: list[tuple[int, int, str]] = []
        header: list[str] = []
        for name, part in bone.parts.items():
            try:
                text = self._part(name, bone is new)
            except Clash:
                if part.lines:
                    splices.append((part.start, part.end, self._conflict(name)))
                else:
                    header.append(name)
                self.clashes.append(name)
                continue
            if text != part.text:
                self.changed.append(name)
                splices.append((part.start, part.end, text))
        if (aliases := self._aliases()) and not header:
            splices = self._aliased(bone, aliases, splices)
        if header:
            splices = self._header(bone, header, splices)
        out = self.work.fresh(bone.text) if bone is new else bone.text
        if bone is new and out != bone.text:
            raise _Whole
        splices.sort(key=lambda splice: splice[:2])
        for start, end, text in reversed(splices):
            out = out[:start] + text + out[end:]
        return _retyped(out, base, new)

    def _header(
        self, bone: Item, clashed: list[str], splices: list[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """The lines before the body as one conflict."""
        versions = [self.yours, self.base, self.new]
        spans = [item.header if item else (0, 0) for item in versions]
        if bone is self.new or any(span is None for span in spans):
            raise _Whole
        texts = [
            item.text[span[0] : span[1]] if item and span else "" for item, span in zip(versions, spans, strict=True)
        ]
        start, end = spans[0] or (0, 0)
        outside = [splice for splice in splices if splice[1] <= start or splice[0] >= end]
        name = self.work.outer + str(self.new)
        text = conflict(texts[0], texts[1], self.work.fresh(texts[2]), name, ", ".join(clashed))
        return [*outside, (start, end, text)]

    def _conflict(self, name: str) -> str:
        base = self.base.parts[name].text if self.base else ""
        texts = self.yours.parts[name].text, base, self.work.fresh(self.new.parts[name].text)
        return conflict(*texts, self.work.outer + str(self.new), name)

    def _part(self, name: str, in_new: bool) -> str:
        """The text of a part after the merge. Raises Clash."""
        yours, new = self.yours.parts[name], self.new.parts[name]
        base = self.base.parts[name] if self.base else None
        if base is None:
            return self._added(name, yours, new)
        mine, old, fresh = yours.meaning.get(), base.meaning.get(), new.meaning.get()
        if yours.text == new.text or mine == fresh or (old == fresh and yours.text != base.text):
            return yours.text
        told = self.work.parameters.get(self.base.name if self.base else "")
        if told and self.work.language.positional and yours.args and base.args and new.args and not in_new:
            return self._args(yours, base, new)
        own = yours.text != base.text or self.work.laid_out
        if own and old == mine and yours.args and base.args and new.args and not in_new and not yours.args.bare:
            return self._args(yours, base, new)
        if old == mine or yours.text == base.text:
            if new.lines != yours.lines:
                raise _Whole
            if base.args and new.args:
                self._tell_gone(base.args, new.args.items)
            bare = yours.args and new.args and yours.args.bare and not new.args.bare and not in_new
            return f"({new.text})" if bare else self.work.fresh(new.text)
        if old == fresh:
            return yours.text
        if yours.suite and base.suite and new.suite:
            return merge_suite(self.work, base.suite, yours.suite, new.suite, str(self.new))
        if yours.args and base.args and new.args:
            return self._args(yours, base, new)
        if None not in (yours.elements, base.elements, new.elements) and yours.lines and new.lines:
            return self._elements(name, yours, base, new)
        if name in ("docstring", "comments", "type", "returns") and not yours.text.strip():
            return yours.text
        if base.stub and new.stub and not (yours.lines and new.lines):
            return yours.text
        if yours.lines and new.lines:
            merged = merge_lines(base.text, yours.text, self.work.fresh(new.text))
            if merged is not None:
                return merged
        raise Clash(name)

    def _added(self, name: str, yours: Part, new: Part) -> str:
        """A part of an item that both sides wrote: the user's, where the other's is only a stub or says nothing."""
        same = yours.meaning.get() == new.meaning.get()
        if same or name in ("comments", "docstring", "decorators") or (new.stub and yours.lines):
            return yours.text
        raise Clash(name)

    def _aliases(self) -> list[tuple[str, str]]:
        """The parameters that have another name now and that the user's body calls by the old one: old and new."""
        told = self.work.parameters.get(self.base.name if self.base else "", {})
        if not told or "body" not in self.yours.parts or not self.work.language.alias("a", "b"):
            return []
        mine, new = (item.parts["parameters"].args for item in (self.yours, self.new))
        if mine is None or new is None:
            return []
        have, will = {arg.key for arg in mine.items}, {arg.key for arg in new.items}
        used = self.work.language.names(_dedented(self.yours.parts["body"].text))[0]
        pairs = [(old, now) for old, now in told.items() if old in used and old in have - will]
        return [(old, now) for old, now in pairs if now in will - have]

    def _aliased(
        self, bone: Item, aliases: Sequence[tuple[str, str]], splices: list[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """The splices with statements at the top of the body that keep the old names of parameters."""
        body = bone.parts["body"]
        if not body.lines:
            return splices
        indent = re.match(r"(?:[ \t]*\n)*([ \t]*)", self.yours.parts["body"].text)
        step = indent[1] if indent else ""
        text = "".join(step + self.work.language.alias(now, old) for old, now in aliases)
        own = next((splice for splice in splices if splice[:2] == (body.start, body.end)), None)
        rest = [splice for splice in splices if splice is not own]
        gone = {f"your code says {old}, which is no parameter any more" for old, _ in aliases}
        self.notes = [note for note in self.notes if note not in gone]
        self.notes += [f"{old} is called {now} now; the body begins with `{old} = {now}`" for old, now in aliases]
        self.changed.append("body")
        return [*rest, (body.start, body.end, text + (own[2] if own else body.text))]

    def _words(self) -> Set[str]:
        body = self.yours.parts.get("body")
        return set(_WORD.findall(body.text)) if body else set()

    def _tell_gone(self, base: Args, now: Iterable[Arg]) -> None:
        """Note the parameters that the user's body names and that are there no more."""
        gone = local_names(base.items) - local_names(now)
        self.notes += [
            f"your code says {name}, which is no parameter any more" for name in sorted(gone & self._words())
        ]

    def _args(self, yours: Part, base: Part, new: Part) -> str:
        assert yours.args and base.args and new.args
        told = self.work.parameters.get(self.base.name if self.base else "", {})
        merger = Merger(self.work.language, told, self._words())
        merged = tuple(merger.merge(base.args, yours.args, new.args))
        self.notes += merger.notes
        self._tell_gone(base.args, (*merged, *new.args.items))
        if unchanged(merged, yours.args):
            return yours.text
        line_start = self.yours.text.rfind("\n", 0, yours.start) + 1
        line_end = self.yours.text.find("\n", yours.end)
        rest = yours.start - line_start + (line_end if line_end >= 0 else len(self.yours.text)) - yours.end
        longest = max((len(line) for line in self.yours.text.split("\n")), default=0)
        width = max(self.work.language.width, min(longest, 120))
        indent = re.match(r"[ \t]*", self.yours.text[line_start:])
        text = render(merged, yours.args, max(width - rest, 1), self.work.unit, indent[0] if indent else "")
        return f"({text})" if yours.args.bare else text

    def _elements(self, name: str, yours: Part, base: Part, new: Part) -> str:
        """Statements, decorators or comments, one by one."""
        rows: list[Sequence[Element]] = [base.elements or (), yours.elements or (), new.elements or ()]
        keys = [[repr(each.meaning.get()) for each in row] for row in rows]
        out: list[str] = []
        for chunk in merge3(*keys, strict=False):
            mine = "".join(each.text for each in rows[1][chunk.yours])
            fresh = self.work.fresh("".join(each.text for each in rows[2][chunk.new]))
            if chunk.side == "new":
                out.append(fresh)
            elif chunk.side != "conflict" or (base.stub and new.stub):
                out.append(mine)
            else:
                out.append(self._clash(name, mine, "".join(each.text for each in rows[0][chunk.base]), fresh))
        return "".join(out)

    def _clash(self, name: str, mine: str, old: str, fresh: str) -> str:
        """Statements that both sides changed: line by line, or as a conflict."""
        if not mine.strip() and name == "comments":
            return mine
        merged = merge_lines(old, mine, fresh)
        if merged is not None and (name == "comments" or self.work.language.parse(_dedented(merged)) is not None):
            return merged
        if name not in self.clashes:
            self.clashes.append(name)
        return conflict(mine, old, fresh, self.work.outer + str(self.new), name)


def _retyped(text: str, base: Item | None, new: Item) -> str:
    """The text with the name that a renamed function's type has now, where the user says it in other places."""
    names = [item.parts["type"].text.lstrip(": ") if item and "type" in item.parts else "" for item in (base, new)]
    if base is None or base.name == new.name or not all(map(_WORD.fullmatch, names)):
        return text
    return re.sub(rf"\b{re.escape(names[0])}\b", names[1], text)


def _dedented(text: str) -> str:
    """Lines without the indentation of the first, to see whether they are code."""
    first = re.match(r"(?:[ \t]*\n)*([ \t]*)", text)
    return re.sub(rf"^{re.escape(first[1])}", "", text, flags=re.MULTILINE) if first and first[1] else text
