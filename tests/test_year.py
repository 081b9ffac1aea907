"""A year in the life of a project: a real description changes again and again, and its user works in between.

The description changes as descriptions do, the templates and the answers too; branches are merged; the user writes in
handlers, calls them from files of their own, moves them there, and lets formatters loose. After each step no line of
the user's is lost, what callers say is right, types check but for what changed, and there is nothing left to do.
"""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffold.identity import shape
from tests.corpus import fetch
from tests.node import NodeProject
from tests.projects import ROOT, Project, run
from tests.test_history import METHODS, functions
from tests.updating import Shop, Told, each_backend

pytestmark = pytest.mark.corpus
STEPS = 25
Document = dict[str, Any]


def operations(document: Document) -> list[tuple[str, str]]:
    return [(path, method) for path, item in sorted(document["paths"].items()) for method in item if method in METHODS]


class Description:
    """A description that changes: its document, what was taken out of it, and in how many files it is written."""

    def __init__(self, document: Document, roll: random.Random) -> None:
        self.document, self.roll = document, roll
        self.gone: list[tuple[str, str, Document]] = []
        self.parts = False
        self.changed: set[str] = set()

    def change(self) -> None:
        """One of the changes; `changed` are the operations whose contract it touches."""
        changes = (self.rename, self.retag, self.move, self.remove, self.bring_back, self.parameter, self.field)
        self.roll.choice((*changes, self.status, self.rename, self.retag))()

    def one(self) -> tuple[str, str, Document]:
        path, method = self.roll.choice(operations(self.document))
        self.changed.add(shape(f"{method.upper()} {path}"))
        return path, method, self.document["paths"][path][method]

    def rename(self) -> None:
        _, _, operation = self.one()
        operation["operationId"] = (
            f"{re.sub(r'_?Anew.*$', '', operation['operationId'])}Anew{self.roll.randrange(9999)}"
        )

    def retag(self) -> None:
        _, _, operation = self.one()
        tags = sorted({tag for path, method in operations(self.document) for tag in self.at(path, method)["tags"]})
        operation["tags"] = [self.roll.choice([*tags, "Sundry", "Archive"])]

    def at(self, path: str, method: str) -> Document:
        operation: Document = self.document["paths"][path][method]
        operation.setdefault("tags", ["Sundry"])
        return operation

    def move(self) -> None:
        path, method, operation = self.one()
        there = re.sub(r"/v?\d+(?=/)|^", "/moved", path, count=1) if not path.startswith("/moved") else path[6:]
        if there in self.document["paths"]:
            return
        item = self.document["paths"][path]
        del item[method]
        self.document["paths"][there] = {**{key: item[key] for key in item if key == "parameters"}, method: operation}
        self.swept(path)
        self.changed.add(shape(f"{method.upper()} {there}"))

    def remove(self) -> None:
        path, method, operation = self.one()
        if not self.document["paths"][path].get("parameters") and len(operations(self.document)) > 20:
            self.gone.append((path, method, operation))
            del self.document["paths"][path][method]
            self.swept(path)

    def swept(self, path: str) -> None:
        if not any(method in METHODS for method in self.document["paths"][path]):
            del self.document["paths"][path]

    def bring_back(self) -> None:
        if self.gone:
            path, method, operation = self.gone.pop(0)
            self.document["paths"].setdefault(path, {}).setdefault(method, operation)
            self.changed.add(shape(f"{method.upper()} {path}"))

    def parameter(self) -> None:
        _, _, operation = self.one()
        listed = operation.setdefault("parameters", [])
        own = [each for each in listed if str(each.get("name", "")).startswith("year_")]
        if own and self.roll.random() < 0.5:
            listed.remove(own[0])
        elif own:
            own[0]["schema"] = {"type": self.roll.choice(["string", "integer", "boolean"])}
        else:
            required = self.roll.random() < 0.3
            name = f"year_{self.roll.choice(['colour', 'size'])}"
            listed.append({"name": name, "in": "query", "required": required, "schema": {"type": "string"}})

    def field(self) -> None:
        schemas = self.document.get("components", {}).get("schemas", {})
        objects = [name for name, schema in sorted(schemas.items()) if "properties" in schema]
        if not objects:
            return
        schema = schemas[self.roll.choice(objects)]
        if "year_note" in schema["properties"]:
            del schema["properties"]["year_note"]
        else:
            schema["properties"]["year_note"] = {"type": "string"}
        self.changed.add("")

    def status(self) -> None:
        _, _, operation = self.one()
        replies = operation["responses"]
        good = next((code for code in replies if code in ("200", "201", "202")), None)
        if good and len([code for code in replies if code.startswith("2")]) == 1:
            operation["responses"] = {{"200": "201", "201": "202", "202": "200"}[good]: replies[good]} | {
                code: reply for code, reply in replies.items() if code != good
            }

    def write(self, place: Path) -> None:
        """The document, in two files once it is split."""
        document = copy.deepcopy(self.document)
        if self.parts:
            schemas = document["components"].pop("schemas")
            text = json.dumps({"schemas": schemas}).replace('"#/components/schemas/', '"#/schemas/')
            text = re.sub(r'"#/components/', f'"{place.name}#/components/', text)
            (place.parent / "parts.json").write_text(text)
            document = json.loads(json.dumps(document).replace('"#/components/schemas/', '"parts.json#/schemas/'))
        place.write_text(json.dumps(document))


class User:
    """Who works in the project, and knows what they wrote."""

    def __init__(self, shop: Shop, roll: random.Random) -> None:
        self.shop, self.roll = shop, roll
        self.marks: dict[str, str] = {}
        self.seen: set[str] = set()
        self.files = 0

    def work(self) -> None:
        """A day: handlers written in, and one thing besides."""
        for _ in range(3):
            self.write()
        self.roll.choice((self.call, self.take_out, self.format, self.list_all, self.call, self.comment))()

    def handlers(self) -> list[tuple[str, str, str]]:
        found = [(operation, *place) for operation, place in sorted(functions(self.shop).items())]
        return [each for each in found if (self.shop.root / each[1]).exists() and self.defines(each[1], each[2])]

    def defines(self, path: str, name: str) -> bool:
        return re.search(self.shop.writing.signature.format(name), self.shop.read(path), re.S) is not None

    def write(self) -> None:
        operation, path, name = self.roll.choice(self.handlers())
        if operation in self.seen or not re.search(self.shop.writing.stub.format(name), self.shop.read(path), re.S):
            return
        self.seen.add(operation)
        mark = f"mark_{len(self.marks)}"
        self.shop.write(name, mark, path, all_of_it=self.roll.random() < 0.4)
        self.marks[mark] = operation

    def call(self) -> None:
        """A file of their own names two handlers, by one way or another."""
        self.files += 1
        mark = f"mark_{len(self.marks)}"
        self.marks[mark] = ""
        _, path, name = self.roll.choice(self.handlers())
        if self.shop.backend == "fastapi":
            package, module = path.removesuffix(".py").replace("/", ".").rsplit(".", 1)
            way = self.roll.randrange(3)
            text = (
                (f"from {package}.{module} import {name}\n\n{mark} = [{name}]\n"),
                (f"from {package} import {module} as held\n\n{mark} = [held.{name}]\n"),
                (f"from {package}.{module} import {name} as {name}\n\n{mark} = 1\n__all__ = ['{name}', '{mark}']\n"),
            )[way]
            place = self.shop.root / path.split("/")[0] / f"own_{self.files}.py"
        else:
            text = (
                f'import {{ {name} }} from "@/{path.removeprefix("src/")}";\n\nexport const {mark} = [{name}];\n',
                f'import * as held from "./{path.removeprefix("src/")}";\n\nexport const {mark} = [held.{name}];\n',
                f'export {{ {name} }} from "./{path.removeprefix("src/")}";\nexport const {mark} = 1;\n',
            )[self.roll.randrange(3)]
            place = self.shop.root / "src" / f"own{self.files}.ts"
        place.write_text(text)

    def take_out(self) -> None:
        """A handler goes into a file of its own, and its old one hands it on."""
        _, path, name = self.roll.choice(self.handlers())
        text = self.shop.read(path)
        if self.shop.backend == "fastapi":
            head, *rest = re.split(r"(?m)^(?=(?:@no_type_check\n)?async def )", text)
            found = [each for each in rest if re.match(rf"async def {name}\(", each)]
            package = path.split("/")[0]
            if len(found) != 1 or "\n\n\n" in found[0].strip() or f"\n\nfrom {package}" not in head:
                return
            self.files += 1
            own = self.shop.root / package / f"taken_{self.files}.py"
            own.write_text(head + found[0].rstrip() + "\n")
            line = f"from {package}.taken_{self.files} import {name} as {name}\n"
            head = head.replace(f"\n\nfrom {package}", f"\n\n{line}from {package}", 1)
            (self.shop.root / path).write_text(head + "".join(each for each in rest if each not in found))
        else:
            match = re.search(rf"^export const {name}: (\w+) =(?:(?!^export).)*?^}};\n", text, re.S | re.M)
            imported = re.findall(r"^import (?:(?!^import).)*?;\n", text, re.S | re.M)
            if not match:
                return
            self.files += 1
            head = "".join(used(statement, match[0]) for statement in imported).replace('"../', '"./')
            (self.shop.root / f"src/taken{self.files}.ts").write_text(f"{head}\n{match[0]}")
            handed = f'export {{ {name} }} from "../taken{self.files}.ts";\n'
            (self.shop.root / path).write_text(text.replace(match[0], handed))

    def format(self) -> None:
        root = self.shop.root
        if self.shop.backend == "fastapi":
            width = self.roll.choice(["79", "100", "120"])
            command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", width, "."]
            subprocess.run([*command, "--exclude", ".scaffold"], cwd=root, check=True, capture_output=True)
        else:
            project = NodeProject(root)
            done = project.run("oxfmt", "src/handlers") if (root / "node_modules/.bin/oxfmt").exists() else None
            assert done is None or done.code == 0, str(done)

    def list_all(self) -> None:
        """A file lists what it has."""
        path = self.roll.choice(sorted({path for _, path, _ in self.handlers()}))
        text = self.shop.read(path)
        if self.shop.backend == "fastapi" and "__all__" not in text:
            names = [name for place, name in functions(self.shop).values() if place == path and name in text]
            listed = "".join(f'    "{name}",\n' for name in names)
            (self.shop.root / path).write_text(f"{text.rstrip()}\n\n\n__all__ = [\n{listed}]\n")

    def comment(self) -> None:
        path = self.roll.choice(sorted({path for _, path, _ in self.handlers()}))
        mark = f"mark_{len(self.marks)}"
        self.marks[mark] = ""
        text = self.shop.read(path)
        (self.shop.root / path).write_text(f"{text.rstrip()}\n\n\n{self.shop.writing.comment.format(mark)}")

    def nothing_lost(self) -> None:
        """Each mark is there, and once; or as often as code that lists it has it."""
        texts = [
            data.decode()
            for path, data in self.shop.visible().items()
            if path.endswith((".py", ".ts")) and "generated/" not in path
        ]
        words = set(re.findall(r"mark_\d+", "\n".join(texts)))
        assert words == set(self.marks), set(self.marks) ^ words

    def mend(self, faults: Iterator[tuple[str, str, str]], changed: set[str]) -> None:
        """What does not fit its types any more is of operations that changed; it says no more than words then."""
        names = {name: shape(operation) for operation, (_, name) in functions(self.shop).items()}
        for path, name, fault in faults:
            assert "" in changed or names.get(name, "") in changed or name not in names, (fault, changed)
            text = self.shop.read(path)
            for line in re.findall(r"^.*\"mark_\d+\",.*\n", text, re.M):
                if name in text and line in text[text.index(name) :]:
                    mark = re.search(r"mark_\d+", line)
                    assert mark
                    text = text.replace(line, self.shop.writing.statement.format(mark[0], ""))
            (self.shop.root / path).write_text(text)


def used(statement: str, code: str) -> str:
    """An import with those of its names alone that code uses."""
    start, names, end = re.split(r"[{}]", statement) if "{" in statement else (statement, "", "")
    kept = [name for name in re.findall(r"\w+", names) if re.search(rf"\b{name}\b", code)]
    return f"{start}{{ {', '.join(kept)} }}{end}" if kept else ""


_FAULT = re.compile(r"^(\S+?)[:(](\d+)[^\n]*\berror\b.*", re.M)


def faults(shop: Shop, cache: Path) -> list[tuple[str, str, str]]:
    """What doesn't fit its types: the file, the function around it, and what is said."""
    if shop.backend == "fastapi":
        command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache)]
        done = run(command, shop.root, shop.project.environment)
    else:
        done = NodeProject(shop.root).run("tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", str(cache))
    found = []
    for fault in _FAULT.finditer(done.output):
        above = "\n".join(shop.read(fault[1]).split("\n")[: int(fault[2])])
        names = re.findall(shop.writing.definition, above, re.M)
        found.append((fault[1], names[-1] if names else "", fault[0]))
    assert bool(found) == bool(done.code), str(done)
    return found


def agrees(told: Told, old: Document, new: Document) -> None:
    """The report's operations against a plain comparison of the two descriptions."""
    before, after = ({shape(f"{method.upper()} {path}") for path, method in operations(each)} for each in (old, new))
    changed = told.json["operations"]
    moved = [each for each in changed if shape(each["operation"]) != shape(each.get("before", each["operation"]))]
    added = {shape(each["operation"]) for each in changed if each["change"] == "added"}
    removed = {shape(each["operation"]) for each in changed if each["change"] == "removed"}
    assert added | {shape(each["operation"]) for each in moved} == after - before
    assert removed | {shape(each["before"]) for each in moved} == before - after


def templates(folder: Path, backend: str) -> Path:
    shutil.copytree(ROOT / "templates" / backend, folder)
    return folder


def upgrade(folder: Path, backend: str) -> None:
    """Templates of a later version: what a handler that isn't written says, and a line in the project's README."""
    name = (
        "{{package}}/handlers/{{service.module}}.py" if backend == "fastapi" else "src/handlers/{{service.module}}.ts"
    )
    place = folder / "project" / f"{name}.jinja"
    text = place.read_text()
    changed = text.replace("    raise NotImplementedError\n", "    raise NotImplementedError()\n")
    changed = changed.replace('("{{ operation.function }}");', '("{{ operation.function }}") as never;')
    assert changed != text
    place.write_text(changed)


NAMES = ["doppler", "dir-twitter-com-current"]


@each_backend
@pytest.mark.parametrize("name", NAMES)
def test_a_year(name: str, backend: str, tmp_path: Path) -> None:
    roll = random.Random(f"{name} {backend}")
    description = Description(json.loads(fetch.fetch(fetch.documents()[name]).read_text("utf-8")), roll)
    for path, method in operations(description.document):
        description.at(path, method)
    start = json.dumps(description.document).encode()
    own = templates(tmp_path / "templates", backend)
    shop = Shop.make(tmp_path, start, name="api.json", backend=backend, templates=own)
    user = User(shop, roll)
    shop.commit()
    for step in range(STEPS):
        user.work()
        shop.commit("--allow-empty")
        before = copy.deepcopy(description.document)
        description.changed = set()
        if step % 8 == 5:
            told = branched(shop, description)
        else:
            for _ in range(roll.randint(1, 3)):
                description.change()
            description.parts |= step == 9 and "schemas" in description.document.get("components", {})
            description.write(shop.spec)
            if step == 14:
                upgrade(own, backend)
            options = ("--data", "sdks=") if step == 17 else ("--sdk", sdk(backend)) if step == 20 else ()
            told = shop.update(*options)
        assert told.code == 0, (step, told.json["conflicts"], told.json["diagnostics"])
        if step % 8 != 5:
            agrees(told, before, description.document)
        user.nothing_lost()
        left = [use for each in told.json["operations"] for use in each.get("uses", ()) if not use["followed"]]
        found = [each for each in faults(shop, tmp_path / "types")]
        handled = [each for each in found if not re.search(r"own_?\d+\.", each[0])]
        callers = [each for each in found if each not in handled]
        assert {each[0] for each in callers} <= {use["file"] for use in left}, (step, callers, left)
        for path in {each[0] for each in callers}:
            text = shop.read(path)
            mark = re.search(r"mark_\d+", text)
            assert mark
            (shop.root / path).write_text(("" if backend == "fastapi" else "export const ") + f"{mark[0]} = 1\n")
        user.mend(iter(handled), description.changed)
        assert not faults(shop, tmp_path / "types"), step
        assert shop.update().json["written"] is False, step
        if step % 8 == 7 or step == STEPS - 1:
            done = own_tests(shop)
            assert done.code == 0, str(done)
        shop.commit("--allow-empty")


def sdk(backend: str) -> str:
    return "python" if backend == "fastapi" else "typescript"


def own_tests(shop: Shop) -> Any:
    return Project(shop.root, "shop", shop.project.cache).tests() if shop.backend == "fastapi" else shop.tests()


def branched(shop: Shop, description: Description) -> Told:
    """Two branches are updated, each to a change of its own, and merged; then comes the description with both."""
    original = copy.deepcopy(description.document)
    shop.git("checkout", "-qb", "other")
    description.field()
    description.rename()
    description.write(shop.spec)
    assert shop.update().code == 0
    shop.commit()
    theirs = description.document
    shop.git("checkout", "-q", "main")
    description.document = copy.deepcopy(original)
    description.parameter()
    description.write(shop.spec)
    assert shop.update().code == 0
    shop.commit()
    shop.git("merge", "-q", "-X", "ours", "other")
    shop.git("branch", "-qD", "other")
    for path, method in operations(original):
        operation = description.document["paths"][path][method]
        if operation != original["paths"][path][method]:
            theirs["paths"][path][method]["parameters"] = operation["parameters"]
    description.document = theirs
    description.write(shop.spec)
    return shop.update()
