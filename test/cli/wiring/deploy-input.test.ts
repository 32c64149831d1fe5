import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderDocuments } from '../../../src/adapters/folder-documents.ts'
import { refuseUnapproved } from '../../../src/cli/wiring/approval.ts'
import {
  type DeployFlags,
  deployInput,
  rollbackInput,
} from '../../../src/cli/wiring/deploy-input.ts'
import {
  type EnvironmentPlace,
  openEnvironment,
} from '../../../src/cli/wiring/environment-place.ts'
import type { SandboxAccess } from '../../../src/cli/wiring/sandbox-access.ts'
import { openWorkplace } from '../../../src/cli/wiring/workplace.ts'
import type { OpsctlError } from '../../../src/errors/index.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { RegistryServer } from '../../doubles/registry-server.ts'
import { silentCall } from '../../doubles/silent-call.ts'

const yaml = `project: shop
region: eu-west-3
environments:
  dev: { account: "111111111111" }
  staging: { account: "111111111111" }
  prod: { account: "222222222222", protected: true }
  edge: { account: "111111111111", traffic: { by: dns, zone: Z1, record: shop.example.com } }
`
const none: DeployFlags = {
  ...{ version: undefined, strategy: undefined, weights: undefined, bake: undefined },
  ...{ warm: undefined, allowContract: false, again: false, overrideFreeze: undefined },
  ...{ withoutSnapshot: undefined, approved: undefined },
}

describe('bad input of deploy and rollback', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-input-'))
  const documents = folderDocuments(join(folder, '.opsctl', 'documents'))
  let registry: RegistryServer
  let published = ''

  before(async () => {
    for (const name of ['terraform', 'ansible', '.git']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'opsctl.yaml'), yaml)
    writeFileSync(join(folder, 'terraform', 'main.tf'), 'terraform {}\n')
    registry = new RegistryServer()
    await registry.start()
    published = registry.put('shop', '1.0.0', {})
  })
  after(() => {
    registry.stop()
    rmSync(folder, { recursive: true })
  })

  /** The environment as a command opens it; whatever starts a child fails the test. */
  async function place(name: string, githubActions = false): Promise<EnvironmentPlace> {
    const workplace = { ...openWorkplace(silentCall(folder, githubActions)), exec: neverExec }
    const opened = await openEnvironment(workplace, name)
    const registryPublished = registry.repository('shop').replace('/shop', '')
    const sandbox = { registry: '10.0.0.9:5000', registryPublished } as SandboxAccess
    return { ...opened, sandbox }
  }

  const refused = (code: string, words: RegExp) => (error: OpsctlError) => {
    assert.deepEqual([error.code, error.exitCode], [code, 2], error.message)
    assert.match(error.message, words)
    assert.ok(error.next.length > 0)
    return true
  }

  const other = `10.0.0.9:5000/other@sha256:${'1'.repeat(64)}`
  const rows: readonly (readonly [string, Partial<DeployFlags>, RegExp])[] = [
    ['a version that was never published', { version: '9.9.9' }, /never published to/],
    ['a digest that was never published', { version: `sha256:${'9'.repeat(64)}` }, /never publ/],
    ['a digest of another repository', { version: other }, /not the repository of dev/],
    ['a version that is a path', { version: '../../etc' }, /neither a version nor a digest/],
    ['no version and no file VERSION', {}, /there is no file VERSION/],
    ['weights above 100', { strategy: 'canary', weights: '5,101' }, /101 is not/],
    ['weights that are no number', { strategy: 'canary', weights: 'NaN,100' }, /NaN is not/],
    ['weights that do not grow', { strategy: 'canary', weights: '50,25,100' }, /does not grow/],
    ['weights that do not end at 100', { strategy: 'canary', weights: '50' }, /must be 100/],
    ['weights without a canary', { strategy: 'blue-green', weights: '5,100' }, /means nothing/],
    ['a time that is none', { bake: '1 day' }, /no duration/],
    ['an approval that is no hash', { approved: 'yes' }, /not the hash of a plan/],
    ['another environment’s name', { withoutSnapshot: 'prod' }, /"prod" is not dev/],
  ]
  for (const [what, flags, words] of rows) {
    it(`refuses ${what} before anything is started`, async () => {
      const input = deployInput(await place('dev'), { ...none, ...flags })
      await assert.rejects(input, refused('BAD_INPUT', words))
    })
  }

  it('lets a published one through to Terraform, which is asked for the stack', async () => {
    const input = deployInput(await place('dev'), { ...none, version: published })
    await assert.rejects(input, /something was started|Terraform|terraform/)
  })

  it('wants an approved plan in a workflow where the environment is protected, and only there', async () => {
    const unapproved = { approved: null }
    const prod = await place('prod', true)
    assert.throws(() => refuseUnapproved(prod, unapproved), {
      code: 'APPROVAL_MISSING',
      exitCode: 2,
    })
    refuseUnapproved(prod, { approved: 'a'.repeat(64) })
    refuseUnapproved(await place('prod'), unapproved)
    refuseUnapproved(await place('dev', true), unapproved)
  })

  describe('where a rollback goes', () => {
    const entry = (environment: string, id: string, kind: string, outcome: string, facts: object) =>
      documents.create(
        `ledger/${environment}/${id}.json`,
        JSON.stringify({
          ...{ schema: 1, id, kind, environment, outcome, facts, fence: 1, steps: [] },
          input: { stack: {} },
        }),
      )
    const release = { colour: 'blue', image: 'i', targetGroup: 't', hosts: [], migrations: [] }

    before(async () => {
      await entry('staging', '20261124t01', 'deploy', 'done', { deployment: release })
      await entry('dev', '20261124t02', 'deploy', 'aborted', { before: release })
      await entry('edge', '20261124t03', 'rollback', 'done', { switched: { colour: 'blue' } })
      await entry('edge', '20261124t04', 'rollback', 'aborted', {})
    })

    const cases: readonly (readonly [string, string, string | undefined, RegExp])[] = [
      ['one of another environment', 'dev', '20261124t01', /no deployment of it is called/],
      ['one that the ledger no longer has', 'dev', '20251124t01', /no deployment of it is called/],
      ['one that did not come to a good end', 'dev', '20261124t02', /did not come to a good end/],
      ['an empty name', 'dev', '', /no deployment of it is called/],
      ['none, where nothing was deployed', 'prod', undefined, /no deployment came to a good end/],
      ['a colour that is none', 'edge', 'red', /no deployment of it is called red/],
      ['two that begin alike', 'edge', '20261124', /no deployment of it is called/],
      ['a rollback that was put back', 'edge', '20261124t04', /did not come to a good end/],
    ]
    for (const [what, environment, to, words] of cases) {
      it(`refuses ${what}`, async () => {
        const input = rollbackInput(await place(environment), to)
        await assert.rejects(input, refused('NO_WAY_BACK', words))
      })
    }

    it('finds the colour of the rollback that is named, or of the last one', async () => {
      for (const to of ['20261124t03', undefined]) {
        const input = await rollbackInput(await place('edge'), to)
        assert.ok('by' in input && input.to === 'blue')
      }
    })
  })
})
