import assert from 'node:assert/strict'
import { runOperation } from '../../../src/engine/index.ts'
import { Power } from '../../engine/power.ts'
import { addresses } from './fake-terraform.ts'
import { data } from './setting.ts'
import { swapSetting } from './swap-setting.ts'

describe('snapshot restore --swap', () => {
  it('puts a new volume in service, keeps the old one, and the state knows the new one', async () => {
    const { setting, terraform, snapshot, operation, attached } = swapSetting()
    const end = await runOperation(operation(snapshot), setting.bench.deps())
    const [live, ...more] = attached()
    assert.equal(more.length, 0)
    assert.notEqual(live?.id, setting.volume)
    // Exactly Terraform's tags: anything else would be a change in the next plan.
    assert.deepEqual(live?.tags, data)
    assert.deepEqual([...terraform.state.values()], [live?.id, live?.id])
    assert.ok('opsctl:set-aside' in (setting.ebs.volumes.get(setting.volume)?.tags ?? {}))
    assert.equal(end.facts['wayBack'], `opsctl snapshot restore ${setting.volume} --swap -e prod`)
    assert.deepEqual([...terraform.files], [], 'the import blocks were left in the stack')
    // A broken pipe would kill Terraform with its state locked, and Ansible in the middle of a host.
    assert.deepEqual(setting.mortal, [])
  })

  it('goes the way back to the volume that was set aside, and makes no third one', async () => {
    const { setting, terraform, snapshot, operation, attached } = swapSetting()
    await runOperation(operation(snapshot), setting.bench.deps())
    await runOperation(operation(setting.volume, new Power(), 2), setting.bench.deps())
    assert.deepEqual(
      attached().map((one) => one.id),
      [setting.volume],
    )
    assert.deepEqual([...terraform.state.values()], [setting.volume, setting.volume])
    assert.equal(setting.ebs.volumes.size, 2)
    assert.equal('opsctl:set-aside' in (setting.ebs.volumes.get(setting.volume)?.tags ?? {}), false)
  })

  const more: readonly [string, string, string[]][] = [
    ['replaces another thing', 'module.compute.aws_instance.db[0]', ['delete', 'create']],
    ['changes another thing in place', 'module.compute.aws_instance.db[0]', ['update']],
    ['replaces the volume itself', addresses.volume, ['delete', 'create']],
  ]
  for (const [what, address, actions] of more) {
    it(`does not apply a plan that also ${what}`, async () => {
      const { setting, terraform, snapshot, operation } = swapSetting()
      terraform.extra = [{ address, actions }]
      await assert.rejects(runOperation(operation(snapshot), setting.bench.deps()), {
        ...{ code: 'ADOPTION_REFUSED', exitCode: 5 },
        now: /The restored data serves; only the state does not know it yet\.$/,
      })
      assert.equal(terraform.state.has(addresses.volume), false)
    })
  }

  it('refuses a volume that no swap set aside', async () => {
    const { setting, operation } = swapSetting()
    const other = setting.ebs.addVolume(data)
    await assert.rejects(runOperation(operation(other), setting.bench.deps()), {
      code: 'BAD_INPUT',
      exitCode: 2,
    })
  })
})
