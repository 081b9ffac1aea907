"""Whether a JSON value is of a type: an interpreter of the IR's types with JSON Schema's exact meaning.

1.0 is an integer and true is not a number; equality is JSON's; `multipleOf` is exact; patterns are ECMA-262. It is
slow and plain on purpose: examples and broken values are tried on it before a generated test may rely on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct, field

from scaffold import ir
from scaffold.cases import residual
from scaffold.cases.formats import FORMATS, integer_range
from scaffold.regex import compiled


class Problem(NamedTuple):
    """What is wrong with a value: where (a JSON pointer), which keyword says so, and in words."""

    pointer: str
    keyword: str
    detail: str


class Types(Struct, frozen=True):
    """The declarations of an Api by key, and the JSON Schemas that `Checked` types refer to."""

    declared: Mapping[str, ir.Declaration]
    schemas: Mapping[str, ir.Json] = field(default_factory=dict)

    @classmethod
    def of(cls, api: ir.Api) -> Types:
        return cls({declaration.key: declaration for declaration in api.types}, api.schemas)

    def bare(self, kind: ir.TypeRef) -> ir.TypeRef | ir.Declaration:
        """What a type is behind references, aliases and residual checks."""
        seen = 0
        current: ir.TypeRef | ir.Declaration = kind
        while seen < 100:
            seen += 1
            match current:
                case ir.Ref(key=key) if key in self.declared:
                    current = self.declared[key]
                case ir.Alias(type=inner) | ir.Checked(item=inner) | ir.Nullable(item=inner):
                    current = inner
                case _:
                    return current
        return current


def accepts(kind: ir.TypeRef, value: ir.Json, types: Types) -> list[Problem]:
    """The problems of `value` as a `kind`; none where it is one."""
    problems: list[Problem] = []
    _check(kind, value, types, None, lambda at, *what: problems.append(Problem(_pointer(at), *what)))
    return problems


Place: TypeAlias = "tuple[Place, str | int] | None"
"""Where a value is: where what holds it is, and its name or number there. Few places are ever written as a pointer."""

Add = Callable[[Place, str, str], None]


def _pointer(at: Place) -> str:
    return "" if at is None else f"{_pointer(at[0])}/{escape(str(at[1]))}"


def _check(kind: ir.TypeRef | ir.Declaration, value: Any, types: Types, at: Place, add: Add) -> None:
    checker = _CHECKERS.get(type(kind))
    if checker is None:
        raise TypeError(f"{type(kind).__name__} is no type that passes leave")
    checker(kind, value, types, at, add)


def _fits(kind: ir.TypeRef | ir.Declaration, value: ir.Json, types: Types) -> bool:
    problems: list[str] = []
    _check(kind, value, types, None, lambda at, keyword, detail: problems.append(keyword))
    return not problems


def _scalar(kind: ir.Scalar, value: Any, types: Types, at: Place, add: Add) -> None:
    if not is_kind(kind.kind, value):
        add(at, "type", f"not {_ARTICLE[kind.kind]}")
        return
    if isinstance(value, str):
        _string(kind, value, at, add)
    elif kind.kind in (ir.Kind.INTEGER, ir.Kind.NUMBER):
        _number(kind, value, at, add)


def _string(kind: ir.Scalar, value: str, at: Place, add: Add) -> None:
    limits = kind.limits
    if limits.min_length is not None and len(value) < limits.min_length:
        add(at, "minLength", f"shorter than {limits.min_length}")
    if limits.max_length is not None and len(value) > limits.max_length:
        add(at, "maxLength", f"longer than {limits.max_length}")
    if limits.pattern is not None:
        pattern = compiled(limits.pattern.raw)
        if pattern is not None and pattern.search(value) is None:
            add(at, "pattern", "off its pattern")
    if kind.format is not None and kind.kind is ir.Kind.STRING:
        known = FORMATS.get(kind.format.raw)
        if known is not None and not known.test(value):
            add(at, "format", f"not of format {kind.format.raw}")


def _number(kind: ir.Scalar, value: int | float, at: Place, add: Add) -> None:
    limits = kind.limits
    if limits.minimum is not None and value < limits.minimum:
        add(at, "minimum", f"below {limits.minimum}")
    if limits.maximum is not None and value > limits.maximum:
        add(at, "maximum", f"above {limits.maximum}")
    if limits.exclusive_minimum is not None and value <= limits.exclusive_minimum:
        add(at, "exclusiveMinimum", f"not above {limits.exclusive_minimum}")
    if limits.exclusive_maximum is not None and value >= limits.exclusive_maximum:
        add(at, "exclusiveMaximum", f"not below {limits.exclusive_maximum}")
    if limits.multiple_of is not None and not is_multiple(value, limits.multiple_of):
        add(at, "multipleOf", f"not a multiple of {limits.multiple_of}")
    bounds = integer_range(kind.format.raw) if kind.format is not None and kind.kind is ir.Kind.INTEGER else None
    if kind.format is not None and bounds is not None and not bounds[0] <= value <= bounds[1]:
        add(at, "format", f"not of format {kind.format.raw}")


def _list(kind: ir.ListOf, value: Any, types: Types, at: Place, add: Add) -> None:
    if not isinstance(value, list):
        add(at, "type", "not an array")
        return
    _items(kind.limits, value, at, add)
    for index, item in enumerate(value):
        _check(kind.item, item, types, (at, index), add)


def _tuple(kind: ir.TupleOf, value: Any, types: Types, at: Place, add: Add) -> None:
    if not isinstance(value, list):
        add(at, "type", "not an array")
        return
    _items(kind.limits, value, at, add)
    for index, item in enumerate(value):
        _check(kind.items[index] if index < len(kind.items) else kind.rest, item, types, (at, index), add)


def _items(limits: ir.Limits, value: list[Any], at: Place, add: Add) -> None:
    if limits.min_items is not None and len(value) < limits.min_items:
        add(at, "minItems", f"fewer than {limits.min_items} items")
    if limits.max_items is not None and len(value) > limits.max_items:
        add(at, "maxItems", f"more than {limits.max_items} items")
    if limits.unique_items and len({residual.canonical(item) for item in value}) < len(value):
        add(at, "uniqueItems", "two equal items")


def _map(kind: ir.MapOf, value: Any, types: Types, at: Place, add: Add) -> None:
    if not isinstance(value, dict):
        add(at, "type", "not an object")
        return
    _members(kind.limits, value, at, add)
    for name, member in value.items():
        _check(kind.value, member, types, (at, name), add)


def _members(limits: ir.Limits, value: dict[str, Any], at: Place, add: Add) -> None:
    if limits.min_properties is not None and len(value) < limits.min_properties:
        add(at, "minProperties", f"fewer than {limits.min_properties} members")
    if limits.max_properties is not None and len(value) > limits.max_properties:
        add(at, "maxProperties", f"more than {limits.max_properties} members")


def _record(kind: ir.Record, value: Any, types: Types, at: Place, add: Add) -> None:
    if not isinstance(value, dict):
        add(at, "type", "not an object")
        return
    _members(kind.limits, value, at, add)
    named: set[str] = set()
    for each in kind.fields:
        wire = each.name.wire.raw
        named.add(wire)
        if wire in value:
            _check(each.type, value[wire], types, (at, wire), add)
        elif each.required:
            add((at, wire), "required", "missing")
    if isinstance(kind.extra, ir.Anything):
        return
    for name in value:
        if name not in named:
            _check(kind.extra, value[name], types, (at, name), add)


def _union(kind: ir.Union, value: Any, types: Types, at: Place, add: Add) -> None:
    if kind.tag is not None:
        _tagged(kind, value, types, at, add)
        return
    matching = sum(_fits(variant.type, value, types) for variant in kind.variants)
    if matching == 0:
        add(at, "oneOf" if kind.exclusive else "anyOf", "none of the alternatives")
    elif matching > 1 and kind.exclusive:
        add(at, "oneOf", "more than one of the alternatives")


def _tagged(kind: ir.Union, value: Any, types: Types, at: Place, add: Add) -> None:
    assert kind.tag is not None
    if not isinstance(value, dict):
        add(at, "type", "not an object")
        return
    tag = value.get(kind.tag.raw)
    for variant in kind.variants:
        if isinstance(tag, str) and ir.Text(tag) in variant.tags:
            _check(variant.type, value, types, at, add)
            return
    add((at, kind.tag.raw), "discriminator", "missing or not one of the known values")


def _one_of(kind: ir.OneOf, value: Any, types: Types, at: Place, add: Add) -> None:
    matching = sum(_fits(variant, value, types) for variant in kind.variants)
    if matching == 0 or (matching > 1 and kind.exclusive):
        add(at, "oneOf" if kind.exclusive else "anyOf", "none or too many of the alternatives")


def _enum(kind: ir.Enum, value: Any, types: Types, at: Place, add: Add) -> None:
    if not any(equal(plain(member.value), value) for member in kind.members):
        add(at, "enum", "not one of the known values")


def _const(kind: ir.Const, value: Any, types: Types, at: Place, add: Add) -> None:
    if not equal(plain(kind.value), value):
        add(at, "const", "not the one value")


def _nullable(kind: ir.Nullable, value: Any, types: Types, at: Place, add: Add) -> None:
    if value is not None:
        _check(kind.item, value, types, at, add)


def _ref(kind: ir.Ref, value: Any, types: Types, at: Place, add: Add) -> None:
    _check(types.declared[kind.key], value, types, at, add)


def _alias(kind: ir.Alias, value: Any, types: Types, at: Place, add: Add) -> None:
    _check(kind.type, value, types, at, add)


def _checked(kind: ir.Checked, value: Any, types: Types, at: Place, add: Add) -> None:
    _check(kind.item, value, types, at, add)
    if not residual.valid(kind.schema, value, types.schemas):
        add(at, kind.keywords[0] if kind.keywords else "schema", "against " + ", ".join(kind.keywords))


def _anything(kind: ir.Anything, value: Any, types: Types, at: Place, add: Add) -> None:
    return


def _never(kind: ir.Never, value: Any, types: Types, at: Place, add: Add) -> None:
    add(at, "false", "not allowed")


_CHECKERS: dict[type, Callable[[Any, Any, Types, Place, Add], None]] = {
    ir.Scalar: _scalar,
    ir.ListOf: _list,
    ir.TupleOf: _tuple,
    ir.MapOf: _map,
    ir.Record: _record,
    ir.Union: _union,
    ir.OneOf: _one_of,
    ir.Enum: _enum,
    ir.Const: _const,
    ir.Nullable: _nullable,
    ir.Ref: _ref,
    ir.Alias: _alias,
    ir.Checked: _checked,
    ir.Anything: _anything,
    ir.Never: _never,
}

_ARTICLE = {
    ir.Kind.STRING: "a string",
    ir.Kind.INTEGER: "an integer",
    ir.Kind.NUMBER: "a number",
    ir.Kind.BOOLEAN: "true or false",
    ir.Kind.NULL: "null",
    ir.Kind.BINARY: "a file",
}


def is_kind(kind: ir.Kind, value: object) -> bool:
    """Whether a JSON value is of a kind. The content of a file stands as a string."""
    match kind:
        case ir.Kind.STRING | ir.Kind.BINARY:
            return isinstance(value, str)
        case ir.Kind.INTEGER:
            return residual.is_integer(value)
        case ir.Kind.NUMBER:
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case ir.Kind.BOOLEAN:
            return isinstance(value, bool)
        case ir.Kind.NULL:
            return value is None


def is_multiple(value: int | float, step: int | float) -> bool:
    """Whether value is a whole number of steps, in exact decimal arithmetic of the numbers as written."""
    if isinstance(value, int) and isinstance(step, int):
        return step != 0 and value % step == 0
    return step != 0 and Fraction(repr(value)) % Fraction(repr(step)) == 0


def equal(one: ir.Json, other: ir.Json) -> bool:
    """JSON equality: 1 is 1.0, true is not 1, members are unordered."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return residual.canonical(one) == residual.canonical(other)


def plain(value: ir.Text | int | float | bool | None) -> ir.Json:
    return value.raw if isinstance(value, ir.Text) else value


def escape(token: str) -> str:
    """A member's name as a token of a JSON pointer (RFC 6901)."""
    return token.replace("~", "~0").replace("/", "~1")
