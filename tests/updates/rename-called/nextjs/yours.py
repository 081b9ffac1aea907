from pathlib import Path

books = Path("src/handlers/books.ts")
text = books.read_text()
stub = '  throw new NotImplemented("updateBook");\n'
assert stub in text
books.write_text(text.replace(stub, f"  await getBook(ctx, {{ bookId }});\n{stub}"))
Path("src/jobs.ts").write_text("""import type { Context } from "./context.ts";
import { deleteBook as drop, getBook, listBooks } from "@/handlers/books.ts";

/** Calls getBook for each. */
export async function allOfThem(ctx: Context, ids: number[]) {
  for (const bookId of ids) await getBook(ctx, { bookId });
  await drop(ctx, { bookId: 1 });
  return { getBook, listBooks };
}

export const other = (getBook: number) => getBook;
""")
Path("src/warm.ts").write_text("""import { getBook } from "./handlers/books";

export const fetchBook = "a name of the user's";
export const warmed = [getBook, fetchBook];
""")
Path("tests/own.test.ts").write_text("""import { expect, test, vi } from "vitest";
import * as books from "../src/handlers/books.ts";

test("the book", async () => {
  const { getBook } = await import("../src/handlers/books.ts");
  expect(getBook).toBe(books.getBook);
  vi.spyOn(books, "getBook");
});
""")
