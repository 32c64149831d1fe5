import type { HostDrift } from './drift.ts'
import type { HostStatus } from './host-status.ts'

/** One host that is not as the repository would make it. */
export interface HostFinding {
  readonly host: string
  readonly what: string
  /**
   * `outside`: somebody changed the host. `pending`: the repository moved on and was not applied yet.
   * `operation`: opsctl is moving it right now.
   */
  readonly cause: 'outside' | 'pending' | 'operation'
  /** The operation that moves it; null otherwise. */
  readonly by: string | null
}

/** What opsctl itself has to do with some of the hosts. */
export interface OwnDoing {
  /** Kept with the release of before, so that a rollback finds them. */
  readonly standby: readonly string[]
  /** Hosts that a deployment under way is changing. */
  readonly moved: { readonly hosts: readonly string[]; readonly by: string } | null
}

/** Tasks that are named; the rest is counted. */
const named = 3

/**
 * Holds what each host says of itself against what `config apply` would change on it. A host that was
 * given just what the repository holds, and would be changed all the same, was changed by somebody.
 */
export function hostFindings(
  statuses: readonly HostStatus[],
  checks: readonly HostDrift[],
  { standby, moved }: OwnDoing,
): readonly HostFinding[] {
  return statuses.flatMap((status): readonly HostFinding[] => {
    const { host, word } = status
    if (standby.includes(host) && word !== 'no answer') return []
    const check = checks.find((one) => one.host === host)
    const what = [...status.reasons, ...toldBy(check)].join('; ')
    if (what === '') return []
    if (moved?.hosts.includes(host)) return [{ host, what, cause: 'operation', by: moved.by }]
    return [{ host, what, cause: isPending(status) ? 'pending' : 'outside', by: null }]
  })
}

function toldBy(check: HostDrift | undefined): readonly string[] {
  if (check === undefined) return []
  const { changes, word, trouble } = check
  const unchecked =
    word === 'same' || word === 'drifted' ? [] : [`could not be checked: ${trouble ?? word}`]
  if (changes.length === 0) return unchecked
  const more = changes.length > named ? `, and ${changes.length - named} more` : ''
  const tasks = changes.slice(0, named).map((task) => JSON.stringify(task))
  return [`would be changed by ${tasks.join(', ')}${more}`, ...unchecked]
}

function isPending({ word, reasons }: HostStatus): boolean {
  if (word === 'unfinished' || word === 'never configured') return true
  return reasons.some((why) => why === 'another configuration' || why === 'another image')
}
