"""scaffold.specs.openapi: what parameters, bodies and responses are read as."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold import ir
from scaffold.diag import Report
from scaffold.lang.xml import xml
from scaffold.source import Loader
from tests.describing import DONE, Read, load, media, one, operations, parameter, respond, returned, slots

# Parameters


def params(api: ir.Api) -> list[ir.Param]:
    return list(one(api).params)


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


def test_a_binary_parameter_is_a_text(read: Read) -> None:
    given = parameter("query", schema={"type": "string", "format": "binary"})
    (param,) = params(read({"/x": {"get": {"parameters": [given], **DONE}}}, version="3.0.3"))
    assert isinstance(param.type, ir.Scalar) and param.type.kind is ir.Kind.STRING


def test_headers_that_http_itself_sends_are_not_asked_for(read: Read) -> None:
    kind = {"type": "string", "enum": ["base64", "gzip"]}
    named = ["Content-Length", "Accept-Encoding", "Accept-Language"]
    given = [parameter("header", name=name, required=True, schema=kind) for name in named]
    api = read({"/x": {"get": {"parameters": given, **DONE}}}, told=["parameter-ignored", "schema-approximated"])
    coding, language = params(api)
    assert (coding.type, coding.required) == (ir.Scalar(kind=ir.Kind.STRING), False)
    assert isinstance(language.type, ir.Inline) and language.required


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


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": [{"type": "string"}, "integer"]}}},
        {"type": "object", "properties": {"a": {"type": "object", "properties": {}, "required": True}}},
        {"type": "object", "properties": {"a": {"enum": "one"}}},
    ],
)
def test_what_is_odd_in_xml_is_told(tmp_path: Path, schema: Any) -> None:
    paths = {"/x": {"get": {"responses": {"200": {"description": "", **media("text/xml", schema)}}}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    api, report = load(tmp_path, {"openapi.json": document})
    assert [found.code for found in report.diagnostics] == ["schema-mended"] and api is not None


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
    assert api is not None and not report.diagnostics
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
    ("given", "schema", "root"),
    [
        ("application/xml", {"$ref": "#/components/schemas/Book"}, "Book"),
        ("application/json, text/xml", {"$ref": "#/components/schemas/Book"}, "Book"),
        ("image/svg+xml", {"type": "object"}, "part"),
        ("text/xml", {"type": "object", "xml": {"name": "other"}}, "other"),
        ("text/xml", {"type": "array", "items": {"type": "object"}}, "part"),
        ("text/xml", {"type": "string"}, None),
        ("application/json", {"type": "object"}, None),
        ("text/csv", {"type": "object"}, None),
    ],
)
def test_a_part_that_is_written_as_xml_has_a_plan(tmp_path: Path, given: str, schema: Any, root: str | None) -> None:
    encoding = {"part": {"contentType": given}}
    form = {"allOf": [{"type": "object", "properties": {"part": schema}}], "properties": {"other": {"type": "string"}}}
    content = media("multipart/form-data", form, encoding=encoding)
    paths = {"/x": {"post": {"requestBody": content, **DONE}}}
    document = {"openapi": "3.1.0", "info": {"title": "X", "version": "1"}, "paths": paths}
    document["components"] = {"schemas": {"Book": {"type": "object"}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(tmp_path / "openapi.json", report), report)
    assert api is not None
    views = xml(api)
    plans = {place.rpartition("/")[2]: plan["root"]["name"] for view in views for place, plan in view.parts.items()}
    assert plans == ({} if root is None else {"part": root})
    assert [found.code for found in report.diagnostics] == (["media-type-unsupported"] if given == "text/csv" else [])


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
    ("kind", "uri", "expected", "code"),
    [
        ("application/json", "shown/a.json", [{"$ref": "#/b"}], None),
        ("application/vnd.x+json", "shown/../shown/a.json", [{"$ref": "#/b"}], None),
        ("application/json", "shown/b.yaml", [[1, "no"]], None),
        ("text/csv", "shown/a.json", [], "feature-unsupported"),
        ("application/json", "shown/none.json", [], "file-missing"),
        ("application/json", "../a.json", [], "ref-outside"),
        ("application/json", "https://example.com/a.json", [], "ref-remote"),
    ],
)
def test_an_example_elsewhere(tmp_path: Path, kind: str, uri: str, expected: list[Any], code: str | None) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown/a.json").write_text('{"$ref": "#/b"}', "utf-8")
    (tmp_path / "shown/b.yaml").write_text("[1, no]", "utf-8")
    content = media(kind, {}, examples={"x": {"externalValue": uri}})
    document = {"openapi": "3.1.0", "info": {"title": "X", "version": "1"}}
    document["paths"] = {"/x": {"post": {"requestBody": content, **DONE}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(tmp_path / "openapi.json", report), report)
    assert api is not None and not report.failed
    assert [one.json for one in body(api).media[0].examples] == expected
    told = [(found.code, found.source.pointer.rpartition("/")[2]) for found in report.diagnostics if found.source]
    assert told == ([] if code is None else [(code, "externalValue")])


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


def test_a_response_where_a_schema_is_needed_stands_for_its_own_schema(read: Read) -> None:
    shared = {"description": "Books.", **media("application/json", {"type": "array", "items": {"type": "string"}})}
    paths = {"/x": {"get": respond("application/json", {"$ref": "#/components/responses/Books"})}}
    api = read(paths, told=["ref-mistaken"], components={"responses": {"Books": shared}})
    (declared,) = api.types
    assert returned(api).type == ir.Ref(key=declared.key)
    assert isinstance(declared, ir.Alias) and declared.type == ir.ListOf(item=ir.Scalar(kind=ir.Kind.STRING))


def test_a_schema_where_a_response_is_needed_is_its_json(read: Read) -> None:
    fault = {"type": "object", "properties": {"message": {"type": "string"}}}
    responses = {**DONE["responses"], "404": {"$ref": "#/components/schemas/Fault"}}
    api = read(
        {"/x": {"get": {"responses": responses}}}, told=["ref-mistaken"], components={"schemas": {"Fault": fault}}
    )
    (given,) = one(api).errors[0].media
    assert (given.media_type.raw, given.type) == ("application/json", ir.Ref(key="#/components/schemas/Fault"))


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


def test_a_plan_of_a_schema_holds_the_members_of_its_heirs(tmp_path: Path) -> None:
    book = {"type": "object", "discriminator": {"propertyName": "kind"}, "properties": {"kind": {"type": "string"}}}
    novel = {"allOf": [{"$ref": "#/components/schemas/Book"}, {"properties": {"pages": {"type": "integer"}}}]}
    long = {"allOf": [{"$ref": "#/components/schemas/Novel"}, {"properties": {"parts": {"type": "integer"}}}]}
    bodies = {
        f"/{name}": {"post": {"requestBody": media("text/xml", {"$ref": f"#/components/schemas/{name}"}), **DONE}}
        for name in ("Book", "Novel")
    }
    document = {"openapi": "3.0.3", "info": {"title": "X", "version": "1"}, "paths": bodies}
    document["components"] = {"schemas": {"Book": book, "Novel": novel, "Long": long, "Other": {"type": "object"}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(tmp_path / "openapi.json", report), report)
    assert api is not None
    (view,) = xml(api)
    members = [[*plan["types"][plan["root"]["type"]]["members"]] for plan in view.places.values()]
    assert members == [["kind", "pages", "parts"], ["kind", "pages"]]


def test_plans_of_two_documents_are_told_apart(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        schema = {"type": "object", "xml": {"name": name}, "properties": {"id": {"type": "integer"}}}
        body = {"content": {"application/xml": {"schema": schema}}}
        (tmp_path / f"{name}.json").write_text(json.dumps({"post": {"requestBody": body, **DONE}}), "utf-8")
    paths = {f"/{name}": {"$ref": f"{name}.json"} for name in ("cat", "dog")}
    document = {"openapi": "3.1.0", "info": {"title": "X", "version": "1"}, "paths": paths}
    (tmp_path / "openapi.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(tmp_path / "openapi.json", report), report)
    assert api is not None
    (view,) = xml(api)
    assert [plan["root"]["name"] for plan in view.places.values()] == ["cat", "dog"]
