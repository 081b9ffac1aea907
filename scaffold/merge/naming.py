"""Functions that go by another name now, followed in code of the user's that has them from other files.

A reader of a language (python_names, typescript_names) says which functions a file speaks of, and where. A name is
taken over only where nothing else in the file goes by it, or by the new one; else what imports it does so under the old
name, which the rest of the file may go on to use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from scaffold.frozen import dataclass


class Elsewhere(NamedTuple):
    """What a function is called now, and the file that has it in the place of the one that had it."""

    name: str
    home: str


_Key: TypeAlias = tuple[str, str]
Names: TypeAlias = Mapping[_Key, str | Elsewhere | None]
"""What functions are called now, by their file and the name that they had there.

It is empty for those that are gone, and None for those of which it is not sure where they are.
"""


class Said(NamedTuple):
    """A place where code says a name, and what stands there for another one, which is `{}`."""

    start: int
    end: int
    written: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A function that a file speaks of: the files that it may be in, its name there, and each place.

    The places take a new name over together, unless it is one of `taken`; a place of the `bridge` keeps the old one for
    the rest of the file. `passed_on` is the name by which others may have it from this file, and `listed` says that it
    is there for nothing else.
    """

    homes: tuple[str, ...]
    name: str
    places: tuple[Said, ...]
    taken: frozenset[str] | None = frozenset()
    bridge: tuple[Said, ...] = ()
    passed_on: str = ""
    listed: bool = False

    def takes(self, new: str | None) -> bool:
        """Whether all places can say the name `new`."""
        return bool(new) and self.taken is not None and new not in self.taken

    def edits(self, new: str | None) -> tuple[Said, ...] | None:
        """What is to be written for the name `new`; None where nothing is sure to be right."""
        return self.places if self.takes(new) else (self.bridge or None) if new else None


class Brought(NamedTuple):
    """A place where code has functions of another file: `rows` are their names there, and how they stand here.

    `more` says that it has something else from there. `write` gives it with some of the rows, from the file that is
    named, or from the same one. Those of one `kind` may be joined; where that is empty, it can't be parted.
    """

    start: int
    end: int
    homes: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    write: Callable[[Sequence[str], str], str]
    kind: str = ""
    more: bool = False


class Listing(NamedTuple):
    """What is new among the functions of a file, at `home`: `before` are those that it had, and has still."""

    home: str
    before: frozenset[str]
    added: tuple[str, ...]


class Listed(NamedTuple):
    """A name in a list, what is written for one more, and what parts two of them that are not on one line."""

    name: str
    start: int
    end: int
    written: str
    comma: str = ","


class Reader(Protocol):
    """One text, read for the names that it has of other files."""

    def spoken(self, names: Iterable[str], again: Collection[str] = ()) -> list[Spoken]:
        """The functions that go by one of these names in their own files, as this file speaks of them.

        `again` are names by which this file itself now defines others, whose definitions are no places.
        """

    def lacks(self, name: str) -> bool:
        """Whether code says a name that should be of the whole file, and that nothing in it binds."""

    def brought(self) -> Iterable[Brought]:
        """Where this file has functions of others."""

    def leading(self, old: str, new: str) -> Iterable[Said]:
        """How what leads to the file `old` leads to `new`, which is in the same folder."""

    def lists(self, listing: Listing) -> Iterable[Sequence[Listed]]:
        """The lists of this file that hand on all functions that another one, or it itself, had."""


class Followed(NamedTuple):
    """A text whose names were followed: the lines where they were, and those where that is not sure to be right.

    Lines are by the key of the function in `Names`. `passed_on` are the old names by which other files may have had
    functions from this one, with their keys.
    """

    text: str
    lines: Mapping[_Key, tuple[int, ...]] = {}
    left: Mapping[_Key, tuple[int, ...]] = {}
    passed_on: Mapping[str, _Key] = {}

    def known(self, by: Mapping[_Key, _Key]) -> Followed:
        """The same, with other keys for some functions."""
        lines: dict[_Key, tuple[int, ...]] = {}
        for key, found in self.lines.items():
            lines[by.get(key, key)] = (*lines.get(by.get(key, key), ()), *found)
        passed_on = {name: by.get(key, key) for name, key in self.passed_on.items()}
        return self._replace(lines=_sorted(lines), passed_on=passed_on)


def followed(text: str, reader: Reader, names: Names, again: Collection[str]) -> Followed:
    """The text with all functions of `names` as they are called now, as far as that is sure to be right."""
    edits: dict[Said, str] = {}
    lines: dict[_Key, tuple[int, ...]] = {}
    left: dict[_Key, tuple[int, ...]] = {}
    passed_on: dict[str, _Key] = {}
    for spoken in reader.spoken({name for _, name in names}, again):
        key = next(((home, spoken.name) for home in spoken.homes if (home, spoken.name) in names), None)
        if key is None:
            continue
        now = names[key]
        new = None if isinstance(now, Elsewhere) else now
        made = spoken.places[:1] if new == spoken.name else spoken.edits(new)
        found, places = (left, spoken.places) if made is None else (lines, made)
        found[key] = (*found.get(key, ()), *(text.count("\n", 0, said.start) + 1 for said in places))
        edits |= dict.fromkeys(made or (), new or "") if new != spoken.name else {}
        if spoken.takes(new) and spoken.passed_on:
            passed_on[spoken.passed_on] = key
    for said in sorted(edits, reverse=True):
        text = text[: said.start] + said.written.format(edits[said]) + text[said.end :]
    return Followed(text, _sorted(lines), _sorted(left), passed_on)


def parted(text: str, reader: Reader, names: Names) -> tuple[str, dict[_Key, _Key]]:
    """The text that has functions from the files where they are now, by their old names.

    With it the keys of these functions, by the files where they are now.
    """
    statements = list(reader.brought())
    parts: dict[int, dict[str, list[str]]] = {}
    there: dict[_Key, _Key] = {}
    for at, each in enumerate(statements):
        ways, keys = _ways(each, names)
        whole = len(ways) == 1 and not each.more
        sure = whole or (each.kind and _alone(text, each))
        if keys and sure and all(there.get(now, key) == key for now, key in keys.items()):
            parts[at] = ways
            there |= keys
    _join(text, statements, parts)
    for at in sorted(parts, key=lambda at: statements[at].start, reverse=True):
        text = _rewritten(text, statements[at], parts[at])
    return text, there


def _ways(each: Brought, names: Names) -> tuple[dict[str, list[str]], dict[_Key, _Key]]:
    """The rows of a statement by the files of which they are now, if not the same, and what `parted` gives of them."""
    ways: dict[str, list[str]] = {}
    keys: dict[_Key, _Key] = {}
    for name, words in each.rows:
        key = next(((home, name) for home in each.homes if (home, name) in names), None)
        now = names[key] if key is not None else None
        if key is not None and isinstance(now, Elsewhere):
            ways.setdefault(now.home, []).append(words)
            keys[now.home, name] = key
        else:
            ways.setdefault("", []).append(words)
    return ways, keys


def _join(text: str, statements: Sequence[Brought], parts: dict[int, dict[str, list[str]]]) -> None:
    """Put rows of other files into the statements that bring others from there."""
    for at, ways in list(parts.items()):
        kind = statements[at].kind if _alone(text, statements[at]) else ""
        for home in [home for home in ways if home and kind]:
            joins = [to for to, each in enumerate(statements) if to != at and each.kind == kind and home in each.homes]
            if joins:
                own = {"": [words for _, words in statements[joins[0]].rows]}
                parts.setdefault(joins[0], own).setdefault("", []).extend(ways.pop(home))


def _line(text: str, each: Brought) -> tuple[int, int]:
    """Where the lines of a statement begin and end."""
    end = text.find("\n", each.end)
    return text.rfind("\n", 0, each.start) + 1, end if end >= 0 else len(text)


def _alone(text: str, each: Brought) -> bool:
    """Whether a statement stands on lines of its own, but for a remark behind it."""
    start, end = _line(text, each)
    behind = text[each.end : end].strip()
    return not text[start : each.start].strip() and (not behind or behind.startswith(("#", "//")))


def _rewritten(text: str, each: Brought, ways: Mapping[str, list[str]]) -> str:
    """The text in which the rows of a statement come from the files of which they are."""
    start, end = _line(text, each)
    before = [words for _, words in each.rows]
    written = []
    for home, rows in {**({"": []} if each.more else {}), **ways}.items():
        rows = list(dict.fromkeys(sorted(rows) if before == sorted(before) else rows))
        written.append((home or each.homes[0], each.write(rows, home)))
    if not written:
        return text[:start] + text[end + 1 :]
    between = f"{text[each.end : end]}\n{text[start : each.start]}" if len(written) > 1 else ""
    return text[: each.start] + between.join(words for _, words in sorted(written)) + text[each.end :]


def led(text: str, reader: Reader, moved: Mapping[str, str]) -> str:
    """The text in which all that leads to files that have other names in their folders leads to these."""
    edits = {said for old, new in moved.items() for said in reader.leading(old, new)}
    for said in sorted(edits, reverse=True):
        text = text[: said.start] + said.written + text[said.end :]
    return text


def dropped(reader: Reader, names: Names) -> dict[str, _Key]:
    """The functions that are gone, and that a file has for nothing but to hand them on; by their names there."""
    gone = {name for (_, name), new in names.items() if new == ""}
    found: dict[str, _Key] = {}
    for spoken in reader.spoken(gone) if gone else ():
        for home in spoken.homes if spoken.listed else ():
            if names.get((home, spoken.name)) == "":
                found[spoken.passed_on] = (home, spoken.name)
    return found


def listed(text: str, reader: Reader, listing: Listing) -> str:
    """The text with the new functions of a file in each list that has had all of it."""
    edits: dict[int, str] = {}
    for rows in reader.lists(listing):
        names = [row.name for row in rows]
        for name in listing.added if not names or set(names).isdisjoint(listing.added) else ():
            ordered = names == sorted(names)
            at = next((at for at, each in enumerate(names) if ordered and each > name), len(rows))
            before, comma = at == 0, _between(text, rows, max(at - 1, 0))
            said = rows[at if before else at - 1].written.format(name)
            place = rows[0].start if before else rows[at - 1].end
            edits[place] = edits.get(place, "") + (said + comma if before else comma + said)
    for place in sorted(edits, reverse=True):
        text = text[:place] + edits[place] + text[place:]
    return text


def _between(text: str, rows: Sequence[Listed], at: int) -> str:
    """What parts a name of a list from the next: each is on a line of its own, or all are on one."""
    line = text[text.rfind("\n", 0, rows[at].start) + 1 : rows[at].start]
    return ", " if line.strip() else f"{rows[at].comma}\n{line}"


def _sorted(lines: Mapping[_Key, tuple[int, ...]]) -> dict[_Key, tuple[int, ...]]:
    return {key: tuple(sorted(set(found))) for key, found in lines.items() if found}
