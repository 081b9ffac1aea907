from pathlib import Path

books = Path("shop/handlers/books.py")
text = books.read_text()
for doc, line in (
    ('"""Add a book"""', "await get_book(ctx, book_id=1)"),
    ('"""Get one book"""', 'print("gets")'),
    ('"""Remove a book"""', 'print("deletes")'),
):
    assert doc in text
    text = text.replace(doc, f"{doc}\n    {line}")
books.write_text(text)
Path("shop/jobs.py").write_text("from shop.handlers import books\n\nused = [books.delete_book, books.get_book]\n")
