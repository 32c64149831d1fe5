import type { PoolConfig } from "pg";

/** Everything the service takes from its environment, checked once at the start. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly version: string;
  readonly commit: string;
  readonly database: PoolConfig;
  /** How long readyz says 503 before connections are closed, so that load balancers notice. */
  readonly drainMs: number;
  /** The whole stop must be over by then; whatever still runs is cut off. */
  readonly stopLimitMs: number;
  /** Values that must never reach a log line. */
  readonly secrets: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is missing or wrong; the message names it and never repeats a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

function text(env: Environment, key: string): string | undefined {
  const value = env[key];
  return value === undefined || value === "" ? undefined : value;
}

function integer(env: Environment, key: string, fallback: number, max: number): number {
  const value = text(env, key);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > max) {
    throw new ConfigError(`${key} must be a whole number from 0 to ${max}`);
  }
  return number;
}

function target(env: Environment): { config: PoolConfig; secrets: string[] } {
  const url = text(env, "DATABASE_URL");
  if (url === undefined) {
    const host = text(env, "PGHOST");
    if (host === undefined) {
      throw new ConfigError("no database: set DATABASE_URL, or PGHOST with its companions");
    }
    const port = integer(env, "PGPORT", 5432, 65535);
    const user = text(env, "PGUSER") ?? "shop";
    const database = text(env, "PGDATABASE") ?? "shop";
    const password = text(env, "PGPASSWORD");
    const config = { host, port, user, database, ...(password === undefined ? {} : { password }) };
    return { config, secrets: password === undefined ? [] : [password] };
  }
  if (!URL.canParse(url) || !/^postgres(ql)?:/.test(url)) {
    throw new ConfigError("DATABASE_URL must be a URL that starts with postgres://");
  }
  const { password } = new URL(url);
  return { config: { connectionString: url }, secrets: password === "" ? [] : [password] };
}

function logLevel(env: Environment): string {
  const level = text(env, "LOG_LEVEL") ?? "info";
  if (!LOG_LEVELS.includes(level)) {
    throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}`);
  }
  return level;
}

/** Reads the configuration; throws ConfigError at the first wrong setting. */
export function readConfig(env: Environment): Config {
  const { config, secrets } = target(env);
  const drainMs = integer(env, "SHUTDOWN_DRAIN_MS", 3_000, 300_000);
  const stopLimitMs = integer(env, "SHUTDOWN_LIMIT_MS", 9_000, 900_000);
  if (stopLimitMs <= drainMs) {
    throw new ConfigError("SHUTDOWN_LIMIT_MS must be greater than SHUTDOWN_DRAIN_MS");
  }
  return {
    host: text(env, "HOST") ?? "0.0.0.0",
    port: integer(env, "PORT", 3000, 65535),
    logLevel: logLevel(env),
    version: text(env, "APP_VERSION") ?? "0.0.0-dev",
    commit: text(env, "APP_COMMIT") ?? "unknown",
    database: { ...config, max: integer(env, "DATABASE_POOL_MAX", 10, 200) },
    drainMs,
    stopLimitMs,
    secrets: secrets.flatMap((secret) => [...new Set([secret, safeDecode(secret)])]),
  };
}

function safeDecode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
