"""What the tests of schemas share: from schemas as values to the types that the reader and the passes make of them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from scaffold import ir, passes
from scaffold.diag import Report, Source
from scaffold.refs import Resolver
from scaffold.source import Loader
from scaffold.specs.jsonschema import SchemaReader

VERSIONS = {"2.0": ("swagger", "2.0"), "3.0": ("openapi", "3.0.3"), "3.1": ("openapi", "3.1.0")}


class Read:
    """Component schemas as read: before the passes, and after them."""

    def __init__(self, schemas: dict[str, Any], dialect: str = "3.1", files: dict[str, Any] | None = None) -> None:
        self.report = Report()
        with tempfile.TemporaryDirectory() as folder:
            field, version = VERSIONS[dialect]
            root = {field: version, "components": {"schemas": schemas}}
            if dialect == "2.0":
                root = {field: version, "definitions": schemas}
            for name, value in {"api.json": root, **(files or {})}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(value), "utf-8")
            loader = Loader(Path(folder, "api.json"), self.report)
            self._read(loader, dialect)

    def _read(self, loader: Loader, dialect: str) -> None:
        node = loader.root()
        assert node is not None, self.report.diagnostics
        reader = SchemaReader(Resolver(loader, self.report), self.report, dialect)
        holder = node.get("definitions") if dialect == "2.0" else node.get("components")
        schemas = holder if dialect == "2.0" else holder and holder.get("schemas")
        for name, schema in schemas.items() if schemas else ():
            reader.read_component(schema, name)
        self.raw = api(reader.declarations(), reader.schemas())
        self.api = passes.run(self.raw, self.report)
        self.types: dict[str, Any] = {declared.key: declared for declared in self.api.types}

    def __getitem__(self, name: str) -> Any:
        """The declaration of a component, after the passes."""
        for start in ("#/components/schemas/", "#/definitions/"):
            if start + name in self.types:
                return self.types[start + name]
        raise KeyError(name)

    def before(self, name: str) -> Any:
        """The declaration of a component, as the reader made it."""
        return next(one for one in self.raw.types if one.key.endswith("/schemas/" + name))

    def fields(self, name: str) -> dict[str, Any]:
        """The types of a record's properties, by their spelling on the wire."""
        return {field.name.wire.raw: field.type for field in self[name].fields}

    @property
    def codes(self) -> list[str]:
        """The codes of all diagnostics."""
        return [found.code for found in self.report.diagnostics]


def api(types: tuple[ir.Declaration, ...], schemas: dict[str, ir.Json] | None = None, **more: Any) -> ir.Api:
    """An Api of these types."""
    return ir.Api(
        title=ir.Text("Test"),
        version=ir.Text("1"),
        services=more.pop("services", ()),
        types=types,
        schemas=schemas or {},
        document={},
        source=Source("api.json"),
    )


def one(schema: Any, dialect: str = "3.1") -> Any:
    """The type of one schema, after the passes: what its alias is for, or its declaration."""
    found = Read({"It": schema}, dialect)["It"]
    return found.type if isinstance(found, ir.Alias) else found
