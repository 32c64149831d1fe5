import * as z from 'zod'

const asked = z.enum(['when-present', 'required', 'never']).default('when-present')

/** `terraform.policy`: who looks at the code of each plan, and what their word counts. */
export const policySchema = z
  .strictObject({
    /** `required`: without its judgement nothing is applied. */
    tflint: asked,
    checkov: asked,
    /** From which level on a finding refuses the plan. */
    failOn: z.enum(['error', 'warning', 'never']).default('never'),
    /** How long each of them may take. */
    within: z
      .string()
      .regex(/^[1-9]\d*(s|m|h)$/, 'a duration such as 60s, 5m or 1h')
      .default('2m'),
  })
  .prefault({})

export type PolicyConfig = z.output<typeof policySchema>
