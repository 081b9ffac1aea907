"""Types: what a value may be. Readers write the whole of it; passes leave the part that languages render."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from scaffold.diag import Source
from scaffold.ir.words import Doc, Json, Name, Text, Value


class Limits(Struct, frozen=True, kw_only=True):
    """Constraints of JSON Schema Validation section 6 that apply to one value; None where not given.

    `minimum` and the like are int or float as written. `pattern` is the ECMA-262 source, found anywhere in the
    string (not anchored).
    """

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: Text | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None


NO_LIMITS = Limits()


class Kind(StrEnum):
    """The scalar kinds. `BINARY` is a run of bytes outside JSON (a file, an octet-stream body)."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    BINARY = "binary"


class Scalar(Struct, frozen=True, kw_only=True):
    """One value of a kind. `format` is the description's own word (date-time, int64 ...), known or not."""

    kind: Kind
    format: Text | None = None
    limits: Limits = NO_LIMITS


class ListOf(Struct, frozen=True, kw_only=True):
    item: TypeRef
    limits: Limits = NO_LIMITS


class TupleOf(Struct, frozen=True, kw_only=True):
    """`prefixItems`: the first places by position, `rest` for all further ones (Never: none may follow)."""

    items: tuple[TypeRef, ...]
    rest: TypeRef
    limits: Limits = NO_LIMITS


class MapOf(Struct, frozen=True, kw_only=True):
    """An object without named properties; each value is of `value`."""

    value: TypeRef
    limits: Limits = NO_LIMITS


class Nullable(Struct, frozen=True, kw_only=True):
    """`item` or JSON null."""

    item: TypeRef


class Const(Struct, frozen=True, kw_only=True):
    """Exactly this scalar JSON value (`str` values are kept as Text)."""

    value: Text | int | float | bool | None


class Ref(Struct, frozen=True, kw_only=True):
    """A reference to the declaration of this key in `Api.types`."""

    key: str


class OneOf(Struct, frozen=True, kw_only=True):
    """A union in place. Readers make it; pass `hoist` leaves only scalar unions (str | int) in place."""

    variants: tuple[TypeRef, ...]
    exclusive: bool = False


class Inline(Struct, frozen=True, kw_only=True):
    """A declaration in place. Readers make it; pass `hoist` turns every one into a `Ref` to a named declaration."""

    declaration: Declaration


class AllOf(Struct, frozen=True, kw_only=True):
    """Every part applies. Readers make it; pass `compose` merges it away."""

    parts: tuple[TypeRef, ...]
    source: Source


class Checked(Struct, frozen=True, kw_only=True):
    """`item`, and besides it what the native model of a language can't say (not, if, contains, dependent* ...).

    `schema` is JSON Schema 2020-12 that holds only those keywords; `$ref`s in it are `#/$defs/<key>` into
    `Api.schemas`. Generated validators apply it to the JSON value, so that no keyword is dropped in silence.
    """

    item: TypeRef
    keywords: tuple[str, ...]
    schema: Json
    source: Source

    def __hash__(self) -> int:
        return hash((self.item, self.source))


class Anything(Struct, frozen=True):
    """Any JSON value."""


class Never(Struct, frozen=True):
    """No value at all (`false` as a schema)."""


TypeRef: TypeAlias = (
    Scalar | ListOf | TupleOf | MapOf | Nullable | Const | Ref | OneOf | Inline | AllOf | Checked | Anything | Never
)


class Field(Struct, frozen=True, kw_only=True):
    """A property of a record. `required` (must be there) and nullable (may be null: in the type) are two things.

    `default` is a `Value` or None where the description has none. `sunset` is when a deprecated property is to go.
    """

    name: Name
    type: TypeRef
    required: bool
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    sunset: Value | None = None
    default: Value | None = None
    examples: tuple[Value, ...] = ()
    doc: Doc | None = None
    source: Source


class Record(Struct, frozen=True, kw_only=True):
    """An object with named properties.

    `extra` is the type of members that are not named (Anything: allowed as they are; Never: forbidden).
    `direction` is set by pass `directions` on the twins of a record with readOnly or writeOnly properties.
    """

    key: str
    name: Name
    fields: tuple[Field, ...]
    extra: TypeRef = Anything()
    limits: Limits = NO_LIMITS
    doc: Doc | None = None
    examples: tuple[Value, ...] = ()
    deprecated: bool = False
    source: Source


class Variant(Struct, frozen=True, kw_only=True):
    """One alternative of a union; `tags` are the discriminator values that choose it."""

    type: TypeRef
    tags: tuple[Text, ...] = ()


class Union(Struct, frozen=True, kw_only=True):
    """`exclusive`: exactly one variant may match (oneOf); else at least one (anyOf).

    `tag` is the discriminator's property, on the wire; then every variant has tags.
    """

    key: str
    name: Name
    variants: tuple[Variant, ...]
    exclusive: bool
    tag: Text | None = None
    doc: Doc | None = None
    examples: tuple[Value, ...] = ()
    deprecated: bool = False
    source: Source


class Member(Struct, frozen=True, kw_only=True):
    """One value of an enumeration and the name a program calls it by."""

    name: Name
    value: Text | int | float | bool | None


class Enum(Struct, frozen=True, kw_only=True):
    """A closed set of scalar values. `kind` is the kind of all members; NUMBER where they are of several kinds."""

    key: str
    name: Name
    kind: Kind
    members: tuple[Member, ...]
    doc: Doc | None = None
    examples: tuple[Value, ...] = ()
    deprecated: bool = False
    source: Source


class Alias(Struct, frozen=True, kw_only=True):
    """A name for another type."""

    key: str
    name: Name
    type: TypeRef
    doc: Doc | None = None
    examples: tuple[Value, ...] = ()
    deprecated: bool = False
    source: Source


Declaration: TypeAlias = Record | Union | Enum | Alias
