import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { folderDocuments } from '../../../src/adapters/folder-documents.ts'
import { applyContext, configContext } from '../../../src/cli/wiring/config-context.ts'
import { configInput } from '../../../src/cli/wiring/config-input.ts'
import {
  type EnvironmentPlace,
  openEnvironment,
} from '../../../src/cli/wiring/environment-place.ts'
import { openWorkplace } from '../../../src/cli/wiring/workplace.ts'
import { OpsctlError } from '../../../src/errors/index.ts'
import { configInventory } from '../../../src/operations/config/inventory.ts'
import type { Exec } from '../../../src/ports/exec.ts'
import { playbook } from '../../../src/tools/ansible/commands.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { scriptedExec } from '../../doubles/scripted-exec.ts'
import { silentCall } from '../../doubles/silent-call.ts'

const yaml = `project: shop
region: eu-west-3
environments:
  dev: { account: "111111111111" }
  prod: { account: "222222222222", protected: true }
`
interface Given {
  readonly image?: string
  readonly failed?: boolean
  readonly limit?: string
  readonly extra?: readonly string[]
}

describe('bad input of config', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-input-'))
  const ansible = join(folder, 'ansible')

  before(() => {
    for (const name of ['terraform', 'ansible', '.git']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'opsctl.yaml'), yaml)
    writeFileSync(join(ansible, 'ansible.cfg'), '[defaults]\n')
  })
  after(() => rmSync(folder, { recursive: true }))

  /** The environment as a command opens it; whatever starts a child fails the test. */
  async function place(name: string, exec: Exec = neverExec): Promise<EnvironmentPlace> {
    return openEnvironment({ ...openWorkplace(silentCall(folder)), exec }, name)
  }
  const input = async (name: string, given: Given) =>
    configInput(await place(name), { extra: [], ...given })

  const refused = (words: RegExp) => (error: OpsctlError) => {
    assert.deepEqual([error.code, error.exitCode], ['BAD_INPUT', 2], error.message)
    assert.match(error.message, words)
    assert.ok(error.next.length > 0)
    return true
  }

  const rows: readonly (readonly [string, string, Given, RegExp])[] = [
    ['an empty limit', 'prod', { limit: '' }, /takes for every host/],
    ['a limit of blanks and commas', 'dev', { limit: ' , ' }, /takes for every host/],
    ['all, on a protected environment', 'prod', { limit: 'all' }, /is protected/],
    ['all among others there', 'prod', { limit: 'i-1,all' }, /is protected/],
    ['a host that is an option', 'dev', { limit: '-oProxyCommand=id' }, /no plain name/],
    ['a file of hosts', 'dev', { limit: '@/etc/passwd' }, /no plain name/],
    ['a file of variables', 'dev', { extra: ['-e', '@/etc/passwd'] }, /file of variables/],
    ['a lookup', 'dev', { extra: ['-e', "x={{ lookup('pipe','id') }}"] }, /template in a value/],
    ['another inventory', 'dev', { extra: ['-i', 'evil,'] }, /not among the options/],
    ['an image by its tag', 'dev', { image: 'shop:latest' }, /by its digest/],
    ['an image that is an option', 'dev', { image: '-v' }, /by its digest/],
    ['--failed when nothing was left behind', 'dev', { failed: true }, /left no host behind/],
  ]
  for (const [what, environment, given, words] of rows) {
    it(`refuses ${what} before anything is started`, () =>
      assert.rejects(input(environment, given), refused(words)))
  }

  it('sends a run that is taken up to the hosts that it was for, with its own words', async () => {
    const journaled = { only: ['i-1'], spared: ['i-2'], extra: ['--tags', 'app'] }
    const { only, spared, extra } = await configContext(await place('dev'), journaled)
    assert.deepEqual({ only, spared, extra }, journaled)
  })

  it('refuses hosts of the ledger that are none, which others can write', async () => {
    const documents = folderDocuments(join(folder, '.opsctl', 'documents'))
    const id = '20261124t010101z-00000001'
    const entry = {
      ...{ schema: 1, id, kind: 'config apply', environment: 'dev', outcome: 'done', fence: 1 },
      ...{ steps: [], input: {}, facts: { failedHosts: ['i-1', '-oProxyCommand=id'] } },
    }
    await documents.create(`ledger/dev/${id}.json`, JSON.stringify(entry))
    await assert.rejects(input('dev', { failed: true }), refused(/cannot be any/))
  })

  it('spares the hosts that the last deployment kept, and none that the limit names', async () => {
    const documents = folderDocuments(join(folder, '.opsctl', 'documents'))
    const id = '20261124t020202z-00000001'
    const release = (colour: string, image: string, hosts: readonly string[]) => ({
      ...{ colour, image, version: '', configuration: '', migrations: [], hosts },
      ...{ targetGroup: 'arn', launchTemplate: { id: 'lt', version: '1' } },
      capacity: { min: 1, desired: 1 },
    })
    const facts = {
      before: release('blue', 'r@old', ['i-1']),
      deployment: release('green', 'r@new', ['i-2']),
    }
    const entry = {
      ...{ schema: 1, id, kind: 'deploy', environment: 'prod', outcome: 'done', fence: 1 },
      ...{ steps: [], input: { keepOld: true }, facts },
    }
    const key = `ledger/prod/${id}.json`
    await documents.create(key, JSON.stringify(entry))
    assert.deepEqual((await input('prod', {}))['spared'], ['i-1'])
    assert.deepEqual((await input('prod', { limit: 'i-1' }))['spared'], [])
    rmSync(join(folder, '.opsctl', 'documents', 'ledger', 'prod'), { recursive: true })
  })

  it('fuzzed from these: refused with a fix, or a command line that means what it says', async function () {
    this.timeout(60_000)
    const at = { bin: null, dir: ansible, env: {} }
    const dev = await place('prod')
    const seeds = rows.flatMap(([, , { limit, extra }]) => [...(extra ?? []), limit ?? 'i-1'])
    const word = fc.oneof(fc.constantFrom(...seeds), fc.string({ unit: 'binary', maxLength: 9 }))
    await fc.assert(
      fc.asyncProperty(fc.option(word), fc.array(word, { maxLength: 4 }), async (limit, extra) => {
        const given = await configInput(dev, { extra, limit: limit ?? undefined }).catch(
          (error: unknown) => {
            assert.ok(error instanceof OpsctlError && error.exitCode === 2, String(error))
            return null
          },
        )
        if (given === null) return
        const only = given['only'] as string[]
        assert.ok(limit === null || (only.length > 0 && !only.includes('all')))
        const { args } = playbook(at, {
          ...{ playbook: 'site.yml', varsFile: '/v' },
          check: false,
          only,
          spared: [],
          extra,
        })
        assert.deepEqual(args.slice(-2), ['--', 'site.yml'])
        assert.ok(!args.slice(2).some((one) => one.startsWith('@') || one.includes('{{')))
      }),
      { numRuns: 150 },
    )
  })

  it('refuses a folder that everybody may write to, and settings that everybody may change', async () => {
    const dev = await place('dev')
    for (const [path, open, closed] of [
      [ansible, 0o777, 0o755],
      [join(ansible, 'ansible.cfg'), 0o666, 0o644],
    ] as const) {
      chmodSync(path, open)
      await assert.rejects(configContext(dev, {}), refused(/everybody may write/))
      // Before it is journaled: an operation that never began has nothing to be taken up.
      await assert.rejects(applyContext(dev, { id: 'x', input: {} }), refused(/everybody may/))
      chmodSync(path, closed)
    }
    await configContext(dev, {})
  })

  it('keeps variables that change what runs away from Ansible, and its settings are the project’s', async () => {
    const foreign = {
      ...{ ANSIBLE_INVENTORY: 'evil', ANSIBLE_CONFIG: '/tmp/evil.cfg', ANSIBLE_LIBRARY: '/tmp' },
      ...{ ANSIBLE_CALLBACK_PLUGINS: '/tmp', ANSIBLE_VAULT_PASSWORD_FILE: '/tmp/run-me' },
      ...{ ANSIBLE_STDOUT_CALLBACK: 'evil', ANSIBLE_CHECK_MODE_MARKERS: '1', PYTHONPATH: '/tmp' },
    }
    Object.assign(process.env, foreign)
    try {
      const context = await configContext(await place('dev'), {})
      const options = {
        playbook: 'site.yml',
        varsFile: '/v',
        check: false,
        only: [],
        spared: [],
        extra: [],
      }
      const { env = {} } = playbook(context.ansible, options)
      assert.equal(env['ANSIBLE_CONFIG'], join(ansible, 'ansible.cfg'))
      assert.equal(env['ANSIBLE_STDOUT_CALLBACK'], 'opsctl_events')
      for (const name of Object.keys(foreign)) {
        if (name === 'ANSIBLE_CONFIG' || name === 'ANSIBLE_STDOUT_CALLBACK') continue
        assert.ok(name in env && env[name] === undefined, name)
      }
    } finally {
      for (const name of Object.keys(foreign)) delete process.env[name]
    }
  })

  it('takes no host from the cloud that would be read as an option', async () => {
    const stdout = JSON.stringify({ _meta: { hostvars: { '-oProxyCommand=id': {} } } })
    const { exec } = scriptedExec([{ file: 'ansible-inventory', stdout }])
    const context = await configContext(await place('dev', exec), {})
    await assert.rejects(configInventory(context), refused(/no name of a host/))
  })
})
