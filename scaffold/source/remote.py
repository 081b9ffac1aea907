"""Documents from the network: https only, from allowed origins, from public addresses, within limits.

A name is resolved once, every address it has must be public, and the connection goes to the address that was checked,
so that a name which changes its answer gains nothing. Redirects are followed by hand, each under the same rules.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import urljoin, urlsplit

from scaffold.diag import quote
from scaffold.source.syntax import Denied

MAX_REDIRECTS = 5
MAX_SECONDS = 30.0


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in one spelling. Raises ValueError if it is none."""
    parts = urlsplit(url)
    if not parts.scheme or not parts.hostname:
        raise ValueError(url)
    host = parts.hostname.rstrip(".").encode("idna").decode() if ":" not in parts.hostname else f"[{parts.hostname}]"
    default = {"https": 443, "http": 80}.get(parts.scheme.lower())
    port = parts.port if parts.port is not None else default
    return f"{parts.scheme.lower()}://{host.lower()}" + ("" if port == default else f":{port}")


def fetch(url: str, allowed: frozenset[str], limit: int) -> bytes:
    """The bytes of a document. Raises `Denied` where the rules, the limits or the network forbid it."""
    deadline = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        host, port = _permitted(url, allowed)
        try:
            answer = _get(url, host, port, limit, deadline)
        except (OSError, http.client.HTTPException) as error:
            reason = "no answer within the time limit" if isinstance(error, TimeoutError) else _words(error)
            raise Denied(
                "file-missing", f"{quote(url, 200)} could not be fetched: {reason}", "check the address"
            ) from None
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise Denied(
        "file-missing", f"{quote(url, 200)} redirects more than {MAX_REDIRECTS} times", "give the final address"
    )


def _words(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(reason)


def _permitted(url: str, allowed: frozenset[str]) -> tuple[str, int]:
    try:
        wanted, parts = origin(url), urlsplit(url)
        port = parts.port or 443
    except (ValueError, UnicodeError):
        raise Denied("ref-invalid", f"{quote(url, 200)} is no URL") from None
    if parts.scheme.lower() != "https":
        raise Denied(
            "ref-remote", f"{quote(url, 200)} is not fetched: only https is", "save the document beside the description"
        )
    if wanted not in allowed:
        raise Denied(
            "ref-remote",
            f"{quote(url, 200)} is not fetched: {wanted} is not allowed",
            f"allow it: --allow-remote {wanted}",
        )
    return (parts.hostname or "").rstrip("."), port


def checked_address(host: str, port: int) -> str:
    """An address of `host`. Raises `Denied` if any of its addresses is not public, OSError if it has none."""
    found = socket.getaddrinfo(host.encode("idna") if ":" not in host else host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(address):
            fix = "save the document beside the description and refer to the file"
            raise Denied("ref-remote", f"{host} is not fetched: {address} is not a public address", fix)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when IPv6 wraps an IPv4 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is not None and not is_public(str(inner)):
            return False
        if ip.ipv4_mapped:
            return True
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


class _Pinned(http.client.HTTPSConnection):
    """A TLS connection to an address that was checked, verified against the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        self._secure = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._secure)
        self._address = address

    def connect(self) -> None:
        """Opens the connection; the name is not resolved again."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._secure.wrap_socket(plain, server_hostname=self.host)


def _get(url: str, host: str, port: int, limit: int, deadline: float) -> bytes | str:
    """The body of a 200, or where a redirect leads."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(host, port, checked_address(host, port), 10.0)
    try:
        connection.request("GET", target, headers={"Accept": "application/yaml, application/json, */*;q=0.5"})
        response = connection.getresponse()
        place = response.headers.get("Location")
        if response.status in (301, 302, 303, 307, 308) and place:
            return place
        if response.status != 200:
            raise Denied("file-missing", f"{quote(url, 200)} answers {response.status}", "check the address")
        return _read(url, response, limit, deadline)
    finally:
        connection.close()


def _read(url: str, response: http.client.HTTPResponse, limit: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(65536):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise Denied("too-large", f"{quote(url, 200)} is larger than {limit:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(parts)
