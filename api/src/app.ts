import { fastify } from "fastify";
import type { FastifyInstance } from "fastify";
import type { Pool } from "pg";
import type { Config } from "./config.js";
import { ItemStore } from "./items/store.js";
import { logOptions, requestId } from "./logging.js";
import { useMetrics } from "./metrics.js";
import { answerError, useProblems } from "./problem.js";
import type { ReadinessCheck } from "./readiness.js";
import { healthRoutes } from "./routes/health.js";
import { itemRoutes } from "./routes/items.js";

/** The HTTP server without its socket: its log is the process's log. */
export function buildServer(config: Config): FastifyInstance {
  return fastify({
    logger: logOptions(config.logLevel, config.secrets),
    genReqId: requestId,
    bodyLimit: 16 * 1024,
    requestTimeout: 15_000,
    // Longer than the 60 s of an ALB, which must be the one to close an idle connection:
    // otherwise it may send a request into a connection that has just gone.
    keepAliveTimeout: 65_000,
    // A request that got in while the server closes is still answered.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // A path that cannot be decoded never reaches the hooks or the error handler.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  });
}

/** Puts the routes on the server. Nothing here talks to the database before a request does. */
export function addRoutes(
  app: FastifyInstance,
  pool: Pool,
  readiness: ReadinessCheck,
  config: Config,
): void {
  const build = { version: config.version, commit: config.commit };
  useProblems(app);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.addHook("onSend", async (_request, reply) => {
    // While stopping, each answer also ends its connection: kept-alive clients go elsewhere.
    if (readiness.stopping) reply.header("connection", "close");
  });
  useMetrics(app, pool, build);
  healthRoutes(app, readiness, build);
  itemRoutes(app, new ItemStore(pool));
}
