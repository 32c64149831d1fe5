import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { snapshotRestore } from '../../../src/operations/snapshot/restore.ts'
import { Power } from '../../engine/power.ts'
import { addresses, FakeTerraform } from './fake-terraform.ts'
import { data, Setting } from './setting.ts'

/** An environment with one snapshot, its volume known to Terraform, and a swap to be run there. */
export function swapSetting() {
  const setting = new Setting()
  const terraform = new FakeTerraform()
  terraform.state.set(addresses.volume, setting.volume)
  terraform.state.set(addresses.attachment, setting.volume)
  terraform.exists = (named) => {
    const [id = '', instance] = named.split(':').slice(-2)
    const hangsAt = setting.ebs.volumes.get(id)?.attachment?.instance
    return instance === undefined || !named.includes(':') || hangsAt === instance
  }
  const snapshot = setting.ebs.next('snap')
  const rest = {
    state: 'completed' as const,
    progress: 100,
    sizeGib: 8,
    encrypted: true,
    owner: '111111111111',
  }
  setting.ebs.snapshots.set(snapshot, {
    id: snapshot,
    source: setting.volume,
    startedAt: new Date(setting.time - 60_000).toISOString(),
    tags: { ...data, 'opsctl:operation': 'op' },
    ...rest,
  })
  const operation = (id: string, power = new Power(), number = 1) => {
    const made = setting.operation(
      'snapshot restore',
      snapshotRestore(true),
      { id, swap: true },
      power,
    )
    const infra = terraform.context(power, setting)
    const context = {
      ...(made.context as SnapshotContext),
      infra: async () => infra as never,
      operation: `20261123t120000z-0000000${number}`,
    }
    return { ...made, id: `20261123t120000z-0000000${number}`, context }
  }
  const attached = () => [...setting.ebs.volumes.values()].filter((one) => one.attachment !== null)
  return { setting, terraform, snapshot, operation, attached }
}
