"""Pages of the generated ledger client, whose server is a function; `test_sdk_python.py` runs this module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx2
import pytest
from ledger_client import Ledger

ORIGIN = "https://ledger.example/v2"


def against(*answers: httpx2.Response) -> tuple[Ledger, list[httpx2.URL]]:
    """A client whose requests are answered in turn, and the addresses that it asks."""
    waiting, seen = iter(answers), []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url)
        return next(waiting)

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    return Ledger(ORIGIN, key="k", http_client=http), seen


def page(body: object, link: str | None = None) -> httpx2.Response:
    return httpx2.Response(200, json=body, headers={} if link is None else {"Link": link})


@pytest.mark.parametrize(
    ("limit", "pages", "offsets"),
    [(2, [[1, 2], [3]], [None, "2"]), (9, [[1, 2, 3, 4], [5]], [None, "4"]), (None, [[1, 2, 3], []], [None, "3"])],
)
def test_pages_by_offset_end_with_one_that_is_shorter_than_was_asked_for(
    limit: int | None, pages: Sequence[list[int]], offsets: Sequence[Any]
) -> None:
    client, seen = against(*(page({"items": items}) for items in pages))
    assert list(client.files.list_entries_all(limit=limit)) == [item for items in pages for item in items]
    assert [url.params.get("offset") for url in seen] == offsets


def test_pages_that_are_linked_are_asked_for_by_the_query_of_the_link_alone() -> None:
    client, seen = against(
        page(["Ann"], '<https://evil.example/x?page=2&of=a%2Fb#c>; title="a, b"; rel="next"'),
        page(["Bo"], "</v2/holders?page=1>; rel=prev, <?page=3>; rel=next"),
        page(["Cy"], '<?page=4&api-key=old>; rel="last next"'),
        page(["Di"], "</v2/holders?page=1>; rel=first"),
    )
    assert list(client.files.list_holders_all(per_page=1)) == ["Ann", "Bo", "Cy", "Di"]
    queries = ("per_page=1", "page=2&of=a%2Fb", "page=3", "page=4")
    assert [str(url) for url in seen] == [f"{ORIGIN}/holders?{query}&api-key=k" for query in queries]


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        ({}, ["", "starting_after=t2"]),
        ({"starting_after": "t0"}, ["starting_after=t0", "starting_after=t2"]),
        ({"ending_before": "t9"}, ["ending_before=t9", "ending_before=t1"]),
    ],
)
def test_the_last_item_of_a_page_says_where_the_next_begins(asked: dict[str, str], queries: Sequence[str]) -> None:
    first = {"data": [{"id": "t1"}, {"id": "t2"}], "has_more": True}
    client, seen = against(page(first), page({"data": [{"id": "t3"}], "has_more": False}))
    assert [one.id for one in client.files.list_transfers_all(**asked)] == ["t1", "t2", "t3"]
    assert [str(url.copy_remove_param("api-key").query, "ascii") for url in seen] == queries


def test_a_page_that_begins_behind_its_own_last_item_is_the_last() -> None:
    client, seen = against(*(page({"data": [{"id": "t1"}], "has_more": True}) for _ in range(3)))
    assert len(list(client.files.list_transfers_all())) == len(seen) == 2
    client, seen = against(page({"data": [], "has_more": True}))
    assert list(client.files.list_transfers_all()) == []


def test_a_page_that_links_to_itself_is_the_last() -> None:
    client, seen = against(*(page(["Ann"], "<?page=1>; rel=next") for _ in range(3)))
    assert list(client.files.list_holders_all()) == ["Ann", "Ann"]
    assert len(seen) == 2
