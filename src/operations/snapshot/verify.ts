import { ageSeconds } from '../../domain/snapshot/snapshot.ts'
import type { Step } from '../../engine/step.ts'
import { noSnapshot, snapshotNotReady } from '../../errors/index.ts'
import { checkAccount, chooseSnapshot, refuseExposed } from './choose.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import { isRehearsal, sayTearDown, scratchHost, scratchTags, tearDown } from './scratch.ts'
import { record } from './verdict.ts'
import { databaseSteps } from './verify-database.ts'
import { volumeSteps } from './verify-volume.ts'
import { until } from './wait.ts'

/**
 * Restores to a scratch host, or for RDS to a scratch instance beside one, has the database and the
 * service run on it, and writes down the verdict.
 */
export function snapshotVerify(
  of: 'volume' | 'database' = 'volume',
): readonly Step<SnapshotContext>[] {
  const proof = of === 'volume' ? volumeSteps : databaseSteps
  return [choose, host, ...proof, clean, record]
}

const choose: Step<SnapshotContext> = {
  id: 'choose',
  title: 'Choose the snapshot',
  effect: 'read',
  run: async (c, at) => {
    await checkAccount(c)
    const snapshot = await chooseSnapshot(c)
    await refuseExposed(c, snapshot)
    const model = await modelHost(c)
    const now = c.clock.now()
    at.news(`${snapshot.id} of ${snapshot.source}, data of ${snapshot.startedAt}`)
    return {
      snapshot: snapshot.id,
      source: snapshot.source,
      dataAt: snapshot.startedAt,
      dataAgeSeconds: Math.round(ageSeconds(snapshot, now)),
      model,
    }
  },
}

const host: Step<SnapshotContext> = {
  id: 'host',
  title: 'Start a scratch host',
  effect: 'change',
  run: async (c, at) => {
    const tags = {
      ...scratchTags(c),
      ManagedBy: 'opsctl',
      Role: 'verify',
      Name: `${c.environment.project}-${c.environment.name}-verify`,
    }
    const made =
      (await scratchHost(c)) ?? (await c.hostWriter.start(text(at, 'model'), tags, c.operation))
    const running = await until(c.clock, at, { seconds: 600, everyMs: 1000 }, async () => {
      if (made.state === 'running') return made
      const found = await scratchHost(c)
      return found?.state === 'running' ? found : null
    })
    if (running === null) throw snapshotNotReady(made.id, 'not running', 10)
    return { host: running.id }
  },
  undo: async (c, at) => {
    await tearDown(c, at)
    return undefined
  },
}

const clean: Step<SnapshotContext> = {
  id: 'clean',
  title: 'Take what was made for it away',
  effect: 'change',
  run: async (c, at) => {
    await (isRehearsal(at) ? sayTearDown(c, at) : tearDown(c, at))
    return undefined
  },
}

/** A running host whose kind, network and rights the scratch host gets: one that runs the service. */
async function modelHost(c: SnapshotContext): Promise<string> {
  for (const Role of ['app', 'db']) {
    const found = await c.hosts.tagged({ ...ownTags(c), ManagedBy: 'opsctl', Role })
    const running = found.find((one) => one.state === 'running')
    if (running !== undefined) return running.id
  }
  throw noSnapshot(c.environment.name, 'running host to take as a model')
}
