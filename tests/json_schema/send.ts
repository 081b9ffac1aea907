/** Run in a generated Next.js project: sends the requests of one file, writes their statuses to another. */

import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Node knows nothing of the `paths` of a tsconfig.json.
registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith("@/") ? new URL(`../src/${specifier.slice(2)}`, import.meta.url) : undefined;
    return next(own?.href ?? specifier, context);
  },
});
const { app } = await import("../src/generated/testing.ts");

const [given = "", taken = ""] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(given, "utf-8")) as [string, string, string | null][];
const { fetch } = await app({ mock: true, env: { LOG_LEVEL: "error" } });
const statuses: number[] = [];
for (const [method, target, body] of requests) {
  const headers = body === null ? undefined : { "Content-Type": "application/json" };
  const request = new Request(`http://localhost${target}`, { method, headers, body });
  const reply = await fetch(request).catch((error: unknown) => console.error(target, body, error));
  statuses.push(reply?.status ?? 0);
}
writeFileSync(taken, JSON.stringify(statuses));
process.exit(0);
