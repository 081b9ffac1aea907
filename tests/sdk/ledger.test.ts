// Calls of the generated client of ledger.yaml: two security schemes, alone and together, errors of several statuses with
// a body each, pages, bytes. The server is a function that the client is given instead of the network.
import { expect, test } from "vitest";

import {
  addDocuments,
  ApiError,
  clientCredentials,
  closeAccount,
  CloseAccountNotFound,
  createClient,
  events,
  getAccount,
  getStatement,
  listAccounts,
  listAccountsAll,
  ListAccountsServerError,
  ListAccountsTooManyRequests,
  ListAccountsUnauthorized,
  listEntriesAll,
  listHoldersAll,
  listTransfersAll,
  type models,
  openAccount,
  OpenAccountConflict,
  putStatement,
  uploadProgress,
} from "../src/index.ts";

const ORIGIN = "https://ledger.example";
const ACCOUNT: models.Account = { id: 1, owner: "Ann", nickname: null, created: "2026-01-01T00:00:00Z" };

type Answer = (request: Request, url: URL) => Response | Promise<Response>;

/** A client whose requests are answered in turn; the last answer stands for all further ones. */
function against(auth: object, ...answers: readonly Answer[]) {
  const seen: Request[] = [];
  const fetch = async (request: Request) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)]!;
    seen.push(request.clone());
    return answer(request, new URL(request.url));
  };
  return { client: createClient({ auth, fetch, maxRetries: 0 }), seen };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/json", ...headers },
    });
const problem = (status: number): Answer =>
  json({ title: "No" }, status, { "Content-Type": "application/problem+json" });

test("a token is fetched at the address of the description, and anew when it is refused", async () => {
  let tokens = 0;
  const answer: Answer = (request, url) => {
    if (url.pathname === "/oauth/token") {
      tokens += 1;
      return Response.json({ access_token: `t${tokens}`, expires_in: 3600 });
    }
    return request.headers.get("Authorization") === "Bearer t2"
      ? Response.json({ data: [ACCOUNT], page: { next_cursor: null } })
      : Response.json({ title: "No" }, { status: 401 });
  };
  const oauth = clientCredentials({ clientId: "id", clientSecret: "s:cret", scopes: ["read", "write"] });
  const { client, seen } = against({ oauth }, answer);
  expect((await listAccounts(client)).data).toEqual([ACCOUNT]);
  expect(seen.map(({ url }) => new URL(url).pathname)).toEqual([
    "/oauth/token",
    "/v2/accounts",
    "/oauth/token",
    "/v2/accounts",
  ]);
  expect(seen[0]!.headers.get("Authorization")).toBe(`Basic ${btoa("id:s%3Acret")}`);
  expect(new URLSearchParams(await seen[0]!.text()).get("scope")).toBe("read write");
});

test("a token that is refused, and then its successor, is no reason to go on", async () => {
  const oauth = (asked: { readonly refused?: string }) => `${asked.refused ?? "t"}+`;
  const { client, seen } = against({ oauth }, problem(401));
  await expect(listAccounts(client)).rejects.toThrow(ListAccountsUnauthorized);
  expect(seen.map(({ headers }) => headers.get("Authorization"))).toEqual(["Bearer t+", "Bearer t++"]);
});

test("the first alternative that there are credentials for, all schemes of one, none where none are asked for", async () => {
  const page = json({ data: [], page: { next_cursor: null } });
  const keyed = against({ key: "k&1" }, page);
  await listAccounts(keyed.client);
  expect(keyed.seen[0]!.url).toBe(`${ORIGIN}/v2/accounts?api-key=k%261`);
  expect(keyed.seen[0]!.headers.has("Authorization")).toBe(false);

  const both = against({ oauth: "tok", key: "k" }, () => new Response(null, { status: 204 }));
  expect(await closeAccount(both.client, { path: { id: 1 } })).toBeUndefined();
  expect(both.seen[0]!.url).toBe(`${ORIGIN}/v2/accounts/1?api-key=k`);
  expect(both.seen[0]!.headers.get("Authorization")).toBe("Bearer tok");

  const half = against({ key: "k" }, () => new Response(null, { status: 204 }));
  await closeAccount(half.client, { path: { id: 1 } });
  expect(half.seen[0]!.url).toBe(`${ORIGIN}/v2/accounts/1`);

  const open = against({ oauth: "tok", key: "k" }, json(ACCOUNT));
  await getAccount(open.client, { path: { id: 1 } });
  expect(open.seen[0]!.url).toBe(`${ORIGIN}/v2/accounts/1`);
  expect(open.seen[0]!.headers.has("Authorization")).toBe(false);
});

test("each status has its own error, typed by it", async () => {
  const slow = json({ wait: 1.5 }, 429, { "Retry-After": "120" });
  const broken: Answer = () =>
    new Response("down", { status: 503, headers: { "Content-Type": "text/plain" } });
  const { client } = against({ key: "k" }, problem(401), slow, broken, json({ why: "tea" }, 418));
  const refused = await listAccounts(client).result();
  if (refused.ok || refused.status !== 401) throw new Error("not refused");
  expect(refused.error).toBeInstanceOf(ListAccountsUnauthorized);
  expect(refused.body.title satisfies string | undefined).toBe("No");
  const busy = await listAccounts(client).result();
  if (busy.ok || busy.status !== 429) throw new Error("not busy");
  expect(busy.error).toBeInstanceOf(ListAccountsTooManyRequests);
  expect(busy.body.wait satisfies number).toBe(1.5);
  expect(busy.headers["Retry-After"] satisfies number | undefined).toBe(120);
  const down = await listAccounts(client).catch((error: unknown) => error);
  expect(down).toBeInstanceOf(ListAccountsServerError);
  expect((down as ListAccountsServerError).body satisfies string).toBe("down");
  const other = await listAccounts(client).catch((error: unknown) => error);
  expect(other).toMatchObject({ name: "ApiError", status: 418, body: { why: "tea" } });
  expect(other).toBeInstanceOf(ApiError);

  const gone = against({ oauth: "t", key: "k" }, json({ code: "none" }, 404));
  const missing = await closeAccount(gone.client, { path: { id: 1 } }).catch((error: unknown) => error);
  expect((missing as CloseAccountNotFound).body.code satisfies "none" | undefined).toBe("none");
});

test("pages follow the cursor that lies in the body", async () => {
  const page = (id: number, next_cursor: string | null) =>
    json({ data: [{ ...ACCOUNT, id }], page: { next_cursor } });
  const { client, seen } = against({ key: "k" }, page(1, "a b"), page(2, null));
  const ids: number[] = [];
  for await (const { id } of listAccountsAll(client, { query: { limit: 1 } })) ids.push(id);
  expect(ids).toEqual([1, 2]);
  expect(seen.map(({ url }) => new URL(url).searchParams.get("cursor"))).toEqual([null, "a b"]);
  expect(seen.every(({ url }) => url.includes("limit=1"))).toBe(true);
});

test("pages by offset end with one that is shorter than was asked for, and may be", async () => {
  const page = (...items: readonly number[]) => json({ items });
  const offsets = async (limit: number | undefined, ...answers: readonly Answer[]) => {
    const { client, seen } = against({ key: "k" }, ...answers);
    const found: number[] = [];
    for await (const entry of listEntriesAll(client, { query: { limit } })) found.push(entry);
    return [found, seen.map(({ url }) => new URL(url).searchParams.get("offset"))];
  };
  expect(await offsets(2, page(1, 2), page(3))).toEqual([[1, 2, 3], [null, "2"]]);
  expect(await offsets(9, page(1, 2, 3, 4), page(5))).toEqual([[1, 2, 3, 4, 5], [null, "4"]]);
  expect(await offsets(undefined, page(1, 2, 3), page())).toEqual([[1, 2, 3], [null, "3"]]);
});

test("the last item of a page says where the next begins", async () => {
  const page = (ids: readonly string[], more: boolean) => json({ data: ids.map((id) => ({ id })), has_more: more });
  const walked = async (query: { readonly ending_before?: string }, ...answers: readonly Answer[]) => {
    const { client, seen } = against({}, ...answers);
    const found: string[] = [];
    for await (const { id } of listTransfersAll(client, { query })) found.push(id);
    return [found, seen.map(({ url }) => new URL(url).search)];
  };
  const two = [page(["t1", "t2"], true), page(["t3"], false)];
  const all = ["t1", "t2", "t3"];
  expect(await walked({}, ...two)).toEqual([all, ["", "?starting_after=t2"]]);
  const back = [all, ["?ending_before=t9", "?ending_before=t1"]];
  expect(await walked({ ending_before: "t9" }, ...two)).toEqual(back);
  const same = page(["t1"], true);
  expect(await walked({}, same)).toEqual([["t1", "t1"], ["", "?starting_after=t1"]]);
  expect(await walked({}, page([], true))).toEqual([[], [""]]);
});

test("pages that are linked are asked for by the query of the link alone", async () => {
  const page = (name: string, link = "") => json([name], 200, link ? { Link: link } : {});
  const { client, seen } = against(
    { key: "k" },
    page("Ann", '<https://evil.example/x?page=2&of=a%2Fb#c>; title="a, b"; rel="next"'),
    page("Bo", "</v2/holders?page=1>; rel=prev, <?page=3>; rel=next"),
    page("Cy", '<?page=4&api-key=old>; rel="last next"'),
    page("Di", "</v2/holders?page=1>; rel=first"),
  );
  const names: string[] = [];
  for await (const name of listHoldersAll(client, { query: { per_page: 1 } })) names.push(name);
  expect(names).toEqual(["Ann", "Bo", "Cy", "Di"]);
  expect(seen.map(({ url }) => url.replace(`${ORIGIN}/v2/holders?`, ""))).toEqual([
    "per_page=1&api-key=k",
    "page=2&of=a%2Fb&api-key=k",
    "page=3&api-key=k",
    "page=4&api-key=k",
  ]);
});

test("a page that links to itself is the last", async () => {
  const { client, seen } = against({ key: "k" }, json(["Ann"], 200, { Link: "<?page=1>; rel=next" }));
  const names: string[] = [];
  for await (const name of listHoldersAll(client)) names.push(name);
  expect(names).toEqual(["Ann", "Ann"]);
  expect(seen).toHaveLength(2);
});

test("what is read-only is not sent, null is, and each success has its own body", async () => {
  const twin = json({ existing: "/accounts/7" }, 409);
  const made = json(ACCOUNT, 201, { Location: "/accounts/1" });
  const later: Answer = () => new Response(null, { status: 202 });
  const { client, seen } = against({ key: "k" }, made, later, twin);
  const body: models.AccountInput = { owner: "Ann", nickname: null, pin: "0000" };
  // @ts-expect-error: an id is given by the server alone
  const wrong: models.AccountInput = { ...body, id: 1 };
  // @ts-expect-error: a pin never comes back
  void ACCOUNT.pin;
  // @ts-expect-error: what may be null need not be absent
  const absent: models.AccountInput = { owner: "Ann" };
  void [wrong, absent];
  const first = await openAccount(client, { body }).result();
  if (!first.ok || first.status !== 201) throw new Error("not made");
  expect(first.headers.Location satisfies string).toBe("/accounts/1");
  expect(first.body.nickname satisfies string | null).toBeNull();
  expect(JSON.parse(await seen[0]!.text())).toEqual({ owner: "Ann", nickname: null, pin: "0000" });
  expect(seen[0]!.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
  const second: models.Account | undefined = await openAccount(client, { body });
  expect(second).toBeUndefined();
  const third = await openAccount(client, { body }).catch((error: unknown) => error);
  expect((third as OpenAccountConflict).body.existing satisfies string).toBe("/accounts/7");
});

test("bytes go up and down as streams, and tell how far they are", async () => {
  const steps: number[] = [];
  const { client, seen } = against(
    { key: "k" },
    async (request) => Response.json({ bytes: (await request.arrayBuffer()).byteLength }),
    () => new Response("%PDF", { headers: { "Content-Type": "application/pdf" } }),
    problem(404),
  );
  async function* pieces() {
    yield new Uint8Array(10);
    yield new Uint8Array(20);
  }
  const told = { middleware: [uploadProgress((sent) => steps.push(sent))] };
  expect(await putStatement(client, { path: { id: 1 }, body: pieces() }, told)).toEqual({ bytes: 30 });
  expect(steps).toEqual([10, 30]);
  expect(seen[0]!.headers.get("Content-Type")).toBe("application/pdf");
  const { body } = await getStatement(client, { path: { id: 1 } }).response();
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe("%PDF");
  await expect(getStatement(client, { path: { id: 1 } }).response()).rejects.toThrow(ApiError);
});

test("what an answer is, its description says, not its status", async () => {
  const { client } = against(
    { key: "k" },
    () => new Response(null, { status: 304 }),
    () => new Response("?", { status: 201 }),
  );
  const same = await getStatement(client, { path: { id: 1 } }).response();
  expect(same).toBeInstanceOf(Response);
  await expect(getStatement(client, { path: { id: 1 } }).response()).rejects.toThrow(ApiError);
});

test("several files and a JSON part are one multipart body; lines of JSON come one by one", async () => {
  let form: FormData | undefined;
  const { client } = against(
    { key: "k" },
    async (request) => {
      form = await request.formData();
      return new Response(null, { status: 201 });
    },
    () => new Response('{"n":1}\n{"n":2}\n', { headers: { "Content-Type": "application/jsonl" } }),
  );
  const files = [new File(["a"], "a.txt"), { content: "b", filename: "b.txt", type: "text/plain" }];
  await addDocuments(client, { path: { id: 1 }, body: { files, meta: { title: "T" } } });
  expect(form!.getAll("files").map((file) => (file as File).name)).toEqual(["a.txt", "b.txt"]);
  const numbers: (number | undefined)[] = [];
  for await (const { n } of await events(client)) numbers.push(n);
  expect(numbers).toEqual([1, 2]);
});

test("a call ends by its signal, and waits are cut short by it", async () => {
  const { client } = against({ key: "k" }, json({ wait: 1 }, 429, { "Retry-After": "30" }));
  const stop = new AbortController();
  const call = listAccounts(client, {}, { signal: stop.signal, maxRetries: 1 });
  const reason = call.catch((error: unknown) => error);
  setTimeout(() => stop.abort(new Error("enough")), 20);
  expect(await reason).toEqual(new Error("enough"));
});

test("no wait is begun when the signal is aborted while an answer is put away", async () => {
  const stop = new AbortController();
  const { client, seen } = against({ key: "k" }, () => {
    const body = new ReadableStream({ cancel: () => stop.abort() });
    return new Response(body, { status: 503, headers: { "Retry-After": "30" } });
  });
  const call = listAccounts(client, {}, { signal: stop.signal, maxRetries: 1 });
  expect(await call.catch((error: unknown) => error)).toHaveProperty("name", "AbortError");
  expect(seen).toHaveLength(1);
});
