"""CPU per request of generated Next.js routes, and of bare route handlers beside them: `python bench/next_request.py`.

The project is examples/bookshop.yaml with two handlers written. The bare handlers answer the same bytes and check
nothing: neither what comes nor what goes. All are served by one `next start`, whose process's CPU is measured.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from functools import partial
from pathlib import Path

import measure
from asgi import Request
from byhand import BOOK
from loopback import free_port, server

sys.path.insert(0, str(measure.ROOT))

from tests import node  # noqa: E402

TARGET = 1.1
ROUNDS = 9
WARM_UP = 10
"""Rounds that are not counted: V8 compiles what it has seen often."""
LIST = "({ items: BOOKS.slice(0, limit), next_cursor: null })"
HANDLERS = {"getBook": "BOOKS[bookId - 1]!", "listBooks": LIST}
BOOKS = f"""
const BOOKS: models.Book[] = Array.from({{ length: 20 }}, (_, at) => ({{
  id: at + 1,
  ...({json.dumps(BOOK)} as const),
  authors: {json.dumps(BOOK["authors"])},
}}));
"""
BARE = {
    "bare/[id]": "{ params }: { params: Promise<{ id: string }> }|BOOKS[Number((await params).id) - 1]",
    "bare": "|{ items: BOOKS.slice(0, 20), next_cursor: null }",
}
REQUESTS = {
    "GET one book": ("/v1/books/7", "/bare/7"),
    "GET 20 of the books": ("/v1/books?price%5Bmin%5D=100", "/bare"),
}


def project(folder: Path) -> node.NodeProject:
    """The bookshop, built, with its handlers written and bare ones beside them."""
    made = folder / "bookshop"
    new = [*measure.SCAFFOLD, "new", measure.ROOT / "examples" / "bookshop.yaml", made, "--backend", "nextjs"]
    measure.run([*new, "--defaults"], folder / "log").checked()
    path = made / "src" / "handlers" / "books.ts"
    text = path.read_text("utf-8")
    for name, answer in HANDLERS.items():
        taken = "bookId" if name == "getBook" else "limit"
        written = f"export const {name}: $1 = async (ctx, {{ {taken} }}) => {answer};".replace("$1", r"\1")
        head = f"export const {name}: (\\w+) = "
        text = re.sub(rf"{head}async .*?^\}};$", lambda m, w=written: m.expand(w), text, flags=re.S | re.M)
    models = 'import type * as models from "../generated/models/index.ts";\n'
    path.write_text(text.replace("\n\n", f"\n{models}{BOOKS}\n", 1), "utf-8")
    for route, parts in BARE.items():
        taken, answer = parts.split("|")
        bare = made / "app" / "api" / route / "route.ts"
        bare.parent.mkdir(parents=True, exist_ok=True)
        given = f"_: Request, {taken}" if taken else ""
        function = f"export async function GET({given}): Promise<Response> {{\n  return Response.json({answer});\n}}\n"
        dynamic = 'export const dynamic = "force-dynamic";\n'
        plain = BOOKS.replace(": models.Book[]", "")
        bare.write_text(plain + dynamic + function, "utf-8")
    ready = node.NodeProject(made)
    done = ready.npm("run", "build")
    assert done.code == 0, str(done)
    return ready


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        ready = project(Path(scratch))
        place, port = ready.install(), free_port()
        settings = {**ready.environment(), "PORT": str(port), "LOG_LEVEL": "error"}
        rows: list[list[object]] = []
        with server([str(node.binaries() / "node"), "scripts/next.mjs", "start"], place, settings, port) as cpu:
            for name, (path, bare) in REQUESTS.items():
                both = {"generated": partial(cpu, Request("GET", path)), "bare": partial(cpu, Request("GET", bare))}
                measure.medians(both, WARM_UP)
                found = measure.medians(both, ROUNDS)
                rows.append([name, *found.values(), f"{found['generated'] / found['bare']:.2f}", TARGET])
    measure.table("next start on the loopback", ["CPU us per request", "generated", "bare", "times", "at most"], rows)


if __name__ == "__main__":
    main()
