"""The routes of the bookshop that requests are measured on, written by hand in FastAPI as its documentation teaches."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Query, Response
from fastapi import Path as InPath
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AnyUrl, BaseModel, Field


class Genre(StrEnum):
    NOVEL = "novel"
    POETRY = "poetry"
    SCIENCE = "science"
    CHILDREN = "children"


class Author(BaseModel):
    name: str = Field(min_length=1)
    born: date | None = None
    website: AnyUrl | None = None


class BookInput(BaseModel):
    isbn: str = Field(pattern=r"^97[89][0-9]{10}$")
    title: str = Field(min_length=1, max_length=300)
    subtitle: str | None = None
    authors: list[Author] = Field(min_length=1)
    genre: Genre | None = None
    price: int = Field(ge=0)
    in_stock: bool = True
    labels: dict[str, str] | None = None


class Book(BookInput):
    id: int = Field(ge=1)
    added_at: datetime | None = None


class BookPage(BaseModel):
    items: list[Book]
    next_cursor: str | None


SHELF = {
    "isbn": "9780141439518",
    "title": "Pride and Prejudice",
    "authors": [{"name": "Jane Austen", "born": "1775-12-16"}],
    "genre": "novel",
    "price": 999,
    "labels": {"shelf": "A3"},
}
BOOK = Book.model_validate({**SHELF, "id": 7, "added_at": "2026-01-02T03:04:05Z"})
bearer = HTTPBearer()
app = FastAPI()


async def writer(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    """Who asks, if the token is right."""
    if credentials.credentials != "token":
        raise HTTPException(401)
    return "someone"


@app.get("/v1/books", response_model_exclude_unset=True)
async def list_books(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
    genre: Annotated[list[Genre] | None, Query(max_length=5)] = None,
    published_after: date | None = None,
) -> BookPage:
    return BookPage(items=[BOOK] * limit, next_cursor=None)


@app.post("/v1/books", status_code=201, response_model_exclude_unset=True)
async def create_book(
    body: BookInput,
    response: Response,
    caller: Annotated[str, Depends(writer)],
    idempotency_key: Annotated[str | None, Header(min_length=8, max_length=64)] = None,
) -> Book:
    response.headers["Location"] = "/v1/books/7"
    return BOOK


@app.get("/v1/books/{book_id}", response_model_exclude_unset=True)
async def get_book(book_id: Annotated[int, InPath(ge=1)]) -> Book:
    return BOOK
