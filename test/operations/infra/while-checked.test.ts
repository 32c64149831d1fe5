import assert from 'node:assert/strict'
import { sha256 } from '../../../src/domain/plan/bundle.ts'
import type { InfraContext } from '../../../src/operations/infra/context.ts'
import { whileChecked } from '../../../src/operations/infra/while-checked.ts'

const stamp = `${sha256(JSON.stringify(['terraform', 'local /p/state', 'code']))}\n`

describe('work that reads while STS is asked', () => {
  const setting = (account: () => Promise<string>, initialised = true) => {
    const started: string[] = []
    const context = {
      files: {
        stat: async (path: string) => (path === '/p/terraform' ? { kind: 'folder' } : null),
        read: async (path: string) =>
          path.endsWith('terraform.tfstate')
            ? '{"backend":{"type":"local"}}'
            : initialised
              ? stamp
              : null,
        write: async () => undefined,
        makeEmpty: async () => undefined,
        remove: async () => undefined,
        makeFolder: async () => undefined,
        list: async () => [],
      },
      exec: {
        run: async ({ args }: { args: readonly string[] }) => {
          started.push(args[0] ?? '')
          return { exitCode: 0, signal: null, stdout: '', stderr: '' }
        },
      },
      identity: {
        read: async () => {
          started.push('sts')
          return { account: await account(), arn: 'arn:x' }
        },
      },
      codeHash: async () => 'code',
      signal: new AbortController().signal,
      environment: { name: 'dev', account: '111111111111' },
      backend: { type: 'local', path: '/p/state' },
      providers: null,
      terraform: { program: 'terraform', dir: '/p/terraform', dataDir: '/p/data', env: {} },
    } as unknown as InfraContext
    return { context, started }
  }

  it('begins before the answer is there, and gives what it found', async () => {
    const answer = Promise.withResolvers<string>()
    const { context, started } = setting(() => answer.promise)
    const found = whileChecked(context, async () => {
      started.push('work')
      answer.resolve('111111111111')
      return 7
    })
    assert.equal(await found, 7)
    assert.deepEqual(started, ['work', 'sts'])
  })

  it('lets it start its program first, also when that takes some promises', async () => {
    const { context, started } = setting(async () => '111111111111')
    await whileChecked(context, async () => {
      for (let promises = 0; promises < 20; promises++) await null
      started.push('work')
    })
    assert.deepEqual(started, ['work', 'sts'])
  })

  it('interrupts it for another account, waits for its end, and hides what it found or said', async () => {
    for (const fails of [false, true]) {
      const { context } = setting(async () => '222222222222')
      let ended = false
      const work = async (signal: AbortSignal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        ended = true
        if (fails) throw new Error('Terraform was interrupted')
        return 7
      }
      await assert.rejects(whileChecked(context, work), { code: 'WRONG_ACCOUNT' })
      assert.equal(ended, true)
    }
  })

  it('asks first where a folder must be initialised', async () => {
    const wrong = setting(async () => '222222222222', false)
    const never = async () => assert.fail('began')
    await assert.rejects(whileChecked(wrong.context, never), { code: 'WRONG_ACCOUNT' })
    assert.deepEqual(wrong.started, ['sts'])
    const right = setting(async () => '111111111111', false)
    await whileChecked(right.context, async () => right.started.push('work'))
    assert.deepEqual(right.started, ['sts', 'init', 'work'])
  })
})
