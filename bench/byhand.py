"""Three routes of examples/bookshop.yaml as one writes them by hand in FastAPI; request.py measures them.

They promise what the description says of these routes: the same parameters, constraints, models and credentials. They
have none of what a generated app adds to it: request ids, problem details, a response that is checked.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Path, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AnyUrl, BaseModel, Field

TOKENS = {"secret": frozenset({"books:write"})}


class Genre(StrEnum):
    NOVEL = "novel"
    POETRY = "poetry"
    SCIENCE = "science"
    CHILDREN = "children"


class Author(BaseModel):
    name: str = Field(min_length=1)
    born: date | None = None
    website: AnyUrl | None = None


class BookIn(BaseModel):
    isbn: str = Field(pattern=r"^97[89][0-9]{10}$")
    title: str = Field(min_length=1, max_length=300)
    subtitle: str | None = None
    authors: list[Author] = Field(min_length=1)
    genre: Genre | None = None
    price: int = Field(ge=0)
    in_stock: bool = True
    labels: dict[str, str] | None = None


class Book(BookIn):
    id: int = Field(ge=1)
    added_at: datetime | None = None


class BookPage(BaseModel):
    items: list[Book]
    next_cursor: str | None


BOOK = {
    "isbn": "9780141439518",
    "title": "Pride and Prejudice",
    "subtitle": None,
    "authors": [{"name": "Jane Austen", "born": "1775-12-16", "website": "https://janeausten.example/"}],
    "genre": "novel",
    "price": 799,
    "in_stock": True,
    "labels": {"shelf": "A3"},
    "added_at": "2024-05-01T12:00:00Z",
}
BOOKS = [Book.model_validate({"id": number, **BOOK}) for number in range(1, 21)]
app = FastAPI()


async def writer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    """The caller, who must be allowed to write. It is async, for a plain function would be run in a thread."""
    scopes = TOKENS.get(credentials.credentials)
    if scopes is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    if "books:write" not in scopes:
        raise HTTPException(403)
    return credentials.credentials


def genres(genre: str | None) -> list[Genre]:
    """The comma-separated genres."""
    try:
        return [Genre(one) for one in genre.split(",")] if genre else []
    except ValueError as error:
        raise HTTPException(422, str(error)) from None


@app.get("/v1/books/{book_id}")
async def get_book(book_id: Annotated[int, Path(ge=1)]) -> Book:
    return BOOKS[book_id - 1]


@app.get("/v1/books")
async def list_books(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
    genre: str | None = None,
    price_min: Annotated[int | None, Query(alias="price[min]", ge=0)] = None,
    price_max: Annotated[int | None, Query(alias="price[max]", ge=0)] = None,
    published_after: date | None = None,
) -> BookPage:
    genres(genre)
    return BookPage(items=BOOKS[:limit], next_cursor=None)


@app.post("/v1/books", status_code=201)
async def create_book(
    body: BookIn,
    response: Response,
    caller: Annotated[str, Depends(writer)],
    idempotency_key: Annotated[str | None, Header(min_length=8, max_length=64)] = None,
) -> Book:
    response.headers["Location"] = "/v1/books/1"
    return BOOKS[0]
