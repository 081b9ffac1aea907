"""Which shapes of operations are taken for pages, and which are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import scaffold
from scaffold.diag import Report
from scaffold.lang.pagination import Pagination, Paging, detect
from scaffold.source import Loader

ITEM = {"type": "object", "properties": {"id": {"type": "integer"}}}
LIST = {"type": "array", "items": ITEM}
TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
NAMED = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
NUMBER = {"type": "integer"}


def found(
    folder: Path, query: dict[str, Any], body: Any, headers: dict[str, Any] | None = None, method: str = "get"
) -> Pagination | None:
    """What is detected in a description with this one operation."""
    params = [{"name": name, "in": "query", "schema": schema} for name, schema in query.items()]
    reply = {"description": "", "content": {"application/json": {"schema": body}}}
    if headers:
        reply["headers"] = {name: {"schema": schema} for name, schema in headers.items()}
    operation = {"operationId": "list", "parameters": params, "responses": {"200": reply}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {method: operation}}}
    path = folder / "api.json"
    path.write_text(json.dumps(document))
    report = Report()
    api = scaffold.read(Loader(str(path), report), report)
    assert api is not None, report.diagnostics
    return detect(api.services[0].operations[0], {one.key: one for one in api.types})


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("query", "body", "headers", "kind"),
    [
        ({"cursor": TEXT}, record(items=LIST, next_cursor={"type": ["string", "null"]}), None, Paging.CURSOR),
        ({"pageToken": TEXT}, record(files=LIST, nextPageToken=TEXT), None, Paging.CURSOR),
        ({"after": TEXT}, record(data=LIST, paging=record(cursors=TEXT, after=TEXT)), None, Paging.CURSOR),
        ({"cursor": TEXT}, record(items=LIST, page=record(next={"type": ["string", "null"]})), None, Paging.CURSOR),
        ({"starting_after": TEXT, "ending_before": TEXT}, record(data=NAMED, has_more=FLAG), None, Paging.ITEM),
        ({"after": TEXT}, record(data=NAMED, last_id=TEXT, has_more=FLAG), None, Paging.ITEM),
        ({"after_id": NUMBER}, record(data=LIST, page=record(hasMore=FLAG)), None, Paging.ITEM),
        ({"after": TEXT}, record(data=NAMED, next_cursor=TEXT, has_more=FLAG), None, Paging.CURSOR),
        ({"page": NUMBER, "per_page": NUMBER}, LIST, {"Link": TEXT}, Paging.LINK),
        ({"page": NUMBER, "per_page": NUMBER}, LIST, None, Paging.PAGE),
        ({"page": NUMBER}, record(results=LIST, total=NUMBER), None, Paging.PAGE),
        ({"offset": NUMBER, "limit": NUMBER}, record(data=LIST), None, Paging.OFFSET),
        ({"skip": NUMBER, "take": NUMBER}, LIST, None, Paging.OFFSET),
    ],
)
def test_patterns(tmp_path: Path, query: Any, body: Any, headers: Any, kind: Paging) -> None:
    pages = found(tmp_path, query, body, headers)
    assert pages is not None and pages.kind is kind


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ({"limit": NUMBER}, LIST),  # nothing says which page
        ({"page": NUMBER}, record(id=NUMBER)),  # no list
        ({"page": TEXT}, LIST),  # a page that is no number
        ({"cursor": TEXT}, record(items=LIST)),  # nothing says the next cursor
        ({"cursor": NUMBER}, record(items=LIST, next_cursor=TEXT)),  # a cursor of another kind
        ({"starting_after": TEXT}, record(data=NAMED)),  # nothing says whether there is more
        ({"starting_after": TEXT}, record(data=NAMED, has_more=NUMBER)),
        ({"starting_after": TEXT}, record(data=LIST, has_more=FLAG)),  # an id of another kind
        ({"after": {**TEXT, "format": "date-time"}}, record(data=NAMED, has_more=FLAG)),  # no item, but a moment
        ({"cursor": TEXT}, record(data=NAMED, has_more=FLAG)),  # nothing says that items are cursors
        ({"page": NUMBER}, record(one=LIST, two=LIST)),  # which list?
        ({"cursor": TEXT}, record(items=LIST, next=TEXT)),  # as often a URL as a cursor
        ({"cursor": TEXT}, record(items=LIST, links=record(next=TEXT))),
        ({"cursor": TEXT}, record(items=LIST, page=record(next={**TEXT, "format": "uri"}))),
        ({"cursor": TEXT}, record(items=LIST, page=record(next={**TEXT, "description": "The URL of the next page"}))),
        ({"cursor": TEXT}, record(items=LIST, page=record(next={**TEXT, "examples": ["/books?cursor=2"]}))),
    ],
)
def test_no_pages(tmp_path: Path, query: Any, body: Any) -> None:
    assert found(tmp_path, query, body) is None


def test_only_get_has_pages(tmp_path: Path) -> None:
    assert found(tmp_path, {"page": NUMBER}, LIST, method="post") is None


def test_sizes_and_the_first_page(tmp_path: Path) -> None:
    size = {"type": "integer", "maximum": 50, "default": 10}
    pages = found(tmp_path, {"page": {"type": "integer", "minimum": 0}, "limit": size}, LIST)
    assert pages is not None
    assert (pages.first, pages.usual, pages.most) == (0, 10, 50)
