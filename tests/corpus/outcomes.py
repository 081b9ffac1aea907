"""What comes of a document on a backend: the errors it is refused with, or each check of its project.

A check that a project has passed is not run again for the same project and the same tools: what is generated decides,
not when. `folder()/passed` remembers it; a check that failed is always run again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from scaffold import cases, read
from scaffold.backend import load
from scaffold.diag import Report
from scaffold.plan import servable
from scaffold.source import Loader
from tests.backends import FastApi, NextJs
from tests.corpus.fetch import Document, fetch, folder
from tests.node import NodeProject, store
from tests.projects import Project, Run, claimed, make
from tests.services import Sent, exchange

STEPS = {
    "fastapi": ("import", "layout", "tests", "types", "pyright", "answers"),
    "nextjs": ("layout", "check", "tests", "build", "answers"),
}
_LOCK = ".scaffold/lock.json"
_APART = ("ruff", "copier", "hypothesis")  # tools of this repository that no check of a project uses


class State(StrEnum):
    """What is known of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Step:
    """A check of a project; `said` is what it says where it fails."""

    state: State
    said: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused` are the codes of the errors; `steps` the checks of the project."""

    refused: tuple[str, ...]
    steps: Mapping[str, Step]

    @property
    def failed(self) -> list[str]:
        return [f"{name}: {step.said}" for name, step in self.steps.items() if step.state is State.FAILED]


def outcome(
    document: Document, backend: str, place: Path, *, only: Collection[str] | None = None, known: bool = False
) -> Outcome:
    """The project is made in the folder `place`, which is not there yet. With `known` no check is run."""
    path = fetch(document)
    made = make(path, place, "--backend", backend, "--data", "package=service")
    if made.code:
        assert made.errors and not place.exists(), made.document
        return Outcome(made.errors, {})
    project = f"{backend} {digest(place)} {_tools(backend, place)}"
    steps = _steps(backend, place, path)
    chosen = [(name, step) for name, step in steps if only is None or name in only]
    return Outcome((), {name: _once(f"{project} {name}", step, known) for name, step in chosen})


def _steps(backend: str, place: Path, path: Path) -> Iterator[tuple[str, Callable[[], Run | None]]]:
    """The checks that the document's project is to pass, by name."""
    if backend == "fastapi":
        project = Project(place, "service", claimed(folder()))
        yield from project.steps.items()
        yield "pyright", project.pyright
        yield "answers", lambda: _answers(backend, place, path)
        return
    node = NodeProject(place)
    yield from node.steps.items()
    yield "build", lambda: node.npm("run", "build")
    yield "answers", lambda: _answers(backend, place, path)


def _once(key: str, step: Callable[[], Run | None], known: bool) -> Step:
    """The check, which is not run where it is known to pass."""
    passed = folder() / "passed" / hashlib.sha256(key.encode()).hexdigest()
    if passed.exists():
        return Step(State.PASSED)
    if known:
        return Step(State.NOT_RUN)
    try:
        done = step()
    except AssertionError as error:
        return Step(State.FAILED, str(error))
    if done is not None and done.code != 0:
        return Step(State.FAILED, str(done))
    passed.parent.mkdir(parents=True, exist_ok=True)
    passed.touch()
    return Step(State.PASSED)


def digest(project: Path) -> str:
    """That of a project's files, each with its path. Its lock, which no check reads, differs with our every change."""
    whole = hashlib.sha256()
    for path in sorted(path for path in project.rglob("*") if path.is_file() and path != project / _LOCK):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(project).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def _tools(backend: str, project: Path) -> str:
    """What a project is checked with: its installed dependencies and our own tools."""
    return _installed_python() if backend == "fastapi" else _installed_node(project)


@cache
def _installed_python() -> str:
    found = {f"{each.name}=={each.version}" for each in distributions() if each.name not in _APART}
    return " ".join(sorted(found))


def _installed_node(project: Path) -> str:
    """The lock file that npm wrote when it installed what the project depends on."""
    locked = store(json.loads((project / "package.json").read_text("utf-8"))) / "package-lock.json"
    return locked.read_text("utf-8")


def _answers(backend: str, place: Path, description: Path) -> None:
    """The service, started with its mock, is sent what each operation's tests send first, without a credential."""
    report = Report()
    api = read(Loader(str(description), report), report)
    assert api is not None
    api = servable(api, load(backend), report)
    secured = {operation.key for operation in cases.served(api) if operation.security}
    table = cases.build(api)
    service = FastApi(place) if backend == "fastapi" else NextJs(place)
    if isinstance(service, NextJs) and not (place / ".next").exists():  # the build was known to pass
        service.build()
    with service.started(SCAFFOLD_MOCK="1") as served:
        for key, found in table.cases.items():
            one = next((each for each in found if _is_plain(each)), None)
            status = exchange(served.address, _sent(one.request)).status if one else 200
            assert status < 400 or (status == 401 and key in secured), f"{key} answers {status}"


def _is_plain(case: cases.Case) -> bool:
    """Whether it is right, and sent without parts."""
    payload = case.request.payload
    return case.kind is cases.Kind.ANSWERED and (payload is None or payload.sent is not cases.Sent.MULTIPART)


def _sent(request: cases.Request) -> Sent:
    headers = [(name.raw, value.raw) for name, value in request.headers]
    payload = request.payload
    if payload is None:
        return Sent(request.method, request.target.raw, headers)
    content = json.dumps(payload.value.json) if payload.text is None else payload.text.raw
    return Sent(
        request.method, request.target.raw, [*headers, ("Content-Type", payload.media_type.raw)], content.encode()
    )
