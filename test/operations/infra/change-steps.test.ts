import assert from 'node:assert/strict'
import type { Running } from '../../../src/engine/step.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import { infraDown } from '../../../src/operations/infra/down.ts'
import { infraUp } from '../../../src/operations/infra/up.ts'
import type { LeftBehind } from '../../../src/ports/exec.ts'
import { type Scripted, scriptedExec } from '../../doubles/scripted-exec.ts'
import { lockError } from '../../doubles/state-lock.ts'

const planJson = (...addresses: string[]) =>
  JSON.stringify({
    resource_changes: addresses.map((address) => ({
      address,
      mode: 'managed',
      type: address.split('.')[0],
      change: { actions: ['create'], before: null, after: {} },
    })),
  })

interface Setting {
  readonly script: readonly Scripted[]
  readonly left?: Readonly<Record<string, LeftBehind>>
  readonly answer?: boolean
  readonly guard?: { readonly share: number; readonly most?: number }
  readonly allow?: { readonly dataLoss: boolean; readonly large: boolean }
  /** Files that are there; a move is one of them under another name. */
  readonly there?: readonly string[]
}

function setting({
  script,
  left = {},
  answer = true,
  guard = { share: 30 },
  allow = { dataLoss: false, large: false },
  there = [],
}: Setting) {
  const { exec, calls, finish } = scriptedExec(script, left)
  const removed: string[] = []
  const asked: string[] = []
  const files = new Set(there)
  const modes = new Map<string, number>()
  const context = {
    exec,
    files: {
      write: async (path: string, _: string, mode: number) => void modes.set(path, mode),
      makeEmpty: async (path: string) => void modes.set(path, 0o600),
      remove: async (path: string) => {
        files.delete(path)
        removed.push(path)
      },
      hash: async () => 'abc',
      stat: async (path: string) => (files.has(path) ? { kind: 'file' } : null),
      move: async (from: string, to: string, mode: number) => {
        files.delete(from)
        files.add(to)
        modes.set(to, mode)
      },
    },
    prompt: {
      assertAnswerable: (expected: string | null) => void asked.push(`can ${expected}`),
      confirm: async () => asked.push('confirm') > 0 && answer,
      typeExactly: async () => asked.push('type') > 0 && answer,
      typePhrase: async (_: string, expected: string) => asked.push(expected) > 0 && answer,
    },
    identity: { read: async () => ({ account: '111111111111', arn: 'arn:x' }) },
    environment: {
      name: 'dev',
      account: '111111111111',
      protected: false,
      bucket: 'b',
      project: 'shop',
      region: 'eu-west-3',
      guard,
    },
    allow,
    hide: () => undefined,
    redact: (text: string) => text,
    signal: new AbortController().signal,
    policy: { tools: [], failOn: 'never', required: [] },
    terraform: { program: 'terraform', dir: '/p/terraform', dataDir: '/p/data', env: {} },
    varFile: '/p/dev.tfvars',
    me: 'ann@build-7',
    lockWaitSeconds: 0,
    extra: [],
    show: async () => undefined,
  } as unknown as InfraContext
  const at = (facts: Running['facts'], again = false): Running => ({
    facts,
    folder: '/p/op',
    again,
    signal: new AbortController().signal,
    news: () => undefined,
  })
  const step = (id: string, steps = infraUp()) => {
    const found = steps.find((one) => one.id === id)
    assert.ok(found)
    return found
  }
  return { context, at, step, calls, finish, removed, asked, modes }
}

const plan = (stdout = '', exitCode = 2): Scripted => ({
  file: 'terraform',
  has: ['plan'],
  stdout,
  exitCode,
})
const show = (...addresses: string[]): Scripted => ({
  file: 'terraform',
  has: ['show'],
  stdout: planJson(...addresses),
})
const apply = (exitCode = 0): Scripted => ({
  file: 'terraform',
  has: ['apply', '/p/op/plan.tfplan'],
  exitCode,
})
const dead: LeftBehind = {
  pid: 7,
  running: false,
  startedAt: '2026-11-23T09:00:00.000Z',
  exitCode: null,
}
const approved = {
  summary: {
    changes: [
      { action: 'create', address: 'aws_lb.a' },
      { action: 'create', address: 'aws_lb.b' },
    ],
  },
} as unknown as Running['facts']

describe('infra up', () => {
  it('refuses the credentials of another account before Terraform is started', async () => {
    const { context, at, step, finish } = setting({ script: [] })
    const wrong = {
      ...context,
      identity: { read: async () => ({ account: '999999999999', arn: '' }) },
    }
    await assert.rejects(async () => step('account').run(wrong, at({})), {
      code: 'WRONG_ACCOUNT',
      exitCode: 2,
    })
    finish()
  })

  it('applies exactly the plan file, and removes it', async () => {
    const { context, at, step, finish, removed } = setting({ script: [apply()] })
    await step('apply').run(context, at(approved))
    assert.deepEqual(removed, ['/p/op/plan.tfplan'])
    finish()
  })

  it('applies nothing when the answer is no, and removes the plan', async () => {
    const { context, at, step, removed, asked } = setting({ script: [], answer: false })
    await assert.rejects(async () => step('approve').run(context, at(approved)), {
      code: 'DECLINED',
    })
    assert.deepEqual([asked, removed], [['confirm'], ['/p/op/plan.tfplan']])
  })

  it('begins nothing beside a state that some apply left in the folder', async () => {
    const there = ['/p/terraform/errored.tfstate']
    const { context, at, step } = setting({ script: [], there })
    await assert.rejects(async () => step('account').run(context, at({})), {
      code: 'STATE_STRAY',
      exitCode: 2,
    })
  })

  it('pushes a state that was kept before it plans', async () => {
    const kept = '/p/data/errored.tfstate'
    const push = { file: 'terraform', has: ['state', 'push', kept] }
    const { context, at, step, finish } = setting({ script: [push], there: [kept] })
    assert.equal(await step('recover').done?.(context, at({})), false)
    await step('recover').run(context, at({}))
    assert.equal(await step('recover').done?.(context, at({})), true)
    finish()
  })

  it('is stopped by what the policy refuses, also when it is taken up before the question', async () => {
    const policy = {
      tools: [{ tool: 'tflint', present: false }],
      failOn: 'never',
      required: ['tflint'],
    }
    for (const takenUp of [false, true]) {
      const { context, at, step, asked, removed } = setting({ script: [plan(), show('aws_lb.a')] })
      const steps = infraUp()
      const judged = { ...context, policy } as unknown as InfraContext
      const facts = (await step('plan', steps).run(judged, at({}))) ?? {}
      const approve = step('approve', takenUp ? infraUp() : steps)
      await assert.rejects(async () => approve.run(judged, at(facts)), {
        code: 'POLICY_REFUSED',
        exitCode: 5,
      })
      assert.deepEqual([asked, removed], [[], ['/p/op/plan.tfplan']])
    }
  })

  it('shows the plan before it asks', async () => {
    const { context, at, step, asked } = setting({ script: [] })
    const show = async () => void asked.push('shown')
    await step('approve').run({ ...context, show }, at(approved))
    assert.deepEqual(asked, ['shown', 'confirm'])
  })

  it('plans into a file that nobody else could read before it was filled', async () => {
    const { context, at, step, finish, modes } = setting({
      script: [
        { ...plan(), act: () => assert.equal(modes.get('/p/op/plan.tfplan'), 0o600) },
        show(),
      ],
    })
    await step('plan').run(context, at({}))
    finish()
  })

  it('names the holder of a locked state and exits with 4', async () => {
    const { context, at, step, finish } = setting({
      script: [plan(lockError('bob@desk', '2026-11-23 08:00:00 UTC'), 1)],
    })
    await assert.rejects(async () => step('plan').run(context, at({})), {
      exitCode: 4,
      message: /bob@desk/,
    })
    finish()
  })

  it('sends nobody to a new operation while this one is in the middle', async () => {
    const next = ['mend the cause, then one of these']
    const failed = setting({ script: [apply(1)] })
    await assert.rejects(
      async () => failed.step('apply').run(failed.context, failed.at(approved)),
      {
        next,
      },
    )
    failed.finish()
    const again = setting({ script: [plan('', 1)], left: { 'apply-1': dead } })
    await assert.rejects(
      async () => again.step('apply').run(again.context, again.at(approved, true)),
      { next },
    )
    again.finish()
  })

  it('goes on after a death with the rest of what was approved, without asking', async () => {
    const { context, at, step, finish, asked } = setting({
      script: [plan(), show('aws_lb.b'), apply()],
      left: { 'apply-1': { ...dead, exitCode: 1 } },
    })
    await step('apply').run(context, at(approved, true))
    assert.deepEqual(asked, [])
    finish()
  })

  it('asks again when more is to do than was approved', async () => {
    const { context, at, step, finish, asked } = setting({
      script: [plan(), show('aws_lb.c'), apply()],
      left: { 'apply-1': dead },
    })
    await step('apply').run(context, at(approved, true))
    assert.deepEqual(asked, ['confirm'])
    finish()
  })

  it('applies the very plan when it died before Terraform, unless that is another by now', async () => {
    const rest = { ...approved, planHash: 'abc' }
    for (const [facts, left, script] of [
      [rest, {}, [apply()]],
      [{ ...rest, planHash: 'other' }, {}, [plan(), show('aws_lb.b'), apply()]],
      [rest, { 'apply-1': dead }, [plan(), show('aws_lb.b'), apply()]],
    ] as const) {
      const { context, at, step, finish } = setting({ script, left })
      await step('apply').run(context, at(facts, true))
      finish()
    }
  })

  it('pushes the state that its dead Terraform could not save before it plans on it', async () => {
    const kept = '/p/data/errored.tfstate'
    const push = { file: 'terraform', has: ['state', 'push', kept] }
    const { context, at, step, finish, modes, removed } = setting({
      script: [push, plan('', 0)],
      left: { 'apply-1': dead },
      there: ['/p/terraform/errored.tfstate'],
    })
    await step('apply').run(context, at(approved, true))
    assert.deepEqual([modes.get(kept), removed[0]], [0o600, kept])
    finish()
  })

  it('waits for a Terraform that is still at work, and keeps the state that it could not save', async () => {
    const { context, at, step, finish, modes } = setting({
      script: [show('aws_lb.b')],
      left: { 'apply-1': { ...dead, running: true } },
      there: ['/p/terraform/errored.tfstate'],
    })
    const awaited: string[] = []
    const attach: InfraContext['exec']['attach'] = async ({ name }) => {
      awaited.push(name)
      return { exitCode: 1, signal: null, stdout: '', stderr: '' }
    }
    await step('apply').settle?.(
      { ...context, exec: { ...context.exec, attach } },
      at(approved, true),
    )
    assert.deepEqual([awaited, modes.get('/p/data/errored.tfstate')], [['apply-1'], 0o600])
    finish()
  })

  it("takes off the lock of its own dead Terraform, and of nobody else's", async () => {
    const own = lockError('ann@build-7', '2026-11-23 09:00:03.5 +0000 UTC')
    const good = setting({
      script: [plan(own, 1), { file: 'terraform', has: ['force-unlock', 'lock-1'] }, plan('', 0)],
      left: { 'apply-1': dead },
    })
    await good.step('apply').run(good.context, good.at(approved, true))
    good.finish()
    for (const foreign of [
      lockError('bob@desk', '2026-11-23 09:00:03 UTC'),
      lockError('ann@build-7', '2026-11-23 08:59:00 UTC'),
    ]) {
      const bad = setting({ script: [plan(foreign, 1)], left: { 'apply-1': dead } })
      await assert.rejects(async () => bad.step('apply').run(bad.context, bad.at(approved, true)), {
        exitCode: 4,
      })
      bad.finish()
    }
  })

  it('does nothing again when the Terraform of the dead process finished well', async () => {
    const { context, at, step, finish, removed } = setting({
      script: [],
      left: { 'apply-1': { ...dead, exitCode: 0 } },
    })
    assert.equal(await step('apply').done?.(context, at(approved, true)), true)
    assert.deepEqual(removed, ['/p/op/plan.tfplan'])
    finish()
  })
})

describe('what a plan may take away', () => {
  const change = (address: string, action: string, holdsData = false) => ({
    address,
    action,
    holdsData,
  })
  const facts = (destroy: number, existing: number, ...changes: object[]) =>
    ({ summary: { changes, destroy, replace: 0, existing } }) as unknown as Running['facts']
  const volume = change('aws_ebs_volume.data', 'delete', true)

  it('wants a word of its own for data, whatever --yes and --confirm say', async () => {
    const { context, at, step, asked } = setting({ script: [] })
    await step('approve').run(context, at(facts(1, 100, volume)))
    assert.deepEqual(asked, ['lose data', 'confirm'])
  })

  it('is stopped with exit 5 when the word does not come, naming the flag', async () => {
    const { context, at, step } = setting({ script: [], answer: false })
    await assert.rejects(async () => step('approve').run(context, at(facts(1, 100, volume))), {
      code: 'PLAN_GUARDED',
      exitCode: 5,
      next: ['if it is meant: --allow-data-loss'],
    })
  })

  it('wants a word for more than the share of the environment', async () => {
    const { context, at, step, asked } = setting({ script: [] })
    await step('approve').run(context, at(facts(4, 10)))
    await step('approve').run(context, at(facts(3, 10)))
    await step('approve').run(context, at(facts(2, 2)))
    await step('approve').run(context, at(facts(3, 9)))
    assert.deepEqual(asked, ['4 of 10', 'confirm', 'confirm', 'confirm', '3 of 9', 'confirm'])
  })

  it('takes the flags for the words', async () => {
    const allow = { dataLoss: true, large: true }
    const { context, at, step, asked } = setting({ script: [], allow })
    await step('approve').run(context, at(facts(4, 10, volume)))
    assert.deepEqual(asked, ['confirm'])
  })

  it('never passes the cap, with every flag and for a destroy', async () => {
    const allow = { dataLoss: true, large: true }
    const { context, at, step, asked } = setting({
      script: [],
      allow,
      guard: { share: 100, most: 3 },
    })
    for (const steps of [infraUp(), infraDown()]) {
      await assert.rejects(async () => step('approve', steps).run(context, at(facts(4, 100))), {
        code: 'PLAN_GUARDED',
        message: /allows 3/,
      })
    }
    assert.deepEqual(asked, [])
    await step('approve').run(context, at(facts(3, 100)))
    assert.deepEqual(asked, ['confirm'])
  })

  it('wants the name of a protected environment typed, and knows at once who could', async () => {
    const { context, at, step, asked } = setting({ script: [] })
    const guarded = { ...context, environment: { ...context.environment, protected: true } }
    for (const one of [context, guarded]) {
      await step('account').run(one, at({}))
      await step('approve').run(one, at(approved))
    }
    assert.deepEqual(asked, ['can null', 'confirm', 'can dev', 'type'])
  })
})

describe('infra down', () => {
  it('wants the name typed, which stands for all that is lost', async () => {
    const { context, at, step, asked } = setting({ script: [] })
    const changes = [{ address: 'aws_ebs_volume.data', action: 'delete', holdsData: true }]
    const facts = { summary: { changes, destroy: 4, replace: 0, existing: 4 } }
    await step('account', infraDown()).run(context, at({}))
    await step('approve', infraDown()).run(context, at(facts))
    assert.deepEqual(asked, ['can dev', 'type'])
  })

  it('plans to destroy, and asks no policy about it', async () => {
    const destroys = { ...plan('', 0), has: ['plan', '-destroy'] }
    const { context, at, step, finish } = setting({ script: [destroys] })
    const policy = { tools: [], failOn: 'never', required: ['tflint'] }
    const facts = await step('plan', infraDown()).run(
      { ...context, policy } as unknown as InfraContext,
      at({}),
    )
    assert.equal(facts?.['policy'], undefined)
    finish()
  })

  it('takes the end for well when OpenTofu only let be what it was told to, and for that alone', async () => {
    const letBe = 'Destroy was successful but left behind forgotten instances'
    const ends = (...summaries: string[]) => {
      const events = summaries.map((summary) => ({
        type: 'diagnostic',
        diagnostic: { severity: 'error', summary, detail: '' },
      }))
      return { ...apply(1), stdout: events.map((event) => JSON.stringify(event)).join('\n') }
    }
    const destroyed = async (script: Scripted) => {
      const { context, at, step } = setting({ script: [script] })
      await step('apply', infraDown()).run(context, at(approved))
    }
    await destroyed(ends(letBe))
    await assert.rejects(destroyed(ends(letBe, 'creating: no')), { code: 'TOOL_FAILED' })
    await assert.rejects(destroyed(ends()), { code: 'TOOL_FAILED' })
  })

  it('does not call it done while resources are left, whatever their module is called', async () => {
    for (const left of ['aws_vpc.a', 'module.data.aws_vpc.a', 'module.x["data."].aws_vpc.data']) {
      const { context, at, step } = setting({
        script: [{ file: 'terraform', has: ['state'], stdout: `${left}\n` }],
      })
      await assert.rejects(async () => step('rest', infraDown()).run(context, at({})), {
        code: 'STATE_NOT_EMPTY',
        now: `Left: ${left}`,
      })
    }
  })

  it('calls it done when only what was read is left', async () => {
    const stdout = 'data.aws_ami.a\nmodule.x["data."].module.y[0].data.aws_ami.b\n'
    const { context, at, step, finish } = setting({
      script: [{ file: 'terraform', has: ['state'], stdout }],
    })
    await step('rest', infraDown()).run(context, at({}))
    finish()
  })
})
