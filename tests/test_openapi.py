"""scaffold.specs.openapi: what a description is read as but its parameters and bodies, see test_openapi_content.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaffold import ir, specs
from scaffold.diag import Report, Severity
from scaffold.source import Loader
from tests.describing import DONE, Read, load, media, one, operations, parameter, slots, words

# The whole


def test_title_version_and_words(read: Read) -> None:
    info = {"title": "Shop", "version": "2", "summary": "Short.", "description": "Long."}
    api = read(info=info, externalDocs={"url": "https://docs.example.com"})
    assert (api.title.raw, api.version.raw) == ("Shop", "2")
    assert api.doc == ir.Doc(
        summary=ir.Text("Short."), description=ir.Text("Long."), external=ir.Text("https://docs.example.com")
    )


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", "3.2.1", "3.1.0-rc1"])
def test_versions_that_are_read(read: Read, version: str) -> None:
    assert words(read(version=version)) == ["get x"]


@pytest.mark.parametrize("version", ["3", "3.3.0", "4.0.0", "2.0", 3.1, None, ["3.1.0"]])
def test_versions_that_are_not_read(tmp_path: Path, version: Any) -> None:
    api, report = load(tmp_path, {"openapi.json": {"openapi": version, "paths": {}}})
    expected = [] if version == 3.1 else ["version-unsupported"]
    assert [found.code for found in report.diagnostics if found.severity is Severity.ERROR] == expected
    assert (api is None) is bool(expected)


def test_the_document_is_served_as_it_was_written(read: Read) -> None:
    paths = {"/x": {"get": {**DONE, "x-note": {"kept": [1, None]}}}}
    assert read(paths).document["paths"] == paths  # type: ignore[index,call-overload]


# Services and names


def test_services_are_first_tags_in_the_order_of_the_document(read: Read) -> None:
    paths = {
        "/a": {"get": {"tags": ["late", "other"], **DONE}},
        "/b": {"get": {"tags": ["early"], **DONE}, "put": {"tags": ["unlisted"], **DONE}},
    }
    api = read(
        paths,
        told=["tag-undeclared", "tag-undeclared"],
        tags=[{"name": "unused"}, {"name": "early", "description": "First."}, {"name": "late"}],
    )
    assert [service.name.wire.raw for service in api.services] == ["early", "late", "unlisted"]
    assert api.services[0].doc == ir.Doc(description=ir.Text("First."))


def test_tags_that_differ_in_case_only_are_one_service(read: Read) -> None:
    api = read({"/a": {"get": {"tags": ["Pet Store"], **DONE}, "put": {"tags": ["pet-store"], **DONE}}})
    assert [len(service.operations) for service in api.services] == [2]


def test_parents_of_tags(read: Read) -> None:
    tags = [{"name": "books", "parent": "shop"}, {"name": "shop"}]
    api = read({"/a": {"get": {"tags": ["books"], **DONE}}}, version="3.2.0", tags=tags)
    assert api.services[0].parent == ir.Name(("shop",), ir.Text("shop"))


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/books/{id}", "books"),
        ("/api/v1/books", "books"),
        ("/v2.1/books", "books"),
        ("/2010-04-01/books.json", "books.json"),
        ("/v1", "v1"),
        ("/api/{tenant}/books", "api"),
        ("/{tenant}/books", "default"),
        ("/", "default"),
    ],
)
def test_untagged_operations_go_by_their_path(read: Read, path: str, service: str) -> None:
    params = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("id", "tenant")
        if "{" + name + "}" in path
    ]
    api = read({path: {"get": {"parameters": params, **DONE}}})
    assert [found.name.wire.raw for found in api.services] == [service]


def test_names_are_made_of_method_and_path(read: Read) -> None:
    paths = {
        "/books": {"get": DONE, "post": DONE},
        "/books/{book_id}": {"get": DONE, **slots("book_id")},
        "/books/{book_id}/pages/{page}": {"get": DONE, **slots("book_id", "page")},
        "/": {"get": DONE},
        "/reports/{year}-{month}.csv": {"get": DONE, **slots("year", "month")},
    }
    assert words(read(paths)) == [
        "get books",
        "post books",
        "get books by book id",
        "get books pages by page",
        "get root",
        "get reports by year and month csv",
    ]


def test_names_of_paths_that_would_be_the_same_hold_all_their_slots(read: Read) -> None:
    paths = {"/a/{x}/b": {"get": DONE, **slots("x")}, "/a/b": {"get": DONE}}
    assert words(read(paths)) == ["get a by x b", "get a b"]


def test_an_operation_id_gives_the_name_and_stays_on_the_wire(read: Read) -> None:
    name = one(read({"/x": {"get": {"operationId": "listHTTPBooks", **DONE}}})).name
    assert name == ir.Name(("list", "http", "books"), ir.Text("listHTTPBooks"))


# Paths


def path_of(api: ir.Api) -> ir.Path:
    binding = one(api).binding
    assert isinstance(binding, ir.Http)
    return binding.path


def test_segments_hold_literals_and_slots(read: Read) -> None:
    paths = {"/a%20b/{x}-{y}.json/{z}:go/": {"get": DONE, **slots("x", "y", "z")}}
    x, y, z = (ir.Slot(ir.Text(name)) for name in "xyz")
    literals = {text: ir.Literal(ir.Text(text)) for text in ("a b", "-", ".json", ":go")}
    assert path_of(read(paths)).segments == (
        (literals["a b"],),
        (x, literals["-"], y, literals[".json"]),
        (z, literals[":go"]),
        (),
    )


def test_methods_of_3_2(read: Read) -> None:
    paths = {"/x": {"query": DONE, "additionalOperations": {"COPY": DONE, "Purge": DONE}}}
    assert list(operations(read(paths, version="3.2.0"))) == ["QUERY /x", "COPY /x", "Purge /x"]


def test_a_path_item_may_be_a_reference_with_fields_beside_it(read: Read) -> None:
    item = {"get": DONE, "parameters": [{"name": "a", "in": "query", "schema": {"type": "string"}}]}
    paths = {"/x": {"$ref": "#/components/pathItems/X", "put": DONE}}
    found = operations(read(paths, components={"pathItems": {"X": item}}))
    assert list(found) == ["PUT /x", "GET /x"]
    assert [[param.name.wire.raw for param in operation.params] for operation in found.values()] == [["a"], ["a"]]


def test_operations_keep_their_extensions_and_words(read: Read) -> None:
    operation = one(read({"/x": {"get": {"summary": "S", "deprecated": True, "x-owner": ["me"], **DONE}}}))
    assert operation.extensions == ((ir.Text("x-owner"), ir.Value(["me"])),)
    assert operation.deprecated and operation.doc == ir.Doc(summary=ir.Text("S"))


def test_servers_of_paths_and_operations(read: Read) -> None:
    item = {"servers": [{"url": "/item"}], "get": DONE, "put": {"servers": [{"url": "/own"}], **DONE}}
    found = operations(read({"/x": item}, servers=[{"url": "https://example.com/all/"}]))
    bindings = [operation.binding for operation in found.values()]
    assert [b.servers[0].path.raw for b in bindings if isinstance(b, ir.Http)] == ["/item", "/own"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.com", ""),
        ("https://example.com/v1/", "/v1"),
        ("/api/v1", "/api/v1"),
        ("v1", "/v1"),
        (".", ""),
        ("./v1", "/v1"),
        ("../v1", "/v1"),
        ("//example.com/v1", "/v1"),
        ("http://localhost:8080/a//b", "/a/b"),
    ],
)
def test_the_path_of_a_server(read: Read, url: str, path: str) -> None:
    assert read(servers=[{"url": url}]).servers[0].path.raw == path


def test_server_variables_are_put_in(read: Read) -> None:
    variables = {"region": {"default": "eu", "enum": ["eu", "us"]}, "base": {"default": "v1/x"}}
    server = read(servers=[{"url": "https://{region}.example.com:8443/{base}", "variables": variables}]).servers[0]
    assert server.path.raw == "/v1/x"
    assert [(v.name.raw, v.default.raw, len(v.values)) for v in server.variables] == [
        ("region", "eu", 2),
        ("base", "v1/x", 0),
    ]


# Security

SCHEMES = {
    "key": {"type": "apiKey", "in": "cookie", "name": "SID"},
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "digest": {"type": "http", "scheme": "digest"},
    "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example.com"},
    "mtls": {"type": "mutualTLS"},
    "oauth": {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "https://a",
                "tokenUrl": "https://t",
                "scopes": {"r": "", "w": ""},
            },
            "deviceAuthorization": {"deviceAuthorizationUrl": "https://d", "tokenUrl": "https://t", "scopes": {}},
        },
    },
    "alias": {"$ref": "#/components/securitySchemes/bearer"},
}


def test_security_schemes(read: Read) -> None:
    found = {s.name.wire.raw: s for s in read(version="3.2.0", components={"securitySchemes": SCHEMES}).security}
    assert [(name, scheme.kind.value) for name, scheme in found.items()] == [
        ("key", "apiKey"),
        ("basic", "basic"),
        ("bearer", "bearer"),
        ("digest", "http"),
        ("oidc", "openIdConnect"),
        ("mtls", "mutualTLS"),
        ("oauth", "oauth2"),
        ("alias", "bearer"),
    ]
    assert (found["key"].where, found["key"].parameter) == (ir.Where.COOKIE, ir.Text("SID"))
    code, device = found["oauth"].flows
    assert [scope.raw for scope, _ in code.scopes] == ["r", "w"] and code.token_url == ir.Text("https://t")
    assert (device.kind, device.device_url) == ("deviceAuthorization", ir.Text("https://d"))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, [["key"]]),
        ([], []),
        ([{}], []),
        ([{}, {"basic": []}], [[], ["basic"]]),
        ([{"basic": [], "oauth": ["r"]}, {"key": []}], [["basic", "oauth"], ["key"]]),
    ],
)
def test_security_of_an_operation(read: Read, own: Any, expected: list[list[str]]) -> None:
    given = {**DONE, **({} if own is None else {"security": own})}
    api = read({"/x": {"get": given}}, security=[{"key": []}], components={"securitySchemes": SCHEMES})
    assert [[need.scheme.wire.raw for need in each] for each in one(api).security] == expected


def test_a_security_scheme_that_nothing_defines_is_a_bearer_token(read: Read) -> None:
    api = read({"/x": {"get": {**DONE, "security": [{"session": []}]}}}, told=["security-unknown"])
    (assumed,) = api.security
    assert (assumed.name.wire.raw, assumed.kind) == ("session", ir.SchemeKind.BEARER)
    assert [[need.scheme.wire.raw for need in each] for each in one(api).security] == [["session"]]


def test_a_security_scheme_by_its_place(read: Read) -> None:
    given = {**DONE, "security": [{"#/components/securitySchemes/key": []}]}
    api = read({"/x": {"get": given}}, version="3.2.0", components={"securitySchemes": SCHEMES})
    assert one(api).security[0][0].scheme.wire.raw == "key"


# What is sent


def test_webhooks_and_callbacks_are_sent(read: Read) -> None:
    event = {"requestBody": media("application/json", {"type": "object"}), **DONE}
    paths = {"/x": {"post": {"callbacks": {"onDone": {"{$request.body#/url}": {"post": event}}}, **DONE}}}
    api = read(paths, webhooks={"newBook": {"post": event}})
    sent = {key: op for key, op in operations(api).items() if op.direction is ir.Direction.EMIT}
    assert list(sent) == ["POST webhook newBook", "POST callback POST /x onDone {$request.body#/url}"]
    hook, callback = sent.values()
    assert hook.binding == ir.Webhook(method="POST", declared=hook.binding.declared) and hook.parent is None
    assert callback.binding == ir.Webhook(
        method="POST", expression=ir.Text("{$request.body#/url}"), declared=callback.binding.declared
    )
    assert [one.binding.declared.pointer for one in (hook, callback)] == ["/webhooks", "/paths/~1x/post/callbacks"]
    assert callback.parent == "POST /x"
    assert [service.name.wire.raw for service in api.services] == ["x", "webhooks", "callbacks"]


def test_a_callback_that_leads_back_to_itself_is_read_once(read: Read) -> None:
    loop = {"{$request.query.u}": {"post": {"callbacks": {"again": {"$ref": "#/components/callbacks/Loop"}}, **DONE}}}
    paths = {"/x": {"post": {"callbacks": {"loop": {"$ref": "#/components/callbacks/Loop"}}, **DONE}}}
    api = read(paths, components={"callbacks": {"Loop": loop}})
    assert len(operations(api)) == 2


# Many files

MANY: dict[str, Any] = {
    "openapi.json": {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/books": {"$ref": "paths/books.json"}},
        "components": {"schemas": {"Id": {"type": "integer"}}},
    },
    "paths/books.json": {
        "get": {
            "operationId": "listBooks",
            "parameters": [{"$ref": "../shared.json#/parameters/Limit"}],
            "responses": {
                "200": {
                    "description": "Books.",
                    "content": {"application/json": {"schema": {"$ref": "../shared.json#/schemas/Book"}}},
                }
            },
        }
    },
    "shared.json": {
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
        "schemas": {
            "Book": {
                "type": "object",
                "properties": {
                    "id": {"$ref": "openapi.json#/components/schemas/Id"},
                    "next": {"$ref": "#/schemas/Book"},
                },
                "example": {"$ref": "not a reference"},
                "x-code": {"$ref": "./snippets/book.ts"},
            }
        },
    },
}


def test_references_into_other_files(tmp_path: Path) -> None:
    api, report = load(tmp_path, MANY)
    assert api is not None and not report.failed, report.diagnostics
    operation = one(api)
    assert operation.source.document == "paths/books.json"
    assert operation.results[0].media[0].type == ir.Ref(key="shared.json#/schemas/Book")
    assert [param.source.document for param in operation.params] == ["shared.json"]
    assert sorted(found.key for found in api.types) == ["#/components/schemas/Id", "shared.json#/schemas/Book"]


def test_the_document_of_many_files_holds_all_of_them(tmp_path: Path) -> None:
    api, _ = load(tmp_path, MANY)
    assert api is not None and isinstance(api.document, dict)
    served = tmp_path / "served.json"
    served.write_text(json.dumps(api.document, allow_nan=False), "utf-8")
    report = Report()
    again = specs.read(Loader(served, report), report)
    assert again is not None and not report.failed, report.diagnostics
    assert one(again).name == one(api).name and len(again.types) == len(api.types)
    book = api.document["x-refs"]["shared.json"]["schemas"]["Book"]
    assert book["example"] == {"$ref": "not a reference"}, "examples are data, not references"
    assert book["x-code"] == {"$ref": "./snippets/book.ts"}, "and so is what is in extensions"
    assert book["properties"]["id"] == {"$ref": "#/components/schemas/Id"}
    assert MANY["openapi.json"]["paths"] == {"/books": {"$ref": "paths/books.json"}}, "what was read is not changed"


def test_a_document_that_knows_its_own_address(read: Read) -> None:
    here = "https://example.com/apis/openapi.json"
    paths = {"/x": {"get": {"parameters": [{"$ref": f"{here}#/components/parameters/P"}], **DONE}}}
    api = read(paths, version="3.2.0", components={"parameters": {"P": parameter("query")}}, **{"$self": here})
    assert one(api).params[0].source.pointer == "/components/parameters/P"
