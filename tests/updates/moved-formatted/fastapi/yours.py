from pathlib import Path

old, new = Path("shop/handlers/books.py"), Path("shop/catalogue.py")
text = old.read_text().replace('"""', "'''").replace("\n    ", "\n\t")
place = "async def get_book(ctx: Context, *, book_id: int) -> models.Book:\n\t'''Get one book'''\n"
assert place in text
text = text.replace(
    place,
    "async def get_book(\n\tctx: Context,\n\t*, book_id: int\n) -> models.Book:\n"
    "\t'''Get one book'''\n\tprint(book_id)\n",
)
new.write_text(text)
old.unlink()
