import pg from "pg";
import { runner } from "node-pg-migrate";
import { ConfigError, readConfig } from "./config.js";
import { scrub } from "./logging.js";
import { MIGRATIONS_DIR, parseName, readMigrations } from "./migrations.js";
import { MIGRATIONS_TABLE } from "./readiness.js";

// node-pg-migrate's words go to stderr as JSON: stdout holds the result and nothing else.
const note = (level: string) => (msg: string) =>
  void process.stderr.write(`${JSON.stringify({ level, msg })}\n`);
const logger = { info: note("info"), warn: note("warn"), error: note("error") };

/** How long a second migrator waits for the first one's advisory lock. */
const LOCK_WAIT = "120s";

/**
 * Applies what is missing, each file in a transaction of its own together with its record, under
 * an advisory lock: of two hosts at once, one applies and the other waits and finds nothing to do.
 */
async function migrate(database: pg.ClientConfig): Promise<{ applied: string[]; version: number }> {
  await readMigrations();
  const client = new pg.Client({
    connectionTimeoutMillis: 5_000,
    application_name: "shop-migrate",
    ...database,
  });
  client.on("error", (error) => logger.warn(error.message));
  await client.connect();
  try {
    await client.query(`SET lock_timeout = '${LOCK_WAIT}'`);
    const applied = await runner({
      dbClient: client,
      dir: MIGRATIONS_DIR,
      migrationsTable: MIGRATIONS_TABLE,
      direction: "up",
      advisoryLockMode: "wait",
      logger,
    });
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`);
    const version = Math.max(0, ...rows.map(({ name }) => parseName(name)?.version ?? 0));
    return { applied: applied.map(({ name }) => name), version };
  } finally {
    await client.end();
  }
}

let secrets: readonly string[] = [];
try {
  const config = readConfig(process.env);
  secrets = config.secrets;
  process.stdout.write(`${JSON.stringify(await migrate(config.database))}\n`);
} catch (error) {
  logger.error(scrub(error instanceof Error ? error.message : "unknown error", secrets));
  process.exitCode = error instanceof ConfigError ? 2 : 1;
}
