import * as z from 'zod'
import type { LockStatus } from '../../operations/lock/status.ts'

const at = z.iso.datetime()

const holder = z.strictObject({
  actor: z.string(),
  host: z.string(),
  hostToken: z.string(),
  pid: z.int(),
  processStart: z.string(),
  operation: z.string(),
  kind: z.string(),
  acquiredAt: at,
  heartbeatAt: at,
})

const lock = z.strictObject({
  schema: z.literal(1),
  environment: z.string(),
  fence: z.int(),
  holder: holder.nullable(),
  unfinished: z
    .strictObject({ operation: z.string(), kind: z.string(), host: z.string() })
    .nullable(),
})

export const lockResults = {
  'lock status': z.strictObject({
    state: z.enum(['free', 'unfinished', 'held', 'left-behind']),
    lock: lock.nullable(),
  }) satisfies z.ZodType<LockStatus>,
  'lock release': z.strictObject({ environment: z.string(), released: z.boolean() }),
}
