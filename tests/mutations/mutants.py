"""A pytest plugin for a generated project: breaks its service in one way, and tells which generated tests notice.

    MUTANT=no-security PACKAGE=bookshop OUTCOMES=out.json python -m pytest -p mutants

Every operation is broken at once; since a test calls one operation only, that tests each by itself. OUTCOMES gets a
list of `[operation, title of the case, status it expects (null: a success), passed]`.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

PACKAGE = os.environ["PACKAGE"]
operations = import_module(f"{PACKAGE}.generated.http.operations")
mock = import_module(f"{PACKAGE}.generated.http.mock")
security = import_module(f"{PACKAGE}.security")
http = import_module(f"{PACKAGE}.generated.http")
Handler = Callable[..., Awaitable[Any]]


def right(operation: Any) -> Handler:
    """A handler that is written, and answers the example of its first success."""
    entry = mock.examples()[operation.key][0]

    async def answer(ctx: Any, **arguments: Any) -> Any:
        if operation.responses.plain is not None:
            return body_of(operation.responses.plain, entry)
        for cls, plan in operation.responses.by_class.items():
            if plan.declared.covers(entry["status"]):
                return instance(cls, plan, entry)
        raise AssertionError(operation.key)

    return answer


def instance(cls: type, plan: Any, entry: dict[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        header = plan.headers.get(field.name)
        if field.name == "body":
            values["body"] = body_of(plan, entry)
        elif field.name == "status":
            values["status"] = entry["status"]
        elif header is not None and header.marker.name in entry.get("headers", {}):
            values[field.name] = header_value(header, entry["headers"][header.marker.name])
    return cls(**values)


def body_of(plan: Any, entry: dict[str, Any]) -> Any:
    if not plan.has_body:
        return None
    codec = plan.representations[0].codec
    return entry["body"].encode() if codec is None else codec.load(json.dumps(entry["body"]).encode())


def header_value(header: Any, text: str) -> Any:
    for spelled in (json.dumps(text), text):
        try:
            return header.codec.load(spelled.encode())
        except ValueError:
            continue
    raise AssertionError(text)


def wrong_status(operation: Any) -> Handler:
    async def answer(ctx: Any, **arguments: Any) -> Any:
        raise http.Problem(418, "a mutant")

    return answer


def wrong_body(operation: Any) -> Handler:
    original = right(operation)

    async def answer(ctx: Any, **arguments: Any) -> Any:
        result = await original(ctx, **arguments)
        if dataclasses.is_dataclass(result) and not isinstance(result, type) and hasattr(result, "body"):
            return dataclasses.replace(result, body=object())
        return object()

    return answer


def unwritten(operation: Any) -> Handler:
    async def answer(ctx: Any, **arguments: Any) -> Any:
        raise NotImplementedError

    return answer


def after_checks(change: Callable[[Any], None]) -> Callable[[Any], None]:
    """Changes what is sent after the service has checked it, as a service does that checks nothing."""

    def mutate(operation: Any) -> None:
        operation.function = right(operation)
        original = operation.responses.outgoing

        def outgoing(result: Any, accept: Any) -> Any:
            out = original(result, accept)
            change(out)
            return out

        operation.responses.outgoing = outgoing

    return mutate


def other_status(out: Any) -> None:
    out.status = 299


def other_body(out: Any) -> None:
    kinds = [value for name, value in out.headers if name == b"content-type"]
    if kinds and b"json" in kinds[0]:
        out.body = b'["a mutant"]'
        return
    out.headers = [pair for pair in out.headers if pair[0] != b"content-type"]
    out.headers.append((b"content-type", b"application/x-mutant"))
    out.status, out.body = (200 if out.status == 204 else out.status), b"a mutant"


def no_headers(out: Any) -> None:
    out.headers = [pair for pair in out.headers if pair[0] == b"content-type"]


def no_validation(operation: Any) -> None:
    original = operation.arguments
    operation.function = unwritten(operation)

    async def arguments(service: Any, call: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = await original(service, call)
        except Exception:
            return {}
        return found

    operation.arguments = arguments


def no_negotiation(operation: Any) -> None:
    operation.negotiate = lambda call: None


def no_choice(operation: Any) -> None:
    """The mock answers its first success, whatever it is asked for."""
    operations.example = lambda key, prefer, accept: mock.example(key, None, accept)


def no_security(operation: Any) -> None:
    operation.guard = None


def no_scopes(operation: Any) -> None:
    if operation.guard is not None:
        bare = [tuple(dataclasses.replace(one, scopes=()) for one in each) for each in operation.guard.alternatives]
        operation.guard.alternatives = tuple(bare)


def handler(make: Callable[[Any], Handler]) -> Callable[[Any], None]:
    def mutate(operation: Any) -> None:
        operation.function = make(operation)

    return mutate


MUTANTS: dict[str, Callable[[Any], None]] = {
    "none": lambda operation: None,
    "implemented": handler(right),
    "wrong-status": handler(wrong_status),
    "wrong-body": handler(wrong_body),
    "unchecked-status": after_checks(other_status),
    "unchecked-body": after_checks(other_body),
    "unchecked-headers": after_checks(no_headers),
    "no-validation": no_validation,
    "no-negotiation": no_negotiation,
    "no-choice": no_choice,
    "no-security": no_security,
    "no-scopes": no_scopes,
    "verify-accepts-all": lambda operation: None,
}


async def accept_all(credential: Any, resources: Any) -> Any:
    return http.Principal("anybody", frozenset(credential.scopes))


if os.environ["MUTANT"] == "verify-accepts-all":  # before the project's conftest takes it
    vars(security)["verify"] = accept_all


class Outcomes:
    """Breaks the service, and keeps what became of each case."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, int | None, bool]] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        result = yield
        report = result.get_result()
        if report.when == "call" and hasattr(item, "callspec") and "case" in item.callspec.params:
            case = item.callspec.params["case"]
            self.found.append((case.operation, case.title, case.status, report.passed))

    def pytest_sessionfinish(self) -> None:
        Path(os.environ["OUTCOMES"]).write_text(json.dumps(self.found), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    mutate = MUTANTS[os.environ["MUTANT"]]
    original = operations.Operation.__init__

    def init(self: Any, route: Any) -> None:
        original(self, route)
        mutate(self)

    operations.Operation.__init__ = init
    config.pluginmanager.register(Outcomes(), "outcomes")
