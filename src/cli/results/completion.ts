import * as z from 'zod'

export const completionResults = {
  'completion fish': z.strictObject({ text: z.string() }),
}
