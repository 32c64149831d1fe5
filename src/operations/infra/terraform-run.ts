import { isEmpty, type PlanJson, type PlanSummary, summarise } from '../../domain/plan/summary.ts'
import { bucketMissing, locked, toolFailed, wrongAccount } from '../../errors/index.ts'
import type { Finished } from '../../ports/exec.ts'
import * as terraform from '../../tools/terraform/commands.ts'
import {
  lockHolder,
  newsOf,
  parseEvent,
  type StateLockHolder,
  type TerraformEvent,
} from '../../tools/terraform/events.ts'
import type { InfraContext } from './context.ts'

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

/** Installs the provider and binds the working folder to the environment's state. */
export async function initialise(c: InfraContext): Promise<void> {
  const { bucket, name, project, region } = c.environment
  if (bucket === null) throw bucketMissing(name)
  const key = `${project}/${name}/terraform.tfstate`
  const command = terraform.init(c.terraform, { bucket, key, region })
  const ended = await c.exec.run(command)
  if (ended.exitCode === 0) return
  const noBucket = /NoSuchBucket|bucket does not exist/.test(ended.stderr)
  throw toolFailed(
    'terraform init',
    `failed:\n${ended.stderr.trim()}`,
    'Nothing was changed.',
    noBucket ? [`make the state bucket: opsctl infra bootstrap -e ${name}`] : ['opsctl doctor'],
  )
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

/**
 * Plans into `out` (made 0600 before Terraform fills it) and reads the plan back.
 * @throws StateLocked, OpsctlError TOOL_FAILED
 */
export async function makePlan(
  c: InfraContext,
  out: string,
  destroy: boolean,
  news: (line: string) => void,
): Promise<MadePlan> {
  await c.files.write(out, '', 0o600)
  const options = {
    out,
    destroy,
    varFile: c.varFile,
    lockWaitSeconds: c.lockWaitSeconds,
    extra: c.extra,
  }
  const said = listen(news)
  const ended = await c.exec.run(terraform.plan(c.terraform, options), { onLine: said.onLine })
  if (ended.exitCode !== 0 && ended.exitCode !== 2) {
    await c.files.remove(out)
    throw failure('terraform plan', ended, said.events, 'Nothing was changed.', c)
  }
  const shown = await c.exec.run(terraform.showPlan(c.terraform, out))
  if (shown.exitCode !== 0) {
    throw toolFailed(
      'terraform show',
      `failed:\n${shown.stderr.trim()}`,
      'Nothing was changed.',
      [],
    )
  }
  const summary = summarise(JSON.parse(shown.stdout) as PlanJson)
  return { summary, empty: isEmpty(summary) }
}

/** Collects Terraform's events and passes on what a waiting person wants to know. */
export function listen(news: (line: string) => void) {
  const events: TerraformEvent[] = []
  const onLine = (line: string, stream: 'stdout' | 'stderr') => {
    const event = stream === 'stdout' ? parseEvent(line) : null
    if (event === null) {
      if (line.trim() !== '') news(line)
      return
    }
    if (event.kind === 'diagnostic') events.push(event)
    const told = newsOf(event)
    if (told !== null) news(told)
  }
  return { events, onLine }
}

/** The error for a Terraform run that failed, with Terraform's own words. */
export function failure(
  what: string,
  ended: Finished,
  events: readonly TerraformEvent[],
  now: string,
  c: InfraContext,
): Error {
  const holder = events.map(lockHolder).find((found) => found !== null)
  if (holder) return new StateLocked(holder)
  const words = events.flatMap((event) =>
    event.kind === 'diagnostic' && event.severity === 'error' ? [wordsOf(event)] : [],
  )
  const how = ended.signal === null ? `exit ${ended.exitCode}` : `ended by ${ended.signal}`
  return toolFailed(
    what,
    `failed (${how}):\n${(words.length > 0 ? words.join('\n') : ended.stderr).trim()}`,
    now,
    [`mend the cause, then: opsctl infra up -e ${c.environment.name}`],
  )
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
    `Terraform's state of ${c.environment.name}`,
    `${who} (${operation}, since ${created})`,
    ['wait for it: --lock-wait 300', 'or ask the holder; a lock is never broken silently'],
  )
}
