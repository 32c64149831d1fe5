import type { Json, JsonObject } from '../json.ts'
import type { Colour } from '../traffic/colour.ts'

/** What of an environment a deployment touches, and what its roles are told; no secret in it. */
export interface Stack {
  /** ARN of the listener whose weights say who serves. */
  readonly listener: string
  /** ARN by colour. */
  readonly targetGroups: Readonly<Record<Colour, string>>
  /** Auto Scaling group's name by colour. */
  readonly groups: Readonly<Record<Colour, string>>
  /** Extra variables for the playbook. */
  readonly variables: JsonObject
}

/**
 * Reads the stack from Terraform's outputs (terraform/outputs.tf).
 * @returns the stack, or why a deployment cannot work with it
 */
export function stackOf(
  outputs: Readonly<Record<string, Json>>,
  account: string,
  variables: Stack['variables'],
): Stack | string {
  const listener = outputs['listener_arn']
  const targetGroups = pair(outputs['target_groups'])
  const groups = pair(outputs['autoscaling_groups'])
  if (typeof listener !== 'string') return 'it has no listener_arn; was it ever built?'
  if (targetGroups === null) return 'target_groups does not name blue and green'
  if (groups === null) return 'autoscaling_groups does not name blue and green'
  for (const [what, { blue, green }] of Object.entries({ targetGroups, groups })) {
    if (blue === green) return `blue and green share one of ${what}: ${blue}`
  }
  const foreign = [listener, targetGroups.blue, targetGroups.green].find(
    (arn) => accountOf(arn) !== account,
  )
  if (foreign !== undefined) return `${foreign} is not of account ${account}`
  return { listener, targetGroups, groups, variables }
}

/** The account in an ARN: arn:partition:service:region:ACCOUNT:resource. */
function accountOf(arn: string): string {
  return arn.split(':')[4] ?? ''
}

function pair(value: Json | undefined): Record<Colour, string> | null {
  if (typeof value !== 'object' || value === null) return null
  const { blue, green } = value as Record<string, Json>
  return typeof blue === 'string' && typeof green === 'string' ? { blue, green } : null
}
