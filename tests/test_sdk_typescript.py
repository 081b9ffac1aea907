"""The TypeScript client of the bookshop: clean under the strictest checks, and right against a hand-written server."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from select import select
from typing import IO

import pytest

import scaffold
from scaffold import config
from scaffold.diag import Report
from tests import backends
from tests.backends import BACKENDS
from tests.browser import browsing
from tests.node import NodeProject, environment, store
from tests.projects import run
from tests.services import PATIENCE

HERE = Path(__file__).resolve().parent / "sdk"
EXAMPLE = HERE.parent.parent / "examples" / "bookshop.yaml"
WIRE = HERE.parent / "served" / "wire.yaml"
LEDGER = HERE / "ledger.yaml"


def made(spec: Path, dest: Path, backend: str = "fastapi") -> NodeProject:
    """The SDK of a description, written out."""
    given = {"spec": str(spec), "package": "bookshop", "backend": backend, "sdks": ("typescript",)}
    report = Report()
    settings = config.settle(dest, given, report)
    assert settings is not None
    tree = scaffold.generate(settings, report)
    assert not report.failed
    for path, file in tree.items():
        if path.startswith("sdk/typescript/"):
            (dest / path).parent.mkdir(parents=True, exist_ok=True)
            (dest / path).write_bytes(file.data)
    return NodeProject(dest / "sdk" / "typescript")


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> NodeProject:
    return made(EXAMPLE, tmp_path_factory.mktemp("sdk"))


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The address of the hand-written server, in a process of its own."""
    with shop_of(HERE) as (address, _):
        yield address


@contextlib.contextmanager
def shop_of(built: Path) -> Iterator[tuple[str, IO[str]]]:
    """The hand-written server with the scripts of a folder: its address, and what it prints."""
    command = [sys.executable, str(HERE / "serve.py"), str(built)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process.stdout
        process.terminate()


def test_it_is_clean(sdk: NodeProject) -> None:
    for name, done in sdk.checks():
        assert done.code == 0, f"{name}: {done}"


@pytest.mark.parametrize(("stem", "backend"), [("wire", "fastapi"), ("bodies", "nextjs")])
def test_others_are_clean(stem: str, backend: str, tmp_path: Path) -> None:
    for name, done in made(WIRE.with_name(f"{stem}.yaml"), tmp_path, backend).checks():
        assert done.code == 0, f"{name}: {done}"


def settings_of(sdk: NodeProject, name: str, **more: object) -> str:
    """A file of settings for the SDK's sources and a module of tests beside them."""
    given = json.loads((sdk.folder / "tsconfig.json").read_text("utf-8"))
    given["compilerOptions"] |= {"rootDir": ".", "noEmit": True, **more}
    path = sdk.folder / f"tsconfig.{name}.json"
    path.write_text(json.dumps({**given, "include": ["src", f"tests/{name}"]}), "utf-8")
    return path.name


def calls(sdk: NodeProject, name: str, **settings: str) -> None:
    """Puts a module of tests beside the SDK, type-checks and runs it."""
    tests = sdk.folder / "tests"
    tests.mkdir(exist_ok=True)
    shutil.copy(HERE / name, tests)
    settings_file = settings_of(sdk, name)
    for command in (["npx", "tsc", "-p", settings_file], ["npx", "vitest", "run", f"tests/{name}"]):
        done = sdk.run(*command, settings=settings)
        assert done.code == 0, str(done)


def test_it_calls_a_server(sdk: NodeProject, shop: str) -> None:
    calls(sdk, "calls.test.ts", SHOP=shop)


def test_it_calls_an_api_of_another_kind(tmp_path: Path) -> None:
    """Two security schemes, errors of several statuses with a body each, pages, bytes and files."""
    client = made(LEDGER, tmp_path)
    for name, done in client.checks():
        assert done.code == 0, f"{name}: {done}"
    calls(client, "ledger.test.ts")


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_value_arrives(backend: str, tmp_path: Path) -> None:
    """From the client over HTTP to a handler that answers what it was called with."""
    service = backends.made(backend, WIRE, tmp_path / "service")
    service.write_handlers()
    service.build()
    with service.started() as served:
        calls(made(WIRE, tmp_path / "client"), "wire.test.ts", SERVICE=served.address)


@pytest.fixture(scope="module")
def built(sdk: NodeProject) -> Path:
    """The folder of the script that says what a client can do here, and the client itself, as JavaScript."""
    (sdk.folder / "tests").mkdir(exist_ok=True)
    shutil.copy(HERE / "runtimes.ts", sdk.folder / "tests")
    done = sdk.run("npx", "tsc", "-p", settings_of(sdk, "runtimes.ts", noEmit=False, outDir="built"))
    assert done.code == 0, str(done)
    return sdk.folder / "built"


def page_of(address: str) -> str:
    """The address of the page that runs the script, with another origin than the shop."""
    return address.replace("127.0.0.1", "localhost") + f"/page.html?shop={address}"


def is_right(line: str, *, total: bool) -> bool:
    """Whether the script told what it should; `total` says that the platform knows the size of a form beforehand."""
    told = json.loads(line)
    size = told["cover"]
    return bool(
        told
        == {
            **{"book": 3, "missing": "There is no book 404.", "ids": 45, "location": "/v1/books/5", "orders": 23},
            **{"patched": 1, "cover": size, "progress": [size, size if total else None], "plain": told["plain"]},
            **{"blob": 3 * 65536, "streamed": 3 * 65536},
        }
    )


def test_it_runs_in_a_browser(built: Path) -> None:
    with shop_of(built) as (address, said), browsing(page_of(address)):
        assert select([said], [], [], PATIENCE)[0], "the page told nothing"
        told = said.readline()
    assert is_right(told, total=True), told


TOOLS = {"bun": "^1.4.5", "deno": "^2.9.6", "edge-runtime": "^4.0.1", "esbuild": "^0.28.2"}
RUNTIMES = {"node": ["node"], "deno": ["deno", "run", "--allow-all"], "bun": ["bun"], "edge": ["node"]}


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_it_runs_in_another_runtime(runtime: str, built: Path) -> None:
    tools = store({"devDependencies": TOOLS})
    path = f"{tools / 'node_modules/.bin'}{os.pathsep}{environment()['PATH']}"
    script = built / "tests/runtimes.js"
    if runtime == "edge":
        whole = script.with_suffix(".bundle.js")
        bundle = ["esbuild", str(script), "--bundle", "--format=esm", f"--outfile={whole}"]
        subprocess.run(bundle, env={**os.environ, "PATH": path}, check=True, capture_output=True)
        script = whole
    shutil.copy(HERE / "runtime.mjs", tools)  # Node looks for what it imports from there on
    if runtime == "bun":  # its command is made by a script of the package, and no package's scripts are run here
        path = f"{next((tools / 'node_modules/@oven').glob('*/bin'))}{os.pathsep}{path}"
    command = [*RUNTIMES[runtime], str(tools / "runtime.mjs"), str(script)]
    with shop_of(built) as (address, said):
        done = run([*command, page_of(address)], built, {"PATH": path})
        assert done.code == 0, str(done)
        told = said.readline()
    assert is_right(told, total=False), told


def test_the_package_is_clean(sdk: NodeProject, tmp_path: Path) -> None:
    built = sdk.npm("run", "build")
    assert built.code == 0, str(built)
    done = sdk.npm("pack", "--pack-destination", str(tmp_path))
    assert done.code == 0, str(done)
    (archive,) = tmp_path.glob("*.tgz")
    with tarfile.open(archive) as packed:
        names = {name.removeprefix("package/") for name in packed.getnames()}
        packed.extractall(tmp_path / "node_modules", filter="data")
    assert {
        "package.json",
        "README.md",
        "dist/index.js",
        "dist/index.d.ts",
        "dist/index.js.map",
        "src/index.ts",
    } <= names
    assert {name.split("/")[0] for name in names} == {"package.json", "README.md", "dist", "src"}
    for path in (tmp_path / "node_modules/package/dist").rglob("*.map"):
        sources = json.loads(path.read_text("utf-8"))["sources"]
        assert sources and all((path.parent / source).is_file() for source in sources), path
    os.rename(tmp_path / "node_modules" / "package", tmp_path / "node_modules" / "bookshop-client")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "use.ts").write_text(USE, "utf-8")
    for module, resolution in (("nodenext", "nodenext"), ("esnext", "bundler")):
        options = ["--strict", "--noEmit", "--ignoreConfig", "--target", "es2022", "--types", ""]
        done = sdk.run(
            "npx", "tsc", *options, "--module", module, "--moduleResolution", resolution, str(tmp_path / "use.ts")
        )
        assert done.code == 0, str(done)
    (tmp_path / "use.mjs").write_text(
        'import { getBook } from "bookshop-client"; console.log(typeof getBook);', "utf-8"
    )
    assert "function" in sdk.run("node", str(tmp_path / "use.mjs")).output


USE = """
import { createClient, getBook, type models } from "bookshop-client";
const client = createClient({ auth: { api_key: "k" } });
const book: models.Book = await getBook(client, { path: { book_id: 1 } });
// @ts-expect-error: a path parameter that must be given
getBook(client, {});
// @ts-expect-error: a scheme that is not described
createClient({ auth: { other: "k" } });
const reply = await getBook(client, { path: { book_id: 1 } }).result();
if (!reply.ok) {
  const status: 404 = reply.status;
  // @ts-expect-error: only what is declared
  const other: 500 = reply.status;
  void [book, status, other, reply.body.detail];
}
"""
