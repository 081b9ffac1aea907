"""Each kind of fault in a description: the diagnostic that it gives, with its place and its mend.

`cases_bad/<code>[-variant]/` holds a small faulty description and, in diagnostics.txt, all that is said of it.
`pytest --update` rewrites these files; read what changed before it is kept.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold import passes, specs
from scaffold.diag import CODES, Report, Severity
from scaffold.source import MAX_BYTES, Loader

CASES = sorted(path for path in (Path(__file__).parent / "cases_bad").iterdir() if path.is_dir())
ELSEWHERE = {  # codes that no small description can give, and the tests that hold them
    "file-unreadable": "test_diagnostics.py",
    "not-text": "test_diagnostics.py",
    "too-deep": "test_diagnostics.py",
    "too-large": "test_diagnostics.py",
    "overlay-invalid": "test_overlay.py",
    "overlay-unmatched": "test_overlay.py",
    "overlay-mismatch": "test_overlay.py",
    "example-none": "test_table.py",
    "method-overridden": "test_plan.py",
    "path-taken": "test_plan.py",
    "usage": "test_cli.py",
    "answer-unknown": "test_cli.py",
    "answer-invalid": "test_cli.py",
    "dest-not-empty": "test_cli.py",
    "dest-not-writable": "test_write.py",
    "project-missing": "test_cli.py",
    "project-unusable": "test_update_safety.py",
    "project-busy": "test_update_safety.py",
    "project-not-writable": "test_update_safety.py",
    "update-unsettled": "test_update_safety.py",
    "update-none": "test_update.py",
    "update-loosens": "test_update.py",
    "internal": "test_cli.py",
}


def check(path: Path) -> tuple[Report, Loader]:
    """Read a description and run the passes, as `scaffold check` does."""
    report = Report()
    loader = Loader(path, report)
    api = specs.read(loader, report)
    if api is not None and not report.failed:
        passes.run(api, report)
    return report, loader


def told(report: Report, loader: Loader) -> str:
    """The diagnostics in a form that shows what matters: place, code, words, pointer, mend."""
    lines = []
    for found in report.diagnostics:
        place = loader.locate(found.source, found.key) if found.source else None
        where = f"{Path(place.path).name}:{place.line}:{place.column}: " if place else ""
        lines.append(f"{where}{found.severity.value}[{found.code}]: {found.message}")
        if found.source:
            lines.append(f"  at   #{found.source.pointer}")
        lines.append(f"  fix  {found.fix or CODES[found.code].fix}")
    return "\n".join(lines) + "\n"


def code_of(case: Path) -> str:
    """The code that a case is for: the longest one that its name starts with."""
    return max((code for code in CODES if case.name.startswith(code)), key=len, default="")


def description(case: Path) -> Path:
    """The root document of a case."""
    return next(path for name in ("openapi.yaml", "openapi.json") if (path := case / name).exists())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_faulty_description_is_told_in_full(case: Path, update: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    report, loader = check(Path(description(case).name))
    words = told(report, loader)
    expected = case / "diagnostics.txt"
    if update:
        expected.write_text(words, "utf-8")
    assert words == expected.read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_gives_the_code_that_it_is_named_after(case: Path) -> None:
    report, _ = check(description(case))
    severities = {found.code: found.severity for found in report.diagnostics}
    assert code_of(case) in severities
    if CODES[code_of(case)].severity is not Severity.ERROR:
        assert not report.failed, "a warning must not stop the run"


def test_every_code_has_a_case() -> None:
    covered = {code_of(case) for case in CASES}
    assert sorted(set(CODES) - covered - set(ELSEWHERE)) == []


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_codes_without_a_case_are_tested_elsewhere(code: str) -> None:
    assert code in CODES
    assert code in (Path(__file__).parent / ELSEWHERE[code]).read_text("utf-8").replace(f'"{code}": "', "")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_says_what_why_and_how_to_mend_it(code: str) -> None:
    assert CODES[code].title and CODES[code].cause and CODES[code].fix
    assert CODES[code].cause.endswith(".") and not CODES[code].title.endswith(".")


# Faults too large, too small or too odd for a file in the repository

HEAD = b"openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n"


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("not-text", b"openapi: \xff\xfe\x00\xd8\n"),
        ("too-deep", HEAD + b"x-deep: " + b"[" * 10_000 + b"]" * 10_000),
        ("too-deep", b'{"openapi": "3.1.0", "x-deep": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"),
        ("too-large", HEAD + b"x-long: " + b"a" * MAX_BYTES + b"\n"),
    ],
    ids=["not-text", "deep-yaml", "deep-json", "long"],
)
def test_odd_files_are_refused(tmp_path: Path, code: str, content: bytes) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_bytes(content)
    report, _ = check(path)
    assert [found.code for found in report.diagnostics] == [code]
    assert report.failed


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_bytes(HEAD)
    report, _ = check(tmp_path / "openapy.yaml")
    assert [found.code for found in report.diagnostics] == ["file-missing"]
    assert "openapi.yaml" in (report.diagnostics[0].fix or "")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    report, _ = check(tmp_path)
    assert [found.code for found in report.diagnostics] == ["file-unreadable"]
