from pathlib import Path

Path("scripts").mkdir()
Path("scripts/walk.py").write_text('''"""Walks over all books."""

import shop_client
from shop_client import AsyncShop, Shop


def walk(client: Shop) -> list[str]:
    """Fetches each again, as list_books may be late."""
    return [client.books.get_book(book_id=book.id).title for book in client.books.list_books_all()]


async def first() -> object:
    async with AsyncShop() as client:
        return await client.with_response(client.books.list_books, limit=1)


def main(given: object) -> None:
    with shop_client.Shop() as client:
        print(walk(client))
        client.books.delete_book(book_id=1)
    given.books.get_book(book_id=1)
    given.get_book(book_id=1)
''')
