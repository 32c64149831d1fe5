import type { Migration } from "./migrations.js";
import { parseName } from "./migrations.js";

/** Whether the schema found is one that this build can work with, and why not. */
export interface SchemaFit {
  readonly fits: boolean;
  readonly expected: number;
  readonly found: number;
  readonly reason?: string;
}

/**
 * Compares the migrations this build ships with those recorded in the database.
 * All of its own must be there. Newer ones are fine while they only expand: with two colours, the
 * old one keeps serving after the new one has migrated. A newer contract, or one whose kind
 * cannot be told, has taken away what this build relies on.
 */
export function judgeSchema(own: readonly Migration[], applied: readonly string[]): SchemaFit {
  const expected = own.at(-1)?.version ?? 0;
  const found = Math.max(0, ...applied.map((name) => parseName(name)?.version ?? 0));
  const missing = own.find(({ name }) => !applied.includes(name));
  if (missing !== undefined) {
    return { fits: false, expected, found, reason: `migration ${missing.name} is not applied` };
  }
  const known = new Set(own.map(({ name }) => name));
  const foreign = applied.find((name) => !known.has(name) && parseName(name)?.kind !== "expand");
  if (foreign !== undefined) {
    const reason = `migration ${foreign} is not of this build and not known to be compatible`;
    return { fits: false, expected, found, reason };
  }
  return { fits: true, expected, found };
}
