"""Calls of the client that openapi-python-client makes; it runs in that one's environment.

There is no update: where a body has two media types of
one schema, openapi-python-client writes a module that has a name too few.
"""

import datetime
import io
import sys
from uuid import UUID

from foreign_client import AuthenticatedClient, Client
from foreign_client.api.books import create_book, delete_book, get_book, list_books, upload_cover
from foreign_client.api.orders import get_invoice, list_orders, place_order
from foreign_client.models import (
    Author,
    Book,
    CardPayment,
    Crop,
    Genre,
    GetInvoiceFormat,
    NewOrder,
    OrderLine,
    OrderStatus,
    UploadCoverBody,
)
from foreign_client.types import File
from tell import tell

address = f"{sys.argv[1]}/v1"
nobody = Client(base_url=address)
editor = AuthenticatedClient(base_url=address, token="editor")
stranger = AuthenticatedClient(base_url=address, token="stranger")
book = Book(
    id=1,  # openapi-python-client asks for members of a request that are readOnly
    isbn="9780141439518",
    title="Emma",
    authors=[Author(name="Jane Austen")],
    price=799,
    genre=Genre.NOVEL,
)
cover = UploadCoverBody(
    image=File(payload=io.BytesIO(b"\x89PNG\r\n\x1a\n"), file_name="emma.png", mime_type="image/png"),
    caption="A cover",
    crop=Crop(width=10, height=20),
)
order = NewOrder(lines=[OrderLine(book_id=1, quantity=2)], payment=CardPayment(method="card", token="tok"), note="soon")
calls = {
    "list": lambda: list_books.sync_detailed(client=nobody),
    "list some": lambda: list_books.sync_detailed(
        client=nobody, limit=5, cursor="abc", genre=[Genre.NOVEL], published_after=datetime.date(2020, 2, 29)
    ),
    "get": lambda: get_book.sync_detailed(1, client=nobody),
    "get what no book can be": lambda: get_book.sync_detailed(0, client=nobody),
    "create": lambda: create_book.sync_detailed(client=editor, body=book, idempotency_key="a-new-key"),
    "create as a stranger": lambda: create_book.sync_detailed(client=stranger, body=book),
    "delete": lambda: delete_book.sync_detailed(1, client=editor),
    "upload": lambda: upload_cover.sync_detailed(1, client=editor, body=cover),
    "list orders": lambda: list_orders.sync_detailed(client=editor, page=2, status=OrderStatus.PAID),
    "order": lambda: place_order.sync_detailed(client=editor, body=order),
    "invoice": lambda: get_invoice.sync_detailed(
        UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6"), GetInvoiceFormat.CSV, client=editor
    ),
}
tell(calls)
