"""The imports of a TypeScript module: gathered while its body is printed, never predicted apart from use."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache

from scaffold.lang.base import IMPORTS
from scaffold.lang.typescript.layout import spread

_PLACE = re.compile(rf"{IMPORTS}\n*")
_DIGITS = re.compile(r"[0-9]+")


class Imports:
    """Collects the names that a module prints, and writes its import block: packages first, then the project's own.

    Modules are named as templates name them: `./core/serve.ts` lies below the folder `root`, `/src/context.ts` in the
    project, all others are packages. `aliases` are names of folders, for modules outside of them: `@/` for `src/`.
    """

    def __init__(self, root: str = "", aliases: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._aliases = aliases or {}
        self._values: dict[str, set[str]] = {}
        self._types: dict[str, set[str]] = {}
        self._wholes: dict[tuple[str, str], bool] = {}
        """Modules that are imported as one name, and whether only for their types."""
        self.packages: set[str] = set()
        self._known: dict[tuple[str, str], str] = {}
        """What stands in code for the values so far; most of a module are printed many times."""

    def value(self, name: str, module: str, package: str | None = None) -> str:
        """Imports a value (or class) and returns what stands for it in code; `a as b` is called b.

        `package` is one that a module of the project's own needs in turn.
        """
        known = self._known.get((name, module))
        if known is None:
            self._noted(module)
            if package is not None:
                self.packages.add(package)
            self._values.setdefault(module, set()).add(name)
            known = self._known[name, module] = name.rpartition(" as ")[2]
        return known

    def type(self, name: str, module: str) -> str:
        """Imports a type, which leaves no trace at run time."""
        self._noted(module)
        self._types.setdefault(module, set()).add(name)
        return name.rpartition(" as ")[2]

    def whole(self, name: str, module: str, *, types: bool = False) -> str:
        """Imports a module as one name."""
        self._noted(module)
        self._wholes[module, name] = types and self._wholes.get((module, name), True)
        return name

    def _noted(self, module: str) -> None:
        if not module.startswith((".", "/", "node:")):
            parts = module.split("/")
            self.packages.add("/".join(parts[: 2 if module.startswith("@") else 1]))

    def merge(self, other: Imports) -> None:
        """Takes over what `other` gathered."""
        self.packages |= other.packages
        for mine, yours in ((self._values, other._values), (self._types, other._types)):
            for module, names in yours.items():
                mine.setdefault(module, set()).update(names)
        for (module, name), types in other._wholes.items():
            self.whole(name, module, types=types)

    def block(self, here: str) -> str:
        """The import statements of the module at the path `here`."""
        statements: list[tuple[tuple[int, str], str]] = []
        for (module, name), types in self._wholes.items():
            place = self._place(module, here)
            statements.append((place, f'import {"type " if types else ""}* as {name} from "{place[1]}";'))
        for module in self._values.keys() | self._types.keys():
            values, types_ = self._values.get(module, set()), self._types.get(module, set())
            place = self._place(module, here)
            statements.append((place, _statement(values, types_ - values, place[1])))
        return "\n".join(text for _, text in sorted(statements))

    def insert(self, body: str, here: str) -> str:
        """`body` with the import block in place of the line `// imports`, or without that line where there is none."""
        block = self.block(here)
        return _PLACE.sub(lambda found: block and f"{block}\n\n", body, count=1)

    def _place(self, module: str, here: str) -> tuple[int, str]:
        """What the import of a module is sorted by; the second of it names the module."""
        if module[0] not in "./":
            return int(not module.startswith("node:")), module
        path = posixpath.normpath(posixpath.join(self._root, module)) if module[0] == "." else module[1:]
        for alias, folder in self._aliases.items():
            if path.startswith(folder) and not here.startswith(folder):
                return 2, alias + path.removeprefix(folder)
        way = _relative(path, here)
        return 4 - min(way.count("../"), 2), way


def _statement(values: set[str], types: set[str], specifier: str) -> str:
    mark = "type " if values else ""
    found = sorted([*((name, "") for name in values), *((name, mark) for name in types)], key=_by_name)
    names = [f"{mark}{name}" for name, mark in found]
    head, tail = "import {" if values else "import type {", f'}} from "{specifier}";'
    return spread(head, names, tail, " ") if len(names) > 1 else f"{head} {names[0]} {tail}"


def _relative(path: str, here: str) -> str:
    """The way from the module at the path `here` to the one at `path`."""
    to, at = path.split("/"), here.split("/")[:-1]
    common = len(posixpath.commonprefix([to[:-1], at]))
    steps = "../" * (len(at) - common) or "./"
    return steps + "/".join(to[common:])


@lru_cache(maxsize=4096)
def _by_name(pair: tuple[str, str]) -> tuple[str, str]:
    return _DIGITS.sub(lambda match: match.group().zfill(20), pair[0].lower()), pair[0]
