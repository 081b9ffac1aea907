"""Overlays: what their actions do, where diagnostics point afterwards, and that a project keeps them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scaffold.cli import cli
from scaffold.diag import Report, Source
from scaffold.source import Json, Loader, tokens
from tests.reading import codes
from tests.test_diagnostics import told

BASE: dict[str, Any] = {
    "info": {"title": "Shop", "version": "1"},
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
    "paths": {
        "/a": {"get": {"summary": "A", "tags": ["a"]}, "post": {"x-internal": True}},
        "/b": {"get": {"summary": "B"}},
    },
}


def overlaid(folder: Path, *overlays: list[dict[str, Any]], base: Json = None) -> tuple[Loader, Report]:
    """The base as a document, with overlays of these actions."""
    (folder / "api.json").write_text(json.dumps(base or BASE), "utf-8")
    paths = []
    for number, actions in enumerate(overlays, 1):
        path = folder / f"{number}.json"
        path.write_text(json.dumps({"overlay": "1.1.0", "info": {}, "actions": actions}), "utf-8")
        paths.append(str(path))
    report = Report()
    loader = Loader(folder / "api.json", report, overlays=paths)
    loader.root()
    return loader, report


def walk(value: Json, at: Source) -> list[tuple[Source, Json]]:
    """Every part of a value with its place."""
    found = [(at, value)]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [one for key, inner in pairs for one in walk(inner, at.child(key))]


def check_origins(loader: Loader, folder: Path) -> None:
    """Every single value was written at the place that a diagnostic about it would point to."""
    assert loader._origins is not None
    root = loader.root()
    assert root is not None
    for at, value in walk(root.value, Source(loader.root_id)):
        origin = loader._origins.of(at.pointer)
        held: Any = json.loads((folder / origin.document.rpartition("/")[2]).read_text("utf-8"))
        for token in tokens(origin.pointer):
            held = held[int(token)] if isinstance(held, list) else held[token]
        if not isinstance(value, dict | list):
            assert held == value, (at, origin)


@pytest.mark.parametrize(
    ("actions", "changes"),
    [
        ([{"target": "$.info", "update": {"title": "Store", "x": {"y": 1}}}], {"info/title": "Store", "info/x/y": 1}),
        ([{"target": "$", "update": {"info": {"version": "2"}}}], {"info/version": "2", "info/title": "Shop"}),
        ([{"target": "$.info.title", "update": "Store"}], {"info/title": "Store"}),
        ([{"target": "$.tags", "update": {"name": "d"}}], {"tags/3/name": "d", "tags/2/name": "c"}),
        ([{"target": "$.tags", "update": [{"name": "d"}, {"name": "e"}]}], {"tags/3/name": "d", "tags/4/name": "e"}),
        ([{"target": "$.paths['/a'].get", "update": {"tags": ["b"]}}], {"paths/~1a/get/tags/1": "b"}),
        ([{"target": "$.paths.*.get", "update": {"x": 1}}], {"paths/~1a/get/x": 1, "paths/~1b/get/x": 1}),
        ([{"target": "$.paths.*[?@.x-internal]", "remove": True}], {"paths/~1a/post": None}),
        ([{"target": "$.paths['/a']['post']", "remove": True}], {"paths/~1a/post": None}),
        ([{"target": "$.tags[?@.name != 'c']", "remove": True}], {"tags/0/name": "c", "tags/1": None}),
        ([{"target": "$.tags[0]", "remove": True}, {"target": "$.tags[0]", "update": {"x": 1}}], {"tags/0/name": "b"}),
        ([{"target": "$.paths['/b']", "copy": "$.paths['/a']"}], {"paths/~1b/get/summary": "A"}),
        ([{"target": "$.tags", "copy": "$.tags[1]"}], {"tags/3/name": "b", "tags/1/name": "b"}),
        ([{"target": "$.info", "remove": False, "update": {"x": 1}}], {"info/x": 1}),
        (
            [
                {"target": "$.tags[1]", "update": {"x": {"deep": [1, 2]}}},
                {"target": "$.tags[0]", "remove": True},
                {"target": "$.paths", "update": {"/c": {}}},
                {"target": "$.paths['/c']", "copy": "$.tags[0]"},
                {"target": "$.paths['/c'].x.deep", "update": 3},
                {"target": "$.tags[0].x.deep[0]", "remove": True},
            ],
            {"paths/~1c/x/deep/0": 1, "paths/~1c/x/deep/2": 3, "tags/0/x/deep/0": 2, "tags/0/name": "b"},
        ),
    ],
)
def test_actions(tmp_path: Path, actions: list[dict[str, Any]], changes: dict[str, Json]) -> None:
    loader, report = overlaid(tmp_path, actions)
    assert codes(report) == []
    root = loader.root()
    assert root is not None
    held = {at.pointer[1:]: value for at, value in walk(root.value, Source(""))}
    assert {pointer: held.get(pointer) for pointer in changes} == changes
    check_origins(loader, tmp_path)


def test_overlays_are_applied_in_order(tmp_path: Path) -> None:
    first = [{"target": "$.info", "update": {"title": "First", "x": 1}}]
    loader, report = overlaid(tmp_path, first, [{"target": "$.info[?@ == 1]", "update": 2}])
    root = loader.root()
    assert root is not None and root.get("info") is not None
    assert root.value["info"] == {"title": "First", "version": "1", "x": 2} and not report.diagnostics
    check_origins(loader, tmp_path)


def test_what_an_alias_shares_is_changed_at_one_place(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("a: &a {x: 1}\nb: *a\n", "utf-8")
    actions = [{"target": "$.a", "update": {"x": 2}}]
    (tmp_path / "o.json").write_text(json.dumps({"overlay": "1.0.0", "info": {}, "actions": actions}), "utf-8")
    root = Loader(tmp_path / "api.yaml", Report(), overlays=[str(tmp_path / "o.json")]).root()
    assert root is not None and root.value == {"a": {"x": 2}, "b": {"x": 1}}


HEAD, NEWER = (f"overlay: {version}\nactions:\n" for version in ("1.0.0", "1.1.0"))
FAULTS = {
    "is no overlay": ("openapi: 3.1.0\n", "overlay-invalid", 1, 1),
    "version": ("overlay: 2.0.0\ninfo: {}\nactions: []\n", "overlay-invalid", 1, 10),
    "no actions": ("overlay: 1.0.0\ninfo: {}\nactions: []\n", "overlay-invalid", 3, 1),
    "actions is a map": (HEAD + "  target: $\n", "overlay-invalid", 2, 1),
    "action is a string": (HEAD + "  - $.info\n", "overlay-invalid", 3, 5),
    "no target": (HEAD + "  - update: {a: 1}\n", "overlay-invalid", 3, 5),
    "target is no path": (HEAD + "  - target: $.paths./a\n", "overlay-invalid", 3, 13),
    "target is a number": (HEAD + "  - target: 3\n", "overlay-invalid", 3, 13),
    "field misspelt": (HEAD + "  - {target: $.info, updat: {}}\n", "field-unknown", 3, 22),
    "nothing to do": (HEAD + "  - target: $.info\n", "field-ignored", 3, 5),
    "two at once": (HEAD + "  - {target: $.tags, remove: true, update: {}}\n", "field-ignored", 3, 36),
    "matches nothing": (HEAD + "  - {target: $.x, remove: true}\n", "overlay-unmatched", 3, 14),
    "remove is a string": (HEAD + "  - {target: $.tags, remove: 'yes'}\n", "overlay-invalid", 3, 30),
    "all removed": (HEAD + "  - {target: $, remove: true}\n", "overlay-mismatch", 3, 25),
    "list into object": (HEAD + "  - target: $.info\n    update: [1]\n", "overlay-mismatch", 4, 5),
    "object into string": (HEAD + "  - target: $.info\n    update:\n      title: {a: 1}\n", "overlay-mismatch", 5, 7),
    "copy of several": (NEWER + "  - {target: $.info, copy: '$.tags[*]'}\n", "overlay-invalid", 3, 28),
    "copy of nothing": (NEWER + "  - {target: $.info, copy: $.x}\n", "overlay-invalid", 3, 28),
    "broken": ("overlay: 1.0.0\nactions: [\n", "not-yaml", 3, 1),
    "missing": (None, "file-missing", 0, 0),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_told_where_they_are(tmp_path: Path, name: str) -> None:
    text, code, line, column = FAULTS[name]
    (tmp_path / "api.json").write_text(json.dumps(BASE), "utf-8")
    if text is not None:
        (tmp_path / "o.yaml").write_text(text, "utf-8")
    report = Report()
    loader = Loader(tmp_path / "api.json", report, overlays=[str(tmp_path / "o.yaml")])
    loader.root()
    assert code in codes(report), told(report, loader)
    (found,) = (one for one in report.diagnostics if one.code == code)
    place = loader.locate(found.source, found.key) if found.source else None
    assert (place and (Path(place.path).name, place.line, place.column)) == (text and ("o.yaml", line, column))


# The commands

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /x:
    get: {operationId: getX, responses: {"204": {description: Done.}}}
    delete: {operationId: deleteX, responses: {"204": {description: Done.}}}
"""
PRODUCTION = """\
overlay: 1.1.0
info: {title: Production, version: "1"}
actions:
  - target: $.paths.*.delete
    remove: true
  - target: $.paths['/x'].get
    update:
      parameters:
        - {name: verbose, in: query, schema: {type: boolean}}
"""


def scaffold(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)


def handlers(folder: Path) -> str:
    return (folder / "shop/shop/handlers/x.py").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(SHOP, "utf-8")
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays/production.yaml").write_text(PRODUCTION, "utf-8")
    options = ["--overlay", "overlays/production.yaml", "--data", "sdks=", "--defaults"]
    assert scaffold("new", "api.yaml", "shop", *options).return_value == 0
    return tmp_path


def test_a_project_is_made_of_what_the_overlay_leaves(folder: Path) -> None:
    assert "verbose" in handlers(folder) and "delete_x" not in handlers(folder)
    served = json.loads((folder / "shop/shop/generated/openapi.json").read_text("utf-8"))
    assert list(served["paths"]["/x"]) == ["get"] and served["paths"]["/x"]["get"]["parameters"]


def test_an_update_applies_the_overlay_again(folder: Path) -> None:
    assert scaffold("check", "shop").return_value == 0
    (folder / "overlays/production.yaml").unlink()  # the project has its own copy
    (folder / "api.yaml").write_text(SHOP.replace('version: "1"', 'version: "2"'), "utf-8")
    assert scaffold("update", "shop", "--spec", "api.yaml").return_value == 0
    assert "verbose" in handlers(folder) and "delete_x" not in handlers(folder)
    assert scaffold("check", "shop").return_value == 0


def test_an_update_takes_other_overlays_or_none(folder: Path) -> None:
    (folder / "other.yaml").write_text(PRODUCTION.replace("verbose", "loud"), "utf-8")
    assert scaffold("check", "shop", "--overlay", "other.yaml").return_value == 1
    assert scaffold("update", "shop", "--overlay", "other.yaml").return_value == 0
    assert "loud" in handlers(folder) and "verbose" not in handlers(folder)
    assert scaffold("update", "shop", "--no-overlay").return_value == 0
    assert "loud" not in handlers(folder) and "delete_x" in handlers(folder)
    assert not (folder / "shop/.scaffold/spec/@overlay").exists()
    assert scaffold("check", "shop").return_value == 0


def test_the_contract_is_compared_as_overlaid(folder: Path) -> None:
    document = json.loads(scaffold("update", "shop", "--no-overlay", "--dry-run", "--json").stdout)
    assert {change["id"] for change in document["contract"]["changes"]} == {
        "endpoint-added",
        "request-parameter-removed",
    }


def test_both_options_at_once_are_refused(folder: Path) -> None:
    import click

    with pytest.raises(click.UsageError):
        scaffold("update", "shop", "--overlay", "x.yaml", "--no-overlay")


def test_a_fault_in_the_overlay_stops_the_run(folder: Path) -> None:
    (folder / "bad.yaml").write_text(PRODUCTION.replace("in: query", "in: qury"), "utf-8")
    result = scaffold("new", "api.yaml", "other", "--overlay", "bad.yaml", "--defaults", "--json")
    document = json.loads(result.stdout)
    assert result.return_value == 2 and not (folder / "other").exists()
    (found,) = document["diagnostics"]
    assert (found["code"], found["file"], found["line"]) == ("field-invalid", "bad.yaml", 9)
    assert found["pointer"] == "#/paths/~1x/get/parameters/0/in"
