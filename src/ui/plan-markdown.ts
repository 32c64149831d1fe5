import type { AttributeChange } from '../domain/plan/attribute-changes.ts'
import { dataLosses, type PlannedChange, type PlanSummary } from '../domain/plan/summary.ts'
import { code } from './code-span.ts'
import { countsOf } from './plan-view.ts'

/** GitHub refuses a comment above 65,536 characters; somebody may put words around this one. */
export const commentLimit = 65_000

/** Kept free for the list of what was left out. */
const roomForRest = 6_000

const words: Readonly<Record<PlannedChange['action'], string>> = {
  create: 'create',
  update: 'update',
  replace: '**replace**',
  delete: '**destroy**',
  forget: 'forget',
  read: 'read',
  'no-op': '',
}

/**
 * The plan as Markdown for a pull request or a job's summary: counts, losses of data, a table of the
 * resources in the order of risk. Below `limit` characters whatever the plan; what did not fit is
 * named by address, then by number.
 */
export function planMarkdown(
  environment: string,
  plan: PlanSummary,
  limit: number = commentLimit,
): string {
  const head = `### Plan for ${code(environment)}: ${countsOf(plan)}\n\n`
  if (plan.changes.length === 0 && plan.outputs.length === 0 && plan.drift.length === 0) {
    return `${head}No changes: the environment is as the code says.\n`
  }
  const warning = lossWarning(plan)
  const rows = [
    ...plan.changes.filter((one) => !one.noise).map((one) => row(one, words[one.action])),
    ...plan.changes.filter((one) => one.noise).map((one) => row(one, 'new defaults only')),
    ...plan.drift.map((one) => row(one, 'changed outside')),
    ...plan.outputs.map(({ name, before, after }) => {
      const what = `${shown(before)} → ${shown(after)}`
      return { address: `output ${name}`, text: `| output | ${code(name)} | ${what} |\n` }
    }),
  ]
  return head + warning + table(rows, limit - head.length - warning.length)
}

interface Row {
  readonly address: string
  readonly text: string
}

const tableHead = '| | Resource | What changes |\n|---|---|---|\n'

function table(rows: readonly Row[], room: number): string {
  let text = tableHead
  let at = 0
  for (; at < rows.length; at++) {
    const next = rows[at]?.text ?? ''
    const last = at === rows.length - 1
    if (text.length + next.length > room - (last ? 0 : roomForRest)) break
    text += next
  }
  return at === rows.length ? text : text + leftOut(rows.slice(at), room - text.length)
}

/** Says what is missing; as many addresses as there is room for. */
function leftOut(rows: readonly Row[], room: number): string {
  const head = `\n**Left out for want of room: ${rows.length}.** All of them: \`opsctl infra show PLAN\`.\n\n`
  let text = head
  let named = 0
  for (const { address } of rows) {
    const item = `${named === 0 ? '' : ', '}${code(address)}`
    if (text.length + item.length > room - 60) break
    text += item
    named += 1
  }
  return named === rows.length ? `${text}\n` : `${text} and ${rows.length - named} more\n`
}

function lossWarning(plan: PlanSummary): string {
  const losses = dataLosses(plan)
  if (losses.length === 0) return ''
  const some = losses.slice(0, 20).map((one) => code(one.address))
  const more = losses.length > some.length ? ` and ${losses.length - some.length} more` : ''
  return `> [!CAUTION]\n> **Data is lost** with ${some.join(', ')}${more}\n\n`
}

function row(change: PlannedChange, action: string): Row {
  const notes = [
    change.holdsData ? '**holds data**' : '',
    change.movedFrom === null ? '' : `moved from ${code(change.movedFrom)}`,
    change.imported ? 'imported' : '',
    reason(change),
    ...change.attributes.map(attribute),
    change.omitted > 0 ? `and ${change.omitted} more` : '',
  ].filter((part) => part !== '')
  const text = `| ${action} | ${code(change.address)} | ${notes.join('<br>')} |\n`
  return { address: change.address, text }
}

function reason(change: PlannedChange): string {
  if (change.becauseOf.length > 0) return `because of ${change.becauseOf.map(code).join(', ')}`
  return change.reason === null ? '' : code(change.reason.replaceAll('_', ' '))
}

function attribute({ path, before, after }: AttributeChange): string {
  return `${code(path)}: ${shown(before)} → ${shown(after)}`
}

function shown(text: string | null): string {
  return text === null ? '_none_' : code(text)
}
