import { snapshotIdRefusal } from '../../domain/snapshot/name.ts'
import { belongsTo, newestFirst, type Snapshot } from '../../domain/snapshot/snapshot.ts'
import {
  badInput,
  noSnapshot,
  snapshotExposed,
  snapshotForeign,
  snapshotNotReady,
  snapshotUnknown,
  wrongAccount,
} from '../../errors/index.ts'
import { ownTags, realmOf, type SnapshotContext } from './context.ts'

/** Refuses the credentials of another account. @throws OpsctlError WRONG_ACCOUNT */
export async function checkAccount(
  c: Pick<SnapshotContext, 'identity' | 'environment'>,
): Promise<void> {
  const { account } = await c.identity.read()
  if (account !== c.environment.account) {
    throw wrongAccount(c.environment.name, c.environment.account, account)
  }
}

/** @throws OpsctlError BAD_INPUT for anything but a snapshot's ID */
export function refuseSnapshotId(text: string): void {
  const refusal = snapshotIdRefusal(text)
  if (refusal !== null) throw badInput('ID', refusal.rule, refusal.fix)
}

/** All snapshots that carry the environment's tags. */
export async function allSnapshots(c: SnapshotContext): Promise<Snapshot[]> {
  const found: Snapshot[] = []
  for await (const page of c.reader.pages({ tags: ownTags(c) })) found.push(...page)
  return found
}

/**
 * The snapshot that is meant: by its ID, or the newest whole one of the environment.
 * @throws OpsctlError SNAPSHOT_UNKNOWN, SNAPSHOT_FOREIGN, SNAPSHOT_NOT_READY, NO_SNAPSHOT
 */
export async function chooseSnapshot(c: SnapshotContext): Promise<Snapshot> {
  const { id } = c.input
  if (id === undefined) return newest(c)
  const found = await c.reader.find(id)
  if (found === null) throw snapshotUnknown(id, c.environment.account, c.environment.region)
  const { name, account } = c.environment
  if (found.owner !== account) {
    throw snapshotForeign(id, name, `account ${found.owner} owns it, and ${name} is ${account}`)
  }
  if (!belongsTo(found, realmOf(c))) {
    const { Project = 'none', Environment = 'none' } = found.tags
    throw snapshotForeign(id, name, `its tags say project ${Project}, environment ${Environment}`)
  }
  if (found.state !== 'completed') throw snapshotNotReady(id, found.state, 0)
  return found
}

/** The ID of the newest whole snapshot of the environment. @throws NO_SNAPSHOT, WRONG_ACCOUNT */
export async function newestSnapshot(c: SnapshotContext): Promise<string> {
  await checkAccount(c)
  return (await newest(c)).id
}

async function newest(c: SnapshotContext): Promise<Snapshot> {
  const [first] = (await allSnapshots(c))
    .filter((one) => belongsTo(one, realmOf(c)) && one.state === 'completed')
    .sort(newestFirst)
  if (first === undefined) throw noSnapshot(c.environment.name, 'complete snapshot')
  return first
}

/**
 * A copy that everybody could read, or that was never encrypted, may not be what it was.
 * @throws OpsctlError SNAPSHOT_EXPOSED unless it is allowed
 */
export async function refuseExposed(c: SnapshotContext, snapshot: Snapshot): Promise<void> {
  if (c.input.allowExposed === true) return
  if (!snapshot.encrypted) throw snapshotExposed(snapshot.id, 'is not encrypted')
  const sharing = await c.reader.sharing(snapshot.id)
  if (sharing === 'public') throw snapshotExposed(snapshot.id, 'is shared with everybody')
}
