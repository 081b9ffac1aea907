from pathlib import Path

books = Path("src/handlers/books.ts")
books.write_text(books.read_text().replace("  throw new", '  console.log("mine");\n  throw new', 3))
text = books.read_text()
helper = """export const twice = async (ctx: Context) => [
  await getBook(ctx, { bookId: 1 }),
  await getBook(ctx, { bookId: 2 }),
];

"""
text = text.replace("/**\n * Change some", f"{helper}/**\n * Change some")
books.write_text(text.replace("import { Not", 'import type { Context } from "../context.ts";\nimport { Not'))
Path("src/jobs.ts").write_text("""import { deleteBook, getBook, listBooks } from "@/handlers/books.ts";
import { listOrders } from "@/handlers/orders.ts";

export const used = [deleteBook, getBook, listBooks, listOrders];
""")
Path("src/handlers/all.ts").write_text("""export { getBook } from "./books.ts";
export { deleteBook, listBooks } from "./books.ts";
""")
Path("src/typed.ts").write_text("""import type { GetBook, ListBooks } from "@/generated/operations/books.ts";

export type Two = Parameters<GetBook> | Parameters<ListBooks>;
""")
Path("src/types.ts").write_text("""import type { getBook as Get, listBooks } from "./handlers/books";

export type Handlers = { get: typeof Get; list: typeof listBooks };
""")
Path("tests/own.test.ts").write_text("""import { expect, test, vi } from "vitest";
import { deleteBook } from "../src/handlers/books";

vi.mock("../src/handlers/books", () => ({ deleteBook: vi.fn() }));

test("the book", async () => {
  const { getBook } = await import("../src/handlers/books");
  expect(getBook).not.toBe(deleteBook);
});
""")
Path("tests/by-module.test.ts").write_text("""import { expect, test } from "vitest";
import * as books from "../src/handlers/books.ts";

test("the book", () => {
  expect(books.getBook).toBeDefined();
});
""")
