import { isEmpty, noChanges, type PlanSummary } from '../../domain/plan/summary.ts'
import { foreignWords, locked, toolFailed, wrongAccount } from '../../errors/index.ts'
import type { Finished } from '../../ports/exec.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import {
  lockHolder,
  newsOf,
  parseEvent,
  type StateLockHolder,
  type TerraformEvent,
} from '../../tools/terraform/events.ts'
import { BrokenJson } from '../../tools/terraform/json-slicer.ts'
import { productName, typed } from '../../tools/terraform/names.ts'
import { PlanReader } from '../../tools/terraform/plan-reader.ts'
import type { InfraContext } from './context.ts'
import { initialiseAnew, waysOn } from './initialise.ts'

/**
 * Refuses to go on with another account's credentials.
 * @throws OpsctlError WRONG_ACCOUNT
 */
export async function checkAccount(c: InfraContext): Promise<void> {
  const { account } = await c.identity.read()
  if (account !== c.environment.account) {
    throw wrongAccount(c.environment.name, c.environment.account, account)
  }
}

export interface MadePlan {
  readonly summary: PlanSummary
  readonly empty: boolean
}

/** The state's lock is held; carries the holder so that a caller can tell whether it is its own. */
export class StateLocked extends Error {
  readonly holder: StateLockHolder
  constructor(holder: StateLockHolder) {
    super(`state locked by ${holder.who}`)
    this.holder = holder
  }
}

/** Which plan: see `terraform.PlanOptions`. */
export interface PlanKind {
  readonly mode: terraform.PlanOptions['mode']
  readonly refresh: boolean
}

export const wholePlan: PlanKind = { mode: 'normal', refresh: true }

/**
 * Plans into `out` (made 0600 before Terraform fills it) and reads the plan back.
 * @throws StateLocked, OpsctlError TOOL_FAILED
 */
export async function makePlan(
  c: InfraContext,
  out: string,
  kind: PlanKind,
  news: (line: string) => void,
  signal = c.signal,
): Promise<MadePlan> {
  await c.files.makeEmpty(out)
  return planInto(c, out, kind, news, signal)
}

/**
 * As `makePlan`, into a file that is there, for nobody else to read: Terraform is started before this returns its promise.
 * `signal` interrupts it.
 */
export async function planInto(
  c: InfraContext,
  out: string,
  kind: PlanKind,
  news: (line: string) => void,
  signal = c.signal,
): Promise<MadePlan> {
  const { varFile, lockWaitSeconds, extra } = c
  const command = terraform.plan(c.terraform, { out, ...kind, varFile, lockWaitSeconds, extra })
  let said = listen(news)
  let ended = await c.exec.run(command, { onLine: said.onLine, signal })
  if (ended.exitCode === 1 && said.asksForInit()) {
    await initialiseAnew(c)
    said = listen(news)
    ended = await c.exec.run(command, { onLine: said.onLine, signal })
  }
  if (ended.exitCode !== 0 && ended.exitCode !== 2) {
    await c.files.remove(out)
    throw failure('plan', ended, said, 'Nothing was changed.', c)
  }
  // Nothing to change and nothing changed outside: the plan file has no more to tell.
  if (ended.exitCode === 0 && !said.drifted()) return { summary: noChanges, empty: true }
  const summary = await readPlan(c, out)
  return { summary, empty: isEmpty(summary) }
}

/**
 * What a plan file says. Its sensitive values are hidden from now on.
 * @throws OpsctlError TOOL_FAILED
 */
export async function readPlan(c: InfraContext, file: string): Promise<PlanSummary> {
  const reader = new PlanReader(c.hide)
  const said = listen(() => undefined)
  try {
    const ended = await c.exec.run(terraform.showPlan(c.terraform, file), {
      sink: (bytes) => reader.add(bytes),
      onLine: said.onLine,
    })
    if (ended.exitCode !== 0) {
      throw failure('show', ended, said, 'Nothing was changed.', c)
    }
    return reader.end()
  } catch (error) {
    if (!(error instanceof BrokenJson || error instanceof SyntaxError)) throw error
    const how = `printed what is no plan: ${foreignWords(error)}`
    throw toolFailed(
      typed(c.terraform, 'show'),
      how,
      'Nothing was changed.',
      ['opsctl doctor'],
      error,
    )
  }
}

/** What Terraform said; its lines are redacted and free of control characters. */
export interface Said {
  readonly events: readonly TerraformEvent[]
  /** Lines that are no events: what a crashing provider prints, or a command without `-json`. */
  readonly plain: readonly string[]
  asksForInit(): boolean
  /** Whether the refresh found something changed outside. */
  drifted(): boolean
  onLine(line: string, stream: 'stdout' | 'stderr'): void
}

/** So many plain lines are kept for the error; a provider's crash is long. */
const keptLines = 200

/**
 * What `init` mends. With TF_IN_AUTOMATION set Terraform does not name the command where providers are
 * missing or not those of the lock file (internal/command/meta_providers.go).
 */
const asks =
  /(terraform|tofu) init|Required plugins are not installed|Inconsistent dependency lock file/

/** Collects Terraform's events and passes on what a waiting person wants to know. */
export function listen(news: (line: string) => void): Said {
  const events: TerraformEvent[] = []
  const plain: string[] = []
  let drifts = 0
  const onLine = (line: string, stream: 'stdout' | 'stderr') => {
    const event = stream === 'stdout' ? parseEvent(line) : null
    if (event === null) {
      if (line.trim() === '') return
      news(line)
      plain.push(line)
      if (plain.length > keptLines) plain.shift()
      return
    }
    if (event.kind === 'diagnostic') events.push(event)
    if (event.kind === 'drift') drifts += 1
    const told = newsOf(event)
    if (told !== null) news(told)
  }
  const asksForInit = () => [...events.map(wordsOfEvent), ...plain].some((text) => asks.test(text))
  return { events, plain, asksForInit, drifted: () => drifts > 0, onLine }
}

/** The error for a run of `terraform WHAT` that failed, with Terraform's own words. */
export function failure(
  what: string,
  ended: Finished,
  said: Said,
  now: string,
  c: InfraContext,
): Error {
  const holder = said.events.map(lockHolder).find((found) => found !== null)
  if (holder) return new StateLocked(holder)
  const errors = said.events.filter((one) => one.kind === 'diagnostic' && one.severity === 'error')
  const how = ended.signal === null ? `exit ${ended.exitCode}` : `ended by ${ended.signal}`
  const words = (errors.length > 0 ? errors.map(wordsOfEvent) : said.plain).join('\n').trim()
  const next = /NoSuchBucket|bucket does not exist/.test(words)
    ? waysOn(words, c.environment.name)
    : [mendThen(c)]
  return toolFailed(typed(c.terraform, what), `failed (${how}):\n${words}`, now, next)
}

/** The engine adds how to resume and abort what is under way; a new one would only be refused. */
function mendThen(c: InfraContext): string {
  return c.underWay === true
    ? 'mend the cause, then one of these'
    : `mend the cause, then: opsctl ${c.topic} up -e ${c.environment.name}`
}

function wordsOfEvent(event: TerraformEvent): string {
  return event.kind === 'diagnostic' ? wordsOf(event) : ''
}

function wordsOf(event: Extract<TerraformEvent, { kind: 'diagnostic' }>): string {
  const where = [event.address, event.place].filter((part) => part !== null).join(', ')
  return [event.summary, where && `  at ${where}`, event.detail && indent(event.detail)]
    .filter((part) => part !== '')
    .join('\n')
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}

/** Turns a foreign state lock into exit code 4, naming the holder; passes other errors on. */
export function lockedOr(error: unknown, c: InfraContext): unknown {
  if (!(error instanceof StateLocked)) return error
  const { who, operation, created } = error.holder
  return locked(
    `${productName(c.terraform)}'s state of ${c.environment.name}`,
    `${who} (${operation}, since ${created})`,
    ['wait for it: --lock-wait 300', 'or ask the holder; a lock is never broken silently'],
  )
}
