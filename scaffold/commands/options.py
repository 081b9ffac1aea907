"""Options and completions that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
from click.shell_completion import CompletionItem

from scaffold import backend

_Command = TypeVar("_Command", bound=Callable[..., Any])


def origins(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The given origins in lower case without a final slash. Raises BadParameter for what is no web origin."""
    checked = []
    for value in values:
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError as error:
            raise click.BadParameter(f"{value!r} is not an origin: {error}") from error
        plain = parts.path in ("", "/") and not parts.query and not parts.fragment and not parts.username
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise click.BadParameter(f"{value!r} is not an origin like https://example.com")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        checked.append(f"{parts.scheme}://{host}" + (f":{port}" if port else ""))
    return tuple(checked)


def allow_remote(command: _Command) -> _Command:
    """The option --allow-remote."""
    option = click.option(
        "--allow-remote",
        metavar="ORIGIN",
        multiple=True,
        callback=origins,
        help="Let references be fetched from this origin, like https://example.com. May be repeated.",
    )
    return option(command)


def overlay(command: _Command) -> _Command:
    """The option --overlay."""
    words = "Change the description as this overlay says, a file or an address. May be repeated; applied in order."
    return click.option("--overlay", "overlays", metavar="FILE", multiple=True, help=words)(command)


def no_overlay(command: _Command) -> _Command:
    """The option --no-overlay."""
    return click.option("--no-overlay", is_flag=True, help="Apply none of the overlays from now on.")(command)


def asked_overlays(overlays: tuple[str, ...], none: bool) -> tuple[str, ...] | None:
    """The overlays that an update is to apply, None for those that the project has. Raises UsageError."""
    if overlays and none:
        raise click.UsageError("--overlay and --no-overlay exclude each other")
    return overlays if overlays or none else None


def as_json(command: _Command) -> _Command:
    """The option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Write one JSON document to standard output.")(command)


def quiet(command: _Command) -> _Command:
    """The option --quiet."""
    return click.option("-q", "--quiet", is_flag=True, help="Write diagnostics only.")(command)


def spec(command: _Command) -> _Command:
    """The option --spec."""
    words = "The new description, a file or an address; the project's own copy if not given."
    return click.option("--spec", metavar="SPEC", help=words)(command)


def sdk(command: _Command) -> _Command:
    """The option --sdk."""
    option = click.option(
        "--sdk",
        "sdks",
        metavar="LANG",
        multiple=True,
        shell_complete=complete_sdks,
        help="Have client SDKs in these languages from now on. May be repeated.",
    )
    return option(command)


def data(command: _Command) -> _Command:
    """The option --data."""
    words = "Answer a question anew: package, sdks, or one of the backend's own. May be repeated."
    return click.option("--data", metavar="KEY=VALUE", multiple=True, help=words)(command)


def complete_backends(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The backends whose names begin so, with their titles."""
    return _complete("backend", incomplete)


def complete_sdks(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The languages of SDKs that begin so."""
    return _complete("sdk", incomplete)


def _complete(kind: str, incomplete: str) -> list[CompletionItem]:
    found = [name for name in backend.names(kind) if name.startswith(incomplete)]
    return [CompletionItem(name, help=backend.load(name, kind).title) for name in found]
