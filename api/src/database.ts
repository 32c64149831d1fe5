import pg from "pg";
import type { Pool, PoolConfig } from "pg";

/** The warnings a pool can have when nobody awaits it. */
export interface PoolLog {
  warn(data: object, message: string): void;
}

/**
 * A pool whose every wait is bounded: a free connection 5 s, a statement 5 s on the server and 6 s here
 * (a vanished host sends no reset, so the server's own limit would never be heard of). Two seconds for a
 * connection were too few: on a host that got no processor for so long, all that waited were sent away at once.
 */
export function openPool(database: PoolConfig, log: PoolLog): Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
    query_timeout: 6_000,
    idle_in_transaction_session_timeout: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: "shop",
    ...database,
  });
  // Without a listener an idle connection that the server drops would end the process.
  pool.on("error", (error) => log.warn({ err: error }, "idle database connection lost"));
  return pool;
}

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);

/** What pg says, without a code, when a connection ends or its own limits run out. */
const PG_WORDS = /^(Connection terminated|timeout exceeded when trying to connect|Query read)/;

/**
 * Whether an error means "the database cannot serve now, try again", as opposed to a fault of the
 * request or of this program. SQLSTATE classes: PostgreSQL 15 manual, appendix A: 08 connection,
 * 53 resources, 55P03 lock not available, 57 operator intervention (shutdown, statement timeout).
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.every(isUnavailable);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (NETWORK.has(code) || /^(08|53|57)/.test(code) || code === "55P03") return true;
  return PG_WORDS.test(error.message);
}
