"""One verdict of schemathesis on one running service."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.projects import ROOT, run
from tests.tools import python_with

SCHEMATHESIS = "schemathesis>=4.32,<5"
SETTINGS = """
hooks = {hooks}
continue-on-failure = true
request-timeout = 30
warnings = false

[generation]
deterministic = true
max-examples = {examples}
no-shrink = true
database = "none"

[cache]
enabled = false

[output.sanitization]
enabled = false

[phases.coverage]
unexpected-methods = {methods}

[phases.stateful]
enabled = false  # mocks hold no state

[checks]
status_code_conformance.enabled = false  # declared_status of hooks.py takes its place
ignored_auth.enabled = false  # and refused_callers of this one's
unsupported_method.enabled = false  # and other_methods that of these two
allow_header_conformance.enabled = false
use_after_free.enabled = false  # these three judge resources, and mocks hold none
ensure_resource_availability.enabled = false
object_level_authorization.enabled = false
"""
"""All other checks are on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check holds against an answer; `code` is the kind of failure."""

    operation: str
    check: str
    code: str
    message: str
    request: str
    answer: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.check} ({self.code})\n{self.message}\n> {self.request}\n< {self.answer}"


@dataclass(frozen=True, slots=True)
class Excuse:
    """What schemathesis finds in a document, on a backend or on all, and why it is no fault of ours.

    It covers findings whose check is the one, and whose operation, message, request or answer match what is given.
    """

    document: str
    check: str
    why: str
    backend: str = ""
    operation: str = ""
    message: str = ""
    request: str = ""
    answer: str = ""

    def covers(self, finding: Finding) -> bool:
        if not re.fullmatch(self.check, finding.check):
            return False
        told = ("operation", "message", "request", "answer")
        return all(re.search(getattr(self, each), getattr(finding, each), re.DOTALL) for each in told)

    def used(self, findings: Sequence[Finding]) -> bool:
        return any(map(self.covers, findings))


@cache
def excuses() -> tuple[Excuse, ...]:
    """Those of excuses.yaml."""
    entries = yaml.safe_load((Path(__file__).parent / "excuses.yaml").read_text("utf-8"))
    return tuple(Excuse(**entry) for entry in entries)


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...]
    operations: int
    requests: int
    seconds: float


def judge(address: str, folder: Path, examples: int, methods: Sequence[str], unread: Sequence[str] = ()) -> Verdict:
    """schemathesis's verdict on the service at `address`.

    `examples` are tried for each operation and kind of data, and of `methods` those that a path does not have. `unread`
    are the operations that it can't read.
    """
    settings, report = folder / "schemathesis.toml", folder / "report.ndjson"
    chosen = SETTINGS.format(hooks=json.dumps("tests.judge.hooks"), examples=examples, methods=json.dumps(methods))
    settings.write_text(chosen, "utf-8")
    command = [python_with(SCHEMATHESIS), "-m", "schemathesis.cli", "--config-file", str(settings)]
    options = ["--origin", address, "--report-ndjson-path", str(report)]
    options += [word for operation in unread for word in ("--exclude-name", operation)]
    done = run([*command, "run", f"{address}/openapi.json", *options], folder, {"PYTHONPATH": str(ROOT)})
    assert done.code in (0, 1), str(done)
    events = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    ended = next(event["EngineFinished"] for event in events if "EngineFinished" in event)
    scenarios = [event["ScenarioFinished"]["recorder"] for event in events if "ScenarioFinished" in event]
    assert not ended.get("errors"), ended
    found = dict.fromkeys(finding for scenario in scenarios for finding in _findings(scenario))
    assert done.code == 0 or found, str(done)
    asked = sum(len(scenario.get("interactions", ())) for scenario in scenarios)
    return Verdict(tuple(found), len({scenario["label"] for scenario in scenarios}), asked, done.seconds)


def _findings(scenario: Mapping[str, Any]) -> Iterator[Finding]:
    """The failed checks of one operation in one phase."""
    for case, checks in scenario.get("checks", {}).items():
        for check in checks:
            if check["status"] == "failure":
                failure = check["failure_info"]["failure"]
                request, answer = _told(scenario["interactions"].get(case, {}))
                yield Finding(scenario["label"], check["name"], failure["type"], failure["message"], request, answer)


def _told(interaction: Mapping[str, Any]) -> tuple[str, str]:
    request, response = interaction.get("request", {}), interaction.get("response") or {}
    sent = f"{request.get('method')} {request.get('uri')} {request.get('headers')} {_text(request.get('body'))}"
    return sent, f"{response.get('status_code')} {response.get('headers')} {_text(response.get('content'))}"


def _text(content: Mapping[str, str] | None) -> str:
    return base64.b64decode(content["$base64"]).decode("utf-8", "backslashreplace")[:1000] if content else ""
