import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { World } from './world.ts'

const plan = ['infra', 'plan', '-e', 'dev', '--out', 'p.plan']
const up = ['infra', 'up', '-e', 'dev', '--plan', 'p.plan', '--yes']

describe('a saved plan, with a real Terraform', function () {
  this.timeout(60_000 + Number(process.env['ROUNDS'] ?? 0) * 15_000)
  let world: World

  beforeEach(async function () {
    world = await World.forTest(this)
  })
  afterEach(() => world?.close())

  it('is applied once, then refused; also when there was no state and there is none again', async () => {
    assert.equal((await world.json(plan)).status, 0)
    assert.equal(statSync(join(world.folder, 'p.plan')).mode & 0o777, 0o600)
    const first = await world.json(up)
    assert.deepEqual([first.status, first.outcome], [0, 'done'])
    const again = await world.json(up)
    assert.deepEqual([again.status, again.code], [2, 'PLAN_APPLIED'])
    // hashicorp/terraform#24078: without a state nothing of Terraform's own tells that it was applied.
    rmSync(join(world.folder, 'state'), { recursive: true })
    const without = await world.json(up)
    assert.deepEqual([without.status, without.code], [2, 'PLAN_APPLIED'])
  })

  const differs: readonly (readonly [string, string, (w: World) => unknown, object?])[] = [
    [
      'the code',
      'Terraform code',
      (w) => w.stack('resource "terraform_data" "a" { input = "two" }'),
    ],
    ['a file beside the code', 'Terraform code', (w) => w.put('infra/modules/x/y.tftpl', 'z')],
    ['the variables', 'variables', (w) => w.variables('dev', '# x')],
    ['TF_VAR_ in the environment', 'variables', () => undefined, { TF_VAR_x: 'y' }],
    [
      'the backend',
      'backend',
      (w) =>
        w.put(
          'opsctl.yaml',
          readFileSync(join(w.folder, 'opsctl.yaml'), 'utf8').replace('state/', 'other/'),
        ),
    ],
    [
      'the commit',
      'commit',
      (w) => {
        const git = (...args: string[]) =>
          execFileSync('git', [
            '-C',
            w.folder,
            '-c',
            'user.name=a',
            '-c',
            'user.email=a@b',
            ...args,
          ])
        git('init', '-q')
        git('commit', '-q', '--allow-empty', '-m', 'x')
      },
    ],
    ["the state's serial", "state's", (w) => w.run(['infra', 'up', '-e', 'dev', '--yes'])],
  ]
  for (const [what, named, change, env] of differs) {
    it(`is refused when ${what} differs, and says so`, async () => {
      await world.run(plan)
      await change(world)
      const { status, code, message, next } = await world.json(up, { ...env })
      assert.deepEqual([status, code], [2, 'PLAN_DIFFERS'])
      assert.match(message, new RegExp(`${named}.*: .* then, .* now`))
      assert.match(next[0], /infra plan -e dev --out/)
    })
  }

  it('is refused when the tool or a provider has another version', async () => {
    await world.run(plan)
    const other = world.wrap(
      'if [ "$1" = version ]; then echo \'{"terraform_version":"1.99.0","provider_selections":{"p":"1"}}\'; else exec "$real" "$@"; fi',
    )
    const { status, code, message } = await world.json(up, other)
    assert.deepEqual([status, code], [2, 'PLAN_DIFFERS'])
    assert.match(
      message,
      /tool: terraform 1\.\S+ then, terraform 1\.99\.0 now\n.*provider p: none then, 1 now/,
    )
  })

  it('is refused in another environment', async () => {
    await world.run(plan)
    world.put(
      'opsctl.yaml',
      world.config('dev: { account: "111111111111" }, prod: { account: "111111111111" }'),
    )
    const { status, code, message } = await world.json(
      up.map((word) => (word === 'dev' ? 'prod' : word)),
    )
    assert.deepEqual([status, code], [2, 'PLAN_DIFFERS'])
    assert.match(message, /environment: dev then, prod now/)
  })

  const unsafe: readonly (readonly [string, string, (file: string) => void])[] = [
    ['is readable for others', 'PLAN_FILE_UNSAFE', (file) => chmodSync(file, 0o604)],
    ['is writable for its group', 'PLAN_FILE_UNSAFE', (file) => chmodSync(file, 0o620)],
    [
      'is a link',
      'PLAN_FILE_UNSAFE',
      (file) => {
        writeFileSync(`${file}.real`, readFileSync(file), { mode: 0o600 })
        rmSync(file)
        symlinkSync(`${file}.real`, file)
      },
    ],
    [
      'was altered in one byte',
      'PLAN_ALTERED',
      (file) => {
        const bytes = readFileSync(file)
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
        writeFileSync(file, bytes)
      },
    ],
    [
      'was cut short',
      'PLAN_ALTERED',
      (file) => writeFileSync(file, readFileSync(file).subarray(0, 500)),
    ],
    ['is none', 'PLAN_ALTERED', (file) => writeFileSync(file, 'hello')],
    ['is not there', 'BAD_INPUT', (file) => rmSync(file)],
  ]
  for (const [what, code, spoil] of unsafe) {
    it(`is refused when it ${what}, before anything is started`, async () => {
      await world.run(plan)
      spoil(join(world.folder, 'p.plan'))
      const { PATH } = world.wrap('echo called >> "$HOME/calls"; exec "$real" "$@"')
      const ended = await world.json(up, { PATH: PATH ?? '' })
      assert.deepEqual([ended.status, ended.code], [2, code])
      assert.ok(ended.next.length > 0)
      if (what === 'is a link') assert.match(ended.message, /is a link/)
      assert.throws(() => readFileSync(join(world.folder, 'calls')))
    })
  }

  it('has one winner of two that apply it at once', async () => {
    for (let round = 0; round < Number(process.env['ROUNDS'] ?? 3); round++) {
      world.stack(`resource "terraform_data" "a" { input = "round ${round}" }`)
      await world.run(plan)
      const both = await Promise.all([world.json(up), world.json(up)])
      const codes = both.map((one) => one.status).sort()
      assert.equal(codes.filter((code) => code === 0).length, 1, JSON.stringify(both))
      const loser = both.find((one) => one.status !== 0)
      assert.ok(
        ['PLAN_APPLIED', 'LOCKED', 'UNFINISHED_OPERATION', 'PLAN_DIFFERS'].includes(loser.code),
        loser.code,
      )
      assert.ok([2, 4].includes(loser.status))
    }
  })

  it('is shown with what it is bound to, and in Markdown', async () => {
    await world.run(plan)
    const shown = await world.json(['infra', 'show', 'p.plan', '--markdown', 'p.md'])
    assert.equal(shown.binding.environment, 'dev')
    assert.equal(shown.plan.changes[0].address, 'terraform_data.a')
    assert.match(
      readFileSync(join(world.folder, 'p.md'), 'utf8'),
      /\| create \| `terraform_data.a` \|/,
    )
  })
})
