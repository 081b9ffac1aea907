"""scaffold.specs.openapi: what each part of an OpenAPI 3.x description is read as."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from scaffold import ir, specs
from scaffold.diag import Report, Severity
from scaffold.source import Loader

Read = Callable[..., ir.Api]
DONE = {"responses": {"204": {"description": "Done."}}}


def load(folder: Path, documents: dict[str, Any]) -> tuple[ir.Api | None, Report]:
    """Read the first of these documents; the others stand beside it."""
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), "utf-8")
    report = Report()
    return specs.read(Loader(folder / next(iter(documents)), report), report), report


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a description that is given by its paths and other fields, of which nothing but `told` is told."""

    def run(
        paths: dict[str, Any] | None = None, version: str = "3.1.0", told: Sequence[str] = (), **fields: Any
    ) -> ir.Api:
        info = {"title": "Shop", "version": "1"}
        document = {"openapi": version, "info": info, "paths": paths or {"/x": {"get": DONE}}, **fields}
        api, report = load(tmp_path, {"openapi.json": document})
        assert api is not None and [one.code for one in report.diagnostics] == list(told), report.diagnostics
        return api

    return run


def operations(api: ir.Api) -> dict[str, ir.Operation]:
    return {operation.key: operation for service in api.services for operation in service.operations}


def one(api: ir.Api) -> ir.Operation:
    found = list(operations(api).values())
    assert len(found) == 1
    return found[0]


def words(api: ir.Api) -> list[str]:
    return [" ".join(operation.name.words) for operation in operations(api).values()]


def media(wire: str, schema: Any = None, **fields: Any) -> dict[str, Any]:
    return {"content": {wire: fields if schema is None else {"schema": schema, **fields}}}


def respond(wire: str, schema: Any = None, **fields: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "A body.", **media(wire, schema, **fields)}}}


def returned(api: ir.Api) -> ir.Media:
    return one(api).results[0].media[0]


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


def slots(*names: str) -> dict[str, Any]:
    return {"parameters": [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]}


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


# Parameters


def params(api: ir.Api) -> list[ir.Param]:
    return list(one(api).params)


def parameter(where: str, **fields: Any) -> dict[str, Any]:
    shared = {"name": "p", "in": where, "required": where == "path"}
    return shared | ({} if "content" in fields else {"schema": {"type": "string"}}) | fields


@pytest.mark.parametrize(
    ("where", "given", "style", "explode"),
    [
        ("path", {}, "simple", False),
        ("path", {"explode": True}, "simple", True),
        ("path", {"style": "label"}, "label", False),
        ("path", {"style": "matrix", "explode": True}, "matrix", True),
        ("query", {}, "form", True),
        ("query", {"explode": False}, "form", False),
        ("query", {"style": "spaceDelimited"}, "spaceDelimited", False),
        ("query", {"style": "pipeDelimited", "explode": False}, "pipeDelimited", False),
        ("query", {"style": "pipeDelimited", "explode": True}, "form", True),
        ("query", {"style": "deepObject"}, "deepObject", True),
        ("query", {"style": "deepObject", "explode": False}, "deepObject", True),
        ("header", {}, "simple", False),
        ("header", {"explode": True}, "simple", True),
        ("cookie", {}, "form", True),
        ("cookie", {"explode": False}, "form", False),
        ("cookie", {"style": "cookie"}, "cookie", True),
    ],
)
def test_style_and_explode(read: Read, where: str, given: dict[str, Any], style: str, explode: bool) -> None:
    path = "/x/{p}" if where == "path" else "/x"
    param = params(read({path: {"get": {"parameters": [parameter(where, **given)], **DONE}}}))[0]
    assert (param.where.value, param.style.value, param.explode) == (where, style, explode)


def test_a_path_parameter_is_required_whatever_it_says(tmp_path: Path) -> None:
    given = {"parameters": [{"name": "p", "in": "path", "required": False, "schema": {"type": "string"}}], **DONE}
    info = {"title": "t", "version": "1"}
    api, report = load(tmp_path, {"a.json": {"openapi": "3.1.0", "info": info, "paths": {"/x/{p}": {"get": given}}}})
    assert api is not None and [found.code for found in report.diagnostics] == ["field-assumed"]
    assert params(api)[0].required


def test_parameters_of_path_item_and_operation_are_merged(read: Read) -> None:
    item = [parameter("query", name="a"), parameter("query", name="b"), parameter("header", name="X-Id")]
    own = [parameter("query", name="b", required=True), parameter("cookie", name="a"), parameter("header", name="x-id")]
    found = params(read({"/x": {"parameters": item, "get": {"parameters": own, **DONE}}}))
    assert [(p.name.wire.raw, p.where.value, p.required) for p in found] == [
        ("a", "query", False),
        ("b", "query", True),
        ("x-id", "header", False),
        ("a", "cookie", False),
    ]


def test_flags_default_and_examples_of_a_parameter(read: Read) -> None:
    given = parameter(
        "query",
        schema={"$ref": "#/components/schemas/Size"},
        allowReserved=True,
        allowEmptyValue=True,
        deprecated=True,
        examples={"small": {"value": 1}, "shared": {"$ref": "#/components/examples/Big"}},
        description="How large.",
    )
    components = {"schemas": {"Size": {"type": "integer", "default": 5}}, "examples": {"Big": {"value": 9}}}
    param = params(read({"/x": {"get": {"parameters": [given], **DONE}}}, components=components))[0]
    assert param.type == ir.Ref(key="#/components/schemas/Size")
    assert param.default == ir.Value(5)
    assert param.examples == (ir.Value(1), ir.Value(9))
    assert (param.allow_reserved, param.allow_empty, param.deprecated) == (True, True, True)
    assert param.doc == ir.Doc(description=ir.Text("How large."))


def test_a_parameter_may_have_content(read: Read) -> None:
    given = parameter("query", content={"application/json": {"schema": {"type": "integer"}, "example": 3}})
    param = params(read({"/x": {"get": {"parameters": [given], **DONE}}}))[0]
    assert (param.media, param.examples) == (ir.Text("application/json"), (ir.Value(3),))
    assert isinstance(param.type, ir.Scalar)


def test_the_whole_query_as_one_parameter(read: Read) -> None:
    given = parameter("querystring", content={"application/x-www-form-urlencoded": {"schema": {"type": "object"}}})
    param = params(read({"/x": {"get": {"parameters": [given], **DONE}}}, version="3.2.0"))[0]
    assert param.where is ir.Where.QUERYSTRING and param.media == ir.Text("application/x-www-form-urlencoded")


# Bodies


def body(api: ir.Api) -> ir.Body:
    found = one(api).body
    assert found is not None
    return found


def test_a_request_body_by_reference(read: Read) -> None:
    shared = {"required": True, "description": "A book.", **media("application/json", {"type": "object"})}
    api = read(
        {"/x": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Book"}, **DONE}}},
        components={"requestBodies": {"Book": shared}},
    )
    assert body(api).required and body(api).doc == ir.Doc(description=ir.Text("A book."))
    assert body(api).source.pointer == "/components/requestBodies/Book"


BINARY, STRING = ir.Scalar(kind=ir.Kind.BINARY), ir.Scalar(kind=ir.Kind.STRING)


@pytest.mark.parametrize(
    ("wire", "schema", "expected"),
    [
        ("application/json", None, ir.Anything()),
        ("application/problem+json; charset=utf-8", {}, ir.Anything()),
        ("text/plain", None, STRING),
        ("text/csv", {"type": "string"}, STRING),
        ("text/plain", {"type": "integer"}, ir.Scalar(kind=ir.Kind.INTEGER)),
        ("application/xml", {"type": "string"}, STRING),
        ("application/octet-stream", None, BINARY),
        ("application/octet-stream", {}, BINARY),
        ("image/png", {"type": "string"}, BINARY),
        ("image/*", {"type": "string", "format": "binary"}, BINARY),
        ("*/*", {}, BINARY),
        ("text/csv", {"type": "string", "format": "binary"}, BINARY),
        ("application/pdf", {"contentMediaType": "application/pdf"}, BINARY),
        ("multipart/form-data", None, ir.MapOf(value=ir.Anything())),
    ],
)
def test_the_type_of_a_media_type(read: Read, wire: str, schema: Any, expected: ir.TypeRef) -> None:
    found = returned(read({"/x": {"get": respond(wire, schema)}}))
    assert (found.media_type.raw, found.type) == (wire, expected)


@pytest.mark.parametrize(
    ("schema", "wire"), [({"type": "array"}, "application/json"), ({"type": "integer"}, "text/plain")]
)
def test_of_all_media_types_one_is_used_that_can_be_written(read: Read, schema: Any, wire: str) -> None:
    found = returned(read({"/x": {"get": respond("*/*", schema)}}))
    assert (found.media_type.raw, found.range) == (wire, ir.Text("*/*"))


def test_all_media_types_and_one_of_them_are_one_where_they_are_of_one_type(tmp_path: Path) -> None:
    thing, other = ({"schema": {"type": "array", "items": {"type": kind}}} for kind in ("integer", "string"))
    for ranged, range_, codes in ((thing, ir.Text("*/*"), []), (other, None, ["media-type-unsupported"])):
        for content in ({"application/json": thing, "*/*": ranged}, {"*/*": ranged, "application/json": thing}):
            paths = {"/x": {"post": {"requestBody": {"content": content}, **DONE}}}
            document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
            api, report = load(tmp_path, {"openapi.json": document})
            assert api is not None and [found.code for found in report.diagnostics] == codes
            (found,) = body(api).media
            assert (found.media_type.raw, found.range) == ("application/json", range_)
            assert found.type == ir.ListOf(item=ir.Scalar(kind=ir.Kind.INTEGER))


def test_what_is_written_as_xml_has_a_plan(tmp_path: Path) -> None:
    properties = {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "tags": {"type": "array", "xml": {"wrapped": True, "name": "all"}, "items": {"type": "string"}},
        "up": {"$ref": "#/components/schemas/Node"},
    }
    node = {"type": "object", "xml": {"name": "n", "namespace": "urn:n"}, "required": ["id"], "properties": properties}
    content = {"content": {"text/xml": {"schema": {"$ref": "#/components/schemas/Node"}}}}
    document = {
        **{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": {"Node": node}}},
        "paths": {"/x": {"get": {"responses": {"200": {"description": "", **content}}}}},
    }
    api, report = load(tmp_path, {"openapi.json": document})
    assert api is not None and {found.code for found in report.diagnostics} == {"xml-as-text"}
    (found,) = one(api).results[0].media
    assert found.xml is not None
    key = "/components/schemas/Node"
    element = {"name": "n", "namespace": "urn:n", "kind": "object", "type": key}
    text = {"name": "all", "kind": "text", "scalars": ["string"]}
    members = {
        "id": {"name": "id", "node": "attribute", "kind": "text", "scalars": ["integer"], "required": True},
        "tags": {"name": "all", "kind": "list", "wrapped": True, "item": text},
        "up": element,
    }
    others = {"name": "", "kind": "any"}
    assert found.xml.json == {"root": element, "types": {key: {"members": members, "others": others}}}


def test_items_of_a_sequence(read: Read) -> None:
    operation = one(read({"/x": {"get": respond("text/event-stream", itemSchema={"type": "string"})}}, version="3.2.0"))
    assert operation.results[0].media[0].item == STRING
    assert operation.stream is ir.Stream.SERVER


def test_encodings_of_parts(read: Read) -> None:
    encoding = {
        "photo": {"contentType": "image/png, image/jpeg", "headers": {"X-Size": {"schema": {"type": "integer"}}}},
        "tags": {"style": "pipeDelimited", "explode": False},
        "words": {"explode": False},
        "plain": {"allowReserved": True},
    }
    given = media("multipart/form-data", {"type": "object"}, encoding=encoding)
    photo, tags, words_, plain = body(read({"/x": {"post": {"requestBody": given, **DONE}}})).media[0].encoding
    assert [text.raw for text in photo.media] == ["image/png", "image/jpeg"] and photo.style is None
    assert photo.headers[0].name.wire.raw == "X-Size"
    assert (tags.style, tags.explode) == (ir.Style.PIPE, False)
    assert (words_.style, words_.explode) == (ir.Style.FORM, False)
    assert (plain.style, plain.explode, plain.allow_reserved) == (ir.Style.FORM, True, True)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"example": {"a": 1}}, [{"a": 1}]),
        ({"example": None}, [None]),
        ({"examples": {"x": {"value": 1}, "y": {"summary": "none"}}}, [1]),
        ({"examples": {"x": {"dataValue": 1, "serializedValue": "2"}}}, [1]),
        ({"examples": {"x": {"serializedValue": '{"a": [1]}'}}}, [{"a": [1]}]),
        ({"schema": {"type": "integer", "examples": [1, 2]}}, [1, 2]),
        ({"schema": {"type": "integer", "example": 1}}, [1]),
        ({"example": 3, "schema": {"type": "integer", "example": 1}}, [3]),
    ],
)
def test_examples(read: Read, fields: dict[str, Any], expected: list[Any]) -> None:
    found = returned(read({"/x": {"get": respond("application/json", **fields)}}, version="3.2.0"))
    assert [example.json for example in found.examples] == expected


# Responses


def statuses(results: tuple[ir.Result, ...]) -> list[ir.Status]:
    return [result.status for result in results]


def answers(*codes: str) -> dict[str, Any]:
    return {"responses": {code: {"description": code} for code in codes}}


@pytest.mark.parametrize(
    ("codes", "results", "errors"),
    [
        (["404", "201", "200"], [ir.Exact(201), ir.Exact(200)], [ir.Exact(404)]),
        (["200", "4XX", "default"], [ir.Exact(200)], [ir.Range(4), ir.Default()]),
        (["2XX", "302", "101"], [ir.Range(2), ir.Exact(302), ir.Exact(101)], []),
        (["default"], [ir.Default()], []),
        (["404", "default"], [ir.Default()], [ir.Exact(404)]),
        (["302", "default"], [ir.Exact(302)], [ir.Default()]),
    ],
)
def test_results_and_errors(read: Read, codes: list[str], results: list[Any], errors: list[Any]) -> None:
    operation = one(read({"/x": {"get": answers(*codes)}}))
    assert (statuses(operation.results), statuses(operation.errors)) == (results, errors)


def test_an_operation_without_a_success_answers_204(tmp_path: Path) -> None:
    paths = {"/x": {"get": answers("404")}, "/y": {"get": {}}}
    api, report = load(
        tmp_path, {"a.json": {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}}
    )
    assert api is not None and [found.code for found in report.diagnostics] == ["response-none"] * 2
    assert [statuses(operation.results) for operation in operations(api).values()] == [[ir.Exact(204)]] * 2


def test_of_the_content_of_an_answer_to_head_its_media_type_is_left(tmp_path: Path) -> None:
    content = {"content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {}}}
    paths = {
        "/x": {"head": {"responses": {"200": {"description": "", **content}, "204": {"description": "", **content}}}}
    }
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    api, report = load(tmp_path, {"openapi.json": document})
    assert api is not None and [found.code for found in report.diagnostics] == ["body-ignored"] * 2
    ok, empty = one(api).results
    assert ok.media == empty.media == empty.headers == ()
    (header,) = ok.headers
    assert (header.name.wire.raw, header.required) == ("Content-Type", False)
    assert [example.json for example in header.examples] == ["application/json", "text/csv"]


def test_a_response_of_the_components_gives_its_name(read: Read) -> None:
    shared = {
        "description": "None there.",
        "headers": {"Retry-After": {"required": True, "schema": {"type": "integer"}}},
    }
    responses = {"204": {"description": "Done."}, "404": {"$ref": "#/components/responses/BookNotFound"}}
    operation = one(read({"/x": {"get": {"responses": responses}}}, components={"responses": {"BookNotFound": shared}}))
    error = operation.errors[0]
    assert error.component == ir.Name(("book", "not", "found"), ir.Text("BookNotFound"))
    assert [(header.name.wire.raw, header.required) for header in error.headers] == [("Retry-After", True)]
    assert operation.results[0].component is None


def test_words_beside_a_reference_win(read: Read) -> None:
    responses = {"200": {"$ref": "#/components/responses/Ok", "description": "Own."}}
    operation = one(
        read({"/x": {"get": {"responses": responses}}}, components={"responses": {"Ok": {"description": "All."}}})
    )
    assert operation.results[0].doc == ir.Doc(description=ir.Text("Own."))


def test_links_lead_to_operations(read: Read) -> None:
    links = {
        "byId": {"operationId": "getBook", "parameters": {"id": "$response.body#/id"}},
        "byRef": {"operationRef": "#/paths/~1books~1{id}/get"},
    }
    paths = {
        "/books": {"post": {"operationId": "addBook", "responses": {"201": {"description": "", "links": links}}}},
        "/books/{id}": {"get": {"operationId": "getBook", **slots("id"), **DONE}},
    }
    found = operations(read(paths))["POST /books"].results[0].links
    assert [link.target for link in found] == ["GET /books/{id}"] * 2
    assert found[0].arguments == ((ir.Text("id"), ir.Value("$response.body#/id")),)


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
