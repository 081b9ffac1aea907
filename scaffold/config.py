"""What a project is made from: the questions of copier.yml, and the answers to them as a frozen Config."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import ryaml
from msgspec import Struct, field

from scaffold import backend
from scaffold.backend import Answer, Question
from scaffold.diag import Report, clean

Ask: TypeAlias = Callable[[Question, Answer, Callable[[str], str | None]], Answer]
"""Asks the user one question: the question, its default, and what is wrong with an answer (None: nothing)."""

LONGEST_PACKAGE = 44
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TAKEN = frozenset({"tests", "sdk", "generated", "site", "dist", "build"})
"""Folders that a project has or tools make: a package can't have their names."""


class Config(Struct, frozen=True, kw_only=True):
    """All that a generation depends on besides the description itself.

    `spec` is the description's path or address, `dest` the project's folder, `name` its distribution's name,
    `package` its package's, `sdks` the languages of its client SDKs. `allow_remote` are the origins that references
    may be fetched from, `overlays` the documents that change the description. `own` are the answers to the
    backend's own questions, `answers` those to all questions, to be kept with the project.
    """

    spec: str
    dest: Path
    name: str
    package: str
    backend: str
    sdks: tuple[str, ...] = ()
    allow_remote: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    own: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers to all questions but for the description, which the project keeps a copy of."""
        return {"backend": self.backend, "package": self.package, "sdks": self.sdks, **self.own}


@cache
def questions() -> Mapping[str, Question]:
    """The questions of copier.yml that every project answers, in its order.

    Names with an underscore are copier's own settings, and entries with `when` a backend's own questions.
    """
    here = Path(__file__).resolve().parent
    inside = here / "copier.yml"
    data = ryaml.loads((inside if inside.is_file() else here.parent / "copier.yml").read_text("utf-8"))
    return {
        name: Question.of(name, entry)
        for name, entry in data.items()
        if not name.startswith("_") and "when" not in entry
    }


def _own_questions(backend_name: str) -> Mapping[str, Question]:
    """The questions of a backend; none where there is no backend of that name, which is told elsewhere."""
    try:
        return {question.name: question for question in backend.load(backend_name).questions}
    except backend.BackendError:
        return {}


def parse_data(pairs: Sequence[str], report: Report) -> dict[str, Answer]:
    """The answers given as `key=value`; several values of one answer stand between commas.

    A key that is no question, a pair without `=` and a key given twice are errors in `report`.
    """
    known = dict(questions())
    chosen = [pair.partition("=")[2].strip() for pair in pairs if pair.startswith("backend=")]
    known |= _own_questions(chosen[-1] if chosen else str(known["backend"].default))
    given: dict[str, Answer] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        question = known.get(key)
        if not equals:
            report.add("answer-invalid", None, f"--data {clean(pair)!r} is not key=value", "write it as key=value")
        elif question is None:
            fix = f"the questions are: {', '.join(known)}"
            report.add("answer-unknown", None, f"there is no question named {clean(key)!r}", fix)
        elif given.setdefault(key, _parsed(question, value)) != _parsed(question, value):
            report.add("answer-invalid", None, f"{key} is answered twice, and differently", "keep one of the answers")
    return given


def _parsed(question: Question, value: str) -> Answer:
    if not question.several:
        return value.strip()
    inner = value.strip().removeprefix("[").removesuffix("]")
    return tuple(dict.fromkeys(part.strip() for part in inner.split(",") if part.strip()))


def settle(
    dest: Path,
    given: Mapping[str, Answer],
    report: Report,
    *,
    allow_remote: tuple[str, ...] = (),
    overlays: tuple[str, ...] = (),
    ask: Ask | None = None,
) -> Config | None:
    """The Config that the answers in `given` make, with defaults for the others, or None with errors in `report`.

    `given` must hold `spec`. With `ask` the user is asked what was not given; without it defaults are taken.
    """
    answers = dict(given)
    folder = Path(dest).absolute().name
    for question in questions().values():
        if not _settled(question, answers, folder, report, ask):
            return None
    own = backend.load(str(answers["backend"])).questions
    for question in own:
        if not _settled(question, answers, folder, report, ask):
            return None
    backend_name, package = str(answers["backend"]), str(answers["package"])
    return Config(
        spec=str(answers["spec"]),
        dest=dest,
        name=_distribution(folder, package, _taken(backend_name)),
        package=package,
        backend=backend_name,
        sdks=tuple(answers["sdks"]),
        allow_remote=allow_remote,
        overlays=overlays,
        own={question.name: answers[question.name] for question in own},
    )


def _settled(question: Question, answers: dict[str, Answer], folder: str, report: Report, ask: Ask | None) -> bool:
    """Whether the question has a right answer in `answers`, now that it was asked or its default taken."""
    wrong = _checker(question, answers)
    if answers.get(question.name, "") == "":
        default = _default(question, answers, folder)
        answers[question.name] = ask(question, default, wrong) if ask else default
    answer = answers[question.name]
    for value in (answer,) if isinstance(answer, str) else answer:
        if reason := wrong(value):
            report.add("answer-invalid", None, f"{question.name}: {reason}", _advice(question))
            return False
    return True


def _taken(backend_name: str) -> tuple[str, ...]:
    """The packages that a project's code imports."""
    return backend.load(backend_name).taken


def _default(question: Question, answers: Mapping[str, Answer], folder: str) -> Answer:
    """What a question is answered with where nobody says otherwise; earlier answers are in `answers`."""
    if question.name == "package":
        return package_name(folder, _taken(str(answers["backend"])))
    if question.name == "sdks":
        return backend.load(str(answers["backend"])).sdks
    return question.default


def _checker(question: Question, answers: Mapping[str, Answer]) -> Callable[[str], str | None]:
    """What tells why a value is no answer to the question, or None; earlier answers are in `answers`."""
    if question.name == "backend":
        return lambda value: _loads(value, "backend")
    if question.name == "sdks":
        return lambda value: _loads(value, "sdk")
    if question.name == "package":
        return lambda value: package_refusal(value, _taken(str(answers["backend"])))
    if question.choices:
        return lambda value: None if value in question.choices else f"{clean(value)!r} is none of its answers"
    return lambda value: None if value else "it is empty"


def _loads(name: str, kind: str) -> str | None:
    try:
        backend.load(name, kind)
    except backend.BackendError as error:
        return clean(str(error))
    return None


def _advice(question: Question) -> str | None:
    advice = {
        "package": "give another name: --data package=NAME",
        "backend": "choose one of these: --backend NAME",
        "sdks": "choose among these: --sdk LANG",
    }
    if question.name not in advice and question.choices:
        return f"choose one of these: {', '.join(question.choices)}"
    return advice.get(question.name)


def package_name(folder: str, taken: tuple[str, ...] = ()) -> str:
    """The name of a package for a project in a folder of that name; empty where the name gives none.

    Letters and digits stay, the rest becomes underscores; a name that is in the way of something else (see
    `package_refusal`) gets `_app` behind, and one that starts with a digit `app_` in front.
    """
    name = _joined(folder, "_")
    if name[:1].isdigit():
        name = "app_" + name
    name = name[:LONGEST_PACKAGE].rstrip("_")
    return name + "_app" if name and package_refusal(name, taken) else name


def package_refusal(name: str, taken: tuple[str, ...] = ()) -> str | None:
    """Why a package can't have this name, or None where it can; `taken` are packages that its project uses."""
    lower = name.lower()
    if not name:
        return "it is empty"
    if not _IDENTIFIER.fullmatch(name):
        return f"{clean(name)!r} is not a name made of letters, digits and underscores"
    if len(name) > LONGEST_PACKAGE:
        return f"it is longer than {LONGEST_PACKAGE} characters"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or keyword.iskeyword(name.capitalize()):
        return f"{name!r} is a keyword of Python"
    if lower in sys.stdlib_module_names or name in sys.stdlib_module_names:
        return f"{name!r} is a module of Python's standard library"
    if lower in taken:
        return f"{name!r} is a package that the project uses"
    return f"{name!r} is a folder of every project" if lower in _TAKEN else None


def _distribution(folder: str, package: str, taken: tuple[str, ...]) -> str:
    """The name of the project's distribution: the folder's, or the package's where that one is in the way."""
    free = package_refusal(_joined(folder, "_"), taken) is None
    return _joined(folder if free else package, "-")


def _joined(words: str, separator: str) -> str:
    """The runs of letters and digits of `words`, in lower case."""
    return separator.join(re.findall("[a-z0-9]+", words.lower()))
