"""A document without what did not change: the changes found are those of the whole documents."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import scaffold
from scaffold import contract, ir
from scaffold.contract.narrow import narrowed
from scaffold.diag import Report
from scaffold.source import Loader
from tests.corpus import history
from tests.test_update_safety import changed
from tests.updating import BOOKSHOP

TODAY = date(2026, 6, 1)


def read(value: Any) -> ir.Api | None:
    report = Report()
    return scaffold.read(Loader("api.json", report, kept={"api.json": json.dumps(value).encode()}), report)


def retyped(document: dict[str, Any], roll: random.Random) -> None:
    """A change of a schema, which operations are reached by."""
    schemas = document["components"]["schemas"]
    schema = schemas[roll.choice(sorted(schemas))]
    schema.setdefault("properties", {})[f"more{roll.randrange(3)}"] = {"type": roll.choice(["string", "integer"])}
    if roll.random() < 0.5 and schema.get("required"):
        schema["required"] = schema["required"][1:]


def test_nothing_is_missed() -> None:
    old = yaml.safe_load(BOOKSHOP.read_text("utf-8"))
    left_out = 0
    for seed in range(12):
        new = deepcopy(old)
        changed(new, seed)
        if seed % 2:
            retyped(new, random.Random(seed))
        value, same = narrowed(old, new)
        before, after, less = read(old), read(new), read(value)
        assert before and after and less, seed
        assert contract.compare(less, after, TODAY, same) == contract.compare(before, after, TODAY), seed
        left_out += len(same)
    assert left_out > 12


@pytest.mark.parametrize("key", ["security", "servers"])
def test_what_holds_for_all_paths_leaves_none_out(key: str) -> None:
    old = yaml.safe_load(BOOKSHOP.read_text("utf-8"))
    new = {**old, key: []}
    assert narrowed(old, new) == (old, frozenset())


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["figma", "netlify", "github"])
def test_nothing_is_missed_between_real_versions(name: str) -> None:
    versions = [Path(version.bring()).read_text("utf-8") for version in history.series()[name]]
    values = [yaml.load(text, yaml.CSafeLoader) if name != "github" else json.loads(text) for text in versions[::4]]
    for old, new in zip(values, values[1:], strict=False):
        value, same = narrowed(old, new)
        before, after, less = read(old), read(new), read(value)
        if before and after and less:
            whole = contract.compare(before, after, TODAY)
            assert [(each.id, each.operation) for each in contract.compare(less, after, TODAY, same)] == [
                (each.id, each.operation) for each in whole
            ]
