import type { Running } from '../../engine/step.ts'
import { snapshotNotReady } from '../../errors/index.ts'
import { dryRunDatabase } from '../../ports/databases.ts'
import type { SnapshotContext } from './context.ts'
import { databaseWait, isReady } from './database-wait.ts'

/** An instance, by the ID that stays, and the name that it is to have. */
export interface Naming {
  /** `db-…` */
  readonly id: string
  readonly name: string
}

/**
 * Gives the name that serves from one instance to the other: the address goes with it, so nobody has
 * to be told (RDS user guide, "Renaming a DB instance", which names this very use). Looks before each
 * of the two renames, so it may be killed between them and called again.
 * @param first gives the name up: what it is called now, and what it is to be called
 * @param second gets it
 */
export async function exchangeNames(
  c: SnapshotContext,
  at: Running,
  first: Naming & { readonly to: string },
  second: Naming & { readonly to: string },
): Promise<void> {
  for (const { id, name, to } of [first, second]) {
    const now = await c.databases.find(name)
    // A dry run made no instance, but says every rename.
    if (now?.id === id || id === dryRunDatabase) {
      at.news(`${name} becomes ${to}`)
      if ((await c.databaseWriter.rename(name, to)) === 'said') continue
    }
    await isCalled(c, at, { id, name: to })
  }
}

/** Whether this instance has this name and serves. */
export async function serves(c: SnapshotContext, { id, name }: Naming): Promise<boolean> {
  const found = await c.databases.find(name)
  return found !== null && found.id === id && isReady(found)
}

async function isCalled(c: SnapshotContext, at: Running, wanted: Naming): Promise<void> {
  if (wanted.id === dryRunDatabase) return
  const ask = async () => ((await serves(c, wanted)) ? true : null)
  const reached = await databaseWait(c, at, ask)
  if (reached === null) throw snapshotNotReady(wanted.name, 'not there under its new name', 60)
}
