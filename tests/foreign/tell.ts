/** What comes back of a call in all clients here. */
interface Result {
  data?: unknown;
  error?: unknown;
  response?: Response;
}

/** Makes calls one by one, and prints for each the status and the members of its data or its error. */
export async function tell(calls: Record<string, () => Promise<Result>>): Promise<void> {
  const told: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(calls)) {
    const { data, error, response } = await call();
    told[name] = [response?.status ?? 0, kindOf(data ?? error)];
  }
  console.log(JSON.stringify(told));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value instanceof Blob) return "Blob";
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.keys(value).sort().join(" ");
}
