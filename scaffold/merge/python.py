"""Python taken apart by the standard library's `ast`; the slices are the user's own text, nothing is printed anew."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

from scaffold.merge.model import GONE, Arg, Args, Entry, Item, Kind, Lazy, Part, Suite, Unsupported
from scaffold.merge.outline import Row, Source, Span, merged_rows
from scaffold.merge.python_names import PythonNames
from scaffold.merge.quoted import unquoted
from scaffold.merge.text import renamed

_TOKEN = re.compile(
    r"""(?P<string>(?:\b[rRbBfFuUtT]{1,2})?(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"
        |'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
    |(?P<comment>\#[^\n]*)|(?P<word>\w+)|(?P<arrow>->)|(?P<op>==|:=|[<>!]=|\S)""",
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(
    r"""'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"
        |(?P<comment>\#[^\n]*)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED_NAMES = re.compile(r"[\w.\[\], |]+")
_WORD = re.compile(r"[^\W\d]\w*")
_UNCHECKED = "no_type_check"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _clean(comment: str) -> str:
    return comment.lstrip("#!: ").rstrip()


@lru_cache(maxsize=4096)
def _expression(text: str) -> str:
    """An expression without its layout."""
    if not text:
        return ""
    try:
        return ast.dump(ast.parse(f"({text}\n)", mode="eval"))
    except SyntaxError:
        return " ".join(text.split())


def _parsed(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


_LISTED = re.compile(r"^(?:from\b.*\bimport\b|__all__\b)", re.MULTILINE)
"""What is before the names that a statement hands on."""


def _dotted(path: str) -> tuple[str, str]:
    """The package and the name of the module at a path."""
    parent, _, name = path.removesuffix(".py").removesuffix("/__init__").rpartition("/")
    return parent.replace("/", "."), name


class Python:
    """The language."""

    width = 88
    types_by_name = False
    spare_mark = _UNCHECKED
    positional = False

    def parse(self, text: str) -> Suite | None:
        module = _parsed(text)
        if module is None or "\r" in text:
            return None
        reader = _Reader(text)
        last = len(reader.source.starts) - 2
        if text.endswith("\n"):
            last -= 1
        try:
            return reader.suite(module.body, 0, last, 0)
        except Unsupported:
            return None

    def compose(self, fields: Mapping[str, str], inner: str | None) -> str:
        text = fields["name"]
        if annotation := fields.get("annotation"):
            text += f": {annotation}"
        if default := fields.get("default"):
            text += f" = {default}" if fields.get("annotation") else f"={default}"
        return text

    def legal(self, args: list[Arg]) -> list[Arg]:
        last = [arg for arg in args if arg.key.startswith("**")]
        rest = [arg for arg in args if not arg.key.startswith("**")]
        star = next((index for index, arg in enumerate(rest) if arg.key.startswith("*")), len(rest))
        places, keywords = rest[:star], rest[star:]
        if "/" not in [arg.key for arg in places]:
            places.sort(key=lambda arg: bool(arg.fields.get("default")))
        if [arg.key for arg in keywords] == ["*"]:
            keywords = []
        return [*places, *keywords, *last]

    def names(self, text: str) -> tuple[set[str], set[str]]:
        module = _parsed(text)
        if module is None:
            return set(_WORD.findall(text)), set()
        used: set[str] = set()
        bound: set[str] = set()
        for node in ast.walk(module):
            if isinstance(node, ast.Name):
                used.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                if len(node.value) < 200 and _QUOTED_NAMES.fullmatch(node.value):
                    used.update(_WORD.findall(node.value))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                bound.update(entry.local for entry in _entries(node))
        for top in module.body:
            bound.update(_bound(top))
        return used, bound

    def import_of(self, entries: tuple[Entry, ...], like: Item, room: int) -> str:
        names = [_named(entry) for entry in entries]
        if not entries[0].name:
            return f"import {', '.join(names)}\n"
        start = f"from {entries[0].module} import "
        line = start + ", ".join(names)
        if len(line) <= room and "(\n" not in like.text:
            return line + "\n"
        indent = like.style or "    "
        return f"{start}(\n" + "".join(f"{indent}{name},\n" for name in names) + ")\n"

    def group(self, module: str) -> int:
        root = module.split(".")[0]
        return 0 if root == "__future__" else 3 if not root else 1 if root in sys.stdlib_module_names else 2

    def alias(self, name: str, old: str) -> str:
        return f"{old} = {name}\n"

    def spared(self, function: Item, gone: Set[str]) -> tuple[str, str]:
        marks = function.parts.get("decorators")
        if marks is None or _UNCHECKED in marks.text:
            return function.text, ""
        text = f"{function.text[: marks.start]}@{_UNCHECKED}\n{function.text[marks.start :]}"
        if not gone:
            return text, f"from typing import {_UNCHECKED}\n"
        declared = "".join(f"{name}: Any = None  # {GONE}\n" for name in sorted(gone))
        return f"{declared}\n\n{text}", f"from typing import Any, {_UNCHECKED}\n"

    def unspared(self, function: Item, gone: Set[str]) -> tuple[str, str]:
        imported = f"from typing import {'Any, ' if gone else ''}{_UNCHECKED}\n"
        return function.text.replace(f"@{_UNCHECKED}\n", "", 1), imported

    def given(self, item: Item) -> set[str]:
        return {entry.local for entry in item.entries}

    def handing(self, item: Item, names: Mapping[str, str]) -> str:
        listed = _LISTED.search(item.text) if item.kind == "import" or item.name == "__all__" else None
        if listed is None:
            return item.text
        rest = renamed(item.text[listed.end() :], names)
        return item.text[: listed.end()] + rest if item.kind != "import" or re.search(r"\w", rest) else ""

    def barrel(self, path: str) -> str:
        return f"{path.removesuffix('.py')}/__init__.py"

    def shared(self, text: str) -> str:
        return text

    def place(self, module: str, path: str, like: str) -> str:
        *up, rest = re.split(r"\.\./", module)
        return "." * (len(up) + 1) + rest.removeprefix("./").replace("/", ".")

    def rewired(self, text: str, path: str, moved: Mapping[str, str], aliases: Mapping[str, str]) -> str:
        for old, new in moved.items():
            (package, name), (parent, stem) = (_dotted(each) for each in (old, new))
            line = f"from {parent} import {stem}" if parent else f"import {stem}"
            pattern = rf"^from {re.escape(package)} import {re.escape(name)} as (\w+)$"
            text = re.sub(pattern, rf"{line} as \1", text, flags=re.MULTILINE)
        return text

    def repackaged(self, text: str, packages: Mapping[str, str], modules: Collection[str]) -> str:
        module = _parsed(text)
        if module is None:
            return text
        rows = text.encode().split(b"\n")
        mentions = {*_mentions(unquoted(module, text), packages), *_texts(module, rows, packages, modules)}
        for line, column, old in sorted(mentions, reverse=True):
            row = rows[line - 1]
            if found := re.compile(rb"\b%s\b" % old.encode()).search(row, column):
                rows[line - 1] = row[: found.start()] + packages[old].encode() + row[found.end() :]
        return b"\n".join(rows).decode()

    def naming(self, text: str, path: str, aliases: Mapping[str, str]) -> PythonNames | None:
        module = _parsed(text) if "\r" not in text else None
        return None if module is None else PythonNames(unquoted(module, text), text, path, aliases)

    def rebase(self, text: str, old: str, new: str) -> str:
        module = _parsed(text)
        if module is None:
            return text
        rows = text.split("\n")
        for node in ast.walk(module):
            if isinstance(node, ast.ImportFrom) and node.level:
                target = _moved(node, old, new)
                row = rows[node.lineno - 1]
                rows[node.lineno - 1] = re.sub(r"\bfrom(\s+)[.\s]*[\w.]*", rf"from\g<1>{target}", row, count=1)
        return "\n".join(rows)


_IMPORTERS = frozenset({"__import__", "find_spec", "import_module"})
_DOTTED = re.compile(r"\w+(?:\.\w+)+(?::\w+)?")


def _mentions(module: ast.Module, packages: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Where imports name packages, and where code goes into those that are imported by their own names."""
    bound: set[tuple[str, str]] = set()
    for node in ast.walk(module):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    first, _, rest = alias.name.partition(".")
                    if first in packages:
                        bound |= {(first, rest.partition(".")[0])} if alias.asname is None else set()
                        yield alias.lineno, alias.col_offset, first
            case ast.ImportFrom(module=str(name), level=0):
                if (first := name.partition(".")[0]) in packages:
                    yield node.lineno, node.col_offset + len("from"), first
            case ast.Call(func=ast.Name(id=asked) | ast.Attribute(attr=asked)) if asked in _IMPORTERS:
                for each in (*node.args, *(given.value for given in node.keywords)):
                    if isinstance(each, ast.Constant) and each.value in packages:
                        yield each.lineno, each.col_offset, str(each.value)
    for node in ast.walk(module):
        match node:
            case ast.Attribute(value=ast.Name(id=name) as held, attr=attribute):
                if {(name, attribute), (name, "")} & bound:
                    yield held.lineno, held.col_offset, name


def _texts(
    module: ast.Module, rows: Sequence[bytes], packages: Mapping[str, str], modules: Collection[str]
) -> Iterator[tuple[int, int, str]]:
    """Where texts name modules of packages, or something in them."""
    for node in ast.walk(module) if modules else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            old, *rest = re.split("[.:]", node.value) if _DOTTED.fullmatch(node.value) else [""]
            ways = (".".join([packages[old], *rest[:end]]) for end in range(1, len(rest) + 1) if old in packages)
            if any(way in modules for way in ways):
                start = node.col_offset + 1
                if rows[node.lineno - 1].startswith(node.value.encode(), start):
                    yield node.lineno, start, old


def _moved(node: ast.ImportFrom, old: str, new: str) -> str:
    """A relative module as it is written in another file."""
    here = old.split("/")[:-1]
    target = [*here[: len(here) - node.level + 1], *(node.module or "").split(".")]
    target = [step for step in target if step]
    there = new.split("/")[:-1]
    same = 0
    while same < min(len(target), len(there)) and target[same] == there[same]:
        same += 1
    return "." * (len(there) - same + 1) + ".".join(target[same:])


def _named(entry: Entry) -> str:
    own = entry.name or entry.module
    plain = own if entry.name else own.split(".")[0]
    return own if entry.local in (plain, "") else f"{own} as {entry.local}"


def _entries(node: ast.Import | ast.ImportFrom) -> Iterator[Entry]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield Entry(alias.name, "", alias.asname or alias.name.split(".")[0])
        return
    module = "." * node.level + (node.module or "")
    for alias in node.names:
        silent = alias.name == "*" or module == "__future__"
        yield Entry(module, alias.name, "" if silent else alias.asname or alias.name)


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, _Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _meaning(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return inspect.cleandoc(node.value.value).strip()
    return ast.dump(node)


def _key(node: ast.stmt, position: int) -> tuple[str, str, Kind]:
    """What a statement is told apart by, the name that it binds, and what it is."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return f"name {node.name}", node.name, "function"
        case ast.ClassDef():
            return f"name {node.name}", node.name, "class"
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return f"name {name}", name, "value"
        case ast.Import() | ast.ImportFrom():
            return f"import {ast.dump(node)}", "", "import"
        case ast.Expr(value=ast.Call(func=function)):
            return f"call {ast.unparse(function)}", "", "other"
        case ast.If():
            return f"if {ast.unparse(node.test)}", "", "other"
        case ast.Expr() if position == 0 and _is_text(node):
            return "docstring", "", "other"
    return ast.unparse(node).split("\n")[0], "", "other"


class _Reader:
    """One text."""

    def __init__(self, text: str) -> None:
        found = (match for match in _COMMENT.finditer(text) if match.lastgroup == "comment") if "#" in text else ()
        self.text = text
        self.source = Source(text, [Span(*match.span()) for match in found])

    def at(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives: a line from 1 and a column in bytes."""
        start, end = self.source.starts[line - 1], self.source.starts[line]
        row = self.text[start:end]
        return start + (column if row.isascii() else len(row.encode()[:column].decode()))

    def rows(self, nodes: Sequence[ast.stmt]) -> list[tuple[int, int]]:
        """The lines of statements, from 0."""
        found = []
        for node in nodes:
            marks = getattr(node, "decorator_list", [])
            top = min([node.lineno, *(mark.lineno for mark in marks)])
            found.append((top - 1, (node.end_lineno or node.lineno) - 1))
        return found

    def suite(self, nodes: Sequence[ast.stmt], first: int, last: int, indent: int) -> Suite:
        """The statements on some lines, as items. A text below an assignment is its documentation."""
        held: list[tuple[int, int, list[int]]] = []
        for top, bottom, group in merged_rows(self.rows(nodes)):
            said = held and len(group) == 1 and _is_text(nodes[group[0]])
            if said and isinstance(nodes[held[-1][2][-1]], ast.Assign | ast.AnnAssign) and top == held[-1][1] + 1:
                held[-1] = (held[-1][0], bottom, [*held[-1][2], *group])
            else:
                held.append((top, bottom, group))
        outline = self.source.outline([(top, bottom) for top, bottom, _ in held], first, last, indent)

        def make(row: Row, gap: str) -> Item:
            if row.which < 0:
                return self.comment(row, gap)
            return self.item([nodes[index] for index in held[row.which][2]], row, gap, held[row.which][2][0])

        return self.source.suite(outline, first, last, make)

    def comment(self, row: Row, gap: str) -> Item:
        span = self.source.lines(row.first, row.last)
        said = self.source.remarks(span, _clean)
        text = self.source.slice(span)
        return Item(key=f"comment {said}", name="", kind="comment", gap=gap, text=text, meaning=Lazy(lambda: said))

    def item(self, nodes: Sequence[ast.stmt], row: Row, gap: str, position: int) -> Item:
        span = self.source.lines(row.lead, row.last)
        key, name, kind = _key(nodes[0], position)
        if len(nodes) > 1 and not _is_text(nodes[-1]) or len(nodes) > 2:
            key, name, kind = "; ".join(_key(node, 1)[0] for node in nodes), "", "other"
        parts: dict[str, Part] = {}
        frame, header = "", None
        if kind == "function" and isinstance(nodes[0], _Function):
            parts, frame, header = self.function(nodes[0], row)
        elif kind == "class" and isinstance(nodes[0], ast.ClassDef):
            parts, frame, header = self.klass(nodes[0], row)
        entries: tuple[Entry, ...] = ()
        text = self.source.slice(span)
        if kind == "import" and isinstance(nodes[0], ast.Import | ast.ImportFrom):
            entries = tuple(_entries(nodes[0]))
        inner = re.search(r"\(\n([ \t]+)", text) if kind == "import" else None
        return Item(
            key=key,
            name=name,
            kind=kind,
            gap=gap,
            text=text,
            meaning=Lazy(lambda: (*map(_meaning, nodes), self.source.remarks(span, _clean))),
            frame=frame,
            parts=parts,
            header=header,
            entries=entries,
            style=inner[1] if inner else "",
        )

    def part(self, base: int, span: Span, meaning: Lazy, **more: Any) -> Part:
        return Part(start=span.start - base, end=span.end - base, text=self.source.slice(span), meaning=meaning, **more)

    def lines_part(self, base: int, span: Span, meaning: Lazy, **more: Any) -> Part:
        return self.part(base, span, meaning, lines=True, **more)

    def top_parts(self, node: _Function | ast.ClassDef, row: Row) -> dict[str, Part]:
        """The comments and the decorators above a function or a class."""
        base = self.source.starts[row.lead]
        above = self.source.lines(row.lead, row.first - 1)
        marks = [(mark.lineno - 1, (mark.end_lineno or mark.lineno) - 1) for mark in node.decorator_list]
        own = self.source.lines(row.first, node.lineno - 2)

        def meaning(index: int, span: Span) -> Lazy:
            mark = node.decorator_list[index] if index >= 0 else None
            return Lazy(lambda: (mark and ast.dump(mark), self.source.remarks(span, _clean)))

        elements = self.source.elements(marks, node.lineno - 2, row.first, meaning)
        comments = self.source.comment_elements(row.lead, row.first, _clean)
        return {
            "comments": self.lines_part(base, above, _all(comments), elements=comments),
            "decorators": self.lines_part(base, own, _all(elements), elements=elements),
        }

    def function(self, node: _Function, row: Row) -> tuple[dict[str, Part], str, tuple[int, int] | None]:
        base = self.source.starts[row.lead]
        head = _Head(self.text, self.at(node.lineno, node.col_offset))
        parts = self.top_parts(node, row)
        remarks = self.source.remarks(Span(head.open, head.colon), _clean)
        parts["name"] = self.part(base, head.name, Lazy(lambda: node.name))
        args = Span(head.open + 1, head.close)
        parts["parameters"] = self.part(
            base, args, Lazy(lambda: (ast.dump(node.args), remarks)), args=self.args(args, head)
        )
        told = node.returns
        returns = Span(head.close + 1, head.colon)
        parts["returns"] = self.part(base, returns, Lazy(lambda: ast.dump(told) if told else ""))
        frame = " ".join(self.text[base + parts["decorators"].end : head.name.start].split())
        body, header = self.body(node, row, head.colon)
        return {**parts, **body}, frame, header

    def body(self, node: _Function, row: Row, colon: int) -> tuple[dict[str, Part], tuple[int, int] | None]:
        """The docstring and the statements of a function, and the lines of what is before them."""
        base = self.source.starts[row.lead]
        below = self.source.line(colon)
        rows = merged_rows(self.rows(node.body))
        if rows[0][0] == below:
            span = Span(colon + 1, self.source.starts[row.last + 1])
            remarks = self.source.remarks(span, _clean)
            return {"body": self.part(base, span, Lazy(lambda: ([*map(_meaning, node.body)], remarks)))}, None
        head = self.source.lines(node.lineno - 1, below)
        parts: dict[str, Part] = {}
        said = _is_text(node.body[0]) and len(rows[0][2]) == 1
        until = rows[0][1] if said else below
        own = self.source.lines(below + 1, until)
        remarks = self.source.remarks(own, _clean)
        parts["docstring"] = self.lines_part(base, own, Lazy(lambda: (_meaning(node.body[0]), remarks) if said else ""))
        held = rows[1:] if said else rows

        def meaning(index: int, span: Span) -> Lazy:
            nodes = [node.body[each] for each in held[index][2]] if index >= 0 else []
            return Lazy(lambda: (*map(_meaning, nodes), self.source.remarks(span, _clean)))

        elements = self.source.elements([(top, bottom) for top, bottom, _ in held], row.last, until + 1, meaning)
        stub = len(elements) == 1 and isinstance(node.body[-1], ast.Raise)
        parts["body"] = self.lines_part(
            base, self.source.lines(until + 1, row.last), _all(elements), elements=elements, stub=stub
        )
        return parts, (head.start - base, head.end - base)

    def klass(self, node: ast.ClassDef, row: Row) -> tuple[dict[str, Part], str, tuple[int, int] | None]:
        base = self.source.starts[row.lead]
        head = _Head(self.text, self.at(node.lineno, node.col_offset))
        parts = self.top_parts(node, row)
        parts["name"] = self.part(base, head.name, Lazy(lambda: node.name))
        bases = [*node.bases, *node.keywords]
        parts["bases"] = self.part(base, Span(head.name.end, head.colon), Lazy(lambda: [*map(ast.dump, bases)]))
        below = self.source.line(head.colon)
        top = self.rows(node.body)[0][0]
        if top == below:
            return {}, "", None
        span = self.source.lines(below + 1, row.last)
        suite = self.suite(node.body, below + 1, row.last, self.source.column(top))
        remarks = self.source.remarks(span, _clean)
        meaning = Lazy(lambda: (*map(_meaning, node.body), remarks))
        parts["body"] = self.lines_part(base, span, meaning, suite=suite)
        own = self.source.lines(node.lineno - 1, below)
        return parts, "class", (own.start - base, own.end - base)

    def args(self, span: Span, head: _Head) -> Args:
        items = [self.arg(piece) for piece in head.pieces]
        return Args(text=self.source.slice(span), items=tuple(item for item in items if item))

    def arg(self, piece: _Piece) -> Arg | None:
        above = tuple(self.source.slice(comment) for comment in piece.above)
        beside = "  ".join(self.source.slice(comment) for comment in piece.beside)
        if not piece.words:
            above = (*above, beside) if beside else above
            return Arg(key="#", text="", fields={}, meanings={}, above=above) if above else None
        start, end = piece.words
        text = self.text[start:end]
        colon = piece.colon if piece.colon >= 0 else piece.equals if piece.equals >= 0 else end
        fields = {"name": self.text[start:colon].strip()}
        if piece.colon >= 0:
            fields["annotation"] = self.text[piece.colon + 1 : piece.equals if piece.equals >= 0 else end].strip()
        if piece.equals >= 0:
            fields["default"] = self.text[piece.equals + 1 : end].strip()
        meanings = {key: _expression(value) if key != "name" else value for key, value in fields.items()}
        return Arg(
            key=fields["name"].replace(" ", ""), text=text, fields=fields, meanings=meanings, above=above, beside=beside
        )


def _all(elements: Sequence[object]) -> Lazy:
    return Lazy(lambda: [element.meaning.get() for element in elements])  # type: ignore[attr-defined]


class _Piece:
    """What is between two commas of a parameter list: where its words are, its `:` and `=`, its comments."""

    def __init__(self) -> None:
        self.words: tuple[int, int] | None = None
        self.colon = -1
        self.equals = -1
        self.above: list[Span] = []
        self.beside: list[Span] = []


class _Head:
    """The first line, or lines, of a function or class: found in its tokens."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.name = Span(start, start)
        self.open = self.close = self.colon = -1
        self.pieces = [_Piece()]
        self._line_end = -1
        self._read(start)

    def _read(self, start: int) -> None:
        depth = 0
        for match in _TOKEN.finditer(self.text, start):
            token, place = match[0], match.start()
            if depth == 0 and self.colon_or_name(match):
                return
            if token in ("(", "[", "{"):
                depth += 1
                if depth == 1 and token == "(" and self.open < 0:
                    self.open = place
                    continue
            elif token in (")", "]", "}"):
                depth -= 1
                if depth == 0 and self.close < 0 and token == ")":
                    self.close = place
                    continue
            if self.open >= 0 and self.close < 0:
                self._inside(match, depth)
        raise Unsupported("no colon")

    def colon_or_name(self, match: re.Match[str]) -> bool:
        """Take what stands outside of brackets; whether the head is at its end."""
        if match[0] == ":":
            self.colon = match.start()
            return True
        if match.lastgroup == "word" and self.open < 0 and match[0] not in ("async", "def", "class"):
            self.name = Span(*match.span())
        return False

    def _inside(self, match: re.Match[str], depth: int) -> None:
        piece = self.pieces[-1]
        token, (start, end) = match[0], match.span()
        if match.lastgroup == "comment":
            before = self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
            if not before:
                piece.above.append(Span(start, end))
            elif piece.words is None and len(self.pieces) > 1:
                self.pieces[-2].beside.append(Span(start, end))
            elif piece.words is not None:
                piece.beside.append(Span(start, end))
            return
        if depth == 1 and token == ",":
            self.pieces.append(_Piece())
            return
        if depth == 1 and token == ":" and piece.colon < 0 and piece.equals < 0:
            piece.colon = start
        if depth == 1 and token == "=" and piece.equals < 0:
            piece.equals = start
        piece.words = (piece.words[0] if piece.words else start, end)
