"""Everything that templates take from the cases of one API, made when it is first asked for and then shared."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from scaffold import ir
from scaffold.cases.answers import contract, mocks
from scaffold.cases.check import Types
from scaffold.cases.examples import Examples
from scaffold.cases.model import Case, Table
from scaffold.cases.table import build


class Cases:
    """The case table of an API, the replies of its mock, and the contract that replies are checked against."""

    def __init__(self, api: ir.Api) -> None:
        self._api = api

    @cached_property
    def _types(self) -> Types:
        return Types.of(self._api)

    @cached_property
    def table(self) -> Table:
        return build(self._api, self._types)

    def of(self, key: str) -> tuple[Case, ...]:
        """The cases of an operation; none where nothing can be sent to it."""
        return self.table.cases.get(key, ())

    @cached_property
    def mocks(self) -> dict[str, list[dict[str, Any]]]:
        return mocks(self._api, self._types, Examples(self._types))

    @cached_property
    def contract(self) -> dict[str, Any]:
        return contract(self._api, self._types)
