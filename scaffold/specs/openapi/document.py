"""The whole description: info, tags, components and operations put together to an `ir.Api` (OpenAPI 3.2, 4.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from msgspec.structs import replace

from scaffold import ir, names
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi import bundle, naming, operations, paths, security
from scaffold.specs.openapi.leniency import pardon
from scaffold.specs.openapi.paths import Found
from scaffold.specs.openapi.reading import Reading, plain


def api(reading: Reading) -> ir.Api:
    """Read everything. With errors in the report the result is incomplete and must not be used."""
    root = reading.root
    reading.check_fields(root, "description")
    stated = root.get("jsonSchemaDialect")
    if stated is not None:
        reading.schemas.dialect_named(stated.value, stated.source)
    title, version, doc = _info(reading)
    for wire, entry in reading.dialect.components(reading, "schemas"):
        reading.schemas.read_component(entry, wire)
    schemes = security.schemes(reading)
    services = _services(reading)
    if not services and not reading.report.failed:
        reading.report.add("operations-none", root.source, "the description has no operations")
    found = ir.Api(
        title=ir.Text(title),
        version=ir.Text(version),
        services=services,
        types=reading.schemas.declarations(),
        servers=reading.dialect.servers(reading),
        security=(*schemes, *reading.assumed),
        schemas=reading.schemas.schemas(),
        document=bundle.document(reading),
        doc=doc,
        source=root.source,
    )
    pardon(found, reading.schemas.residue.unread, reading.report)
    return found


def _info(reading: Reading) -> tuple[str, str, ir.Doc | None]:
    info = reading.member(reading.root, "info")
    if info is None:
        if reading.root.get("info") is None:
            message = "the description has no 'info'; its title is read as 'API' and its version as '0'"
            reading.report.add("field-assumed", reading.root.source, message, "add `info: {title: ..., version: ...}`")
        return "API", "0", None
    reading.check_fields(info, "info")
    for key in ("contact", "license"):
        if (held := reading.member(info, key)) is not None:
            reading.check_fields(held, key)
    found = {}
    for key, assumed in (("title", "API"), ("version", "0")):
        value = reading.text(info, key)
        if not value:
            message = f"'info' has no {quote(key)}; it is read as {quote(assumed)}"
            reading.report.add("field-assumed", info.source, message)
        found[key] = value or assumed
    own, outer = reading.doc(info), reading.doc(reading.root)
    external = None if outer is None else outer.external
    if external is not None:
        own = replace(own or ir.Doc(), external=external)
    return found["title"], found["version"], own


# Services


def _services(reading: Reading) -> tuple[ir.Service, ...]:
    """A service for each first tag, in the order of `tags` and then of first use; sent operations come last."""
    found = paths.find_all(reading)
    _index(reading, found)
    everywhere = security.requirements(reading, reading.root) or ()
    grouped: dict[tuple[str, ...], list[ir.Operation]] = {}
    spelled: dict[tuple[str, ...], ir.Name] = {}
    declared = _tags(reading)
    for name, _ in declared.values():
        grouped.setdefault(name.words, [])
        spelled.setdefault(name.words, name)
    sent: list[ir.Operation] = []
    for one, words in zip(found, _names(reading, found), strict=True):
        operation = operations.served(reading, one, words, everywhere)
        name = _service_name(reading, one, declared)
        grouped.setdefault(spelled.setdefault(name.words, name).words, []).append(operation)
        sent.extend(operations.callbacks(reading, one.key, one.node))
    services = [_service(reading, spelled[words], tuple(held), declared) for words, held in grouped.items() if held]
    hooks = tuple(operations.webhooks(reading))
    for wire, emitted in (("webhooks", _of_webhooks(hooks)), ("callbacks", (*sent, *_of_callbacks(hooks)))):
        if emitted:
            services.append(ir.Service(name=names.name(wire), operations=tuple(emitted)))
    return tuple(services)


def _of_webhooks(hooks: Iterable[ir.Operation]) -> tuple[ir.Operation, ...]:
    return tuple(hook for hook in hooks if hook.parent is None)


def _of_callbacks(hooks: Iterable[ir.Operation]) -> tuple[ir.Operation, ...]:
    return tuple(hook for hook in hooks if hook.parent is not None)


def _service_name(reading: Reading, found: Found, declared: Collection[str]) -> ir.Name:
    tags = [tag for tag in reading.texts(found.node, "tags") if tag.strip()]
    for tag in tags if declared else ():
        if tag not in declared:
            _tell_undeclared(reading, found.node, tag, declared)
    return names.name(tags[0] if tags else naming.service_of(found.path), "default")


def _tell_undeclared(reading: Reading, node: Node, tag: str, declared: Collection[str]) -> None:
    """Note a tag that the description, which declares others, does not declare."""
    given, at = plain(node)["tags"], node.source.child("tags")
    place = at.child(given.index(tag)) if isinstance(given, list) and tag in given else at
    near = get_close_matches(tag, declared, 1, 0.7)
    fix = f"did you mean {quote(near[0])}?" if near else None
    reading.report.add(
        "tag-undeclared", place, f"the tag {quote(tag)} is not declared, here and elsewhere", fix, once=tag
    )


def _service(
    reading: Reading, name: ir.Name, held: tuple[ir.Operation, ...], declared: dict[str, tuple[ir.Name, Node]]
) -> ir.Service:
    """The service of a tag, with the tag's words and, in 3.2, its parent."""
    found = declared.get(name.wire.raw)
    if found is None:
        return ir.Service(name=name, operations=held)
    tag = found[1]
    return ir.Service(name=name, operations=held, parent=_parent(reading, name, tag, declared), doc=reading.doc(tag))


def _parent(reading: Reading, name: ir.Name, tag: Node, declared: dict[str, tuple[ir.Name, Node]]) -> ir.Name | None:
    """The parent of a tag (OpenAPI 3.2, 4.22), which must be declared and must not lead back to the tag."""
    wire = reading.text(tag, "parent")
    seen = {name.wire.raw}
    above = wire
    while above is not None and above in declared and above not in seen:
        seen.add(above)
        above = declared[above][1].text("parent")
    if wire is None or above is None:
        return declared[wire][0] if wire else None
    why = "is not declared" if above not in declared else "leads back to itself"
    message = f"the parent {quote(wire)} of the tag {quote(name.wire.raw)} {why}; it is ignored"
    reading.report.add("field-ignored", tag.source.child("parent"), message, "declare the tag, and no circle of tags")
    return None


def _tags(reading: Reading) -> dict[str, tuple[ir.Name, Node]]:
    """The declared tags by their spelling."""
    found: dict[str, tuple[ir.Name, Node]] = {}
    for element in reading.elements(reading.root, "tags"):
        tag = reading.as_object(reading.object_of(element, "name"), "a tag")
        wire = tag and reading.text(tag, "name")
        if tag is not None:
            reading.check_fields(tag, "tag")
        if tag is not None and wire:
            found.setdefault(wire, (names.name(wire, "default"), tag))
    return found


def _index(reading: Reading, found: Iterable[Found]) -> None:
    """Note every operation's key by its operationId and its place, for links."""
    for one in found:
        reading.operation_places.setdefault(one.node.source, one.key)
        stated = reading.text(one.node, "operationId")
        if stated:
            reading.operation_ids.setdefault(stated, one.key)


def _names(reading: Reading, found: list[Found]) -> list[tuple[str, ...]]:
    """The words of each operation's name: of its operationId, else of method and path.

    An operationId that an earlier operation has is as if it were absent.
    """
    given = [_own_name(reading, one) for one in found]
    short = [naming.from_path(one.method, one.path) for one in found]
    uses = Counter(own or words for own, words in zip(given, short, strict=True))
    return [
        own or names.fit(words if uses[words] == 1 else naming.from_path(one.method, one.path, full=True))
        for own, words, one in zip(given, short, found, strict=True)
    ]


def _own_name(reading: Reading, found: Found) -> tuple[str, ...] | None:
    stated = reading.text(found.node, "operationId")
    if not stated:
        return None
    first = reading.operation_ids[stated]
    if first != found.key:
        message = f"the operationId {quote(stated)} is also that of {quote(first)}; this one is called after its path"
        reading.report.add("operation-id-duplicate", found.node.source.child("operationId"), message)
        return None
    words = names.words(stated) or names.spelled(stated)
    return names.fit(words) if words else None
