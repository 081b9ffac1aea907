"""Functions that go by another name now, followed in code of the user's that has them from other files.

A reader of a language (python_names, typescript_names) says which functions a file speaks of, and where. A name is
taken over only where nothing else in the file goes by it, or by the new one; else what imports it does so under the old
name, which the rest of the file may go on to use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from msgspec import Struct


class Elsewhere(NamedTuple):
    """What a function is called now, and the file that has it in the place of the one that had it."""

    name: str
    home: str


_Key: TypeAlias = tuple[str, str]
Names: TypeAlias = Mapping[_Key, str | Elsewhere | None]
"""What functions are called now, by their file and the name that they had there.

It is empty for those that are gone, and None for those of which it is not sure where they are. What is in a file that
another one has by a name goes by both names there: `books.get_book`.
"""


class Said(NamedTuple):
    """A place where code says a name, and what stands there for another one, which is `{}`."""

    start: int
    end: int
    written: str = "{}"


class Spoken(Struct, frozen=True, kw_only=True):
    """A function that a file speaks of: the files that it may be in, its name there, and each place.

    The places take a new name over together, unless it is one of `taken`; a place of the `bridge` keeps the old one for
    the rest of the file. `passed_on` is the name by which others may have it from this file, and `listed` says that it
    is there for nothing else. It is `among` all that is in a file, which is passed on whatever becomes of it.
    """

    homes: tuple[str, ...]
    name: str
    places: tuple[Said, ...]
    taken: frozenset[str] | None = frozenset()
    bridge: tuple[Said, ...] = ()
    passed_on: str = ""
    listed: bool = False
    among: bool = False

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


class Whole(NamedTuple):
    """A place where code has all that is in a file.

    `written` has some of it, which is `{}`, in the same way, each as `row`; it is empty where nothing can.
    """

    start: int
    end: int
    homes: tuple[str, ...]
    written: str = ""
    row: str = "{}"


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

    def spoken(self, names: Collection[_Key], again: Collection[str] = ()) -> list[Spoken]:
        """The functions that go by these names in their own files, as this file speaks of them, and maybe of others.

        `again` are names by which this file itself now defines others, whose definitions are no places.
        """

    def lacks(self, name: str) -> bool:
        """Whether code says a name that should be of the whole file, and that nothing in it binds."""

    def brought(self) -> Iterable[Brought]:
        """Where this file has functions of others."""

    def wholes(self) -> Iterable[Whole]:
        """Where this file has all that is in others."""

    def gives(self, name: str) -> bool:
        """Whether others have a name from this file that is not among all that is in another one."""

    def leads(self) -> set[str]:
        """The files that this one may import."""

    def leading(self, old: str, new: str) -> Iterable[Said]:
        """How what leads to the file `old` leads to `new`, which is in the same folder."""

    def lists(self, listing: Listing) -> Iterable[Sequence[Listed]]:
        """The lists of this file that hand on all functions that another one, or it itself, had."""


class Followed(NamedTuple):
    """A text whose names were followed: the lines where they were, and those where that is not sure to be right.

    Lines are by the key of the function in `Names`. `passed_on` are the old names by which other files may have had
    functions from this one, with their keys and what they are called there now.
    """

    text: str
    lines: Mapping[_Key, tuple[int, ...]] = {}
    left: Mapping[_Key, tuple[int, ...]] = {}
    passed_on: Mapping[str, tuple[_Key, str | None]] = {}

    def known(self, by: Mapping[_Key, _Key]) -> Followed:
        """The same, with other keys for some functions."""
        lines: dict[_Key, tuple[int, ...]] = {}
        for key, found in self.lines.items():
            lines[by.get(key, key)] = (*lines.get(by.get(key, key), ()), *found)
        passed_on = {name: (by.get(key, key), now) for name, (key, now) in self.passed_on.items()}
        return self._replace(lines=_sorted(lines), passed_on=passed_on)


def followed(text: str, reader: Reader, names: Names, again: Collection[str]) -> Followed:
    """The text with all functions of `names` as they are called now, as far as that is sure to be right."""
    edits: dict[Said, str] = {}
    lines: dict[_Key, set[int]] = {}
    left: dict[_Key, set[int]] = {}
    passed_on: dict[str, tuple[_Key, str | None]] = {}
    for spoken in reader.spoken(names, again):
        key = next(((home, spoken.name) for home in spoken.homes if (home, spoken.name) in names), None)
        if key is None:
            continue
        now = names[key]
        new = None if isinstance(now, Elsewhere) else now
        same = new == spoken.name
        made = spoken.places[:1] if same else spoken.edits(new)
        found, places = (left, spoken.places) if made is None else (lines, made)
        found.setdefault(key, set()).update(said.start for said in places)
        edits |= dict.fromkeys(made or (), new or "") if not same else {}
        takes = same or spoken.takes(new)
        if spoken.passed_on and (takes or spoken.among):
            there = new if takes or new == "" else None
            if there is not None or spoken.passed_on not in passed_on:
                passed_on[spoken.passed_on] = (key, there)
    for whole, key in _missing(text, reader, names):
        left.setdefault(key, set()).add(whole.start)
    followed_at = set().union(*lines.values())
    told = [
        {key: [text.count("\n", 0, start) + 1 for start in starts] for key, starts in found.items()}
        for found in (lines, {key: starts - followed_at for key, starts in left.items()})
    ]
    for said in sorted(edits, reverse=True):
        text = text[: said.start] + said.written.format(edits[said]) + text[said.end :]
    return Followed(text, _sorted(told[0]), _sorted(told[1]), passed_on)


def _missing(text: str, reader: Reader, names: Names) -> Iterator[tuple[Whole, _Key]]:
    """Places where code has all that is in a file, with what has left that, or may have, and is not had otherwise.

    Something stands in for it where the text says its name.
    """
    wholes = list(reader.wholes())
    had = {(bool(each.written), home) for each in wholes for home in each.homes}
    for each in wholes:
        for key, now in names.items():
            away = now is None or (isinstance(now, Elsewhere) and (bool(each.written), now.home) not in had)
            if key[0] in each.homes and away:
                anew = {key[1], now.name if isinstance(now, Elsewhere) else key[1]}
                if not any(map(reader.gives, anew)) if each.written else key[1] in text:
                    yield each, key


def opened(text: str, reader: Reader, names: Names) -> str:
    """The text that has what has left a file of which it has all as well: by a statement more, of its old file."""
    added: dict[Whole, list[str]] = {}
    for whole, key in _missing(text, reader, names):
        if names[key] is not None and whole.written and _alone(text, whole):
            added.setdefault(whole, []).append(key[1])
    for whole in sorted(added, reverse=True):
        start, end = _line(text, whole)
        rows = map(whole.row.format, sorted(added[whole]))
        line = text[start : whole.start] + whole.written.format(", ".join(rows))
        text = f"{text[:end]}\n{line}{text[end:]}"
    return text


def parted(text: str, reader: Reader, names: Names) -> tuple[str, dict[_Key, _Key]]:
    """The text that has functions from the files where they are now, by their old names.

    With it the keys of these functions, by the files where they are now.
    """
    statements = list(reader.brought())
    parts: dict[int, dict[str, list[str]]] = {}
    there = _among(reader, names)
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


def _among(reader: Reader, names: Names) -> dict[_Key, _Key]:
    """What has left a file of which the text has all for another one of which it has all, by what it is there."""
    homes = {home for each in reader.wholes() if each.written for home in each.homes}
    moved = ((key, now.home) for key, now in names.items() if isinstance(now, Elsewhere) and key[0] in homes)
    return {(home, key[1]): key for key, home in moved if home in homes and (home, key[1]) not in names}


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


def _line(text: str, each: Brought | Whole) -> tuple[int, int]:
    """Where the lines of a statement begin and end."""
    end = text.find("\n", each.end)
    return text.rfind("\n", 0, each.start) + 1, end if end >= 0 else len(text)


def _alone(text: str, each: Brought | Whole) -> bool:
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
    gone = {key for key, new in names.items() if new == ""}
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


def by_home(names: Iterable[_Key]) -> dict[str, set[str]]:
    """Names by the files that have them."""
    found: dict[str, set[str]] = {}
    for home, name in names:
        found.setdefault(home, set()).add(name)
    return found


def _sorted(lines: Mapping[_Key, Sequence[int]]) -> dict[_Key, tuple[int, ...]]:
    return {key: tuple(sorted(set(found))) for key, found in lines.items() if found}
