"""What callers notice of a change of a description, in oasdiff's classes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold import contract, ir
from scaffold.diag import Report
from scaffold.source import Loader

Json = dict[str, Any]
TODAY = date(2026, 6, 1)
REPLY = {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
BASE: Json = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "security": [{"key": []}],
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "getThing",
                "parameters": [
                    {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 10, "default": 1}},
                    {"name": "kind", "in": "query", "schema": {"type": "string", "enum": ["a", "b"]}},
                    {"name": "must", "in": "query", "required": True, "schema": {"type": "string"}},
                ],
                "responses": {"200": REPLY, "404": {"description": "none"}},
            },
            "put": {
                "operationId": "putThing",
                "requestBody": {"content": REPLY["content"]},
                "responses": {"200": REPLY},
            },
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "other": {"type": "apiKey", "in": "header", "name": "X-Other"},
        },
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "note": {"type": "string", "maxLength": 5},
                    "count": {"type": "integer"},
                    "colour": {"type": "string", "enum": ["red", "blue"]},
                    "made": {"type": "string", "readOnly": True},
                    "next": {"$ref": "#/components/schemas/Thing"},
                },
            }
        },
    },
}


def api(document: Json, tmp_path: Path) -> ir.Api:
    place = tmp_path / "api.json"
    place.write_text(json.dumps(document))
    report = Report()
    read = scaffold.read(Loader(place, report), report)
    assert read is not None, report.diagnostics
    return read


def get(document: Json) -> Json:
    found: Json = document["paths"]["/things/{id}"]["get"]
    return found


def thing(document: Json) -> Json:
    found: Json = document["components"]["schemas"]["Thing"]
    return found


GET, PUT = "GET /things/{id}", "PUT /things/{id}"
CASES: dict[str, tuple[Callable[[Json], object], set[tuple[str, str, str]]]] = {
    "nothing": (lambda d: None, set()),
    "words": (lambda d: get(d).update(summary="new words"), set()),
    "operation removed": (
        lambda d: d["paths"]["/things/{id}"].pop("put"),
        {("api-removed-without-deprecation", "error", PUT)},
    ),
    "operation added": (
        lambda d: d["paths"].update({"/x": {"get": {"operationId": "x", "responses": {"204": {"description": ""}}}}}),
        {("endpoint-added", "info", "GET /x")},
    ),
    "operationId": (lambda d: get(d).update(operationId="readThing"), {("api-operation-id-changed", "warning", GET)}),
    "deprecated": (lambda d: get(d).update(deprecated=True), {("endpoint-deprecated", "info", GET)}),
    "parameter removed": (lambda d: get(d)["parameters"].pop(1), {("request-parameter-removed", "warning", GET)}),
    "parameter added": (
        lambda d: get(d)["parameters"].append({"name": "n", "in": "query", "schema": {"type": "string"}}),
        {("new-optional-request-parameter", "info", GET)},
    ),
    "required parameter added": (
        lambda d: get(d)["parameters"].append(
            {"name": "n", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        {("new-required-request-parameter", "error", GET)},
    ),
    "parameter required": (
        lambda d: get(d)["parameters"][1].update(required=True),
        {("request-parameter-became-required", "error", GET)},
    ),
    "parameter optional": (
        lambda d: get(d)["parameters"][2].update(required=False),
        {("request-parameter-became-optional", "info", GET)},
    ),
    "parameter retyped": (
        lambda d: get(d)["parameters"][2].update(schema={"type": "boolean"}),
        {("request-parameter-type-changed", "error", GET)},
    ),
    "parameter widened": (
        lambda d: get(d)["parameters"][0]["schema"].update(type="number"),
        {("request-parameter-type-generalized", "info", GET)},
    ),
    "limit tightened": (
        lambda d: get(d)["parameters"][0]["schema"].update(maximum=5),
        {("request-parameter-maximum-decreased", "error", GET)},
    ),
    "limit loosened": (
        lambda d: get(d)["parameters"][0]["schema"].update(maximum=50),
        {("request-parameter-maximum-increased", "info", GET)},
    ),
    "default changed": (
        lambda d: get(d)["parameters"][0]["schema"].update(default=2),
        {("request-parameter-default-value-changed", "info", GET)},
    ),
    "parameter's value removed": (
        lambda d: get(d)["parameters"][1]["schema"].update(enum=["a"]),
        {("request-parameter-enum-value-removed", "error", GET)},
    ),
    "parameter's value added": (
        lambda d: get(d)["parameters"][1]["schema"].update(enum=["a", "b", "c"]),
        {("request-parameter-enum-value-added", "info", GET)},
    ),
    "success removed": (
        lambda d: get(d)["responses"].update({"201": get(d)["responses"].pop("200")}),
        {("response-success-status-removed", "error", GET), ("response-success-status-added", "info", GET)},
    ),
    "error removed": (lambda d: get(d)["responses"].pop("404"), {("response-non-success-status-removed", "info", GET)}),
    "body required": (
        lambda d: d["paths"]["/things/{id}"]["put"]["requestBody"].update(required=True),
        {("request-body-became-required", "error", PUT)},
    ),
    "body removed": (
        lambda d: d["paths"]["/things/{id}"]["put"].pop("requestBody"),
        {("request-body-removed", "error", PUT)},
    ),
    "media added": (
        lambda d: d["paths"]["/things/{id}"]["put"]["requestBody"]["content"].update(
            {"text/plain": {"schema": {"type": "string"}}}
        ),
        {("request-body-media-type-added", "info", PUT)},
    ),
    "field removed": (
        lambda d: thing(d)["properties"].pop("note"),
        {
            ("response-optional-property-removed", "info", GET),
            ("response-optional-property-removed", "info", PUT),
            ("request-property-removed", "warning", PUT),
        },
    ),
    "field required": (
        lambda d: thing(d)["required"].append("note"),
        {
            ("response-property-became-required", "info", GET),
            ("response-property-became-required", "info", PUT),
            ("request-property-became-required", "error", PUT),
        },
    ),
    "field optional": (
        lambda d: thing(d).pop("required"),
        {
            ("response-property-became-optional", "error", GET),
            ("response-property-became-optional", "error", PUT),
            ("request-property-became-optional", "info", PUT),
        },
    ),
    "read-only field removed": (
        lambda d: thing(d)["properties"].pop("made"),
        {
            ("response-optional-property-removed", "info", GET),
            ("response-optional-property-removed", "info", PUT),
        },
    ),
    "field nullable": (
        lambda d: thing(d)["properties"]["count"].update(type=["integer", "null"]),
        {
            ("response-property-became-nullable", "error", GET),
            ("response-property-became-nullable", "error", PUT),
            ("request-property-became-nullable", "info", PUT),
        },
    ),
    "field's value added": (
        lambda d: thing(d)["properties"]["colour"]["enum"].append("green"),
        {
            ("response-property-enum-value-added", "warning", GET),
            ("response-property-enum-value-added", "warning", PUT),
            ("request-property-enum-value-added", "info", PUT),
        },
    ),
    "field with a default required": (
        lambda d: (thing(d)["required"].append("note"), thing(d)["properties"]["note"].update(default="n")),
        {
            ("response-property-became-required", "info", GET),
            ("response-property-became-required", "info", PUT),
            ("request-property-became-required-with-default", "error", PUT),
        },
    ),
    "header added": (
        lambda d: get(d)["responses"].update(
            {"200": {**REPLY, "headers": {"X-Size": {"schema": {"type": "integer"}}}}}
        ),
        {("response-header-added", "info", GET)},
    ),
    "security dropped": (lambda d: get(d).update(security=[]), {("api-security-removed", "info", GET)}),
    "security added": (
        lambda d: get(d).update(security=[{"key": [], "other": []}]),
        {("api-security-added", "error", GET)},
    ),
    "server's path": (
        lambda d: d.update(servers=[{"url": "https://things.example/v2"}]),
        {("api-path-changed", "error", GET), ("api-path-changed", "error", PUT)},
    ),
    "server's host": (lambda d: d.update(servers=[{"url": "https://things.example"}]), set()),
    "path's parameter renamed": (
        lambda d: d.update(json.loads(json.dumps(d).replace('"id"', '"key"').replace("{id}", "{key}")))
        or d["paths"].pop("/things/{id}", None),
        set(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_classed(name: str, tmp_path: Path) -> None:
    change, expected = CASES[name]
    document = json.loads(json.dumps(BASE))
    change(document)
    found = contract.compare(api(BASE, tmp_path), api(document, tmp_path), TODAY)
    assert {(each.id, str(each.level), each.operation) for each in found} == expected
    step = "major" if any(level != "info" for _, level, _ in expected) else "minor" if expected else "none"
    assert contract.step_of(found) == step


def test_what_was_deprecated_may_go(tmp_path: Path) -> None:
    before = json.loads(json.dumps(BASE))
    before["paths"]["/things/{id}"]["put"]["deprecated"] = True
    get(before)["parameters"][1]["deprecated"] = True
    after = json.loads(json.dumps(before))
    del after["paths"]["/things/{id}"]["put"], get(after)["parameters"][1]
    found = contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)
    assert [(each.id, str(each.level)) for each in found] == [
        ("api-removed-with-deprecation", "info"),
        ("request-parameter-removed-with-deprecation", "info"),
    ]
    assert contract.step_of(found) == "minor"


@pytest.mark.parametrize(
    ("sunset", "change", "level"),
    [
        ("2026-05-31", "api-removed-with-deprecation", "info"),
        ("2026-06-01", "api-removed-with-deprecation", "info"),
        ("2026-06-01T23:00:00Z", "api-removed-with-deprecation", "info"),
        ("2026-06-02", "api-removed-before-sunset", "error"),
        ("next summer", "api-path-sunset-parse", "error"),
        ("2026-13-45", "api-path-sunset-parse", "error"),
        (20260101, "api-path-sunset-parse", "error"),
    ],
)
def test_what_was_deprecated_may_go_when_its_day_has_come(
    sunset: object, change: str, level: str, tmp_path: Path
) -> None:
    before = json.loads(json.dumps(BASE))
    before["paths"]["/things/{id}"]["put"] |= {"deprecated": True, "x-sunset": sunset}
    after = json.loads(json.dumps(before))
    del after["paths"]["/things/{id}"]["put"]
    (found,) = contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)
    assert (found.id, str(found.level)) == (change, level)
    assert "2026-06-02" not in str(sunset) or "announced for 2026-06-02" in found.message


@pytest.mark.parametrize("days", [("2026-03-01", "2026-03-01"), ("2026-03-01", "2026-05-01")])
def test_a_day_that_has_gone_by_is_told_only_where_it_is_sooner_than_before(
    days: tuple[str, str], tmp_path: Path
) -> None:
    documents = [json.loads(json.dumps(BASE)) for _ in days]
    for document, day in zip(documents, days, strict=True):
        get(document).update({"deprecated": True, "x-sunset": day})
    assert not contract.compare(*(api(document, tmp_path) for document in documents), TODAY)


def test_a_day_says_nothing_of_what_is_not_deprecated(tmp_path: Path) -> None:
    before, after = (json.loads(json.dumps(BASE)) for _ in range(2))
    get(before)["x-sunset"] = "2026-07-01"
    assert not contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)


def test_changes_are_told_in_the_order_of_the_description(tmp_path: Path) -> None:
    """Also those of what is gone, on each run."""
    before, after = (json.loads(json.dumps(BASE)) for _ in range(2))
    statuses = ["409", "404", "429", "400", "503", "402", "403"]
    get(before)["responses"] |= {status: {"description": "no"} for status in statuses}
    get(after)["responses"] = {"200": REPLY}
    kinds = [f"text/{word}" for word in ("z", "a", "m", "b", "y", "c")]
    get(before)["responses"]["200"] = {"description": "ok", "content": {**REPLY["content"], **dict.fromkeys(kinds, {})}}
    found = [each.message for each in contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)]
    assert found == [
        *(f"the reply 200 is not '{kind}' any more" for kind in kinds),
        *(f"{status} is not answered any more" for status in ["404", *(each for each in statuses if each != "404")]),
    ]


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ("2026-08-01", None),
        ("2026-06-15", None),
        ("2026-05-01", "api-sunset-date-changed-too-small"),
        ("soon", "api-path-sunset-parse"),
        (None, "sunset-deleted"),
    ],
)
def test_what_becomes_of_an_announced_day_is_told(now: str | None, change: str | None, tmp_path: Path) -> None:
    before = json.loads(json.dumps(BASE))
    get(before).update({"deprecated": True, "x-sunset": "2026-07-01"})
    after = json.loads(json.dumps(before))
    get(after).update({"x-sunset": now}) if now else get(after).pop("x-sunset")
    found = contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)
    assert [(each.id, str(each.level)) for each in found] == ([(change, "error")] if change else [])


def ending(place: str, said: Json, document: Json) -> None:
    """Say of an operation, a parameter or a property that it goes, or is to go."""
    held = {"operation": get(document), "parameter": get(document)["parameters"][1]}
    held["property"] = thing(document)["properties"]["note"]
    held[place].update(said)


@pytest.mark.parametrize(
    ("sunset", "operation", "parameter", "property"),
    [
        (None, "endpoint-deprecated", "request-parameter-deprecated", "-property-deprecated"),
        ("2026-06-01", "endpoint-deprecated", "request-parameter-deprecated", "-property-deprecated"),
        (
            "2026-05-31",
            "api-sunset-date-too-small",
            "request-parameter-sunset-date-too-small",
            "-property-sunset-date-too-small",
        ),
        (
            "summer",
            "api-deprecated-sunset-parse",
            "request-parameter-sunset-parse",
            "-property-deprecated-sunset-invalid",
        ),
    ],
)
@pytest.mark.parametrize("place", ["operation", "parameter", "property"])
def test_what_is_deprecated_is_told_with_the_day_that_it_goes(
    place: str, sunset: str | None, operation: str, parameter: str, property: str, tmp_path: Path
) -> None:
    document = json.loads(json.dumps(BASE))
    ending(place, {"deprecated": True} | ({"x-sunset": sunset} if sunset else {}), document)
    found = {
        (each.id, str(each.level)) for each in contract.compare(api(BASE, tmp_path), api(document, tmp_path), TODAY)
    }
    sides = {"operation": [operation], "parameter": [parameter]}
    ids = sides.get(place, [f"{side}{property}" for side in ("request", "response")])
    level = "error" if sunset in ("2026-05-31", "summer") else "info"
    assert found == {(id, level) for id in ids}
    back = contract.compare(api(document, tmp_path), api(BASE, tmp_path), TODAY)
    again = {"operation": ["endpoint-reactivated"], "parameter": ["request-parameter-reactivated"]}
    expected = again.get(place, ["request-property-reactivated", "response-property-reactivated"])
    assert {(each.id, str(each.level)) for each in back} == {(id, "info") for id in expected}


@pytest.mark.parametrize(
    ("sunset", "change", "level"),
    [
        ("2026-06-01", "request-parameter-removed-with-deprecation", "info"),
        ("2026-06-02", "request-parameter-removed-before-sunset", "error"),
        ("next summer", "request-parameter-sunset-parse", "error"),
    ],
)
def test_a_deprecated_parameter_may_go_when_its_day_has_come(
    sunset: str, change: str, level: str, tmp_path: Path
) -> None:
    before = json.loads(json.dumps(BASE))
    ending("parameter", {"deprecated": True, "x-sunset": sunset}, before)
    after = json.loads(json.dumps(before))
    del get(after)["parameters"][1]
    (found,) = contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)
    assert (found.id, str(found.level)) == (change, level)
    assert "the query parameter 'kind' is not there any more" in found.message


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ("2026-06-15", None),
        ("2026-05-01", "request-parameter-sunset-date-changed-too-small"),
        ("soon", "request-parameter-sunset-parse"),
        (None, "request-parameter-sunset-deleted"),
    ],
)
def test_what_becomes_of_a_parameter_s_announced_day_is_told(
    now: str | None, change: str | None, tmp_path: Path
) -> None:
    before, after = json.loads(json.dumps(BASE)), json.loads(json.dumps(BASE))
    ending("parameter", {"deprecated": True, "x-sunset": "2026-07-01"}, before)
    ending("parameter", {"deprecated": True} | ({"x-sunset": now} if now else {}), after)
    found = contract.compare(api(before, tmp_path), api(after, tmp_path), TODAY)
    assert [(each.id, str(each.level)) for each in found] == ([(change, "error")] if change else [])


def test_what_a_change_is_about_is_told(tmp_path: Path) -> None:
    document = json.loads(json.dumps(BASE))
    del thing(document)["properties"]["note"]
    messages = {each.message for each in contract.compare(api(BASE, tmp_path), api(document, tmp_path), TODAY)}
    assert "'note' of the body of the request is not there any more" in messages
    assert "'note' of the reply 200 is not there any more" in messages
