import type { Json } from '../../domain/json.ts'
import { ageSeconds } from '../../domain/snapshot/snapshot.ts'
import { databaseFactsOf, snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Facts, Step } from '../../engine/step.ts'
import { noSnapshot, snapshotBad, snapshotNotReady, snapshotUnknown } from '../../errors/index.ts'
import { checkAccount, chooseSnapshot, refuseExposed } from './choose.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import { type CopyCheck, judgeCopy } from './playbooks.ts'
import {
  dataDevice,
  scratchHost,
  scratchTags,
  scratchVolume,
  tearDown,
  volumeIs,
} from './scratch.ts'
import { databaseSteps } from './verify-database.ts'
import { secondsSince, until } from './wait.ts'

/**
 * Restores to a scratch host, or for RDS to a scratch instance beside one, has the database and the
 * service run on it, and writes down the verdict.
 */
export function snapshotVerify(
  of: 'volume' | 'database' = 'volume',
): readonly Step<SnapshotContext>[] {
  const proof = of === 'volume' ? [volume, attach, judge] : databaseSteps
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

const volume: Step<SnapshotContext> = {
  id: 'volume',
  title: 'Make a volume from the snapshot',
  effect: 'change',
  run: async (c, at) => {
    const began = c.clock.now().getTime()
    const snapshot = await c.reader.find(text(at, 'snapshot'))
    if (snapshot === null) {
      throw snapshotUnknown(text(at, 'snapshot'), c.environment.account, c.environment.region)
    }
    const like = await c.volumes.find(snapshot.source)
    const [any] = await c.volumes.tagged({ ...ownTags(c), HoldsData: 'true' })
    const model = like ?? any
    if (model === undefined)
      throw noSnapshot(c.environment.name, 'volume like the one that was lost')
    const made =
      (await scratchVolume(c, snapshot.id)) ??
      (await c.volumeWriter.create({
        snapshot: snapshot.id,
        like: { ...model, sizeGib: snapshot.sizeGib },
        tags: { ...scratchTags(c), Name: 'verify' },
        token: `${c.operation}-scratch`,
      }))
    await volumeIs(c, at, made.id, 'available')
    return { volume: made.id, volumeSeconds: secondsSince(c.clock, began) }
  },
  undo: async (c, at) => {
    await tearDown(c, at)
    return undefined
  },
}

const attach: Step<SnapshotContext> = {
  id: 'attach',
  title: 'Attach it',
  effect: 'change',
  done: async (c, at) => {
    const found = await c.volumes.find(text(at, 'volume'))
    return found?.attachment?.instance === text(at, 'host') && found.attachment.state === 'attached'
      ? { attachSeconds: 0 }
      : false
  },
  run: async (c, at) => {
    const began = c.clock.now().getTime()
    await c.volumeWriter.attach(text(at, 'volume'), {
      instance: text(at, 'host'),
      device: dataDevice,
    })
    await volumeIs(c, at, text(at, 'volume'), 'attached')
    return { attachSeconds: secondsSince(c.clock, began) }
  },
}

const judge: Step<SnapshotContext> = {
  id: 'judge',
  title: 'Start the database on it and check the data',
  effect: 'change',
  run: async (c, at) => {
    const snapshot = await c.reader.find(text(at, 'snapshot'))
    const expect = snapshot === null ? null : databaseFactsOf(snapshot.tags)
    const report = await judgeCopy(c, at, text(at, 'host'), expect)
    for (const { name, good, found } of report?.checks ?? []) {
      at.news(`${good ? 'yes' : 'NO '}  ${name}: ${found.split('\n')[0] ?? ''}`)
    }
    const start = report?.startSeconds ?? null
    const before = Number(at.facts['volumeSeconds']) + Number(at.facts['attachSeconds'])
    return {
      good: report?.good === true,
      checks: (report?.checks ?? []) as unknown as Json,
      recoverySeconds: start === null ? null : Math.round((before + start) * 10) / 10,
    }
  },
}

const clean: Step<SnapshotContext> = {
  id: 'clean',
  title: 'Take what was made for it away',
  effect: 'change',
  run: async (c, at) => {
    await tearDown(c, at)
    return undefined
  },
}

const record: Step<SnapshotContext> = {
  id: 'record',
  title: 'Write down the verdict',
  effect: 'change',
  run: async (c, at) => {
    const { good, recoverySeconds, dataAgeSeconds } = at.facts
    const verifiedAt = c.clock.now().toISOString()
    await c.writer.tag(text(at, 'snapshot'), {
      [snapshotTags.verdict]: good === true ? 'good' : 'bad',
      [snapshotTags.verifiedAt]: verifiedAt,
      [snapshotTags.dataAgeSeconds]: String(dataAgeSeconds),
      ...(recoverySeconds === null
        ? {}
        : { [snapshotTags.recoverySeconds]: String(recoverySeconds) }),
    })
    return { verifiedAt }
  },
}

/**
 * Refuses the end of a verification whose answer is no; the run itself is complete.
 * @throws OpsctlError SNAPSHOT_BAD (exit 5)
 */
export function refuseBad(facts: Facts): void {
  if (facts['good'] === true) return
  const checks = (facts['checks'] ?? []) as unknown as readonly CopyCheck[]
  const failures = checks.filter((one) => !one.good).map((one) => `${one.name}: ${one.found}`)
  throw snapshotBad(
    String(facts['snapshot']),
    failures.length > 0 ? failures : ['nothing could be checked'],
  )
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
