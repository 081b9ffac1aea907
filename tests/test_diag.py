"""scaffold.diag: what a report keeps, and how it is printed."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest

from scaffold.diag import CODES, Location, Report, Severity, Source, as_json, clean, excerpt, github, quote, text
from scaffold.refs import Resolver
from scaffold.source import Loader

PETSTORE = """\
openapi: 3.1.0
paths:
  /pets:
    get:
      responses:
        200:
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Pett'
components:
  schemas:
    Pet: {type: object}
"""


def petstore(folder: Path) -> tuple[Report, Loader]:
    """A report with the one fault of this description: a misspelt reference."""
    (folder / "petstore.yaml").write_text(PETSTORE)
    report = Report()
    loader = Loader(folder / "petstore.yaml", report)
    node = loader.root()
    for key in ("paths", "/pets", "get", "responses", "200", "content", "application/json", "schema"):
        assert node is not None
        node = node.get(key)
    assert node is not None
    assert Resolver(loader, report).follow(node) is None
    return report, loader


def nowhere(source: Source, key: bool = False) -> None:
    return None


def at(line: str, column: int, number: int = 3) -> Location:
    """A location in a file that has this line only."""
    lines, caret = excerpt([(number, line)], number, column)
    return Location("api.yaml", number, column, lines, caret)


def printed(message: str = "wrong", line: str = "a: b", column: int = 4, pointer: str = "/a") -> str:
    report = Report()
    report.add("field-invalid", Source("api.yaml", pointer), message)
    return text(report, lambda source, key: at(line, column))


def test_text_shows_place_lines_caret_pointer_and_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report, loader = petstore(Path())
    expected = """\
petstore.yaml:10:23: error[ref-missing]: nothing is defined at #/components/schemas/Pett
    9 |               schema:
   10 |                 $ref: '#/components/schemas/Pett'
      |                       ^
   11 | components:
  at   #/paths/~1pets/get/responses/200/content/application~1json/schema/$ref
  fix  did you mean #/components/schemas/Pet (petstore.yaml:13)?
"""
    assert text(report, loader.locate) == expected


def test_json_has_the_same_facts(tmp_path: Path) -> None:
    report, loader = petstore(tmp_path)
    path = (tmp_path / "petstore.yaml").as_posix()
    assert json.loads(json.dumps(as_json(report, loader.locate))) == [
        {
            "code": "ref-missing",
            "severity": "error",
            "title": CODES["ref-missing"].title,
            "message": "nothing is defined at #/components/schemas/Pett",
            "file": path,
            "line": 10,
            "column": 23,
            "pointer": "#/paths/~1pets/get/responses/200/content/application~1json/schema/$ref",
            "cause": CODES["ref-missing"].cause,
            "fix": f"did you mean #/components/schemas/Pet ({path}:13)?",
        }
    ]


def test_github_marks_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report, loader = petstore(Path())
    assert github(report, loader.locate) == (
        "::error file=petstore.yaml,line=10,col=23,title=ref-missing::nothing is defined at "
        "#/components/schemas/Pett at #/paths/~1pets/get/responses/200/content/application~1json/schema/$ref%0A"
        "fix: did you mean #/components/schemas/Pet (petstore.yaml:13)?\n"
    )


def test_github_escapes_what_would_start_another_command() -> None:
    report = Report()
    report.add("field-unknown", Source("a,b:c%.yaml", "/x"), "100% wrong\n::error::gotcha\r\n", "a\n::set-output::b")
    out = github(report, lambda source, key: Location(source.document, 1, 2))
    assert out.startswith("::warning file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=field-unknown::100%25 wrong")
    assert out.count("\n") == 1


def test_a_diagnostic_without_a_place_is_printed_too() -> None:
    report = Report()
    report.add("file-missing", None, "there is no file 'x'")
    report.add("field-missing", Source("lost.yaml", "/info"), "no title")
    assert text(report, nowhere) == (
        f"error[file-missing]: there is no file 'x'\n  fix  {CODES['file-missing'].fix}\n\n"
        f"lost.yaml: error[field-missing]: no title\n  at   #/info\n  fix  {CODES['field-missing'].fix}\n"
    )
    assert [(entry["file"], entry["line"]) for entry in as_json(report, nowhere)] == [(None, None), ("lost.yaml", None)]
    assert github(report, nowhere).splitlines()[0].startswith("::error title=file-missing::there is no file 'x'%0A")


def test_an_empty_report_prints_nothing() -> None:
    assert (text(Report(), nowhere), as_json(Report(), nowhere), github(Report(), nowhere)) == ("", [], "")


def test_colours_are_only_added_when_asked_for() -> None:
    report = Report()
    report.add("field-invalid", Source("api.yaml", "/a"), "wrong")
    plain = text(report, lambda source, key: at("a: b", 4))
    coloured = text(report, lambda source, key: at("a: b", 4), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31;1merror[field-invalid]:\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_no_control_character_reaches_a_terminal() -> None:
    """Every character of Unicode in every place of a report: none of the dangerous categories comes out."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    unsafe = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    wild = "".join(char for char in every if unicodedata.category(char) in unsafe)
    assert len(wild) > 2000
    wild = wild.translate({code: None for code in range(0xD801, 0xDFFF)})  # of the surrogates, the first and the last
    report = Report()
    for char in wild:
        report.add("field-invalid", Source(f"a{char}.yaml", f"/{char}"), f"b{char}", f"c{char}")
    place = Location(f"p{wild}", 1, 1, ((1, f"l{wild}"),), 0)
    for locate in (lambda source, key: place, nowhere):
        for out in (
            text(report, locate),
            github(report, locate),
            json.dumps(as_json(report, locate), ensure_ascii=False),
        ):
            assert not {char for char in out if unicodedata.category(char) in unsafe} - {"\n"}


def test_escapes_can_be_read() -> None:
    assert clean("a\x1b[31m\n\t\u202e\U000e0001é😀") == "a\\x1b[31m\\n\\t\\u202e\\U000e0001é😀"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Pett", "'Pett'"),
        ("x" * 100, "'" + "x" * 59 + "…'"),
        ("\x1b", "'\\x1b'"),
        (True, "true"),
        (None, "null"),
        (5, "5"),
        (1.5, "1.5"),
        ([1], "a list"),
        ({}, "an object"),
        pytest.param(10**5000, "a very long integer", id="long"),
        (10**70, "1" + "0" * 58 + "…"),
    ],
)
def test_quoted_words(value: object, shown: str) -> None:
    assert quote(value) == shown


def test_long_lines_are_cut_around_the_caret() -> None:
    out = printed(line="x" * 500 + "HERE" + "y" * 5000, column=501).splitlines()
    assert all(len(line) < 140 for line in out)
    assert out[1][out[2].index("^") :].startswith("HERE")
    assert out[1].count("…") == 2


def test_long_messages_and_pointers_are_cut() -> None:
    out = printed(message="m" * 10_000_000, pointer="/" + "p" * 10_000_000)
    assert len(out) < 1500


@pytest.mark.parametrize("line", ["\t\tkey: HERE", "漢字: HERE", "é́: HERE", "a\x1bb: HERE"])
def test_the_caret_stands_under_the_place(line: str) -> None:
    out = printed(line=line, column=line.index("HERE") + 1).splitlines()
    before = out[1][: out[1].index("HERE")]
    wide = sum(2 if unicodedata.east_asian_width(char) == "W" else not unicodedata.combining(char) for char in before)
    assert out[2].index("^") == wide


def test_the_report_keeps_each_diagnostic_once_and_sorts_them() -> None:
    report = Report()
    for pointer in ("/b/10", "/b/9", "/a", "/b/9"):
        report.add("field-invalid", Source("api.yaml", pointer), "wrong")
    report.add("field-unknown", Source("aaa.yaml", "/z"), "wrong")
    report.add("file-missing", None, "wrong")
    places = [
        f"{found.source.document}{found.source.pointer}" if found.source else None for found in report.diagnostics
    ]
    assert places == [None, "aaa.yaml/z", "api.yaml/a", "api.yaml/b/9", "api.yaml/b/10"]


def test_text_is_in_the_order_of_the_lines() -> None:
    report = Report()
    lines = {"/a": 9, "/b": 2, "/c": 5}
    for pointer in lines:
        report.add("field-invalid", Source("api.yaml", pointer), pointer)
    out = as_json(report, lambda source, key: Location("api.yaml", lines[source.pointer], 1))
    assert [entry["message"] for entry in out] == ["/b", "/c", "/a"]


def test_only_errors_fail_a_run() -> None:
    report = Report()
    assert (report.errors, report.failed) == (0, False)
    report.add("keyword-unknown", Source("api.yaml"), "odd")
    assert (report.errors, report.failed) == (0, False)
    report.add("field-missing", Source("api.yaml"), "gone")
    assert (report.errors, report.failed) == (1, True)


def test_a_code_that_does_not_exist_is_our_bug() -> None:
    with pytest.raises(KeyError):
        Report().add("no-such-code", None, "x")


def test_the_many_of_one_code_are_counted() -> None:
    report = Report()
    for index in range(73):
        report.add("keyword-unknown", Source("api.yaml", f"/{index}"), "odd")
    report.add("field-missing", Source("api.yaml", "/x"), "gone")
    out = text(report, nowhere)
    assert out.count("warning[keyword-unknown]") == 50
    assert out.count("error[field-missing]") == 1
    assert out.endswith("23 more of keyword-unknown\n")
    assert len(as_json(report, nowhere)) == 74


def test_the_key_is_pointed_at_where_it_is_asked_for() -> None:
    report = Report()
    report.add("field-unknown", Source("api.yaml", "/a"), "odd", key=True)
    report.add("field-invalid", Source("api.yaml", "/a"), "wrong")
    asked: list[bool] = []

    def locate(source: Source, key: bool = False) -> None:
        asked.append(key)

    as_json(report, locate)
    assert sorted(asked) == [False, True]


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_says_what_why_and_how_to_mend(name: str) -> None:
    code = CODES[name]
    assert name == name.lower() and name.replace("-", "").isalpha()
    assert (code.title[0].isupper() or code.title.startswith("scaffold")) and not code.title.endswith(".")
    assert code.cause.endswith(".")
    assert not code.fix.endswith(".") and not code.fix[0].isupper()
    assert isinstance(code.severity, Severity)


def test_sources_escape_their_tokens() -> None:
    assert Source("a.yaml").child("x/y", "~z", 3) == Source("a.yaml", "/x~1y/~0z/3")
