/**
 * Calls of our TypeScript SDK: none with styles of parameters, which Prism dies of, or lists in forms, which it can't
 * read.
 */

import { createClient, SdkError } from "./src/index.ts";
import { bodies } from "./src/operations/bodies.ts";
import * as f from "./src/operations/f.ts";
import { files } from "./src/operations/files.ts";
import * as refusals from "./src/operations/refusals.ts";
import { tellValues } from "./tell.ts";

const client = createClient({ baseUrl: process.argv[2] ?? "", maxRetries: 0 });
const color = { R: 1, G: 2 };
const leaf = { name: "leaf", any: color };
const png = new File([new Uint8Array([137, 80, 78, 71])], "a.png", { type: "image/png" });
const text = new File(["text"], "ü.txt", { type: "text/plain" });
const wrong = { query: { n: "x" as unknown as number } };

const calls = {
  "text after a placeholder": () => f.fj(client, { path: { id: "a/b" } }),
  "a verb after a placeholder": () => f.fv(client, { path: { id: "a:b" } }),
  "two placeholders": () => f.fab(client, { path: { a: "a b", b: "ü" } }),
  "a placeholder that is the name beside it": () => f.fid(client, { path: { id: "me" } }),
  "a name beside a placeholder": () => f.fme(client),
  JSON: () =>
    bodies(client, {
      contentType: "application/json",
      body: { name: "é", children: [leaf], any: [leaf], even: 4, price: 0.5, n: null },
    }),
  "a form": () =>
    bodies(client, {
      body: { a: 1, deep: { a: 1, tags: ["t"], sub: color }, when: "2020-02-29" },
    }),
  "plain text": () => bodies(client, { contentType: "text/plain", body: "néa" }),
  bytes: () =>
    bodies(client, { contentType: "application/octet-stream", body: new Uint8Array([0, 255]) }),
  multipart: () =>
    files(client, { body: { files: [png, text], tags: ["new", "sea, sun"], meta: color, n: 7 } }),
  "a refusal as described": () => refusals.refuseClosed(client, wrong),
  "a refusal by the default": () => refusals.refuseNested(client, wrong),
  "a refusal as text": () => refusals.refuseText(client, wrong),
  "a refusal as bytes": () => refusals.refuseBytes(client, wrong),
};

await tellValues(calls, SdkError);
