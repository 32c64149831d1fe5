import assert from 'node:assert/strict'
import { isBuilt, KilledWorld } from './world.ts'

const up = ['infra', 'up', '-e', 'dev', '--yes']

/** What stands on the disk that is full. */
const disks: Readonly<Record<string, string>> = {
  'the journal': '/journal\\.jsonl$',
  'the saved plan': '/plan\\.tfplan|/p\\.plan',
  'the ledger': '/ledger/',
  'the lock': '/locks/',
  'what the child is known by': '\\.pid|\\.exit',
}

/** EVERY=1: from each write on. */
const every = Number(process.env['EVERY'] ?? 11)

describe('a disk that is full', function () {
  this.timeout(every === 1 ? 1_800_000 : 300_000)
  let world: KilledWorld

  beforeEach(async function () {
    if (!isBuilt()) this.skip()
    world = new KilledWorld()
    await world.open()
  })
  afterEach(() => world?.close())

  /** The lock is free, or names an operation that can be taken up. */
  function isFreeOrNamed(): boolean {
    const lock = world.lock()
    const named = lock?.unfinished ?? lock?.holder
    return named === null || named === undefined || 'operation' in (named as object)
  }

  for (const [what, path] of Object.entries(disks)) {
    it(`under ${what}: it says so, and goes on when there is room`, async () => {
      let times = 0
      // Of these there are few writes, and each is another end.
      const few = path.startsWith('\\.pid') ? 1 : path.startsWith('/journal') ? 3 : every
      const step = Math.min(few, every)
      for (let n = 1; ; n += step) {
        world.close()
        world = new KilledWorld()
        await world.open()
        const full = world.with('full.mjs', { FULL_AT: String(n), FULL_PATH: path })
        const ended = await world.run(up, full)
        if (ended.code === 0) break
        times += 1
        const why = `from write ${n} on: ${ended.stderr}`
        assert.ok(ended.code === 1 || ended.code === 6, why)
        assert.match(ended.stderr, /^Error .*(ENOSPC: no space left|unknown)/m, why)
        assert.match(ended.stderr, /^Now /m, why)
        assert.ok(isFreeOrNamed(), why)
        const taken = await world.json(['resume', '--yes'])
        assert.equal(taken.status, 0, `${why}${JSON.stringify(taken)}`)
        const again = await world.json(up)
        assert.equal(again.status, 0, `${why}${JSON.stringify(again)}`)
        assert.deepEqual([world.has('made'), world.has('overlaps')], [true, false], why)
        assert.deepEqual([world.lock()?.holder, world.lock()?.unfinished], [null, null], why)
      }
      assert.ok(times > 0, 'nothing was written there')
    })
  }
})
