/**
 * Runs the generated tests of a project whose service is broken in one way, and keeps which
 * noticed. It is copied into the project; see tests/test_mutations.py.
 *
 *     MUTANT=no-security vitest run --config mutants.config.ts --reporter=json
 *
 * Every operation is broken at once; since a test calls one operation only, that tests each by
 * itself. What is broken is broken from outside: the operations' data, the handlers, `verify`,
 * and what leaves the app.
 */

import { defineConfig } from "vitest/config";

/** A module whose source is changed while it is read: a part of its path, and what becomes of it. */
const CHANGES: Record<string, (code: string) => string> = {
  "/src/generated/core/operation.ts": (code) =>
    `import { mutatedOperation } from "/mutants.ts";\n` +
    code.replace("export function operation<", "function described<") +
    `export const operation = (description) => mutatedOperation(described(description));`,
  "/src/handlers/": (code) => {
    const names = [...code.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
    const [, module] = /"(\.\.\/generated\/operations\/[^"]+)"/.exec(code) ?? [];
    return [
      `import { mutatedHandler } from "/mutants.ts";`,
      `import * as operations from "${module}";`,
      code.replace(/^export const (\w+)/gm, "const $1"),
      ...names.map(
        (name) => `const mutated_${name} = mutatedHandler(${name}, operations.${name});`,
      ),
      `export { ${names.map((name) => `mutated_${name} as ${name}`).join(", ")} };`,
    ].join("\n");
  },
  "/src/security.ts": (code) =>
    `import { mutatedVerify } from "/mutants.ts";\n` +
    code.replace("export const verify", "const written") +
    `export const verify = mutatedVerify(written);`,
  "/tests/app.ts": (code) =>
    `import { mutatedApp } from "/mutants.ts";\n` +
    code.replace("export function makeApp", "function made") +
    `export const makeApp = async (verify) => mutatedApp(await made(verify));`,
  "/tests/generated/harness.ts": (code) =>
    code.replace(
      "async ({ skip }) => {",
      "async ({ skip, task }) => { Object.assign(task.meta, { key, expected: one.status });",
    ),
};

export default defineConfig({
  resolve: { tsconfigPaths: true },
  plugins: [
    {
      name: "mutants",
      enforce: "pre",
      transform(code, id) {
        const path = id.split("?", 1).join();
        const found = Object.entries(CHANGES).find(([part]) => path.includes(part));
        return found?.[1](code);
      },
    },
  ],
  test: {
    include: ["tests/generated/*.test.ts"],
  },
});
