from pathlib import Path

books = Path("shop/handlers/books.py")
text = books.read_text()
stub = '    A member that is absent stays as it is; `subtitle` set to null is removed.\n    """\n'
assert stub in text
books.write_text(text.replace(stub, f"{stub}    await get_book(ctx, book_id=book_id)\n"))
Path("shop/jobs.py").write_text('''from shop.context import Context
from shop.handlers.books import delete_book as drop
from shop.handlers.books import get_book, list_books


async def all_of_them(ctx: Context) -> None:
    """Calls get_book for each."""
    for book in (await list_books(ctx)).items:
        await get_book(ctx, book_id=book.id)
    await drop(ctx, book_id=1)


def other(get_book: int) -> int:
    return get_book
''')
Path("shop/warm.py").write_text("""from shop.handlers.books import get_book

fetch_book = "a name of the user's"
warmed = [get_book, fetch_book]
""")
Path("tests/test_own.py").write_text("""from unittest.mock import patch

from shop.handlers import books


def test_the_book() -> None:
    with patch.object(books, "get_book"), patch("shop.handlers.books.get_book"):
        assert books.get_book
""")
