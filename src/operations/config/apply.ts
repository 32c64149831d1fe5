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
import { hostsFailed } from '../../errors/index.ts'
import { configCheck } from './check.ts'
import type { ConfigContext } from './context.ts'
import { runPlaybook } from './run-playbook.ts'

/** Configures the environment's hosts; only a run in which every host came through is good. */
export function configApply(): readonly Step<ConfigContext>[] {
  return [converge]
}

/** The steps of a dry run: Ansible's check says whether there would be anything to apply. */
export function configApplyRehearsed(): readonly Step<ConfigContext>[] {
  return [{ ...converge, done: nothingWouldChange }]
}

async function nothingWouldChange(c: ConfigContext, at: Running): Promise<boolean> {
  const drift = await configCheck(c, at.folder, at.news)
  return drift.good && !drift.changed
}

/** The runs of one operation are `playbook-1`, `playbook-2`, … in its folder. */
const playbookName = 'playbook'

/** Ansible is idempotent, but two at once on one host are not: an earlier one must have ended. */
const converge: Step<ConfigContext> = {
  id: 'converge',
  title: 'Configure the hosts',
  effect: 'change',
  settle: async (c, at) => {
    await awaitLeftBehind(c.exec, at, playbookName)
  },
  run: async (c, at) => {
    const earlier = await startedRuns(c.exec, at.folder, playbookName)
    const durable = durableRun(at.folder, playbookName, earlier.length + 1)
    const outcome = await runPlaybook(c, {
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
      ...(c.image === null ? {} : { image: c.image }),
      ...(c.version === null ? {} : { version: c.version }),
    }
  },
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
