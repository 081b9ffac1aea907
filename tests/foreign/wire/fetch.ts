/**
 * Calls of openapi-fetch, with the types that openapi-typescript makes.
 *
 * There are none with lists and objects in the path, whose style it takes from templates of its own alone; the style of
 * queries, forms, files and cookies are the caller's to write.
 */

import createClient from "openapi-fetch";

import { tell } from "./tell.ts";
import type { paths } from "./types.ts";

const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
const color = { R: 1, G: 2 };
const leaf = { name: "leaf", any: color };
const wrong = { params: { query: { n: "x" as unknown as number } } };
const form = { "Content-Type": "application/x-www-form-urlencoded" };

await tell({
  "lists and objects in the query": () =>
    client.GET("/q", {
      params: {
        query: { p: 5, fx: [1, 2], d: { a: 1 }, dt: "2020-02-29T12:00:00Z", def: [3], b: true },
        header: { "X-L": [1, 2] },
      },
      headers: { Cookie: "ci=3; ck=a" },
    }),
  "lists joined by the caller's choice": () =>
    client.GET("/q", {
      params: { query: { f: ["a,b", "c d"] } },
      querySerializer: { array: { style: "form", explode: false } },
    }),
  "lists joined by spaces": () =>
    client.GET("/q", {
      params: { query: { sp: ["x", "y"] } },
      querySerializer: { array: { style: "spaceDelimited", explode: false } },
    }),
  "lists joined by pipes": () =>
    client.GET("/q", {
      params: { query: { pi: [1, 2] } },
      querySerializer: { array: { style: "pipeDelimited", explode: false } },
    }),
  "an object joined by commas": () =>
    client.GET("/q", {
      params: { query: { fo: color } },
      querySerializer: { object: { style: "form", explode: false } },
    }),
  "an object whose members are parameters": () =>
    client.GET("/q", {
      params: { query: { fox: color } },
      querySerializer: { object: { style: "form", explode: true } },
    }),
  "text after a placeholder": () =>
    client.GET("/f/{id}.json", { params: { path: { id: "a/b" } } }),
  "a verb after a placeholder": () =>
    client.GET("/f/{id}:verb", { params: { path: { id: "a:b" } } }),
  "two placeholders": () => client.GET("/f/{a}-{b}", { params: { path: { a: "a b", b: "ü" } } }),
  "a placeholder that is the name beside it": () =>
    client.GET("/f/{id}", { params: { path: { id: "me" } } }),
  "a name beside a placeholder": () => client.POST("/f/me"),
  JSON: () =>
    client.POST("/bodies", {
      body: { name: "é", children: [leaf], any: [leaf], even: 4, price: 0.07, n: null } as never,
    }),
  "a form": () =>
    client.POST("/bodies", {
      body: { a: 1, csv: ["x"], when: "2020-02-29" } as never,
      headers: form,
    }),
  "plain text": () =>
    client.POST("/bodies", {
      body: "néa" as never,
      bodySerializer: (text) => text,
      headers: { "Content-Type": "text/plain" },
    }),
  bytes: () =>
    client.POST("/bodies", {
      body: "" as never,
      bodySerializer: () => new Uint8Array([0, 255]),
      headers: { "Content-Type": "application/octet-stream" },
    }),
  multipart: () =>
    client.POST("/files", {
      body: { files: [], n: 7 },
      bodySerializer: ({ n = 0 }) => {
        const made = new FormData();
        made.append("files", new File(["text"], "ü.txt", { type: "text/plain" }));
        made.append("tags", "sea, sun");
        made.append("n", String(n));
        return made;
      },
    }),
  "a refusal as described": () => client.GET("/refusals/closed", wrong),
  "a refusal by the default": () => client.GET("/refusals/nested", wrong),
  "a refusal as text": () => client.GET("/refusals/text", { ...wrong, parseAs: "text" }),
  "a refusal as bytes": () => client.GET("/refusals/bytes", { ...wrong, parseAs: "blob" }),
});
