"""The documentation says what the code does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scaffold import cli, config
from scaffold.diag import CODES

PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "docs/design/*.md"]


def diagnostics_page() -> str:
    """docs/diagnostics.md, made from the codes."""
    parts = [
        "# Diagnostics",
        "Every fault that `scaffold` tells has a code. An error stops the run, and nothing is written; a warning tells"
        "\nof what is probably not meant; a note tells what was decided.\n\n"
        "<!-- Made from scaffold/codes.py by `pytest tests/test_docs.py --update`. -->",
    ]
    for name, code in sorted(CODES.items()):
        fix = code.fix[0].upper() + code.fix[1:]
        parts.append(f"## {name}\n\n{code.title} ({code.severity}).\n\n{code.cause}\n\n{fix}.")
    return "\n\n".join(parts) + "\n"


def test_every_diagnostic_is_documented(root: Path, update: bool) -> None:
    page = root / "docs" / "diagnostics.md"
    if update:
        page.write_text(diagnostics_page(), "utf-8")
    assert page.read_text("utf-8") == diagnostics_page(), "run pytest tests/test_docs.py --update"


@pytest.mark.parametrize("name", sorted(CODES))
def test_a_diagnostic_says_all_of_it(name: str) -> None:
    code = CODES[name]
    assert re.fullmatch("[a-z]+(-[a-z]+)*", name)
    assert code.title and not code.title.endswith(".")
    assert code.cause.endswith(".")
    assert code.fix and not code.fix.endswith(".")


@pytest.mark.parametrize("name", ["new", "check", "backends", "update", "diff"])
def test_every_option_is_in_the_guide(root: Path, name: str) -> None:
    guide = (root / "docs" / "guide.md").read_text("utf-8")
    command = cli.cli.get_command(click.Context(cli.cli), name)
    assert command is not None
    options = [option for param in command.params for option in param.opts if option.startswith("--")]
    assert options and not [option for option in options if f"`{option}" not in guide]


def test_every_question_is_in_the_guide(root: Path) -> None:
    guide = (root / "docs" / "guide.md").read_text("utf-8")
    assert not [name for name in config.questions() if f"| `{name}` |" not in guide]


def test_links_lead_somewhere(root: Path) -> None:
    broken = []
    for page in (path for pattern in PAGES for path in root.glob(pattern)):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            if not re.match(r"https?:", target) and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert not broken


def test_ci_runs_the_readme_s_test_command(root: Path) -> None:
    """The two commands are README's first code blocks; .ci/run takes the second one from there."""
    first, second, *_ = re.findall(r"^```sh\n(.*?)^```", (root / "README.md").read_text("utf-8"), re.M | re.S)
    assert first.count("\n") == second.count("\n") == 1
    assert " .venv/bin/scaffold new examples/bookshop.yaml " in first
    assert second.endswith(" .venv/bin/pytest\n")
    assert os.access(root / ".ci" / "run", os.X_OK)
    subprocess.run(["bash", "-n", root / ".ci" / "run"], check=True)


def test_the_readme_s_faulty_description_is_told_so(root: Path, tmp_path: Path) -> None:
    """The diagnostic that README shows is one that the command writes."""
    shown = re.search(r"^```text\n(shop\.yaml:.*?)^```", (root / "README.md").read_text("utf-8"), re.M | re.S)
    assert shown
    (tmp_path / "shop.yaml").write_text(
        "openapi: 3.1.0\n"
        "info:\n"
        "  title: Shop\n"
        "  version: 1.0.0\n"
        "paths:\n"
        "  /books:\n"
        "    get:\n"
        "      responses:\n"
        "        '200':\n"
        "          description: A book.\n"
        "          content:\n"
        "            application/json:\n"
        "              schema:\n"
        "                $ref: '#/components/schemas/Bok'\n"
        "components:\n"
        "  schemas:\n"
        "    Book: { type: string }\n"
    )
    check = [sys.executable, "-m", "scaffold", "check", "shop.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    result = subprocess.run(check, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert result.stdout.startswith(shown[1]), result.stdout
