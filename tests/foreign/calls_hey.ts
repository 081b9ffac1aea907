/** Calls of the client that @hey-api/openapi-ts makes. */

import { tell } from "./tell.ts";
import { createClient } from "./hey/client/index.ts";
import * as api from "./hey/sdk.gen.ts";

const baseUrl = `${process.argv[2]}/v1`;
const nobody = createClient({ baseUrl });
const editor = createClient({ baseUrl, auth: () => "editor" });
const stranger = createClient({ baseUrl, auth: () => "stranger" });
const book = {
  isbn: "9780141439518",
  title: "Emma",
  authors: [{ name: "Jane Austen" }],
  price: 799,
  genre: "novel" as const,
};
const image = new File([new Uint8Array([137, 80, 78, 71])], "emma.png", { type: "image/png" });
const order_id = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

await tell({
  list: () => api.listBooks({ client: nobody }),
  "list some": () => api.listBooks({
    client: nobody,
    query: {
      limit: 5,
      cursor: "abc",
      genre: ["novel", "poetry"],
      price: { min: 100, max: 2000 },
      published_after: "2020-02-29",
    },
  }),
  get: () => api.getBook({ client: nobody, path: { book_id: 1 } }),
  "get what no book can be": () => api.getBook({ client: nobody, path: { book_id: 0 } }),
  create: () => api.createBook({
    client: editor,
    body: book,
    headers: { "Idempotency-Key": "a-new-key" },
  }),
  "create as a stranger": () => api.createBook({ client: stranger, body: book }),
  update: () =>
    api.updateBook({
      client: editor,
      path: { book_id: 1 },
      body: { subtitle: null, price: 5 },
    }),
  delete: () => api.deleteBook({ client: editor, path: { book_id: 1 } }),
  upload: () => api.uploadCover({
    client: editor,
    path: { book_id: 1 },
    body: { image, caption: "A cover", crop: { width: 10, height: 20 } },
  }),
  download: () => api.downloadCover({ client: nobody, path: { book_id: 1 } }),
  "list orders": () => api.listOrders({ client: editor, query: { page: 2, status: "paid" } }),
  order: () => api.placeOrder({
    client: editor,
    body: {
      lines: [{ book_id: 1, quantity: 2 }],
      payment: { method: "card", token: "tok" },
      note: "soon",
    },
  }),
  invoice: () => api.getInvoice({ client: editor, path: { order_id, format: "csv" } }),
});
