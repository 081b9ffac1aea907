"""What templates see of the types of an API in Python: modules of classes, enumerations and aliases."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from scaffold import ir
from scaffold.lang.python.declarations import Declarations, Declared
from scaffold.lang.python.defaults import Default, Defaults
from scaffold.lang.python.imports import name_key
from scaffold.lang.python.names import Scope, distinct, identifier
from scaffold.lang.shapes import Shapes


class PropertyView(Struct, frozen=True):
    """A property of a record as a field of a class.

    The description tells four things apart: required or not, nullable or not. `absent` is a property that may be left
    out, may not be null and has no default: None stands for "left out" in Python.
    """

    name: str
    node: ir.Field
    default: Default | None
    nullable: bool

    @property
    def renamed(self) -> bool:
        return self.name != self.node.name.wire.raw

    @property
    def optional(self) -> bool:
        return not self.node.required and self.default is None

    @property
    def absent(self) -> bool:
        return self.optional and not self.nullable


class RecordView(Struct, frozen=True):
    """A record as a class; its bases' arguments (`extra="forbid"`) are `settings`."""

    name: str
    node: ir.Record
    fields: tuple[PropertyView, ...]
    entangled: bool

    @property
    def settings(self) -> tuple[tuple[str, str | int], ...]:
        limits = self.node.limits
        given: list[tuple[str, str | int | None]] = [
            ("entangled", self.entangled or None),
            ("extra", "forbid" if isinstance(self.node.extra, ir.Never) else None),
            ("min_properties", limits.min_properties),
            ("max_properties", limits.max_properties),
        ]
        return tuple((key, value) for key, value in given if value is not None)

    @property
    def typed_extra(self) -> ir.TypeRef | None:
        """The type of members that are not named, where it says anything."""
        return None if isinstance(self.node.extra, ir.Never | ir.Anything) else self.node.extra


class EnumView(Struct, frozen=True):
    """An enumeration. `base` is the class it derives from; None where only a union of literals can say it."""

    name: str
    node: ir.Enum
    members: tuple[tuple[str, Any], ...]

    @property
    def base(self) -> str | None:
        values = [value for _, value in self.members]
        if any(isinstance(value, bool) or value is None for value in values):
            return None
        if all(isinstance(value, ir.Text) for value in values):
            return "StrEnum"
        return "IntEnum" if all(isinstance(value, int) for value in values) else None

    @property
    def is_exact(self) -> bool:
        """Whether JSON has booleans that Python takes for one of the members."""
        return self.base == "IntEnum" and any(value in (0, 1) for _, value in self.members)


class UnionView(Struct, frozen=True):
    """A union as an alias; `tags` choose its variants where it has a discriminator."""

    name: str
    node: ir.Union
    recursive: bool

    @property
    def tags(self) -> tuple[tuple[ir.Text, ir.TypeRef], ...]:
        return tuple((tag, variant.type) for variant in self.node.variants for tag in variant.tags)


class AliasView(Struct, frozen=True):
    """Another name for a type; a `recursive` one must be declared so that its value may name itself."""

    name: str
    node: ir.Alias
    recursive: bool


class ModelsView(Struct, frozen=True):
    """One module of the models package."""

    module: str
    records: tuple[RecordView, ...]
    enums: tuple[EnumView, ...]
    aliases: tuple[UnionView | AliasView, ...]
    names: tuple[str, ...]


class Models:
    """Builds the views of the models package."""

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self._shapes = Shapes({key: one.node for key, one in declarations.by_key.items()})
        self.enums = {
            key: EnumView(one.name, one.node, _members(one.node))
            for key, one in declarations.by_key.items()
            if isinstance(one.node, ir.Enum)
        }
        self.defaults = Defaults(
            {key: one.node for key, one in declarations.by_key.items()},
            {key: {value: name for name, value in view.members} for key, view in self.enums.items() if view.base},
        )

    def module(self, module: str) -> ModelsView:
        classes, others, recursive = self._declarations.ordered(module)
        return ModelsView(
            module,
            tuple(self._record(one) for one in classes),
            tuple(self.enums[one.node.key] for one in self._declarations.of(module) if isinstance(one.node, ir.Enum)),
            tuple(self._other(one, recursive) for one in others if not isinstance(one.node, ir.Enum)),
            tuple(sorted((one.name for one in self._declarations.of(module)), key=name_key)),
        )

    def _other(self, one: Declared, recursive: set[str]) -> UnionView | AliasView:
        if isinstance(one.node, ir.Union):
            return UnionView(one.name, one.node, one.node.key in recursive)
        assert isinstance(one.node, ir.Alias)
        return AliasView(one.name, one.node, one.node.key in recursive)

    def _record(self, one: Declared) -> RecordView:
        assert isinstance(one.node, ir.Record)
        names = distinct(identifier(field.name, Scope.FIELD) for field in one.node.fields)
        views = (
            PropertyView(name, field, self.defaults.of(field.default, field.type), self._shapes.takes_null(field.type))
            for name, field in zip(names, one.node.fields, strict=True)
        )
        fields = tuple(sorted(views, key=lambda view: not view.node.required))
        return RecordView(one.name, one.node, fields, one.node.key in self._declarations.entangled)


def _members(node: ir.Enum) -> tuple[tuple[str, Any], ...]:
    names = distinct(identifier(member.name, Scope.MEMBER) for member in node.members)
    return tuple(zip(names, (member.value for member in node.members), strict=True))
