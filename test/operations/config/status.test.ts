import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
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
type Told = Readonly<Record<string, object>>

describe('config status', () => {
  let dir = ''
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'opsctl-status-'))
    await writeFile(join(dir, 'status.yml'), '---\n')
  })
  afterEach(() => rm(dir, { recursive: true }))

  async function asked(spared: readonly string[], more: Told = {}) {
    const hosts = Object.fromEntries(['i-1', ...Object.keys(more)].map((host) => [host, counts]))
    const stdout = `${JSON.stringify({ ...event, hosts, told: { ...event.told, ...more } })}\n`
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
    return found
  }
  async function status(spared: readonly string[]) {
    const found = await asked(spared)
    return [found.current, found.hosts[0]?.word]
  }

  it('calls a host kept that stands for a rollback, and does not count it', async () => {
    assert.deepEqual(await status(['i-1']), [true, 'kept'])
    assert.deepEqual(await status([]), [false, 'differs'])
  })

  it('is not current while one of its hosts is not, and spares none that fits the word', async () => {
    const { configuration } = (await asked([])).wanted
    const right = { ...record, configuration, digest: digest('b') }
    const well = { record: JSON.stringify(right), running: `r/shop@${digest('b')}` }
    const found = await asked(['i-2'], { 'i-2': well })
    assert.deepEqual(
      [found.current, ...found.hosts.map(({ host, word }) => `${host} ${word}`)],
      [false, 'i-1 differs', 'i-2 current'],
    )
    assert.equal(found.wanted.digest, digest('b'))
  })

  it('wants another configuration as soon as a role is another', async () => {
    const wanted = async (file: string, text: string) => {
      await mkdir(join(dir, 'roles', 'app'), { recursive: true })
      await writeFile(join(dir, file), text)
      return (await asked([])).wanted.configuration
    }
    const first = await wanted('roles/app/tasks.yml', 'one')
    assert.notEqual(await wanted('roles/app/tasks.yml', 'two'), first)
    await wanted('roles/app/tasks.yml', 'one')
    assert.equal(await wanted('roles/app/README.md', 'what it is for'), first)
    assert.equal(await wanted('notes.txt', 'read by nobody'), first)
  })
})
