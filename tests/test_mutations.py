"""A generated project is green as it comes and when its handlers are written, and red for every operation that breaks.

Each way of breaking (`tests/mutations/`) is done to all operations of a project at once, and its generated tests are
run; every operation that the fault concerns must have a test that fails, and no other test may.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.node import NodeProject
from tests.projects import ROOT, Project, make, run

MUTATIONS = Path(__file__).parent / "mutations"
INVALID = -1
REFUSED = (INVALID, 400, 415)


@dataclass(frozen=True)
class Outcome:
    """A case of the generated tests, and whether it passed. `status` None expects a success."""

    operation: str
    title: str
    status: int | None
    passed: bool


@dataclass(frozen=True)
class Mutable:
    """A generated project, and how its tests are run with its service broken in a way that has a name."""

    folder: Path
    run_broken: Callable[[Path, str], list[Outcome]]

    @property
    def contract(self) -> dict[str, Any]:
        """The operations as the project's tests know them."""
        text = (self.folder / "tests/generated/contract.json").read_text("utf-8")
        operations: dict[str, Any] = json.loads(text)["operations"]
        return operations

    def outcomes(self, mutant: str) -> list[Outcome]:
        """The generated tests of the project, broken in one way."""
        return self.run_broken(self.folder, mutant)


def run_pytest(folder: Path, mutant: str) -> list[Outcome]:
    out = folder.parent / f"{mutant}.json"
    project = Project(folder, folder.name, folder.parent / "cache")
    environment = {
        **{"MUTANT": mutant, "PACKAGE": project.package, "OUTCOMES": str(out)},
        "PYTHONPATH": os.pathsep.join((project.environment["PYTHONPATH"], str(MUTATIONS))),
    }
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", "-p", "mutants"]
    done = run([*command, "tests/generated"], folder, environment)
    assert done.code in (0, 1), str(done)
    return [Outcome(*each) for each in json.loads(out.read_text("utf-8"))]


def run_vitest(folder: Path, mutant: str) -> list[Outcome]:
    out = folder.parent / f"{mutant}.json"
    for name in ("mutants.config.ts", "mutants.ts"):
        shutil.copy(MUTATIONS / name, folder)
    command = ["vitest", "run", "--config", "mutants.config.ts", "--reporter=json", f"--outputFile={out}"]
    done = NodeProject(folder).run(*command, settings={"MUTANT": mutant})
    assert done.code in (0, 1) and out.exists(), str(done)
    files = json.loads(out.read_text("utf-8"))["testResults"]
    assert all(file["assertionResults"] for file in files), str(done)
    return [_outcome(test) for file in files for test in file["assertionResults"]]


def _outcome(test: dict[str, Any]) -> Outcome:
    expected = {"success": None, "invalid": INVALID}.get(str(test["meta"]["expected"]), test["meta"]["expected"])
    return Outcome(test["meta"]["key"], test["title"], expected, test["status"] == "passed")


RUNNERS = {"fastapi": run_pytest, "nextjs": run_vitest}


@pytest.fixture(scope="module", params=RUNNERS)
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mutable:
    folder = tmp_path_factory.mktemp("mutations") / "bookshop"
    made = make(ROOT / "examples" / "bookshop.yaml", folder, "--backend", request.param)
    assert made.code == 0, made.document
    return Mutable(folder, RUNNERS[request.param])


def failed(found: list[Outcome]) -> dict[str, list[Outcome]]:
    by_operation: dict[str, list[Outcome]] = defaultdict(list)
    for each in found:
        if not each.passed:
            by_operation[each.operation].append(each)
    return by_operation


def secured(contract: dict[str, Any]) -> Iterator[str]:
    return (key for key, each in contract.items() if each["security"] and [] not in each["security"])


@pytest.mark.parametrize("mutant", ["none", "implemented"])
def test_a_sound_service_is_green(project: Mutable, mutant: str) -> None:
    found = project.outcomes(mutant)
    assert not failed(found)
    assert {each.operation for each in found} == set(project.contract)


@pytest.mark.parametrize("mutant", ["wrong-status", "wrong-body", "unchecked-status", "unchecked-body"])
def test_a_wrong_answer_is_noticed(project: Mutable, mutant: str) -> None:
    red = failed(project.outcomes(mutant))
    assert set(red) == set(project.contract)
    assert all(each.status is None for cases in red.values() for each in cases)


def test_a_missing_header_is_noticed(project: Mutable) -> None:
    required = {
        key
        for key, operation in project.contract.items()
        for answer in operation["answers"].values()
        if any(header["required"] for header in answer.get("headers", {}).values())
    }
    assert required
    assert set(failed(project.outcomes("unchecked-headers"))) == required


def test_missing_validation_is_noticed(project: Mutable) -> None:
    found = project.outcomes("no-validation")
    red = failed(found)
    assert set(red) == {each.operation for each in found if each.status in REFUSED}
    assert all(each.status in REFUSED for cases in red.values() for each in cases)
    assert all(not each.passed for each in found if each.status in REFUSED)


@pytest.mark.parametrize(("mutant", "statuses"), [("no-security", {401, 403}), ("verify-accepts-all", {401})])
def test_missing_security_is_noticed(project: Mutable, mutant: str, statuses: set[int]) -> None:
    red = failed(project.outcomes(mutant))
    assert set(red) == set(secured(project.contract))
    assert {each.status for cases in red.values() for each in cases} == statuses


def test_missing_scopes_are_noticed(project: Mutable) -> None:
    scoped = {
        key for key in secured(project.contract) if any(need["scopes"] for need in project.contract[key]["security"][0])
    }
    assert scoped
    assert set(failed(project.outcomes("no-scopes"))) == scoped


@pytest.mark.parametrize(
    ("mutant", "title", "all_of"),
    [
        ("no-negotiation", "an answer of ", "an answer of an unknown media type"),
        ("no-choice", "status ", "status "),
    ],
)
def test_what_a_caller_asks_for_is_tested(project: Mutable, mutant: str, title: str, all_of: str) -> None:
    if project.run_broken is not run_pytest:
        return  # only pytest's cases ask so yet
    found = project.outcomes(mutant)
    asking = [each for each in found if each.title.startswith(all_of)]
    assert len(asking) > 5 and not any(each.passed for each in asking)
    assert all(each.title.startswith(title) for each in found if not each.passed)


@pytest.mark.parametrize("backend", RUNNERS)
def test_an_answer_in_xml_is_judged_by_its_schema(backend: str, tmp_path: Path) -> None:
    book = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "xml": {"attribute": True}}}}
    book |= {"xml": {"name": "book"}}
    answer = {"200": {"description": "A book.", "content": {"application/xml": {"schema": book}}}}
    shop = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/book": {"get": {"responses": answer}}},
    }
    (tmp_path / "shop.json").write_text(json.dumps(shop), "utf-8")
    folder = tmp_path / "shop"
    made = make(tmp_path / "shop.json", folder, "--backend", backend, "--data", "sdks=")
    assert made.code == 0, made.document
    assert not failed(RUNNERS[backend](folder, "none"))
    mocked = next(path for path in folder.rglob("examples.json") if "generated" in path.parts)
    mocked.write_text(mocked.read_text("utf-8").replace('id=\\"1\\"', 'id=\\"one\\"'), "utf-8")
    assert failed(RUNNERS[backend](folder, "none")).keys() == {"GET /book"}
