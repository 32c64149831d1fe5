import type { PlanAction, PlannedChange, PlanSummary } from '../domain/plan/summary.ts'
import type { Paint } from './paint.ts'

const signs: Readonly<Record<PlanAction, string>> = {
  create: '+',
  update: '~',
  replace: '±',
  delete: '-',
  forget: '.',
  read: '<',
  'no-op': ' ',
}

/** The plan for a person: what is lost first, then a line a resource, then the counts. */
export function planText(plan: PlanSummary, paint: Paint): string {
  if (plan.changes.length === 0 && plan.outputs.length === 0) {
    return 'No changes: the environment is as the code says.\n'
  }
  const lines = plan.changes.map((change) => line(change, paint))
  if (plan.outputs.length > 0) lines.push(`  outputs: ${plan.outputs.join(', ')}`)
  return `${lines.join('\n')}\n\n${countsText(plan, paint)}\n`
}

/** `64 to add, 0 to change, 0 to replace, 0 to destroy`, losses of data named. */
export function countsText(plan: PlanSummary, paint: Paint): string {
  const counts =
    `${plan.add} to add, ${plan.change} to change, ` +
    `${plan.replace} to replace, ${plan.destroy} to destroy`
  const losses = plan.changes.filter(
    (one) => one.holdsData && (one.action === 'delete' || one.action === 'replace'),
  )
  if (losses.length === 0) return `Plan: ${counts}.`
  const what = losses.map((one) => one.address).join(', ')
  return `Plan: ${counts}.\n${paint.red.bold('Data is lost')} with: ${what}`
}

function line(change: PlannedChange, paint: Paint): string {
  const colour = colourOf(change.action, paint)
  const why =
    change.becauseOf.length > 0 ? ` because of ${change.becauseOf.join(', ')}` : reasonOf(change)
  const data = change.holdsData ? paint.yellow('  holds data') : ''
  const moved = change.movedFrom === null ? '' : `  moved from ${change.movedFrom}`
  const imported = change.imported ? '  imported' : ''
  return `  ${colour(signs[change.action])} ${change.address}${data}${moved}${imported}${why}`
}

function reasonOf(change: PlannedChange): string {
  return change.reason === null ? '' : `  (${change.reason.replaceAll('_', ' ')})`
}

function colourOf(action: PlanAction, paint: Paint) {
  if (action === 'create') return paint.green
  return action === 'delete' || action === 'replace' ? paint.red : paint.yellow
}
