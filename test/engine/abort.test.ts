import assert from 'node:assert/strict'
import { abortOperation, runOperation, type Step } from '../../src/engine/index.ts'
import { Bench } from './bench.ts'
import { Power } from './power.ts'

describe('abort', () => {
  it('says what it leaves and why, and takes the rest back', async () => {
    const bench = new Bench()
    const stays: Step<unknown> = {
      ...bench.make('sent', new Power()),
      undo: async () => ({ kept: 'the letter is in the post' }),
    }
    const fails: Step<unknown> = {
      ...bench.make('never', new Power()),
      run: () => Promise.reject(new Error('no')),
      undo: async () => undefined,
    }
    const steps = [bench.make('net', new Power()), stays, fails]
    await assert.rejects(runOperation(bench.operation(undefined, { steps }), bench.deps()))
    const end = await abortOperation(bench.operation(undefined, { steps }), bench.deps())
    assert.deepEqual([end.outcome, end.kept], ['aborted', ['sent']])
    assert.deepEqual([...bench.world.made], ['sent'])
    assert.ok(
      bench.heard.includes('make sent: cannot be taken back; the letter is in the post'),
      bench.heard.join('\n'),
    )
    assert.deepEqual(
      bench.ledger().steps.map((step: { outcome: string }) => step.outcome),
      ['undone', 'kept', 'undone'],
    )
  })
})
