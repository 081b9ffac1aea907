"""Objects and arrays: `properties` to the fields of a record, `items` and `prefixItems` to lists and tuples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold import ir
from scaffold.diag import Source, quote
from scaffold.names import name
from scaffold.specs.jsonschema import enums
from scaffold.specs.jsonschema import keywords as k

if TYPE_CHECKING:
    from scaffold.specs.jsonschema.reader import SchemaReader

_SIZES = frozenset({"minProperties", "maxProperties"})
_LENGTHS = frozenset({"minItems", "maxItems", "uniqueItems"})
_OTHERS = k.UNIONS | k.LOGIC | {"$ref", "$dynamicRef", "patternProperties", "dependentSchemas", "contains"}
"""Keywords beside which `unevaluated...` says more than `additionalProperties` or `items` would."""


def record(reader: SchemaReader, schema: dict[str, Any], at: Source, label: ir.Name, key: str) -> ir.TypeRef:
    """An object: a record where it names properties, else a map."""
    extra = _extra(reader, schema, at)
    limits = ir.NO_LIMITS if _SIZES.isdisjoint(schema) else reader.values.limits(schema, at, _SIZES)
    properties = schema.get("properties")
    if properties is not None and not isinstance(properties, dict):
        message = f"`properties` is {quote(properties)}, not an object"
        reader.report.add("schema-invalid", at.child("properties"), message, outcome=k.NOT_GIVEN)
        properties = None
    required = _required(reader, schema, at) if "required" in schema else ()
    if not properties and not required:
        return ir.MapOf(value=extra, limits=limits)
    fields = _fields(reader, properties, at, frozenset(required)) if properties else []
    for missing in required:
        if not properties or missing not in properties:
            fields.append(_undescribed(reader, missing, extra, schema, at))
    found = ir.Record(
        key=key,
        name=label,
        fields=tuple(fields),
        extra=extra,
        limits=limits,
        doc=enums.docs(schema),
        examples=enums.examples(schema, at),
        deprecated=k.flag(schema, "deprecated"),
        source=at,
    )
    return ir.Inline(declaration=found)


def _required(reader: SchemaReader, schema: dict[str, Any], at: Source) -> tuple[str, ...]:
    given = schema["required"]
    place = at.child("required")
    if isinstance(given, bool) or given is None:
        reader.report.add(
            "schema-mended", place, f"`required` is a list of names, not {quote(given)}; read as not given"
        )
        return ()
    if isinstance(given, str):
        reader.report.add("schema-mended", place, "`required` is a string; read as a list of it alone")
        return (given,)
    if not isinstance(given, list):
        message = f"`required` is {quote(given)}, not a list of names"
        reader.report.add("schema-invalid", place, message, outcome=k.NOT_GIVEN)
        return ()
    for index, word in enumerate(given):
        if not isinstance(word, str):
            message = f"{quote(word)} is no name of a property"
            reader.report.add("schema-invalid", place.child(index), message, outcome=k.NOT_GIVEN)
    found = dict.fromkeys(word for word in given if isinstance(word, str))
    if len(found) < len(given):
        for word in found:
            if given.count(word) > 1:
                second = place.child(given.index(word, given.index(word) + 1))
                reader.report.add(
                    "schema-mended", second, f"`required` names {quote(word)} more than once; read as once"
                )
    return tuple(found)


def _undescribed(reader: SchemaReader, missing: str, extra: ir.TypeRef, schema: dict[str, Any], at: Source) -> ir.Field:
    """A property that is required and not described: it must be there, as whatever other members may be."""
    given = schema["required"]
    place = at.child("required", given.index(missing)) if isinstance(given, list) else at.child("required")
    if "properties" in schema and k.UNIONS.isdisjoint(schema) and "patternProperties" not in schema:
        reader.report.add("required-unknown", place, f"the required property {quote(missing)} is not described")
    kind = ir.Anything() if isinstance(extra, ir.Never) else extra
    return ir.Field(name=name(missing, "property"), type=kind, required=True, source=place)


def _fields(reader: SchemaReader, properties: dict[str, Any], at: Source, required: frozenset[str]) -> list[ir.Field]:
    document, start = at.document, at.pointer + "/properties/"
    found: list[ir.Field] = []
    for word, schema in properties.items():
        step = word if "~" not in word and "/" not in word else word.replace("~", "~0").replace("/", "~1")
        place = Source(document, start + step)
        kind = reader.type(schema, place)
        if schema.__class__ is dict:
            found.append(_field(reader, word, schema, place, kind, word in required))
        else:
            found.append(ir.Field(name=name(word, "property"), type=kind, required=word in required, source=place))
    return found


def _field(
    reader: SchemaReader, word: str, schema: dict[str, Any], at: Source, kind: ir.TypeRef, required: bool
) -> ir.Field:
    """A property with what is said beside its type, by its own schema or by the one that it refers to."""
    said = schema
    if "$ref" in schema and (target := reader.target(schema, at)) is not None:
        said = {**_inherited(target.schema), **schema}
    if schema.get("required") is True:
        _required(reader, schema, at)  # which tells of it, whatever the type
    read_only, write_only = k.flag(said, "readOnly"), k.flag(said, "writeOnly")
    if read_only and write_only:
        reader.report.add("schema-mended", at, "the property is both readOnly and writeOnly; read as neither")
        read_only = write_only = False
    return ir.Field(
        name=name(word, "property"),
        type=kind,
        required=required,
        read_only=read_only,
        write_only=write_only,
        deprecated=k.flag(said, "deprecated"),
        sunset=ir.Value(said["x-sunset"]) if "x-sunset" in said else None,
        default=ir.Value(said["default"], at.child("default")) if "default" in said else None,
        examples=enums.examples(said, at),
        doc=enums.docs(schema),
        source=at,
    )


def _inherited(schema: dict[str, Any]) -> dict[str, Any]:
    """What a referred schema says of every property that refers to it."""
    return {word: schema[word] for word in ("readOnly", "writeOnly", "default") if word in schema}


def _extra(reader: SchemaReader, schema: dict[str, Any], at: Source) -> ir.TypeRef:
    """The type of members that are not named."""
    if "patternProperties" in schema:  # which names are left is for the residual check to say
        return _patterned(reader, schema, at)
    if "additionalProperties" in schema:
        given = schema["additionalProperties"]
        if given is None or isinstance(given, str) and given.lower() in ("true", "false"):
            place = at.child("additionalProperties")
            closed = given is not None and given.lower() == "false"
            reader.report.add("schema-mended", place, f"{quote(given)} is no schema; read as {quote(not closed)}")
            return ir.Never() if closed else ir.Anything()
        return reader.type(given, Source(at.document, at.pointer + "/additionalProperties"))
    if "unevaluatedProperties" in schema and _OTHERS.isdisjoint(schema):
        return reader.type(schema["unevaluatedProperties"], at.child("unevaluatedProperties"))
    return ir.Anything()


def _patterned(reader: SchemaReader, schema: dict[str, Any], at: Source) -> ir.TypeRef:
    """With `patternProperties`: the one type that all other members have, else any."""
    patterns = schema["patternProperties"]
    closed = schema.get("additionalProperties") is False
    if closed and isinstance(patterns, dict) and len(patterns) == 1 and not schema.get("properties"):
        pattern = next(iter(patterns))
        return reader.type(patterns[pattern], at.child("patternProperties", pattern))
    return ir.Anything()


def array(reader: SchemaReader, schema: dict[str, Any], at: Source) -> ir.TypeRef:
    """An array: a tuple where the first places have schemas of their own, else a list."""
    limits = ir.NO_LIMITS if _LENGTHS.isdisjoint(schema) else reader.values.limits(schema, at, _LENGTHS)
    first = schema.get("prefixItems") if reader.modern else None
    place = "prefixItems"
    rest = schema.get("items", True)
    rest_place = "items"
    if isinstance(rest, list):
        reader.report.add("schema-mended", at.child("items"), "`items` is a list; read as `prefixItems` of OpenAPI 3.1")
        first, place, rest = rest, "items", True
    elif "items" not in schema and "unevaluatedItems" in schema and _OTHERS.isdisjoint(schema):
        rest, rest_place = schema["unevaluatedItems"], "unevaluatedItems"
    elif "items" not in schema and "type" in schema and not reader.modern:
        reader.report.add("schema-mended", at, "an array has no `items`; its elements are read as any values")
    item = ir.Anything() if rest is True else reader.type(rest, Source(at.document, f"{at.pointer}/{rest_place}"))
    if first is None:
        return ir.ListOf(item=item, limits=limits)
    if not isinstance(first, list) or not first:
        reader.report.add("schema-invalid", at.child(place), f"`{place}` is {quote(first)}, not a list of schemas")
        return ir.ListOf(item=item, limits=limits)
    places = tuple(reader.type(schema, at.child(place, index)) for index, schema in enumerate(first))
    return ir.TupleOf(items=places, rest=item, limits=limits)
