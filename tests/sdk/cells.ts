// Sends each value of each cell by the client of tests/styles.py, and prints those that did not arrive as sent:
// `node cells.ts ADDRESS CELLS PLACES`, with CELLS a JSON file of names and values, PLACES where each has its parameter.
import { isDeepStrictEqual } from "node:util";

import { print, read } from "./exact.ts";
import * as sdk from "./src/index.ts";

const [address, cells] = process.argv.slice(2);
const client = sdk.createClient({ baseUrl: address, maxRetries: 0 });
const groups = { path: "path", query: "query", header: "headers", cookie: "cookies", querystring: "querystring" };
const wrong = [];
for (const [name, values] of read(cells)) {
  const call = sdk[name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())];
  const group = groups[name.split("_", 1)[0]];
  for (const value of values) {
    let arrived;
    try {
      const input = group === "querystring" ? { querystring: value } : { [group]: { value } };
      arrived = (await call(client, input)).with.value;
    } catch (error) {
      arrived = String(error);
    }
    if (!isDeepStrictEqual(arrived, value)) wrong.push({ cell: name, sent: value, arrived });
  }
}
print(wrong);
