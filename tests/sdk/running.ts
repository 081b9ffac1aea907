// What the bookshop's client promises, one thing after another, against the service that was generated with it: it
// answers examples, and lets in `editor`. test_generated_nextjs.py runs this in the project and reads what it tells.
import {
  ApiTimeout,
  BookNotFound,
  createBook,
  createClient,
  downloadCover,
  getBook,
  listBooksAll,
  updateBook,
  uploadCover,
  uploadProgress,
} from "./sdk/typescript/src/index.ts";

const path = { book_id: 1 };
const baseUrl = process.argv[2];
const asked: unknown[] = [];
const seen: string[] = [];
const client = createClient({
  baseUrl,
  auth: {
    bearer: ({ refused }) => {
      asked.push(refused ?? null);
      return refused === undefined ? "outdated" : "editor";
    },
  },
  middleware: [
    async (request, next, { operation, attempt }) => {
      const response = await next(request);
      seen.push(`${operation} ${attempt} ${response.status} ${request.headers.has("Idempotency-Key")}`);
      return response;
    },
  ],
});

const book = await getBook(client, { path });
const missing = await getBook(client, { path }, { headers: { Prefer: "code=404" } }).result();

let tries = 0;
const busy = async (request: Request) =>
  (tries += 1) === 1 ? new Response(null, { status: 503, headers: { "Retry-After": "0" } }) : fetch(request);
const retried = await getBook(client, { path }, { fetch: busy });

const slow = (request: Request) =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(fetch(request)), 100));
const late = await getBook(client, { path }, { fetch: slow, timeout: 5, maxRetries: 0 }).catch((error) => error);
const stop = new AbortController();
const stopped = getBook(client, { path }, { fetch: slow, signal: stop.signal }).catch((error) => error);
stop.abort("enough");

const made = await createBook(client, {
  body: { isbn: "9780141439518", title: "Emma", authors: [{ name: "Jane" }], price: 1 },
}).result();
const changed = await updateBook(client, { path, body: { subtitle: null } });

const titles: string[] = [];
for await (const { title } of listBooksAll(client, { query: { limit: 1 } })) {
  if (titles.push(title) === 3) break;
}

const steps: number[] = [];
const image = new File([new Uint8Array(3_000_000)], "a.png", { type: "image/png" });
const progress = uploadProgress((sent) => void steps.push(sent));
const cover = await uploadCover(client, { path, body: { image } }, { middleware: [progress] });
const { body } = await downloadCover(client, { path }).response();
const pieces: string[] = [];
for await (const piece of body!.pipeThrough(new TextDecoderStream())) pieces.push(piece);

const told = {
  book: book.id,
  missing: [missing.status, !missing.ok && missing.error instanceof BookNotFound],
  retried: [retried.id, tries],
  late: late instanceof ApiTimeout,
  stopped: await stopped,
  made: made.ok && made.headers.Location,
  asked,
  changed: changed.id,
  titles: titles.length,
  cover: cover.url,
  sent: steps.length > 2 && steps.at(-1)! > image.size,
  content: pieces.join(""),
  seen,
};
console.log(JSON.stringify(told));
