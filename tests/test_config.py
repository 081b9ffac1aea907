"""The questions and their answers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jinja2 import Template

from scaffold import backend, config
from scaffold.diag import Report


def settled(dest: str, report: Report, **given: backend.Answer) -> config.Config | None:
    return config.settle(Path(dest), {"spec": "shop.yaml", **given}, report)


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("bookshop", "bookshop"),
        ("Book-Shop", "book_shop"),
        ("my.shop v2", "my_shop_v2"),
        ("3d-shop", "app_3d_shop"),
        ("import", "import_app"),
        ("None", "none_app"),
        ("match", "match_app"),
        ("json", "json_app"),
        ("tests", "tests_app"),
        ("__shop__", "shop"),
        ("x" * 60, "x" * 44),
        ("Żółw shop", "w_shop"),
        ("книги", ""),
        ("...", ""),
    ],
)
def test_a_package_s_name_is_made_from_the_folder_s(folder: str, package: str) -> None:
    assert config.package_name(folder) == package
    assert not package or config.package_refusal(package) is None


@pytest.mark.parametrize(
    "name", ["class", "true", "match", "email", "a-b", "a.b", "9a", "", "tests", "SDK", "é", "x" * 45, "a\nb"]
)
def test_a_package_s_name_is_refused(name: str) -> None:
    assert config.package_refusal(name)


def test_the_answers_and_the_defaults() -> None:
    report = Report()
    made = settled("some/Book-Shop", report)
    assert made == config.Config(
        spec="shop.yaml",
        dest=Path("some/Book-Shop"),
        name="book-shop",
        package="book_shop",
        backend="fastapi",
        sdks=("python",),
    )
    assert made.answers == {"backend": "fastapi", "package": "book_shop", "sdks": ("python",)}
    assert not report.diagnostics


def test_what_is_given_stands_before_the_defaults() -> None:
    made = settled("shop", Report(), package="store", sdks=())
    assert made and (made.name, made.package, made.sdks) == ("shop", "store", ())


def test_an_empty_answer_is_none_but_for_a_list() -> None:
    made = settled("shop", Report(), package="", backend="", sdks=())
    assert made and (made.package, made.backend, made.sdks) == ("shop", "fastapi", ())


def test_a_folder_that_gives_no_name_needs_one() -> None:
    report = Report()
    assert settled("книги", report) is None
    assert report.diagnostics[0].code == "answer-invalid" and "--data package=NAME" in str(report.diagnostics[0].fix)
    made = settled("книги", Report(), package="kniga_shop")
    assert made and (made.name, made.package) == ("kniga-shop", "kniga_shop")


@pytest.mark.parametrize(
    ("given", "word"),
    [({"backend": "cobol"}, "fastapi"), ({"sdks": ("python", "cobol")}, "python"), ({"package": "class"}, "keyword")],
)
def test_a_bad_answer_says_what_is_good(given: dict[str, config.Answer], word: str) -> None:
    report = Report()
    assert settled("shop", report, **given) is None
    assert report.failed and word in report.diagnostics[0].message


def test_a_project_is_not_called_like_what_it_uses() -> None:
    made = settled("FastAPI", Report())
    assert made and (made.name, made.package) == ("fastapi-app", "fastapi_app")
    report = Report()
    assert settled("shop", report, package="pydantic") is None
    assert "a package that the project uses" in report.diagnostics[0].message


def test_a_distribution_is_called_like_the_folder_where_it_can() -> None:
    assert [settled(folder, Report()).name for folder in ("Book_Shop", "json", "3d")] == [  # type: ignore[union-attr]
        "book-shop",
        "json-app",
        "app-3d",
    ]
    made = settled("json", Report(), package="store")
    assert made and made.name == "store"


def test_data_is_parsed_by_the_questions() -> None:
    report = Report()
    assert config.parse_data(["package=a=b", "sdks=python, rust,python", "backend= x "], report) == {
        "package": "a=b",
        "sdks": ("python", "rust"),
        "backend": "x",
    }
    assert config.parse_data(["sdks=[]"], report) == {"sdks": ()}
    assert not report.diagnostics


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        (["colour=red"], "answer-unknown"),
        (["package"], "answer-invalid"),
        (["_commit=v1"], "answer-unknown"),
        (["package=a", "package=b"], "answer-invalid"),
    ],
)
def test_data_that_answers_nothing_is_refused(pairs: list[str], code: str) -> None:
    report = Report()
    config.parse_data(pairs, report)
    assert [found.code for found in report.diagnostics] == [code]


def test_an_unknown_question_lists_those_there_are() -> None:
    report = Report()
    config.parse_data(["colour=red"], report)
    assert report.diagnostics[0].fix == "the questions are: spec, backend, package, sdks"


def test_copier_s_choices_are_the_backends_there_are(root: Path) -> None:
    """copier.yml can't look into templates/; this holds the two together."""
    data = yaml.safe_load((root / "copier.yml").read_text("utf-8"))
    assert data["backend"]["choices"] == list(backend.names())
    assert data["sdks"]["choices"] == list(backend.names("sdk"))
    for name in backend.names():
        default = Template(data["sdks"]["default"]).render(backend=name)
        assert yaml.safe_load(default) == list(backend.load(name).sdks)


def test_our_reading_of_the_questions_is_copier_s(root: Path) -> None:
    data = yaml.safe_load((root / "copier.yml").read_text("utf-8"))
    own = {question.name: question for name in backend.names() for question in backend.load(name).questions}
    for name, question in {**config.questions(), **own}.items():
        assert question == backend.Question.of(name, data[name])
    assert [*config.questions(), *own] == [name for name in data if not name.startswith("_")]


def test_copier_asks_a_backend_s_questions_where_it_is_chosen(root: Path) -> None:
    data = yaml.safe_load((root / "copier.yml").read_text("utf-8"))
    for name in backend.names():
        for question in backend.load(name).questions:
            assert data[question.name]["when"] == "{{ backend == '" + name + "' }}"


@pytest.fixture
def asking(tmp_path: Path) -> str:
    """A backend with a question of its own."""
    folder = tmp_path / "asking"
    folder.mkdir()
    (folder / "backend.yml").write_text(
        "{name: asking, title: Asking, summary: x, language: python, styles: [rest], package: '{package}', root: x,\n"
        "questions: {edition: {help: The edition, default: 2, choices: [1, 2]}}}\n"
    )
    return str(folder)


def test_a_backend_asks_questions_of_its_own(asking: str) -> None:
    report = Report()
    given = config.parse_data([f"backend={asking}", "edition=1"], report)
    made = config.settle(Path("shop"), {"spec": "shop.yaml", **given}, report)
    assert made and made.answers["edition"] == "1"
    unasked = settled("shop", report, backend=asking)
    assert unasked and unasked.answers["edition"] == "2"
    assert not report.diagnostics


@pytest.mark.parametrize(("answer", "code"), [("edition=3", "answer-invalid"), ("colour=red", "answer-unknown")])
def test_a_wrong_answer_to_a_backend_s_question_is_refused(asking: str, answer: str, code: str) -> None:
    report = Report()
    given = config.parse_data([f"backend={asking}", answer], report)
    assert report.failed or config.settle(Path("shop"), {"spec": "shop.yaml", **given}, report) is None
    (found,) = report.diagnostics
    assert found.code == code
    assert found.fix and ("1, 2" in found.fix or "edition" in found.fix)


def test_another_backend_s_question_is_none(asking: str) -> None:
    report = Report()
    config.parse_data(["edition=1"], report)
    assert [found.code for found in report.diagnostics] == ["answer-unknown"]
