import assert from 'node:assert/strict'
import { type Load, startLoad } from '../../scripts/load.ts'
import { until } from '../e2e/aws-query.ts'
import { opsctl } from './opsctl.ts'

/**
 * One version forth and back while 200 requests a second flow: to hosts that were kept warm, and to
 * hosts that must be raised first. Nobody may notice.
 */
describe('a rollback under load', () => {
  const env = ['-e', 'sandbox']
  const earlier = `0.1.${Math.floor(Date.now() / 1000) % 100_000}`
  const version = `${earlier}-next`
  const words = ['--strategy', 'blue-green', '--bake', '5s', '--warm', 'keep']
  let address = ''
  let load: Load
  let deployment = ''

  const serving = async () => {
    const answer = await fetch(`${address}/version`)
    return ((await answer.json()) as { version: string }).version
  }
  // The API has the new weights at once, the load balancer within seconds: as on AWS.
  const assertServes = async (expected: string) => {
    await until(`${expected} to serve`, 10, async () => (await serving()) === expected)
  }

  before(async () => {
    address = String((await opsctl('sandbox', 'up'))['loadBalancer'])
    for (const one of [earlier, version]) {
      await opsctl('image', 'build', '--as', one)
      await opsctl('image', 'push', ...env, '--as', one)
    }
    // Hosts that a `config apply` reached since their deployment are not trusted: these are new.
    // Without requests the gates could not tell, and would hold.
    load = startLoad(`${address}/items`, 200)
    await opsctl('deploy', earlier, ...env, ...words)
    await load.stop()
  })
  beforeEach(() => {
    load = startLoad(`${address}/items`, 200)
  })
  afterEach(() => load.stop())

  async function assertNobodyNoticed(): Promise<void> {
    const { sent, failed, failures } = await load.stop()
    assert.equal(failed, 0, JSON.stringify(failures))
    assert.ok(sent > 300, `${sent} requests`)
  }

  it('has something to take back: a good deployment that keeps the old hosts', async () => {
    deployment = String((await opsctl('deploy', version, ...env, ...words))['id'])
    await assertServes(version)
    await assertNobodyNoticed()
  })

  it('goes to the hosts that were kept, and twice changes nothing', async () => {
    const end = await opsctl('rollback', ...env)
    assert.equal(end['outcome'], 'done')
    const configured = (end['steps'] as { id: string; outcome: string }[]).find(
      ({ id }) => id === 'configure',
    )
    assert.equal(configured?.outcome, 'already-done', 'no host was configured for it')
    await assertServes(earlier)
    const again = await opsctl('rollback', ...env)
    assert.deepEqual([again['outcome'], again['changed']], ['done', false])
    await assertServes(earlier)
    await assertNobodyNoticed()
  })

  it('raises hosts for a release that has none any more', async () => {
    const end = await opsctl('rollback', ...env, '--to', deployment)
    assert.equal(end['outcome'], 'done')
    await assertServes(version)
    await assertNobodyNoticed()
  })
})
