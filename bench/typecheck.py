"""CPU that TypeScript's compiler takes for a generated project: `python bench/typecheck.py [schemas]`.

A description with that many schemas (1,000 if not said) becomes a Next.js project, whose own strict configuration is
checked without emitting anything.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import measure
import synthetic

sys.path.insert(0, str(measure.ROOT))

from tests import node  # noqa: E402

TARGET = 4
SCHEMAS_EACH = 6 / 5
"""What synthetic.py makes: six schemas for five operations."""


def main(schemas: int) -> None:
    with measure.scratch() as scratch:
        folder = Path(scratch)
        synthetic.write(folder / "things.json", round(schemas / SCHEMAS_EACH / 5) * 5)
        made = folder / "things"
        new = [*measure.SCAFFOLD, "new", folder / "things.json", made, "--backend", "nextjs", "--defaults"]
        measure.run(new, folder / "log").checked()
        project = node.NodeProject(made)
        place = project.install()
        done = project.run("npx", "next", "typegen")
        assert done.code == 0, str(done)
        compiler = place.parents[2] / "node_modules" / "typescript" / "bin" / "tsc"
        tsc = [node.binaries() / "node", compiler, "--noEmit", "--incremental", "false"]
        runs = [measure.run(tsc, folder / "log", place).checked() for _ in range(3)]
        count = len(json.loads((folder / "things.json").read_text())["components"]["schemas"])
        lines = sum(path.read_bytes().count(b"\n") for path in (place / "src").rglob("*.ts"))
    middle = measure.middle(runs)
    rows = [[f"{count:,} schemas", middle.cpu, TARGET, middle.wall, middle.megabytes, lines]]
    header = ["tsc --noEmit", "CPU s", "at most", "wall s", "peak MB", "lines of src"]
    measure.table("type check of a project", header, rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
