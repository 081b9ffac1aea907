"""scaffold.source.remote: what is fetched over the network, and what never is."""

from __future__ import annotations

import http.client
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scaffold.diag import Report, Source
from scaffold.refs import Resolver
from scaffold.source import Loader, remote

PUBLIC = "93.184.215.14"


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name has these addresses."""

    def look_up(host: Any, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("socket.getaddrinfo", look_up)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:c0a8:101::",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not remote.is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_that_are_public(address: str) -> None:
    assert remote.is_public(address)


@pytest.mark.parametrize("found", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["169.254.169.254", PUBLIC]])
def test_every_address_of_a_name_must_be_public(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    answers(monkeypatch, *found)
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(remote.Denied) as denied:
        remote.fetch("https://rebind.example/x.yaml", frozenset({"https://rebind.example"}), 100)
    assert denied.value.code == "ref-remote"
    assert "not a public address" in denied.value.message


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, PUBLIC)
    asked: list[Any] = []

    def connect(address: Any, timeout: float) -> None:
        asked.append(address)
        answers(monkeypatch, "127.0.0.1")
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(remote.Denied) as denied:
        remote.fetch("https://api.example:8443/x.yaml", frozenset({"https://api.example:8443"}), 100)
    assert asked == [(PUBLIC, 8443)]
    assert (denied.value.code, "Connection refused" in denied.value.message) == ("file-missing", True)


def test_the_certificate_must_be_of_the_name_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = socket.socket()
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: plain)
    names: list[tuple[str, bool, ssl.VerifyMode]] = []

    def wrap(context: ssl.SSLContext, sock: socket.socket, server_hostname: str) -> socket.socket:
        names.append((server_hostname, context.check_hostname, context.verify_mode))
        return sock

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    connection = remote._Pinned("api.example", 443, PUBLIC, 1.0)
    connection.connect()
    connection.close()
    assert names == [("api.example", True, ssl.CERT_REQUIRED)]


@pytest.mark.parametrize(
    ("url", "allowed", "code"),
    [
        ("http://api.example/x.yaml", "http://api.example", "ref-remote"),
        ("https://api.example/x.yaml", "https://other.example", "ref-remote"),
        ("https://api.example/x.yaml", "https://api.example:8443", "ref-remote"),
        ("https://sub.api.example/x.yaml", "https://api.example", "ref-remote"),
        ("https://api.example@evil.example/x.yaml", "https://api.example", "ref-remote"),
        ("https://api.example.evil.example/x.yaml", "https://api.example", "ref-remote"),
        ("https://api.example:99999/x.yaml", "https://api.example", "ref-invalid"),
        ("https://", "https://api.example", "ref-invalid"),
    ],
)
def test_only_allowed_origins_are_asked(monkeypatch: pytest.MonkeyPatch, url: str, allowed: str, code: str) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("looked up"))
    with pytest.raises(remote.Denied) as denied:
        remote.fetch(url, frozenset({allowed}), 100)
    assert denied.value.code == code


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://API.example/x", "https://api.example"),
        ("https://api.example:443", "https://api.example"),
        ("HTTPS://api.example.:8443/", "https://api.example:8443"),
        ("https://user:secret@api.example/", "https://api.example"),
        ("https://[2606:4700::1]/", "https://[2606:4700::1]"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
    ],
)
def test_origins_have_one_spelling(url: str, origin: str) -> None:
    assert remote.origin(url) == origin


class Server:
    """A web server on this machine that stands for every host on the internet."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        pages, asked = self.pages, self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(f"{self.headers['Host']}{self.path}")
                pages[self.path](self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def page(self, path: str, content: str) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(content.encode())

        self.pages[path] = answer

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Location", to)
            handler.end_headers()

        self.pages[path] = answer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """All names are public and lead to one server, in plain text, except those that start with `private`."""
    made = Server()

    class Plain(http.client.HTTPConnection):
        default_port = 443

        def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
            super().__init__(host, port, timeout=timeout)

        def connect(self) -> None:
            self.sock = socket.create_connection(("127.0.0.1", made.http.server_port), self.timeout)

    def look_up(host: Any, port: int, *_: object, **__: object) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1" if name.startswith("private") else PUBLIC, port))
        ]

    original = socket.getaddrinfo
    monkeypatch.setattr(remote, "_Pinned", Plain)
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *a, **k: original(host, *a, **k) if host == "127.0.0.1" else look_up(host, *a, **k),
    )
    yield made
    made.http.shutdown()
    made.http.server_close()


ALLOWED = ("https://api.example", "other.example", "https://private.example")


def start(folder: Path, ref: str) -> tuple[Resolver, Loader, Report]:
    (folder / "api.yaml").write_text(f"a: {{$ref: '{ref}'}}\n")
    report = Report()
    loader = Loader(folder / "api.yaml", report, allow_remote=ALLOWED)
    return Resolver(loader, report), loader, report


def follow(folder: Path, ref: str) -> tuple[str | None, list[str], Loader]:
    resolver, loader, report = start(folder, ref)
    root = loader.root()
    assert root is not None
    node = root.get("a")
    assert node is not None
    end = resolver.follow(node)
    return (resolver.key(end) if end else None), [found.code for found in report.diagnostics], loader


def test_a_document_of_an_allowed_origin_is_fetched_once(tmp_path: Path, server: Server) -> None:
    server.page("/v1/pet.yaml?x=1", "Pet: {$ref: 'owner.yaml#/Owner'}\n")
    server.page("/v1/owner.yaml", "Owner: {$ref: 'https://other.example/base.yaml#/Base'}\n")
    server.page("/base.yaml", "Base: {type: object}\nback: {$ref: '#/Base'}\n")
    key, codes, loader = follow(tmp_path, "https://api.example/v1/pet.yaml?x=1#/Pet")
    assert (key, codes) == ("https://other.example/base.yaml#/Base", [])
    assert server.asked == ["api.example/v1/pet.yaml?x=1", "api.example/v1/owner.yaml", "other.example/base.yaml"]
    assert [id for id in loader.files() if id.startswith("https:")] == sorted(
        f"https://{asked}" for asked in server.asked
    )
    place = loader.locate(Source("https://other.example/base.yaml", "/Base/type"))
    assert place is not None and (place.path, place.column) == ("https://other.example/base.yaml", 14)


def test_a_remote_document_gets_no_local_file(tmp_path: Path, server: Server) -> None:
    server.page("/pet.yaml", "Pet: {$ref: 'file:///etc/passwd'}\n")
    assert follow(tmp_path, "https://api.example/pet.yaml#/Pet")[:2] == (None, ["ref-outside"])


def test_an_allowed_origin_with_a_private_address_is_refused(tmp_path: Path, server: Server) -> None:
    assert follow(tmp_path, "https://private.example/x.yaml")[:2] == (None, ["ref-remote"])
    assert server.asked == []


@pytest.mark.parametrize(
    "to",
    [
        "https://private.example/x.yaml",
        "https://elsewhere.example/x.yaml",
        "http://api.example/x.yaml",
        "https://10.0.0.1/x.yaml",
        "file:///etc/passwd",
        "//private.example/x.yaml",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_under_the_same_rules(tmp_path: Path, server: Server, to: str, status: int) -> None:
    server.redirect("/x.yaml", to, status)
    key, [code], _ = follow(tmp_path, "https://api.example/x.yaml")
    assert key is None
    assert code in ("ref-remote", "ref-invalid")
    assert len(server.asked) == 1


def test_a_redirect_to_an_allowed_origin_is_followed(tmp_path: Path, server: Server) -> None:
    server.redirect("/x.yaml", "https://other.example/y.yaml")
    server.redirect("/y.yaml", "z.yaml")
    server.page("/z.yaml", "Pet: {}\n")
    assert follow(tmp_path, "https://api.example/x.yaml#/Pet")[:2] == ("https://api.example/x.yaml#/Pet", [])


def test_redirects_end(tmp_path: Path, server: Server) -> None:
    server.redirect("/x.yaml", "/x.yaml")
    assert follow(tmp_path, "https://api.example/x.yaml")[:2] == (None, ["file-missing"])
    assert len(server.asked) == remote.MAX_REDIRECTS + 1


def test_answers_are_limited_in_size_and_time(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.page("/x.yaml", "x" * 1000)
    monkeypatch.setattr("scaffold.source.MAX_BYTES", 999)
    assert follow(tmp_path, "https://api.example/x.yaml")[:2] == (None, ["too-large"])
    monkeypatch.setattr("scaffold.source.MAX_BYTES", 1000)
    assert follow(tmp_path, "https://api.example/x.yaml")[:2] == ("https://api.example/x.yaml#", [])
    monkeypatch.setattr(remote, "MAX_SECONDS", -1.0)
    assert follow(tmp_path, "https://api.example/x.yaml")[:2] == (None, ["file-missing"])


@pytest.mark.parametrize("status", [404, 500, 204, 304])
def test_any_other_status_is_told(tmp_path: Path, server: Server, status: int) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.end_headers()

    server.pages["/x.yaml"] = answer
    assert follow(tmp_path, "https://api.example/x.yaml")[:2] == (None, ["file-missing"])


def test_a_name_without_an_address_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    assert follow(tmp_path, "https://api.example/x.yaml")[:2] == (None, ["file-missing"])


def test_a_root_may_be_an_address(server: Server) -> None:
    server.page("/v1/api.yaml", "a: {$ref: 'pet.yaml#/Pet'}\nb: {$ref: '../up.yaml'}\n")
    server.page("/v1/pet.yaml", "Pet: {}\n")
    report = Report()
    loader = Loader("https://fresh.example/v1/api.yaml", report)
    root = loader.root()
    assert root is not None and root.source == Source("api.yaml")
    resolver = Resolver(loader, report)
    ends = [resolver.follow(node) for _, node in root.items()]
    assert [resolver.key(end) if end else None for end in ends] == ["pet.yaml#/Pet", None]
    assert [found.code for found in report.diagnostics] == ["ref-outside"]
    assert loader.files() == {
        "api.yaml": b"a: {$ref: 'pet.yaml#/Pet'}\nb: {$ref: '../up.yaml'}\n",
        "pet.yaml": b"Pet: {}\n",
    }
    place = loader.locate(Source("pet.yaml", "/Pet"))
    assert place is not None and place.path == "https://fresh.example/v1/pet.yaml"


def test_what_the_network_needs_is_not_imported_for_files(root: Path, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    lines = [
        "import sys; from scaffold.diag import Report; from scaffold.source import Loader",
        f"Loader({str(tmp_path / 'api.yaml')!r}, Report()).root()",
        "sys.exit(' '.join({'http.client', 'ssl', 'socket'} & sys.modules.keys()))",
    ]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, cwd=root)
    assert not done.stderr.strip()
