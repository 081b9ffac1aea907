// Sends bodies by the client of tests/styles.py, and prints those that did not arrive, or come back, as told:
// `node bodies.ts ADDRESS BODIES`, with BODIES a JSON file; the service answers what arrived, sequences item by item.
import { isDeepStrictEqual } from "node:util";

import { print, read } from "./exact.ts";
import * as sdk from "./src/index.ts";

const [address, bodies] = process.argv.slice(2);
const client = sdk.createClient({ baseUrl: address, maxRetries: 0 });

/** A body with its files, which JSON tells as handlers tell them. */
function made(value) {
  if (Array.isArray(value)) return value.map(made);
  if (!value || typeof value !== "object") return value;
  if ("base64" in value) {
    const { filename, type, base64 } = value;
    return { content: Buffer.from(base64, "base64"), type, ...(filename && { filename }) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, made(member)]));
}

async function* each(items) {
  yield* items;
}

async function plain(value) {
  if (value && Symbol.asyncIterator in Object(value)) return Array.fromAsync(value, told);
  return Object.hasOwn(Object(value), "with") ? value.with.body : told(value);
}

/** What came, as JSON. */
async function told(value) {
  if (value instanceof Blob) {
    const base64 = Buffer.from(await value.arrayBuffer()).toString("base64");
    return { filename: value.name ?? null, type: value.type, base64 };
  }
  if (Array.isArray(value)) return Promise.all(value.map(told));
  if (!value || typeof value !== "object") return value;
  const members = Object.entries(value).map(async ([name, one]) => [name, await told(one)]);
  return Object.fromEntries(await Promise.all(members));
}

const wrong = [];
for (const one of read(bodies)) {
  const call = sdk[one.operation.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())];
  const contentType = one.more?.content_type;
  const accept = one.more?.accept;
  const content = one.bytes ? new TextEncoder().encode(one.body) : made(one.body);
  for (const body of [content, ...(one.items ? [each(content), new Set(content)] : [])]) {
    let arrived;
    try {
      arrived = await plain(await call(client, { body, contentType, accept }));
    } catch (error) {
      arrived = String(error);
    }
    if (!isDeepStrictEqual(arrived, one.arrives)) wrong.push({ ...one, arrived });
  }
}
print(wrong);
