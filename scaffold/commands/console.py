"""What the commands share towards the terminal: streams, colours, progress, prompts and the JSON document."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

import click

from scaffold import __version__, diag
from scaffold.commands import BAD_INPUT, DONE, Closed

if TYPE_CHECKING:
    from scaffold.backend import Answer, Question

PATIENCE = 0.5
"""Seconds that work may take before progress is shown."""


def colourful(stream: IO[str]) -> bool:
    """Whether to write colours: to a terminal that has them, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(text: str, stream: IO[str]) -> None:
    """Write a text and a line feed at once. Raises Closed where the reader has gone."""
    try:
        stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError as error:
        raise Closed from error


class Console:
    """One command's way to its user: prose and diagnostics, or one JSON document on standard output."""

    def __init__(self, command: str, *, as_json: bool, quiet: bool) -> None:
        self.command = command
        self.as_json = as_json
        self.quiet = quiet or as_json

    @property
    def interactive(self) -> bool:
        """Whether there is a person to ask: a terminal at both ends, and no wish for JSON."""
        return not self.as_json and sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str) -> None:
        """Write prose to standard output, unless it is to be quiet or JSON."""
        if not self.quiet:
            write(text, sys.stdout)

    def diagnose(self, report: diag.Report, locate: diag.Locate, stream: IO[str]) -> None:
        """Write the diagnostics for a person, and where a workflow of GitHub runs us, for its annotations."""
        if self.as_json or not report.diagnostics:
            return
        write(diag.text(report, locate, colourful(stream)).rstrip("\n"), stream)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            write(diag.github(report, locate).rstrip("\n"), sys.stdout)

    def finish(self, report: diag.Report, locate: diag.Locate, facts: Mapping[str, Any], otherwise: int = DONE) -> int:
        """Write the JSON document if it was asked for, and give the exit code that the report asks for.

        `otherwise` is the code where the report holds no error.
        """
        code = BAD_INPUT if report.failed else otherwise
        if self.as_json:
            write_document(self.command, code, report, locate, facts)
        return code

    @contextlib.contextmanager
    def progress(self) -> Iterator[Callable[[str], None]]:
        """Gives what is called with the name of each stage; shown on a terminal when the work takes long."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda stage: None
            return
        line = _ProgressLine(sys.stderr)
        try:
            yield line.stage
        finally:
            line.close()


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nowhere(source: diag.Source, key: bool = False) -> None:
    """Locates nothing: for a report on what is no document's fault."""


def write_document(command: str, code: int, report: diag.Report, locate: diag.Locate, facts: Mapping[str, Any]) -> None:
    """Write the JSON document of a command to standard output."""
    document = {
        "command": command,
        "version": __version__,
        "ok": code == DONE,
        "exit": code,
        "diagnostics": diag.as_json(report, locate),
        **facts,
    }
    write(json.dumps(document, indent=2), sys.stdout)


def write_fault(command: str, code: int, kind: str, message: str) -> None:
    """Write the JSON document of a command that came to nothing for one reason."""
    report = diag.Report()
    report.add(kind, None, message)
    write_document(command, code, report, nowhere, {})


class _ProgressLine:
    """One line on a terminal that tells the stage and the seconds it takes, rewritten in place by a thread."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._stage = ""
        self._began = time.monotonic()
        self._width = 0
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stage(self, name: str) -> None:
        self._stage = name

    def close(self) -> None:
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        if self._closed.wait(PATIENCE):
            return
        while True:
            self._show(f"{self._stage} ... {time.monotonic() - self._began:.0f} s")
            if self._closed.wait(0.25):
                break
        self._show("")
        self._stream.write("\r")
        self._stream.flush()

    def _show(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._width))
        self._stream.flush()
        self._width = len(text)


def prompt(question: Question, default: Answer, wrong: Callable[[str], str | None]) -> Answer:
    """Ask one question on the terminal (on standard error), again until the answer is good."""

    def checked(text: str) -> Answer:
        values = [part.strip() for part in text.split(",")] if question.several else [text.strip()]
        values = [value for value in values if value and value != "none"] if question.several else values
        for value in values:
            if reason := wrong(value):
                raise click.UsageError(reason)
        return tuple(values) if question.several else values[0]

    shown = default if isinstance(default, str) else ", ".join(default) or "none"
    label = question.help + (f" ({', '.join(question.choices)})" if question.choices else "")
    hint = ", commas between several, or none" if question.several else ""
    answer: Answer = click.prompt(label + hint, default=shown or None, value_proc=checked, err=True)
    return answer
