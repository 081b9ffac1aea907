"""What templates see of the types of an API in TypeScript: the modules of models."""

from __future__ import annotations

from msgspec import Struct

from scaffold import ir
from scaffold.cases import Types, accepts
from scaffold.lang.typescript.declarations import Declarations, Declared


class ModelsView(Struct, frozen=True):
    """One module of models; `declared` are its types, each behind those that it refers to."""

    module: str
    declared: tuple[Declared, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.declared)


def modules(declarations: Declarations) -> tuple[ModelsView, ...]:
    """All modules of models."""
    return tuple(ModelsView(module, declarations.of(module)) for module in declarations.modules())


class Defaults:
    """Tells the defaults of a description that are of the type they stand for."""

    def __init__(self, api: ir.Api) -> None:
        self._types = Types.of(api)

    def of(self, value: ir.Value | None, type_: ir.TypeRef) -> ir.Value | None:
        """The default; None where there is none, or where it isn't of its type."""
        return value if value is not None and not accepts(type_, value.json, self._types) else None
