import * as z from 'zod'
import { results } from './results/index.ts'

const failure = z.strictObject({
  ok: z.literal(false),
  /** The command's words, e.g. `infra up`; what was typed when there is no such command. */
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

const successes = Object.entries(results).map(([command, result]) =>
  z.strictObject({ ok: z.literal(true), command: z.literal(command), result }),
)

/** The one document that `--json` prints, whatever the command and however it ended. */
export const answerSchema = z.union([failure, ...successes])
