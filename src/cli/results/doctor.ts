import * as z from 'zod'
import type { Finding } from '../../operations/doctor.ts'

export const doctorResults = {
  doctor: z.strictObject({
    good: z.boolean(),
    findings: z.array(
      z.strictObject({
        check: z.string(),
        ok: z.boolean(),
        found: z.string(),
        fix: z.string().nullable(),
      }) satisfies z.ZodType<Finding>,
    ),
  }),
}
