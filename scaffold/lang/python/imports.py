"""The imports of a Python module: gathered while its body is printed, never predicted apart from use."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from scaffold.lang.base import IMPORTS, Symbol

_PLACE = re.compile(rf"{IMPORTS}\n+((?:@|class |def |async def )?)")
_DIGITS = re.compile(r"[0-9]+")


class Imports:
    """Collects the symbols that a module prints, and writes its import block as ruff's isort rules order it.

    `package` is the project's own top-level package; its imports come last.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._modules: set[str] = set()
        self._names: dict[str, set[str]] = {}
        self.packages: set[str] = set()
        self.known: dict[tuple[str, ...], str] = {}
        """What stands in code for what was printed before; most names of a module are printed many times."""

    def use(self, symbol: Symbol) -> str:
        """Imports `symbol` and returns the text that stands for it in code."""
        if symbol.package:
            self.packages.add(symbol.package)
        if symbol.whole:
            self._modules.add(symbol.module)
        elif symbol.module != "builtins":
            self._names.setdefault(symbol.module, set()).add(symbol.imported or symbol.name)
        return symbol.name

    def merge(self, other: Imports, was: str, root: str) -> None:
        """Takes over what `other` gathered, for a project whose root package is `root` and not `was`."""
        self.packages |= other.packages
        self._modules |= other._modules
        for module, names in other._names.items():
            if module == was or module.startswith(f"{was}."):
                module = root + module.removeprefix(was)
            self._names.setdefault(module, set()).update(names)

    def block(self) -> str:
        """The import statements: standard library, installed packages, the project's own, a blank line between."""
        sections: dict[int, list[str]] = {}
        for module in sorted(self._modules, key=module_key):
            sections.setdefault(self._section(module), []).append(f"import {module}")
        for module, names in sorted(self._names.items(), key=lambda item: module_key(item[0])):
            ordered = ", ".join(sorted(names, key=name_key))
            sections.setdefault(self._section(module), []).append(f"from {module} import {ordered}")
        return "\n\n".join("\n".join(lines) for _, lines in sorted(sections.items()))

    def _section(self, module: str) -> int:
        top = module.partition(".")[0]
        return 0 if top in sys.stdlib_module_names else 2 if top == self._package else 1

    def insert(self, body: str) -> str:
        """`body` with the import block in place of the line `# imports`, or without that line where there is none.

        Two blank lines follow it before a class or function, else one, as black has it.
        """
        block = self.block()
        return _PLACE.sub(lambda found: (block and f"{block}\n\n") + (found[1] and f"\n{found[1]}"), body, 1)


@lru_cache(maxsize=4096)
def module_key(module: str) -> tuple[str, str]:
    """The place of a module among others in isort's order: numbers by value."""
    return _numbered(module), module


@lru_cache(maxsize=4096)
def name_key(name: str) -> tuple[int, str, str]:
    """isort's `order-by-type`: constants, then classes, then the rest, whatever their case, numbers by value."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, _numbered(name), name


def _numbered(text: str) -> str:
    return _DIGITS.sub(lambda match: match.group().zfill(20), text.lower())
