"""The bookshop on Next.js as its user gets it: made by the command, checked by its own tools, built and called.

It is called by its own SDK and by the standard library's client, which knows nothing of the description.
"""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backends import VARIANTS, NextJs
from tests.node import NodeProject
from tests.projects import ROOT, make
from tests.services import Running, call, running

SPEC = ROOT / "examples" / "bookshop.yaml"
SECRET = "a-secret-that-no-browser-may-see"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> NodeProject:
    folder = tmp_path_factory.mktemp("nextjs") / "bookshop"
    made = make(SPEC, folder, "--backend", "nextjs", "--sdk", "typescript", "--sdk", "python")
    assert made.code == 0, made.document
    return NodeProject(folder)


@pytest.fixture(scope="module")
def built(project: NodeProject) -> NodeProject:
    done = project.run("npm", "run", "build", settings={"API_TOKEN": SECRET})
    assert done.code == 0, str(done)
    return project


def test_oxfmt_has_nothing_to_do(project: NodeProject) -> None:
    done = project.layout()
    assert done.code == 0, str(done)


def test_types_are_strict_and_lint_is_clean(project: NodeProject) -> None:
    done = project.npm("run", "check")
    assert done.code == 0, str(done)


def test_its_own_tests_pass_and_none_is_skipped(project: NodeProject) -> None:
    done = project.npm("test")
    assert done.code == 0, str(done)
    assert "passed" in done.output and "skipped" not in done.output and "todo" not in done.output


def test_the_user_s_own_tests_are_apart_from_each_other(project: NodeProject) -> None:
    folder = project.install() / "tests/own"
    folder.mkdir()
    (folder / "count.ts").write_text("let count = 0;\nexport const counted = (): number => (count += 1);\n")
    for name in ("first", "second"):
        (folder / f"{name}.test.ts").write_text(
            'import { expect, it } from "vitest";\nimport { counted } from "./count.ts";\n'
            f'it("is the {name}", () => expect(counted()).toBe(1));\n'
        )
    done = project.npm("test", "--", "--maxWorkers=1", "tests/own")
    shutil.rmtree(folder)
    assert done.code == 0 and "2 passed" in done.output, str(done)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_passes_its_own_checks(variant: str, tmp_path: Path) -> None:
    backend, answer = VARIANTS[variant]
    made = make(SPEC, tmp_path / "bookshop", "--backend", backend, "--data", answer)
    assert made.code == 0, made.document
    failed = [f"{name}: {run}" for name, run in NodeProject(tmp_path / "bookshop").checks() if run.code != 0]
    assert not failed, "\n\n".join(failed)


def test_its_tests_against_the_built_service_pass(built: NodeProject) -> None:
    done = built.npm("run", "test:e2e")
    assert done.code == 0, str(done)
    assert "passed" in done.output and "skipped" not in done.output


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> NodeProject:
    """The bookshop below a base path, its API at `/api`, as the folder of the routes; `editor` is let in."""
    folder = tmp_path_factory.mktemp("moved")
    spec = folder / "bookshop.yaml"
    spec.write_text(SPEC.read_text("utf-8").replace("https://api.bookshop.example/v1", "/api"), "utf-8")
    service = NextJs(folder / "bookshop")
    made = make(spec, service.folder, "--backend", "nextjs")
    assert made.code == 0, made.document
    settings = service.folder / "next.config.ts"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("Config = {", 'Config = {\n  basePath: "/shop",'), "utf-8")
    service.write_verify()
    service.build()
    return service.project


@pytest.fixture(scope="module")
def moved_address(moved: NodeProject) -> Iterator[str]:
    environment = {**moved.environment(), "SCAFFOLD_MOCK": "1"}
    with running(("npm", "start"), moved.install(), environment, ("/shop/readyz", 200)) as served:
        yield served.address


def test_all_of_it_lies_below_a_base_path(moved: NodeProject, moved_address: str) -> None:
    assert (moved.folder / "app/api/books/route.ts").is_file()
    for path in ("/api/books/1", "/api/books?genre=novel,poetry", "/docs", "/healthz"):
        assert call(f"{moved_address}/shop{path}").status == 200, path
    home = call(f"{moved_address}/shop").body.decode()
    assert "next_cursor" in home and 'href="/shop/docs"' in home and 'href="/shop/openapi.json"' in home
    for path in ("/api/books/1", "/shop/books/1", "/shop/api/api/books/1", "/shopping/healthz"):
        assert call(moved_address + path).status == 404, path
    done = moved.npm("run", "test:e2e")
    assert done.code == 0, str(done)


def test_the_sdk_keeps_its_promises(moved: NodeProject, moved_address: str) -> None:
    """Typed errors, retries, timeouts, signals, keys, refresh, pages, progress, streams, middleware: over HTTP."""
    script = moved.install() / "running.ts"
    shutil.copy(Path(__file__).parent / "sdk/running.ts", script)
    done = moved.run("node", "--no-warnings", script.name, f"{moved_address}/shop/api")
    script.unlink()
    assert done.code == 0, str(done)
    told = json.loads(done.output.splitlines()[-1])
    seen = told.pop("seen")
    assert told == {
        **{"book": 1, "missing": [404, True], "retried": [1, 2], "late": True, "stopped": "enough", "made": "/1"},
        **{"asked": [None, "outdated", None, "outdated", None, "outdated"], "changed": 1, "titles": 2},
        **{"cover": "/1", "sent": True, "content": "content"},
    }
    assert seen == [
        *("getBook 0 200 false", "getBook 0 404 false", "getBook 0 503 false", "getBook 1 200 false"),
        *("createBook 0 401 true", "createBook 0 201 true", "updateBook 0 401 false", "updateBook 0 200 false"),
        *(["listBooks 0 200 false"] * 2),
        *("uploadCover 0 401 false", "uploadCover 0 200 false", "downloadCover 0 200 false"),
    ]


def test_no_secret_is_in_what_browsers_get(built: NodeProject) -> None:
    sent = list((built.folder / ".next/static").rglob("*.js"))
    assert sent
    for path in sent:
        text = path.read_text("utf-8")
        assert SECRET not in text and "bookshop.example" not in text, path


@pytest.fixture(scope="module")
def fresh(built: NodeProject) -> Iterator[str]:
    """The address of the service as it comes."""
    with built.started() as served:
        yield served.address


@pytest.fixture(scope="module")
def mocked(built: NodeProject) -> Iterator[Running]:
    """The service that answers examples."""
    with built.started(SCAFFOLD_MOCK="1") as served:
        yield served


def test_it_is_alive_and_ready(fresh: str) -> None:
    assert call(f"{fresh}/healthz").json == {"status": "ok"}
    assert call(f"{fresh}/readyz").json == {"status": "ready"}


def test_what_is_not_written_yet_is_a_problem_of_501(fresh: str) -> None:
    reply = call(f"{fresh}/v1/books/1")
    assert reply.status == 501 and reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json["status"] == 501 and reply.json["title"] == "Not Implemented"


def test_nobody_is_let_in_until_verify_is_written(fresh: str) -> None:
    for headers in ({}, {"Authorization": "Bearer anything"}):
        reply = call(f"{fresh}/v1/books/1", "DELETE", headers)
        assert reply.status == 401 and reply.headers["WWW-Authenticate"]


@pytest.mark.parametrize("value", ["%E0%A4%A", "%zz"])
def test_a_path_that_can_not_be_decoded_is_refused(value: str, fresh: str) -> None:
    """Next.js 16 itself answers 500 to it, before it asks a route."""
    answer = call(f"{fresh}/v1/books/{value}")
    assert (answer.status, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_the_description_and_its_page_are_served(fresh: str) -> None:
    served = call(f"{fresh}/openapi.json")
    assert served.status == 200 and "/books/{book_id}" in served.json["paths"]
    page = call(f"{fresh}/docs")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/html")


def test_the_home_page_shows_what_the_server_fetched(mocked: Running) -> None:
    page = call(mocked.address)
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "Bookshop" in page.body.decode()


HOSTS = {
    "127.0.0.3": "http://127.0.0.3:81/v1",
    "0.0.0.0": "http://localhost:81/v1",
    "::": "http://localhost:81/v1",
    "::1": "http://[::1]:81/v1",
}


def test_the_home_page_asks_where_the_service_listens(project: NodeProject) -> None:
    script = """
const { ownAddress } = await import("./src/generated/address.ts");
const asked = process.argv.slice(1).map((HOST) => Object.assign(process.env, { HOST }) && ownAddress("/v1"));
console.log(JSON.stringify(asked));
"""
    done = project.run("node", "--input-type=module", "-e", script, *HOSTS, settings={"PORT": "81"})
    assert done.code == 0, str(done)
    assert json.loads(done.output.splitlines()[-1]) == list(HOSTS.values())


def test_the_sdk_talks_to_the_running_service(mocked: Running, built: NodeProject, tmp_path: Path) -> None:
    script = built.install() / "talk.ts"
    script.write_text(
        f"""
import {{ createClient, deleteBook, getBook, listBooks }} from "./sdk/typescript/src/index.ts";

const client = createClient({{ baseUrl: "{mocked.address}/v1" }});
const book = await getBook(client, {{ path: {{ book_id: 1 }} }});
const page = await listBooks(client, {{ query: {{ limit: 2 }} }});
const refused = await deleteBook(client, {{ path: {{ book_id: 1 }} }}).catch((error) => error);
console.log(JSON.stringify([book.title, page.items.length, refused.status]));
""",
        "utf-8",
    )
    done = built.run("node", "--no-warnings", script.name)
    script.unlink()
    assert done.code == 0, str(done)
    title, count, status = json.loads(done.output.splitlines()[-1])
    assert title and count == 1 and status == 401


def test_it_logs_json_and_ends_when_asked_to(built: NodeProject) -> None:
    with built.started(["node", "scripts/next.mjs", "start"]) as served:
        call(f"{served.address}/v1/books", headers={"X-Request-Id": "logged-1"})
        output = served.ended()
    assert served.process.returncode in (0, -signal.SIGTERM, 128 + signal.SIGTERM), output
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert any("logged-1" in json.dumps(line) for line in lines), output


def test_it_goes_on_when_nobody_reads_what_it_prints(built: NodeProject) -> None:
    with built.started(["node", "scripts/next.mjs", "start"]) as served:
        assert served.process.stdout is not None
        served.process.stdout.close()
        assert {call(f"{served.address}/v1/books").status for _ in range(20)} == {501}
