import assert from 'node:assert/strict'
import { dryRunExec } from '../../../src/adapters/dry-run.ts'
import { dryDatabaseWriter } from '../../../src/adapters/dry-run-databases.ts'
import {
  dryScratchHostWriter,
  drySnapshotWriter,
  dryVolumeWriter,
  words,
} from '../../../src/adapters/dry-run-snapshots.ts'
import { Redactor } from '../../../src/domain/redaction.ts'
import { runOperation, type Step } from '../../../src/engine/index.ts'
import type { SnapshotContext, SnapshotInput } from '../../../src/operations/snapshot/context.ts'
import { snapshotCreate } from '../../../src/operations/snapshot/create.ts'
import { snapshotPrune } from '../../../src/operations/snapshot/prune.ts'
import { snapshotRestore } from '../../../src/operations/snapshot/restore.ts'
import { restoreDatabase } from '../../../src/operations/snapshot/restore-database.ts'
import { snapshotVerify } from '../../../src/operations/snapshot/verify.ts'
import type { Exec } from '../../../src/ports/exec.ts'
import type { Progress } from '../../../src/ports/progress.ts'
import { Power } from '../../engine/power.ts'
import { addresses } from './fake-terraform.ts'
import { data } from './setting.ts'
import { swapSetting } from './swap-setting.ts'

const made = { ...data, 'opsctl:operation': 'op' }
const began = '20261123t120000z-00000001'

/** An environment with a volume and an RDS instance, a copy of each, and all that a dry run says. */
class Rehearsal {
  readonly #world = swapSetting()
  readonly s = this.#world.setting
  readonly copy = this.#world.snapshot
  readonly live = this.s.rds.add('shop-prod', data)
  readonly app = [...this.s.ebs.hosts.keys()].at(-1) ?? ''
  readonly said: string[] = []

  constructor() {
    this.s.rds.addSnapshot('shop-prod-old', this.live, made)
    this.#world.terraform.state.set(addresses.database, this.live.id)
  }

  async run(kind: string, steps: readonly Step<SnapshotContext>[], input: SnapshotInput) {
    const note = (line: string) => this.said.push(short(line))
    const progress = { note } as unknown as Progress
    const context = this.s.context(input)
    const dry = (exec: Exec) => dryRunExec(exec, progress, new Redactor())
    const built = {
      ...this.s.operation(kind, steps, input),
      id: began,
      context: {
        ...context,
        operation: began,
        writer: drySnapshotWriter(progress),
        volumeWriter: dryVolumeWriter(progress),
        databaseWriter: dryDatabaseWriter(progress),
        hostWriter: dryScratchHostWriter(progress),
        note,
        config: async () => {
          const config = await context.config()
          return { ...config, exec: dry(config.exec) }
        },
        infra: async () => {
          const infra = this.#world.terraform.context(new Power(), this.s)
          return { ...infra, exec: dry(infra.exec as unknown as Exec) }
        },
      },
    }
    await runOperation(built as never, this.s.bench.deps())
    assert.deepEqual(this.s.ebs.effects, [])
    assert.deepEqual(this.s.rds.effects, [])
    return this.said
  }
}

/** A wrapped command by what tells it from others. */
function short(line: string): string {
  const [, told] = /^would run: .* (?:--|terraform) (.*)\)$/.exec(line) ?? []
  return told === undefined ? line : `run ${told}`
}

const onceMore = `shop-prod-restored-${began}`

describe('snapshot: a dry run says each step and changes nothing', () => {
  it('of create', async () => {
    const r = new Rehearsal()
    assert.deepEqual(await r.run('snapshot create', snapshotCreate(), {}), [
      'run snapshot_settle.yml',
      `would make a snapshot of ${r.s.volume}: opsctl shop prod ${began}`,
      `would make the snapshot shop-prod-${began} of the RDS instance shop-prod`,
    ])
  })

  it('of verify, and tells no verdict on what it did not look at', async () => {
    const r = new Rehearsal()
    assert.deepEqual(await r.run('snapshot verify', snapshotVerify(), { id: r.copy }), [
      `would start a scratch host like ${r.app}`,
      `would make a volume of 8 GiB (gp3) in a from ${r.copy}`,
      'would attach vol-dry-run to i-dry-run as /dev/sdf',
      'run snapshot_verify.yml',
      'would terminate i-dry-run',
      'would delete vol-dry-run',
      `would tag ${r.copy} with the verdict and the recovery time`,
    ])
    const other = new Rehearsal()
    const steps = snapshotVerify('database')
    const verify = `shop-prod-verify-${began}`
    assert.deepEqual(await other.run('snapshot verify', steps, { id: 'shop-prod-old' }), [
      `would start a scratch host like ${other.app}`,
      `would make the RDS instance ${verify} (db.t3.small) from shop-prod-old`,
      'run snapshot_verify_database.yml',
      'would terminate i-dry-run',
      `would delete the RDS instance ${verify}`,
      'would tag shop-prod-old with the verdict and the recovery time',
    ])
  })

  it('of a restore to a new volume, and of one that takes the old one’s place', async () => {
    const r = new Rehearsal()
    const made = `would make a volume of 8 GiB (gp3) in a from ${r.copy}`
    assert.deepEqual(await r.run('snapshot restore', snapshotRestore(false), { id: r.copy }), [
      made,
    ])
    const other = new Rehearsal()
    const input = { id: other.copy, swap: true }
    assert.deepEqual(await other.run('snapshot restore', snapshotRestore(true), input), [
      `Everything written to ${other.s.volume} since 2026-11-24T02:59:00.000Z will not be there.`,
      made,
      'run snapshot_swap.yml',
      `would detach ${other.s.volume}`,
      `would attach vol-dry-run to ${other.s.host} as /dev/sdf`,
      'run snapshot_swap.yml',
      `would tag vol-dry-run with ${words(data)}`,
      `would tag ${other.s.volume} with opsctl:set-aside=${began}, Name=${data.Name}-set-aside`,
      `run state rm '${addresses.volume}' '${addresses.attachment}'`,
      `would import vol-dry-run as ${addresses.volume}`,
      `would import /dev/sdf:vol-dry-run:${other.s.host} as ${addresses.attachment}`,
    ])
  })

  it('of an exchange of RDS instances', async () => {
    const r = new Rehearsal()
    const input = { id: 'shop-prod-old', swap: true }
    assert.deepEqual(await r.run('snapshot restore', restoreDatabase(true), input), [
      'Everything written to shop-prod since 2026-11-24T02:59:00.000Z will not be there.',
      `would make the RDS instance ${onceMore} (db.t3.small) from shop-prod-old`,
      `would rename the RDS instance shop-prod to shop-prod-aside-${began}`,
      `would rename the RDS instance ${onceMore} to shop-prod`,
      'run snapshot_swap.yml',
      `would tag ${onceMore} with ${words(data)}`,
      `would tag shop-prod with opsctl:set-aside=${began}, Name=${data.Name}-set-aside`,
      `run state rm '${addresses.database}'`,
      `would import shop-prod as ${addresses.database}`,
    ])
  })

  it('of prune', async () => {
    const r = new Rehearsal()
    r.s.rds.addSnapshot('older', r.live, made, { startedAt: '2026-11-01T00:00:00.000Z' })
    const said = await r.run('snapshot prune', snapshotPrune(), {})
    assert.deepEqual(said, ['would delete older'])
  })
})
