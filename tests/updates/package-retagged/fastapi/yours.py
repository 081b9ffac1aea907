from pathlib import Path

Path("shop/jobs.py").write_text("""from shop.handlers.books import get_book, list_books

used = [get_book, list_books]
""")
