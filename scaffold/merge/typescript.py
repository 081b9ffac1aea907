"""TypeScript taken apart by tree-sitter's grammar; the slices are the user's own text, nothing is printed anew."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import accumulate
from typing import Any

from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser
from tree_sitter_typescript import language_tsx, language_typescript

from scaffold.merge.model import GONE, Arg, Args, Entry, Item, Lazy, Part, Suite, Unsupported
from scaffold.merge.outline import Row, Source, Span, merged_rows
from scaffold.merge.text import renamed
from scaffold.merge.typescript_names import TypeScriptNames

_SPECIFIER = re.compile(r"(\bfrom\s*|\bimport\s*\(?\s*)([\"'])(\.{1,2}/[^\"'\n]*)\2")
_TYPED = re.compile(r"[{,]\s*type\s+([\w$]+)(?!\s*,?\s*from)")
_IDENTIFIER = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_FUNCTIONS = ("arrow_function", "function_expression", "function_declaration", "generator_function_declaration")
_CALLED = (*_FUNCTIONS, "method_definition")
_WRAPPERS = ("call_expression", "parenthesized_expression", "satisfies_expression", "as_expression", "arguments")
_NAMES = ("identifier", "type_identifier", "shorthand_property_identifier")
_BODIES = ("class_body", "interface_body", "object_type")
_ENDINGS = (".ts", ".tsx", ".js", ".mjs")
_FIRST = re.compile(r"(?:\s*(?://[^\n]*\n|/\*.*?\*/))*\s*", re.DOTALL)
"""What stands before the first word of a statement."""
_HANDED_ON = re.compile(r"\s*export\s*\{([^}]*)\}\s*from\b")
_LISTED = re.compile(r"^(?:import\b[^;\"'{=(]*|export(?:\s+type)?\s*)(\{[^}]*\})", re.MULTILINE)
_EMPTY = Span(0, 0)


@cache
def _parser(elements: bool) -> Parser:
    return Parser(Grammar(language_tsx() if elements else language_typescript()))


_ALL_TYPES = re.compile(rb"(?<=\bexport )type(?= \*)")


def _tree(text: str, elements: bool) -> Node:
    """A text taken apart; the grammar knows no `export type *`, which is read without its `type`."""
    return _parser(elements).parse(_ALL_TYPES.sub(b"    ", text.encode())).root_node


def _clean(comment: str) -> str:
    words = comment.removeprefix("//").removeprefix("/*").removesuffix("*/")
    return " ".join(re.sub(r"^\s*\*+", "", words, flags=re.MULTILINE).split())


class TypeScript:
    """The language; `elements` says whether `<a>` begins an element (.tsx)."""

    width = 100
    types_by_name = True
    spare_mark = GONE
    positional = True

    def __init__(self, elements: bool = False) -> None:
        self.elements = elements

    def parse(self, text: str) -> Suite | None:
        root = _tree(text, self.elements)
        if root.has_error or "\r" in text:
            return None
        reader = _Reader(text, root)
        last = len(reader.source.starts) - 2
        if text.endswith("\n"):
            last -= 1
        try:
            return reader.suite(_statements(root), 0, last, 0)
        except (Unsupported, RecursionError):
            return None

    def compose(self, fields: Mapping[str, str], inner: str | None) -> str:
        text = inner if inner is not None else fields["name"]
        if local := fields.get("local"):
            text += f": {local}"
        if annotation := fields.get("annotation"):
            text += f"{fields.get('optional', '')}: {annotation}"
        else:
            text += fields.get("optional", "")
        return text + (f" = {fields['default']}" if fields.get("default") else "")

    def legal(self, args: list[Arg]) -> list[Arg]:
        rest = [arg for arg in args if arg.key.startswith("...")]
        return [*(arg for arg in args if not arg.key.startswith("...")), *rest]

    def names(self, text: str) -> tuple[set[str], set[str]]:
        root = _tree(text, self.elements)
        used = {_text(node) for node in _walk(root, skip="import_statement") if node.type in _NAMES}
        bound = {name for node in root.named_children for _, name, *_ in [_identity(node)] if name}
        return used, bound

    def import_of(self, entries: tuple[Entry, ...], like: Item, room: int) -> str:
        quote, end = (like.style or '";')[0], (like.style or '";')[1:]
        target = f"{quote}{entries[0].module}{quote}{end}\n"
        words = [entry.local for entry in entries if entry.name == "default"]
        words += [f"* as {entry.local}" for entry in entries if entry.name == "*"]
        typed = set(_TYPED.findall(like.text)) if like.frame != "type" else set()
        names = [
            ("type " if like.frame == "inline" or entry.name in typed else "") + _named(entry)
            for entry in entries
            if entry.name not in ("default", "*")
        ]
        start = "import type " if like.frame == "type" else "import "
        line = ", ".join([*words, *([f"{{ {', '.join(names)} }}"] if names else [])])
        whole = f"{start}{line}{' from ' if line else ''}{target}"
        if not names or (len(whole) <= room + 1 and "{\n" not in like.text):
            return whole
        inner = re.search(r"\{\n([ \t]+)", like.text)
        listed = "".join(f"{inner[1] if inner else '  '}{name},\n" for name in names)
        return f"{start}{''.join(f'{word}, ' for word in words)}{{\n{listed}}} from {target}"

    def group(self, module: str) -> int:
        return 0 if not module.startswith(".") else 1

    def alias(self, name: str, old: str) -> str:
        return ""

    def spared(self, function: Item, gone: Set[str]) -> tuple[str, str]:
        lines = (f"type {name} = (...given: any[]) => Promise<any>; // {GONE}\n" for name in sorted(gone))
        declared = "".join(lines)
        return (f"{declared}\n{function.text}" if declared else function.text), ""

    def unspared(self, function: Item, gone: Set[str]) -> tuple[str, str]:
        return function.text, ""

    def given(self, item: Item) -> set[str]:
        handed_on = _HANDED_ON.match(item.text)
        return {entry.local for entry in item.entries} | set(_IDENTIFIER.findall(handed_on[1]) if handed_on else ())

    def handing(self, item: Item, names: Mapping[str, str]) -> str:
        listed = _LISTED.search(item.text)
        if listed is None:
            return item.text
        rest = renamed(listed[1], names)
        if rest == listed[1] or re.search(r"\w", rest):
            return item.text.replace(listed[1], rest, 1)
        above = listed[0].removesuffix(listed[1]).rstrip()
        return item.text.replace(listed[0], above[:-1], 1) if above.endswith(",") else ""  # a default stays

    def barrel(self, path: str) -> str:
        stem, suffix = posixpath.splitext(path)
        return f"{stem}/index{suffix}"

    def shared(self, text: str) -> str:
        found = _FIRST.match(text)
        start = found.end() if found else 0
        return text if text.startswith("export", start) else f"{text[:start]}export {text[start:]}"

    def place(self, module: str, path: str, like: str) -> str:
        suffix = posixpath.splitext(like)[1]
        ending = posixpath.splitext(path)[1] if suffix in (".ts", ".tsx") else suffix
        return f"{module if module.startswith('.') else './' + module}{ending if suffix in _ENDINGS else ''}"

    def rewired(self, text: str, path: str, moved: Mapping[str, str], aliases: Mapping[str, str]) -> str:
        for alias, folder in aliases.items():
            for old, new in moved.items():
                if old.startswith(folder):
                    inside = new.startswith(folder)
                    now = alias + new.removeprefix(folder) if inside else _way(new, posixpath.dirname(path))
                    text = text.replace(f'"{alias}{old.removeprefix(folder)}"', f'"{now}"')
        return _pointed(text, path, path, lambda target: moved.get(target, target))

    def repackaged(self, text: str, packages: Mapping[str, str], modules: Collection[str]) -> str:
        return text  # imports name files, which keep their places

    def naming(self, text: str, path: str, aliases: Mapping[str, str]) -> TypeScriptNames | None:
        root = _tree(text, self.elements)
        return None if root.has_error else TypeScriptNames(root, text, path, aliases)

    def rebase(self, text: str, old: str, new: str) -> str:
        return _pointed(text, old, new, lambda target: target)


def _pointed(text: str, old: str, new: str, find: Callable[[str], str]) -> str:
    """The text of a file at `old` as it is at `new`, each relative import leading to what `find` gives for it."""
    here, there = posixpath.dirname(old), posixpath.dirname(new)

    def moved(match: re.Match[str]) -> str:
        target = find(posixpath.normpath(posixpath.join(here, match[3])))
        return f"{match[1]}{match[2]}{_way(target, there)}{match[2]}"

    return _SPECIFIER.sub(moved, text)


def _way(path: str, folder: str) -> str:
    """How a file in `folder` imports the one at `path`."""
    way = posixpath.relpath(path, folder or ".")
    return way if way.startswith(".") else f"./{way}"


def _named(entry: Entry) -> str:
    return entry.name if entry.local == entry.name else f"{entry.name} as {entry.local}"


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _walk(node: Node, skip: str = "") -> Iterator[Node]:
    left = [node]
    while left:
        node = left.pop()
        if node.type != skip:
            yield node
            left += node.children


def _statements(node: Node) -> list[Node]:
    """The children that are statements or members: no comments, brackets or separators."""
    return [child for child in node.named_children if child.type not in ("comment", "empty_statement")]


def _shape(node: Node) -> Any:
    """A syntax tree without layout, comments, and what formatters put in or leave out."""
    kind = node.type
    if kind == "parenthesized_expression":
        return next((_shape(child) for child in node.named_children if child.type != "comment"), "")
    if kind == "string":
        return "string", _text(node)[1:-1].replace("\\'", "'").replace('\\"', '"')
    if kind == "string_fragment":
        return _text(node)
    if kind in ("jsx_element", "jsx_fragment"):
        return (kind, *_elements(node))
    if not node.child_count:
        return _text(node).lower() if kind == "number" else _text(node)
    children = [child for child in node.children if child.type not in ("comment", ";", "empty_statement")]
    if kind in ("array", "array_pattern"):
        children = [child for at, child in enumerate(children) if child.type != "," or at != len(children) - 2]
    else:
        dropped = ("|", "&", ",") if kind in ("union_type", "intersection_type") else (",",)
        children = [child for child in children if child.type not in dropped]
    shapes = [_shape(child) for child in children]
    if kind in ("union_type", "intersection_type"):
        flat = [part for each in shapes for part in (each[1:] if each[0] == kind else [each])]
        return (kind, *flat) if len(flat) > 1 else flat[0]
    if kind == "arrow_function" and (single := node.child_by_field_name("parameter")) is not None:
        at = children.index(single)
        shapes[at] = ("formal_parameters", "(", ("required_parameter", shapes[at]), ")")
    if kind in ("pair", "public_field_definition", "property_signature") and isinstance(shapes[0], tuple):
        if shapes[0][0] == "string" and _IDENTIFIER.fullmatch(shapes[0][1]):
            shapes[0] = shapes[0][1]
    return (kind, *shapes)


class _Words(str):
    """What an element of JSX says."""


def _elements(node: Node) -> list[Any]:
    """What is in an element of JSX: words one after the other are one, however their lines are broken."""
    shapes: list[Any] = []
    for child in node.children:
        said = _said(child)
        if said is not None and shapes and isinstance(shapes[-1], _Words):
            said = shapes.pop() + said
        shapes.append(_shape(child) if said is None else _Words(said))
    return shapes


def _said(node: Node) -> str | None:
    """The words that stand in JSX, as text or as a string in braces; None for anything else."""
    if node.type == "jsx_expression" and [child.type for child in node.named_children] == ["string"]:
        return _text(node.named_children[0])[1:-1]
    if node.type != "jsx_text":
        return None
    first, *rest = _text(node).split("\n")
    rows = [
        first.rstrip() if rest else first,
        *(row.strip() for row in rest[:-1]),
        *(row.lstrip() for row in rest[-1:]),
    ]
    return " ".join(row for row in rows if row)


def _declared(node: Node) -> Node:
    """What an `export` exports; other statements as they are."""
    if node.type in ("export_statement", "ambient_declaration"):
        return node.child_by_field_name("declaration") or next(
            (child for child in node.named_children if child.type.endswith("_declaration")), node
        )
    return node


def _identity(node: Node) -> tuple[str, str, str, Node]:
    """The key of a statement, the name that it binds, its kind, and the declaration in it."""
    inner = _declared(node)
    kind = inner.type
    if kind == "import_statement":
        return f"import {_shape(node)}", "", "import", inner
    if kind in ("lexical_declaration", "variable_declaration"):
        declarators = [child for child in inner.named_children if child.type == "variable_declarator"]
        name = declarators[0].child_by_field_name("name") if len(declarators) == 1 else None
        if name is not None and name.type == "identifier":
            function = _function_of(declarators[0].child_by_field_name("value"))
            return f"name {_text(name)}", _text(name), "function" if function else "value", inner
    name = inner.child_by_field_name("name")
    if name is not None and name.type in ("identifier", "type_identifier", "property_identifier", "string"):
        space = "type" if kind in ("interface_declaration", "type_alias_declaration") else "name"
        body = inner.child_by_field_name("body")
        what = "class" if body is not None and body.type in _BODIES else "value"
        if kind in _CALLED or _function_of(inner.child_by_field_name("value")) is not None:
            what = "function"
        own = _text(name).strip("\"'")
        return f"{space} {own}", own, what, inner
    if kind == "export_statement":
        source = node.child_by_field_name("source")
        if source is not None:
            return f"export {_shape(source)}", "", "other", inner
        if any(child.type == "default" for child in node.children):
            return "export default", "", "other", inner
    if kind == "expression_statement" and inner.named_children:
        call = inner.named_children[0]
        function = call.child_by_field_name("function") if call.type == "call_expression" else None
        if function is not None:
            return f"call {_shape(function)}", "", "other", inner
    return f"{kind} {_shape(node)}"[:200], "", "other", inner


def _function_of(node: Node | None) -> Node | None:
    """The function in a value, also in `wrapped(async () => {})`."""
    if node is None or node.type in _FUNCTIONS:
        return node
    if node.type not in _WRAPPERS:
        return None
    found = [each for each in map(_function_of, node.named_children) if each is not None]
    return found[0] if len(found) == 1 else None


class _Reader:
    """One text."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        data = text.encode()
        self._chars = None if text.isascii() else [0, *accumulate((byte & 0xC0) != 0x80 for byte in data)]
        comments = sorted(self.span(node) for node in _walk(root) if node.type in ("comment", "html_comment"))
        self.source = Source(text, comments)

    def span(self, node: Node) -> Span:
        start, end = node.start_byte, node.end_byte
        if self._chars is not None:
            start, end = self._chars[start], self._chars[end]
        return Span(start, end)

    def suite(self, nodes: Sequence[Node], first: int, last: int, indent: int) -> Suite:
        """The statements on some lines, as items."""
        held = merged_rows([(node.start_point[0], node.end_point[0]) for node in nodes])
        outline = self.source.outline([(top, bottom) for top, bottom, _ in held], first, last, indent)

        def make(row: Row, gap: str) -> Item:
            if row.which < 0:
                return self.comment(row, gap)
            return self.item([nodes[index] for index in held[row.which][2]], row, gap)

        return self.source.suite(outline, first, last, make)

    def comment(self, row: Row, gap: str) -> Item:
        span = self.source.lines(row.first, row.last)
        said = self.source.remarks(span, _clean)
        text = self.source.slice(span)
        return Item(key=f"comment {said}", name="", kind="comment", gap=gap, text=text, meaning=Lazy(lambda: said))

    def item(self, nodes: Sequence[Node], row: Row, gap: str) -> Item:
        span = self.source.lines(row.lead, row.last)
        key, name, kind, inner = _identity(nodes[0])
        if len(nodes) > 1:
            key, name, kind = "; ".join(_identity(node)[0] for node in nodes), "", "other"
        parts: dict[str, Part] = {}
        frame, style, header = "", "", None
        entries: tuple[Entry, ...] = ()
        if kind == "import":
            entries = tuple(_entries(nodes[0]))
            frame = _import_mode(nodes[0])
            style = _style(_text(nodes[0]))
        elif kind == "function":
            parts, header = self.function(inner, row)
        elif kind == "class":
            parts, header = self.members(inner, row)
        if parts:
            frame = self.frame(nodes[0], span.start, parts)
        return Item(
            key=key,
            name=name,
            kind=kind,  # type: ignore[arg-type]
            gap=gap,
            text=self.source.slice(span),
            meaning=Lazy(lambda: (*map(_shape, nodes), self.source.remarks(span, _clean))),
            frame=frame,
            parts=parts,
            header=header,
            entries=entries,
            style=style,
        )

    def frame(self, node: Node, base: int, parts: Mapping[str, Part]) -> str:
        """The words of an item that are in none of its parts."""
        spans = sorted((base + part.start, base + part.end) for part in parts.values() if part.end > part.start)
        words: list[str] = []
        left = [node]
        while left:
            node = left.pop()
            start, end = self.span(node)
            if any(low <= start and end <= high for low, high in spans) or node.type in ("comment", ";", ","):
                continue
            if node.child_count:
                left += reversed(node.children)
            elif node.type not in ("(", ")", "{", "}"):
                words.append(_text(node))
        return " ".join(words)

    def part(self, base: int, span: Span, meaning: Lazy, **more: Any) -> Part:
        return Part(start=span.start - base, end=span.end - base, text=self.source.slice(span), meaning=meaning, **more)

    def meaning(self, nodes: Sequence[Node | None], span: Span) -> Lazy:
        return Lazy(lambda: ([_shape(node) for node in nodes if node], self.source.remarks(span, _clean)))

    def slot(self, base: int, node: Node | None, place: int) -> Part:
        """A part that may be missing."""
        span = self.span(node) if node is not None else Span(place, place)
        return self.part(base, span, self.meaning([node], span))

    def comments(self, base: int, row: Row) -> Part:
        elements = self.source.comment_elements(row.lead, row.first, _clean)
        span = self.source.lines(row.lead, row.first - 1)
        said = Lazy(lambda: [element.meaning.get() for element in elements])
        return self.part(base, span, said, lines=True, elements=elements)

    def function(self, node: Node, row: Row) -> tuple[dict[str, Part], tuple[int, int] | None]:
        base = self.source.starts[row.lead]
        holder, function = node, node
        if node.type not in _CALLED:
            holder = next((child for child in node.named_children if child.type == "variable_declarator"), node)
            function = _function_of(holder.child_by_field_name("value")) or node
        name, body = holder.child_by_field_name("name"), function.child_by_field_name("body")
        if name is None or body is None:
            return {}, None
        parts = {"comments": self.comments(base, row)}
        parts["name"] = self.slot(base, name, 0)
        parts["type"] = self.slot(base, holder.child_by_field_name("type"), self.span(name).end)
        params = function.child_by_field_name("parameters")
        single = function.child_by_field_name("parameter")
        if params is not None:
            outer = self.span(params)
            span = Span(outer.start + 1, outer.end - 1)
            args = Args(text=self.source.slice(span), items=tuple(self.args(params)), ordered=True)
        else:
            outer = span = self.span(single) if single is not None else _EMPTY
            args = Args(text=self.source.slice(span), items=(_plain(self.source.slice(span)),), bare=True, ordered=True)
        said = Lazy(lambda: ([(arg.key, _deep(arg)) for arg in args.items], self.source.remarks(span, _clean)))
        parts["parameters"] = self.part(base, span, said, args=args)
        parts["returns"] = self.slot(base, function.child_by_field_name("return_type"), outer.end)
        parts["body"], header = self.body(body, row, base)
        return parts, header

    def body(self, node: Node, row: Row, base: int) -> tuple[Part, tuple[int, int] | None]:
        """The statements of a function, and the lines of what is before them."""
        span = self.span(node)
        nodes = _statements(node)
        stub = node.type == "statement_block" and len(nodes) == 1 and nodes[0].type == "throw_statement"
        top, bottom = node.start_point[0], node.end_point[0]
        closed = self.text[self.source.starts[bottom] : span.end - 1].strip() == "" and bottom > top
        opened = self.text[span.start + 1 : self.source.starts[top + 1]].strip() == ""
        if node.type != "statement_block" or not (opened and closed):
            if node.type == "statement_block":
                span = Span(span.start + 1, span.end - 1)
            return self.part(base, span, self.meaning([node], span), stub=stub), None
        inner = self.source.lines(top + 1, bottom - 1)
        rows = merged_rows([(each.start_point[0], each.end_point[0]) for each in nodes])

        def meaning(index: int, where: Span) -> Lazy:
            return self.meaning([nodes[each] for each in rows[index][2]] if index >= 0 else [], where)

        elements = self.source.elements([(low, high) for low, high, _ in rows], bottom - 1, top + 1, meaning)
        head = self.source.lines(row.first, top)
        part = self.part(base, inner, self.meaning([node], inner), lines=True, elements=elements, stub=stub)
        return part, (head.start - base, head.end - base)

    def members(self, node: Node, row: Row) -> tuple[dict[str, Part], tuple[int, int] | None]:
        """The parts of a class or an interface, whose members are items."""
        base = self.source.starts[row.lead]
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None or body.type not in _BODIES:
            return {}, None
        nodes = _statements(body)
        top, bottom = body.start_point[0], body.end_point[0]
        if not nodes or nodes[0].start_point[0] == top or nodes[-1].end_point[0] == bottom:
            return {}, None
        inner = self.source.lines(top + 1, bottom - 1)
        indent = self.source.column(nodes[0].start_point[0])
        suite = self.suite(nodes, top + 1, bottom - 1, indent)
        parts = {"comments": self.comments(base, row), "name": self.slot(base, name, 0)}
        parts["body"] = self.part(base, inner, self.meaning([body], inner), lines=True, suite=suite)
        head = self.source.lines(row.first, top)
        return parts, (head.start - base, head.end - base)

    def args(self, params: Node) -> Iterator[Arg]:
        """The parameters of a list, or the members of a pattern, with the comments beside them."""
        above: list[str] = []
        last: Arg | None = None
        for child in params.named_children:
            if child.type == "comment":
                whole = self.source.whole.get(child.start_point[0]) is not None
                if whole or last is None:
                    above.append(_text(child))
                else:
                    last = _replaced(last, beside=_text(child))
                continue
            if last is not None:
                yield last
            last = _replaced(self.arg(child), above=tuple(above))
            above = []
        if last is not None:
            yield last
        if above:
            yield Arg(key="#", text="", fields={}, meanings={}, above=tuple(above))

    def arg(self, node: Node) -> Arg:
        if node.type in ("required_parameter", "optional_parameter"):
            return self.parameter(node)
        fields, meanings = {"name": _text(node)}, {"name": _shape(node)}
        if node.type == "object_assignment_pattern":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                fields = {"name": _text(left), "default": _text(right)}
                meanings = {"name": _shape(left), "default": _shape(right)}
        elif node.type == "pair_pattern":
            key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
            if key is not None and value is not None:
                fields, meanings = {"name": _text(key)}, {"name": _text(key)}
                if value.type == "assignment_pattern":
                    right = value.child_by_field_name("right")
                    value = value.child_by_field_name("left") or value
                    if right is not None:
                        fields["default"], meanings["default"] = _text(right), _shape(right)
                fields["local"], meanings["local"] = _text(value), _shape(value)
        return Arg(key=fields["name"], text=_text(node), fields=fields, meanings=meanings)

    def parameter(self, node: Node) -> Arg:
        pattern = node.child_by_field_name("pattern") or node
        type_, value = node.child_by_field_name("type"), node.child_by_field_name("value")
        fields: dict[str, str] = {}
        meanings: dict[str, object] = {}
        inner = None
        if pattern.type == "object_pattern":
            inner = Args(text=_text(pattern)[1:-1], items=tuple(self.args(pattern)))
        else:
            fields["name"], meanings["name"] = _text(pattern), _shape(pattern)
        if node.type == "optional_parameter":
            fields["optional"] = meanings["optional"] = "?"
        if type_ is not None:
            fields["annotation"], meanings["annotation"] = _text(type_).lstrip(":").strip(), _shape(type_)
        if value is not None:
            fields["default"], meanings["default"] = _text(value), _shape(value)
        key = "{}" if inner else fields["name"]
        return Arg(key=key, text=_text(node), fields=fields, meanings=meanings, inner=inner)


def _plain(name: str) -> Arg:
    return Arg(key=name, text=name, fields={"name": name}, meanings={"name": name})


def _deep(arg: Arg) -> object:
    inner = [(each.key, _deep(each)) for each in arg.inner.items] if arg.inner else None
    return sorted((key, repr(value)) for key, value in arg.meanings.items()), inner


def _replaced(arg: Arg, above: tuple[str, ...] | None = None, beside: str | None = None) -> Arg:
    return Arg(
        key=arg.key,
        text=arg.text,
        fields=arg.fields,
        meanings=arg.meanings,
        above=arg.above if above is None else above,
        beside=arg.beside if beside is None else beside,
        inner=arg.inner,
    )


def _import_mode(node: Node) -> str:
    """Whether an import is of types: as a whole, name by name, or not."""
    if any(child.type == "type" for child in node.children):
        return "type"
    names = [each for each in _walk(node) if each.type == "import_specifier"]
    return "inline" if names and all(each.children[0].type == "type" for each in names) else ""


def _style(statement: str) -> str:
    """The quote that an import uses, and its semicolon."""
    text = statement.rstrip()
    end = ";" if text.endswith(";") else ""
    return text.removesuffix(";").rstrip()[-1:] + end


def _entries(node: Node) -> Iterator[Entry]:
    source = node.child_by_field_name("source")
    module = _text(source)[1:-1] if source is not None else _text(node)
    found = False
    for clause in node.named_children:
        if clause.type != "import_clause":
            continue
        for child in clause.named_children:
            found = True
            if child.type == "identifier":
                yield Entry(module, "default", _text(child))
            elif child.type == "namespace_import":
                yield Entry(module, "*", _text(child.named_children[-1]))
            elif child.type == "named_imports":
                yield from (_specified(module, each) for each in child.named_children if each.type != "comment")
    if not found:
        yield Entry(module, "", "")


def _specified(module: str, node: Node) -> Entry:
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    own = _text(name) if name is not None else _text(node)
    return Entry(module, own, _text(alias) if alias is not None else own)
