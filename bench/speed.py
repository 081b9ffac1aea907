"""The measurements that README quotes, beside other generators in the same run: `python bench/speed.py NAME ...`

    github      GitHub's description (1,223 operations) to a whole project
    operations  a description of 500 operations, made by rule
    help        `scaffold --help`
    size        what an installation adds to an empty virtual environment
    request     CPU per request of the generated app, and of the same routes written by hand in FastAPI
    routing     CPU of a request for the last of 10, 100 and 1,000 operations

Without a name all are run. CPU is user and system time of a command and its children, the least of the runs; memory is
the largest resident size of any of them. Nothing is asserted: what others do on the machine changes the figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.descriptions import collections  # noqa: E402
from bench.measure import OTHERS, Cost, cheapest, cost, environment, size  # noqa: E402
from tests.corpus.fetch import documents, fetch  # noqa: E402

RUNS = 3
Row = tuple[str, ...]


def github(folder: Path) -> Iterator[Row]:
    """GitHub's description to a whole project: at most 4 s and 400 MB."""
    yield "generator", "CPU", "memory", "files"
    yield from _generators(fetch(documents()["github-rest"]), folder)


def operations(folder: Path) -> Iterator[Row]:
    """500 operations: at most 3 s and 200 MB."""
    yield "generator", "CPU", "memory", "files"
    description = folder / "operations.json"
    description.write_text(json.dumps(collections(500)))
    yield from _generators(description, folder)


def _generators(description: Path, folder: Path) -> Iterator[Row]:
    """A row for each generator; the others run once only, as they take so long."""

    def ours(into: Path) -> list[str | Path]:
        return [sys.executable, "-m", "scaffold", "new", description, into, "--defaults", "--quiet"]

    yield _generated("scaffold", ours, folder, RUNS)
    for name, package in OTHERS.items():
        binaries = environment(name, package)

        def theirs(into: Path, name: str = name, binaries: Path = binaries) -> list[str | Path]:
            return _other(name, binaries, description, into)

        yield _generated(name, theirs, folder, 1)


def _generated(name: str, command: Callable[[Path], list[str | Path]], folder: Path, runs: int) -> Row:
    found: list[Cost] = []
    into = folder / name
    for number in range(runs):
        into = folder / f"{name.replace('-', '_')}{number}"
        found.append(cost(command(into)))
    best = cheapest(found)
    files = sum(path.is_file() for path in into.rglob("*"))
    return name, f"{best.seconds:.2f} s", f"{max(one.megabytes for one in found):.0f} MB", _count(files, best.code)


def _count(files: int, code: int) -> str:
    return str(files) if code == 0 else f"{files}, failed with {code}"


def _other(name: str, binaries: Path, description: Path, into: Path) -> list[str | Path]:
    if name == "openapi-generator":
        options = ["-g", "python-fastapi", "--skip-validate-spec"]
        return [binaries / "openapi-generator-cli", "generate", *options, "-i", description, "-o", into]
    return [binaries / "fastapi-codegen", "--input", description, "--output", into]


def help(folder: Path) -> Iterator[Row]:
    """The cost of asking for help: at most 100 ms."""
    yield "generator", "CPU"
    best = cheapest(cost([sys.executable, "-m", "scaffold", "--help"]) for _ in range(3 * RUNS))
    yield "scaffold", f"{best.seconds * 1000:.0f} ms"
    commands = {"openapi-generator": ("openapi-generator-cli", "help"), "fastapi-code-generator": ("fastapi-codegen", "--help")}
    for name, (command, argument) in commands.items():
        binaries = environment(name, OTHERS[name])
        best = cheapest(cost([binaries / command, argument]) for _ in range(RUNS))
        yield name, f"{best.seconds * 1000:.0f} ms"


def size_(folder: Path) -> Iterator[Row]:
    """What an installation adds, dependencies and compiled files counted: at most 60 MB."""
    yield "generator", "more than an empty environment"
    python = [sys.executable, "-m", "venv"]
    subprocess.run([*python, folder / "empty"], check=True)
    subprocess.run([*python, folder / "ours"], check=True)
    install = [folder / "ours/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, ROOT], check=True)
    empty = size(folder / "empty")
    yield "scaffold", f"{size(folder / 'ours') - empty:.1f} MB"
    for name, package in OTHERS.items():
        more = " and a Java machine" if name == "openapi-generator" else ""
        yield name, f"{size(environment(name, package).parent) - empty:.1f} MB{more}"


def request(folder: Path) -> Iterator[Row]:
    """CPU per request: at most 1.5 times the same route written by hand."""
    project = _made(ROOT / "examples/bookshop.yaml", folder / "bookshop")
    ours, theirs = _measured("generated", project), _measured("hand")
    yield "where", "route", "generated", "by hand", "ratio"
    for where, routes in ours.items():
        for route, micros in routes.items():
            other = theirs[where][route]
            yield where, route, f"{micros:.0f} µs", f"{other:.0f} µs", f"{micros / other:.2f}"


def routing(folder: Path) -> Iterator[Row]:
    """CPU of a request for the last operation: it must not grow with their number."""
    yield "operations", "generated", "by hand in FastAPI"
    for count in (10, 100, 1000):
        description = folder / f"things{count}.json"
        description.write_text(json.dumps(collections(count)))
        project = _made(description, folder / str(count), "--data", "package=things")
        found = _measured("routes", project, str(count))
        yield str(count), f"{found['generated']:.0f} µs", f"{found['by hand']:.0f} µs"


def _made(description: Path, into: Path, *options: str) -> Path:
    command = [sys.executable, "-m", "scaffold", "new", description, into, "--defaults", "--quiet", *options]
    subprocess.run(command, cwd=ROOT, check=True)
    return into


def _measured(*arguments: str | Path) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "bench.requests", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


MEASUREMENTS = {
    "github": github,
    "operations": operations,
    "help": help,
    "size": size_,
    "request": request,
    "routing": routing,
}


def table(rows: list[Row]) -> str:
    """Rows as a Markdown table, the first one its head."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    head, *rest = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *rest])


def main(names: list[str]) -> int:
    """Runs the measurements of these names, or all."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"there is no measurement named {unknown[0]!r}; there are: {', '.join(MEASUREMENTS)}", file=sys.stderr)
        return 2
    for name in names or MEASUREMENTS:
        measurement = MEASUREMENTS[name]
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: {measurement.__doc__}\n\n{table(list(measurement(Path(folder))))}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
