import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Checkout } from '../act.ts'
import { ansibleRequest } from '../ansible-request.ts'

const podman = spawnSync('which', ['podman'], { encoding: 'utf8' }).stdout.trim()

/** Apart from the other workflows: it makes hosts and takes minutes. */
describe('ansible-ci, its Molecule run by act', function () {
  this.timeout(900_000)
  const checkout = new Checkout()
  after(() => checkout.remove())

  it('converges and verifies a role with the real Molecule, on real hosts', async () => {
    const programs = join(checkout.top, 'programs')
    mkdirSync(programs)
    symlinkSync(podman, join(programs, 'podman'))
    checkout.programs.push(programs)
    const words = ['--job', 'molecule', '--matrix', 'role:record']
    const ran = await checkout.run(ansibleRequest, 'ansible-ci.yml', ...words)
    assert.equal(ran.exitCode, 0, ran.output)
    assert.match(ran.output, /2 passed, 0 failed/)
    assert.match(ran.asked.join('\n'), /^apt-get .*podman/m)
  })
})
