import type { Snapshot } from '../snapshot/snapshot.ts'
import { snapshotTags, type Tags } from '../snapshot/tags.ts'
import type { KeepPolicy } from './policy.ts'

/** Tags that decide about any snapshot: whose it is, and what its verification said. */
const always: readonly string[] = [
  'Project',
  'Environment',
  snapshotTags.operation,
  snapshotTags.verdict,
  snapshotTags.verifiedAt,
]

/**
 * Snapshots with only what a prune decides by, so that 100,000 of them need little: of the tags those
 * that count, one object for all that have the same. The operation's ID stays only where a rule asks
 * for it; else it is told that there was one.
 */
export function leanFor(policy: KeepPolicy): (snapshot: Snapshot) => Snapshot {
  const asked = policy.tags.map((one) => one.split('=')[0] ?? '')
  const kept = new Set([...always, ...asked])
  const known = new Map<string, Tags>()
  return (snapshot) => {
    let key = ''
    for (const name in snapshot.tags) {
      if (counts(name)) key += `${name}\0${told(name, snapshot.tags)}\0`
    }
    let tags = known.get(key)
    if (tags === undefined) {
      const names = Object.keys(snapshot.tags).filter(counts)
      tags = Object.fromEntries(names.map((name) => [name, told(name, snapshot.tags)]))
      known.set(key, tags)
    }
    return { ...snapshot, tags }
  }

  function counts(name: string): boolean {
    // What belongs to a service of AWS is known by the key alone.
    return kept.has(name) || name.startsWith('aws:')
  }

  function told(name: string, tags: Tags): string {
    const keyOnly = name === snapshotTags.operation || name.startsWith('aws:')
    return keyOnly && !asked.includes(name) ? '' : (tags[name] ?? '')
  }
}
