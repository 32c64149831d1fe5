import assert from 'node:assert/strict'
import { Redactor } from '../../../src/domain/redaction.ts'
import { toolMissing } from '../../../src/errors/index.ts'
import type { InfraContext, PolicySettings } from '../../../src/operations/infra/context.ts'
import { whileJudged } from '../../../src/operations/infra/policy.ts'
import type { CommandLine, Finished, RunOptions } from '../../../src/ports/exec.ts'

const plan = { summary: {} as never, empty: false }
const issue = (message: string) =>
  JSON.stringify({ issues: [{ rule: { name: 'r', severity: 'error' }, message }], errors: [] })

interface Setting {
  readonly tools?: PolicySettings['tools']
  readonly run: (command: CommandLine, options: RunOptions) => Promise<Partial<Finished>>
}

function setting({ tools = [{ tool: 'tflint', present: true }], run }: Setting) {
  const redactor = new Redactor()
  const news: string[] = []
  const stop = new AbortController()
  const context = {
    exec: {
      run: async (command: CommandLine, options: RunOptions) => {
        const ended = { exitCode: 2, signal: null, stderr: '', ...(await run(command, options)) }
        options.sink?.(Buffer.from(ended.stdout ?? ''))
        return { ...ended, stdout: '' }
      },
    },
    files: { stat: async () => null },
    project: '/p',
    varFile: '/p/dev.tfvars',
    redact: (text: string) => redactor.redact(text),
    hide: (text: string) => redactor.add(text),
    terraform: { dir: '/p/terraform', env: { AWS_REGION: 'eu-west-3', TF_VAR_password: 'x' } },
    policy: {
      tools,
      failOn: 'error',
      required: [],
      patience: { limitMs: 2000, graceMs: 1 },
      env: { TF_VAR_password: undefined },
    },
  } as unknown as InfraContext
  const judged = (make = async () => plan) =>
    whileJudged(context, stop.signal, (line) => news.push(line), make)
  return { context, judged, news, stop }
}

describe('a plan while the policy tools look at its code', () => {
  it('is told what they found, and whom it waits for', async () => {
    const answer = Promise.withResolvers<Partial<Finished>>()
    const { judged, news } = setting({ run: () => answer.promise })
    const made = judged()
    await new Promise(setImmediate)
    answer.resolve({ stdout: issue('bad') })
    const { policy } = await made
    assert.deepEqual(news, ['waiting for tflint'])
    assert.deepEqual([policy.findings[0]?.message, policy.errors], ['bad', 1])
    assert.deepEqual(policy.refusals, ['1 error, and terraform.policy.failOn is error'])
  })

  it('hides what the plan only then calls secret, and what would steer a terminal', async () => {
    const message = 'name is\n"canary-5b1f"\u001b]52;c;x\u0007 \u001b[31mred'
    const { context, judged } = setting({ run: async () => ({ stdout: issue(message) }) })
    const { policy } = await judged(async () => {
      await new Promise(setImmediate)
      context.hide('canary-5b1f')
      return plan
    })
    assert.equal(policy.findings[0]?.message, 'name is "***" red')
  })

  it('gives the tools no secret of the environment', async () => {
    const seen: CommandLine['env'][] = []
    const run = async ({ env }: CommandLine) => {
      seen.push(env)
      return { exitCode: 0, stdout: '{}' }
    }
    await setting({ run }).judged()
    assert.deepEqual(seen, [{ AWS_REGION: 'eu-west-3', TF_VAR_password: undefined }])
  })

  const broken: readonly (readonly [string, Partial<Finished>, RegExp])[] = [
    ['takes too long', { exitCode: null, signal: 'SIGKILL', late: true }, /longer than 2 s/],
    ['is killed', { exitCode: null, signal: 'SIGSEGV' }, /ended by SIGSEGV/],
    ['prints something else', { stdout: 'secret words' }, /^exit 2, and no findings/],
    [
      'dies with words',
      { exitCode: 3, stderr: 'a\nno such plug-in\n' },
      /^exit 3: no such plug-in/,
    ],
    ['prints without end', { stdout: 'x'.repeat(65 * 1024 * 1024) }, /more than 64 MiB/],
  ]
  for (const [what, ended, why] of broken) {
    it(`goes on without a tool that ${what}, and says so in one line`, async () => {
      const { policy } = await setting({ run: async () => ended }).judged()
      const [outcome] = policy.tools
      assert.equal(outcome?.state, 'broken')
      assert.match(outcome?.why ?? '', why)
      assert.deepEqual([policy.findings, policy.refusals], [[], []])
    })
  }

  it('goes on without a tool that cannot be started, or is not there', async () => {
    const run = async () => Promise.reject(toolMissing('tflint', 'this program', 'make it so'))
    const tools = [
      { tool: 'tflint', present: true },
      { tool: 'checkov', present: false },
    ] as const
    const { policy } = await setting({ run, tools }).judged()
    assert.deepEqual(
      policy.tools.map(({ tool, state }) => [tool, state]),
      [
        ['tflint', 'broken'],
        ['checkov', 'missing'],
      ],
    )
  })

  it('stops them when it fails, waits for their end, and tells its own failure', async () => {
    let ended = false
    const run = async (_: CommandLine, { signal }: RunOptions) => {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      ended = true
      return { exitCode: null, signal: 'SIGINT' }
    }
    const fails = async () => {
      await new Promise(setImmediate)
      throw new Error('no such subnet')
    }
    await assert.rejects(setting({ run }).judged(fails), /no such subnet/)
    assert.equal(ended, true)
  })

  it('is interrupted with them: half a judgement is none', async () => {
    const { judged, stop } = setting({
      run: async () => {
        stop.abort()
        return { exitCode: null, signal: 'SIGINT' }
      },
    })
    await assert.rejects(judged(), { code: 'INTERRUPTED' })
  })
})
