/** Calls of openapi-fetch, with the types that openapi-typescript makes. */

import createClient from "openapi-fetch";

import type { components, paths } from "./types.ts";
import { tell } from "./tell.ts";
import { book, image, order, order_id, query } from "./values.ts";

const baseUrl = `${process.argv[2]}/v1`;
const nobody = createClient<paths>({ baseUrl });
const editor = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer editor" } });
const stranger = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer stranger" } });
// openapi-typescript asks for members of a request that are readOnly.
const created = { ...book, in_stock: true, labels: {} } as components["schemas"]["Book"];
const one = { path: { book_id: 1 } };

await tell({
  list: () => nobody.GET("/books"),
  "list some": () =>
    nobody.GET("/books", {
      params: {
        query: { ...query, cursor: "abc" },
      },
      querySerializer: { array: { style: "form", explode: false } },
    }),
  get: () => nobody.GET("/books/{book_id}", { params: one }),
  "get what no book can be": () =>
    nobody.GET("/books/{book_id}", { params: { path: { book_id: 0 } } }),
  create: () =>
    editor.POST("/books", { params: { header: { "Idempotency-Key": "a-new-key" } }, body: created }),
  "create as a stranger": () => stranger.POST("/books", { body: created }),
  update: () =>
    editor.PATCH("/books/{book_id}", { params: one, body: { subtitle: null, price: 5 } }),
  delete: () => editor.DELETE("/books/{book_id}", { params: one }),
  upload: () =>
    editor.PUT("/books/{book_id}/cover", {
      params: one,
      body: { image: "", caption: "A cover" },
      bodySerializer: ({ caption = "" }) => {
        const form = new FormData();
        form.set("image", image);
        form.set("caption", caption);
        return form;
      },
    }),
  download: () => nobody.GET("/books/{book_id}/cover", { params: one, parseAs: "blob" }),
  "list orders": () => editor.GET("/orders", { params: { query: { page: 2, status: "paid" } } }),
  order: () =>
    editor.POST("/orders", {
      body: order,
    }),
  invoice: () =>
    editor.GET("/orders/{order_id}/invoice.{format}", {
      params: { path: { order_id: "3fa85f64-5717-4562-b3fc-2c963f66afa6", format: "csv" } },
      parseAs: "text",
    }),
});
