from pathlib import Path

books = Path("shop/handlers/books.py")
books.write_text(books.read_text().replace("    raise Not", '    print("mine")\n    raise Not', 3))
text = books.read_text()
helper = """async def twice(ctx: Context) -> list[models.Book]:
    return [await get_book(ctx, book_id=1), await get_book(ctx, book_id=2)]


"""
books.write_text(text.replace("async def update_book(", f"{helper}async def update_book("))
Path("shop/jobs.py").write_text("""from shop.handlers.books import (
    delete_book,
    get_book,
    list_books,
)
from shop.handlers.orders import list_orders

used = [delete_book, get_book, list_books, list_orders]
""")
Path("shop/handlers/all.py").write_text(
    "from .books import get_book as get_book\nfrom .books import delete_book as delete_book\n"
)
Path("shop/lazy.py").write_text('''def late() -> object:
    """One that is imported when it is called."""
    from shop.handlers.books import delete_book, list_books  # not before

    return delete_book, list_books
''')
Path("tests/test_own.py").write_text("""from unittest.mock import patch

from shop.handlers import books


def test_the_book() -> None:
    with patch("shop.handlers.books.get_book"), patch("shop.jobs.get_book"):
        assert books.list_books is not None
""")
Path("tests/test_by_module.py").write_text("""from shop.handlers import books

assert books.get_book
""")
