import assert from 'node:assert/strict'
import { sha256 } from '../../../src/domain/plan/bundle.ts'
import type { Facts, Running } from '../../../src/engine/step.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import { infraUnlock } from '../../../src/operations/infra/unlock.ts'
import { type Scripted, scriptedExec } from '../../doubles/scripted-exec.ts'
import { lockError } from '../../doubles/state-lock.ts'

const stamp = `${sha256(JSON.stringify(['terraform', 'local /p/state', 'code']))}\n`
const created = '2026-11-23 08:00:00 UTC'
const locked = (id: string): Scripted => ({
  file: 'terraform',
  has: ['plan', '-refresh=false', '-lock-timeout=0s'],
  stdout: lockError('bob@desk', created, id),
  exitCode: 1,
})
const free: Scripted = { file: 'terraform', has: ['plan'] }
const broken: Scripted = { file: 'terraform', has: ['plan'], exitCode: 1, stderr: 'no bucket' }
const off = (exitCode = 0): Scripted => ({
  file: 'terraform',
  has: ['force-unlock', 'lock-1'],
  exitCode,
})

function setting(script: readonly Scripted[], { account = '111111111111', answer = true } = {}) {
  const { exec, finish } = scriptedExec(script)
  const asked: string[] = []
  const nothing = async () => undefined
  const context = {
    exec,
    files: { read: async () => stamp, write: nothing, makeEmpty: nothing, remove: nothing },
    codeHash: async () => 'code',
    identity: { read: async () => ({ account, arn: 'arn:x' }) },
    environment: { name: 'dev', account: '111111111111' },
    prompt: {
      typeExactly: async (question: string, name: string) =>
        asked.push(question, name) > 0 && answer,
    },
    backend: { type: 'local', path: '/p/state' },
    terraform: { program: 'terraform', dir: '/p/terraform', dataDir: '/p/data', env: {} },
    ...{ topic: 'infra', varFile: '/p/v', lockWaitSeconds: 300, extra: [] },
    signal: new AbortController().signal,
  } as unknown as InfraContext
  const at = (facts: Facts) =>
    ({ facts, folder: '/p/op', news: () => undefined }) as unknown as Running
  const step = (id: string) => {
    const found = infraUnlock().find((one) => one.id === id)
    assert.ok(found)
    return found
  }
  return { context, at, step, finish, asked }
}
const holder = { id: 'lock-1', who: 'bob@desk', operation: 'OperationTypeApply', created }

describe('infra unlock', () => {
  it('looks with the credentials of the environment alone, and waits for nobody', async () => {
    const wrong = setting([], { account: '999999999999' })
    await assert.rejects(async () => wrong.step('look').run(wrong.context, wrong.at({})), {
      code: 'WRONG_ACCOUNT',
    })
    const { context, at, step, finish } = setting([locked('lock-1')])
    assert.deepEqual(await step('look').run(context, at({})), { holder })
    finish()
  })

  it('has nothing to ask and nothing to do where nobody holds it', async () => {
    const { context, at, step, finish } = setting([free])
    const facts = await step('look').run(context, at({}))
    assert.deepEqual(facts, { holder: null })
    for (const id of ['ask', 'unlock']) {
      assert.equal(await step(id).done?.(context, at({ holder: null })), true)
      assert.equal(await step(id).done?.(context, at({ holder })), false)
    }
    finish()
  })

  it('believes in no lock where Terraform failed for another reason', async () => {
    const { context, at, step } = setting([broken])
    await assert.rejects(async () => step('look').run(context, at({})), { code: 'TOOL_FAILED' })
  })

  it('names the holder, and takes nothing but the name of the environment for a yes', async () => {
    const { context, at, step, asked } = setting([], { answer: false })
    await assert.rejects(async () => step('ask').run(context, at({ holder })), { code: 'DECLINED' })
    assert.match(asked[0] ?? '', /bob@desk .*since 2026-11-23/)
    assert.equal(asked[1], 'dev')
  })

  it('takes off the lock that was shown, and none that came in its place', async () => {
    for (const script of [[locked('lock-1'), off()], [locked('lock-2')], [free]]) {
      const { context, at, step, finish } = setting(script)
      await step('unlock').run(context, at({ holder }))
      finish()
    }
    const { context, at, step } = setting([locked('lock-1'), off(1)])
    await assert.rejects(async () => step('unlock').run(context, at({ holder })), {
      code: 'TOOL_FAILED',
      now: 'The lock is as it was.',
    })
  })
})
