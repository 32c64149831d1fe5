import type { Json } from '../../domain/json.ts'
import { instanceNameFor } from '../../domain/snapshot/database-name.ts'
import type { Step } from '../../engine/step.ts'
import { noSnapshot } from '../../errors/index.ts'
import type { Database } from '../../ports/databases.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { databaseReady } from './database-wait.ts'
import { text } from './fact.ts'
import { judgeDatabase } from './playbooks.ts'
import { scratchTags, tearDown } from './scratch.ts'
import { secondsSince } from './wait.ts'

/** Restores an RDS snapshot to an instance that only the checks ever see, and has them run. */
export const databaseSteps: readonly Step<SnapshotContext>[] = [
  {
    id: 'database',
    title: 'Restore the snapshot to a scratch instance',
    effect: 'change',
    run: async (c, at) => {
      const began = c.clock.now().getTime()
      const like = await modelDatabase(c, text(at, 'source'))
      const name = instanceNameFor(like.name, 'verify', c.operation)
      // One zone, no backups and no protection: it lives for the length of the checks.
      const settings = {
        ...like.settings,
        multiAz: false,
        backupDays: 0,
        deletionProtection: false,
        copyTagsToSnapshot: false,
      }
      const tags = { ...scratchTags(c), Name: name, Role: 'verify' }
      const from = { snapshot: text(at, 'snapshot') }
      const asked = await c.databaseWriter.restore({ name, from, settings, tags })
      const made = asked === 'said' ? like : await databaseReady(c, at, name)
      return {
        database: name,
        address: made.address,
        port: made.port,
        databaseSeconds: secondsSince(c.clock, began),
      }
    },
    undo: async (c, at) => {
      await tearDown(c, at)
      return undefined
    },
  },
  {
    id: 'judge',
    title: 'Ask the database on it and check the data',
    effect: 'change',
    run: async (c, at) => {
      const where = { host: text(at, 'address'), port: Number(at.facts['port']) }
      const report = await judgeDatabase(c, at, text(at, 'host'), where)
      for (const { name, good, found } of report?.checks ?? []) {
        at.news(`${good ? 'yes' : 'NO '}  ${name}: ${found.split('\n')[0] ?? ''}`)
      }
      const start = report?.startSeconds ?? null
      const before = Number(at.facts['databaseSeconds'])
      return {
        good: report?.good === true,
        checks: (report?.checks ?? []) as unknown as Json,
        recoverySeconds: start === null ? null : Math.round((before + start) * 10) / 10,
      }
    },
  },
]

/** The instance whose class, network and settings the scratch one gets: the source, or any other. */
async function modelDatabase(c: SnapshotContext, source: string): Promise<Database> {
  const all = await c.databases.tagged({ ...ownTags(c), HoldsData: 'true' })
  const found = all.find((one) => one.id === source) ?? all[0]
  if (found !== undefined) return found
  throw noSnapshot(c.environment.name, 'RDS instance like the one that was lost')
}
