from pathlib import Path

books = Path("src/handlers/books.ts")
books.write_text(books.read_text().replace("  throw new", '  console.log("mine");\n  throw new', 3))
Path("src/jobs.ts").write_text("""import { getBook, listBooks } from "@/handlers/books.ts";

export const used = [getBook, listBooks];
""")
Path("src/handlers/all.ts").write_text("""export { getBook } from "./books.ts";
export { deleteBook } from "./books.ts";
""")
Path("tests/own.test.ts").write_text("""import { expect, test, vi } from "vitest";
import * as books from "../src/handlers/books";

test("the book", () => {
  expect(vi.spyOn(books, "getBook")).toBe(books.getBook);
});
""")
