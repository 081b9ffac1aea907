"""Every keyword of every object of OpenAPI 2.0 to 3.2 and of their schemas, and what becomes of it.

The readers warn of fields that are not here; `met` walks a description along `holds`, `each` and `named`. A name in
braces stands for the names that a map's author chooses. Where a diagnostic is given for a keyword that the table calls
used, the diagnostic is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from scaffold.coverage import Keyword, Use

Fields: TypeAlias = Mapping[str, Keyword]
Table: TypeAlias = Mapping[str, Fields]
"""Keywords by the kind of object, and by name."""

EXTENSIONS: Fields = dict.fromkeys(
    "x-nullable x-discriminator-value x-ms-discriminator-value "
    "x-enum-varnames x-enumNames x-enum-names x-enum-keys".split(),
    Keyword(),
)
"""The extensions that are read; all others are handed on in the description that the service serves."""


def _used(names: str) -> dict[str, Keyword]:
    return dict.fromkeys(names.split(), Keyword())


def _ignored(names: str, why: str) -> dict[str, Keyword]:
    return dict.fromkeys(names.split(), Keyword(use=Use.IGNORED, why=why))


def _refused(names: str, why: str) -> dict[str, Keyword]:
    return dict.fromkeys(names.split(), Keyword(use=Use.REFUSED, why=why))


def _holds(**kinds: str) -> dict[str, Keyword]:
    return {name.rstrip("_"): Keyword(holds=kind) for name, kind in kinds.items()}


def _each(**kinds: str) -> dict[str, Keyword]:
    return {name: Keyword(each=kind) for name, kind in kinds.items()}


def _named(**kinds: str) -> dict[str, Keyword]:
    return {name: Keyword(named=kind) for name, kind in kinds.items()}


def _referred(**kinds: str) -> dict[str, Keyword]:
    return {name: Keyword(named=kind, referred=True) for name, kind in kinds.items()}


_READERS = "documentation: readers find it in the description that the service serves"
_MORE = Keyword(use=Use.IGNORED, why=_READERS, holds="external documentation")
_DOCUMENTED = _used("description") | {"externalDocs": _MORE}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")

_SHARED: Table = {
    "info": {
        **_used("title version"),
        **_ignored("summary description termsOfService", _READERS),
        "contact": Keyword(use=Use.IGNORED, why=_READERS, holds="contact"),
        "license": Keyword(use=Use.IGNORED, why=_READERS, holds="license"),
    },
    "contact": _ignored("name url email", _READERS),
    "license": _ignored("name identifier url", _READERS),
    "external documentation": _ignored("url description", _READERS),
    "paths": {"{path}": Keyword(holds="path item")},
    "responses": {"{status}": Keyword(holds="response"), "default": Keyword(holds="response")},
    "security requirement": {"{scheme}": Keyword()},
    "xml": _used("name namespace prefix attribute wrapped"),
}

_PARTS = _each(prefixEncoding="encoding") | _holds(itemEncoding="encoding")

_SWAGGER: Table = {
    **_SHARED,
    "description": {
        **_used("swagger host basePath schemes consumes produces"),
        **_holds(info="info", paths="paths"),
        "externalDocs": _MORE,
        **_named(definitions="schema", securityDefinitions="security scheme"),
        **_referred(parameters="parameter", responses="response"),
        **_each(security="security requirement", tags="tag"),
    },
    "path item": {"$ref": Keyword(), **_holds(**dict.fromkeys(_METHODS, "operation")), **_each(parameters="parameter")},
    "operation": {
        **_used("tags summary operationId consumes produces deprecated"),
        **_DOCUMENTED,
        **_ignored("schemes", "where an operation can be reached is a matter of the deployment"),
        **_holds(responses="responses"),
        **_each(parameters="parameter", security="security requirement"),
    },
    "response": {
        **_used("description examples"),
        **_holds(schema="schema"),
        **_named(headers="header"),
    },
    "tag": _used("name") | _DOCUMENTED,
    "reference": _used("$ref"),
    "security scheme": _used("type description name in flow authorizationUrl tokenUrl scopes"),
}

_OPENAPI: Table = {
    **_SHARED,
    "xml": _used("nodeType name namespace prefix attribute wrapped"),
    "description": {
        **_used("openapi $self"),
        **_ignored("jsonSchemaDialect", "schemas are read as OpenAPI's own dialect; any other is told"),
        **_holds(info="info", paths="paths", components="components"),
        "externalDocs": _MORE,
        **_named(webhooks="path item"),
        **_each(servers="server", security="security requirement", tags="tag"),
    },
    "server": _used("url") | _ignored("description name", _READERS) | _named(variables="server variable"),
    "server variable": _used("enum default") | _ignored("description", _READERS),
    "components": {
        **_named(schemas="schema", securitySchemes="security scheme"),
        **_referred(responses="response", parameters="parameter", requestBodies="request body", headers="header"),
        **_referred(examples="example", links="link", callbacks="callback", pathItems="path item"),
        **_referred(mediaTypes="media type"),
    },
    "path item": {
        **_used("$ref summary description"),
        **_holds(**dict.fromkeys((*_METHODS, "trace", "query"), "operation")),
        **_named(additionalOperations="operation"),
        **_each(servers="server", parameters="parameter"),
    },
    "operation": {
        **_used("tags summary operationId deprecated"),
        **_DOCUMENTED,
        **_holds(requestBody="request body", responses="responses"),
        **_named(callbacks="callback"),
        **_each(parameters="parameter", security="security requirement", servers="server"),
    },
    "parameter": {
        **_used("name in description required deprecated allowEmptyValue style explode allowReserved example"),
        **_holds(schema="schema"),
        **_named(content="media type", examples="example"),
    },
    "request body": _used("description required") | _named(content="media type"),
    "media type": {
        **_ignored("description", _READERS),
        **_used("example"),
        **_holds(schema="schema", itemSchema="schema"),
        **_named(encoding="encoding", examples="example"),
        **_PARTS,
    },
    "encoding": {
        **_used("contentType style explode allowReserved"),
        **_named(headers="header", encoding="encoding"),
        **_PARTS,
    },
    "response": {
        **_used("summary description"),
        **_named(headers="header", content="media type", links="link"),
    },
    "callback": {"{expression}": Keyword(holds="path item")},
    "example": {
        **_ignored("summary description", _READERS),
        **_used("value dataValue serializedValue externalValue"),
    },
    "link": {
        **_used("operationRef operationId parameters requestBody description"),
        **_holds(server="server"),
    },
    "header": {
        **_used("description required deprecated explode example"),
        **_ignored("style allowEmptyValue allowReserved", "headers have the style simple, and nothing is reserved"),
        **_holds(schema="schema"),
        **_named(content="media type", examples="example"),
    },
    "tag": _used("name summary") | _DOCUMENTED | _ignored("parent kind", "they tell documentation how to group tags"),
    "reference": _used("$ref summary description"),
    "security scheme": {
        **_used("type description name in scheme openIdConnectUrl oauth2MetadataUrl deprecated bearerFormat"),
        **_holds(flows="oauth flows"),
    },
    "oauth flows": _holds(
        **dict.fromkeys(
            "implicit password clientCredentials authorizationCode deviceAuthorization".split(), "oauth flow"
        )
    ),
    "oauth flow": _used("authorizationUrl tokenUrl refreshUrl deviceAuthorizationUrl scopes"),
}

_XML = Keyword(holds="xml")
_NUMBERS = "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf"
_SIZES = "minLength maxLength pattern minItems maxItems uniqueItems"
_PLAIN = _used(f"type format enum default {_NUMBERS} {_SIZES}")
_INNER = _PLAIN | _holds(items="items") | _ignored("default", "what is inside of a list is not left out")
_ITEMS = _INNER | _refused("collectionFormat", "a list inside of a list has no format of its own")
_FIELD = _INNER | _used("default description collectionFormat")

_SCHEMA = {
    **_PLAIN,
    **_used("description $ref title required minProperties maxProperties readOnly example"),
    **_holds(items="schema", additionalProperties="schema"),
    "xml": _XML,
    "externalDocs": _MORE,
    **_each(allOf="schema"),
    **_named(properties="schema"),
}
_SCHEMA_2 = _SCHEMA | _used("discriminator")
_SCHEMA_3 = {
    **_SCHEMA,
    **_used("writeOnly deprecated"),
    **_holds(not_="schema", discriminator="discriminator"),
    **_each(anyOf="schema", oneOf="schema"),
}
_SCHEMA_31 = {
    **_SCHEMA_3,
    **_used("$id $anchor $dynamicRef $dynamicAnchor const examples minContains maxContains dependentRequired"),
    **_used("contentEncoding contentMediaType"),
    **_ignored("$comment $vocabulary", "it speaks to authors of schemas"),
    **_ignored("$schema", "schemas are read as JSON Schema 2020-12; any other is told"),
    **_ignored("contentSchema", "JSON Schema makes it an annotation: what is in a string is not checked"),
    **_holds(if_="schema", then="schema", else_="schema", contains="schema", propertyNames="schema"),
    **_holds(unevaluatedItems="schema", unevaluatedProperties="schema"),
    **_each(prefixItems="schema"),
    **_named(definitions="schema", patternProperties="schema", dependentSchemas="schema"),
    "$defs": Keyword(named="schema"),
}
_DISCRIMINATOR: Table = {
    "discriminator": {
        **_used("propertyName mapping"),
        "defaultMapping": Keyword(use=Use.APPROXIMATED, why="the alternatives are tried one after the other"),
    }
}

BESIDE = frozenset({"$ref", "title", "description", "default", "readOnly", "writeOnly", "deprecated", "example"})
"""What counts beside a schema's `$ref` before 3.1, as it says nothing of which values fit."""

_TABLES: Mapping[str, Table] = {
    "2.0": {
        **_SWAGGER,
        "schema": _SCHEMA_2,
        "items": _ITEMS,
        "header": {
            **_FIELD,
            **_ignored("default", "a header that is not sent is not there"),
            **_ignored("collectionFormat", "lists in headers are written as csv"),
        },
        "parameter": {**_FIELD, **_used("name in required allowEmptyValue"), **_holds(schema="schema")},
    },
    "3.0": {**_OPENAPI, "schema": _SCHEMA_3 | _used("nullable"), **_DISCRIMINATOR},
    "3.1": {**_OPENAPI, "schema": _SCHEMA_31, **_DISCRIMINATOR},
}


def table(dialect: str) -> Table:
    """The keywords of a dialect: "2.0", "3.0", or "3.1" for that and later versions."""
    return _TABLES[dialect]


@cache
def known(dialect: str, kind: str) -> frozenset[str]:
    """The names of the fields that objects of this kind have."""
    return frozenset(table(dialect)[kind])
