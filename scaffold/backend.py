"""Backends and SDKs as data: a folder with a `backend.yml` (or `sdk.yml`) and the templates of a project."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import ryaml
from msgspec import Struct, field

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

_MANIFESTS = ("backend.yml", "sdk.yml")
ENTRY_POINTS = "scaffold.backends"


Answer: TypeAlias = str | tuple[str, ...]


class BackendError(Exception):
    """A backend that does not exist or whose manifest can't be used; the message says so in a sentence."""


class Question(Struct, frozen=True, kw_only=True):
    """One question that a project is made from. `choices` are empty where any answer is one."""

    name: str
    help: str
    default: Answer = ""
    choices: tuple[str, ...] = ()
    several: bool = False

    @classmethod
    def of(cls, name: str, entry: Mapping[str, Any]) -> Question:
        """The question as copier.yml and manifests spell it."""
        default = entry.get("default", "")
        return cls(
            name=name,
            help=str(entry["help"]),
            default=tuple(default) if isinstance(default, list) else str(default),
            choices=tuple(map(str, entry.get("choices", ()))),
            several=bool(entry.get("multiselect")),
        )


class Backend(Struct, frozen=True, kw_only=True):
    """One template set.

    `language` names a package of `scaffold.lang`. `generated` are the patterns of paths that are overwritten by updates
    (all others are the user's). `last` are the paths that are rendered when all packages are known. `sdks` are the SDKs
    a project gets when none is asked for. `paths` are those that its services answer beside the operations, and `pages`
    those of pages for people. `next_steps` are the commands to type in a new project, and `taken` the packages that its
    code imports, whose names it can't have. `document` is the file that has the whole description, as the service shows
    it. `questions` are its own beside those of copier.yml. `methods` are the HTTP
    methods that it can serve, all of them where it names none, and `bodiless` those whose requests come to it without
    their bodies; with `overrides`, others come to it as POST with X-HTTP-Method-Override. `unheard` are the names of
    headers that its platform drops from requests. `emits` says whether there is
    code for what a service sends, webhooks and callbacks. `when` says, for patterns of paths, which answers a file is
    there for, one of several where it is a list: `{"pages/*": {router: pages}}`. `options` is for the language.
    """

    name: str
    title: str
    summary: str
    language: str
    styles: tuple[str, ...]
    folder: Path
    generated: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    sdks: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    bodiless: tuple[str, ...] = ()
    overrides: bool = False
    unheard: tuple[str, ...] = ()
    emits: bool = False
    paths: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    document: str = ""
    questions: tuple[Question, ...] = ()
    when: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    options: Mapping[str, Any]

    @property
    def project(self) -> Path:
        """The folder of the templates; a path in it is a path of the project, with `.jinja` behind."""
        return self.folder / "project"

    def owns(self, path: str) -> bool:
        """Whether `path` of a project is generated, so that an update overwrites it."""
        return any(fnmatchcase(path, pattern) for pattern in self.generated)

    def asks_for(self, path: str, answers: Mapping[str, Answer]) -> bool:
        """Whether a project with these answers has `path`. One of several answers is enough."""
        return all(
            not _several(answers.get(question, "")).isdisjoint(_several(wanted))
            for pattern, conditions in self.when.items()
            if fnmatchcase(path, pattern)
            for question, wanted in conditions.items()
        )


def _several(value: object) -> set[str]:
    return set(map(str, value)) if isinstance(value, (tuple, list)) else {str(value)}


@cache
def templates_root() -> Path:
    """The folder of the built-in backends: inside the installed package, or beside it in a source checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "templates"
    return inside if inside.is_dir() else here.parent / "templates"


def _entry_points() -> EntryPoints:
    from importlib.metadata import entry_points  # which takes 20 ms to import, and a built-in backend needs none

    return entry_points(group=ENTRY_POINTS)


def names(kind: str = "backend") -> tuple[str, ...]:
    """The names of all backends (`kind` "backend") or SDK languages ("sdk"), sorted."""
    found = {path.parent.name for path in templates_root().glob(f"*/{kind}.yml")}
    if kind == "backend":
        found |= {point.name for point in _entry_points()}
    return tuple(sorted(name.removeprefix("sdk-") if kind == "sdk" else name for name in found))


def load(name: str, kind: str = "backend") -> Backend:
    """The backend or SDK of that name: a built-in one, an installed entry point's folder, or a path.

    Raises BackendError, whose message lists what there is.
    """
    folder = _folder(name, kind)
    if folder is None:
        raise BackendError(f"there is no {kind} named {name!r}; there are: {', '.join(names(kind))}")
    manifest = folder / f"{kind}.yml"
    try:
        data = ryaml.loads(manifest.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ryaml.InvalidYamlError) as error:
        raise BackendError(f"{manifest} can't be read: {error}") from error
    if not isinstance(data, dict):
        raise BackendError(f"{manifest} is not a mapping")
    return _made(data, folder)


def notes(backend: str, sdks: tuple[str, ...]) -> list[dict[str, str]]:
    """What a backend and SDKs say of changes in their templates, to those who update: `id`, `text`, maybe `accept`.

    A note with `accept` tells of a change that lets in what was kept out before; an update asks for consent.
    """
    found: list[dict[str, str]] = []
    for target in (load(backend), *(load(sdk, "sdk") for sdk in sdks)):
        for note in target.options.get("notes", ()):
            found.append({key: str(value) for key, value in note.items() if value is not False})
    return found


def _folder(name: str, kind: str) -> Path | None:
    builtin = templates_root() / (name if kind == "backend" else f"sdk-{name}")
    if "/" not in name and "\\" not in name and not name.startswith(".") and (builtin / f"{kind}.yml").is_file():
        return builtin
    if kind == "backend":
        for point in _entry_points().select(name=name):
            return Path(str(point.load()))
    path = Path(name)
    return path if (path / f"{kind}.yml").is_file() else None


def _made(data: dict[str, Any], folder: Path) -> Backend:
    known = set(Backend.__struct_fields__) - {"folder", "options"}
    if missing := {"name", "title", "summary", "language", "styles"} - data.keys():
        raise BackendError(f"{folder}: the manifest lacks {', '.join(sorted(missing))}")
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key in known
    }
    given["questions"] = tuple(Question.of(name, entry) for name, entry in data.get("questions", {}).items())
    return Backend(folder=folder, options={key: value for key, value in data.items() if key not in known}, **given)
