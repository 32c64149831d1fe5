import assert from 'node:assert/strict'
import type { Fault } from '../doubles/tiny-aws.ts'
import { World } from './world.ts'

const up = ['infra', 'up', '-e', 'dev', '--yes']
const state = '/shop-dev/shop/dev/terraform.tfstate'

describe('a state bucket and STS that misbehave, with a real Terraform', function () {
  this.timeout(300_000)
  let world: World

  beforeEach(async function () {
    world = await World.forTest(this)
    world.useBucket()
  })
  afterEach(() => world?.close())

  const resources = () =>
    JSON.parse(world.aws.objects.get(state)?.body.toString() ?? '{}').resources?.length

  /** `infra up` and `infra down` come through; nothing is made twice, nothing stays locked. */
  const comesThrough = async () => {
    const made = await world.json(up)
    assert.equal(made.status, 0, JSON.stringify(made))
    assert.equal(resources(), 1)
    assert.equal(world.aws.objects.has(`${state}.tflock`), false)
    const gone = await world.json(['infra', 'down', '-e', 'dev', '--yes', '--confirm', 'dev'])
    assert.equal(gone.status, 0, JSON.stringify(gone))
    assert.equal(resources(), 0)
    assert.equal(world.aws.objects.has(`${state}.tflock`), false)
  }

  /** Every third call or so, never twice in a row: what fails is the same in each run. */
  const nearlyThird = (fault: Fault) => (_: string, n: number) =>
    n % 10 < 9 && n % 3 === 0 ? fault : null

  for (const [what, fault] of [
    ['throttled', { status: 503, code: 'SlowDown' }],
    ['answered with 500', { status: 500, code: 'InternalError' }],
    ['cut off', 'reset'],
  ] as const) {
    it(`three calls in ten ${what}: the work is done all the same, once`, async () => {
      let met = 0
      const third = nearlyThird(fault)
      world.aws.fault = (call, n) => {
        const made = third(call, n)
        if (made !== null) met += 1
        return made
      }
      await comesThrough()
      const share = met / world.aws.calls.length
      assert.ok(share > 0.25 && share < 0.35, `${met} of ${world.aws.calls.length}`)
    })
  }

  // LATE=30 for docs/reliability.md; the patience is the same code.
  const seconds = Number(process.env['LATE'] ?? 3)
  it(`answers that are ${seconds} s late: of STS, and of the state`, async () => {
    const met = new Set<string>()
    world.aws.fault = (call) => {
      if ((call !== 'POST /' && call !== `GET ${state}`) || met.has(call)) return null
      met.add(call)
      return { late: seconds * 1000 }
    }
    await comesThrough()
    assert.equal(met.size, 2)
  })

  it('refusals without end: exit 1 with the words, nothing changed, and resume afterwards', async () => {
    world.aws.fault = (call) =>
      call === `PUT ${state}` ? { status: 500, code: 'InternalError' } : null
    const failed = await world.json(up)
    assert.equal(failed.status, 1, JSON.stringify(failed))
    assert.match(failed.message, /InternalError/)
    world.aws.fault = () => null
    await world.run(['infra', 'unlock', '-e', 'dev', '--yes', '--confirm', 'dev'])
    const resumed = await world.json(['resume', '--yes'])
    assert.equal(resumed.status, 0, JSON.stringify(resumed))
    assert.equal(resources(), 1)
  })
})
