/** The ways in which a service is broken; see mutants.config.ts, which puts these in its way. */

import { readFileSync } from "node:fs";

import { keyOf } from "./src/generated/core/operation.ts";
import { NotImplemented, Problem } from "./src/generated/core/problems.ts";
import { validate } from "./src/generated/schema/index.ts";

const MUTANT = process.env["MUTANT"];

type Data = Record<string, any>;
type Handler = (context: unknown, input: unknown) => Promise<unknown>;

const examples: Record<string, Data[]> = JSON.parse(
  readFileSync(new URL("src/generated/examples.json", import.meta.url), "utf-8"),
);

export function mutatedOperation(operation: Data): Data {
  switch (MUTANT) {
    case "no-validation": {
      const { parameters: _, body: __, ...rest } = operation;
      return rest;
    }
    case "no-security": {
      const { security: _, ...rest } = operation;
      return rest;
    }
    case "no-scopes": {
      const bare = (need: Data) => ({ ...need, scopes: [] });
      const security = operation["security"]?.map((needs: Data[]) => needs.map(bare));
      return security ? { ...operation, security } : operation;
    }
  }
  return operation;
}

export function mutatedHandler(handler: Handler, operation: Data): Handler {
  switch (MUTANT) {
    case "implemented":
    case "unchecked-status":
    case "unchecked-body":
    case "unchecked-headers":
      return async () => right(operation);
    case "wrong-status":
      return async () => {
        throw new Problem(418, "a mutant");
      };
    case "wrong-body":
      return async () => {
        const reply = right(operation) as Data | undefined;
        return operation["plain"] ? Symbol("a mutant") : { ...reply, body: Symbol("a mutant") };
      };
    case "no-validation":
      return async () => {
        throw new NotImplemented("a mutant");
      };
  }
  return handler;
}

/** What a handler that is written answers: the example of its first success. */
function right(operation: Data): unknown {
  const example = examples[keyOf(operation as never)]?.[0];
  if (example === undefined) throw new Error(`${keyOf(operation as never)} has no example`);
  const { status, media_type: contentType, headers: texts = {} } = example;
  const declared = operation["results"].find(
    (one: Data) => one["status"] === status || !Number.isInteger(one["status"]),
  );
  const isBytes = contentType !== undefined && declared.content?.[contentType] === "bytes";
  const body = isBytes ? new TextEncoder().encode(example["body"]) : example["body"];
  if (operation["plain"]) return body;
  const headers = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      typed(declared.headers[name].schema, text as string),
    ]),
  );
  return { status, headers, body };
}

/** The value of a header: what its text spells, if that is of its type. */
function typed(schema: never, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (validate(schema, value).length === 0) return value;
  } catch {
    // A text that is no JSON is the value itself.
  }
  return text;
}

export function mutatedVerify(verify: unknown): unknown {
  if (MUTANT !== "verify-accepts-all") return verify;
  return async ({ scopes }: Data) => ({ subject: "anybody", scopes: new Set(scopes) });
}

/** An app whose replies are changed after it has checked them, as of one that checks nothing. */
export function mutatedApp(app: Data): Data {
  const fetch = async (request: Request): Promise<Response> => changed(await app["fetch"](request));
  return MUTANT?.startsWith("unchecked-") ? { ...app, fetch } : app;
}

async function changed(response: Response): Promise<Response> {
  const { status } = response;
  const headers = new Headers(response.headers);
  const kind = headers.get("content-type");
  const content = [204, 205, 304].includes(status) ? null : await response.arrayBuffer();
  if (status >= 400) return new Response(content, { status, headers });
  switch (MUTANT) {
    case "unchecked-status":
      return new Response(content, { status: 299, headers });
    case "unchecked-body":
      if (kind?.includes("json")) return new Response('["a mutant"]', { status, headers });
      headers.set("content-type", "application/x-mutant");
      return new Response("a mutant", { status: status === 204 ? 200 : status, headers });
  }
  return new Response(content, { status, headers: kind === null ? {} : { "content-type": kind } });
}
