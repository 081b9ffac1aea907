"""Security: how a caller shows who it is, and what an operation asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from scaffold.diag import Source
from scaffold.ir.words import Doc, Name, Text


class Where(StrEnum):
    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"
    ARGUMENT = "arg"
    ADDRESS = "address"
    SOAP_HEADER = "soapheader"


class SchemeKind(StrEnum):
    API_KEY = "apiKey"
    BASIC = "basic"
    BEARER = "bearer"
    HTTP = "http"  # any other HTTP authentication scheme; `SecurityScheme.http` names it
    OAUTH2 = "oauth2"
    OPENID = "openIdConnect"
    MUTUAL_TLS = "mutualTLS"


class Flow(Struct, frozen=True, kw_only=True):
    """An OAuth2 flow: `kind` is implicit, password, clientCredentials, authorizationCode or deviceAuthorization.

    `scopes` are the names of scopes with what they let do.
    """

    kind: str
    authorization_url: Text | None = None
    token_url: Text | None = None
    refresh_url: Text | None = None
    device_url: Text | None = None
    scopes: tuple[tuple[Text, Text], ...] = ()


class SecurityScheme(Struct, frozen=True, kw_only=True):
    """How a caller shows who it is. `where` and `parameter` are set for an API key.

    `bearer_format` says what a bearer token is, `openid_url` and `metadata_url` where a client discovers the rest.
    """

    name: Name
    kind: SchemeKind
    where: Where | None = None
    parameter: Text | None = None
    http: Text | None = None
    flows: tuple[Flow, ...] = ()
    bearer_format: Text | None = None
    openid_url: Text | None = None
    metadata_url: Text | None = None
    deprecated: bool = False
    doc: Doc | None = None
    source: Source


class Need(Struct, frozen=True, kw_only=True):
    """One scheme that a requirement asks for, with the scopes (roles) it must carry."""

    scheme: Name
    scopes: tuple[Text, ...] = ()


Requirement: TypeAlias = tuple[Need, ...]  # all of them; the empty one lets anybody in
