"""Which ways to send the parts of multipart bodies an API makes use of: code for them is generated where it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scaffold import ir
from scaffold.ir import walk

_USUAL = ir.Encoding(property=ir.Text(""))


def ways(bodies: Iterable[ir.Media]) -> Mapping[str, bool]:
    """`nested`: parts are multipart themselves. `mixed`: parts are told by their places, or those of parts may be.
    `streamed`: they are handled one by one.
    """
    media = tuple(bodies)
    nested = any(walk.nodes(media, ir.Parts))
    return {
        "mixed": nested or any(walk.nodes(media, ir.Positions)),
        "nested": nested,
        "streamed": any(one.positions is not None and one.item is not None for one in media),
    }


def requests(api: ir.Api) -> Iterable[ir.Media]:
    """The bodies of requests."""
    for operation in walk.nodes(api.services, ir.Operation):
        yield from operation.body.media if operation.body is not None else ()


def first_and_rest(positions: ir.Positions) -> tuple[tuple[ir.Encoding, ...], ir.Encoding | None]:
    """How the first parts are sent, as far as that is otherwise than all further ones; and those, if not as usual."""
    rest = positions.rest or _USUAL
    prefix = list(positions.prefix)
    while prefix and prefix[-1] == rest:
        prefix.pop()
    return tuple(prefix), None if rest == _USUAL else rest


def nested_type(encoding: ir.Encoding) -> ir.Text:
    """The media type of a part that is multipart itself."""
    return next(media for media in encoding.media if media.raw.lower().startswith("multipart/"))
