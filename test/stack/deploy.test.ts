import assert from 'node:assert/strict'
import { startLoad } from '../../scripts/load.ts'
import { opsctl, start } from './opsctl.ts'

interface Status {
  readonly colours: readonly {
    readonly colour: string
    readonly percent: number
    readonly desired: number
  }[]
}

/**
 * A deployment on the quickstart's environment, left in the middle on purpose. Nothing of it may show in
 * Terraform's plan, and whoever asks meanwhile is answered.
 */
describe('a deployment under way', () => {
  const env = ['-e', 'sandbox']
  const version = `0.0.${Math.floor(Date.now() / 1000) % 100_000}`
  const canary = ['--strategy', 'canary', '--weights', '25,100', '--bake', '1h', '--warm', '0s']
  let address = ''

  const shares = async () => {
    const { colours } = (await opsctl('deploy', 'status', ...env)) as unknown as Status
    return colours.map(({ percent }) => percent).toSorted((a, b) => a - b)
  }

  before(async () => {
    address = String((await opsctl('sandbox', 'up'))['loadBalancer'])
    await opsctl('image', 'build', '--as', version)
    await opsctl('image', 'push', ...env, '--as', version)
  })

  it('is no change for infra plan, and goes back on request without a failed answer', async () => {
    const load = startLoad(`${address}/version`, 50)
    const { ended, shown } = start('deploy', version, ...env, ...canary)
    await shown(/Judge the new hosts at 25 %/)
    assert.deepEqual(await shares(), [25, 75])
    const plan = await opsctl('infra', 'plan', ...env)
    assert.equal(plan['empty'], true, JSON.stringify(plan['plan']))
    await opsctl('deploy', 'abort', ...env)
    const { code, error } = await ended
    assert.deepEqual([code, error], [5, 'DEPLOY_ABORTED'])
    assert.deepEqual(await shares(), [0, 100])
    const { sent, failed, failures } = await load.stop()
    assert.equal(failed, 0, JSON.stringify(failures))
    assert.ok(sent > 500, `${sent} requests`)
    assert.equal((await opsctl('infra', 'plan', ...env))['empty'], true)
  })

  it('is put back by abort after kill -9 in the middle, and the lock is free', async () => {
    const { child, ended, shown } = start('deploy', version, ...env, ...canary)
    await shown(/Judge the new hosts at 25 %/)
    child.kill('SIGKILL')
    assert.equal((await ended).signal, 'SIGKILL')
    assert.equal((await opsctl('abort'))['outcome'], 'aborted')
    assert.deepEqual(await shares(), [0, 100])
    assert.equal((await opsctl('lock', 'status', ...env))['state'], 'free')
  })
})
