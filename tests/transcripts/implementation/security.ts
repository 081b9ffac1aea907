/** Who the tests let in. It takes the place of a project's own; see tests/backends.py. */

import type { Verify } from "./generated/core/security.ts";

/** `reader` may do what needs no scope, `editor` may do all. */
export const verify: Verify = async ({ kind, username, value, scopes }) => {
  const name = kind === "basic" ? username : value;
  if (name === "reader") return { subject: name, scopes: new Set() };
  return name === "editor" ? { subject: name, scopes: new Set(scopes) } : null;
};
