import assert from 'node:assert/strict'
import { databaseReady, isReady } from '../../../src/operations/snapshot/database-wait.ts'
import { scratchHost } from '../../../src/operations/snapshot/scratch.ts'
import { until } from '../../../src/operations/snapshot/wait.ts'
import { id } from '../../engine/bench.ts'
import { data, own, Setting } from './setting.ts'

const patience = { seconds: 10, everyMs: 1000 }

describe('a wait', () => {
  it('asks once more at the end of its time, and then gives up', async () => {
    const s = new Setting()
    const { clock } = s.context({})
    const began = s.time
    let asked = 0
    const signal = new AbortController().signal
    const late = async () => (++asked === 11 ? asked : null)
    assert.equal(await until(clock, { signal }, patience, late), 11)
    assert.equal(s.time - began, 10_000)
    assert.equal(await until(clock, { signal }, patience, async () => null), null)
  })

  it('is left when the person interrupts it, without another question', async () => {
    const { clock } = new Setting().context({})
    const stop = new AbortController()
    let asked = 0
    const ask = async () => {
      asked += 1
      stop.abort()
      return null
    }
    const left = until(clock, stop, patience, ask)
    await assert.rejects(left, { code: 'INTERRUPTED', exitCode: 130 })
    assert.equal(asked, 1)
  })
})

describe('an RDS instance', () => {
  it('answers in these states alone', () => {
    const states = {
      available: true,
      'backing-up': true,
      'configuring-enhanced-monitoring': true,
      'storage-optimization': true,
      creating: false,
      modifying: false,
      rebooting: false,
      deleting: false,
    }
    for (const [state, answers] of Object.entries(states))
      assert.equal(isReady({ state }), answers, state)
  })

  it('is awaited with a word for each state on the way, and no more', async () => {
    const s = new Setting()
    const states = ['', '', 'creating', 'creating', 'backing-up']
    const { databases } = s.context({})
    const live = s.rds.add('shop-made', data)
    const find: typeof databases.find = async () => {
      const state = states.shift() ?? ''
      return state === '' ? null : { ...live, state }
    }
    const heard: string[] = []
    const at = { signal: new AbortController().signal, news: (line: string) => heard.push(line) }
    const context = { ...s.context({}), databases: { ...databases, find } }
    const made = await databaseReady(context, at as never, 'shop-made')
    assert.equal(made.state, 'backing-up')
    const told = ['not there yet', 'creating', 'backing-up'].map((state) => `shop-made  ${state}`)
    assert.deepEqual(heard, told)
  })
})

describe('the scratch host of an operation', () => {
  it('is one that it made, of this environment, and that is not on its way out', async () => {
    const s = new Setting()
    const made = { ...own, 'opsctl:operation': id }
    const add = (tags: Record<string, string>, state: string) => {
      const host = s.ebs.addHost(tags)
      s.ebs.hosts.set(host, { ...(s.ebs.hosts.get(host) as never as object), state } as never)
      return host
    }
    for (const state of ['shutting-down', 'stopping', 'stopped']) add(made, state)
    add({ ...made, Environment: 'dev' }, 'running')
    add({ ...made, 'opsctl:operation': 'another' }, 'running')
    assert.equal(await scratchHost(s.context({})), null)
    const pending = add(made, 'pending')
    assert.equal((await scratchHost(s.context({})))?.id, pending)
  })
})
