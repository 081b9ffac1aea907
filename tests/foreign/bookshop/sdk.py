"""Calls of our Python SDK."""

import datetime
import sys

from bookshop_client import Bookshop, File, SdkError, models
from tell import tell_values

client = Bookshop(sys.argv[1], token="editor", max_retries=0)
book = models.BookInput(isbn="9780141439518", title="Emma", authors=[models.Author(name="Jane Austen")], price=799)
line = models.OrderLine(book_id=1, quantity=2)
order = models.NewOrder(lines=[line], payment=models.CardPaymentInput(method="card", token="tok"), note="soon")
price = models.ListBooksPrice(min=100, max=2000)
cover = models.UploadCoverRequest(
    image=File(b"\x89PNG\r\n\x1a\n", filename="emma.png", content_type="image/png"), caption="A cover"
)
calls = {
    "list": client.books.list_books,
    "list some": lambda: client.books.list_books(
        limit=5, genre=["novel", "poetry"], price=price, published_after=datetime.date(2020, 2, 29)
    ),
    "get": lambda: client.books.get_book(book_id=1),
    "get what no book can be": lambda: client.books.get_book(book_id=0),
    "create": lambda: client.books.create_book(body=book, idempotency_key="a-new-key"),
    "update": lambda: client.books.update_book(book_id=1, body=models.BookPatch(subtitle=None, price=5)),
    "delete": lambda: client.books.delete_book(book_id=1),
    "upload": lambda: client.books.upload_cover(book_id=1, body=cover),
    "list orders": lambda: client.orders.list_orders(page=2, status="paid"),
    "order": lambda: client.orders.place_order(body=order),
}
tell_values(calls, SdkError)
