/** Makes calls one by one, and prints what came of each. */

/** What comes back of a call in all clients of others here. */
interface Result {
  data?: unknown;
  error?: unknown;
  response?: Response;
}

/** Of clients of others: the status, and the members of the data or the error. */
export async function tell(calls: Record<string, () => Promise<Result>>): Promise<void> {
  await print(calls, async (call) => {
    const { data, error, response } = await call();
    return [response?.status ?? 0, kindOf(data ?? error)];
  });
}

/** Of our SDK's: the members of what it gave, or the failure that it threw, with the status where it has one. */
export async function tellValues(
  calls: Record<string, () => PromiseLike<unknown>>,
  failure: new (...given: never[]) => Error & { status?: number },
): Promise<void> {
  await print(calls, async (call) => {
    try {
      return kindOf(await call());
    } catch (error) {
      if (!(error instanceof failure)) throw error;
      return `${error.name} ${error.status ?? ""}`.trim();
    }
  });
}

async function print<Call>(calls: Record<string, Call>, told: (call: Call) => Promise<unknown>): Promise<void> {
  const all: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(calls)) all[name] = await told(call);
  console.log(JSON.stringify(all));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value instanceof Blob) return "Blob";
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.keys(value).sort().join(" ");
}
