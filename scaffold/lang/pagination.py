"""Paging: whether an operation hands out a list in pages, and what a client must send to get the next one.

OpenAPI has no word for it, so it is read off the shape: names of query parameters that say a page, an offset or a
cursor, a list in the one success, and for cursors a member that holds the next one, a member that says whether more
items follow the last one, or a declared `Link` header (RFC 8288). Nothing is guessed where the shape is not plain: then
the operation has no pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import chain

from msgspec import Struct

from scaffold import ir
from scaffold.lang.http import MediaKind, media_kind
from scaffold.lang.shapes import Shapes, Steps

CURSORS = frozenset(
    {
        *("cursor", "after", "after_cursor", "page_cursor", "next_cursor", "next_token", "page_token", "pagetoken"),
        *(
            "nexttoken",
            "next_page_token",
            "continuation",
            "continuation_token",
            "marker",
            "start_cursor",
            "start_token",
        ),
        *("page_after", "bookmark", "scroll_id", "pagination_token", "starting_after"),
    }
)
NEXT_CURSORS = frozenset(
    {
        *("cursor", "next_cursor", "next_token", "next_page_token", "nexttoken", "end_cursor", "continuation"),
        *("continuation_token", "next_marker", "next_page_cursor", "next_continuation_token", "after", "bookmark"),
        *("after_cursor", "scroll_id", "pagination_token", "next_pagination_token", "next_after"),
    }
)
AFTER = frozenset({"starting_after", "start_after", "after", "after_id"})
BEFORE = frozenset({"ending_before", "end_before", "before", "before_id"})
MORE = frozenset({"has_more", "hasmore", "has_next", "hasnext", "has_next_page", "hasnextpage"})
ENVELOPES = frozenset(
    {
        *("pagination", "paging", "page_info", "pageinfo", "meta", "metadata", "page", "cursors", "response_metadata"),
        *("page_meta", "paging_info", "pagination_info", "links"),
    }
)
PAGES = frozenset(
    {"page", "page_number", "pagenumber", "page_no", "page_num", "page_index", "pageindex", "current_page"}
)
OFFSETS = frozenset({"offset", "skip", "start_index", "page_offset", "start_at"})
SIZES = frozenset(
    {
        *("limit", "per_page", "perpage", "page_size", "pagesize", "size", "count", "page_limit", "max_results"),
        *("maxresults", "max_items", "top", "take", "items_per_page", "results_per_page", "num_results"),
    }
)
ITEMS = (
    *("items", "data", "results", "records", "entries", "values", "list", "content", "elements", "rows", "objects"),
    "nodes",
)
_URL = re.compile(r"\b(?:ur[il]s?|links?|iri|href)\b|/", re.IGNORECASE)
"""What is said of a member that holds a URL."""


class Paging(StrEnum):
    """How the next page is asked for."""

    CURSOR = "cursor"
    ITEM = "item"
    LINK = "link"
    OFFSET = "offset"
    PAGE = "page"


class Pagination(Struct, frozen=True, kw_only=True):
    """How an operation pages.

    `items` is the member of the body that holds the list (None: the body is the list itself) and `item` the type of
    its elements. `param` is the cursor, offset or page number (None for links, whose URL says all) and `size` the
    number of items to a page. `cursor` leads from the body to the next cursor, or from an item to what `param` (and
    `back`, for the other direction) names it by; then `more` leads to whether more items follow. `link` is the header
    of links. `first` is the number of the first page; `usual` and `most` are how many items a page has, as far as
    described.
    """

    kind: Paging
    items: ir.Field | None
    item: ir.TypeRef
    param: ir.Param | None = None
    size: ir.Param | None = None
    cursor: Steps = ()
    back: ir.Param | None = None
    more: Steps = ()
    record: ir.Record | None = None
    link: ir.Header | None = None
    first: int = 1
    usual: int | None = None
    most: int | None = None


def detect(operation: ir.Operation, types: Mapping[str, ir.Declaration]) -> Pagination | None:
    """The pages of an operation, None where it has none; `types` are all declarations by key."""
    body = _body(operation)
    if body is None:
        return None
    reader = _Reader(types)
    record = reader.record(body)
    field, item = reader.list_in(record, body)
    if item is None:
        return None
    query = {"_".join(param.name.words): param for param in operation.params if param.where is ir.Where.QUERY}
    size = _first(query, SIZES)
    most = reader.limit(size)
    usual = _whole(size.default) if size else None
    cursor = _first(query, CURSORS)
    path = reader.cursor(record, cursor) if record and cursor else ()
    if cursor and path:
        return Pagination(
            kind=Paging.CURSOR, items=field, item=item, param=cursor, size=size, cursor=path, record=record
        )
    after = _first(query, AFTER)
    identity, more = reader.after(record, item, after) if record and after else ((), ())
    if identity and more:
        return Pagination(
            kind=Paging.ITEM,
            items=field,
            item=item,
            param=after,
            size=size,
            cursor=identity,
            back=_first(query, BEFORE),
            more=more,
            record=record,
        )
    link = next((header for header in operation.results[0].headers if _is(header.name, "link")), None)
    if link is not None:
        return Pagination(kind=Paging.LINK, items=field, item=item, size=size, link=link, record=record)
    for kind, names in ((Paging.OFFSET, OFFSETS), (Paging.PAGE, PAGES)):
        param = _first(query, names)
        if param and reader.kind(param.type) is ir.Kind.INTEGER:
            first = _start(param, reader) if kind is Paging.PAGE else 0
            return Pagination(
                kind=kind,
                items=field,
                item=item,
                param=param,
                size=size,
                record=record,
                first=first,
                usual=usual,
                most=most,
            )
    return None


def _body(operation: ir.Operation) -> ir.TypeRef | None:
    """The type of the one JSON body of the one success of a GET."""
    if not isinstance(operation.binding, ir.Http) or operation.binding.method != "GET" or len(operation.results) != 1:
        return None
    result = operation.results[0]
    json = [media for media in result.media if media_kind(media) is MediaKind.JSON]
    return json[0].type if json and result.status == ir.Exact(200) else None


class _Reader(Shapes):
    """Finds what tells about pages in a body."""

    def record(self, type_: ir.TypeRef) -> ir.Record | None:
        found = self.bare(type_)
        return found if isinstance(found, ir.Record) and not isinstance(type_, ir.Nullable) else None

    def list_in(self, record: ir.Record | None, body: ir.TypeRef) -> tuple[ir.Field | None, ir.TypeRef | None]:
        """The member that holds the list and the type of its elements; (None, None) where no list is to be found."""
        whole = self.bare(body)
        if isinstance(whole, ir.ListOf):
            return None, whole.item
        found = {
            "_".join(field.name.words): (field, listed.item)
            for field in (record.fields if record else ())
            if isinstance(listed := self.bare(field.type), ir.ListOf)
        }
        named = next((found[name] for name in ITEMS if name in found), None)
        if named is None and len(found) == 1:
            named = next(iter(found.values()))
        return named or (None, None)

    def kind(self, type_: ir.TypeRef) -> ir.Kind | None:
        found = self.scalar(type_)
        return found.kind if found else None

    def limit(self, param: ir.Param | None) -> int | None:
        """The greatest number of items that may be asked for."""
        found = self.scalar(param.type) if param else None
        maximum = found.limits.maximum if found else None
        return maximum if isinstance(maximum, int) else None

    def cursor(self, record: ir.Record, param: ir.Param) -> Steps:
        """The way from the body to the next cursor, which is of the kind that the parameter takes."""
        kind = self.kind(param.type)
        paths = [path for path in self._paths(record) if kind and self.kind(path[-1][1].type) is kind]
        named = (path for path in paths if "_".join(path[-1][1].name.words) in NEXT_CURSORS)
        return next(chain(named, filter(self._is_next, paths)), ())

    def after(self, record: ir.Record, item: ir.TypeRef, param: ir.Param) -> tuple[Steps, Steps]:
        """The way from an item to the id that the parameter takes, and from the body to whether more items follow."""
        asked, inner = self.scalar(param.type), self.record(item)
        if inner is None or asked is None:
            return (), ()
        ids = (one for one in inner.fields if _is(one.name, "id") and self._are_alike(one.type, asked))
        identity = tuple((inner, one) for one in ids)
        flags = (path for path in self._paths(record) if self.kind(path[-1][1].type) is ir.Kind.BOOLEAN)
        return identity, next((path for path in flags if "_".join(path[-1][1].name.words) in MORE), ())

    def _are_alike(self, type_: ir.TypeRef, other: ir.Scalar) -> bool:
        found = self.scalar(type_)
        return found is not None and (found.kind, found.format) == (other.kind, other.format)

    def _is_next(self, path: Steps) -> bool:
        """Whether it leads to a member `next` of an object that tells about the page, and that is no URL."""
        *envelope, (_, field) = path
        scalar = self.scalar(field.type)
        if not envelope or not _is(field.name, "next") or _is(envelope[0][1].name, "links") or scalar is None:
            return False
        doc = field.doc or ir.Doc()
        said = [text.raw for text in (scalar.format, doc.summary, doc.description) if text]
        return not _URL.search(" ".join([*said, *(str(example.json) for example in field.examples)]))

    def _paths(self, record: ir.Record) -> Iterator[Steps]:
        """The members of the body, then those of the objects in it that tell about the page."""
        for field in record.fields:
            yield ((record, field),)
        for field in record.fields:
            inner = self.bare(field.type)
            if isinstance(inner, ir.Record) and "_".join(field.name.words) in ENVELOPES:
                for member in inner.fields:
                    yield ((record, field), (inner, member))


def _first(query: Mapping[str, ir.Param], names: frozenset[str]) -> ir.Param | None:
    return next((param for words, param in query.items() if words in names), None)


def _is(name: ir.Name, word: str) -> bool:
    return name.words == (word,)


def _whole(value: ir.Value | None) -> int | None:
    return value.json if value and isinstance(value.json, int) and not isinstance(value.json, bool) else None


def _start(param: ir.Param, reader: _Reader) -> int:
    """The number of the first page: the default, else the minimum, else 1."""
    default = _whole(param.default)
    if default is not None:
        return default
    found = reader.scalar(param.type)
    minimum = found.limits.minimum if found else None
    return minimum if isinstance(minimum, int) else 1
