import re
from pathlib import Path

WRITTEN = {
    "get_book": '''def timed(function: Callable[P, T]) -> Callable[P, T]:
    return function


if __debug__:

    @timed
    async def get_book(ctx: Context, *, book_id: int) -> models.Book:
        """Get one book"""
        raise KeyError(book_id)

else:
    get_book = timed(shelf)
''',
    "delete_book": """async def _delete_book(ctx: Context, *, book_id: int) -> None:
    raise KeyError(book_id)


delete_book = timed(_delete_book)
""",
    "update_book": '''@overload
async def update_book(ctx: Context, *, book_id: int, body: models.BookPatch) -> models.Book: ...


@overload
async def update_book(ctx: Context, *, book_id: str, body: models.BookPatch) -> models.Book: ...


async def update_book(ctx: Context, *, book_id: int | str, body: models.BookPatch) -> models.Book:
    """Change a book"""
    return await update_book(ctx, book_id=int(book_id), body=body)
''',
}
books = Path("shop/handlers/books.py")
text = books.read_text()
for name, written in WRITTEN.items():
    text = re.sub(
        rf"async def {name}\(.*?NotImplementedError\n", lambda _, code=written: code, text, count=1, flags=re.S
    )
text = text.replace(
    "import datetime\n", "import datetime\nfrom collections.abc import Callable\nfrom typing import overload\n"
)
books.write_text(text.replace("\n\n\nasync def list_books", "\n\n\x0c\nasync def list_books"))
