/** Calls of our TypeScript SDK: prints for each the status, and the members of what it gave. */

import { ApiError, createClient } from "./src/index.ts";
import * as books from "./src/operations/books.ts";
import * as orders from "./src/operations/orders.ts";

const client = createClient({
  baseUrl: process.argv[2] ?? "",
  auth: { bearer: "editor" },
  maxRetries: 0,
});
const body = {
  isbn: "9780141439518",
  title: "Emma",
  authors: [{ name: "Jane Austen" }],
  price: 799,
};
const path = { book_id: 1 };
const image = new File([new Uint8Array([137, 80, 78, 71])], "emma.png", { type: "image/png" });

const calls: Record<string, () => PromiseLike<unknown>> = {
  list: () => books.listBooks(client),
  "list some": () =>
    books.listBooks(client, {
      query: {
        limit: 5,
        genre: ["novel", "poetry"],
        price: { min: 100, max: 2000 },
        published_after: "2020-02-29",
      },
    }),
  get: () => books.getBook(client, { path }),
  "get what no book can be": () => books.getBook(client, { path: { book_id: 0 } }),
  create: () =>
    books.createBook(client, { body, headers: { "Idempotency-Key": "a-new-key" } }),
  update: () => books.updateBook(client, { path, body: { subtitle: null, price: 5 } }),
  delete: () => books.deleteBook(client, { path }),
  upload: () => books.uploadCover(client, { path, body: { image, caption: "A cover" } }),
  "list orders": () => orders.listOrders(client, { query: { page: 2, status: "paid" } }),
  order: () =>
    orders.placeOrder(client, {
      body: {
        lines: [{ book_id: 1, quantity: 2 }],
        payment: { method: "card", token: "tok" },
        note: "soon",
      },
    }),
};

async function told(call: () => PromiseLike<unknown>): Promise<string> {
  try {
    return kindOf(await call());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.name} ${error.status}`;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value === "object" && value !== null ? Object.keys(value).join(" ") : typeof value;
}

const all: Record<string, string> = {};
for (const [name, call] of Object.entries(calls)) all[name] = await told(call);
console.log(JSON.stringify(all));
