import assert from 'node:assert/strict'
import { runOperation } from '../../src/engine/index.ts'
import { noCredentials } from '../../src/errors/index.ts'
import type { Documents } from '../../src/ports/documents.ts'
import { Bench, folder, id } from './bench.ts'

const other = '20261123t120000z-00000002'

/** A bucket that cannot be reached from its n-th call on. */
function goneFrom(bench: Bench, call: number, why: Error): Documents {
  const there = bench.disk.bucket(bench.power)
  let calls = 0
  const guarded =
    <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls += 1
      if (calls >= call) throw why
      return ask(...args)
    }
  return {
    read: guarded(there.read),
    create: guarded(there.create),
    replace: guarded(there.replace),
    list: guarded(there.list),
  }
}

describe('a state bucket that cannot be reached', () => {
  it('before the lock is held leaves nothing that stops the next operation', async () => {
    for (let call = 1; call < 40; call++) {
      const bench = new Bench()
      const documents = goneFrom(bench, call, new Error('connect ECONNREFUSED'))
      const first = runOperation(bench.operation(), { ...bench.deps(), documents })
      const ended = await first.then(
        () => null,
        (error) => error,
      )
      if (bench.lock()?.holder) return
      assert.match(ended.code, /RECORDS_UNREACHABLE|STEP_FAILED/, `call ${call}`)
      assert.doesNotMatch(ended.message, /\?/)
      const next = await runOperation(bench.operation(undefined, { id: other }), bench.deps())
      assert.equal(next.outcome, 'done', `call ${call}`)
    }
    assert.fail('the lock was never taken')
  })

  it('for want of credentials is told once, as that', async () => {
    const bench = new Bench()
    const documents = goneFrom(bench, 1, noCredentials('no provider has any', null))
    const run = runOperation(bench.operation(), { ...bench.deps(), documents })
    await assert.rejects(run, { code: 'NO_CREDENTIALS', exitCode: 2 })
    assert.deepEqual(bench.heard, [])
    const journal = bench.disk.content.get(`${folder}/${id}/journal.jsonl`)
    assert.match(new TextDecoder().decode(journal), /"type":"end".*"outcome":"failed"/)
  })
})
