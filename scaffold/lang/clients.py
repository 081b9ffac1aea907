"""What the SDKs of all languages ask of an operation: media types, idempotency keys, servers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol
from urllib.parse import quote

from scaffold import ir
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.shapes import Shapes
from scaffold.lang.xml import XmlView, xml

TOKENS = (ir.SchemeKind.BEARER, ir.SchemeKind.OAUTH2, ir.SchemeKind.OPENID)
"""The schemes whose credential is a token."""

_IDEMPOTENCY = (("idempotency", "key"), ("x", "idempotency", "key"))
_PATH_SAFE = "/:@!$&'()*+,;=-._~"


def representations(media: Iterable[ir.Media], shapes: Shapes) -> tuple[ir.Media, ...]:
    """The media types that a client uses: where there is JSON, no text (XML, YAML) that only says the same."""
    found = tuple(media)
    if not any(media_kind(one) is MediaKind.JSON for one in found):
        return found
    kinds = (MediaKind.TEXT, MediaKind.XML)
    return tuple(one for one in found if media_kind(one) not in kinds or shapes.is_text(one.type))


def used_xml(api: ir.Api) -> tuple[XmlView, ...]:
    """How a client writes and reads XML, where it does."""
    shapes = Shapes({declared.key: declared for declared in api.types})
    return xml(api, lambda media: representations(media, shapes))


class _Content(Protocol):
    @property
    def node(self) -> ir.Media: ...


class _Reply(Protocol):
    @property
    def node(self) -> ir.Result: ...

    @property
    def content(self) -> Sequence[_Content]: ...


def asked(results: Sequence[_Reply], errors: Sequence[_Reply]) -> tuple[ir.Text, ...]:
    """The media types that a client asks for: those it reads.

    Of those that it reads in errors alone, none that a result is declared in: the result would come in it.
    """
    read = dict.fromkeys(_read(results))
    unread = {media.media_type for reply in results for media in reply.node.media} - set(read)
    return tuple(dict.fromkeys([*read, *(one for one in _read(errors) if one not in unread)]))


def _read(replies: Iterable[_Reply]) -> list[ir.Text]:
    return [one.node.media_type for reply in replies for one in reply.content]


def is_idempotency_key(node: ir.Param) -> bool:
    """Whether it is the header that lets a request be repeated, which a client fills by itself."""
    return node.where is ir.Where.HEADER and node.name.words in _IDEMPOTENCY


def server_url(server: ir.Server) -> ir.Text:
    """The URL of a server with the defaults of its variables put in, without a final slash."""
    url = server.url.raw
    for variable in server.variables:
        url = url.replace("{" + variable.name.raw + "}", variable.default.raw)
    return ir.Text(url.rstrip("/"))


def token_url(scheme: ir.SecurityScheme) -> ir.Text | None:
    """Where a client fetches its tokens with its own credentials."""
    urls = (flow.token_url for flow in scheme.flows if flow.kind == "clientCredentials")
    return next((url for url in urls if url), None)


_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "clientCredentials": "client credentials",
    "authorizationCode": "authorization code",
    "deviceAuthorization": "device authorization",
}


def about(scheme: ir.SecurityScheme) -> ir.Doc | None:
    """What the description says of a credential, and where one is had: for the words beside a client's argument."""
    told = [scheme.doc.description.raw] if scheme.doc and scheme.doc.description else []
    told += [f"A {scheme.bearer_format.raw}."] if scheme.bearer_format else []
    told += [f"Discovered at {url.raw}" for url in (scheme.openid_url, scheme.metadata_url) if url]
    told += [line for flow in scheme.flows for line in _flow(flow)]
    told += ["Deprecated."] if scheme.deprecated else []
    return ir.Doc(description=ir.Text("\n".join(told))) if told else None


def _flow(flow: ir.Flow) -> list[str]:
    """The addresses and scopes of an OAuth2 flow, a line each."""
    addresses = {
        "authorize at": flow.authorization_url,
        "ask for a code at": flow.device_url,
        "tokens from": flow.token_url,
        "refreshed at": flow.refresh_url,
    }
    told = [f"{_FLOWS[flow.kind]} flow:".capitalize()]
    told += [f"- {verb} {url.raw}" for verb, url in addresses.items() if url]
    told += [f"- scope {name.raw}" + (f": {words.raw}" if words.raw else "") for name, words in flow.scopes]
    return told


def encoded(text: str) -> str:
    """A literal part of a path as it goes on the wire."""
    return quote(text, safe=_PATH_SAFE)
