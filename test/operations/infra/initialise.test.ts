import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import { initialise, isInitialised } from '../../../src/operations/infra/initialise.ts'
import { planAlone } from '../../../src/operations/infra/plan.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { type Scripted, scriptedExec } from '../../doubles/scripted-exec.ts'

describe('initialising the working folder', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'opsctl-init-'))
    mkdirSync(join(dir, 'terraform'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const note = () => join(dir, 'data', 'terraform.tfstate')

  /** What `terraform init` notes of the backend, at the time when it is called. */
  const init = (type: string | null, more: Partial<Scripted> = {}): Scripted => ({
    file: 'terraform',
    has: ['init', '-reconfigure', `-backend-config=path=${join(dir, 'state', 'dev.tfstate')}`],
    act: () => {
      mkdirSync(join(dir, 'data'), { recursive: true })
      if (type !== null) writeFileSync(note(), JSON.stringify({ backend: { type } }))
    },
    ...more,
  })
  function setting(script: readonly Scripted[], more: Partial<InfraContext> = {}) {
    const { exec, finish } =
      script.length === 0 ? { exec: neverExec, finish() {} } : scriptedExec(script)
    const context = {
      ...{ exec, files: nodeFiles, providers: null, codeHash: async () => 'code' },
      environment: { name: 'dev', account: '111111111111' },
      identity: { read: async () => ({ account: '111111111111', arn: 'arn:x' }) },
      backend: { type: 'local', path: join(dir, 'state', 'dev.tfstate') },
      terraform: { program: 'terraform', dir: join(dir, 'terraform'), dataDir: join(dir, 'data') },
      ...{ topic: 'infra', varFile: '/v', lockWaitSeconds: 0, extra: [] },
      signal: new AbortController().signal,
      ...more,
    } as unknown as InfraContext
    return { context, finish }
  }

  it('is done once, and anew for another backend, other code or another program', async () => {
    const first = setting([init('local')])
    await initialise(first.context)
    first.finish()
    await initialise(setting([]).context)
    const { terraform } = first.context
    const others: readonly Partial<InfraContext>[] = [
      { backend: { type: 'local', path: '/p/other.tfstate' } },
      { backend: null },
      { codeHash: async () => 'other' },
      { terraform: { ...terraform, program: 'tofu' } },
      { terraform: { ...terraform, dataDir: join(dir, 'of-another-environment') } },
    ]
    for (const other of others)
      assert.equal(await isInitialised({ ...first.context, ...other }), false)
  })

  it('is not done by an init that failed, whatever was done before', async () => {
    await initialise(setting([init('local')]).context)
    const fails = (stderr: string): Scripted => ({ ...init(null), exitCode: 1, stdout: '', stderr })
    const version = {
      file: 'terraform',
      has: ['version'],
      stdout: '{"terraform_version":"1.11.4"}',
    }
    const codeHash = async () => 'other'
    const failed = setting([fails('disk'), version], { codeHash })
    await assert.rejects(initialise(failed.context), { code: 'TOOL_FAILED' })
    failed.finish()
    assert.equal(await isInitialised(setting([]).context), false)
  })

  it('is refused without a place for the state, a root module, or a backend block in it', async () => {
    const backend = null
    await assert.rejects(initialise(setting([], { backend }).context), {
      code: 'STATE_BUCKET_MISSING',
    })
    for (const noted of [null, 's3']) {
      const { context } = setting([init(noted)])
      await assert.rejects(initialise(context), { code: 'BACKEND_DIFFERS', exitCode: 2 })
      assert.equal(await isInitialised(context), false)
    }
    rmSync(join(dir, 'terraform'), { recursive: true })
    await assert.rejects(initialise(setting([]).context), { code: 'BAD_INPUT', exitCode: 2 })
  })

  it("takes half a note of Terraform's away, and leaves a whole one", async () => {
    mkdirSync(join(dir, 'data'))
    const seen: (string | null)[] = []
    const look = () => {
      seen.push(readFileSync(note(), { encoding: 'utf8', flag: 'a+' }))
      writeFileSync(note(), '{"backend":{"type":"local"}}')
    }
    for (const before of ['{"version": 3, "back', '{"backend":{"type":"s3"}}']) {
      writeFileSync(note(), before)
      await initialise(setting([init(null, { act: look })]).context)
      rmSync(join(dir, 'data', 'opsctl-initialised'))
    }
    assert.deepEqual(seen, ['', '{"backend":{"type":"s3"}}'])
  })

  it('is done again where a plan asks for it, once, and for no other failure', async () => {
    await initialise(setting([init('local')]).context)
    const plan = (detail: string): Scripted => ({
      file: 'terraform',
      has: ['plan'],
      stdout:
        detail &&
        JSON.stringify({
          type: 'diagnostic',
          diagnostic: { severity: 'error', summary: 'x', detail },
        }),
      exitCode: detail === '' ? 0 : 1,
    })
    const asks = 'Required plugins are not installed'
    const out = join(dir, 'out')
    const mended = setting([plan(asks), init('local'), plan('')])
    assert.equal((await planAlone(mended.context, out, () => undefined)).empty, true)
    mended.finish()
    for (const script of [[plan(asks), init('local'), plan(asks)], [plan('no such variable')]]) {
      const { context, finish } = setting(script)
      await assert.rejects(
        planAlone(context, out, () => undefined),
        { code: 'TOOL_FAILED' },
      )
      finish()
    }
  })
})
