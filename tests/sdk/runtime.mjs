// Runs the script of runtimes.ts outside of a browser: `runtime.mjs SCRIPT PAGE`, in Node, Deno or Bun. SCRIPT that ends
// in .bundle.js is run in the edge runtime's context, which knows the web's objects and none of Node's.
import { readFile } from "node:fs/promises";
import process from "node:process";
import { pathToFileURL } from "node:url";

const [, , script, PAGE] = process.argv;
if (script.endsWith(".bundle.js")) {
  const { EdgeRuntime } = await import("edge-runtime");
  const runtime = new EdgeRuntime({ extend: (context) => Object.assign(context, { PAGE }) });
  await runtime.evaluate(`(async () => { ${await readFile(script, "utf-8")} })()`);
  process.exit(); // it would keep its connections for half a minute
} else {
  Object.assign(globalThis, { PAGE });
  await import(pathToFileURL(script).href);
}
