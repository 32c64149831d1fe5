import type { CommandLine, DurableRun, LeftBehind, RunOptions } from '../../../src/ports/exec.ts'
import type { Power } from '../../engine/power.ts'

export const addresses = {
  volume: 'module.storage.aws_ebs_volume.data[0]',
  attachment: 'module.compute.aws_volume_attachment.data[0]',
  database: 'module.storage.aws_db_instance.this[0]',
}

/**
 * A Terraform whose state is a map of address to ID; an apply does what the import blocks say, and what
 * the state does not know cannot be removed from it. Plans are files, as they hold what is secret.
 */
export class FakeTerraform {
  readonly state = new Map<string, string>()
  readonly files = new Map<string, string>()
  #drafts = 0
  /** What every plan also would do. */
  extra: { address: string; actions: string[] }[] = []
  /** The ID of what an import names. */
  imported: (named: string) => string = volumeIn
  /** Whether what an import names is there in AWS; of what is not, no plan can be made. */
  exists: (named: string) => boolean = () => true
  /** What an earlier process left of a run. */
  leftBehind: (run: DurableRun) => LeftBehind | null = () => null
  /** The runs of earlier processes that were awaited. */
  readonly awaited: string[] = []
  /** How many plans a person was shown. */
  shown = 0
  /** What a run of this command says when it fails; null: it does not. */
  failing: (command: CommandLine) => string | null = () => null

  run(command: CommandLine): { exitCode: number; stdout: string } {
    const [word, second] = command.args
    if (word === 'show' && command.args.length === 3) return this.#ok(this.#state())
    if (word === 'show') return this.#ok(this.#plan())
    if (word === 'state' && second === 'list') return this.#ok([...this.state.keys()].join('\n'))
    if (word === 'state')
      return this.#remove(command.args.slice(2).filter((one) => !/^-/.test(one)))
    if (word === 'apply')
      for (const [to, id] of this.#imports()) this.state.set(to, this.imported(id))
    if (word !== 'plan') return { exitCode: 0, stdout: '' }
    const [out] = command.args.flatMap((one) => /^-out=(.+)/.exec(one)?.[1] ?? [])
    if (out !== undefined) this.files.set(out, 'a plan')
    const missing = this.#imports().some(([, id]) => !this.exists(id))
    return { exitCode: missing ? 1 : 2, stdout: '' }
  }

  /** What an operation needs of Terraform. */
  context(power: Power, { mortal }: { readonly mortal: string[] }) {
    return {
      exec: {
        leftBehind: async (run: DurableRun) => this.leftBehind(run),
        attach: async (run: DurableRun) => {
          this.awaited.push(run.name)
          return { exitCode: 0, signal: null, stdout: '', stderr: '' }
        },
        run: async (command: CommandLine, options?: RunOptions) => {
          power.edge()
          const locks =
            ['plan', 'apply'].includes(command.args[0] ?? '') || command.args[1] === 'rm'
          if (locks && options?.durable === undefined) mortal.push(command.args.join(' '))
          const why = this.failing(command)
          if (why !== null) options?.onLine?.(why, 'stderr')
          const answer = why === null ? this.run(command) : { exitCode: 1, stdout: '' }
          options?.sink?.(Buffer.from(answer.stdout))
          power.edge()
          return { signal: null, stderr: why ?? '', ...answer }
        },
      },
      codeHash: async () => 'code',
      providers: null,
      hide: () => undefined,
      backend: { type: 's3', bucket: 'b', key: 'k', region: 'r' },
      files: {
        stat: async (path: string) => (path === '/tf' ? { kind: 'folder' } : null),
        read: async (path: string) =>
          path === '/d/terraform.tfstate' ? '{"backend":{"type":"s3"}}' : null,
        readBytes: async () => null,
        readRegular: async () => null,
        hash: async () => '',
        makeFolder: async () => undefined,
        list: async (folder: string) =>
          [...this.files.keys()].flatMap((path) =>
            path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
          ),
        makeEmpty: async () => undefined,
        write: async (path: string, text: string) => {
          power.edge()
          if (path.endsWith('.tf')) {
            // As on a disk: beside its place first, then there.
            const draft = `${path}.${this.#drafts++}.tmp`
            this.files.set(draft, text)
            power.edge()
            this.files.delete(draft)
            this.files.set(path, text)
          }
          power.edge()
        },
        remove: async (path: string) => {
          power.edge()
          this.files.delete(path)
          power.edge()
        },
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
      show: () => void this.shown++,
    }
  }

  #remove(addresses: readonly string[]) {
    const known = addresses.filter((one) => this.state.delete(one))
    const good = known.length > 0 && known.length === addresses.length
    return { exitCode: good ? 0 : 1, stdout: '' }
  }

  #ok(value: string | object) {
    return { exitCode: 0, stdout: typeof value === 'string' ? value : JSON.stringify(value) }
  }

  #imports(): [string, string][] {
    const files = [...this.files].filter(([path]) => path.endsWith('.tf'))
    const text = files.map(([, content]) => content).join('\n')
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
    const database = this.state.get(addresses.database)
    const resources = [
      ...(database
        ? [resource(addresses.database, 'aws_db_instance', { resource_id: database })]
        : []),
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
