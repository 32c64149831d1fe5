import assert from 'node:assert/strict'
import type { Facts, Running } from '../../../src/engine/step.ts'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { restoredVolume } from '../../../src/operations/snapshot/restored-volume.ts'
import { id } from '../../engine/bench.ts'
import { data, own, Setting } from './setting.ts'

const made = { ...own, 'opsctl:operation': id }
const snapshot = 'snap-0123456789abcdef0'

function world(facts: Facts = {}) {
  const s = new Setting()
  const at: Running = {
    facts: { snapshot, source: s.volume, live: s.volume, ...facts },
    folder: '/project',
    again: true,
    signal: new AbortController().signal,
    news: () => undefined,
  }
  const context = (more: Partial<SnapshotContext> = {}) => ({ ...s.context({}), ...more })
  const undo = () => restoredVolume.undo?.(context(), at)
  return { s, at, context, undo }
}

describe('the volume of a restore', () => {
  it('is named after what it is restored like, or after its ID, and is not said to hold data', async () => {
    const { s, at, context } = world()
    const { volume } = (await restoredVolume.run(context(), at)) ?? {}
    const wanted = { Project: 'shop', Environment: 'prod', 'opsctl:operation': id }
    const tags = () => s.ebs.volumes.get(String(volume))?.tags
    assert.deepEqual(tags(), { ...wanted, Name: `${data.Name}-restored` })
    const nameless = world()
    delete nameless.s.ebs.volumes.get(nameless.s.volume)?.tags['Name']
    const end = await restoredVolume.run(nameless.context(), nameless.at)
    const name = nameless.s.ebs.volumes.get(String(end?.['volume']))?.tags['Name']
    assert.equal(name, `${nameless.s.volume}-restored`)
  })

  it('is not made when what it should be like is gone', async () => {
    const { s, at, context } = world({ source: 'vol-0fedcba9876543210' })
    await assert.rejects(async () => restoredVolume.run(context(), at), { code: 'NO_VOLUME' })
    assert.deepEqual(s.ebs.effects, [])
  })

  it('is the one that a process made that died, once AWS has made it: until then it is awaited', async () => {
    const { s, at, context } = world()
    const there = s.ebs.addVolume(made, { state: 'creating', snapshot })
    assert.equal(await restoredVolume.done?.(context(), at), false)
    let looks = 0
    const { volumes } = s.context({})
    const find: typeof volumes.find = async (one) => {
      if (one === there && ++looks === 3)
        s.ebs.volumes.set(one, { ...volume(), state: 'available' })
      return volumes.find(one)
    }
    const volume = () =>
      s.ebs.volumes.get(there) as NonNullable<ReturnType<typeof s.ebs.volumes.get>>
    assert.deepEqual(await restoredVolume.run(context({ volumes: { ...volumes, find } }), at), {
      volume: there,
    })
    assert.equal(looks, 3)
    assert.deepEqual(s.ebs.effects, [])
    assert.deepEqual(await restoredVolume.done?.(context(), at), { volume: there })
  })

  it('that never gets there is said to be late', async () => {
    const { s, at, context } = world()
    s.ebs.addVolume(made, { state: 'creating', snapshot })
    await assert.rejects(async () => restoredVolume.run(context(), at), {
      code: 'SNAPSHOT_NOT_READY',
    })
  })

  it('is nothing to make on a way back, and nothing to take away', async () => {
    const { s, at, context } = world()
    const back = { ...at, facts: { volume: s.volume } }
    s.ebs.addVolume(made)
    assert.equal(await restoredVolume.done?.(context(), back), true)
    await restoredVolume.undo?.(context(), back)
    assert.deepEqual(s.ebs.effects, [])
  })

  it('is taken away again: only what this operation made, and only while nobody has it', async () => {
    const { s, undo } = world()
    const attachment = { instance: s.host, device: '/dev/sdz', state: 'attached' }
    const gone = s.ebs.addVolume(made)
    s.ebs.addVolume(made, { state: 'in-use', attachment })
    s.ebs.addVolume({ ...made, Environment: 'dev' })
    s.ebs.addVolume({ ...made, 'opsctl:operation': 'another' })
    await undo()
    assert.deepEqual(s.ebs.effects, [`-${gone}`])
  })

  it('is never the one that served, though it hangs nowhere now and carries the mark', async () => {
    const { s, undo } = world()
    const live = s.ebs.volumes.get(s.volume)
    s.ebs.volumes.set(s.volume, { ...live, attachment: null, tags: { ...data, ...made } } as never)
    await undo()
    assert.deepEqual(s.ebs.effects, [])
  })
})
