"""A Chromium to run pages in, on every machine the same: that of the npm package @sparticuz/chromium.

The package is built for Linux on x86-64, with the libraries that a bare system lacks, and holds them compressed: they
are unpacked once, in the user's cache folder. Other systems take the Chromium that they have.
"""

from __future__ import annotations

import platform
import shutil
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory

from tests.node import cache_folder, environment, store
from tests.projects import Run, install, run

PACKAGE, VERSION = "@sparticuz/chromium", "153.0.0"
_OPTIONS = ("--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage")
_UNPACK = """
const { createReadStream, createWriteStream } = require("node:fs");
const { pipeline } = require("node:stream/promises");
const { createBrotliDecompress } = require("node:zlib");
const [packed, ...names] = process.argv.slice(1);
const unpack = (name) =>
  pipeline(createReadStream(`${packed}/${name}.br`), createBrotliDecompress(), createWriteStream(name));
Promise.all(names.map(unpack));
"""


@contextmanager
def browsing(address: str) -> Iterator[None]:
    """While it lasts, a browser shows the page at that address."""
    program, libraries = _program()
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *_OPTIONS, f"--user-data-dir={profile}", address]
        with Popen(command, env={**environment(), **libraries}, stderr=DEVNULL) as browser:
            try:
                yield
            finally:
                browser.terminate()


def _program() -> tuple[str, dict[str, str]]:
    """The program, and what it needs in its environment."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        found = shutil.which("chromium") or shutil.which("google-chrome")
        assert found, f"{PACKAGE} is not made for this system, and there is no Chromium on the path"
        return found, {}
    folder = cache_folder() / "chromium" / VERSION
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        install(folder, _unpacked)
    return str(folder / "chromium"), {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_PATH": str(folder)}


def _unpacked(staging: Path) -> Run:
    packed = store({"devDependencies": {PACKAGE: VERSION}}) / "node_modules" / PACKAGE / "bin"
    archives = ("al2023.tar", "fonts.tar")
    done = run(["node", "-e", _UNPACK, str(packed), "chromium", *archives], staging, environment())
    if done.code == 0:
        for name in archives:
            with tarfile.open(staging / name) as archive:
                archive.extractall(staging, filter="data")
            (staging / name).unlink()
        (staging / "chromium").chmod(0o755)
    return done
