import { z } from 'zod'

const success = z.strictObject({
  ok: z.literal(true),
  /** The command's words, e.g. `infra up`. */
  command: z.string(),
  result: z.record(z.string(), z.unknown()),
})

const failure = z.strictObject({
  ok: z.literal(false),
  command: z.string(),
  error: z.strictObject({
    /** Stable, e.g. `WRONG_ACCOUNT`. */
    code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
    exitCode: z.int().min(1).max(255),
    message: z.string().min(1),
    now: z.string().nullable(),
    next: z.array(z.string()),
    details: z.record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
    ),
  }),
})

/** The one document that `--json` prints, whatever the command and however it ended. */
export const answerSchema = z.discriminatedUnion('ok', [success, failure])
