"""scaffold.specs.openapi.swagger2: an OpenAPI 2.0 description is read as what 3.x would say, from its own places."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffold import ir, specs
from scaffold.diag import Report, Source
from scaffold.source import Loader

Read = Callable[..., ir.Api]
DONE = {"responses": {"204": {"description": "Done."}}}
INFO = {"title": "Shop", "version": "1"}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a 2.0 description that is given by its paths and other fields, and must have no fault."""

    def run(paths: dict[str, Any] | None = None, **fields: Any) -> ir.Api:
        document = {"swagger": "2.0", "info": INFO, "paths": paths or {"/x": {"get": DONE}}, **fields}
        path = tmp_path / "swagger.json"
        path.write_text(json.dumps(document), "utf-8")
        report = Report()
        api = specs.read(Loader(path, report), report)
        assert api is not None and not report.diagnostics, report.diagnostics
        assert api.document == document, "it is served as it was written"
        missing = [source for source in sources(api) if not exists(document, source)]
        assert missing == [], "every source is a place of the user's document"
        return api

    return run


def sources(value: object) -> Iterator[Source]:
    """Every source in an Api."""
    if isinstance(value, Source):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in ("document", "schemas", "schema"):
                yield from sources(getattr(value, field.name))
    elif isinstance(value, tuple):
        for element in value:
            yield from sources(element)


def exists(document: Any, source: Source) -> bool:
    for token in source.pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        elif isinstance(document, dict) and key in document:
            document = document[key]
        else:
            return False
    return True


def one(api: ir.Api) -> ir.Operation:
    found = [operation for service in api.services for operation in service.operations]
    assert len(found) == 1
    return found[0]


def body(api: ir.Api) -> ir.Body:
    found = one(api).body
    assert found is not None
    return found


def posting(*parameters: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"/x": {"post": {"parameters": list(parameters), **DONE, **fields}}}


@pytest.mark.parametrize(
    ("fields", "urls", "paths"),
    [
        ({}, [], []),
        ({"basePath": "/"}, [], []),
        ({"basePath": "/v1/"}, ["/v1/"], ["/v1"]),
        ({"basePath": "v1"}, ["/v1"], ["/v1"]),
        ({"host": "example.com"}, ["https://example.com/"], [""]),
        (
            {"host": "example.com:8080", "basePath": "/v1", "schemes": ["http", "wss"]},
            ["http://example.com:8080/v1", "wss://example.com:8080/v1"],
            ["/v1", "/v1"],
        ),
    ],
)
def test_servers(read: Read, fields: dict[str, Any], urls: list[str], paths: list[str]) -> None:
    servers = read(**fields).servers
    assert [server.url.raw for server in servers] == urls
    assert [server.path.raw for server in servers] == paths


@pytest.mark.parametrize(
    ("where", "given", "style", "explode"),
    [
        ("query", None, "form", False),
        ("query", "csv", "form", False),
        ("query", "ssv", "spaceDelimited", False),
        ("query", "pipes", "pipeDelimited", False),
        ("query", "multi", "form", True),
        ("header", "csv", "simple", False),
        ("path", None, "simple", False),
    ],
)
def test_collection_formats(read: Read, where: str, given: str | None, style: str, explode: bool) -> None:
    param = {"name": "p", "in": where, "required": True, "type": "array", "items": {"type": "integer"}}
    path = "/x/{p}" if where == "path" else "/x"
    api = read({path: {"get": {"parameters": [param | ({"collectionFormat": given} if given else {})], **DONE}}})
    found = one(api).params[0]
    assert (found.style.value, found.explode) == (style, explode)
    assert found.type == ir.ListOf(item=ir.Scalar(kind=ir.Kind.INTEGER))


def test_a_parameter_is_its_own_schema(read: Read) -> None:
    given = {
        "name": "limit",
        "in": "query",
        "description": "How many.",
        "required": True,
        "type": "integer",
        "minimum": 1,
        "default": 20,
        "allowEmptyValue": True,
    }
    param = one(
        read({"/x": {"get": {"parameters": [{"$ref": "#/parameters/Limit"}], **DONE}}}, parameters={"Limit": given})
    )
    found = param.params[0]
    assert found.type == ir.Scalar(kind=ir.Kind.INTEGER, limits=ir.Limits(minimum=1))
    assert (found.required, found.default, found.allow_empty) == (True, ir.Value(20), True)
    assert found.doc == ir.Doc(description=ir.Text("How many."))
    assert found.source.pointer == "/parameters/Limit"


BOOK = {"name": "book", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Book"}}
DEFINITIONS = {"Book": {"type": "object", "properties": {"title": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("everywhere", "own", "expected"),
    [
        (None, None, ["application/json"]),
        (["application/vnd.shop+json"], None, ["application/vnd.shop+json"]),
        (
            ["text/plain"],
            ["application/json", "application/vnd.shop+json"],
            ["application/json", "application/vnd.shop+json"],
        ),
    ],
)
def test_a_body_parameter(read: Read, everywhere: Any, own: Any, expected: list[str]) -> None:
    fields = {"consumes": everywhere} if everywhere else {}
    paths = posting(BOOK, **({"consumes": own} if own else {}))
    found = body(read(paths, definitions=DEFINITIONS, **fields))
    assert [media.media_type.raw for media in found.media] == expected
    assert found.required and found.media[0].type == ir.Ref(key="#/definitions/Book")
    assert found.source.pointer == "/paths/~1x/post/parameters/0"


def test_a_body_parameter_of_the_path_item_is_replaced_by_name_and_place(read: Read) -> None:
    shared = {"name": "book", "in": "body", "schema": {"type": "string"}}
    api = read({"/x": {"parameters": [shared], "post": {"parameters": [BOOK], **DONE}}}, definitions=DEFINITIONS)
    assert body(api).media[0].type == ir.Ref(key="#/definitions/Book")


def test_form_fields_become_a_record(read: Read) -> None:
    fields: list[dict[str, Any]] = [
        {"name": "title", "in": "formData", "type": "string", "required": True, "description": "Its title."},
        {"name": "tags", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
        {"name": "sizes", "in": "formData", "type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"},
        {"name": "count", "in": "formData", "type": "integer", "default": 1},
    ]
    found = body(read(posting(*fields)))
    media = found.media[0]
    assert (found.required, media.media_type.raw) == (True, "application/x-www-form-urlencoded")
    assert isinstance(media.type, ir.Inline) and isinstance(media.type.declaration, ir.Record)
    record = media.type.declaration
    assert [(f.name.wire.raw, f.required, f.source.pointer) for f in record.fields] == [
        (name, name == "title", f"/paths/~1x/post/parameters/{index}")
        for index, name in enumerate(["title", "tags", "sizes", "count"])
    ]
    assert record.fields[0].doc == ir.Doc(description=ir.Text("Its title."))
    assert record.fields[3].default == ir.Value(1)
    assert [(e.property.raw, e.style, e.explode) for e in media.encoding] == [
        ("tags", ir.Style.FORM, True),
        ("sizes", ir.Style.PIPE, False),
    ]


@pytest.mark.parametrize("consumes", [None, ["application/x-www-form-urlencoded"], ["multipart/form-data"]])
def test_files_are_sent_as_multipart(read: Read, consumes: Any) -> None:
    field = {"name": "photo", "in": "formData", "type": "file"}
    media = body(read(posting(field, **({"consumes": consumes} if consumes else {})))).media
    assert [found.media_type.raw for found in media] == ["multipart/form-data"]
    declared = media[0].type
    assert isinstance(declared, ir.Inline) and isinstance(declared.declaration, ir.Record)
    part = declared.declaration.fields[0].type
    assert isinstance(part, ir.Scalar) and part.kind is ir.Kind.BINARY


def answering(**response: Any) -> dict[str, Any]:
    return {"/x": {"get": {"responses": {"200": {"description": "A body.", **response}}}}}


@pytest.mark.parametrize(
    ("schema", "produces", "expected", "type_"),
    [
        ({"$ref": "#/definitions/Book"}, [], ["application/json"], ir.Ref(key="#/definitions/Book")),
        ({"$ref": "#/definitions/Book"}, ["application/x-tar"], ["application/json"], ir.Ref(key="#/definitions/Book")),
        ({"type": "file"}, [], ["application/octet-stream"], ir.Scalar(kind=ir.Kind.BINARY)),
        ({"type": "file"}, ["image/png", "image/gif"], ["image/png", "image/gif"], ir.Scalar(kind=ir.Kind.BINARY)),
        ({"type": "file"}, ["application/json"], ["application/json"], ir.Scalar(kind=ir.Kind.BINARY)),
        ({"type": "string"}, ["text/plain"], ["text/plain"], ir.Scalar(kind=ir.Kind.STRING)),
        (None, ["text/plain"], [], None),
    ],
)
def test_responses(read: Read, schema: Any, produces: list[str], expected: list[str], type_: ir.TypeRef | None) -> None:
    response = {} if schema is None else {"schema": schema}
    fields = {"produces": produces} if produces else {}
    media = one(read(answering(**response), definitions=DEFINITIONS, **fields)).results[0].media
    assert [found.media_type.raw for found in media] == expected
    assert all(found.type == type_ for found in media)


def test_a_shared_response_has_the_media_types_of_each_operation(read: Read) -> None:
    responses = {"200": {"$ref": "#/responses/Books"}}
    paths = {
        "/a": {"get": {"responses": responses}},
        "/b": {"get": {"responses": responses, "produces": ["application/vnd.shop+json"]}},
    }
    shared = {"Books": {"description": "Books.", "schema": {"type": "array", "items": {"type": "string"}}}}
    api = read(paths, responses=shared)
    found = [operation.results[0] for service in api.services for operation in service.operations]
    assert [result.media[0].media_type.raw for result in found] == ["application/json", "application/vnd.shop+json"]
    assert [result.component for result in found] == [ir.Name(("books",), ir.Text("Books"))] * 2


def test_headers_and_examples_of_a_response(read: Read) -> None:
    headers = {"X-Total": {"type": "integer", "description": "How many."}}
    paths = answering(schema={"type": "object"}, headers=headers, examples={"application/json": {"a": 1}})
    result = one(read(paths)).results[0]
    assert result.headers[0].type == ir.Scalar(kind=ir.Kind.INTEGER)
    assert result.headers[0].source.pointer == "/paths/~1x/get/responses/200/headers/X-Total"
    assert result.media[0].examples == (ir.Value({"a": 1}),)


def test_security(read: Read) -> None:
    definitions = {
        "basic": {"type": "basic"},
        "key": {"type": "apiKey", "in": "query", "name": "api_key"},
        "implicit": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a", "scopes": {"r": "Read."}},
        "application": {"type": "oauth2", "flow": "application", "tokenUrl": "https://t", "scopes": {}},
        "code": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a", "tokenUrl": "https://t"},
        "password": {"type": "oauth2", "flow": "password", "tokenUrl": "https://t", "scopes": {}},
    }
    api = read(securityDefinitions=definitions, security=[{"implicit": ["r"]}])
    assert [(scheme.kind.value, [flow.kind for flow in scheme.flows]) for scheme in api.security] == [
        ("basic", []),
        ("apiKey", []),
        ("oauth2", ["implicit"]),
        ("oauth2", ["clientCredentials"]),
        ("oauth2", ["authorizationCode"]),
        ("oauth2", ["password"]),
    ]
    assert api.security[2].flows[0].scopes == ((ir.Text("r"), ir.Text("Read.")),)
    assert one(api).security == ((ir.Need(scheme=api.security[2].name, scopes=(ir.Text("r"),)),),)


def test_what_2_0_says_in_schemas(read: Read) -> None:
    pet = {
        "type": "object",
        "required": ["kind"],
        "discriminator": "kind",
        "properties": {"kind": {"type": "string"}, "nick": {"type": "string", "x-nullable": True}},
    }
    cat = {"allOf": [{"$ref": "#/definitions/Pet"}, {"type": "object", "properties": {"lives": {"type": "integer"}}}]}
    api = read(answering(schema={"$ref": "#/definitions/Pet"}), definitions={"Pet": pet, "Cat": cat})
    records = [found for found in api.types if isinstance(found, ir.Record)]
    nick = [field.type for found in records for field in found.fields if field.name.wire.raw == "nick"]
    assert nick and all(isinstance(found, ir.Nullable) for found in nick)
    assert any(isinstance(found, ir.Union) and found.tag == ir.Text("kind") for found in api.types)


def test_diagnostics_point_into_the_users_file(tmp_path: Path) -> None:
    path = tmp_path / "swagger.yaml"
    path.write_text("""swagger: '2.0'
info: {title: Shop, version: '1'}
paths:
  /x:
    head:
      responses:
        200:
          description: A head.
          schema: {type: object}
    post:
      parameters:
        - name: sizes
          in: formData
          type: array
          items: {type: integer}
          collectionFormat: tabs
      responses:
        201: {description: Done.}
""")
    report = Report()
    loader = Loader(path, report)
    specs.read(loader, report)
    found = {}
    for diagnostic in report.diagnostics:
        assert diagnostic.source is not None
        place = loader.locate(diagnostic.source, diagnostic.key)
        assert place is not None
        found[diagnostic.code] = (place.line, diagnostic.source.pointer)
    assert found == {
        "body-ignored": (9, "/paths/~1x/head/responses/200/schema"),
        "style-invalid": (16, "/paths/~1x/post/parameters/0/collectionFormat"),
    }
