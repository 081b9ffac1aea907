"""CPU and memory of a whole generation: `python bench/generate.py github` or `python bench/generate.py 500`.

`github` is GitHub's REST description, from the npm package @octokit/openapi; a number makes a description with so many
operations. scaffold makes the full project: the service, its tests, and the backend's own choice of client, for FastAPI
or for what `--backend` says. With `--others`,
openapi-generator (server, then client; needs Java) and fastapi-code-generator (server only) do the same work in the
same run, each from a virtual environment in the user's cache folder.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import measure
import synthetic

CODE = {".py", ".ts", ".tsx"}
TARGETS = {"github": (4, 400), "500": (3, 200)}


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator's runs, which together make what it can: `commands(description, folder)`."""

    name: str
    commands: Callable[[Path, Path], list[measure.Command]]


def scaffold(backend: str, description: Path, out: Path) -> list[measure.Command]:
    return [[*measure.SCAFFOLD, "new", description, out, "--backend", backend, "--defaults"]]


def openapi_generator(description: Path, out: Path) -> list[measure.Command]:
    tool = measure.installed("openapi-generator-cli") / "openapi-generator-cli"
    start: measure.Command = [tool, "generate", "-i", description]
    return [[*start, "-g", "python-fastapi", "-o", out / "server"], [*start, "-g", "python", "-o", out / "client"]]


def fastapi_code_generator(description: Path, out: Path) -> list[measure.Command]:
    return [[measure.installed("fastapi-code-generator") / "fastapi-codegen", "--input", description, "--output", out]]


def described(what: str) -> Path:
    """The path of the description: fetched, or made."""
    if what != "github":
        path = measure.cache() / f"things-{what}.json"
        synthetic.write(path, int(what))
        return path
    fetch = [sys.executable, "-m", "tests.corpus.fetch", "github-rest"]
    return Path(subprocess.run(fetch, cwd=measure.ROOT, check=True, capture_output=True, text=True).stdout.strip())


def measured(generator: Generator, description: Path, times: int) -> list[object]:
    """The generator's row. One run before the others finds the machine's caches filled."""
    runs = []
    with measure.scratch() as scratch:
        for number in range(times + (times > 1)):
            out = Path(scratch) / f"out{number}"
            steps = [measure.run(one, Path(scratch) / "log") for one in generator.commands(description, out)]
            runs.append(measure.together(steps))
        written = [path for path in out.rglob("*") if path.is_file()]
        lines = sum(path.read_bytes().count(b"\n") for path in written if path.suffix in CODE)
    middle = measure.middle(runs[1:] or runs)
    if middle.code:
        print(f"{generator.name} failed:\n{middle.output[-600:]}", file=sys.stderr)
    result = f"exit {middle.code}" if middle.code else "ok"
    return [generator.name, result, middle.cpu, middle.wall, middle.megabytes, len(written), lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("what", help="github, or a number of operations")
    parser.add_argument("--backend", default="fastapi", help="what scaffold writes the service for")
    parser.add_argument("--others", action="store_true", help="other generators too")
    parser.add_argument("--times", type=int, default=5, help="runs of scaffold; each other generator runs once")
    asked = parser.parse_args()
    description = described(asked.what)
    rows = [measured(Generator("scaffold", partial(scaffold, asked.backend)), description, asked.times)]
    if asked.what in TARGETS:
        cpu, memory = TARGETS[asked.what]
        rows.append(["  at most", "", cpu, "", memory, "", ""])
    if asked.others:
        rows.append(measured(Generator("openapi-generator", openapi_generator), description, 1))
        rows.append(measured(Generator("fastapi-code-generator", fastapi_code_generator), description, 1))
    size = description.stat().st_size / 1e6
    header = ["generator", "result", "CPU s", "wall s", "peak MB", "files", "lines of code"]
    measure.table(f"{description.name}, {size:.1f} MB", header, rows)


if __name__ == "__main__":
    main()
