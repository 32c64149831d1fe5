import assert from 'node:assert/strict'
import { abortOperation, resumeOperation, runOperation } from '../../../src/engine/index.ts'
import type { SnapshotContext } from '../../../src/operations/snapshot/context.ts'
import { snapshotRestore } from '../../../src/operations/snapshot/restore.ts'
import type { CommandLine, RunOptions } from '../../../src/ports/exec.ts'
import { Power } from '../../engine/power.ts'
import { data, Setting } from './setting.ts'

const addresses = {
  volume: 'module.storage.aws_ebs_volume.data[0]',
  attachment: 'module.compute.aws_volume_attachment.data[0]',
}

/** A Terraform whose state is a map of address to volume; an apply does what the import blocks say. */
class FakeTerraform {
  readonly state = new Map<string, string>()
  readonly files = new Map<string, string>()
  /** What every plan also would do. */
  extra: { address: string; actions: string[] }[] = []

  run(command: CommandLine): { exitCode: number; stdout: string } {
    const [word, second] = command.args
    if (word === 'show' && command.args.length === 3) return this.#ok(this.#state())
    if (word === 'show') return this.#ok(this.#plan())
    if (word === 'state' && second === 'list') return this.#ok([...this.state.keys()].join('\n'))
    if (word === 'state') for (const one of command.args.slice(2)) this.state.delete(one)
    if (word === 'apply') for (const [to, id] of this.#imports()) this.state.set(to, volumeIn(id))
    return { exitCode: word === 'plan' ? 2 : 0, stdout: '' }
  }

  #ok(value: string | object) {
    return { exitCode: 0, stdout: typeof value === 'string' ? value : JSON.stringify(value) }
  }

  #imports(): [string, string][] {
    const text = [...this.files.values()].join('\n')
    return [...text.matchAll(/to = (\S+)\n\s+id = "([^"]+)"/g)].map(([, to = '', id = '']) => [
      to,
      id,
    ])
  }

  #state() {
    const resource = (address: string, type: string, values: object) => ({
      address,
      type,
      mode: 'managed',
      values,
    })
    const volume = this.state.get(addresses.volume)
    const attached = this.state.get(addresses.attachment)
    const resources = [
      ...(volume ? [resource(addresses.volume, 'aws_ebs_volume', { id: volume })] : []),
      ...(attached
        ? [resource(addresses.attachment, 'aws_volume_attachment', { volume_id: attached })]
        : []),
    ]
    return { values: { root_module: { child_modules: [{ resources }] } } }
  }

  #plan() {
    const change = (address: string, actions: string[], importing?: object) => ({
      address,
      mode: 'managed',
      type: 'aws_ebs_volume',
      change: { actions, importing },
    })
    const imports = this.#imports().filter(([to]) => !this.state.has(to))
    return {
      resource_changes: [
        ...imports.map(([to, id]) => change(to, ['no-op'], { id })),
        ...this.extra.map((one) => change(one.address, one.actions)),
      ],
    }
  }
}

const volumeIn = (id: string) => /vol-\w+/.exec(id)?.[0] ?? ''

function swapSetting() {
  const setting = new Setting()
  const terraform = new FakeTerraform()
  terraform.state.set(addresses.volume, setting.volume)
  terraform.state.set(addresses.attachment, setting.volume)
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
    const infra = {
      exec: {
        run: async (command: CommandLine, options?: RunOptions) => {
          power.edge()
          const answer = terraform.run(command)
          options?.sink?.(Buffer.from(answer.stdout))
          power.edge()
          return { signal: null, stderr: '', ...answer }
        },
      },
      hide: () => undefined,
      backend: { type: 's3', bucket: 'b', key: 'k', region: 'r' },
      files: {
        stat: async (path: string) => (path === '/tf' ? { kind: 'folder' } : null),
        read: async (path: string) =>
          path === '/d/terraform.tfstate' ? '{"backend":{"type":"s3"}}' : null,
        readBytes: async () => null,
        hash: async () => '',
        makeFolder: async () => undefined,
        list: async () => [],
        write: async (path: string, text: string) =>
          void (path.endsWith('.tf') && terraform.files.set(path, text)),
        remove: async (path: string) => void terraform.files.delete(path),
      },
      identity: { read: async () => ({ account: '111111111111', arn: '' }) },
      environment: {
        name: 'prod',
        account: '111111111111',
        bucket: 'b',
        project: 'shop',
        region: 'r',
      },
      terraform: { program: 'terraform', dir: '/tf', dataDir: '/d', env: {} },
      varFile: '/v',
      lockWaitSeconds: 0,
      extra: [],
      show: () => undefined,
    }
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

describe('snapshot restore --swap', function () {
  this.timeout(60_000)

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

  it('does not apply a plan that does more than take the volume over', async () => {
    const { setting, terraform, snapshot, operation } = swapSetting()
    terraform.extra = [
      { address: 'module.compute.aws_instance.db[0]', actions: ['delete', 'create'] },
    ]
    await assert.rejects(runOperation(operation(snapshot), setting.bench.deps()), {
      code: 'ADOPTION_REFUSED',
      exitCode: 5,
    })
  })

  it('refuses a volume that no swap set aside', async () => {
    const { setting, operation } = swapSetting()
    const other = setting.ebs.addVolume(data)
    await assert.rejects(runOperation(operation(other), setting.bench.deps()), {
      code: 'BAD_INPUT',
      exitCode: 2,
    })
  })

  it('survives kill -9 at every edge: resume ends in service, abort ends as before', async () => {
    const count = new Power()
    const uncut = swapSetting()
    await runOperation(uncut.operation(uncut.snapshot, count), uncut.setting.bench.deps(count))
    for (let cut = 1; cut <= count.edges; cut += 1) {
      for (const what of ['resume', 'abort'] as const) {
        const { setting, terraform, snapshot, operation, attached } = swapSetting()
        const power = new Power(cut)
        await assert.rejects(runOperation(operation(snapshot, power), setting.bench.deps(power)))
        const go = what === 'resume' ? resumeOperation : abortOperation
        try {
          await go(operation(snapshot), setting.bench.deps())
        } catch (error) {
          if ((error as { code?: string }).code === 'UNKNOWN_OPERATION') continue
          throw new Error(`${what} after a cut at ${cut}`, { cause: error })
        }
        const live = attached().map((one) => one.id)
        assert.equal(live.length, 1, `${what} after a cut at ${cut}`)
        const { outcome } = setting.bench.ledger()
        const before = outcome !== 'done'
        assert.equal(live[0] === setting.volume, before, `${what} after a cut at ${cut}`)
        if (before && what === 'resume') continue
        assert.deepEqual(
          [...new Set(terraform.state.values())],
          live,
          `state, ${what} after a cut at ${cut}`,
        )
        assert.equal(setting.ebs.volumes.size, before ? 1 : 2, `${what} after a cut at ${cut}`)
        assert.equal(
          setting.ebs.volumes.get(live[0] ?? '')?.tags['opsctl:set-aside'],
          undefined,
          `${what} ${cut}`,
        )
      }
    }
  })
})
