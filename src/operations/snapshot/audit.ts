import type { SnapshotContext } from './context.ts'

/** Calls under way at once: AWS meters what only reads far above it (EC2 developer guide, throttling). */
const atOnce = 8

interface Audited {
  readonly id: string
  readonly encrypted: boolean
}

/**
 * What of each snapshot is open to others: `not encrypted`, `public` (anybody may restore it), `shared`
 * (other accounts may). Who may restore one is a question of its own to AWS for each.
 */
export async function audit(
  c: Pick<SnapshotContext, 'reader'>,
  snapshots: readonly Audited[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  const left = snapshots.values()
  const worker = async () => {
    for (const { id, encrypted } of left) {
      const sharing = await c.reader.sharing(id)
      const open = sharing === 'private' ? [] : [sharing]
      found.set(id, encrypted ? open : ['not encrypted', ...open])
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return found
}
