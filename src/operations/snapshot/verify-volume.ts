import type { Json } from '../../domain/json.ts'
import { databaseFactsOf } from '../../domain/snapshot/tags.ts'
import type { Step } from '../../engine/step.ts'
import { noSnapshot, snapshotUnknown } from '../../errors/index.ts'
import { attachOnce } from './attach.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import { judgeCopy } from './playbooks.ts'
import { dataDevice, scratchTags, scratchVolume, tearDown, volumeIs } from './scratch.ts'
import { secondsSince } from './wait.ts'

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
    await attachOnce(c, at, text(at, 'volume'), { instance: text(at, 'host'), device: dataDevice })
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

/** The proof of a volume's snapshot, between the scratch host's start and its end. */
export const volumeSteps: readonly Step<SnapshotContext>[] = [volume, attach, judge]
