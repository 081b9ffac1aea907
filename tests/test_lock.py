"""What a project keeps for its updates: complete, and the same on every machine."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from scaffold import lock, write
from scaffold.config import Config
from scaffold.format import format_tree
from scaffold.state import Project
from scaffold.tree import File, Tree

CONFIG = Config(
    spec="/home/somebody/specs/shop.yaml",
    dest=Path("/home/somebody/shop"),
    name="shop",
    package="shop",
    backend="fastapi",
    sdks=("python",),
)
DOCUMENTS = {"shop.yaml": b"openapi: 3.1.0\r\n", "schemas/book.yaml": b"type: object\n"}


def tree() -> Tree:
    files = [
        File(path="shop/main.py", content="print('é')\n", kind="yours", operations=("GET /books", "POST /books")),
        File(path="shop/generated/routes.py", content="x = 1\n", kind="generated"),
        File(path="run.sh", content=b"#!/bin/sh\n", kind="yours", executable=True),
    ]
    return {file.path: file for file in files}


def sealed(config: Config = CONFIG, documents: dict[str, bytes] = DOCUMENTS) -> Tree:
    return lock.seal(tree(), config, documents, "shop.yaml")


def the_lock(made: Tree) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(made[".scaffold/lock.json"].data)
    return loaded


def test_each_file_is_in_the_lock_with_its_hashes() -> None:
    files = the_lock(sealed())["files"]
    assert set(files) == {"shop/main.py", "shop/generated/routes.py", "run.sh", ".copier-answers.yml"}
    data = "print('é')\n".encode()
    assert files["shop/main.py"] == {
        "kind": "yours",
        "sha256": hashlib.sha256(data).hexdigest(),
        "layout": lock.bare(data),
        "blob": lock.git_blob(data),
        "operations": ["GET /books", "POST /books"],
    }
    assert files["run.sh"]["executable"] is True and "operations" not in files["run.sh"]


def test_a_text_that_was_laid_out_before_is_known_where_its_file_is_as_it_was_made(tmp_path: Path) -> None:
    long = "numbers = [" + ", ".join(["1000000000"] * 10) + "]\n"
    rough = {path: File(path=path, content=long, kind="generated") for path in ("a.py", "b.py")}
    rough["mine.py"] = File(path="mine.py", content=long, kind="yours")
    made = format_tree(rough)
    assert write.new(lock.seal(made, CONFIG, DOCUMENTS, "shop.yaml"), tmp_path / "shop", report_nothing(), "shop")
    for name in ("b.py", "mine.py"):
        (tmp_path / "shop" / name).write_text("numbers = []\n")
    project, digest = Project(tmp_path / "shop"), made["a.py"].rendered
    assert long != made["a.py"].content == project.laid_out("a.py", digest) == project.laid_out("mine.py", digest)
    assert [project.laid_out("a.py", "other"), project.laid_out("b.py", digest)] == [None, None]
    assert format_tree(rough, project.laid_out) == made


def test_what_was_laid_out_before_is_taken_as_it_is() -> None:
    file = File(path="a.py", content="x = 1\n", kind="generated")
    assert format_tree({"a.py": file}, lambda path, digest: f"# {path}\n")["a.py"].content == "# a.py\n"


@pytest.mark.parametrize("data", [b"", b"hello\n", b"\x00\xff" * 1000])
def test_a_blob_s_id_is_git_s(data: bytes) -> None:
    result = subprocess.run(["git", "hash-object", "--stdin"], input=data, capture_output=True, check=True)
    assert lock.git_blob(data) == result.stdout.decode().strip()


def test_the_user_s_files_and_the_description_are_kept_as_they_were_made() -> None:
    made = sealed()
    base = {path: file.content for path, file in made.items() if path.startswith(".scaffold/base/")}
    assert base == {
        ".scaffold/base/shop/main.py": "print('é')\n",
        ".scaffold/base/run.sh": b"#!/bin/sh\n",
    }


def test_the_description_is_kept_byte_for_byte() -> None:
    made = sealed()
    for document, data in DOCUMENTS.items():
        entry = the_lock(made)["spec"]["documents"][document]
        assert made[entry["path"]].data == data
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    assert the_lock(made)["spec"]["id"] == "shop.yaml"


def test_documents_that_not_every_system_can_name_are_kept_too(tmp_path: Path) -> None:
    documents = {"shop.yaml": b"0", "aux.yaml": b"1", "v1:api.yaml": b"2", "Book.yaml": b"3", "book.yaml": b"4"}
    made = sealed(documents=documents)
    write.assert_safe(made)
    kept = {entry["path"] for entry in the_lock(made)["spec"]["documents"].values()}
    assert {made[path].data for path in kept} == set(documents.values())


def test_nothing_of_a_machine_is_kept() -> None:
    made = sealed()
    assert not [path for path, file in made.items() if b"somebody" in file.data]
    other = replace(CONFIG, spec="specs/shop.yaml", dest=Path("elsewhere/shop"))
    assert sealed(other) == made
    assert list(sealed(other)) == sorted(made)


def test_the_order_in_which_files_were_made_does_not_matter() -> None:
    turned = dict(reversed(tree().items()))
    documents = dict(reversed(DOCUMENTS.items()))
    assert list(lock.seal(turned, CONFIG, documents, "shop.yaml").items()) == list(sealed().items())


def test_an_address_is_kept_without_its_password() -> None:
    made = sealed(replace(CONFIG, spec="https://me:secret@example.com:8443/shop.yaml?v=2#top"))
    assert the_lock(made)["spec"]["url"] == "https://example.com:8443/shop.yaml?v=2"
    assert not [path for path, file in made.items() if b"secret" in file.data]


def test_the_answers_are_yaml_that_copier_reads() -> None:
    answers = yaml.safe_load(sealed()[".copier-answers.yml"].data)
    assert answers == {
        "_commit": "v0.1.0",
        "_src_path": "scaffold",
        "backend": "fastapi",
        "package": "shop",
        "sdks": ["python"],
        "spec": ".scaffold/spec/shop.yaml",
    }


def test_copier_itself_reads_the_answers(tmp_path: Path) -> None:
    from copier._subproject import Subproject

    made = sealed()
    assert write.new(made, tmp_path / "shop", report_nothing(), "shop")
    subproject = Subproject(local_abspath=tmp_path / "shop")
    assert subproject.last_answers["_src_path"] == "scaffold"
    assert subproject.last_answers["package"] == "shop"


def report_nothing() -> Any:
    from scaffold.diag import Report

    return Report()


@pytest.mark.parametrize("path", [".scaffold/extra", ".copier-answers.yml", ".scaffold"])
def test_a_backend_can_not_make_these_files(path: str) -> None:
    with pytest.raises(ValueError, match="not for backends"):
        lock.seal({path: File(path=path, content="", kind="yours")}, CONFIG, DOCUMENTS, "shop.yaml")
