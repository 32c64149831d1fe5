import type { Context } from "mocha";
import { Postgres } from "./postgres.js";

let shared: Promise<Postgres> | undefined;

/**
 * The server that the tests share, started at the first call. Where no PostgreSQL is installed the
 * suite is skipped with a word on why; with CI=true that is a failure, for CI skips nothing.
 */
export async function sharedPostgres(context: Context): Promise<Postgres> {
  const bin = Postgres.find();
  if (bin === undefined) {
    const reason = "no PostgreSQL found (apt-get install postgresql, or set PG_BIN)";
    if (process.env["CI"] === "true") throw new Error(`CI skips nothing: ${reason}`);
    process.stderr.write(`skipped: ${reason}\n`);
    context.skip();
  }
  shared ??= Postgres.create(bin);
  return shared;
}

export async function stopSharedPostgres(): Promise<void> {
  await (await shared)?.stop();
}
