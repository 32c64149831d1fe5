import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** What the build says about itself, as labels of `app_info`. */
export interface BuildLabels {
  readonly version: string;
  readonly commit: string;
}

// Steps around the limits that matter here: a cached page, a query, the 5 s statement limit.
const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function observePool(registry: Registry, pool: Pool): void {
  new Gauge({
    name: "db_pool_connections",
    help: "Connections of the pool, and requests that wait for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "active" }, pool.totalCount - pool.idleCount);
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "waiting" }, pool.waitingCount);
    },
  });
  const max = new Gauge({
    name: "db_pool_max_connections",
    help: "Most connections the pool opens.",
    registers: [registry],
  });
  max.set(pool.options.max);
}

/**
 * Counts and times each request by its route (the pattern, never the path: labels stay few) and
 * serves /metrics. A request that came through the load balancer gets 404: figures are for the
 * inside only, and the balancer adds a header that a caller cannot take off.
 */
export function useMetrics(app: FastifyInstance, pool: Pool, build: BuildLabels): void {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  observePool(registry, pool);
  const info = new Gauge({
    name: "app_info",
    help: "Which build runs.",
    labelNames: ["version", "commit"],
    registers,
  });
  info.set({ ...build }, 1);
  const labelNames = ["method", "route", "status"] as const;
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests answered.",
    labelNames,
    registers,
  });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the request's head to the answer's end.",
    labelNames,
    buckets: SECONDS,
    registers,
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unmatched";
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    requests.inc(labels);
    duration.observe(labels, reply.elapsedTime / 1000);
  });
  app.get("/metrics", { logLevel: "warn" }, async (request, reply) => {
    if (request.headers["x-forwarded-for"] !== undefined) return reply.callNotFound();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
