"""Who the tests let in. It takes the place of a project's own; see tests/backends.py."""

from __future__ import annotations

from .context import Resources
from .generated.http import Credential, Principal


async def verify(credential: Credential, resources: Resources) -> Principal | None:
    """`reader` may do what needs no scope, `editor` may do all."""
    scopes = {"reader": frozenset[str](), "editor": frozenset(credential.scopes)}
    name = credential.username if credential.kind == "basic" else credential.value
    return Principal(name, scopes[name]) if name in scopes else None
