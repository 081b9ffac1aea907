"""The bookshop as its user gets it: made by the command, checked by its own tools, built, started and called.

It is called by its own SDK and by the standard library's client, which knows nothing of the description.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.projects import ROOT, Project, make, run
from tests.services import Running, call

SPEC = ROOT / "examples" / "bookshop.yaml"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("generated")
    made = make(SPEC, folder / "bookshop", "--backend", "fastapi")
    assert made.code == 0, made.document
    return Project(folder / "bookshop", "bookshop", folder / "cache")


def test_every_module_imports(project: Project) -> None:
    done = project.imports()
    assert done.code == 0, str(done)


def test_types_are_strict(project: Project) -> None:
    done = project.types()
    assert done.code == 0, str(done)


def test_a_second_type_checker_agrees(project: Project) -> None:
    done = project.pyright()
    assert done.code == 0, str(done)


def test_black_and_ruff_have_nothing_to_do(project: Project) -> None:
    for command in (["black", "--check", "."], ["ruff", "check", "--no-cache", "."]):
        done = project.python("-m", *command)
        assert done.code == 0, str(done)


def test_its_own_tests_pass_and_none_is_skipped(project: Project) -> None:
    done = project.tests("-W", "error")
    assert done.code == 0, str(done)
    assert "passed" in done.output and "skipped" not in done.output and "deselected" not in done.output


@pytest.mark.parametrize(("folder", "package"), [(".", "bookshop"), ("sdk/python", "bookshop_client")])
def test_a_wheel_holds_the_package_and_its_data(project: Project, folder: str, package: str, tmp_path: Path) -> None:
    source = project.folder / folder
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."]
    done = run([*command, "--wheel-dir", str(tmp_path)], source)
    assert done.code == 0, str(done)
    (wheel,) = tmp_path.glob("*.whl")
    root = source / "src" if (source / "src").is_dir() else source
    wanted = {path.relative_to(root).as_posix() for path in (root / package).rglob("*") if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {name for name in wanted if "__pycache__" not in name}


@contextlib.contextmanager
def running(project: Project, **settings: str) -> Iterator[Running]:
    """`python -m bookshop` on a free port."""
    command = [sys.executable, "-m", "bookshop"]
    with services.running(command, project.folder, {**project.environment, **settings}) as served:
        yield served


@pytest.fixture(scope="module")
def fresh(project: Project) -> Iterator[str]:
    """The address of the service as it comes."""
    with running(project) as served:
        yield served.address


@pytest.fixture(scope="module")
def mocked(project: Project) -> Iterator[str]:
    """The address of the service that answers examples."""
    with running(project, SCAFFOLD_MOCK="1") as served:
        yield served.address


def test_it_is_alive_and_ready(fresh: str) -> None:
    assert call(f"{fresh}/healthz").status == 200
    assert call(f"{fresh}/readyz").status == 200


def test_what_is_not_written_yet_is_a_problem_of_501(fresh: str) -> None:
    reply = call(f"{fresh}/v1/books/1")
    assert reply.status == 501
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json["status"] == 501 and reply.json["title"]


def test_nobody_is_let_in_until_verify_is_written(fresh: str) -> None:
    body = b'{"isbn": "9780141439518", "title": "Emma", "authors": [{"name": "Jane Austen"}], "price": 1}'
    json_body = {"Content-Type": "application/json"}
    for headers in ({}, {"Authorization": "Bearer anything"}):
        reply = call(f"{fresh}/v1/books", "POST", {**json_body, **headers}, body)
        assert reply.status == 401 and "WWW-Authenticate" in reply.headers
        assert reply.headers["Content-Type"] == "application/problem+json"


def test_requests_that_fit_no_operation_are_told_so(fresh: str) -> None:
    assert call(f"{fresh}/v1/nowhere").status == 404
    assert call(f"{fresh}/books/1").status == 404
    wrong = call(f"{fresh}/v1/books/1", "POST", body=b"")
    assert wrong.status == 405
    assert {"DELETE", "GET", "HEAD", "PATCH"} <= set(wrong.headers["Allow"].replace(" ", "").split(","))
    invalid = call(f"{fresh}/v1/books?limit=many")
    assert invalid.status in (400, 422)
    assert invalid.json["errors"][0]["name"] == "limit" and invalid.json["errors"][0]["in"] == "query"


def test_the_description_and_its_page_are_served(fresh: str, project: Project) -> None:
    served = call(f"{fresh}/openapi.json")
    assert served.status == 200 and served.headers["Content-Type"].startswith("application/json")
    assert served.json["info"]["title"] and "/books/{book_id}" in served.json["paths"]
    page = call(f"{fresh}/docs")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/html")


def test_each_reply_carries_an_id(fresh: str) -> None:
    assert call(f"{fresh}/v1/books").headers["X-Request-Id"]
    assert call(f"{fresh}/v1/books", headers={"X-Request-Id": "mine-1"}).headers["X-Request-Id"] == "mine-1"


def test_examples_are_answered_and_marked(mocked: str) -> None:
    reply = call(f"{mocked}/v1/books/1")
    assert reply.status == 200 and reply.headers["X-Scaffold-Mock"] == "true"
    assert reply.json["title"] and isinstance(reply.json["price"], int)
    head = call(f"{mocked}/v1/books/1", "HEAD")
    assert head.status == 200 and head.body == b""
    assert call(f"{mocked}/v1/books", "POST", {"Content-Type": "application/json"}, b"{}").status == 401


def test_the_sdk_talks_to_the_running_service(mocked: str, project: Project) -> None:
    script = f"""
import asyncio
from bookshop_client import AsyncBookshop, Bookshop, errors, models
with Bookshop({mocked + "/v1"!r}) as client:
    book = client.books.get_book(book_id=1)
    assert isinstance(book, models.Book) and book.title
    assert isinstance(client.books.list_books(limit=2), models.BookPage)
    try:
        client.books.delete_book(book_id=1)
    except errors.ApiError as error:
        assert error.status == 401, error
    else:
        raise AssertionError("let in without a credential")
async def main() -> None:
    async with AsyncBookshop({mocked + "/v1"!r}) as client:
        assert (await client.books.get_book(book_id=1)).title
asyncio.run(main())
"""
    done = project.python("-c", script)
    assert done.code == 0, str(done)


def test_it_logs_json_and_ends_when_asked_to(project: Project) -> None:
    with running(project) as served:
        call(f"{served.address}/v1/books", headers={"X-Request-Id": "logged-1"})
        output = served.ended()
    assert served.process.returncode in (0, -signal.SIGTERM), output
    lines = [json.loads(line) for line in output.splitlines()]
    assert any("logged-1" in json.dumps(line) for line in lines), output
