"""The command line: which commands there are, what ends a run, and the exit codes.

Only this module and `scaffold.commands` print, read the environment and know of exit codes. What a command needs is
imported when it is called, so that `scaffold --help` is quick.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import NoReturn

import click

from scaffold import __version__
from scaffold.commands import BAD_INPUT, OUR_BUG, Closed

_COMMANDS = {
    "backends": "List the backends and the languages of client SDKs.",
    "check": "Check a description, or whether a project is up to date.",
    "diff": "Show what an update would change in a project.",
    "generate": "Make or update the project in the working folder: what copier runs.",
    "new": "Make a project from a description.",
    "update": "Bring a project to a new description and keep what you wrote.",
}
"""Each command's name, which is its module's in scaffold.commands, with its line in the help."""

_ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
SECONDS_TO_UNDO = 2.0


class Interrupted(BaseException):
    """A signal asked the run to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, completed or its help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"scaffold.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Make a running, tested service from the description of its API."""


def run() -> NoReturn:
    """The program: as `main`, but without taking apart millions of nodes first that end with the process anyway."""
    try:
        main()
    except SystemExit as ending:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(int(ending.code or 0))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code, or by the signal that interrupted it."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A name that this terminal's encoding lacks is shown escaped; it is no reason to fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        with _signals_raised():
            code = _run(given)
    except Interrupted as interrupted:
        _note("interrupted")
        _die_by(interrupted.number)
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    """The exit code of a run; whatever goes wrong is told in a line, in JSON too where that was asked for."""
    try:
        code = cli.main(arguments, prog_name="scaffold", standalone_mode=False)
        return int(code or 0)
    except click.Abort:
        _note("aborted: nothing was written")
        return BAD_INPUT
    except click.ClickException as error:
        return _usage(error, arguments)
    except Closed:
        _die_by(getattr(signal, "SIGPIPE", signal.SIGTERM))
    except Exception as error:
        return _our_bug(error, arguments)


def _usage(error: click.ClickException, arguments: list[str]) -> int:
    from scaffold.commands import console

    if "--json" in arguments:
        console.write_fault(_command(arguments), BAD_INPUT, "usage", error.format_message())
    else:
        error.show(sys.stderr)
    return BAD_INPUT


def _our_bug(error: Exception, arguments: list[str]) -> int:
    from scaffold.commands import console
    from scaffold.diag import clean

    if os.environ.get("SCAFFOLD_DEBUG") == "1":
        import traceback

        traceback.print_exc()
    message = f"{type(error).__name__}: {clean(str(error))[:200]}"
    if "--json" in arguments:
        console.write_fault(_command(arguments), OUR_BUG, "internal", message)
    advice = "please report it with the description where you got scaffold; SCAFFOLD_DEBUG=1 shows the traceback"
    _note(f"this is a bug in scaffold {__version__} ({message}): {advice}")
    return OUR_BUG


def _command(arguments: list[str]) -> str:
    return next((word for word in arguments if word in _COMMANDS), "")


def _note(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        print(f"scaffold: {text}", file=sys.stderr)


@contextlib.contextmanager
def _signals_raised() -> Iterator[None]:
    """Let an ending signal raise Interrupted, so that what was begun is undone.

    Those that follow at once are ignored, as they would cut that short; later ones are not, as the first may have been
    raised where an exception is lost.
    """
    quiet_until = 0.0

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal quiet_until
        if time.monotonic() >= quiet_until:
            quiet_until = time.monotonic() + SECONDS_TO_UNDO
            raise Interrupted(number)

    # What the parent had ignored (nohup) stays ignored.
    numbers = [getattr(signal, name) for name in _ENDING_SIGNALS if hasattr(signal, name)]
    numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    for number in numbers:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def _die_by(number: int) -> NoReturn:
    """End as a process does that the signal ends, so that a shell or a make sees why."""
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)
