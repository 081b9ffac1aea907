"""`$ref`: from a reference to the node that it means, in the same document, in another file, or by `$id` and `$anchor`.

A reference is a URI reference (RFC 3986), resolved against the base of the place it stands at: the document's own
place, its `$self` (OpenAPI 3.2 section 4.1.2), or the nearest `$id` above (JSON Schema 2020-12 section 8.2). Its
fragment is a JSON pointer or an anchor. `$dynamicRef` is looked up like any other reference here; what it means in a
resource that refers to its resource is for the reader of schemas to say, with `dynamic_anchors`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from msgspec import Struct

from scaffold.diag import Report, Source, clean, quote
from scaffold.source import Document, Json, Loader, Node, is_url, tokens

KEYWORDS = ("$ref", "$dynamicRef", "$recursiveRef")

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class _Failure(Struct, frozen=True):
    """Why a reference leads nowhere; told at each place that holds it. Without a code the loader has told it."""

    code: str
    message: str = ""
    fix: str | None = None
    near: Source | None = None


class _Mended(Struct, frozen=True):
    """Where a reference leads that is written carelessly, and how it should be written."""

    node: Node
    meant: str


class _Names(Struct, frozen=True):
    """The resources and anchors of one document, by pointer of the resource."""

    bases: dict[str, str]  # pointer of a resource -> its base URI
    anchors: dict[tuple[str, str], str]  # (pointer of the resource, anchor) -> pointer
    dynamic: dict[str, dict[str, str]]  # pointer of the resource -> dynamic anchor -> pointer


class Resolver:
    """Follows references. What fails is told once per place; answers are kept."""

    def __init__(self, loader: Loader, report: Report) -> None:
        self._loader = loader
        self._report = report
        self._names: dict[str, _Names] = {}
        self._resources: dict[str, Source] = {}
        self._found: dict[tuple[str, str, str], Node | _Mended | _Failure] = {}
        self._ends: dict[Source, Node | None] = {}
        self._explored = False
        self.has_dynamic = False
        """Whether a document that was read so far has a dynamic anchor."""

    def key(self, node: Node) -> str:
        """The type key of a place: `#/components/schemas/Book` in the root document, `schemas/pet.yaml#/Pet` else."""
        document = "" if node.source.document == self._loader.root_id else node.source.document
        return f"{document}#{node.source.pointer}"

    def base(self, node: Node) -> str | None:
        """The absolute URI that the document of a node goes by: its `$self`, or the address it came from."""
        document = node.source.document
        known = self._known(document).bases[""]
        return known if is_url(known) else self._loader.address(document)

    def leads_out(self) -> bool:
        """Whether a reference in the root document leads out of it."""
        root = self._loader.document(self._loader.root_id)
        return root is not None and root.leads_out()

    def follow(self, node: Node) -> Node | None:
        """Where the chain of references that starts here ends: the node itself if it holds none.

        None, with a diagnostic at the reference that is at fault, if it leads nowhere or in a circle.
        """
        if reference(node.value) is None:
            return node
        passed: dict[Source, None] = {}
        here: Node | None = node
        while here is not None and reference(here.value) is not None:
            if here.source in self._ends:
                here = self._ends[here.source]
                break
            if here.source in passed:
                places = list(passed)
                self._circle(places[places.index(here.source) :])
                here = None
                break
            passed[here.source] = None
            here = self.target(here)
        self._ends.update(dict.fromkeys(passed, here))
        return here

    def target(self, node: Node) -> Node | None:
        """Where the reference that this node holds leads, one step; None, with a diagnostic, if nowhere."""
        keyword = reference(node.value)
        if keyword is None:
            return node
        place = node.source.child(keyword)
        text = node.value[keyword] if isinstance(node.value, dict) else None
        if not isinstance(text, str):
            self._report.add("ref-invalid", place, f"the value of {keyword} is not a string")
            return None
        return self._lookup(text, node.source, place)

    def resolve(self, text: str, base: Source) -> Node | None:
        """What a reference outside of `$ref` means: a value of a discriminator's mapping, an operationRef.

        A plain name that `components.schemas` of the document has is that schema. `base` is where the text stands.
        """
        if is_name(text):
            document = self._loader.document(base.document)
            named = document.root if document else None
            for token in ("components", "schemas", text):
                named = named.get(token) if named else None
            if named is not None:
                return named
        return self._lookup(text, base, base)

    def data(self, text: str, place: Source) -> Node | None:
        """A whole document that is data: references in it are none. None, with a diagnostic, if it can't be had."""
        try:
            start = self._start(text.partition("#")[0], place.document, self.resource(place))
        except ValueError:
            self._report.add("ref-invalid", place, f"{quote(text)} is not a URI reference")
            return None
        document = self._loader.document(start if isinstance(start, str) else start.document, place)
        return None if document is None or document.faults else document.root

    def _circle(self, places: list[Source]) -> None:
        where = self._loader.root_id
        names = [f"{'' if p.document == where else p.document}#{p.pointer}" for p in (*places, places[0])]
        shown = " -> ".join(quote(name, 80) for name in (names if len(names) < 8 else [*names[:5], "…", names[-1]]))
        self._report.add("ref-cycle", places[0], f"the reference leads back to itself: {shown}")

    def _lookup(self, text: str, source: Source, place: Source) -> Node | None:
        resource = self.resource(source)
        question = (source.document, resource, text)
        found = self._found.get(question)
        if found is None:
            found = self._search(text, source.document, resource, place)
            self._found[question] = found
        if isinstance(found, Node):
            return found
        if isinstance(found, _Mended):
            message = f"nothing is defined at {quote(text)}; it is read as {quote(found.meant)}"
            self._report.add("ref-mended", place, message)
            return found.node
        if found.code:
            self._report.add(found.code, place, found.message, found.fix, near=found.near)
        else:
            self._loader.document(found.message, place)
        return None

    def dynamic_anchors(self, source: Source, above: str | None = None) -> Iterator[tuple[str, Source]]:
        """The dynamic anchors of the resource around a place and, from the outermost, of those around it.

        `above`: a pointer; resources that begin there or further out are left out.
        """
        names = self._known(source.document)
        pointers = [self.resource(source)]
        while above is not None and len(pointers[-1]) > len(above):
            pointers.append(self.resource(Source(source.document, pointers[-1].rpartition("/")[0])))
        inner = pointers if above is None else [one for one in pointers if len(one) > len(above)]
        for pointer in reversed(inner):
            for name, place in names.dynamic.get(pointer, {}).items():
                yield name, Source(source.document, place)

    def node(self, source: Source) -> Node:
        """What stands at a place that is known to be there."""
        document = self._loader.document(source.document)
        return Node(_walk(document.value, tokens(source.pointer))[1] if document else None, source)

    # Bases: which resource a place is in, and what its URI is

    def resource(self, source: Source) -> str:
        """The pointer of the schema resource around a place; the empty one is the document."""
        bases = self._known(source.document).bases
        if len(bases) == 1:
            return ""
        pointer = source.pointer
        while pointer not in bases:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def _known(self, id: str) -> _Names:
        names = self._names.get(id)
        if names is None:
            document = self._loader.document(id)
            names = self._names[id] = _survey(document) if document else _Names({"": id}, {}, {})
            self.has_dynamic = self.has_dynamic or bool(names.dynamic)
            for pointer, base in names.bases.items():
                self._resources.setdefault(base, Source(id, pointer))
        return names

    # The search

    def _search(self, text: str, id: str, resource: str, place: Source) -> Node | _Mended | _Failure:
        """What a URI reference means in a resource. Spaces and braces, which a URI may not hold, are let pass."""
        path, _, fragment = text.partition("#")
        try:
            if _CONTROL.search(text):
                raise ValueError
            start = self._start(path, id, resource)
        except ValueError:
            return _Failure("ref-invalid", f"{quote(text)} is not a URI reference")
        if isinstance(start, str):
            if not self._loader.exists(start) and (mended := self._mended(text, id)):
                return mended
            start = Source(start)
        document = self._loader.document(start.document, place)
        if document is None or document.faults:
            return _Failure("", start.document)
        self._known(document.id)
        found = self._fragment(unquote(fragment), document, start.pointer, text)
        return found if isinstance(found, Node) else self._mended(text, id) or found

    def _mended(self, text: str, id: str) -> _Mended | None:
        """The component of the document that a reference means which leads nowhere, if that is plain."""
        document = self._loader.document(id)
        for meant in _meanings(text):
            steps = tokens(meant[1:])
            found, value = _walk(document.value, steps) if document else (0, None)
            if found == len(steps):
                return _Mended(Node(value, Source(id).child(*steps)), meant)
        return None

    def _start(self, path: str, id: str, resource: str) -> Source | str:
        """The resource that a URI without fragment names, or the id of the document to load for it."""
        if not path:
            return Source(id, resource)
        names = self._known(id)
        base = names.bases[resource]
        target = join(base, path)
        if target in self._resources:
            return self._resources[target]
        if not is_url(target):
            target = target.partition("?")[0]
        if base != id and is_url(target):  # a document that goes by $self or $id lies where it lay before
            own = names.bases[""] if names.bases[""] != id else base
            folder = own.rpartition("/")[0] + "/"
            if target.startswith(folder):
                return join(id, unquote(target.removeprefix(folder)))
        if is_url(target):
            self._explore()
        if target in self._resources:
            return self._resources[target]
        return target if is_url(target) else unquote(target)

    def _explore(self) -> None:
        """Reads the files that the description refers to, once: one may give itself the URI that is looked for."""
        waiting = [] if self._explored else [self._loader.root_id]
        self._explored = True
        seen = set(waiting)
        while waiting:
            id = waiting.pop()
            document = self._loader.document(id)
            self._known(id)
            for text in _references(document.value if document else None):
                path = text.partition("#")[0]
                file = join(id, unquote(path))
                if path and file not in seen and not is_url(file) and file[:2] != ".." and self._loader.exists(file):
                    seen.add(file)
                    waiting.append(file)

    def _fragment(self, fragment: str, document: Document, resource: str, text: str) -> Node | _Failure:
        """A JSON pointer from the resource (or from the document, as many write it), or an anchor in the resource."""
        if fragment and not fragment.startswith("/"):
            return self._anchor(fragment, document, resource, text)
        for start in dict.fromkeys((resource, "")):
            steps = tokens(start + fragment)
            found, value = _walk(document.value, steps)
            if found == len(steps):
                return Node(value, Source(document.id).child(*steps))
        return self._nearest(document, steps, found, value, text)

    def _anchor(self, name: str, document: Document, resource: str, text: str) -> Node | _Failure:
        anchors = self._known(document.id).anchors
        pointer = anchors.get((resource, name))
        if pointer is not None:
            return Node(_walk(document.value, tokens(pointer))[1], Source(document.id, pointer))
        if _at(document.value, tokens("/" + name)):  # the first slash was forgotten
            near = Source(document.id, "/" + name)
            return _missing(text, self._suggest(near), near)
        close = get_close_matches(name, [anchor for where, anchor in anchors if where == resource], 1)
        return _missing(text, f"did you mean #{clean(close[0])}?" if close else None)

    def _nearest(self, document: Document, steps: list[str], index: int, value: Any, text: str) -> _Failure:
        """What may have been meant: the same place with one token spelt otherwise, or the name in another section."""
        close = get_close_matches(steps[index], list(value), 3, 0.6) if isinstance(value, dict) else []
        places = [[*section, steps[-1]] for section in _SECTIONS]
        places += [[*steps[:index], name, *steps[index + 1 :]] for name in close]
        for place in places:
            if _at(document.value, place):
                near = Source(document.id).child(*place)
                return _missing(text, self._suggest(near), near)
        return _missing(text, None)

    def _suggest(self, near: Source) -> str:
        document = "" if near.document == self._loader.root_id else near.document
        return f"did you mean {document}#{near.pointer}?"


_CARELESS = re.compile(r"\s*#?/?(components/\w+/[^/#]+?)\s*")
_OLDER = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}


def _meanings(text: str) -> list[str]:
    """What a reference may mean that is written carelessly, as in 2.0, or as a schema's name alone."""
    if found := _CARELESS.fullmatch(text):
        return [f"#/{found[1]}"] if text != f"#/{found[1]}" else []
    section, _, name = text.removeprefix("#/").partition("/")
    if text.startswith("#/") and section in _OLDER:
        return [f"#/components/{_OLDER[section]}/{name}"]
    return [f"#/components/schemas/{text}", f"#/definitions/{text}"] if is_name(text) else []


_COMPONENTS = ("schemas", "parameters", "responses", "requestBodies", "headers", "examples", "links", "securitySchemes")
_SECTIONS: list[list[str]] = [["components", name] for name in _COMPONENTS]
_SECTIONS += [["definitions"], ["$defs"], ["parameters"], ["responses"]]


def _missing(text: str, fix: str | None, near: Source | None = None) -> _Failure:
    return _Failure("ref-missing", f"nothing is defined at {quote(text, 120)[1:-1]}", fix, near)


def _walk(value: Any, steps: list[str]) -> tuple[int, Any]:
    """How many steps of a pointer a value has, and what stands there (RFC 6901 section 4)."""
    for index, token in enumerate(steps):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and re.fullmatch("0|[1-9][0-9]{0,8}", token) and int(token) < len(value):
            value = value[int(token)]
        else:
            return index, value
    return len(steps), value


def _at(value: Any, steps: list[str]) -> bool:
    return _walk(value, steps)[0] == len(steps)


def section(source: Source) -> str | None:
    """The section of the components that a place is an entry of: what kind of object stands there."""
    found = re.fullmatch(r"/components/(\w+)/[^/]+", source.pointer)
    return found[1] if found else None


def is_name(text: str) -> bool:
    """Whether a reference is spelt like the name of a component."""
    return _NAME.fullmatch(text) is not None


def reference(value: Json) -> str | None:
    """The keyword by which a value refers to another, if it does."""
    if isinstance(value, dict):
        for keyword in KEYWORDS:
            if keyword in value:
                return keyword
    return None


def join(base: str, path: str) -> str:
    """`path` resolved against a base. Paths keep the `..` that lead out, so that they are seen and refused."""
    if is_url(base) or re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path):
        return urljoin(base, path)
    if path.startswith("//"):
        return "https:" + path
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    return joined + "/" if path.endswith("/") else joined


def _references(value: Any) -> Iterator[str]:
    """The texts of all `$ref`s in a value."""
    stack = [value]
    while stack:
        held = stack.pop()
        if isinstance(held, dict):
            if isinstance(held.get("$ref"), str):
                yield held["$ref"]
            stack += held.values()
        elif isinstance(held, list):
            stack += held


_VALUES = frozenset({"enum", "const", "default", "example", "examples"})
"""Keywords whose values are no schemas, whatever they hold."""
_NAMED = ("/properties", "/patternProperties", "/$defs", "/definitions", "/dependentSchemas", "/schemas")
"""Where members have names of the author's."""


def _survey(document: Document) -> _Names:
    """Walks a document for `$self`, `$id`, `$anchor` and `$dynamicAnchor`, if its text holds the words at all."""
    bases = {"": document.id}
    anchors: dict[tuple[str, str], str] = {}
    dynamic: dict[str, dict[str, str]] = {}
    value = document.value
    words = ("$self", "$id", "$anchor", "$dynamicAnchor")
    if not isinstance(value, dict) or not any(map(document.mentions, words)):
        return _Names(bases, anchors, dynamic)
    own = value.get("$self")
    if isinstance(own, str) and "openapi" in value:
        bases[""] = join(document.id, urldefrag(own)[0])
    if "swagger" in value or str(value.get("openapi", "")).startswith("3.0"):
        return _Names(bases, anchors, dynamic)
    stack: list[tuple[Any, str, str]] = [(value, "", "")]
    while stack:
        held, pointer, resource = stack.pop()
        if isinstance(held, dict):
            given = held.get("$id")
            if isinstance(given, str) and (path := urldefrag(given)[0]):
                bases[pointer] = join(bases[resource], path)
                resource = pointer
            for word in ("$anchor", "$dynamicAnchor"):
                if isinstance(name := held.get(word), str):
                    anchors.setdefault((resource, name), pointer)
                    if word == "$dynamicAnchor":
                        dynamic.setdefault(resource, {}).setdefault(name, pointer)
            members = [(k, v) for k, v in reversed(held.items()) if k not in _VALUES or pointer.endswith(_NAMED)]
            stack += [(v, Source("", pointer).child(k).pointer, resource) for k, v in members]
        elif isinstance(held, list):
            stack += [(v, f"{pointer}/{i}", resource) for i, v in enumerate(held)]
    return _Names(bases, anchors, dynamic)
