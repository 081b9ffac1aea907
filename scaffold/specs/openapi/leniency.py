"""Faults at places that the service does not depend on: they are warnings, whatever their code says.

A reference that leads nowhere stops the run where an operation needs what it stands for. In a schema that no operation
reaches, or in a hint such as an example, a link or a discriminator's mapping, there is something to go on with. The
same holds of credentials where the service sends: it is the other side that asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from scaffold import ir
from scaffold.diag import Diagnostic, Report, Source
from scaffold.ir import walk

_BROKEN = frozenset({"file-missing", "ref-cycle", "ref-invalid", "ref-missing"})
_DENIED = frozenset({"file-unreadable", "ref-outside", "ref-remote"})
_IN_SCHEMAS = _BROKEN | {"schema-invalid"}
_HINTS = (
    (re.compile(r"/discriminator/mapping/[^/]+$"), "read without the discriminator"),
    (re.compile(r"/examples/[^/]+/(\$ref|externalValue)$"), "the example is not used"),
    (re.compile(r"/links/[^/]+/(\$ref|operationRef)$"), "the link is left out"),
)
SENT = re.compile(r"/(callbacks|webhooks)/.*/security/[^/]+/[^/]+$")


def pardon(api: ir.Api, unread: Collection[Source], report: Report) -> None:
    """Make warnings of the faults that have a defined outcome. `unread` are checks of schemas that are not made."""
    if not report.failed:
        return
    used = _reached(api)
    unused = [declared.source for declared in api.types if declared.key not in used]
    needed = [declared.source for declared in api.types if declared.key in used]

    def outcome(found: Diagnostic) -> str | None:
        at = found.source
        if at is None:
            return None
        if found.code in _BROKEN or found.code in _DENIED and at.pointer.endswith("/externalValue"):
            for place, what in _HINTS:
                if place.search(at.pointer):
                    return what
        if found.code == "security-unknown" and SENT.search(at.pointer):
            return "it is left out where the service sends"
        if found.code in _IN_SCHEMAS and _within(at, unread):
            return "the check that it is a part of is not made"
        if found.code in _IN_SCHEMAS and _within(at, unused) and not _within(at, needed):
            return "no operation uses the schema, and this part of it is read as any value"
        return None

    report.soften(outcome)


def _within(at: Source, places: Iterable[Source]) -> bool:
    """Whether a place is one of those, or below one."""
    return any(at.document == place.document and f"{at.pointer}/".startswith(f"{place.pointer}/") for place in places)


def _reached(api: ir.Api) -> set[str]:
    """The keys of the declarations that operations lead to."""
    declared = {each.key: each for each in api.types}
    waiting: list[object] = [api.services]
    found: set[str] = set()
    while waiting:
        for ref in walk.nodes(waiting.pop(), ir.Ref):
            if ref.key not in found:
                found.add(ref.key)
                waiting.append(declared[ref.key])
    return found
