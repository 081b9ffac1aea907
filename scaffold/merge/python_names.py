"""Names in Python code: which of them it has from other files, and where it says them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from typing import TypeAlias

from scaffold.merge.naming import Brought, Listed, Listing, Said, Spoken, Whole, by_home

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_FROM = re.compile(r"from\s+\.*\s*")
_TARGET = re.compile(r"((?:\w+\.)*\w+)[.:](\w+)")
_IMPORT = re.compile(r"from\s+(\.*\s*[\w.]*)\s+import\s+")
_WIDTH = 88
_DEFINED = re.compile(r"(?:async(?:\s|\\\n)+)?(?:def|class)(?:\s|\\\n)+")


def _module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _stem(path: str) -> str:
    return _module_of(path).rpartition(".")[2]


class _Scope:
    """What a module, a class, a function or a comprehension binds, and how often; and what of it by imports."""

    def __init__(self, parent: _Scope | None = None, is_class: bool = False) -> None:
        self.parent, self.is_class = parent, is_class
        self.bound = Counter[str]()
        self.wrapped = Counter[str]()
        self.outer = set[str]()
        self.hidden = set[str]()
        self.imports = list[tuple[ast.ImportFrom, ast.alias]]()
        self.plain = list[ast.alias]()
        self.modules = dict[str, list[str]]()
        self.values = dict[str, list[ast.expr]]()
        self.defined = list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]()

    def home(self, name: str, inside: bool = False) -> _Scope:
        """The scope that a name is of, as it is said in this one, or `inside` of one that is in it."""
        if self.parent is None or (name in self.bound and name not in self.outer and not (inside and self.is_class)):
            return self
        return self.parent.home(name, True)

    def packages(self) -> set[str]:
        """The packages that are imported, and those of which something is."""
        return {target.partition(".")[0] for targets in self.modules.values() for target in targets}


class PythonNames:
    """One text, at `path`; `clients` are packages whose classes have methods in groups, and where the groups are."""

    def __init__(self, module: ast.Module, text: str, path: str, clients: Mapping[str, str]) -> None:
        self._text, self._path, self._clients = text, path, clients
        self._roots = {name: way[: way.index(f"{name}/")] for name, way in clients.items() if f"{name}/" in way}
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._top = _Scope()
        self._scopes = [self._top]
        self._names: list[tuple[_Scope, ast.Name]] = []
        self._others: list[tuple[_Scope, ast.Attribute | ast.Call | ast.Constant]] = []
        self._listed: list[ast.Constant] = []
        self._body = frozenset(map(id, module.body))
        for node in module.body:
            self._read(node, self._top)
        self._words = frozenset(node.id for _, node in self._names).union(*(scope.bound for scope in self._scopes))

    def spoken(self, names: Iterable[tuple[str, str]], again: Collection[str] = ()) -> list[Spoken]:
        """The functions that go by these names in their own files, as this file speaks of them, and maybe of others.

        `again` are names by which this file itself now defines others, whose definitions are no places.
        """
        wanted = by_home(names)
        found = [self._own(name, name in again) for name in sorted(wanted.get(self._path, ())) if name.isidentifier()]
        for scope in self._scopes:
            for node, alias in scope.imports:
                had = set[str]().union(*(wanted.get(path, ()) for path in self._paths(self._source(node))))
                if alias.name in had:
                    found.append(self._imported(scope, node, alias))
                elif alias.name == "*":
                    found += [self._by_star(node, name) for name in sorted(had) if not self.gives(name)]
        found += self._by_modules(wanted)
        return [*found, *self._members(wanted)]

    def lacks(self, name: str) -> bool:
        """Whether code says a name that should be of the whole file, and that nothing in it binds."""
        return not self._top.bound[name] and bool(self._said(self._top, name))

    def gives(self, name: str) -> bool:
        """Whether others have a name from this file that is not among all that is in another one."""
        return self._top.bound[name] > self._top.wrapped[name]

    def wholes(self) -> Iterator[Whole]:
        """Where this file has all that is in others."""
        for node, alias in self._top.imports:
            if alias.name == "*":
                start, end = self._span(node)
                written = self._text[start:end].replace("*", "{}")
                yield Whole(start, end, self._paths(self._source(node)), written, "{0} as {0}")

    def brought(self) -> Iterator[Brought]:
        """Where this file has functions of others: by imports, and in texts that name one, or a module, alone."""
        for scope in self._scopes:
            for node, aliases in groupby(scope.imports, lambda each: each[0]):
                start, end = self._span(node)
                rows = [(alias.name, self._text[slice(*self._span(alias))]) for _, alias in aliases]
                plain = _IMPORT.match(self._text, start)
                if plain is None or rows[0][0] == "*" or re.search(r"[#\\]", self._text[start:end]):
                    continue
                kind = "import" if id(node) in self._body else f"import at {start}"
                write = partial(self._import, node, plain)
                yield Brought(start, end, self._paths(self._source(node)), tuple(rows), write, kind)
        for scope, said in self._others:
            if isinstance(said, ast.Attribute) and isinstance(held := said.value, ast.Attribute):
                if client := self._client(held.value, scope):
                    group = self._ending(held, held.attr)
                    homes = (f"{self._clients[client]}{held.attr}.py",)
                    yield Brought(group.start, group.end, homes, ((said.attr, ""),), lambda _, home: _stem(home))
            if isinstance(said, ast.Attribute) and isinstance(said.value, ast.Call):
                if late := self._late(said.value, scope):
                    yield from self._named(*late, said.attr)
            if isinstance(said, ast.Constant) and (target := _TARGET.fullmatch(str(said.value))):
                yield from self._named(said, *target.groups())

    def _named(self, said: ast.Constant, module: str, name: str) -> Iterator[Brought]:
        """A function of a module, whose name a text begins with."""
        start = self._span(said)[0] + 1
        end = start + len(module)
        if self._text[start:end] == module:
            yield Brought(start, end, self._paths(module), ((name, ""),), lambda _, home: self._imported_as(home))

    def _import(self, node: ast.ImportFrom, plain: re.Match[str], rows: Sequence[str], home: str) -> str:
        """A statement that imports these of its names, or others from the file `home`."""
        module = self._led(node.level, home) if home else plain[1]
        start = f"from {module} import "
        inner = self._text[plain.end() : self._span(node)[1]]
        line = start + ", ".join(rows)
        if len(line) <= _WIDTH and (home or "\n" not in inner):
            return line
        indent = re.search(r"\n([ \t]*)\w", inner)
        outer = " " * node.col_offset
        listed = "".join(f"{indent[1] if indent else outer + '    '}{row},\n" for row in rows)
        return f"{start}(\n{listed}{outer})"

    def _paths(self, module: str) -> tuple[str, ...]:
        """The files that a module of this name may be."""
        way = self._roots.get(module.partition(".")[0], "") + module.replace(".", "/")
        return (f"{way}.py", f"{way}/__init__.py")

    def _ways(self, module: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """The files that may give a module of this name, with what it is called there: itself, or others with it."""
        parts = module.split(".")
        for at in range(len(parts), 0, -1):
            yield self._paths(".".join(parts[:at])), "".join(f"{part}." for part in parts[at:])

    def _imported_as(self, path: str) -> str:
        """The name by which any file imports the module that another one is."""
        inside = (path.removeprefix(root) for name, root in self._roots.items() if path.startswith(f"{root}{name}/"))
        return _module_of(next(inside, path))

    def _led(self, level: int, home: str) -> str:
        """How an import names the module of a file, with dots before it if it had them."""
        module = _module_of(home) if level else self._imported_as(home)
        here, there = self._path.split("/")[:-1], module.split(".")
        same = 0
        while same < min(len(here), len(there) - 1) and here[same] == there[same]:
            same += 1
        if not level or not same:
            return module
        return "." * (len(here) - same + 1) + ".".join(there[same:])

    def leads(self) -> set[str]:
        """The files that this one may import."""
        modules = [module for scope in self._scopes for found in scope.modules.values() for module in found]
        return {path for module in modules for homes, _ in islice(self._ways(module), 2) for path in homes}

    def leading(self, old: str, new: str) -> Iterator[Said]:
        """How what leads to the file `old` leads to `new`, which is in the same folder."""
        (package, _, stem), (_, _, now) = (_module_of(path).rpartition(".") for path in (old, new))
        whole = f"{package}.{stem}" if package else stem
        for scope in self._scopes:
            for node, alias in scope.imports:
                start, end = self._span(alias)
                if self._source(node) == whole and node.module:
                    opened = _FROM.match(self._text, self._span(node)[0])
                    at = opened.end() + len(node.module) if opened else 0
                    yield Said(at - len(stem), at, now)
                elif alias.name == stem and self._source(node) == package:
                    yield Said(start, start + len(stem), now if alias.asname else f"{now} as {stem}")
            for alias in scope.plain:
                if alias.name == whole and alias.asname:
                    at = self._span(alias)[0] + len(whole)
                    yield Said(at - len(stem), at, now)
        for _, said in self._others:
            if isinstance(said, ast.Constant) and re.fullmatch(rf"{re.escape(whole)}([.:]\w+)?", str(said.value)):
                at = self._span(said)[0] + 1 + len(whole)
                if self._text[at - len(whole) : at] == whole:
                    yield Said(at - len(stem), at, now)

    def lists(self, listing: Listing) -> Iterator[list[Listed]]:
        """The lists of this file that hand on all functions that another one, or it itself, had."""
        rows = [self._row(node) for node in self._listed if isinstance(node.value, str)]
        every = {row.name for row in rows} >= listing.before
        if listing.home != self._path:
            imports = [
                (node, alias)
                for node, alias in self._top.imports
                if listing.home in self._paths(self._source(node)) and (every or alias.asname == alias.name)
            ]
            if len(listing.before) < 2 or not {alias.name for _, alias in imports} >= listing.before:
                return
            yield [self._aliased(node, alias) for node, alias in imports]
        if every and listing.before:
            yield rows

    def _row(self, node: ast.Constant) -> Listed:
        start, end = self._span(node)
        return Listed(str(node.value), start, end, f"{self._text[start]}{{}}{self._text[start]}")

    def _aliased(self, node: ast.ImportFrom, alias: ast.alias) -> Listed:
        """A name of an import; if it is all that is imported, the whole statement."""
        written = "{0} as {0}" if alias.asname else "{}"
        if len(node.names) > 1:
            return Listed(alias.name, *self._span(alias), written)
        start, end = self._span(node)
        before = self._text[start : self._span(alias)[0]]
        return Listed(alias.name, start, end, before + written + self._text[self._span(alias)[1] : end], "")

    def _span(self, node: ast.alias | ast.keyword | ast.stmt | ast.expr) -> tuple[int, int]:
        start = self._offset(node.lineno, node.col_offset)
        return start, self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    # Reading

    def _read(self, node: ast.AST, scope: _Scope) -> None:
        """Note what a node binds in its scope, and what it says."""
        self._bind(node, scope)
        match node:
            case ast.Name():
                self._names.append((scope, node))
            case ast.Attribute() | ast.Call() | ast.Constant():
                self._others.append((scope, node))
        self._listed += _listed(node)
        inner = scope
        if isinstance(node, _Function | _Comprehension | ast.ClassDef):
            inner = _Scope(scope, isinstance(node, ast.ClassDef))
            self._scopes.append(inner)
        outside = _outside(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.arguments):
                for each in ast.iter_child_nodes(child):
                    self._read(each, inner if isinstance(each, ast.arg) else scope)
            else:
                self._read(child, scope if child in outside else inner)
        for parameter in getattr(node, "type_params", ()):
            inner.bound[parameter.name] += 1

    def _bind(self, node: ast.AST, scope: _Scope) -> None:
        for name, value in _valued(node):
            scope.values.setdefault(name, []).append(value)
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                scope.bound[name] += 1
                scope.defined.append(node)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                scope.bound[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _named(value):
                scope.wrapped[name] += 1  # `get_book = cached(get_book)`
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                scope.outer.update(names)
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                scope.bound[name] += 1
                scope.hidden.add(name)
            case ast.Import(names=aliases):
                scope.plain += aliases
                for alias in aliases:
                    local = alias.asname or alias.name.partition(".")[0]
                    scope.bound[local] += 1
                    scope.modules.setdefault(local, []).append(alias.name if alias.asname else local)
            case ast.ImportFrom(names=aliases):
                for alias in aliases:
                    local = alias.asname or alias.name
                    scope.bound[local] += 1
                    scope.imports.append((node, alias))
                    scope.modules.setdefault(local, []).append(f"{self._source(node)}.{alias.name}")

    def _source(self, node: ast.ImportFrom) -> str:
        """The module that a statement imports from, by its whole name."""
        folders = self._path.split("/")[: -node.level] if node.level else []
        return ".".join([*folders, *([node.module] if node.module else [])])

    # What is spoken of

    def _own(self, name: str, again: bool) -> Spoken:
        """A function that this file itself defines, or had to define; or another one does by its name, `again`."""
        places = self._said(self._top, name)
        if not again:
            places += self._in_all(name)
            places += [self._at(node, name, _DEFINED) for node in self._top.defined if node.name == name]
        sure = name not in self._top.hidden and name not in self._top.modules and None not in places
        inner = frozenset().union(*(scope.bound for scope in self._scopes[1:]))
        anew = self._top.bound[name] > self._top.wrapped[name] and not again
        twice = {each for each, times in self._top.bound.items() if times > 1 or anew}
        taken = inner | twice if sure else None
        return Spoken(homes=(self._path,), name=name, places=_whole(places), taken=taken, passed_on=name)

    def _imported(self, scope: _Scope, node: ast.ImportFrom, alias: ast.alias) -> Spoken:
        name, source = alias.name, self._source(node)
        start, end = self._span(alias)
        own = Said(start, start + len(name))
        if alias.asname not in (None, name):
            return Spoken(homes=self._paths(source), name=name, places=(own,))
        again = () if alias.asname is None else (Said(end - len(name), end),)
        top = scope is self._top
        said, in_all = self._said(scope, name), self._in_all(name) if top else []
        places = [own, *again, *said, *in_all]
        same = [each for each in scope.modules.get(name, ()) if each == f"{source}.{name}"]
        sure = scope.bound[name] == len(same) and name not in scope.hidden and None not in places
        return Spoken(
            homes=self._paths(source),
            name=name,
            places=_whole(places),
            taken=self._words if sure else None,
            bridge=() if again else (Said(own.start, own.end, f"{{}} as {name}"),),
            passed_on=name if top else "",
            listed=bool(again or in_all) and sure and top and not said and len(same) == 1,
        )

    def _by_star(self, node: ast.ImportFrom, name: str) -> Spoken:
        places = [*self._said(self._top, name), *self._in_all(name)]
        return Spoken(
            homes=self._paths(self._source(node)),
            name=name,
            places=_whole(places),
            taken=None if name in self._top.bound or None in places else self._words,
            passed_on=name,
            among=True,
        )

    def _by_modules(self, wanted: Mapping[str, set[str]]) -> Iterator[Spoken]:
        """Functions that others may have by a module that this file has, and so hands on: `jobs.books.get_book`."""
        for local, modules in self._top.modules.items():
            for homes, before in self._ways(modules[0]) if self._top.bound[local] == len(modules) else ():
                for name in sorted(set[str]().union(*(wanted.get(path, ()) for path in homes))):
                    if name.startswith(before):
                        passed_on = f"{local}.{name.removeprefix(before)}"
                        yield Spoken(homes=homes, name=name, places=(), passed_on=passed_on, among=True)

    def _members(self, wanted: Mapping[str, set[str]]) -> Iterator[Spoken]:
        """Functions that are reached by their module: `books.get_book`, `patch(books, "get_book")`, `"a.get_book"`."""
        names = {name.rpartition(".")[2] for had in wanted.values() for name in had}
        for scope, node in self._others:
            match node:
                case ast.Attribute(value=value, attr=name) if name in names and (module := self._module(value, scope)):
                    yield from self._member(module, name, self._ending(node, name).start)
                case ast.Attribute(value=ast.Attribute() as held, attr=name) if name in names:
                    yield from self._methods(held, name, self._ending(node, name), scope)
                case ast.Call():
                    yield from self._given(node, scope, names)
                case ast.Constant(value=str(text)) if (target := _TARGET.fullmatch(text)) and target[2] in names:
                    yield from self._member(target[1], target[2], self._span(node)[0] + 1 + target.start(2))

    def _given(self, call: ast.Call, scope: _Scope, names: set[str]) -> Iterator[Spoken]:
        """Functions that are given to a call by their module: by a text behind it, or as what is put in their place."""
        match [*call.args, *(each.value for each in call.keywords)]:
            case [first, ast.Constant(value=str(name)) as said, *_] if name in names:
                if module := self._module(first, scope):
                    yield from self._member(module, name, self._span(said)[0] + 1)
        if call.args and isinstance(call.func, ast.Attribute) and call.func.attr == "multiple":
            target = call.args[0]
            module = str(target.value) if isinstance(target, ast.Constant) else self._module(target, scope)
            for each in call.keywords if module else ():
                if each.arg in names:  # a decorated test may have parameters of these names
                    yield from self._member(module, each.arg, self._span(each)[0], sure=False)

    def _methods(self, held: ast.Attribute, name: str, said: Said, scope: _Scope) -> Iterator[Spoken]:
        """A method of a client, in the group `held`; it may be one of anything that is not known."""
        client = self._client(held.value, scope)
        for package, folder in self._clients.items():
            if client == package or (not client and any(package in inner.packages() for inner in self._scopes)):
                yield Spoken(
                    homes=(f"{folder}{held.attr}.py",),
                    name=name,
                    places=(said,),
                    taken=frozenset() if client else None,
                )

    def _client(self, node: ast.expr, scope: _Scope) -> str:
        """The package of whose classes an expression is; empty where that is not sure."""
        match node:
            case ast.Call(func=function):
                package, _, name = self._module(function, scope).partition(".")
                return package if package in self._clients and name.isidentifier() else ""
            case ast.Name(id=name):
                home = scope.home(name)
                values = home.values.get(name, [])
                found = {self._client(value, home) if isinstance(value, ast.Call) else "" for value in values}
                return found.pop() if len(found) == 1 and home.bound[name] == len(values) else ""
        return ""

    def _ending(self, node: ast.Attribute, name: str) -> Said:
        """Where an attribute is said."""
        end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
        return Said(end - len(name), end)

    def _member(self, module: str, name: str, start: int, *, sure: bool = True) -> Iterator[Spoken]:
        """A function that is reached by its module, or by that of another file that has this one."""
        said = Said(start, start + len(name))
        taken = frozenset[str]() if sure and self._text[said.start : said.end] == name else None
        for homes, before in self._ways(module):
            yield Spoken(homes=homes, name=before + name, places=(said,), taken=taken)

    def _module(self, node: ast.expr, scope: _Scope, late: bool = True) -> str:
        """The module that an expression is, by its whole name; empty where that is not sure."""
        if late and (found := self._late(node, scope)):
            return found[1]
        match node:
            case ast.Name(id=name):
                name, home = self._first(name, scope.home(name))
                targets = home.modules.get(name, [])
                return targets[0] if len(set(targets)) == 1 and home.bound[name] == len(targets) else ""
            case ast.Attribute(value=value, attr=name):
                return f"{module}.{name}" if (module := self._module(value, scope, late)) else ""
        return ""

    @staticmethod
    def _first(name: str, home: _Scope) -> tuple[str, _Scope]:
        """The name that a name is another one for, and its scope: `b = books`."""
        seen = set[str]()
        while name not in seen and len(values := home.values.get(name, [])) == home.bound[name] == 1:
            seen.add(name)
            if not isinstance(value := values[0], ast.Name):
                break
            name, home = value.id, home.home(value.id)
        return name, home

    def _late(self, node: ast.expr, scope: _Scope) -> tuple[ast.Constant, str] | None:
        """The text that names a module which is imported by a call, or looked up, and which module that is."""
        if isinstance(node, ast.Name):
            name, scope = self._first(node.id, scope.home(node.id))
            values = scope.values.get(name, [])
            if not len(values) == scope.bound[name] == 1:
                return None
            node = values[0]
        match node:
            case ast.Call(func=asked, args=[ast.Constant(value=str(name)) as text, *given], keywords=named):
                more = [*given, *(each.value for each in named)]
                if self._module(asked, scope, late=False) == "importlib.import_module":
                    return text, self._resolved(name, more)
                if isinstance(asked, ast.Name) and asked.id == "__import__" and not self._top.bound[asked.id]:
                    return text, name if more else name.partition(".")[0]
            case ast.Subscript(value=asked, slice=ast.Constant(value=str(name)) as text):
                return (text, name) if self._module(asked, scope, late=False) == "sys.modules" else None
        return None

    def _resolved(self, name: str, package: Sequence[ast.expr]) -> str:
        """The module of a name that may be relative to a package."""
        module = name.lstrip(".")
        match list(package):
            case [ast.Constant(value=str(whole))]:
                above = whole.split(".")
            case [ast.Name(id="__package__")]:
                above = self._path.split("/")[:-1]
            case [ast.Name(id="__name__")]:
                above = _module_of(self._path).split(".")
            case _:
                above = []
        dots = len(name) - len(module)
        return ".".join([*above[: len(above) - dots + 1], module]) if dots and above else name

    # Places

    def _said(self, scope: _Scope, name: str) -> list[Said | None]:
        """Where code says a name of a scope."""
        said = (node for inner, node in self._names if node.id == name and inner.home(name) is scope)
        return [self._at(node, name) for node in said]

    def _in_all(self, name: str) -> list[Said | None]:
        """Where the file lists a name as one that it hands on."""
        found: list[Said | None] = []
        for node in self._listed:
            if node.value == name:
                start = self._offset(node.lineno, node.col_offset) + 1
                right = self._text[start - 1 : start + len(name) + 1] in (f'"{name}"', f"'{name}'")
                found.append(Said(start, start + len(name)) if right else None)
        return found

    def _at(self, node: ast.expr | ast.stmt, name: str, before: re.Pattern[str] | None = None) -> Said | None:
        """Where a node says a name; None where the text does not say so."""
        start = self._offset(node.lineno, node.col_offset)
        if before is not None and (match := before.match(self._text, start)):
            start = match.end()
        return Said(start, start + len(name)) if self._text[start : start + len(name)] == name else None

    def _offset(self, line: int, column: int) -> int:
        """The offset of a place that `ast` gives: a line from 1 and a column in bytes."""
        row = self._text[self._starts[line - 1] : self._starts[line]]
        return self._starts[line - 1] + (column if row.isascii() else len(row.encode()[:column].decode()))


def _valued(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names, and what makes the values that they get; for one that has a type, this is taken to."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.withitem(
            optional_vars=ast.Name(id=name), context_expr=value
        ):
            yield name, value
        case ast.arg(arg=name, annotation=ast.expr() as kind) | ast.AnnAssign(
            target=ast.Name(id=name), annotation=kind
        ):
            yield name, ast.Call(func=kind, args=[], keywords=[])


def _outside(node: ast.AST) -> list[ast.AST]:
    """What stands in a function or a class, and is of the scope around it: decorators, bases, the result's type."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, *([node.returns] if node.returns else [])]
        case ast.ClassDef():
            return [*node.decorator_list, *node.bases, *node.keywords]
    return []


def _named(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _whole(places: Iterable[Said | None]) -> tuple[Said, ...]:
    return tuple(said for said in places if said is not None)


def _listed(node: ast.AST) -> Iterator[ast.Constant]:
    """The names that a statement puts into `__all__`."""
    match node:
        case (
            ast.Assign(targets=[ast.Name(id="__all__")], value=ast.expr() as value)
            | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            | ast.AugAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            | ast.Call(func=ast.Attribute(value=ast.Name(id="__all__")), args=[value])
        ):
            yield from (each for each in ast.walk(value) if isinstance(each, ast.Constant))
