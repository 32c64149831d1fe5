import assert from 'node:assert/strict'
import type { Snapshot } from '../../../src/domain/snapshot/snapshot.ts'
import { snapshotTags } from '../../../src/domain/snapshot/tags.ts'
import type { DeployContext } from '../../../src/operations/deploy/context.ts'
import { waivesCopies } from '../../../src/operations/deploy/data-gate.ts'
import { DeployBench, image } from './bench.ts'

const hour = 3_600_000
const volume = 'vol-00000000000000001'
const ago = (hours: number) => new Date(new DeployBench().clock.time - hours * hour).toISOString()

/** Release 2 brings a migration, to an environment that is protected unless told otherwise. */
function bench(copies: readonly Partial<Snapshot>[], more: Partial<DeployContext> = {}) {
  const made = new DeployBench()
  made.migrations[2] = ['0001_expand_a', '0002_expand_b']
  made.publish(2)
  const verdict = {
    [snapshotTags.verdict]: 'good',
    [snapshotTags.verifiedAt]: new Date(made.clock.time).toISOString(),
  }
  const sound = { source: volume, state: 'completed' as const, tags: verdict }
  const context = {
    environment: { name: 'prod', account: '1', protected: true } as DeployContext['environment'],
    copies: {
      holders: async () => [volume],
      list: async () =>
        copies.map(
          (one, n) => ({ id: `snap-0000000${n}`, startedAt: ago(3), ...sound, ...one }) as Snapshot,
        ),
      maxAgeSeconds: 86_400,
    },
    ...more,
  }
  return { made, context }
}

describe('a deployment that migrates a protected database', () => {
  it('goes on with a verified copy of today, which the ledger and the person are told', async () => {
    const { made, context } = bench([{}, { startedAt: ago(5) }])
    const end = await made.deploy(2, {}, context)
    assert.equal(end.outcome, 'done')
    assert.deepEqual(made.ledger().facts.copies, ['snap-00000000'])
    assert.equal('withoutSnapshot' in made.ledger().facts, false)
    assert.match(made.shown.join(), /^snapshot {2}snap-00000000$/m)
  })

  const bare: readonly [string, readonly Partial<Snapshot>[], RegExp][] = [
    ['without any copy', [], /it has no snapshot/],
    ['with a copy that is older than the limit', [{ startedAt: ago(25) }], /25 h old/],
    ['with a copy that nobody verified', [{ tags: {} }], /none of its snapshots was verified/],
    ['with a copy of another volume', [{ source: 'vol-00000000000000002' }], /no snapshot/],
    ['with a copy that is not complete', [{ state: 'pending' }], /none of its snapshots/],
    ['with a copy from two days ahead', [{ startedAt: ago(-48) }], /a clock is wrong/],
  ]
  for (const [what, copies, why] of bare) {
    it(`stops ${what}, before anything is changed`, async () => {
      const { made, context } = bench(copies)
      await assert.rejects(made.deploy(2, {}, context), (error: Error & { exitCode: number }) => {
        assert.match(error.message, /0002_expand_b would change the database of prod/)
        assert.match(error.message, why)
        assert.equal(error.exitCode, 5)
        return true
      })
      assert.deepEqual(made.cloud.written, [])
    })
  }

  it('stops when nothing that holds the database is found: its tags may be lost', async () => {
    const { made, context } = bench([{}])
    const copies = { ...context.copies, holders: async () => [] }
    await assert.rejects(made.deploy(2, {}, { ...context, copies }), {
      code: 'MIGRATION_UNCOVERED',
    })
  })

  it('stops when one of two volumes is not covered', async () => {
    const { made, context } = bench([{}])
    const copies = { ...context.copies, holders: async () => [volume, 'vol-00000000000000002'] }
    await assert.rejects(
      made.deploy(2, {}, { ...context, copies }),
      /vol-00000000000000002: it has/,
    )
  })

  it('goes on without a copy where that was said, and keeps it on record', async () => {
    const { made, context } = bench([])
    await made.deploy(2, { withoutSnapshot: true }, context)
    assert.deepEqual(made.ledger().facts.withoutSnapshot, [`${volume}: it has no snapshot`])
    assert.equal(made.ledger().input.withoutSnapshot, true)
    assert.match(made.shown.join(), /Warning {3}no snapshot leads back/)
  })

  it('asks for no copy where nothing is migrated, or the environment is not protected', async () => {
    const still = bench([])
    still.made.migrations[2] = ['0001_expand_a']
    still.made.publish(2)
    assert.equal((await still.made.deploy(2, {}, still.context)).outcome, 'done')
    const open = bench([])
    const environment = { ...open.context.environment, protected: false }
    const end = await open.made.deploy(2, {}, { ...open.context, environment })
    assert.equal(end.outcome, 'done')
    assert.equal((end.facts['deployment'] as { image: string }).image, image(2))
  })

  it('takes the name of this environment alone for a waiver', () => {
    assert.equal(waivesCopies('prod', undefined), false)
    assert.equal(waivesCopies('prod', 'prod'), true)
    for (const wrong of ['', 'dev', 'prod ', 'true']) {
      assert.throws(() => waivesCopies('prod', wrong), { code: 'BAD_INPUT', exitCode: 2 })
    }
  })
})
