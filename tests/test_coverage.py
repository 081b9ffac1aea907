"""The account of a description's keywords: complete, and true.

`coverage/` holds descriptions that have every keyword there is. What is called used is taken out, one keyword after
the other: the project that each backend makes, with its SDKs, or what is said of the description, must be another.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import scaffold
from scaffold import backend, config, coverage, plan, specs
from scaffold.cli import cli, main
from scaffold.commands import covering
from scaffold.coverage import Met, Use
from scaffold.diag import CODES, Report, Severity, Source
from scaffold.source import Loader, tokens
from scaffold.specs.openapi import keywords
from tests.backends import BACKENDS

FOLDER = Path(__file__).parent / "coverage"
DESCRIPTIONS = ("objects", "schemas", "schemas30", "swagger")


# Complete: the meta-schemas of the specifications

NAMES = {  # what the meta-schemas call the kinds of objects that are not called alike
    "info": "info",
    "server-variable": "server variable",
    "path-item": "path item",
    "request-body": "request body",
    "media-type": "media type",
    "external-documentation": "external documentation",
    "security-scheme": "security scheme",
    "oauth-flows": "oauth flows",
    "ServerVariable": "server variable",
    "PathItem": "path item",
    "RequestBody": "request body",
    "MediaType": "media type",
    "ExternalDocumentation": "external documentation",
    "externalDocs": "external documentation",
    "OAuthFlows": "oauth flows",
    "pathItem": "path item",
    "primitivesItems": "items",
    "fileSchema": "schema",
    "jsonReference": "reference",
    "external-docs": "external documentation",
}
PARTS = {  # kinds that the meta-schemas divide, by how the names of the parts end
    "SecurityScheme": "security scheme",
    "Security": "security scheme",
    "OAuthFlow": "oauth flow",
    "Flow": "oauth flow",
    "ParameterSubSchema": "parameter",
    "bodyParameter": "parameter",
}
SPREAD = {  # definitions that others take their properties from, with those that do
    "examples": ("parameter", "media type", "header"),
    "explode-for-form": ("parameter",),
    "ParameterLocation": ("parameter",),
}


def resource(package: str, *path: str) -> Any:
    return json.loads(files(package).joinpath(*path).read_text("utf-8"))


def properties(schema: Mapping[str, Any]) -> set[str]:
    """The names of the properties that a schema speaks of, in whichever of its parts."""
    found = set(schema.get("properties", ()))
    parts = [part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ())]
    parts += [schema[word] for word in ("if", "then", "else", "not") if word in schema]
    parts += schema.get("dependentSchemas", {}).values()
    for part in parts:
        found |= properties(part)
    for pattern in schema.get("patternProperties", ()):
        listed = pattern.removeprefix("^(?:").removeprefix("^(").removesuffix(")$")
        found |= set(listed.split("|")) if listed.replace("|", "").isalpha() else set()
    return found


def kinds(name: str) -> tuple[str, ...]:
    if name in SPREAD:
        return SPREAD[name]
    part = next((kind for end, kind in PARTS.items() if name.endswith(end)), None)
    return (NAMES.get(name, part or name[0].lower() + name[1:].lower()),)


def stated(dialect: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Dialect, kind and name of each keyword of a meta-schema of OpenAPI."""
    definitions = schema.get("$defs") or schema["definitions"]
    rest = {word: value for word, value in schema.items() if word not in ("$defs", "definitions")}
    for name, held in [("description", rest), *definitions.items()]:
        inner = [word for part in held.get("$defs", {}).values() for word in properties(part)]
        for kind in kinds(name):
            yield from ((dialect, kind, word) for word in properties(held))
            yield from ((dialect, "oauth flow" if kind == "oauth flows" else kind, word) for word in inner)


@cache
def all_stated() -> tuple[tuple[str, str, str], ...]:
    found: list[tuple[str, str, str]] = []
    versions = {"v2.0": "2.0", "v3.0": "3.0", "v3.1": "3.1", "v3.2": "3.1"}
    for version, dialect in versions.items():
        found += stated(dialect, resource("openapi_spec_validator", "resources", "schemas", version, "schema.json"))
    vocabularies = files("jsonschema_specifications") / "schemas" / "draft202012" / "vocabularies"
    for path in vocabularies.iterdir():
        schema = json.loads(path.read_text("utf-8"))
        found += [("3.1", "schema", word) for word in properties({"properties": schema.get("properties", {})})]
    found += stated("3.1", resource("openapi_schema_validator", "schemas", "oas3.2", "meta", "2025-09-17.json"))
    return tuple(sorted(set(found)))


def test_every_keyword_of_the_specifications_is_classified() -> None:
    found = all_stated()
    assert len(found) > 400, "the meta-schemas were read"
    missing = [(d, kind, word) for d, kind, word in found if word not in keywords.table(d).get(kind, {})]
    strays = {("3.1", "link", "body"), ("3.1", "description", "discriminator"), ("3.1", "description", "example")}
    strays |= {
        ("3.1", "description", "xml")
    }  # 3.1's schema misnames a link's `server`; the vocabulary's root is no API
    assert sorted(set(missing) - strays) == []


@pytest.mark.parametrize("dialect", ["2.0", "3.0", "3.1"])
def test_schemas_have_the_keywords_that_their_reader_knows(dialect: str) -> None:
    from scaffold.specs.jsonschema.keywords import KNOWN

    assert keywords.known(dialect, "schema") == KNOWN[dialect]


@pytest.mark.parametrize("dialect", ["2.0", "3.0", "3.1"])
def test_the_table_leads_to_kinds_that_it_has(dialect: str) -> None:
    table = keywords.table(dialect)
    for kind, fields in table.items():
        for name, keyword in fields.items():
            for inner in filter(None, (keyword.holds, keyword.each, keyword.named)):
                assert inner in table, (kind, name)
            assert bool(keyword.why) == (keyword.use is not Use.USED), (kind, name)


def test_every_diagnostic_of_a_description_says_what_it_makes_of_a_keyword() -> None:
    silent = {  # what they tell is no keyword's loss
        *("field-assumed", "response-none", "operations-none", "path-alike", "parameter-untyped", "required-unknown"),
        *("schema-impossible", "schema-untyped", "example-none", "name-collision", "scope-unknown"),
        *("path-taken", "path-ambiguous", "tag-undeclared"),
    }
    told = {code for code, entry in CODES.items() if entry.severity is not Severity.ERROR}
    errors = {code for code in coverage.EFFECTS if CODES[code].severity is Severity.ERROR}  # some have an outcome
    assert told | errors == set(coverage.EFFECTS) | silent


# True: what is called used makes a difference


@cache
def description(name: str) -> Any:
    root = Loader(FOLDER / f"{name}.yaml", Report()).root()
    assert root is not None
    return root.value


def outcome(value: Any, folder: Path, name: str) -> tuple[dict[str, bytes], list[str]]:
    """What is made of a description, without its own copy that is served, and what is said of it."""
    path = folder / "api.json"
    path.write_text(json.dumps(value), "utf-8")
    shutil.copy(FOLDER / "example.json", folder)
    report = Report()
    given = {"spec": str(path), "backend": name, "sdks": ("python", "typescript")}
    settings = config.settle(folder / "shop", given, report)
    assert settings is not None
    tree = scaffold.generate(settings, report)
    files = {path: file.data for path, file in tree.items() if not path.endswith("openapi.json")}
    return files, [f"{found.code} {found.message}" for found in report.diagnostics]


def without(value: Any, pointer: str) -> Any:
    """The value without the member at a pointer."""
    changed = copy.deepcopy(value)
    *steps, last = tokens(pointer)
    held = changed
    for step in steps:
        held = held[int(step)] if isinstance(held, list) else held[step]
    del held[last]
    return changed


def met(name: str) -> tuple[Met, ...]:
    report = Report()
    loader = Loader(FOLDER / f"{name}.yaml", report)
    assert scaffold.read(loader, report) is not None, report.diagnostics
    return coverage.account(specs.met(loader), [*report.diagnostics, *report.repeated])


@cache
def places() -> dict[tuple[str, str, str], list[tuple[str, Met]]]:
    """Where each keyword is in the descriptions, by dialect, kind and name."""
    found: dict[tuple[str, str, str], list[tuple[str, Met]]] = {}
    for name in DESCRIPTIONS:
        dialect = {"swagger": "2.0", "schemas30": "3.0"}.get(name, "3.1")
        for one in met(name):
            found.setdefault((dialect, one.kind, one.keyword), []).append((name, one))
    return found


def called_used() -> list[tuple[str, str, str]]:
    """The keywords that the table calls used. The objects of 3.0 are those of 3.1; only its schemas differ."""
    return [
        (dialect, kind, name)
        for dialect in ("2.0", "3.0", "3.1")
        for kind, fields in keywords.table(dialect).items()
        if dialect != "3.0" or kind == "schema"
        for name, keyword in fields.items()
        if keyword.use is Use.USED and not keyword.referred
    ]


@pytest.mark.parametrize("name", BACKENDS)
def test_what_is_called_used_makes_a_difference(name: str, tmp_path: Path) -> None:
    whole = {each: outcome(description(each), tmp_path, name) for each in DESCRIPTIONS}
    idle = []
    for key in called_used():
        used = [(each, one) for each, one in places().get(key, ()) if one.use is Use.USED]
        if not any(
            outcome(without(description(each), one.source.pointer), tmp_path, name) != whole[each] for each, one in used
        ):
            idle.append(" ".join(key) + ("" if used else ": nowhere"))
    assert idle == []


def test_what_is_called_refused_or_approximated_is_told() -> None:
    """Where the table says so by itself, it is said of the keyword too, of what it stands in or of what is in it."""
    untold = []
    for (dialect, kind, name), found in places().items():
        keyword = keywords.table(dialect)[kind].get(name) if kind in keywords.table(dialect) else None
        if keyword is not None and keyword.use in (Use.REFUSED, Use.APPROXIMATED):
            if not any(_is_told(description_name, one.source.pointer) for description_name, one in found):
                untold.append((dialect, kind, name))
    assert untold == []


def _is_told(name: str, pointer: str) -> bool:
    return any(f"{pointer}/".startswith(f"{told}/") or told.startswith(f"{pointer}/") for told in _told(name))


@cache
def _told(name: str) -> frozenset[str]:
    report = Report()
    api = scaffold.read(Loader(FOLDER / f"{name}.yaml", report), report)
    assert api is not None
    for backend_name in BACKENDS:
        plan.servable(api, backend.load(backend_name), report)
    return frozenset(found.source.pointer for found in (*report.diagnostics, *report.repeated) if found.source)


# Found by structure, and judged by what was said


SMALL = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /x:
    get:
      operationId: x
      parameters:
        - $ref: parts.yaml#/page
        - {name: odd, in: query, style: matrix, schema: {type: string}}
      responses: {'204': {description: Done., contents: {}}}
components:
  parameters:
    idle: {name: idle, in: query, schema: {type: string}}
  schemas:
    Odd:
      type: object
      properties: {items: {type: string}, nullable: {nullable: true}, other: {nullable: true}}
"""
OTHER = "page: {name: page, in: query, schema: {type: integer}}\n"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "parts.yaml").write_text(OTHER, "utf-8")
    monkeypatch.chdir(tmp_path)


def found(use: Use) -> list[tuple[str, str, str]]:
    report = Report()
    loader = Loader("api.yaml", report)
    scaffold.read(loader, report)
    said = [*report.diagnostics, *report.repeated]
    every = coverage.account(specs.met(loader), said)
    return [(one.kind, one.keyword, f"{one.source.document}#{one.source.pointer}") for one in every if one.use is use]


def test_names_that_authors_choose_are_no_keywords(small: None) -> None:
    used = found(Use.USED)
    assert ("schema", "type", "api.yaml#/components/schemas/Odd/properties/items/type") in used
    assert not [one for one in used if one[1] in ("items", "nullable")]


def test_what_is_elsewhere_is_met_as_what_refers_to_it(small: None) -> None:
    used = found(Use.USED)
    assert ("reference", "$ref", "api.yaml#/paths/~1x/get/parameters/0/$ref") in used
    assert ("parameter", "in", "parts.yaml#/page/in") in used


def test_what_nothing_refers_to_is_not_used(small: None) -> None:
    ignored = found(Use.IGNORED)
    assert ("parameter", "in", "api.yaml#/components/parameters/idle/in") in ignored
    assert ("schema", "type", "api.yaml#/components/parameters/idle/schema/type") in ignored


def test_diagnostics_decide_over_the_table(small: None) -> None:
    assert found(Use.APPROXIMATED) == [("parameter", "style", "api.yaml#/paths/~1x/get/parameters/1/style")]
    properties = "api.yaml#/components/schemas/Odd/properties"
    assert found(Use.REFUSED) == [
        ("response", "contents", "api.yaml#/paths/~1x/get/responses/204/contents"),
        ("schema", "nullable", f"{properties}/nullable/nullable"),
        ("schema", "nullable", f"{properties}/other/nullable"),
    ]


def test_what_is_left_out_takes_with_it_what_it_holds(small: None, tmp_path: Path) -> None:
    trace = "    trace: {operationId: y, responses: {'204': {description: Asked.}}}\n"
    (tmp_path / "api.yaml").write_text(SMALL.replace("components:\n", trace + "components:\n"), "utf-8")
    document = json.loads(CliRunner().invoke(cli, ["check", "api.yaml", "--coverage", "--json"]).stdout)["coverage"]
    refused = {one["pointer"]: one["why"] for one in document["places"] if one["use"] == "refused"}
    assert "can't serve the method TRACE" in refused["#/paths/~1x/trace"]
    assert refused["#/paths/~1x/trace/responses/204/description"] == refused["#/paths/~1x/trace"]


OTHERS = """\
openapi: 3.2.0
info: {title: Shop, version: '1'}
servers: [{url: https://a.example.com}, {url: "https://{b}.example.com", variables: {b: {default: b}}}]
paths:
  /x:
    get:
      operationId: x
      parameters:
        - {name: x, in: query, schema: {type: string}, examples: {a: {serializedValue: x=1}}}
      responses:
        '200':
          description: Done.
          content:
            application/json:
              schema: {type: integer}
              examples: {a: {dataValue: 1, serializedValue: '1'}, b: {serializedValue: '2'}}
"""


def test_what_stands_beside_what_is_taken_is_not_used(small: None, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(OTHERS, "utf-8")
    examples = "api.yaml#/paths/~1x/get/responses/200/content/application~1json/examples"
    assert ("server", "url", "api.yaml#/servers/0/url") in found(Use.USED)
    assert ("example", "serializedValue", f"{examples}/b/serializedValue") in found(Use.USED)
    places = {place.removeprefix("api.yaml#/servers/1") for kind, _, place in found(Use.IGNORED) if "server" in kind}
    assert places == {"/url", "/variables", "/variables/b/default"}
    assert ("example", "serializedValue", f"{examples}/a/serializedValue") in found(Use.IGNORED)
    (told,) = found(Use.REFUSED)
    assert told[2] == "api.yaml#/paths/~1x/get/parameters/0/examples/a/serializedValue"


# The command


def test_the_command_tells_counts_and_places(small: None) -> None:
    text = CliRunner().invoke(cli, ["check", "api.yaml", "--coverage"]).stdout
    assert re.search(r"^parameter$(.*\n)+  style +1 *$", text, re.MULTILINE)
    assert "  schema nullable: `nullable` is no keyword of OpenAPI 3.1's schemas" in text
    assert "    api.yaml:17:79  #/components/schemas/Odd/properties/other/nullable\n" in text
    assert "\x1b" not in text


def test_the_document_has_every_place(small: None) -> None:
    document = json.loads(CliRunner().invoke(cli, ["check", "api.yaml", "--coverage", "--json"]).stdout)["coverage"]
    assert document["backends"] == list(backend.names())
    assert sum(document["counts"].values()) == len(document["places"])
    by_keyword = {(one["object"], one["keyword"]): one for one in document["keywords"]}
    assert by_keyword["parameter", "style"]["approximated"] == 1
    assert all(one["line"] and one["column"] and one["pointer"] for one in document["places"])
    assert all(bool(one["why"]) == (one["use"] != "used") for one in document["places"])


def test_colours_are_for_terminals() -> None:
    one = Met(kind="info", keyword="x\x1b[0m", source=Source("a.yaml", "/x"), use=Use.REFUSED, why="no")
    plain, colourful = (covering.text((one,), ("a",), lambda source, key: None, colour) for colour in (False, True))
    assert "\x1b" not in plain and "\x1b[31;1m" in colourful


@pytest.mark.parametrize(
    "arguments",
    [["--backend", "fastapi"], ["--coverage", "--backend", "nowhere"]],
)
def test_backends_judge_coverage_only(small: None, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "api.yaml", *arguments])
    assert ended.value.code == 2
