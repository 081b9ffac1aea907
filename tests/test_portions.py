"""Models that many operations share are cut into modules that a person can read."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold.config import Config
from scaffold.diag import Report
from scaffold.lang.portions import circles, portions
from tests.schemas import Read

Schemas = dict[str, Any]
WORDS = "amber birch cedar daisy ember fern grape hazel iris jade kelp lotus maple nettle olive pear".split()
LONGEST = 660


def schemas(count: int = 256, fields: int = 12) -> Schemas:
    """Objects with so many properties, each of which refers to an earlier one."""
    names = [f"{WORDS[n % 16].title()}{WORDS[n // 16 % 16].title()}{n}" for n in range(count)]
    found: Schemas = {}
    for number, name in enumerate(names):
        properties: Schemas = {f"field_{n}": {"type": "string"} for n in range(fields)}
        if number:
            properties["near"] = {"$ref": f"#/components/schemas/{names[number // 2]}"}
        found[name] = {"type": "object", "properties": properties}
    return found


def cut(given: Schemas) -> list[tuple[str, list[str]]]:
    types = {node.key: node for node in Read(given).api.types}
    links = {key: [other for other in types if other in _refs(given, key)] for key in types}
    return portions(types, links)


def _refs(given: Schemas, key: str) -> set[str]:
    name = key.rpartition("/")[2]
    near = given[name]["properties"].get("near")
    return {key.replace(name, near["$ref"].rpartition("/")[2])} if near else set()


def project(given: Schemas, folder: Path) -> dict[str, str]:
    """The project of a description in which operations with different tags answer each schema."""
    answers = [
        {
            "200": {
                "description": "ok",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{n}"}}},
            }
        }
        for n in given
    ]
    paths = {
        f"/{tag}/{number}": {"get": {"operationId": f"{tag}{number}", "tags": [tag], "responses": answer}}
        for tag in "ab"
        for number, answer in enumerate(answers)
    }
    api = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    spec = folder / "api.json"
    spec.write_text(json.dumps(api | {"components": {"schemas": given}}), "utf-8")
    config = Config(
        spec=str(spec), dest=folder / "shop", name="shop", package="shop", backend="fastapi", sdks=("python",)
    )
    return {path: str(file.content) for path, file in scaffold.generate(config, Report()).items()}


def test_few_types_are_one_module() -> None:
    assert [first for first, _ in cut(schemas(5))] == [""]


def test_each_type_is_in_one_portion() -> None:
    given = schemas()
    keys = [key for _, held in cut(given) for key in held]
    assert len(keys) == len(set(keys)) == len(given)


def test_a_portion_refers_to_earlier_ones_only() -> None:
    given = schemas()
    seen: set[str] = set()
    for _, keys in cut(given):
        seen |= set(keys)
        assert all(_refs(given, key) <= seen for key in keys)


def test_a_new_schema_changes_few_portions() -> None:
    given = schemas()
    before = cut(given)
    extra = {"Quince": {"type": "object", "properties": {"near": {"$ref": "#/components/schemas/BirchAmber1"}}}}
    items = list(given.items())
    after = cut(dict([*items[:90], *extra.items(), *items[90:]]))
    assert {key for _, keys in after for key in keys} > {key for _, keys in before for key in keys}
    assert len([one for one in after if one not in before]) <= 2


def test_circles_come_whole_and_behind_what_they_lead_to() -> None:
    links = {"a": "b", "b": "cd", "c": "a", "d": "e", "e": "", "f": "fa"}
    assert [sorted(one) for one in circles(links)] == [["e"], ["d"], ["a", "b", "c"], ["f"]]


def test_a_long_chain_is_no_recursion() -> None:
    links = {str(n): [str(n + 1)] for n in range(20_000)} | {"20000": ["0"]}
    assert [len(one) for one in circles(links)] == [20_001]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return project(schemas(), tmp_path_factory.mktemp("portions"))


@pytest.mark.parametrize("folder", ["shop/generated/models/", "sdk/python/src/shop_client/models/"])
def test_no_module_of_models_is_long(files: dict[str, str], folder: str) -> None:
    lengths = {path: text.count("\n") for path, text in files.items() if path.startswith(folder)}
    lengths.pop(f"{folder}__init__.py")
    assert len(lengths) > 5 and max(lengths.values()) <= LONGEST


def test_modules_of_models_import_each_other_in_no_circle(files: dict[str, str]) -> None:
    start = "shop/generated/models/"
    links: dict[str, list[str]] = {}
    for path, text in files.items():
        if path.startswith(start) and not path.endswith("__init__.py"):
            modules = [node.module or "" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
            own = [name for name in modules if name.startswith("shop.generated.models.")]
            links[path.removeprefix(start).removesuffix(".py")] = [name.rpartition(".")[2] for name in own]
    assert sum(map(len, links.values())) > 3
    assert all(len(one) == 1 for one in circles(links))


LOOK = """
import sys
from {package} import models
def read(): return {{name for name in sys.modules if name.startswith("{package}.models.")}}
before = read()
model = models.CedarAmber2
assert len(before) < len(read()) < {most}, read()
assert "CedarAmber2" in dir(models) and model.__name__ == "CedarAmber2"
assert model(near=models.BirchAmber1(field_1="x")).model_dump() == {{"near": {{"field_1": "x"}}}}
try:
    models.Nothing
except AttributeError as error:
    print(error)
"""


@pytest.mark.parametrize("root", ["shop.generated", "shop_client"])
def test_a_module_is_imported_when_its_type_is_used(files: dict[str, str], tmp_path: Path, root: str) -> None:
    modules = [path for path in files if path.startswith("shop/generated/models/")]
    done = _python(LOOK.format(package=root, most=len(modules) // 2), files, tmp_path)
    assert (done.returncode, done.stdout) == (0, f"module '{root}.models' has no attribute 'Nothing'\n"), done.stderr


CLIENT = """
import sys
from shop_client import AsyncShop, Shop
modules = ("shop_client.resources.a", "shop_client.resources.b")
client = Shop("http://localhost")
assert not sys.modules.keys() & set(modules)
assert client.a is client.a and client.a.__class__.__name__ == "A"
assert sys.modules.keys() & set(modules) == {modules[0]}
assert AsyncShop("http://localhost").b.__class__.__name__ == "AsyncB"
"""


def test_a_client_imports_the_operations_that_are_used(files: dict[str, str], tmp_path: Path) -> None:
    done = _python(CLIENT, files, tmp_path)
    assert done.returncode == 0, done.stderr


def _python(script: str, files: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Python with the files of a project."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    environment = {"PYTHONPATH": f"{folder}:{folder}/sdk/python/src"}
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
