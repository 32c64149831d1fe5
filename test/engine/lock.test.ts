import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation, type Step } from '../../src/engine/index.ts'
import { releaseLock } from '../../src/operations/lock/release.ts'
import { Bench, id } from './bench.ts'

const other = '20261123t120000z-00000002'
const broken: Step<unknown> = {
  id: 'broken',
  title: 'broken',
  effect: 'change',
  run: async () => {
    throw new Error('no room')
  },
}
const prompt = (answer: boolean) => ({
  confirm: async () => answer,
  typeExactly: async () => answer,
})

describe('lock and unfinished work', () => {
  it('a failure frees the lock, marks the work, and refuses others with the way on', async () => {
    const bench = new Bench()
    const steps = [bench.make('net', bench.power), broken]
    await assert.rejects(runOperation(bench.operation(undefined, { steps }), bench.deps()), {
      code: 'STEP_FAILED',
      next: [
        `go on where it stopped: opsctl resume ${id}`,
        `put everything back: opsctl abort ${id}`,
      ],
    })
    assert.equal(bench.lock().holder, null)
    assert.equal(bench.ledger().outcome, 'unfinished')
    const elsewhere = { operationsFolder: '/another/machine' }
    for (const deps of [bench.deps(), bench.deps(undefined, elsewhere)]) {
      const next = bench.operation(undefined, { id: other })
      await assert.rejects(runOperation(next, deps), { code: 'UNFINISHED_OPERATION' })
    }
    const back = await abortOperation(bench.operation(undefined, { steps }), bench.deps())
    assert.deepEqual([back.outcome, back.kept], ['aborted', ['broken']])
    assert.deepEqual([...bench.world.made], [])
    await runOperation(bench.operation(undefined, { id: other }), bench.deps())
  })

  it('a failure before any change ends the operation', async () => {
    const bench = new Bench()
    const steps = [{ ...broken, effect: 'read' as const }]
    await assert.rejects(runOperation(bench.operation(undefined, { steps }), bench.deps()))
    assert.equal(bench.ledger().outcome, 'failed')
    await runOperation(bench.operation(undefined, { id: other }), bench.deps())
  })

  it('a dry run passes over what is done, and tells what the step would have found', async () => {
    const bench = new Bench()
    const there = { ...bench.make('net', bench.power), done: async () => ({ net: 'there' }) }
    const steps = [there, bench.make('host', bench.power)]
    const dry = { ...bench.operation(undefined, { steps }), effect: 'read' as const }
    const end = await runOperation(dry, bench.deps())
    assert.deepEqual(
      end.steps.map(({ outcome }) => outcome),
      ['already-done', 'done'],
    )
    assert.equal(end.facts['net'], 'there')
    assert.deepEqual(bench.world.effects, ['+host'])
  })

  it('an interrupt is journaled, frees the lock, exits 130, and resume goes on', async () => {
    const bench = new Bench()
    const cut = new AbortController()
    const slow = { ...bench.make('slow', bench.power), run: async () => void cut.abort() }
    const steps = [bench.make('net', bench.power), slow, bench.make('host', bench.power)]
    const operation = bench.operation(undefined, { steps })
    await assert.rejects(runOperation(operation, bench.deps(undefined, { signal: cut.signal })), {
      code: 'INTERRUPTED',
      exitCode: 130,
    })
    assert.equal(bench.lock().holder, null)
    await resumeOperation(operation, bench.deps())
    assert.deepEqual(bench.world.effects, ['+net', '+host'])
    assert.equal(bench.ledger().fence, 2)
  })

  it('a living holder refuses others, resume included; silence elsewhere lets resume take over', async () => {
    const bench = new Bench()
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    const held = { ...bench.make('net', bench.power), run: async () => void (await gate) }
    const steps = [held]
    const first = bench.deps()
    const running = runOperation(bench.operation(undefined, { steps }), first)
    const failed = assert.rejects(running, { code: 'LOCK_LOST' })
    while (!bench.lock()?.holder) await bench.clock.advance(0)
    const far = { ...first.who, host: 'far', hostToken: 'boot-2', pid: 7, processStart: 'x' }
    const elsewhere = { who: far }
    const second = bench.operation(undefined, { id: other })
    const away = { ...elsewhere, operationsFolder: '/another/machine' }
    await assert.rejects(runOperation(second, bench.deps(undefined, away)), {
      code: 'LOCKED',
      exitCode: 4,
    })
    const take = () =>
      resumeOperation(
        bench.operation(undefined, { steps: [bench.make('net', bench.power)] }),
        bench.deps(undefined, elsewhere),
      )
    await assert.rejects(take(), { code: 'LOCKED' })
    bench.clock.time += 300_000
    await assert.rejects(take(), { code: 'LOCKED' })
    bench.clock.time += 1
    const end = await take()
    assert.equal(end.outcome, 'done')
    await bench.clock.advance(0)
    go()
    await bench.clock.advance(20_000)
    await failed
    assert.equal(bench.ledger().outcome, 'done', 'the fenced one did not write')
    assert.equal(bench.ledger().fence, 2)
  })

  it('an operation whose process still looks around is not taken up, though it has no lock yet', async () => {
    const bench = new Bench()
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const run = async () => {
      begun.resolve()
      await gate.promise
      return undefined
    }
    const operation = bench.operation(undefined, { steps: [{ ...bench.look(bench.power), run }] })
    const running = runOperation(operation, bench.deps())
    await begun.promise
    const processes = { startOf: async (pid: number) => `start-${pid}` }
    for (const takeUp of [resumeOperation, abortOperation]) {
      await assert.rejects(takeUp(operation, bench.deps(undefined, { processes })), {
        code: 'LOCKED',
      })
    }
    gate.resolve()
    assert.equal((await running).outcome, 'done')
  })

  it('waits as long as it may for a held lock, takes it when it is free, and can be interrupted', async () => {
    const bench = new Bench()
    const gates: (() => void)[] = []
    const held: Step<unknown> = {
      ...broken,
      run: () => new Promise((resolve) => gates.push(() => resolve(undefined))),
    }
    const running = runOperation(bench.operation(undefined, { steps: [held] }), bench.deps())
    while (!bench.lock()?.holder) await bench.clock.advance(0)
    const waiting = (seconds: number, signal = new AbortController().signal) =>
      runOperation(
        bench.operation(undefined, { id: other }),
        bench.deps(undefined, {
          lockWaitSeconds: seconds,
          signal,
          operationsFolder: `/${seconds}`,
        }),
      )
    const cut = new AbortController()
    const interrupted = assert.rejects(waiting(60, cut.signal), {
      code: 'INTERRUPTED',
      exitCode: 130,
    })
    await bench.clock.advance(2_000)
    cut.abort()
    await bench.clock.advance(2_000)
    await interrupted
    const late = assert.rejects(waiting(10), { code: 'LOCKED', exitCode: 4 })
    for (let n = 0; n < 6; n++) await bench.clock.advance(2_000)
    await late
    const patient = waiting(600)
    await bench.clock.advance(2_000)
    gates[0]?.()
    await running
    for (let n = 0; n < 3; n++) await bench.clock.advance(2_000)
    assert.equal((await patient).outcome, 'done')
  })

  it('abort and resume wait for what a dead process left running, before anything else', async () => {
    for (const verb of [abortOperation, resumeOperation]) {
      const bench = new Bench()
      const order: string[] = []
      const step: Step<unknown> = { ...broken, undo: async () => void order.push('undo') }
      const dead = bench.operation(undefined, { steps: [step] })
      await assert.rejects(runOperation(dead, bench.deps()))
      const left: Step<unknown> = {
        ...step,
        settle: async () => void order.push('settle'),
        done: async () => order.push('look') > 0,
      }
      await verb(bench.operation(undefined, { steps: [left] }), bench.deps())
      assert.deepEqual(order, ['settle', verb === abortOperation ? 'undo' : 'look'])
    }
  })

  it('release says whose it is, needs a yes, and never lowers the fence', async () => {
    const bench = new Bench()
    const steps = [bench.make('net', bench.power), broken]
    await assert.rejects(runOperation(bench.operation(undefined, { steps }), bench.deps()))
    const ask = (answer: boolean) => ({ ...bench.deps(), prompt: prompt(answer) })
    await assert.rejects(releaseLock({ environment: 'prod' }, ask(false)), { code: 'DECLINED' })
    await assert.rejects(releaseLock({ environment: 'prod', confirm: 'dev' }, ask(true)), {
      code: 'DECLINED',
    })
    assert.equal(await releaseLock({ environment: 'prod' }, ask(true)), true)
    assert.match(bench.heard.join('\n'), new RegExp(id))
    assert.equal(bench.lock().fence, 1)
    assert.equal(await releaseLock({ environment: 'prod' }, ask(true)), false)
  })
})
