"""Calls of the generated bookshop client against a hand-written server; `test_sdk_python.py` runs this module."""

from __future__ import annotations

import asyncio
import datetime
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import shop
import uvicorn
from bookshop_client import (
    ApiConnectionError,
    ApiError,
    ApiTimeout,
    AsyncBookshop,
    Bookshop,
    ClientCredentials,
    File,
    InvalidResponse,
    TokenError,
    errors,
    models,
)
from bookshop_client.core import Operation, Query, retries, styles
from bookshop_client.core import Path as PathParam
from bookshop_client.core.bodies import BinaryBody
from bookshop_client.results import books as books_results
from bookshop_client.results import orders as orders_results

MUCH = 100_000_000
LITTLE = 25_000_000


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(shop.app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop, "state", shop.State())
    monkeypatch.setattr(retries, "BASE", 0.001)


@pytest.fixture
def client(origin: str) -> Iterator[Bookshop]:
    with Bookshop(f"{origin}/v1", token="tok") as client:
        yield client


def book(title: str = "Emma") -> models.BookInput:
    return models.BookInput(isbn="9780141439518", title=title, authors=[models.Author(name="Jane")], price=1)


def order(note: str = "n") -> models.NewOrder:
    line = models.OrderLine(book_id=1, quantity=1)
    return models.NewOrder(lines=[line], payment=models.CardPaymentInput(method="card", token="t"), note=note)


def cover(content: Any, **more: Any) -> models.UploadCoverRequest:
    return models.UploadCoverRequest(image=File(content), **more)


def memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


# -- results and errors ---------------------------------------------------------------------------------------------


def test_a_result_is_typed(client: Bookshop) -> None:
    book = client.books.get_book(book_id=3)
    assert isinstance(book, models.Book)
    assert book.id == 3
    assert book.authors[0].born == datetime.date(1775, 12, 16)
    assert book.model_extra == {"shelf": 7}


def test_the_answer_behind_a_result(client: Bookshop) -> None:
    response = client.with_response(client.books.get_book, book_id=3)
    assert (response.status, response.request_id, response.value.id) == (200, "r-7", 3)


def test_several_successes(client: Bookshop) -> None:
    match client.orders.place_order(body=order("later")):
        case orders_results.PlaceOrderAccepted(body=placed):
            assert placed.note == "later"
        case _:
            pytest.fail("it was accepted")
    assert isinstance(client.orders.place_order(body=order()), orders_results.PlaceOrderCreated)


def test_typed_headers(client: Bookshop) -> None:
    assert client.orders.list_orders(page=3).x_total_count == shop.ORDERS
    assert client.books.create_book(body=book()).location == "/v1/books/5"
    assert client.books.download_cover(book_id=1).etag == '"e"'


def test_text_in_the_media_type_that_is_asked_for(client: Bookshop) -> None:
    number = uuid.UUID(shop.ORDER["id"])
    assert client.orders.get_invoice(order_id=number, format="txt") == "café"
    assert client.orders.get_invoice(order_id=number, format="csv", accept="text/csv") == "a,b"
    assert shop.state.last.target.endswith("/invoice.csv")


def test_a_declared_error(client: Bookshop) -> None:
    with pytest.raises(errors.BookNotFound) as raised:
        client.books.get_book(book_id=404)
    error = raised.value
    assert error.body.detail == "There is no book 404."
    assert error.problem is not None and error.problem.title == "No book."
    assert str(error) == "404 Not Found: There is no book 404. (request r-1)"
    with pytest.raises(errors.CreateBookConflict):
        client.books.create_book(body=book("twin"))
    with pytest.raises(errors.PlaceOrderPaymentRequired) as refused:
        client.orders.place_order(body=order("poor"))
    assert refused.value.body.reason == "no money"


def test_an_error_that_is_not_as_declared(client: Bookshop) -> None:
    with pytest.raises(ApiError) as raised:
        client.books.get_book(book_id=405)
    assert type(raised.value) is ApiError
    assert raised.value.body == "nothing here"


@pytest.mark.parametrize("number", [406, 407])
def test_a_wrong_answer(client: Bookshop, number: int) -> None:
    with pytest.raises(InvalidResponse):
        client.books.get_book(book_id=number)


def test_no_server() -> None:
    with Bookshop("http://127.0.0.1:1", max_retries=1) as client, pytest.raises(ApiConnectionError):
        client.books.get_book(book_id=1)


# -- retries and timeouts -------------------------------------------------------------------------------------------


def test_what_can_be_repeated_is(client: Bookshop) -> None:
    shop.state.fails = 2
    assert client.books.get_book(book_id=1).id == 1
    assert len(shop.state.sent) == 3


def test_retries_end(client: Bookshop) -> None:
    shop.state.fails = 9
    with pytest.raises(ApiError):
        client.books.get_book(book_id=1)
    assert len(shop.state.sent) == 3
    with pytest.raises(ApiError):
        client.books.get_book(book_id=1, max_retries=0)
    assert len(shop.state.sent) == 4


def test_what_can_not_be_repeated_is_not(client: Bookshop) -> None:
    shop.state.fails = 1
    with pytest.raises(ApiError):
        client.orders.place_order(body=order())
    assert len(shop.state.sent) == 1


def test_a_fault_of_the_server_is_not_repeated(client: Bookshop) -> None:
    shop.state.fails, shop.state.status = 1, 500
    with pytest.raises(ApiError):
        client.books.get_book(book_id=1)
    assert len(shop.state.sent) == 1


def test_the_idempotency_key_stays(client: Bookshop) -> None:
    shop.state.fails = 2
    client.books.create_book(body=book())
    keys = [sent.headers["idempotency-key"] for sent in shop.state.sent]
    assert len(keys) == 3 and len(set(keys)) == 1 and uuid.UUID(keys[0])
    client.books.create_book(body=book(), idempotency_key="12345678")
    assert shop.state.last.headers["idempotency-key"] == "12345678"


def test_retry_after_in_seconds(client: Bookshop) -> None:
    shop.state.fails, shop.state.retry_after = 1, "1"
    start = time.monotonic()
    client.books.get_book(book_id=1)
    assert 0.99 < time.monotonic() - start < 3


def test_retry_after_as_a_date(client: Bookshop) -> None:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2)
    shop.state.fails, shop.state.retry_after = 1, format_datetime(moment, usegmt=True)
    start = time.monotonic()
    client.books.get_book(book_id=1)
    assert 0.5 < time.monotonic() - start < 4


def test_retry_after_that_is_too_long(client: Bookshop) -> None:
    shop.state.fails, shop.state.retry_after = 1, "3600"
    with pytest.raises(ApiError):
        client.books.get_book(book_id=1)
    assert len(shop.state.sent) == 1


def test_jitter_is_full() -> None:
    waits = [retries.wait(3) for _ in range(200)]
    assert all(wait is not None and 0 <= wait <= 0.008 for wait in waits)


def test_timeouts(client: Bookshop, origin: str) -> None:
    with pytest.raises(ApiTimeout):
        client.books.get_book(book_id=408, timeout=0.1, max_retries=0)
    with Bookshop(f"{origin}/v1", timeout=0.1, max_retries=1) as hasty:
        shop.state.sent.clear()
        with pytest.raises(ApiTimeout):
            hasty.books.get_book(book_id=408)
        assert len(shop.state.sent) == 2
        assert hasty.books.get_book(book_id=408, timeout=10).id == 408


# -- credentials ----------------------------------------------------------------------------------------------------


def test_credentials_go_only_where_they_are_asked_for(origin: str) -> None:
    with Bookshop(f"{origin}/v1", api_key="k", token=lambda: "made") as client:
        client.books.get_book(book_id=1)
        assert not {"authorization", "x-api-key"} & shop.state.last.headers.keys()
        client.books.delete_book(book_id=1)
        assert shop.state.last.headers["authorization"] == "Bearer made"
        assert "x-api-key" not in shop.state.last.headers
    with Bookshop(f"{origin}/v1", api_key="k") as client:
        client.books.delete_book(book_id=1)
        assert shop.state.last.headers["x-api-key"] == "k"


def test_tokens_are_fetched_kept_and_renewed(origin: str) -> None:
    credentials = ClientCredentials(client_id="a", client_secret="hidden", token_url=f"{origin}/token")
    assert "hidden" not in repr(credentials)
    with Bookshop(f"{origin}/v1", token=credentials) as client:
        for _ in range(3):
            client.orders.list_orders()
        assert shop.state.tokens == 1
        shop.state.refused = {"t1"}
        client.orders.list_orders()
        assert shop.state.tokens == 2
        shop.state.refused = {"t2", "t3"}
        with pytest.raises(ApiError) as raised:
            client.orders.list_orders()
        assert (raised.value.status, shop.state.tokens) == (401, 3)


def test_threads_share_a_token(origin: str) -> None:
    credentials = ClientCredentials(client_id="a", client_secret="b", token_url=f"{origin}/token")
    with Bookshop(f"{origin}/v1", token=credentials) as client:
        threads = [threading.Thread(target=client.orders.list_orders) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert shop.state.tokens == 1


def test_a_token_that_ends_and_one_that_is_not_given(origin: str) -> None:
    shop.state.expires = 0
    ending = ClientCredentials(client_id="a", client_secret="b", token_url=f"{origin}/token")
    with Bookshop(f"{origin}/v1", token=ending) as client:
        client.orders.list_orders()
        client.orders.list_orders()
    assert shop.state.tokens == 2
    wrong = ClientCredentials(client_id="a", client_secret="b", token_url=f"{origin}/nowhere")
    with Bookshop(f"{origin}/v1", token=wrong) as client, pytest.raises(TokenError):
        client.orders.list_orders()


# -- requests -------------------------------------------------------------------------------------------------------


def test_parameters(client: Bookshop) -> None:
    client.books.list_books(
        genre=[models.Genre.NOVEL, models.Genre.POETRY],
        price=models.ListBooksPrice(min=1, max=5),
        published_after=datetime.date(2020, 1, 2),
    )
    query = "genre=novel,poetry&price%5Bmin%5D=1&price%5Bmax%5D=5&published_after=2020-01-02"
    assert shop.state.last.target == f"/v1/books?{query}"


@pytest.mark.parametrize(
    ("patch", "sent"),
    [
        (models.BookPatch(title="é"), '{"title":"é"}'),
        (models.BookPatch(subtitle=None), '{"subtitle":null}'),
        (models.BookPatch(subtitle="x", title=None), '{"subtitle":"x"}'),
    ],
)
def test_null_and_absent(client: Bookshop, patch: models.BookPatch, sent: str) -> None:
    client.books.update_book(book_id=1, body=patch)
    assert shop.state.last.content.decode() == sent
    assert shop.state.last.headers["content-type"] == "application/merge-patch+json"
    client.books.update_book(book_id=1, body=patch, content_type="application/json")
    assert shop.state.last.headers["content-type"] == "application/json"


COLOURS = {"R": 100, "G": 200}


@pytest.mark.parametrize(
    ("style", "explode", "value", "path"),
    [
        ("simple", False, ["a", "b"], "a,b"),
        ("simple", True, COLOURS, "R=100,G=200"),
        ("simple", False, COLOURS, "R,100,G,200"),
        ("label", False, "blue", ".blue"),
        ("label", False, ["a", "b"], ".a,b"),
        ("label", True, ["a", "b"], ".a.b"),
        ("label", True, COLOURS, ".R=100.G=200"),
        ("matrix", False, "", ";c"),
        ("matrix", False, ["a", "b"], ";c=a,b"),
        ("matrix", True, ["a", "b"], ";c=a;c=b"),
        ("matrix", True, COLOURS, ";R=100;G=200"),
        ("simple", False, "a/b", "a%2Fb"),
        ("simple", False, "100%", "100%25"),
        ("simple", False, ".", "%2E"),
        ("simple", False, "..", "%2E%2E"),
    ],
)
def test_path_styles(style: styles.Style, explode: bool, value: Any, path: str) -> None:
    operation = Operation[None](method="GET", path="/x/{c}", params=[PathParam("c", style=style, explode=explode)])
    assert operation.prepare({"c": value}).path == f"/x/{path}"


def test_a_path_value_can_not_be_empty() -> None:
    with pytest.raises(ValueError, match="empty"):
        Operation[None](method="GET", path="/x/{c}", params=[PathParam("c")]).prepare({"c": ""})


@pytest.mark.parametrize(
    ("style", "explode", "value", "query"),
    [
        ("form", True, "a b&c", "c=a%20b%26c"),
        ("form", True, True, "c=true"),
        ("form", True, ["a", "b"], "c=a&c=b"),
        ("form", False, ["a,b", "c"], "c=a%2Cb,c"),
        ("form", True, COLOURS, "R=100&G=200"),
        ("form", False, COLOURS, "c=R,100,G,200"),
        ("form", True, [], ""),
        ("spaceDelimited", False, ["a", "b"], "c=a%20b"),
        ("pipeDelimited", False, ["a", "b"], "c=a%7Cb"),
        ("pipeDelimited", False, COLOURS, "c=R%7C100%7CG%7C200"),
        ("deepObject", True, COLOURS, "c%5BR%5D=100&c%5BG%5D=200"),
    ],
)
def test_query_styles(style: styles.Style, explode: bool, value: Any, query: str) -> None:
    operation = Operation[None](method="GET", path="/x", params=[Query("c", style=style, explode=explode)])
    assert "&".join(operation.prepare({"c": value}).query) == query


def test_hooks_and_headers(origin: str) -> None:
    seen: list[Any] = []
    with Bookshop(
        f"{origin}/v1",
        headers={"User-Agent": "me"},
        on_request=lambda request: seen.append(request.method),
        on_response=lambda response: seen.append(response.status_code),
        on_error=lambda error: seen.append(type(error)),
    ) as client:
        shop.state.fails = 1
        client.books.get_book(book_id=1, extra_headers={"X-Extra": "1"})
    assert seen == ["GET", 503, ApiError, "GET", 200]
    assert (shop.state.last.headers["user-agent"], shop.state.last.headers["x-extra"]) == ("me", "1")


# -- pages ----------------------------------------------------------------------------------------------------------


def test_pages_by_cursor_are_fetched_when_needed(client: Bookshop) -> None:
    found = client.books.list_books_all(limit=10)
    assert not shop.state.sent
    assert next(found).id == 1
    assert len(shop.state.sent) == 1
    assert [book.id for book in found] == list(range(2, shop.BOOKS + 1))
    assert len(shop.state.sent) == 5


def test_pages_by_number(client: Bookshop) -> None:
    assert len(list(client.orders.list_orders_all())) == shop.ORDERS
    assert len(shop.state.sent) == 3


# -- files ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.truncate(MUCH)
    return path


def test_a_large_upload_takes_little_memory(client: Bookshop, large: Path) -> None:
    before = memory()
    client.books.upload_cover(book_id=1, body=cover(large, caption="hé", crop=models.Crop(width=1, height=2)))
    assert memory() - before < LITTLE
    sent = shop.state.last
    assert sent.size > MUCH
    assert sent.headers["content-length"] == str(sent.size)
    assert b'filename="large.jpg"\r\nContent-Type: image/jpeg\r\n' in sent.content


def test_parts_have_their_types(client: Bookshop) -> None:
    client.books.upload_cover(book_id=1, body=cover(b"abc", crop=models.Crop(width=1, height=2)))
    assert b"Content-Type: image/png\r\n" in shop.state.last.content
    assert b'Content-Type: application/json\r\n\r\n{"width":1,"height":2}' in shop.state.last.content


def test_the_name_of_a_file_tells_its_type_where_a_range_is_described() -> None:
    body = BinaryBody("image/*")
    contents = (Path("a.gif"), File(b"", filename="a.webp"), File(Path("b.jpg")), Path("a.txt"), b"")
    assert [body.usual(one) for one in contents] == [
        *("image/gif", "image/webp", "image/jpeg", "image/png", "image/png"),
    ]
    assert BinaryBody("application/*").usual(b"") == "application/octet-stream"
    assert BinaryBody("image/png").usual(Path("a.gif")) == "image/png"


def test_a_name_can_not_break_out_of_its_header(client: Bookshop) -> None:
    body = models.UploadCoverRequest(image=File(iter([b"x"]), filename='a"\r\n.png'))
    client.books.upload_cover(book_id=1, body=body)
    assert b'filename="a%22%0D%0A.png"' in shop.state.last.content
    assert shop.state.last.headers["transfer-encoding"] == "chunked"


def test_a_file_is_sent_again_from_where_it_stood(client: Bookshop, large: Path) -> None:
    shop.state.fails = 1
    with large.open("rb") as file:
        file.seek(MUCH - 1000)
        result = client.books.upload_cover(book_id=1, body=cover(file))
    assert len(shop.state.sent) == 2
    assert isinstance(result, books_results.UploadCoverOk | books_results.UploadCoverCreated)
    assert 1000 < shop.state.last.size < 1500


def test_a_stream_that_is_gone_is_not_sent_again(client: Bookshop) -> None:
    shop.state.fails = 1
    with pytest.raises(ApiError):
        client.books.upload_cover(book_id=1, body=cover(iter([b"x"])))
    assert len(shop.state.sent) == 1


def test_a_large_download_takes_little_memory(client: Bookshop, tmp_path: Path) -> None:
    before = memory()
    with client.books.download_cover_stream(book_id=1600) as download:
        assert download.content_type == "image/png"
        assert download.save(tmp_path / "saved") == 1600 * shop.BLOCK
    assert memory() - before < LITTLE


def test_a_download_can_fail(client: Bookshop) -> None:
    with pytest.raises(errors.BookNotFound), client.books.download_cover_stream(book_id=404):
        pass
    shop.state.fails = 1
    with client.books.download_cover_stream(book_id=1) as download:
        assert sum(map(len, download)) == shop.BLOCK


# -- asyncio --------------------------------------------------------------------------------------------------------


async def dribble() -> AsyncIterator[bytes]:
    for _ in range(10):
        yield b"y" * 100


async def in_process(seen: list[Any]) -> None:
    async def make_token() -> str:
        return "made"

    async def hook(request: httpx2.Request) -> None:
        seen.append(request.method)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=shop.app)) as http:
        client = AsyncBookshop("http://shop/v1", token=make_token, http_client=http, on_request=hook)
        assert (await client.books.get_book(book_id=2)).id == 2
        assert [book.id async for book in client.books.list_books_all()] == list(range(1, shop.BOOKS + 1))
        assert len([order async for order in client.orders.list_orders_all(per_page=50)]) == shop.ORDERS
        response = await client.with_response(client.books.get_book, book_id=2)
        assert (response.status, response.value.id) == (200, 2)
        await client.books.upload_cover(book_id=1, body=cover(dribble()))
        assert shop.state.last.size > 1000
        shop.state.fails = 1
        with pytest.raises(ApiError):
            await client.books.upload_cover(book_id=1, body=cover(dribble()))
        shop.state.fails = 2
        assert (await client.books.get_book(book_id=2)).id == 2


def test_the_asynchronous_client() -> None:
    seen: list[Any] = []
    asyncio.run(in_process(seen))
    assert seen[0] == "GET"


async def over_http(origin: str, large: Path, saved: Path) -> None:
    credentials = ClientCredentials(client_id="a", client_secret="b", token_url=f"{origin}/token")
    async with AsyncBookshop(f"{origin}/v1", token=credentials) as client:
        await asyncio.gather(*(client.orders.list_orders() for _ in range(10)))
        assert shop.state.tokens == 1
        before = memory()
        await client.books.upload_cover(book_id=1, body=cover(large))
        async with client.books.download_cover_stream(book_id=1600) as download:
            assert await download.save(saved) == 1600 * shop.BLOCK
        assert memory() - before < LITTLE
        with pytest.raises(ApiTimeout):
            await client.books.get_book(book_id=408, timeout=0.05, max_retries=0)


def test_the_asynchronous_client_over_http(origin: str, large: Path, tmp_path: Path) -> None:
    asyncio.run(over_http(origin, large, tmp_path / "saved"))
