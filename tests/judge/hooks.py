"""What schemathesis is told of generated services. It runs in schemathesis's own environment; see judge.py.

Three checks of ours stand here. `declared_status` takes the place of `status_code_conformance`: no description names
what any server may answer beside its own results, so a refusal is let pass, but only as problem+json, and only where
the request gave cause for it. `refused_callers` takes the place of `ignored_auth`, which knows neither OAuth 2 nor
OpenID.
`other_methods` takes the place of `unsupported_method` and `allow_header_conformance`, which know one template for a
path: PUT /users/me is allowed where there are GET /users/me and PUT /users/{id}.
"""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import requests
import schemathesis
from schemathesis.checks import CheckContext
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case

CALLER = "editor"
"""The one that `verify` of the tests lets in everywhere."""
CERTIFICATE = "X-Client-Certificate"
METHODS = frozenset(["get", "put", "post", "delete", "options", "head", "patch", "trace"])
MALFORMED = frozenset({400, 415, 422})
_probed: set[str] = set()


def schemes(case: Case) -> dict[str, dict]:
    raw = case.operation.schema.raw_schema
    return raw.get("securityDefinitions") or raw.get("components", {}).get("securitySchemes", {})


def requirements(case: Case) -> list[dict[str, list[str]]]:
    """What the operation asks for: alternatives, each with all schemes that it takes."""
    own = case.operation.definition.raw.get("security")
    return case.operation.schema.raw_schema.get("security", []) if own is None else own


def places(scheme: dict, caller: str = CALLER) -> tuple[str, str, str]:
    """Where a scheme's credential stands, its name there, and the caller's."""
    kind = scheme["type"]
    if kind == "apiKey":
        return scheme["in"], scheme["name"], caller
    if kind == "mutualTLS":
        return "header", CERTIFICATE, caller
    word = "basic" if kind == "basic" else scheme["scheme"] if kind == "http" else "bearer"
    value = base64.b64encode(f"{caller}:{caller}".encode()).decode() if word.lower() == "basic" else caller
    return "header", "Authorization", f"{word} {value}"


@schemathesis.auth()
class Everybody:
    """The credentials of the operation's first alternative."""

    def get(self, case: Case, context: object) -> list[tuple[str, str, str]]:
        known = schemes(case)
        return [places(known[name]) for name in next(iter(requirements(case)), {})]

    def set(self, case: Case, data: list[tuple[str, str, str]], context: object) -> None:
        for where, name, value in data:
            {"header": case.headers, "query": case.query, "cookie": case.cookies}[where][name] = value


class Broken(Failure):
    """An answer that no description and no RFC lets a service give."""

    def __init__(self, operation: str, title: str, message: str) -> None:
        super().__init__(operation=operation, title=title, message=message)

    @property
    def _unique_key(self) -> str:
        return self.message


def is_other_method(response: Response, case: Case) -> bool:
    """Whether the request was made to try a method that the operation isn't; other checks judge that."""
    return response.request.method != case.operation.method.upper()


@schemathesis.check
def declared_status(ctx: CheckContext, response: Response, case: Case) -> None:
    declared = {str(code).upper() for code in case.operation.responses.status_codes}
    status = response.status_code
    if is_other_method(response, case) or declared & {"DEFAULT", str(status), f"{status // 100}XX"}:
        return
    if status in causes(case) and is_problem(response):
        return
    said = response.content[:500].decode("utf-8", "replace")
    message = f"{status} is not among {', '.join(sorted(declared))}: {said}"
    raise Broken(case.operation.label, "Undeclared status", message)


def causes(case: Case) -> frozenset[int]:
    """The refusals that a request may be answered with."""
    asked = frozenset({406}) if any(name.lower() == "accept" for name in case.headers or {}) else frozenset()
    secured = frozenset({401, 403}) if requirements(case) else frozenset()
    return asked | secured | MALFORMED  # those of a well-formed request are judged by positive_data_acceptance


def is_problem(response: Response) -> bool:
    """Whether the body is problem details (RFC 9457) of the response's status."""
    if response.headers.get("content-type", [""])[0] != "application/problem+json":
        return False
    problem = json.loads(response.content)
    return problem["status"] == response.status_code and {"type", "title"} <= set(problem)


@schemathesis.check
def other_methods(ctx: CheckContext, response: Response, case: Case) -> None:
    """A method that no template for the path has is a 405, and Allow names those that are there."""
    if not is_other_method(response, case):
        return
    allowed = {"OPTIONS"}
    path = case.formatted_path.partition("?")[0]
    document = case.operation.schema.raw_schema
    for template, item in document["paths"].items():
        if re.fullmatch(re.sub(r"\\\{.*?\\\}", "[^/]+?", re.escape(template.partition("?")[0])), path):
            allowed |= {method.upper() for method in METHODS & followed(item, document).keys()}
    allowed |= {"HEAD"} if "GET" in allowed else set()
    method, told = response.request.method, ", ".join(response.headers.get("allow", []))
    expected = 204 if method == "OPTIONS" else 405
    if method in allowed - {"OPTIONS"} or response.status_code == 404 and case.meta.generation.mode.is_negative:
        return
    if response.status_code != expected or set(told.split(", ")) != allowed:
        message = (
            f"{method} is answered {response.status_code}, Allow: {told}; allowed are {', '.join(sorted(allowed))}"
        )
        raise Broken(case.operation.label, "Other method", message)


def followed(item: dict, document: dict) -> dict:
    """A path item, or the one of the document that it refers to."""
    while "$ref" in item:
        found = document
        for step in unquote(item["$ref"]).lstrip("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        item = found
    return item


@schemathesis.check
def refused_callers(ctx: CheckContext, response: Response, case: Case) -> None:
    """Once for each operation that has answered a caller it knows: nobody, and callers it doesn't, get a 401."""
    label, asked = case.operation.label, requirements(case)
    if label in _probed or is_other_method(response, case) or not asked or {} in asked or response.status_code >= 300:
        return
    _probed.add(label)
    bare = without_credentials(response.request, case)
    for stranger in ({}, *({name: places(schemes(case)[name], "stranger")} for name in next(iter(asked)))):
        sent = bare.copy()
        for where, name, value in stranger.values():
            add(sent, where, name, value)
        answer = requests.Session().send(sent, timeout=30)
        if answer.status_code != 401 or "WWW-Authenticate" not in answer.headers:
            message = f"{stranger or 'nobody'} is answered {answer.status_code}: {answer.text[:500]}"
            raise Broken(label, "Not refused", message)


def without_credentials(sent: requests.PreparedRequest, case: Case) -> requests.PreparedRequest:
    """The request that was sent, without what may be a credential."""
    found = {(where, name.lower()) for where, name, _ in map(places, schemes(case).values())}
    bare = sent.copy()
    for name in list(bare.headers):
        if ("header", name.lower()) in found or name.lower() == "cookie":
            del bare.headers[name]
    address = urlsplit(str(bare.url))
    kept = [pair for pair in parse_qsl(address.query, True) if ("query", pair[0].lower()) not in found]
    bare.url = urlunsplit(address._replace(query=urlencode(kept)))
    return bare


def add(sent: requests.PreparedRequest, where: str, name: str, value: str) -> None:
    if where == "query":
        sent.url = f"{sent.url}{'&' if '?' in str(sent.url) else '?'}{urlencode({name: value})}"
    else:
        sent.headers.update({name: value} if where == "header" else {"Cookie": f"{name}={value}"})
