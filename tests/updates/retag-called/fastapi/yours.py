from pathlib import Path

books = Path("shop/handlers/books.py")
books.write_text(books.read_text().replace("    raise Not", '    print("mine")\n    raise Not', 3))
Path("shop/jobs.py").write_text(
    "from shop.handlers.books import get_book, list_books\n\nused = [get_book, list_books]\n"
)
Path("shop/handlers/all.py").write_text(
    "from .books import get_book as get_book\nfrom .books import delete_book as delete_book\n"
)
Path("tests/test_own.py").write_text("""from unittest.mock import patch

from shop.handlers import books


def test_the_book() -> None:
    with patch.object(books, "get_book"), patch("shop.handlers.books.get_book"):
        assert books.get_book is not None
""")
