"""The case table of whole descriptions."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from scaffold import cases, ir, read
from scaffold.cases.bundle import Cases
from scaffold.diag import Report
from scaffold.lang.cases import request, suite
from scaffold.source import Loader

BOOKSHOP = Path(__file__).parent.parent / "examples" / "bookshop.yaml"


def api_of(path: Path) -> ir.Api:
    report = Report()
    api = read(Loader(path, report), report)
    assert api is not None, report.diagnostics
    return api


def described(folder: Path, **operation: Any) -> ir.Api:
    """An API of one operation, POST /x/{id} if that has a parameter `id`, else POST /x."""
    paths = {"/x/{id}" if operation.get("parameters") else "/x": {"post": operation}}
    operation.setdefault("responses", {"204": {"description": "Done."}})
    operation.setdefault("operationId", "x")
    schemes = {
        "basic": {"type": "http", "scheme": "basic"},
        "token": {"type": "http", "scheme": "bearer"},
        "key": {"type": "apiKey", "in": "query", "name": "key"},
    }
    document = {
        **{"openapi": "3.1.0", "info": {"title": "X", "version": "1"}},
        **{"paths": paths, "components": {"securitySchemes": schemes}},
    }
    path = folder / "openapi.json"
    path.write_text(json.dumps(document), "utf-8")
    return api_of(path)


def json_body(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def test_every_operation_of_the_bookshop_has_its_kinds_of_case() -> None:
    table = cases.build(api_of(BOOKSHOP))
    kinds = {key: {case.kind.value for case in each} for key, each in table.cases.items()}
    assert not table.notes
    assert kinds["GET /books"] == {"answered", "refused"}
    assert kinds["GET /orders"] == {"answered", "refused", "unauthenticated"}
    assert kinds["DELETE /books/{book_id}"] == {"answered", "refused", "unauthenticated", "forbidden"}
    everything = {"answered", "refused", "malformed", "unsupported", "unauthenticated"}
    assert kinds["POST /orders"] == everything
    assert kinds["POST /books"] == everything | {"forbidden"}


def test_the_same_description_gives_the_same_table() -> None:
    api = api_of(BOOKSHOP)
    assert cases.build(api) == cases.build(api)
    assert cases.mocks(api) == cases.mocks(api)


def test_mocks_start_with_a_declared_success() -> None:
    api = api_of(BOOKSHOP)
    first = {key: replies[0]["status"] for key, replies in cases.mocks(api).items()}
    assert (first["POST /books"], first["DELETE /books/{book_id}"], first["POST /orders"]) == (201, 204, 201)
    statuses = [reply["status"] for reply in cases.mocks(api)["POST /orders"]]
    assert statuses == [201, 202, 402]


def test_example_none_is_reported_where_no_request_can_be_made(tmp_path: Path) -> None:
    api = described(tmp_path, requestBody=json_body({"type": "string", "minLength": 3, "maxLength": 2}))
    report = Report()
    Cases(api).tell(report)
    assert [found.code for found in report.diagnostics] == ["example-none"]
    assert not report.failed
    assert cases.build(api).cases == {"POST /x": ()}


def test_example_none_is_reported_where_no_answer_can_be_made(tmp_path: Path) -> None:
    impossible = json_body({"type": "integer", "minimum": 3, "maximum": 2})["content"]
    schema = {"type": "integer", "minimum": 1}
    api = described(
        tmp_path,
        requestBody=json_body(schema),
        responses={"200": {"description": "", "content": impossible}, "404": {"description": ""}},
    )
    table = cases.build(api)
    assert len(table.notes) == 1
    assert {case.kind for case in table.cases["POST /x"]} >= {cases.Kind.REFUSED, cases.Kind.MALFORMED}
    assert cases.Kind.ANSWERED not in {case.kind for case in table.cases["POST /x"]}
    assert cases.mocks(api) == {"POST /x": []}


def test_cases_vary_what_is_right_where_no_answer_can_be_made(tmp_path: Path) -> None:
    impossible = json_body({"type": "integer", "minimum": 3, "maximum": 2})["content"]
    answers = {"200": {"description": "", "content": impossible}, "404": {"description": ""}}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 7}}
    api = described(tmp_path, requestBody=json_body({"type": "integer"}), responses=answers, parameters=[number])
    sent = request(cases.build(api).base["POST /x/{id}"])
    calls = list(suite("POST /x/{id}", Cases(api)))
    assert sent.given == (ir.Text("/x/7"),) and calls[0] == sent
    refused = [call for call in calls if call.name == "refused"]
    assert refused and all(dict(call.named)["target"] for call in refused)


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ([{"token": []}], ["none", "wrong"]),
        ([{"token": ["a"]}], ["none", "wrong", "unscoped"]),
        ([{"token": ["a"]}, {"token": []}], ["none", "wrong"]),
        ([{"token": []}, {}], []),
        ([{"token": [], "basic": []}], ["none"]),
        ([{"token": [], "basic": []}, {"key": []}], ["none", "wrong"]),
    ],
)
def test_callers(tmp_path: Path, security: Any, expected: list[str]) -> None:
    api = described(tmp_path, security=security)
    found = [case.credential for case in cases.build(api).cases["POST /x"]]
    assert [each for each in found if each != "good"] == expected
    assert ("good" in found) == (security[0].keys() != {"token", "basic"} or len(security) > 1)


def test_a_broken_value_of_a_parameter_is_broken_as_text(tmp_path: Path) -> None:
    schemas = {"text": {"type": "string"}, "number": {"type": "integer"}, "id": {"type": "string", "enum": ["a", "1"]}}
    parameters = [
        {"name": name, "in": "path" if name == "id" else "query", "required": name == "id", "schema": schema}
        for name, schema in schemas.items()
    ]
    table = cases.build(described(tmp_path, parameters=parameters))
    refused = [case for case in table.cases["POST /x/{id}"] if case.kind is cases.Kind.REFUSED]
    names = {case.name.raw for case in refused if case.name is not None}
    assert names == {"number", "id"}  # every text is a string


def test_a_large_table_is_made_quickly() -> None:
    api = api_of(BOOKSHOP)
    start = time.process_time()
    for _ in range(20):
        cases.build(api)
    assert time.process_time() - start < 20 * 10 * 0.6 / 1223 * 10, "ten times what GitHub's description may take"


def test_the_other_statuses_of_the_mock_can_be_asked_for(tmp_path: Path) -> None:
    answers = {"204": {"description": "Done."}, "404": {"description": "No."}, "5XX": {"description": "Bad."}}
    assert Cases(described(tmp_path, responses=answers)).others("POST /x") == (404, 500)


@pytest.mark.parametrize(
    ("kinds", "refuses"), [(["application/json"], True), (["text/csv", "*/*"], False), (["image/*"], True), ([], False)]
)
def test_who_accepts_nothing_that_is_answered_is_refused(tmp_path: Path, kinds: list[str], refuses: bool) -> None:
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    api = described(tmp_path, responses={"200": {"description": "Done.", "content": content}})
    assert Cases(api).negotiates("POST /x") is refuses


def parameters(*found: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}, *found]


def test_an_answer_is_asked_for_in_the_media_types_that_the_mock_has(tmp_path: Path) -> None:
    kinds = {"application/json": {"schema": {"not": {}}}, "text/plain": {"schema": {"type": "string"}}, "text/csv": {}}
    answer = {"200": {"description": "", "content": kinds}}
    made = cases.build(described(tmp_path, responses=answer)).cases["POST /x"]
    asked = [case.title.raw for case in made if case.title.raw.startswith("an answer of ")]
    assert asked == ["an answer of text/plain", "an answer of text/csv"]


def test_a_value_behind_a_delimiter_does_not_hold_it(tmp_path: Path) -> None:
    number = {"in": "path", "required": True, "schema": {"type": "integer"}, "example": -5}
    operation = {
        "parameters": [{"name": "first", **number}, {"name": "last", **number}],
        "responses": {"204": {"description": ""}},
    }
    paths = {"/x/{first}-{last}": {"get": operation}}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "X", "version": "1"}, "paths": paths}), "utf-8")
    found = cases.build(api_of(path)).cases["GET /x/{first}-{last}"]
    targets = [case.request.target.raw for case in found if case.kind is cases.Kind.ANSWERED]
    assert targets and all(re.fullmatch(r"/x/-5-\d+", target) for target in targets), targets


def test_a_header_that_is_the_credential_in_another_case_is_sent_as_that_alone(tmp_path: Path) -> None:
    header = {"name": "x-token", "in": "header", "schema": {"type": "string"}}
    schemes = {"token": {"type": "apiKey", "in": "header", "name": "X-Token"}}
    operation = {
        "parameters": parameters(header),
        "security": [{"token": []}],
        "responses": {"204": {"description": ""}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "X", "version": "1"}, "paths": {"/x/{id}": {"get": operation}}}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps({**document, "components": {"securitySchemes": schemes}}), "utf-8")
    found = cases.build(api_of(path)).cases["GET /x/{id}"]
    assert found and not any(name.raw == "x-token" for case in found for name, _ in case.request.headers)


def test_of_two_parameters_with_one_name_in_the_query_none_is_told_to_be_wrong(tmp_path: Path) -> None:
    page = {"type": "integer"}
    pager = {"type": "object", "properties": {"page": page}, "additionalProperties": False}
    both = [{"name": "page", "in": "query", "schema": page}, {"name": "pager", "in": "query", "schema": pager}]
    for sent, wrong in ((both[:1], {"page"}), (both, set())):
        table = cases.build(described(tmp_path, parameters=parameters(*sent)))
        refused = {case.name.raw for case in table.cases["POST /x/{id}"] if case.where == "query" and case.name}
        assert refused == wrong


def test_a_value_is_sent_only_if_it_arrives_as_one_of_the_type(tmp_path: Path) -> None:
    shaped = {"name": "shaped", "in": "header", "schema": {"const": {"a": 1}}}  # arrives as the texts `a` and `1`
    table = cases.build(described(tmp_path, parameters=parameters(shaped)))
    assert [note.message for note in table.notes] == ["no value was found for this parameter, so no test sends it"]
    shaped["schema"] = {"const": {"a": "1"}}
    assert not cases.build(described(tmp_path, parameters=parameters(shaped))).notes


def xml_of(folder: Path, schema: Any) -> Any:
    """The schema that the tests hold an answer in XML against."""
    answer = {"200": {"description": "", "content": {"application/xml": {"schema": schema}}}}
    operations = Cases(described(folder, responses=answer)).contract["operations"]
    return operations["POST /x"]["answers"]["200"]["content"]["application/xml"]


TEXT = {"type": "string"}
LISTED = {"type": "array", "items": TEXT}
ATTRIBUTE = {"type": "integer", "xml": {"attribute": True}}
NODE = {"type": "object", "properties": {"id": ATTRIBUTE, "names": LISTED}}


@pytest.mark.parametrize(
    "schema",
    [
        NODE,
        LISTED,
        {"type": "object", "properties": {"a": {"type": ["string", "null"]}}},
        {"type": "object", "properties": {"a": {"type": ["array", "null"], "items": TEXT}}},
        {"type": "object", "properties": {"a": {"type": "object"}}},
    ],
)
def test_answers_in_xml_are_judged_where_every_value_reads_back_as_itself(tmp_path: Path, schema: Any) -> None:
    assert xml_of(tmp_path, schema) is not None


@pytest.mark.parametrize(
    "member",
    [
        {"oneOf": [LISTED, TEXT]},
        {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
        {"type": ["integer", "null"], "xml": {"attribute": True}},
        {"type": "array", "items": LISTED},
        {"type": "object", "properties": {"a": TEXT}, "not": {"required": ["b"]}},
    ],
)
def test_answers_in_xml_are_not_judged_where_a_value_may_read_back_as_another(tmp_path: Path, member: Any) -> None:
    assert xml_of(tmp_path, {"type": "object", "properties": {"member": member}}) is None


@pytest.mark.parametrize(
    ("members", "sent"),
    [
        ([{"room": {"type": "string"}}, {"guest": {"type": "string"}}], None),
        ([{"room": {"type": "integer"}}, {"room": {"type": "string"}}], {"room": "room"}),
        ([{"room": {"const": "a"}}, {"room": {"const": "b"}, "guest": {"type": "integer"}}], {"room": "a"}),
    ],
)
def test_a_form_fits_one_alternative_once_its_members_are_texts(tmp_path: Path, members: Any, sent: Any) -> None:
    schema = {"oneOf": [{"type": "object", "properties": one, "required": [*one][:1]} for one in members]}
    if sent is None:
        schema = {"oneOf": [{"type": "object", "properties": one} for one in members]}
    form = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    table = cases.build(described(tmp_path, requestBody=form))
    answered = [case for case in table.cases["POST /x"] if case.kind is cases.Kind.ANSWERED]
    payloads = [case.request.payload.value.json for case in answered if case.request.payload]
    assert payloads[:1] == ([] if sent is None else [sent])
    assert [note.message for note in table.notes] == (
        ["no example was found for this body, so no test sends it"] if sent is None else []
    )
