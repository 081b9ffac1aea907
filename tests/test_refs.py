"""scaffold.refs: what references mean, within a document and across documents, and what is said of those that fail."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.diag import Report, Source, text
from scaffold.refs import Resolver, join
from scaffold.source import Loader, Node, tokens


class Files:
    """A folder of documents and a resolver of the first of them."""

    def __init__(self, folder: Path, contents: dict[str, str]) -> None:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        self.report = Report()
        self.loader = Loader(folder / next(iter(contents)), self.report)
        self.resolver = Resolver(self.loader, self.report)

    def at(self, pointer: str, id: str | None = None) -> Node:
        """The node of a place, references not followed."""
        node = self.loader.load(id or self.loader.root_id)
        for token in tokens(pointer):
            assert node is not None
            inner = node.get(token) if node.is_map else list(node.elements())[int(token)]
            assert inner is not None, f"no {token} in {node}"
            node = inner
        assert node is not None
        return node

    def follow(self, pointer: str, id: str | None = None) -> str | None:
        """The key of what the reference at a place leads to."""
        end = self.resolver.follow(self.at(pointer, id))
        return None if end is None else self.resolver.key(end)

    def told(self) -> list[tuple[str, str]]:
        """Code and place of each diagnostic."""
        return [
            (f.code, f"{f.source.document}#{f.source.pointer}" if f.source else "") for f in self.report.diagnostics
        ]


Make = Callable[..., Files]


@pytest.fixture
def files(tmp_path: Path) -> Make:
    def make(root: str, **others: str) -> Files:
        named = {name.replace("__", "/") + ".yaml": content for name, content in others.items()}
        return Files(tmp_path / "specs", {"api.yaml": root, **named})

    return make


ROOT = """\
openapi: 3.1.0
paths:
  /a~b/{id}: {get: {x: 1}}
components:
  schemas:
    Pet: {type: object}
    "My Pet %": {type: object}
    "a/b": {type: string}
    é: {type: string}
    List: {prefixItems: [{type: string}, {type: integer}]}
  parameters:
    Limit: {name: limit}
refs:
"""


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        ("#/components/schemas/Pet", "#/components/schemas/Pet"),
        ("#/paths/~1a~0b~1{id}/get", "#/paths/~1a~0b~1{id}/get"),
        ("#/paths/~1a~0b~1%7Bid%7D/get", "#/paths/~1a~0b~1{id}/get"),
        ("#/paths/%7E1a%7E0b%7E1{id}/get", "#/paths/~1a~0b~1{id}/get"),
        ("#/components/schemas/My%20Pet%20%25", "#/components/schemas/My Pet %"),
        ("#/components/schemas/My Pet %", "#/components/schemas/My Pet %"),
        ("#/components/schemas/a~1b", "#/components/schemas/a~1b"),
        ("#/components/schemas/%C3%A9", "#/components/schemas/é"),
        ("#/components/schemas/é", "#/components/schemas/é"),
        ("#/components/schemas/List/prefixItems/1", "#/components/schemas/List/prefixItems/1"),
        ("api.yaml#/components/schemas/Pet", "#/components/schemas/Pet"),
        ("./api.yaml#/components/schemas/Pet", "#/components/schemas/Pet"),
        ("sub/../api.yaml#/components/schemas/Pet", "#/components/schemas/Pet"),
        ("other.yaml", "other.yaml#"),
        ("other.yaml#", "other.yaml#"),
        ("other.yaml#/Pet", "other.yaml#/Pet"),
        ("sub/deep.yaml#/Pet", "sub/deep.yaml#/Pet"),
        ("sub/with%20space.yaml#/Pet", "sub/with space.yaml#/Pet"),
        ("#", "#"),
        ("", "#"),
    ],
)
def test_references_lead_to_places(tmp_path: Path, ref: str, key: str) -> None:
    contents = {"api.yaml": ROOT + f"  it: {{$ref: '{ref}'}}\n", "other.yaml": "Pet: {}\n"}
    contents |= {"sub/deep.yaml": "Pet: {}\n", "sub/with space.yaml": "Pet: {}\n"}
    found = Files(tmp_path, contents)
    assert found.follow("/refs/it") == key
    assert found.told() == []


def test_a_node_without_a_reference_is_its_own_end(files: Make) -> None:
    found = files(ROOT)
    node = found.at("/components/schemas/Pet")
    assert found.resolver.follow(node) is node
    assert found.resolver.target(node) is node


def test_references_are_relative_to_the_document_they_stand_in(files: Make) -> None:
    found = files(
        "a: {$ref: 'schemas/pet.yaml#/Pet/properties/owner'}\n",
        schemas__pet="Pet: {properties: {owner: {$ref: '../people/owner.yaml#/Owner'}}}\n",
        people__owner="Owner: {$ref: '#/Real'}\nReal: {back: {$ref: '../api.yaml#/a'}}\n",
    )
    assert found.follow("/a") == "people/owner.yaml#/Real"
    assert found.follow("/Real/back", "people/owner.yaml") == "people/owner.yaml#/Real"
    assert found.told() == []


def test_chains_of_any_length_are_followed(files: Make) -> None:
    chain = "".join(f"r{i}: {{$ref: '#/r{i + 1}'}}\n" for i in range(5000))
    found = files(chain + "r5000: {type: string}\n")
    assert found.follow("/r0") == found.follow("/r4999") == "#/r5000"
    step = found.resolver.target(found.at("/r0"))
    assert step is not None and found.resolver.key(step) == "#/r1"


@pytest.mark.parametrize(
    ("ref", "message", "fix"),
    [
        ("#/components/schemas/Pett", "nothing is defined at #/components/schemas/Pett", "#/components/schemas/Pet?"),
        ("#/component/schemas/Pet", "nothing is defined at #/component/schemas/Pet", "#/components/schemas/Pet?"),
        (
            "#/components/schemas/Limit",
            "nothing is defined at #/components/schemas/Limit",
            "#/components/parameters/Limit?",
        ),
        ("#refs/it", "nothing is defined at #refs/it", "#/refs/it?"),
        ("other.yaml#/Pte", "nothing is defined at other.yaml#/Pte", "other.yaml#/Pet?"),
        ("#/components/schemas/Zebra", "nothing is defined at #/components/schemas/Zebra", None),
        (
            "#/components/schemas/List/prefixItems/2",
            "nothing is defined at #/components/schemas/List/prefixItems/2",
            None,
        ),
        ("#/components/schemas/List/prefixItems/-1", "nothing is defined at", None),
        ("#/components/schemas/List/prefixItems/01", "nothing is defined at", None),
        ("#/components/schemas/Pet/type/o", "nothing is defined at", None),
        ("#nowhere", "nothing is defined at #nowhere", None),
    ],
)
def test_what_is_missing_is_told_with_what_may_be_meant(files: Make, ref: str, message: str, fix: str | None) -> None:
    found = files(ROOT + f"  it: {{$ref: '{ref}'}}\n", other="Pet: {}\n")
    assert found.follow("/refs/it") is None
    assert found.follow("/refs/it") is None
    [only] = found.report.diagnostics
    assert (only.code, only.source) == ("ref-missing", Source("api.yaml", "/refs/it/$ref"))
    assert only.message.startswith(message)
    assert only.fix == (f"did you mean {fix}" if fix else None)
    assert (only.near is not None) == (fix is not None)


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        ("Pet", "#/components/schemas/Pet"),
        ("#/definitions/Pet", "#/components/schemas/Pet"),
        ("#/parameters/Limit", "#/components/parameters/Limit"),
        ("#components/schemas/Pet", "#/components/schemas/Pet"),
        ("/components/schemas/Pet", "#/components/schemas/Pet"),
        ("components/schemas/Pet", "#/components/schemas/Pet"),
        (" #/components/schemas/Pet ", "#/components/schemas/Pet"),
    ],
)
def test_a_careless_reference_is_read_as_it_is_meant(files: Make, ref: str, meant: str) -> None:
    found = files(ROOT + f"  it: {{$ref: '{ref}'}}\n")
    assert found.follow("/refs/it") == meant
    [only] = found.report.diagnostics
    assert (only.code, only.source) == ("ref-mended", Source("api.yaml", "/refs/it/$ref"))
    assert only.message.endswith(f"it is read as '{meant}'")


def test_what_a_reference_names_goes_before_what_it_may_mean(files: Make) -> None:
    refs = "  it: {$ref: '#/definitions/Pet'}\n  file: {$ref: Pet.yaml}\n  id: {$ref: Pet}\n"
    found = files(ROOT + refs + "other: {$id: Pet}\ndefinitions: {Pet: {}}\n", Pet="{}")
    assert found.follow("/refs/it") == "#/definitions/Pet"
    assert found.follow("/refs/file") == "Pet.yaml#"
    assert found.follow("/refs/id") == "#/other"
    assert not found.report.diagnostics


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("missing.yaml#/Pet", "file-missing"),
        ("../secret.yaml", "ref-outside"),
        ("sub/../../secret.yaml#/x", "ref-outside"),
        ("..%2Fsecret.yaml", "ref-outside"),
        ("%2e%2e/secret.yaml", "ref-outside"),
        ("/etc/passwd", "ref-outside"),
        ("%2Fetc%2Fpasswd", "ref-outside"),
        ("file:///etc/passwd", "ref-outside"),
        ("link.yaml", "ref-outside"),
        ("https://example.com/pet.yaml", "ref-remote"),
        ("http://example.com/pet.yaml", "ref-remote"),
        ("//example.com/pet.yaml", "ref-remote"),
        ("ftp://example.com/pet.yaml", "ref-remote"),
        ("urn:example:pet", "ref-remote"),
        ("http://[::1/pet.yaml", "ref-invalid"),
        ("a\\0b.yaml", "ref-invalid"),
        ("a\\nb", "ref-invalid"),
        ("sub", "file-unreadable"),
    ],
)
def test_references_that_are_refused(tmp_path: Path, ref: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)
    (tmp_path / "secret.yaml").write_text("x: 1\n")
    root = f'a: {{$ref: "{ref}"}}\nb: {{$ref: "{ref}"}}\n'
    found = Files(tmp_path / "specs", {"api.yaml": root, "sub/x.yaml": "x: 1\n"})
    (tmp_path / "specs" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert [found.follow("/a"), found.follow("/b"), found.follow("/a")] == [None, None, None]
    assert found.told() == [(code, "api.yaml#/a/$ref"), (code, "api.yaml#/b/$ref")]
    assert text(found.report, found.loader.locate)
    assert list(found.loader.files()) == ["api.yaml"]


@pytest.mark.parametrize("value", ["5", "null", "[a]", "{a: b}"])
def test_a_reference_must_be_a_string(files: Make, value: str) -> None:
    found = files(f"a: {{$ref: {value}}}\n")
    assert found.follow("/a") is None
    assert found.told() == [("ref-invalid", "api.yaml#/a/$ref")]


def test_a_faulty_document_is_told_once_where_it_is_faulty(files: Make) -> None:
    found = files("a: {$ref: 'bad.yaml#/x'}\nb: {$ref: 'bad.yaml#/y'}\n", bad="x: [1\n")
    assert [found.follow("/a"), found.follow("/b")] == [None, None]
    assert found.told() == [("not-yaml", "bad.yaml#")]
    assert "specs/bad.yaml:2:1: error[not-yaml]" in text(found.report, found.loader.locate)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("a: {$ref: '#/a'}\n", "#/a"),
        ("a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {$ref: '#/b'}\n", "#/b"),
        ("a: {$ref: 'other.yaml#/a'}\n", "#/a"),
    ],
)
def test_circles_of_references_are_told_once(files: Make, content: str, where: str) -> None:
    found = files(content, other="a: {$ref: 'api.yaml#/a'}\n")
    for _ in range(2):
        assert found.follow("/a") is None
    if "b" in found.at("").value:  # type: ignore[operator]
        assert found.follow("/b") is None
        assert found.follow("/c") is None
    [(code, place)] = found.told()
    assert code == "ref-cycle"
    assert place == "api.yaml" + where
    assert f"{where}' -> " in found.report.diagnostics[0].message


def test_a_recursive_schema_is_no_circle(files: Make) -> None:
    found = files("Tree: {properties: {left: {$ref: '#/Tree'}}}\nalias: {$ref: '#/Tree'}\n")
    assert found.follow("/Tree/properties/left") == "#/Tree"
    assert found.follow("/alias") == "#/Tree"
    assert found.told() == []


ANCHORS = """\
openapi: 3.1.0
components:
  schemas:
    Pet: {$anchor: pet, properties: {name: {$anchor: name, type: string}}}
    Node: {$dynamicAnchor: node, children: {$dynamicRef: '#node'}}
    Old: {inner: {$recursiveRef: '#'}}
    Book:
      $id: https://example.com/schemas/book
      $anchor: root
      $defs: {isbn: {$anchor: isbn, type: string}}
      isbn: {$ref: '#isbn'}
      byPointer: {$ref: '#/$defs/isbn'}
      outer: {$ref: '#/components/schemas/Pet'}
      sibling: {$ref: author}
      itself: {$ref: '#'}
    Author:
      $id: https://example.com/schemas/author
      book: {$ref: book#isbn}
    Local: {$id: locals/one, next: {$ref: two}}
    Two: {$id: locals/two}
    Urn: {$id: 'urn:example:thing'}
refs:
  pet: {$ref: '#pet'}
  name: {$ref: '#name'}
  book: {$ref: 'https://example.com/schemas/book'}
  isbn: {$ref: 'https://example.com/schemas/book#isbn'}
  urn: {$ref: 'urn:example:thing'}
  fromOutside: {$ref: '#isbn'}
  other: {$ref: 'other.yaml#leaf'}
"""


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("/refs/pet", "#/components/schemas/Pet"),
        ("/refs/name", "#/components/schemas/Pet/properties/name"),
        ("/refs/book", "#/components/schemas/Book"),
        ("/refs/isbn", "#/components/schemas/Book/$defs/isbn"),
        ("/refs/urn", "#/components/schemas/Urn"),
        ("/refs/other", "other.yaml#/leaf"),
        ("/components/schemas/Node/children", "#/components/schemas/Node"),
        ("/components/schemas/Old/inner", "#"),
        ("/components/schemas/Book/isbn", "#/components/schemas/Book/$defs/isbn"),
        ("/components/schemas/Book/byPointer", "#/components/schemas/Book/$defs/isbn"),
        ("/components/schemas/Book/outer", "#/components/schemas/Pet"),
        ("/components/schemas/Book/sibling", "#/components/schemas/Author"),
        ("/components/schemas/Book/itself", "#/components/schemas/Book"),
        ("/components/schemas/Author/book", "#/components/schemas/Book/$defs/isbn"),
        ("/components/schemas/Local/next", "#/components/schemas/Two"),
    ],
)
def test_anchors_and_ids(files: Make, place: str, key: str) -> None:
    found = files(ANCHORS, other="leaf: {$anchor: leaf}\n")
    assert found.follow(place) == key
    assert found.told() == []


def test_an_anchor_belongs_to_its_resource(files: Make) -> None:
    found = files(ANCHORS)
    assert found.follow("/refs/fromOutside") is None
    assert found.told() == [("ref-missing", "api.yaml#/refs/fromOutside/$ref")]


@pytest.mark.parametrize("version", ["openapi: 3.0.3", "swagger: '2.0'"])
def test_ids_mean_nothing_before_3_1(files: Make, version: str) -> None:
    found = files(f"{version}\nPet: {{$id: sub/x, a: {{$ref: 'other.yaml'}}}}\n", other="{}\n")
    assert found.follow("/Pet/a") == "other.yaml#"


def test_a_schema_file_that_goes_by_its_id(files: Make) -> None:
    """Its neighbours are found where they lie, though their names are resolved against the `$id`."""
    found = files(
        "a: {$ref: 'schemas/person.yaml'}\n",
        schemas__person="$id: https://example.com/schemas/person.yaml\nhome: {$ref: address.yaml#/Home}\n",
        schemas__address="Home: {}\n",
    )
    assert found.follow("/a") == "schemas/person.yaml#"
    assert found.follow("/home", "schemas/person.yaml") == "schemas/address.yaml#/Home"
    assert found.told() == []


SELF = """\
openapi: 3.2.0
$self: https://example.com/apis/v1/openapi.yaml
components:
  schemas:
    Pet: {type: object}
    Whole: {$ref: 'https://example.com/apis/v1/openapi.yaml#/components/schemas/Pet'}
    Relative: {$ref: 'openapi.yaml#/components/schemas/Pet'}
    Rooted: {$ref: '/apis/v1/openapi.yaml#/components/schemas/Pet'}
    Beside: {$ref: 'library.yaml#/Page'}
    Elsewhere: {$ref: 'https://example.com/other/library.yaml#/Page'}
"""


def test_a_document_that_goes_by_its_self(files: Make) -> None:
    library = "openapi: 3.2.0\n$self: https://lib.example.com/v2/lib.yaml\n"
    library += "Page: {$ref: 'https://lib.example.com/v2/lib.yaml#/Real'}\nReal: {}\n"
    found = files(SELF, library=library)
    for name in ("Whole", "Relative", "Rooted"):
        assert found.follow(f"/components/schemas/{name}") == "#/components/schemas/Pet", name
    assert found.follow("/components/schemas/Beside") == "library.yaml#/Real"
    assert found.told() == []
    assert found.follow("/components/schemas/Elsewhere") is None
    assert found.told() == [("ref-remote", "api.yaml#/components/schemas/Elsewhere/$ref")]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Pet", "#/components/schemas/Pet"),
        ("#/components/schemas/Pet", "#/components/schemas/Pet"),
        ("other.yaml#/Pet", "other.yaml#/Pet"),
        ("other.yaml", "other.yaml#"),
    ],
)
def test_values_of_a_discriminator_mapping(files: Make, word: str, key: str) -> None:
    found = files(ROOT, other="Pet: {}\n")
    base = Source("api.yaml", "/x/mapping/dog")
    node = found.resolver.resolve(word, base)
    assert node is not None and found.resolver.key(node) == key
    assert found.resolver.resolve("Nope", base) is None
    assert [(found.code, found.source) for found in found.report.diagnostics] == [("file-missing", base)]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.text(max_size=20), st.text(alphabet="#/~01%2eE:.?@[]abc ", max_size=20)))
def test_no_reference_ends_in_a_traceback(tmp_path: Path, ref: str) -> None:
    import json

    try:
        content = json.dumps({"a": {"$ref": ref}, "b": {"c": 1}})
        content.encode()
    except UnicodeEncodeError:
        return
    found = Files(tmp_path, {"api.json": content})
    if found.loader.root() is None:
        return
    end = found.resolver.follow(found.at("/a"))
    assert (end is None) == found.report.failed
    assert text(found.report, found.loader.locate) or end is not None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="ab/~%#é {}0", min_size=1, max_size=5), min_size=1, max_size=4), st.booleans())
def test_every_place_can_be_referred_to(
    tmp_path_factory: pytest.TempPathFactory, path: list[str], encode: bool
) -> None:
    import json
    from urllib.parse import quote

    inner: object = {"leaf": True}
    for token in reversed(path):
        inner = {token: inner}
    pointer = Source("").child(*path).pointer
    fragment = quote(pointer, safe="/~") if encode else pointer.replace("%", "%25")
    found = Files(
        tmp_path_factory.mktemp("r"), {"api.json": json.dumps({"in": inner, "a": {"$ref": f"#/in{fragment}"}})}
    )
    assert found.follow("/a") == f"#/in{pointer}"


@pytest.mark.parametrize(
    ("base", "path", "joined"),
    [
        ("api.yaml", "x.yaml", "x.yaml"),
        ("a/b.yaml", "c.yaml", "a/c.yaml"),
        ("a/b.yaml", "../c.yaml", "c.yaml"),
        ("a/b.yaml", "../../c.yaml", "../c.yaml"),
        ("a/b.yaml", "/c.yaml", "/c.yaml"),
        ("a/b.yaml", "https://x.example/y", "https://x.example/y"),
        ("https://x.example/a/b", "../c", "https://x.example/c"),
        ("https://x.example/a/b", "../../../c", "https://x.example/c"),
    ],
)
def test_bases(base: str, path: str, joined: str) -> None:
    assert join(base, path) == joined


def test_fifteen_thousand_references_are_followed_fast(files: Make) -> None:
    schemas = "".join(f"    S{i}: {{type: object}}\n" for i in range(900))
    uses = "".join(f"  - {{$ref: '#/components/schemas/S{i % 900}'}}\n" for i in range(15_000))
    found = files(f"openapi: 3.1.0\ncomponents:\n  schemas:\n{schemas}uses:\n{uses}")
    nodes = list(found.at("/uses").elements())
    assert found.resolver.target(nodes[0]) is found.resolver.target(nodes[900])
    start = time.process_time()
    assert all(found.resolver.follow(node) for node in nodes)
    assert time.process_time() - start < 0.5
