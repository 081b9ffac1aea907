// Every way that a value can travel in a request, from the client of wire.yaml to a service that answers what arrived;
// test_sdk_typescript.py runs this.
import { expect, test } from "vitest";

import {
  bodies,
  createClient,
  fab,
  fid,
  files,
  fj,
  fme,
  fv,
  label,
  matrix,
  type models,
  q,
  simple,
} from "../src/index.ts";

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

const client = createClient({ baseUrl: process.env["SERVICE"] ?? "", maxRetries: 0 });
const rgb: models.Rgb = { R: 1, G: 2 };

/** What the service says that it was called with. */
async function arrived(call: PromiseLike<unknown>): Promise<unknown> {
  return ((await call) as { readonly with: unknown }).with;
}

const base64 = (text: string) => ({ base64: btoa(text) });

test("matrix", async () => {
  const path = { id: 5, arr: ["a", "b,c"], obj: rgb, arrx: [1, 2], objx: rgb };
  expect(await arrived(matrix(client, { path }))).toEqual(path);
});

test("label", async () => {
  const path = { id: 5.5, arr: ["a", "b,c"], obj: rgb, arrx: [1, 2], objx: rgb };
  expect(await arrived(label(client, { path }))).toEqual(path);
});

test("simple", async () => {
  const path = { id: true, arr: ["a b", "b,c", "é/%"], obj: rgb, objx: rgb };
  expect(await arrived(simple(client, { path }))).toEqual(path);
});

test("query, headers and cookies", async () => {
  const query = {
    p: 7,
    fx: [1, 2],
    f: ["a,b", "c&d"],
    fo: rgb,
    sp: ["a&b", "c"],
    pi: [1, 2],
    pio: rgb,
    d: { a: 1, tags: ["x", "y"], sub: rgb },
    dl: [1, 2],
    j: rgb,
    e: 0,
    dt: "2026-01-02T03:04:05Z",
    def: [3],
    b: true,
  };
  const headers = { "X-L": [1, 2], "X-O": rgb };
  const cookies = { ck: ["a", "b;c"], ci: 1 };
  const { ck, ci } = cookies;
  expect(await arrived(q(client, { query, headers, cookies }))).toEqual({
    ...query,
    xl: [1, 2],
    xo: rgb,
    ck,
    ci,
  });
  expect(await arrived(q(client, { query: { fox: rgb } }))).toMatchObject({ fox: rgb });
});

test("paths that are alike", async () => {
  expect(await fj(client, { path: { id: "a.b" } })).toEqual({ called: "fj", with: { id: "a.b" } });
  expect(await fv(client, { path: { id: "a:b" } })).toEqual({ called: "fv", with: { id: "a:b" } });
  const both = { a: "x", b: "y" };
  expect(await fab(client, { path: both })).toEqual({ called: "fab", with: both });
  expect(await fid(client, { path: { id: "a/b" } })).toEqual({
    called: "fid",
    with: { id: "a/b" },
  });
  expect(await fme(client)).toBeUndefined();
});

test("bodies of several media types", async () => {
  const form: models.FormBody = {
    a: 1,
    list: [1, 2],
    csv: ["x,y", "z"],
    deep: { a: 1, tags: ["t"] },
    obj: rgb,
    when: "2026-01-02",
  };
  expect(await arrived(bodies(client, { body: form }))).toEqual({ body: form });
  const words = bodies(client, { body: "é!", contentType: "text/plain" });
  expect(await arrived(words)).toEqual({ body: "é!" });
  const bytes = new Blob(["bytes"]);
  for (const body of [bytes, bytes.stream(), new TextEncoder().encode("bytes")]) {
    const sent = bodies(client, { body, contentType: "application/octet-stream" });
    expect(await arrived(sent)).toEqual({ body: base64("bytes") });
  }
  const tree: models.Tree = { name: "root", children: [{ name: "leaf", n: null }] };
  const json = bodies(client, { body: tree, contentType: "application/json" });
  expect(await arrived(json)).toEqual({ body: tree });
  expect(await arrived(bodies(client))).toEqual({});
});

test("multipart", async () => {
  const body = {
    files: [
      new File(["a"], "a.txt", { type: "text/plain" }),
      { content: new Blob(["b"]).stream(), filename: "é.bin" },
    ],
    tags: ["x", "y"],
    meta: rgb,
    n: 5,
  };
  const told = await arrived(files(client, { body }));
  expect(told).toEqual({
    body: {
      ...body,
      files: [
        { filename: "a.txt", type: "text/plain", ...base64("a") },
        { filename: "é.bin", type: "application/octet-stream", ...base64("b") },
      ],
    },
  });
});
