import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyRequest, FastifyServerOptions } from "fastify";

type LogOptions = Exclude<FastifyServerOptions["logger"], boolean | undefined>;

/** Replaces every secret value in a text, raw and as it looks inside a URL. */
export function scrub(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return forms.reduce((clean, form) => clean.replaceAll(form, "[redacted]"), text);
}

/** Path without query: a query may hold what somebody pasted, and a log is read by many. */
function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? url;
}

/**
 * Options for the JSON log: one line per event, no headers, no bodies, no query strings, and of an
 * error only kind, code, message and stack (PostgreSQL's `detail` repeats the row's values).
 */
export function logOptions(level: string, secrets: readonly string[]): LogOptions {
  return {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ["password", "connectionString", "*.password", "*.connectionString"],
      censor: "[redacted]",
    },
    serializers: {
      req: (request: FastifyRequest) => ({
        method: request.method,
        path: pathOf(request.url),
        from: request.ip,
      }),
      err: (error: Error & { code?: string }) => ({
        type: error.name,
        code: error.code,
        message: scrub(error.message, secrets),
        stack: scrub(error.stack ?? "", secrets),
      }),
    },
  };
}

/** The caller's X-Request-Id when it is a plain short token, otherwise a new one. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
