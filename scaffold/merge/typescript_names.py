"""Names in TypeScript code: which of them it has from other files, and where it says them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace
from tree_sitter import Node

from scaffold.merge.naming import Brought, Listed, Listing, Said, Spoken, Whole, by_home

_ENDINGS = {".ts": ".ts", ".tsx": ".tsx", ".mts": ".mts", ".js": ".ts", ".jsx": ".tsx", ".mjs": ".mts"}
_WRITTEN = {".ts": ".js", ".tsx": ".jsx", ".mts": ".mjs"}
_WIDTH = 100
_STAND_INS = ("mock", "doMock")
_ACTUAL = ("importActual", "importMock", "requireActual")
_WORDS = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
_PATTERNS = ("object_pattern", "array_pattern", "assignment_pattern", "object_assignment_pattern", "pair_pattern")
_SIDES = {"assignment_pattern": "left", "object_assignment_pattern": "left", "pair_pattern": "value"}
_NAMED = ("function_declaration", "generator_function_declaration", "function_signature")
_DECLARES = ("_declaration", "type_parameter")
_BRINGS = ("import_specifier", "export_specifier", "export_statement", "namespace_import", "namespace_export")
_BLOCKS = ("program", "statement_block", "switch_body", "class_static_block", "for_statement", "for_in_statement")
_MEMBERS = {
    "member_expression": ("object", "property"),
    "nested_identifier": ("object", "property"),
    "nested_type_identifier": ("module", "name"),
}
"""What takes something out of what is there: what it is taken of, and its name."""
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
        self._words = frozenset(_text(node) for node in self._nodes if node.type in (*_WORDS, "type_identifier"))

    def spoken(self, names: Collection[tuple[str, str]], again: Collection[str] = ()) -> list[Spoken]:
        """The functions that go by these names in their own files, as this file speaks of them, and maybe of others.

        `again` are names by which this file itself now defines others, whose definitions are no places.
        """
        if "*" not in self._text and not any(name.partition(".")[0] in self._text for _, name in names):
            return []
        wanted = by_home(names)
        found = [self._own(name, name in again) for name in sorted(wanted.get(self._path, ())) if "." not in name]
        for node in self._nodes:
            if node.type == "call_expression":
                said = _named_by(node)
                source = _text(said) if said is not None else ""
            else:
                source = _source(node) if node.type in _BRINGS else ""
            homes = self._homes(source) if source else ()
            if had := set[str]().union(*(wanted.get(home, ()) for home in homes)):
                found += self._had(node, homes, had)
        return found

    def _had(self, node: Node, homes: tuple[str, ...], names: set[str]) -> Iterator[Spoken]:
        """The functions of another file that a node is about."""
        match node.type:
            case "import_specifier" | "export_specifier":
                name = _field(node, "name")
                if name in names:
                    yield self._specified(node, name, homes)
                local = node.child_by_field_name("alias") or node.child_by_field_name("name")
                yield from self._members(local or node, homes, names, f"{name}.")
            case "export_statement" if _has_all(node):
                given = [name for name in sorted(names) if not self.gives(name)]
                yield from (Spoken(homes=homes, name=name, places=(), passed_on=name, among=True) for name in given)
            case "namespace_import" | "namespace_export":
                yield from self._members(node.named_children[-1], homes, names)
            case "call_expression":
                yield from self._called(node, homes, names)

    def lacks(self, name: str) -> bool:
        """Whether code says a name that should be of the whole file, and that nothing in it binds."""
        places, bound = self._said(name)
        return bool(places) and not bound

    def gives(self, name: str) -> bool:
        """Whether others have a name from this file that is not among all that is in another one."""
        if any(node.type == "export_specifier" and _text(_exported(node)) == name for node in self._nodes):
            return True
        return any(_text(node) == name and _scope(node) == self._root for node in self._nodes if node.type in _WORDS)

    def wholes(self) -> Iterator[Whole]:
        """Where this file has all that is in others, to hand it on or to have something stand in for it."""
        for node in self._nodes:
            if node.type == "export_statement" and _has_all(node):
                start, end, _ = self._place(node)
                yield Whole(start, end, self._homes(_source(node)), self._text[start:end].replace("*", "{{ {} }}", 1))
            elif (
                node.type == "call_expression" and (said := _named_by(node)) and _replaces(node) and not _stand_in(node)
            ):
                yield Whole(*self._place(said)[:2], self._homes(_text(said)))

    def leads(self) -> set[str]:
        """The files that this one may import."""
        strings = (said for node in self._nodes if (said := _words_of(node)) is not None)
        return {home for said in strings for home in self._homes(_text(said))}

    def brought(self) -> Iterator[Brought]:
        """Where this file has functions of others: by statements, by imports on the way, and in what stands in."""
        for node in self._nodes:
            match node.type:
                case "named_imports" | "export_clause" if homes := self._homes(_source(node)):
                    yield from self._statement(node, homes)
                case "call_expression" if (said := _named_by(node)) and (homes := self._homes(_text(said))):
                    keys, more = self._taken(node)
                    rows = tuple((name, "") for name, _ in keys if "." not in name)
                    yield Brought(*self._place(said)[:2], homes, rows, partial(self._led_to, _text(said)), more=more)

    def _statement(self, braces: Node, homes: tuple[str, ...]) -> Iterator[Brought]:
        """A statement that has names of another file in braces, unless there are remarks among them."""
        statement = next(above for above in _above(braces) if above.type.endswith("_statement"))
        rows = tuple((_field(each, "name"), _text(each)) for each in braces.named_children)
        typed = any(child.type == "type" for child in statement.children)
        more = braces.parent is not None and braces.parent != statement and len(braces.parent.named_children) > 1
        write = partial(self._written, statement, braces)
        kind = f"{statement.type} type" if typed else statement.type
        if all(name for name, _ in rows):
            yield Brought(*self._place(statement)[:2], homes, rows, write, kind, more)

    def _written(self, statement: Node, braces: Node, rows: Sequence[str], home: str) -> str:
        """A statement with these of its names in braces, or with others from the file `home`."""
        whole, inner = self._place(statement), self._place(braces)
        head, listed = self._text[whole.start : inner.start], self._text[inner.start : inner.end]
        tail = self._text[inner.end : whole.end]
        if home:
            head = head[: head.index("type") + 5] if re.match(r"\w+\s+type\b", head) else f"{head.split()[0]} "
            tail = tail.replace(_source(braces), self._led_to(_source(braces), (), home), 1)
        if not rows:
            return head.rstrip().removesuffix(",") + tail
        gap = " " if listed[1].isspace() else ""
        line = f"{head}{{{gap}{', '.join(rows)}{gap}}}{tail}"
        if len(line) <= _WIDTH or "\n" not in listed:
            return line
        indent = re.search(r"\n([ \t]+)", listed)
        lines = "".join(f"{indent[1] if indent else '  '}{row},\n" for row in rows)
        return f"{head}{{\n{lines}}}{tail}"

    def _led_to(self, module: str, rows: Sequence[str], home: str) -> str:
        """How an import that was of `module` names the file `home`."""
        stem, ending = posixpath.splitext(home)
        suffix = posixpath.splitext(module)[1]
        plain = suffix not in _ENDINGS
        way = stem.removesuffix("/index") if plain else stem + (_WRITTEN[ending] if "j" in suffix else ending)
        alias = next((alias for alias in self._aliases if module.startswith(alias)), "")
        if alias and home.startswith(self._aliases[alias]):
            return alias + way.removeprefix(self._aliases[alias])
        way = posixpath.relpath(way, posixpath.dirname(self._path) or ".")
        return way if way.startswith(".") else f"./{way}"

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
        imported = any(map(_is_imported, bound))
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
        types = [each for each in self._nodes if each.type == "type_identifier" and _text(each) == name]
        places += tuple(self._place(each) for each in types if not _is_member(each))
        handed = any(_handed(each) for each in self._nodes if each.type == "identifier" and _text(each) == name)
        return Spoken(
            homes=homes,
            name=name,
            places=(own, *places),
            taken=self._words if len(bound) == 1 and not any(map(_is_declared, types)) else None,
            bridge=bridge,
            passed_on=name if handed else "",
        )

    def _members(self, local: Node, homes: tuple[str, ...], names: set[str], before: str = "") -> Iterator[Spoken]:
        """Functions that are reached by a name for all of a file: `books.getBook`, `spyOn(books, "getBook")`.

        In `names` they have `before` before their own. Others may reach them by way of this file too.
        """
        for name, said in self._uses(local)[0]:
            if before + name in names:
                yield Spoken(homes=homes, name=before + name, places=(said,))
        for given in self._given_as(local):
            for name in sorted(name for name in names if name.startswith(before)):
                passed_on = f"{given}.{name.removeprefix(before)}"
                yield Spoken(homes=homes, name=name, places=(), passed_on=passed_on, among=True)

    def _given_as(self, local: Node) -> Iterator[str]:
        """The names by which a statement, or others of this file, hand on what it has by a name."""
        holder = local.parent
        if holder is not None and holder.type in ("export_specifier", "namespace_export"):
            yield _text(local)
            return
        for node in self._nodes:
            if node.type == "export_specifier" and not _source(node) and _field(node, "name") == _text(local):
                yield _text(_exported(node))

    def _uses(self, local: Node) -> tuple[list[tuple[str, Said]], bool]:
        """What code takes out of the file that goes by a name, where that is bound; and whether it may take more."""
        scope = _scope(local)
        nodes, bound = self._same(_text(local), scope) if scope is not None else ([], [])
        found: list[tuple[str, Said]] = []
        more = len(bound) != 1
        for node in nodes if not more else ():
            taken, rest = self._taken_of(node) if node not in bound else ([], False)
            found += taken
            more |= rest
        return found, more

    def _taken_of(self, held: Node) -> tuple[list[tuple[str, Said]], bool]:
        """The names that code takes out of what it has there, and whether it may take more."""
        holder, said = held.parent, None
        match holder.type if holder is not None else "":
            case kind if kind in _MEMBERS:
                found = list(self._chain(held))
                return found, not found
            case "variable_declarator" if _child(holder, "value") == held:
                name = _child(holder, "name")
                again = held.type == "identifier" and name is not None and name.type == "identifier"
                return ([], True) if again and not _is_constant(holder) else self._taken_by(name)
            case "subscript_expression" if _child(holder, "object") == held:
                said = _words_of(_child(holder, "index"))
            case "arguments" if holder is not None and holder.named_children[0] == held:
                said = _words_of(next(iter(holder.named_children[1:]), None))
        return ([(_text(said), self._place(said))], False) if said is not None else ([], True)

    def _taken_by(self, pattern: Node | None) -> tuple[list[tuple[str, Said]], bool]:
        """The names that are taken out of what a pattern gets, and whether more may be."""
        if pattern is not None and pattern.type == "object_pattern":
            keys = [each for each in map(self._key, pattern.named_children) if each]
            return keys, len(keys) < len(pattern.named_children)
        return self._uses(pattern) if pattern is not None and pattern.type == "identifier" else ([], True)

    def _chain(self, held: Node) -> Iterator[tuple[str, Said]]:
        """The names behind what code has: `books` and `books.getBook` in `api.books.getBook`."""
        before = ""
        while (holder := held.parent) is not None and holder.type in _MEMBERS:
            of, member = _MEMBERS[holder.type]
            said = holder.child_by_field_name(member)
            if said is None or holder.child_by_field_name(of) != held:
                return
            yield before + _text(said), self._place(said)
            before += f"{_text(said)}."
            held = holder

    def _called(self, call: Node, homes: tuple[str, ...], names: set[str]) -> Iterator[Spoken]:
        """What is taken out of a file that is imported on the way, and what stands in for it."""
        keys, _ = self._taken(call)
        found = frozenset(name for name, _ in keys)
        for name, said in keys:
            if name in names:
                yield Spoken(homes=homes, name=name, places=(said,), taken=found - {name})
        known = {said.start for _, said in keys}
        for node in _walk(self._root if _made_elsewhere(call) else call) if _replaces(call) else ():
            place = self._place(node)
            if _is_key(node) and _text(node) in names and place.start not in known:
                yield Spoken(homes=homes, name=_text(node), places=(place,), taken=None)

    def _taken(self, call: Node) -> tuple[list[tuple[str, Said]], bool]:
        """The names that a call takes out of a file, or gives in its place; and whether these may not be all."""
        if not _imports(call):
            made = _stand_in(call)
            keys = [each for each in map(self._key, made.named_children if made else ()) if each]
            return keys, made is None or len(keys) < len(made.named_children)
        held = call
        while held.parent is not None and held.parent.type in ("await_expression", "parenthesized_expression"):
            held = held.parent
        then = held.parent.parent if held.parent is not None and _field(held.parent, "property") == "then" else None
        if then is not None and then.type == "call_expression":
            return self._taken_by(_parameter(then))
        return self._taken_of(held)

    def _key(self, node: Node) -> tuple[str, Said] | None:
        """A name by which a member of an object is given or taken."""
        key = node.child_by_field_name("key") or node.child_by_field_name("name") or node
        name, place = _text(key), self._place(key)
        match node.type:
            case "pair" | "pair_pattern" | "method_definition" if key.type == "property_identifier":
                return name, place
            case "shorthand_property_identifier_pattern":
                return name, place._replace(written=f"{{}}: {name}")
            case "shorthand_property_identifier" if not any(map(_is_imported, self._said(name)[1])):
                return name, place._replace(written=f"{{}}: {name}")
        return None

    # Places

    def _said(self, name: str) -> tuple[tuple[Said, ...], list[Node]]:
        """Where code says a name of the whole file, and the nodes that bind it for that."""
        nodes, bound = self._same(name, self._root)
        places = []
        for node in nodes:
            parent = node.parent
            if parent is not None and parent.type in ("import_specifier", "export_specifier") and _source(parent):
                continue
            place = self._place(node)
            short = node.type == "shorthand_property_identifier"
            places.append(place._replace(written=f"{name}: {{}}") if short else place)
        return tuple(places), bound

    def _same(self, name: str, home: Node) -> tuple[list[Node], list[Node]]:
        """The nodes that say a name as it is bound for `home`, and those of them that bind it."""
        nodes = [node for node in self._nodes if node.type in _WORDS and _text(node) == name]
        scopes = {node.id: _scope(node) for node in nodes}
        binding = {scope.id for scope in scopes.values() if scope is not None}
        found, bound = [], []
        for node in nodes:
            scope = scopes[node.id]
            if (scope or next((above for above in _above(node) if above.id in binding), self._root)) == home:
                found.append(node)
                bound += [node] if scope is not None else []
        return found, bound

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


def _child(node: Node | None, name: str) -> Node | None:
    return node.child_by_field_name(name) if node is not None else None


def _exported(specifier: Node) -> Node:
    """The name by which a statement hands something on."""
    return _child(specifier, "alias") or _child(specifier, "name") or specifier


def _has_all(statement: Node) -> bool:
    """Whether a statement hands on all that is in another file."""
    return any(child.type == "*" for child in statement.children)


def _is_name(node: Node) -> bool:
    """Whether a type's name is that of a class, which is a value too."""
    return node.parent is not None and node.parent.type in ("class_declaration", "abstract_class_declaration")


def _is_member(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "nested_type_identifier"


def _is_declared(node: Node) -> bool:
    """Whether a type's name is where the type is declared."""
    holder = node.parent
    return holder is not None and holder.child_by_field_name("name") == node and holder.type.endswith(_DECLARES)


def _is_constant(declarator: Node | None) -> bool:
    """Whether what a declarator declares keeps its value."""
    declaration = declarator.parent if declarator is not None else None
    return declaration is not None and any(child.type == "const" for child in declaration.children)


def _is_imported(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _IMPORTED


def _is_key(node: Node) -> bool:
    holder = node.parent is not None and node.parent.type in ("pair", "method_definition")
    return node.type == "shorthand_property_identifier" or (node.type == "property_identifier" and holder)


def _named_by(call: Node) -> Node | None:
    """The file that a call names in its first argument: `import("./books")`, `mock("./books", ...)`."""
    given = call.child_by_field_name("arguments")
    first = given.named_children[0] if given is not None and given.named_children else None
    if first is not None and first.type == "call_expression" and _imports(first):
        return _named_by(first)
    return _words_of(first)


def _imports(call: Node) -> bool:
    """Whether a call gives what is in a file."""
    function = call.child_by_field_name("function")
    return function is not None and (function.type == "import" or _field(function, "property") in _ACTUAL)


def _replaces(call: Node) -> bool:
    """Whether a call has something stand in for a file."""
    function = call.child_by_field_name("function")
    return function is not None and _field(function, "property") in _STAND_INS


def _made_elsewhere(call: Node) -> bool:
    """Whether what stands in for a file is made by a function that is elsewhere."""
    given = _child(call, "arguments")
    return given is not None and [each.type for each in given.named_children[1:2]] == ["identifier"]


def _parameter(call: Node) -> Node | None:
    """What the function that is given to a call gets."""
    given = _child(call, "arguments")
    function = next(iter(given.named_children if given is not None else ()), None)
    listed = _child(function, "parameters")
    first = next(iter(listed.named_children if listed is not None else ()), None)
    return _child(function, "parameter") or _child(first, "pattern")


def _stand_in(call: Node) -> Node | None:
    """The object that a mock gives in the place of a file."""
    given = _child(call, "arguments")
    if given is None or not _replaces(call):
        return None
    made = given.named_children[1] if len(given.named_children) > 1 else None
    body = made.child_by_field_name("body") if made is not None else None
    while body is not None and body.type in ("statement_block", "return_statement", "parenthesized_expression"):
        body = body.named_children[-1] if body.named_children else None
    return body if body is not None and body.type == "object" else None


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
