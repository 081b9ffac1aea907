/**
 * Calls of the client that @hey-api/openapi-ts makes.
 *
 * There are none with lists and objects in the path or in cookies, nor with objects in the query that are spelled
 * otherwise than deepObject, none of which it writes by their style.
 */

import { tell } from "./tell.ts";
import { createClient, urlSearchParamsBodySerializer } from "./hey/client/index.ts";
import * as api from "./hey/sdk.gen.ts";

const client = createClient({ baseUrl: process.argv[2] ?? "" });
const color = { R: 1, G: 2 };
const leaf = { name: "leaf", any: color };
const png = new File([new Uint8Array([137, 80, 78, 71])], "a.png", { type: "image/png" });
const text = new File(["text"], "ü.txt", { type: "text/plain" });
const wrong = { n: "x" as unknown as number };

await tell({
  "lists and objects in the query": () =>
    api.q({
      client,
      query: {
        p: 5,
        fx: [1, 2],
        f: ["a,b", "c d"],
        sp: ["x", "y"],
        pi: [1, 2],
        d: { a: 1 },
        dt: "2020-02-29T12:00:00Z",
        def: [3],
        b: true,
      },
      headers: { "X-L": [1, 2] },
    }),
  "text after a placeholder": () => api.fj({ client, path: { id: "a/b" } }),
  "a verb after a placeholder": () => api.fv({ client, path: { id: "a:b" } }),
  "two placeholders": () => api.fab({ client, path: { a: "a b", b: "ü" } }),
  "a placeholder that is the name beside it": () => api.fid({ client, path: { id: "me" } }),
  "a name beside a placeholder": () => api.fme({ client }),
  JSON: () =>
    api.bodies({
      client,
      body: { name: "é", children: [leaf], any: [leaf], even: 4, price: 0.07, n: null },
    }),
  "a form": () =>
    api.bodies({
      client,
      ...urlSearchParamsBodySerializer,
      body: { a: 1, list: [2, 3], obj: color, when: "2020-02-29" } as never,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    }),
  "plain text": () =>
    api.bodies({ client, body: "néa" as never, bodySerializer: null, headers: { "Content-Type": "text/plain" } }),
  bytes: () =>
    api.bodies({
      client,
      body: new Blob([new Uint8Array([0, 255])]) as never,
      bodySerializer: null,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  multipart: () =>
    api.files({ client, body: { files: [png, text], tags: ["new", "sea, sun"], meta: color, n: 7 } }),
  "a refusal as described": () => api.refuseClosed({ client, query: wrong }),
  "a refusal by the default": () => api.refuseNested({ client, query: wrong }),
  "a refusal as text": () => api.refuseText({ client, query: wrong }),
  "a refusal as bytes": () => api.refuseBytes({ client, query: wrong }),
});
