// JSON as Node tells it, with integers beyond 2^53 as bigints: what clients are judged by.
import { readFileSync } from "node:fs";

export function read(path) {
  return JSON.parse(readFileSync(path, "utf-8"), (_, value, { source }) =>
    /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value,
  );
}

export function print(value) {
  console.log(JSON.stringify(value, (_, one) => (typeof one === "bigint" ? JSON.rawJSON(one) : one)));
}
