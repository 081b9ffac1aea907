"""Paths of a project stay in it, exist on every system and are there once."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import scaffold
from scaffold import backend, ir
from scaffold.config import Config
from scaffold.diag import Report
from scaffold.plan import PathRefused, checked, refuse_twins, servable
from scaffold.source import Loader


@pytest.mark.parametrize("path", ["a.py", "a/b/c.py", ".github/workflows/ci.yml", "größe/x.py", "console/x.py"])
def test_plain_paths_pass(path: str) -> None:
    assert checked(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../a",
        "a/../b",
        "a//b",
        "./a",
        "",
        "a/",
        "a\\b",
        "C:a",
        "a\0b",
        "con",
        "x/aux.py",
        "a./b",
        "a /b",
    ],
)
def test_paths_that_would_leave_or_can_not_exist_are_refused(path: str) -> None:
    with pytest.raises(PathRefused):
        checked(path)


@pytest.mark.parametrize("paths", [("a", "a"), ("handlers/Pets.py", "handlers/pets.py"), ("a", "a/b")])
def test_the_same_file_twice_is_refused(paths: tuple[str, str]) -> None:
    with pytest.raises(PathRefused):
        refuse_twins(paths)


def test_other_files_beside_each_other_pass() -> None:
    refuse_twins(["a", "b", "c/b"])


def test_an_operation_that_a_backend_can_not_serve_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    responses = "{responses: {'204': {description: Done.}}}"
    path.write_text(
        f"{{openapi: 3.1.0, info: {{title: T, version: '1'}}, paths: {{/a: {{get: {responses}, trace: {responses}}}}}}}"
    )
    report = Report()
    api = scaffold.read(Loader(str(path), report), report)
    assert api
    able = replace(backend.load("fastapi"), title="Some", methods=("GET",))
    kept = servable(api, able, report)
    assert [operation.key for service in kept.services for operation in service.operations] == ["GET /a"]
    (found,) = [each for each in report.diagnostics if each.code == "feature-unsupported"]
    assert "TRACE" in found.message and found.source and found.source.pointer == "/paths/~1a/trace"
    assert found.fix and "fastapi" in found.fix
    assert servable(api, backend.load("fastapi"), report) is api


def test_a_method_that_a_backend_can_not_route_comes_as_another(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    responses = "{responses: {'204': {description: Done.}}}"
    methods = ", ".join(f"{name}: {responses}" for name in ("get", "trace", "query"))
    path.write_text(f"{{openapi: 3.2.0, info: {{title: T, version: '1'}}, paths: {{/a: {{{methods}}}}}}}")
    report = Report()
    api = scaffold.read(Loader(str(path), report), report)
    assert api
    kept = servable(api, backend.load("nextjs"), report)
    bindings = {each.key: each.binding for service in kept.services for each in service.operations}
    assert list(bindings) == ["GET /a", "QUERY /a"]
    overridden = {key: isinstance(one, ir.Http) and one.overridden for key, one in bindings.items()}
    assert overridden == {"GET /a": False, "QUERY /a": True}
    (found,) = [each for each in report.diagnostics if each.code == "method-overridden"]
    assert "QUERY" in found.message and found.source and found.source.pointer == "/paths/~1a/query"
    assert found.fix and "fastapi" in found.fix


def test_what_takes_the_place_of_a_projects_own_paths_is_told() -> None:
    report = Report()
    api = scaffold.read(Loader(str(Path(__file__).parent / "served/root.yaml"), report), report)
    assert api
    servable(api, backend.load("nextjs"), report)
    told = [(each.message, each.source) for each in report.diagnostics if each.code == "path-taken"]
    assert [message.partition(" takes")[0] for message, _ in told] == ["GET /", "GET /docs", "POST /healthz"]
    assert [source.pointer for _, source in told if source] == [
        "/paths/~1/get",
        "/paths/~1docs/get",
        "/paths/~1healthz/post",
    ]


def test_a_body_that_a_backend_never_sees_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    operation = "{requestBody: {required: true, content: {text/plain: {}}}, responses: {'204': {description: Done.}}}"
    path.write_text(
        f"{{openapi: 3.1.0, info: {{title: T, version: '1'}}, paths: {{/a: {{get: {operation}, put: {operation}}}}}}}"
    )
    report = Report()
    api = scaffold.read(Loader(str(path), report), report)
    assert api
    kept = servable(api, replace(backend.load("fastapi"), title="Some", bodiless=("GET", "HEAD")), report)
    bodies = {each.key: each.body is not None for service in kept.services for each in service.operations}
    assert bodies == {"GET /a": False, "PUT /a": True}
    (found,) = [each for each in report.diagnostics if each.code == "feature-unsupported"]
    assert "GET" in found.message and found.source and found.source.pointer == "/paths/~1a/get/requestBody"


def test_a_header_that_a_platform_drops_is_told(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    params = "[{name: __Proto__, in: header}, {name: __proto__, in: query}, {name: constructor, in: header}]"
    path.write_text(
        "{openapi: 3.0.0, info: {title: T, version: '1'}, paths: {/a: {get: {parameters: "
        f"{params}, responses: {{'204': {{description: Done.}}}}}}}}}}}}"
    )
    told: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    made: list[tuple[str, tuple[str, ...]]] = [("nextjs", ()), ("fastapi", ("typescript",)), ("fastapi", ("python",))]
    for name, sdks in made:
        report = Report()
        own = {"next": "16", "router": "app"} if name == "nextjs" else {}
        config = Config(spec=str(path), dest=tmp_path, name="a", package="a", backend=name, sdks=sdks, own=own)
        scaffold.generate(config, report)
        lost = [each for each in report.diagnostics if "gets lost" in each.message]
        told[name, sdks] = [each.source.pointer for each in lost if each.source]
    place = "/paths/~1a/get/parameters/0"
    assert list(told.values()) == [[place], [place], []]


def test_a_file_is_there_for_the_answers_that_ask_for_it() -> None:
    made = replace(backend.load("fastapi"), when={"pages/*": {"router": "pages"}, "*/own.ts": {"sdks": "typescript"}})
    pages: dict[str, backend.Answer] = {"router": "pages", "sdks": ("python", "typescript")}
    app: dict[str, backend.Answer] = {"router": "app", "sdks": ("python",)}
    paths = ("pages/a.ts", "src/own.ts", "src/a.ts")
    assert [made.asks_for(path, pages) for path in paths] == [True, True, True]
    assert [made.asks_for(path, app) for path in paths] == [False, False, True]
