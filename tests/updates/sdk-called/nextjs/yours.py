from pathlib import Path

Path("scripts/walk.ts").write_text("""import * as shop from "../sdk/typescript/src/index.ts";
import { createClient, type GetBookInput, getBook, listBooksAll } from "../sdk/typescript/src/index.ts";

const client = createClient();
const input: GetBookInput = { path: { book_id: 1 } };
for await (const book of listBooksAll(client)) {
  console.log(book, await getBook(client, input), await shop.listBooks(client));
}
""")
Path("app/books").mkdir()
Path("app/books/page.tsx").write_text("""import { createClient } from "../../sdk/typescript/src/index.ts";
import { getBook, listBooks } from "../../sdk/typescript/src/operations/books.ts";

/** What getBook gives. */
export default async function Page() {
  const client = createClient();
  const page = await listBooks(client);
  const book = await getBook(client, { path: { book_id: page.items[0]?.id ?? 1 } });
  return <p title={book.title}>{page.items.length}</p>;
}
""")
Path("scripts/one.mjs").write_text("""import { createClient, deleteBook, getBook } from "shop-client";

console.log(deleteBook, await getBook(createClient(), { path: { book_id: 1 } }));
""")
