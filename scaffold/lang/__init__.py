"""Languages. Each is a subpackage of this one, found by its name; backends and SDKs name theirs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from scaffold import ir

if TYPE_CHECKING:
    from scaffold.backend import Backend
    from scaffold.config import Config


class Writer(Protocol):
    """Prints one source file's names, types and literals (the filters of templates), and imports what it prints."""

    packages: set[str]

    def finish(self, body: str) -> str:
        """`body` with its imports in place, laid out."""


class Language(Protocol):
    """What a language offers the renderer for one API.

    `filters` names the methods of its writers that templates may call; `scope` gives the variables of all templates;
    `each` gives, for a placeholder of a path (`service`), the views that a template is rendered for one by one.
    """

    filters: tuple[str, ...]
    scope: Mapping[str, Any]

    def writer(self, module: str) -> Writer: ...

    def each(self, placeholder: str) -> tuple[Any, ...]: ...

    def manifest(self, packages: set[str]) -> Mapping[str, Any]:
        """The variables of a package manifest, given the packages that all source files together need."""


def load(language: str, api: ir.Api, config: Config, backend: Backend, memo: dict[str, Any]) -> Language:
    """The language of that name, for one API, as `backend` (or an SDK) asks for it.

    `memo` holds what a language has worked out for this API already: a backend and its SDKs share one.
    """
    made: Language = import_module(f"{__name__}.{language}").make(api, config, backend, memo)
    return made
