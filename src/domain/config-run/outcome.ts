/** How a host came out of a run. */
export type HostWord = 'ok' | 'changed' | 'failed' | 'unreachable' | 'unfinished'

export interface HostOutcome {
  readonly host: string
  readonly word: HostWord
  /** Counts of tasks. */
  readonly ok: number
  readonly changed: number
  readonly failed: number
  /** The first thing that went wrong: task and message; null when all went well. */
  readonly trouble: string | null
}

/** What a run left of each host, worst first. */
export interface RunOutcome {
  readonly hosts: readonly HostOutcome[]
  /** True only when every host came through every play. */
  readonly good: boolean
  /** True when at least one host was changed. */
  readonly changed: boolean
}

export interface HostFacts {
  readonly ok: number
  readonly changed: number
  readonly failures: number
  readonly unreachable: boolean
  /** Belongs to plays that it never came to. */
  readonly unfinished: boolean
  readonly trouble: string | null
}

const order: readonly HostWord[] = ['unreachable', 'failed', 'unfinished', 'changed', 'ok']

/** Seven of eight hosts are not a success, and no host at all is none either. */
export function runOutcome(facts: Readonly<Record<string, HostFacts>>): RunOutcome {
  const hosts = Object.entries(facts)
    .map(([host, fact]) => ({
      host,
      word: wordFor(fact),
      ok: fact.ok,
      changed: fact.changed,
      failed: fact.failures,
      trouble: fact.trouble,
    }))
    .sort(
      (a, b) => order.indexOf(a.word) - order.indexOf(b.word) || a.host.localeCompare(b.host, 'en'),
    )
  return {
    hosts,
    good: hosts.length > 0 && hosts.every((host) => host.word === 'ok' || host.word === 'changed'),
    changed: hosts.some((host) => host.changed > 0),
  }
}

/** The hosts that `--failed` repeats. */
export function toRepeat(outcome: RunOutcome): readonly string[] {
  return outcome.hosts
    .filter((host) => host.word !== 'ok' && host.word !== 'changed')
    .map((host) => host.host)
}

function wordFor(fact: HostFacts): HostWord {
  if (fact.unreachable) return 'unreachable'
  if (fact.failures > 0) return 'failed'
  if (fact.unfinished) return 'unfinished'
  return fact.changed > 0 ? 'changed' : 'ok'
}
