"""Prints calls of a client with sample values: for its own tests, and for a README."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from scaffold import ir
from scaffold.cases.calls import Sample
from scaffold.lang.clients import encoded
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.typescript import data, literals
from scaffold.lang.typescript.client_views import ClientView, OperationView, SchemeView, is_given
from scaffold.lang.typescript.imports import Imports
from scaffold.lang.typescript.writer import TypeScriptWriter

_SECRET = "secret"
_BASIC = "dXNlcjpzZWNyZXQ="
"""`user:secret` in Base64."""
_BODILESS = ("TRACE", "CONNECT", "TRACK")
"""The methods that `fetch` never sends."""


class SampleWriter(TypeScriptWriter):
    """A writer with the filters that print calls."""

    SAMPLE_FILTERS = (
        *("example", "sample_call", "sample_body", "sends_json"),
        *("calls", "path_pattern", "test_credentials", "test_signature"),
    )

    def example(self, view: OperationView, samples: Mapping[str, Sample], name: str = "", more: str = "") -> str:
        """A call for a README with what must be given; "" where that takes more than words and numbers."""
        sample = samples.get(view.node.key)
        if sample is None or (view.bodies and view.node.body is not None and view.node.body.required):
            return ""
        values = {id(param): value.json for param, value in sample.values}
        members: dict[str, dict[str, object]] = {}
        for group, params in view.groups:
            for param in filter(is_given, params):
                value = values.get(id(param))
                if not isinstance(value, str | int | float):
                    return ""
                members.setdefault(group, {})[param.name.wire.raw] = value
        given = ["client"] + ([literals.literal(members)] if members or more else []) + ([more] if more else [])
        return f"{name or view.function}({', '.join(given)})"

    def sample_call(self, view: OperationView, samples: Mapping[str, Sample]) -> str | data.Call:
        """A call with all sample values, importing its function; "" where its body is more than JSON."""
        sample = samples.get(view.node.key)
        if sample is None or view.http.method in _BODILESS or view.querystring is not None:
            return ""
        values = {id(param): value for param, value in sample.values}
        parts: list[tuple[str, data.Data]] = []
        for group, params in view.groups:
            members = tuple(
                (literals.key(param.name.wire.raw), data.of_json(values[id(param)].json, literals.literal))
                for param in params
                if id(param) in values
            )
            if members:
                parts.append((group, data.of(*members)))
        if view.bodies and sample.body is not None:
            media, value = sample.body
            if media_kind(media) is not MediaKind.JSON:
                return ""
            parts.append(("body", data.of_json(value.json, literals.literal)))
            if view.payload and media.media_type not in view.bodies[0].media:
                parts.append(("contentType", literals.literal(media.media_type)))
        function = self.use(view.function, "/src/index.ts")
        return data.Call(f"{function}(client, ", data.of(*parts)) if parts else f"{function}(client)"

    def calls(self, view: ClientView, samples: Mapping[str, Sample]) -> bool:
        """Whether there is any sample call; it imports nothing."""
        outer, self._imports = self._imports, Imports()
        found = any(self.sample_call(operation, samples) for operation in view.operations)
        self._imports = outer
        return found

    def sends_json(self, view: OperationView, samples: Mapping[str, Sample]) -> bool:
        """Whether the sample call has a body."""
        sample = samples.get(view.node.key)
        return bool(view.bodies and sample and sample.body)

    def sample_body(self, view: OperationView, samples: Mapping[str, Sample], call: str, margin: int) -> str:
        """The statement that begins with `call` and ends with the body of the sample call."""
        body = samples[view.node.key].body
        assert body is not None, "only of a call that sends JSON"
        return data.printed(data.Call(call, data.of_json(body[1].json, literals.literal)), margin, margin) + ";"

    def path_pattern(self, view: OperationView) -> str:
        """A regular expression for the path of a call, below `/base` or that of the operation's own server."""
        segments = []
        for segment in view.http.path.segments:
            pieces = (
                r"[^/]*" if isinstance(piece, ir.Slot) else _escaped(encoded(piece.text.raw)) for piece in segment
            )
            segments.append("".join(pieces))
        base = "/base" if view.server is None else urlsplit(view.server.raw).path
        path = _escaped(base) + r"\/" + r"\/".join(segments)
        return f"/^{path}$/"

    def test_credentials(self, view: ClientView) -> str:
        """Credentials for every scheme, as members of an object."""
        basic = '{ username: "user", password: "secret" }'
        members = (
            f"{literals.key(scheme.node.name.wire.raw)}: {basic if scheme.basic else literals.quoted(_SECRET)}"
            for scheme in view.signing
        )
        return ", ".join(members)

    def test_signature(self, view: OperationView) -> list[tuple[ir.Text | str, str]]:
        """The headers that the first alternative of schemes writes, with their values."""
        schemes = view.alternatives[0] if view.alternatives else ()
        found: dict[ir.Text | str, str] = {}
        for scheme in schemes:
            if scheme.node.kind is not ir.SchemeKind.API_KEY:
                found["Authorization"] = _authorization(scheme)
            elif scheme.node.where is ir.Where.HEADER:
                found[scheme.node.parameter or scheme.node.name.wire] = _SECRET
        return list(found.items())


def _authorization(scheme: SchemeView) -> str:
    if scheme.basic:
        return f"Basic {_BASIC}"
    return f"{scheme.prefix}{_SECRET}"


def _escaped(text: str) -> str:
    """Literal text of a path inside a regular expression."""
    return re.sub(r"[.*+?^${}()|[\]\\/]", lambda match: "\\" + match[0], text)
