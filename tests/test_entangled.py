"""Types that hold one another by the dozen: a service and its client have one copy of what they compile to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scaffold.lang.python.entangled import MANY, entangled
from tests.projects import Project, make

RING = tuple(f"Part{number}" for number in range(MANY))
_SHARED = """
import json, sys
from pydantic import TypeAdapter
from {root} import models
from {root}.schema import Codec, Invalid
from {root}.schema.entangled import SHARED, Member

codecs = [Codec(one) for one in (models.Part0, models.Part7, list[models.Part7], models.Box | None)]
assert all(isinstance(one.adapter, Member) for one in codecs), codecs
assert isinstance(Codec(models.Note).adapter, TypeAdapter)
assert codecs[2].load(b'[{{"title": "a", "next": {{"title": "b"}}}}]')[0].next.title == "b"
before = SHARED.adapter()
assert codecs[1].dump(codecs[1].load(b'{{"title": "a"}}')) == b'{{"title":"a"}}'
assert codecs[3].dump(codecs[3].load(b"null")) == b"null"
assert Codec(list[models.Part7]).load(b"[]") == []
assert SHARED.adapter() is before, "what is known is not compiled again"
try:
    codecs[0].load(b'{{"title": "a", "next": {{"title": 5}}}}')
except Invalid as error:
    assert [one.pointer for one in error.issues] == ["/next/title"], error
else:
    raise AssertionError("a number is no title")
later = Codec(dict[str, models.Part3])
assert later.load(b'{{"one": {{"title": "a"}}}}')["one"].title == "a"
assert SHARED.adapter() is not before
"""


def ring(keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Each leads to the next one, and the last one to the first."""
    return {key: (keys[(place + 1) % len(keys)],) for place, key in enumerate(keys)}


def test_a_ring_that_is_long_and_what_leads_to_it_are_entangled() -> None:
    small = RING[:-1]
    uses = {**ring(RING), "Box": ("Part0", "Note"), "Boxes": ("Box",), "Note": ()}
    assert entangled(uses, [[*RING, "Note"], ["Box", "Boxes"]]) == {*RING, "Box", "Boxes"}
    assert entangled({**ring(small), "Box": ("Part0",)}, [[*small, "Box"]]) == frozenset()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("ring")
    (folder / "api.json").write_text(json.dumps(described()))
    made = make(folder / "api.json", folder / "ring", "--backend", "fastapi")
    assert made.code == 0, made.document
    return Project(folder / "ring", "ring", folder / "cache")


def test_the_project_is_clean(project: Project) -> None:
    for check, done in project.checks():
        assert done.code == 0, f"{check}: {done}"


@pytest.mark.parametrize("root", ["ring.generated", "ring_client"])
def test_they_are_compiled_once(project: Project, root: str) -> None:
    done = project.python("-c", _SHARED.format(root=root))
    assert done.code == 0, str(done)


def described() -> dict[str, Any]:
    """A ring of schemas, a box with one of them, and operations that take and answer them."""
    schemas: dict[str, Any] = {
        name: {
            "type": "object",
            "required": ["title"],
            "properties": {"title": {"type": "string"}, "next": ref(after)},
        }
        for name, (after,) in ring(RING).items()
    }
    schemas["Box"] = {"type": "object", "properties": {"first": ref(RING[0]), "note": ref("Note")}}
    schemas["Note"] = {"type": "object", "properties": {"text": {"type": "string"}}}
    paths = {
        "/parts/first": {"get": operation("getFirst", ref(RING[0]))},
        "/parts": {"get": operation("listParts", {"type": "array", "items": ref(RING[7])})},
        "/box": {"put": operation("putBox", ref("Box"), body=ref("Box"))},
        "/note": {"get": operation("getNote", ref("Note"))},
    }
    info = {"title": "Ring", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def operation(name: str, reply: dict[str, Any], body: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": name,
        "tags": ["ring"],
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": reply}}}},
    }
    if body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return found
