"""Security schemes, and what an operation asks for (OpenAPI 3.2, 4.27 to 4.30)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec.structs import replace

from scaffold import ir, names
from scaffold.diag import Source, quote
from scaffold.source import Node
from scaffold.specs.openapi.leniency import SENT
from scaffold.specs.openapi.reading import Reading, kind, plain, text

_TYPES = ("apiKey", "http", "mutualTLS", "openIdConnect", "oauth2")
_HTTP = {"basic": ir.SchemeKind.BASIC, "bearer": ir.SchemeKind.BEARER}
_PLACES = {"query": ir.Where.QUERY, "header": ir.Where.HEADER, "cookie": ir.Where.COOKIE}
_ADDRESSES = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
    "deviceAuthorization": ("deviceAuthorizationUrl", "tokenUrl"),
}
_FLOWS = tuple(_ADDRESSES)


def schemes(reading: Reading) -> tuple[ir.SecurityScheme, ...]:
    """The declared security schemes; their names are kept in `reading` for the requirements."""
    found = []
    for wire, entry in reading.dialect.components(reading, "securitySchemes"):
        node = reading.as_object(entry, f"the security scheme {quote(wire)}", "securitySchemes")
        if node is None:
            continue
        name = names.name(wire, "scheme")
        reading.schemes[wire] = name
        reading.check_fields(node, "security scheme")
        scheme = _scheme(reading, name, reading.dialect.scheme(node))
        if scheme is not None:
            reading.memo["scopes", wire] = [scope.raw for flow in scheme.flows for scope, _ in flow.scopes]
            found.append(scheme)
    return tuple(found)


def _scheme(reading: Reading, name: ir.Name, node: Node) -> ir.SecurityScheme | None:
    stated = _spelt(reading, node, "type", (*_TYPES, *_HTTP))
    if stated in _HTTP:
        message = f"{quote(stated)} is no type of a security scheme; it is read as 'http' with this scheme"
        reading.report.add("field-mended", node.source.child("type"), message)
        kind = _HTTP[stated]
        return ir.SecurityScheme(name=name, kind=kind, http=ir.Text(stated), doc=reading.doc(node), source=node.source)
    found = _of_type(reading, name, node, stated)
    if found is not None:
        return replace(found, deprecated=reading.flag(node, "deprecated"), doc=reading.doc(node))
    if stated in _TYPES:
        return None
    if stated is None:
        reading.report.add("field-missing", node.source, f"the security scheme {quote(name.wire.raw)} has no 'type'")
    else:
        message = f"{quote(stated)} is no type of a security scheme"
        fix = "use apiKey, http, oauth2, openIdConnect or mutualTLS"
        reading.report.add("field-invalid", node.source.child("type"), message, fix)
    return None


def _spelt(reading: Reading, node: Node, key: str, known: Iterable[str]) -> str | None:
    """The string in field `key`; one of these is taken for it in whatever case it is written, with a warning."""
    stated = reading.text(node, key)
    meant = next((each for each in known if stated is not None and each.lower() == stated.lower()), stated)
    if meant != stated:
        message = f"{quote(key)} is {quote(stated)}; it is read as {quote(meant)}"
        reading.report.add("field-mended", node.source.child(key), message)
    return meant


def _of_type(reading: Reading, name: ir.Name, node: Node, stated: str | None) -> ir.SecurityScheme | None:
    if stated == "apiKey":
        return _api_key(reading, name, node)
    if stated == "http":
        return _http(reading, name, node)
    if stated == "mutualTLS":
        return ir.SecurityScheme(name=name, kind=ir.SchemeKind.MUTUAL_TLS, source=node.source)
    if stated == "openIdConnect":
        url = text(reading.text(node, "openIdConnectUrl"))
        if url is None:
            message = f"{quote(name.wire.raw)} has no 'openIdConnectUrl'; clients are given their tokens"
            reading.report.add("field-assumed", node.source, message)
        return ir.SecurityScheme(name=name, kind=ir.SchemeKind.OPENID, openid_url=url, source=node.source)
    if stated == "oauth2":
        flows, url = _flows(reading, node), text(reading.text(node, "oauth2MetadataUrl"))
        if not flows:
            message = f"{quote(name.wire.raw)} has no flow; clients are given their tokens"
            reading.report.add("field-assumed", node.source, message, "describe its `flows`")
        return ir.SecurityScheme(
            name=name, kind=ir.SchemeKind.OAUTH2, flows=flows, metadata_url=url, source=node.source
        )
    return None


def _api_key(reading: Reading, name: ir.Name, node: Node) -> ir.SecurityScheme | None:
    where, parameter = _spelt(reading, node, "in", _PLACES), reading.text(node, "name")
    for key, value in (("in", where), ("name", parameter)):
        if not value:
            reading.report.add("field-missing", node.source, f"the API key {quote(name.wire.raw)} has no {quote(key)}")
    if where and where not in _PLACES:
        message = f"an API key cannot be in {quote(where)}"
        reading.report.add("field-invalid", node.source.child("in"), message, "use query, header or cookie")
    if not parameter or where not in _PLACES:
        return None
    return ir.SecurityScheme(
        name=name,
        kind=ir.SchemeKind.API_KEY,
        where=_PLACES[where],
        parameter=ir.Text(parameter),
        source=node.source,
    )


def _http(reading: Reading, name: ir.Name, node: Node) -> ir.SecurityScheme | None:
    scheme = reading.text(node, "scheme")
    if not scheme:
        message = f"the HTTP security scheme {quote(name.wire.raw)} has no 'scheme'"
        reading.report.add("field-missing", node.source, message, "add `scheme: bearer` or `scheme: basic`")
        return None
    return ir.SecurityScheme(
        name=name,
        kind=_HTTP.get(scheme.lower(), ir.SchemeKind.HTTP),
        http=ir.Text(scheme),
        bearer_format=text(reading.text(node, "bearerFormat")),
        source=node.source,
    )


def _flows(reading: Reading, node: Node) -> tuple[ir.Flow, ...]:
    found = []
    for wire, entry in reading.members(node, "flows"):
        flow = reading.as_object(entry, f"the flow {quote(wire)}")
        if flow is None:
            continue
        if wire not in _FLOWS:
            message = f"{quote(wire)} is no OAuth2 flow; it is ignored"
            reading.report.add("field-unknown", entry.source, message, "use one of " + ", ".join(_FLOWS), key=True)
            continue
        reading.check_fields(flow, "oauth flow")
        for key in _ADDRESSES[wire]:
            if not plain(flow).get(key):
                message = f"the {wire} flow has no {quote(key)}"
                reading.report.add("field-assumed", flow.source, f"{message}; clients are given their tokens", key=True)
        found.append(
            ir.Flow(
                kind=wire,
                authorization_url=text(reading.text(flow, "authorizationUrl")),
                token_url=text(reading.text(flow, "tokenUrl")),
                refresh_url=text(reading.text(flow, "refreshUrl")),
                device_url=text(reading.text(flow, "deviceAuthorizationUrl")),
                scopes=_scopes(reading, flow),
            )
        )
    return tuple(found)


def _scopes(reading: Reading, flow: Node) -> tuple[tuple[ir.Text, ir.Text], ...]:
    scopes = reading.member(flow, "scopes")
    told = [] if scopes is None else [(name, words.value) for name, words in scopes.items()]
    return tuple((ir.Text(name), ir.Text(words if isinstance(words, str) else "")) for name, words in told)


def requirements(reading: Reading, node: Node) -> tuple[ir.Requirement, ...] | None:
    """The alternatives in the field `security`; None where there is none, so that the description's own hold.

    A list with nothing but `{}` lets anybody in, as an empty one does.
    """
    given = node.get("security")
    if given is None:
        return None
    found: list[ir.Requirement] = []
    for element in [given] if isinstance(given.value, str) else reading.elements(node, "security"):
        if isinstance(element.value, dict):
            needs = [_need(reading, wire, scopes) for wire, scopes in element.items() if not wire.startswith("x-")]
            found.append(tuple(need for need in needs if need is not None))
        elif isinstance(element.value, str):
            message = f"a security requirement is {kind(element.value)}; it is read as an object with that name"
            reading.report.add("field-mended", element.source, message, "write it as `- name: []`")
            need = _need(reading, element.value, Node([], element.source))
            found.append((need,) if need is not None else ())
        else:
            message = f"a security requirement must be an object, not {kind(element.value)}"
            reading.report.add("field-invalid", element.source, message, "write it as `- name: []`")
    return () if all(not requirement for requirement in found) else tuple(found)


def _need(reading: Reading, wire: str, scopes: Node) -> ir.Need | None:
    name = reading.schemes.get(wire) or _by_reference(reading, wire, scopes)
    if name is None:
        name = _undefined(reading, wire, scopes.source)
    if name is None:
        return None
    if scopes.value is None:
        reading.report.add("field-mended", scopes.source, "the scopes are null; they are read as an empty list")
        return ir.Need(scheme=name)
    if not isinstance(scopes.value, list):
        message = f"the scopes must be a list, not {kind(scopes.value)}"
        reading.report.add("field-invalid", scopes.source, message, "write it as `- name: []`")
        return None
    given = [(scope, reading.as_text(scope, "a scope", needed=True)) for scope in scopes.elements()]
    for at, scope in given:
        _check_scope(reading, wire, at, scope)
    return ir.Need(scheme=name, scopes=tuple(ir.Text(scope) for _, scope in given if scope is not None))


def _undefined(reading: Reading, wire: str, at: Source) -> ir.Name | None:
    """What to do of a scheme that is not defined: it is asked for as a bearer token, unless a name is misspelt."""
    message = f"the security scheme {quote(wire)} is not defined"
    same = next((declared for declared in reading.schemes if declared.lower() == wire.lower()), None)
    if same is not None:
        reading.report.add("security-unknown", at, message, key=True, outcome=f"it is read as {quote(same)}")
        return reading.schemes[same]
    near = get_close_matches(wire, list(reading.schemes), 1, 0.7)
    fix = f"did you mean {quote(near[0])}?" if near else None
    if near or SENT.search(at.pointer):
        reading.report.add("security-unknown", at, message, fix, key=True)
        return None
    name = reading.schemes[wire] = names.name(wire, "scheme")
    reading.assumed.append(ir.SecurityScheme(name=name, kind=ir.SchemeKind.BEARER, http=ir.Text("bearer"), source=at))
    reading.report.add("security-unknown", at, message, key=True, outcome="a bearer token is asked for")
    return name


def _check_scope(reading: Reading, wire: str, at: Node, scope: str | None) -> None:
    """Warn of a scope that no flow of its scheme declares, where the flows declare any."""
    declared = reading.memo.get(("scopes", wire), ())
    if scope and declared and scope not in declared:
        near = get_close_matches(scope, declared, 1, 0.6)
        fix = f"did you mean {quote(near[0])}?" if near else None
        message = f"no flow of {quote(wire)} declares the scope {quote(scope)}"
        reading.report.add("scope-unknown", at.source, message, fix)


def _by_reference(reading: Reading, wire: str, at: Node) -> ir.Name | None:
    """The scheme that a requirement of 3.2 names by a URI: one that the components hold, or an alias of it."""
    if not any(char in wire for char in "#/."):
        return None
    target = reading.resolver.resolve(wire, at.source)
    if target is None:
        return None
    for name, entry in reading.dialect.components(reading, "securitySchemes"):
        declared = reading.follow(entry)
        if entry.source == target.source or (declared and declared.source == target.source):
            return reading.schemes.get(name)
    return None
