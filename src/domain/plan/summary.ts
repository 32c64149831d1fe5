import { textOf } from './attribute-changes.ts'
import type { ChangeJson, PlanJson, ResourceChangeJson } from './plan-json.ts'
import { actionOf, type PlanAction, type PlannedChange, plannedChange } from './planned-change.ts'
import { sensitiveValues } from './sensitive-values.ts'

export type { PlanJson, ResourceChangeJson } from './plan-json.ts'
export type { PlanAction, PlannedChange } from './planned-change.ts'

/** An output of the root module whose value changes; sensitive values are masked. */
export interface PlannedOutput {
  readonly name: string
  readonly action: PlanAction
  readonly before: string | null
  readonly after: string | null
}

export interface PlanSummary {
  readonly changes: readonly PlannedChange[]
  /** What somebody changed outside of Terraform, as the refresh before the plan found it. */
  readonly drift: readonly PlannedChange[]
  readonly outputs: readonly PlannedOutput[]
  readonly add: number
  readonly change: number
  readonly replace: number
  readonly destroy: number
  readonly forget: number
  readonly moved: number
  readonly imported: number
  /** Of the changes, those that only an upgraded provider makes. */
  readonly noise: number
  /** Resources that are there now; null when nobody counted, because nothing changes. */
  readonly existing: number | null
}

/** Nothing changes, as `terraform plan` says by its exit code alone. */
export const noChanges: PlanSummary = {
  changes: [],
  drift: [],
  outputs: [],
  add: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  forget: 0,
  moved: 0,
  imported: 0,
  noise: 0,
  existing: null,
}

/** Makes a summary of a plan that is handed over piece by piece: a plan may be larger than memory. */
export class SummaryBuilder {
  readonly #changes: PlannedChange[] = []
  readonly #drift: PlannedChange[] = []
  readonly #outputs: PlannedOutput[] = []
  readonly #secret: (value: string) => void
  #existing = 0

  /** `secret` is told every value that the plan marks as sensitive. */
  constructor(secret: (value: string) => void = () => undefined) {
    this.#secret = secret
  }

  addChange(json: ResourceChangeJson): void {
    this.#hear(json.change)
    if (json.mode !== 'managed') return
    if (json.change.before !== null && json.change.before !== undefined) this.#existing += 1
    const change = plannedChange(json)
    if (change.action !== 'no-op' || change.movedFrom !== null || change.imported) {
      this.#changes.push(change)
    }
  }

  /** A managed resource that stays as it is and holds nothing sensitive. */
  addUnchanged(): void {
    this.#existing += 1
  }

  addDrift(json: ResourceChangeJson): void {
    this.#hear(json.change)
    if (json.mode === 'managed' && actionOf(json.change.actions) !== 'no-op') {
      this.#drift.push(plannedChange(json))
    }
  }

  addOutput(name: string, change: ChangeJson): void {
    this.#hear(change)
    const action = actionOf(change.actions)
    if (action === 'no-op') return
    this.#outputs.push({
      name,
      action,
      before: textOf(change.before, change.before_sensitive, false),
      after: textOf(change.after, change.after_sensitive, change.after_unknown),
    })
  }

  /** The summary, in the order of risk: what is destroyed, replaced, changed, added. */
  summary(): PlanSummary {
    const changes = this.#changes.sort(byRisk)
    const count = (action: PlanAction) => changes.filter((one) => one.action === action).length
    return {
      changes,
      drift: this.#drift.sort(byRisk),
      outputs: this.#outputs.sort((a, b) => a.name.localeCompare(b.name, 'en')),
      add: count('create'),
      change: count('update'),
      replace: count('replace'),
      destroy: count('delete'),
      forget: count('forget'),
      moved: changes.filter((one) => one.movedFrom !== null).length,
      imported: changes.filter((one) => one.imported).length,
      noise: changes.filter((one) => one.noise).length,
      existing: this.#existing,
    }
  }

  #hear(change: ChangeJson): void {
    for (const value of sensitiveValues(change)) this.#secret(value)
  }
}

/** What a plan does; for a plan that is in memory already. */
export function summarise(plan: PlanJson): PlanSummary {
  const builder = new SummaryBuilder()
  for (const change of plan.resource_changes ?? []) builder.addChange(change)
  for (const drift of plan.resource_drift ?? []) builder.addDrift(drift)
  for (const [name, change] of Object.entries(plan.output_changes ?? {})) {
    builder.addOutput(name, change)
  }
  return builder.summary()
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
 * on without asking again, and nothing else may. What was to be created and was cut off half-way is
 * tainted now; to make it anew is the rest of creating it.
 */
export function isWithin(now: PlanSummary, approved: PlanSummary): boolean {
  const allowed = new Set(approved.changes.map((change) => `${change.action} ${change.address}`))
  const halfMade = ({ action, address, reason }: PlannedChange) =>
    action === 'replace' && reason === 'replace_because_tainted' && allowed.has(`create ${address}`)
  return now.changes.every(
    (change) => allowed.has(`${change.action} ${change.address}`) || halfMade(change),
  )
}

/** The summary without any value: what journal and ledger keep. */
export function withoutValues(plan: PlanSummary): PlanSummary {
  const bare = (change: PlannedChange) => ({ ...change, attributes: [], omitted: 0 })
  return {
    ...plan,
    changes: plan.changes.map(bare),
    drift: plan.drift.map(bare),
    outputs: plan.outputs.map(({ name, action }) => ({ name, action, before: null, after: null })),
  }
}

const riskOrder: readonly PlanAction[] = ['delete', 'replace', 'forget', 'update', 'create', 'read']

function byRisk(a: PlannedChange, b: PlannedChange): number {
  return risk(a) - risk(b) || a.address.localeCompare(b.address, 'en')
}

function risk(change: PlannedChange): number {
  const order = riskOrder.indexOf(change.action)
  return (order === -1 ? riskOrder.length : order) * 2 + (change.holdsData ? 0 : 1)
}
