"""Kilobytes of the TypeScript SDK in a browser's bundle: `python bench/bundle.py`, beside other clients in one run.

The SDK of examples/bookshop.yaml is bundled by esbuild, minified, and gzipped: one operation with the client that calls
it, and all operations. openapi-fetch and @hey-api/openapi-ts do the same from the same description.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import measure

sys.path.insert(0, str(measure.ROOT))

from tests import node  # noqa: E402

TARGET = 2.5
PACKAGES = {"esbuild": "^0.28.0", "openapi-fetch": "^0.17.0", "@hey-api/openapi-ts": "^0.99.0", "typescript": "^5.9.0"}
BASE = "https://shop.example/v1"
ONE = {
    "scaffold": f"""
import {{ createClient, getBook }} from "./sdk/src/index.ts";
const client = createClient({{ baseUrl: "{BASE}" }});
export const run = (): unknown => getBook(client, {{ path: {{ book_id: 1 }} }});
""",
    "openapi-fetch": f"""
import createClient from "openapi-fetch";
const client = createClient<any>({{ baseUrl: "{BASE}" }});
export const run = (): unknown => client.GET("/books/{{book_id}}", {{ params: {{ path: {{ book_id: 1 }} }} }});
""",
    "hey-api": f"""
import {{ client }} from "./hey/client.gen";
import {{ getBook }} from "./hey";
client.setConfig({{ baseUrl: "{BASE}" }});
export const run = (): unknown => getBook({{ path: {{ book_id: 1 }} }});
""",
}
ALL = {
    "scaffold": 'export * from "./sdk/src/index.ts";',
    "hey-api": 'export * from "./hey"; export * from "./hey/client.gen";',
}


def prepare(folder: Path) -> None:
    """The clients' sources and what bundles them, in `folder`."""
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
    (folder / "node_modules").symlink_to(node.store({"dependencies": PACKAGES}) / "node_modules")
    spec = measure.ROOT / "examples" / "bookshop.yaml"
    made = folder / "service"
    new = [*measure.SCAFFOLD, "new", spec, made, "--backend", "fastapi", "--sdk", "typescript", "--defaults"]
    measure.run(new, folder / "log").checked()
    (folder / "sdk").symlink_to(made / "sdk" / "typescript")
    tool(folder, "openapi-ts", "-i", str(spec), "-o", "hey", "-c", "@hey-api/client-fetch")


def tool(folder: Path, name: str, *arguments: str) -> None:
    command = [folder / "node_modules" / ".bin" / name, *arguments]
    done = subprocess.run(command, cwd=folder, env=measure.environment() | node.environment(), capture_output=True)
    if done.returncode:
        sys.exit((done.stdout + done.stderr).decode())


def bundled(folder: Path, source: str) -> list[float]:
    """Kilobytes, minified, and gzipped besides."""
    (folder / "entry.ts").write_text(source)
    tool(
        folder, "esbuild", "entry.ts", "--bundle", "--minify", "--format=esm", "--platform=browser", "--outfile=out.js"
    )
    code = (folder / "out.js").read_bytes()
    return [len(code) / 1000, len(gzip.compress(code, 9)) / 1000]


def main() -> None:
    with measure.scratch() as scratch:
        folder = Path(scratch)
        prepare(folder)
        rows: list[list[object]] = []
        for name, source in ONE.items():
            rows.append([f"{name}, one operation", *bundled(folder, source), TARGET if name == "scaffold" else ""])
        for name, source in ALL.items():
            rows.append([f"{name}, all operations", *bundled(folder, source), ""])
    measure.table("bundle of the client", ["kB", "minified", "gzipped", "at most"], rows)


if __name__ == "__main__":
    main()
