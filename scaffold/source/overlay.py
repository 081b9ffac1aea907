"""Overlays: changes to a description that stand in documents of their own (OpenAPI Initiative, Overlay 1.0 and 1.1).

`apply` carries out the actions of an overlay on the value of a document, in place. `Origins` keeps where each value
came from, so that a diagnostic about it points into the file that holds it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from jsonpath import JSONPathEnvironment, JSONPathError

from scaffold.diag import Report, Source, quote
from scaffold.source.syntax import Json

_PATHS = JSONPathEnvironment(strict=True)  # RFC 9535, without extensions
_OVERLAY = ("overlay", "info", "extends", "actions")
_ACTION = ("target", "description", "update", "copy", "remove")


class Origins:
    """Where the parts of a document that was overlaid came from, by their pointers in it."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._places: dict[str, Source] = {}

    def of(self, pointer: str) -> Source:
        """The place that a part was written at."""
        head = pointer
        while head and head not in self._places:
            head = head.rpartition("/")[0]
        found = self._places.get(head, Source(self._document))
        return Source(found.document, found.pointer + pointer[len(head) :])

    def put(self, pointer: str, source: Source) -> None:
        """The part is from there, with all that it holds."""
        self.drop(pointer)
        self._places[pointer] = source

    def drop(self, pointer: str) -> None:
        """The part is gone."""
        for place in self._below(pointer):
            del self._places[place]

    def copy(self, pointer: str, start: str) -> None:
        """The part is the same as another."""
        below = {pointer + place[len(start) :]: self._places[place] for place in self._below(start)}
        self.put(pointer, self.of(start))
        self._places.update(below)

    def close(self, pointer: str, index: int, length: int) -> None:
        """A list of that length has lost an element, and those behind it move up."""
        self.drop(f"{pointer}/{index}")
        for place in range(index + 1, length):
            self.copy(f"{pointer}/{place - 1}", f"{pointer}/{place}")
        self.drop(f"{pointer}/{length - 1}")

    def _below(self, pointer: str) -> list[str]:
        return [place for place in self._places if place == pointer or place.startswith(pointer + "/")]


class _Written(NamedTuple):
    """A value that an overlay holds, and its place."""

    value: Json
    source: Source


class _Copied(NamedTuple):
    """A value of the document itself, and its pointer there."""

    value: Json
    pointer: str


_Part = _Written | _Copied


def apply(value: Json, origins: Origins, overlay: Json, id: str, report: Report) -> None:
    """Carry out the actions of an overlay, the document of this id, in their order."""
    work = _Work(value, origins, report)
    for action, at in _actions(overlay, Source(id), report):
        work.act(action, at)


def _actions(overlay: Json, at: Source, report: Report) -> Iterator[tuple[dict[str, Any], Source]]:
    """The actions of an overlay that can be carried out; what is wrong with it is told."""
    if not isinstance(overlay, dict) or "overlay" not in overlay:
        report.add("overlay-invalid", at, "the document is no overlay: it has no field 'overlay'")
        return
    version = overlay["overlay"]
    if not isinstance(version, str) or not re.fullmatch(r"1\.\d+(\..*)?", version):
        report.add("overlay-invalid", at.child("overlay"), f"version {quote(version)} of overlays is not read here")
        return
    _check_fields(overlay, at, _OVERLAY, "an overlay", report)
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        place = at.child("actions") if "actions" in overlay else at
        report.add("overlay-invalid", place, "an overlay must have a list of actions, one or more")
        return
    for index, action in enumerate(actions):
        place = at.child("actions", index)
        if not isinstance(action, dict):
            report.add("overlay-invalid", place, f"an action must be an object, not {quote(action)}")
        elif not isinstance(action.get("target"), str):
            at_fault = place.child("target") if "target" in action else place
            report.add("overlay-invalid", at_fault, "an action must have a 'target', a string")
        else:
            _check_fields(action, place, _ACTION, "an action", report)
            yield action, place


def _check_fields(held: dict[str, Any], at: Source, known: tuple[str, ...], what: str, report: Report) -> None:
    for key in held:
        if key not in known and not key.startswith("x-"):
            near = get_close_matches(key, known, 1, 0.7)
            fix = f"did you mean {quote(near[0])}?" if near else None
            report.add(
                "field-unknown", at.child(key), f"{what} has no field {quote(key)}; it is ignored", fix, key=True
            )


class _Work:
    """A document while the actions of an overlay are carried out on it."""

    def __init__(self, value: Json, origins: Origins, report: Report) -> None:
        self._value = value
        self._origins = origins
        self._report = report

    def act(self, action: dict[str, Any], at: Source) -> None:
        """Carry out one action: remove goes before copy, and copy before update."""
        found = self._found(action["target"], at.child("target"))
        if found is None:
            return
        if not found:
            message = f"the target {quote(action['target'])} matches nothing; the action does nothing"
            self._report.add("overlay-unmatched", at.child("target"), message)
        given = [word for word in ("remove", "copy", "update") if word in action]
        if action.get("remove") is False:
            given.remove("remove")
        for word in given[1:]:
            message = f"{quote(word)} does nothing beside {quote(given[0])}"
            self._report.add("field-ignored", at.child(word), message, "make it an action of its own", key=True)
        if not given:
            message = "the action does nothing: it has no 'update', 'copy' or 'remove'"
            self._report.add("field-ignored", at, message, "say what is to be done, or remove the action")
        elif given[0] == "remove":
            self._remove(found, action["remove"], at.child("remove"))
        elif given[0] == "update":
            self._update(found, _Written(action["update"], at.child("update")), at.child("update"))
        elif (part := self._one(action["copy"], at.child("copy"))) is not None:
            self._update(found, part, at.child("copy"))

    def _found(self, path: Json, at: Source) -> list[tuple[str | int, ...]] | None:
        """The places that a JSONPath selects; None, with a diagnostic, where it is none."""
        try:
            if not isinstance(path, str):
                raise JSONPathError(f"it is {quote(path)}")
            return [tuple(match.parts) for match in _PATHS.compile(path).finditer(self._value)]
        except (JSONPathError, RecursionError) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            message = f"{quote(path)} is no JSONPath: {quote(why, 120)[1:-1]}"
            self._report.add("overlay-invalid", at, message, "write it as RFC 9535 says: $.paths['/books'].get")
            return None

    def _one(self, path: Json, at: Source) -> _Copied | None:
        """The one part that is to be copied."""
        found = self._found(path, at)
        if found is None:
            return None
        if len(found) != 1:
            message = f"'copy' must select one part of the description; {quote(path)} selects {len(found)}"
            self._report.add("overlay-invalid", at, message, "select the part to copy by its full path")
            return None
        return _Copied(copy.deepcopy(self._at(found[0])), Source("").child(*found[0]).pointer)

    def _at(self, parts: tuple[str | int, ...]) -> Any:
        held: Any = self._value
        for part in parts:
            held = held[part]
        return held

    # remove

    def _remove(self, found: list[tuple[str | int, ...]], given: Json, at: Source) -> None:
        if given is not True:
            self._report.add("overlay-invalid", at, f"'remove' must be true or false, not {quote(given)}")
            return
        for parts in reversed(found):  # so that the indices of those before stay right
            if not parts:
                self._report.add("overlay-mismatch", at, "the whole description can't be removed")
                continue
            held, last = self._at(parts[:-1]), parts[-1]
            pointer = Source("").child(*parts[:-1]).pointer
            if isinstance(held, list):
                self._origins.close(pointer, int(last), len(held))
            else:
                self._origins.drop(Source("", pointer).child(last).pointer)
            del held[last]

    # update and copy

    def _update(self, found: list[tuple[str | int, ...]], part: _Part, at: Source) -> None:
        for parts in found:
            held, pointer = self._at(parts), Source("").child(*parts).pointer
            if isinstance(held, dict) and isinstance(part.value, dict):
                self._merge(held, pointer, part, at)
            elif isinstance(held, list):
                self._extend(held, pointer, part)
            elif not parts or isinstance(held, dict) or isinstance(part.value, dict | list):
                self._mismatch(held, part, pointer, at)
            else:
                self._set(self._at(parts[:-1]), parts[-1], pointer, part)

    def _merge(self, held: dict[str, Any], pointer: str, part: _Part, at: Source) -> None:
        """Put the members of an object into another: recursively, lists concatenated, all else replaced."""
        for key, value in part.value.items() if isinstance(part.value, dict) else ():
            inner, there = _child(part, key), Source("", pointer).child(key).pointer
            now = held.get(key)
            if key not in held:
                self._set(held, key, there, inner)
            elif isinstance(now, dict) and isinstance(value, dict):
                self._merge(now, there, inner, at)
            elif isinstance(now, list) and isinstance(value, list):
                self._extend(now, there, inner)
            elif isinstance(now, dict | list) or isinstance(value, dict | list):
                self._mismatch(now, inner, there, at)
            else:
                self._set(held, key, there, inner)

    def _extend(self, held: list[Any], pointer: str, part: _Part) -> None:
        """Add a list's elements to another, or what is no list as an element."""
        parts = [_child(part, i) for i in range(len(part.value))] if isinstance(part.value, list) else [part]
        for each in parts:
            held.append(None)
            self._set(held, len(held) - 1, f"{pointer}/{len(held) - 1}", each)

    def _set(self, held: Any, key: str | int, pointer: str, part: _Part) -> None:
        held[key] = copy.deepcopy(part.value)
        if isinstance(part, _Written):
            self._origins.put(pointer, part.source)
        else:
            self._origins.copy(pointer, part.pointer)

    def _mismatch(self, held: Json, part: _Part, pointer: str, at: Source) -> None:
        place = part.source if isinstance(part, _Written) else at
        message = f"{_kind(part.value)} does not go into {_kind(held)} at {quote('#' + pointer, 120)[1:-1]}"
        self._report.add("overlay-mismatch", place, message)


def _child(part: _Part, key: str | int) -> _Part:
    value: Any = part.value
    if isinstance(part, _Written):
        return _Written(value[key], part.source.child(key))
    return _Copied(value[key], Source("", part.pointer).child(key).pointer)


def _kind(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else f"the value {quote(value, 30)}"
