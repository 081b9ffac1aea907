"""What the official JSON-Schema-Test-Suite says of a schema's instances, generated services say too, on every backend.

Everything that draft 2020-12 requires and a description can carry, in bodies and, of scalars, in query and path; and
what is optional of formats, numbers and patterns. `python -m tests.test_json_schema` counts it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

import pytest

from tests.backends import BACKENDS, made
from tests.json_schema import description, dialect, suite, texts
from tests.json_schema.description import Request
from tests.json_schema.serving import statuses

LEFT_OUT = {
    "format: * is only an annotation by default: *": "formats that OpenAPI names are assertions in APIs",
    "vocabulary: schema that uses custom metaschema with with no validation vocabulary: *": (
        "OpenAPI's own vocabulary is that of 2020-12 with validation; `$schema` changes nothing"
    ),
    "optional/cross-draft: *": "OpenAPI has no schemas of other drafts",
    "optional/dependencies-compatibility: *": "`dependencies` is no keyword of 2020-12",
    "optional/ecmascript-regex: *non-ASCII digits: *": "ECMA-262 has no \\p{digit}; a warning says so",
    "optional/format/ecmascript-regex: *": "the language's own engine tells what is a pattern",
    "optional/format/idn-hostname: *": "not checked: it needs large tables of Unicode",
    "optional/unknownKeyword: *": "a schema may be referred to wherever it stands in a description",
}
"""Instances that are not judged as the suite does, and why."""


GROUPS = {
    "required": (suite.groups, "3.1.1"),
    "optional": (partial(suite.groups, optional=True), "3.1.1"),
    "dialect of 3.0": (dialect.groups, "3.0.4"),
    "texts": (texts.groups, "3.1.1"),
}


def wrong(backend: str, folder: Path, name: str) -> tuple[list[str], int]:
    """The instances that a backend's service judges otherwise than they should be, and how many there are."""
    find, version = GROUPS[name]
    groups = list(find())
    service = made(backend, description.write(folder / "description", groups, version), folder / "service")
    requests = list(description.requests(groups))
    answers = statuses(backend, service.folder, requests)
    assert len(answers) == len(requests)
    misses = [f"{one.name}: {status}" for one, status in zip(requests, answers, strict=True) if status != expected(one)]
    return misses, len(requests)


def expected(request: Request) -> int:
    """The status for an instance: a text that is no JSON is no value that could be judged."""
    no_json = request.group.file == "texts" and request.place == "body"
    return 204 if request.instance.valid else 400 if no_json else 422


def not_left_out(names: list[str]) -> Iterator[str]:
    for name in names:
        if not any(fnmatch(name.replace("[", "("), pattern) for pattern in LEFT_OUT):
            yield name


COUNTS = {"required": 1301, "optional": 739, "dialect of 3.0": 316, "texts": 104}
"""So many instances are sent: none gets lost on its way."""


@pytest.mark.corpus
@pytest.mark.corpus_sample
@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_service_judges_as_the_schema_says(backend: str, name: str, tmp_path: Path) -> None:
    misses, count = wrong(backend, tmp_path, name)
    assert list(not_left_out(misses)) == []
    assert count == COUNTS[name]


def main() -> None:
    """Counts what each backend's service judges rightly."""
    for backend in BACKENDS:
        for name in GROUPS:
            with tempfile.TemporaryDirectory() as folder:
                misses, count = wrong(backend, Path(folder), name)
            print(f"{backend}, {name}: {count - len(misses)} of {count}")
            print(*(f"  {miss}" for miss in not_left_out(misses)), sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
