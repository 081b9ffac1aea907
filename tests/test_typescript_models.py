"""Models in TypeScript: the strictest compiler and the formatter take them, and schemas judge as the types say."""

from __future__ import annotations

import itertools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold import ir
from scaffold.cases import MISSING, Examples, Types, accepts, broken
from scaffold.config import Config
from scaffold.diag import Report
from scaffold.lang.base import IMPORTS, Symbol
from scaffold.lang.typescript import TypeScriptTypes
from scaffold.lang.typescript.shapes import ANYTHING, Shape, Shapes
from scaffold.lang.typescript.writer import Place, TypeScriptWriter
from scaffold.source import Loader
from tests.node import NodeProject

STRING = {"type": "string"}
INTEGER = {"type": "integer"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def record(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


SCHEMAS: dict[str, Any] = {
    "Book": record(
        "title",
        "count",
        title={"type": "string", "minLength": 1, "maxLength": 3},
        count=INTEGER,
        subtitle={"type": ["string", "null"]},
        price={"type": "number", "multipleOf": 0.01, "exclusiveMinimum": 0},
        note={"type": "string", "default": "none", "description": "Anything */ you like."},
        old={"type": "boolean", "deprecated": True},
        **{"shelf-mark": {"type": "string", "pattern": "^[A-Z]{2}/[0-9]+$"}},
    ),
    "Closed": record("a", a=INTEGER) | {"additionalProperties": False, "minProperties": 1},
    "Typed": record("a", a=INTEGER, b=STRING) | {"additionalProperties": {"type": "boolean"}},
    "Open": {"type": "object"},
    "Counts": {"type": "object", "additionalProperties": INTEGER, "minProperties": 1, "maxProperties": 2},
    "Colour": {"type": "string", "enum": ["red", "green"]},
    "Mixed": {"enum": ["a", 1, True, None, 1.5]},
    "One": {"const": "one"},
    "Large": record("kind", kind={"const": 2**53 + 1}, size={"enum": [1, 2**60, 2**64 - 1]}, id=INTEGER),
    "Cat": record("kind", "lives", kind={"const": "cat"}, lives=INTEGER),
    "Dog": record("kind", kind={"const": "dog"}, friend=ref("Pet")),
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": ref("Cat")["$ref"], "dog": ref("Dog")["$ref"]},
        },
    },
    "Exact": {"oneOf": [{"type": "integer", "minimum": 0}, {"type": "number", "maximum": 5}]},
    "Either": {"anyOf": [ref("Closed"), record("b", b=STRING), {"type": "string"}]},
    "Tree": record("value", value={}, children={"type": "array", "items": ref("Tree")}, twin=ref("Branch")),
    "Branch": record("trees", trees={"type": "object", "additionalProperties": ref("Tree")}),
    "Lists": record(
        unique={"type": "array", "uniqueItems": True, "items": {}},
        few={"type": "array", "minItems": 1, "maxItems": 2, "items": INTEGER},
        pair={"type": "array", "prefixItems": [STRING, INTEGER], "items": False},
        row={"type": "array", "prefixItems": [STRING], "items": INTEGER, "minItems": 1},
    ),
    "Formats": record(
        **{
            name: {"type": "string", "format": name}
            for name in ("date", "date-time", "time", "duration", "uuid", "byte", "email", "hostname", "ipv4", "ipv6")
        },
        **{
            name: {"type": "string", "format": name}
            for name in ("uri", "uri-reference", "uri-template", "json-pointer")
        },
        **{name: {"type": "integer", "format": name} for name in ("int8", "int32", "int64", "uint8", "uint64")},
    ),
    "Residual": record(a=INTEGER, b=INTEGER) | {"not": {"required": ["a", "b"]}},
    "Wild": {"type": "object", "patternProperties": {"^x-": INTEGER}, "propertyNames": {"maxLength": 4}},
    "Own": record("constructor", constructor=STRING, toString=INTEGER, **{"__proto__": INTEGER}),
    "Secret": record("id", id=INTEGER | {"readOnly": True}, key=STRING | {"writeOnly": True}),
    "Error": record("detail", detail=STRING),
}
HOSTILE = {
    'a"; process.exit(1); "': record(**{"*/ x": STRING | {"description": "*/ process.exit(1) /* @ts-nocheck"}}),
    "__proto__": {"enum": ["${process.exit(1)}", "`", "\u2028", "</script>"]},
}
OPERATION = {
    "get": {
        "operationId": "everything",
        "responses": {
            "200": {
                "description": "All.",
                "content": {"application/json": {"schema": record(**{name: ref(name) for name in SCHEMAS})}},
            }
        },
    },
    "post": {
        "operationId": "make",
        "requestBody": {"content": {"application/json": {"schema": ref("Secret")}}},
        "responses": {"204": {"description": "Made."}},
    },
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Models", "version": "1"},
    "paths": {"/": OPERATION},
    "components": {"schemas": SCHEMAS | HOSTILE},
}
OWN = {"next": "16", "router": "app"}
MANIFEST = {
    "type": "module",
    "dependencies": {"zod": "^4.6", "@cfworker/json-schema": "^4.1.6"},
    "devDependencies": {"typescript": "^7.0"},
}
COMPILER = {
    "target": "es2023",
    "lib": ["es2023", "dom"],
    "types": [],
    "module": "esnext",
    "moduleResolution": "bundler",
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "verbatimModuleSyntax": True,
    "erasableSyntaxOnly": True,
    "isolatedModules": True,
    "noEmit": True,
    "allowImportingTsExtensions": True,
    "skipLibCheck": True,
}
RUNNER = """\
import { readFileSync } from "node:fs";
import { holds } from "./src/generated/schema/holds.ts";
import { doubles, parseJson } from "./src/generated/schema/json.ts";
import { faults, validate } from "./src/generated/schema/validate.ts";
const rows = JSON.parse(readFileSync("rows.json", "utf8"));
const answers = [];
for (const [module, name, text] of rows) {
  const schemas = await import(`./src/generated/models/${module}.ts`);
  const value = parseJson(text);
  const found = faults(schemas[name], doubles(value));
  const isLarge = text.includes(`"Large"`) || name === "largeSchema"; // zod is shown doubles
  if (!isLarge && holds(schemas[name], value) !== (found.length === 0)) throw new Error(`${name}: ${text}`);
  answers.push(validate(schemas[name], value).map((issue) => issue.pointer));
}
console.log(JSON.stringify(answers));
"""
LONG = """\
import { parseJson } from "./src/generated/schema/json.ts";
const long = "x".repeat(20_000_000) + '\\\\"'.repeat(5_000_000);
const [found, large] = parseJson(`["\\\\u0041${long}",9007199254740993]`);
if (found !== `A${JSON.parse(`"${long}"`)}` || large !== 9007199254740993n) throw new Error("read as another");
"""


@dataclass(frozen=True)
class Made:
    """The models of a description in a project of their own."""

    api: ir.Api
    types: TypeScriptTypes
    project: NodeProject

    def text(self, path: str) -> str:
        return (self.project.folder / "src/generated" / path).read_text("utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("models")
    spec = folder / "models.json"
    spec.write_text(json.dumps(DOCUMENT), "utf-8")
    report = Report()
    api = scaffold.read(Loader(spec, report), report)
    assert api is not None
    project = folder / "project"
    config = Config(spec=str(spec), dest=project, name="models", package="models", backend="nextjs", own=OWN)
    for path, file in scaffold.generate(config, Report()).items():
        if path.startswith(("src/generated/models/", "src/generated/schema/")):
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(file.data)
    (project / "package.json").write_text(json.dumps(MANIFEST), "utf-8")
    (project / "tsconfig.json").write_text(json.dumps({"compilerOptions": COMPILER, "include": ["src"]}), "utf-8")
    (project / "run.ts").write_text(RUNNER, "utf-8")
    return Made(api, TypeScriptTypes(api), NodeProject(project))


def test_the_compiler_and_the_formatter_take_the_models(made: Made) -> None:
    checked = made.project.run("tsc", "-p", ".")
    assert checked.code == 0, str(checked)
    laid_out = made.project.run(str(Path(sys.executable).with_name("oxfmt")), "--check", "src")
    assert laid_out.code == 0, str(laid_out)


def test_nothing_is_imported_for_what_stands_beside_any_value(made: Made) -> None:
    writer = TypeScriptWriter(
        "src/generated/book.ts", Place("src/generated", Symbol("Blob", ""), True, {}), made.types.declarations
    )
    book = ir.Ref(key=next(one.key for one in made.api.types if one.name.wire.raw == "Book"))
    assert writer.ty(ir.OneOf(variants=(book, ir.Anything()), exclusive=False)) == "unknown"
    assert "import" not in writer.finish(f"{IMPORTS}\nexport {{}};")
    assert writer.ty(book) == "models.Book"
    assert 'import type * as models from "./models/index.ts";' in writer.finish(f"{IMPORTS}\nexport {{}};")


def test_large_integers_are_literals_of_their_own(made: Made) -> None:
    module = made.types.declarations["#/components/schemas/Large"].module
    assert "kind: 9007199254740993n;" in made.text(f"models/{module}.ts")
    assert "size?: 1 | 1152921504606846976n | 18446744073709551615n;" in made.text(f"models/{module}.ts")


def test_strings_may_be_long(made: Made) -> None:
    (made.project.folder / "long.ts").write_text(LONG, "utf-8")
    done = made.project.run("node", "--disable-warning=ExperimentalWarning", "long.ts")
    assert done.code == 0, str(done)


def changes(value: Any, source: random.Random) -> Iterator[Any]:
    """Values that are near one: another member, one less, one more."""
    pool = [None, True, 0, -1, 1.5, 2**31, 2**64, "", "x", "😀😀😀", "x" * 40, [], [1, 1.0], [{}, {}], {}, {"a": 1}]
    yield source.choice(pool)
    if isinstance(value, dict):
        for name in value:
            yield {**value, name: source.choice(pool)}
            yield {other: member for other, member in value.items() if other != name}
            yield from ({**value, name: inner} for inner in itertools.islice(changes(value[name], source), 4))
        for name in ("extra", "x-a", "toString", "too-long-a-name"):
            yield {**value, name: source.choice(pool)}
    if isinstance(value, list):
        yield [*value, source.choice(pool)]
        yield [*value, *value]
        yield from ([inner, *value[1:]] for inner in itertools.islice(changes(value[0], source), 4) if value)


def rows(made: Made) -> Iterator[tuple[str, Any]]:
    """Keys of types with right and wrong values for each."""
    types = Types.of(made.api)
    examples = Examples(types)
    source = random.Random(5)
    for node in made.api.types:
        kind = ir.Ref(key=node.key)
        values = [value for depth in (0, 1, 2) if (value := examples.of(kind, depth)) is not MISSING]
        assert values, node.key
        values += [change.applied(values[-1]) for change in itertools.islice(broken(kind, values[-1], examples), 60)]
        values += itertools.islice(changes(values[2], source), 80)
        yield from ((node.key, value) for value in [*values, None, 1, 1.0, "x", [], {}])


def test_schemas_judge_as_the_types_say(made: Made) -> None:
    table = [(key, json.dumps(value)) for key, value in rows(made)]
    named = [[made.types.declarations[key].module, made.types.declarations[key].schema, text] for key, text in table]
    (made.project.folder / "rows.json").write_text(json.dumps(named), "utf-8")
    done = made.project.run("node", "--disable-warning=ExperimentalWarning", "run.ts")
    assert done.code == 0, str(done)
    types = Types.of(made.api)
    answers = json.loads(done.output)
    for (key, text), pointers in zip(table, answers, strict=True):
        problems = accepts(ir.Ref(key=key), json.loads(text), types)
        assert bool(pointers) == bool(problems), (key, text, pointers, problems)
        assert len(set(pointers)) == len(pointers)
    assert sum(map(bool, answers)) > len(answers) / 3
    assert sum(map(bool, answers)) < len(answers) * 9 / 10


@pytest.mark.parametrize(
    ("kinds", "bytes_are", "printed"),
    [
        (["multipart/form-data"], (True, False), "FileInput"),
        (["application/json"], (False, True), "string"),
        (["application/json", "multipart/form-data"], (True, True), "FileInput | string"),
    ],
)
def test_bytes_are_files_in_forms_and_text_in_json(
    kinds: list[str], bytes_are: tuple[bool, bool], printed: str, tmp_path: Path
) -> None:
    cover = record("image", image={"type": "string", "format": "binary"})
    content = {kind: {"schema": ref("Cover")} for kind in kinds}
    operation = {"requestBody": {"content": content}, "responses": {"204": {"description": "taken"}}}
    description = tmp_path / "covers.json"
    description.write_text(
        json.dumps(
            {
                "openapi": "3.0.3",
                "info": {"title": "t", "version": "1"},
                "paths": {"/covers": {"post": operation}},
                "components": {"schemas": {"Cover": cover}},
            }
        ),
        "utf-8",
    )
    report = Report()
    api = scaffold.read(Loader(description, report), report)
    assert api is not None, report.diagnostics
    declarations = TypeScriptTypes(api).declarations
    (key,) = declarations.by_key
    assert declarations.bytes_are(key) == bytes_are
    binary = Symbol("FileInput", "./core/files.ts")
    writer = TypeScriptWriter("src/models/shared.ts", Place("src", binary, False, {}), declarations)
    body = writer.declared(declarations[key])
    assert f"image: {printed};" in body
    written = writer.finish(f"{IMPORTS}\n{body}")
    assert ('import type { FileInput } from "../core/files.ts";' in written) == bytes_are[0]


def shape_of(schema: dict[str, Any], folder: Path) -> Shape:
    """What a form of this schema is read by."""
    form = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    document = {
        **{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}},
        "paths": {"/x": {"post": {"requestBody": form, "responses": {"204": {"description": "taken"}}}}},
    }
    (folder / "form.json").write_text(json.dumps(document), "utf-8")
    report = Report()
    api = scaffold.read(Loader(folder / "form.json", report), report)
    assert api is not None, report.diagnostics
    body = api.services[0].operations[0].body
    assert body is not None
    return Shapes(TypeScriptTypes(api).declarations).of(body.media[0].type)


@pytest.mark.parametrize(("width", "below"), [(10, Shape(("integer",))), (20, ANYTHING)])
def test_a_form_of_very_many_places_is_known_as_deep_everywhere(width: int, below: Shape, tmp_path: Path) -> None:
    level = INTEGER
    for letter in "cba":
        level = record(**{f"{letter}{number}": level for number in range(width)})
    shape = shape_of(record(**level["properties"], last=INTEGER), tmp_path)
    assert shape.members is not None and shape.members["last"] == Shape(("integer",))
    for number in (0, width - 1):
        first = shape.members[f"a{number}"].members
        assert first is not None
        second = first[f"b{number}"]
        assert second == ANYTHING if below == ANYTHING else second.members and second.members["c0"] == below


def test_a_member_of_several_alternatives_is_what_it_is_in_any(tmp_path: Path) -> None:
    alternatives = [record(p=record(a=INTEGER)), record(p=record(b={"type": "boolean"})), {"const": ""}]
    shape = shape_of(record(m={"anyOf": alternatives}), tmp_path)
    assert shape.members is not None and shape.members["m"].members is not None
    assert shape.members["m"].members["p"].members == {"a": Shape(("integer",)), "b": Shape(("boolean",))}
