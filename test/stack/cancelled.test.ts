import assert from 'node:assert/strict'
import { opsctl, type Started, start } from './opsctl.ts'

interface Status {
  readonly colours: readonly { readonly percent: number }[]
}

/** One deployment on the quickstart's environment, ended by others again and again. */
describe('a deployment that is ended from outside', () => {
  const env = ['-e', 'sandbox']
  const version = `0.0.${Math.floor(Date.now() / 1000) % 100_000}`
  const canary = ['--strategy', 'canary', '--weights', '25,100', '--bake', '1h', '--warm', '0s']

  const shares = async () => {
    const { colours } = (await opsctl('deploy', 'status', ...env)) as unknown as Status
    return colours.map(({ percent }) => percent).toSorted((a, b) => a - b)
  }
  const lockState = async () => (await opsctl('lock', 'status', ...env))['state']

  before(async () => {
    await opsctl('image', 'build', '--as', version)
    await opsctl('image', 'push', ...env, '--as', version)
  })

  it('is killed while it configures, resumed, cancelled as a workflow is, and put back by abort', async () => {
    const first = start('deploy', version, ...env, ...canary)
    await first.shown(/> Configure the new hosts/)
    first.child.kill('SIGKILL')
    assert.equal((await first.ended).signal, 'SIGKILL')
    assert.equal(await lockState(), 'left-behind')
    const second = start('resume')
    await second.shown(/Judge the new hosts at 25 %/)
    await cancel(second)
    // No lock is left, and nobody else may begin before this one is taken up.
    assert.equal(await lockState(), 'unfinished')
    assert.equal((await start('deploy', version, ...env, ...canary).ended).code, 4)
    assert.equal((await opsctl('abort'))['outcome'], 'aborted')
    assert.deepEqual(await shares(), [0, 100])
    assert.equal(await lockState(), 'free')
    assert.deepEqual(await opsctl('abort'), { outcome: 'nothing' })
  })

  /** As GitHub ends the step of a cancelled job: SIGINT, after 7.5 s SIGTERM, after 2.5 s SIGKILL. */
  async function cancel({ child, ended }: Started): Promise<void> {
    const within = (milliseconds: number) =>
      Promise.race([ended, new Promise((resolve) => setTimeout(resolve, milliseconds, null))])
    child.kill('SIGINT')
    if ((await within(7_500)) === null) child.kill('SIGTERM')
    if ((await within(2_500)) === null) child.kill('SIGKILL')
    await ended
  }
})
