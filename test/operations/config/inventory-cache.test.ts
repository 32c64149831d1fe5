import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import type { ConfigContext } from '../../../src/operations/config/context.ts'
import { cachedInventory } from '../../../src/operations/config/inventory-cache.ts'
import { scriptedExec } from '../../doubles/scripted-exec.ts'

const hostvars = (...names: string[]) => ({
  stdout: JSON.stringify({
    _meta: {
      hostvars: Object.fromEntries(
        names.map((name) => [name, { private_ip_address: '10.0.0.1', ec2_tags: { Role: 'app' } }]),
      ),
    },
  }),
})
const call = (...names: string[]) => ({ file: 'ansible-inventory', ...hostvars(...names) })

describe('inventory from its cache', () => {
  let folder = ''
  let now = Date.parse('2026-11-24T02:00:00Z')
  const clock = { now: () => new Date(now), sleep: async () => undefined }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opsctl-inventory-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** Asks in order; each asking with the calls that it may make. */
  const ask = async (calls: Parameters<typeof scriptedExec>[0], more: object = {}) => {
    const { exec, finish } = scriptedExec(calls)
    const ansible = { bin: null, dir: folder, env: {} }
    const environment = { name: 'dev' }
    const context = { exec, files: nodeFiles, environment, ansible } as unknown as ConfigContext
    const options = { clock, folder, maxAge: 300, refresh: false, source: 's', ...more }
    const found = await cachedInventory(context, options)
    finish()
    return { hosts: found.hosts.map(({ host }) => host), cached: found.cached, at: found.at }
  }

  it('asks once, and answers from the file while it is young', async () => {
    const first = await ask([call('i-b', 'i-a')])
    assert.deepEqual(first.hosts, ['i-a', 'i-b'])
    now += 300_000
    assert.deepEqual(await ask([]), { ...first, cached: true })
    assert.equal((await stat(join(folder, 'dev.json'))).mode & 0o777, 0o600)
  })

  it('calls an old one an error, and one from the future too; --refresh asks anew', async () => {
    await ask([call('i-a')])
    for (const step of [301_000, -2_000]) {
      now += step
      await assert.rejects(ask([]), { code: 'INVENTORY_STALE' })
      now -= step
    }
    now += 301_000
    assert.deepEqual((await ask([call('i-c')], { refresh: true })).hosts, ['i-c'])
    assert.deepEqual((await ask([])).hosts, ['i-c'])
  })

  it('takes a cache of another source, or a damaged one, for none', async () => {
    await ask([call('i-a')])
    assert.deepEqual((await ask([call('i-b')], { source: 'other' })).hosts, ['i-b'])
    const path = join(folder, 'dev.json')
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -9))
    assert.deepEqual((await ask([call('i-c')], { source: 'other' })).hosts, ['i-c'])
    const whole = JSON.parse(await readFile(path, 'utf8'))
    for (const spoilt of [{ hosts: 'i-x' }, { schema: 2 }, { at: 'yesterday' }]) {
      await writeFile(path, JSON.stringify({ ...whole, ...spoilt }))
      assert.deepEqual((await ask([call('i-d')], { source: 'other' })).hosts, ['i-d'])
    }
  })

  it('refuses a host whose name is an option, before anything is kept', async () => {
    await assert.rejects(ask([call('i-a', '-oProxyCommand=id')]), { code: 'BAD_INPUT' })
    await assert.rejects(stat(join(folder, 'dev.json')))
  })
})
