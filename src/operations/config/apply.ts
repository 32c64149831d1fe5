import { type RunOutcome, toRepeat } from '../../domain/config-run/outcome.ts'
import type { Json } from '../../domain/json.ts'
import type { Running, Step } from '../../engine/step.ts'
import { hostsFailed } from '../../errors/index.ts'
import type { ConfigContext } from './context.ts'
import { runPlaybook } from './run-playbook.ts'

/** Configures the environment's hosts; only a run in which every host came through is good. */
export function configApply(): readonly Step<ConfigContext>[] {
  return [waitForEarlier, converge]
}

/** Ansible is idempotent, but two at once on one host are not: an earlier one must have ended. */
const waitForEarlier: Step<ConfigContext> = {
  id: 'earlier',
  title: 'Wait for an Ansible that an earlier process left running',
  effect: 'read',
  done: async (c, at) => (await lastRun(c, at))?.left.running !== true,
  run: async (c, at) => {
    const last = await lastRun(c, at)
    if (last !== null) await c.exec.attach(last.run)
    return undefined
  },
}

const converge: Step<ConfigContext> = {
  id: 'converge',
  title: 'Configure the hosts',
  effect: 'change',
  run: async (c, at) => {
    const last = await lastRun(c, at)
    if (last?.left.running === true) {
      at.news('waiting for the Ansible that an earlier process started')
      await c.exec.attach(last.run)
    }
    const durable = { folder: at.folder, name: `playbook-${(last?.n ?? 0) + 1}` }
    const outcome = await runPlaybook(c, {
      check: false,
      folder: at.folder,
      durable,
      news: at.news,
    })
    if (!outcome.good) throw hostsFailed(c.environment.name, troubles(outcome), toRepeat(outcome))
    return { hosts: outcome.hosts as unknown as Json, changed: outcome.changed }
  },
}

async function lastRun(c: ConfigContext, at: Running) {
  for (let n = 1, last = null; ; n++) {
    const run = { folder: at.folder, name: `playbook-${n}` }
    const left = await c.exec.leftBehind(run)
    if (left === null) return last
    last = { n, run, left }
  }
}

function troubles(outcome: RunOutcome): readonly string[] {
  return outcome.hosts
    .filter((host) => host.word !== 'ok' && host.word !== 'changed')
    .map((host) => `${host.host}  ${host.word}${host.trouble === null ? '' : `  ${host.trouble}`}`)
}
