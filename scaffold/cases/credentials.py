"""Credentials: where a request shows them, and which requirements one request can meet."""

from __future__ import annotations

from collections.abc import Iterable

from scaffold import ir

Place = tuple[str, str, str]  # where, the name there, the word before the value


class Credentials:
    """The security schemes of an API, by what a client sends for them."""

    def __init__(self, schemes: Iterable[ir.SecurityScheme]) -> None:
        self._places = {scheme.name.wire.raw: _place(scheme) for scheme in schemes}

    def _of(self, requirement: ir.Requirement) -> list[Place]:
        return [self._places.get(need.scheme.wire.raw, ("", "", "")) for need in requirement]

    def sendable(self, operation: ir.Operation) -> tuple[int, ...]:
        """The places of the requirements that one request can meet: no two of their credentials share a header."""
        if not operation.security:
            return (0,)
        found: list[int] = []
        for index, requirement in enumerate(operation.security):
            slots = [(where, name.lower()) for where, name, _ in self._of(requirement)]
            if len(set(slots)) == len(slots):
                found.append(index)
        return tuple(found)

    def shown_as(self, operation: ir.Operation, param: ir.Param) -> bool:
        """Whether a parameter is where an API key is sent; the names of headers are the same in any case."""
        wire = param.name.wire.raw
        return any(
            where == param.where and (name.lower() == wire.lower() if where == ir.Where.HEADER else name == wire)
            for each in operation.security
            for where, name, _ in self._of(each)
        )

    def scoped(self, operation: ir.Operation, index: int) -> bool:
        """Whether a credential without scopes is not enough: no requirement takes it that asks for none."""
        shown = set(self._of(operation.security[index]))
        met = [each for each in operation.security if set(self._of(each)) <= shown]
        return all(any(need.scopes for need in each) for each in met)


def _place(scheme: ir.SecurityScheme) -> Place:
    if scheme.kind is ir.SchemeKind.API_KEY and scheme.where is not None and scheme.parameter is not None:
        return str(scheme.where), scheme.parameter.raw, ""
    if scheme.kind is ir.SchemeKind.MUTUAL_TLS:
        return "tls", "", ""
    if scheme.kind is ir.SchemeKind.BASIC:
        return "header", "Authorization", "basic"
    if scheme.kind is ir.SchemeKind.HTTP and scheme.http is not None:
        return "header", "Authorization", scheme.http.raw.lower()
    return "header", "Authorization", "bearer"
