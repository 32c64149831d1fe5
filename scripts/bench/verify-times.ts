/** What of a verification's ledger entry (docs/formats.md) its times are taken from. */
export interface VerifyEntry {
  readonly steps: readonly {
    readonly id: string
    readonly began: string | null
    readonly ended: string | null
  }[]
  readonly facts: Readonly<Record<string, unknown>>
}

/** Where a verification's seconds went; all of them add up to `wall`. */
export interface VerifyTimes {
  /** Volume or instance made, attached, and the database on it answers: what any restore takes. */
  readonly restore: number
  /** Verify's own, by what it was spent on. */
  readonly own: Readonly<Record<OwnPart, number>>
}

export const ownParts = ['scratch host', 'checks', 'tear-down', 'opsctl itself'] as const
export type OwnPart = (typeof ownParts)[number]

/**
 * Splits what one `snapshot verify` took.
 * @param wall seconds from the start of the process to its end
 */
export function verifyTimes({ steps, facts }: VerifyEntry, wall: number): VerifyTimes {
  const restore = seconds(facts, 'recoverySeconds')
  const made =
    facts['databaseSeconds'] === undefined
      ? seconds(facts, 'volumeSeconds') + seconds(facts, 'attachSeconds')
      : seconds(facts, 'databaseSeconds')
  const [host, judge, clean] = ['host', 'judge', 'clean'].map((id) => lasted(steps, id))
  const own = {
    'scratch host': host ?? 0,
    // The database's start belongs to the restore; Ansible, the checks and the service do not.
    checks: (judge ?? 0) - (restore - made),
    'tear-down': clean ?? 0,
  }
  const rest = wall - restore - own['scratch host'] - own.checks - own['tear-down']
  return { restore, own: { ...own, 'opsctl itself': rest } }
}

function seconds(facts: VerifyEntry['facts'], name: string): number {
  const value = facts[name]
  if (typeof value !== 'number') throw new Error(`the ledger entry has no ${name}`)
  return value
}

function lasted(steps: VerifyEntry['steps'], id: string): number {
  const step = steps.find((one) => one.id === id)
  if (step?.began == null || step.ended === null) throw new Error(`step ${id} did not end`)
  return (Date.parse(step.ended) - Date.parse(step.began)) / 1000
}
