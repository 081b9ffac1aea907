"""How the bodies of an API are written as XML, for code that is generated beside its types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from scaffold import ir
from scaffold.cases.operations import served
from scaffold.ir import walk
from scaffold.lang.http import status_key


class XmlView(Struct, frozen=True):
    """The plans of all bodies: in `document` by what they are of (`GET /books 200 text/xml`), in `places` by key.

    Those of `parts` of bodies are by key in both.
    """

    document: dict[str, Any]
    places: dict[str, Any]
    parts: dict[str, Any]
    file: str = "xml.json"
    module: str = "xml"
    bodies: str = "xml-bodies"
    scalars: str = "scalars"
    data: str = "xml-plans"


Chosen = Callable[[tuple[ir.Media, ...]], Iterable[ir.Media]]


def xml(api: ir.Api, chosen: Chosen = tuple) -> tuple[XmlView, ...]:
    """One view where any body is XML, else none; `chosen` gives those representations of a body that are used."""
    bodies = tuple(_bodies(api, chosen))
    found = [(key, media, media.xml.json) for key, media in bodies if media.xml is not None]
    sent = tuple((media.encoding, media.positions) for _, media in bodies if media.encoding or media.positions)
    parts = {plan_key(one): one.xml.json for one in walk.nodes(sent, ir.Encoding) if one.xml is not None}
    if not found and not parts:
        return ()
    document = {key: plan for key, _, plan in found}
    places = {plan_key(media): plan for _, media, plan in found}
    return (XmlView(document | parts, places | parts, parts),)


def scope(views: tuple[XmlView, ...]) -> dict[str, Any]:
    """What templates ask of XML: whether anything is, and whether parts are."""
    return {"xml": views, "xml_parts": any(one.parts for one in views)}


def plan_key(sent: ir.Media | ir.Encoding) -> str:
    """The name of a plan: the place in the description of the media type, or of the part's encoding."""
    return sent.place


def _bodies(api: ir.Api, chosen: Chosen) -> Iterator[tuple[str, ir.Media]]:
    for operation in served(api):
        for media in chosen(operation.body.media) if operation.body else ():
            yield f"{operation.key} request {media.media_type.raw}", media
        for result in (*operation.results, *operation.errors):
            for media in chosen(result.media):
                yield f"{operation.key} {status_key(result.status)} {media.media_type.raw}", media
