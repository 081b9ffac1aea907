/**
 * Handlers that answer what they were called with. It is copied into a project; see
 * tests/backends.py.
 *
 * Names of functions and arguments are told without case and punctuation, so that languages
 * agree; names of properties are those of the description.
 */

interface Operation {
  readonly plain?: boolean;
  readonly results: readonly { readonly status: unknown; readonly content?: unknown }[];
}

export async function echo(name: string, operation: Operation, input: object): Promise<unknown> {
  const replies = Object.values(operation.results[0]?.content ?? {});
  if (replies.some((one) => ["items", "xml", "parts", "form"].some((word) => word in Object(one)))) {
    return (input as { readonly body: unknown }).body; // they come back as they come in
  }
  const given: [string, unknown][] = [];
  for (const [key, value] of Object.entries(input)) given.push([bare(key), await plain(value)]);
  given.sort(([one], [other]) => (one < other ? -1 : 1));
  const told = { called: bare(name), with: Object.fromEntries(given) };
  const { plain: isPlain = false, results } = operation;
  if (isPlain) return results[0]?.content === undefined ? undefined : told;
  return { status: 201, body: told };
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** A value as JSON; bytes in base64. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof File) {
    const content = await bytes(value.stream());
    return { filename: value.name || null, type: value.type || null, ...content };
  }
  if (value instanceof ReadableStream) return bytes(value);
  if (value instanceof Blob) return bytes(value.stream());
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value) {
    const items: unknown[] = [];
    for await (const item of value as AsyncIterable<unknown>) items.push(await plain(item));
    return items;
  }
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(async ([key, member]) => [key, await plain(member)]);
  return Object.fromEntries(await Promise.all(members)) as unknown;
}

async function bytes(stream: ReadableStream<Uint8Array>): Promise<{ base64: string }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { base64: Buffer.concat(chunks).toString("base64") };
}
