"""YAML 1.2: text to value, and a place in the value to a place in the text.

ryaml reads most texts, in a fraction of the time of any other parser. Where the text holds what ryaml reads in
another way than the core schema (YAML 1.2.2 section 10.3), or not at all, the text is composed here from the events
of libyaml: aliases and merge keys, tags, keys that are no strings, integers beyond 64 bits. The same composition
finds the positions.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from ryaml import loads

from scaffold.diag import quote
from scaffold.source.syntax import MAX_DEPTH, MAX_FAULTS, Fault, Json, Refused, levels, not_finite, step

_PLACE = re.compile(r"(?:at line (\d+) column (\d+)|at position (\d+))")
# The lookbehind stands behind the literal, which lets `re` search for the literal first: four times as fast
_ANCHOR = re.compile(r"&(?<![^\s\[{,:?-]&)([^\s,\[\]{}]+)")
_ALIAS = re.compile(r"\*(?<![^\s\[{,:?-]\*)([^\s,\[\]{}]+)")
_TAGGED = re.compile(r"!(?<![^\s\[{,:?-]!)(?:![A-Za-z]|<)")
# Numbers that ryaml reads in another way than the core schema does: 010, 0b11, -0x1F, 1e400
_OTHERWISE = re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?[0-9.]+[eE]\+?[0-9]{3,}|\+?[0-9]{19,}")
_END = r"(?=[ \t]*(?:[\r\n,\]}]|\Z|:\s|:\Z)|[ \t]+#)"
_BINARY = re.compile(r"(?:0b[01]+|\+0[xo][0-9a-fA-F]+|-0[xo][0-9a-fA-F]+)" + _END)

# A key that ends like a number, and the scalar that ends there where a key may start
_NUMERIC_KEY = re.compile(r"(?:[0-9.]|0x[0-9a-fA-F]+)(?=\s*:(?:[\s,\]}]|\Z))")
_KEY_BEFORE = re.compile(r"(?:^|[\n{\[,])[ \t]*(?:[-?][ \t]+)*(?:[&!]\S*\s+)*([-+.0-9][\w.+-]*)\Z")
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")

_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_TOO_DEEP = f"values are nested more than {MAX_DEPTH} levels deep"
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_INT = re.compile(r"[-+]?[0-9]+")
_OTHER_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TAG = "tag:yaml.org,2002:"
_STRINGS = frozenset(("!", _TAG + "str", _TAG + "binary", _TAG + "timestamp"))
_PLAIN = {"int": int, "float": float, "bool": bool, "null": type(None)}

MAX_UNFOLDED = 1_000_000
"""Values that aliases may add to a document."""


def parse(text: str, notes: list[Fault]) -> Json:
    """The value of a YAML text, by the core schema; keys are strings as they are spelt.

    What is read in another way than it is written is added to `notes` (number-as-text). Raises `Refused` with
    not-yaml, documents-many, duplicate-key, key-invalid, merge-invalid, tag-unknown, number-invalid, alias-unknown,
    alias-bomb, not-text or too-deep.
    """
    anchors = set(_ANCHOR.findall(text))
    if _TAGGED.search(text):  # ryaml leaves tags out that it does not know
        return composed(text, notes)
    if anchors and not anchors.isdisjoint(_ALIAS.findall(text)):  # ryaml would copy what an alias stands for
        return composed(text, notes)
    try:
        value: Json = loads(text)
    except RecursionError:
        raise Refused(Fault("too-deep", _TOO_DEEP)) from None
    except ValueError as error:
        return _again(text, str(error), notes)
    if _stands(text, _BINARY) or not _plain(text, value):
        return composed(text, notes)
    return value


def _again(text: str, message: str, notes: list[Fault]) -> Json:
    """What ryaml refused: a plain syntax error is told in its words, all else is composed here."""
    where = _PLACE.search(message)
    syntax = where and " at line" in message and not re.search("invalid type|duplicate|unknown|limit", message)
    try:
        return composed(text, notes)
    except Refused as refused:
        if refused.faults[0].code != "not-yaml" or not syntax or not where:
            raise
        at = offset(text, int(where[1]), int(where[2]))
        fix = "indent with spaces: YAML allows no tabs there" if text[at : at + 1] == "\t" else None
        raise Refused(Fault("not-yaml", message[: where.start()].strip(), at, fix=fix)) from None


def offset(text: str, line: int, column: int) -> int:
    """The offset of a 1-based line and column."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1 or len(text)
    return min(len(text), at + column - 1)


def _plain(text: str, value: Json) -> bool:
    """Whether ryaml's value is what the core schema says; whole numbers as keys are made strings on the way."""
    if isinstance(value, float) and not_finite(value):
        return False
    suspects: set[str] = set()
    numbers: set[int] = set()  # used as keys
    for depth, level in enumerate(levels(value)):
        if depth >= MAX_DEPTH:
            return False
        for held in level:
            if type(held) is not dict:
                continue
            if "<<" in held or (len(held) == 1 and str(next(iter(held))).startswith("!")):
                return False
            kinds = set(map(type, held))
            if kinds - {str}:
                if kinds - {str, int} or len({str(key) for key in held}) != len(held):
                    return False
                numbers.update(key for key in held if type(key) is int)
                members = [(str(key), inner) for key, inner in held.items()]
                held.clear()
                held.update(members)
        inside = [v for held in level for v in (held.values() if type(held) is dict else held)]
        if any(not_finite(v) for v in inside if type(v) is float):
            return False
        suspects.update(v for v in inside if type(v) is str and len(v) < 10_000 and _OTHERWISE.fullmatch(v))
    if numbers and (not numbers.isdisjoint((0, 1)) or _keyed_otherwise(text)):  # true and 1 are one key to Python
        return False
    return not _spelt(text, suspects)


def _spelt(text: str, suspects: set[str]) -> bool:
    """Whether one of these stands in the text as a plain scalar."""
    words = "|".join(map(re.escape, sorted(suspects)))
    return bool(words) and _stands(text, re.compile(f"(?:{words}){_END}"))


def _stands(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a match stands where a plain scalar may start. Doubtful cases count: they only cost time."""
    for found in pattern.finditer(text):
        before = text[max(0, found.start() - 200) : found.start()]
        token = before.rstrip()
        if not token or (token[-1] in ":-,[{?" and (token != before or token[-1] in ",[{")):
            return True
        if token != before and token.split()[-1][0] in "!&":
            return True
    return False


def _keyed_otherwise(text: str) -> bool:
    """Whether a key is a number that is not spelt as its value is: +5, 5.0 or 0x5, which are all one key to Python."""
    for found in _NUMERIC_KEY.finditer(text):
        scalar = _KEY_BEFORE.search(text, max(0, found.end() - 200), found.end())
        if scalar and not _WHOLE.fullmatch(scalar[1]):
            return True
    return False


class Spot:
    """A composed value: `at` is where it stands, `inside` what it holds with the offsets of the keys.

    An alias is the spot of its use, with the value of its anchor and nothing inside: whoever asks for a place in it
    is shown the use.
    """

    __slots__ = ("at", "inside", "size", "value")

    def __init__(self, at: int, value: Any, inside: dict[str, tuple[int, Spot]] | None = None) -> None:
        self.at = at
        self.value = value
        self.inside = inside
        self.size = 1


class _Open:
    """A list or mapping whose end has not come."""

    __slots__ = ("anchor", "is_map", "key", "merges", "pointer", "spot")

    def __init__(self, spot: Spot, is_map: bool, pointer: str, anchor: str | None) -> None:
        self.spot = spot
        self.is_map = is_map
        self.pointer = pointer
        self.anchor = anchor
        self.key: tuple[str, int] | None = None
        self.merges: list[tuple[int, Spot]] = []


def compose(text: str) -> Spot:
    """The root of a text with all positions. Raises `Refused` as `parse` does."""
    return _Composer().compose(text)


def composed(text: str, notes: list[Fault]) -> Json:
    """The value of a text, by composing it."""
    composer = _Composer()
    value: Json = composer.compose(text).value
    notes += composer.notes
    return value


class _Composer:
    def __init__(self) -> None:
        self.root = Spot(0, None)
        self.open: list[_Open] = []
        self.anchors: dict[str, Spot | None] = {}
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        self.unfolded = 0
        self.documents = 0

    def compose(self, text: str) -> Spot:
        """Reads the events one by one, without recursion."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        takers = {
            yaml.ScalarEvent: self.take_scalar,
            yaml.MappingStartEvent: self.start,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceStartEvent: self.start,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.take_document,
        }
        try:
            for event in yaml.parse(text, Loader=loader):
                if taker := takers.get(type(event)):
                    taker(event)
                if len(self.faults) >= MAX_FAULTS:
                    break
        except yaml.MarkedYAMLError as error:
            raise Refused(*self.faults, _syntax(error)) from None
        except yaml.YAMLError:
            raise Refused(*self.faults, _character(text)) from None
        if self.faults:
            raise Refused(*self.faults)
        return self.root

    def fault(self, code: str, message: str, at: int, pointer: str) -> None:
        self.faults.append(Fault(code, message, at, pointer))

    def pointer(self) -> str:
        """Where the next value stands."""
        if not self.open:
            return ""
        top = self.open[-1]
        if not top.is_map:
            return step(top.pointer, len(top.spot.inside or ()))
        return step(top.pointer, top.key[0]) if top.key else top.pointer

    def take_scalar(self, event: Any) -> None:
        """A scalar: the key of a mapping where one is due, else a value."""
        at = event.start_mark.index
        top = self.open[-1] if self.open else None
        if top is not None and top.is_map and top.key is None:
            self.name(top, event.value, at, event)
            return
        spot = Spot(at, self.scalar(event, at))
        if event.anchor:
            self.anchors[event.anchor] = spot
        self.put(spot)

    def take_document(self, event: Any) -> None:
        """The start of a document, of which there is one."""
        self.documents += 1
        if self.documents > 1:
            raise Refused(
                *self.faults, Fault("documents-many", "a second document starts here", event.start_mark.index)
            )

    def name(self, top: _Open, key: str, at: int, event: Any = None) -> None:
        """The key of the next value; a plain `<<` is a merge key."""
        merge = key == "<<" and event is not None and event.implicit[0]
        if event is not None:
            self.tag(event, at, ("str", "merge", *_PLAIN))
        inside = top.spot.inside or {}
        if not merge and key in inside:
            first = inside[key][0]
            self.faults.append(Fault("duplicate-key", key, at, step(top.pointer, key), first=first))
        if event is not None and event.anchor:
            self.anchors[event.anchor] = Spot(at, key)
        top.key = ("<<", -1 - at) if merge else (key, at)

    def start(self, event: Any) -> None:
        """The start of a list or mapping."""
        at, pointer = event.start_mark.index, self.pointer()
        is_map = type(event) is yaml.MappingStartEvent
        if len(self.open) >= MAX_DEPTH:
            deep = Fault("too-deep", _TOO_DEEP, at)
            raise Refused(*self.faults, deep)
        if self.open and self.open[-1].is_map and self.open[-1].key is None:
            kind = "a mapping" if is_map else "a list"
            raise Refused(*self.faults, Fault("key-invalid", f"{kind} is used as a key", at, pointer))
        self.tag(event, at, ("map", "set", "omap") if is_map else ("seq", "omap", "pairs"))
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append(_Open(Spot(at, {} if is_map else [], {}), is_map, pointer, event.anchor))

    def end(self, event: Any) -> None:
        """The end of the innermost list or mapping: its value is made."""
        done = self.open.pop()
        spot, inside = done.spot, done.spot.inside or {}
        if not done.is_map:
            spot.value = [inner.value for _, inner in inside.values()]
        else:
            spot.value = {key: inner.value for key, (_, inner) in inside.items()}
            for at, merged in done.merges:  # earlier ones win, and the mapping's own keys win over all
                for key, value in merged.value.items():
                    if key not in spot.value:
                        spot.value[key] = value
                        inside[key] = (at, Spot(at, value))
        if done.anchor:
            self.anchors[done.anchor] = spot
        self.put(spot)

    def alias(self, event: Any) -> None:
        """A use of an anchor, as a value or as a key."""
        anchor, at = event.anchor, event.start_mark.index
        target = self.anchors.get(anchor)
        if target is None:
            if anchor in self.anchors:
                raise Refused(*self.faults, Fault("alias-bomb", f"{quote(anchor)} holds itself", at, self.pointer()))
            self.fault("alias-unknown", f"there is no anchor {quote(anchor)} before this place", at, self.pointer())
            target = Spot(at, None)
        self.unfolded += target.size
        if self.unfolded > MAX_UNFOLDED:
            message = f"aliases unfold into more than {MAX_UNFOLDED:,} values"
            raise Refused(*self.faults, Fault("alias-bomb", message, at))
        top = self.open[-1] if self.open else None
        if top is not None and top.is_map and top.key is None:
            self.key_alias(top, target, at)
            return
        spot = Spot(at, target.value)
        spot.size = target.size
        self.put(spot)

    def key_alias(self, top: _Open, target: Spot, at: int) -> None:
        if isinstance(target.value, str):
            self.name(top, target.value, at)
        else:
            raise Refused(*self.faults, Fault("key-invalid", "an alias of no string is used as a key", at, top.pointer))

    def put(self, spot: Spot) -> None:
        """A finished value goes to what is open around it."""
        if not self.open:
            self.root = spot
            return
        top = self.open[-1]
        top.spot.size += spot.size
        inside = top.spot.inside
        assert inside is not None
        if not top.is_map:
            inside[str(len(inside))] = (spot.at, spot)
            return
        assert top.key is not None
        (key, at), top.key = top.key, None
        if at < 0:
            self.merge(top, spot, -1 - at)
        else:
            inside.setdefault(key, (at, spot))

    def merge(self, top: _Open, spot: Spot, at: int) -> None:
        parts = [spot]
        if isinstance(spot.value, list):
            parts = [inner for _, inner in spot.inside.values()] if spot.inside else [Spot(at, v) for v in spot.value]
        for part in parts:
            if isinstance(part.value, dict):
                top.merges.append((part.at, part))
            else:
                self.fault("merge-invalid", "`<<` does not name a mapping", at, top.pointer)

    def tag(self, event: Any, at: int, known: tuple[str, ...]) -> None:
        tag = event.tag
        if tag and tag != "!" and tag.removeprefix(_TAG) not in known:
            self.fault("tag-unknown", f"the tag {quote(tag)} has no meaning here", at, self.pointer())

    def scalar(self, event: Any, at: int) -> Json:
        """The value of a scalar by its tag, or by the core schema if it is plain."""
        text, tag = event.value, event.tag
        if tag in _STRINGS or (tag is None and not event.implicit[0]):
            return str(text)
        try:
            value = resolve(text)
        except ValueError:
            self.fault("number-invalid", "an integer has over 4,000 digits", at, self.pointer())
            return None
        if tag is not None:
            kind = tag.removeprefix(_TAG)
            value = float(value) if kind == "float" and type(value) is int else value
            if kind not in _PLAIN:
                self.tag(event, at, ())
            elif type(value) is not _PLAIN[kind]:
                self.fault("not-yaml", f"{quote(text)} is not of the type !!{kind}", at, self.pointer())
        if type(value) is float and not_finite(value):
            self.notes.append(Fault("number-as-text", f"{quote(text)} is no number that JSON has", at, self.pointer()))
            return str(text)
        return value


def _syntax(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    if "nesting depth" in str(error.problem):  # libyaml, which reads ahead, has a limit of its own
        return Fault("too-deep", _TOO_DEEP, mark.index if mark else None)
    words = ", ".join(part for part in (error.problem, error.context) if part) or "the syntax is wrong"
    if "nesting depth" in words:  # a limit of libyaml's own, as of 0.2.6
        return Fault(
            "too-deep", "values are nested more deeply than the YAML parser follows", mark.index if mark else None
        )
    code = "alias-unknown" if "undefined alias" in words else "not-yaml"
    return Fault(code, words, mark.index if mark else None)


def _character(text: str) -> Fault:
    """What the reader of libyaml refuses: a character that YAML does not allow (YAML 1.2.2 section 5.1)."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return Fault("not-text", "the text holds characters that YAML does not allow", 0)
    return Fault("not-text", f"the character {quote(found[0])} is not allowed in YAML", found.start())


def resolve(text: str) -> Json:
    """A plain scalar by the core schema (YAML 1.2.2 section 10.3.2)."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] in "+-.0123456789":
        if _INT.fullmatch(text):
            return int(text)
        if _OTHER_INT.fullmatch(text):
            return int(text[2:], 8 if text[1] == "o" else 16)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _INFINITE.fullmatch(text):
            return float(text.lower().replace(".", ""))
    return text


class Finder:
    """Finds places in a YAML text; composes it at the first question."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root: Spot | None = None

    def find(self, tokens: list[str], key: bool) -> int:
        """The offset of a place or, where there is none, of its nearest ancestor.

        A scalar is found at its value, a list or a mapping at its key; with `key` both are.
        """
        if self._root is None:
            self._root = compose(self._text)
        spot, shown = self._root, self._root.at
        for token in tokens:
            if not spot.inside or token not in spot.inside:
                break
            shown, spot = spot.inside[token]
            if not key and not isinstance(spot.value, dict | list):
                shown = spot.at
        return shown
