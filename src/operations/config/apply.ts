import { type HostOutcome, toRepeat } from '../../domain/config-run/outcome.ts'
import type { Json } from '../../domain/json.ts'
import {
  awaitLeftBehind,
  durableRun,
  type Facts,
  type Running,
  type Step,
  startedRuns,
} from '../../engine/index.ts'
import { environmentMoved, hostsFailed, waysOn } from '../../errors/index.ts'
import { listHistory } from '../history/list.ts'
import { type Aim, aimAt, aimIn } from './aim.ts'
import { configCheck } from './check.ts'
import type { ApplyContext } from './context.ts'
import { runPlaybook } from './run-playbook.ts'

/** Configures the environment's hosts; only a run in which every host came through is good. */
export function configApply(): readonly Step<ApplyContext>[] {
  return [aim, converge]
}

/** The steps of a dry run: Ansible's check says whether there would be anything to apply. */
export function configApplyRehearsed(): readonly Step<ApplyContext>[] {
  return [aim, { ...converge, done: nothingWouldChange }]
}

async function nothingWouldChange(c: ApplyContext, at: Running): Promise<boolean> {
  const drift = await configCheck(await c.run(aimIn(at.facts)), at.folder, at.news)
  return drift.good && !drift.changed
}

/**
 * What the hosts are to run, as the ledger knows it now. A deployment for whose end the run has waited
 * brought another image, and the engine looks again then.
 */
const aim: Step<ApplyContext> = {
  id: 'aim',
  title: 'See what the hosts are to run',
  effect: 'read',
  run: async (c) => ({ ...aimAt(await past(c), c.asked) }),
}

/** The environment's newest operations without this one. */
async function past({ environment, documents, operation }: ApplyContext) {
  const entries = await listHistory({ environment: environment.name, limit: 50 }, { documents })
  return entries.filter(({ id }) => id !== operation)
}

/** The runs of one operation are `playbook-1`, `playbook-2`, … in its folder. */
const playbookName = 'playbook'

/** Ansible is idempotent, but two at once on one host are not: an earlier one must have ended. */
const converge: Step<ApplyContext> = {
  id: 'converge',
  title: 'Configure the hosts',
  effect: 'change',
  settle: async (c, at) => {
    await awaitLeftBehind(c.exec, at, playbookName)
  },
  run: async (c, at) => {
    const aim = aimIn(at.facts)
    if (at.again) await refuseMoved(c, aim)
    const run = await c.run(aim)
    const earlier = await startedRuns(c.exec, at.folder, playbookName)
    const durable = durableRun(at.folder, playbookName, earlier.length + 1)
    const outcome = await runPlaybook(run, {
      check: false,
      folder: at.folder,
      durable,
      news: at.news,
    })
    return {
      hosts: outcome.hosts as unknown as Json,
      changed: outcome.changed,
      failedHosts: toRepeat(outcome),
      // Both, or the run after this one would take the version off the hosts again.
      image: aim.image,
      version: aim.version,
    }
  },
}

/**
 * A run that was cut short lets nobody else in, unless a person released its lock: to go on with its image
 * after another one came would take that one off the hosts.
 * @throws OpsctlError ENVIRONMENT_MOVED
 */
async function refuseMoved(c: ApplyContext, { asOf }: Aim): Promise<void> {
  const now = aimAt(await past(c), { image: null, failed: false, only: [] })
  if (now.asOf === asOf || now.asOf === null) return
  const { name } = c.environment
  const next = [...waysOn(c.operation, true), `then again: opsctl config apply -e ${name}`]
  throw environmentMoved(name, `${now.asOf} brought ${now.image}`, next)
}

/**
 * Refuses the end of a run that left hosts behind. The run itself is complete, and journaled as
 * such: repeating it is `--failed`, not `resume`.
 * @throws OpsctlError HOSTS_FAILED
 */
export function refuseFailedHosts(environment: string, facts: Facts): void {
  const failed = (facts['failedHosts'] ?? []) as readonly string[]
  if (failed.length === 0) return
  const hosts = (facts['hosts'] ?? []) as unknown as readonly HostOutcome[]
  const lines = hosts
    .filter((host) => failed.includes(host.host))
    .map(({ host, word, trouble }) => `${host}  ${word}${trouble === null ? '' : `  ${trouble}`}`)
  throw hostsFailed(environment, lines, failed)
}
