"""What a generated FastAPI service makes of requests: each value as its handler gets it, or the fault it is told.

One project is made from `served/wire.yaml`; its handlers are replaced by one that keeps what it was called with.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from projects import make

PACKAGE = "wire"
FORM = {"content-type": "application/x-www-form-urlencoded"}
PARTS = {"content-type": "multipart/form-data; boundary=B"}


@dataclass
class Reply:
    """A response, and what the handler was called with (None where it was not)."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    called: dict[str, Any] | None = None

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Where the request was at fault: the part of it, the name, the pointer."""
        found = json.loads(self.body).get("errors", [])
        return [(one["in"], one.get("name", ""), one["pointer"]) for one in found]


class Served:
    """The app of the generated project, and its echoing handlers."""

    def __init__(self, folder: Path) -> None:
        sys.path.insert(0, str(folder))
        self.context = importlib.import_module(f"{PACKAGE}.context")
        self.main = importlib.import_module(f"{PACKAGE}.main")
        self.models = importlib.import_module(f"{PACKAGE}.generated.models")
        self.called: dict[str, Any] | None = None
        self.answer: Callable[[], Any] | None = None
        for path in sorted((folder / PACKAGE / "handlers").glob("[a-z]*.py")):
            module = importlib.import_module(f"{PACKAGE}.handlers.{path.stem}")
            for name, value in list(vars(module).items()):
                if asyncio.iscoroutinefunction(value):
                    setattr(module, name, self.echo)

    async def echo(self, ctx: Any, **arguments: Any) -> Any:
        for name, value in list(arguments.items()):
            if hasattr(value, "__aiter__"):
                arguments[name] = b"".join([chunk async for chunk in value])
            if hasattr(value, "files"):
                arguments["read"] = [await file.read() for file in value.files]
        self.called = {name: value for name, value in arguments.items() if value is not None}
        return {} if self.answer is None else self.answer()

    def __call__(
        self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes | str | Iterable[bytes] = b""
    ) -> Reply:
        body = body.encode() if isinstance(body, str) else body
        self.called = None
        reply = asyncio.run(self._answer(method, target, headers or {}, body))
        reply.called = self.called
        return reply

    async def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes | Iterable[bytes]) -> Reply:
        reply, path, query = Reply(), *target.partition("?")[::2]
        chunks = iter((body,) if isinstance(body, bytes) else body)
        given = {**headers, **({"content-length": str(len(body))} if isinstance(body, bytes) and body else {})}
        given |= {} if isinstance(body, bytes) else {"transfer-encoding": "chunked"}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        }

        async def receive() -> dict[str, Any]:
            chunk = next(chunks, b"")
            return {"type": "http.request", "body": chunk, "more_body": bool(chunk) and not isinstance(body, bytes)}

        async def send(message: dict[str, Any]) -> None:
            reply.status = message.get("status", reply.status)
            reply.headers |= {name.decode(): value.decode() for name, value in message.get("headers", ())}
            reply.body += message.get("body", b"")

        await self.main.create_app(self.context.Settings())(scope, receive, send)
        return reply


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / PACKAGE
    made = make(Path(__file__).parent / "served/wire.yaml", folder, "--backend", "fastapi")
    assert made.code == 0, made.document
    before = list(sys.path)
    try:
        yield Served(folder)
    finally:
        sys.path[:] = before
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def plain(value: Any) -> Any:
    """Models as what they send."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return [plain(item) for item in value] if isinstance(value, list) else value


RGB = {"R": 1, "G": 2}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/m/;id=5/;arr=a,b%2Cc/;obj=R,1,G,2/;arrx=1;arrx=2/;R=1;G=2",
            {"id": 5, "arr": ["a", "b,c"], "obj": RGB, "arrx": [1, 2], "objx": RGB},
        ),
        (
            "/l/.5.5/.a,b%2Cc/.R,1,G,2/.1.2/.R=1.G=2",
            {"id": 5.5, "arr": ["a", "b,c"], "obj": RGB, "arrx": [1, 2], "objx": RGB},
        ),
        ("/s/true/a,b%2Cc/R,1,G,2/R=1,G=2", {"id": True, "arr": ["a", "b,c"], "obj": RGB, "objx": RGB}),
        ("/f/a.json.json", {"id": "a.json"}),
        ("/f/x%2Ejson", {"id": "x"}),
        ("/f/a:verb", {"id": "a"}),
        ("/f/a%3Averb", {"id": "a"}),
        ("/f/a-b-c", {"a": "a-b", "b": "c"}),
        ("/f/a%2Fb", {"id": "a/b"}),
        ("/f/me", {"id": "me"}),
    ],
)
def test_paths_are_read_as_they_came(served: Served, path: str, expected: dict[str, Any]) -> None:
    reply = served("GET", path)
    assert reply.status == 200, reply.body
    assert {name: plain(value) for name, value in (reply.called or {}).items()} == expected


@pytest.mark.parametrize(
    "path",
    [
        "/m/5/;arr=a/;obj=R,1/;arrx=1/;R=1",
        "/l/5/.a/.R,1/.1/.R=1",
        "/s/True/a/R,1/R=1",
        "/s/true/a/R/R=1",
        "/s/true/a/R,1/R,1",
    ],
)
def test_paths_in_another_style_are_refused(served: Served, path: str) -> None:
    assert served("GET", path).status == 422


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("p=5", "p", 5),
        ("p=11", "p", "11"),
        ("p=abc", "p", "abc"),
        ("fx=1&fx=2", "fx", [1, 2]),
        ("f=a,b%2Cc,d+e", "f", ["a", "b,c", "d e"]),
        ("fo=R,1,G,2", "fo", RGB),
        ("R=1&G=2", "fox", RGB),
        ("sp=a%20b+c", "sp", ["a", "b", "c"]),
        ("pi=1|2%7C3", "pi", [1, 2, 3]),
        ("pio=R%7C1", "pio", {"R": 1}),
        ("d[a]=1&d%5Btags%5D=x&d[tags]=y&d[sub][R]=3", "d", {"a": 1, "tags": ["x", "y"], "sub": {"R": 3}}),
        ("d[tags][]=x&d[tags][]=y", "d", {"tags": ["x", "y"]}),
        ("d[tags][1]=y&d[tags][0]=x", "d", {"tags": ["x", "y"]}),
        ("dl=1&dl=2", "dl", [1, 2]),
        ("dl[]=1&dl[]=2", "dl", [1, 2]),
        ("dl[0]=1&dl[1]=2", "dl", [1, 2]),
        ("j=%7B%22R%22%3A1%7D", "j", {"R": 1}),
        ("b=true", "b", True),
        ("", "b", False),
        ("", "def_", [1, 2]),
        ("def=3", "def_", [3]),
    ],
)
def test_query_values_arrive_typed(served: Served, query: str, name: str, expected: Any) -> None:
    reply = served("GET", f"/q?{query}")
    assert reply.status == 200, reply.body
    assert plain((reply.called or {})[name]) == expected


@pytest.mark.parametrize(
    ("query", "name", "pointer"),
    [
        ("fx=1,2", "fx", "/0"),
        ("R=x", "fox", "/R"),
        ("G=1", "fox", "/R"),
        ("d[a]=x", "d", "/a"),
        ("d[a=1", "d", ""),
        ("j={", "j", ""),
        ("e=x", "e", ""),
        ("dt=2020-01-01T00:00:00+01:00", "dt", ""),
        ("b=1", "b", ""),
        ("b=True", "b", ""),
        ("b=true&b=true", "b", ""),
        ("f=%ff", "f", "/0"),
        *((f"fx={value}", "fx", "/0") for value in ("5.5", "%205", "%2B5", "1_0", "0x1", "05", "NaN", "")),
    ],
)
def test_a_query_at_fault_names_the_place(served: Served, query: str, name: str, pointer: str) -> None:
    reply = served("GET", f"/q?{query}")
    assert reply.status == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert ("query", name, pointer) in reply.faults
    assert reply.called is None


def test_headers_and_cookies(served: Served) -> None:
    reply = served("GET", "/q", {"X-L": "1, 2,3", "X-O": "R=1, G=2", "Cookie": "ck=a; ck=b%2C; ci=3"})
    called = reply.called or {}
    assert (called["x_l"], plain(called["x_o"]), called["ck"], called["ci"]) == ([1, 2, 3], RGB, ["a", "b,"], 3)
    reply = served("GET", "/q", {"X-L": "1, x", "Cookie": "ci=0"})
    assert (reply.status, reply.faults) == (422, [("header", "X-L", "/1"), ("cookie", "ci", "")])


def test_an_empty_value_is_absent_where_it_is_allowed(served: Served) -> None:
    assert "e" not in (served("GET", "/q?e=").called or {"e": 1})


def test_methods(served: Served) -> None:
    assert served("HEAD", "/f/plain").body == b""
    assert served("OPTIONS", "/f/me").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    refused = served("DELETE", "/f/a.json")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    for path in ("/f/", "/f", "/nowhere", "/f/a/b"):
        missing = served("GET", path)
        assert (missing.status, missing.headers["content-type"]) == (404, "application/problem+json")


def test_a_form(served: Served) -> None:
    text = "a=1&list=1&list=2&csv=x,y&deep[a]=1&deep%5Bsub%5D%5BR%5D=4&obj=%7B%22R%22%3A1%7D&when=2020-01-01&zz=5"
    body = plain((served("POST", "/bodies", FORM, text).called or {})["body"])
    deep = {"a": 1, "sub": {"R": 4}}
    assert body == {
        **{"a": 1, "list": [1, 2], "csv": ["x", "y"], "deep": deep, "obj": {"R": 1}, "when": "2020-01-01"},
        "zz": "5",
    }
    assert served("POST", "/bodies", FORM, "a=x&obj={").faults == [("body", "", "/a"), ("body", "", "/obj")]


def test_text_bytes_and_none(served: Served) -> None:
    assert served("POST", "/bodies", {"content-type": "text/plain"}, "é").called == {"body": "é"}
    latin = served("POST", "/bodies", {"content-type": "text/plain; charset=latin-1"}, b"\xe9")
    assert latin.called == {"body": "é"}
    assert served("POST", "/bodies", {"content-type": "text/plain"}, "too long").status == 422
    octets = served("POST", "/bodies", {"content-type": "application/octet-stream"}, (b"\x00", b"\xff"))
    assert octets.called == {"body": b"\x00\xff"}
    assert served("POST", "/bodies").called == {}
    assert served("POST", "/bodies", {"content-type": "image/png"}, b"x").status == 415


@pytest.mark.parametrize(
    ("text", "pointers"),
    [
        ('{"name": "a", "children": [{"name": "b"}], "x": 3.0, "n": null, "price": 19.99, "even": 4}', None),
        ('{"name": "a", "any": {"R": 1}}', None),
        ('{"name": "a", "any": {"R": 1, "name": "x"}}', None),
        ('{"name": "a", "u": [1, true, {"a": 1}, {"a": 2}]}', None),
        ('{"name": "a", "cond": {"k": 1, "z": 1}}', None),
        ('{"name": "a", "children": [{"nme": 5}]}', ["/children/0/name"]),
        ('{"name": 5}', ["/name"]),
        ('{"name": "a", "x": "s"}', ["/x"]),
        ('{"name": "a", "n": 0}', ["/n"]),
        ('{"name": "a", "n": "5"}', ["/n"]),
        ('{"name": "a", "n": 5.5}', ["/n"]),
        ('{"name": "a", "n": true}', ["/n"]),
        ('{"name": "a", "even": 3}', ["/even"]),
        ('{"name": "a", "even": null}', ["/even"]),
        ('{"name": "a", "price": 19.999}', ["/price"]),
        ('{"name": "a", "u": [1, 1.0]}', ["/u"]),
        ('{"name": "a", "u": [{"a": 1, "b": 2}, {"b": 2, "a": 1}]}', ["/u"]),
        ('{"name": "a", "any": [{"name": "c", "any": [{"name": 5}]}]}', ["/any/0/any/0/name"]),
        ('{"name": "a", "cond": {"k": 1}}', ["/cond"]),
        ("null", [""]),
    ],
)
def test_json_is_checked_by_the_letter(served: Served, text: str, pointers: list[str] | None) -> None:
    reply = served("POST", "/bodies", {"content-type": "application/json"}, text)
    if pointers is None:
        assert reply.status == 200, reply.body
        assert plain((reply.called or {})["body"]) == json.loads(text)
    else:
        assert (reply.status, [pointer for _, _, pointer in reply.faults]) == (422, pointers)


@pytest.mark.parametrize(
    "text", ["{", "", "{'a': 1}", '{"name": "a", "name": "b"}', '{"n": NaN}', '{"n": 1e999}', '"\\ud800"', "[" * 9999]
)
def test_malformed_json(served: Served, text: str) -> None:
    reply = served("POST", "/bodies", {"content-type": "application/json"}, text)
    assert reply.status == (400 if text else 200)


def form(*parts: tuple[str, bytes]) -> bytes:
    return b"".join(b"--B\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n" for head, data in parts) + b"--B--\r\n"


def test_a_form_with_files(served: Served) -> None:
    served.answer = lambda: sys.modules[f"{PACKAGE}.generated.results.files"].FilesSuccess(201, {})
    try:
        name = "Content-Disposition: form-data; name="
        files = (f'{name}"files"; filename="a"', b"1"), (f"{name}\"files\"; filename*=UTF-8''%e2%82%ac.txt", b"\xff")
        tags = (f'{name}"tags"', b"x"), (f'{name}"tags"', b"y")
        meta = f'{name}"meta"\r\nContent-Type: application/json', b'{"R":1}'
        reply = served("POST", "/files", PARTS, form(*files, *tags, meta, (f'{name}"n"', b"5")))
        assert reply.status == 201, reply.body
        called = reply.called or {}
        body = called["body"]
        assert ([one.filename for one in body.files], called["read"]) == (["a", "€.txt"], [b"1", b"\xff"])
        assert (body.tags, plain(body.meta), body.n) == (["x", "y"], {"R": 1}, 5)
        assert served("POST", "/files", PARTS, form((f'{name}"n"', b"x"))).faults[0] == ("body", "", "/n")
        assert served("POST", "/files", PARTS, form()).faults == [("body", "", "/files")]
        assert served("POST", "/files", PARTS, b"--B\r\n").status == 400
    finally:
        served.answer = None


def test_a_long_upload_takes_little_memory(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")

    def upload() -> Iterator[bytes]:
        yield b'--B\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(1600):
            yield bytes(65536)
        yield b"\r\n--B--\r\n"

    sizes: list[int] = []
    files = importlib.import_module(f"{PACKAGE}.handlers.files")

    async def measure(ctx: Any, *, body: Any) -> Any:
        sizes.append(body.files[0].size)
        return sys.modules[f"{PACKAGE}.generated.results.files"].FilesSuccess(201, {})

    monkeypatch.setattr(files, "files", measure)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert served("POST", "/files", PARTS, upload()).status == 201
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024
    assert sizes == [1600 * 65536]


def test_a_result_that_breaks_the_contract(served: Served) -> None:
    served.answer = lambda: object()
    try:
        reply = served("GET", "/q")
        assert (reply.status, reply.headers["content-type"]) == (500, "application/problem+json")
    finally:
        served.answer = None
