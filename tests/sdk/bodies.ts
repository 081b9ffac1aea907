// Sends bodies by the client of tests/styles.py, and prints those that did not arrive, or come back, as told:
// `node bodies.ts ADDRESS BODIES`, with BODIES a JSON file; the service answers what arrived, sequences item by item.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

import * as sdk from "./src/index.ts";

const [address, bodies] = process.argv.slice(2);
const client = sdk.createClient({ baseUrl: address, maxRetries: 0 });

async function* each(items) {
  yield* items;
}

async function plain(value) {
  if (value && Symbol.asyncIterator in Object(value)) return Array.fromAsync(value);
  return value && typeof value === "object" && "with" in value ? value.with.body : value;
}

const wrong = [];
for (const one of JSON.parse(readFileSync(bodies, "utf-8"))) {
  const call = sdk[one.operation.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())];
  const contentType = one.more?.content_type;
  const accept = one.more?.accept;
  const given = one.bytes ? new TextEncoder().encode(one.body) : one.body;
  for (const body of [given, ...(one.items ? [each(one.body), new Set(one.body)] : [])]) {
    let arrived;
    try {
      arrived = await plain(await call(client, { body, contentType, accept }));
    } catch (error) {
      arrived = String(error);
    }
    if (!isDeepStrictEqual(arrived, one.arrives)) wrong.push({ ...one, arrived });
  }
}
console.log(JSON.stringify(wrong));
