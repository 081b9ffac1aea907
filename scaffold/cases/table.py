"""The case table of an API: for each operation what is right, each kind of wrong, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from scaffold import ir
from scaffold.cases import bodies, wire
from scaffold.cases.answers import Replies, mocks, within
from scaffold.cases.check import Types
from scaffold.cases.credentials import Credentials
from scaffold.cases.examples import MISSING, Examples, Found, Missing
from scaffold.cases.model import Case, Kind, Note, Payload, Request, Sent, Table
from scaffold.cases.operations import http, invalid_status, prefix, sent_method, served, undelimited
from scaffold.cases.params import Params, Templates
from scaffold.diag import Source
from scaffold.ir.memo import remembered

_MOST_BODY_BREAKS = 12
_MOST_NODES = 150
_MOST_SHOWN = 3
_UNKNOWN_MEDIA = ir.Text("application/x-unknown")


def build(api: ir.Api, types: Types | None = None, replies: Replies | None = None) -> Table:
    """The table of an Api that passes have left. What can't be sent, or answered by the mock, is in its notes.

    `replies` are those of the mock (`answers.mocks`), where they are made already.
    """
    known = types or Types.of(api)
    made = Examples(known, own=False)
    answers = mocks(api, known) if replies is None else replies
    params = Params(made, templates(api))
    credentials = Credentials(api.security)
    cases: dict[str, tuple[Case, ...]] = {}
    base: dict[str, Case] = {}
    notes: list[Note] = []
    for operation in served(api):
        replies_of = answers.get(operation.key, [])
        maker = _Maker(operation, prefix(api, operation), replies_of, made, params, credentials, notes)
        cases[operation.key] = tuple(maker.cases())
        if maker.base is not None:
            base[operation.key] = maker.base
    return Table(cases, base, tuple(notes))


def templates(api: ir.Api) -> Templates:
    """What the path templates of an Api hold beside their parameters."""
    literals: set[str] = set()
    delimiters: dict[str, frozenset[str]] = {}
    single: set[str] = set()
    for operation in served(api):
        for segment in http(operation).path.segments:
            ends: frozenset[str] = frozenset()
            behind = False
            for piece in segment:
                if isinstance(piece, ir.Literal):
                    literals.add(piece.text.raw)
                    ends |= {piece.text.raw} if behind else frozenset()
                else:
                    name = piece.name.raw
                    delimiters[name] = delimiters.get(name, frozenset()) | ends
                    behind = True
            single |= {one.name.raw for one, _ in undelimited(segment)}
    return Templates(frozenset(literals), delimiters, frozenset(single))


Headers = tuple[tuple[ir.Text, ir.Text], ...]
Values = dict[int, ir.Json]  # a value for each parameter that is sent, by its place in the operation


class _Maker:
    """Makes the cases of one operation."""

    def __init__(
        self,
        operation: ir.Operation,
        prefix: str,
        replies: list[dict[str, Any]],
        examples: Examples,
        params: Params,
        credentials: Credentials,
        notes: list[Note],
    ) -> None:
        self.operation = operation
        self.http = http(operation)
        self.prefix = prefix
        self.replies = replies
        self.examples = examples
        self.params = params
        self.notes = notes
        self.sendable = credentials.sendable(operation)
        self.credentials = credentials
        self.mixed = params.mixed(operation.params)
        self.invalid = invalid_status(operation)
        self.base: Case | None = None
        self.body: Found = MISSING
        self._sent = remembered(self._written)

    def cases(self) -> Iterator[Case]:
        """All cases; those that the handler is to answer only where one of the mock's replies can answer for it."""
        if not self.replies:
            self._note(self.operation.source, "no answer of it has an example, so no test expects one")
        for case in self._cases():
            self.base = self.base or case
            if self.replies or case.kind is not Kind.ANSWERED:
                yield case

    def _cases(self) -> Iterator[Case]:
        values = self._values()
        body = self._body()
        if values is None or body is MISSING:
            return
        required, everything = values
        media, payload = body
        if not self.sendable:
            self._note(self.operation.source, "its credentials can't be sent in one request, so they are only left out")
            yield self._case("no credential", Kind.UNAUTHENTICATED, required, payload, status=401, credential="none")
            return
        yield self._answered("the least that it takes", required, payload)
        yield from self._more_answered(required, everything, media, payload)
        yield from self._refused_params(required, payload)
        yield from self._refused_bodies(required, media)
        yield from self._callers(required, payload)

    def _note(self, source: Source, message: str) -> None:
        self.notes.append(Note(self.operation.key, source, message))

    def _values(self) -> tuple[Values, Values] | None:
        """Values of the required parameters, and of all; None where a required one has none."""
        required: Values = {}
        everything: Values = {}
        for place, param in enumerate(self.operation.params):
            value = self.params.valid(param)
            if value is MISSING and param.required:
                self._note(param.source, "no value was found for this parameter, so its operation has no tests")
                return None
            if value is MISSING:
                self._note(param.source, "no value was found for this parameter, so no test sends it")
                continue
            if param.required or place not in self.mixed and not self.credentials.shown_as(self.operation, param):
                everything[place] = value
            if param.required:
                required[place] = value
        return required, everything

    def _body(self) -> tuple[ir.Media | None, Payload | None] | Missing:
        """The first media type that has an example, and the least body; MISSING where one must be and none is found."""
        body = self.operation.body
        if body is None:
            return None, None
        for media in body.media:
            value = bodies.written(media, self.examples.of(_present(media.type)), self.examples)
            if value is MISSING:
                self._note(media.source, "no example was found for this body, so no test sends it")
                continue
            self.body = value
            return media, bodies.payload(media, value, self.examples)
        return MISSING if body.required else (None, None)

    def _case(self, title: str, kind: Kind, values: Values, payload: Payload | None, **more: Any) -> Case:
        headers = more.pop("headers", ())
        more.setdefault("alternative", self.sendable[0] if self.sendable else 0)
        return Case(
            title=ir.Text(title),
            operation=self.operation.key,
            kind=kind,
            request=self._request(values, payload, headers),
            **more,
        )

    def _answered(self, title: str, values: Values, payload: Payload | None, **more: Any) -> Case:
        return self._case(title, Kind.ANSWERED, values, payload, **more)

    def _request(self, values: Values, payload: Payload | None, more: tuple[tuple[str, str], ...]) -> Request:
        target, headers = self._sent(values)
        if more:
            headers = (*((ir.Text(name), ir.Text(value)) for name, value in more), *headers)
        return Request(method=sent_method(self.http), target=target, headers=headers, payload=payload)

    def _written(self, values: Values) -> tuple[ir.Text, Headers]:
        """The target and the headers that say the values of the parameters."""
        path: dict[str, str] = {}
        query: list[str] = []
        cookies: list[str] = []
        headers: list[tuple[ir.Text, ir.Text]] = []
        if self.http.overridden:
            headers.append((ir.Text("X-HTTP-Method-Override"), ir.Text(self.http.method)))
        for place, value in values.items():
            param = self.operation.params[place]
            match param.where:
                case ir.Where.PATH:
                    path[param.name.wire.raw] = wire.path(param, value)
                case ir.Where.QUERY:
                    query += wire.query(param, value)
                case ir.Where.QUERYSTRING:
                    query.append(wire.querystring(param, value))
                case ir.Where.HEADER:
                    headers.append((param.name.wire, ir.Text(wire.header(param, value))))
                case ir.Where.COOKIE:
                    cookies += wire.cookie(param, value)
        if cookies:
            headers.append((ir.Text("Cookie"), ir.Text("; ".join(cookies))))
        target = self.prefix + wire.target(self.http.path, path) + ("?" + "&".join(query) if query else "")
        return ir.Text(target), tuple(headers)

    def _more_answered(
        self, required: Values, everything: Values, media: ir.Media | None, payload: Payload | None
    ) -> Iterator[Case]:
        full = self._full(media) if media is not None else MISSING
        rich = payload if media is None or full is MISSING else bodies.payload(media, full, self.examples)
        if len(everything) > len(required) or rich is not payload:
            yield self._answered("everything that it takes", everything, rich)
        body = self.operation.body
        for other in body.media if body is not None else ():
            value = MISSING if other is media else self.examples.of(_present(other.type))
            value = bodies.written(other, value, self.examples)
            if value is not MISSING:
                written = bodies.payload(other, value, self.examples)
                yield self._answered(f"a body of {other.media_type.raw}", required, written)
        yield from self._shown(required)
        if body is not None and not body.required and payload is not None:
            yield self._answered("no body", required, None)
        kinds = [each.media_type.raw for each in self.operation.results[0].media] if self.operation.results else []
        mocked = self._mocked() if len(kinds) > 1 else set[str]()
        for kind in kinds:
            if ir.essence(kind) in mocked:
                accept, wanted = (("Accept", kind),), ir.Text(ir.essence(kind))
                yield self._answered(f"an answer of {kind}", required, payload, headers=accept, media_type=wanted)

    def _mocked(self) -> set[str]:
        """The media types in which the mock gives its usual answer."""
        usual = (one for one in self.replies if one["status"] == self.replies[0]["status"])
        return {ir.essence(one.get("media_type", "")) for one in usual}

    def _shown(self, required: Values) -> Iterator[Case]:
        """The bodies that the description gives as examples."""
        for media in self.operation.body.media if self.operation.body is not None else ():
            shown = [one.json for one in media.examples if media.item is None and within(one.json, _MOST_NODES)]
            fit = [value for value in shown if self.examples.shows(media, value)]
            for place, value in enumerate(fit[:_MOST_SHOWN], 1):
                written = bodies.written(media, value, self.examples)
                if written is not MISSING:
                    number = f" {place}" if len(fit) > 1 else ""
                    payload = bodies.payload(media, written, self.examples)
                    yield self._answered(f"the example{number} of {media.media_type.raw}", required, payload)

    def _full(self, media: ir.Media) -> Found:
        """The body with all its optional members, as deep as stays readable; MISSING where that is the least one."""
        for depth in (3, 2, 1):
            value = bodies.written(media, self.examples.of(_present(media.type), depth), self.examples)
            if value is not MISSING and within(value, _MOST_NODES):
                return MISSING if value == self.body else value
        return MISSING

    def _refused_params(self, required: Values, payload: Payload | None) -> Iterator[Case]:
        for place, param in enumerate(self.operation.params):
            where = str(param.where)
            if self.credentials.shown_as(self.operation, param):
                continue
            if place in required and param.where is not ir.Where.PATH:
                without = {each: value for each, value in required.items() if each != place}
                yield self._refused("missing", without, payload, where, param.name.wire)
            if place in self.mixed or self._is_ambiguous(param):
                continue
            for sample in self.params.broken(param):
                values = {**required, place: sample.value}
                yield self._refused(sample.title, values, payload, where, param.name.wire)

    def _is_ambiguous(self, param: ir.Param) -> bool:
        """Whether a parameter shares its path segment with another: a wrong value may then be read as another split."""
        slots = ([part.name for part in one if isinstance(part, ir.Slot)] for one in self.http.path.segments)
        return param.where is ir.Where.PATH and any(len(held) > 1 and param.name.wire in held for held in slots)

    def _refused(
        self, title: str, values: Values, payload: Payload | None, where: str, name: ir.Text | None = None, **more: Any
    ) -> Case:
        return self._case(title, Kind.REFUSED, values, payload, status=self.invalid, where=where, name=name, **more)

    def _refused_bodies(self, required: Values, media: ir.Media | None) -> Iterator[Case]:
        body = self.operation.body
        if body is None or media is None or self.body is MISSING:
            return
        if body.required:
            yield self._refused("no body", required, None, "body", pointer=ir.Text(""))
        if bodies.sent_as(media, self.examples) is Sent.JSON:
            torn = self._raw(media.media_type, "{")
            yield self._case("a body that is cut off", Kind.MALFORMED, required, torn, status=400)
        if not any(each.range or each.media_type.raw.startswith(("*/*", "application/*")) for each in body.media):
            other = self._raw(_UNKNOWN_MEDIA, "?")
            yield self._case("a body of another media type", Kind.UNSUPPORTED, required, other, status=415)
        for change in islice(bodies.wrong(media, self.body, self.examples), _MOST_BODY_BREAKS):
            written = bodies.payload(media, change.applied(self.body), self.examples, change)
            at = None if change.at is None else ir.Text(change.at)
            yield self._refused(change.title, required, written, "body", pointer=at)

    def _raw(self, media_type: ir.Text, text: str) -> Payload:
        return Payload(media_type=media_type, sent=Sent.BYTES, value=ir.Value(text), text=ir.Text(text))

    def _callers(self, required: Values, payload: Payload | None) -> Iterator[Case]:
        alternatives = self.operation.security
        if not alternatives or () in alternatives:
            return
        first, *others = self.sendable
        for credential, title in (("none", "no credential"), ("wrong", "a wrong credential")):
            yield self._case(title, Kind.UNAUTHENTICATED, required, payload, status=401, credential=credential)
        if self.credentials.scoped(self.operation, first):
            yield self._case(
                "a credential without the scope", Kind.FORBIDDEN, required, payload, status=403, credential="unscoped"
            )
        for place in others:
            names = " and ".join(need.scheme.wire.raw for need in alternatives[place])
            yield self._answered(f"a credential of {names}", required, payload, alternative=place)


def _present(kind: ir.TypeRef) -> ir.TypeRef:
    return kind.item if isinstance(kind, ir.Nullable) else kind
