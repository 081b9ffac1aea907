"""Passes: what an Api is like after each of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from schemas import Read, api
from test_jsonschema import SCHEMAS

from scaffold import ir, passes
from scaffold.cases.check import Types, accepts
from scaffold.diag import Report, Source
from scaffold.names import LONGEST, length
from scaffold.passes import walk

REF = "#/components/schemas/"
HERE = Source("api.json", "/paths/~1things/post")


def ref(name: str) -> dict[str, str]:
    return {"$ref": REF + name}


def record(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def operation(
    name: str,
    body: ir.TypeRef | None = None,
    answer: ir.TypeRef | None = None,
    direction: ir.Direction = ir.Direction.SERVE,
    source: Source = HERE,
    **more: Any,
) -> ir.Operation:
    def media(kind: ir.TypeRef | None) -> tuple[ir.Media, ...]:
        return () if kind is None else (ir.Media(media_type=ir.Text("application/json"), type=kind, source=source),)

    return ir.Operation(
        key=f"POST /{name}",
        name=ir.Name(tuple(name.split("_")), ir.Text(name)),
        binding=ir.Http(method="POST", path=ir.Path(segments=(), template=ir.Text(f"/{name}"))),
        direction=direction,
        body=ir.Body(media=media(body), required=True, source=source) if body is not None else None,
        results=(ir.Result(status=ir.Exact(200), media=media(answer), source=source),),
        source=source,
        **more,
    )


def service(*operations: ir.Operation, name: str = "things") -> ir.Service:
    return ir.Service(name=ir.Name((name,), ir.Text(name)), operations=operations)


def run(schemas: dict[str, Any], *operations: ir.Operation, dialect: str = "3.1") -> tuple[ir.Api, Report]:
    raw = Read(schemas, dialect).raw
    report = Report()
    return passes.run(replace(raw, services=(service(*operations),)), report), report


def types(found: ir.Api) -> dict[str, ir.Declaration]:
    return {declared.key.removeprefix(REF): declared for declared in found.types}


def fields(declared: Any) -> dict[str, Any]:
    return {field.name.wire.raw: field.type for field in declared.fields}


def label(declared: Any) -> str:
    return " ".join(declared.name.words)


def sound(found: ir.Api) -> None:
    """What every Api is like after the passes."""
    keys = [declared.key for declared in found.types]
    assert len(set(keys)) == len(keys)
    names = ["_".join(declared.name.words) for declared in found.types]
    assert len(set(names)) == len(names)
    assert all(declared.name.words and length(declared.name.words) <= LONGEST for declared in found.types)

    def look(kind: ir.TypeRef) -> ir.TypeRef:
        assert not isinstance(kind, ir.AllOf | ir.Inline)
        if isinstance(kind, ir.Ref):
            assert kind.key in keys
        if isinstance(kind, ir.OneOf):
            assert all(isinstance(one, ir.Scalar | ir.Const) for one in kind.variants)
        if isinstance(kind, ir.Nullable):
            assert not isinstance(kind.item, ir.Nullable)
        walk.changed(kind, look)
        return kind

    for declared in found.types:
        walk.changed_declaration(declared, look)
        if isinstance(declared, ir.Record):
            spelt = [field.name.words for field in declared.fields]
            assert len(set(spelt)) == len(spelt)
        if isinstance(declared, ir.Union) and declared.tag is not None:
            tags = [tag for variant in declared.variants for tag in variant.tags]
            assert all(variant.tags for variant in declared.variants)
            assert len(set(tags)) == len(tags)
    walk.changed_operations(found, lambda kind, use: look(kind))


# compose


def test_records_are_united() -> None:
    parts = [record("a", a={"type": "string"}, b={"type": "integer"}), record("b", b={"minimum": 3}, c={})]
    found = types(run({"It": {"allOf": parts}})[0])["It"]
    assert list(fields(found)) == ["a", "b", "c"]
    assert [field.required for field in found.fields] == [True, True, False]  # type: ignore[union-attr]
    assert fields(found)["b"] == ir.Scalar(kind=ir.Kind.INTEGER, limits=ir.Limits(minimum=3))


def test_a_part_that_adds_nothing_leaves_the_reference() -> None:
    schemas = {"A": record(a={}), "It": record(x={"allOf": [ref("A"), {"type": "object"}]}, y={"allOf": [ref("A")]})}
    found = types(run(schemas)[0])["It"]
    assert fields(found) == {"x": ir.Ref(key=REF + "A"), "y": ir.Ref(key=REF + "A")}


def test_limits_of_parts_are_narrowed() -> None:
    parts = [{"type": "string", "minLength": 2, "maxLength": 9}, {"minLength": 3, "maxLength": 5, "pattern": "a"}]
    found: Any = types(run({"It": {"allOf": parts}})[0])["It"]
    assert found.type.limits == ir.Limits(min_length=3, max_length=5, pattern=ir.Text("a"))


def test_two_patterns_become_a_check() -> None:
    parts = [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}]
    found: Any = types(run({"It": {"allOf": parts}})[0])["It"]
    assert found.type.item.limits.pattern == ir.Text("^a")
    assert found.type.schema == {"allOf": [{"type": "string", "pattern": "b$"}]}


def test_what_extends_a_schema_inside_of_that_schema_is_checked() -> None:
    more = {"required": ["more"]}
    schemas = {
        "Node": record(next={"allOf": [ref("Node"), more]}, items={"type": "array", "items": {**ref("Node"), **more}}),
        "Tree": {"allOf": [record(id={}), record(parent={"allOf": [ref("Tree"), more]})]},
        "Left": record(right={"allOf": [ref("Right"), more]}),
        "Right": record(left={"allOf": [ref("Left"), record(right={"allOf": [ref("Right"), more]})]}),
    }
    found, report = run(schemas)
    assert report.diagnostics == []
    for name, field in (("Node", "next"), ("Tree", "parent")):
        kind = fields(types(found)[name])[field]
        assert isinstance(kind, ir.Checked)
        assert kind.item == ir.Ref(key=REF + name)
    known = Types.of(found)
    node, right = ir.Ref(key=REF + "Node"), ir.Ref(key=REF + "Right")
    assert [bool(accepts(node, {"next": value}, known)) for value in ({}, {"more": 1})] == [True, False]
    assert [bool(accepts(node, {"items": [value]}, known)) for value in ({}, {"more": 1})] == [True, False]
    deep = {"left": {"right": {"more": 1, "left": {}}}}
    assert [bool(accepts(right, value, known)) for value in ({"left": {"right": {}}}, deep)] == [True, False]


def test_what_extends_itself_is_told() -> None:
    found, report = run({"A": {"allOf": [ref("B"), record(a={})]}, "B": {"allOf": [ref("A"), record(b={})]}})
    (told,) = report.diagnostics
    assert told.code == "schema-cycle" and "extends itself" in told.message
    assert [set(fields(types(found)[name])) for name in "AB"] == [{"a", "b"}, {"b"}]


def test_a_union_beside_properties_is_distributed() -> None:
    whole = {**record("id", id={"type": "string"}), "oneOf": [ref("A"), ref("B")]}
    found = types(run({"A": record(a={}), "B": record(b={}), "It": whole})[0])
    union: Any = found["It"]
    assert [list(fields(found[one.type.key.removeprefix(REF)])) for one in union.variants] == [["a", "id"], ["b", "id"]]
    assert [label(found[one.type.key.removeprefix(REF)]) for one in union.variants] == ["it a", "it b"]


def test_a_closed_part_forbids_what_it_does_not_know() -> None:
    closed = {**record(a={}), "additionalProperties": False}
    optional, report = run({"It": {"allOf": [closed, record(b={})]}})
    assert list(fields(types(optional)["It"])) == ["a"]
    assert [one.code for one in report.diagnostics] == ["schema-impossible"]
    required, report = run({"It": {"allOf": [closed, record("b", b={}, c={})]}})
    assert list(fields(types(required)["It"])) == ["a", "b", "c"]
    assert [one.code for one in report.diagnostics] == ["schema-impossible"]


def test_other_members_must_fit_every_part() -> None:
    parts = [record(a={}), {**record(a={}), "additionalProperties": {"type": "string"}}]
    found: Any = types(run({"It": {"allOf": parts}})[0])["It"]
    assert found.extra == ir.Scalar(kind=ir.Kind.STRING)


def test_alternatives_that_nothing_fits_are_left_out() -> None:
    whole = {"allOf": [{"anyOf": [{"type": "string"}, {"type": "array"}]}, {"type": "string", "minLength": 1}]}
    found: Any = types(run({"It": whole})[0])["It"]
    assert found.type == ir.Scalar(kind=ir.Kind.STRING, limits=ir.Limits(min_length=1))


def test_one_of_and_any_of_together_keep_both_meanings() -> None:
    one, any_ = {"oneOf": [ref("A"), ref("B")]}, {"anyOf": [ref("A"), ref("B")]}
    schemas = {"A": record(a={"type": "string"}), "B": record(b={"type": "string"}), "It": {**one, **any_}}
    found, _ = run({**schemas, "Use": record(it=ref("It"))})
    kind, judge = fields(types(found)["Use"])["it"], Types.of(found)
    assert accepts(kind, {}, judge)
    assert accepts(kind, {"a": 1, "b": 1}, judge)
    assert not accepts(kind, {"a": 1, "b": ""}, judge)


def test_unions_of_many_alternatives_become_a_check() -> None:
    names = [f"S{i}" for i in range(9)]
    schemas = {name: record(name, **{name: {"type": "integer"}}) for name in names}
    several = {word: list(map(ref, names)) for word in ("oneOf", "anyOf")}
    found, _ = run({**schemas, "It": several, "Use": record(it=ref("It"))})
    kind: Any = fields(types(found)["Use"])["it"]
    assert isinstance(kind, ir.Checked)
    judge = Types.of(found)
    assert not accepts(kind, {"S0": 1}, judge)
    assert accepts(kind, {}, judge)
    assert accepts(kind, {"S0": 1, "S1": 1}, judge)


def test_properties_that_meet_without_end() -> None:
    schemas = {
        "A": record(next=ref("A"), a={}),
        "B": record(next=ref("B"), b={}),
        "It": {"allOf": [ref("A"), ref("B")]},
    }
    found, _ = run(schemas)
    sound(found)
    kinds = types(found)
    assert list(fields(kinds["It"])) == ["next", "a", "b"]
    assert fields(kinds["It"])["next"].key in {declared.key for declared in found.types}


# hoist


def test_types_in_place_are_called_after_their_place() -> None:
    whole = record(
        address=record(city={"type": "string"}),
        lines={"type": "array", "items": record(count={"type": "integer"})},
        labels={"type": "object", "additionalProperties": record(text={})},
        how={"oneOf": [{"type": "string"}, record(by={})]},
        pair={"type": "array", "prefixItems": [record(left={}), record(right={})]},
        titled={"title": "PaymentRefused", **record(why={})},
    )
    found = types(run({"Order": whole})[0])
    assert [label(declared) for declared in found.values()] == [
        "order",
        "order address",
        "order line",
        "order label",
        "order how",
        "order how object",
        "order pair item 1",
        "order pair item 2",
        "order pair",
        "payment refused",
    ]


def test_a_tuple_of_declared_types_is_declared() -> None:
    pair = {"type": "array", "prefixItems": [ref("Knot"), {"type": "integer"}]}
    simple = {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}
    found, _ = run({"Knot": record(pair=pair, pairs={"type": "array", "items": pair}, simple=simple)})
    knot = found.types[0]
    assert isinstance(knot, ir.Record)
    assert [field.type.__class__ for field in knot.fields] == [ir.Ref, ir.ListOf, ir.TupleOf]
    assert [label(declared) for declared in found.types] == ["knot", "knot pair", "knot pairs"]


def test_bodies_are_called_after_their_operation() -> None:
    body, answer = (
        ir.Inline(
            declaration=ir.Record(
                key=f"#/paths/x/{place}",
                name=ir.Name((), ir.Text("")),
                fields=(
                    ir.Field(name=ir.Name((place,), ir.Text(place)), type=ir.Anything(), required=True, source=HERE),
                ),
                source=HERE,
            )
        )
        for place in ("request", "response")
    )
    found, _ = run({}, operation("place_order", body, answer))
    assert [label(declared) for declared in found.types] == ["place order request", "place order response"]


def test_equal_shapes_of_one_title_are_one_declaration() -> None:
    user = {"title": "User", **record(name={"type": "string"})}
    other = {"title": "User", **record(name={"type": "integer"})}
    needed = {"title": "User", **record("name", name={"type": "string"})}
    found = types(run({"A": record(x=user, y=user, z=other, needed=needed)})[0])
    assert [label(declared) for declared in found.values()] == ["a", "user", "a z", "a needed"]
    assert fields(found["A"])["x"] == fields(found["A"])["y"]


def test_short_enumerations_stay_in_place_and_long_ones_are_declared() -> None:
    many = [f"m{i}" for i in range(20)]
    found = types(run({"It": record(few={"enum": ["a", "b"]}, many={"enum": many})})[0])
    assert fields(found["It"])["few"] == ir.OneOf(variants=tuple(ir.Const(value=ir.Text(one)) for one in "ab"))
    assert label(found["It/properties/many"]) == "it many"


def test_a_nullable_component_keeps_its_name_and_its_uses_are_nullable() -> None:
    schemas = {
        "N": {**record(n=ref("N")), "nullable": True},
        "Use": record(n=ref("N"), l={"type": "array", "items": ref("N")}),
    }
    found = types(run(schemas, dialect="3.0")[0])
    assert isinstance(found["N"], ir.Record)
    use = ir.Nullable(item=ir.Ref(key=REF + "N"))
    assert fields(found["Use"]) == {"n": use, "l": ir.ListOf(item=use)}
    assert fields(found["N"]) == {"n": use}


# directions

BOOK = record("id", "title", id={"type": "integer", "readOnly": True}, title={}, secret={"writeOnly": True})


def test_twins_only_where_both_directions_need_them() -> None:
    schemas = {"Book": BOOK, "Page": record(books={"type": "array", "items": ref("Book")}), "Plain": record(x={})}
    book, page, plain = (ir.Ref(key=REF + name) for name in schemas)
    found, _ = run(schemas, operation("save", book, page), operation("plain", plain, plain))
    kinds = types(found)
    assert list(kinds) == ["Book", "Book!request", "Page", "Plain"]
    assert list(fields(kinds["Book"])) == ["id", "title"]
    assert list(fields(kinds["Book!request"])) == ["title", "secret"]
    assert label(kinds["Book!request"]) == "book input"
    save = found.services[0].operations[0]
    assert save.body is not None
    assert save.body.media[0].type == ir.Ref(key=REF + "Book!request")
    assert save.results[0].media[0].type == page


def test_one_direction_has_the_plain_name() -> None:
    book = ir.Ref(key=REF + "Book")
    assert list(fields(types(run({"Book": BOOK}, operation("save", book))[0])["Book"])) == ["title", "secret"]
    assert list(fields(types(run({"Book": BOOK}, operation("get", None, book))[0])["Book"])) == ["id", "title"]
    assert list(fields(types(run({"Book": BOOK})[0])["Book"])) == ["id", "title"]


def test_what_the_service_sends_of_itself_is_the_response_form() -> None:
    book = ir.Ref(key=REF + "Book")
    hook = operation("hook", book, direction=ir.Direction.EMIT)
    assert list(fields(types(run({"Book": BOOK}, hook)[0])["Book"])) == ["id", "title"]


def test_an_example_in_a_response_has_no_write_only_members() -> None:
    shown = {"id": 1, "title": "It", "secret": "s"}
    page = record(books={"type": "array", "items": ref("Book")}, any={"oneOf": [ref("Book"), {"type": "integer"}]})
    schemas = {"Book": {**BOOK, "example": shown}, "Page": {**page, "example": {"books": [shown, shown], "any": shown}}}
    found, _ = run(schemas, operation("save", ir.Ref(key=REF + "Book"), ir.Ref(key=REF + "Page")))
    seen = {"id": 1, "title": "It"}
    kinds = types(found)
    assert kinds["Book"].examples == (ir.Value(seen),)
    assert kinds["Page"].examples == (ir.Value({"books": [seen, seen], "any": seen}),)
    assert kinds["Book!request"].examples == (ir.Value(shown),)


def test_a_closed_request_still_takes_read_only_properties() -> None:
    found, _ = run({"Book": {**BOOK, "additionalProperties": False}}, operation("save", ir.Ref(key=REF + "Book")))
    book: Any = types(found)["Book"]
    assert [(one.name.wire.raw, one.required) for one in book.fields] == [
        ("id", False),
        ("title", True),
        ("secret", False),
    ]


def test_twins_of_unions_and_circles() -> None:
    schemas = {"Node": record(id={"readOnly": True}, next=ref("Node")), "Any": {"oneOf": [ref("Node"), record(z={})]}}
    some = ir.Ref(key=REF + "Any")
    found, _ = run(schemas, operation("save", some, some))
    sound(found)
    kinds = types(found)
    assert fields(kinds["Node!request"]) == {"next": ir.Ref(key=REF + "Node!request")}
    union: Any = kinds["Any!request"]
    assert union.variants[0].type == ir.Ref(key=REF + "Node!request")


# cycles


def test_circles_are_told_and_opened() -> None:
    schemas = {
        "Self": {"oneOf": [ref("Self"), {"type": "string"}]},
        "Endless": record("inner", inner=ref("Other")),
        "Other": record("back", back=ref("Endless")),
        "Fine": record("more", more={"type": "array", "items": ref("Fine")}),
        "Tree": record("left", left={"oneOf": [ref("Tree"), {"type": "string"}]}),
        "Json": {"anyOf": [{"type": "string"}, {"type": "array", "items": ref("Json")}]},
    }
    found, report = run(schemas)
    assert [(one.code, one.source and one.source.pointer.rpartition("/")[2]) for one in report.diagnostics] == [
        ("schema-cycle", "inner"),
        ("schema-cycle", "Self"),
    ]
    kinds: Any = types(found)
    assert kinds["Self"].type == ir.Scalar(kind=ir.Kind.STRING)
    assert [kinds[name].fields[0].required for name in ("Endless", "Other", "Fine")] == [False, True, True]
    assert isinstance(kinds["Json"], ir.Union)


def test_long_chains_of_required_properties_are_quick() -> None:
    chain = {f"S{i}": record("next", next=ref(f"S{i + 1}")) for i in range(3000)}
    found, report = run({**chain, "S3000": record(x={})})
    assert not report.diagnostics
    assert len(found.types) == 3001


# unique


def test_names_are_told_apart_in_document_order() -> None:
    found, report = run({"Book": record(x={}), "book": record(y={}), "BOOK": record(z={})})
    assert [label(declared) for declared in found.types] == ["book", "book 2", "book 3"]
    assert [one.code for one in report.diagnostics] == ["name-collision", "name-collision"]


def test_declarations_of_other_documents_are_called_after_them() -> None:
    pet = {"Pet": record(x={"type": "integer"})}
    files = {"cats/pet.json": pet, "dogs/pet.json": pet}
    found = Read({"Pet": record(a={"$ref": "cats/pet.json#/Pet"}, b={"$ref": "dogs/pet.json#/Pet"})}, files=files)
    assert [label(declared) for declared in found.api.types] == ["pet", "cats pet", "dogs pet"]


def test_many_of_one_name_are_quick() -> None:
    names = {f"book{'_' * (i % 60)}{'-' * (i // 60)}": record(x={}) for i in range(3000)}
    assert len({declared.name for declared in run(names)[0].types}) == 3000
    values = {"It": {"type": "string", "enum": ["\u2603" * (i % 60) + "\u2602" * (i // 60) for i in range(1, 3000)]}}
    it: Any = types(run(values)[0])["It"]
    assert len({member.name.words for member in it.members}) == 2999


def test_properties_are_told_apart() -> None:
    found = types(run({"It": record(userName={}, user_name={}, type={}, **{"@type": {}})})[0])["It"]
    assert [label(field) for field in found.fields] == ["user name", "user name 2", "type", "at type"]  # type: ignore[union-attr]
    assert [field.name.wire.raw for field in found.fields] == ["userName", "user_name", "type", "@type"]  # type: ignore[union-attr]


def test_operations_services_and_parameters_are_told_apart() -> None:
    def param(name: str, where: ir.Where) -> ir.Param:
        kind = ir.Scalar(kind=ir.Kind.STRING)
        return ir.Param(name=ir.Name((name,), ir.Text(name)), where=where, type=kind, required=True, source=HERE)

    twice = operation("save", params=(param("id", ir.Where.PATH), param("id", ir.Where.QUERY)))
    raw = api((), services=(service(twice), service(replace(operation("save"), key="PUT /save"))))
    found = passes.run(raw, Report())
    assert [one.name.words for one in found.services] == [("things",), ("things", "api")]
    names = [one.name.words for held in found.services for one in held.operations]
    assert names == [("save",), ("post", "save")]
    assert [one.name.words for one in found.services[0].operations[0].params] == [("id",), ("query", "id")]


# examples


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        *(("integer", "10", 10), ("boolean", "false", False), ("number", "1.5", 1.5), ("string", "10", "10")),
        *(("integer", "1.5", None), ("number", "NaN", None), ("boolean", "1", None), ("object", "{}", None)),
    ],
)
def test_a_default_that_is_spelled_as_a_text_is_read_as_it_is_meant(kind: str, given: str, read: Any) -> None:
    found, report = run({"It": record(n={"type": kind, "default": given})})
    it: Any = types(found)["It"]
    assert it.fields[0].default == (None if read is None else ir.Value(read))
    assert [one.code for one in report.diagnostics] == ([] if read == given else ["default-invalid"])


def test_examples_and_defaults_that_do_not_fit_are_dropped() -> None:
    whole = {**record(n={"type": "integer", "default": "x", "example": 3}), "examples": [{"n": 1}, {"n": "x"}]}
    found, report = run({"It": whole})
    it: Any = types(found)["It"]
    assert (it.fields[0].default, it.fields[0].examples) == (None, (ir.Value(3),))
    assert it.examples == (ir.Value({"n": 1}),)
    assert [one.code for one in report.diagnostics] == ["example-invalid", "default-invalid"]


# All together


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(["A", "B", "C", "a", "Some thing", "Some-thing"]), SCHEMAS, min_size=1, max_size=5),
    st.sampled_from(["3.0", "3.1"]),
)
def test_any_schemas_come_out_sound_and_the_same_again(schemas: dict[str, Any], dialect: str) -> None:
    schemas = {"A": {}, "B": {}, "C": {}, **schemas}
    some = [ir.Ref(key=REF + name) for name in ("A", "B", "C")]
    operations = [operation(f"op_{i}", kind, some[0]) for i, kind in enumerate(some)]
    found, report = run(schemas, *operations, dialect=dialect)
    sound(found)
    again, _ = run(schemas, *operations, dialect=dialect)
    assert repr(found) == repr(again)
    assert passes.run(found, Report()).types == found.types


@pytest.mark.parametrize("one", passes.PASSES, ids=lambda one: one.__name__)
def test_each_pass_leaves_an_empty_api_alone(one: passes.Pass) -> None:
    empty = api(())
    assert one(empty, Report()) == empty
