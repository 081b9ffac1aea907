"""Lists of parameters merged: the user's own stay, generated ones come, go and change as the description says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from msgspec.structs import replace

from scaffold.merge.model import Arg, Args, Language


class Clash(Exception):
    """Both sides changed the same thing in different ways."""


class Merger:
    """One merge of parameter lists. `words` are those of the user's body, `notes` what the user should look at."""

    def __init__(self, language: Language, renamed: Mapping[str, str], words: Set[str]) -> None:
        self.language = language
        self.renamed = renamed
        self.words = words
        self.notes: list[str] = []

    def merge(self, base: Args, yours: Args, new: Args) -> list[Arg]:
        """The merged parameters, in the user's order. Raises Clash."""
        old = {arg.key: arg for arg in base.items}
        fresh = {arg.key: arg for arg in new.items}
        pairs = {**{key: key for key in old if key in fresh}, **self._renames(base, new)}
        mine = self._matched(base, yours, pairs)
        out: list[Arg] = []
        place: dict[str, int] = {}
        for arg in yours.items:
            key = mine.get(arg.key)
            merged = self._one(arg, old.get(key) if key else None, fresh, pairs.get(key or "", arg.key))
            if merged is None:
                continue
            place[pairs.get(key or "", arg.key)] = len(out)
            out.append(merged)
        kept = {pairs.get(key, key) for key in mine.values()}
        gone = {pairs[key] for key in old if key in pairs and pairs[key] not in kept}
        added = [arg for arg in new.items if arg.key not in place and arg.key not in gone]
        for arg in added:
            self._put(arg, out, new, gone)
        return self.language.legal(out)

    def _matched(self, base: Args, yours: Args, pairs: Mapping[str, str]) -> dict[str, str]:
        """The user's parameters with the generated ones that they were."""
        old = [arg.key for arg in base.items]
        found = {arg.key: arg.key for arg in yours.items if arg.key in old}
        back = {right: left for left, right in pairs.items() if right not in old and left not in found}
        found |= {arg.key: back[arg.key] for arg in yours.items if arg.key in back}
        if base.ordered:
            left = [key for key in old if key not in found.values()]
            for index, arg in enumerate(yours.items):
                if arg.key not in found and index < len(old) and old[index] in left:
                    found[arg.key] = old[index]
        elif "*" in old and "*" not in found:
            found.update({arg.key: "*" for arg in yours.items if re.fullmatch(r"\*\w+", arg.key)})
        return found

    def _renames(self, base: Args, new: Args) -> dict[str, str]:
        """Generated parameters with another name now: as the caller says, or in the same place with the same type."""
        old, fresh = [arg.key for arg in base.items], [arg.key for arg in new.items]
        told = {left: right for left, right in self.renamed.items() if left in old and right in fresh}
        found = {left: right for left, right in told.items() if left not in fresh and right not in old}
        if self.language.positional:
            return found
        for index, arg in enumerate(base.items):
            if arg.key in fresh or arg.key in found or index >= len(fresh):
                continue
            other = new.items[index]
            same = arg.meanings.get("annotation") == other.meanings.get("annotation") is not None
            if same and other.key not in old and other.key not in found.values() and len(old) == len(fresh):
                found[arg.key] = other.key
        return found

    def _one(self, arg: Arg, base: Arg | None, fresh: Mapping[str, Arg], name: str) -> Arg | None:
        """One of the user's parameters after the merge; None where the description has it no more."""
        new = fresh.get(name)
        if base is None:
            if new is None or _same(arg, new):
                return arg
            raise Clash(arg.key)
        if new is None:
            return self._removed(arg, base)
        return self._three(base, arg, new)

    def _removed(self, arg: Arg, base: Arg) -> Arg | None:
        if arg.key.startswith("*"):
            return arg
        if _same(arg, base):
            return None
        if arg.fields.get("default") and not self.language.positional:
            self.notes.append(f"the description has no {arg.key} any more; yours is kept, as you changed it")
            return arg
        self.notes.append(f"the description has no {arg.key} any more; yours was `{arg.text}`")
        return None

    def _three(self, base: Arg, yours: Arg, new: Arg) -> Arg:
        if _same(base, new):
            return yours
        local = yours.fields.get("local") or yours.fields.get("name", "")
        if self.language.positional and base.key != new.key and local in self.words:
            aliased = {**yours.fields, **new.fields, "local": local}
            return replace(yours, key=new.key, text=self.language.compose(aliased, None), fields=aliased)
        if _same(base, yours) and not (yours.inner and (self.renamed or yours.text != base.text)):
            return replace(new, above=yours.above, beside=yours.beside)
        inner = None
        if yours.inner and base.inner and new.inner:
            inner = self.merge(base.inner, yours.inner, new.inner)
        fields: dict[str, str] = {}
        for key in dict.fromkeys([*yours.fields, *new.fields]):
            value = self._field(key, base, yours, new)
            if value:
                fields[key] = value
        if yours.inner and inner is not None:
            listed = tuple(inner)
            if unchanged(listed, yours.inner) and fields == dict(yours.fields):
                return yours
            pattern = "{" + render(listed, yours.inner, 0, "") + "}"
            return replace(yours, text=self.language.compose(fields, pattern), fields=fields)
        if fields == dict(yours.fields):
            return yours
        return replace(yours, key=new.key, text=self.language.compose(fields, None), fields=fields)

    def _field(self, key: str, base: Arg, yours: Arg, new: Arg) -> str | None:
        old, mine, fresh = (arg.meanings.get(key) for arg in (base, yours, new))
        if old == fresh or mine == fresh:
            return yours.fields.get(key)
        if old == mine:
            return new.fields.get(key)
        if key == "default" and fresh is None:  # it is required now: a default of the user's does no harm
            return yours.fields.get(key)
        raise Clash(yours.key)

    def _put(self, arg: Arg, out: list[Arg], new: Args, gone: set[str]) -> None:
        """Put in a new parameter, behind the one that it follows in new's list."""
        keys = [each.key for each in new.items]
        before = keys[: keys.index(arg.key)]
        if new.ordered and gone & set(before):
            self.notes.append(f"{arg.text or arg.key} is new; yours takes fewer parameters")
            return
        if arg.key == "*" and any(each.key.startswith("*") and each.key[1:2] != "*" for each in out):
            return
        if "*" in before and not any(re.match(r"\*(?!\*)", each.key) for each in out):  # the user took it out
            out.append(new.items[keys.index("*")])
        at = 0
        for index, each in enumerate(out):
            if each.key in before or (each.key.startswith("*") and "*" in before):
                at = index + 1
        while at < len(out) and out[at].key not in keys and not new.ordered:
            at += 1
        out.insert(at, arg)


def local_names(args: Iterable[Arg]) -> set[str]:
    """What the body calls the parameters."""
    found: set[str] = set()
    for arg in args:
        name = arg.fields.get("local") or arg.fields.get("name", "")
        found |= local_names(arg.inner.items) if arg.inner else {name.lstrip("*.")}
    return found


def _same(left: Arg, right: Arg) -> bool:
    if (left.inner is None) != (right.inner is None):
        return False
    if left.inner and right.inner:
        pairs = zip(left.inner.items, right.inner.items, strict=False)
        if len(left.inner.items) != len(right.inner.items) or not all(_same(*pair) for pair in pairs):
            return False
    return dict(left.meanings) == dict(right.meanings)


def unchanged(items: tuple[Arg, ...], yours: Args) -> bool:
    """Whether a merge left the user's list as it is."""
    return len(items) == len(yours.items) and all(a is b for a, b in zip(items, yours.items, strict=True))


def _beside(item: Arg) -> str:
    """The comment behind a parameter, at the distance that its language has it."""
    return f"{'  ' if item.beside.startswith('#') else ' '}{item.beside}" if item.beside else ""


def render(items: tuple[Arg, ...], yours: Args, room: int, unit: str, indent: str = "") -> str:
    """A list of parameters in the user's layout: what goes between the brackets.

    On one line where the user had it so and `room` columns are enough (0: always); else one to a line.
    """
    words = [item.text for item in items if item.text]
    remarks = any(item.above or item.beside for item in items)
    pad = " " if yours.text[:1] == " " else ""
    line = pad + ", ".join(words) + pad
    if "\n" not in yours.text and not remarks and (not room or len(line) <= room):
        return line
    behind = re.match(r"[ \t]*#.*", yours.text)  # a remark of the whole function, such as a linter's
    opened = re.match(r"[ \t]*\n([ \t]*)\S", yours.text[behind.end() :] if behind else yours.text)
    closed = re.search(r"\n([ \t]*)$", yours.text)
    step = opened[1] if opened else indent + (unit or "    ")
    out = f"{behind[0] if behind else ''}\n"
    for item in items:
        out += "".join(f"{step}{remark}\n" for remark in item.above)
        if item.text:
            comma = "" if item.text.startswith(("**", "...")) and "," not in yours.text[-3:] else ","
            out += f"{step}{item.text}{comma}{_beside(item)}\n"
    return out + (closed[1] if closed else indent)
