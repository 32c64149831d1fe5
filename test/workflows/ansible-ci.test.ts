import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Checkout, readWorkflow } from './act.ts'
import { ansibleRequest } from './ansible-request.ts'

const roles = join(import.meta.dirname, '..', '..', 'ansible', 'roles')

describe('ansible-ci, its steps run by act', function () {
  this.timeout(900_000)
  const checkout = new Checkout()
  after(() => checkout.remove())

  it('finds nothing in the stack, and stops at a task that breaks a rule', async () => {
    const lint = () => checkout.run(ansibleRequest, 'ansible-ci.yml', '--job', 'lint')
    const clean = await lint()
    assert.equal(clean.exitCode, 0, clean.output)
    assert.match(clean.output, /ansible-lint finds nothing/)
    checkout.write('ansible/status.yml', '---\n- hosts: all\n  tasks:\n    - shell: id\n')
    checkout.commit('test: break a rule')
    const ran = await lint()
    assert.notEqual(ran.exitCode, 0)
    assert.match(ran.output, /status\.yml:\d+: /)
  })

  it('names every role that has scenarios', () => {
    const molecule = readWorkflow('ansible-ci.yml').jobs['molecule']
    const named = (molecule as { strategy?: { matrix?: { role?: string[] } } }).strategy?.matrix
      ?.role
    const tested = readdirSync(roles).filter((role) =>
      readdirSync(join(roles, role)).includes('molecule'),
    )
    assert.deepEqual(named?.toSorted(), tested.toSorted())
    for (const role of tested) {
      const scenarios = readdirSync(join(roles, role, 'molecule'), { withFileTypes: true })
      assert.ok(scenarios.filter((entry) => entry.isDirectory()).length >= 2, role)
      const verified = scenarios.filter((entry) => entry.isDirectory())
      for (const { name } of verified) {
        const verify = join(roles, role, 'molecule', name, 'verify.yml')
        assert.match(readFileSync(verify, 'utf8'), /assert|uri|wait_for/, `${role}/${name}`)
      }
    }
  })
})
