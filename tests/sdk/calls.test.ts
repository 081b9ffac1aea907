// Calls of the generated bookshop client against the hand-written server of shop.py; test_sdk_typescript.py runs this.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  ApiConnectionError,
  ApiError,
  ApiTimeout,
  BookNotFound,
  CreateBookConflict,
  InvalidResponse,
  PlaceOrderPaymentRequired,
  TokenError,
  clientCredentials,
  createBook,
  createClient,
  deleteBook,
  downloadCover,
  getBook,
  getInvoice,
  listBooks,
  listBooksAll,
  listOrders,
  listOrdersAll,
  type models,
  placeOrder,
  updateBook,
  uploadCover,
  uploadProgress,
} from "../src/index.ts";
import {
  cookie,
  cookies,
  deepObject,
  form,
  label,
  matrix,
  path,
  pipes,
  segment,
  simple,
  spaces,
} from "../src/core/styles.ts";
import { formBody } from "../src/core/forms.ts";
import { multipartBody } from "../src/core/multipart.ts";
import { own } from "../src/core/own.ts";
import { pause } from "../src/core/retries.ts";

interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
  readonly size: number;
}

interface State {
  readonly tokens: number;
  readonly sent: readonly Sent[];
}

declare const process: {
  readonly env: Readonly<Record<string, string | undefined>>;
  memoryUsage(): { rss: number };
};

const ORIGIN = process.env["SHOP"] ?? "";
const BOOKS = 45;
const ORDERS = 23;
const BLOCK = 65536;
const ORDER = "6f1c1a8e-8b1e-4c0b-9d60-0c5b5b4d7b11";

const client = createClient({ baseUrl: `${ORIGIN}/v1`, auth: { bearer: "tok" } });

async function shop(given: object): Promise<void> {
  await fetch(`${ORIGIN}/control`, { method: "PUT", body: JSON.stringify(given) });
}

async function state(): Promise<State> {
  return (await fetch(`${ORIGIN}/control`)).json() as Promise<State>;
}

async function last(): Promise<Sent> {
  return (await state()).sent.at(-1)!;
}

const book = (title = "Emma"): models.BookInput => ({
  isbn: "9780141439518",
  title,
  authors: [{ name: "Jane" }],
  price: 1,
});
const order = (note = "n"): models.NewOrder => ({
  lines: [{ book_id: 1, quantity: 1 }],
  payment: { method: "card", token: "t" },
  note,
});
const at = (book_id: number) => ({ path: { book_id } });
const cover = (image: models.UploadCoverRequest["image"], more: object = {}) => ({
  ...at(1),
  body: { image, ...more },
});

const where = (format: "txt" | "csv") => ({ path: { order_id: ORDER, format } });

const fetched = (more: object = {}) =>
  createClient({
    baseUrl: `${ORIGIN}/v1`,
    auth: {
      bearer: clientCredentials({
        clientId: "a",
        clientSecret: "b",
        tokenUrl: `${ORIGIN}/token`,
        ...more,
      }),
    },
  });

async function thrown(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

beforeEach(async () => {
  await shop({});
  vi.spyOn(Math, "random").mockReturnValue(0.001);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("results and errors", () => {
  test("a result is typed", async () => {
    const found = await getBook(client, at(3));
    const id: number = found.id;
    const born: string | undefined = found.authors[0]?.born;
    expect([id, born]).toEqual([3, "1775-12-16"]);
  });

  test("a call starts when it is asked for something, and once", async () => {
    const call = getBook(client, at(3));
    expect((await state()).sent).toHaveLength(0);
    await Promise.all([call, call, call.result(), call.finally()]);
    expect((await state()).sent).toHaveLength(1);
  });

  test("the answer behind a result", async () => {
    const reply = await getBook(client, at(3)).result();
    expect(reply.ok && reply.body.id).toBe(3);
    expect(reply.response.headers.get("X-Request-Id")).toBe("r-7");
  });

  test("several successes", async () => {
    const later = await placeOrder(client, { body: order("later") }).result();
    if (!later.ok) throw later.error;
    const status: 201 | 202 = later.status;
    expect([status, later.body.note]).toEqual([202, "later"]);
    expect((await placeOrder(client, { body: order() }).result()).status).toBe(201);
  });

  test("integers of any size", async () => {
    const exact = 9007199254740993n; // no double
    const found = await getBook(client, at(exact as unknown as number));
    expect(found.id).toBe(exact);
    const sent: string[] = [];
    const keeping = async (request: Request) => {
      sent.push(await request.clone().text());
      return fetch(request);
    };
    await createBook(client, { body: { ...book(), price: -exact as unknown as number } }, { fetch: keeping });
    expect(sent.join()).toContain(`"price":-${exact}`);
  });

  test("integers of any size, where a runtime does not tell how they are spelled, as Node 20 does not", async () => {
    const { parse } = JSON;
    vi.spyOn(JSON, "parse").mockImplementation((text, reviver) =>
      parse(text, reviver && ((name, value) => reviver(name, value))),
    );
    const spelled = "9007199254740993"; // no double
    const exact = 9007199254740993n;
    const even = 2n ** 60n; // a double, but one that JSON.stringify spells with other digits
    const long = '\\"'.repeat(1_000_000) + "x".repeat(9_000_000);
    const told: readonly [text: string, value: unknown][] = [
      [spelled, exact],
      [`-${spelled}`, -exact],
      ["1".repeat(400), BigInt("1".repeat(400))],
      [`[ ${spelled},[{"a":{"b":${spelled}}}] ]`, [exact, [{ a: { b: exact } }]]],
      [`{"${spelled}":${spelled}}`, { [spelled]: exact }],
      [`[9007199254740991,9007199254740992,-${even}]`, [2 ** 53 - 1, 2n ** 53n, -even]],
      [`[0.12345678901234567,${spelled}.0,1e-${spelled}]`, [0.12345678901234567, 2 ** 53, 0]],
      [String.raw`["${spelled}","\"${spelled}","\\",${spelled}]`, [spelled, `"${spelled}`, "\\", exact]],
      [`["\u2028 ${spelled}",null,true,${spelled}]`, [`\u2028 ${spelled}`, null, true, exact]],
      [`[${JSON.stringify(long)},${spelled}]`, [long, exact]],
    ];
    for (const [text, value] of told) {
      const headers = { "Content-Type": "application/json" };
      const answering = createClient({ fetch: async () => new Response(text, { headers }) });
      expect(await getBook(answering, at(1)), text.slice(0, 99)).toEqual(value);
    }
    const refusing = createClient({ fetch: async () => new Response(`{"a":${spelled}}`, { status: 400 }) });
    expect(await thrown(getBook(refusing, at(1)))).toMatchObject({ body: { a: exact } });
    const headers = { "Content-Type": "application/json", "X-Total-Count": spelled };
    const counting = createClient({ auth: { bearer: "tok" }, fetch: async () => new Response("[]", { headers }) });
    expect((await listOrders(counting).result()).headers["X-Total-Count"]).toBe(exact);
  });

  test("typed headers", async () => {
    const page = await listOrders(client, { query: { page: 3 } }).result();
    const total: number = page.headers["X-Total-Count"];
    expect(total).toBe(ORDERS);
    const made = await createBook(client, { body: book() }).result();
    expect(made.ok && made.headers.Location).toBe("/v1/books/5");
    const picture = await downloadCover(client, at(1)).result();
    expect(picture.ok && picture.headers.ETag).toBe('"e"');
  });

  test("text in the media type that is asked for", async () => {
    expect(await getInvoice(client, where("txt"))).toBe("café");
    expect(await getInvoice(client, { ...where("csv"), accept: "text/csv" })).toBe("a,b");
    expect((await last()).target).toMatch(/invoice\.csv$/);
  });

  test("a declared error", async () => {
    const error = await thrown(getBook(client, at(404)));
    if (!(error instanceof BookNotFound)) throw error;
    const status: 404 = error.status;
    expect([status, error.body.detail, error.problem?.title]).toEqual([
      404,
      "There is no book 404.",
      "No book.",
    ]);
    expect(error.message).toBe("404 Not Found: There is no book 404. (request r-1)");
    expect(await thrown(createBook(client, { body: book("twin") }))).toBeInstanceOf(
      CreateBookConflict,
    );
    const refused = await thrown(placeOrder(client, { body: order("poor") }));
    expect(refused instanceof PlaceOrderPaymentRequired && refused.body.reason).toBe("no money");
  });

  test("a declared error as a value", async () => {
    const reply = await placeOrder(client, { body: order("poor") }).result();
    if (reply.ok) throw new Error("it was refused");
    const reason: string = reply.body.reason;
    expect([reply.status, reason]).toEqual([402, "no money"]);
    expect(reply.error).toBeInstanceOf(PlaceOrderPaymentRequired);
  });

  test("an error that is not as declared", async () => {
    const error = await thrown(getBook(client, at(405)).result());
    expect(error instanceof ApiError && !(error instanceof BookNotFound) && error.body).toBe(
      "nothing here",
    );
  });

  test("a wrong answer", async () => {
    expect(await thrown(getBook(client, at(407)))).toBeInstanceOf(InvalidResponse);
    const lost = createClient({
      fetch: async () => new Response("{", { headers: { "Content-Type": "application/json" } }),
    });
    expect(await thrown(getBook(lost, at(1)))).toBeInstanceOf(InvalidResponse);
  });

  test("no server", async () => {
    const lost = createClient({ baseUrl: "http://127.0.0.1:1", maxRetries: 1 });
    expect(await thrown(getBook(lost, at(1)))).toBeInstanceOf(ApiConnectionError);
  });
});

describe("retries and timeouts", () => {
  test("what can be repeated is", async () => {
    await shop({ fails: 2 });
    expect((await getBook(client, at(1))).id).toBe(1);
    expect((await state()).sent).toHaveLength(3);
  });

  test("retries end", async () => {
    await shop({ fails: 9 });
    expect(await thrown(getBook(client, at(1)))).toBeInstanceOf(ApiError);
    expect((await state()).sent).toHaveLength(3);
    expect(await thrown(getBook(client, at(1), { maxRetries: 0 }))).toBeInstanceOf(ApiError);
    expect((await state()).sent).toHaveLength(4);
  });

  test("what can not be repeated is not", async () => {
    await shop({ fails: 1 });
    expect(await thrown(placeOrder(client, { body: order() }))).toBeInstanceOf(ApiError);
    expect((await state()).sent).toHaveLength(1);
  });

  test("a fault of the server is not repeated", async () => {
    await shop({ fails: 1, status: 500 });
    expect(await thrown(getBook(client, at(1)))).toBeInstanceOf(ApiError);
    expect((await state()).sent).toHaveLength(1);
  });

  test("the idempotency key stays", async () => {
    await shop({ fails: 2 });
    await createBook(client, { body: book() });
    const keys = (await state()).sent.map((sent) => sent.headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    await createBook(client, { body: book(), headers: { "Idempotency-Key": "12345678" } });
    expect((await last()).headers["idempotency-key"]).toBe("12345678");
  });

  test("Retry-After in seconds", async () => {
    await shop({ fails: 1, retry_after: "1" });
    const start = performance.now();
    await getBook(client, at(1));
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  test("Retry-After as a date", async () => {
    await shop({ fails: 1, retry_after: new Date(Date.now() + 2000).toUTCString() });
    const start = performance.now();
    await getBook(client, at(1));
    expect(performance.now() - start).toBeGreaterThan(500);
  });

  test("Retry-After that is too long", async () => {
    await shop({ fails: 1, retry_after: "3600" });
    expect(await thrown(getBook(client, at(1)))).toBeInstanceOf(ApiError);
    expect((await state()).sent).toHaveLength(1);
  });

  test("jitter is full", () => {
    vi.restoreAllMocks();
    const waits = Array.from({ length: 200 }, () => pause(3) ?? NaN);
    expect(waits.every((wait) => wait >= 0 && wait <= 4000)).toBe(true);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(2000);
    expect(pause(9) ?? NaN).toBeLessThanOrEqual(8000);
    expect(pause(0, "tomorrow") ?? NaN).toBeLessThanOrEqual(500);
  });

  test("timeouts", async () => {
    expect(await thrown(getBook(client, at(408), { timeout: 500, maxRetries: 0 }))).toBeInstanceOf(
      ApiTimeout,
    );
    await shop({});
    const hasty = createClient({ baseUrl: `${ORIGIN}/v1`, timeout: 500, maxRetries: 1 });
    expect(await thrown(getBook(hasty, at(408)))).toBeInstanceOf(ApiTimeout);
    expect((await state()).sent).toHaveLength(2);
    expect((await getBook(hasty, at(408), { timeout: 10_000 })).id).toBe(408);
  });

  test("a caller can end a call", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 50);
    expect(await thrown(getBook(client, at(408), { signal: stop.signal }))).toHaveProperty(
      "message",
      "enough",
    );
    expect((await state()).sent).toHaveLength(1);
    await shop({ fails: 1, retry_after: "30" });
    const waiting = thrown(getBook(client, at(1), { signal: AbortSignal.timeout(100) }));
    expect(await waiting).toHaveProperty("name", "TimeoutError");
  });
});

describe("credentials", () => {
  test("they go only where they are asked for", async () => {
    const both = createClient({
      baseUrl: `${ORIGIN}/v1`,
      auth: { api_key: "k", bearer: async () => "made" },
    });
    await getBook(both, at(1));
    expect(Object.keys((await last()).headers)).not.toContain("authorization");
    await deleteBook(both, at(1));
    expect((await last()).headers).toMatchObject({ authorization: "Bearer made" });
    expect(Object.keys((await last()).headers)).not.toContain("x-api-key");
    await deleteBook(createClient({ baseUrl: `${ORIGIN}/v1`, auth: { api_key: "k" } }), at(1));
    expect((await last()).headers["x-api-key"]).toBe("k");
  });

  test("tokens are fetched, kept and renewed", async () => {
    const renewing = fetched();
    for (let round = 0; round < 3; round++) await listOrders(renewing);
    expect((await state()).tokens).toBe(1);
    await shop({ tokens: 1, refused: ["t1"] });
    await listOrders(renewing);
    expect((await state()).tokens).toBe(2);
    await shop({ tokens: 2, refused: ["t2", "t3"] });
    expect(await thrown(listOrders(renewing))).toHaveProperty("status", 401);
    expect((await state()).tokens).toBe(3);
  });

  test("a function is told which token was refused", async () => {
    await shop({ refused: ["old"] });
    const asked: (string | undefined)[] = [];
    const renewing = createClient({
      baseUrl: `${ORIGIN}/v1`,
      auth: { bearer: ({ refused }) => (asked.push(refused), refused ? "new" : "old") },
    });
    await listOrders(renewing);
    expect(asked).toEqual([undefined, "old"]);
  });

  test("calls share a token", async () => {
    const shared = fetched();
    await Promise.all(Array.from({ length: 8 }, () => listOrders(shared)));
    expect((await state()).tokens).toBe(1);
  });

  test("a token that ends, and one that is not given", async () => {
    await shop({ expires: 0 });
    const ending = fetched();
    await listOrders(ending);
    await listOrders(ending);
    expect((await state()).tokens).toBe(2);
    expect(await thrown(listOrders(fetched({ tokenUrl: `${ORIGIN}/nowhere` })))).toBeInstanceOf(
      TokenError,
    );
  });
});

describe("requests", () => {
  test("parameters", async () => {
    await listBooks(client, {
      query: {
        genre: ["novel", "poetry"],
        price: { min: 1, max: 5 },
        published_after: "2020-01-02",
      },
    });
    const query = "genre=novel,poetry&price%5Bmin%5D=1&price%5Bmax%5D=5&published_after=2020-01-02";
    expect((await last()).target).toBe(`/v1/books?${query}`);
  });

  test.each<[models.BookPatch, string]>([
    [{ title: "é" }, '{"title":"Ã©"}'],
    [{ subtitle: null }, '{"subtitle":null}'],
    [{ subtitle: "x" }, '{"subtitle":"x"}'],
  ])("null and absent: %j", async (body, sent) => {
    await updateBook(client, { ...at(1), body });
    expect((await last()).content).toBe(sent);
    expect((await last()).headers["content-type"]).toBe("application/merge-patch+json");
    await updateBook(client, { ...at(1), body, contentType: "application/json" });
    expect((await last()).headers["content-type"]).toBe("application/json");
  });

  const COLOURS = { R: 100, G: 200 };

  test.each([
    [simple(["a", "b"]), "a,b"],
    [simple(COLOURS, true), "R=100,G=200"],
    [simple(COLOURS), "R,100,G,200"],
    [label("blue"), ".blue"],
    [label(["a", "b"]), ".a,b"],
    [label(["a", "b"], true), ".a.b"],
    [label(COLOURS, true), ".R=100.G=200"],
    [matrix("c", ""), ";c"],
    [matrix("c", ["a", "b"]), ";c=a,b"],
    [matrix("c", ["a", "b"], true), ";c=a;c=b"],
    [matrix("c", COLOURS, true), ";R=100;G=200"],
    [simple("a/b"), "a%2Fb"],
    [segment("100%"), "100%25"],
    [segment("!'()*"), "%21%27%28%29%2A"],
  ])("path styles: %s", (value, sent) => {
    expect(path`/x/${value}`).toBe(`/x/${sent}`);
  });

  test.each(["", ".", "..", "%2e", "%2E."])("a path value can't climb: %j", (value) => {
    const raw = value.includes("%") ? value : segment(value);
    expect(() => path`/x/${raw}`).toThrow(TypeError);
    expect(() => path`/x/${raw}/y`).toThrow(TypeError);
  });

  test.each([
    [form("c", "a b&c"), "c=a%20b%26c"],
    [form("c", true), "c=true"],
    [form("c", ["a", "b"]), "c=a&c=b"],
    [form("c", ["a,b", "c"], false), "c=a%2Cb,c"],
    [form("c", COLOURS), "R=100&G=200"],
    [form("c", COLOURS, false), "c=R,100,G,200"],
    [form("c", []), ""],
    [spaces("c", ["a", "b"]), "c=a%20b"],
    [pipes("c", ["a", "b"]), "c=a%7Cb"],
    [pipes("c", COLOURS), "c=R%7C100%7CG%7C200"],
    [deepObject("c", COLOURS), "c%5BR%5D=100&c%5BG%5D=200"],
    [cookies(cookie("a", "b"), cookie("c", ["x&y=", "z"], false)), "a=b; c=x&y=,z"],
  ])("query styles: %s", (value, sent) => {
    expect(value).toBe(sent);
  });

  test("names that every object has", async () => {
    const form = formBody({ constructor: "a b", toString: 1 }, "application/x-www-form-urlencoded");
    expect(form?.content).toBe("constructor=a+b&toString=1");
    expect(own({}, "toString" as never)).toBeUndefined();
    const parts = multipartBody({ valueOf: "v" }, "multipart/form-data");
    expect(await (parts?.content as Blob).text()).toContain('name="valueOf"\r\n\r\nv\r\n');
  });

  test("middleware and headers", async () => {
    await shop({ fails: 1 });
    const seen: unknown[] = [];
    const watched = createClient({
      baseUrl: `${ORIGIN}/v1`,
      headers: { "User-Agent": "me" },
      middleware: [
        async (request, next, info) => {
          seen.push(`${request.method} ${info.operation} ${info.attempt}`);
          const response = await next(request);
          seen.push(response.status);
          return response;
        },
      ],
    });
    await getBook(watched, at(1), { headers: { "X-Extra": "1" } });
    expect(seen).toEqual(["GET getBook 0", 503, "GET getBook 1", 200]);
    expect((await last()).headers).toMatchObject({ "user-agent": "me", "x-extra": "1" });
  });
});

describe("pages", () => {
  test("by cursor, fetched when needed", async () => {
    const found = listBooksAll(client, { query: { limit: 10 } });
    expect((await state()).sent).toHaveLength(0);
    expect((await found.next()).value).toMatchObject({ id: 1 });
    expect((await state()).sent).toHaveLength(1);
    const ids: number[] = [];
    for await (const one of found) ids.push(one.id);
    expect(ids).toEqual(Array.from({ length: BOOKS - 1 }, (_, place) => place + 2));
    expect((await state()).sent).toHaveLength(5);
  });

  test("by number", async () => {
    let count = 0;
    for await (const _ of listOrdersAll(client)) count++;
    expect(count).toBe(ORDERS);
    expect((await state()).sent).toHaveLength(3);
  });
});

async function* dribble(): AsyncGenerator<Uint8Array> {
  for (let round = 0; round < 10; round++) yield new Uint8Array(100).fill(121);
}

describe("files", () => {
  test("parts have their types", async () => {
    const file = new File(["abc"], "a.jpg", { type: "image/jpeg" });
    await uploadCover(client, cover(file, { caption: "hé", crop: { width: 1, height: 2 } }));
    const { content, headers, size } = await last();
    expect(headers["content-length"]).toBe(String(size));
    expect(content).toContain(
      'name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\nabc',
    );
    await uploadCover(client, cover(new Uint8Array([1]), { crop: { width: 1, height: 2 } }));
    const parts = (await last()).content;
    expect(parts).toContain("Content-Type: image/png\r\n");
    expect(parts).toContain(
      'name="crop"\r\nContent-Type: application/json\r\n\r\n{"width":1,"height":2}',
    );
  });

  test("a name can't break out of its header", async () => {
    await uploadCover(client, cover({ content: dribble(), filename: 'a"\r\n.png' }));
    expect((await last()).content).toContain('filename="a%22%0D%0A.png"');
    expect((await last()).headers["transfer-encoding"]).toBe("chunked");
    expect((await last()).size).toBeGreaterThan(1000);
  });

  test("a large upload", { timeout: 60_000 }, async () => {
    const much = new Blob(Array.from({ length: 100 }, () => new Uint8Array(1_000_000)));
    await uploadCover(client, cover(much));
    expect((await last()).size).toBeGreaterThan(100_000_000);
  });

  test("a blob is sent again", async () => {
    await shop({ fails: 1 });
    await uploadCover(client, cover(new Blob(["abc"])));
    expect((await state()).sent).toHaveLength(2);
  });

  test("a stream that is gone is not sent again", async () => {
    await shop({ fails: 1 });
    expect(await thrown(uploadCover(client, cover(dribble())))).toBeInstanceOf(ApiError);
    expect((await state()).sent).toHaveLength(1);
  });

  test("progress of an upload", async () => {
    const seen: number[] = [];
    const options = { middleware: [uploadProgress((sent) => void seen.push(sent))] };
    await uploadCover(client, cover(new Uint8Array(300_000)), options);
    expect(seen.at(-1)).toBe((await last()).size);
    expect(seen.length).toBeGreaterThan(1);
  });

  test("a large download takes little memory", async () => {
    const response = await downloadCover(client, at(1600)).response();
    expect(response.headers.get("Content-Type")).toBe("image/png");
    const before = process.memoryUsage().rss;
    let size = 0;
    for await (const chunk of response.body!) size += chunk.byteLength;
    expect(size).toBe(1600 * BLOCK);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  test("a download can fail", async () => {
    expect(await thrown(downloadCover(client, at(404)).response())).toBeInstanceOf(BookNotFound);
    await shop({ fails: 1 });
    expect((await downloadCover(client, at(1))).size).toBe(BLOCK);
  });
});
