import re
from pathlib import Path

books = Path("shop/handlers/books.py")
text = books.read_text()
names = re.findall(r"^async def (\w+)", text, re.M)
listed = "".join(f'    "{name}",\n' for name in names)
books.write_text(f"{text.rstrip()}\n\n\n__all__ = [\n{listed}]\n")
lines = "".join(f"    {name} as {name},\n" for name in names)
Path("shop/api.py").write_text(f"from .handlers.books import (\n{lines})\n")
imported, listed = ", ".join(names), ", ".join(repr(name) for name in sorted(names))
Path("shop/all.py").write_text(f"from shop.handlers.books import ({imported})\n\n__all__ = ({listed})\n")
Path("shop/some.py").write_text("from .handlers.books import get_book as get_book, list_books as list_books\n")
