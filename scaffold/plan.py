"""What will be rendered: each template of a backend, with the path it gets and the views it is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from scaffold import backend as backends
from scaffold import ir, paths
from scaffold.backend import Answer, Backend
from scaffold.diag import Report, clean
from scaffold.lang import Language
from scaffold.lang.http import taken_paths
from scaffold.lang.links import links
from scaffold.tree import FileKind, Function

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)((?:\.\w+)*)\s*\}\}")


class PathRefused(Exception):
    """A path that would leave the project, could not exist on some system, or is there twice."""


class Planned(Struct, frozen=True, kw_only=True):
    """One file to come. `template` is the template's name, None to copy nothing but `variables`' sake."""

    path: str
    template: str
    variables: Mapping[str, Any]
    kind: FileKind
    operations: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    last: bool = False


def servable(api: ir.Api, backend: Backend, report: Report) -> ir.Api:
    """`api` as far as the backend can serve it: without operations of methods, and bodies of requests, that it never
    gets to see. Each is told in `report`, as is that it has no code for what a service sends, and which of its own
    paths the description takes."""
    found = links(_served(api), api)
    for link, why in found.refused:
        report.add("feature-unsupported", link.source, f"clients can't follow the link: {clean(why)}", key=True)
    services = tuple(_offered(service, backend, report) for service in api.services)
    _tell_taken(api, backend, report)
    if all(one is other for one, other in zip(services, api.services, strict=True)):
        return api
    return replace(api, services=tuple(service for service in services if service.operations))


def tell_unheard(api: ir.Api, targets: Iterable[Backend], report: Report) -> None:
    """Which headers of requests get lost, whether a service runs on the platform that drops them, or a client."""
    lost = {name: target.title for target in targets for name in target.unheard}
    if not lost:
        return
    for param in (param for operation in _served(api) for param in operation.params):
        name = param.name.wire.raw
        if param.where is ir.Where.HEADER and name.lower() in lost:
            message = f"the header {name} gets lost in requests: the platform of {lost[name.lower()]} drops it"
            report.add("feature-unsupported", param.source, message, "give the header another name", key=True)


_UNSENDABLE = frozenset({"TRACE", "CONNECT", "TRACK"})
"""The methods that clients of the web never send, and servers refuse (Fetch, 2.2.1)."""


def _served(api: ir.Api) -> Iterator[ir.Operation]:
    for service in api.services:
        yield from (one for one in service.operations if isinstance(one.binding, ir.Http))


def _offered(service: ir.Service, backend: Backend, report: Report) -> ir.Service:
    kept = tuple(_servable(operation, backend, report) for operation in service.operations)
    if all(one is other for one, other in zip(kept, service.operations, strict=True)):
        return service
    return replace(service, operations=tuple(one for one in kept if one is not None))


def _servable(operation: ir.Operation, backend: Backend, report: Report) -> ir.Operation | None:
    if isinstance(operation.binding, ir.Webhook) and not backend.emits:
        message = f"{backend.title} has no code yet for what a service sends; there are only the types of it"
        report.add("feature-unsupported", operation.binding.declared, message, key=True)
    binding = operation.binding
    method = binding.method if isinstance(binding, ir.Http) else ""
    if isinstance(binding, ir.Http) and not _takes(backend, method):
        if backend.overrides and method not in _UNSENDABLE:
            message = f"{backend.title} can't route {method}, so {operation.key} takes POST with X-HTTP-Method-Override"
            able = _who(lambda one: _takes(one, method))
            fix = f"send POST with that header, as the SDKs do, or take a backend that routes {method}; {able}"
            report.add("method-overridden", operation.source, f"{message}: {method}; the SDKs send that", fix)
            return replace(operation, binding=replace(binding, overridden=True))
        message = f"{backend.title} can't serve the method {method}, so {operation.key} is left out"
        report.add("feature-unsupported", operation.source, message, _who(lambda one: _takes(one, method)))
        return None
    if operation.body is not None and method in backend.bodiless:
        message = f"{backend.title} never sees the body of a {method} request, so that of {operation.key} is left out"
        fix = _who(lambda one: _takes(one, method) and method not in one.bodiless)
        report.add("feature-unsupported", operation.body.source, message, fix)
        return replace(operation, body=None)
    return operation


def _tell_taken(api: ir.Api, backend: Backend, report: Report) -> None:
    """Which operations answer at paths that projects have something at themselves."""
    taken = taken_paths(api, (*backend.pages, *backend.paths))
    for operation in dict.fromkeys(taken.values()):
        places = ", ".join(path for path, one in taken.items() if one is operation)
        message = f"{operation.key} takes the place of what the project has at {places} itself"
        report.add("path-taken", operation.source, message)


def _takes(backend: Backend, method: str) -> bool:
    return not backend.methods or method in backend.methods


def _who(can: Callable[[Backend], bool]) -> str:
    able = [name for name in backends.names() if can(backends.load(name))]
    return f"these can: {', '.join(able)}"


def plan(
    backend: Backend, language: Language, prefix: str = "", answers: Mapping[str, Answer] | None = None
) -> tuple[Planned, ...]:
    """Every file that the backend has for one API and these answers, under the folder `prefix` of the project.

    A placeholder in a template's path that names no variable (`{{service.module}}`) stands for one file per view.
    Raises PathRefused.
    """
    planned: list[Planned] = []
    for source in sorted(backend.project.rglob("*.jinja")):
        template = source.relative_to(backend.project).as_posix()
        if not backend.asks_for(template.removesuffix(".jinja"), answers or {}):
            continue
        for path, variables in _paths(template.removesuffix(".jinja"), language):
            view = next(iter(variables.values()), None)
            kind: FileKind = "generated" if backend.owns(path) else "yours"
            written = getattr(view, "functions", ()) if kind == "yours" else ()
            planned.append(
                Planned(
                    path=checked(prefix + path),
                    template=template,
                    variables=variables,
                    kind=kind,
                    operations=getattr(view, "operation_keys", ()),
                    functions=tuple(Function(*each) for each in written),
                    last=path in backend.last,
                )
            )
    refuse_twins(item.path for item in planned)
    return tuple(planned)


def _paths(template: str, language: Language) -> Iterator[tuple[str, dict[str, Any]]]:
    roots = {match[1] for match in _PLACEHOLDER.finditer(template)} - language.scope.keys()
    if not roots:
        yield _filled(template, language.scope), {}
        return
    (root,) = roots
    for view in language.each(root):
        variables = {root: view}
        yield _filled(template, {**language.scope, **variables}), variables


def _filled(template: str, variables: Mapping[str, Any]) -> str:
    def value(match: re.Match[str]) -> str:
        found = variables[match[1]]
        for attribute in match[2].split(".")[1:]:
            found = getattr(found, attribute)
        return str(found)

    return _PLACEHOLDER.sub(value, template)


def checked(path: str) -> str:
    """`path` if it stays in the project and can exist on every system, else PathRefused."""
    if reason := paths.refusal(path):
        raise PathRefused(f"the path {path!r} can't be written: {reason}")
    return path


def refuse_twins(planned: Iterable[str]) -> None:
    """Raises PathRefused where two paths are one on some system, or one is a file where another needs a folder."""
    if pair := paths.clash(planned):
        raise PathRefused(f"{pair[0]!r} and {pair[1]!r} can't both be written")
