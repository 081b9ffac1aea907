/** Calls of our TypeScript SDK. */

import { createClient, SdkError } from "./src/index.ts";
import * as books from "./src/operations/books.ts";
import * as orders from "./src/operations/orders.ts";
import { tellValues } from "./tell.ts";
import { book, image, order, query } from "./values.ts";

const client = createClient({
  baseUrl: process.argv[2] ?? "",
  auth: { bearer: "editor" },
  maxRetries: 0,
});
const path = { book_id: 1 };

const calls = {
  list: () => books.listBooks(client),
  "list some": () => books.listBooks(client, { query }),
  get: () => books.getBook(client, { path }),
  "get what no book can be": () => books.getBook(client, { path: { book_id: 0 } }),
  create: () =>
    books.createBook(client, { body: book, headers: { "Idempotency-Key": "a-new-key" } }),
  update: () => books.updateBook(client, { path, body: { subtitle: null, price: 5 } }),
  delete: () => books.deleteBook(client, { path }),
  upload: () => books.uploadCover(client, { path, body: { image, caption: "A cover" } }),
  "list orders": () => orders.listOrders(client, { query: { page: 2, status: "paid" } }),
  order: () => orders.placeOrder(client, { body: order }),
};

await tellValues(calls, SdkError);
