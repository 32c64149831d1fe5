import { addRoutes, buildServer } from "./app.js";
import { ConfigError, readConfig } from "./config.js";
import { openPool } from "./database.js";
import { readMigrations } from "./migrations.js";
import { ReadinessCheck } from "./readiness.js";
import { stopOnSignals } from "./stopping.js";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const app = buildServer(config);
  const pool = openPool(config.database, app.log);
  // Readiness must not queue behind requests, and must answer before a prober gives up.
  const limits = { max: 1, connectionTimeoutMillis: 1_000, query_timeout: 1_000 };
  const probe = openPool({ ...config.database, ...limits }, app.log);
  const readiness = new ReadinessCheck(probe, await readMigrations(), (error) =>
    app.log.warn({ err: error }, "readiness: database not reachable"),
  );
  addRoutes(app, pool, readiness, config);
  stopOnSignals({ ...config, app, readiness, pools: [pool, probe] });
  await app.listen({ host: config.host, port: config.port });
}

try {
  await main();
} catch (error) {
  // The log may not exist yet, and a raw error could repeat a connection string.
  const message = error instanceof Error ? error.message : "unknown error";
  process.stderr.write(`${JSON.stringify({ level: "fatal", msg: message })}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
