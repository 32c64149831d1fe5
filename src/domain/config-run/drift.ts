import type { HostWord, RunOutcome } from './outcome.ts'

/** What a check saw of one task on one host. */
export interface CheckedTask {
  readonly host: string
  readonly task: string
  /** The task would change the host, or it can only be done, not checked. */
  readonly found: 'change' | 'unjudged'
}

export interface HostDrift {
  readonly host: string
  /** `drifted`: it would be changed; `same`: as far as can be judged it would not. */
  readonly word: 'drifted' | 'same' | Exclude<HostWord, 'ok' | 'changed'>
  /** Names of the tasks that would change it, in the order of the run. */
  readonly changes: readonly string[]
  /** Names of the tasks that check mode leaves out. */
  readonly unjudged: readonly string[]
  readonly trouble: string | null
}

export interface Drift {
  readonly hosts: readonly HostDrift[]
  /** True when every host could be checked to the end. */
  readonly good: boolean
  readonly changed: boolean
}

/** What `config apply` would change, host by host, from a run in check mode. */
export function driftOf(outcome: RunOutcome, tasks: readonly CheckedTask[]): Drift {
  const named = (host: string, found: CheckedTask['found']) => [
    ...new Set(
      tasks.filter((task) => task.host === host && task.found === found).map(({ task }) => task),
    ),
  ]
  const hosts = outcome.hosts.map(({ host, word, trouble }): HostDrift => {
    const changes = named(host, 'change')
    const calm = changes.length > 0 ? 'drifted' : 'same'
    return {
      host,
      word: word === 'ok' || word === 'changed' ? calm : word,
      changes,
      unjudged: named(host, 'unjudged'),
      trouble,
    }
  })
  return { hosts, good: outcome.good, changed: hosts.some((host) => host.changes.length > 0) }
}
