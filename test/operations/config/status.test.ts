import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import type { ConfigContext } from '../../../src/operations/config/context.ts'
import { configStatus } from '../../../src/operations/config/status.ts'
import { counts } from '../../doubles/host-counts.ts'
import { scriptedExec } from '../../doubles/scripted-exec.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const record = { schema: 1, complete: true, role: 'app', configuration: 'c0', digest: digest('a') }
const told = { record: JSON.stringify(record), running: `r/shop@${digest('a')}` }
const event = { event: 'stats', unfinished: {}, hosts: { 'i-1': counts }, told: { 'i-1': told } }

describe('config status', () => {
  let dir = ''
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'opsctl-status-'))
    await writeFile(join(dir, 'status.yml'), '---\n')
  })
  afterEach(() => rm(dir, { recursive: true }))

  async function status(spared: readonly string[]) {
    const stdout = `${JSON.stringify(event)}\n`
    const { exec, calls, finish } = scriptedExec([{ file: 'ansible-playbook', stdout }])
    const context = {
      ...{ exec, files: nodeFiles, environment: { name: 'dev' } },
      ...{ ansible: { bin: null, dir, env: {} }, playbook: 'site.yml' },
      ...{ variables: async () => ({}), image: `r/shop@${digest('b')}`, version: '2' },
      ...{ only: [], spared, extra: [] },
    } as unknown as ConfigContext
    const found = await configStatus(context, dir, () => undefined)
    finish()
    assert.ok(!calls[0]?.args.includes('--limit'), 'kept hosts are asked too')
    return [found.current, found.hosts[0]?.word]
  }

  it('calls a host kept that stands for a rollback, and does not count it', async () => {
    assert.deepEqual(await status(['i-1']), [true, 'kept'])
    assert.deepEqual(await status([]), [false, 'differs'])
  })
})
