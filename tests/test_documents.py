"""A description in many files: references of every kind, resources by `$id` and `$self`, circles, servers.

`documents/` is one description; what it says is read, and a project is made of it that passes its own tests.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold import ir
from scaffold.diag import Report, Severity
from scaffold.source import Loader
from tests.projects import Project, make

FOLDER = Path(__file__).parent / "documents"


@pytest.fixture(scope="module")
def api() -> ir.Api:
    report = Report()
    found = scaffold.read(Loader(FOLDER / "api.yaml", report), report)
    assert found is not None
    assert [one for one in report.diagnostics if one.severity is not Severity.NOTE] == []
    return found


@pytest.fixture(scope="module")
def operations(api: ir.Api) -> dict[str, ir.Operation]:
    return {operation.key: operation for service in api.services for operation in service.operations}


@pytest.fixture(scope="module")
def types(api: ir.Api) -> dict[str, ir.Declaration]:
    return {declared.key: declared for declared in api.types}


def returned(operation: ir.Operation) -> ir.TypeRef:
    return operation.results[0].media[0].type


def fields(declared: ir.Declaration) -> dict[str, ir.TypeRef]:
    assert isinstance(declared, ir.Record)
    return {field.name.wire.raw: field.type for field in declared.fields}


def test_one_schema_is_one_type_whoever_refers_to_it(
    operations: dict[str, ir.Operation], types: dict[str, ir.Declaration]
) -> None:
    book = ir.Ref(key="schemas/book.yaml#/Book")
    listed = returned(operations["GET /books"])
    assert isinstance(listed, ir.ListOf) and listed.item == book
    assert isinstance(author := fields(types[book.key])["author"], ir.Ref)
    assert fields(types[author.key])["books"] == ir.ListOf(item=book)
    assert [key for key in types if key.startswith("schemas/book.yaml#/Book")] == [book.key]


def test_a_reference_into_the_paths_of_another_document(operations: dict[str, ir.Operation]) -> None:
    again = returned(operations["GET /again"])
    assert again == returned(operations["GET /books"]) or isinstance(again, ir.Ref)


def test_names_alike_in_several_files_are_kept_apart(types: dict[str, ir.Declaration]) -> None:
    names = {key: declared.name.words for key, declared in types.items() if "author" in declared.name.words}
    assert sorted(names.values()) == [("author",), ("schemas", "common", "author")]


def test_resources_are_found_by_the_uri_that_they_give_themselves(operations: dict[str, ir.Operation]) -> None:
    """The file with this `$id` is only referred to by its path, and after this reference."""
    body = operations["POST /other"].body
    assert body is not None
    assert isinstance(body.media[0].type, ir.Ref) and body.media[0].type.key.startswith("schemas/stricttree.yaml#")
    assert returned(operations["POST /other"]) == ir.Ref(key="#/components/schemas/Local")


def test_anchors_definitions_and_words_beside_references(types: dict[str, ir.Declaration]) -> None:
    local = types["#/components/schemas/Local"]
    assert isinstance(local, ir.Record)
    found = {field.name.wire.raw: field for field in local.fields}
    assert found["a"].type == ir.Ref(key="#/components/schemas/Local/$defs/anch")
    assert found["b"].type == ir.Ref(key="#/components/schemas/Local/$defs/deep")
    beside = found["sib"]
    assert beside.doc == ir.Doc(description=ir.Text("Own words"))
    assert isinstance(beside.type, ir.Scalar)
    assert (beside.type.limits.min_length, beside.type.limits.max_length) == (2, 3)


def test_words_beside_a_reference_to_a_response_win(operations: dict[str, ir.Operation]) -> None:
    assert operations["GET /pathitem"].results[0].doc == ir.Doc(description=ir.Text("Overridden"))


def test_servers_of_operations_paths_and_description(api: ir.Api, operations: dict[str, ir.Operation]) -> None:
    """A relative one is resolved against `$self`."""
    assert [(server.url.raw, server.path.raw) for server in api.servers] == [
        ("https://shop.example.com/api/v1", "/api/v1")
    ]
    own = {key: one.binding.servers for key, one in operations.items() if isinstance(one.binding, ir.Http)}
    assert [server.path.raw for server in own["GET /other"]] == ["/op-level"]
    assert [variable.values for variable in own["GET /other"][0].variables] == [(ir.Text("dev"), ir.Text("prod"))]
    assert [server.url.raw for server in own["POST /other"]] == ["https://shop.example.com/path-level"]
    assert own["GET /books"] == ()


def test_security_may_be_none_or_optional(operations: dict[str, ir.Operation]) -> None:
    asked = {key: [len(needs) for needs in operation.security] for key, operation in operations.items()}
    assert asked["GET /books"] == [1] and asked["GET /again"] == [] and asked["GET /other"] == [0, 1]


def test_a_project_of_many_files_works(tmp_path: Path) -> None:
    made = make(FOLDER / "api.yaml", tmp_path / "docs", "--backend", "fastapi", "--data", "package=docs")
    assert made.code == 0, made.document
    project = Project(tmp_path / "docs", "docs", tmp_path / "cache")
    for done in (project.imports(), project.tests()):
        assert done.code == 0, str(done)
    served = json.loads((tmp_path / "docs/docs/generated/openapi.json").read_text("utf-8"))
    assert all(text.startswith("#") for text in references(served)), "the served document holds all it refers to"


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [text for inner in value.values() for text in references(inner)]
    return [text for inner in value for text in references(inner)] if isinstance(value, list) else []


def test_a_client_puts_values_into_the_servers_address(tmp_path: Path) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [
            {
                "url": "https://{region}.example.com/{base-path}",
                "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}, "base-path": {"default": "v1"}},
            }
        ],
        "paths": {"/x": {"get": {"responses": {"204": {"description": "Done."}}}}},
    }
    (tmp_path / "api.json").write_text(json.dumps(document), "utf-8")
    made = make(tmp_path / "api.json", tmp_path / "shop", "--sdk", "python", "--sdk", "typescript")
    assert made.code == 0, made.document
    source = (tmp_path / "shop/sdk/python/src/shop_client/client.py").read_text("utf-8")
    head, _, rest = source.partition("def server_url")
    function = "from typing import Literal\n\n\ndef server_url" + rest.partition("\n\n\n")[0] + "\n"
    assert 'region: Literal["eu", "us"] = "eu"' in function and "from typing import Literal" in head
    (tmp_path / "function.py").write_text(function, "utf-8")
    server_url = runpy.run_path(str(tmp_path / "function.py"))["server_url"]
    assert server_url() == "https://eu.example.com/v1"
    assert server_url(region="us", base_path="v2") == "https://us.example.com/v2"
    client = (tmp_path / "shop/sdk/typescript/src/client.ts").read_text("utf-8")
    assert "export function serverUrl(variables: ServerVariables = {}): string" in client
