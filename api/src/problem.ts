import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isUnavailable } from "./database.js";

/** An error that a handler throws on purpose; it becomes a problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

interface FieldError {
  readonly field: string;
  readonly message: string;
}

function fieldErrors(error: FastifyError): FieldError[] | undefined {
  return error.validation?.map(({ instancePath, params, message }) => ({
    field: `${error.validationContext ?? "request"}${instancePath}`,
    message: [message, params["additionalProperty"]].filter(Boolean).join(": "),
  }));
}

function send(reply: FastifyReply, status: number, detail: string, errors?: FieldError[]) {
  return reply
    .code(status)
    .type("application/problem+json")
    .send({
      type: "about:blank",
      title: STATUS_CODES[status] ?? "Error",
      status,
      detail,
      instance: reply.request.id,
      ...(errors === undefined ? {} : { errors }),
    });
}

/** Answers an error; also used for those that occur before a route is found. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (isUnavailable(error)) {
    request.log.warn({ err: error }, "database not available");
    return send(reply.header("retry-after", "1"), 503, "The database is not available now.");
  }
  const status = error instanceof Problem ? error.status : (error.statusCode ?? 500);
  if (status >= 500) {
    request.log.error({ err: error }, "request failed");
    return send(reply, status, "The request failed; its id is in `instance`.");
  }
  return send(reply, status, error.message, fieldErrors(error));
}

/** Makes every error answer, also that of an unknown path, a problem document. */
export function useProblems(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>(answerError);
  app.setNotFoundHandler((_request, reply) => send(reply, 404, "There is nothing at this path."));
}
