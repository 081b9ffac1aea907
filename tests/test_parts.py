"""Parts of multipart bodies: what a body is whose parts have headers of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scaffold import ir, passes, specs
from scaffold.diag import Diagnostic, Report
from scaffold.source import Loader

FILE = {"type": "string", "format": "binary"}
UPLOAD = {
    "type": "object",
    "required": ["photo"],
    "properties": {"photo": FILE, "tags": {"type": "array", "items": {"type": "string"}}, "plain": {"type": "string"}},
}
SIZE = {"required": True, "schema": {"type": "integer"}, "example": 3}
ENCODING = {"photo": {"headers": {"X-Size": SIZE}}, "tags": {"headers": {"X-Kind": {"schema": {"type": "string"}}}}}


def read(folder: Path, *content: dict[str, Any]) -> tuple[ir.Api, list[ir.Media]]:
    """An Api, and the bodies of its operations, one for each `content`."""
    paths = {
        f"/{place}": {"post": {"requestBody": {"content": one}, "responses": {"204": {"description": "Done."}}}}
        for place, one in enumerate(content)
    }
    found, diagnostics = passed(folder, paths)
    assert not diagnostics, diagnostics
    operations = (operation for service in found.services for operation in service.operations)
    return found, [media for one in operations if one.body is not None for media in one.body.media]


def passed(folder: Path, paths: dict[str, Any]) -> tuple[ir.Api, tuple[Diagnostic, ...]]:
    """An Api of these paths, and what was told of it."""
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    path = folder / "api.json"
    path.write_text(json.dumps({**document, "components": {"schemas": {"Upload": UPLOAD}}}), "utf-8")
    report = Report()
    found = specs.read(Loader(path, report), report)
    assert found is not None, report.diagnostics
    return passes.run(found, report), tuple(report.diagnostics)


def told(api: ir.Api, kind: ir.TypeRef) -> Any:
    """A type in few words: objects by their properties, those that may be left out with a question mark."""
    match kind:
        case ir.Ref(key=key):
            (found,) = (declared for declared in api.types if declared.key == key)
            if isinstance(found, ir.Alias):
                return told(api, found.type)
            assert isinstance(found, ir.Record)
            return {f"{one.name.wire.raw}{'' if one.required else '?'}": told(api, one.type) for one in found.fields}
        case ir.ListOf(item=item):
            return [told(api, item)]
        case ir.TupleOf(items=items, rest=rest):
            return (*(told(api, one) for one in items), told(api, rest))
        case ir.OneOf(variants=variants):
            return {"any of": [told(api, one) for one in variants]}
        case ir.Never():
            return "none"
        case ir.Scalar():
            return kind.kind.value
        case ir.Anything():
            return "any"
    raise AssertionError(kind)


def test_a_part_with_headers_is_its_content_and_its_headers(tmp_path: Path) -> None:
    api, (form,) = read(tmp_path, {"multipart/form-data": {"schema": UPLOAD, "encoding": ENCODING}})
    photo = {"content": "binary", "headers": {"X-Size": "integer"}}
    tags = [{"content": "string", "headers?": {"X-Kind?": "string"}}]
    assert told(api, form.type) == {"photo": photo, "tags?": tags, "plain?": "string"}


def test_other_bodies_of_the_schema_stay_as_they_are(tmp_path: Path) -> None:
    schema = {"$ref": "#/components/schemas/Upload"}
    plain = {"photo": "binary", "tags?": ["string"], "plain?": "string"}
    form = {"multipart/form-data": {"schema": schema, "encoding": ENCODING}}
    one = {"photo": {"headers": {"X-Other": {"schema": {"type": "string"}}}}}
    other = {"multipart/form-data": {"schema": schema, "encoding": one}}
    api, (headed, second, text) = read(tmp_path, form, other, {"application/json": {"schema": schema}})
    assert told(api, text.type) == plain
    assert told(api, headed.type)["photo"] == {"content": "binary", "headers": {"X-Size": "integer"}}
    assert told(api, second.type) == plain | {"photo": {"content": "binary", "headers?": {"X-Other?": "string"}}}


def test_examples_are_those_of_the_contents(tmp_path: Path) -> None:
    shown = {"photo": "abc", "tags": ["x"], "plain": "y"}
    given = {"schema": UPLOAD, "encoding": ENCODING, "example": shown}
    _, (form,) = read(tmp_path, {"multipart/form-data": given})
    photo = {"content": "abc", "headers": {"X-Size": 3}}
    assert [one.json for one in form.examples] == [{"photo": photo, "tags": [{"content": "x"}], "plain": "y"}]


def test_a_part_of_which_no_type_is_said_is_a_file(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {
            "photo": {},
            "files": {"type": "array", "items": {}},
            "any": {},
            "headed": {},
            "text": {"type": "string"},
        },
    }
    encoding = {
        "photo": {"contentType": "image/png"},
        "any": {"contentType": "application/json"},
        "headed": ENCODING["tags"],
    }
    api, (form,) = read(tmp_path, {"multipart/form-data": {"schema": schema, "encoding": encoding}})
    assert told(api, form.type) == {
        "photo?": "binary",
        "files?": ["binary"],
        "any?": "any",
        "headed?": {"content": "binary", "headers?": {"X-Kind?": "string"}},
        "text?": "string",
    }


def listed(*places: dict[str, Any], rest: Any = None) -> dict[str, Any]:
    """An array whose first places have schemas."""
    return {"type": "array", "prefixItems": list(places), **({} if rest is None else {"items": rest})}


def test_parts_by_place_are_a_tuple(tmp_path: Path) -> None:
    text: dict[str, Any] = {"type": "string"}
    headed = {"contentType": "text/html", "headers": {"X-Size": SIZE}}
    api, bodies = read(
        tmp_path,
        {"multipart/mixed": {"schema": listed(text, {}), "prefixEncoding": [{}, {"contentType": "image/*"}]}},
        {"multipart/mixed": {"schema": listed(text, {}, rest=False)}},
        {"multipart/mixed": {"schema": {"type": "array", "items": {}}, "itemEncoding": {"contentType": "text/css"}}},
        {"multipart/mixed": {"schema": {"type": "array", "items": text}, "prefixEncoding": [headed]}},
        {"multipart/mixed": {"schema": listed(text), "prefixEncoding": [{}, headed], "itemEncoding": headed}},
        {"multipart/mixed": {"schema": listed(text, rest={"anyOf": [text, {}]})}},
        {"multipart/mixed": {"prefixEncoding": [{"contentType": "application/json"}]}},
    )
    part = {"content": "string", "headers": {"X-Size": "integer"}}
    file = {"content": "binary", "headers": {"X-Size": "integer"}}
    assert [told(api, one.type) for one in bodies] == [
        ("string", "binary", "binary"),
        ("string", "binary", "none"),
        ["any"],
        (part, "string"),
        ("string", {**file, "content": "any"}, {**file, "content": "any"}),
        ("string", "any"),
        ("any", "binary"),
    ]


def test_parts_of_parts(tmp_path: Path) -> None:
    inner = listed({"type": "string"}, {})
    encoding = {"contentType": "multipart/mixed", "prefixEncoding": [{"headers": {"X-Size": SIZE}}]}
    form = {"type": "object", "properties": {"one": inner, "many": {"type": "array", "items": inner}}}
    api, (mixed, named) = read(
        tmp_path,
        {"multipart/mixed": {"schema": listed(inner), "prefixEncoding": [encoding]}},
        {"multipart/form-data": {"schema": form, "encoding": {"many": encoding}}},
    )
    part = {"content": "string", "headers": {"X-Size": "integer"}}
    assert told(api, mixed.type) == ((part, "binary", "binary"), "binary")
    assert told(api, named.type) == {"one?": ("string", "any", "any"), "many?": [(part, "binary", "binary")]}


def test_parts_of_a_stream_are_of_one_type(tmp_path: Path) -> None:
    headed = {"headers": {"X-Size": SIZE}}
    api, (same, other) = read(
        tmp_path,
        {"multipart/mixed": {"itemSchema": {}, "itemEncoding": {"contentType": "image/png"}}},
        {"multipart/mixed": {"itemSchema": {"type": "string"}, "prefixEncoding": [headed]}},
    )
    part = {"content": "string", "headers": {"X-Size": "integer"}}
    assert [told(api, one.type) for one in (same, other)] == [["binary"], [{"any of": [part, "string"]}]]


def test_parts_of_replies_have_no_style(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string"}}}}
    form = {"multipart/form-data": {"schema": schema, "encoding": {"tags": {"style": "pipeDelimited"}}}}
    responses = {"200": {"description": "Parts.", "content": form}}
    api, diagnostics = passed(tmp_path, {"/": {"post": {"requestBody": {"content": form}, "responses": responses}}})
    (operation,) = (one for service in api.services for one in service.operations)
    assert operation.body is not None
    styles = [one.encoding[0].style for one in (*operation.body.media, *operation.results[0].media)]
    assert styles == [ir.Style.PIPE, None]
    (told_,) = diagnostics
    assert told_.code == "field-ignored" and told_.source is not None
    assert told_.source.pointer.endswith("/responses/200/content/multipart~1form-data/encoding/tags/style")


def test_examples_of_parts_by_place(tmp_path: Path) -> None:
    encoding = {"contentType": "multipart/mixed", "itemEncoding": {"headers": {"X-Size": SIZE}}}
    schema = listed({"type": "string"}, {"type": "array", "items": {"type": "string"}})
    given = {"schema": schema, "prefixEncoding": [{"headers": {"X-Size": SIZE}}, encoding], "example": ["a", ["b"]]}
    _, (mixed,) = read(tmp_path, {"multipart/mixed": given})
    part = {"content": "a", "headers": {"X-Size": 3}}
    assert [one.json for one in mixed.examples] == [[part, [{**part, "content": "b"}]]]


def test_keywords_that_look_at_values_see_parts_without_headers(tmp_path: Path) -> None:
    either = {
        **UPLOAD,
        "properties": {**UPLOAD["properties"], "raw": {}},
        "anyOf": [{"required": ["tags"]}, {"not": {}}],
    }
    content = {"schema": either, "encoding": {**ENCODING, "raw": {"contentType": "image/png"}}}
    operation = {
        "requestBody": {"content": {"multipart/form-data": content}},
        "responses": {"204": {"description": "Done."}},
    }
    api, diagnostics = passed(tmp_path, {"/": {"post": operation}})
    (media,) = (each for each in api.services[0].operations[0].body.media)  # type: ignore[union-attr]
    assert isinstance(media.type, ir.Checked)
    assert told(api, media.type.item) == {"photo": "binary", "tags?": ["string"], "plain?": "string", "raw?": "binary"}
    assert not any(one.headers for one in media.encoding)
    assert [one.code for one in diagnostics] == ["feature-unsupported"] * 2
