import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { hasTerminal, interruptedAtTerminal } from './terminal.ts'
import { endOf, World } from './world.ts'

const up = ['infra', 'up', '-e', 'dev', '--yes']
const slow = (count: number, seconds: number) =>
  `resource "terraform_data" "a" {\n  count = ${count}\n  provisioner "local-exec" {\n    command = "sleep ${seconds}"\n  }\n}`

describe('faults, with a real Terraform', function () {
  this.timeout(180_000 + Number(process.env['CANCELS'] ?? 0) * 30_000)
  let world: World

  beforeEach(async function () {
    world = await World.forTest(this)
  })
  afterEach(() => world?.close())

  const stateOf = () => JSON.parse(readFileSync(join(world.folder, 'state/dev.tfstate'), 'utf8'))
  const instances = () =>
    stateOf().resources.flatMap((one: { instances: unknown[] }) => one.instances)

  /** What the first apply says of being told to end; it says another thing when it is told twice. */
  const heard = () =>
    globSync(join(world.folder, '.opsctl/operations/*/apply-1.out')).flatMap((file) =>
      readFileSync(file, 'utf8').match(/(Interrupt|Two interrupts) received/g),
    )

  /** Whatever was left is taken up; then everything is there, once, and nothing is locked. */
  const settled = async (count: number) => {
    const taken = await world.json(['resume', '--yes'])
    assert.ok(taken.status === 0, JSON.stringify(taken))
    const again = await world.json(up)
    assert.equal(again.status, 0, JSON.stringify(again))
    assert.equal(instances().length, count)
    assert.ok(instances().every((one: { status?: string }) => one.status === undefined))
    const plan = await world.json(['infra', 'plan', '-e', 'dev'])
    assert.deepEqual([plan.status, plan.empty], [0, true])
  }

  const applying = async (child: ReturnType<World['start']>) => {
    let seen = ''
    child.stderr?.on('data', (chunk) => {
      seen += String(chunk)
    })
    for (let n = 0; n < 600 && !seen.includes('creating'); n++) await pause(50)
    assert.match(seen, /creating/)
  }

  for (const [what, signal, group] of [
    ['SIGINT to opsctl alone, without a terminal', 'SIGINT', false],
    ['SIGINT to its whole group', 'SIGINT', true],
    ['SIGTERM', 'SIGTERM', false],
  ] as const) {
    it(`${what}: Terraform ends in order, exit 130, resume goes on`, async () => {
      world.stack(slow(4, 1))
      const child = world.start([...up])
      const ended = endOf(child)
      await applying(child)
      process.kill((group ? -1 : 1) * (child.pid ?? 0), signal)
      const { code, stderr } = await ended
      assert.equal(code, 130, stderr)
      assert.match(stderr, /opsctl resume/)
      assert.deepEqual(heard(), ['Interrupt received'])
      await settled(4)
    })
  }

  it('Ctrl-C at a terminal: one interrupt, not two', async function () {
    if (!hasTerminal()) this.skip()
    world.stack(slow(4, 1))
    const ended = await interruptedAtTerminal(world, up, 'creating')
    assert.equal(ended.code, 130, ended.stdout)
    assert.deepEqual(heard(), ['Interrupt received'])
    await settled(4)
  })

  it('Ctrl-C at a terminal: told once, however long it takes to end', async function () {
    if (!hasTerminal()) this.skip()
    // In place of Terraform, which may be gone before a second one comes.
    const counts = join(import.meta.dirname, '..', 'adapters', 'fixtures', 'interrupts.mjs')
    const begun = world.put('counts.mjs', `await import('${counts}')\nconsole.log('counting')\n`)
    const stands = `[ "$1" = apply ] && exec ${process.execPath} ${begun}; exec "$real" "$@"`
    const path = world.wrap(stands)
    const place = { folder: world.folder, env: () => world.env(path) }
    const ended = await interruptedAtTerminal(place, up, 'counting')
    assert.equal(ended.code, 130, ended.stdout)
    const [record = ''] = globSync(`${world.folder}/.opsctl/operations/*/apply-1.exit`)
    // Ten, and one for each interrupt.
    assert.equal(JSON.parse(readFileSync(record, 'utf8')).exitCode, 11)
    await settled(1)
  })

  it('a workflow that is cancelled at any moment: nothing is made twice, nothing stays locked', async () => {
    // GitHub: SIGINT, after 7.5 s SIGTERM, after 2.5 s SIGKILL. CANCELS=100 for docs/reliability.md.
    const rounds = Number(process.env['CANCELS'] ?? 2)
    for (let round = 0; round < rounds; round++) {
      world.stack(`${slow(3, 0.3)}\n# ${round}`)
      await world.run(['infra', 'down', '-e', 'dev', '--yes', '--confirm', 'dev'])
      const child = world.start(up)
      const ended = endOf(child)
      await pause(Math.random() * 2500)
      child.kill('SIGINT')
      const gentle = await Promise.race([ended, pause(7500).then(() => null)])
      if (gentle === null) child.kill('SIGTERM')
      const late = await Promise.race([ended, pause(2500).then(() => null)])
      if (late === null) child.kill('SIGKILL')
      await ended
      await settled(3)
    }
  })

  it('a provider that crashes: its words, exit 1, and resume finishes', async () => {
    const crash = world.wrap(
      'if [ "$1" = apply ] && [ ! -e "$HOME/crashed" ]; then touch "$HOME/crashed"; echo "panic: runtime error: index out of range" >&2; kill -SEGV $$; fi; exec "$real" "$@"',
    )
    const first = await world.json(up, crash)
    assert.deepEqual([first.status, first.code], [1, 'TOOL_FAILED'])
    assert.match(first.message, /SIGSEGV[\s\S]*panic: runtime error/)
    const resumed = await world.json(['resume'], crash)
    assert.equal(resumed.status, 0, JSON.stringify(resumed))
    assert.equal(instances().length, 1)
  })

  it("a state that is cut short: Terraform's words, and nothing is changed", async () => {
    await world.run(up)
    const file = join(world.folder, 'state/dev.tfstate')
    const whole = readFileSync(file)
    for (const length of [1, 20, whole.length - 3]) {
      writeFileSync(file, whole.subarray(0, length))
      for (const args of [['infra', 'plan', '-e', 'dev', '--out', 'p'], up]) {
        const ended = await world.json(args)
        assert.deepEqual([ended.status, ended.code], [1, 'TOOL_FAILED'], JSON.stringify(ended))
      }
      assert.deepEqual(readFileSync(file), whole.subarray(0, length))
    }
  })

  it("a full disk cut Terraform's note of the backend short: it is made anew", async () => {
    await world.run(up)
    const own = join(world.folder, '.opsctl/terraform/dev')
    for (const half of ['', '{"version": 3, "back']) {
      writeFileSync(join(own, 'terraform.tfstate'), half)
      rmSync(join(own, 'opsctl-initialised'))
      const plan = await world.json(['infra', 'plan', '-e', 'dev'])
      assert.deepEqual([plan.status, plan.empty], [0, true], JSON.stringify(plan))
    }
  })

  it('a token that expires on any call: the state is kept at 0600 and pushed before anything else', async () => {
    world.useBucket()
    const step = Number(process.env['EVERY'] ?? 4)
    const state = () =>
      world.aws.objects.get('/shop-dev/shop/dev/terraform.tfstate')?.body.toString()
    let kept = 0
    for (const nth of await moments(step)) {
      world.aws.objects.clear()
      world.stack(`resource "terraform_data" "n" { input = ${nth} }`)
      await world.run(['infra', 'plan', '-e', 'dev'])
      world.aws.calls.length = 0
      // From the nth call on, for good: that is how a token expires.
      world.aws.fault = (_, n) => (n >= nth ? { status: 400, code: 'ExpiredToken' } : null)
      await world.run(up)
      world.aws.fault = () => null
      const errored = join(world.folder, '.opsctl/terraform/dev/errored.tfstate')
      if (existsSync(errored)) {
        kept += 1
        assert.equal(statSync(errored).mode & 0o777, 0o600)
        const refused = await world.json(['infra', 'plan', '-e', 'dev'])
        assert.deepEqual([refused.status, refused.code], [6, 'STATE_UNSAVED'])
      }
      assert.equal(existsSync(join(world.folder, 'infra/errored.tfstate')), false)
      // What expired with the token in hand cannot take Terraform's lock off: a person does, knowingly.
      await world.run(['infra', 'unlock', '-e', 'dev', '--yes', '--confirm', 'dev'])
      const resumed = await world.run(['resume', '--yes'])
      if (resumed.code !== 0)
        world.aws.objects.delete('/shop-dev/shop/dev/terraform.tfstate.tflock')
      if (resumed.code !== 0) await world.run(['resume', '--yes'])
      const last = await world.json(up)
      assert.equal(last.status, 0, `call ${nth}: ${JSON.stringify(last)}`)
      assert.equal(JSON.parse(state() ?? '{}').resources.length, 1, `call ${nth}`)
      if (existsSync(errored)) assert.fail('the kept state was never pushed')
    }
    assert.ok(kept > 0, 'no call hit the moment in which the state is saved')
  })

  /** Every so many calls of an `infra up`, and in any case the one that saves the state. */
  async function moments(step: number): Promise<readonly number[]> {
    await world.run(['infra', 'plan', '-e', 'dev'])
    world.aws.calls.length = 0
    assert.equal((await world.run(up)).code, 0)
    const { calls } = world.aws
    const saves = calls.findIndex((call) => /^PUT .*\.tfstate$/.test(call)) + 1
    return calls.flatMap((_, at) => (at % step === 0 || at + 1 === saves ? [at + 1] : []))
  }

  it('an errored.tfstate that is not ours stops everything', async () => {
    world.put('infra/errored.tfstate', '{}')
    for (const args of [up, ['infra', 'plan', '-e', 'dev']]) {
      const { status, code } = await world.json(args)
      assert.deepEqual([status, code], [2, 'STATE_STRAY'])
    }
  })

  it("somebody's lock of the state is shown and asked about, and only then taken off", async () => {
    world.useBucket()
    await world.run(up)
    const lock = '/shop-dev/shop/dev/terraform.tfstate.tflock'
    const info = {
      ID: '0b1f4c1e-3f1b-4b7c-9d4e-aaaaaaaaaaaa',
      Operation: 'OperationTypeApply',
      Who: 'bob@desk',
      Version: '1',
      Created: '2026-11-23T08:00:00Z',
    }
    world.aws.objects.set(lock, { body: Buffer.from(JSON.stringify(info)), etag: '"lock"' })
    const unasked = await world.json(['infra', 'unlock', '-e', 'dev', '--yes'])
    assert.deepEqual([unasked.status, unasked.code], [2, 'PROMPT_WITHOUT_TERMINAL'])
    assert.match(unasked.message, /bob@desk/)
    assert.ok(world.aws.objects.has(lock))
    const asked = await world.json(['infra', 'unlock', '-e', 'dev', '--yes', '--confirm', 'dev'])
    assert.equal(asked.status, 0)
    assert.equal(world.aws.objects.has(lock), false)
  })
})
