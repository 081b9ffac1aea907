"""Everything that templates take from the cases of one API, made when it is first asked for and then shared."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from scaffold import ir
from scaffold.cases.answers import Replies, contract, mocks
from scaffold.cases.calls import Sample, sample
from scaffold.cases.check import Types
from scaffold.cases.credentials import Credentials
from scaffold.cases.examples import Examples
from scaffold.cases.model import Case, Table
from scaffold.cases.operations import served
from scaffold.cases.params import Params
from scaffold.cases.table import build, templates
from scaffold.diag import Report, quote


class Cases:
    """The case table of an API, the replies of its mock, and the contract that replies are checked against."""

    def __init__(self, api: ir.Api) -> None:
        self._api = api

    @cached_property
    def _types(self) -> Types:
        return Types.of(self._api)

    @cached_property
    def table(self) -> Table:
        return build(self._api, self._types, self.mocks)

    def tell(self, report: Report) -> None:
        """Reports what no test could be made for."""
        for note in self.table.notes:
            report.add("example-none", note.source, f"{quote(note.operation)}: {note.message}")

    def of(self, key: str) -> tuple[Case, ...]:
        """The cases of an operation; none where nothing can be sent to it."""
        return self.table.cases.get(key, ())

    def base(self, key: str) -> Case:
        """The case whose request the others of an operation vary; it is there where they are."""
        return self.table.base[key]

    @cached_property
    def _served(self) -> dict[str, ir.Operation]:
        return {operation.key: operation for operation in served(self._api)}

    def others(self, key: str) -> tuple[int, ...]:
        """The statuses that the mock of an operation answers when it is asked for them, besides its usual one.

        None where a parameter of the operation's own is the header that asks.
        """
        names = {param.name.wire.raw.lower() for param in self._served[key].params if param.where is ir.Where.HEADER}
        if "prefer" in names or not self._reached(key):
            return ()
        statuses = dict.fromkeys(reply["status"] for reply in self.mocks.get(key, ()))
        return tuple(statuses)[1:]

    def negotiates(self, key: str) -> bool:
        """Whether an operation refuses a caller who accepts no media type but one that nobody declares (406)."""
        kinds = [media.media_type.raw for result in self._served[key].results for media in result.media]
        declared = bool(kinds) and not any(kind.startswith(("*/", "application/*")) for kind in kinds)
        return declared and self._reached(key)

    def _reached(self, key: str) -> bool:
        """Whether any request of an operation's cases gets as far as its handler."""
        return any(case.credential == "good" for case in self.of(key))

    @cached_property
    def mocks(self) -> Replies:
        return mocks(self._api, self._types, Examples(self._types))

    @cached_property
    def contract(self) -> dict[str, Any]:
        return contract(self._api, self._types)

    @cached_property
    def samples(self) -> dict[str, Sample]:
        """What an SDK's tests call each operation with: one request can carry it, and a mock answers."""
        examples = Examples(self._types, own=False)
        params = Params(examples, templates(self._api))
        credentials = Credentials(self._api.security)
        callable_ = (each for each in self._served.values() if self.mocks.get(each.key) and credentials.sendable(each))
        found = ((each.key, sample(each, examples, params)) for each in callable_)
        return {key: one for key, one in found if one is not None}
