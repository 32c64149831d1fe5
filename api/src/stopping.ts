import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import type { ReadinessCheck } from "./readiness.js";

/** What a stop has to end, in the order in which it does. */
export interface Running {
  readonly app: FastifyInstance;
  readonly readiness: ReadinessCheck;
  readonly pools: readonly Pool[];
  readonly drainMs: number;
  readonly stopLimitMs: number;
}

async function finish({ app, readiness, pools, drainMs }: Running): Promise<"clean"> {
  readiness.stop();
  await sleep(drainMs);
  await app.close();
  await Promise.all(pools.map((pool) => pool.end()));
  return "clean";
}

/**
 * Stops gracefully: readyz says 503, load balancers get `drainMs` to notice, idle connections
 * close, requests in flight finish, pools end. True when all of that was done by `stopLimitMs`.
 */
export async function stop(running: Running): Promise<boolean> {
  const limit = sleep(running.stopLimitMs, "late", { ref: false });
  return (await Promise.race([finish(running), limit])) === "clean";
}

/**
 * Stops on the first SIGTERM or SIGINT and ends the process: 0 when clean, 1 when the limit cut
 * something off. A second signal ends it at once.
 */
export function stopOnSignals(running: Running): void {
  let asked = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) process.exit(1);
    asked = true;
    const { log } = running.app;
    log.info({ signal }, "stopping");
    stop(running).then(
      (clean) => {
        if (clean) log.info("stopped");
        else log.error({ limitMs: running.stopLimitMs }, "stopped late: requests were cut off");
        process.exit(clean ? 0 : 1);
      },
      (error: unknown) => {
        log.error({ err: error }, "stop failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
