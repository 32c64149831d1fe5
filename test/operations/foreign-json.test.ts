import assert from 'node:assert/strict'
import type { ConfigContext } from '../../src/operations/config/context.ts'
import { configInventory } from '../../src/operations/config/inventory.ts'
import type { InfraContext } from '../../src/operations/infra/context.ts'
import { readOutputs } from '../../src/operations/infra/output.ts'
import { readPlan } from '../../src/operations/infra/terraform-run.ts'

/** As deep as a text of some 500 kB can be. */
const deep = `${'{"a":'.repeat(100_000)}0${'}'.repeat(100_000)}`

/** A world in which each program prints this. */
function printing(text: string) {
  const run = async (_: unknown, options: { sink?: (bytes: Uint8Array) => void } = {}) => {
    options.sink?.(Buffer.from(text))
    return { exitCode: 0, signal: null, stdout: text, stderr: '' }
  }
  const context = {
    exec: { run },
    terraform: { program: '/opt/bin/tofu', dir: '/p', dataDir: '/d', env: {} },
    ansible: { bin: null, dir: '/p', env: {} },
    environment: { name: 'dev' },
    hide: () => undefined,
  }
  return context as unknown as InfraContext & ConfigContext
}

const readers = {
  'tofu output': (text: string) => readOutputs(printing(text)),
  'tofu show': (text: string) => readPlan(printing(text), '/p/plan'),
  'ansible-inventory': (text: string) => configInventory(printing(text)),
} as const

describe('JSON that a wrapped program prints', () => {
  const hostile: Readonly<Record<keyof typeof readers, (value: string) => string>> = {
    'tofu output': (value) => `{"a":{"value":${value},"sensitive":false}}`,
    'tofu show': (value) =>
      `{"resource_changes":[{"address":"a","change":{"actions":["update"],"before":null,"after":${value}}}]}`,
    'ansible-inventory': (value) => `{"_meta":{"hostvars":{"i-1":{"x":${value}}}}}`,
  }

  for (const [program, read] of Object.entries(readers)) {
    const around = hostile[program as keyof typeof readers]
    it(`${program}: 100,000 levels deep, or none: says whose it is, and that nothing was changed`, async () => {
      for (const [text, how] of [
        // A plan is read as it comes, without recursion: see plan-reader.test.ts.
        ...(program === 'tofu show'
          ? []
          : [[around(deep), /nested more than 500 levels/] as const]),
        ['{"a"', /JSON|plan/],
        ['', /JSON|plan/],
      ] as const) {
        await assert.rejects(read(text), (error: Error & { code?: string; now?: string }) => {
          assert.equal(error.code, 'TOOL_FAILED', String(error.stack))
          assert.ok(error.message.startsWith(`${program} printed`), error.message)
          assert.match(error.message, how)
          assert.equal(error.now, 'Nothing was changed.')
          return true
        })
      }
    })
  }

  it('`__proto__` is a name like any other, and nothing inherits from it', async () => {
    const poison = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}'
    const outputs = await readOutputs(
      printing(
        `{"__proto__":{"value":${poison},"sensitive":false},"hidden":{"value":${poison},"sensitive":true}}`,
      ),
    )
    assert.deepEqual(Object.keys(outputs), ['__proto__', 'hidden'])
    assert.equal(outputs['hidden']?.value, null)
    assert.equal(Object.getPrototypeOf(outputs), Object.prototype)
    await readPlan(printing(hostile['tofu show'](poison)), '/p/plan')
    const own = `{"ec2_tags":{"__proto__":{"Name":"x"},"Role":"app"}}`
    const hosts = (name: string) =>
      configInventory(printing(`{"_meta":{"hostvars":{"${name}":${own}}}}`))
    await assert.rejects(hosts('__proto__'), /"__proto__" is no name of a host/)
    const [host] = await hosts('constructor')
    assert.deepEqual([host?.role, host?.name], ['app', ''])
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  })
})
