from pathlib import Path

Path("shop/jobs.py").write_text("""from shop.handlers.books import get_book, list_books

used = [get_book, list_books]
""")
Path("call.py").write_text("""from shop_client import Shop

with Shop() as client:
    client.books.get_book(book_id=1)
""")
