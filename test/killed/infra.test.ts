import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endOf } from '../real-terraform/world.ts'
import { isBuilt, KilledWorld } from './world.ts'

const lines = {
  up: ['infra', 'up', '-e', 'dev', '--yes'],
  down: ['infra', 'down', '-e', 'dev', '--yes', '--confirm', 'dev'],
} as const
type Direction = keyof typeof lines

/** EVERY=1 for all edges of the journal. */
const every = Number(process.env['EVERY'] ?? 9)

describe('kill -9 in infra', function () {
  this.timeout(every === 1 ? 1_800_000 : 300_000)
  let world: KilledWorld

  before(function () {
    if (!isBuilt()) this.skip()
  })
  afterEach(() => world?.close())

  /** A world in which that direction has something to do. */
  async function fresh(direction: Direction): Promise<void> {
    world?.close()
    world = new KilledWorld()
    await world.open()
    if (direction === 'down') world.put('world/made', '')
  }

  /** Nothing is locked, nothing is unfinished, and nothing was done twice or side by side. */
  async function isAtRest(what: string): Promise<void> {
    const { holder = null, unfinished = null } = world.lock() ?? {}
    assert.deepEqual([holder, unfinished, world.has('overlaps')], [null, null, false], what)
    const again = await world.json(['resume', '--yes'])
    assert.deepEqual([again.status, again.outcome], [0, 'nothing'], what)
  }

  /** `resume` or `abort`; with a file to wait for, Terraform lives until that is gone, and is awaited. */
  async function takesUp(way: string, wait: string | null): Promise<void> {
    const taking = world.start([way, '--yes', '--confirm', 'dev'])
    let shown = ''
    taking.stderr?.on('data', (part) => {
      shown += String(part)
    })
    const taken = endOf(taking)
    // Either it waits for the Terraform that lives, or its own is at work beside it.
    while (wait !== null && !/waiting for the apply/.test(shown) && taking.exitCode === null) {
      if (world.has('overlaps')) break
      await pause(50)
    }
    if (wait !== null) {
      assert.match(shown, /waiting for the apply/)
      rmSync(wait)
    }
    assert.equal((await taken).code, 0, shown)
  }

  it('of a workflow that is cancelled while Terraform takes its time: asked once, and awaited', async () => {
    await fresh('up')
    const heard = `trap 'echo heard >> "$HOME/world/interrupts"' INT`
    world.replace('terraform', `#!/bin/sh\n${heard}\n. "$HOME/bin/real"\n`)
    const wait = world.put('world/wait', '')
    const child = world.start(lines.up)
    const ended = endOf(child)
    while (!world.has('applying')) await pause(50)
    // GitHub waits for 7.5 s and 2.5 s; here as there it has not ended by then.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      child.kill(signal)
      await pause(1000)
      assert.deepEqual([child.exitCode, child.signalCode], [null, null], signal)
    }
    child.kill('SIGKILL')
    assert.match((await ended).stderr, /Interrupted: asking.*[\s\S]*Still waiting/)
    await takesUp('resume', wait)
    assert.equal(readFileSync(join(world.folder, 'world/interrupts'), 'utf8'), 'heard\n')
    await isAtRest('cancelled')
    assert.equal(world.has('made'), true)
  })

  for (const direction of ['up', 'down'] as const) {
    const done = direction === 'up'
    for (const [offset, way] of ['resume', 'abort'].entries()) {
      it(`${direction}, at edges of the journal, then ${way}`, async () => {
        let edges = 0
        for (let n = 1 + offset * 4; ; n += every) {
          await fresh(direction)
          const ended = await world.run(
            lines[direction],
            world.with('cut.mjs', { CUT_AT: String(n) }),
          )
          if (ended.code === 0) break
          assert.equal(ended.signal, 'SIGKILL', ended.stderr)
          edges += 1
          const taken = await world.json([way, '--yes', '--confirm', 'dev'])
          assert.equal(taken.status, 0, `edge ${n}: ${JSON.stringify(taken)}`)
          await isAtRest(`edge ${n}`)
          if (way === 'resume' && taken.outcome === 'done') {
            assert.equal(world.has('made'), done, `edge ${n}`)
          }
          // Whatever became of it: the same again ends well, and the world is as it was asked for.
          assert.equal((await world.json(lines[direction])).status, 0, `edge ${n}`)
          assert.equal(world.has('made'), done, `edge ${n}`)
        }
        assert.ok(edges >= 18 / every, `${edges} edges`)
      })
    }

    const targets: Readonly<Record<string, (pid: { supervisor: number; child: number }) => void>> =
      {
        'opsctl alone': () => undefined,
        'Terraform alone': ({ child }) => process.kill(child, 'SIGKILL'),
        "Terraform's whole group": ({ supervisor }) => process.kill(-supervisor, 'SIGKILL'),
      }
    for (const [what, kill] of Object.entries(targets)) {
      for (const way of every === 1 ? ['resume', 'abort'] : [done ? 'resume' : 'abort']) {
        it(`${direction}, of ${what} during the apply, then ${way}`, async () => {
          await fresh(direction)
          const wait = world.put('world/wait', '')
          const child = world.start(lines[direction])
          const ended = endOf(child)
          const pids = () => JSON.parse(world.record('apply-1.pid') ?? '{}')
          // Terraform may be at work before its supervisor has noted its name.
          while (!world.has('applying') || !pids().child) await pause(50)
          kill({ supervisor: pids().supervisor.pid, child: pids().child.pid })
          child.kill('SIGKILL')
          await ended
          const lives = what === 'opsctl alone'
          if (!lives) rmSync(wait)
          await takesUp(way, lives ? wait : null)
          await isAtRest(what)
          const again = await world.json(lines[direction])
          assert.deepEqual([again.status, world.has('made')], [0, done], JSON.stringify(again))
        })
      }
    }
  }
})
