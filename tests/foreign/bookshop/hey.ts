/** Calls of the client that @hey-api/openapi-ts makes. */

import { tell } from "./tell.ts";
import { createClient } from "./hey/client/index.ts";
import * as api from "./hey/sdk.gen.ts";
import { book, image, order, order_id, query } from "./values.ts";

const baseUrl = `${process.argv[2]}/v1`;
const nobody = createClient({ baseUrl });
const editor = createClient({ baseUrl, auth: () => "editor" });
const stranger = createClient({ baseUrl, auth: () => "stranger" });

await tell({
  list: () => api.listBooks({ client: nobody }),
  "list some": () => api.listBooks({
    client: nobody,
    query: { ...query, cursor: "abc" },
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
    body: order,
  }),
  invoice: () => api.getInvoice({ client: editor, path: { order_id, format: "csv" } }),
});
