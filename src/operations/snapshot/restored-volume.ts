import { snapshotTags } from '../../domain/snapshot/tags.ts'
import type { Step } from '../../engine/step.ts'
import { noVolume } from '../../errors/index.ts'
import type { Volume } from '../../ports/volumes.ts'
import { ownTags, type SnapshotContext } from './context.ts'
import { text } from './fact.ts'
import { volumeIs } from './scratch.ts'

/** Makes the volume of a restore, once; on a way back it is there already. */
export const restoredVolume: Step<SnapshotContext> = {
  id: 'volume',
  title: 'Make the new volume',
  effect: 'change',
  done: async (c, at) => {
    if (at.facts['snapshot'] === undefined) return true
    // One that AWS still makes is there but cannot be attached: `run` waits for it.
    const [made] = await ofThisOperation(c)
    return made === undefined || made.state === 'creating' ? false : { volume: made.id }
  },
  run: async (c, at) => {
    const live = await c.volumes.find(text(at, 'source'))
    if (live === null) throw noVolume(c.environment.name, text(at, 'source'))
    const tags = {
      ...ownTags(c),
      Name: `${live.tags['Name'] ?? live.id}-restored`,
      [snapshotTags.operation]: c.operation,
    }
    const made =
      (await ofThisOperation(c))[0] ??
      (await c.volumeWriter.create({
        snapshot: text(at, 'snapshot'),
        like: live,
        tags,
        token: `${c.operation}-restore`,
      }))
    await volumeIs(c, at, made.id, 'available')
    at.news(made.id)
    return { volume: made.id }
  },
  undo: async (c, at) => {
    // On a way back the volume was there before: it is never this operation's to delete.
    if (at.facts['snapshot'] === undefined) return undefined
    for (const one of await ofThisOperation(c)) {
      if (one.attachment === null && one.id !== at.facts['live'])
        await c.volumeWriter.remove(one.id)
    }
    return undefined
  },
}

async function ofThisOperation(c: SnapshotContext): Promise<readonly Volume[]> {
  return c.volumes.tagged({ ...ownTags(c), [snapshotTags.operation]: c.operation })
}
