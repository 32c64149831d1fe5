import { planPrune } from '../../domain/retention/prune.ts'
import { shelfOf } from '../../domain/retention/shelf.ts'
import { isSnapshotId } from '../../domain/snapshot/name.ts'
import { ageSeconds, verdictOf } from '../../domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../domain/snapshot/tags.ts'
import { audit } from './audit.ts'
import { allSnapshots, checkAccount } from './choose.ts'
import { realmOf, type SnapshotContext } from './context.ts'
import { pruneFacts } from './facts.ts'

export interface ListedSnapshot {
  readonly id: string
  readonly kind: 'volume' | 'database'
  readonly source: string
  /** ISO 8601: the data is as it was then. */
  readonly startedAt: string
  readonly ageSeconds: number
  readonly state: string
  readonly sizeGib: number
  readonly encrypted: boolean
  readonly version: string | null
  readonly commit: string | null
  readonly schema: string | null
  readonly operation: string | null
  readonly verified: {
    readonly good: boolean
    readonly at: string
    readonly recoverySeconds: number | null
  } | null
  /** Why a prune would keep it; empty: nothing does. */
  readonly keptBy: readonly string[]
  /** What of it is open to others (`audit`); null when that was not asked. */
  readonly exposed: readonly string[] | null
}

/**
 * The environment's snapshots, newest first, with what protects each.
 * @param audited also ask of each who may restore it
 */
export async function snapshotList(
  c: SnapshotContext,
  audited = false,
): Promise<readonly ListedSnapshot[]> {
  await checkAccount(c)
  const [snapshots, facts] = await Promise.all([allSnapshots(c), pruneFacts(c)])
  const exposed = audited ? await audit(c, snapshots) : null
  const { keep: policy } = c.settings
  const cap = snapshots.length
  const now = c.clock.now()
  const plan = planPrune({ snapshots: shelfOf(snapshots), policy, realm: realmOf(c), facts, cap })
  return Array.from(plan, ({ snapshot, action, reasons }) => ({
    id: snapshot.id,
    kind: isSnapshotId(snapshot.id) ? ('volume' as const) : ('database' as const),
    source: snapshot.source,
    startedAt: snapshot.startedAt,
    ageSeconds: Math.round(ageSeconds(snapshot, now)),
    state: snapshot.state,
    sizeGib: snapshot.sizeGib,
    encrypted: snapshot.encrypted,
    version: snapshot.tags[snapshotTags.version] ?? null,
    commit: snapshot.tags[snapshotTags.commit] ?? null,
    schema: snapshot.tags[snapshotTags.schema] ?? null,
    operation: snapshot.tags[snapshotTags.operation] ?? null,
    verified: verdictOf(snapshot),
    keptBy: action === 'keep' ? reasons : [],
    exposed: exposed === null ? null : (exposed.get(snapshot.id) ?? []),
  }))
}
