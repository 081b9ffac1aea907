"""Servers: their URLs, and the path that the service answers under (OpenAPI 3.2, 4.5 and 4.6)."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scaffold import ir
from scaffold.diag import quote
from scaffold.source import Node
from scaffold.specs.openapi.reading import Reading

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def servers(reading: Reading, node: Node) -> tuple[ir.Server, ...]:
    """The servers in the field `servers` of the description, a path item or an operation."""
    found = []
    for element in reading.elements(node, "servers"):
        server = reading.as_object(reading.object_of(element, "url"), "a server")
        if server is not None:
            found.append(server_at(reading, server))
    return tuple(found)


def server_at(reading: Reading, node: Node) -> ir.Server:
    """The server that a node describes."""
    reading.check_fields(node, "server")
    url = reading.text(node, "url")
    if url is None:
        reading.report.add("field-assumed", node.source, "the server has no 'url'; it is read as '/'")
        url = "/"
    url = _absolute(reading, node, url)
    names = dict.fromkeys(_VARIABLE.findall(url))
    variables = {name: _variable(reading, node, name) for name in names}
    plain = _VARIABLE.sub(lambda match: variables[match[1]].default.raw, url)
    return ir.Server(
        url=ir.Text(url),
        path=ir.Text(_path(reading, node, plain)),
        variables=tuple(variables.values()),
        doc=reading.doc(node),
    )


def _absolute(reading: Reading, node: Node, url: str) -> str:
    """A relative URL resolved against where the description is (OpenAPI 3.2, 4.6.1), if that has an address."""
    base = reading.resolver.base(node)
    return url if base is None or "://" in url or url.startswith("{") else urljoin(base, url)


def _variable(reading: Reading, server: Node, name: str) -> ir.Variable:
    """The variable of that name. Without a default its first value is taken, or its own name where it has none."""
    declared = reading.member(server, "variables")
    node = declared and reading.member(declared, name, f"the server variable {quote(name)}")
    if node is None:
        message = f"the server variable {quote(name)} is not declared; its name is used as its value"
        reading.report.add("server-invalid", server.source, message)
        return ir.Variable(name=ir.Text(name), default=ir.Text(name))
    reading.check_fields(node, "server variable")
    values = reading.texts(node, "enum")
    default = reading.text(node, "default")
    if default is None:
        default = values[0] if values else name
        message = f"the server variable {quote(name)} has no default; {quote(default)} is used"
        reading.report.add("server-invalid", node.source, message)
    elif values and default not in values:
        told = f"the default {quote(default)} of the server variable {quote(name)}"
        message = f"{told} is not one of its values; it is taken as one"
        reading.report.add("server-invalid", node.source.child("default"), message)
        values = (default, *values)
    return ir.Variable(name=ir.Text(name), default=ir.Text(default), values=tuple(ir.Text(value) for value in values))


def _path(reading: Reading, node: Node, url: str) -> str:
    """The path of a URL, without a final slash; a relative URL is taken from the root of its host."""
    try:
        parts = urlsplit(url.strip())
        path = parts.path
    except ValueError:
        reading.report.add("server-invalid", node.source, f"{quote(url)} is not a URL; '/' is used as its path")
        return ""
    if parts.query or parts.fragment:
        message = f"the query and fragment of the server {quote(url)} are ignored"
        reading.report.add("server-invalid", node.source, message)
    if not parts.scheme and not parts.netloc and _is_host(path):
        message = f"the server {quote(url)} has no scheme; it is read as {quote(f'https://{path}')}"
        reading.report.add("server-invalid", node.source, message)
        path = urlsplit(f"//{path}").path
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "".join(f"/{step}" for step in steps)


def _is_host(path: str) -> bool:
    """Whether a relative reference is rather a host without its scheme: `api.example.com/v1`."""
    host = path.split("/")[0]
    return bool(re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?|localhost(?::\d+)?", host, re.IGNORECASE))


def swagger_servers(reading: Reading) -> tuple[ir.Server, ...]:
    """The servers that `schemes`, `host` and `basePath` of a 2.0 description make, one for each scheme."""
    root = reading.root
    host = reading.text(root, "host")
    base = reading.text(root, "basePath") or "/"
    base = base if base.startswith("/") else "/" + base
    if not host:
        urls = [base] if base != "/" else []
    else:
        urls = [f"{scheme}://{host}{base}" for scheme in reading.texts(root, "schemes") or ("https",)]
    return tuple(ir.Server(url=ir.Text(url), path=ir.Text(_path(reading, root, url))) for url in urls)
