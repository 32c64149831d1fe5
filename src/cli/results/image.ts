import * as z from 'zod'
import type { BuiltImage } from '../../operations/image/build.ts'
import type { PushedImage } from '../../operations/image/push.ts'

export const imageResults = {
  'image build': z.strictObject({
    tag: z.string(),
    id: z.string(),
  }) satisfies z.ZodType<BuiltImage>,
  'image push': z.strictObject({
    reference: z.string(),
    digest: z.string(),
  }) satisfies z.ZodType<PushedImage>,
}
