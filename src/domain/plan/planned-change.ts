import { type AttributeChange, attributeChanges } from './attribute-changes.ts'
import { holdsData } from './data-holders.ts'
import type { ResourceChangeJson } from './plan-json.ts'

export type PlanAction = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'read' | 'no-op'

/** One resource that the plan touches. */
export interface PlannedChange {
  readonly address: string
  readonly type: string
  readonly action: PlanAction
  /** Losing this resource loses data. */
  readonly holdsData: boolean
  /** Attribute paths that force a replacement, e.g. `availability_zone`. */
  readonly becauseOf: readonly string[]
  /** Terraform's own reason, e.g. `replace_because_tainted`; null when it gave none. */
  readonly reason: string | null
  readonly movedFrom: string | null
  readonly imported: boolean
  /** What changes inside, for updates and replacements; sensitive values are masked. */
  readonly attributes: readonly AttributeChange[]
  /** How many more attributes change than are listed. */
  readonly omitted: number
  /** Only empty values change: the mark of a provider's upgrade, not of somebody's wish. */
  readonly noise: boolean
}

/** Reads one member of `resource_changes` or `resource_drift`. */
export function plannedChange(json: ResourceChangeJson): PlannedChange {
  const action = actionOf(json.change.actions)
  const becauseOf = (json.change.replace_paths ?? []).map((path) => path.join('.'))
  const inside =
    action === 'update' || action === 'replace'
      ? attributeChanges(json.change, becauseOf)
      : { attributes: [], omitted: 0, noise: false }
  return {
    address: json.address,
    type: json.type,
    action,
    holdsData: holdsData(json.type, json.change.before ?? json.change.after),
    becauseOf,
    reason: json.deposed === undefined ? (json.action_reason ?? null) : 'deposed_object',
    movedFrom: json.previous_address ?? null,
    imported: json.change.importing !== undefined && json.change.importing !== null,
    attributes: inside.attributes,
    omitted: inside.omitted,
    noise: action === 'update' && inside.noise,
  }
}

/**
 * Terraform's list of actions as one word; a replacement is `delete` and `create` in either order. It is
 * one as well when the old thing is only let go of (`forget` and `create`: OpenTofu, for
 * `lifecycle { destroy = false }`): what takes its place is as empty.
 */
export function actionOf(actions: readonly string[]): PlanAction {
  const leaves = actions.includes('delete') || actions.includes('forget')
  if (leaves && actions.includes('create')) return 'replace'
  const [only] = actions
  if (only === 'create' || only === 'update' || only === 'delete' || only === 'forget') return only
  return only === 'read' ? 'read' : 'no-op'
}
