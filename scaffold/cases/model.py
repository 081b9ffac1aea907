"""What a case table is made of. Words of the description are `Text` and `Value` in it, as everywhere."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from scaffold import ir
from scaffold.cases.broken import Change
from scaffold.diag import Source


class Kind(StrEnum):
    """What a case is about, and thereby what it expects.

    ANSWERED: the request is right; a declared success follows. REFUSED: a parameter or the body is invalid; the
    operation's validation status follows and the problem names the place. MALFORMED: the body can't be parsed, 400.
    UNSUPPORTED: a content type that is not declared, 415. UNAUTHENTICATED: no credential or a wrong one, 401.
    FORBIDDEN: a good credential without a scope that is asked for, 403.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    MALFORMED = "malformed"
    UNSUPPORTED = "unsupported"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"


class Sent(StrEnum):
    """How a body is written."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    ITEMS = "items"
    XML = "xml"
    BYTES = "bytes"


class Part(Struct, frozen=True, kw_only=True):
    """One part of a multipart body. `filename` is set for files; JSON parts hold the value, others its text.

    One without a name is told by its place; one that is multipart itself has `parts`.
    """

    name: ir.Text | None
    media_type: ir.Text | None = None
    filename: str | None = None
    value: ir.Value
    headers: tuple[tuple[ir.Text, ir.Text], ...] = ()
    parts: tuple[Part, ...] | None = None


class Payload(Struct, frozen=True, kw_only=True):
    """A request body: the value, and how it is written.

    For MULTIPART `parts` are what is sent; for all but these and JSON `text` is. `change` is set where the value
    is the operation's `base` body with one thing wrong, so that a rendering can say only that.
    """

    media_type: ir.Text
    sent: Sent
    value: ir.Value
    text: ir.Text | None = None
    parts: tuple[Part, ...] = ()
    change: Change | None = None


class Request(Struct, frozen=True, kw_only=True):
    """A request as it goes over the wire. `target` is the raw target: base path, path and query, percent-encoded.

    Credentials are not in it: `Case.credential` says which are added.
    """

    method: str
    target: ir.Text
    headers: tuple[tuple[ir.Text, ir.Text], ...] = ()
    payload: Payload | None = None


class Case(Struct, frozen=True, kw_only=True):
    """A request to an operation and what must follow.

    `title` says what is special about it; where a place is at fault, `where` and the others say which.
    `status` is the expected code, or None for any declared success. `where`, `name` and `pointer` are the place that a
    problem must name (`name` for parameters, `pointer` for bodies; None where it is left open). `credential` is "good",
    "none", "wrong" or "unscoped"; `alternative` chooses among the operation's security requirements.
    """

    title: ir.Text
    operation: str
    kind: Kind
    request: Request
    status: int | None = None
    media_type: ir.Text | None = None
    where: str | None = None
    name: ir.Text | None = None
    pointer: ir.Text | None = None
    credential: str = "good"
    alternative: int = 0


class Note(Struct, frozen=True):
    """Something that could not be tested, and why."""

    operation: str
    source: Source
    message: str


class Table(Struct, frozen=True):
    """The cases of every operation by its key, in the order of the description, and what is missing from them.

    `base` holds for each operation the case whose request its others vary. It is not among them where nothing can be
    expected of it.
    """

    cases: dict[str, tuple[Case, ...]] = field(default_factory=dict)
    base: dict[str, Case] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
