import { createHash } from 'node:crypto'
import type { Colour } from '../traffic/colour.ts'

/**
 * What a person approves of a deployment. Hosts and launch templates are not in it: Auto Scaling and
 * `infra up` may replace them while somebody thinks.
 */
export interface DeployPlan {
  readonly environment: string
  /** AWS account. */
  readonly account: string
  /** Commit of the project; null outside of a repository. */
  readonly commit: string | null
  /** `repository@sha256:…`. */
  readonly image: string
  readonly strategy: string
  /** Shares in percent, one after the other. */
  readonly weights: readonly number[]
  /** Seconds. */
  readonly bake: number
  readonly hold: number
  readonly warm: number
  /** Migrations that the image would apply. */
  readonly migrations: readonly string[]
  /** What serves and where; null when nothing does. */
  readonly wayBack: { readonly colour: Colour; readonly image: string } | null
  /** Steps by ID, in order. */
  readonly steps: readonly string[]
}

/**
 * SHA-256 of the plan in hexadecimal, over its members in this order, so that the same plan has the same
 * hash on every machine.
 */
export function planHash(plan: DeployPlan): string {
  const { environment, account, commit, image, strategy, weights } = plan
  const { bake, hold, warm, migrations, wayBack, steps } = plan
  const back = wayBack === null ? null : [wayBack.colour, wayBack.image]
  const how = [strategy, weights, bake, hold, warm]
  const all = ['opsctl deploy plan 1', environment, account, commit, image, how]
  return createHash('sha256')
    .update(JSON.stringify([...all, migrations, back, steps]))
    .digest('hex')
}
