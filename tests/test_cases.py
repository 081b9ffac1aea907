"""The case table's parts: the checker, examples, broken values, and how values are written."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scaffold import cases, ir
from scaffold.cases import jsonschema, residual, wire
from scaffold.cases.typed import is_typed
from scaffold.diag import Source

HERE = Source("api.yaml", "")
NONE = cases.Types({})
STRING = ir.Scalar(kind=ir.Kind.STRING)
INTEGER = ir.Scalar(kind=ir.Kind.INTEGER)


def name(text: str) -> ir.Name:
    return ir.Name((text,), ir.Text(text))


def scalar(kind: ir.Kind, format: str | None = None, **limits: Any) -> ir.Scalar:
    if "pattern" in limits:
        limits["pattern"] = ir.Text(limits["pattern"])
    return ir.Scalar(kind=kind, format=None if format is None else ir.Text(format), limits=ir.Limits(**limits))


def field(wire: str, kind: ir.TypeRef, required: bool = True, default: ir.Value | None = None) -> ir.Field:
    return ir.Field(name=name(wire), type=kind, required=required, default=default, source=HERE)


def record(key: str, *fields: ir.Field, extra: ir.TypeRef | None = None, **limits: Any) -> ir.Record:
    return ir.Record(
        key=key, name=name(key), fields=fields, extra=extra or ir.Anything(), limits=ir.Limits(**limits), source=HERE
    )


def enum(key: str, *values: str) -> ir.Enum:
    members = tuple(ir.Member(name=name(value), value=ir.Text(value)) for value in values)
    return ir.Enum(key=key, name=name(key), kind=ir.Kind.STRING, members=members, source=HERE)


def union(key: str, *refs: str, exclusive: bool = True, tag: str | None = None) -> ir.Union:
    variants = tuple(ir.Variant(type=ir.Ref(key=ref), tags=(ir.Text(ref),) if tag is not None else ()) for ref in refs)
    mark = None if tag is None else ir.Text(tag)
    return ir.Union(key=key, name=name(key), variants=variants, exclusive=exclusive, tag=mark, source=HERE)


def types(*declared: ir.Declaration) -> cases.Types:
    return cases.Types({each.key: each for each in declared})


CARD = record(
    "card", field("method", ir.Const(value=ir.Text("card"))), field("token", scalar(ir.Kind.STRING, min_length=1))
)
BILL = record("bill", field("method", ir.Const(value=ir.Text("bill"))), field("vat", STRING))
NODE = record("node", field("name", STRING), field("next", ir.Ref(key="node"), required=False))
SHOP = types(
    CARD,
    BILL,
    NODE,
    enum("genre", "novel", "poetry"),
    union("payment", "card", "bill", tag="method"),
    union("either", "card", "bill"),
    record("closed", field("a", INTEGER, required=False), extra=ir.Never(), min_properties=1),
    record("counted", extra=scalar(ir.Kind.INTEGER, minimum=0), min_properties=2, max_properties=3),
)

KINDS: dict[str, ir.TypeRef] = {
    "string": STRING,
    "short": scalar(ir.Kind.STRING, min_length=2, max_length=3),
    "isbn": scalar(ir.Kind.STRING, pattern="^97[89][0-9]{10}$"),
    "date": scalar(ir.Kind.STRING, "date"),
    "date-time": scalar(ir.Kind.STRING, "date-time"),
    "uuid": scalar(ir.Kind.STRING, "uuid"),
    "long email": scalar(ir.Kind.STRING, "email", min_length=30),
    "integer": INTEGER,
    "int32": scalar(ir.Kind.INTEGER, "int32"),
    "bounded": scalar(ir.Kind.INTEGER, minimum=5, exclusive_maximum=7),
    "odd bounds": scalar(ir.Kind.NUMBER, exclusive_minimum=0, exclusive_maximum=0.001),
    "cents": scalar(ir.Kind.NUMBER, minimum=0.05, multiple_of=0.01),
    "sevens": scalar(ir.Kind.INTEGER, minimum=100, multiple_of=7),
    "boolean": scalar(ir.Kind.BOOLEAN),
    "null": scalar(ir.Kind.NULL),
    "nullable": ir.Nullable(item=INTEGER),
    "const": ir.Const(value=1),
    "list": ir.ListOf(item=INTEGER, limits=ir.Limits(min_items=2, max_items=3, unique_items=True)),
    "genres": ir.ListOf(item=ir.Ref(key="genre"), limits=ir.Limits(min_items=2, unique_items=True)),
    "pair": ir.TupleOf(items=(INTEGER, STRING), rest=ir.Never(), limits=ir.Limits(min_items=2)),
    "map": ir.MapOf(value=INTEGER, limits=ir.Limits(min_properties=1)),
    "genre": ir.Ref(key="genre"),
    "node": ir.Ref(key="node"),
    "payment": ir.Ref(key="payment"),
    "either": ir.Ref(key="either"),
    "closed": ir.Ref(key="closed"),
    "counted": ir.Ref(key="counted"),
    "number or text": ir.OneOf(variants=(INTEGER, STRING)),
    "not null": ir.Checked(item=ir.Anything(), keywords=("not",), schema={"not": {"type": "null"}}, source=HERE),
    "with b": ir.Checked(
        item=ir.MapOf(value=ir.Anything()),
        keywords=("anyOf",),
        schema={"anyOf": [{"required": ["b"], "properties": {"b": {"const": 2}}}]},
        source=HERE,
    ),
}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (INTEGER, [1, 1.0, -5], [1.5, True, "1", None]),
        (scalar(ir.Kind.NUMBER, multiple_of=0.01), [0.07, 1, 19.99], [0.001, False]),
        (scalar(ir.Kind.INTEGER, "int32"), [2**31 - 1, -(2**31)], [2**31]),
        (scalar(ir.Kind.STRING, max_length=2), ["é😀", ""], ["abc", 1]),
        (ir.Const(value=1), [1, 1.0], [True, "1"]),
        (ir.Const(value=None), [None], [0, False]),
        (ir.ListOf(item=ir.Anything(), limits=ir.Limits(unique_items=True)), [[1, True, "1"]], [[1, 1.0], [{}, {}]]),
        (KINDS["pair"], [[1, "a"]], [[1], [1, 2], [1, "a", 3]]),
        (KINDS["nullable"], [None, 1], ["a"]),
        (KINDS["closed"], [{"a": 1}], [{}, {"a": 1, "b": 1}, []]),
        (KINDS["counted"], [{"a": 1, "b": 2}], [{"a": 1}, {"a": 1, "b": -1}]),
        (KINDS["payment"], [{"method": "card", "token": "t"}], [{"method": "cash"}, {"token": "t"}, "card"]),
        (KINDS["either"], [{"method": "bill", "vat": "x"}], [{}, {"method": "card"}]),
        (KINDS["date-time"], ["2026-01-31T12:30:00.5+01:00"], ["2026-01-31T12:30:00", "2026-01-31 12:30:00Z", "now"]),
        (KINDS["with b"], [{"b": 2}], [{"b": 1}, {}]),
    ],
)
def test_accepts(kind: ir.TypeRef, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if cases.accepts(kind, value, SHOP)] == []
    assert [value for value in bad if not cases.accepts(kind, value, SHOP)] == []


def test_problems_name_the_place() -> None:
    (problem,) = cases.accepts(ir.ListOf(item=ir.Ref(key="node")), [{"name": "a"}, {}], SHOP)
    assert (problem.pointer, problem.keyword) == ("/1/name", "required")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_examples_are_of_their_type(kind: ir.TypeRef, depth: int) -> None:
    value = cases.example(kind, SHOP, depth=depth)
    assert value is not cases.MISSING
    assert cases.accepts(kind, value, SHOP) == []
    assert value == cases.example(kind, SHOP, depth=depth)


def test_the_least_example_leaves_out_what_is_optional() -> None:
    assert cases.example(ir.Ref(key="node"), SHOP) == {"name": "name"}
    assert cases.example(ir.Ref(key="node"), SHOP, depth=1) == {"name": "name", "next": {"name": "name"}}


def test_an_own_example_that_the_pass_has_kept_is_used() -> None:
    one = ir.Alias(key="a", name=name("a"), type=INTEGER, examples=(ir.Value(42), ir.Value(43)), source=HERE)
    assert cases.example(ir.Ref(key="a"), types(one)) == 42
    closed = record("b", field("n", INTEGER, default=ir.Value(7)))
    assert cases.example(ir.Ref(key="b"), types(closed)) == {"n": 7}


def test_the_example_of_a_property_that_the_pass_has_kept_is_used() -> None:
    told = replace(field("n", INTEGER), examples=(ir.Value(8), ir.Value(9)))
    assert cases.example(ir.Ref(key="b"), types(record("b", told))) == {"n": 8}


@pytest.mark.parametrize(
    "kind",
    [
        ir.Never(),
        scalar(ir.Kind.INTEGER, minimum=3, maximum=2),
        scalar(ir.Kind.STRING, pattern="^[]$"),
        ir.ListOf(item=ir.Never(), limits=ir.Limits(min_items=1)),
        ir.ListOf(item=ir.Ref(key="genre"), limits=ir.Limits(min_items=3, unique_items=True)),
        ir.Ref(key="endless"),
    ],
)
def test_no_example_is_said(kind: ir.TypeRef) -> None:
    endless = record("endless", field("again", ir.Ref(key="endless")))
    known = cases.Types({**SHOP.declared, "endless": endless})
    assert cases.example(kind, known) is cases.MISSING


def test_values_of_a_type_that_holds_itself_and_is_checked_have_an_end() -> None:
    source = Source("", "")
    node = ir.Ref(key="node")
    checked = ir.Checked(item=node, keywords=("not",), schema={"not": {"required": ["inner"]}}, source=source)
    list_of = ir.ListOf(item=checked, limits=ir.Limits(min_items=1))
    inner = ir.Field(name=ir.Name(("inner",), ir.Text("inner")), type=list_of, required=True, source=source)
    record = ir.Record(key="node", name=inner.name, fields=(inner,), source=source)
    assert cases.Examples(cases.Types({"node": record})).of(checked, 1) is cases.MISSING


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("depth", [0, 2])
def test_broken_values_are_refused(kind: ir.TypeRef, depth: int) -> None:
    examples = cases.Examples(SHOP)
    base = examples.of(kind, depth)
    assert base is not cases.MISSING
    for change in cases.broken(kind, base, examples):
        problems = cases.accepts(kind, change.applied(base), SHOP)
        assert problems, change
        assert change.at is None or change.at in [problem.pointer for problem in problems], change


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        (KINDS["short"], ["shorter than 2", "longer than 3", "a number"]),
        (KINDS["bounded"], ["below 5", "not below 7", "not a number"]),
        (KINDS["genre"], ["not a known value", "of another type"]),
        (
            KINDS["list"],
            ["no array", "fewer than 2 items", "more than 3 items", "two equal items", "not a whole number"],
        ),
        (KINDS["closed"], ["fewer than 1 members", "a member too many", "not a whole number", "no object"]),
        (KINDS["payment"], ["no known tag", "missing", "shorter than 1"]),
    ],
)
def test_each_constraint_is_broken(kind: ir.TypeRef, titles: list[str]) -> None:
    examples = cases.Examples(SHOP)
    base = examples.of(kind, 1)
    assert base is not cases.MISSING
    found = [change.title for change in cases.broken(kind, base, examples)]
    assert [title for title in titles if title not in found] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 110) | st.sampled_from([1.0, 1.5, 0.05, "", "ab", "novel", "card"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "b", "name", "next", "method", "token", "vat"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_the_checker_and_the_written_schemas_agree(value: Any) -> None:
    writer = jsonschema.Writer(SHOP)
    written = {key: writer.schema(kind) for key, kind in KINDS.items()}
    definitions = writer.definitions()
    for key, kind in KINDS.items():
        schema = {"allOf": [written[key]], "$defs": definitions}
        judged = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)
        assert judged == (not cases.accepts(kind, value, SHOP)), key


@pytest.mark.parametrize(
    "schema",
    [
        {"not": {"type": "string"}},
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"maxProperties": 1}},
        {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3},
        {"patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": False},
        {"properties": {"a": True}, "allOf": [{"properties": {"b": True}}], "unevaluatedProperties": False},
        {
            "prefixItems": [{"type": "integer"}],
            "anyOf": [{"items": {"type": "string"}}, True],
            "unevaluatedItems": False,
        },
        {"dependentRequired": {"a": ["b"]}, "propertyNames": {"maxLength": 1}},
        {"dependentSchemas": {"a": {"properties": {"b": {"type": "null"}}}}},
        {"oneOf": [{"type": "number"}, {"type": "integer"}, {"type": "array", "uniqueItems": True}]},
        {"enum": [1, "ab", [], {"a": None}]},
    ],
)
@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_residual_keywords_mean_what_a_validator_says(schema: dict[str, Any], value: Any) -> None:
    assert residual.valid(schema, value, {}) == jsonschema_rs.Draft202012Validator(schema).is_valid(value)


OBJECT = {"R": 100, "G": 200}
LIST = ["blue", "black"]
STYLES = [
    ("matrix", False, "blue", ";color=blue"),
    ("matrix", True, LIST, ";color=blue;color=black"),
    ("matrix", False, LIST, ";color=blue,black"),
    ("matrix", True, OBJECT, ";R=100;G=200"),
    ("matrix", False, OBJECT, ";color=R,100,G,200"),
    ("label", False, "blue", ".blue"),
    ("label", True, LIST, ".blue.black"),
    ("label", False, LIST, ".blue,black"),
    ("label", True, OBJECT, ".R=100.G=200"),
    ("label", False, OBJECT, ".R,100,G,200"),
    ("simple", False, "a b/c", "a%20b%2Fc"),
    ("simple", True, LIST, "blue,black"),
    ("simple", True, OBJECT, "R=100,G=200"),
    ("simple", False, OBJECT, "R,100,G,200"),
    ("form", True, LIST, "color=blue&color=black"),
    ("form", False, LIST, "color=blue,black"),
    ("form", True, OBJECT, "R=100&G=200"),
    ("form", False, OBJECT, "color=R,100,G,200"),
    ("form", True, "", "color="),
    ("spaceDelimited", False, LIST, "color=blue%20black"),
    ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200"),
    ("pipeDelimited", False, LIST, "color=blue%7Cblack"),
    ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200"),
]


@pytest.mark.parametrize(("style", "explode", "value", "text"), STYLES)
def test_styles(style: str, explode: bool, value: Any, text: str) -> None:
    """The table of OpenAPI 3.2, section 4.12.2.2.2."""
    where = ir.Where.PATH if style in ("matrix", "label", "simple") else ir.Where.QUERY
    param = ir.Param(
        name=name("color"),
        where=where,
        type=ir.Anything(),
        required=True,
        style=ir.Style(style),
        explode=explode,
        source=HERE,
    )
    written = wire.path(param, value) if where is ir.Where.PATH else "&".join(wire.query(param, value))
    assert written == text


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ({"id": 1}, True),
        ({"id": 1, "reference": "a"}, True),
        ({"reference": 5}, False),
        ({"id": 1, "reference": 5}, False),
        ({"id": 1, "other": 5}, False),
        ({}, True),
    ],
)
def test_members_that_no_fitting_alternative_names_have_no_static_type(value: ir.Json, typed: bool) -> None:
    by_id, by_reference = record("a", field("id", INTEGER, False)), record("b", field("reference", STRING, False))
    known = types(by_id, by_reference, union("either", "a", "b", exclusive=False))
    assert not cases.accepts(ir.Ref(key="either"), value, known)
    for kind, held in ((ir.Ref(key="either"), value), (ir.ListOf(item=ir.Ref(key="either")), [value])):
        assert is_typed(kind, held, known) == typed
