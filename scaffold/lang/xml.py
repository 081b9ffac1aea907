"""How the bodies of an API are written as XML, for code that is generated beside its types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from scaffold import ir
from scaffold.cases.operations import served
from scaffold.frozen import dataclass
from scaffold.lang.http import status_key


@dataclass(frozen=True)
class XmlView:
    """The plans of all bodies: in `document` by what they are of (`GET /books 200 text/xml`), in `places` by key."""

    document: dict[str, Any]
    places: dict[str, Any]
    file: str = "xml.json"
    module: str = "xml"
    bodies: str = "xml-bodies"
    scalars: str = "scalars"
    data: str = "xml-plans"


Chosen = Callable[[tuple[ir.Media, ...]], Iterable[ir.Media]]


def xml(api: ir.Api, chosen: Chosen = tuple) -> tuple[XmlView, ...]:
    """One view where any body is XML, else none; `chosen` gives those representations of a body that are used."""
    found = [(key, media, media.xml.json) for key, media in _bodies(api, chosen) if media.xml is not None]
    if not found:
        return ()
    return (XmlView({key: plan for key, _, plan in found}, {plan_key(media): plan for _, media, plan in found}),)


def plan_key(media: ir.Media) -> str:
    """The name of a body's plan: the place of its media type in the description."""
    return media.place


def _bodies(api: ir.Api, chosen: Chosen) -> Iterator[tuple[str, ir.Media]]:
    for operation in served(api):
        for media in chosen(operation.body.media) if operation.body else ():
            yield f"{operation.key} request {media.media_type.raw}", media
        for result in (*operation.results, *operation.errors):
            for media in chosen(result.media):
                yield f"{operation.key} {status_key(result.status)} {media.media_type.raw}", media
