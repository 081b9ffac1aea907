"""A user's formatter, whatever its settings, may go over a whole project: nothing breaks, and no update minds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from scaffold.txn import YOURS
from scaffold.update import BESIDE
from tests import node
from tests.projects import Run, run
from tests.updating import BOOKSHOP, Shop, added, call

Formatter: TypeAlias = Callable[[Path, int], list[str]]
"""Writes a formatter's settings into a project's folder, with a width, and gives the command."""


def ruff(root: Path, width: int) -> list[str]:
    _settings(root, width, "\n[tool.ruff.format]\nindent-style = 'tab'\nskip-magic-trailing-comma = true\n")
    return [sys.executable, "-m", "ruff", "format", "--quiet", "--no-cache", "."]


def black(root: Path, width: int) -> list[str]:
    _settings(root, width)
    return [sys.executable, "-m", "black", "--quiet", "--skip-magic-trailing-comma", "."]


def _settings(root: Path, width: int, more: str = "") -> None:
    place = root / "pyproject.toml"
    text = place.read_text("utf-8")
    if "line-length" in text:
        return
    for table in ("[tool.black]\n", "[tool.ruff]\n"):
        assert table in text
        text = text.replace(table, f"{table}line-length = {width}\n")
    place.write_text(text + more, "utf-8")


def prettier(root: Path, width: int) -> list[str]:
    style = {"printWidth": width, "useTabs": True, "semi": False, "arrowParens": "avoid", "objectWrap": "collapse"}
    (root / ".prettierrc.json").write_text(json.dumps(style))
    return [_command("prettier", "prettier", "^3"), "--write", "--log-level=warn", "."]


def biome(root: Path, width: int) -> list[str]:
    style = {"formatter": {"quoteStyle": "single", "trailingCommas": "none", "bracketSpacing": False}}
    settings = {"formatter": {"indentStyle": "space", "lineWidth": width}, "javascript": style}
    (root / "biome.json").write_text(json.dumps(settings))
    return [_command("biome", "@biomejs/biome", "^2"), "format", "--write", "."]


def _command(name: str, package: str, version: str) -> str:
    return str(node.store({"devDependencies": {package: version}}) / "node_modules/.bin" / name)


FORMATTERS: dict[Formatter, str] = {
    ruff: "fastapi",
    black: "fastapi",
    prettier: "nextjs",
    biome: "nextjs",
}


@pytest.mark.parametrize(
    ("formatter", "width"),
    [
        pytest.param(one, width, marks=() if (one, width) in ((ruff, 60), (prettier, 60)) else pytest.mark.corpus)
        for one in FORMATTERS
        for width in (60, 79, 120)
    ],
)
def test_types_and_lint_pass_on_what_a_formatter_left(formatter: Formatter, width: int, tmp_path: Path) -> None:
    sdks = ("--sdk", "python", "--sdk", "typescript")
    shop = Shop.make(tmp_path, BOOKSHOP.read_bytes(), *sdks, backend=FORMATTERS[formatter])
    shop.write("get_book")
    made = shop.visible()
    formatted(shop, formatter, width)
    left = shop.visible()
    assert len([path for path in made if "generated" in path and made[path] != left[path]]) > 20
    assert call("update", shop.root).code == 0 and shop.visible() == left
    shop.describe(added("language"))
    assert shop.update().code == 0
    assert not [path for path in shop.files() if path.endswith((YOURS, BESIDE))]
    assert "called" in shop.read() and shop.takes("list_books", "language")
    formatted(shop, formatter, width)
    for check in checks(shop):
        assert check.code == 0, str(check)


def formatted(shop: Shop, formatter: Formatter, width: int) -> None:
    done = run(formatter(shop.root, width), shop.root, node.environment())
    assert done.code == 0, str(done)


def checks(shop: Shop) -> Iterator[Run]:
    """Types and lint, as the project has them."""
    yield shop.types()
    if shop.backend == "fastapi":
        for command in (["ruff", "check", "--no-cache", "."], ["pyright", "--pythonpath", sys.executable]):
            yield run([sys.executable, "-m", *command], shop.root, shop.project.environment)
