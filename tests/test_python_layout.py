"""The layout of long lines is what black would leave."""

from __future__ import annotations

from pathlib import Path

import black
import pytest

import scaffold
from scaffold import config
from scaffold.diag import Report
from scaffold.lang.python.layout import WIDTH, layout

LONG = '"' + "a" * 60 + '"'
TOO_LONG = '"' + "a" * 100 + '"'

STATEMENTS = {
    "import": "from bookshop.generated.models import Aaaaaaaaaaaaaaaaaaa, Bbbbbbbbbbbbbbbbbbbbbb, Cccccccccccccc",
    "call": f"x = call({LONG}, first=1, second=[1, 2, 3])",
    "call with one long argument": f"raise Error({TOO_LONG})",
    "dict": f'x = {{"a": {LONG}, "b": {{"c": 1, "d": 2, "e": 3}}}}',
    "string that no line can hold": f"x = {TOO_LONG}",
    "annotated string that no line can hold": f"x: str = {TOO_LONG}",
    "literal": 'kind: Literal["aaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccc"]',
    "one long literal": f"kind: Literal[{TOO_LONG}]",
    "lone item in a subscript": f'k: list[Literal["{"a" * 30}", "{"b" * 30}", "{"c" * 20}"]]',
    "annotation, then a call": f"name: Annotated[list[str], Field(min_length=1)] = Field(alias='{'a' * 40}')",
    "annotation, then a value": f"other: Annotated[int, Field(ge=1, le=10), Wire('{'a' * 40}')] = 20",
    "union": f"X: TypeAlias = {'A' * 30} | {'B' * 30} | {'C' * 30}",
    "annotated union": f"X: TypeAlias = Annotated[{'A' * 40} | {'B' * 40}, ExactlyOne()]",
    "annotation that is a union": f"name: {'A' * 40} | {'B' * 40} | None = None",
    "annotation that is a union of generics": f"name: list[{'A' * 40}] | dict[str, {'B' * 40}] | None = None",
    "function": f"async def get(ctx: Context, *, book_id: int, {'a' * 40}: str | None = None) -> models.B: ...",
    "function with a long result": f"async def get(ctx: Context) -> results.{'A' * 40} | results.{'B' * 40}: ...",
    "function with a long parameter": f"def get(ctx: Context, *, n: {'A' * 40} | {'B' * 40} | None = 1) -> X: ...",
    "call behind a head that fills the line": f"self.{'a' * 40} = resources.{'a' * 20}.{'B' * 20}(self)",
    "call behind a head that overflows the line": f"self.{'a' * 35} = resources.{'a' * 35}.{'B' * 26}(self)",
    "call that no line holds": f"self.{'a' * 40} = resources.{'a' * 45}.{'B' * 40}(self)",
    "sum": f"refused('path', {LONG} + 'a' * 125 + '/jobs/1', answer={LONG} + 'b' * 1000)",
    "class": f"class {'A' * 40}(Model, extra='forbid', min_properties=1, max_properties=3000): ...",
    "decorator": f"@router.get('/books/{{book_id}}/{'a' * 30}', security=x.y('a'), errors=(errors.AA,))\ndef f(): ...",
}


@pytest.mark.parametrize("indent", ["", "    "], ids=["top", "nested"])
@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_black_keeps_what_layout_gives(statement: str, indent: str) -> None:
    statement = statement.replace("'", '"').replace(": ...", ":\n    ...")
    source = "".join(f"{indent}{line}\n" for line in statement.split("\n"))
    if indent:
        source = f"class Outer:\n{source}"
    laid, _ = layout(source)
    assert laid != source or TOO_LONG in statement
    assert black.format_str(laid, mode=black.Mode()) == laid.replace(":\n    ...", ": ...").replace(
        ":\n        ...", ": ..."
    )


def test_lines_that_fit_and_docstrings_are_left_alone() -> None:
    source = f'x = call(1, 2)\n\n\ndef f() -> None:\n    """{"word " * 30}\n    call(1, 2, {LONG}, 3)\n    """\n'
    assert layout(source) == (source, [])
    assert max(map(len, source.splitlines())) > WIDTH


def test_letters_that_take_two_columns_are_counted_so() -> None:
    source = f"async def f(ctx: Context, *, {'名' * 20}: str | None) -> models.Aaaaaaa: ...\n"
    assert len(source) <= WIDTH and layout(source) == (source, [0])
    assert layout(source.replace("名", "n")) == (source.replace("名", "n"), [])


def test_a_plain_project_takes_no_run_of_black(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    monkeypatch.setattr("scaffold.format._blackened", lambda text, left: taken.append(text) or text)
    bookshop = Path(__file__).parent.parent / "examples" / "bookshop.yaml"
    report = Report()
    given = config.parse_data([f"spec={bookshop}", "backend=fastapi", "sdks=python"], report)
    settings = config.settle(Path("bookshop"), given, report)
    assert settings is not None
    assert scaffold.generate(settings, report)
    assert taken == []
