"""Values on the wire: parameters in the styles of OpenAPI 3.2 section 4.12.2.2, forms, and paths.

Everything is written the way RFC 6570 has it: names and values percent-encoded, delimiters bare (except the blank and
the bar of spaceDelimited and pipeDelimited, which are no URI characters).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib import parse

from scaffold import ir
from scaffold.cases.model import Part

quote = cache(parse.quote)

_RESERVED = ":/?#[]@!$&'()*+,;="
_json = json.JSONEncoder(ensure_ascii=False).encode


def text(value: ir.Json) -> str:
    """A scalar as the text of a parameter; anything else as JSON."""
    if isinstance(value, str):
        return value
    if type(value) is int or isinstance(value, float) and value.is_integer():
        return repr(value)
    return _json(value)


def escaped(value: ir.Json, *, reserved: bool = False) -> str:
    """A scalar, percent-encoded for a URI: all but RFC 3986's unreserved characters, or all but reserved ones too."""
    return quote(text(value), safe=_RESERVED.replace("&", "").replace("#", "") if reserved else "")


def is_json(param: ir.Param | ir.Header) -> bool:
    """Whether a parameter is written as a JSON document; with another media type it is a text."""
    return param.media is not None and "json" in param.media.raw.lower()


def path(param: ir.Param, value: ir.Json) -> str:
    """The text of a path parameter, to stand for `{name}`: matrix, label or simple style."""
    name = quote(param.name.wire.raw, safe="")
    if is_json(param):
        return quote(json.dumps(value, separators=(",", ":"), ensure_ascii=False), safe="")
    match param.style:
        case ir.Style.MATRIX:
            return _matrix(name, value, param.explode)
        case ir.Style.LABEL:
            return "." + _joined(value, param.explode, "." if param.explode else ",", quoted=True)
        case _:
            return _joined(value, param.explode, ",", quoted=True)


def _matrix(name: str, value: Any, explode: bool) -> str:
    if explode and isinstance(value, list):
        return "".join(f";{name}={escaped(item)}" for item in value)
    if explode and isinstance(value, dict):
        return "".join(f";{escaped(key)}={escaped(member)}" for key, member in value.items())
    joined = _joined(value, False, ",", quoted=True)
    return f";{name}={joined}" if joined else f";{name}"


def _joined(value: Any, explode: bool, delimiter: str, *, quoted: bool, reserved: bool = False) -> str:
    """Items or members in one text: `R,100,G,200`, or with explode `R=100,G=200`."""

    def write(part: ir.Json) -> str:
        return escaped(part, reserved=reserved) if quoted else text(part)

    if isinstance(value, list):
        return delimiter.join(write(item) for item in value)
    if isinstance(value, dict):
        between = "=" if explode else delimiter
        return delimiter.join(f"{write(key)}{between}{write(member)}" for key, member in value.items())
    return write(value)


def query(param: ir.Param, value: ir.Json) -> list[str]:
    """The `name=value` parts of a query parameter; none for an empty array or object."""
    name = quote(param.name.wire.raw, safe="")
    if is_json(param):
        return [f"{name}={quote(json.dumps(value, separators=(',', ':'), ensure_ascii=False), safe='')}"]
    return pairs(name, value, param.style, param.explode, reserved=param.allow_reserved)


def pairs(name: str, value: Any, style: ir.Style, explode: bool, *, reserved: bool = False) -> list[str]:
    """A value in one of the query styles; `name` is percent-encoded already."""
    if isinstance(value, (list, dict)) and not value:
        return []
    if style is ir.Style.DEEP and isinstance(value, dict):
        return [
            part
            for key, member in value.items()
            for part in pairs(f"{name}%5B{escaped(key)}%5D", member, style, explode, reserved=reserved)
        ]
    if style is ir.Style.DEEP and isinstance(value, list):
        return [f"{name}={escaped(item, reserved=reserved)}" for item in value]
    if style in (ir.Style.SPACE, ir.Style.PIPE) and isinstance(value, (list, dict)):
        delimiter = "%20" if style is ir.Style.SPACE else "%7C"
        return [f"{name}={_joined(value, False, delimiter, quoted=True, reserved=reserved)}"]
    if explode and isinstance(value, list):
        return [f"{name}={escaped(item, reserved=reserved)}" for item in value]
    if explode and isinstance(value, dict):
        return [f"{escaped(key)}={escaped(member, reserved=reserved)}" for key, member in value.items()]
    return [f"{name}={_joined(value, False, ',', quoted=True, reserved=reserved)}"]


def header(param: ir.Param | ir.Header, value: ir.Json) -> str:
    """The value of a header: simple style, not percent-encoded."""
    if is_json(param):
        return json.dumps(value, separators=(",", ":"))
    return _joined(value, param.explode, ",", quoted=False)


def cookie(param: ir.Param, value: ir.Json) -> list[str]:
    """The `name=value` parts of a cookie parameter: form style percent-encodes, cookie style does not."""
    if param.style is not ir.Style.COOKIE:
        return query(param, value)
    name = param.name.wire.raw
    if param.explode and isinstance(value, list):
        return [f"{name}={text(item)}" for item in value]
    if param.explode and isinstance(value, dict):
        return [f"{key}={text(member)}" for key, member in value.items()]
    return [f"{name}={_joined(value, False, ',', quoted=False)}"]


def querystring(param: ir.Param, value: ir.Json) -> str:
    """The whole query string, for `in: querystring` (OpenAPI 3.2 section 4.12.1): a form, or JSON percent-encoded."""
    if param.media is not None and "x-www-form-urlencoded" in param.media.raw:
        return form(value, ())
    return quote(json.dumps(value, separators=(",", ":"), ensure_ascii=False), safe="")


def form(value: ir.Json, encodings: tuple[ir.Encoding, ...]) -> str:
    """An object as application/x-www-form-urlencoded (OpenAPI 3.2 section 4.15.1).

    Without style, explode or allowReserved a member goes by its content type: arrays repeat the name, objects are JSON.
    """
    if not isinstance(value, dict):
        return ""
    known = {encoding.property.raw: encoding for encoding in encodings}
    parts: list[str] = []
    for name, member in value.items():
        encoding = known.get(name)
        quoted = quote(name, safe="")
        if encoding is not None and encoding.style is not None:
            parts += pairs(quoted, member, encoding.style, encoding.explode, reserved=encoding.allow_reserved)
            continue
        if encoding is not None and encoding.media and "json" in encoding.media[0].raw:
            parts.append(f"{quoted}={quote(_json(member), safe='')}")
            continue
        items = member if isinstance(member, list) else [member]
        parts += [f"{quoted}={escaped(item)}" for item in items]
    return "&".join(parts)


def sequence(media_type: str, items: list[ir.Json]) -> str:
    """Items as a sequential media type (OpenAPI 3.2 section 4.14.3): JSON lines, a JSON text sequence, events."""
    if media_type == "text/event-stream":
        return "".join(map(_event, items))
    mark = "\x1e" if media_type.endswith("json-seq") else ""
    return "".join(f"{mark}{_json(item)}\n" for item in items)


def _event(item: ir.Json) -> str:
    fields = item if isinstance(item, dict) else {"data": item}
    lines = (f"{name}: {row}\n" for name, value in fields.items() for row in re.split("\r\n|\n|\r", text(value)))
    return "".join(lines) + "\n"


def joined(value: ir.Json, style: ir.Style) -> str:
    """An array or object in one text without percent-encoding, as one part of a multipart body holds it."""
    return _joined(value, False, {ir.Style.SPACE: " ", ir.Style.PIPE: "|"}.get(style, ","), quoted=False)


def target(template: ir.Path, values: dict[str, str]) -> str:
    """A path template with the texts of its parameters put in: the raw target, percent-encoded."""
    out: list[str] = []
    for segment in template.segments:
        out.append("/")
        for piece in segment:
            match piece:
                case ir.Literal(text=literal):
                    out.append(quote(literal.raw, safe=":@!$&'()*+,;=~"))
                case ir.Slot(name=name):
                    out.append(values[name.raw])
    return "".join(out)


def concrete(media_type: str) -> str:
    """A media type that a range stands for; others as they are."""
    name = ir.essence(media_type)
    if "*" not in name:
        return media_type
    kind, _, sub = name.partition("/")
    if sub != "*":  # such as `application/*+json`
        return f"{kind}/{sub.replace('*', 'vnd.example')}"
    return {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}.get(
        kind, "application/octet-stream"
    )


BOUNDARY = "a-boundary-that-no-part-contains"


def multipart(parts: Iterable[Part], boundary: str = BOUNDARY) -> str:
    """Parts between their boundaries, as text."""
    return "".join(f"--{boundary}\r\n{_part(one, f'inner-{boundary}')}\r\n" for one in parts) + f"--{boundary}--\r\n"


def _part(part: Part, inner: str) -> str:
    """One part; `inner` is the boundary between its own parts."""
    lines = [f"{name.raw}: {value.raw}" for name, value in part.headers]
    kind = part.media_type.raw if part.media_type is not None else "text/plain"
    if part.name is not None:
        lines.append(f'Content-Disposition: form-data; name="{part.name.raw}"')
    if part.parts is not None:
        lines.append(f"Content-Type: {kind}; boundary={inner}")
        return "\r\n".join([*lines, "", multipart(part.parts, inner)])
    value = part.value.json
    content = value if isinstance(value, str) and "json" not in kind else _json(value)
    return "\r\n".join([*lines, f"Content-Type: {kind}", "", content])
