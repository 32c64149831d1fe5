import type { FastifyInstance } from "fastify";
import type { BuildLabels } from "../metrics.js";
import type { ReadinessCheck } from "../readiness.js";

// Asked every few seconds by everybody: worth a line only when something is wrong.
const quiet = { logLevel: "warn" } as const;

/** /healthz: the process answers. /readyz: it can serve. /version: which build this is. */
export function healthRoutes(
  app: FastifyInstance,
  readiness: ReadinessCheck,
  build: BuildLabels,
): void {
  app.get("/healthz", quiet, async () => ({ status: "ok" }));

  app.get("/readyz", quiet, async (_request, reply) => {
    const answer = await readiness.look();
    return reply
      .code(answer.ready ? 200 : 503)
      .header("cache-control", "no-store")
      .send(answer);
  });

  app.get("/version", async () => ({ ...build, schema: readiness.expected }));
}
