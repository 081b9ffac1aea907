"""What every language needs to know of HTTP: kinds of media type, names of statuses, when a reply needs a class."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus

from scaffold import ir

_SLOT = re.compile(r"\\\{.*?\\\}")
"""A slot of a path template, escaped."""


class MediaKind(StrEnum):
    """How a body of a media type is read and written."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    MIXED = "mixed"
    TEXT = "text"
    XML = "xml"
    SEQUENCE = "sequence"
    BINARY = "binary"


def slot_names(http: ir.Http) -> tuple[ir.Text, ...]:
    """The names of the parameters in the path, in the path's order."""
    return tuple(part.name for segment in http.path.segments for part in segment if isinstance(part, ir.Slot))


def slot_values(http: ir.Http) -> list[tuple[ir.Text, tuple[ir.Text, ...]]]:
    """The placeholders of the path whose values tell them from those that they touch, with these values."""
    parts = (part for segment in http.path.segments for part in segment if isinstance(part, ir.Slot))
    return [(part.name, part.values) for part in parts if part.values]


def media_kind(media: ir.Media) -> MediaKind:
    """The kind of a media type: JSON by RFC 6839's `+json` too, text by `text/*` and unstructured XML, else bytes."""
    if media.positions is not None:
        return MediaKind.MIXED
    if media.item is not None:
        return MediaKind.SEQUENCE
    if media.xml is not None:
        return MediaKind.XML
    main = ir.essence(media.media_type.raw)
    if main == "application/json" or main.endswith("+json") or main in ("text/json", "*/*", "application/*"):
        return MediaKind.BINARY if _is_binary(media.type) else MediaKind.JSON
    if main == "application/x-www-form-urlencoded":
        return MediaKind.FORM
    if ir.is_multipart(main):
        return MediaKind.BINARY if _is_binary(media.type) else MediaKind.MULTIPART
    if main.startswith("text/") or main.endswith(("/xml", "+xml", "/yaml", "+yaml", "/javascript", "/graphql")):
        return MediaKind.BINARY if _is_binary(media.type) else MediaKind.TEXT
    return MediaKind.BINARY


def specific_first(media: Iterable[ir.Media]) -> list[ir.Media]:
    """Representations in the order in which they are compared with a request's media type: ranges come last."""
    return sorted(media, key=lambda one: (one.range or one.media_type).raw.count("*"))


def _is_binary(type_: ir.TypeRef) -> bool:
    return isinstance(type_, ir.Scalar) and type_.kind is ir.Kind.BINARY


def status_words(status: ir.Status) -> tuple[str, ...]:
    """The words by which a status is called: `created`, `not found`, `status 299`, `client error` for 4XX."""
    match status:
        case ir.Exact(code):
            try:
                phrase = HTTPStatus(code).phrase
            except ValueError:
                return ("status", str(code))
            return tuple(phrase.lower().replace("-", " ").replace("'", "").split())
        case ir.Range(hundreds):
            return {
                1: ("informational",),
                2: ("success",),
                3: ("redirection",),
                4: ("client", "error"),
                5: ("server", "error"),
            }.get(hundreds, ("other",))
    return ("default",)


def status_code(status: ir.Status) -> int:
    """A code that stands for the status where one must be chosen: itself, 400 for 4XX, 500 for the default."""
    match status:
        case ir.Exact(code):
            return code
        case ir.Range(hundreds):
            return hundreds * 100
    return 500


def status_key(status: ir.Status) -> str:
    """The status as an OpenAPI document spells it: `200`, `4XX`, `default`."""
    match status:
        case ir.Exact(code):
            return str(code)
        case ir.Range(hundreds):
            return f"{hundreds}XX"
    return "default"


def written(type_: ir.TypeRef) -> ir.TypeRef:
    """The type of a parameter or header, where a run of bytes can only be text."""
    if isinstance(type_, ir.Scalar) and type_.kind is ir.Kind.BINARY:
        return ir.Scalar(kind=ir.Kind.STRING, limits=type_.limits)
    return type_


def is_plain(results: Iterable[ir.Result]) -> bool:
    """Whether a handler answers a bare value: one exact success, without headers, of at most one media type."""
    found = tuple(results)
    return (
        len(found) == 1 and isinstance(found[0].status, ir.Exact) and not found[0].headers and len(found[0].media) <= 1
    )


def free_paths(api: ir.Api, paths: Iterable[str]) -> tuple[str, ...]:
    """Those of a backend's own `paths` (`/healthz`) that no operation of the API answers in its place."""
    own = tuple(paths)
    taken = taken_paths(api, own)
    return tuple(path for path in own if path not in taken)


def taken_paths(api: ir.Api, paths: Iterable[str]) -> dict[str, ir.Operation]:
    """The others, each with the first operation that answers there."""
    base = api.servers[0].path.raw.rstrip("/") if api.servers else ""
    described: dict[str, ir.Operation] = {}
    for operation in (operation for service in api.services for operation in service.operations):
        if isinstance(operation.binding, ir.Http):
            described.setdefault(base + operation.binding.path.template.raw, operation)
    by_text = sorted(described, key=lambda template: template.count("{"))
    found = ((path, next((one for one in by_text if _answers(one, path)), None)) for path in paths)
    return {path: described[template] for path, template in found if template is not None}


def _answers(template: str, path: str) -> bool:
    """Whether a template takes a path; a placeholder in it holds no slash."""
    if template.count("/") != path.count("/"):
        return False
    return re.fullmatch(_SLOT.sub("[^/]+", re.escape(template)), path) is not None
