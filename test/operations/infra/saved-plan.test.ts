import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFiles } from '../../../src/adapters/files.ts'
import { folderDocuments } from '../../../src/adapters/folder-documents.ts'
import type { Facts, Running } from '../../../src/engine/step.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import {
  assertUnclaimed,
  bindingHere,
  bindingThere,
  claimPlan,
  openBundle,
  savePlan,
} from '../../../src/operations/infra/saved-plan.ts'
import { savedPlanSteps } from '../../../src/operations/infra/saved-plan-steps.ts'
import { infraShow } from '../../../src/operations/infra/show.ts'
import { neverExec } from '../../doubles/never-exec.ts'
import { type Scripted, scriptedExec } from '../../doubles/scripted-exec.ts'

const version: Scripted = {
  file: 'terraform',
  has: ['version'],
  stdout: '{"terraform_version":"1.11.4","provider_selections":{"p":"1"}}',
}
const pull = (stdout: string, exitCode = 0): Scripted => ({
  file: 'terraform',
  has: ['state', 'pull'],
  stdout,
  exitCode,
})

/** With a real Terraform: test/real-terraform/saved-plan.test.ts. */
describe('what a saved plan is bound to', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'opsctl-saved-'))
    for (const name of ['tf', 'op-1']) mkdirSync(join(dir, name))
    writeFileSync(join(dir, 'tf', 'main.tf'), 'terraform {}\n')
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  const context = (script: readonly Scripted[] | null, environment = 'dev'): InfraContext =>
    ({
      exec: script === null ? neverExec : scriptedExec(script).exec,
      files: nodeFiles,
      documents: folderDocuments(join(dir, 'documents')),
      environment: { project: 'shop', name: environment },
      project: dir,
      commit: async () => 'c'.repeat(40),
      terraform: {
        program: 'terraform',
        dir: join(dir, 'tf'),
        dataDir: join(dir, 'data'),
        env: {},
      },
      backend: { type: 'local', path: join(dir, 'state/dev.tfstate') },
      ...{ varFile: join(dir, 'dev.tfvars'), variables: [['TF_VAR_a', 'b']], extra: [] },
      ...{ topic: 'infra', version: '1' },
    }) as unknown as InfraContext

  it('is the state that is there, or that there is none yet', async () => {
    const state = { version: 4, serial: 3, lineage: 'l', resources: [] }
    const tool = { tool: 'terraform 1.11.4', providers: { p: '1' } }
    assert.deepEqual(await bindingThere(context([version, pull(JSON.stringify(state))])), {
      ...tool,
      ...{ lineage: 'l', serial: 3 },
    })
    assert.deepEqual(await bindingThere(context([version, pull('')])), {
      ...tool,
      ...{ lineage: null, serial: null },
    })
  })

  it('is never a state or a tool that could not be asked, nor half a state', async () => {
    const scripts: readonly (readonly Scripted[])[] = [
      [version, pull('', 1)],
      [version, pull('{"version": 4, "serial": 3')],
      [{ ...version, exitCode: 1 }],
    ]
    for (const script of scripts) {
      await assert.rejects(bindingThere(context(script)), { code: 'TOOL_FAILED', exitCode: 1 })
    }
  })

  it('is the same in two checkouts with their state in the project, and not for two buckets', async () => {
    const c = context(null)
    const elsewhere = {
      ...c,
      project: '/b',
      backend: { type: 'local', path: '/b/state/dev.tfstate' },
    }
    const here = await bindingHere(c)
    assert.deepEqual(await bindingHere(elsewhere as InfraContext), here)
    const bucket = { type: 's3', bucket: 'a', key: 'k', region: 'r' } as const
    const names = [bucket, { ...bucket, bucket: 'b' }, { ...bucket, key: 'j' }, null].map(
      async (backend) => (await bindingHere({ ...c, backend })).backend,
    )
    assert.equal(new Set([here.backend, ...(await Promise.all(names))]).size, 5)
  })

  it('is one operation, also when it is taken up, and whoever asks at the same time', async () => {
    const c = context(null)
    const refused = { code: 'PLAN_APPLIED', exitCode: 2 }
    await assertUnclaimed(c, 'p', 'id', 'op-2')
    await claimPlan(c, 'p', 'id', 'op-1')
    await claimPlan(c, 'p', 'id', 'op-1')
    await assertUnclaimed(c, 'p', 'id', 'op-1')
    await assert.rejects(assertUnclaimed(c, 'p', 'id', 'op-2'), refused)
    await assert.rejects(claimPlan(c, 'p', 'id', 'op-2'), refused)
  })

  it('is one environment and one file of its own: another is shown and applied nowhere', async () => {
    const file = join(dir, 'p.plan')
    const there = { tool: 't', providers: {}, lineage: null, serial: null }
    await savePlan(context(null), file, join(dir, 'none'), there, { id: 'i', at: 'now' })
    await assert.rejects(infraShow(context(null, 'prod'), file, join(dir, 'scratch')), {
      code: 'PLAN_DIFFERS',
      exitCode: 2,
    })
    await openBundle(nodeFiles, file)
    symlinkSync(file, `${file}.link`)
    const unsafe = { code: 'PLAN_FILE_UNSAFE', exitCode: 2 }
    await assert.rejects(openBundle(nodeFiles, `${file}.link`), { ...unsafe, message: /is a link/ })
    chmodSync(file, 0o604)
    await assert.rejects(openBundle(nodeFiles, file), { ...unsafe, message: /by others/ })
    await assert.rejects(openBundle(nodeFiles, `${file}.none`), { code: 'BAD_INPUT', exitCode: 2 })
  })

  it('is looked at before Terraform is started, and with what Terraform says; then it is taken', async () => {
    const there = { tool: 'terraform 1.11.4', providers: { p: '1' }, lineage: 'l', serial: 3 }
    const file = join(dir, 'p.plan')
    const raw = join(dir, 'raw')
    await nodeFiles.write(raw, 'the plan', 0o600)
    await savePlan(context(null), file, raw, there, { id: 'i', at: 'now' })
    const state = (serial: number) => pull(JSON.stringify({ lineage: 'l', serial }))
    const shown = { file: 'terraform', has: ['show'], stdout: '{"resource_changes":[]}' }
    const run = async (id: string, c: InfraContext, operation: string, facts: Facts = {}) => {
      const step = savedPlanSteps(file).find((one) => one.id === id)
      const at = { facts, folder: join(dir, operation), news: () => undefined }
      return (await step?.run(c, at as unknown as Running)) ?? {}
    }
    const facts = await run('saved', context(null), 'op-1')
    assert.equal(await nodeFiles.read(join(dir, 'op-1', 'plan.tfplan')), 'the plan')
    const moved: readonly Partial<InfraContext>[] = [
      { commit: async () => null },
      { variables: [] },
      { backend: null },
      { terraform: { ...context(null).terraform, dir: join(dir, 'op-1') } },
    ]
    const differs = { code: 'PLAN_DIFFERS', exitCode: 2 }
    for (const one of moved) {
      await assert.rejects(run('saved', { ...context(null), ...one }, 'op-2'), differs)
    }
    for (const script of [
      [version, state(4)],
      [{ ...version, stdout: '{"terraform_version":"1.12.0"}' }, state(3)],
    ]) {
      await assert.rejects(run('plan', context(script), 'op-1', facts), differs)
    }
    const fits = context([version, state(3), shown])
    assert.equal((await run('plan', fits, 'op-1', facts))['empty'], true)
    await run('claim', context(null), 'op-1', facts)
    await run('saved', context(null), 'op-1')
    await assert.rejects(run('saved', context(null), 'op-2'), { code: 'PLAN_APPLIED' })
  })

  it('is refused as a file too large to be a plan', async () => {
    const facts = { kind: 'file', mode: 0o600, sizeBytes: 2 ** 31, modifiedAt: new Date() } as const
    const files = { stat: async () => facts, readRegular: async () => ({ facts, content: null }) }
    await assert.rejects(openBundle(files as unknown as InfraContext['files'], 'p'), {
      code: 'PLAN_ALTERED',
      message: /too large/,
    })
  })
})
