/** Calls of openapi-fetch, with the types that openapi-typescript makes. */

import createClient from "openapi-fetch";

import type { components, paths } from "./fetch.ts";
import { tell } from "./tell.ts";

const baseUrl = `${process.argv[2]}/v1`;
const nobody = createClient<paths>({ baseUrl });
const editor = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer editor" } });
const stranger = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer stranger" } });
// openapi-typescript asks for members of a request that are readOnly.
const book = {
  isbn: "9780141439518",
  title: "Emma",
  authors: [{ name: "Jane Austen" }],
  price: 799,
  genre: "novel" as const,
  in_stock: true,
  labels: {},
} as components["schemas"]["Book"];
const one = { path: { book_id: 1 } };

await tell({
  list: () => nobody.GET("/books"),
  "list some": () =>
    nobody.GET("/books", {
      params: {
        query: {
          limit: 5,
          cursor: "abc",
          genre: ["novel", "poetry"],
          price: { min: 100, max: 2000 },
          published_after: "2020-02-29",
        },
      },
      querySerializer: { array: { style: "form", explode: false } },
    }),
  get: () => nobody.GET("/books/{book_id}", { params: one }),
  "get what no book can be": () =>
    nobody.GET("/books/{book_id}", { params: { path: { book_id: 0 } } }),
  create: () =>
    editor.POST("/books", { params: { header: { "Idempotency-Key": "a-new-key" } }, body: book }),
  "create as a stranger": () => stranger.POST("/books", { body: book }),
  update: () =>
    editor.PATCH("/books/{book_id}", { params: one, body: { subtitle: null, price: 5 } }),
  delete: () => editor.DELETE("/books/{book_id}", { params: one }),
  upload: () =>
    editor.PUT("/books/{book_id}/cover", {
      params: one,
      body: { image: "", caption: "A cover" },
      bodySerializer: ({ caption = "" }) => {
        const form = new FormData();
        form.set("image", new File([new Uint8Array([137, 80, 78, 71])], "emma.png", { type: "image/png" }));
        form.set("caption", caption);
        return form;
      },
    }),
  download: () => nobody.GET("/books/{book_id}/cover", { params: one, parseAs: "blob" }),
  "list orders": () => editor.GET("/orders", { params: { query: { page: 2, status: "paid" } } }),
  order: () =>
    editor.POST("/orders", {
      body: {
        lines: [{ book_id: 1, quantity: 2 }],
        payment: { method: "card", token: "tok" },
        note: "soon",
      },
    }),
  invoice: () =>
    editor.GET("/orders/{order_id}/invoice.{format}", {
      params: { path: { order_id: "3fa85f64-5717-4562-b3fc-2c963f66afa6", format: "csv" } },
      parseAs: "text",
    }),
});
