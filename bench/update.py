"""CPU of updates: `python bench/update.py`: no change, one more operation, and GitHub's description a version on.

The first two are of a project with 500 operations in which a fifth of the handlers is written; the last is the step
from @octokit/openapi 23.0.0 to 23.0.2 (or what `--from` and `--to` name), written in the same way.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
from pathlib import Path

import measure
import synthetic

sys.path.insert(0, str(measure.ROOT))
TARGETS = {"no-op": 0.5, "one operation": 1.0, "GitHub": 5.0}


def made(description: Path, folder: Path) -> Path:
    """A new project of the description, a fifth of whose handlers are written."""
    project = folder / "project"
    measure.run([*measure.SCAFFOLD, "new", description, project, "--defaults", "--quiet"], folder / "log").checked()
    rolled = random.Random(1)
    for path in sorted(project.glob("*/handlers/*.py")):
        text = path.read_text("utf-8")
        path.write_text(
            re.sub("    raise NotImplementedError\n", lambda found: written(found[0], rolled), text), "utf-8"
        )
    return project


def written(stub: str, rolled: random.Random) -> str:
    """A fifth of the stubs with a line before."""
    return f"    print({rolled.random()})\n{stub}" if rolled.random() < 0.2 else stub


def updated(project: Path, description: Path, scratch: Path, times: int) -> measure.Run:
    """The middle one of several updates, each of a copy of the project."""
    runs = []
    for number in range(times):
        copy = scratch / f"copy{number}"
        shutil.copytree(project, copy)
        command = [*measure.SCAFFOLD, "update", copy, "--spec", description, "--quiet"]
        runs.append(measure.run(command, scratch / "log").checked())
        shutil.rmtree(copy)
    return measure.middle(runs)


def synthetic_pair(folder: Path) -> tuple[Path, Path]:
    """A description with 500 operations, and the same with one more."""
    before, after = folder / "before" / "api.json", folder / "after" / "api.json"
    for path in (before, after):
        path.parent.mkdir()
    synthetic.write(before, 500)
    document = json.loads(before.read_text("utf-8"))
    first = next(iter(document["paths"]))
    tags = next(iter(document["paths"][first].values()))["tags"]
    reply = {"description": "ok", "content": {"application/json": {"schema": {"type": "string"}}}}
    document["paths"][f"{first}/more"] = {"get": {"operationId": "getMore", "tags": tags, "responses": {"200": reply}}}
    after.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    return before, after


def github(first: str, second: str, folder: Path) -> tuple[Path, Path]:
    """Two versions of GitHub's description, under one name."""
    from tests.corpus import history

    versions = {version.version: version for version in history.series()["github"]}
    places = []
    for name in (first, second):
        place = folder / name / "github.json"
        place.parent.mkdir()
        place.write_bytes(versions[name].bring().read_bytes())
        places.append(place)
    return places[0], places[1]


def row(name: str, run: measure.Run, target: float) -> list[object]:
    return [name, run.cpu, run.wall, run.megabytes, target]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--from", dest="first", default="23.0.0")
    parser.add_argument("--to", dest="second", default="23.0.2")
    asked = parser.parse_args()
    rows = []
    with measure.scratch() as name:
        scratch = Path(name)
        before, after = synthetic_pair(scratch)
        project = made(before, scratch)
        rows.append(row("no-op", updated(project, before, scratch, asked.times), TARGETS["no-op"]))
        rows.append(row("one operation", updated(project, after, scratch, asked.times), TARGETS["one operation"]))
        shutil.rmtree(project)
        before, after = github(asked.first, asked.second, scratch)
        project = made(before, scratch)
        rows.append(
            row(f"GitHub {asked.first} to {asked.second}", updated(project, after, scratch, 3), TARGETS["GitHub"])
        )
    measure.table("scaffold update", ["update", "CPU s", "wall s", "peak MB", "at most CPU s"], rows)


if __name__ == "__main__":
    main()
