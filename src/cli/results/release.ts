import * as z from 'zod'
import type { Bumped } from '../../operations/release/bump.ts'
import type { ReleaseStatus } from '../../operations/release/status.ts'

const hash = z.string().regex(/^[0-9a-f]{40,64}$/)
const step = z.enum(['none', 'patch', 'minor', 'major'])

const decided = z.strictObject({
  head: hash,
  branch: z.string().nullable(),
  previous: z
    .strictObject({ version: z.string(), commit: hash, tag: z.string().nullable() })
    .nullable(),
  commits: z.int(),
  merges: z.int(),
  asked: step,
  counts: z.strictObject({ none: z.int(), patch: z.int(), minor: z.int(), major: z.int() }),
  reasons: z.array(z.strictObject({ step, commit: hash, subject: z.string() })),
  dataLosses: z.array(z.string()),
})

export const releaseResults = {
  'release bump': decided.extend({
    version: z.string().nullable(),
    tag: z.string().nullable(),
    written: z.array(z.string()),
    notes: z.string(),
    skipped: z.boolean(),
  }) satisfies z.ZodType<Bumped & { skipped: boolean }>,
  'release notes': z.strictObject({ notes: z.string() }),
  'release status': decided.extend({
    releaseBranch: z.string(),
    next: z
      .strictObject({ version: z.string(), tag: z.string(), files: z.array(z.string()) })
      .nullable(),
  }) satisfies z.ZodType<ReleaseStatus>,
}
