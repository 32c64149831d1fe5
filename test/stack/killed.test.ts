import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { opsctl, start } from './opsctl.ts'

/**
 * What a machine or a person can do to a command at its worst moment. The environment is the quickstart's:
 * removed and built anew here, each time with a kill in the middle.
 */
describe('a command that is killed or interrupted', () => {
  const env = ['-e', 'sandbox']

  /** Kills -9 opsctl alone; what it had started goes on, as after a crash of the terminal. */
  async function killed(shown: RegExp, ...args: string[]): Promise<void> {
    const { child, ended, shown: seen } = start(...args)
    await seen(shown)
    child.kill('SIGKILL')
    assert.equal((await ended).signal, 'SIGKILL')
    const { state } = (await opsctl('lock', 'status', ...env)) as { state: string }
    assert.equal(state, 'left-behind')
  }

  async function resumed(): Promise<Readonly<Record<string, unknown>>> {
    const end = await opsctl('resume')
    assert.equal(end['outcome'], 'done')
    assert.deepEqual(await opsctl('lock', 'status', ...env).then((one) => one['state']), 'free')
    assert.deepEqual(await opsctl('resume'), { outcome: 'nothing' })
    return end
  }

  it('goes on after kill -9 in the middle of Ansible, and leaves the hosts as without it', async () => {
    await killed(/Gathering Facts|app :/, 'config', 'apply', ...env, '--yes')
    await resumed()
    const again = await opsctl('config', 'apply', ...env, '--yes')
    assert.equal(again['changed'], false)
  })

  it('ends with 130 after one interrupt while Terraform plans, and no lock is left', async () => {
    const { child, ended, shown } = start('infra', 'up', ...env, '--yes')
    await shown(/Plan/)
    child.kill('SIGINT')
    const { code } = await ended
    assert.equal(code, 130)
    assert.equal((await opsctl('lock', 'status', ...env))['state'], 'free')
    // Terraform's own lock is free too, or this would be refused.
    assert.equal((await opsctl('infra', 'plan', ...env))['empty'], true)
  })

  it('refuses to take the environment down until its name is typed', async () => {
    const { code, error } = await start('infra', 'down', ...env, '--yes').ended
    assert.deepEqual([code, error], [2, 'PROMPT_WITHOUT_TERMINAL'])
  })

  it('leaves an empty state after kill -9 in the middle of a destroy', async () => {
    await killed(/: destroying/, 'infra', 'down', ...env, '--yes', '--confirm', 'sandbox')
    await resumed()
    const { outputs } = (await opsctl('infra', 'output', ...env)) as { outputs: object }
    assert.deepEqual(outputs, {})
  })

  it('builds the same after kill -9 in the middle of an apply, with nothing orphaned', async () => {
    await killed(/aws_vpc\S*: created/, 'infra', 'up', ...env, '--yes')
    await resumed()
    // Nothing to add, change or take away: the state knows all that exists, and all of it exists.
    const plan = await opsctl('infra', 'plan', ...env)
    assert.equal(plan['empty'], true)
  })

  it('leaves no child behind', () => {
    const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    assert.doesNotMatch(running, /terraform (apply|destroy|plan)|ansible-playbook/)
  })
})
