import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { isBuilt, KilledWorld } from '../killed/world.ts'

/** In front of the stand-in for Terraform: prints what the test put there for its first word. */
const terraform = `#!/bin/sh
[ -s "$HOME/world/$1.json" ] && exec cat "$HOME/world/$1.json"
exec "$HOME/bin/real" "$@"
`
const inventory = `#!/bin/sh
exec cat "$HOME/world/inventory.json"
`

/** Tells at the end what all objects of that process inherit, and its processor time in microseconds. */
const told = `process.on('exit', () => process.stderr.write(JSON.stringify({
  polluted: {}.polluted ?? null, ...process.cpuUsage(),
})))`

/** As deep as a text of some 500 kB can be. */
const deep = `${'{"a":'.repeat(100_000)}0${'}'.repeat(100_000)}`
const poison = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}'

const outputs = (value: string) =>
  `{"a":{"value":${value},"sensitive":false},"b":{"value":${value},"sensitive":true}}`
const plan = (value: string) =>
  `{"format_version":"1.2","resource_changes":[{"address":"terraform_data.a","mode":"managed","type":"terraform_data","name":"a","provider_name":"p","change":{"actions":["update"],"before":null,"after":${value},"before_sensitive":false,"after_sensitive":${value},"after_unknown":{}}}]}`
const hosts = (name: string, value: string) =>
  `{"_meta":{"hostvars":{"${name}":{"x":${value},"ec2_tags":${value}}}}}`

describe('JSON that the programs on the PATH print, read by the built opsctl', function () {
  this.timeout(60_000)
  let world: KilledWorld

  beforeEach(async function () {
    if (!isBuilt()) this.skip()
    world = new KilledWorld()
    await world.open()
    world.replace('terraform', terraform)
    chmodSync(world.put('bin/ansible-inventory', inventory), 0o755)
    world.put('ansible/ansible.cfg', '[defaults]\n')
  })
  afterEach(() => world?.close())

  /** One run, which must neither crash nor work long, nor leave anything on what all objects inherit from. */
  async function run(args: readonly string[]) {
    const hook = `--import=data:text/javascript,${encodeURIComponent(told)}`
    const more = { NODE_OPTIONS: hook }
    const { code, signal, stdout, stderr } = await world.run([...args, '--json'], more)
    assert.equal(signal, null)
    assert.doesNotMatch(stderr, /RangeError|stack/i)
    const { polluted, user, system } = JSON.parse(stderr.slice(stderr.lastIndexOf('{')))
    assert.equal(polluted, null)
    // Not by the clock, which on a busy machine tells of others.
    assert.ok(user + system < 5_000_000, `${user + system} µs of processor time`)
    const { error, result } = JSON.parse(stdout)
    return { code, error, result }
  }

  const readers = [
    ['terraform output', 'output', outputs, ['infra', 'output', '-e', 'dev']],
    [
      'ansible-inventory',
      'inventory',
      (value: string) => hosts('i-1', value),
      ['config', 'inventory', '-e', 'dev', '--refresh'],
    ],
  ] as const

  for (const [program, file, around, args] of readers) {
    it(`${program}, 100,000 levels deep: says whose it is, and that nothing was changed`, async () => {
      world.put(`world/${file}.json`, around(deep))
      const { code, error } = await run(args)
      assert.deepEqual([code, error.code, error.now], [1, 'TOOL_FAILED', 'Nothing was changed.'])
      assert.equal(
        error.message,
        `${program} printed what opsctl cannot read: JSON that is nested more than 500 levels deep`,
      )
    })
  }

  it('terraform show, 100,000 levels deep: the plan is read all the same', async () => {
    world.put('world/show.json', plan(deep))
    const { code, result } = await run(['infra', 'plan', '-e', 'dev'])
    assert.equal(code, 0)
    const [{ address, attributes }] = result.plan.changes
    assert.deepEqual([address, result.plan.change], ['terraform_data.a', 1])
    assert.match(attributes[0].after, /^(\{"a":){16}"…"\}+$/)
  })

  it('terraform output with `__proto__`: a name like any other', async () => {
    world.put('world/output.json', outputs(poison))
    const { code, result } = await run(['infra', 'output', '-e', 'dev'])
    assert.equal(code, 0)
    const { a, b } = result.outputs
    assert.deepEqual([a.value, b.value], [JSON.parse(poison), null])
  })

  it('terraform show with `__proto__`: a name like any other', async () => {
    world.put('world/show.json', plan(poison))
    const { code } = await run(['infra', 'plan', '-e', 'dev'])
    assert.equal(code, 0)
  })

  it('ansible-inventory with `__proto__`: no host is called so, and a tag is a tag', async () => {
    world.put('world/inventory.json', hosts('__proto__', poison))
    const args = ['config', 'inventory', '-e', 'dev', '--refresh']
    const refused = await run(args)
    assert.deepEqual([refused.code, refused.error.code], [2, 'BAD_INPUT'])
    assert.match(refused.error.message, /"__proto__" is no name of a host/)
    world.put('world/inventory.json', hosts('i-1', poison))
    const { code, result } = await run(args)
    assert.equal(code, 0)
    assert.deepEqual(result.hosts, [{ host: 'i-1', name: '', role: '', colour: null, address: '' }])
  })
})
