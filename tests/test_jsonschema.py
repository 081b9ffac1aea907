"""Schemas to types: dialects, keywords, what is lenient and what is refused, and that nothing changes meaning."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemas import Read, one

from scaffold import ir
from scaffold.cases.check import Types, accepts

REF = "#/components/schemas/"


def ref(name: str) -> dict[str, str]:
    return {"$ref": REF + name}


def scalar(kind: str, format: str | None = None, **limits: Any) -> ir.Scalar:
    if "pattern" in limits:
        limits["pattern"] = ir.Text(limits["pattern"])
    return ir.Scalar(kind=ir.Kind(kind), format=ir.Text(format) if format else None, limits=ir.Limits(**limits))


def const(value: Any) -> ir.Const:
    return ir.Const(value=ir.Text(value) if isinstance(value, str) else value)


def choice(*values: Any) -> ir.OneOf:
    return ir.OneOf(variants=tuple(map(const, values)))


def nullable(item: ir.TypeRef) -> ir.Nullable:
    return ir.Nullable(item=item)


STRING, NULL = scalar("string"), scalar("null")

NULLS = {
    "3.0 nullable": ("3.0", {"type": "string", "nullable": True}, nullable(STRING)),
    "3.0 nullable as a string": ("3.0", {"type": "string", "nullable": "true"}, nullable(STRING)),
    "3.0 not nullable as a string": ("3.0", {"type": "string", "nullable": "false"}, STRING),
    "2.0 x-nullable": ("2.0", {"type": "string", "x-nullable": True}, nullable(STRING)),
    "3.0 nullable enum": ("3.0", {"type": "string", "nullable": True, "enum": ["a", "b"]}, nullable(choice("a", "b"))),
    "3.0 null in enum": ("3.0", {"type": "string", "enum": ["a", "b", None]}, nullable(choice("a", "b"))),
    "3.1 type list": ("3.1", {"type": ["string", "null"]}, nullable(STRING)),
    "3.1 null in enum": ("3.1", {"type": ["string", "null"], "enum": ["a", "b", None]}, nullable(choice("a", "b"))),
    "3.1 enum without null": ("3.1", {"type": ["string", "null"], "enum": ["a", "b"]}, choice("a", "b")),
    "3.1 anyOf null": ("3.1", {"anyOf": [{"type": "string"}, {"type": "null"}]}, nullable(STRING)),
    "3.1 oneOf null": ("3.1", {"oneOf": [{"type": "null"}, {"type": "string"}]}, nullable(STRING)),
    "3.1 const null": ("3.1", {"const": None}, NULL),
    "3.1 nullable does nothing": ("3.1", {"type": "string", "nullable": True}, STRING),
    "two nulls exclude each other": ("3.1", {"oneOf": [{"type": "null"}, {"type": ["string", "null"]}]}, STRING),
    "3.0 allOf": ("3.0", {"allOf": [{"type": "string"}], "nullable": True}, nullable(STRING)),
}


@pytest.mark.parametrize(("dialect", "schema", "expected"), NULLS.values(), ids=NULLS)
def test_null(dialect: str, schema: Any, expected: ir.TypeRef) -> None:
    found = Read({"It": {"type": "object", "properties": {"x": schema}}}, dialect)
    assert found.fields("It")["x"] == expected


SCALARS = {
    "format": ("3.1", {"type": "string", "format": "date-time"}, scalar("string", "date-time")),
    "binary": ("3.0", {"type": "string", "format": "binary"}, scalar("binary", "binary")),
    "byte": ("3.0", {"type": "string", "format": "byte"}, scalar("string", "byte")),
    "base64": ("3.1", {"type": "string", "contentEncoding": "base64"}, scalar("string", "byte")),
    "media type": ("3.1", {"type": "string", "contentMediaType": "image/png"}, scalar("binary", "binary")),
    "json in a string": ("3.1", {"type": "string", "contentMediaType": "application/json"}, STRING),
    "3.0 exclusive": (
        "3.0",
        {"type": "integer", "minimum": 1, "exclusiveMinimum": True, "maximum": 5},
        scalar("integer", exclusive_minimum=1, maximum=5),
    ),
    "3.0 not exclusive": (
        "3.0",
        {"type": "integer", "minimum": 1, "exclusiveMinimum": False},
        scalar("integer", minimum=1),
    ),
    "3.1 exclusive": ("3.1", {"type": "number", "exclusiveMaximum": 1.5}, scalar("number", exclusive_maximum=1.5)),
    "lengths": (
        "3.1",
        {"type": "string", "minLength": 1, "maxLength": 2.0, "pattern": "^a"},
        scalar("string", min_length=1, max_length=2, pattern="^a"),
    ),
    "several types": (
        "3.1",
        {"type": ["string", "integer"], "minLength": 1, "minimum": 2},
        ir.OneOf(variants=(scalar("string", min_length=1), scalar("integer", minimum=2))),
    ),
    "number holds integer": ("3.1", {"type": ["integer", "number"]}, scalar("number")),
    "all types": ("3.1", {"type": ["string", "number", "boolean", "object", "array", "null"]}, ir.Anything()),
    "nothing": ("3.1", {}, ir.Anything()),
    "true": ("3.1", True, ir.Anything()),
    "false": ("3.1", False, ir.Never()),
    "only words": ("3.1", {"title": "A thing", "description": "words"}, ir.Anything()),
}


@pytest.mark.parametrize(("dialect", "schema", "expected"), SCALARS.values(), ids=SCALARS)
def test_scalars(dialect: str, schema: Any, expected: ir.TypeRef) -> None:
    assert one(schema, dialect) == expected


def kinds(schema: Any, dialect: str = "3.1") -> list[str]:
    """The alternatives of a schema, each by its kind; what says more than its kind with an exclamation mark."""
    found = one(schema, dialect)
    null = ["null"] if isinstance(found, ir.Nullable) else []
    found = found.item if isinstance(found, ir.Nullable) else found
    variants = [each.type for each in found.variants] if isinstance(found, ir.Union) else list(found.variants)
    names = {ir.ListOf: "array", ir.MapOf: "object", ir.Ref: "record"}
    plain = {ir.ListOf: ir.ListOf(item=ir.Anything()), ir.MapOf: ir.MapOf(value=ir.Anything())}
    return [
        *(
            (
                str(each.kind) + ("" if each == ir.Scalar(kind=each.kind) else "!")
                if isinstance(each, ir.Scalar)
                else names[type(each)] + ("" if each == plain.get(type(each), each) else "!")
            )
            for each in variants
        ),
        *null,
    ]


UNTYPED = {
    "limits of strings": ({"minLength": 2}, ["string!", "object", "array", "number", "boolean"]),
    "a format": ({"format": "int64"}, ["integer!", "object", "array", "string", "boolean"]),
    "two families": ({"minimum": 2, "maxLength": 3}, ["string!", "number!", "object", "array", "boolean"]),
    "properties": ({"properties": {"a": {}}}, ["record", "array", "string", "number", "boolean"]),
    "not objects": ({"minLength": 2, "not": {"type": "object"}}, ["string!", "array", "number", "boolean"]),
    "oneOf leaves the kind that all speak of": (
        {"minLength": 2, "oneOf": [{"maxLength": 3}, {"minLength": 5}, {"type": "array"}]},
        ["string!"],
    ),
}


@pytest.mark.parametrize(("schema", "expected"), UNTYPED.values(), ids=UNTYPED)
def test_a_schema_without_type_lets_in_what_it_does_not_speak_of(schema: Any, expected: list[str]) -> None:
    assert sorted(set(kinds(schema)) - {"null"}) == sorted(expected)


def test_a_part_without_type_is_of_the_type_beside_it() -> None:
    parts = [ref("A"), {"required": ["b"], "properties": {"b": {"minLength": 1, "type": "string"}}}]
    found = Read({"A": {"type": "object", "properties": {"a": {}}}, "It": {"allOf": parts}})
    assert [field.name.wire.raw for field in found["It"].fields] == ["a", "b"]
    assert "schema-untyped" not in found.codes


ENUMS = {
    "one member": ({"type": "string", "enum": ["a"]}, const("a")),
    "const": ({"const": 3}, const(3)),
    "const and enum": ({"enum": ["a", "b"], "const": "b"}, const("b")),
    "booleans": ({"type": "boolean", "enum": [True, False]}, scalar("boolean")),
    "one boolean": ({"type": "boolean", "enum": [True]}, const(True)),
    "mixed": ({"enum": ["a", 1, True]}, choice("a", 1, True)),
    "limits choose": ({"type": "string", "enum": ["a", "bb", "ccc"], "maxLength": 2}, choice("a", "bb")),
    "numbers spelt as strings": ({"type": "integer", "enum": ["1", "2"]}, choice(1, 2)),
    "strings spelt as numbers": ({"type": "string", "enum": [1, True]}, choice("1", "true")),
    "booleans spelt as strings": ({"type": "boolean", "enum": ["true"]}, const(True)),
    "of an array's elements": (
        {"type": "array", "items": {"type": "string"}, "enum": ["a"]},
        ir.ListOf(item=const("a")),
    ),
    "of an array, whose elements say it too": (
        {"type": "array", "items": {"type": "string", "enum": ["a"]}, "enum": ["a", "b"]},
        ir.ListOf(item=const("a")),
    ),
    "twice": ({"type": "string", "enum": ["a", "b", "a"]}, choice("a", "b")),
    "empty": ({"type": "string", "enum": []}, STRING),
}


@pytest.mark.parametrize(("schema", "expected"), ENUMS.values(), ids=ENUMS)
def test_enums_in_place(schema: Any, expected: ir.TypeRef) -> None:
    found = Read({"It": {"type": "object", "properties": {"x": schema}}}).fields("It")["x"]
    assert found == expected


def members(schema: dict[str, Any]) -> dict[Any, str]:
    found = Read({"It": schema})["It"]
    assert isinstance(found, ir.Enum)
    return {getattr(one.value, "raw", one.value): " ".join(one.name.words) for one in found.members}


def test_enum_members_have_names_of_their_own() -> None:
    found = members({"type": "string", "enum": ["a", "A", "", " ", "<=", "created", "-created", "a b", "a_b", "😀"]})
    assert len(set(found.values())) == len(found)
    assert found == {
        **{"a": "a", "A": "a 2", "": "empty", " ": "space", "<=": "less equal", "created": "created"},
        **{"-created": "minus created", "a b": "a b", "a_b": "a b 2", "😀": "value"},
    }


def test_numbers_are_named_values() -> None:
    assert members({"type": "integer", "enum": [1, -1]}) == {1: "value 1", -1: "value minus 1"}


@pytest.mark.parametrize("keyword", ["x-enum-varnames", "x-enumNames"])
def test_the_author_names_members(keyword: str) -> None:
    assert members({"type": "integer", "enum": [1, 2], keyword: ["Low", "VeryHigh"]}) == {1: "low", 2: "very high"}


def test_titled_constants_are_an_enum() -> None:
    found = members({"oneOf": [{"const": 1, "title": "Low"}, {"const": 2, "title": "High"}]})
    assert found == {1: "low", 2: "high"}


# Objects and arrays

BOOK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "description": "Words", "example": "Emma"},
        "id": {"type": "integer", "readOnly": True, "deprecated": True},
        "stock": {"type": "integer", "default": 3},
        "a/b~c": {"type": "string"},
    },
}


def test_a_record_keeps_what_is_said_of_its_properties() -> None:
    found = Read({"Book": BOOK}).before("Book")
    title, number, stock, odd = found.fields
    assert (title.required, title.examples, title.doc.description) == (True, (ir.Value("Emma"),), ir.Text("Words"))
    assert (number.required, number.read_only, number.deprecated) == (False, True, True)
    assert stock.default == ir.Value(3)
    assert odd.source.pointer == "/components/schemas/Book/properties/a~1b~0c"
    assert isinstance(found.extra, ir.Anything)


def test_a_default_of_null_is_a_default() -> None:
    found = Read({"It": {"type": "object", "properties": {"x": {"type": ["string", "null"], "default": None}}}})["It"]
    assert found.fields[0].default == ir.Value(None)


@pytest.mark.parametrize(
    ("schema", "extra"),
    [
        ({"additionalProperties": True}, ir.Anything()),
        ({"additionalProperties": False}, ir.Never()),
        ({"additionalProperties": {"type": "string"}}, STRING),
        ({"unevaluatedProperties": False}, ir.Never()),
        ({"unevaluatedProperties": False, "additionalProperties": {"type": "string"}}, STRING),
    ],
)
def test_other_members(schema: dict[str, Any], extra: ir.TypeRef) -> None:
    assert Read({"It": {"type": "object", "properties": {"x": {}}, **schema}})["It"].extra == extra
    assert one({"type": "object", **schema}) == ir.MapOf(value=extra)


def test_a_required_property_that_is_not_described_must_be_there() -> None:
    found = Read({"It": {"type": "object", "properties": {"a": {}}, "required": ["a", "b"]}})
    assert [(field.name.wire.raw, field.required) for field in found["It"].fields] == [("a", True), ("b", True)]
    assert found.codes == ["required-unknown"]


def test_arrays_and_tuples() -> None:
    assert one({"type": "array"}) == ir.ListOf(item=ir.Anything())
    assert one({"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}) == ir.ListOf(
        item=STRING, limits=ir.Limits(min_items=1, unique_items=True)
    )
    assert one({"type": "array", "prefixItems": [{"type": "string"}], "items": False}) == ir.TupleOf(
        items=(STRING,), rest=ir.Never()
    )


@pytest.mark.parametrize(("given", "extra"), [("false", ir.Never()), ("true", ir.Anything()), (None, ir.Anything())])
def test_additional_properties_that_are_no_schema(given: Any, extra: ir.TypeRef) -> None:
    found = Read({"It": {**record("a"), "additionalProperties": given}})
    assert found["It"].extra == extra
    assert found.codes == ["schema-mended"]


def test_a_property_that_is_read_only_and_write_only_is_neither() -> None:
    found = Read({"It": {"type": "object", "properties": {"a": {"readOnly": True, "writeOnly": True}}}})
    assert [(field.read_only, field.write_only) for field in found.before("It").fields] == [(False, False)]
    assert found.codes == ["schema-mended"]


# References


def test_a_reference_is_a_ref_and_its_siblings_count_in_3_1_alone() -> None:
    schemas = {"A": {"type": "string"}, "It": {"type": "object", "properties": {"x": {**ref("A"), "minLength": 2}}}}
    assert Read(schemas, "3.1").fields("It")["x"] == scalar("string", min_length=2)
    old = Read(schemas, "3.0")
    assert old.fields("It")["x"] == ir.Ref(key=REF + "A")
    assert old.codes == ["ref-siblings"]


def test_words_beside_a_reference_are_kept() -> None:
    for dialect in ("3.0", "3.1"):
        it = {"type": "object", "properties": {"x": {**ref("A"), "description": "words"}}}
        schemas = {"A": {"type": "string"}, "It": it}
        found = Read(schemas, dialect)["It"].fields[0]
        assert found.type == ir.Ref(key=REF + "A")
        assert found.doc.description == ir.Text("words")


def test_a_reference_into_another_document() -> None:
    files = {
        "shared/pet.json": {
            "Pet": {"type": "object", "properties": {"tag": {"$ref": "#/Tag"}}},
            "Tag": {"type": "string"},
        }
    }
    found = Read({"It": {"type": "array", "items": {"$ref": "shared/pet.json#/Pet"}}}, files=files)
    assert found["It"].type == ir.ListOf(item=ir.Ref(key="shared/pet.json#/Pet"))
    assert found.types["shared/pet.json#/Pet"].name.words == ("pet",)
    assert found.types["shared/pet.json#/Tag"].type == STRING


def test_a_missing_reference_is_told_and_reading_goes_on() -> None:
    found = Read({"It": {"type": "object", "properties": {"x": ref("Nothing"), "y": {"type": "string"}}}})
    assert found.codes == ["ref-missing"]
    assert found.fields("It") == {"x": ir.Anything(), "y": STRING}


def test_long_chains_and_circles_end() -> None:
    chain = {
        f"S{i}": {"allOf": [ref(f"S{i + 1}"), {"type": "object", "properties": {f"p{i}": {}}}]} for i in range(300)
    }
    found = Read({**chain, "S300": {"type": "object", "properties": {"last": {}}}})
    assert len(found["S0"].fields) == 301
    circle = {f"C{i}": {"type": "object", "properties": {"next": ref(f"C{(i + 1) % 3000}")}} for i in range(3000)}
    assert len(Read(circle).api.types) == 3000


# Alternatives

CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "claws": {"type": "boolean"}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "bark": {"type": "string"}}}


def tags(found: Any) -> dict[str, list[str]]:
    return {variant.type.key.rpartition("/")[2]: [tag.raw for tag in variant.tags] for variant in found.variants}


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        (None, {"Cat": ["Cat"], "Dog": ["Dog"]}),
        ({"cat": REF + "Cat", "dog": "Dog"}, {"Cat": ["cat"], "Dog": ["dog"]}),
        ({"cat": REF + "Cat", "kitten": "Cat"}, {"Cat": ["cat", "kitten"], "Dog": ["Dog"]}),
    ],
)
def test_discriminators(mapping: dict[str, str] | None, expected: dict[str, list[str]]) -> None:
    discriminator = {"propertyName": "kind"} | ({"mapping": mapping} if mapping else {})
    union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator}
    found = Read({"Cat": CAT, "Dog": DOG, "Pet": union})["Pet"]
    assert (found.tag, found.exclusive) == (ir.Text("kind"), True)
    assert tags(found) == expected


def test_what_an_alternative_lets_in_itself_goes_before_the_mapping() -> None:
    dog = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "dog"}}}
    discriminator = {"propertyName": "kind", "mapping": {"cat": REF + "Cat", "hound": REF + "Dog"}}
    found = Read({"Cat": CAT, "Dog": dog, "Pet": {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": discriminator}})
    assert tags(found["Pet"]) == {"Cat": ["cat"], "Dog": ["dog"]}
    assert found.codes == ["discriminator-invalid"]


def test_constants_are_better_tags_than_names() -> None:
    def tagged(value: str) -> dict[str, Any]:
        return {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [value]}}}

    union = {"oneOf": [ref("Cat"), ref("Dog"), tagged("c")], "discriminator": {"propertyName": "kind"}}
    found = Read({"Cat": tagged("a"), "Dog": tagged("b"), "Pet": union})
    assert list(tags(found["Pet"]).values()) == [["a"], ["b"], ["c"]]
    assert found["Pet"].variants[2].type == ir.Ref(key=REF + "Pet/oneOf/2")
    assert found.types[REF + "Pet/oneOf/2"].name.words == ("pet", "c")


def test_a_discriminator_that_tells_nothing_is_given_up() -> None:
    union = {
        "oneOf": [ref("Cat"), {"type": "object", "properties": {"x": {}}}],
        "discriminator": {"propertyName": "kind"},
    }
    found = Read({"Cat": CAT, "Pet": union})
    assert found["Pet"].tag is None
    assert found.codes == ["discriminator-invalid"]


PET = {
    "type": "object",
    "discriminator": {"propertyName": "kind"},
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}},
}


def child(parent: str, name: str) -> dict[str, Any]:
    return {"allOf": [ref(parent), {"type": "object", "properties": {name: {"type": "string"}}}]}


def test_a_base_stands_for_its_children() -> None:
    schemas = {"Pet": PET, "Cat": child("Pet", "claws"), "Dog": child("Pet", "bark"), "Pup": child("Dog", "age")}
    found = Read({**schemas, "Owner": {"type": "object", "properties": {"pet": ref("Pet")}}}, "3.0")
    assert tags(found["Pet"]) == {"Cat": ["Cat"], "Dog": ["Dog"], "Pup": ["Pup"]}
    assert list(found.fields("Pup")) == ["kind", "bark", "age"]
    assert found.fields("Owner")["pet"] == ir.Ref(key=REF + "Pet")
    assert not any(key.endswith("!base") for key in found.types)


def test_a_base_that_its_mapping_names_is_one_of_its_own_alternatives() -> None:
    mapped = {**PET, "discriminator": {"propertyName": "kind", "mapping": {"any": "Pet", "cat": "Cat"}}}
    found = Read({"Pet": mapped, "Cat": child("Pet", "claws")}, "3.0")
    assert tags(found["Pet"]) == {"Pet!base": ["any"], "Cat": ["cat"]}
    assert found.types[REF + "Pet!base"].name.words == ("pet", "base")


def test_a_union_beside_properties_keeps_its_tags() -> None:
    whole = {**PET, "oneOf": [ref("Claws"), ref("Bark")]}
    found = Read({"Claws": CAT, "Bark": DOG, "Pet": whole}, "3.0")
    assert [tag.raw for variant in found["Pet"].variants for tag in variant.tags] == ["Claws", "Bark"]
    assert [found.types[variant.type.key].name.words for variant in found["Pet"].variants] == [
        ("pet", "claws"),
        ("pet", "bark"),
    ]


def test_a_discriminator_without_children_is_a_plain_record() -> None:
    assert isinstance(Read({"Pet": PET}, "3.0")["Pet"], ir.Record)


def test_a_parent_that_lists_its_children_is_extended_without_them() -> None:
    union = {**PET, "oneOf": [ref("Cat"), ref("Dog")]}
    found = Read({"Pet": union, "Cat": child("Pet", "claws"), "Dog": child("Pet", "bark")}, "3.0")
    assert tags(found["Pet"]) == {"Cat": ["Cat"], "Dog": ["Dog"]}
    assert list(found.fields("Cat")) == ["kind", "claws"]


# What types can't say

CHECKS: list[dict[str, Any]] = [
    {"not": {"required": ["y"]}},
    {"if": {"required": ["x"]}, "then": {"required": ["y"]}},
    {"patternProperties": {"^x-": {"type": "string"}}},
    {"propertyNames": {"maxLength": 3}},
    {"dependentRequired": {"x": ["y"]}},
    {"dependentSchemas": {"x": {"required": ["y"]}}},
    {"anyOf": [{"required": ["x"]}, {"required": ["y"]}]},
]


@pytest.mark.parametrize("check", CHECKS, ids=[next(iter(check)) for check in CHECKS])
def test_checks_are_kept_as_schemas(check: dict[str, Any]) -> None:
    thing = {"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "string"}}, **check}
    found = Read({"Thing": thing, "Use": {"type": "object", "properties": {"thing": ref("Thing")}}})
    assert isinstance(found["Thing"], ir.Record)
    use = found.fields("Use")["thing"]
    assert isinstance(use, ir.Checked)
    assert use.item == ir.Ref(key=REF + "Thing")
    schema: Any = use.schema
    for word, value in check.items():
        assert schema[word] == value


def test_only_who_writes_array_is_told_that_items_are_missing() -> None:
    assert Read({"It": {"properties": {"x": {"type": "string"}}}}, "3.0").codes == ["schema-untyped"]
    assert Read({"It": {"type": "array"}}, "3.0").codes == ["schema-mended"]


@pytest.mark.parametrize("fault", [{"properties": {"x": 5}}, {"$ref": "#/components/schemas/Gone"}])
def test_a_check_with_an_error_in_it_is_not_made(fault: dict[str, Any]) -> None:
    found = Read({"Price": {"type": "object", "properties": {"net": {"type": "integer", "not": fault}}}})
    assert found.fields("Price")["net"] == scalar("integer")


def test_a_check_holds_what_it_refers_to() -> None:
    found = Read(
        {"A": {"type": "string", "nullable": True}, "It": {"not": {"type": "object", "properties": {"a": ref("A")}}}},
        "3.0",
    )
    check: Any = found["It"].type
    assert check.schema == {
        "not": {"type": "object", "properties": {"a": {"$ref": "#/$defs/%23~1components~1schemas~1A"}}}
    }
    assert found.api.schemas == {REF + "A": {"anyOf": [{"type": "string"}, {"type": "null"}]}}
    validator = jsonschema_rs.Draft202012Validator({**check.schema, "$defs": found.api.schemas})
    assert not validator.is_valid({"a": None})
    assert validator.is_valid({"a": 1})


@pytest.mark.parametrize("additional", [False, {"type": "integer"}])
def test_pattern_properties_and_the_others(additional: Any) -> None:
    patterned = {**record("a"), "patternProperties": {"^x-": {"type": "boolean"}}, "additionalProperties": additional}
    found = Read({"It": patterned, "Use": {"type": "object", "properties": {"it": ref("It")}}})
    kind, types = found.fields("Use")["it"], Types.of(found.api)
    assert not accepts(kind, {"a": "", "x-b": True}, types)
    assert accepts(kind, {"x-b": ""}, types)
    assert accepts(kind, {"other": ""}, types)
    assert bool(accepts(kind, {"other": 1}, types)) == (additional is False)


def test_the_old_dialect_becomes_the_new_one_in_checks() -> None:
    found = one({"not": {"type": "integer", "minimum": 1, "exclusiveMinimum": True, "nullable": True}}, "3.0")
    assert found.schema == {"not": {"anyOf": [{"type": "integer", "exclusiveMinimum": 1}, {"type": "null"}]}}


def test_a_closed_composition_is_said_by_the_type() -> None:
    parts = {"allOf": [ref("A"), {"type": "object", "properties": {"b": {}}}], "unevaluatedProperties": False}
    found = Read({"A": {"type": "object", "properties": {"a": {}}}, "It": parts})
    assert isinstance(found["It"], ir.Record)
    assert found["It"].extra == ir.Never()
    assert list(found.fields("It")) == ["a", "b"]
    beside = Read(
        {"A": {"type": "object", "properties": {"a": {}}}, "It": {**ref("A"), "unevaluatedProperties": False}}
    )
    assert (list(beside.fields("It")), beside["It"].extra) == (["a"], ir.Never())


def test_a_check_that_applies_itself_ends() -> None:
    found = Read({"A": {"not": ref("A")}})
    assert "schema-cycle" in found.codes


# Faults


def record(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "string"}}}


def test_a_check_does_not_require_what_only_one_direction_has() -> None:
    book = {"type": "object", "required": ["id", "x"], "properties": {"id": {"readOnly": True}, "x": {}}}
    found = Read({"Book": book, "It": {"not": ref("Book")}})
    schema: Any = found.api.schemas[REF + "Book"]
    assert schema["required"] == ["x"]


FAULTS: dict[str, tuple[Any, str, str]] = {
    "type is a number": ({"type": 5}, "schema-invalid", "/type"),
    "type is unknown": ({"type": "strnig"}, "schema-invalid", "/type"),
    "type in a list is unknown": ({"type": ["string", "nothing"]}, "schema-invalid", "/type"),
    "properties is a list": ({"type": "object", "properties": []}, "schema-invalid", "/properties"),
    "a property is a list": ({"type": "object", "properties": {"x": []}}, "schema-invalid", "/properties/x"),
    "required is a string": ({"type": "object", "required": "x"}, "schema-mended", "/required"),
    "required holds a number": ({"type": "object", "required": [1]}, "schema-invalid", "/required/0"),
    "enum is a string": ({"enum": "a"}, "schema-mended", "/enum"),
    "enum is a number": ({"enum": 3}, "schema-invalid", "/enum"),
    "minimum is words": ({"type": "integer", "minimum": "three"}, "schema-invalid", "/minimum"),
    "minLength is a fraction": ({"type": "string", "minLength": 1.5}, "schema-invalid", "/minLength"),
    "multipleOf is zero": ({"type": "integer", "multipleOf": 0}, "schema-invalid", "/multipleOf"),
    "pattern is a number": ({"type": "string", "pattern": 3.5}, "schema-invalid", "/pattern"),
    "allOf is a string": ({"allOf": "x"}, "schema-invalid", "/allOf"),
    "items is a number": ({"type": "array", "items": 3}, "schema-invalid", "/items"),
    "uniqueItems is a string": ({"type": "array", "uniqueItems": "yes"}, "schema-invalid", "/uniqueItems"),
    "prefixItems is an object": ({"type": "array", "prefixItems": {}}, "schema-invalid", "/prefixItems"),
    "patternProperties is a list": (
        {"type": "object", "patternProperties": []},
        "schema-invalid",
        "/patternProperties",
    ),
    "the schema is a string": ("x", "schema-invalid", ""),
    "$ref is a number": ({"$ref": 3}, "ref-invalid", "/$ref"),
    "type in words": ({"type": "int"}, "schema-mended", "/type"),
    "type in capitals": ({"type": "String"}, "schema-mended", "/type"),
    "minimum is spelt": ({"type": "integer", "minimum": "3"}, "schema-mended", "/minimum"),
    "pattern is a whole number": ({"type": "string", "pattern": 3}, "schema-mended", "/pattern"),
    "maxLength is null": ({"type": "string", "maxLength": None}, "schema-mended", "/maxLength"),
    "required is true": ({"type": "string", "required": True}, "", ""),
    "required is true on an object": ({"type": "object", "required": True}, "schema-mended", "/required"),
    "enum is empty": ({"type": "string", "enum": []}, "schema-mended", "/enum"),
    "enum of another type": ({"type": "integer", "enum": [1, 2, "x"]}, "schema-mended", "/enum"),
    "enum of an array's elements": ({"type": "array", "enum": ["a"]}, "schema-mended", "/enum"),
    "enum of an array's elements, twice": ({"type": "array", "items": {}, "enum": [1, 1]}, "schema-mended", "/enum"),
    "items is a list": ({"type": "array", "items": [{}]}, "schema-mended", "/items"),
    "pattern is no expression": ({"type": "string", "pattern": "("}, "pattern-invalid", "/pattern"),
    "a keyword is unknown": ({"type": "string", "minlength": 3}, "keyword-unknown", "/minlength"),
    "an extension is fine": ({"type": "string", "x-minlength": 3}, "", ""),
    "a discriminator without a name": (
        {"oneOf": [{"type": "object", "properties": {"a": {}}}, {"type": "array"}], "discriminator": {}},
        "discriminator-invalid",
        "/discriminator",
    ),
    "a default mapping": (
        {"oneOf": [record("a"), record("b")], "discriminator": {"propertyName": "k", "defaultMapping": "A"}},
        "discriminator-invalid",
        "/discriminator/defaultMapping",
    ),
    "a keyword of an older draft": (
        {"type": "object", "dependencies": {"a": ["b"]}},
        "keyword-unknown",
        "/dependencies",
    ),
    "parts contradict": ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "schema-impossible", ""),
    "a default does not fit": (
        {"type": "object", "properties": {"x": {"type": "integer", "default": "y"}}},
        "default-invalid",
        "/properties/x/default",
    ),
    "an example does not fit": ({"type": "integer", "example": "y"}, "example-invalid", "/example"),
}


@pytest.mark.parametrize(("schema", "code", "pointer"), FAULTS.values(), ids=FAULTS)
def test_faults_have_a_code_and_a_place(schema: Any, code: str, pointer: str) -> None:
    found = Read({"It": schema}).report.diagnostics
    assert [(one.code, one.source and one.source.pointer) for one in found] == (
        [(code, "/components/schemas/It" + pointer)] if code else []
    )


@pytest.mark.parametrize("word", ["const", "patternProperties", "examples", "if"])
def test_keywords_of_another_dialect_do_nothing(word: str) -> None:
    found = Read({"It": {"type": "string", word: {"x": "y"}}}, "3.0")
    assert found.codes == ["keyword-unknown"]
    assert found["It"].type == STRING


def test_who_writes_nullable_in_3_1_is_told_how_null_is_let_in() -> None:
    found = Read({"It": {"type": "string", "nullable": True}}, "3.1")
    (told,) = found.report.diagnostics
    assert (told.code, told.fix) == ("keyword-unknown", "list null among the types: `type: [string, 'null']`")
    assert found["It"].type == STRING


# Meaning: what a reference validator accepts, and nothing else

NAMES = ["a", "b", "c", "kind"]
PLACES = ["A", "B", "C"]
SIMPLE = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 3),
            "maxLength": st.integers(1, 4),
            "pattern": st.sampled_from(["^a", "b$", "[0-9]"]),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": st.integers(-2, 3),
            "exclusiveMaximum": st.integers(0, 5),
            "multipleOf": st.sampled_from([1, 2, 0.5]),
        },
    ),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}, True, False]),
    st.just({"type": ["integer", "string"], "minimum": 2, "minLength": 1}),
    st.builds(
        lambda values: {"enum": values},
        st.lists(
            st.sampled_from(["a", "b", 1, 2, None, True, "ab"]),
            min_size=1,
            max_size=4,
            unique_by=lambda value: (type(value), value),
        ),
    ),
    st.builds(lambda value: {"const": value}, st.sampled_from(["a", 1, None, False])),
    st.sampled_from([ref(name) for name in PLACES]),
)


def _larger(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    objects = st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(st.sampled_from(NAMES), schemas, max_size=3)},
        optional={
            "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
            "additionalProperties": schemas,
            "minProperties": st.integers(0, 2),
            "unevaluatedProperties": st.sampled_from([False, {"type": "string"}]),
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b"]), schemas, min_size=1, max_size=1),
            "dependentRequired": st.just({"a": ["b"]}),
            "propertyNames": st.just({"maxLength": 1}),
            "not": schemas,
        },
    )
    arrays = st.fixed_dictionaries(
        {"type": st.just("array")},
        optional={
            "items": schemas,
            "prefixItems": st.lists(schemas, min_size=1, max_size=2),
            "minItems": st.integers(0, 2),
            "uniqueItems": st.booleans(),
            "contains": schemas,
        },
    )
    several = st.sampled_from(["allOf", "anyOf", "oneOf"])
    return st.one_of(
        objects,
        arrays,
        st.builds(lambda word, parts: {word: parts}, several, st.lists(schemas, min_size=1, max_size=3)),
        st.builds(
            lambda whole, word, parts: {**whole, word: parts},
            objects,
            several,
            st.lists(schemas, min_size=1, max_size=2),
        ),
        st.builds(lambda test, then: {"if": test, "then": then}, schemas, schemas),
        st.builds(lambda name, whole: {**ref(name), **whole}, st.sampled_from(PLACES), objects),
    )


SCHEMAS = st.recursive(SIMPLE, _larger, max_leaves=8)
VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2, 3, -1, 1.5, 2.0, "", "a", "b", "ab", "a1", "abcd", "xb"]),
    lambda values: st.one_of(
        st.lists(values, max_size=3), st.dictionaries(st.sampled_from([*NAMES, "ab"]), values, max_size=3)
    ),
    max_leaves=6,
)
BY_CUSTOM = {"schema-approximated", "schema-impossible", "schema-mended", "schema-cycle", "ref-cycle"}
"""Where one of these was told, the reading is meant to differ from the letter."""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.fixed_dictionaries(dict.fromkeys(PLACES, SCHEMAS)), st.lists(VALUES, min_size=1, max_size=12))
def test_types_accept_what_a_reference_validator_accepts(schemas: dict[str, Any], values: list[Any]) -> None:
    uses = {"type": "object", "properties": {name: ref(name) for name in PLACES}}
    found = Read({**schemas, "Uses": uses})
    if BY_CUSTOM.intersection(found.codes):
        return
    types = Types.of(found.api)
    for name, kind in found.fields("Uses").items():
        judge = jsonschema_rs.Draft202012Validator({**ref(name), "components": {"schemas": schemas}})
        for value in values:
            assert judge.is_valid(value) == (not accepts(kind, value, types)), (name, value, kind)
