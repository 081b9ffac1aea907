"""CPU per request of generated Next.js routes, and of bare route handlers beside them: `python bench/next_request.py`.

The project is examples/bookshop.yaml with three handlers written. The bare handlers do the same work at paths of the
same shape: they read the parameter that they use, know the one token, and answer the same bytes. They check nothing
else, neither what comes nor what goes. All are served by one `next start`, whose process's CPU is measured; of several
starts the middle one is told.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import measure
from asgi import Request
from byhand import BOOK
from loopback import free_port, server

sys.path.insert(0, str(measure.ROOT))

from tests import node  # noqa: E402

TARGET = 1.1
STARTS = 5
"""One process differs from the next by some percent for as long as it lives."""
ROUNDS = 15
WARM_UP = 10
"""Rounds that are not counted: V8 compiles what it has seen often."""
BOOKS = f"""
const BOOKS: models.Book[] = Array.from({{ length: 20 }}, (_, at) => ({{
  id: at + 1,
  ...({json.dumps(BOOK)} as const),
  authors: {json.dumps(BOOK["authors"])},
}}));
"""
HANDLERS = {
    "getBook": "async (ctx, { bookId }) => BOOKS[bookId - 1]!",
    "listBooks": "async (ctx, { limit }) => ({ items: BOOKS.slice(0, limit), next_cursor: null })",
    "createBook": 'async (ctx, { body }) => ({ status: 201, headers: { Location: "/v1/books/21" }, '
    "body: { ...body, id: 21 } })",
}
VERIFY = 'async ({ value }) => (value === "secret" ? { subject: "anna", scopes: new Set(["books:write"]) } : null)'
BARE = {
    "[bookId]": """
export async function GET(_: Request, { params }: { params: Promise<{ bookId: string }> }): Promise<Response> {
  return Response.json(BOOKS[Number((await params).bookId) - 1]);
}
""",
    "": """
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const limit = Number(searchParams.get("limit") ?? 20);
  return Response.json({ items: BOOKS.slice(0, limit), next_cursor: null });
}

export async function POST(request: Request): Promise<Response> {
  if (request.headers.get("authorization") !== "Bearer secret") return new Response(null, { status: 401 });
  const body = await request.json();
  return Response.json({ ...body, id: 21 }, { status: 201, headers: { Location: "/v1/books/21" } });
}
""",
}
HEADERS = {"content-type": "application/json", "authorization": "Bearer secret"}
REQUESTS = {
    "GET one book": Request("GET", "/7"),
    "GET 20 of the books": Request("GET", "?price%5Bmin%5D=100"),
    "POST one book": Request("POST", "", HEADERS, json.dumps(BOOK).encode()),
}


def project(folder: Path) -> node.NodeProject:
    """The bookshop, built, with its handlers written and bare ones beside them."""
    made = folder / "bookshop"
    new = [*measure.SCAFFOLD, "new", measure.ROOT / "examples" / "bookshop.yaml", made, "--backend", "nextjs"]
    measure.run([*new, "--defaults"], folder / "log").checked()
    handlers, security = made / "src" / "handlers" / "books.ts", made / "src" / "security.ts"
    text = handlers.read_text("utf-8")
    for name, written in HANDLERS.items():
        head, _, rest = text.partition(f"export const {name}: ")
        kind, _, rest = rest.partition(" = ")
        _, _, rest = rest.partition("};\n")
        text = f"{head}export const {name}: {kind} = {written};\n{rest}"
    models = 'import type * as models from "../generated/models/index.ts";\n'
    handlers.write_text(text.replace("\n\n", f"\n{models}{BOOKS}\n", 1), "utf-8")
    security.write_text(security.read_text("utf-8").replace("async () => null", VERIFY), "utf-8")
    for route, functions in BARE.items():
        bare = made / "app" / "api" / "v1" / "bare" / route / "route.ts"
        bare.parent.mkdir(parents=True, exist_ok=True)
        bare.write_text(BOOKS.replace(": models.Book[]", "") + functions, "utf-8")
    ready = node.NodeProject(made)
    done = ready.npm("run", "build")
    assert done.code == 0, str(done)
    return ready


def started(ready: node.NodeProject) -> dict[str, dict[str, float]]:
    """The CPU us of each kind of request in one `next start`."""
    place, port = ready.install(), free_port()
    settings = {**ready.environment(), "PORT": str(port), "LOG_LEVEL": "error"}
    found = {}
    with server([str(node.binaries() / "node"), "scripts/next.mjs", "start"], place, settings, port) as cpu:
        for name, request in REQUESTS.items():
            at = {"generated": "/v1/books", "bare": "/v1/bare"}
            both = {kind: partial(cpu, replace(request, target=path + request.target)) for kind, path in at.items()}
            measure.medians(both, WARM_UP)
            found[name] = measure.medians(both, ROUNDS)
    return found


def main() -> None:
    with measure.scratch() as scratch:
        ready = project(Path(scratch))
        starts = [started(ready) for _ in range(STARTS)]
    rows: list[list[object]] = []
    for name in REQUESTS:
        generated, bare = (median(found[name][kind] for found in starts) for kind in ("generated", "bare"))
        rows.append([name, generated, bare, f"{generated / bare:.2f}", TARGET])
    measure.table("next start on the loopback", ["CPU us per request", "generated", "bare", "times", "at most"], rows)


if __name__ == "__main__":
    main()
