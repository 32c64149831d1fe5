import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { hasTerminal, interruptedAtTerminal } from '../real-terraform/terminal.ts'
import { endOf, lacking } from '../real-terraform/world.ts'
import { ConfigWorld } from './world.ts'

const apply = ['config', 'apply', '-e', 'dev', '--yes']

describe('faults of config apply, with a real Ansible', function () {
  this.timeout(300_000 + Number(process.env['CANCELS'] ?? 0) * 60_000)
  let world: ConfigWorld

  beforeEach(async function () {
    if (lacking() !== null) this.skip()
    world = new ConfigWorld()
    await world.open()
  })
  afterEach(() => world?.close())

  /** Whatever was left is taken up; then all is there, nothing is left to do, and nobody was at it twice. */
  const settled = async () => {
    const taken = await world.json(['resume', '--yes'])
    assert.equal(taken.status, 0, JSON.stringify(taken))
    // Of a command that died before its first line nothing is left, and this is the first run.
    const nothingLeft = world.made().length === 3 * world.hosts.length
    const again = await world.json(apply)
    assert.deepEqual([again.status, again.changed], [0, !nothingLeft], JSON.stringify(again))
    assert.equal(world.made().length, 3 * world.hosts.length)
    assert.equal(world.overlaps(), '')
  }

  /** Resolves in the middle: the first tasks are done, the long ones run. */
  const midway = async () => {
    for (let n = 0; n < 2400 && !existsSync(join(world.folder, 'made/h3-pid')); n++) await pause(50)
    assert.ok(existsSync(join(world.folder, 'made/h3-pid')), 'it never came to the middle')
  }

  for (const [what, signal, group] of [
    ['SIGINT to opsctl alone, without a terminal', 'SIGINT', false],
    ['SIGINT to its whole group', 'SIGINT', true],
    ['SIGTERM', 'SIGTERM', false],
  ] as const) {
    it(`${what}: Ansible ends, exit 130, resume goes on`, async () => {
      world.takes(4)
      const child = world.start(apply)
      const ended = endOf(child)
      await midway()
      process.kill((group ? -1 : 1) * (child.pid ?? 0), signal)
      const { code, stderr } = await ended
      assert.equal(code, 130, stderr)
      assert.match(stderr, /opsctl resume/)
      assert.ok(!world.made().some((name) => name.endsWith('-last')))
      await settled()
    })
  }

  it('Ctrl-C at a terminal: one interrupt, and Ansible ends in order', async function () {
    if (!hasTerminal()) this.skip()
    world.takes(4)
    const ended = await interruptedAtTerminal(world, apply, 'Midway')
    assert.equal(ended.code, 130, ended.stdout)
    await settled()
  })

  it('a workflow that is cancelled at any moment: hosts end as without it, nothing stays locked', async () => {
    // GitHub: SIGINT, after 7.5 s SIGTERM, after 2.5 s SIGKILL. CANCELS=100 for docs/reliability.md.
    const rounds = Number(process.env['CANCELS'] ?? 1)
    for (let round = 0; round < rounds; round++) {
      world.close()
      world = new ConfigWorld()
      await world.open()
      const child = world.start(apply)
      const ended = endOf(child)
      await pause(Math.random() * 6000)
      child.kill('SIGINT')
      const gentle = await Promise.race([ended, pause(7500).then(() => null)])
      if (gentle === null) child.kill('SIGTERM')
      const late = await Promise.race([ended, pause(2500).then(() => null)])
      if (late === null) child.kill('SIGKILL')
      await ended
      await settled()
    }
  })

  describe('kill -9', () => {
    const pids = (record: string) => {
      const { supervisor, child } = JSON.parse(readFileSync(record, 'utf8'))
      return { supervisor: supervisor.pid as number, ansible: child.pid as number }
    }
    const targets: Readonly<Record<string, (pid: ReturnType<typeof pids>) => void>> = {
      'opsctl alone': () => undefined,
      'Ansible alone': ({ ansible }) => process.kill(ansible, 'SIGKILL'),
      "Ansible's whole group": ({ supervisor }) => process.kill(-supervisor, 'SIGKILL'),
    }
    for (const [what, kill] of Object.entries(targets)) {
      it(`of ${what} in the middle: resume waits for what still works on a host`, async () => {
        world.waits()
        const child = world.start(apply)
        const ended = endOf(child)
        await midway()
        kill(pids(join(world.operation() ?? '', 'playbook-1.pid')))
        // Its word on what happened is another test's; here it must not be in the way.
        child.kill('SIGKILL')
        await ended
        const resumed = world.start(['resume', '--yes'])
        let shown = ''
        resumed.stderr?.on('data', (part) => {
          shown += String(part)
        })
        const end = endOf(resumed)
        // Either it waits, or its own Ansible comes to the same task.
        for (let n = 0; n < 1200 && !/waiting for/.test(shown); n++) {
          if (world.overlaps() !== '') break
          await pause(50)
        }
        // Whoever only says so has begun another one by now.
        await pause(2000)
        assert.ok(!existsSync(join(world.operation() ?? '', 'playbook-2.pid')), 'it did not wait')
        world.goOn()
        assert.equal((await end).code, 0, shown)
        assert.match(shown, /waiting for the playbook/)
        await settled()
      })
    }

    const cut = (n: number) => ({
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '..', 'killed', 'cut.mjs'))}`,
      CUT_AT: String(n),
    })
    const step = Number(process.env['EVERY'] ?? 3)

    for (const way of ['resume', 'abort']) {
      it(`at edges of the journal, then ${way}`, async () => {
        let edges = 0
        for (let n = way === 'resume' ? 1 : 2; ; n += step) {
          world.close()
          world = new ConfigWorld()
          await world.open()
          world.takes(0)
          const ended = await world.run(apply, cut(n))
          if (ended.code === 0) break
          assert.equal(ended.signal, 'SIGKILL', ended.stderr)
          edges += 1
          const taken = await world.json([way, '--yes'])
          assert.equal(taken.status, 0, `edge ${n}: ${JSON.stringify(taken)}`)
          assert.equal((await world.json(['lock', 'status', '-e', 'dev'])).state, 'free')
          assert.equal((await world.json([way, '--yes'])).outcome, 'nothing', `edge ${n}`)
          if (way === 'resume' && taken.outcome === 'done') assert.equal(world.made().length, 9)
        }
        assert.ok(edges >= 8 / step, `${edges} edges`)
      })
    }
  })
})
