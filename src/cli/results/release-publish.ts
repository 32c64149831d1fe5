import * as z from 'zod'
import { operationEnd } from './operation.ts'

const common = {
  version: z.string().nullable(),
  tag: z.string().nullable(),
  /** Why it would be refused; only in a dry run. */
  refusals: z.array(
    z.strictObject({ code: z.string(), message: z.string(), next: z.array(z.string()) }),
  ),
}

export const releasePublishResults = {
  'release publish': z.union([
    operationEnd.extend(common),
    z.strictObject({ outcome: z.literal('nothing'), ...common }),
  ]),
}
