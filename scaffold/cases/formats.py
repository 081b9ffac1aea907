"""Formats: the ones that generated services enforce, each with a test, an example and values that break it.

A format that isn't listed is a remark and constrains nothing (JSON Schema 2020-12, Validation, section 7.2.3).
"""

from __future__ import annotations

import base64
import binascii
import datetime
import ipaddress
import re
from collections.abc import Callable

from msgspec import Struct

from scaffold.regex import translate


class Format(Struct, frozen=True):
    """A format of strings: `test` tells a value that has it, `examples` have it, `broken` have not."""

    test: Callable[[str], bool]
    examples: tuple[str, ...]
    broken: tuple[str, ...]


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):(\d{2}))", re.ASCII)
_DURATION = re.compile(
    r"P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)",
    re.ASCII,
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_URI_TEXT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]-]++|%[0-9A-Fa-f]{2})*+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")


def is_date(value: str) -> bool:
    """RFC 3339 `full-date`."""
    if not _DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_time(value: str) -> bool:
    """RFC 3339 `full-time`: with an offset; a leap second is at the end of a day in UTC."""
    found = _TIME.fullmatch(value)
    if found is None:
        return False
    hour, minute, second, offset_hour, offset_minute = (int(part or 0) for part in found.groups())
    offset = (offset_hour * 60 + offset_minute) * (-1 if "-" in value else 1)
    leap = (hour * 60 + minute - offset) % 1440 == 1439
    return hour < 24 and minute < 60 and second < 60 + leap and offset_hour < 24 and offset_minute < 60


def is_date_time(value: str) -> bool:
    """RFC 3339 `date-time`: with an offset."""
    return value[10:11] in ("T", "t") and is_date(value[:10]) and is_time(value[11:])


def is_duration(value: str) -> bool:
    """ISO 8601 durations as RFC 3339 appendix A has them."""
    return bool(_DURATION.fullmatch(value)) and len(value) > 2 and value[-1] != "T"


def is_email(value: str) -> bool:
    """An RFC 5321 mailbox, quoted local parts and address literals left aside."""
    local, at, host = value.rpartition("@")
    return bool(at) and len(local) <= 64 and bool(_LOCAL.fullmatch(local)) and is_hostname(host)


def is_hostname(value: str) -> bool:
    """RFC 1123, section 2.1."""
    return 0 < len(value) <= 253 and all(_LABEL.fullmatch(label) for label in value.split("."))


def is_ipv4(value: str) -> bool:
    """RFC 2673 section 3.2, `dotted-quad`."""
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return True


def is_ipv6(value: str) -> bool:
    """RFC 4291 section 2.2, without a zone."""
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return "%" not in value


def is_uri_reference(value: str) -> bool:
    """RFC 3986 section 4.1, by its characters."""
    return bool(_URI_TEXT.fullmatch(value))


def is_uri(value: str) -> bool:
    """RFC 3986 section 3: with a scheme."""
    return bool(_SCHEME.match(value)) and is_uri_reference(value)


def is_regex(value: str) -> bool:
    """ECMA-262, as far as it can be tried."""
    return translate(value) is not None


def is_byte(value: str) -> bool:
    """RFC 4648 section 4, base64 with padding."""
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


FORMATS: dict[str, Format] = {
    "date": Format(is_date, ("2026-01-31",), ("2026-02-30", "yesterday")),
    "date-time": Format(is_date_time, ("2026-01-31T12:30:00Z",), ("2026-01-31T25:00:00Z", "yesterday")),
    "time": Format(is_time, ("12:30:00Z",), ("25:00:00Z",)),
    "duration": Format(is_duration, ("P3D", "PT1H"), ("three days",)),
    "uuid": Format(lambda value: bool(_UUID.fullmatch(value)), ("3fa85f64-5717-4562-b3fc-2c963f66afa6",), ("no-uuid",)),
    "email": Format(is_email, ("reader@example.com", "a@b.example"), ("no-address",)),
    "hostname": Format(is_hostname, ("example.com", "localhost"), ("-no-host-",)),
    "ipv4": Format(is_ipv4, ("192.0.2.1",), ("256.0.2.1",)),
    "ipv6": Format(is_ipv6, ("2001:db8::1",), ("2001:db8::x",)),
    "uri": Format(is_uri, ("https://example.com/1", "https://example.com", "a:b"), ("no uri",)),
    "uri-reference": Format(is_uri_reference, ("/1", "https://example.com/1", "a"), ("no uri",)),
    "json-pointer": Format(lambda value: bool(_POINTER.fullmatch(value)), ("/a/0", ""), ("no-pointer",)),
    "regex": Format(is_regex, ("^a+$", "a"), ("(",)),
    "byte": Format(is_byte, ("aGVsbG8=", "aGVsbG8h"), ("no base64",)),
}

INTEGERS = {"int8": 7, "int16": 15, "int32": 31, "int64": 63, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}
"""Formats of integers and the number of bits that count."""


def integer_range(name: str) -> tuple[int, int] | None:
    """The least and the greatest integer of a format, or None for a format that sets no range."""
    bits = INTEGERS.get(name)
    if bits is None:
        return None
    return (0 if name.startswith("u") else -(2**bits)), 2**bits - 1
