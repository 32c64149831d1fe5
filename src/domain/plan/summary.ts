import { holdsData } from './data-holders.ts'

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
  /** Terraform's own reason, e.g. `tainted`; null when it gave none. */
  readonly reason: string | null
  readonly movedFrom: string | null
  readonly imported: boolean
}

export interface PlanSummary {
  readonly changes: readonly PlannedChange[]
  /** Names of outputs whose value changes. */
  readonly outputs: readonly string[]
  readonly add: number
  readonly change: number
  readonly replace: number
  readonly destroy: number
}

/** The parts of `terraform show -json PLAN` that the summary reads (format version 1.x). */
export interface PlanJson {
  readonly format_version?: string
  readonly resource_changes?: readonly ResourceChangeJson[]
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>
}

export interface ResourceChangeJson {
  readonly address: string
  readonly mode: string
  readonly type: string
  readonly previous_address?: string
  readonly action_reason?: string
  readonly change: {
    readonly actions: readonly string[]
    readonly before?: unknown
    readonly after?: unknown
    readonly replace_paths?: readonly (readonly (string | number)[])[]
    readonly importing?: unknown
  }
}

/**
 * What a plan does, in the order of risk: what is destroyed, replaced, changed, added.
 * Source of the format: developer.hashicorp.com/terraform/internals/json-format, "Plan Representation".
 */
export function summarise(plan: PlanJson): PlanSummary {
  const changes = (plan.resource_changes ?? [])
    .filter((change) => change.mode === 'managed')
    .map(toChange)
    .filter((change) => change.action !== 'no-op' || change.movedFrom !== null || change.imported)
    .sort((a, b) => risk(a) - risk(b) || a.address.localeCompare(b.address, 'en'))
  const count = (action: PlanAction) => changes.filter((one) => one.action === action).length
  return {
    changes,
    outputs: Object.entries(plan.output_changes ?? {})
      .filter(([, change]) => change.actions.some((action) => action !== 'no-op'))
      .map(([name]) => name)
      .sort(),
    add: count('create'),
    change: count('update'),
    replace: count('replace'),
    destroy: count('delete'),
  }
}

/** True when applying the plan would touch nothing: no resource and no output. */
export function isEmpty(plan: PlanSummary): boolean {
  return plan.changes.length === 0 && plan.outputs.length === 0
}

/** Changes that lose data when applied. */
export function dataLosses(plan: PlanSummary): readonly PlannedChange[] {
  return plan.changes.filter(
    (change) => change.holdsData && (change.action === 'delete' || change.action === 'replace'),
  )
}

/**
 * True when everything in `now` was part of `approved`: after an interrupted apply the rest may go
 * on without asking again, and nothing else may.
 */
export function isWithin(now: PlanSummary, approved: PlanSummary): boolean {
  const allowed = new Set(approved.changes.map((change) => `${change.action} ${change.address}`))
  return now.changes.every((change) => allowed.has(`${change.action} ${change.address}`))
}

function toChange(json: ResourceChangeJson): PlannedChange {
  return {
    address: json.address,
    type: json.type,
    action: toAction(json.change.actions),
    holdsData: holdsData(json.type, json.change.before ?? json.change.after),
    becauseOf: (json.change.replace_paths ?? []).map((path) => path.join('.')),
    reason: json.action_reason ?? null,
    movedFrom: json.previous_address ?? null,
    imported: json.change.importing !== undefined && json.change.importing !== null,
  }
}

function toAction(actions: readonly string[]): PlanAction {
  if (actions.includes('delete') && actions.includes('create')) return 'replace'
  const [only] = actions
  if (only === 'create' || only === 'update' || only === 'delete' || only === 'forget') return only
  return only === 'read' ? 'read' : 'no-op'
}

const riskOrder: readonly PlanAction[] = ['delete', 'replace', 'forget', 'update', 'create', 'read']

function risk(change: PlannedChange): number {
  const order = riskOrder.indexOf(change.action)
  return (order === -1 ? riskOrder.length : order) * 2 + (change.holdsData ? 0 : 1)
}
