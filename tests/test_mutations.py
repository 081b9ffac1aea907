"""A generated project is green as it comes and when its handlers are written, and red for every operation that breaks.

Each way of breaking (`tests/mutants.py`) is done to all operations of a project at once, and its generated tests are
run; every operation that the fault concerns must have a test that fails, and no other test may.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.projects import ROOT, Project, make, run

INVALID = -1
REFUSED = (INVALID, 400, 415)


@dataclass(frozen=True)
class Outcome:
    """A case of the generated tests, and whether it passed. `status` None expects a success."""

    operation: str
    title: str
    status: int | None
    passed: bool


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("mutations")
    made = make(ROOT / "examples" / "bookshop.yaml", folder / "bookshop", "--backend", "fastapi")
    assert made.code == 0, made.document
    return Project(folder / "bookshop", "bookshop", folder / "cache")


@pytest.fixture(scope="module")
def contract(project: Project) -> dict[str, Any]:
    """The operations as the project's tests know them."""
    text = (project.folder / "tests/generated/contract.json").read_text("utf-8")
    operations: dict[str, Any] = json.loads(text)["operations"]
    return operations


def outcomes(project: Project, mutant: str) -> list[Outcome]:
    """The generated tests of a project that was broken in one way."""
    out = project.folder.parent / f"{mutant}.json"
    here = str(Path(__file__).parent)
    environment = {
        **{"MUTANT": mutant, "PACKAGE": project.package, "OUTCOMES": str(out)},
        "PYTHONPATH": os.pathsep.join((project.environment["PYTHONPATH"], here)),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", "-p", "mutants"]
    done = run([*command, "tests/generated"], project.folder, environment)
    assert done.code in (0, 1), str(done)
    return [Outcome(*each) for each in json.loads(out.read_text("utf-8"))]


def failed(found: list[Outcome]) -> dict[str, list[Outcome]]:
    by_operation: dict[str, list[Outcome]] = defaultdict(list)
    for each in found:
        if not each.passed:
            by_operation[each.operation].append(each)
    return by_operation


def secured(contract: dict[str, Any]) -> Iterator[str]:
    return (key for key, each in contract.items() if each["security"] and [] not in each["security"])


@pytest.mark.parametrize("mutant", ["none", "implemented"])
def test_a_sound_service_is_green(project: Project, contract: dict[str, Any], mutant: str) -> None:
    found = outcomes(project, mutant)
    assert not failed(found)
    assert {each.operation for each in found} == set(contract)


@pytest.mark.parametrize("mutant", ["wrong-status", "wrong-body", "unchecked-status", "unchecked-body"])
def test_a_wrong_answer_is_noticed(project: Project, contract: dict[str, Any], mutant: str) -> None:
    red = failed(outcomes(project, mutant))
    assert set(red) == set(contract)
    assert all(each.status is None for cases in red.values() for each in cases)


def test_a_missing_header_is_noticed(project: Project, contract: dict[str, Any]) -> None:
    required = {
        key
        for key, operation in contract.items()
        for answer in operation["answers"].values()
        if any(header["required"] for header in answer.get("headers", {}).values())
    }
    assert required
    assert set(failed(outcomes(project, "unchecked-headers"))) == required


def test_missing_validation_is_noticed(project: Project) -> None:
    found = outcomes(project, "no-validation")
    red = failed(found)
    assert set(red) == {each.operation for each in found if each.status in REFUSED}
    assert all(each.status in REFUSED for cases in red.values() for each in cases)
    assert all(not each.passed for each in found if each.status in REFUSED)


@pytest.mark.parametrize(("mutant", "statuses"), [("no-security", {401, 403}), ("verify-accepts-all", {401})])
def test_missing_security_is_noticed(
    project: Project, contract: dict[str, Any], mutant: str, statuses: set[int]
) -> None:
    red = failed(outcomes(project, mutant))
    assert set(red) == set(secured(contract))
    assert {each.status for cases in red.values() for each in cases} == statuses


def test_missing_scopes_are_noticed(project: Project, contract: dict[str, Any]) -> None:
    scoped = {key for key in secured(contract) if any(need["scopes"] for need in contract[key]["security"][0])}
    assert scoped
    assert set(failed(outcomes(project, "no-scopes"))) == scoped
