// The bookshop's client where there is nothing but what the web has: test_sdk_typescript.py runs this in headless
// Chromium, on a page of another origin than the shop, and in other runtimes, which are given the page's address.
import {
  BookNotFound,
  clientCredentials,
  createBook,
  createClient,
  downloadCover,
  getBook,
  listBooksAll,
  listOrders,
  updateBook,
  uploadCover,
  uploadProgress,
} from "../src/index.ts";

const page = new URL((globalThis as { readonly PAGE?: string }).PAGE ?? location.href);
const shop = page.searchParams.get("shop") ?? "";
const tokenUrl = `${shop}/token`;
const client = createClient({
  baseUrl: `${shop}/v1`,
  auth: { bearer: clientCredentials({ clientId: "a", clientSecret: "b", tokenUrl }) },
});

async function run(): Promise<object> {
  const path = { book_id: 3 };
  const missing = await getBook(client, { path: { book_id: 404 } }).result();
  const ids: number[] = [];
  for await (const book of listBooksAll(client, { query: { limit: 20 } })) ids.push(book.id);
  const made = await createBook(client, {
    body: { isbn: "9780141439518", title: "Emma", authors: [{ name: "Jane" }], price: 1 },
  }).result();
  const orders = await listOrders(client).result();
  const steps: [number, number | undefined][] = [];
  const image = new File([new Uint8Array(3_000_000)], "a.png", { type: "image/png" });
  const progress = uploadProgress((sent, total) => steps.push([sent, total]));
  const cover = await uploadCover(client, { path, body: { image } }, { middleware: [progress] });
  const plain = await uploadCover(client, { path, body: { image, crop: { width: 1, height: 1 } } });
  const download = await downloadCover(client, { path }).response();
  let streamed = 0;
  for (const reader = download.body!.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    streamed += value.byteLength;
  }
  return {
    book: (await getBook(client, { path })).id,
    missing: !missing.ok && missing.error instanceof BookNotFound && missing.body.detail,
    ids: ids.length,
    location: made.ok && made.headers.Location,
    orders: orders.headers["X-Total-Count"],
    patched: (await updateBook(client, { path, body: { subtitle: null } })).id,
    cover: cover.bytes,
    progress: steps.at(-1),
    plain: plain.bytes,
    blob: (await downloadCover(client, { path })).size,
    streamed,
  };
}

const told = await run().catch((error: unknown) => ({ error: String(error) }));
await fetch(new URL("/told", page), { method: "PUT", body: JSON.stringify(told) });
