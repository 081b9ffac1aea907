from pathlib import Path

Path("src/api.ts").write_text("""export * from "./handlers/books.ts";
export * as books from "./handlers/books.ts";
""")
Path("src/sdk.ts").write_text("""export * from "../sdk/typescript/src/index.ts";
""")
Path("src/handlers/index.ts").write_text("""export * from "./books.ts"; // all
export * from "./orders.ts";
""")
Path("src/front.ts").write_text("""import * as shelf from "@/handlers/books.ts";
import { getBook, listBooks } from "./handlers/index.ts";

export { deleteBook } from "./handlers/index.ts";
export { books as catalogue } from "./api.ts";
export { getBook, listBooks, shelf };
""")
Path("src/jobs.ts").write_text("""import * as api from "./api.ts";
import { catalogue, deleteBook, getBook as one, listBooks, shelf } from "./front.ts";

export const used = [one, listBooks, deleteBook, shelf.listBooks, catalogue.listBooks, catalogue.getBook];
export const more = [api.getBook, api.books.listBooks, api.books.deleteBook];
""")
Path("src/late.ts").write_text("""export const one = () => import("./handlers/books.ts").then((books) => books.getBook);
export const list = () => import("@/handlers/books.ts").then(({ listBooks }) => listBooks);
export const both = () =>
  import("./handlers/books.ts").then(function (books) {
    return [books.getBook, books.listBooks];
  });

export async function all() {
  const books = await import("./handlers/books.ts");
  const { listBooks } = books;
  return [listBooks, books.getBook, books.deleteBook];
}
""")
Path("src/pages.ts").write_text("""import { createClient, getBook, listBooksAll } from "./sdk.ts";

export const all = listBooksAll(createClient());
export const one = getBook(createClient(), { path: { book_id: 1 } });
""")
Path("tests/own.test.ts").write_text("""import { expect, test, vi } from "vitest";
import * as books from "../src/handlers/books.ts";
import { getBook } from "../src/handlers/books.ts";

vi.mock("../src/handlers/books.ts");

test("the book", () => {
  vi.mocked(getBook).mockResolvedValue({} as never);
  vi.spyOn(books, "listBooks");
  vi.spyOn(books, "getBook");
  expect(books.listBooks).toBeDefined();
});
""")
Path("tests/made.test.ts").write_text("""import { expect, test, vi } from "vitest";
import { listBooks } from "../src/handlers/books.ts";

const made = vi.hoisted(() => () => ({ listBooks: vi.fn() }));
vi.mock("../src/handlers/books.ts", made);

test("the list", () => {
  expect(listBooks).toBeDefined();
});
""")
Path("src/tools.ts").write_text('import { getBook } from "./handlers/books.ts";\n\nexport const tools = [getBook];\n')
orders = Path("src/handlers/orders.ts")
orders.write_text(orders.read_text().replace("import", 'import "../tools.ts";\nimport', 1))
Path("src/round.ts").write_text('export * as front from "./front.ts";\n')
front = Path("src/front.ts")
front.write_text(f'{front.read_text()}export * as round from "./round.ts";\n')
