"""Names in TypeScript code: which of them it has from other files, and where it says them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from tree_sitter import Node

from scaffold.frozen import replace
from scaffold.merge.naming import Listed, Listing, Said, Spoken

_ENDINGS = {".ts": ".ts", ".tsx": ".tsx", ".mts": ".mts", ".js": ".ts", ".jsx": ".tsx", ".mjs": ".mts"}
_WORDS = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
_PATTERNS = ("object_pattern", "array_pattern", "assignment_pattern", "object_assignment_pattern", "pair_pattern")
_SIDES = {"assignment_pattern": "left", "object_assignment_pattern": "left", "pair_pattern": "value"}
_NAMED = ("function_declaration", "generator_function_declaration", "function_signature")
_BLOCKS = ("program", "statement_block", "switch_body", "class_static_block", "for_statement", "for_in_statement")
_IMPORTED = ("import_specifier", "import_clause", "namespace_import", "import_require_clause")


class TypeScriptNames:
    """One text, at `path`; `aliases` are names that imports have for folders."""

    def __init__(self, root: Node, text: str, path: str, aliases: Mapping[str, str]) -> None:
        self._path, self._aliases, self._text = path, aliases, text
        data = text.encode()
        self._chars = (
            None if len(data) == len(text) else [len(data[:at].decode(errors="ignore")) for at in range(len(data) + 1)]
        )
        self._nodes = list(_walk(root))
        self._root = root
        self._words = frozenset(_text(node) for node in self._nodes if node.type in _WORDS)

    def spoken(self, names: Iterable[str], again: Collection[str] = ()) -> list[Spoken]:
        """The functions that go by one of these names in their own files, as this file speaks of them.

        `again` are names by which this file itself now defines others, whose definitions are no places.
        """
        wanted = set(names)
        if not any(name in self._text for name in wanted) and "*" not in self._text:
            return []
        found = [self._own(name, name in again) for name in sorted(wanted)]
        for node in self._nodes:
            match node.type:
                case "import_specifier" | "export_specifier":
                    name, homes = _field(node, "name"), self._homes(_source(node))
                    if homes and name in wanted:
                        found.append(self._specified(node, name, homes))
                case "export_statement" if homes := self._homes(_source(node)):
                    if any(child.type == "*" for child in node.children):
                        found += [Spoken(homes=homes, name=name, places=(), passed_on=name) for name in sorted(wanted)]
                case "namespace_import" if homes := self._homes(_source(node)):
                    found += self._members(_text(node.named_children[-1]), homes, wanted)
                case "call_expression" if homes := self._named_by(node):
                    found += self._called(node, homes, wanted)
        return found

    def leading(self, old: str, new: str) -> Iterator[Said]:
        """How what leads to the file `old` leads to `new`, which is in the same folder."""
        stems = [posixpath.splitext(posixpath.basename(path))[0] for path in (old, new)]
        for node in self._nodes:
            said = _words_of(node)
            if said is not None and old in self._homes(_text(said)):
                found = re.search(rf"(?<=/){re.escape(stems[0])}(?=(\.\w+)?$)", _text(said))
                if found:
                    place = self._place(said)
                    yield Said(place.start + found.start(), place.start + found.end(), stems[1])

    def lists(self, listing: Listing) -> Iterator[list[Listed]]:
        """The lists of this file that hand on all functions that another one had."""
        specifiers = [
            node
            for node in sorted(self._nodes, key=lambda node: node.start_byte)
            if node.type == "export_specifier" and listing.home in self._homes(_source(node))
        ]
        if len(listing.before) > 1 and {_field(node, "name") for node in specifiers} >= listing.before:
            yield [Listed(_field(node, "name"), *self._place(node)[:2], "{}") for node in specifiers]

    # What is spoken of

    def _own(self, name: str, again: bool) -> Spoken:
        """A function that this file itself defines, or had to define; or another one does by its name, `again`."""
        places, bound = self._said(name)
        if again:
            defined = {self._place(node).start for node in bound}
            places = tuple(said for said in places if said.start not in defined)
        hidden = any(node.type == "type_identifier" and _is_name(node) and _text(node) == name for node in self._nodes)
        imported = any(node.parent and node.parent.type in _IMPORTED for node in bound)
        taken = None if hidden or imported else self._elsewhere(once=not bound or again)
        return Spoken(homes=(self._path,), name=name, places=places, taken=taken, passed_on=name)

    def _elsewhere(self, once: bool) -> frozenset[str]:
        """What is bound anywhere but for the whole file; and for that, too, but `once`."""
        scopes = [(_text(node), _scope(node)) for node in self._nodes if node.type in _WORDS]
        inner = {name for name, scope in scopes if scope is not None and scope.type != "program"}
        top = Counter(name for name, scope in scopes if scope is not None and scope.type == "program")
        return frozenset(inner | {name for name, times in top.items() if times > once})

    def _specified(self, node: Node, name: str, homes: tuple[str, ...]) -> Spoken:
        """A function that is imported, or handed on, by its name."""
        own = self._place(node.child_by_field_name("name") or node)
        if node.child_by_field_name("alias") is not None:
            return Spoken(homes=homes, name=name, places=(own,))
        bridge = (Said(own.start, own.end, f"{{}} as {name}"),)
        if node.type == "export_specifier":
            alone = [_text(each) for each in self._nodes if each.type in _WORDS].count(name) == 1
            found = Spoken(homes=homes, name=name, places=(own,), taken=self._words, bridge=bridge, passed_on=name)
            return replace(found, listed=alone)
        places, bound = self._said(name)
        handed = any(_handed(each) for each in self._nodes if each.type == "identifier" and _text(each) == name)
        return Spoken(
            homes=homes,
            name=name,
            places=(own, *places),
            taken=self._words if len(bound) == 1 else None,
            bridge=bridge,
            passed_on=name if handed else "",
        )

    def _members(self, local: str, homes: tuple[str, ...], names: set[str]) -> Iterator[Spoken]:
        """Functions that are reached by a name for their whole file: `books.getBook`, `spyOn(books, "getBook")`."""
        places, bound = self._said(local)
        if len(bound) != 1:
            return
        offsets = {said.start for said in places}
        for node in self._nodes:
            held, said = None, None
            if node.type == "member_expression":
                held, said = node.child_by_field_name("object"), node.child_by_field_name("property")
            elif node.type == "subscript_expression":
                held, said = node.child_by_field_name("object"), _words_of(node.child_by_field_name("index"))
            elif node.type == "arguments" and len(node.named_children) > 1:
                held, said = node.named_children[0], _words_of(node.named_children[1])
            if held is None or said is None or held.type != "identifier" or _text(said) not in names:
                continue
            if self._place(held).start in offsets:
                yield Spoken(homes=homes, name=_text(said), places=(self._place(said),))

    def _named_by(self, call: Node) -> tuple[str, ...]:
        """The file that a call names in its first argument: `import("./books")`, `mock("./books", ...)`."""
        given = call.child_by_field_name("arguments")
        first = given.named_children[0] if given is not None and given.named_children else None
        said = _words_of(first)
        return self._homes(_text(said)) if said is not None else ()

    def _called(self, call: Node, homes: tuple[str, ...], names: set[str]) -> Iterator[Spoken]:
        """What is taken out of a file that is imported on the way, and what stands in for it."""
        function = call.child_by_field_name("function")
        if function is None or function.type != "import":
            for node in _walk(call):
                if node.type == "property_identifier" and _text(node) in names and _is_key(node):
                    yield Spoken(homes=homes, name=_text(node), places=(self._place(node),), taken=None)
            return
        holder = call.parent
        while holder is not None and holder.type in ("await_expression", "parenthesized_expression"):
            holder = holder.parent
        if holder is None:
            return
        said = holder.child_by_field_name("property")
        if holder.type == "member_expression" and said is not None and _text(said) in names:
            yield Spoken(homes=homes, name=_text(said), places=(self._place(said),))
        pattern = holder.child_by_field_name("name") if holder.type == "variable_declarator" else None
        for node in pattern.named_children if pattern is not None and pattern.type == "object_pattern" else ():
            key = node.child_by_field_name("key") or node
            if _text(key) in names:
                name, place = _text(key), self._place(key)
                written = "{}" if node.type == "pair_pattern" else f"{{}}: {name}"
                yield Spoken(homes=homes, name=name, places=(Said(place.start, place.end, written),))

    # Places

    def _said(self, name: str) -> tuple[tuple[Said, ...], list[Node]]:
        """Where code says a name of the whole file, and the nodes that bind it for that."""
        nodes = [node for node in self._nodes if node.type in _WORDS and _text(node) == name]
        scopes = {node.id: _scope(node) for node in nodes}
        shadows = {scope.id for scope in scopes.values() if scope is not None and scope.type != "program"}
        places, bound = [], []
        for node in nodes:
            scope, parent = scopes[node.id], node.parent
            if scope is not None and scope.type == "program":
                bound.append(node)
            elif scope is not None or any(above.id in shadows for above in _above(node)):
                continue
            if parent is not None and parent.type in ("import_specifier", "export_specifier") and _source(parent):
                continue
            place = self._place(node)
            short = node.type == "shorthand_property_identifier"
            places.append(place._replace(written=f"{name}: {{}}") if short else place)
        return tuple(places), bound

    def _place(self, node: Node) -> Said:
        if self._chars is None:
            return Said(node.start_byte, node.end_byte)
        return Said(self._chars[node.start_byte], self._chars[node.end_byte])

    def _homes(self, module: str) -> tuple[str, ...]:
        """The files of the project that an import may mean."""
        alias = next((alias for alias in self._aliases if module.startswith(alias)), None)
        if alias is not None:
            way = self._aliases[alias] + module.removeprefix(alias)
        elif module.startswith("."):
            way = posixpath.join(posixpath.dirname(self._path), module)
        else:
            return ()
        stem, suffix = posixpath.splitext(posixpath.normpath(way))
        if suffix in _ENDINGS:
            return (f"{stem}{_ENDINGS[suffix]}",)
        return tuple(f"{stem}{suffix}{ending}" for ending in (".ts", ".tsx", "/index.ts", "/index.tsx"))


def _walk(node: Node) -> Iterator[Node]:
    left = [node]
    while left:
        node = left.pop()
        yield node
        left += node.children


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _field(node: Node, name: str) -> str:
    child = node.child_by_field_name(name)
    return _text(child) if child is not None else ""


def _above(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _words_of(node: Node | None) -> Node | None:
    """What a plain string says."""
    words = node.named_children if node is not None and node.type == "string" else []
    return words[0] if len(words) == 1 else None


def _source(node: Node) -> str:
    """The file that the statement around a node imports from; empty where it does from none."""
    statement: Node | None = node
    while statement is not None and statement.type not in ("import_statement", "export_statement"):
        statement = statement.parent
    words = _words_of(statement.child_by_field_name("source")) if statement is not None else None
    return _text(words) if words is not None else ""


def _is_name(node: Node) -> bool:
    """Whether a type's name is that of a class, which is a value too."""
    return node.parent is not None and node.parent.type in ("class_declaration", "abstract_class_declaration")


def _is_key(node: Node) -> bool:
    return node.parent is not None and node.parent.type in ("pair", "method_definition")


def _handed(node: Node) -> bool:
    """Whether a name is exported as it is."""
    parent = node.parent
    return (
        parent is not None
        and parent.type == "export_specifier"
        and not (_source(parent) or parent.child_by_field_name("alias"))
    )


def _scope(node: Node) -> Node | None:
    """What a node binds its name for; None where it only says it."""
    child: Node = node
    holder = node.parent
    while holder is not None and (holder.type in _PATTERNS or holder.type == "rest_pattern"):
        side = _SIDES.get(holder.type)
        if side is not None and holder.child_by_field_name(side) != child:
            return None
        child, holder = holder, holder.parent
    if holder is None:
        return None
    match holder.type:
        case "variable_declarator" if holder.child_by_field_name("name") == child:
            return _block(holder)
        case "required_parameter" | "optional_parameter" if holder.child_by_field_name("pattern") == child:
            return holder.parent.parent if holder.parent is not None else None
        case "arrow_function" if holder.child_by_field_name("parameter") == child:
            return holder
        case "catch_clause" if holder.child_by_field_name("parameter") == child:
            return holder
        case "for_in_statement" if holder.child_by_field_name("left") == child and holder.child_by_field_name("kind"):
            return holder
        case "function_expression" | "generator_function" if holder.child_by_field_name("name") == child:
            return holder
        case kind if kind in _NAMED and holder.child_by_field_name("name") == child:
            return _block(holder)
        case "enum_declaration" | "internal_module" | "module" if holder.child_by_field_name("name") == child:
            return _block(holder)
        case kind if kind in _IMPORTED:
            bound = holder.child_by_field_name("alias") or child
            return _block(holder) if bound == child else None
    return None


def _block(node: Node) -> Node:
    """What a declaration binds for: the nearest block around it."""
    return next(above for above in _above(node) if above.type in _BLOCKS)
