"""Imports follow from what a module prints, in the order that ruff's isort rules want."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scaffold.lang.base import IMPORTS, Symbol
from scaffold.lang.python.imports import Imports

SYMBOLS = [
    Symbol("UUID", "uuid"),
    Symbol("datetime.date", "datetime", whole=True),
    Symbol("Annotated", "typing"),
    Symbol("Any", "typing"),
    Symbol("MAX_SIZE", "typing"),
    Symbol("cast", "typing"),
    Symbol("Field", "pydantic"),
    Symbol("models.Book", "shop.generated", imported="models"),
    Symbol("results.X", "shop.generated.results", imported="books as results"),
    Symbol("Ten", "shop.generated.portion_10"),
    Symbol("Two", "shop.generated.portion_2"),
    Symbol("str", "builtins"),
]


def test_only_what_is_used_is_imported_and_sorted_as_ruff_does(tmp_path: Path) -> None:
    imports = Imports("shop")
    names = [imports.use(symbol) for symbol in SYMBOLS]
    source = imports.insert(f"from __future__ import annotations\n\n{IMPORTS}\n\nx = ({', '.join(names)})\n")
    (tmp_path / "shop" / "generated" / "results").mkdir(parents=True)
    for name in ("portion_2", "portion_10"):
        (tmp_path / "shop" / "generated" / f"{name}.py").touch()
    module = tmp_path / "shop" / "module.py"
    module.write_text(source)
    (tmp_path / "ruff.toml").write_text('src = ["."]\nlint.select = ["F", "I"]\n')
    command = [sys.executable, "-m", "ruff", "check", "."]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    assert "builtins" not in source


def test_a_module_without_imports_has_no_mark_left() -> None:
    assert Imports("shop").insert(f"{IMPORTS}\n\nx = 1\n") == "x = 1\n"


def test_packages_of_symbols_are_gathered() -> None:
    imports = Imports("shop")
    imports.use(Symbol("Keywords", "shop.schema", package="jsonschema-rs"))
    assert imports.packages == {"jsonschema-rs"}
