import { withoutControls } from '../domain/control-characters.ts'
import type { AttributeChange } from '../domain/plan/attribute-changes.ts'
import {
  dataLosses,
  type PlanAction,
  type PlannedChange,
  type PlanSummary,
} from '../domain/plan/summary.ts'
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

/** A value longer than this is cut: two of them and their path fit on a line of 80 columns. */
const valueWidth = 30

/** So many resources that changed outside are named; `infra drift` names them all. */
const driftNamed = 5

/**
 * The plan for a person: what is lost first, then each resource with what changes inside, then the
 * counts. What only an upgraded provider changes is named last, in one line.
 */
export function planText(plan: PlanSummary, paint: Paint): string {
  if (plan.changes.length === 0 && plan.outputs.length === 0) {
    // What the refresh noted asks for nothing here; `infra drift` tells it. Terraform is silent too.
    return 'No changes: the environment is as the code says.\n'
  }
  const lines = plan.changes
    .filter((change) => !change.noise)
    .flatMap((change) => changeLines(change, paint))
  const noise = plan.changes.filter((change) => change.noise).map((change) => change.address)
  if (noise.length > 0) {
    lines.push(paint.dim(`  only new defaults of the provider: ${noise.map(safe).join(', ')}`))
  }
  for (const { name, before, after } of plan.outputs) {
    lines.push(`  output ${safe(name)}: ${value(before)} → ${value(after)}`)
  }
  return `${lines.join('\n')}\n\n${driftLine(plan, paint)}${countsText(plan, paint)}\n`
}

/** `64 to add, 0 to change, 0 to replace, 0 to destroy`, losses of data named. */
export function countsText(plan: PlanSummary, paint: Paint): string {
  const counts = countsOf(plan)
  const losses = dataLosses(plan)
  if (losses.length === 0) return `Plan: ${counts}.`
  const what = losses.map((one) => safe(one.address)).join(', ')
  return `Plan: ${counts}.\n${paint.red.bold('Data is lost')} with: ${what}`
}

/** The counts in words; what there is none of beyond the four is left out. */
export function countsOf(plan: PlanSummary): string {
  const rare: readonly (readonly [number, string])[] = [
    [plan.moved, 'moved'],
    [plan.imported, 'imported'],
    [plan.forget, 'forgotten'],
    [plan.noise, 'changed by new defaults only'],
  ]
  return [
    `${plan.add} to add, ${plan.change} to change`,
    `${plan.replace} to replace, ${plan.destroy} to destroy`,
    ...rare.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`),
  ].join(', ')
}

/** A resource with its attributes, as lines. */
export function changeLines(change: PlannedChange, paint: Paint): readonly string[] {
  const colour = colourOf(change.action, paint)
  const data = change.holdsData ? paint.yellow('  holds data') : ''
  const moved = change.movedFrom === null ? '' : `  moved from ${safe(change.movedFrom)}`
  const imported = change.imported ? '  imported' : ''
  const head = `  ${colour(signs[change.action])} ${safe(change.address)}${data}${moved}${imported}`
  const inside = change.attributes.map((one) => attributeLine(one, paint))
  const more = change.omitted > 0 ? [`      and ${change.omitted} more`] : []
  return [`${head}${whyOf(change)}`, ...inside, ...more]
}

function attributeLine({ path, before, after, forces }: AttributeChange, paint: Paint): string {
  const mark = forces ? paint.red('  forces the replacement') : ''
  return `      ${safe(path)}: ${value(before)} → ${value(after)}${mark}`
}

function whyOf(change: PlannedChange): string {
  const told = new Set(change.attributes.filter((one) => one.forces).map((one) => one.path))
  // A path that no attribute line shows, e.g. of a value that is cut.
  const silent = change.becauseOf.filter((path) => ![...told].some((one) => one.startsWith(path)))
  if (silent.length > 0) return `  because of ${silent.map(safe).join(', ')}`
  const plain = told.size > 0 || change.reason === null
  return plain ? '' : `  (${safe(change.reason ?? '').replaceAll('_', ' ')})`
}

function driftLine(plan: PlanSummary, paint: Paint): string {
  if (plan.drift.length === 0) return ''
  const named = plan.drift.slice(0, driftNamed).map((one) => safe(one.address))
  const more = plan.drift.length - named.length
  const what = [...named, ...(more > 0 ? [`and ${more} more (opsctl infra drift)`] : [])].join(', ')
  return `${paint.yellow('Changed outside of the code')}: ${what}\n`
}

function value(text: string | null): string {
  if (text === null) return 'none'
  const plain = safe(text)
  return plain.length > valueWidth ? `${plain.slice(0, valueWidth).toWellFormed()}…` : plain
}

/** Names and values are foreign: nothing in them steers the terminal. */
function safe(text: string): string {
  return withoutControls(text.replaceAll('\n', ' '))
}

function colourOf(action: PlanAction, paint: Paint) {
  if (action === 'create') return paint.green
  return action === 'delete' || action === 'replace' ? paint.red : paint.yellow
}
