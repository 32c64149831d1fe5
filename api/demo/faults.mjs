// A bad release, for demonstrations and tests: loaded before the service by NODE_OPTIONS, in the
// Dockerfile's stage `faulty` alone. FAULT names what is wrong with it.
import { subscribe } from "node:diagnostics_channel";

const fault = process.env.FAULT ?? "errors";

// The service's own processes have a server; its migrations must work, or nothing would be deployed.
const isService = process.argv[1]?.endsWith("dist/server.js") === true;

if (isService && fault === "crash") {
  process.stderr.write(`${JSON.stringify({ level: "fatal", msg: "demo fault: crash" })}\n`);
  process.exit(1);
}

// Fastify tells of each instance on this channel (its documentation, "Diagnostics Channel").
subscribe("fastify.initialization", ({ fastify }) => {
  fastify.addHook("onRequest", async (request) => {
    const users = request.url.startsWith("/items") || request.url === "/version";
    if (fault === "unready" && request.url === "/readyz") throw new Error("demo fault: unready");
    if (fault === "errors" && users && Math.random() < 0.5) throw new Error("demo fault: errors");
    if (fault === "slow" && users) await new Promise((resolve) => setTimeout(resolve, 1_500));
  });
});
