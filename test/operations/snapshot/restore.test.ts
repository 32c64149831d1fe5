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

  it('touches what serves only when all else is there, and the state last', async () => {
    const { setting, snapshot, operation, attached } = swapSetting()
    const end = await runOperation(operation(snapshot), setting.bench.deps())
    const [made, old] = [attached()[0]?.id, setting.volume]
    assert.deepEqual(setting.ebs.effects, [
      '+volume',
      'stop',
      `detach ${old}`,
      `attach ${made}`,
      'start',
      `tag ${made}`,
      `untag ${made}`,
      `tag ${old}`,
    ])
    assert.deepEqual(end.steps.map((one) => one.id).slice(-2), ['adopt', 'planned'])
  })

  it('brings none of the tags of AWS and of our own to the volume that serves', async () => {
    const { setting, snapshot, operation, attached } = swapSetting()
    const tags = { 'aws:backup:source': 'x', 'opsctl:operation': 'older' }
    Object.assign(setting.ebs.volumes.get(setting.volume)?.tags ?? {}, tags)
    await runOperation(operation(snapshot), setting.bench.deps())
    assert.deepEqual(attached()[0]?.tags, data)
  })

  it('gives what serves no name that the old one did not have', async () => {
    const { setting, snapshot, operation, attached } = swapSetting()
    const tags = setting.ebs.volumes.get(setting.volume)?.tags ?? {}
    delete tags['Name']
    const before = { ...tags }
    await runOperation(operation(snapshot), setting.bench.deps())
    assert.deepEqual(attached()[0]?.tags, before)
    const aside = setting.ebs.volumes.get(setting.volume)?.tags['Name']
    assert.equal(aside, `${setting.volume}-set-aside`)
  })

  it('takes no volume of another environment for the one that serves', async () => {
    const { setting, snapshot, operation, attached } = swapSetting()
    const attachment = { instance: setting.host, device: '/dev/sdg', state: 'attached' }
    const other = setting.ebs.addVolume({ ...data, Environment: 'dev' }, { attachment })
    await runOperation(operation(snapshot), setting.bench.deps())
    assert.ok(attached().some((one) => one.id === other))
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
