"""From each client over HTTP to each backend: every value of OpenAPI 3.2's style table, and every kind of body."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import backends, styles
from tests.backends import BACKENDS
from tests.node import NodeProject
from tests.projects import Run, make, run
from tests.services import call

HERE = Path(__file__).resolve().parent / "sdk"
POINTS = [{"x": 1}, {"x": -2, "label": "é\n€"}]
LARGE = [{"x": -(2**53) - 1, "label": '"\\'}, {"x": 2**60}, {"x": 10**300}]
EVENTS = [{"data": "a\nb", "event": "e", "id": "1", "retry": 5}, {"data": ""}, {"data": ': {"x":1}'}]

PARTS = {
    "note": {"content": "é€\r\n--", "headers": {"Content-Language": "de", "X-Sizes": [1, 2]}},
    "points": [
        {"content": POINTS[1], "headers": {"X-Map": {"a": -5}, "X-Point": {"x": 7, "label": "a,b=€"}}},
        {"content": {"x": 1, "headers": {"x": "5"}, "content": "c"}, "headers": {}},
    ],
    "cells": [{"content": [1, 2], "headers": {"X-Unit": 'µ m; "x"'}}, {"content": [], "headers": {}}],
    "plain": "plain",
}
"""Parts with headers: of a text, of objects, of lists."""

PNG = {"filename": "ü.png", "type": "image/png", "base64": "iVBORw0KLS1CDQo="}
JPEG = {"filename": None, "type": "image/jpeg", "base64": "/9j/"}
PAGE = {"content": "<p>é\r\n--", "headers": {"Content-Location": "http://a/b"}}
PICTURE = {"content": PNG, "headers": {"Content-Location": "http://a/c", "X-Sizes": [1, 2]}}
RANGE = {"content": {**JPEG, "type": "video/mp4"}, "headers": {"Content-Range": "bytes 0-2/9"}}
NESTED = [[1, 2], [{"content": POINTS[1], "headers": {"X-Map": 7}}, "é\r\n--", {**PNG, "filename": None}]]
BOOK = {
    "meta": {"title": "é", "cover": PNG},
    "chapters": [[{"content": "", "headers": {"X-Page": page}} for page in (1, 2)], []],
}
ALBUM = [
    POINTS[1],
    {"content": 7, "headers": {"X-N": 5, "X-Tags": ["a", "1"]}},
    ["é\r\n--", {**PNG, "filename": None}],
    {"title": "5", "n": 5, "tags": ["1", ""], "cover": PNG},
    {**JPEG, "filename": "b.jpg"},
]
"""Parts without names, and parts in parts; files are told as handlers tell them."""

ORDER = {
    "id": 2**53 + 1,
    "note": ' <a> & "b"\r\n é€ ]]> ',
    "paid": None,
    "price": 1.5,
    "tags": ["", "x", "5"],
    "books": [{"title": "One", "lang": 'a\n"b"'}, {"title": ""}],
    "parent": {"id": 0, "tags": ["true"], "books": [], "marks": [1], "free": {"a": "b"}, "more": 3},
    "marks": None,
    "gaps": [None],
    "free": {},
}
"""Elements and attributes of several namespaces, null, texts that need escapes."""

BOOKS = [{"title": "One", "lang": 'a\n"b"'}, {"title": ""}]
GALLERY = {
    "title": "5",
    "count": 5,
    "order": ORDER,
    "books": [{"content": BOOKS[0], "headers": {"X-N": 1}}, {"content": BOOKS[1], "headers": {}}],
    "point": POINTS[1],
    "names": ["1", "é\r\n--"],
    "cells": [[1, 2]],
    "pictures": [PNG, {**PNG, "filename": "b.png"}],
    "pages": [BOOKS, []],
}
FORM = {"title": "5", "order": ORDER, "books": BOOKS, "point": POINTS[1], "names": ["1", "a&b"], "cells": [[1]]}
"""Parts of all kinds that have names, XML among them."""

STYLED = {
    "name": "a b+c&d=é€/?#[]%41",
    "count": -(2**53) - 1,
    "ratio": 1.5,
    "born": "2026-02-03",
    "sure": False,
    "either": 5,
    "tags": ["", "x y", "5", "true", "a,b"],
    "marks": [1],
    "spaced": ["a", "b&c"],
    "piped": [1, 2],
    "deep": POINTS[1],
    "point": {"x": 1, "y": -2},
    "address": "https://a/b?c=d&e=f",
    "inner": {"x": 1, "label": '"'},
    "cells": [[1, 2], []],
    "others": POINTS[:1],
    "more": 7,
}
"""A form with a member in each of the styles that forms have."""

NAMED = {
    name: f"its {name}"
    for name in (
        *("constructor", "__proto__", "toString", "hasOwnProperty", "then", "self", "model_config", "model_fields"),
        *("copy", "json", "dict", "__init__", "__class__", "__dict__", "validate"),
    )
}
"""Properties called as what every object has already, in one language or the other."""


def _body(operation: str, body: Any, arrives: Any = None, **more: str) -> dict[str, Any]:
    """A body that is sent, and what comes back: itself, if nothing else is said."""
    return {"operation": operation, "body": body, "arrives": body if arrives is None else arrives, "more": more}


BODIES = [
    *(_body("json", point) for point in LARGE),
    _body("charsets", POINTS[1], content_type="application/json; charset=utf-8"),
    _body("charsets", POINTS[1], content_type="application/vnd.point+json"),
    _body("charsets", "é", content_type="text/plain; charset=iso-8859-1"),
    _body("ranges", "é€", content_type="text/markdown"),
    _body("ranges", POINTS[1], content_type="application/json"),
    *(
        {**_body("lines", items, content_type=kind), "items": True}
        for kind in ("application/jsonl", "application/x-ndjson")
        for items in (POINTS, POINTS[:1], POINTS * 1000, LARGE)
    ),
    {**_body("pictures", "abc", {"base64": "YWJj"}), "bytes": True},
    {**_body("pictures", "abc", {"base64": "YWJj"}, content_type="image/gif"), "bytes": True},
    *(
        _body("names", NAMED, content_type=kind)
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    ),
    _body("xml_names", NAMED),
    _body("search", POINTS[1]),
    _body("parts", PARTS),
    _body("attachments", {"amount": 5, "source": POINTS[1], "sources": [{"url": "u"}, PNG], "text": PNG}),
    _body("attachments", {"amount": PNG, "source": PNG, "sources": [{"url": "5"}]}),
    _body("mixed", [POINTS[1], PNG, {**JPEG, "type": "text/css"}]),
    _body("mixed", [POINTS[0]]),
    _body("mixed", []),
    _body("related", [PAGE, PICTURE, {**PICTURE, "content": {**JPEG, "type": "text/css"}}]),
    _body("nested", NESTED),
    _body("nested", [[]]),
    _body("book", BOOK),
    {**_body("frames", [JPEG, {**JPEG, "filename": "b.jpg"}], content_type="multipart/mixed"), "items": True},
    {**_body("frames", [RANGE, RANGE], content_type="multipart/byteranges"), "items": True},
    {**_body("frames", POINTS * 600, content_type="multipart/x-points"), "items": True},
    _body("album", ALBUM),
    _body("album", ALBUM[:1]),
    _body("gallery", GALLERY),
    _body("gallery", {"title": "", "names": ["true"]}),
    _body("trees", ["5", ORDER, {"id": -1, "tags": []}]),
    _body("tree_forms", FORM),
    _body("form_styles", STYLED),
    _body("form_styles", {"name": "5", "either": "x", "tags": ["1"], "spaced": ["one"]}),
    {**_body("film", [RANGE, {**RANGE, "headers": {"Content-Range": "bytes 3-5/9"}}] * 20), "items": True},
    _body("xml", ORDER),
    _body("xml", {"id": -1, "tags": []}),
    _body("orders", ORDER),
    {**_body("relay", POINTS), "items": True},
    {**_body("events", EVENTS), "items": True},
    {**_body("listen", EVENTS), "items": True},
]
"""Bodies by the operations of served/bodies.yaml. A sequence is sent as a list and from iterators, `bytes` as UTF-8."""


def clients(backend: str, description: Path, folder: Path) -> tuple[Path, NodeProject]:
    """The Python and the TypeScript client of a description, for a service of the backend."""
    done = make(
        description, folder, "--backend", backend, "--data", "package=service", "--data", "sdks=python,typescript"
    )
    assert done.code == 0, done.document
    return folder / "sdk/python", NodeProject(folder / "sdk/typescript")


def by_python(script: str, sdk: Path, address: str, given: Path) -> Run:
    command = [sys.executable, str(HERE / f"{script}.py"), address, str(given)]
    return run(command, sdk, {"PYTHONPATH": str(sdk / "src")})


def by_typescript(script: str, sdk: NodeProject, address: str, given: Path) -> Run:
    for name in (script, "exact"):
        shutil.copy(HERE / f"{name}.ts", sdk.install())
    return sdk.run("node", "--disable-warning=ExperimentalWarning", f"{script}.ts", address, str(given))


def wrong(done: Run) -> list[dict[str, Any]]:
    assert done.code == 0, str(done)
    found: list[dict[str, Any]] = json.loads(done.output)
    return found


def of_refused(done: Run) -> list[tuple[str, Any]]:
    """The values that a client would not send."""
    return [
        (each["cell"], each["sent"]) for each in wrong(done) if each["arrived"].startswith(("ValueError", "TypeError"))
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_value_and_body_arrives(backend: str, tmp_path: Path) -> None:
    description, cells, refused = (tmp_path / name for name in ("styles.json", "cells.json", "refused.json"))
    description.write_text(json.dumps(styles.description()), "utf-8")
    cells.write_text(json.dumps([(cell.name, cell.values) for cell in styles.cells()]), "utf-8")
    refused.write_text(json.dumps([(name, [value]) for name, value in styles.REFUSED]), "utf-8")
    assert sum(len(cell.values) for cell in styles.cells()) > 800
    bodies = tmp_path / "bodies.json"
    bodies.write_text(json.dumps(BODIES), "utf-8")
    service = backends.made(backend, description, tmp_path / "service")
    service.write_handlers()
    service.build()
    python, typescript = clients(backend, description, tmp_path / "clients")
    with service.started() as served:
        assert wrong(by_python("cells", python, served.address, cells)) == []
        assert wrong(by_typescript("cells", typescript, served.address, cells)) == []
        assert of_refused(by_python("cells", python, served.address, refused)) == list(styles.REFUSED)
        assert of_refused(by_typescript("cells", typescript, served.address, refused)) == list(styles.REFUSED)
        assert wrong(by_python("bodies", python, served.address, bodies)) == []
        assert wrong(by_typescript("bodies", typescript, served.address, bodies)) == []
        long = b'{"x":1,"label":"' + b"a" * 11_000_000
        reply = call(f"{served.address}/lines", "POST", {"Content-Type": "application/jsonl"}, long)
        assert reply.status == 413, reply.json
