import assert from 'node:assert/strict'
import { runOperation } from '../../../src/engine/index.ts'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { snapshotRestore } from '../../../src/operations/snapshot/restore.ts'
import { snapshotVerify } from '../../../src/operations/snapshot/verify.ts'
import { data, own, Setting } from './setting.ts'

const recipes = {
  restore: snapshotRestore(false),
  'restore --swap': snapshotRestore(true),
  verify: snapshotVerify(),
}

/** An environment with one sound snapshot but for what is said of it. */
function settingWith(more: object) {
  const s = new Setting()
  const id = s.ebs.next('snap')
  const sound = {
    ...{ id, source: s.volume, state: 'completed', progress: 100, sizeGib: 8, encrypted: true },
    ...{ owner: '111111111111', startedAt: new Date(s.time - 3_600_000).toISOString() },
    tags: { ...data, 'opsctl:operation': 'op' },
  }
  s.ebs.snapshots.set(id, { ...sound, ...more } as never)
  const run = (
    recipe: keyof typeof recipes,
    input: object,
    context: Partial<SnapshotContext> = {},
  ) => {
    const made = s.operation(`snapshot ${recipe}`, recipes[recipe], { id, ...input })
    return runOperation(
      { ...made, context: { ...(made.context as object), ...context } },
      s.bench.deps(),
    )
  }
  return { s, id, run }
}

describe('a snapshot that is not to be used', () => {
  const refusals: readonly [string, object, string, number, RegExp][] = [
    [
      'of another account',
      { owner: '222222222222' },
      'SNAPSHOT_FOREIGN',
      2,
      /account 2{12} owns it/,
    ],
    [
      'of another environment',
      { tags: { ...own, Environment: 'dev' } },
      'SNAPSHOT_FOREIGN',
      2,
      /environment dev/,
    ],
    [
      'of another project',
      { tags: { ...own, Project: 'blog' } },
      'SNAPSHOT_FOREIGN',
      2,
      /project blog/,
    ],
    ['without our tags', { tags: {} }, 'SNAPSHOT_FOREIGN', 2, /project none, environment none/],
    ['that is pending', { state: 'pending' }, 'SNAPSHOT_NOT_READY', 1, /is pending/],
    ['that failed', { state: 'error' }, 'SNAPSHOT_NOT_READY', 1, /is error/],
    ['that is not encrypted', { encrypted: false }, 'SNAPSHOT_EXPOSED', 5, /is not encrypted/],
  ]
  for (const recipe of Object.keys(recipes) as (keyof typeof recipes)[]) {
    for (const [what, more, code, exitCode, message] of refusals) {
      it(`${recipe}: one ${what} is refused before anything is made`, async () => {
        const { s, run } = settingWith(more)
        await assert.rejects(run(recipe, {}), { code, exitCode, message })
        assert.deepEqual(s.ebs.effects, [])
      })
    }

    it(`${recipe}: one that everybody may read is refused`, async () => {
      const { s, run } = settingWith({})
      const { reader } = s.context({})
      const open = { ...reader, sharing: async () => 'public' as const }
      await assert.rejects(run(recipe, {}, { reader: open }), {
        code: 'SNAPSHOT_EXPOSED',
        exitCode: 5,
      })
      assert.deepEqual(s.ebs.effects, [])
    })

    it(`${recipe}: one of another region is not there`, async () => {
      const { s, run } = settingWith({})
      const id = 'snap-0fedcba9876543210'
      await assert.rejects(run(recipe, { id }), (error: Error & { exitCode: number }) => {
        assert.match(
          error.message,
          /no snapshot snap-0fedcba9876543210 in account 1{12}, region eu/,
        )
        assert.equal(error.exitCode, 2)
        return true
      })
      assert.deepEqual(s.ebs.effects, [])
    })

    it(`${recipe}: with the credentials of another account nothing is begun`, async () => {
      const { s, run } = settingWith({})
      const identity = { read: async () => ({ account: '222222222222', arn: '' }) }
      await assert.rejects(run(recipe, {}, { identity }), { code: 'WRONG_ACCOUNT', exitCode: 2 })
      assert.deepEqual(s.ebs.effects, [])
    })
  }

  it('is used when that is allowed, and what is made of it is encrypted', async () => {
    const { s, run } = settingWith({ encrypted: false })
    let asked: { readonly like: { readonly encrypted: boolean } } | null = null
    const { volumeWriter } = s.context({})
    const create: typeof volumeWriter.create = (wanted) => {
      asked = wanted
      return volumeWriter.create(wanted)
    }
    await run('restore', { allowExposed: true }, { volumeWriter: { ...volumeWriter, create } })
    assert.equal(
      asked === null ? null : (asked as { like: { encrypted: boolean } }).like.encrypted,
      true,
    )
  })
})
